/* Plan files, kept version by version as they came. */
#ifndef SERVER_STORE_PLANS_H
#define SERVER_STORE_PLANS_H

#include "arena.h"
#include "err.h"

struct db;

struct plan_row {
    const char *plan_id; /* "50/KH-UBND" */
    uint32_t version;    /* 1, 2, … */
    const char *title, *issued_on;
    uint8_t sha256[32]; /* of the file */
    int64_t loaded_utc_ms;
    int64_t loaded_by;           /* officer id; when storing */
    const char *loaded_by_login; /* when reading */
    uint64_t log_seq;
};

/* Store a version; ALREADY_EXISTS when there is one of that number. */
enum td_code plans_add(struct db *db, const struct plan_row *plan, const void *yaml, size_t len);
/* plan_id "": the newest loaded of all; version 0: the newest. Strings in the arena. NOT_FOUND. */
enum td_code plans_find(struct db *db, const char *plan_id, uint32_t version, int64_t as_of_seq,
                        struct td_arena *arena, struct plan_row *ret);
/* The file of a version, in the arena. NOT_FOUND. */
enum td_code plans_yaml(struct db *db, const char *plan_id, uint32_t version,
                        struct td_arena *arena, const uint8_t **ret, size_t *ret_len);
/* All versions, the newest loaded first. */
enum td_code plans_list(struct db *db, int64_t as_of_seq, struct td_arena *arena,
                        struct plan_row **ret, size_t *ret_n);

#endif
