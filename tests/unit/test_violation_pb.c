/* Violations to the wire and back: nothing is lost, and a used-up arena is an answer. */
#include "violation_pb.h"
#include "violations.h"

static void to_and_from__two_violations__are_the_same(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(65536);
    struct td_err err;
    struct td_violation *back = NULL;
    Pb__Violation **wire = NULL;
    td_err_init(&err, arena);
    td_fail(&err, TD_INVALID_ARGUMENT, "content.minutes", "III.5.a.3", TD_KEY_MISSING_MINUTES,
            TD_END);
    td_fail(&err, TD_INVALID_ARGUMENT, "year", "", TD_KEY_ROUND_YEAR, "from", "2021", "to", "2030",
            TD_END);
    assert_int_equal(td_violations_to_pb(err.violations, err.n_violations, arena, &wire), TD_OK);
    assert_string_equal(wire[0]->clause, "III.5.a.3");
    assert_int_equal(wire[0]->n_params, 0);
    assert_string_equal(wire[1]->params[1]->value, "2030");
    assert_int_equal(td_violations_from_pb(wire, 2, arena, &back), TD_OK);
    assert_string_equal(back[0].key, "missing.minutes");
    assert_string_equal(back[0].field, "content.minutes");
    assert_string_equal(violation_param(&back[1], "from"), "2021");
    td_arena_free(arena);
}

static void to_and_from__none__are_null(void **state)
{
    (void)state;
    struct td_violation unused, *back = &unused;
    Pb__Violation *one = NULL, **wire = &one;
    assert_int_equal(td_violations_to_pb(NULL, 0, NULL, &wire), TD_OK);
    assert_null(wire);
    assert_int_equal(td_violations_from_pb(NULL, 0, NULL, &back), TD_OK);
    assert_null(back);
}

static void to_and_from__arena_used_up__leaves_the_output_alone(void **state)
{
    (void)state;
    struct td_arena *tiny = td_arena_new(1);
    struct td_param param = {"from", "2021"};
    struct td_violation violation = {"year", "", "round.year", &param, 1}, *back = NULL;
    Pb__Violation on_wire = PB__VIOLATION__INIT, *list[] = {&on_wire}, **wire = NULL;
    assert_int_equal(td_violations_to_pb(&violation, 1, tiny, &wire), TD_RESOURCE_EXHAUSTED);
    assert_null(wire);
    assert_int_equal(td_violations_from_pb(list, 1, tiny, &back), TD_RESOURCE_EXHAUSTED);
    assert_null(back);
    td_arena_free(tiny);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(to_and_from__two_violations__are_the_same),
        cmocka_unit_test(to_and_from__none__are_null),
        cmocka_unit_test(to_and_from__arena_used_up__leaves_the_output_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
