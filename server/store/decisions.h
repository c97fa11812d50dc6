/* The list of a round from draft to signed decision, and revoked awards. Only ever added to; every
 * question is asked as of a number of the log (NOMINEES_NOW: everything). Whoever wants to know
 * what came of the nominees of decided rounds asks decisions_outcomes. */
#ifndef SERVER_STORE_DECISIONS_H
#define SERVER_STORE_DECISIONS_H

#include "arena.h"
#include "decision.pb-c.h"
#include "err.h"

#include <stdbool.h>

struct db;

/* A version of the list. */
struct decision_version_row {
    const char *round_id;
    uint32_t version;
    uint64_t log_seq;
    const char *achievement; /* what the certificates say */
    const char *note;
    int64_t at_utc_ms, officer_id;
    const char *login, *full_name; /* when reading */
};

/* A nominee in it. Strings in the arena. */
struct decision_entry_row {
    const char *round_id;
    int64_t dossier_id;
    uint32_t ordinal; /* from 1; nominee_id_format(arena, dossier_id, ordinal) */
    uint32_t nominee_version;
    Pb__NomineeState council;   /* what it rests on: RECOMMENDED, RESERVE, NOT_RECOMMENDED, ELIGIBLE
                                   (the council had no ballot on it), INELIGIBLE */
    const char *council_reason; /* of that state: "BCD-2022-0001/1: 8/10", the appraisal's words */
    uint64_t state_log_seq;
    bool awarded;       /* or refused */
    const char *reason; /* as given: of a difference, of a refusal; "": council_reason says it */

    /* When reading. */
    const char *unit_code, *award_line;
    const char *name; /* as on the newest certificate; without one as nominated */
    const char *name_folded, *printed_folded; /* as nominated; as on the certificate, or "" */
    const char *position, *staff_code, *citizen_id;
    Pb__NomineeKind kind;
    const char *number, *signed_on; /* of the decision; "": not signed */
    uint32_t golden_book;           /* 0: refused, or not signed */
    const char *achievement, *code; /* of the newest certificate, "" */
    uint64_t revoked_log_seq;       /* 0: not revoked; the rest is then empty */
    const char *revoked_reason, *revoked_document, *revoked_on; /* its number and date */
    int64_t revoked_at_utc_ms;
    const char *revoked_by, *revoked_by_name;
};

struct decision_event_row {
    uint64_t log_seq;
    uint32_t version;
    Pb__DecisionEvent event;
    Pb__DecisionState state; /* after it */
    const char *note, *number, *dated_on;
    int64_t at_utc_ms, officer_id;
    const char *login, *full_name; /* when reading */
};

/* A signed decision. */
struct decision_row {
    const char *round_id;
    uint32_t version; /* of the list */
    uint64_t log_seq;
    const char *issuer;
    uint32_t year;      /* of signed_on */
    const char *number; /* "05/QĐ-UBND" */
    const char *signed_on, *superior, *signer_title, *signer_name;
};

struct award_revocation_row {
    const char *round_id;
    int64_t dossier_id;
    uint32_t ordinal;
    uint64_t log_seq;
    const char *reason, *document, *dated_on;
    int64_t at_utc_ms, officer_id;
};

/* -- the list -- */

enum td_code decisions_version_add(struct db *db, const struct decision_version_row *row);
/* version 0: the newest one as of then. NOT_FOUND. */
enum td_code decisions_version(struct db *db, const char *round_id, uint32_t version,
                               int64_t as_of_seq, struct td_arena *arena,
                               struct decision_version_row *ret);
enum td_code decisions_entry_add(struct db *db, uint32_t version,
                                 const struct decision_entry_row *row);
/* Of a version, by dossier and ordinal. What is told of certificates and revocations is of the
 * signed version only, as of then. */
enum td_code decisions_entries(struct db *db, const char *round_id, uint32_t version,
                               int64_t as_of_seq, struct td_arena *arena,
                               struct decision_entry_row **ret, size_t *ret_n);

enum td_code decisions_event_add(struct db *db, const char *round_id,
                                 const struct decision_event_row *row);
/* Oldest first. */
enum td_code decisions_events(struct db *db, const char *round_id, int64_t as_of_seq,
                              struct td_arena *arena, struct decision_event_row **ret,
                              size_t *ret_n);
/* The newest; NONE and the rest 0 and "" when there is none. */
enum td_code decisions_state(struct db *db, const char *round_id, int64_t as_of_seq,
                             struct td_arena *arena, struct decision_event_row *ret);

/* -- signed -- */

/* ALREADY_EXISTS: the round has one, or the issuer that number in that year, however it is spelt.
 * bases: in order. arena: scratch. */
enum td_code decisions_sign(struct db *db, const struct decision_row *row, struct td_arena *arena,
                            const char *const *bases, size_t n_bases);
/* NOT_FOUND: not signed as of then. */
enum td_code decisions_signed(struct db *db, const char *round_id, int64_t as_of_seq,
                              struct td_arena *arena, struct decision_row *ret);
/* In order. */
enum td_code decisions_bases(struct db *db, const char *round_id, struct td_arena *arena,
                             const char ***ret, size_t *ret_n);
/* What a document is to be: several initiatives may be recognised by one decision, several awards
 * revoked by one document of one day, several awards of before have come from one decision. */
enum decision_number_use {
    DECISION_NUMBER_AWARD,
    DECISION_NUMBER_INITIATIVE,
    DECISION_NUMBER_REVOCATION,
    DECISION_NUMBER_PAST_AWARD,
};
/* The day of another document of this issuer that has this number in the year of `day`, however it
 * is spelt; "" for none. Decisions on awards, those from before the software, on initiatives, and
 * documents that revoked awards. A document on initiatives, or one that revokes, is another one if
 * its day is. */
enum td_code decisions_number_taken(struct db *db, const char *issuer, const char *day,
                                    const char *number, enum decision_number_use use,
                                    struct td_arena *arena, const char **ret_on);

/* What came of every nominee of a signed decision, awarded or refused, as of a number of the log:
 * of one round, or ("") of all. By round, dossier and ordinal. An award that was revoked by then is
 * still an award, with revoked_log_seq. */
enum td_code decisions_outcomes(struct db *db, const char *round_id, int64_t as_of_seq,
                                struct td_arena *arena, struct decision_entry_row **ret,
                                size_t *ret_n);

/* ALREADY_EXISTS: it was revoked before. */
enum td_code decisions_revoke(struct db *db, const struct award_revocation_row *row);

#endif
