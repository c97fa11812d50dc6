/* Units of the town (II.1), each with the days from and to which it exists. */
#ifndef SERVER_STORE_UNITS_H
#define SERVER_STORE_UNITS_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>

struct db;

struct unit_row {
    const char *code, *name;
    Pb__UnitKind kind;
    const char *valid_from, *valid_to; /* last day; "" until further notice */
};

/* Store a unit. OK with *ret_changed: it is new, or its open end got a last day (the one change
 * a stored unit may see); OK without: it was there with the same data; ALREADY_EXISTS: a unit of
 * this code exists in some of these days with other data. */
enum td_code units_put(struct db *db, const struct unit_row *unit, uint64_t log_seq,
                       bool *ret_changed);

/* as_of_seq: as the register was as of that number of the log (INT64_MAX: now). */

/* The unit of this code on this day (strings in the arena), or NOT_FOUND. */
enum td_code units_find(struct db *db, const char *code, const char *day, int64_t as_of_seq,
                        struct td_arena *arena, struct unit_row *ret);
/* Does a unit of this code exist on any day, as the register is now? */
enum td_code units_known(struct db *db, const char *code, bool *ret_known);
/* The units that exist on some day of a year, as they are on the last such day; by code. */
enum td_code units_of_year(struct db *db, uint32_t year, int64_t as_of_seq, struct td_arena *arena,
                           struct unit_row **ret, size_t *ret_n);
/* Every period of every unit, by code and first day. */
enum td_code units_all(struct db *db, int64_t as_of_seq, struct td_arena *arena,
                       struct unit_row **ret, size_t *ret_n);
/* All units of a day, by code. */
enum td_code units_list(struct db *db, const char *day, int64_t as_of_seq, struct td_arena *arena,
                        struct unit_row **ret, size_t *ret_n);

#endif
