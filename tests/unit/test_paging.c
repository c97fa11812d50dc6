/* Page sizes and tokens. */
#include "cmocka_all.h"
#include "violations.h"

#include "paging.h"

static struct call bench_call(struct td_err *err)
{
    struct td_arena *arena = td_arena_new(1 << 20);
    td_err_init(err, arena);
    return (struct call){.arena = arena, .err = err};
}

static void begin__sizes__bounded(void **state)
{
    (void)state;
    static const struct {
        uint32_t asked, size;
        bool fine;
    } cases[] = {{0, 100, true}, {1, 1, true}, {500, 500, true}, {501, 501, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct td_err err;
        struct call call = bench_call(&err);
        struct page page;
        assert_int_equal(page_begin(&call, cases[i].asked, "", 0, 1, &page), cases[i].fine);
        assert_int_equal(violation_find(&err, "page_size", TD_KEY_NUMBER_RANGE) == NULL,
                         cases[i].fine);
        if (cases[i].fine) {
            assert_int_equal(page.size, cases[i].size);
            assert_int_equal(page.limit, cases[i].size + 1);
            assert_false(page.follows);
            assert_string_equal(page.keys[0], "");
            assert_int_equal(page_key_int(&page, 0), 0);
        }
        td_arena_free(call.arena);
    }
}

static void cut__one_row_more_than_the_page__is_full(void **state)
{
    (void)state;
    const struct page page = {.size = 3, .limit = 4};
    assert_false(page_is_full(&page, 3));
    assert_int_equal(page_cut(&page, 3), 3);
    assert_true(page_is_full(&page, 4));
    assert_int_equal(page_cut(&page, 4), 3);
}

static void token__there_and_back__same_keys(void **state)
{
    (void)state;
    struct td_err err;
    struct call call = bench_call(&err);
    struct page first, second;
    assert_true(page_begin(&call, 0, "", 2, 3, &first));
    char *token = page_token(&call, &first, "2022-07-15", "Phường 1:2", "-17", NULL);
    assert_non_null(token);
    assert_int_equal(strspn(token, "0123456789abcdef"), strlen(token));
    assert_true(page_begin(&call, 0, token, 2, 3, &second));
    assert_true(second.follows);
    assert_string_equal(second.keys[0], "2022-07-15");
    assert_string_equal(second.keys[1], "Phường 1:2");
    assert_int_equal(page_key_int(&second, 2), -17);
    td_arena_free(call.arena);
}

static void token__of_another_list_or_damaged__refused(void **state)
{
    (void)state;
    struct td_err err;
    struct call call = bench_call(&err);
    struct page page;
    assert_true(page_begin(&call, 0, "", 2, 2, &page));
    char *good = page_token(&call, &page, "a", "b", NULL);
    char *cut = td_arena_strdup(call.arena, good), *changed = td_arena_strdup(call.arena, good);
    cut[strlen(cut) - 2] = '\0';
    changed[1] = '9'; /* a length beyond the end */
    const struct {
        const char *token;
        unsigned order;
        size_t n_keys;
    } cases[] = {
        {good, 1, 2},     {good, 2, 1}, {good, 2, 3}, {cut, 2, 2},
        {changed, 2, 2},  {"x", 2, 2},  {"zz", 2, 2}, {"HS-2022-0001", 2, 2},
        {"313a31", 2, 0}, {"3a", 2, 2}, {"", 2, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        td_err_init(&err, call.arena);
        bool wanted = !*cases[i].token;
        assert_int_equal(
            page_begin(&call, 0, cases[i].token, cases[i].order, cases[i].n_keys, &page), wanted);
        assert_int_equal(violation_find(&err, "page_token", TD_KEY_TEXT_FORM) == NULL, wanted);
        assert_string_equal(page.keys[0], "");
    }
    td_arena_free(call.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begin__sizes__bounded),
        cmocka_unit_test(cut__one_row_more_than_the_page__is_full),
        cmocka_unit_test(token__there_and_back__same_keys),
        cmocka_unit_test(token__of_another_list_or_damaged__refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
