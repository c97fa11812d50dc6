/* The SQL of plan versions. */
#include "plans.h"

#include "db.h"
#include "take.h"

#define PLAN_SELECT                                                                              \
    "SELECT p.plan_id, p.version, p.title, p.issued_on, p.sha256, p.loaded_utc_ms, p.loaded_by," \
    " p.log_seq, o.login FROM plan_version p JOIN officer o ON o.id = p.loaded_by"

static void plan_read(struct take *take, void *ret_item)
{
    struct plan_row *plan = ret_item;
    plan->plan_id = take_text(take);
    plan->version = (uint32_t)take_int(take);
    plan->title = take_text(take);
    plan->issued_on = take_text(take);
    take_bytes(take, plan->sha256, sizeof plan->sha256);
    plan->loaded_utc_ms = take_int(take);
    plan->loaded_by = take_int(take);
    plan->log_seq = (uint64_t)take_int(take);
    plan->loaded_by_login = take_text(take);
}

enum td_code plans_add(struct db *db, const struct plan_row *plan, const void *yaml, size_t len)
{
    return db_exec(db,
                   "INSERT INTO plan_version (plan_id, version, title, issued_on, sha256, yaml,"
                   " loaded_utc_ms, loaded_by, log_seq)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   db_text(plan->plan_id), db_int(plan->version), db_text(plan->title),
                   db_text(plan->issued_on), db_blob(plan->sha256, sizeof plan->sha256),
                   db_blob(yaml, len), db_int(plan->loaded_utc_ms), db_int(plan->loaded_by),
                   db_int((int64_t)plan->log_seq));
}

enum td_code plans_find(struct db *db, const char *plan_id, uint32_t version, int64_t as_of_seq,
                        struct td_arena *arena, struct plan_row *ret)
{
    struct rows *rows = db_query(db,
                                 PLAN_SELECT " WHERE (?1 = '' OR p.plan_id = ?1)"
                                             " AND (?2 = 0 OR p.version = ?2) AND p.log_seq <= ?3"
                                             " ORDER BY p.log_seq DESC LIMIT 1",
                                 db_text(plan_id), db_int(version), db_int(as_of_seq));
    return take_one(db, rows, arena, plan_read, sizeof *ret, ret);
}

struct plan_bytes {
    const uint8_t *yaml;
    size_t len;
};

static void plan_bytes_read(struct take *take, void *ret_item)
{
    struct plan_bytes *bytes = ret_item;
    bytes->yaml = take_blob(take, &bytes->len);
}

enum td_code plans_yaml(struct db *db, const char *plan_id, uint32_t version,
                        struct td_arena *arena, const uint8_t **ret, size_t *ret_len)
{
    struct plan_bytes bytes;
    struct rows *rows =
        db_query(db, "SELECT yaml FROM plan_version WHERE plan_id = ?1 AND version = ?2",
                 db_text(plan_id), db_int(version));
    enum td_code code = take_one(db, rows, arena, plan_bytes_read, sizeof bytes, &bytes);
    if (code == TD_OK) {
        *ret = bytes.yaml;
        *ret_len = bytes.len;
    }
    return code;
}

enum td_code plans_list(struct db *db, int64_t as_of_seq, struct td_arena *arena,
                        struct plan_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db, PLAN_SELECT " WHERE p.log_seq <= ?1 ORDER BY p.log_seq DESC",
                                 db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, plan_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
