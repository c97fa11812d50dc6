/* The SQL of own awards of communes and wards. */
#include "local_awards.h"

#include "db.h"
#include "like.h"
#include "take.h"
#include "text.h"

enum td_code local_awards_add(struct db *db, const struct local_award_row *row,
                              struct td_arena *arena)
{
    const struct local_award *award = &row->award;
    const char *folded = td_text_fold(arena, award->recipient);
    if (!folded)
        return TD_RESOURCE_EXHAUSTED;
    return db_exec(db,
                   "INSERT INTO local_award (unit_code, year, number, ordinal, version,"
                   " granted_on, kind, recipient, recipient_folded, staff_code, achievement,"
                   " withdrawn, reason, recorded_utc_ms, recorded_by, log_seq)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
                   " ?16)",
                   db_text(award->unit_code), db_int(local_award_year(award->granted_on)),
                   db_text(award->number), db_int(award->ordinal), db_int(row->version),
                   db_text(award->granted_on), db_int((int64_t)award->kind),
                   db_text(award->recipient), db_text(folded), db_text(award->staff_code),
                   db_text(award->achievement), db_int(row->withdrawn), db_text(row->reason),
                   db_int(row->recorded_utc_ms), db_int(row->recorded_by),
                   db_int((int64_t)row->log_seq));
}

static void award_read(struct take *take, void *ret_item)
{
    struct local_award_row *row = ret_item;
    row->award.unit_code = take_text(take);
    row->award.number = take_text(take);
    row->award.ordinal = (uint32_t)take_int(take);
    row->award.granted_on = take_text(take);
    row->award.kind = (Pb__NomineeKind)take_int(take);
    row->award.recipient = take_text(take);
    row->award.staff_code = take_text(take);
    row->award.achievement = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->withdrawn = take_int(take) != 0;
    row->reason = take_text(take);
    row->recorded_utc_ms = take_int(take);
    row->login = take_text(take);
    row->log_seq = (uint64_t)take_int(take);
}

#define AWARD_SELECT                                                                     \
    "SELECT a.unit_code, a.number, a.ordinal, a.granted_on, a.kind, a.recipient,"        \
    " a.staff_code, a.achievement, a.version, a.withdrawn, a.reason, a.recorded_utc_ms," \
    " o.login, a.log_seq FROM local_award a JOIN officer o ON o.id = a.recorded_by WHERE"

enum td_code local_awards_versions(struct db *db, const char *unit_code, uint32_t year,
                                   const char *number, uint32_t ordinal, int64_t as_of_seq,
                                   struct td_arena *arena, struct local_award_row **ret,
                                   size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(
        db,
        AWARD_SELECT " a.unit_code = ?1 AND a.year = ?2 AND a.number = ?3"
                     " AND a.ordinal = ?4 AND a.log_seq <= ?5 ORDER BY a.version DESC",
        db_text(unit_code), db_int(year), db_text(number), db_int(ordinal), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, award_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

#define LIST_FILTER                                                             \
    " NOT EXISTS (SELECT 1 FROM local_award b WHERE b.unit_code = a.unit_code"  \
    " AND b.year = a.year AND b.number = a.number AND b.ordinal = a.ordinal"    \
    " AND b.version = a.version + 1 AND b.log_seq <= ?12) AND a.log_seq <= ?12" \
    " AND (?1 = '' OR a.unit_code = ?1) AND (?2 = 0 OR a.year = ?2)"            \
    " AND (?3 = '' OR a.recipient_folded LIKE ?3 ESCAPE '\\')"                  \
    " AND (?4 = 0 OR a.kind = ?4) AND (?5 = 1 OR a.withdrawn = 0)"

enum td_code local_awards_list(struct db *db, const struct local_award_filter *filter,
                               struct td_arena *arena, struct local_award_row **ret, size_t *ret_n)
{
    void *items = NULL;
    const struct local_award *after = &filter->after;
    const char *pattern = like_part(arena, filter->recipient);
    if (!pattern)
        return TD_RESOURCE_EXHAUSTED;
    const struct db_value values[] = {
        db_text(filter->unit_code),
        db_int(filter->year),
        db_text(pattern),
        db_int((int64_t)filter->kind),
        db_int(filter->include_withdrawn),
        db_int(filter->follows),
        db_text(after->granted_on),
        db_text(after->unit_code),
        db_text(after->number),
        db_int(after->ordinal),
        db_int(filter->limit),
        db_int(filter->as_of_seq),
    };
    const size_t n = sizeof values / sizeof *values;
    struct rows *rows =
        filter->by_unit
            ? db_query_values(db,
                              AWARD_SELECT LIST_FILTER
                              " AND (?6 = 0 OR (a.unit_code, a.granted_on, a.number, a.ordinal)"
                              " > (?8, ?7, ?9, ?10))"
                              " ORDER BY a.unit_code, a.granted_on, a.number, a.ordinal LIMIT ?11",
                              values, n)
            : db_query_values(db,
                              AWARD_SELECT LIST_FILTER
                              " AND (?6 = 0 OR (a.granted_on, a.unit_code, a.number, a.ordinal)"
                              " < (?7, ?8, ?9, ?10))"
                              " ORDER BY a.granted_on DESC, a.unit_code DESC, a.number DESC,"
                              " a.ordinal DESC LIMIT ?11",
                              values, n);
    enum td_code code = take_all(db, rows, arena, award_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code local_awards_about(struct db *db, const struct local_award_search *search,
                                struct td_arena *arena, struct local_award_row **ret, size_t *ret_n)
{
    void *items = NULL;
    const struct local_award *after = &search->after;
    const char *pattern = like_part(arena, search->folded);
    if (!pattern)
        return TD_RESOURCE_EXHAUSTED;
    struct rows *rows = db_query(
        db,
        AWARD_SELECT " NOT EXISTS (SELECT 1 FROM local_award b WHERE b.unit_code = a.unit_code"
                     " AND b.year = a.year AND b.number = a.number AND b.ordinal = a.ordinal"
                     " AND b.version = a.version + 1 AND b.log_seq <= ?1) AND a.log_seq <= ?1"
                     " AND a.withdrawn = 0 AND (?2 = '' OR a.unit_code = ?2)"
                     " AND ((?3 <> '' AND a.recipient_folded LIKE ?3 ESCAPE '\\')"
                     " OR ?4 LIKE '%,' || a.unit_code || ',%'"
                     " OR (a.staff_code <> '' AND LOWER(a.staff_code) = LOWER(?5)))"
                     " AND (?6 = '' OR (a.granted_on, a.unit_code, a.number, a.ordinal)"
                     " > (?6, ?7, ?8, ?9))"
                     " ORDER BY a.granted_on, a.unit_code, a.number, a.ordinal LIMIT ?10",
        db_int(search->as_of_seq), db_text(search->unit_code), db_text(pattern),
        db_text(search->units), db_text(search->about), db_text(after->granted_on),
        db_text(after->unit_code), db_text(after->number), db_int(after->ordinal),
        db_int(search->limit));
    enum td_code code = take_all(db, rows, arena, award_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void count_read(struct take *take, void *ret_item)
{
    struct local_award_count_row *row = ret_item;
    row->year = (uint32_t)take_int(take);
    row->unit_code = take_text(take);
    row->decisions = (uint32_t)take_int(take);
    row->collectives = (uint32_t)take_int(take);
    row->individuals = (uint32_t)take_int(take);
}

enum td_code local_awards_count(struct db *db, const char *unit_code, uint32_t year,
                                uint32_t after_year, const char *after_unit, uint32_t limit,
                                int64_t as_of_seq, struct td_arena *arena,
                                struct local_award_count_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT a.year, a.unit_code, COUNT(DISTINCT a.number),"
                 " SUM(CASE WHEN a.kind = ?6 THEN 1 ELSE 0 END), SUM(CASE WHEN a.kind = ?6 THEN 0 "
                 "ELSE 1 END)"
                 " FROM local_award a WHERE NOT EXISTS (SELECT 1 FROM local_award b"
                 " WHERE b.unit_code = a.unit_code AND b.year = a.year AND b.number = a.number"
                 " AND b.ordinal = a.ordinal AND b.version = a.version + 1 AND b.log_seq <= ?7)"
                 " AND a.log_seq <= ?7 AND a.withdrawn = 0"
                 " AND (?1 = '' OR a.unit_code = ?1) AND (?2 = 0 OR a.year = ?2)"
                 " AND (a.year > ?3 OR (a.year = ?3 AND a.unit_code > ?4))"
                 " GROUP BY a.year, a.unit_code ORDER BY a.year, a.unit_code LIMIT ?5",
                 db_text(unit_code), db_int(year), db_int(after_year), db_text(after_unit),
                 db_int(limit), db_int(PB__NOMINEE_KIND__NOMINEE_COLLECTIVE), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, count_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code local_awards_received(struct db *db, Pb__NomineeKind kind, const char *staff_code,
                                   const char *name_folded, int64_t as_of_seq,
                                   struct td_arena *arena, struct local_award_row **ret,
                                   size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(
        db,
        AWARD_SELECT " a.kind = ?1 AND a.withdrawn = 0"
                     " AND ((?2 <> '' AND LOWER(a.staff_code) = LOWER(?2))"
                     " OR a.recipient_folded = ?3)"
                     " AND a.version = (SELECT MAX(l.version) FROM local_award l"
                     " WHERE l.unit_code = a.unit_code AND l.year = a.year"
                     " AND l.number = a.number AND l.ordinal = a.ordinal AND l.log_seq <= ?4)"
                     " ORDER BY a.granted_on DESC, a.unit_code, a.number, a.ordinal",
        db_int((int64_t)kind), db_text(staff_code), db_text(name_folded), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, award_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
