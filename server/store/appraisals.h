/* Verdicts of appraisers, to whom nominees are assigned, and what people decided of suspected
 * duplicates. Only ever added to; every question is asked as of a number of the log (nominees.h).
 */
#ifndef SERVER_STORE_APPRAISALS_H
#define SERVER_STORE_APPRAISALS_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

struct db;

/* Of which nominee a row is: of another version it says nothing of the present one. */
struct nominee_key {
    int64_t dossier_id;
    uint32_t ordinal, version;
};

struct verdict_row {
    struct nominee_key nominee;
    const char *criterion;
    Pb__Verdict verdict;
    const char *note;
    uint64_t log_seq;
    int64_t at_utc_ms, officer_id;
    const char *login, *full_name; /* when reading */
};

struct assignment_row {
    struct nominee_key nominee;
    uint64_t log_seq;
    int64_t assignee_id;  /* 0: nobody */
    const char *assignee; /* login, "" for nobody; when reading */
    int64_t at_utc_ms, officer_id;
};

struct duplicate_decision_row {
    struct nominee_key first, second; /* first: the lower dossier id */
    Pb__DuplicateMatch matched_by;
    Pb__DuplicateVerdict verdict;
    const char *reason;
    uint64_t log_seq;
    int64_t at_utc_ms, officer_id;
    const char *login, *full_name; /* when reading */
};

/* Which: a dossier's, or (dossier_id 0) a round's; "" and 0: all. */
struct appraisal_filter {
    int64_t dossier_id;
    const char *round_id;
    int64_t as_of_seq;
};

enum td_code verdicts_add(struct db *db, const struct verdict_row *row);
/* By dossier and ordinal, then oldest first. */
enum td_code verdicts_list(struct db *db, const struct appraisal_filter *filter,
                           struct td_arena *arena, struct verdict_row **ret, size_t *ret_n);

enum td_code assignments_add(struct db *db, const struct assignment_row *row);
/* The newest of each nominee, by dossier and ordinal. */
enum td_code assignments_list(struct db *db, const struct appraisal_filter *filter,
                              struct td_arena *arena, struct assignment_row **ret, size_t *ret_n);

enum td_code duplicate_decisions_add(struct db *db, const struct duplicate_decision_row *row);
/* Of all rounds, oldest first: of a pair the last counts. */
enum td_code duplicate_decisions_list(struct db *db, int64_t as_of_seq, struct td_arena *arena,
                                      struct duplicate_decision_row **ret, size_t *ret_n);

#endif
