/* Look-ups in a plan. Lists are short (a dozen entries), so that a linear search is the fast one.
 */
#include "plan.h"

#include <string.h>

const struct plan_round *plan_round_find(const struct plan *plan, Pb__RoundKind kind)
{
    for (unsigned i = 0; i < plan->n_rounds; i++)
        if (plan->rounds[i].kind == kind)
            return &plan->rounds[i];
    return NULL;
}

const struct plan_line *plan_line_find(const struct plan *plan, const char *id)
{
    for (unsigned i = 0; i < plan->n_lines; i++)
        if (strcmp(plan->lines[i].id, id) == 0)
            return &plan->lines[i];
    return NULL;
}

const struct plan_criterion *plan_criterion_find(const struct plan *plan, const char *id)
{
    for (unsigned i = 0; i < plan->n_criteria; i++)
        if (strcmp(plan->criteria[i].id, id) == 0)
            return &plan->criteria[i];
    return NULL;
}

static const struct plan_named *named_find(const struct plan_named *list, unsigned n,
                                           const char *id)
{
    for (unsigned i = 0; i < n; i++)
        if (strcmp(list[i].id, id) == 0)
            return &list[i];
    return NULL;
}

const struct plan_named *plan_field_find(const struct plan *plan, const char *id)
{
    return named_find(plan->fields, plan->n_fields, id);
}

const struct plan_named *plan_content_find(const struct plan *plan, const char *id)
{
    return named_find(plan->contents, plan->n_contents, id);
}

const struct plan_named *plan_part_find(const struct plan *plan, const char *id)
{
    return named_find(plan->parts, plan->n_parts, id);
}

uint32_t plan_places(const struct plan *plan, Pb__RoundKind kind, const char *line)
{
    const struct plan_round *round = plan_round_find(plan, kind);
    for (unsigned i = 0; round && i < round->n_quotas; i++)
        if (strcmp(round->quotas[i].line, line) == 0)
            return round->quotas[i].places;
    return 0;
}

bool plan_line_in_round(const struct plan *plan, Pb__RoundKind kind, const char *line)
{
    return plan_places(plan, kind, line) > 0;
}

static bool ranking_is_for(const struct plan_ranking *ranking, Pb__RoundKind kind)
{
    for (unsigned i = 0; i < ranking->n_rounds; i++)
        if (ranking->rounds[i] == kind)
            return true;
    return false;
}

const struct plan_ranking *plan_ranking_find(const struct plan *plan, Pb__RoundKind kind,
                                             const char *line)
{
    for (unsigned i = 0; i < plan->n_rankings; i++)
        if (strcmp(plan->rankings[i].line, line) == 0 && ranking_is_for(&plan->rankings[i], kind))
            return &plan->rankings[i];
    return NULL;
}

const struct plan_preference *plan_preference_on(const struct plan *plan, const char *day)
{
    for (unsigned i = 0; i < plan->n_preferences; i++) {
        const struct plan_preference *preference = &plan->preferences[i];
        if (strcmp(preference->valid_from, day) <= 0 &&
            (!preference->valid_to || strcmp(day, preference->valid_to) <= 0))
            return preference;
    }
    return NULL;
}

const struct plan_dated *plan_dated_on(const struct plan_dated *entries, unsigned n,
                                       const char *day)
{
    const struct plan_dated *found = NULL;
    for (unsigned i = 0; i < n; i++)
        if (strcmp(entries[i].valid_from, day) <= 0 &&
            (!entries[i].valid_to || strcmp(day, entries[i].valid_to) <= 0))
            found = &entries[i];
    return found;
}

bool plan_line_takes(const struct plan_line *line, Pb__UnitKind kind)
{
    for (unsigned i = 0; i < line->n_unit_kinds; i++)
        if (line->unit_kinds[i] == kind)
            return true;
    return false;
}
