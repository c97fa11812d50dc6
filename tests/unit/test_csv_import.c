/* Import files as offices save them: headings, rows, mistakes, and where the server found more. */
#include "cmocka_all.h"
#include "violations.h"

#include "csv_import.h"
#include "domain/names.h"
#include "unit.pb-c.h"

#define HEAD "code,name,kind,valid_from,valid_to\n"

static const struct csv_column COLUMNS[] = {
    {"code", "mã|mã đơn vị", .required = true, .check = unit_code_check},
    {"name", "tên", .required = true},
    {"kind", NULL, .required = true},
    {"valid_from", "từ ngày", .required = true, .date = true},
    {"valid_to", NULL, .date = true},
    {0}};
static const struct csv_import UNITS = {"units", &pb__unit__descriptor, COLUMNS};

struct bench {
    struct td_arena *arena;
    struct td_err err;
    struct csv_rows rows;
    enum td_code code;
};

static const Pb__Unit *unit_of(const struct bench *bench, size_t row)
{
    return (const Pb__Unit *)bench->rows.messages[row];
}

static void parse_bytes(struct bench *bench, const char *bytes, size_t len)
{
    *bench = (struct bench){.arena = td_arena_new(1 << 22)};
    td_err_init(&bench->err, bench->arena);
    bench->code = csv_import_bytes((const uint8_t *)bytes, len, "units.csv", &UNITS, bench->arena,
                                   &bench->rows, &bench->err);
}

static void parse(struct bench *bench, const char *text)
{
    parse_bytes(bench, text, strlen(text));
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
        "valid_from\tkind\tNAME\tcode\n2021-01-01\tward\tUBND Phường 1\tP1\n"
        "2021-01-01\tcommune\tUBND xã Long Bình\tXLB",
        "Mã đơn vị,TÊN,Kind,Từ_ngày,,\r P1 , UBND Phường 1,WARD,01/01/2021,,\r"
        "XLB,UBND xã Long Bình,commune,1/1/2021\r",
        "sep=;\r\ncode;name;kind;valid from\r\nP1;\"UBND Phường 1\";ward;2021-01-01\r\n"
        "XLB;UBND xã Long Bình;commune;2021-01-01\r\n",
        HEAD "\nP1,UBND Phường 1,ward,2021-01-01\n,,,,\nXLB,UBND xã Long Bình,commune,2021-01-01\n",
    };
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        struct bench bench;
        parse(&bench, FORMS[i]);
        if (bench.code != TD_OK)
            violations_print(&bench.err);
        assert_int_equal(bench.code, TD_OK);
        assert_int_equal(bench.rows.n, 2);
        assert_string_equal(unit_of(&bench, 0)->code, "P1");
        assert_string_equal(unit_of(&bench, 0)->name, "UBND Phường 1");
        assert_int_equal(unit_of(&bench, 0)->kind, PB__UNIT_KIND__UNIT_WARD);
        assert_string_equal(unit_of(&bench, 1)->valid_from, "2021-01-01");
        assert_string_equal(unit_of(&bench, 1)->valid_to, "");
        td_arena_free(bench.arena);
    }
}

static void parse__bad_rows__all_by_line_and_column(void **state)
{
    (void)state;
    struct bench bench;
    parse(&bench, HEAD "P1,UBND Phường 1,ward,2021-01-01,\n"   /* 2 */
                       "p2,UBND Phường 2,ward,2021-01-01,,x\n" /* 3: a cell too many */
                       "P3,,ward,2021-01-01,\n"                /* 4: no name */
                       "P4,\"two\nlines\",town,2021-01-01,\n"  /* 5 and 6 */
                       "P5,n,ward,13/13/2021,2021-02-30\n"     /* 7 */
                       "P6,Phu\xcc\x9bo\xcc\x9b\xcc\x80ng,ward,2021-01-01,\n");
    assert_int_equal(bench.code, TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&bench.err, "units.csv:3", TD_KEY_CSV_CELL_EXTRA));
    assert_non_null(violation_find(&bench.err, "units.csv:3:code", TD_KEY_TEXT_FORM));
    assert_non_null(violation_find(&bench.err, "units.csv:4:name", TD_KEY_REQUIRED));
    assert_non_null(violation_find(&bench.err, "units.csv:5:kind", TD_KEY_CHOICE));
    assert_non_null(violation_find(&bench.err, "units.csv:7:valid_from", TD_KEY_DATE_CELL));
    assert_non_null(violation_find(&bench.err, "units.csv:7:valid_to", TD_KEY_DATE_CELL));
    assert_non_null(violation_find(&bench.err, "units.csv:8:name", TD_KEY_TEXT_NFC));
    assert_int_equal(bench.err.n_violations, 7);
    assert_int_equal(bench.rows.n, 0);
    td_arena_free(bench.arena);
}

static void parse__columns_of_no_use__named_and_left_out(void **state)
{
    (void)state;
    struct bench bench;
    parse(&bench, "STT,code,name,Ghi chú,kind,valid_from,\n1,P1,x,,ward,2021-01-01,\n");
    assert_int_equal(bench.code, TD_OK);
    assert_string_equal(bench.rows.left_out, "STT, Ghi chú");
    td_arena_free(bench.arena);
    parse(&bench, HEAD "P1,x,ward,2021-01-01\n");
    assert_string_equal(bench.rows.left_out, "");
    td_arena_free(bench.arena);
}

static void parse__a_nul_in_a_cell__refused(void **state)
{
    (void)state;
    static const char FILE_BYTES[] = HEAD "P1,a\0b,ward,2021-01-01\n";
    struct bench bench;
    parse_bytes(&bench, FILE_BYTES, sizeof FILE_BYTES - 1);
    assert_non_null(violation_find(&bench.err, "units.csv:2:name", TD_KEY_TEXT_CONTROL));
    td_arena_free(bench.arena);
}

static void parse__little_memory__exhausted(void **state)
{
    (void)state;
    static const char TEXT[] = HEAD "P1,x,ward,2021-01-01\n";
    enum td_code code = TD_RESOURCE_EXHAUSTED;
    for (size_t budget = 64; code != TD_OK; budget += 64) {
        struct bench bench = {.arena = td_arena_new(budget)};
        td_err_init(&bench.err, bench.arena);
        code = csv_import_bytes((const uint8_t *)TEXT, sizeof TEXT - 1, "units.csv", &UNITS,
                                bench.arena, &bench.rows, &bench.err);
        assert_true(code == TD_RESOURCE_EXHAUSTED || code == TD_OK);
        assert_int_equal(bench.rows.n, code == TD_OK);
        td_arena_free(bench.arena);
    }
}

static void parse__unusable_files__said_so(void **state)
{
    (void)state;
    static const struct {
        const char *text, *field;
        enum td_key key;
    } CASES[] = {
        {"", "units.csv:1", TD_KEY_CSV_ROWS},
        {HEAD, "units.csv:1", TD_KEY_CSV_ROWS},
        {"code,name\nP1,x\n", "units.csv:1:kind", TD_KEY_CSV_HEADINGS},
        {"P1,UBND Phường 1,ward,2021-01-01,\n", "units.csv:1:code", TD_KEY_CSV_HEADINGS},
        {"code,name,knid,valid_from\nP1,x,ward,2021-01-01\n", "units.csv:1:knid",
         TD_KEY_CSV_HEADING_NEAR},
        {"code,name,kind,valid_from,Mã\nP1,x,ward,2021-01-01,P2\n", "units.csv:1:Mã",
         TD_KEY_CSV_HEADING_TWICE},
        {HEAD "P1,\"never closed,ward\n", "units.csv:2", TD_KEY_CSV_QUOTES},
        {HEAD "\nP1,a \"b\" c,ward,2021-01-01\n", "units.csv:3", TD_KEY_CSV_QUOTES},
        {"code,name,kind,valid_from\nP1,Ph\xfd\xf2ng 1,ward,2021-01-01\n", "units.csv",
         TD_KEY_CSV_ENCODING},
        {"\xff\xfe"
         "c",
         "units.csv", TD_KEY_CSV_ENCODING},
        {"PK\x03\x04", "units.csv", TD_KEY_CSV_ENCODING},
        {HEAD "P1,Phường 1 \xff,ward,2021-01-01\n", "units.csv:2:name", TD_KEY_TEXT_UTF8},
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
    for (int i = 0; i <= CSV_IMPORT_MAX_ROWS; i++)
        fprintf(out, "P%d,x,ward,2021-01-01,\n", i);
    fclose(out);
    parse(&bench, text);
    assert_int_equal(bench.code, TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&bench.err, "units.csv:1002", TD_KEY_LIST_LONG));
    assert_int_equal(bench.err.n_violations, 1);
    free(text);
    td_arena_free(bench.arena);
}

static void locate__the_servers_paths__lines_of_the_file(void **state)
{
    (void)state;
    struct bench bench;
    parse(&bench, "Mã,name,kind,valid_from\n\nP1,x,ward,2021-01-01\nP2,y,ward,2021-01-01\n");
    assert_int_equal(bench.code, TD_OK);
    td_fail(&bench.err, TD_INVALID_ARGUMENT, "units[1].name", "", TD_KEY_REQUIRED, TD_END);
    td_fail(&bench.err, TD_INVALID_ARGUMENT, "units[0]", "", TD_KEY_UNIT_EXISTS, TD_END);
    td_fail(&bench.err, TD_INVALID_ARGUMENT, "units[7]", "", TD_KEY_UNIT_EXISTS, TD_END);
    td_fail(&bench.err, TD_INVALID_ARGUMENT, "units[1].code", "", TD_KEY_REQUIRED, TD_END);
    td_fail(&bench.err, TD_INVALID_ARGUMENT, "unitsize", "", TD_KEY_REQUIRED, TD_END);
    csv_import_locate(&bench.rows, bench.arena, &bench.err);
    assert_string_equal(bench.err.violations[0].field, "units.csv:4:name");
    assert_string_equal(bench.err.violations[1].field, "units.csv:3");
    assert_string_equal(bench.err.violations[2].field, "units[7]");
    assert_string_equal(bench.err.violations[3].field, "units.csv:4:Mã"); /* as the file says it */
    assert_string_equal(bench.err.violations[4].field, "unitsize");
    td_arena_free(bench.arena);
}

/* A column that no single cell of csv_cell.h holds. */
static enum td_code read_shouted(const char *text, const char *where, struct td_arena *arena,
                                 ProtobufCMessage *row, struct td_err *err)
{
    if (*text == '?')
        return td_fail(err, TD_INVALID_ARGUMENT, where, "", TD_KEY_REQUIRED, TD_END);
    ((Pb__Unit *)row)->name = td_arena_printf(arena, "%s!", text);
    return TD_OK;
}

static void read__a_column_of_its_own__unguarded_and_told_by_place(void **state)
{
    (void)state;
    static const struct csv_column OWN[] = {
        {"code", NULL, .required = true}, {"name", "tên", .read = read_shouted}, {0}};
    static const struct csv_import OWN_UNITS = {"units", &pb__unit__descriptor, OWN};
    static const char FILE_TEXT[] = "code;Tên\nP1;'=x\nP2;?\n", FINE[] = "code;Tên\nP1;'=x\n";
    struct bench bench = {.arena = td_arena_new(1 << 20)};
    td_err_init(&bench.err, bench.arena);
    assert_int_equal(csv_import_bytes((const uint8_t *)FINE, strlen(FINE), "u.csv", &OWN_UNITS,
                                      bench.arena, &bench.rows, &bench.err),
                     TD_OK);
    assert_string_equal(unit_of(&bench, 0)->name, "=x!");
    td_fail(&bench.err, TD_INVALID_ARGUMENT, "units[0].name[2].what", "", TD_KEY_REQUIRED, TD_END);
    csv_import_locate(&bench.rows, bench.arena, &bench.err);
    assert_string_equal(bench.err.violations[0].field, "u.csv:2:Tên#3");
    td_err_init(&bench.err, bench.arena);
    assert_int_equal(csv_import_bytes((const uint8_t *)FILE_TEXT, strlen(FILE_TEXT), "u.csv",
                                      &OWN_UNITS, bench.arena, &bench.rows, &bench.err),
                     TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&bench.err, "u.csv:3:Tên", TD_KEY_REQUIRED));
    td_arena_free(bench.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__forms_of_the_same_list__same_units),
        cmocka_unit_test(parse__bad_rows__all_by_line_and_column),
        cmocka_unit_test(parse__columns_of_no_use__named_and_left_out),
        cmocka_unit_test(parse__a_nul_in_a_cell__refused),
        cmocka_unit_test(parse__little_memory__exhausted),
        cmocka_unit_test(parse__unusable_files__said_so),
        cmocka_unit_test(parse__too_many_rows__refused),
        cmocka_unit_test(locate__the_servers_paths__lines_of_the_file),
        cmocka_unit_test(read__a_column_of_its_own__unguarded_and_told_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
