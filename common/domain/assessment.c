/* The sides of the assessment of IV.3.a and their total. Rounding is half up, once per figure. */
#include "assessment.h"

#include "message.h"

#include <string.h>

static const char *const SIDE_IDS[ASSESSMENT_N_SIDES] = {"completion", "head_responsibility",
                                                         "effectiveness"};

const char *assessment_side_id(enum assessment_side side)
{
    return SIDE_IDS[side];
}

const struct plan_weight *assessment_weight(const struct plan *plan, enum assessment_side side)
{
    for (unsigned i = 0; i < plan->n_weights; i++)
        if (strcmp(plan->weights[i].id, SIDE_IDS[side]) == 0)
            return &plan->weights[i];
    return NULL;
}

bool assessment_own_head(const char *officer_unit, role_set roles, const char *unit_code)
{
    const role_set heads =
        ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD);
    return (roles & heads) != 0 && strcmp(officer_unit, unit_code) == 0;
}

enum td_code assessment_check_round(Pb__RoundState state, struct td_err *err)
{
    char name[TD_ENUM_NAME_SIZE];
    if (state == PB__ROUND_STATE__ROUND_STATE_PLANNED ||
        state == PB__ROUND_STATE__ROUND_STATE_OPEN ||
        state == PB__ROUND_STATE__ROUND_STATE_REVIEWING)
        return TD_OK;
    const char *word = td_enum_name(&pb__round_state__descriptor, (int)state, name);
    return td_fail(err, TD_FAILED_PRECONDITION, "round_id", "", TD_KEY_ROUND_STATE, "state",
                   word ? word : "unknown", TD_END);
}

uint32_t assessment_head_max_centi(const struct plan_head_criterion *criterion)
{
    return criterion->points * 100;
}

static int32_t divide_half_up(int64_t part, int64_t whole)
{
    return (int32_t)((2 * part + whole) / (2 * whole));
}

int32_t assessment_percent_centi(int64_t part, int64_t whole)
{
    return divide_half_up(part * ASSESSMENT_FULL_CENTI, whole);
}

static void side_set(struct assessment_part *side, int32_t percent_centi)
{
    side->known = true;
    side->percent_centi = percent_centi;
}

/* Rounded down, so that 100 % means all (III.4). */
static void completion_compute(const struct assessment_facts *facts, struct assessment_part *side)
{
    if (task_assigned(&facts->tasks) > 0)
        side_set(side, (int32_t)tasks_on_time_centi(&facts->tasks));
}

static void head_compute(const struct plan *plan, const struct assessment_facts *facts,
                         struct assessment_part *side)
{
    int64_t score = 0, full = 0;
    if (!facts->head_centi)
        return;
    for (unsigned i = 0; i < plan->n_head_criteria; i++) {
        score += facts->head_centi[i];
        full += assessment_head_max_centi(&plan->head_criteria[i]);
    }
    if (full > 0)
        side_set(side, assessment_percent_centi(score, full));
}

/* From full_change points down (0) to as many up (full marks). */
static int32_t change_score(int32_t change_centi, uint32_t full_change)
{
    int64_t full = (int64_t)full_change * 100;
    if (change_centi <= -full)
        return 0;
    if (change_centi >= full)
        return ASSESSMENT_FULL_CENTI;
    return divide_half_up((change_centi + full) * ASSESSMENT_FULL_CENTI, 2 * full);
}

void assessment_effectiveness(const struct plan_effectiveness *policy, int32_t result_centi,
                              const int32_t *before_centi, struct assessment_effect *ret)
{
    *ret = (struct assessment_effect){.percent_centi = result_centi};
    if (!before_centi || policy->change_percent == 0)
        return;
    ret->changed = true;
    ret->change_centi = result_centi - *before_centi;
    ret->change_score_centi = change_score(ret->change_centi, policy->full_change);
    int64_t weighted = (int64_t)result_centi * (100 - policy->change_percent) +
                       (int64_t)ret->change_score_centi * policy->change_percent;
    ret->percent_centi = divide_half_up(weighted, 100);
}

static void effectiveness_compute(const struct plan_effectiveness *policy,
                                  const struct assessment_facts *facts, struct assessment *ret)
{
    if (!facts->has_result)
        return;
    assessment_effectiveness(policy, facts->result_centi,
                             facts->has_before ? &facts->before_centi : NULL, &ret->effect);
    side_set(&ret->sides[ASSESSMENT_EFFECTIVENESS], ret->effect.percent_centi);
}

static void total_compute(struct assessment *ret)
{
    int64_t weighted = 0;
    ret->complete = true;
    for (unsigned i = 0; i < ASSESSMENT_N_SIDES; i++) {
        const struct assessment_part *side = &ret->sides[i];
        if (!side->known && side->weight_percent > 0)
            ret->complete = false;
        if (!side->known)
            continue;
        weighted += (int64_t)side->percent_centi * side->weight_percent;
        ret->known = ret->known || side->weight_percent > 0;
    }
    ret->total_centi = divide_half_up(weighted, 100);
}

void assessment_compute(const struct plan *plan, const struct assessment_facts *facts,
                        struct assessment *ret)
{
    *ret = (struct assessment){0};
    for (unsigned i = 0; i < ASSESSMENT_N_SIDES; i++) {
        const struct plan_weight *weight = assessment_weight(plan, (enum assessment_side)i);
        ret->sides[i].weight_percent = weight ? weight->percent : 0;
    }
    completion_compute(facts, &ret->sides[ASSESSMENT_COMPLETION]);
    head_compute(plan, facts, &ret->sides[ASSESSMENT_HEAD]);
    effectiveness_compute(&plan->effectiveness, facts, ret);
    total_compute(ret);
}
