/* Versions of what Home Affairs found of a unit for a round: head scores and findings. */
#ifndef SERVER_STORE_ASSESSMENTS_H
#define SERVER_STORE_ASSESSMENTS_H

#include "arena.h"
#include "err.h"

struct db;

struct assessment_row {
    const char *round_id, *unit_code;
    uint32_t version;
    uint64_t log_seq;
    const char *reason;
    int64_t at_utc_ms, officer_id;
    const char *login, *full_name; /* when reading */
};

struct assessment_score_row {
    const char *criterion;
    uint32_t score_centi; /* hundredths of a point */
    const char *note;
};

struct assessment_finding_row {
    const char *side, *text;
};

/* Add a version; the next after the newest, which the caller has looked up. ALREADY_EXISTS when
 * that version is there. */
enum td_code assessments_add(struct db *db, const struct assessment_row *row);
/* Of a version just added. */
enum td_code assessments_score_add(struct db *db, const struct assessment_row *of,
                                   const struct assessment_score_row *score);
enum td_code assessments_finding_add(struct db *db, const struct assessment_row *of,
                                     const struct assessment_finding_row *finding);

/* All versions up to a number of the log, newest first; strings in the arena. */
enum td_code assessments_versions(struct db *db, const char *round_id, const char *unit_code,
                                  uint64_t as_of_seq, struct td_arena *arena,
                                  struct assessment_row **ret, size_t *ret_n);
enum td_code assessments_scores(struct db *db, const struct assessment_row *of,
                                struct td_arena *arena, struct assessment_score_row **ret,
                                size_t *ret_n);
enum td_code assessments_findings(struct db *db, const struct assessment_row *of,
                                  struct td_arena *arena, struct assessment_finding_row **ret,
                                  size_t *ret_n);

#endif
