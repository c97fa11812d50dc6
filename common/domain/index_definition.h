/* What an index set measures: the criteria of one year and level, from a definition file. A point
 * never stands in the code. Read only once made; pure look-ups, any thread. */
#ifndef TD_DOMAIN_INDEX_DEFINITION_H
#define TD_DOMAIN_INDEX_DEFINITION_H

#include "plan.h"

/* The part that is no field of CCHC: what reform brings about, measured by surveys. */
#define INDEX_FIELD_IMPACT "impact"
#define INDEX_ITEMS_MAX 300

/* One criterion, or one sub-criterion where a criterion has some: what is scored. */
struct index_item {
    const char *field; /* a field of the plan, or INDEX_FIELD_IMPACT */
    const char *criterion,
        *criterion_name; /* its criterion; itself where there is no level below */
    const char *id, *name;
    int64_t max_centi;
    Pb__IndexMethod method;
};

struct index_definition {
    uint32_t year;
    Pb__IndexLevel level;
    struct plan_text title;
    struct index_item *items; /* in the order of the file */
    size_t n_items;
};

/* The item of this id; NULL when there is none. */
const struct index_item *index_item_find(const struct index_item *items, size_t n, const char *id);

/* The item that people mean by an id or a name, in a field ("" or NULL: any). NULL: none, or a name
 * that stands in several fields. */
const struct index_item *index_item_meant(const struct index_item *items, size_t n,
                                          const char *field, const char *id_or_name);

int64_t index_items_max(const struct index_item *items, size_t n);

/* The name of a field, as the plan has it. NULL: neither the plan's nor INDEX_FIELD_IMPACT. */
const struct plan_text *index_field_text(const struct plan *plan, const char *field);

#endif
