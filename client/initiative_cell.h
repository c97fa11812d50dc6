/* Authors and figures of an initiative as one cell of a spreadsheet each, both ways, for
 * `read` of csv_import.h and for csv_export.c:
 *
 *   authors   Nguyễn Văn Mẫu (P1, NN-001) 60%; Trần Thị Ví Dụ (P1) 30%; Lê Văn Mẫu 10%
 *             name, in parentheses unit and staff code (both may be missing: from outside the
 *             units), share in whole percent
 *   figures   Số ngày mỗi hồ sơ: 10 -> 4; Số hồ sơ trực tuyến: 120
 *             what, colon, before (may be missing) and an arrow (-> or →), after
 *
 * Between them stands “;”, blanks around anything do not matter. Whatever is not of this form is a
 * violation at "file:line:heading#2", the second of the cell. */
#ifndef CLIENT_INITIATIVE_CELL_H
#define CLIENT_INITIATIVE_CELL_H

#include "arena.h"
#include "err.h"

#include <protobuf-c/protobuf-c.h>

/* row: a Pb__InitiativeImportRow. */
enum td_code initiative_cell_authors(const char *text, const char *where, struct td_arena *arena,
                                     ProtobufCMessage *row, struct td_err *err);
enum td_code initiative_cell_figures(const char *text, const char *where, struct td_arena *arena,
                                     ProtobufCMessage *row, struct td_err *err);

/* The cell for n elements of the type; NULL: arena used up. A name with one of the characters above
 * in it cannot be read back. */
const char *initiative_cell_write_authors(ProtobufCMessage *const *authors, size_t n,
                                          struct td_arena *arena);
const char *initiative_cell_write_figures(ProtobufCMessage *const *figures, size_t n,
                                          struct td_arena *arena);

#endif
