/* The SQL of index sets: definitions and their items. What was published: index_results.c. */
#include "index_sets.h"

#include "db.h"
#include "message.h"
#include "take.h"

const char *index_set_id(struct td_arena *arena, uint32_t year, Pb__IndexLevel level)
{
    char name[TD_ENUM_NAME_SIZE];
    if (!td_enum_name(&pb__index_level__descriptor, (int)level, name))
        return NULL;
    return td_arena_printf(arena, "%u-%s", year, name);
}

/* Publications as of ?1 (0: now). */
#define DEFINITION_SELECT                                                                        \
    "SELECT d.set_id, s.year, s.level, d.version, d.title_vi, d.title_en, d.max_centi, d.items," \
    " d.plan_id, d.plan_version, p.sha256, d.sha256, d.reason, d.defined_utc_ms, d.defined_by,"  \
    " o.login, d.log_seq, b.version, b.published_utc_ms FROM index_definition d"                 \
    " JOIN index_set s ON s.id = d.set_id JOIN officer o ON o.id = d.defined_by"                 \
    " JOIN plan_version p ON p.plan_id = d.plan_id AND p.version = d.plan_version"               \
    " LEFT JOIN index_publication b ON b.set_id = d.set_id AND b.version ="                      \
    " (SELECT MAX(x.version) FROM index_publication x WHERE x.set_id = d.set_id"                 \
    " AND (?1 = 0 OR x.log_seq <= ?1))"
#define IS_NEWEST                                                                          \
    "d.version = (SELECT MAX(n.version) FROM index_definition n WHERE n.set_id = d.set_id" \
    " AND (?1 = 0 OR n.log_seq <= ?1))"

static void definition_read(struct take *take, void *ret_item)
{
    struct index_definition_row *row = ret_item;
    row->set_id = take_text(take);
    row->year = (uint32_t)take_int(take);
    row->level = (Pb__IndexLevel)take_int(take);
    row->version = (uint32_t)take_int(take);
    row->title_vi = take_text(take);
    row->title_en = take_text(take);
    row->max_centi = take_int(take);
    row->n_items = (uint32_t)take_int(take);
    row->plan_id = take_text(take);
    row->plan_version = (uint32_t)take_int(take);
    take_bytes(take, row->plan_sha256, sizeof row->plan_sha256);
    take_bytes(take, row->sha256, sizeof row->sha256);
    row->reason = take_text(take);
    row->defined_utc_ms = take_int(take);
    row->defined_by = take_int(take);
    row->defined_by_login = take_text(take);
    row->log_seq = (uint64_t)take_int(take);
    row->publication = (uint32_t)take_int(take);
    row->published_utc_ms = take_int(take);
}

static enum td_code item_add(struct db *db, const struct index_definition_row *row, size_t ordinal,
                             const struct index_item *item)
{
    return db_exec(db,
                   "INSERT INTO index_item (set_id, version, ordinal, field, criterion,"
                   " criterion_name, id, name, max_centi, method)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                   db_text(row->set_id), db_int(row->version), db_int((int64_t)ordinal),
                   db_text(item->field), db_text(item->criterion), db_text(item->criterion_name),
                   db_text(item->id), db_text(item->name), db_int(item->max_centi),
                   db_int((int64_t)item->method));
}

enum td_code index_sets_define(struct db *db, const struct index_definition_row *row,
                               const void *yaml, size_t len, const struct index_item *items)
{
    enum td_code code =
        db_exec(db,
                "INSERT INTO index_set (id, year, level) VALUES (?1, ?2, ?3)"
                " ON CONFLICT (id) DO NOTHING",
                db_text(row->set_id), db_int(row->year), db_int((int64_t)row->level));
    if (code == TD_OK)
        code = db_exec(
            db,
            "INSERT INTO index_definition (set_id, version, title_vi, title_en, max_centi, items,"
            " plan_id, plan_version, sha256, yaml, reason, defined_utc_ms, defined_by, log_seq)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            db_text(row->set_id), db_int(row->version), db_text(row->title_vi),
            db_text(row->title_en), db_int(row->max_centi), db_int(row->n_items),
            db_text(row->plan_id), db_int(row->plan_version),
            db_blob(row->sha256, sizeof row->sha256), db_blob(yaml, len), db_text(row->reason),
            db_int(row->defined_utc_ms), db_int(row->defined_by), db_int((int64_t)row->log_seq));
    for (size_t i = 0; code == TD_OK && i < row->n_items; i++)
        code = item_add(db, row, i, &items[i]);
    return code;
}

enum td_code index_sets_find(struct db *db, const char *set_id, uint32_t version,
                             uint64_t as_of_log_seq, struct td_arena *arena,
                             struct index_definition_row *ret)
{
    struct rows *rows =
        db_query(db,
                 DEFINITION_SELECT " WHERE d.set_id = ?2 AND (?3 = 0 OR d.version = ?3)"
                                   " AND (?1 = 0 OR d.log_seq <= ?1)"
                                   " ORDER BY d.version DESC LIMIT 1",
                 db_int((int64_t)as_of_log_seq), db_text(set_id), db_int(version));
    return take_one(db, rows, arena, definition_read, sizeof *ret, ret);
}

enum td_code index_sets_versions(struct db *db, const char *set_id, uint64_t as_of_log_seq,
                                 struct td_arena *arena, struct index_definition_row **ret,
                                 size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 DEFINITION_SELECT " WHERE d.set_id = ?2 AND (?1 = 0 OR d.log_seq <= ?1)"
                                   " ORDER BY d.version",
                 db_int((int64_t)as_of_log_seq), db_text(set_id));
    enum td_code code = take_all(db, rows, arena, definition_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

#define LIST_FILTER " WHERE " IS_NEWEST " AND (?2 = 0 OR s.year = ?2) AND (?3 = 0 OR s.level = ?3)"

enum td_code index_sets_list(struct db *db, const struct index_set_filter *filter,
                             struct td_arena *arena, struct index_definition_row **ret,
                             size_t *ret_n)
{
    void *items = NULL;
    const struct db_value values[] = {
        db_int((int64_t)filter->as_of_log_seq), db_int(filter->year),
        db_int((int64_t)filter->level),         db_int(filter->after_year),
        db_int((int64_t)filter->after_level),   db_int(filter->limit)};
    const size_t n = sizeof values / sizeof *values;
    struct rows *rows = filter->by_level
                            ? db_query_values(db,
                                              DEFINITION_SELECT LIST_FILTER
                                              " AND (?4 = 0 OR (s.level, -s.year) > (?5, -?4))"
                                              " ORDER BY s.level, s.year DESC LIMIT ?6",
                                              values, n)
                            : db_query_values(db,
                                              DEFINITION_SELECT LIST_FILTER
                                              " AND (?4 = 0 OR (-s.year, s.level) > (-?4, ?5))"
                                              " ORDER BY s.year DESC, s.level LIMIT ?6",
                                              values, n);
    enum td_code code = take_all(db, rows, arena, definition_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void item_read(struct take *take, void *ret_item)
{
    struct index_item *item = ret_item;
    item->field = take_text(take);
    item->criterion = take_text(take);
    item->criterion_name = take_text(take);
    item->id = take_text(take);
    item->name = take_text(take);
    item->max_centi = take_int(take);
    item->method = (Pb__IndexMethod)take_int(take);
}

enum td_code index_sets_items(struct db *db, const char *set_id, uint32_t version,
                              struct td_arena *arena, struct index_item **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT field, criterion, criterion_name, id, name, max_centi, method"
                 " FROM index_item WHERE set_id = ?1 AND version = ?2 ORDER BY ordinal",
                 db_text(set_id), db_int(version));
    enum td_code code = take_all(db, rows, arena, item_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

struct file_bytes {
    const uint8_t *bytes;
    size_t len;
};

static void file_read(struct take *take, void *ret_item)
{
    struct file_bytes *file = ret_item;
    file->bytes = take_blob(take, &file->len);
}

enum td_code index_sets_yaml(struct db *db, const char *set_id, uint32_t version,
                             struct td_arena *arena, const uint8_t **ret, size_t *ret_len)
{
    struct file_bytes file;
    struct rows *rows =
        db_query(db, "SELECT yaml FROM index_definition WHERE set_id = ?1 AND version = ?2",
                 db_text(set_id), db_int(version));
    enum td_code code = take_one(db, rows, arena, file_read, sizeof file, &file);
    if (code == TD_OK) {
        *ret = file.bytes;
        *ret_len = file.len;
    }
    return code;
}
