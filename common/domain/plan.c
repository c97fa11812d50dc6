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

bool plan_line_in_round(const struct plan *plan, Pb__RoundKind kind, const char *line)
{
    const struct plan_round *round = plan_round_find(plan, kind);
    for (unsigned i = 0; round && i < round->n_quotas; i++)
        if (strcmp(round->quotas[i].line, line) == 0)
            return true;
    return false;
}

bool plan_line_takes(const struct plan_line *line, Pb__UnitKind kind)
{
    for (unsigned i = 0; i < line->n_unit_kinds; i++)
        if (line->unit_kinds[i] == kind)
            return true;
    return false;
}
