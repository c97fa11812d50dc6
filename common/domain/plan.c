/* Look-ups in a plan. Lists are short (a dozen entries), so that a linear search is the fast one.
 */
#include "plan.h"

#include <string.h>

bool plan_has(const struct plan *plan, enum plan_section section)
{
    const bool has[PLAN_N_SECTIONS] = {
        [PLAN_COUNCIL] = plan->council.quorum_of > 0,
        [PLAN_HEAD_CRITERIA] = plan->n_head_criteria > 0,
        [PLAN_EFFECTIVENESS] = plan->effectiveness.full_change > 0,
        [PLAN_RANKINGS] = plan->n_rankings > 0,
    };
    return has[section];
}

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

static bool day_within(const char *day, const char *from, const char *to)
{
    return strcmp(from, day) <= 0 && (!to || strcmp(day, to) <= 0);
}

bool plan_in_force(const struct plan_dated *entry, const char *day)
{
    return day_within(day, entry->valid_from, entry->valid_to);
}

const struct plan_dated *plan_dated_on(const struct plan_dated *entries, unsigned n,
                                       const char *day)
{
    while (n-- > 0)
        if (plan_in_force(&entries[n], day))
            return &entries[n];
    return NULL;
}

const struct plan_preference *plan_preference_on(const struct plan *plan, const char *day)
{
    for (unsigned i = 0; i < plan->n_preferences; i++)
        if (day_within(day, plan->preferences[i].valid_from, plan->preferences[i].valid_to))
            return &plan->preferences[i];
    return NULL;
}

bool plan_line_takes(const struct plan_line *line, Pb__UnitKind kind)
{
    for (unsigned i = 0; i < line->n_unit_kinds; i++)
        if (line->unit_kinds[i] == kind)
            return true;
    return false;
}
