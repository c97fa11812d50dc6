/* The SQL of outreach. */
#include "outreach_records.h"

#include "counter.h"
#include "db.h"
#include "human_id.h"
#include "take.h"

#define VERSION_SELECT                                                               \
    "SELECT r.id, r.unit_code, v.version, v.clause, v.what, v.done_on, v.audience,"  \
    " v.channel, v.reach, v.reason, v.log_seq, v.at_utc_ms, o.login FROM outreach r" \
    " JOIN outreach_version v ON v.outreach_id = r.id JOIN officer o ON o.id = v.officer_id"
/* As of ?1. */
#define NEWEST                                                                       \
    VERSION_SELECT " AND v.version = (SELECT MAX(l.version) FROM outreach_version l" \
                   " WHERE l.outreach_id = r.id AND l.log_seq <= ?1)"

static void outreach_read(struct take *take, void *ret_item)
{
    struct outreach_row *row = ret_item;
    row->id = take_int(take);
    row->unit_code = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->clause = take_text(take);
    row->what = take_text(take);
    row->done_on = take_text(take);
    row->audience = take_text(take);
    row->channel = (Pb__OutreachChannel)take_int(take);
    row->reach = (uint32_t)take_int(take);
    row->reason = take_text(take);
    row->log_seq = (uint64_t)take_int(take);
    row->at_utc_ms = take_int(take);
    row->login = take_text(take);
}

enum td_code outreach_records_find(struct db *db, int64_t id, int64_t as_of_seq,
                                   struct td_arena *arena, struct outreach_row *ret)
{
    struct rows *rows = db_query(db, NEWEST " WHERE r.id = ?2", db_int(as_of_seq), db_int(id));
    return take_one(db, rows, arena, outreach_read, sizeof *ret, ret);
}

static int64_t first_of(uint32_t year)
{
    return year ? human_id(year, 1) : 0;
}

static int64_t last_of(uint32_t year)
{
    return year ? human_id(year, HUMAN_ID_MAX_ORDINAL) : INT64_MAX;
}

enum td_code outreach_records_list(struct db *db, const struct outreach_filter *filter,
                                   struct td_arena *arena, struct outreach_row **ret, size_t *ret_n)
{
    static const char by_number[] =
        NEWEST " WHERE r.id BETWEEN ?2 AND ?3 AND r.id > ?4"
               " AND (?5 = '' OR r.unit_code = ?5) AND (?6 = '' OR v.clause = ?6) AND ?7 = ?7"
               " ORDER BY r.id LIMIT ?8";
    static const char by_day[] =
        NEWEST " WHERE r.id BETWEEN ?2 AND ?3"
               " AND (v.done_on > ?7 OR (v.done_on = ?7 AND r.id > ?4))"
               " AND (?5 = '' OR r.unit_code = ?5) AND (?6 = '' OR v.clause = ?6)"
               " ORDER BY v.done_on, r.id LIMIT ?8";
    void *items = NULL;
    struct rows *rows =
        db_query(db, filter->by_day ? by_day : by_number, db_int(filter->as_of_seq),
                 db_int(first_of(filter->year)), db_int(last_of(filter->year)),
                 db_int(filter->after_id), db_text(filter->unit_code), db_text(filter->clause),
                 db_text(filter->after_day), db_int(filter->limit));
    enum td_code code = take_all(db, rows, arena, outreach_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code outreach_records_versions(struct db *db, int64_t id, int64_t as_of_seq,
                                       struct td_arena *arena, struct outreach_row **ret,
                                       size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db, VERSION_SELECT " WHERE r.id = ?1 AND v.log_seq <= ?2 ORDER BY v.version",
                 db_int(id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, outreach_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void count_read(struct take *take, void *ret_item)
{
    struct outreach_count_row *count = ret_item;
    count->year = (uint32_t)take_int(take);
    count->unit_code = take_text(take);
    count->records = (uint32_t)take_int(take);
    count->education = (uint32_t)take_int(take);
    count->duty = (uint32_t)take_int(take);
    count->broadcast = (uint32_t)take_int(take);
    count->reach = (uint64_t)take_int(take);
}

enum td_code outreach_records_count(struct db *db, const struct outreach_filter *filter,
                                    uint32_t after_year, const char *after_unit,
                                    struct td_arena *arena, struct outreach_count_row **ret,
                                    size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(
        db,
        "SELECT * FROM (SELECT CAST(SUBSTR(v.done_on, 1, 4) AS INTEGER) AS year,"
        " r.unit_code AS unit_code, COUNT(*),"
        " SUM(CASE WHEN v.clause = 'II.2.d' THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN v.clause = 'IV.1' THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN v.clause = 'IV.2' THEN 1 ELSE 0 END), SUM(v.reach)"
        " FROM outreach r JOIN outreach_version v ON v.outreach_id = r.id"
        " AND v.version = (SELECT MAX(l.version) FROM outreach_version l"
        " WHERE l.outreach_id = r.id AND l.log_seq <= ?7) WHERE r.id BETWEEN ?1 AND ?2"
        " AND (?3 = '' OR r.unit_code = ?3)"
        " GROUP BY CAST(SUBSTR(v.done_on, 1, 4) AS INTEGER), r.unit_code) AS c"
        " WHERE c.year > ?4 OR (c.year = ?4 AND c.unit_code > ?5)"
        " ORDER BY c.year, c.unit_code LIMIT ?6",
        db_int(first_of(filter->year)), db_int(last_of(filter->year)), db_text(filter->unit_code),
        db_int(after_year), db_text(after_unit), db_int(filter->limit), db_int(filter->as_of_seq));
    enum td_code code = take_all(db, rows, arena, count_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static enum td_code version_insert(struct db *db, const struct outreach_row *row,
                                   int64_t officer_id)
{
    return db_exec(db,
                   "INSERT INTO outreach_version (outreach_id, version, clause, what, done_on,"
                   " audience, channel, reach, reason, log_seq, at_utc_ms, officer_id)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                   db_int(row->id), db_int(row->version), db_text(row->clause), db_text(row->what),
                   db_text(row->done_on), db_text(row->audience), db_int((int64_t)row->channel),
                   db_int(row->reach), db_text(row->reason), db_int((int64_t)row->log_seq),
                   db_int(row->at_utc_ms), db_int(officer_id));
}

enum td_code outreach_records_known(struct db *db, const struct outreach_row *row, bool *ret_known)
{
    int64_t n = 0;
    struct rows *rows = db_query(
        db,
        "SELECT COUNT(*) FROM outreach r JOIN outreach_version v ON v.outreach_id = r.id"
        " WHERE r.unit_code = ?1 AND v.clause = ?2 AND v.what = ?3 AND v.done_on = ?4"
        " AND v.audience = ?5 AND v.channel = ?6 AND v.reach = ?7",
        db_text(row->unit_code), db_text(row->clause), db_text(row->what), db_text(row->done_on),
        db_text(row->audience), db_int((int64_t)row->channel), db_int(row->reach));
    enum td_code code = take_number(db, rows, 0, &n);
    *ret_known = n > 0;
    return code;
}

enum td_code outreach_records_add(struct db *db, uint32_t year, struct outreach_row *row,
                                  int64_t officer_id)
{
    enum td_code code = counter_next_id(db, "outreach", year, &row->id);
    if (code == TD_OK)
        code = db_exec(db, "INSERT INTO outreach (id, unit_code, version) VALUES (?1, ?2, ?3)",
                       db_int(row->id), db_text(row->unit_code), db_int(row->version));
    return code == TD_OK ? version_insert(db, row, officer_id) : code;
}

enum td_code outreach_records_version_add(struct db *db, const struct outreach_row *row,
                                          int64_t officer_id)
{
    enum td_code code = db_exec(db, "UPDATE outreach SET version = ?2 WHERE id = ?1",
                                db_int(row->id), db_int(row->version));
    return code == TD_OK ? version_insert(db, row, officer_id) : code;
}
