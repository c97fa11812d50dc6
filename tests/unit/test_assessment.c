/* The assessment of IV.3.a: a table of cases, written from the Plan, domain.md and the plan file's
 * policy (50, 20 and 30 %; the change counts 30 % of effectiveness, 10 points up are full marks).
 */
#include "cmocka_all.h"
#include "domain/assessment.h"

#define PART_OF(array) (sizeof(array) / sizeof *(array))

static struct plan_weight weights[] = {
    {.id = "effectiveness", .percent = 30}, /* the order does not matter */
    {.id = "completion", .percent = 50},
    {.id = "head_responsibility", .percent = 20},
};
static struct plan_head_criterion head_criteria[] = {{.id = "plan", .points = 60},
                                                     {.id = "review", .points = 40}};
static struct plan plan = {
    .weights = weights,
    .n_weights = PART_OF(weights),
    .head_criteria = head_criteria,
    .n_head_criteria = PART_OF(head_criteria),
    .effectiveness = {.change_percent = 30, .full_change = 10},
};

#define NONE (-1) /* of a side: no basis */

static const struct {
    const char *name;
    uint32_t on_time, late, withdrawn;
    bool scored;
    uint32_t head[2];
    int32_t result, before; /* NONE: not published */
    int32_t completion, head_percent, effectiveness, change_score, total;
    bool complete;
} cases[] = {
    {"III.4: all on time",
     4,
     0,
     0,
     true,
     {6000, 4000},
     8000,
     8000,
     10000,
     10000,
     7100,
     5000,
     9130,
     true},
    {"III.4: done late is not on time",
     3,
     1,
     0,
     true,
     {6000, 4000},
     8000,
     8000,
     7500,
     10000,
     7100,
     5000,
     7880,
     true},
    {"III.4: a third is rounded down, so that 100 % means all",
     1,
     2,
     0,
     true,
     {0, 0},
     0,
     0,
     3333,
     0,
     1500,
     5000,
     2117,
     true},
    {"III.4: withdrawn tasks do not count",
     2,
     0,
     5,
     true,
     {6000, 4000},
     8000,
     8000,
     10000,
     10000,
     7100,
     5000,
     9130,
     true},
    {"domain.md rule 3: no task assigned is no basis, not 100 %",
     0,
     0,
     0,
     true,
     {6000, 4000},
     8000,
     8000,
     NONE,
     10000,
     7100,
     5000,
     4130,
     false},
    {"... nor when all were withdrawn",
     0,
     0,
     2,
     true,
     {6000, 4000},
     8000,
     8000,
     NONE,
     10000,
     7100,
     5000,
     4130,
     false},
    {"IV.3.a: the head is scored against what the criteria give",
     1,
     0,
     0,
     true,
     {3000, 1250},
     8000,
     8000,
     10000,
     4250,
     7100,
     5000,
     7980,
     true},
    {"IV.3.a: a head that has not been scored is left out, not 0",
     1,
     0,
     0,
     false,
     {0, 0},
     8000,
     8000,
     10000,
     NONE,
     7100,
     5000,
     7130,
     false},
    {"II.3.a: without a published index effectiveness has no basis",
     1,
     0,
     0,
     true,
     {6000, 4000},
     NONE,
     8000,
     10000,
     10000,
     NONE,
     0,
     7000,
     false},
    {"without last year's result this year's counts alone",
     1,
     0,
     0,
     true,
     {6000, 4000},
     8000,
     NONE,
     10000,
     10000,
     8000,
     0,
     9400,
     true},
    {"II.2.g: ten points up are full marks for the change",
     1,
     0,
     0,
     true,
     {6000, 4000},
     8000,
     7000,
     10000,
     10000,
     8600,
     10000,
     9580,
     true},
    {"... and more are no more",
     1,
     0,
     0,
     true,
     {6000, 4000},
     8000,
     2000,
     10000,
     10000,
     8600,
     10000,
     9580,
     true},
    {"ten points down are none",
     1,
     0,
     0,
     true,
     {6000, 4000},
     8000,
     9000,
     10000,
     10000,
     5600,
     0,
     8680,
     true},
    {"... and more are no less",
     1,
     0,
     0,
     true,
     {6000, 4000},
     4000,
     10000,
     10000,
     10000,
     2800,
     0,
     7840,
     true},
    {"half up: 0.01 points up are 50.05 of 100",
     1,
     0,
     0,
     true,
     {6000, 4000},
     8001,
     8000,
     10000,
     10000,
     7102,
     5005,
     9131,
     true},
};

static void side_is(const struct assessment_part *side, int32_t expected, uint32_t weight,
                    const char *name)
{
    if (side->known != (expected != NONE) || (side->known && side->percent_centi != expected) ||
        side->weight_percent != weight)
        fail_msg("%s: known %d, %d hundredths of a percent, weight %u; expected %d, weight %u",
                 name, side->known, side->percent_centi, side->weight_percent, expected, weight);
}

static void compute__every_case__sides_and_total(void **state)
{
    (void)state;
    for (size_t i = 0; i < PART_OF(cases); i++) {
        struct assessment_facts facts = {
            .head_centi = cases[i].scored ? cases[i].head : NULL,
            .has_result = cases[i].result != NONE,
            .has_before = cases[i].before != NONE,
            .result_centi = cases[i].result,
            .before_centi = cases[i].before,
        };
        facts.tasks.of[PB__TASK_STANDING__TASK_STANDING_ON_TIME] = cases[i].on_time;
        facts.tasks.of[PB__TASK_STANDING__TASK_STANDING_LATE] = cases[i].late;
        facts.tasks.of[PB__TASK_STANDING__TASK_STANDING_WITHDRAWN] = cases[i].withdrawn;
        struct assessment got;
        assessment_compute(&plan, &facts, &got);
        side_is(&got.sides[ASSESSMENT_COMPLETION], cases[i].completion, 50, cases[i].name);
        side_is(&got.sides[ASSESSMENT_HEAD], cases[i].head_percent, 20, cases[i].name);
        side_is(&got.sides[ASSESSMENT_EFFECTIVENESS], cases[i].effectiveness, 30, cases[i].name);
        if (got.total_centi != cases[i].total || got.complete != cases[i].complete ||
            got.effect.change_score_centi != cases[i].change_score || !got.known)
            fail_msg("%s: total %d, change %d, complete %d", cases[i].name, got.total_centi,
                     got.effect.change_score_centi, got.complete);
    }
}

static void compute__nothing_known__no_total(void **state)
{
    (void)state;
    struct assessment_facts facts = {0};
    struct assessment got;
    assessment_compute(&plan, &facts, &got);
    assert_false(got.known);
    assert_false(got.complete);
    assert_int_equal(got.total_centi, 0);
}

static void compute__change_that_counts_nothing__is_not_told(void **state)
{
    (void)state;
    struct plan other = plan;
    other.effectiveness.change_percent = 0;
    struct assessment_facts facts = {
        .has_result = true, .has_before = true, .result_centi = 8000, .before_centi = 2000};
    struct assessment got;
    assessment_compute(&other, &facts, &got);
    assert_false(got.effect.changed);
    assert_int_equal(got.sides[ASSESSMENT_EFFECTIVENESS].percent_centi, 8000);
}

static void own_head__only_whoever_leads_that_unit(void **state)
{
    (void)state;
    const role_set unit_head = ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD);
    const role_set home_head = ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD);
    const role_set specialist = ROLE_BIT(PB__ROLE__ROLE_SPECIALIST);
    static const struct {
        const char *officer_unit, *unit;
        bool leads, leads_home, expected;
    } CASES[] = {
        {"PTP", "PTP", true, false, true},   {"PTP", "P1", true, false, false},
        {"PNV", "PNV", false, true, true},   {"PNV", "PTP", false, true, false},
        {"PNV", "PNV", false, false, false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        role_set roles =
            specialist | (CASES[i].leads ? unit_head : 0) | (CASES[i].leads_home ? home_head : 0);
        assert_int_equal(assessment_own_head(CASES[i].officer_unit, roles, CASES[i].unit),
                         CASES[i].expected);
    }
}

/* IV.3.a: Home Affairs assesses and submits for reward; what was submitted stays as it was. */
static void check_round__every_state__until_the_list_is_on_its_way(void **state)
{
    (void)state;
    const ProtobufCEnumDescriptor *states = &pb__round_state__descriptor;
    for (unsigned i = 0; i < states->n_values; i++) {
        Pb__RoundState at = (Pb__RoundState)states->values[i].value;
        bool open = at == PB__ROUND_STATE__ROUND_STATE_PLANNED ||
                    at == PB__ROUND_STATE__ROUND_STATE_OPEN ||
                    at == PB__ROUND_STATE__ROUND_STATE_REVIEWING;
        assert_int_equal(assessment_check_round(at, NULL), open ? TD_OK : TD_FAILED_PRECONDITION);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compute__every_case__sides_and_total),
        cmocka_unit_test(compute__nothing_known__no_total),
        cmocka_unit_test(compute__change_that_counts_nothing__is_not_told),
        cmocka_unit_test(own_head__only_whoever_leads_that_unit),
        cmocka_unit_test(check_round__every_state__until_the_list_is_on_its_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
