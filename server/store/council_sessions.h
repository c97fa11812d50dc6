/* Sessions of the council, who sits in them, and the roll. Every question is asked as of a number
 * of the log: what came later is not seen. */
#ifndef SERVER_STORE_COUNCIL_SESSIONS_H
#define SERVER_STORE_COUNCIL_SESSIONS_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

struct db;

/* Strings in the arena. */
struct council_session_row {
    int64_t id; /* human_id, "BCD" */
    const char *round_id;
    int64_t starts_utc_ms;
    const char *place;
    int64_t chair_id, secretary_id;
    const char *chair, *chair_name, *secretary, *secretary_name; /* when reading */
    int64_t ended_utc_ms;                                        /* 0: it goes on */
    const char *conclusion;
    uint32_t members, present, ballots; /* when reading */
};

/* A member on the day of the session. */
struct council_seat_row {
    int64_t officer_id;
    Pb__CouncilPosition position;
    const char *login, *full_name, *unit_code; /* when reading */
    Pb__CouncilAttendance attendance;          /* UNSPECIFIED: not called yet */
    const char *reason;
};

struct council_event_key { /* of a write */
    uint64_t log_seq;
    int64_t at_utc_ms, officer_id;
};

/* The next number of the year of starts_utc_ms is the id (*ret_id). Every member of its day is
 * seated. */
enum td_code council_sessions_add(struct db *db, uint32_t year, const char *day,
                                  const struct council_session_row *session,
                                  const struct council_event_key *key, int64_t *ret_id);
/* NOT_FOUND. */
enum td_code council_sessions_find(struct db *db, int64_t id, int64_t as_of_seq,
                                   struct td_arena *arena, struct council_session_row *ret);
/* By rising id, after after_id; round_id "": of all rounds. */
enum td_code council_sessions_list(struct db *db, const char *round_id, int64_t as_of_seq,
                                   int64_t after_id, uint32_t limit, struct td_arena *arena,
                                   struct council_session_row **ret, size_t *ret_n);
/* NOT_FOUND: it has ended already. */
enum td_code council_sessions_end(struct db *db, int64_t id, const char *conclusion,
                                  const struct council_event_key *key);

/* By position, then login. */
enum td_code council_seats(struct db *db, int64_t session_id, int64_t as_of_seq,
                           struct td_arena *arena, struct council_seat_row **ret, size_t *ret_n);
enum td_code council_attendance_add(struct db *db, int64_t session_id,
                                    const struct council_seat_row *seat, uint64_t log_seq);

#endif
