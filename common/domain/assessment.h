/* The assessment of a unit: the degree of completion of its tasks, the responsibility of its head,
 * the effectiveness of CCHC in it; each side raw -> weight -> total. Integers only: hundredths of a
 * percent. Pure; any thread. Source: Plan 50/KH-UBND IV.3.a, III.4; weights, head criteria and the
 * way effectiveness is computed are the plan file's (local policy). */
#ifndef TD_DOMAIN_ASSESSMENT_H
#define TD_DOMAIN_ASSESSMENT_H

#include "plan.h"
#include "task_rules.h"
#include "workflow.h"

#define ASSESSMENT_FULL_CENTI 10000 /* 100 % */

enum assessment_side { /* as the plan file's weights name them */
                       ASSESSMENT_COMPLETION,
                       ASSESSMENT_HEAD,
                       ASSESSMENT_EFFECTIVENESS,
                       ASSESSMENT_N_SIDES
};

struct assessment_facts {
    struct task_counts tasks; /* of the round's period */
    /* One score per head criterion of the plan, in its order, in hundredths of a point; NULL: the
     * head has not been scored. */
    const uint32_t *head_centi;
    /* Published index results, hundredths of a percent. */
    bool has_result, has_before;
    int32_t result_centi;
    int32_t before_centi; /* of the year before */
};

struct assessment_part {
    bool known; /* false: there is nothing to judge; a question for the council, no zero */
    int32_t percent_centi;
    uint32_t weight_percent;
};

/* Effectiveness of CCHC, step by step. */
struct assessment_effect {
    int32_t percent_centi;
    bool changed;               /* a change against the year before is part of it */
    int32_t change_centi;       /* up or down, hundredths of a percentage point */
    int32_t change_score_centi; /* what that is worth */
};

struct assessment {
    struct assessment_part sides[ASSESSMENT_N_SIDES];
    struct assessment_effect effect; /* when that side is known */
    bool known;                      /* at least one side of some weight is */
    bool complete;                   /* all are */
    int32_t total_centi;             /* what the sides that are known give, as in the ranking */
};

/* "completion", "head_responsibility", "effectiveness". */
const char *assessment_side_id(enum assessment_side side);
/* NULL: the plan gives the side no weight. */
const struct plan_weight *assessment_weight(const struct plan *plan, enum assessment_side side);

/* Nobody scores their own leadership: is it the head of this unit? Home Affairs' own head is one.
 */
bool assessment_own_head(const char *officer_unit, role_set roles, const char *unit_code);
/* While its list has not gone to the Chairman, a round's units can be assessed:
 * FAILED_PRECONDITION with ROUND_STATE at "round_id" afterwards. */
enum td_code assessment_check_round(Pb__RoundState state, struct td_err *err);

/* At most what the criterion gives: points in hundredths. */
uint32_t assessment_head_max_centi(const struct plan_head_criterion *criterion);

/* A part of a whole in hundredths of a percent, half up. whole > 0. */
int32_t assessment_percent_centi(int64_t part, int64_t whole);

/* From a published result and, where there is one, that of the year before (NULL: none; the result
 * then counts alone). */
void assessment_effectiveness(const struct plan_effectiveness *policy, int32_t result_centi,
                              const int32_t *before_centi, struct assessment_effect *ret);

/* No task assigned is no basis, not 100 % (III.4). A side without basis gives nothing to the total,
 * as in the ranking, and is a question for the council: complete says so. Scores must be in range.
 */
void assessment_compute(const struct plan *plan, const struct assessment_facts *facts,
                        struct assessment *ret);

#endif
