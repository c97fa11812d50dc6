/* Records of outreach, version by version, and their counts. */
#ifndef SERVER_STORE_OUTREACH_RECORDS_H
#define SERVER_STORE_OUTREACH_RECORDS_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>

struct db;

/* One version of a record. Strings in the arena. */
struct outreach_row {
    int64_t id; /* human_id, "TT" */
    const char *unit_code;
    uint32_t version;
    const char *clause, *what, *done_on, *audience;
    Pb__OutreachChannel channel;
    uint32_t reach;
    const char *reason;
    uint64_t log_seq;
    int64_t at_utc_ms;
    const char *login; /* when reading */
};

/* Which: "" or 0 is all. */
struct outreach_filter {
    uint32_t year;
    const char *unit_code, *clause;
    int64_t as_of_seq;
    bool by_day;           /* otherwise by id */
    const char *after_day; /* by_day: only what follows this day and id; else "" */
    int64_t after_id;      /* only higher ids */
    uint32_t limit;
};

struct outreach_count_row { /* one unit in one year */
    const char *unit_code;
    uint32_t year;
    uint32_t records, education, duty, broadcast; /* all; II.2.d; IV.1; IV.2 */
    uint64_t reach;
};

/* The newest version as of a number of the log. NOT_FOUND. */
enum td_code outreach_records_find(struct db *db, int64_t id, int64_t as_of_seq,
                                   struct td_arena *arena, struct outreach_row *ret);
/* Newest versions by rising id, or by day and then id. */
enum td_code outreach_records_list(struct db *db, const struct outreach_filter *filter,
                                   struct td_arena *arena, struct outreach_row **ret,
                                   size_t *ret_n);
/* All versions, rising. */
enum td_code outreach_records_versions(struct db *db, int64_t id, int64_t as_of_seq,
                                       struct td_arena *arena, struct outreach_row **ret,
                                       size_t *ret_n);
/* Of the newest versions, by year, then unit; the filter's clause does not count here. after_*:
 * only what follows that year and unit (0: from the first). */
enum td_code outreach_records_count(struct db *db, const struct outreach_filter *filter,
                                    uint32_t after_year, const char *after_unit,
                                    struct td_arena *arena, struct outreach_count_row **ret,
                                    size_t *ret_n);

/* Does a version of one of the unit's records say the very same? */
enum td_code outreach_records_known(struct db *db, const struct outreach_row *row, bool *ret_known);

/* Give a new record the next number of the year and store its version 1. Sets row->id. */
enum td_code outreach_records_add(struct db *db, uint32_t year, struct outreach_row *row,
                                  int64_t officer_id);
/* A further version. */
enum td_code outreach_records_version_add(struct db *db, const struct outreach_row *row,
                                          int64_t officer_id);

#endif
