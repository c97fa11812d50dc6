/* The SQL of rounds and extensions. */
#include "rounds.h"

#include "db.h"
#include "take.h"

/* ?1 is the unit whose extension counts. */
#define ROUND_SELECT                                                                              \
    "SELECT r.id, r.year, r.kind, r.state, r.opens_utc_ms, r.closes_utc_ms, r.plan_id,"           \
    " r.plan_version, p.sha256, r.opened_utc_ms, r.opened_by, o.login,"                           \
    " (SELECT e.until_utc_ms FROM round_extension e WHERE e.round_id = r.id AND e.unit_code = ?1" \
    " ORDER BY e.log_seq DESC LIMIT 1) FROM round r"                                              \
    " JOIN plan_version p ON p.plan_id = r.plan_id AND p.version = r.plan_version"                \
    " JOIN officer o ON o.id = r.opened_by"

static void round_read(struct take *take, void *ret_item)
{
    struct round_row *round = ret_item;
    round->id = take_text(take);
    round->year = (uint32_t)take_int(take);
    round->kind = (Pb__RoundKind)take_int(take);
    round->times.stored = (Pb__RoundState)take_int(take);
    round->times.opens_utc_ms = take_int(take);
    round->times.closes_utc_ms = take_int(take);
    round->plan_id = take_text(take);
    round->plan_version = (uint32_t)take_int(take);
    take_bytes(take, round->plan_sha256, sizeof round->plan_sha256);
    round->opened_utc_ms = take_int(take);
    round->opened_by = take_int(take);
    round->opened_by_login = take_text(take);
    round->extended_utc_ms = take_int(take);
}

enum td_code rounds_add(struct db *db, const struct round_row *round)
{
    return db_exec(db,
                   "INSERT INTO round (id, year, kind, state, opens_utc_ms, closes_utc_ms, plan_id,"
                   " plan_version, opened_utc_ms, opened_by)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                   db_text(round->id), db_int(round->year), db_int((int64_t)round->kind),
                   db_int((int64_t)round->times.stored), db_int(round->times.opens_utc_ms),
                   db_int(round->times.closes_utc_ms), db_text(round->plan_id),
                   db_int(round->plan_version), db_int(round->opened_utc_ms),
                   db_int(round->opened_by));
}

enum td_code rounds_find(struct db *db, const char *id, const char *unit_code,
                         struct td_arena *arena, struct round_row *ret)
{
    struct rows *rows =
        db_query(db, ROUND_SELECT " WHERE r.id = ?2", db_text(unit_code), db_text(id));
    return take_one(db, rows, arena, round_read, sizeof *ret, ret);
}

enum td_code rounds_list(struct db *db, const char *unit_code, struct td_arena *arena,
                         struct round_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db, ROUND_SELECT " ORDER BY r.year DESC, r.kind", db_text(unit_code));
    enum td_code code = take_all(db, rows, arena, round_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code rounds_close(struct db *db, const char *id, int64_t at_utc_ms, int64_t officer_id,
                          const char *reason)
{
    enum td_code code =
        db_exec(db,
                "UPDATE round SET state = ?2, closed_utc_ms = ?3, closed_by = ?4,"
                " close_reason = ?5 WHERE id = ?1 AND state = ?6",
                db_text(id), db_int(PB__ROUND_STATE__ROUND_STATE_REVIEWING), db_int(at_utc_ms),
                db_int(officer_id), db_text(reason), db_int(PB__ROUND_STATE__ROUND_STATE_OPEN));
    if (code == TD_OK && db_changes(db) == 0)
        return TD_NOT_FOUND;
    return code;
}

enum td_code rounds_extend(struct db *db, const char *id, const struct extension_row *extension,
                           uint64_t log_seq)
{
    return db_exec(db,
                   "INSERT INTO round_extension (round_id, unit_code, log_seq, until_utc_ms,"
                   " reason, granted_utc_ms, granted_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   db_text(id), db_text(extension->unit_code), db_int((int64_t)log_seq),
                   db_int(extension->until_utc_ms), db_text(extension->reason),
                   db_int(extension->granted_utc_ms), db_int(extension->granted_by));
}

static void extension_read(struct take *take, void *ret_item)
{
    struct extension_row *extension = ret_item;
    extension->unit_code = take_text(take);
    extension->until_utc_ms = take_int(take);
    extension->reason = take_text(take);
    extension->granted_utc_ms = take_int(take);
    extension->granted_by = take_int(take);
    extension->granted_by_login = take_text(take);
}

enum td_code rounds_extensions(struct db *db, const char *id, struct td_arena *arena,
                               struct extension_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.unit_code, e.until_utc_ms, e.reason, e.granted_utc_ms, e.granted_by,"
                 " o.login FROM round_extension e JOIN officer o ON o.id = e.granted_by"
                 " WHERE e.round_id = ?1 ORDER BY e.log_seq",
                 db_text(id));
    enum td_code code = take_all(db, rows, arena, extension_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
