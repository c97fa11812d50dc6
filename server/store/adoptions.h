/* Which units adopted which initiatives, since when, until when; and how many a year. */
#ifndef SERVER_STORE_ADOPTIONS_H
#define SERVER_STORE_ADOPTIONS_H

#include "arena.h"
#include "err.h"

struct db;

struct adoption_row {
    const char *unit_code, *since_on, *how;
    uint64_t log_seq;
    int64_t at_utc_ms;
    const char *login;                 /* when reading */
    const char *ended_on, *end_reason; /* "": in force */
};

struct adoption_count_row { /* one initiative in one year */
    int64_t initiative_id;
    uint32_t year;
    const char *title, *unit_code;
    uint32_t begun, ended, in_force; /* in_force: at the end of the year */
};

/* 0: all. after_*: only what follows this initiative and year; limit: rows at most. */
struct adoption_count_filter {
    uint32_t year;
    int64_t initiative_id;
    int64_t after_id;
    uint32_t after_year;
    uint32_t limit;
    int64_t as_of_seq;
};

/* ALREADY_EXISTS when the unit adopted it before. */
enum td_code adoptions_add(struct db *db, int64_t initiative_id,
                           const struct adoption_row *adoption, int64_t officer_id);
/* ALREADY_EXISTS when it is not in force: ended before, or never adopted. */
enum td_code adoptions_end(struct db *db, int64_t initiative_id,
                           const struct adoption_row *adoption, uint64_t log_seq, int64_t at_utc_ms,
                           int64_t officer_id);
/* Now. NOT_FOUND. Strings in the arena. */
enum td_code adoptions_find(struct db *db, int64_t initiative_id, const char *unit_code,
                            struct td_arena *arena, struct adoption_row *ret);
/* As of a number of the log, in the order in which they were recorded. */
enum td_code adoptions_list(struct db *db, int64_t initiative_id, int64_t as_of_seq,
                            struct td_arena *arena, struct adoption_row **ret, size_t *ret_n);
/* By initiative, then year; only years in which something began or ended. */
enum td_code adoptions_count(struct db *db, const struct adoption_count_filter *filter,
                             struct td_arena *arena, struct adoption_count_row **ret,
                             size_t *ret_n);

#endif
