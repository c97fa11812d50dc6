/* Unit lists as offices save them. */
#include "cmocka_all.h"
#include "violations.h"

#include "unit_csv.h"

#define HEAD "code,name,kind,valid_from,valid_to\n"

struct bench {
    struct td_arena *arena;
    struct td_err err;
    struct unit_csv csv;
    enum td_code code;
};

static void parse(struct bench *bench, const char *text)
{
    *bench = (struct bench){.arena = td_arena_new(1 << 20)};
    td_err_init(&bench->err, bench->arena);
    bench->code = unit_csv_parse((const uint8_t *)text, strlen(text), "units.csv", bench->arena,
                                 &bench->csv, &bench->err);
}

static void parse__forms_of_the_same_list__same_units(void **state)
{
    (void)state;
    static const char *const FORMS[] = {
        HEAD "P1,\"UBND Phường 1\",ward,2021-01-01,\nXLB,UBND xã Long Bình,commune,2021-01-01,\n",
        "\xEF\xBB\xBF" HEAD
        "P1,UBND Phường 1,ward,2021-01-01,\r\n\r\nXLB,UBND xã Long Bình,commune,2021-01-01,\r\n",
        "valid_from;kind;note;NAME;code\n2021-01-01;ward;x;UBND Phường 1;P1\n"
        "2021-01-01;commune;;UBND xã Long Bình;XLB",
        HEAD "\nP1,UBND Phường 1,ward,2021-01-01\n,,,,\nXLB,UBND xã Long Bình,commune,2021-01-01\n",
    };
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        struct bench bench;
        parse(&bench, FORMS[i]);
        if (bench.code != TD_OK)
            violations_print(&bench.err);
        assert_int_equal(bench.code, TD_OK);
        assert_int_equal(bench.csv.n, 2);
        assert_string_equal(bench.csv.units[0]->code, "P1");
        assert_string_equal(bench.csv.units[0]->name, "UBND Phường 1");
        assert_int_equal(bench.csv.units[0]->kind, PB__UNIT_KIND__UNIT_WARD);
        assert_string_equal(bench.csv.units[1]->valid_from, "2021-01-01");
        assert_string_equal(bench.csv.units[1]->valid_to, "");
        td_arena_free(bench.arena);
    }
}

static void parse__bad_rows__all_by_line_and_column(void **state)
{
    (void)state;
    struct bench bench;
    parse(&bench, HEAD "P1,UBND Phường 1,ward,2021-01-01,\n"  /* 2 */
                       "p2,UBND Phường 2,ward,2021-01-01,\n"  /* 3: lower case */
                       "P3,,ward,2021-01-01,\n"               /* 4: no name */
                       "P4,\"two\nlines\",town,2021-01-01,\n" /* 5 and 6 */
                       "P5,n,ward,01/01/2021,2021-02-30\n"    /* 7 */
                       "P6,Phu\xcc\x9bo\xcc\x9b\xcc\x80ng,ward,2021-01-01,\n");
    assert_int_equal(bench.code, TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&bench.err, "units.csv:3:code", TD_KEY_TEXT_FORM));
    assert_non_null(violation_find(&bench.err, "units.csv:4:name", TD_KEY_REQUIRED));
    assert_non_null(violation_find(&bench.err, "units.csv:5:kind", TD_KEY_CHOICE));
    assert_non_null(violation_find(&bench.err, "units.csv:7:valid_from", TD_KEY_DATE_FORM));
    assert_non_null(violation_find(&bench.err, "units.csv:7:valid_to", TD_KEY_DATE_FORM));
    assert_non_null(violation_find(&bench.err, "units.csv:8:name", TD_KEY_TEXT_NFC));
    assert_int_equal(bench.err.n_violations, 6);
    assert_int_equal(bench.csv.n, 0);
    td_arena_free(bench.arena);
}

static void parse__unusable_files__said_so(void **state)
{
    (void)state;
    static const struct {
        const char *text, *field;
        enum td_key key;
    } CASES[] = {
        {"", "units.csv:1", TD_KEY_REQUIRED},
        {HEAD, "units.csv:1", TD_KEY_REQUIRED},
        {"code,name\nP1,x\n", "units.csv:1:kind", TD_KEY_TEXT_FORM},
        {"P1,UBND Phường 1,ward,2021-01-01,\n", "units.csv:1:code", TD_KEY_TEXT_FORM},
        {HEAD "P1,\"never closed,ward\n", "units.csv:3", TD_KEY_TEXT_FORM},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct bench bench;
        parse(&bench, CASES[i].text);
        assert_int_equal(bench.code, TD_INVALID_ARGUMENT);
        if (!violation_find(&bench.err, CASES[i].field, CASES[i].key))
            violations_print(&bench.err);
        assert_non_null(violation_find(&bench.err, CASES[i].field, CASES[i].key));
        td_arena_free(bench.arena);
    }
}

static void parse__too_many_rows__refused(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size;
    struct bench bench;
    FILE *out = open_memstream(&text, &size);
    fputs(HEAD, out);
    for (int i = 0; i <= UNIT_CSV_MAX_ROWS; i++)
        fprintf(out, "P%d,x,ward,2021-01-01,\n", i);
    fclose(out);
    parse(&bench, text);
    assert_int_equal(bench.code, TD_RESOURCE_EXHAUSTED);
    free(text);
    td_arena_free(bench.arena);
}

static void locate__the_servers_paths__lines_of_the_file(void **state)
{
    (void)state;
    struct bench bench;
    parse(&bench, HEAD "\nP1,x,ward,2021-01-01,\nP2,y,ward,2021-01-01,\n");
    assert_int_equal(bench.code, TD_OK);
    td_fail(&bench.err, TD_INVALID_ARGUMENT, "units[1].name", "", TD_KEY_REQUIRED, TD_END);
    td_fail(&bench.err, TD_INVALID_ARGUMENT, "units[0]", "", TD_KEY_UNIT_EXISTS, TD_END);
    td_fail(&bench.err, TD_INVALID_ARGUMENT, "units[7]", "", TD_KEY_UNIT_EXISTS, TD_END);
    unit_csv_locate(&bench.csv, "units.csv", bench.arena, &bench.err);
    assert_string_equal(bench.err.violations[0].field, "units.csv:4:name");
    assert_string_equal(bench.err.violations[1].field, "units.csv:3");
    assert_string_equal(bench.err.violations[2].field, "units[7]");
    td_arena_free(bench.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__forms_of_the_same_list__same_units),
        cmocka_unit_test(parse__bad_rows__all_by_line_and_column),
        cmocka_unit_test(parse__unusable_files__said_so),
        cmocka_unit_test(parse__too_many_rows__refused),
        cmocka_unit_test(locate__the_servers_paths__lines_of_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
