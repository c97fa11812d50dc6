/* Lists as CSV for spreadsheets, by reflection: UTF-8 with BOM, commas, CR LF, quotes as in RFC
 * 4180, nothing that a spreadsheet would run (csv_cell.h). Headings are field names, so that what
 * was exported can be imported. */
#ifndef CLIENT_CSV_EXPORT_H
#define CLIENT_CSV_EXPORT_H

#include "arena.h"

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

/* The rows of a list: a response's first repeated field of messages. One column per field; of a
 * message inside a row one per field of its own ("officer.login"); of a list of messages inside a
 * row one cell where imports have a form for it (initiative_cell.h), else only their number
 * ("devices"). Returns the text in the arena and its length without the NUL;
 * NULL: arena used up. */
char *csv_export(const ProtobufCMessage *response, struct td_arena *arena, size_t *ret_len,
                 size_t *ret_rows);

/* That field. A response without one is a bug of the caller. */
const ProtobufCFieldDescriptor *csv_export_list(const ProtobufCMessageDescriptor *response);

#endif
