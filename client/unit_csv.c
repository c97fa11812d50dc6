/* CSV by libcsv, fed byte by byte so that every cell knows its line. */
#include "unit_csv.h"

#include "message.h"
#include "text.h"
#include "timefmt.h"

#include <csv.h>

enum column { CODE, NAME, KIND, VALID_FROM, VALID_TO, N_COLUMNS };

static const char *const HEADINGS[N_COLUMNS] = {"code", "name", "kind", "valid_from", "valid_to"};
#define ALL_HEADINGS "code, name, kind, valid_from, valid_to"
#define MAX_CELLS 32
#define CODE_MAX_CHARS 16

struct reader {
    const char *file_name;
    struct td_arena *arena;
    struct td_err *err;
    struct unit_csv *csv;
    const char *cells[MAX_CELLS]; /* of the present row */
    size_t n_cells;
    unsigned line, row_line;  /* where the reader is, where the row began */
    int column_of[MAX_CELLS]; /* cell → enum column, -1: one that we skip */
    size_t n_headings;        /* 0: the headings have not been read */
};

static const char *where(const struct reader *reader, const char *column)
{
    return td_arena_printf(reader->arena, "%s:%u%s%s", reader->file_name, reader->row_line,
                           *column ? ":" : "", column);
}

static void on_cell(void *bytes, size_t len, void *data)
{
    struct reader *reader = data;
    if (reader->n_cells == 0)
        reader->row_line = reader->line;
    if (reader->n_cells >= MAX_CELLS)
        return;
    char *cell = td_arena_printf(reader->arena, "%.*s", (int)len, len ? (const char *)bytes : "");
    reader->cells[reader->n_cells++] = cell ? cell : "";
}

static bool is_empty_row(const struct reader *reader)
{
    for (size_t i = 0; i < reader->n_cells; i++)
        if (*reader->cells[i])
            return false;
    return true;
}

static int column_named(const char *heading)
{
    for (int i = 0; i < N_COLUMNS; i++)
        if (strcasecmp(HEADINGS[i], heading) == 0)
            return i;
    return -1;
}

static void take_headings(struct reader *reader)
{
    bool found[N_COLUMNS] = {false};
    for (size_t i = 0; i < reader->n_cells; i++) {
        reader->column_of[i] = column_named(reader->cells[i]);
        if (reader->column_of[i] >= 0)
            found[reader->column_of[i]] = true;
    }
    reader->n_headings = reader->n_cells;
    for (int i = 0; i <= VALID_FROM; i++)
        if (!found[i])
            (void)td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, HEADINGS[i]), "",
                          TD_KEY_TEXT_FORM, "expected", ALL_HEADINGS, TD_END);
}

static bool check_text(const struct reader *reader, enum column column, const char *text)
{
    static const enum td_key KEYS[] = {[TD_TEXT_NOT_UTF8] = TD_KEY_TEXT_UTF8,
                                       [TD_TEXT_NOT_NFC] = TD_KEY_TEXT_NFC,
                                       [TD_TEXT_HAS_CONTROL] = TD_KEY_TEXT_CONTROL};
    enum td_text_fault fault = td_text_check(text, strlen(text), NULL);
    if (fault != TD_TEXT_FINE)
        td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, HEADINGS[column]), "", KEYS[fault],
                TD_END);
    else if (!*text && column != VALID_TO)
        td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, HEADINGS[column]), "",
                TD_KEY_REQUIRED, TD_END);
    return fault == TD_TEXT_FINE && *text;
}

static void check_code(const struct reader *reader, const char *code)
{
    size_t len = strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    if (code[len] || len > CODE_MAX_CHARS)
        td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, HEADINGS[CODE]), "",
                TD_KEY_TEXT_FORM, "expected", "A-Z 0-9, 1-16", TD_END);
}

static Pb__UnitKind read_kind(const struct reader *reader, const char *text)
{
    int kind = 0;
    if (!td_enum_value(&pb__unit_kind__descriptor, text, &kind))
        td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, HEADINGS[KIND]), "", TD_KEY_CHOICE,
                "value", text, "allowed", td_enum_names(&pb__unit_kind__descriptor, reader->arena),
                TD_END);
    return (Pb__UnitKind)kind;
}

static void check_day(const struct reader *reader, enum column column, const char *text)
{
    if (!td_date_valid(text))
        td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, HEADINGS[column]), "",
                TD_KEY_DATE_FORM, TD_END);
}

static void take_unit(struct reader *reader)
{
    const char *values[N_COLUMNS] = {"", "", "", "", ""};
    for (size_t i = 0; i < reader->n_cells && i < reader->n_headings; i++)
        if (reader->column_of[i] >= 0)
            values[reader->column_of[i]] = reader->cells[i];
    Pb__Unit *unit = td_arena_alloc(reader->arena, sizeof *unit);
    if (!unit || reader->csv->n >= UNIT_CSV_MAX_ROWS) {
        reader->err->code = TD_RESOURCE_EXHAUSTED;
        return;
    }
    pb__unit__init(unit);
    if (check_text(reader, CODE, values[CODE]))
        check_code(reader, values[CODE]);
    (void)check_text(reader, NAME, values[NAME]);
    if (check_text(reader, KIND, values[KIND]))
        unit->kind = read_kind(reader, values[KIND]);
    if (check_text(reader, VALID_FROM, values[VALID_FROM]))
        check_day(reader, VALID_FROM, values[VALID_FROM]);
    if (check_text(reader, VALID_TO, values[VALID_TO]))
        check_day(reader, VALID_TO, values[VALID_TO]);
    unit->code = (char *)values[CODE];
    unit->name = (char *)values[NAME];
    unit->valid_from = (char *)values[VALID_FROM];
    unit->valid_to = (char *)values[VALID_TO];
    reader->csv->lines[reader->csv->n] = reader->row_line;
    reader->csv->units[reader->csv->n++] = unit;
}

static void on_row(int end, void *data)
{
    struct reader *reader = data;
    (void)end;
    if (!is_empty_row(reader)) {
        if (reader->n_headings == 0)
            take_headings(reader);
        else if (reader->err->code == TD_OK || reader->csv->n > 0)
            take_unit(reader);
    }
    reader->n_cells = 0;
}

/* A semicolon where spreadsheets of Vietnamese machines save one: judged by the first line. */
static unsigned char delimiter_of(const uint8_t *bytes, size_t len)
{
    size_t commas = 0, semicolons = 0;
    for (size_t i = 0; i < len && bytes[i] != '\n'; i++) {
        commas += bytes[i] == ',';
        semicolons += bytes[i] == ';';
    }
    return semicolons > commas ? ';' : ',';
}

static bool parse_bytes(struct csv_parser *parser, const uint8_t *bytes, size_t len,
                        struct reader *reader)
{
    for (size_t i = 0; i < len; i++) {
        if (csv_parse(parser, &bytes[i], 1, on_cell, on_row, reader) != 1)
            return false;
        reader->line += bytes[i] == '\n';
    }
    return csv_fini(parser, on_cell, on_row, reader) == 0;
}

enum td_code unit_csv_parse(const uint8_t *bytes, size_t len, const char *file_name,
                            struct td_arena *arena, struct unit_csv *ret, struct td_err *err)
{
    static const uint8_t BOM[] = {0xEF, 0xBB, 0xBF};
    struct unit_csv csv = {.units = td_arena_alloc(arena, UNIT_CSV_MAX_ROWS * sizeof *csv.units),
                           .lines = td_arena_alloc(arena, UNIT_CSV_MAX_ROWS * sizeof *csv.lines)};
    struct reader reader = {
        .file_name = file_name, .arena = arena, .err = err, .csv = &csv, .line = 1};
    struct csv_parser parser;
    if (!csv.units || !csv.lines ||
        csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
        return err->code = TD_RESOURCE_EXHAUSTED;
    if (len >= sizeof BOM && memcmp(bytes, BOM, sizeof BOM) == 0) {
        bytes += sizeof BOM;
        len -= sizeof BOM;
    }
    csv_set_delim(&parser, delimiter_of(bytes, len));
    reader.row_line = 1;
    if (!parse_bytes(&parser, bytes, len, &reader)) {
        reader.row_line = reader.line;
        td_fail(err, TD_INVALID_ARGUMENT, where(&reader, ""), "", TD_KEY_TEXT_FORM, "expected",
                "CSV", TD_END);
    } else if (reader.n_headings == 0 || (csv.n == 0 && err->code == TD_OK)) {
        td_fail(err, TD_INVALID_ARGUMENT, where(&reader, ""), "", TD_KEY_REQUIRED, TD_END);
    }
    csv_free(&parser);
    if (err->code == TD_OK)
        *ret = csv;
    return err->code;
}

void unit_csv_locate(const struct unit_csv *csv, const char *file_name, struct td_arena *arena,
                     struct td_err *err)
{
    for (size_t i = 0; i < err->n_violations; i++) {
        struct td_violation *violation = &err->violations[i];
        unsigned index;
        int len = 0;
        if (sscanf(violation->field, "units[%u]%n", &index, &len) != 1 || len == 0 ||
            index >= csv->n)
            continue;
        const char *column = violation->field + len;
        const char *field =
            td_arena_printf(arena, "%s:%u%s%s", file_name, csv->lines[index],
                            *column == '.' ? ":" : "", *column == '.' ? column + 1 : column);
        violation->field = field ? field : violation->field;
    }
}
