/* Lists as CSV, byte for byte, and back through the importer. */
#include "cmocka_all.h"
#include "sample_message.h"

#include "csv_export.h"
#include "csv_import.h"
#include "initiative.pb-c.h"

#define SAMPLE_HEAD                                                                     \
    "\xEF\xBB\xBF"                                                                      \
    "title,max_centi,change_centi,due_on,done,count,change,kind,at_utc_ms,roles,names," \
    "digest,unit.code,unit.name,unit.kind,unit.valid_from,unit.valid_to,units\r\n"

static void export__every_kind_of_field__as_documented(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 20);
    struct sample full, empty, *rows[] = {&full, &empty};
    struct sample_list list = {{.descriptor = &sample_list_descriptor}, 2, rows};
    Pb__Unit unit = PB__UNIT__INIT, *units[] = {&unit, &unit, &unit};
    char *names[] = {(char *)"=a", (char *)"b"};
    size_t len, n;
    sample_init(&full.base);
    sample_init(&empty.base);
    unit.code = (char *)"P1";
    unit.name = (char *)"Chợ, \"cũ\"";
    full.title = (char *)"=HYPERLINK(\"x\")";
    full.max_centi = 1925;
    full.change_centi = -5;
    full.due_on = (char *)"2022-11-30";
    full.done = 1;
    full.names = names;
    full.n_names = 2;
    full.unit = &unit;
    full.units = units;
    full.n_units = 3;
    const char *text = csv_export(&list.base, arena, &len, &n);
    assert_int_equal(n, 2);
    assert_int_equal(len, strlen(text));
    assert_string_equal(text,
                        SAMPLE_HEAD "\"'=HYPERLINK(\"\"x\"\")\",19.25,-0.05,2022-11-30,true,0,0,,,,"
                                    "\"'=a; b\",,P1,\"Chợ, \"\"cũ\"\"\",,,,3\r\n"
                                    ",0.00,0.00,,false,0,0,,,,,,,,,,,0\r\n");
    td_arena_free(arena);
}

static void export__no_rows__headings_only(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 16);
    struct sample_list list = {{.descriptor = &sample_list_descriptor}, 0, NULL};
    size_t len, n;
    assert_string_equal(csv_export(&list.base, arena, &len, &n), SAMPLE_HEAD);
    assert_int_equal(n, 0);
    td_arena_free(arena);
}

static void export__lists_that_imports_read__one_cell(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 20);
    Pb__InitiativeListResponse list = PB__INITIATIVE_LIST_RESPONSE__INIT;
    Pb__Initiative row = PB__INITIATIVE__INIT, *rows[] = {&row};
    Pb__InitiativeDetails details = PB__INITIATIVE_DETAILS__INIT;
    Pb__InitiativeAuthor author = PB__INITIATIVE_AUTHOR__INIT, *authors[] = {&author, &author};
    size_t len, n;
    author.name = (char *)"=Mẫu";
    author.unit_code = (char *)"P1";
    author.share_percent = 50;
    details.authors = authors;
    details.n_authors = 2;
    row.details = &details;
    list.initiatives = rows;
    list.n_initiatives = 1;
    const char *text = csv_export(&list.base, arena, &len, &n);
    assert_non_null(strstr(text, "details.figures,details.authors\r\n"));
    assert_non_null(strstr(text, ",,,,\"'=Mẫu (P1) 50%; =Mẫu (P1) 50%\"\r\n"));
    td_arena_free(arena);
}

static void export__little_memory__null(void **state)
{
    (void)state;
    Pb__UnitListResponse list = PB__UNIT_LIST_RESPONSE__INIT;
    size_t len = 7, n = 7;
    struct td_arena *arena = td_arena_new(16);
    assert_null(csv_export(&list.base, arena, &len, &n));
    assert_int_equal(len, 7);
    td_arena_free(arena);
}

static void export__then_import__same_rows(void **state)
{
    (void)state;
    static const struct csv_column COLUMNS[] = {{"code", NULL, .required = true},
                                                {.field = "name"},
                                                {.field = "kind"},
                                                {"valid_from", NULL, .date = true},
                                                {"valid_to", NULL, .date = true},
                                                {0}};
    static const struct csv_import UNITS = {"units", &pb__unit__descriptor, COLUMNS};
    static const char *const NAMES[] = {"Phường 1",     "'=1", "=1+1", "a,b;c\td", "x\ny",
                                        "nói \"thật\"", "-5",  "+84",  "''@x"};
    enum { N = sizeof NAMES / sizeof *NAMES };
    struct td_arena *arena = td_arena_new(1 << 20);
    Pb__Unit units[N], *rows[N];
    Pb__UnitListResponse list = PB__UNIT_LIST_RESPONSE__INIT;
    struct csv_rows back;
    struct td_err err;
    size_t len, n;
    td_err_init(&err, arena);
    for (size_t i = 0; i < N; i++) {
        pb__unit__init(rows[i] = &units[i]);
        units[i].code = (char *)"P1";
        units[i].name = (char *)NAMES[i];
        units[i].kind = PB__UNIT_KIND__UNIT_WARD;
        units[i].valid_from = (char *)"2021-01-01";
    }
    list.units = rows;
    list.n_units = N;
    const char *text = csv_export(&list.base, arena, &len, &n);
    assert_int_equal(
        csv_import_bytes((const uint8_t *)text, len, "out.csv", &UNITS, arena, &back, &err), TD_OK);
    assert_int_equal(back.n, N);
    for (size_t i = 0; i < N; i++) {
        const Pb__Unit *unit = (const Pb__Unit *)back.messages[i];
        assert_string_equal(unit->name, NAMES[i]);
        assert_int_equal(unit->kind, PB__UNIT_KIND__UNIT_WARD);
        assert_string_equal(unit->valid_from, "2021-01-01");
    }
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(export__every_kind_of_field__as_documented),
        cmocka_unit_test(export__no_rows__headings_only),
        cmocka_unit_test(export__lists_that_imports_read__one_cell),
        cmocka_unit_test(export__little_memory__null),
        cmocka_unit_test(export__then_import__same_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
