/* Scores of the index (II.3.a): every one ever entered, by unit, criterion and kind. The newest of
 * its kind counts; what counted at any moment can be asked by log sequence. */
#ifndef SERVER_STORE_INDEX_SCORES_H
#define SERVER_STORE_INDEX_SCORES_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>

struct db;

struct index_score_row {
    const char *unit_code, *item_id;
    Pb__IndexScoreKind kind;
    int64_t score_centi;
    const char *reason;
    int64_t at_utc_ms;
    int64_t officer_id; /* when storing */
    const char *login;  /* when reading */
    uint64_t log_seq;
};

enum td_code index_scores_add(struct db *db, const char *set_id, const struct index_score_row *row);
/* The newest of its kind. NOT_FOUND. */
enum td_code index_scores_find(struct db *db, const char *set_id, const char *unit_code,
                               const char *item_id, Pb__IndexScoreKind kind, struct td_arena *arena,
                               struct index_score_row *ret);
/* The newest of each unit ("": all), criterion and kind as of a log sequence (0: now); those of a
 * unit stand together, units by code. */
enum td_code index_scores_current(struct db *db, const char *set_id, const char *unit_code,
                                  uint64_t as_of_log_seq, struct td_arena *arena,
                                  struct index_score_row **ret, size_t *ret_n);
/* Every score of a unit, oldest first. */
enum td_code index_scores_history(struct db *db, const char *set_id, const char *unit_code,
                                  struct td_arena *arena, struct index_score_row **ret,
                                  size_t *ret_n);
/* When the set last got one; 0: never. */
enum td_code index_scores_newest(struct db *db, const char *set_id, uint64_t *ret_log_seq);

#endif
