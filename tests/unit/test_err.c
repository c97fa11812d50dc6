/* The catalogues and the collector of violations. */
#include "cmocka_all.h"

#include "arena.h"
#include "err.h"

static void code__grpc_canonical_set__names_and_exit_codes(void **state)
{
    (void)state;
    bool used[256] = {false};
    for (int code = 0; code <= 16; code++) {
        assert_non_null(td_code_name((enum td_code)code));
        assert_non_null(td_code_text((enum td_code)code));
        int exit_code = td_code_exit((enum td_code)code);
        assert_in_range(exit_code, 0, 125);
        assert_false(used[exit_code]);
        used[exit_code] = true;
    }
    assert_int_equal(td_code_exit(TD_OK), 0);
    assert_false(used[1] || used[2]); /* 2 is for usage errors */
    assert_string_equal(td_code_name(TD_UNAUTHENTICATED), "UNAUTHENTICATED");
    assert_int_equal(TD_UNAUTHENTICATED, 16);
}

static void code__of_a_newer_peer__unknown(void **state)
{
    (void)state;
    assert_null(td_code_name((enum td_code)17));
    assert_null(td_code_text((enum td_code)99999));
    assert_int_equal(td_code_exit((enum td_code)17), td_code_exit(TD_UNKNOWN));
}

static void key__every_one__unique_with_text(void **state)
{
    (void)state;
    for (int i = 0; i < TD_KEY_COUNT; i++) {
        const char *name = td_key_name((enum td_key)i);
        assert_non_null(td_key_text(name));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(name, td_key_name((enum td_key)j));
    }
    assert_null(td_key_text("no.such.key"));
    assert_null(td_key_name(TD_KEY_COUNT));
}

static void fail__several__first_code_kept_all_violations_in_order(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(65536);
    struct td_err err;
    td_err_init(&err, arena);
    assert_int_equal(err.code, TD_OK);
    char field[] = "nominees[0].name", value[] = "8";
    assert_int_equal(
        td_fail(&err, TD_INVALID_ARGUMENT, field, NULL, TD_KEY_TEXT_LONG, "max", value, TD_END),
        TD_INVALID_ARGUMENT);
    field[0] = value[0] = 'X'; /* copied */
    assert_int_equal(td_fail(&err, TD_NOT_FOUND, NULL, "III.5.a", TD_KEY_MISSING_LETTER, TD_END),
                     TD_NOT_FOUND);
    td_fail(&err, TD_INVALID_ARGUMENT, "x", "", TD_KEY_NUMBER_RANGE, "min", "1", "max", NULL,
            TD_END);
    assert_int_equal(err.code, TD_INVALID_ARGUMENT);
    assert_int_equal(err.n_violations, 3);
    assert_string_equal(err.violations[0].field, "nominees[0].name");
    assert_string_equal(err.violations[0].clause, "");
    assert_string_equal(err.violations[0].key, "text.long");
    assert_int_equal(err.violations[0].n_params, 1);
    assert_string_equal(err.violations[0].params[0].name, "max");
    assert_string_equal(err.violations[0].params[0].value, "8");
    assert_string_equal(err.violations[1].field, "");
    assert_string_equal(err.violations[1].clause, "III.5.a");
    assert_int_equal(err.violations[1].n_params, 0);
    assert_int_equal(err.violations[2].n_params, 2);
    assert_string_equal(err.violations[2].params[1].value, "");
    td_arena_free(arena);
}

static void fail__beyond_the_cap__dropped(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1024 * 1024);
    struct td_err err;
    td_err_init(&err, arena);
    for (int i = 0; i < TD_ERR_MAX_VIOLATIONS + 50; i++)
        td_fail(&err, TD_INVALID_ARGUMENT, td_dec(arena, i), "", TD_KEY_REQUIRED, TD_END);
    assert_int_equal(err.n_violations, TD_ERR_MAX_VIOLATIONS);
    assert_string_equal(err.violations[TD_ERR_MAX_VIOLATIONS - 1].field, "199");
    td_arena_free(arena);
}

static void fail__nobody_asks__just_the_code(void **state)
{
    (void)state;
    assert_int_equal(td_fail(NULL, TD_ABORTED, "x", "", TD_KEY_REQUIRED, "a", "b", TD_END),
                     TD_ABORTED);
}

/* Memory ends at every possible place: the refusal stays, and what is listed is whole. */
static void fail__any_budget__code_set_and_no_half_violation(void **state)
{
    (void)state;
    size_t listed = 0;
    for (size_t budget = 0; budget < 2048; budget += 16) {
        struct td_arena *arena = td_arena_new(budget);
        struct td_err err;
        td_err_init(&err, arena);
        for (int i = 0; i < 6; i++)
            td_fail(&err, TD_OUT_OF_RANGE, td_path_index(arena, "list", 3), "III.4",
                    TD_KEY_NUMBER_RANGE, "min", td_dec(arena, -1), "max", "9", TD_END);
        assert_int_equal(err.code, TD_OUT_OF_RANGE);
        for (size_t i = 0; i < err.n_violations; i++) {
            assert_string_equal(err.violations[i].clause, "III.4");
            assert_int_equal(err.violations[i].n_params, 2);
            assert_string_equal(err.violations[i].params[1].value, "9");
        }
        listed = err.n_violations;
        td_arena_free(arena);
    }
    assert_int_equal(listed, 6);
}

static void append__outlives_the_other_arena__behind_what_is_there(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 20), *other = td_arena_new(1 << 20);
    struct td_err err, more;
    td_err_init(&err, arena);
    td_err_init(&more, other);
    td_err_append(&err, &more);
    assert_int_equal(err.code, TD_OK);
    td_fail(&more, TD_OUT_OF_RANGE, "b", "III.4", TD_KEY_NUMBER_RANGE, "min", "1", "max", "9",
            TD_END);
    td_err_append(&err, &more);
    assert_int_equal(err.code, TD_OUT_OF_RANGE);
    for (int i = 0; i < TD_ERR_MAX_VIOLATIONS; i++) {
        more.code = TD_NOT_FOUND;
        td_err_append(&err, &more);
    }
    td_arena_free(other);
    assert_int_equal(err.code, TD_OUT_OF_RANGE);
    assert_int_equal(err.n_violations, TD_ERR_MAX_VIOLATIONS);
    const struct td_violation *last = &err.violations[TD_ERR_MAX_VIOLATIONS - 1];
    assert_string_equal(last->field, "b");
    assert_string_equal(last->clause, "III.4");
    assert_string_equal(last->key, "number.range");
    assert_string_equal(last->params[1].value, "9");
    td_arena_free(arena);
}

static void path__parents_and_indexes__joined(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(4096);
    assert_string_equal(td_path(arena, NULL, "name"), "name");
    assert_string_equal(td_path(arena, "", "name"), "name");
    const char *second = td_path_index(arena, "nominees", 2);
    assert_string_equal(td_path(arena, second, "name"), "nominees[2].name");
    assert_string_equal(td_path_index(arena, NULL, 0), "[0]");
    assert_string_equal(td_dec(arena, INT64_MIN), "-9223372036854775808");
    td_arena_free(arena);
}

static void path__arena_used_up__empty(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(0);
    assert_string_equal(td_path(arena, "a", "b"), "");
    assert_string_equal(td_path_index(arena, "a", 1), "");
    assert_string_equal(td_dec(arena, 1), "");
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code__grpc_canonical_set__names_and_exit_codes),
        cmocka_unit_test(code__of_a_newer_peer__unknown),
        cmocka_unit_test(key__every_one__unique_with_text),
        cmocka_unit_test(fail__several__first_code_kept_all_violations_in_order),
        cmocka_unit_test(fail__beyond_the_cap__dropped),
        cmocka_unit_test(fail__nobody_asks__just_the_code),
        cmocka_unit_test(fail__any_budget__code_set_and_no_half_violation),
        cmocka_unit_test(append__outlives_the_other_arena__behind_what_is_there),
        cmocka_unit_test(path__parents_and_indexes__joined),
        cmocka_unit_test(path__arena_used_up__empty),
    };
    return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
