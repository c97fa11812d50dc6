/* Awards of the Chairman from before the software, version by version. */
#ifndef SERVER_STORE_PAST_AWARDS_H
#define SERVER_STORE_PAST_AWARDS_H

#include "arena.h"
#include "domain/past_award.h"

struct db;

struct past_award_row {
    struct past_award award;
    const char *issuer;           /* as the plan names it for granted_on, "" */
    const char *recipient_folded; /* this and the next: when reading */
    const char *revoked_reason;   /* of the version that told of the revocation first */
    uint32_t version;
    bool withdrawn;
    const char *reason;
    int64_t recorded_utc_ms, recorded_by; /* recorded_by: when writing */
    const char *login;                    /* when reading: who recorded it */
    uint64_t log_seq;
};

/* Which awards: "" or 0 is all. By year, day, number and ordinal. */
struct past_award_filter {
    const char *unit_code;
    uint32_t year;         /* of the round */
    const char *recipient; /* part of a name */
    bool include_withdrawn;
    bool by_unit; /* then, and otherwise at once, by year, day, number and ordinal */
    bool follows; /* only those behind this one in that order: */
    struct past_award after;
    uint32_t limit;
    int64_t as_of_seq;
};

/* Add a version; the next after the newest, which the caller has looked up. ALREADY_EXISTS when
 * that version is there. RESOURCE_EXHAUSTED: arena (for folded texts) used up. */
enum td_code past_awards_add(struct db *db, const struct past_award_row *row,
                             struct td_arena *arena);
/* All versions up to a number of the log, newest first; *ret_n 0 when there is no such award. The
 * number may be spelt otherwise. */
enum td_code past_awards_versions(struct db *db, uint32_t signed_year, const char *number,
                                  uint32_t ordinal, int64_t as_of_seq, struct td_arena *arena,
                                  struct past_award_row **ret, size_t *ret_n);
/* The newest version of each, as of a number of the log. */
enum td_code past_awards_list(struct db *db, const struct past_award_filter *filter,
                              struct td_arena *arena, struct past_award_row **ret, size_t *ret_n);
/* All that are not withdrawn, as past_awards_list. */
enum td_code past_awards_all(struct db *db, int64_t as_of_seq, struct td_arena *arena,
                             struct past_award_row **ret, size_t *ret_n);
/* All but this one of the same decision that are not withdrawn. */
enum td_code past_awards_beside(struct db *db, const struct past_award *award,
                                struct td_arena *arena, struct past_award_row **ret, size_t *ret_n);
/* How many are entered of that round, without withdrawn ones. */
enum td_code past_awards_of_round(struct db *db, Pb__RoundKind kind, uint32_t year,
                                  uint32_t *ret_n);

#endif
