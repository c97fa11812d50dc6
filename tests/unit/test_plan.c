/* Look-ups in a plan, on Plan 50 itself. */
#include "plan_50.h"

static int setup(void **state)
{
    *state = td_arena_new(PLANFILE_ARENA_BYTES);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    td_arena_free(*state);
    return 0;
}

static void find__known_ids__are_found(void **state)
{
    const struct plan *plan = plan_50(*state);
    assert_string_equal(plan_line_find(plan, "individual")->clause, "III.1");
    assert_string_equal(plan_criterion_find(plan, "III.4.i2")->clause, "III.4");
    assert_string_equal(plan_content_find(plan, "II.2.g")->clause, "II.2.g");
    assert_string_equal(plan_part_find(plan, "originals")->clause, "III.5.b");
    assert_string_equal(plan_round_find(plan, PB__ROUND_KIND__ROUND_FINAL)->clause, "III.3");
}

static void find__unknown_ids__are_null(void **state)
{
    const struct plan *plan = plan_50(*state);
    assert_null(plan_line_find(plan, "organisation"));
    assert_null(plan_criterion_find(plan, "III.4"));
    assert_null(plan_content_find(plan, "II.2.f"));
    assert_null(plan_part_find(plan, ""));
    assert_null(plan_round_find(plan, PB__ROUND_KIND__ROUND_UNSPECIFIED));
    assert_false(plan_line_in_round(plan, PB__ROUND_KIND__ROUND_UNSPECIFIED, "department"));
}

/* II.1 and III.1: whose collectives stand in which line; individuals of all units stand in one. */
static void line_takes__kinds_of_unit__as_II_1_and_III_1_say(void **state)
{
    static const struct {
        Pb__UnitKind kind;
        bool department, commune_ward;
    } CASES[] = {
        {PB__UNIT_KIND__UNIT_DEPARTMENT, true, false},
        {PB__UNIT_KIND__UNIT_PUBLIC_SERVICE_UNIT, true, false},
        {PB__UNIT_KIND__UNIT_CENTRAL_AGENCY, true, false},
        {PB__UNIT_KIND__UNIT_COMMUNE, false, true},
        {PB__UNIT_KIND__UNIT_WARD, false, true},
    };
    const struct plan *plan = plan_50(*state);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Pb__UnitKind kind = CASES[i].kind;
        assert_int_equal(plan_line_takes(plan_line_find(plan, "department"), kind),
                         CASES[i].department);
        assert_int_equal(plan_line_takes(plan_line_find(plan, "commune_ward"), kind),
                         CASES[i].commune_ward);
        assert_true(plan_line_takes(plan_line_find(plan, "individual"), kind));
    }
}

/* Decree 98/2023, Article 4: from 2024 until 152/2025 replaced it. */
static void preference_on__day__is_the_one_in_force(void **state)
{
    static const struct {
        const char *day;
        bool in_force;
    } CASES[] = {{"2022-12-31", false},
                 {"2023-12-31", false},
                 {"2024-01-01", true},
                 {"2025-06-30", true},
                 {"2025-07-01", false}};
    const struct plan *plan = plan_50(*state);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_int_equal(plan_preference_on(plan, CASES[i].day) != NULL, CASES[i].in_force);
    assert_int_equal(plan_preference_on(plan, "2024-12-31")->women_percent, 70);
}

static void ranking_find__every_line_of_every_round__is_ranked(void **state)
{
    const struct plan *plan = plan_50(*state);
    for (unsigned i = 0; i < plan->n_rounds; i++)
        for (unsigned q = 0; q < plan->rounds[i].n_quotas; q++)
            assert_non_null(
                plan_ranking_find(plan, plan->rounds[i].kind, plan->rounds[i].quotas[q].line));
    assert_null(plan_ranking_find(plan, PB__ROUND_KIND__ROUND_ANNUAL, "organisation"));
    assert_int_equal(plan_places(plan, PB__ROUND_KIND__ROUND_FINAL, "individual"), 10);
    assert_int_equal(plan_places(plan, PB__ROUND_KIND__ROUND_FINAL, "organisation"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(find__known_ids__are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(find__unknown_ids__are_null, setup, teardown),
        cmocka_unit_test_setup_teardown(line_takes__kinds_of_unit__as_II_1_and_III_1_say, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(preference_on__day__is_the_one_in_force, setup, teardown),
        cmocka_unit_test_setup_teardown(ranking_find__every_line_of_every_round__is_ranked, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
