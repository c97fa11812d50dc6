/* Cells to fields and back: every kind, exactly, with every mistake named. */
#include "cmocka_all.h"
#include "sample_message.h"
#include "violations.h"

#include "csv_cell.h"
#include "i18n.h"

struct bench {
    struct td_arena *arena;
    struct td_err err;
    struct sample sample;
};

static int bench_setup(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    bench->arena = td_arena_new(1 << 20);
    *state = bench;
    return 0;
}

static int bench_teardown(void **state)
{
    struct bench *bench = *state;
    td_arena_free(bench->arena);
    free(bench);
    return 0;
}

static enum td_code read_cell(struct bench *bench, const char *field, const char *text)
{
    struct csv_cell cell = {.field = sample_field(field), .text = text, .where = "f.csv:2:x"};
    assert_non_null(cell.field);
    td_err_init(&bench->err, bench->arena);
    sample_init(&bench->sample.base);
    return csv_cell_read(&cell, bench->arena, &bench->sample.base, &bench->err);
}

static const char *write_cell(struct bench *bench, const char *field)
{
    return csv_cell_write(sample_field(field), &bench->sample.base, bench->arena);
}

/* What is read, and what is written of it. */
static void read__good_cells__exact_values(void **state)
{
    struct bench *bench = *state;
    static const struct {
        const char *field, *text, *written;
    } cases[] = {
        {"title", "Phường 1", "Phường 1"},
        {"title", "'=1+1", "'=1+1"},
        {"title", "''=1+1", "''=1+1"},
        {"title", "'90s", "'90s"},
        {"max_centi", "19.25", "19.25"},
        {"max_centi", "19,25", "19.25"},
        {"max_centi", "19,2", "19.20"},
        {"max_centi", "19", "19.00"},
        {"max_centi", "0,07", "0.07"},
        {"max_centi", "42949672.95", "42949672.95"},
        {"change_centi", "-0.05", "-0.05"},
        {"change_centi", "+1,5", "1.50"},
        {"change_centi", "999999999999999.99", "999999999999999.99"},
        {"due_on", "2022-11-30", "2022-11-30"},
        {"due_on", "30/11/2022", "2022-11-30"},
        {"due_on", "1/6/2022", "2022-06-01"},
        {"due_on", "29/02/2024", "2024-02-29"},
        {"done", "x", "true"},
        {"done", "Có", "true"},
        {"done", "1", "true"},
        {"done", "TRUE", "true"},
        {"done", "không", "false"},
        {"done", "0", "false"},
        {"count", "0", "0"},
        {"count", "4294967295", "4294967295"},
        {"change", "-2147483648", "-2147483648"},
        {"kind", "ward", "ward"},
        {"kind", "Ward", "ward"},
        {"at_utc_ms", "2022-11-30T17:00", "2022-11-30T17:00:00+07:00"},
        {"at_utc_ms", "2022-11-30", "2022-11-30T00:00:00+07:00"},
        {"roles", "unit_clerk; unit_head", "unit_clerk; unit_head"},
        {"roles", " ;unit_clerk;", "unit_clerk"},
        {"names", "Nguyễn Văn Mẫu;Trần Thị Ví Dụ", "Nguyễn Văn Mẫu; Trần Thị Ví Dụ"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(read_cell(bench, cases[i].field, cases[i].text), TD_OK);
        assert_string_equal(write_cell(bench, cases[i].field), cases[i].written);
    }
    read_cell(bench, "max_centi", "19,25");
    assert_int_equal(bench->sample.max_centi, 1925);
    read_cell(bench, "title", "'=1+1");
    assert_string_equal(bench->sample.title, "=1+1"); /* the guard of an export is gone */
}

static void read__mistakes__named_at_the_cell(void **state)
{
    struct bench *bench = *state;
    static const struct {
        const char *field, *text;
        enum td_key key;
    } cases[] = {
        {"max_centi", "19.255", TD_KEY_DECIMAL_FORM},
        {"max_centi", "1.234,50", TD_KEY_DECIMAL_FORM},
        {"max_centi", "19.", TD_KEY_DECIMAL_FORM},
        {"max_centi", ".5", TD_KEY_DECIMAL_FORM},
        {"max_centi", "1e3", TD_KEY_DECIMAL_FORM},
        {"max_centi", "19 25", TD_KEY_DECIMAL_FORM},
        {"max_centi", "-", TD_KEY_DECIMAL_FORM},
        {"max_centi", "-1", TD_KEY_NUMBER_RANGE},
        {"max_centi", "42949672.96", TD_KEY_NUMBER_RANGE},
        {"count", "1,5", TD_KEY_NUMBER_FORM},
        {"count", "1.000", TD_KEY_NUMBER_FORM},
        {"count", "4294967296", TD_KEY_NUMBER_RANGE},
        {"count", "99999999999999999999", TD_KEY_NUMBER_FORM},
        {"change", "2147483648", TD_KEY_NUMBER_RANGE},
        {"due_on", "30/02/2022", TD_KEY_DATE_CELL},
        {"due_on", "12/30/2022", TD_KEY_DATE_CELL},
        {"due_on", "30/11/22", TD_KEY_DATE_CELL},
        {"due_on", "30-11-2022", TD_KEY_DATE_CELL},
        {"due_on", "30/11/2022 x", TD_KEY_DATE_CELL},
        {"due_on", "44895", TD_KEY_DATE_CELL},
        {"done", "maybe", TD_KEY_CHOICE},
        {"kind", "town", TD_KEY_CHOICE},
        {"kind", "unspecified", TD_KEY_CHOICE},
        {"roles", "unit_clerk; boss", TD_KEY_CHOICE},
        {"at_utc_ms", "tomorrow", TD_KEY_TEXT_FORM},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(read_cell(bench, cases[i].field, cases[i].text), TD_INVALID_ARGUMENT);
        if (!violation_find(&bench->err, "f.csv:2:x", cases[i].key))
            fail_msg("%s: %s", cases[i].field, cases[i].text);
        assert_int_equal(bench->err.n_violations, 1);
    }
}

static void read__an_enum_in_the_readers_words__taken(void **state)
{
    struct bench *bench = *state;
    i18n_init("vi");
    assert_int_equal(read_cell(bench, "kind", "phường"), TD_OK);
    assert_int_equal(bench->sample.kind, PB__UNIT_KIND__UNIT_WARD);
    assert_int_equal(read_cell(bench, "kind", "Phuong"), TD_OK);
    assert_int_equal(read_cell(bench, "kind", "commune"), TD_OK);
    assert_int_equal(bench->sample.kind, PB__UNIT_KIND__UNIT_COMMUNE);
    i18n_init("en");
    assert_int_equal(read_cell(bench, "kind", "phường"), TD_INVALID_ARGUMENT);
}

static void write__nothing__is_empty(void **state)
{
    struct bench *bench = *state;
    sample_init(&bench->sample.base);
    assert_string_equal(write_cell(bench, "title"), "");
    assert_string_equal(write_cell(bench, "due_on"), "");
    assert_string_equal(write_cell(bench, "kind"), "");
    assert_string_equal(write_cell(bench, "at_utc_ms"), "");
    assert_string_equal(write_cell(bench, "roles"), "");
    assert_string_equal(write_cell(bench, "digest"), "");
    assert_string_equal(write_cell(bench, "max_centi"), "0.00");
    bench->sample.kind = (Pb__UnitKind)77; /* of a newer server */
    assert_string_equal(write_cell(bench, "kind"), "77");
    bench->sample.digest = (ProtobufCBinaryData){2, (uint8_t *)"\x0a\xff"};
    assert_string_equal(write_cell(bench, "digest"), "0aff");
}

static void guard__what_a_spreadsheet_would_run__made_text_and_taken_back(void **state)
{
    struct bench *bench = *state;
    static const char *const dangerous[] = {"=1+1", "+84912345678", "-2+3", "@SUM(A1)", "\t=1",
                                            "\r=1", "\n=1",         "＝1",  "'=1",      "-"};
    static const char *const harmless[] = {"", "Phường 1", "-5", "-5.25", "1=1", "'90s", "a\t=1"};
    for (size_t i = 0; i < sizeof dangerous / sizeof *dangerous; i++) {
        const char *guarded = csv_cell_guard(dangerous[i], bench->arena);
        assert_int_equal(guarded[0], '\'');
        assert_string_equal(guarded + 1, dangerous[i]);
        assert_string_equal(csv_cell_unguard(guarded), dangerous[i]);
    }
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        assert_string_equal(csv_cell_guard(harmless[i], bench->arena), harmless[i]);
        assert_string_equal(csv_cell_unguard(harmless[i]), harmless[i]);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(read__good_cells__exact_values),
        CASE(read__mistakes__named_at_the_cell),
        CASE(read__an_enum_in_the_readers_words__taken),
        CASE(write__nothing__is_empty),
        CASE(guard__what_a_spreadsheet_would_run__made_text_and_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
