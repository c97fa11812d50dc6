/* Own awards of communes and wards, version by version. */
#ifndef SERVER_STORE_LOCAL_AWARDS_H
#define SERVER_STORE_LOCAL_AWARDS_H

#include "arena.h"
#include "domain/local_award.h"

struct db;

struct local_award_row {
    struct local_award award;
    uint32_t version;
    bool withdrawn;
    const char *reason;
    int64_t recorded_utc_ms, recorded_by; /* recorded_by: when writing */
    const char *login;                    /* when reading: who recorded it */
    uint64_t log_seq;
};

/* Which awards: "" or 0 is all. */
struct local_award_filter {
    const char *unit_code;
    uint32_t year;
    const char *recipient; /* part of a name */
    Pb__NomineeKind kind;
    bool include_withdrawn;
    bool by_unit;             /* otherwise last granted first */
    bool follows;             /* only those behind this one in that order: */
    struct local_award after; /* unit_code, number, ordinal, granted_on */
    uint32_t limit;
    int64_t as_of_seq;
};

/* Add a version; the next after the newest, which the caller has looked up. ALREADY_EXISTS when
 * that version is there. RESOURCE_EXHAUSTED: arena (for the folded name) used up. */
enum td_code local_awards_add(struct db *db, const struct local_award_row *row,
                              struct td_arena *arena);
/* All versions up to a number of the log, newest first; *ret_n 0 when there is no such award. */
enum td_code local_awards_versions(struct db *db, const char *unit_code, uint32_t year,
                                   const char *number, uint32_t ordinal, int64_t as_of_seq,
                                   struct td_arena *arena, struct local_award_row **ret,
                                   size_t *ret_n);
/* The newest version of each, as of a number of the log. */
enum td_code local_awards_list(struct db *db, const struct local_award_filter *filter,
                               struct td_arena *arena, struct local_award_row **ret, size_t *ret_n);
/* Oldest first: whose recipient's folded name has `folded` in it, whose staff code is `about`, and
 * all of the units in `units` (",P1,P2,"), withdrawn ones left out. unit_code "": of all units.
 * after: only those behind it, by day, unit, number and ordinal (granted_on "": from the first). */
struct local_award_search {
    const char *about, *folded, *units, *unit_code;
    struct local_award after;
    uint32_t limit;
    int64_t as_of_seq;
};
enum td_code local_awards_about(struct db *db, const struct local_award_search *search,
                                struct td_arena *arena, struct local_award_row **ret,
                                size_t *ret_n);
struct local_award_count_row { /* of one unit in one year */
    uint32_t year;
    const char *unit_code;
    uint32_t decisions, collectives, individuals;
};
/* By year, then unit, without withdrawn awards. unit_code "", year 0: all. after_*: only what
 * follows that year and unit (0: from the first). */
enum td_code local_awards_count(struct db *db, const char *unit_code, uint32_t year,
                                uint32_t after_year, const char *after_unit, uint32_t limit,
                                int64_t as_of_seq, struct td_arena *arena,
                                struct local_award_count_row **ret, size_t *ret_n);
/* What one recipient received, as of a number of the log, last granted first: by staff code or by
 * folded name; withdrawn ones left out. */
enum td_code local_awards_received(struct db *db, Pb__NomineeKind kind, const char *staff_code,
                                   const char *name_folded, int64_t as_of_seq,
                                   struct td_arena *arena, struct local_award_row **ret,
                                   size_t *ret_n);

#endif
