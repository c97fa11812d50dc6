/* CSV by libcsv, fed byte by byte so that every row knows its line. Headings first, then rows;
 * mistakes are collected, and only wrong headings stop the reading. */
#include "csv_import.h"

#include "csv_cell.h"
#include "files.h"
#include "i18n.h"
#include "message.h"
#include "text.h"

#include <assert.h>
#include <csv.h>

#define MAX_CELLS 64
#define MAX_COLUMNS 32
#define MAX_NAMES 128 /* of columns, with aliases */
#define BOM "\xEF\xBB\xBF"

struct cell {
    const char *bytes;
    size_t len;
};

struct reader {
    const struct csv_import *import;
    const char *file_name;
    struct td_arena *arena;
    struct td_err *err;
    struct csv_rows *rows;
    struct cell cells[MAX_CELLS]; /* of the present row */
    size_t n_cells;
    unsigned line, row_line; /* where the reader is, where the row began */
    bool in_row;
    bool has_headings, out_of_memory;
    int column_of[MAX_CELLS];            /* cell → column, -1: none */
    const char *headings[MAX_CELLS];     /* as the file has them */
    const char *heading_of[MAX_COLUMNS]; /* column → its heading in the file, NULL: not there */
    size_t n_headings;
};

/* -- headings -- */

/* "Mã_đơn vị" → "ma don vi". NULL: arena used up. */
static char *heading_fold(struct reader *reader, const char *heading)
{
    char *copy = td_arena_strdup(reader->arena, heading);
    for (char *at = copy; at && *at; at++)
        if (*at == '_' || *at == '-')
            *at = ' ';
    char *folded = copy ? td_text_fold(reader->arena, copy) : NULL;
    reader->out_of_memory |= !folded;
    return folded;
}

/* All headings that mean something, folded, ended by NULL, and the column each stands for. */
struct names {
    const char *folded[MAX_NAMES + 1], *spelled[MAX_NAMES];
    int column[MAX_NAMES];
    size_t n;
};

static void names_add(struct names *names, struct reader *reader, const char *spelled, int column)
{
    assert(names->n < MAX_NAMES);
    const char *folded = heading_fold(reader, spelled);
    if (!folded)
        return;
    names->folded[names->n] = folded;
    names->spelled[names->n] = spelled;
    names->column[names->n++] = column;
    names->folded[names->n] = NULL;
}

static void names_init(struct names *names, struct reader *reader)
{
    const struct csv_import *import = reader->import;
    names->n = 0;
    names->folded[0] = NULL;
    for (int i = 0; import->columns[i].field; i++) {
        assert(i < MAX_COLUMNS);
        const char *aliases = import->columns[i].aliases;
        char *rest = aliases ? td_arena_strdup(reader->arena, aliases) : NULL, *alias;
        reader->out_of_memory |= aliases && !rest;
        names_add(names, reader, import->columns[i].field, i);
        while (rest && (alias = strsep(&rest, "|")))
            names_add(names, reader, alias, i);
    }
}

/* Index in names of the one that is so spelled, or (nearly) might be meant; -1. */
static int names_find(const struct names *names, const char *folded, bool nearly)
{
    const char *found = nearly ? td_text_nearest(folded, names->folded) : folded;
    for (size_t i = 0; found && i < names->n; i++)
        if (strcmp(names->folded[i], found) == 0)
            return (int)i;
    return -1;
}

const char *csv_import_columns(const struct csv_import *import, struct td_arena *arena)
{
    const char *text = "";
    for (const struct csv_column *column = import->columns; text && column->field; column++)
        text = td_arena_printf(arena, "%s%s%s", text, *text ? ", " : "", column->field);
    return text ? text : "";
}

static const char *where(const struct reader *reader, const char *heading)
{
    const char *text = td_arena_printf(reader->arena, "%s:%u%s%s", reader->file_name,
                                       reader->row_line, *heading ? ":" : "", heading);
    return text ? text : "";
}

static bool check_cell(const struct reader *reader, const struct cell *cell, const char *heading)
{
    static const enum td_key KEYS[] = {[TD_TEXT_NOT_UTF8] = TD_KEY_TEXT_UTF8,
                                       [TD_TEXT_NOT_NFC] = TD_KEY_TEXT_NFC,
                                       [TD_TEXT_HAS_CONTROL] = TD_KEY_TEXT_CONTROL};
    enum td_text_fault fault = td_text_check(cell->bytes, cell->len, NULL);
    if (fault != TD_TEXT_FINE)
        td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, heading), "", KEYS[fault], TD_END);
    return fault == TD_TEXT_FINE;
}

/* A column that means nothing to us. */
static void leave_out(struct reader *reader, const char *heading)
{
    const char *before = reader->rows->left_out;
    const char *both =
        td_arena_printf(reader->arena, "%s%s%s", before, *before && *heading ? ", " : "", heading);
    reader->rows->left_out = both ? both : before;
}

static void take_heading(struct reader *reader, const struct names *names, size_t cell)
{
    reader->headings[cell] = "";
    reader->column_of[cell] = -1;
    if (!check_cell(reader, &reader->cells[cell], td_dec(reader->arena, (int64_t)cell + 1)))
        return;
    const char *heading = reader->cells[cell].bytes;
    const char *folded = heading_fold(reader, heading);
    int found = folded ? names_find(names, folded, false) : -1;
    const char *last = folded ? strrchr(folded, '.') : NULL; /* "award.number" of an export */
    if (found < 0 && last)
        found = names_find(names, last + 1, false);
    reader->headings[cell] = heading;
    reader->column_of[cell] = found >= 0 ? names->column[found] : -1;
    if (found >= 0) {
        const char **taken = &reader->heading_of[names->column[found]];
        if (*taken)
            td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, heading), "",
                    TD_KEY_CSV_HEADING_TWICE, "other", *taken, TD_END);
        *taken = heading;
        return;
    }
    int near = folded && *folded ? names_find(names, folded, true) : -1;
    if (near >= 0)
        td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, heading), "",
                TD_KEY_CSV_HEADING_NEAR, "nearest", names->spelled[near], "columns",
                csv_import_columns(reader->import, reader->arena), TD_END);
    else
        leave_out(reader, heading);
}

static void take_headings(struct reader *reader)
{
    struct names names;
    names_init(&names, reader);
    reader->has_headings = true;
    reader->n_headings = reader->n_cells;
    for (size_t i = 0; i < reader->n_cells; i++)
        take_heading(reader, &names, i);
    for (int i = 0; reader->import->columns[i].field; i++)
        if (reader->import->columns[i].required && !reader->heading_of[i])
            td_fail(reader->err, TD_INVALID_ARGUMENT,
                    where(reader, reader->import->columns[i].field), "", TD_KEY_CSV_HEADINGS,
                    "columns", csv_import_columns(reader->import, reader->arena), TD_END);
}

/* -- rows -- */

static void take_cell(struct reader *reader, size_t index, ProtobufCMessage *message)
{
    const struct csv_column *column = &reader->import->columns[reader->column_of[index]];
    const char *heading = reader->headings[index];
    struct csv_cell cell = {
        .field =
            protobuf_c_message_descriptor_get_field_by_name(reader->import->type, column->field),
        .text = reader->cells[index].bytes,
        .where = where(reader, heading),
        .date = column->date,
    };
    assert(cell.field);
    enum td_code code = column->read ? column->read(csv_cell_unguard(cell.text), cell.where,
                                                    reader->arena, message, reader->err)
                                     : csv_cell_read(&cell, reader->arena, message, reader->err);
    reader->out_of_memory |= code == TD_RESOURCE_EXHAUSTED;
    if (code == TD_OK && column->check)
        column->check(cell.text, cell.where, reader->err);
}

/* Required cells that the row lacks, also where it ends before them. */
static void check_required(struct reader *reader)
{
    for (size_t i = 0; i < reader->n_headings; i++) {
        bool empty = i >= reader->n_cells || reader->cells[i].len == 0;
        if (empty && reader->column_of[i] >= 0 &&
            reader->import->columns[reader->column_of[i]].required)
            td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, reader->headings[i]), "",
                    TD_KEY_REQUIRED, TD_END);
    }
}

static void take_row(struct reader *reader)
{
    struct csv_rows *rows = reader->rows;
    if (rows->n == CSV_IMPORT_MAX_ROWS) {
        td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, ""), "", TD_KEY_LIST_LONG, "max",
                td_dec(reader->arena, CSV_IMPORT_MAX_ROWS), TD_END);
        rows->n++; /* said once */
    }
    ProtobufCMessage *message = td_arena_alloc(reader->arena, reader->import->type->sizeof_message);
    if (!message || rows->n > CSV_IMPORT_MAX_ROWS) {
        reader->out_of_memory = !message;
        return;
    }
    protobuf_c_message_init(reader->import->type, message);
    check_required(reader);
    for (size_t i = 0; i < reader->n_cells; i++) {
        bool under_heading = i < reader->n_headings && *reader->headings[i];
        if (reader->cells[i].len == 0 ||
            !check_cell(reader, &reader->cells[i], under_heading ? reader->headings[i] : ""))
            continue;
        if (!under_heading)
            td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, ""), "", TD_KEY_CSV_CELL_EXTRA,
                    "value", reader->cells[i].bytes, TD_END);
        else if (reader->column_of[i] >= 0)
            take_cell(reader, i, message);
    }
    rows->lines[rows->n] = reader->row_line;
    rows->messages[rows->n++] = message;
}

/* -- the file -- */

static void on_cell(void *data, size_t len, void *reader_data)
{
    struct reader *reader = reader_data;
    const char *bytes = data;
    if (reader->n_cells >= MAX_CELLS)
        return;
    len = csv_cell_trim(&bytes, len);
    char *copy = td_arena_zalloc(reader->arena, len + 1);
    if (copy && len > 0)
        memcpy(copy, bytes, len);
    reader->out_of_memory |= !copy;
    reader->cells[reader->n_cells++] = (struct cell){copy ? copy : "", copy ? len : 0};
}

static void on_row(int end, void *data)
{
    struct reader *reader = data;
    bool empty = true;
    (void)end;
    for (size_t i = 0; i < reader->n_cells; i++)
        empty = empty && reader->cells[i].len == 0;
    if (!empty && !reader->has_headings)
        take_headings(reader);
    else if (!empty && (reader->err->code == TD_OK || reader->rows->n > 0))
        take_row(reader);
    reader->n_cells = 0;
    reader->in_row = false;
}

/* More bytes above ASCII that are no UTF-8 than letters that are? */
static bool is_one_byte_encoding(const uint8_t *bytes, size_t len)
{
    size_t letters = 0, strays = 0;
    for (size_t i = 0; i < len;) {
        size_t size = bytes[i] < 0x80 ? 1 : bytes[i] < 0xE0 ? 2 : bytes[i] < 0xF0 ? 3 : 4;
        bool letter = size > 1 && bytes[i] >= 0xC2 && i + size <= len;
        for (size_t k = 1; letter && k < size; k++)
            letter = (bytes[i + k] & 0xC0) == 0x80;
        letters += letter;
        strays += size > 1 && !letter;
        i += letter ? size : 1;
    }
    return strays > letters;
}

/* What the file is when it is no UTF-8 text; NULL: it is, but for single cells perhaps. */
static const char *foreign_encoding(const uint8_t *bytes, size_t len)
{
    if (len >= 2 &&
        ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)))
        return "UTF-16";
    if (len >= 4 && memcmp(bytes, "PK\x03\x04", 4) == 0)
        return N_("a workbook (XLSX)");
    return is_one_byte_encoding(bytes, len)
               ? N_("an old encoding such as Windows-1258, Windows-1252, TCVN3 or VNI")
               : NULL;
}

/* A semicolon or a tab where spreadsheets of Vietnamese machines save one: judged by the
 * first line. "sep=;" in that line is Excel's own way to say it. */
static unsigned char separator_of(const uint8_t *bytes, size_t len, size_t *ret_skip)
{
    static const char SEPARATORS[] = ",;\t";
    size_t counts[sizeof SEPARATORS - 1] = {0}, best = 0, i;
    bool quoted = false;
    for (i = 0; i < len && bytes[i] != '\n' && bytes[i] != '\r'; i++) {
        const char *found = bytes[i] ? strchr(SEPARATORS, bytes[i]) : NULL;
        quoted = quoted != (bytes[i] == '"');
        if (found && !quoted)
            counts[found - SEPARATORS]++;
    }
    *ret_skip = i == 5 && strncasecmp((const char *)bytes, "sep=", 4) == 0 ? i : 0;
    if (*ret_skip)
        return bytes[4];
    for (size_t k = 1; k < sizeof counts / sizeof *counts; k++)
        if (counts[k] > counts[best])
            best = k;
    return (unsigned char)SEPARATORS[best];
}

static bool parse_bytes(struct csv_parser *parser, const uint8_t *bytes, size_t len,
                        struct reader *reader)
{
    for (size_t i = 0; i < len; i++) {
        bool line_end =
            bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == len || bytes[i + 1] != '\n'));
        if (!reader->in_row && bytes[i] != '\n' && bytes[i] != '\r') {
            reader->in_row = true;
            reader->row_line = reader->line;
        }
        if (csv_parse(parser, &bytes[i], 1, on_cell, on_row, reader) != 1)
            return false;
        reader->line += line_end;
    }
    return csv_fini(parser, on_cell, on_row, reader) == 0;
}

static void read_file(struct reader *reader, const uint8_t *bytes, size_t len)
{
    struct csv_parser parser;
    size_t skip;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        reader->out_of_memory = true;
        return;
    }
    csv_set_delim(&parser, separator_of(bytes, len, &skip));
    if (!parse_bytes(&parser, bytes + skip, len - skip, reader))
        td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, ""), "", TD_KEY_CSV_QUOTES, TD_END);
    else if (reader->rows->n == 0 && reader->err->code == TD_OK)
        td_fail(reader->err, TD_INVALID_ARGUMENT, where(reader, ""), "", TD_KEY_CSV_ROWS, TD_END);
    csv_free(&parser);
}

enum td_code csv_import_bytes(const uint8_t *bytes, size_t len, const char *file_name,
                              const struct csv_import *import, struct td_arena *arena,
                              struct csv_rows *ret, struct td_err *err)
{
    struct csv_rows rows = {.left_out = "", .file_name = file_name, .import = import};
    struct reader reader = {.import = import,
                            .file_name = file_name,
                            .arena = arena,
                            .err = err,
                            .rows = &rows,
                            .line = 1,
                            .row_line = 1};
    const char *encoding = foreign_encoding(bytes, len);
    rows.messages = td_arena_alloc(arena, CSV_IMPORT_MAX_ROWS * sizeof *rows.messages);
    rows.lines = td_arena_alloc(arena, CSV_IMPORT_MAX_ROWS * sizeof *rows.lines);
    if (!rows.messages || !rows.lines)
        return err->code = TD_RESOURCE_EXHAUSTED;
    if (encoding)
        return td_fail(err, TD_INVALID_ARGUMENT, file_name, "", TD_KEY_CSV_ENCODING, "encoding",
                       _(encoding), TD_END);
    size_t bom = len >= strlen(BOM) && memcmp(bytes, BOM, strlen(BOM)) == 0 ? strlen(BOM) : 0;
    read_file(&reader, bytes + bom, len - bom);
    rows.headings = td_arena_copy(arena, reader.heading_of, sizeof reader.heading_of);
    if (!rows.headings || reader.out_of_memory)
        err->code = TD_RESOURCE_EXHAUSTED;
    if (err->code == TD_OK)
        *ret = rows;
    return err->code;
}

enum td_code csv_import_file(struct cli *cli, const char *path, const struct csv_import *import,
                             struct csv_rows *ret)
{
    uint8_t *bytes;
    size_t len;
    enum td_code code = files_read(path, CSV_IMPORT_MAX_BYTES, cli->arena, &bytes, &len, &cli->err);
    if (code == TD_OK)
        code = csv_import_bytes(bytes, len, path, import, cli->arena, ret, &cli->err);
    if (code == TD_OK && *ret->left_out && !cli->json)
        fprintf(stderr, _("%s: columns that are not used: %s\n"), path, ret->left_out);
    return code;
}

/* -- what the server said of the rows -- */

/* "due_on" → the heading that the file has for it; "authors[1].name" → "authors#2", the second part
 * of the cell; anything else stays as it is. */
static const char *heading_of(const struct csv_rows *rows, const char *field,
                              struct td_arena *arena)
{
    size_t len = strcspn(field, "[.");
    unsigned part;
    for (int i = 0; rows->import->columns[i].field; i++) {
        const char *name = rows->import->columns[i].field, *heading = rows->headings[i];
        if (strncmp(name, field, len) != 0 || name[len])
            continue;
        heading = heading ? heading : name;
        if (sscanf(field + len, "[%u]", &part) != 1)
            return heading;
        const char *located = td_arena_printf(arena, "%s#%u", heading, part + 1);
        return located ? located : field;
    }
    return field;
}

void csv_import_locate(const struct csv_rows *rows, struct td_arena *arena, struct td_err *err)
{
    size_t list_len = strlen(rows->import->list);
    for (size_t i = 0; i < err->n_violations; i++) {
        const char *path = err->violations[i].field;
        unsigned index;
        int len = 0;
        if (strncmp(path, rows->import->list, list_len) != 0 ||
            sscanf(path + list_len, "[%u]%n", &index, &len) != 1 || len == 0 || index >= rows->n)
            continue;
        const char *field = path + list_len + len;
        field += *field == '.';
        const char *located =
            td_arena_printf(arena, "%s:%u%s%s", rows->file_name, rows->lines[index],
                            *field ? ":" : "", heading_of(rows, field, arena));
        err->violations[i].field = located ? located : path;
    }
}

/* -- the whole command -- */

static const ProtobufCFieldDescriptor *field_of(const ProtobufCMessage *message, const char *name)
{
    return protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
}

enum td_code csv_import_call(struct cli *cli, const struct csv_import *import,
                             const ProtobufCServiceDescriptor *service, const char *method,
                             ProtobufCMessage *in, const ProtobufCMessage **ret_out)
{
    const ProtobufCFieldDescriptor *list = field_of(in, import->list);
    const ProtobufCFieldDescriptor *dry_run = field_of(in, "dry_run");
    uint8_t *base = (uint8_t *)in;
    struct csv_rows rows;
    assert(list && list->descriptor == import->type && dry_run);
    enum td_code code = csv_import_file(cli, cli->args[0], import, &rows);
    if (code != TD_OK)
        return code;
    *(ProtobufCMessage ***)(void *)(base + list->offset) = rows.messages;
    *(size_t *)(void *)(base + list->quantifier_offset) = rows.n;
    *(protobuf_c_boolean *)(base + dry_run->offset) = cli_flag(cli, "dry-run");
    code = client_call(cli->client, service, method, in, ret_out);
    if (code != TD_OK)
        csv_import_locate(&rows, cli->arena, &cli->err);
    return code;
}
