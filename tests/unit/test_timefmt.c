/* Dates and instants in Indochina time (UTC+7). */
#include "cmocka_all.h"

#include "timefmt.h"

#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void date_valid__real_and_unreal_days__told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        bool valid;
    } cases[] = {
        {"2022-05-23", true},  {"2024-02-29", true},  {"2000-02-29", true},
        {"1900-01-01", true},  {"2199-12-31", true},  {"2023-02-29", false},
        {"1900-02-29", false}, {"2100-02-29", false}, {"2022-04-31", false},
        {"2022-13-01", false}, {"2022-00-10", false}, {"2022-01-00", false},
        {"1899-12-31", false}, {"2200-01-01", false}, {"2022-5-23", false},
        {"22-05-23", false},   {"2022/05/23", false}, {"2022-05-23 ", false},
        {"", false},           {"2022-05-2", false},  {"2022-05-232", false},
        {"-022-05-23", false}, {"2022-05-2x", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (td_date_valid(cases[i].date) != cases[i].valid)
            fail_msg("%s", cases[i].date);
}

static void time_parse__every_form__instant(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t utc_ms;
    } cases[] = {
        {"1970-01-01", -25200000},
        {"2022-11-30", INT64_C(1669741200000)},
        {"2022-11-30T17:00", INT64_C(1669802400000)},
        {"2022-11-30 17:00", INT64_C(1669802400000)},
        {"2022-11-30T17:00:01", INT64_C(1669802401000)},
        {"2022-11-30T17:00:00+07:00", INT64_C(1669802400000)},
        {"2022-11-30T10:00:00Z", INT64_C(1669802400000)},
        {"2022-11-30T10:00Z", INT64_C(1669802400000)},
        {"2022-11-30T06:30-03:30", INT64_C(1669802400000)},
        {"2024-03-01", INT64_C(1709226000000)},
        {"1900-01-01T00:00Z", INT64_C(-2208988800000)},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t utc_ms = 0;
        if (!td_time_parse(cases[i].text, &utc_ms) || utc_ms != cases[i].utc_ms)
            fail_msg("%s: %lld", cases[i].text, (long long)utc_ms);
    }
}

static void time_parse__other_forms__refused_and_untouched(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "2022",
        "2022-11-31",
        "2022-11-30T",
        "T17:00",
        "2022-11-30T17",
        "2022-11-30T24:00",
        "2022-11-30T17:60",
        "30/11/2022",
        "2022-11-30Z",
        "2022-11-30T17:00:60",
        "2022-11-30T17:00+7",
        "tomorrow",
        "2022-11-30T17:00+15:00",
        "2022-11-30T17:00:00.5",
        "2022-11-30T17:00 ",
        "2022-11-30T17:00Z+07:00",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t utc_ms = 42;
        if (td_time_parse(cases[i], &utc_ms) || utc_ms != 42)
            fail_msg("%s", cases[i]);
    }
}

static void date_start__valid_or_not__instant_or_refusal(void **state)
{
    (void)state;
    int64_t utc_ms = 42;
    assert_false(td_date_start("2022-11-30T17:00", &utc_ms));
    assert_int_equal(utc_ms, 42);
    assert_true(td_date_start("2022-11-30", &utc_ms));
    assert_int_equal(utc_ms, INT64_C(1669741200000));
}

static void date_of__either_side_of_midnight__day_in_indochina(void **state)
{
    (void)state;
    int64_t midnight = 0;
    char date[TD_DATE_SIZE];
    assert_true(td_date_start("2024-03-01", &midnight));
    td_date_of(midnight, date);
    assert_string_equal(date, "2024-03-01");
    td_date_of(midnight - 1, date);
    assert_string_equal(date, "2024-02-29");
}

static void time_iso__shown_and_parsed__same_instant(void **state)
{
    (void)state;
    char text[TD_TIME_SIZE];
    /* A bit more than a day and a second, over all supported years. */
    for (int64_t at = INT64_C(-2208988800000); at < INT64_C(7258093200000); at += 86501000) {
        int64_t back = 0;
        td_time_iso(at, text);
        if (!td_time_parse(text, &back) || back != at)
            fail_msg("%s", text);
    }
}

static void time_shown__known_instant__as_documented(void **state)
{
    (void)state;
    char text[TD_TIME_SIZE];
    td_time_iso(INT64_C(1669802400999), text);
    assert_string_equal(text, "2022-11-30T17:00:00+07:00");
    td_time_human(INT64_C(1669802400999), text);
    assert_string_equal(text, "17:00 30/11/2022");
    td_date_human("2022-11-30", text);
    assert_string_equal(text, "30/11/2022");
    td_date_human("unknown", text);
    assert_string_equal(text, "unknown");
}

static void time_shown__beyond_all_years__stops_at_the_edge(void **state)
{
    (void)state;
    char text[TD_TIME_SIZE];
    td_time_iso(INT64_MAX, text);
    assert_string_equal(text, "2199-12-31T23:59:59+07:00");
    td_time_iso(INT64_MIN, text);
    assert_string_equal(text, "1900-01-01T00:00:00+07:00");
}

static void time_shown__other_time_zone_set__does_not_matter(void **state)
{
    (void)state;
    char text[TD_TIME_SIZE];
    setenv("TZ", "America/New_York", 1);
    tzset();
    td_time_human(INT64_C(1669802400000), text);
    assert_string_equal(text, "17:00 30/11/2022");
}

static void now__against_the_system_clock__agrees(void **state)
{
    (void)state;
    int64_t difference = td_now_utc_ms() - (int64_t)time(NULL) * 1000;
    assert_in_range(difference + 2000, 0, 4000);
    uint64_t before = td_monotonic_ms();
    assert_true(td_monotonic_ms() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_valid__real_and_unreal_days__told_apart),
        cmocka_unit_test(time_parse__every_form__instant),
        cmocka_unit_test(time_parse__other_forms__refused_and_untouched),
        cmocka_unit_test(date_start__valid_or_not__instant_or_refusal),
        cmocka_unit_test(date_of__either_side_of_midnight__day_in_indochina),
        cmocka_unit_test(time_iso__shown_and_parsed__same_instant),
        cmocka_unit_test(time_shown__known_instant__as_documented),
        cmocka_unit_test(time_shown__beyond_all_years__stops_at_the_edge),
        cmocka_unit_test(time_shown__other_time_zone_set__does_not_matter),
        cmocka_unit_test(now__against_the_system_clock__agrees),
    };
    return cmocka_run_group_tests_name("timefmt", tests, NULL, NULL);
}
