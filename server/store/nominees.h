/* Nominees of received dossiers, and the events that say what became of each. Every question is
 * asked as of a number of the log: what came later is not seen. A dossier counts from its reception
 * until it is returned or withdrawn; its nominees are those of the version that was received. */
#ifndef SERVER_STORE_NOMINEES_H
#define SERVER_STORE_NOMINEES_H

#include "arena.h"
#include "err.h"
#include "nominee_workflow.h"

struct db;

#define NOMINEES_NOW INT64_MAX /* as_of_seq: everything, this write's own rows too */

/* Strings in the arena. */
struct nominee_row {
    int64_t dossier_id;
    uint32_t ordinal; /* from 1; nominee_id_format(arena, dossier_id, ordinal) makes it readable */
    uint32_t version; /* the received one */
    const char *round_id, *unit_code;
    Pb__NomineeKind kind;
    const char *award_line, *name, *name_folded, *position, *staff_code, *citizen_id;
    Pb__Gender gender;
    uint32_t women_percent;
    const char *initiative; /* "SK-2022-0001" or "" */
    Pb__NomineeState state; /* PROPOSED without an event; this and the rest: of the last one */
    const char *reason;
    uint64_t state_log_seq; /* 0: no event */
    int64_t state_at_utc_ms, state_officer_id;
    Pb__NomineeState
        before_decision; /* by appraisal and council alone, whatever the Chairman did */
};

struct nominee_event_row {
    uint64_t log_seq;
    uint32_t ordinal, version;
    Pb__NomineeEvent event;
    Pb__NomineeState state; /* after it */
    const char *reason;
    int64_t at_utc_ms, officer_id;
    const char *login, *full_name; /* when reading */
};

/* By dossier and ordinal. round_id "": of all rounds. */
enum td_code nominees_of_round(struct db *db, const char *round_id, int64_t as_of_seq,
                               struct td_arena *arena, struct nominee_row **ret, size_t *ret_n);
enum td_code nominees_of_dossier(struct db *db, int64_t dossier_id, int64_t as_of_seq,
                                 struct td_arena *arena, struct nominee_row **ret, size_t *ret_n);
/* NOT_FOUND when there is none (or was none). */
enum td_code nominees_find(struct db *db, int64_t dossier_id, uint32_t ordinal, int64_t as_of_seq,
                           struct td_arena *arena, struct nominee_row *ret);

enum td_code nominees_event_add(struct db *db, int64_t dossier_id,
                                const struct nominee_event_row *event);
/* Of one nominee, whatever the version, oldest first. */
enum td_code nominees_events(struct db *db, int64_t dossier_id, uint32_t ordinal, int64_t as_of_seq,
                             struct td_arena *arena, struct nominee_event_row **ret, size_t *ret_n);

#endif
