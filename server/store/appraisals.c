/* The SQL of appraisal. */
#include "appraisals.h"

#include "db.h"
#include "take.h"

/* ?1: dossier, ?2: round, ?3: as of. x: the table with a dossier. */
#define OF_DOSSIER_OR_ROUND                                                \
    " WHERE (?1 = 0 OR x.dossier_id = ?1) AND (?2 = '' OR x.dossier_id IN" \
    " (SELECT d.id FROM dossier d WHERE d.round_id = ?2)) AND x.log_seq <= ?3"

static struct nominee_key key_take(struct take *take)
{
    struct nominee_key key;
    key.dossier_id = take_int(take);
    key.ordinal = (uint32_t)take_int(take);
    key.version = (uint32_t)take_int(take);
    return key;
}

enum td_code verdicts_add(struct db *db, const struct verdict_row *row)
{
    return db_exec(db,
                   "INSERT INTO appraisal_verdict (dossier_id, ordinal, log_seq, version,"
                   " criterion, verdict, note, at_utc_ms, officer_id)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   db_int(row->nominee.dossier_id), db_int(row->nominee.ordinal),
                   db_int((int64_t)row->log_seq), db_int(row->nominee.version),
                   db_text(row->criterion), db_int((int64_t)row->verdict), db_text(row->note),
                   db_int(row->at_utc_ms), db_int(row->officer_id));
}

static void verdict_read(struct take *take, void *ret_item)
{
    struct verdict_row *row = ret_item;
    row->nominee = key_take(take);
    row->criterion = take_text(take);
    row->verdict = (Pb__Verdict)take_int(take);
    row->note = take_text(take);
    row->log_seq = (uint64_t)take_int(take);
    row->at_utc_ms = take_int(take);
    row->officer_id = take_int(take);
    row->login = take_text(take);
    row->full_name = take_text(take);
}

enum td_code verdicts_list(struct db *db, const struct appraisal_filter *filter,
                           struct td_arena *arena, struct verdict_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT x.dossier_id, x.ordinal, x.version, x.criterion, x.verdict, x.note,"
                 " x.log_seq, x.at_utc_ms, o.id, o.login, o.full_name FROM appraisal_verdict x"
                 " JOIN officer o ON o.id = x.officer_id" OF_DOSSIER_OR_ROUND
                 " ORDER BY x.dossier_id, x.ordinal, x.log_seq",
                 db_int(filter->dossier_id), db_text(filter->round_id), db_int(filter->as_of_seq));
    enum td_code code = take_all(db, rows, arena, verdict_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code assignments_add(struct db *db, const struct assignment_row *row)
{
    return db_exec(db,
                   "INSERT INTO appraisal_assignment (dossier_id, ordinal, log_seq, version,"
                   " assignee_id, at_utc_ms, officer_id)"
                   " VALUES (?1, ?2, ?3, ?4, NULLIF(?5, 0), ?6, ?7)",
                   db_int(row->nominee.dossier_id), db_int(row->nominee.ordinal),
                   db_int((int64_t)row->log_seq), db_int(row->nominee.version),
                   db_int(row->assignee_id), db_int(row->at_utc_ms), db_int(row->officer_id));
}

static void assignment_read(struct take *take, void *ret_item)
{
    struct assignment_row *row = ret_item;
    row->nominee = key_take(take);
    row->log_seq = (uint64_t)take_int(take);
    row->assignee_id = take_int(take);
    row->assignee = take_text(take);
    row->at_utc_ms = take_int(take);
    row->officer_id = take_int(take);
}

enum td_code assignments_list(struct db *db, const struct appraisal_filter *filter,
                              struct td_arena *arena, struct assignment_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT x.dossier_id, x.ordinal, x.version, x.log_seq, x.assignee_id, o.login,"
                 " x.at_utc_ms, x.officer_id FROM appraisal_assignment x"
                 " LEFT JOIN officer o ON o.id = x.assignee_id" OF_DOSSIER_OR_ROUND
                 " AND x.log_seq = (SELECT MAX(l.log_seq) FROM appraisal_assignment l"
                 " WHERE l.dossier_id = x.dossier_id AND l.ordinal = x.ordinal"
                 " AND l.log_seq <= ?3) ORDER BY x.dossier_id, x.ordinal",
                 db_int(filter->dossier_id), db_text(filter->round_id), db_int(filter->as_of_seq));
    enum td_code code = take_all(db, rows, arena, assignment_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code duplicate_decisions_add(struct db *db, const struct duplicate_decision_row *row)
{
    return db_exec(db,
                   "INSERT INTO duplicate_decision (first_dossier, first_ordinal, second_dossier,"
                   " second_ordinal, log_seq, first_version, second_version, matched_by, verdict,"
                   " reason, at_utc_ms, officer_id)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                   db_int(row->first.dossier_id), db_int(row->first.ordinal),
                   db_int(row->second.dossier_id), db_int(row->second.ordinal),
                   db_int((int64_t)row->log_seq), db_int(row->first.version),
                   db_int(row->second.version), db_int((int64_t)row->matched_by),
                   db_int((int64_t)row->verdict), db_text(row->reason), db_int(row->at_utc_ms),
                   db_int(row->officer_id));
}

static void decision_read(struct take *take, void *ret_item)
{
    struct duplicate_decision_row *row = ret_item;
    row->first = key_take(take);
    row->second = key_take(take);
    row->matched_by = (Pb__DuplicateMatch)take_int(take);
    row->verdict = (Pb__DuplicateVerdict)take_int(take);
    row->reason = take_text(take);
    row->log_seq = (uint64_t)take_int(take);
    row->at_utc_ms = take_int(take);
    row->officer_id = take_int(take);
    row->login = take_text(take);
    row->full_name = take_text(take);
}

enum td_code duplicate_decisions_list(struct db *db, int64_t as_of_seq, struct td_arena *arena,
                                      struct duplicate_decision_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT x.first_dossier, x.first_ordinal, x.first_version, x.second_dossier,"
                 " x.second_ordinal, x.second_version, x.matched_by, x.verdict, x.reason,"
                 " x.log_seq, x.at_utc_ms, o.id, o.login, o.full_name FROM duplicate_decision x"
                 " JOIN officer o ON o.id = x.officer_id WHERE x.log_seq <= ?1"
                 " ORDER BY x.log_seq",
                 db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, decision_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
