/* Units from a CSV file as offices make them: UTF-8 with or without BOM, comma or semicolon,
 * quotes, CR LF; columns by their headings, in any order. */
#ifndef CLIENT_UNIT_CSV_H
#define CLIENT_UNIT_CSV_H

#include "arena.h"
#include "err.h"
#include "unit.pb-c.h"

#define UNIT_CSV_MAX_BYTES (1024 * 1024)
#define UNIT_CSV_MAX_ROWS 1000

struct unit_csv {
    Pb__Unit **units;
    unsigned *lines; /* of the file, from 1, for each unit */
    size_t n;
};

/* file_name: for messages. All mistakes are collected, each with the field
 * "units.csv:12:valid_from"; then nothing is returned. Returns OK or INVALID_ARGUMENT;
 * RESOURCE_EXHAUSTED: more than UNIT_CSV_MAX_ROWS rows, or arena used up. All in the arena. */
enum td_code unit_csv_parse(const uint8_t *bytes, size_t len, const char *file_name,
                            struct td_arena *arena, struct unit_csv *ret, struct td_err *err);

/* The server speaks of "units[3].kind"; people have the file: "units.csv:5:kind". */
void unit_csv_locate(const struct unit_csv *csv, const char *file_name, struct td_arena *arena,
                     struct td_err *err);

#endif
