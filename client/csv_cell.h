/* One cell of a CSV file and one field of a message, both ways, by reflection: import and export
 * agree because this is one file.
 *
 *   text        as it is (import: blanks around it go)
 *   enum        its short name; import: also the word that people see, in the present language
 *   bool        true, false; import: also 1 0, yes no, có không, x and nothing
 *   integer     decimal digits
 *   *_centi     hundredths as a decimal: 19.25; import: also 19,25; never through floating point
 *   *_on        YYYY-MM-DD; import: also 30/11/2022 (day first), as spreadsheets save it
 *   *_utc_ms    2022-11-30T17:00:00+07:00; import: as td_time_parse
 *   bytes       hexadecimal; export only
 *   repeated    of the above, with "; " between; import: ";" */
#ifndef CLIENT_CSV_CELL_H
#define CLIENT_CSV_CELL_H

#include "arena.h"
#include "err.h"

#include <protobuf-c/protobuf-c.h>

/* Blanks around a cell's text are not part of it: moves *text, returns what is left of len. */
size_t csv_cell_trim(const char **text, size_t len);

struct csv_cell {
    const ProtobufCFieldDescriptor *field;
    const char *text;  /* one line of UTF-8 or more; checked by the caller; not empty */
    const char *where; /* "units.csv:12:kind" */
    bool date;         /* a date by another name */
};

/* Set the field of the message. Returns OK; INVALID_ARGUMENT with a violation at cell->where;
 * RESOURCE_EXHAUSTED: arena used up. */
enum td_code csv_cell_read(const struct csv_cell *cell, struct td_arena *arena,
                           ProtobufCMessage *message, struct td_err *err);

/* The text of a field that is no message, in the arena; NULL: arena used up. */
const char *csv_cell_write(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message,
                           struct td_arena *arena);

/* Spreadsheets run cells that begin with = + - @ (or their wide forms), tab or line end. A cell of
 * text that begins so, or with apostrophes before one, gets one more apostrophe, which _unguard
 * takes away; a plain negative number is left alone. NULL: arena used up. */
const char *csv_cell_guard(const char *text, struct td_arena *arena);
const char *csv_cell_unguard(const char *text);

#endif
