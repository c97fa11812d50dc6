/* The SQL of unit assessments. */
#include "assessments.h"

#include "db.h"
#include "take.h"

enum td_code assessments_add(struct db *db, const struct assessment_row *row)
{
    return db_exec(db,
                   "INSERT INTO assessment (round_id, unit_code, version, log_seq, reason,"
                   " at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   db_text(row->round_id), db_text(row->unit_code), db_int(row->version),
                   db_int((int64_t)row->log_seq), db_text(row->reason), db_int(row->at_utc_ms),
                   db_int(row->officer_id));
}

enum td_code assessments_score_add(struct db *db, const struct assessment_row *of,
                                   const struct assessment_score_row *score)
{
    return db_exec(db,
                   "INSERT INTO assessment_score (round_id, unit_code, version, criterion,"
                   " score_centi, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   db_text(of->round_id), db_text(of->unit_code), db_int(of->version),
                   db_text(score->criterion), db_int(score->score_centi), db_text(score->note));
}

enum td_code assessments_finding_add(struct db *db, const struct assessment_row *of,
                                     const struct assessment_finding_row *finding)
{
    return db_exec(db,
                   "INSERT INTO assessment_finding (round_id, unit_code, version, side, finding)"
                   " VALUES (?1, ?2, ?3, ?4, ?5)",
                   db_text(of->round_id), db_text(of->unit_code), db_int(of->version),
                   db_text(finding->side), db_text(finding->text));
}

static void version_read(struct take *take, void *ret_item)
{
    struct assessment_row *row = ret_item;
    row->round_id = take_text(take);
    row->unit_code = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->log_seq = (uint64_t)take_int(take);
    row->reason = take_text(take);
    row->at_utc_ms = take_int(take);
    row->officer_id = take_int(take);
    row->login = take_text(take);
    row->full_name = take_text(take);
}

enum td_code assessments_versions(struct db *db, const char *round_id, const char *unit_code,
                                  uint64_t as_of_seq, struct td_arena *arena,
                                  struct assessment_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(
        db,
        "SELECT a.round_id, a.unit_code, a.version, a.log_seq, a.reason, a.at_utc_ms, o.id, "
        "o.login,"
        " o.full_name FROM assessment a JOIN officer o ON o.id = a.officer_id"
        " WHERE a.round_id = ?1 AND a.unit_code = ?2 AND a.log_seq <= ?3 ORDER BY a.version DESC",
        db_text(round_id), db_text(unit_code), db_int((int64_t)as_of_seq));
    enum td_code code = take_all(db, rows, arena, version_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void score_read(struct take *take, void *ret_item)
{
    struct assessment_score_row *row = ret_item;
    row->criterion = take_text(take);
    row->score_centi = (uint32_t)take_int(take);
    row->note = take_text(take);
}

enum td_code assessments_scores(struct db *db, const struct assessment_row *of,
                                struct td_arena *arena, struct assessment_score_row **ret,
                                size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT criterion, score_centi, note FROM assessment_score"
                 " WHERE round_id = ?1 AND unit_code = ?2 AND version = ?3 ORDER BY criterion",
                 db_text(of->round_id), db_text(of->unit_code), db_int(of->version));
    enum td_code code = take_all(db, rows, arena, score_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void finding_read(struct take *take, void *ret_item)
{
    struct assessment_finding_row *row = ret_item;
    row->side = take_text(take);
    row->text = take_text(take);
}

enum td_code assessments_findings(struct db *db, const struct assessment_row *of,
                                  struct td_arena *arena, struct assessment_finding_row **ret,
                                  size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT side, finding FROM assessment_finding"
                 " WHERE round_id = ?1 AND unit_code = ?2 AND version = ?3 ORDER BY side",
                 db_text(of->round_id), db_text(of->unit_code), db_int(of->version));
    enum td_code code = take_all(db, rows, arena, finding_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
