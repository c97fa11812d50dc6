/* Imports from a CSV file as offices make it: UTF-8 with or without BOM, comma,
 * semicolon or tab, quotes, any line ends, columns by their headings in any order, dates and
 * decimals as Vietnamese Excel saves them. Which column goes where is a small table; what a cell
 * may hold comes from the message's field (csv_cell.h).
 *
 *     static const struct csv_column COLUMNS[] = {
 *         {"code", "mã", .required = true},
 *         {"unit_code", "unit|đơn vị", .required = true},
 *         {.field = "max_centi", .aliases = "max|điểm tối đa"},
 *         {0}};
 *     static const struct csv_import TASKS = {"tasks", &pb__task__descriptor, COLUMNS};
 *
 *     code = CSV_IMPORT(cli, &TASKS, task_service, import, &in, &out);   // FILE.csv, --dry-run
 *
 * A heading that is nearly one of the table's is a mistake; any other column (a running number,
 * notes) is left out, and csv_import_file says so. */
#ifndef CLIENT_CSV_IMPORT_H
#define CLIENT_CSV_IMPORT_H

#include "command.h"
#include "connection.h"

#include <protobuf-c/protobuf-c.h>

#define CSV_IMPORT_MAX_BYTES (4 * 1024 * 1024)
#define CSV_IMPORT_MAX_ROWS 1000 /* what one request may list (TD_LIST_MAX) */

/* For the table of a command that imports; ask with cli_flag(cli, "dry-run"). */
#define OPTION_DRY_RUN                                                           \
    {                                                                            \
        .name = "dry-run", .letter = 'n', .kind = OPTION_FLAG,                   \
        .help = N_("let Home Affairs check everything and answer, keep nothing") \
    }

/* Only fields in the table can be filled from a file. */
struct csv_column {
    const char *field; /* of the message; its name is a heading, too */
    /* Other headings, "|" between them; NULL: none. Everywhere case, accents, "_" and "-" for a
     * blank do not matter. */
    const char *aliases;
    bool required; /* the column must be there, and no cell of it empty */
    bool date;     /* a date (YYYY-MM-DD or dd/mm/yyyy) though the name does not end in _on */
    /* More that can be told without the server, for a string: OK, or a violation at `field`, like
     * unit_code_check of domain/names.h. NULL: nothing. */
    enum td_code (*check)(const char *text, const char *field, struct td_err *err);
    /* For a field that no single cell of csv_cell.h holds, a list of messages: fill it from the
     * cell's text. OK, a violation at `where`, or RESOURCE_EXHAUSTED. NULL: csv_cell.h. */
    enum td_code (*read)(const char *text, const char *where, struct td_arena *arena,
                         ProtobufCMessage *row, struct td_err *err);
};

struct csv_import {
    const char *list; /* the repeated field of the request: "units" */
    const ProtobufCMessageDescriptor *type;
    const struct csv_column *columns; /* ends with {0} */
};

struct csv_rows {
    ProtobufCMessage **messages; /* of the type asked for */
    unsigned *lines;             /* of the file, from 1: where each row begins */
    size_t n;                    /* at least 1 */
    const char *left_out;        /* "STT, Ghi chú": headings of columns that went nowhere; "" */
    const char *file_name;       /* the rest is for csv_import_locate */
    const struct csv_import *import;
    const char *const *headings; /* as the file has them, by index of `columns`; NULL: not there */
};

/* Read all rows, or find all mistakes: each a violation with the field
 * "units.csv:12:valid_from" (file, line, heading). Returns OK; INVALID_ARGUMENT;
 * RESOURCE_EXHAUSTED: arena used up. All in the arena; file_name is borrowed. */
enum td_code csv_import_bytes(const uint8_t *bytes, size_t len, const char *file_name,
                              const struct csv_import *import, struct td_arena *arena,
                              struct csv_rows *ret, struct td_err *err);
/* The same for a file of the command line; NOT_FOUND and FAILED_PRECONDITION as files_read. Says on
 * stderr what columns are left out (not with --json). */
enum td_code csv_import_file(struct cli *cli, const char *path, const struct csv_import *import,
                             struct csv_rows *ret);

/* All of a command that imports: its first argument's rows and --dry-run into the request, the
 * call, and what the server said of rows in terms of the file. Typed form: CSV_IMPORT. Outcomes as
 * csv_import_file and client_call. */
enum td_code csv_import_call(struct cli *cli, const struct csv_import *import,
                             const ProtobufCServiceDescriptor *service, const char *method,
                             ProtobufCMessage *in, const ProtobufCMessage **ret_out);

#define CSV_IMPORT(cli, import_table, service, method, in, ret_out)                                \
    ({                                                                                             \
        CLIENT_CHECK_TYPES_(service, method, in, ret_out);                                         \
        csv_import_call((cli), (import_table), &pb__##service##__descriptor, #method, &(in)->base, \
                        (const ProtobufCMessage **)(ret_out));                                     \
    })

/* The server speaks of "units[3].kind"; people have the file: "units.csv:5:kind". Violations about
 * anything else stay as they are. */
void csv_import_locate(const struct csv_rows *rows, struct td_arena *arena, struct td_err *err);

/* "code, name, kind" of all columns, in the arena; "" when it is used up. */
const char *csv_import_columns(const struct csv_import *import, struct td_arena *arena);

#endif
