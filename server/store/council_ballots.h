/* Ballots of the council: what is asked, of whom, what stands against it, and what came of it. The
 * votes themselves are council_votes.h's. Asked as of a number of the log. */
#ifndef SERVER_STORE_COUNCIL_BALLOTS_H
#define SERVER_STORE_COUNCIL_BALLOTS_H

#include "arena.h"
#include "council_sessions.h"
#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>

struct db;

#define COUNCIL_BALLOTS_MAX 999 /* in one session */
#define COUNCIL_DIGEST_BYTES 32

static inline int64_t council_ballot_id(int64_t session_id, uint32_t number)
{
    return session_id * (COUNCIL_BALLOTS_MAX + 1) + number;
}

/* Strings in the arena. */
struct council_ballot_row {
    int64_t id, session_id;
    const char *line;
    Pb__CouncilBallotKind kind;
    int64_t follows_id; /* 0: none */
    uint32_t places, members, threshold_percent;
    uint64_t ranking_log_seq;
    /* When reading. */
    const char *round_id;
    Pb__CouncilBallotState state;
    int64_t opened_utc_ms;
    const char *opened_by;
    int64_t closed_utc_ms; /* of its last event, when that is no OPEN */
    const char *closed_by, *reason;
    uint8_t papers_sha256[COUNCIL_DIGEST_BYTES]; /* of its count; zeros before */
};

struct council_candidate_row {
    int64_t dossier_id;
    uint32_t ordinal, version, rank;           /* rank 0: no basis */
    const char *name, *unit_code, *staff_code; /* when reading */
    Pb__NomineeKind kind;                      /* when reading */
    uint32_t yes, no, blank;                   /* of the count; 0 before */
    Pb__CouncilOutcome outcome;                /* UNSPECIFIED before */
    uint32_t reserve_order;
};

struct council_conflict_row {
    int64_t officer_id, dossier_id;
    uint32_t ordinal;
    Pb__CouncilConflict conflict;
    bool overridden;
    const char *override_reason, *override_by; /* "" */
};

/* Store it with its candidates, the next of its session; sets row->id. RESOURCE_EXHAUSTED: the
 * session has too many. */
enum td_code council_ballots_add(struct db *db, struct council_ballot_row *ballot,
                                 const struct council_candidate_row *candidates, size_t n,
                                 const struct council_event_key *key);
/* NOT_FOUND. */
enum td_code council_ballots_find(struct db *db, int64_t id, int64_t as_of_seq,
                                  struct td_arena *arena, struct council_ballot_row *ret);
/* Of a session, in order. */
enum td_code council_ballots_of_session(struct db *db, int64_t session_id, int64_t as_of_seq,
                                        struct td_arena *arena, struct council_ballot_row **ret,
                                        size_t *ret_n);
/* Of a line of a round, in whatever session, that is not annulled: the newest as of then.
 * NOT_FOUND. */
enum td_code council_ballots_of_line(struct db *db, const char *round_id, const char *line,
                                     int64_t as_of_seq, struct td_arena *arena,
                                     struct council_ballot_row *ret);
/* The one that follows it and is not annulled. NOT_FOUND. */
enum td_code council_ballots_following(struct db *db, int64_t id, struct td_arena *arena,
                                       struct council_ballot_row *ret);

/* Closed or annulled. papers_sha256: NULL for none. */
enum td_code council_ballots_event_add(struct db *db, int64_t id, Pb__CouncilBallotEvent event,
                                       Pb__CouncilBallotState state, const char *reason,
                                       const uint8_t *papers_sha256,
                                       const struct council_event_key *key);

/* By rank, those without one last; with its result as of then. */
enum td_code council_candidates(struct db *db, int64_t id, int64_t as_of_seq,
                                struct td_arena *arena, struct council_candidate_row **ret,
                                size_t *ret_n);
enum td_code council_results_add(struct db *db, int64_t id,
                                 const struct council_candidate_row *candidate);

enum td_code council_conflicts(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                               struct council_conflict_row **ret, size_t *ret_n);
enum td_code council_conflicts_add(struct db *db, int64_t id,
                                   const struct council_conflict_row *conflict);
/* NOT_FOUND: there is none, or it is overridden already. */
enum td_code council_conflicts_override(struct db *db, int64_t id,
                                        const struct council_conflict_row *conflict,
                                        const struct council_event_key *key);

#endif
