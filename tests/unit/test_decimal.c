/* Hundredths from and to decimal text. */
#include "cmocka_all.h"

#include "arena.h"
#include "decimal.h"

static void parse__forms__exact_hundredths_or_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool fine;
        int64_t centi;
    } CASES[] = {
        {"19.25", true, 1925},
        {"19,25", true, 1925},
        {"19.5", true, 1950},
        {"19", true, 1900},
        {"0.07", true, 7},
        {"0", true, 0},
        {"999999999999999.99", true, INT64_C(99999999999999999)},
        {"1000000000000000", false, 0},
        {"", false, 0},
        {".5", false, 0},
        {"5.", false, 0},
        {"19.255", false, 0},
        {"1.000,50", false, 0},
        {"-1", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1e2", false, 0},
        {"mười", false, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        int64_t centi = -77;
        if (td_centi_parse(CASES[i].text, &centi) != CASES[i].fine ||
            centi != (CASES[i].fine ? CASES[i].centi : -77))
            fail_msg("“%s” gave %lld", CASES[i].text, (long long)centi);
    }
}

static void text__values__two_decimals_always(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 12);
    assert_string_equal(td_centi_text(arena, 4061), "40.61");
    assert_string_equal(td_centi_text(arena, 7), "0.07");
    assert_string_equal(td_centi_text(arena, -5), "-0.05");
    assert_string_equal(td_centi_text(arena, INT64_MIN), "-92233720368547758.08");
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__forms__exact_hundredths_or_nothing),
        cmocka_unit_test(text__values__two_decimals_always),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
