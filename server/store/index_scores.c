/* The SQL of index scores. */
#include "index_scores.h"

#include "db.h"
#include "take.h"

#define SCORE_SELECT                                                               \
    "SELECT s.unit_code, s.item_id, s.kind, s.score_centi, s.reason, s.at_utc_ms," \
    " s.officer_id, o.login, s.log_seq FROM index_score s JOIN officer o ON o.id = s.officer_id"

static void score_read(struct take *take, void *ret_item)
{
    struct index_score_row *row = ret_item;
    row->unit_code = take_text(take);
    row->item_id = take_text(take);
    row->kind = (Pb__IndexScoreKind)take_int(take);
    row->score_centi = take_int(take);
    row->reason = take_text(take);
    row->at_utc_ms = take_int(take);
    row->officer_id = take_int(take);
    row->login = take_text(take);
    row->log_seq = (uint64_t)take_int(take);
}

enum td_code index_scores_add(struct db *db, const char *set_id, const struct index_score_row *row)
{
    return db_exec(db,
                   "INSERT INTO index_score (set_id, unit_code, item_id, kind, log_seq,"
                   " score_centi, reason, at_utc_ms, officer_id)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   db_text(set_id), db_text(row->unit_code), db_text(row->item_id),
                   db_int((int64_t)row->kind), db_int((int64_t)row->log_seq),
                   db_int(row->score_centi), db_text(row->reason), db_int(row->at_utc_ms),
                   db_int(row->officer_id));
}

enum td_code index_scores_find(struct db *db, const char *set_id, const char *unit_code,
                               const char *item_id, Pb__IndexScoreKind kind, struct td_arena *arena,
                               struct index_score_row *ret)
{
    struct rows *rows =
        db_query(db,
                 SCORE_SELECT " WHERE s.set_id = ?1 AND s.unit_code = ?2 AND s.item_id = ?3"
                              " AND s.kind = ?4 ORDER BY s.log_seq DESC LIMIT 1",
                 db_text(set_id), db_text(unit_code), db_text(item_id), db_int((int64_t)kind));
    return take_one(db, rows, arena, score_read, sizeof *ret, ret);
}

enum td_code index_scores_current(struct db *db, const char *set_id, const char *unit_code,
                                  uint64_t as_of_log_seq, struct td_arena *arena,
                                  struct index_score_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 SCORE_SELECT " WHERE s.set_id = ?1 AND (?2 = '' OR s.unit_code = ?2)"
                              " AND s.log_seq = (SELECT MAX(n.log_seq) FROM index_score n"
                              " WHERE n.set_id = s.set_id AND n.unit_code = s.unit_code"
                              " AND n.item_id = s.item_id AND n.kind = s.kind"
                              " AND (?3 = 0 OR n.log_seq <= ?3))"
                              " ORDER BY s.unit_code, s.item_id, s.kind",
                 db_text(set_id), db_text(unit_code), db_int((int64_t)as_of_log_seq));
    enum td_code code = take_all(db, rows, arena, score_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code index_scores_history(struct db *db, const char *set_id, const char *unit_code,
                                  struct td_arena *arena, struct index_score_row **ret,
                                  size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db,
                                 SCORE_SELECT " WHERE s.set_id = ?1 AND s.unit_code = ?2"
                                              " ORDER BY s.log_seq, s.item_id, s.kind",
                                 db_text(set_id), db_text(unit_code));
    enum td_code code = take_all(db, rows, arena, score_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code index_scores_newest(struct db *db, const char *set_id, uint64_t *ret_log_seq)
{
    int64_t log_seq = 0;
    struct rows *rows = db_query(
        db, "SELECT COALESCE(MAX(log_seq), 0) FROM index_score WHERE set_id = ?1", db_text(set_id));
    enum td_code code = take_number(db, rows, 0, &log_seq);
    if (code == TD_OK)
        *ret_log_seq = (uint64_t)log_seq;
    return code;
}
