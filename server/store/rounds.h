/* Rounds and their extensions. A round pins the plan version it was opened under. */
#ifndef SERVER_STORE_ROUNDS_H
#define SERVER_STORE_ROUNDS_H

#include "arena.h"
#include "err.h"
#include "workflow.h"

struct db;

struct round_row {
    const char *id; /* "2022-annual" */
    uint32_t year;
    Pb__RoundKind kind;
    struct round_times times;
    const char *plan_id;
    uint32_t plan_version;
    uint8_t plan_sha256[32]; /* when reading */
    int64_t opened_utc_ms;
    int64_t opened_by;           /* officer id */
    uint64_t log_seq;            /* of its opening */
    const char *opened_by_login; /* when reading */
    int64_t extended_utc_ms;     /* when reading: of the unit asked for; 0: none */
};

struct extension_row {
    const char *unit_code;
    int64_t until_utc_ms;
    const char *reason;
    int64_t granted_utc_ms;
    int64_t granted_by;           /* officer id */
    const char *granted_by_login; /* when reading */
};

struct round_event_row {
    uint64_t log_seq;
    Pb__RoundEvent event;
    Pb__RoundState state; /* after it */
    const char *note;
    int64_t at_utc_ms, officer_id;
    const char *login, *full_name; /* when reading */
};

/* ALREADY_EXISTS when there is one of that id. */
enum td_code rounds_add(struct db *db, const struct round_row *round);
/* unit_code: whose extension to report. State and extension are those after the events up to
 * as_of_seq. Strings in the arena. NOT_FOUND, also when it was opened later. */
enum td_code rounds_find(struct db *db, const char *id, const char *unit_code, int64_t as_of_seq,
                         struct td_arena *arena, struct round_row *ret);
/* All, the newest first; like rounds_find. */
enum td_code rounds_list(struct db *db, const char *unit_code, int64_t as_of_seq,
                         struct td_arena *arena, struct round_row **ret, size_t *ret_n);
/* Store a step that round_next has allowed: the event, and the round's state. NOT_FOUND when the
 * round is no longer in state `from`. */
enum td_code rounds_advance(struct db *db, const char *id, Pb__RoundState from,
                            const struct round_event_row *event);
/* Oldest first. */
enum td_code rounds_events(struct db *db, const char *id, int64_t as_of_seq, struct td_arena *arena,
                           struct round_event_row **ret, size_t *ret_n);
/* The stored state as of a number of the log: OPEN until the first event. */
enum td_code rounds_state(struct db *db, const char *id, int64_t as_of_seq, Pb__RoundState *ret);
enum td_code rounds_extend(struct db *db, const char *id, const struct extension_row *extension,
                           uint64_t log_seq);
/* In the order in which they were granted; of one unit the last counts. */
enum td_code rounds_extensions(struct db *db, const char *id, int64_t as_of_seq,
                               struct td_arena *arena, struct extension_row **ret, size_t *ret_n);

#endif
