/* Index sets (II.3.a): versions of what they measure, and what was published of them. Nothing is
 * ever changed or removed. */
#ifndef SERVER_STORE_INDEX_SETS_H
#define SERVER_STORE_INDEX_SETS_H

#include "arena.h"
#include "err.h"
#include "index_definition.h"

struct db;

/* A set with one version of its definition. Strings in the arena. */
struct index_definition_row {
    const char *set_id; /* "2022-commune_ward" */
    uint32_t year;
    Pb__IndexLevel level;
    uint32_t version;
    const char *title_vi, *title_en;
    int64_t max_centi;
    uint32_t n_items;
    const char *plan_id;
    uint32_t plan_version;
    uint8_t plan_sha256[32]; /* when reading */
    uint8_t sha256[32];      /* of the file */
    const char *reason;
    int64_t defined_utc_ms;
    int64_t defined_by;           /* officer id */
    const char *defined_by_login; /* when reading */
    uint64_t log_seq;
    uint32_t publication; /* when reading: the newest of the set; 0: none */
    int64_t published_utc_ms;
};

struct index_publication_row {
    const char *set_id;
    uint32_t version, definition_version;
    const char *reason;
    int64_t published_utc_ms;
    int64_t published_by;           /* officer id */
    const char *published_by_login; /* when reading */
    uint64_t log_seq;               /* scores up to here */
};

struct index_result_row {
    const char *unit_code, *unit_name;
    uint32_t rank; /* the same for the same total */
    int64_t raw_centi, covered_max_centi, max_centi, total_centi, percent_centi;
};

/* A published result with where it stands. */
struct index_published_row {
    const char *set_id;
    uint32_t year, publication;
    uint64_t log_seq;  /* of the publication */
    uint32_t n_ranked; /* units in it */
    struct index_result_row result;
};

/* Which sets: 0 is all; after_*: only what comes after that set in the list. */
struct index_set_filter {
    uint32_t year;
    Pb__IndexLevel level;
    bool by_level;       /* then newest year first; otherwise the other way round */
    uint32_t after_year; /* 0: from the beginning */
    Pb__IndexLevel after_level;
    uint32_t limit;
    uint64_t as_of_log_seq; /* 0: now */
};

/* "2022-commune_ward" in the arena; NULL: arena used up. */
const char *index_set_id(struct td_arena *arena, uint32_t year, Pb__IndexLevel level);

/* Store a version with its file and its items; the set, too, when it is the first. */
enum td_code index_sets_define(struct db *db, const struct index_definition_row *row,
                               const void *yaml, size_t len, const struct index_item *items);
/* version 0: the newest as of a log sequence (0: now). NOT_FOUND. */
enum td_code index_sets_find(struct db *db, const char *set_id, uint32_t version,
                             uint64_t as_of_log_seq, struct td_arena *arena,
                             struct index_definition_row *ret);
/* Every version of one set as of a log sequence (0: now), rising. */
enum td_code index_sets_versions(struct db *db, const char *set_id, uint64_t as_of_log_seq,
                                 struct td_arena *arena, struct index_definition_row **ret,
                                 size_t *ret_n);
/* The newest version of each set: newest year first, then by level. */
enum td_code index_sets_list(struct db *db, const struct index_set_filter *filter,
                             struct td_arena *arena, struct index_definition_row **ret,
                             size_t *ret_n);
enum td_code index_sets_items(struct db *db, const char *set_id, uint32_t version,
                              struct td_arena *arena, struct index_item **ret, size_t *ret_n);
/* The bytes of the file. NOT_FOUND. */
enum td_code index_sets_yaml(struct db *db, const char *set_id, uint32_t version,
                             struct td_arena *arena, const uint8_t **ret, size_t *ret_len);

enum td_code index_sets_publish(struct db *db, const struct index_publication_row *row,
                                const struct index_result_row *results, size_t n);
/* All publications of a set as of a log sequence (0: now), rising. */
enum td_code index_sets_publications(struct db *db, const char *set_id, uint64_t as_of_log_seq,
                                     struct td_arena *arena, struct index_publication_row **ret,
                                     size_t *ret_n);
/* version 0: the newest as of a log sequence (0: now). NOT_FOUND. */
enum td_code index_sets_publication(struct db *db, const char *set_id, uint32_t version,
                                    uint64_t as_of_log_seq, struct td_arena *arena,
                                    struct index_publication_row *ret);
/* By rank, then by code. */
enum td_code index_sets_results(struct db *db, const char *set_id, uint32_t version,
                                struct td_arena *arena, struct index_result_row **ret,
                                size_t *ret_n);

/* For assessment, ranking and decisions: the published result of a unit for a year as of a log
 * sequence (0: now), which later corrections do not change. NOT_FOUND: nothing had been published
 * of it then. Strings in the arena. */
enum td_code index_published(struct db *db, const char *unit_code, uint32_t year,
                             uint64_t as_of_log_seq, struct td_arena *arena,
                             struct index_published_row *ret);
/* The same for all years, rising. */
enum td_code index_published_years(struct db *db, const char *unit_code, uint64_t as_of_log_seq,
                                   struct td_arena *arena, struct index_published_row **ret,
                                   size_t *ret_n);

#endif
