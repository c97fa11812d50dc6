/* Look-ups in an index set. A set has some dozens of criteria: a linear search is the fast one. */
#include "index_definition.h"

#include <string.h>

const struct index_item *index_item_find(const struct index_item *items, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(items[i].id, id) == 0)
            return &items[i];
    return NULL;
}

const struct index_item *index_item_meant(const struct index_item *items, size_t n,
                                          const char *field, const char *id_or_name)
{
    const struct index_item *named = NULL;
    size_t n_named = 0;
    for (size_t i = 0; i < n; i++) {
        if (field && *field && strcmp(items[i].field, field) != 0)
            continue;
        if (strcmp(items[i].id, id_or_name) == 0)
            return &items[i];
        if (strcmp(items[i].name, id_or_name) == 0) {
            named = &items[i];
            n_named++;
        }
    }
    return n_named == 1 ? named : NULL;
}

int64_t index_items_max(const struct index_item *items, size_t n)
{
    int64_t max_centi = 0;
    for (size_t i = 0; i < n; i++)
        max_centi += items[i].max_centi;
    return max_centi;
}

const struct plan_text *index_field_text(const struct plan *plan, const char *field)
{
    static const struct plan_text IMPACT = {"Tác động của cải cách hành chính",
                                            "Impact of the reform"};
    if (strcmp(field, INDEX_FIELD_IMPACT) == 0)
        return &IMPACT;
    for (unsigned i = 0; i < plan->n_fields; i++)
        if (strcmp(plan->fields[i].id, field) == 0)
            return &plan->fields[i].text;
    return NULL;
}
