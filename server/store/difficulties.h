/* Difficulties that units report: one row each with what was reported, and events, of which the
 * newest says the state. */
#ifndef SERVER_STORE_DIFFICULTIES_H
#define SERVER_STORE_DIFFICULTIES_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>

struct db;

#define DIFFICULTY_PREFIX "KK" /* of their numbers: khó khăn */

struct difficulty_row {
    int64_t id;
    const char *number; /* when reading */
    const char *unit_code, *head_name, *title, *description, *proposal;
    Pb__DifficultyState state;
    const char *due_on;
    int64_t reported_utc_ms, changed_utc_ms;
};

struct difficulty_event_row {
    uint64_t log_seq;
    Pb__DifficultyEvent event;
    Pb__DifficultyState state; /* after it; when storing */
    int64_t at_utc_ms;
    int64_t officer_id;            /* when storing */
    const char *login, *full_name; /* when reading */
    const char *due_on, *text;
};

/* Which, in what order; "" or 0 is all. */
struct difficulty_filter {
    const char *unit_code;
    Pb__DifficultyState state;
    const char *overdue_on; /* waiting for an answer that was due before this day */
    uint32_t year;
    bool by_due;  /* then by id; otherwise by id */
    bool follows; /* only what comes after these: */
    const char *after_due_on;
    int64_t after_id;
    uint32_t limit;
    int64_t as_of_seq;
};

/* Give a new one the next number of the year and store what was reported; its first event follows.
 * Sets row->id and row->number. */
enum td_code difficulties_add(struct db *db, uint32_t year, struct difficulty_row *row,
                              struct td_arena *arena);
enum td_code difficulties_event_add(struct db *db, int64_t id,
                                    const struct difficulty_event_row *event);

/* Has the unit one of the same title, description and proposal? */
enum td_code difficulties_known(struct db *db, const struct difficulty_row *row, bool *ret_known);

/* All as of a number of the log. Strings in the arena. NOT_FOUND. */
enum td_code difficulties_find(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                               struct difficulty_row *ret);
enum td_code difficulties_list(struct db *db, const struct difficulty_filter *filter,
                               struct td_arena *arena, struct difficulty_row **ret, size_t *ret_n);
/* Oldest first. */
enum td_code difficulties_events(struct db *db, int64_t id, int64_t as_of_seq,
                                 struct td_arena *arena, struct difficulty_event_row **ret,
                                 size_t *ret_n);

#endif
