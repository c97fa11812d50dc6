/* The SQL of council members. */
#include "council_members.h"

#include "db.h"
#include "take.h"

#include <string.h>

/* As of ?1: without who was appointed later, and without an end that was recorded later. */
#define MEMBER_SELECT                                                                          \
    "SELECT * FROM (SELECT m.officer_id AS officer_id, m.position AS position,"                \
    " m.from_on AS from_on, CASE WHEN m.ended_log_seq > ?1 THEN '' ELSE m.to_on END AS to_on," \
    " CASE WHEN m.ended_log_seq > ?1 THEN '' ELSE m.end_reason END, o.login AS login,"         \
    " o.full_name, o.unit_code FROM council_member m JOIN officer o ON o.id = m.officer_id"    \
    " WHERE m.log_seq <= ?1) AS m"

static void member_read(struct take *take, void *ret_item)
{
    struct council_member_row *member = ret_item;
    member->officer_id = take_int(take);
    member->position = (Pb__CouncilPosition)take_int(take);
    member->from_on = take_text(take);
    member->to_on = take_text(take);
    member->end_reason = take_text(take);
    member->login = take_text(take);
    member->full_name = take_text(take);
    member->unit_code = take_text(take);
}

/* Is it there already, or in the way of another? */
static enum td_code standing_find(struct db *db, const struct council_member_row *member,
                                  bool *ret_same, bool *ret_overlaps)
{
    struct rows *rows =
        db_query(db,
                 "SELECT position, from_on, to_on FROM council_member WHERE officer_id = ?1"
                 " AND (to_on = '' OR to_on >= ?2) AND (?3 = '' OR from_on <= ?3)",
                 db_int(member->officer_id), db_text(member->from_on), db_text(member->to_on));
    *ret_same = *ret_overlaps = false;
    while (rows_next(rows)) {
        bool same = rows_int(rows, 0) == (int64_t)member->position &&
                    strcmp(rows_text(rows, 1), member->from_on) == 0 &&
                    strcmp(rows_text(rows, 2), member->to_on) == 0;
        *ret_same = *ret_same || same;
        *ret_overlaps = *ret_overlaps || !same;
    }
    return db_fault(db);
}

enum td_code council_members_put(struct db *db, const struct council_member_row *member,
                                 uint64_t log_seq, bool *ret_added)
{
    bool same, overlaps;
    enum td_code code = standing_find(db, member, &same, &overlaps);
    if (code != TD_OK)
        return code;
    if (overlaps)
        return TD_ALREADY_EXISTS;
    *ret_added = !same;
    if (same)
        return TD_OK;
    return db_exec(db,
                   "INSERT INTO council_member (officer_id, from_on, to_on, position, log_seq)"
                   " VALUES (?1, ?2, ?3, ?4, ?5)",
                   db_int(member->officer_id), db_text(member->from_on), db_text(member->to_on),
                   db_int((int64_t)member->position), db_int((int64_t)log_seq));
}

enum td_code council_members_newest(struct db *db, int64_t officer_id, struct td_arena *arena,
                                    struct council_member_row *ret)
{
    struct rows *rows =
        db_query(db, MEMBER_SELECT " WHERE m.officer_id = ?2 ORDER BY m.from_on DESC LIMIT 1",
                 db_int(INT64_MAX), db_int(officer_id));
    return take_one(db, rows, arena, member_read, sizeof *ret, ret);
}

enum td_code council_members_end(struct db *db, const struct council_member_row *member,
                                 uint64_t log_seq)
{
    enum td_code code =
        db_exec(db,
                "UPDATE council_member SET to_on = ?3, end_reason = ?4, ended_log_seq = ?5"
                " WHERE officer_id = ?1 AND from_on = ?2 AND ended_log_seq = 0",
                db_int(member->officer_id), db_text(member->from_on), db_text(member->to_on),
                db_text(member->end_reason), db_int((int64_t)log_seq));
    return code == TD_OK && db_changes(db) == 0 ? TD_NOT_FOUND : code;
}

enum td_code council_members_list(struct db *db, const char *on, int64_t as_of_seq,
                                  struct td_arena *arena, struct council_member_row **ret,
                                  size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db,
                                 MEMBER_SELECT " WHERE ?2 = '' OR (m.from_on <= ?2"
                                               " AND (m.to_on = '' OR m.to_on >= ?2))"
                                               " ORDER BY m.position, m.login, m.from_on",
                                 db_int(as_of_seq), db_text(on));
    enum td_code code = take_all(db, rows, arena, member_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
