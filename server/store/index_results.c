/* The SQL of what was published of index sets: frozen results, version by version. */
#include "index_sets.h"

#include "db.h"
#include "take.h"

static enum td_code result_add(struct db *db, const struct index_publication_row *row,
                               const struct index_result_row *result)
{
    return db_exec(
        db,
        "INSERT INTO index_result (set_id, version, unit_code, unit_name, rank, raw_centi,"
        " covered_max_centi, max_centi, total_centi, percent_centi)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        db_text(row->set_id), db_int(row->version), db_text(result->unit_code),
        db_text(result->unit_name), db_int(result->rank), db_int(result->raw_centi),
        db_int(result->covered_max_centi), db_int(result->max_centi), db_int(result->total_centi),
        db_int(result->percent_centi));
}

enum td_code index_sets_publish(struct db *db, const struct index_publication_row *row,
                                const struct index_result_row *results, size_t n)
{
    enum td_code code =
        db_exec(db,
                "INSERT INTO index_publication (set_id, version, definition_version, reason,"
                " published_utc_ms, published_by, log_seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                db_text(row->set_id), db_int(row->version), db_int(row->definition_version),
                db_text(row->reason), db_int(row->published_utc_ms), db_int(row->published_by),
                db_int((int64_t)row->log_seq));
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = result_add(db, row, &results[i]);
    return code;
}

#define PUBLICATION_SELECT                                                            \
    "SELECT b.set_id, b.version, b.definition_version, b.reason, b.published_utc_ms," \
    " b.published_by, o.login, b.log_seq FROM index_publication b JOIN officer o"     \
    " ON o.id = b.published_by"

static void publication_read(struct take *take, void *ret_item)
{
    struct index_publication_row *row = ret_item;
    row->set_id = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->definition_version = (uint32_t)take_int(take);
    row->reason = take_text(take);
    row->published_utc_ms = take_int(take);
    row->published_by = take_int(take);
    row->published_by_login = take_text(take);
    row->log_seq = (uint64_t)take_int(take);
}

enum td_code index_sets_publications(struct db *db, const char *set_id, uint64_t as_of_log_seq,
                                     struct td_arena *arena, struct index_publication_row **ret,
                                     size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 PUBLICATION_SELECT " WHERE b.set_id = ?1 AND (?2 = 0 OR b.log_seq <= ?2)"
                                    " ORDER BY b.version",
                 db_text(set_id), db_int((int64_t)as_of_log_seq));
    enum td_code code = take_all(db, rows, arena, publication_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code index_sets_publication(struct db *db, const char *set_id, uint32_t version,
                                    uint64_t as_of_log_seq, struct td_arena *arena,
                                    struct index_publication_row *ret)
{
    struct rows *rows =
        db_query(db,
                 PUBLICATION_SELECT " WHERE b.set_id = ?1 AND (?2 = 0 OR b.version = ?2)"
                                    " AND (?3 = 0 OR b.log_seq <= ?3)"
                                    " ORDER BY b.version DESC LIMIT 1",
                 db_text(set_id), db_int(version), db_int((int64_t)as_of_log_seq));
    return take_one(db, rows, arena, publication_read, sizeof *ret, ret);
}

#define RESULT_COLUMNS                                                                 \
    "r.unit_code, r.unit_name, r.rank, r.raw_centi, r.covered_max_centi, r.max_centi," \
    " r.total_centi, r.percent_centi"

static void result_read(struct take *take, void *ret_item)
{
    struct index_result_row *row = ret_item;
    row->unit_code = take_text(take);
    row->unit_name = take_text(take);
    row->rank = (uint32_t)take_int(take);
    row->raw_centi = take_int(take);
    row->covered_max_centi = take_int(take);
    row->max_centi = take_int(take);
    row->total_centi = take_int(take);
    row->percent_centi = take_int(take);
}

enum td_code index_sets_results(struct db *db, const char *set_id, uint32_t version,
                                struct td_arena *arena, struct index_result_row **ret,
                                size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db,
                                 "SELECT " RESULT_COLUMNS " FROM index_result r"
                                 " WHERE r.set_id = ?1 AND r.version = ?2"
                                 " ORDER BY r.rank, r.unit_code",
                                 db_text(set_id), db_int(version));
    enum td_code code = take_all(db, rows, arena, result_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void published_read(struct take *take, void *ret_item)
{
    struct index_published_row *row = ret_item;
    row->set_id = take_text(take);
    row->year = (uint32_t)take_int(take);
    row->publication = (uint32_t)take_int(take);
    row->log_seq = (uint64_t)take_int(take);
    row->n_ranked = (uint32_t)take_int(take);
    result_read(take, &row->result);
}

/* ?1: unit, ?2: year or 0, ?3: as of this log sequence or 0. Of each set only the publication that
 * was the newest then. */
static struct rows *published_query(struct db *db, const char *unit_code, uint32_t year,
                                    uint64_t as_of_log_seq)
{
    return db_query(db,
                    "SELECT b.set_id, s.year, b.version, b.log_seq,"
                    " (SELECT COUNT(*) FROM index_result c WHERE c.set_id = b.set_id"
                    " AND c.version = b.version), " RESULT_COLUMNS
                    " FROM index_result r JOIN index_publication b ON b.set_id = r.set_id"
                    " AND b.version = r.version JOIN index_set s ON s.id = b.set_id"
                    " WHERE r.unit_code = ?1 AND (?2 = 0 OR s.year = ?2) AND b.version ="
                    " (SELECT MAX(n.version) FROM index_publication n WHERE n.set_id = b.set_id"
                    " AND (?3 = 0 OR n.log_seq <= ?3)) ORDER BY s.year, s.level",
                    db_text(unit_code), db_int(year), db_int((int64_t)as_of_log_seq));
}

enum td_code index_published(struct db *db, const char *unit_code, uint32_t year,
                             uint64_t as_of_log_seq, struct td_arena *arena,
                             struct index_published_row *ret)
{
    struct rows *rows = published_query(db, unit_code, year, as_of_log_seq);
    return take_one(db, rows, arena, published_read, sizeof *ret, ret);
}

enum td_code index_published_years(struct db *db, const char *unit_code, uint64_t as_of_log_seq,
                                   struct td_arena *arena, struct index_published_row **ret,
                                   size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = published_query(db, unit_code, 0, as_of_log_seq);
    enum td_code code = take_all(db, rows, arena, published_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
