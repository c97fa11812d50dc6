/* The SQL of adoptions. */
#include "adoptions.h"

#include "db.h"
#include "take.h"

/* As of ?2. */
#define ADOPTION_SELECT                                                                        \
    "SELECT a.unit_code, a.since_on, a.how, a.log_seq, a.at_utc_ms, o.login, e.ended_on,"      \
    " e.reason FROM adoption a JOIN officer o ON o.id = a.officer_id LEFT JOIN adoption_end e" \
    " ON e.initiative_id = a.initiative_id AND e.unit_code = a.unit_code"                      \
    " AND e.log_seq <= ?2 WHERE a.initiative_id = ?1 AND a.log_seq <= ?2"

static void adoption_read(struct take *take, void *ret_item)
{
    struct adoption_row *adoption = ret_item;
    adoption->unit_code = take_text(take);
    adoption->since_on = take_text(take);
    adoption->how = take_text(take);
    adoption->log_seq = (uint64_t)take_int(take);
    adoption->at_utc_ms = take_int(take);
    adoption->login = take_text(take);
    adoption->ended_on = take_text(take);
    adoption->end_reason = take_text(take);
}

enum td_code adoptions_add(struct db *db, int64_t initiative_id,
                           const struct adoption_row *adoption, int64_t officer_id)
{
    return db_exec(db,
                   "INSERT INTO adoption (initiative_id, unit_code, since_on, how, log_seq,"
                   " at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   db_int(initiative_id), db_text(adoption->unit_code), db_text(adoption->since_on),
                   db_text(adoption->how), db_int((int64_t)adoption->log_seq),
                   db_int(adoption->at_utc_ms), db_int(officer_id));
}

enum td_code adoptions_end(struct db *db, int64_t initiative_id,
                           const struct adoption_row *adoption, uint64_t log_seq, int64_t at_utc_ms,
                           int64_t officer_id)
{
    return db_exec(db,
                   "INSERT INTO adoption_end (initiative_id, unit_code, ended_on, reason, log_seq,"
                   " at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   db_int(initiative_id), db_text(adoption->unit_code), db_text(adoption->ended_on),
                   db_text(adoption->end_reason), db_int((int64_t)log_seq), db_int(at_utc_ms),
                   db_int(officer_id));
}

enum td_code adoptions_find(struct db *db, int64_t initiative_id, const char *unit_code,
                            struct td_arena *arena, struct adoption_row *ret)
{
    struct rows *rows = db_query(db, ADOPTION_SELECT " AND a.unit_code = ?3", db_int(initiative_id),
                                 db_int(INT64_MAX), db_text(unit_code));
    return take_one(db, rows, arena, adoption_read, sizeof *ret, ret);
}

enum td_code adoptions_list(struct db *db, int64_t initiative_id, int64_t as_of_seq,
                            struct td_arena *arena, struct adoption_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db, ADOPTION_SELECT " ORDER BY a.log_seq", db_int(initiative_id),
                                 db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, adoption_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void count_read(struct take *take, void *ret_item)
{
    struct adoption_count_row *count = ret_item;
    count->initiative_id = take_int(take);
    count->year = (uint32_t)take_int(take);
    count->title = take_text(take);
    count->unit_code = take_text(take);
    count->begun = (uint32_t)take_int(take);
    count->ended = (uint32_t)take_int(take);
    count->in_force = (uint32_t)take_int(take);
}

enum td_code adoptions_count(struct db *db, const struct adoption_count_filter *filter,
                             struct td_arena *arena, struct adoption_count_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(
        db,
        "WITH begun AS (SELECT initiative_id, CAST(SUBSTR(since_on, 1, 4) AS INTEGER) AS year"
        " FROM adoption WHERE log_seq <= ?6), ended AS (SELECT initiative_id,"
        " CAST(SUBSTR(ended_on, 1, 4) AS INTEGER) AS year FROM adoption_end WHERE log_seq <= ?6),"
        " years AS (SELECT initiative_id, year FROM begun UNION SELECT initiative_id, year"
        " FROM ended) SELECT y.initiative_id, y.year, v.title, i.unit_code,"
        " (SELECT COUNT(*) FROM begun b WHERE b.initiative_id = y.initiative_id"
        " AND b.year = y.year), (SELECT COUNT(*) FROM ended e"
        " WHERE e.initiative_id = y.initiative_id AND e.year = y.year),"
        " (SELECT COUNT(*) FROM begun b WHERE b.initiative_id = y.initiative_id"
        " AND b.year <= y.year) - (SELECT COUNT(*) FROM ended e"
        " WHERE e.initiative_id = y.initiative_id AND e.year <= y.year)"
        " FROM years y JOIN initiative i ON i.id = y.initiative_id JOIN initiative_version v"
        " ON v.initiative_id = i.id AND v.version = (SELECT MAX(l.version) FROM initiative_event l"
        " WHERE l.initiative_id = i.id AND l.log_seq <= ?6)"
        " WHERE (?1 = 0 OR y.year = ?1) AND (?2 = 0 OR y.initiative_id = ?2)"
        " AND (y.initiative_id > ?3 OR (y.initiative_id = ?3 AND y.year > ?4))"
        " ORDER BY y.initiative_id, y.year LIMIT ?5",
        db_int(filter->year), db_int(filter->initiative_id), db_int(filter->after_id),
        db_int(filter->after_year), db_int(filter->limit), db_int(filter->as_of_seq));
    enum td_code code = take_all(db, rows, arena, count_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
