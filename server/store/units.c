/* The SQL of units. */
#include "units.h"

#include "db.h"
#include "take.h"
#include "timefmt.h"

#include <stdio.h>

/* The register as of ?1: without what was added later, and without a last day that was. */
#define UNIT_REGISTER                                                                 \
    "(SELECT code, name, kind, valid_from, CASE WHEN ended_log_seq > ?1 THEN '' ELSE" \
    " valid_to END AS valid_to FROM unit WHERE log_seq <= ?1)"
#define UNIT_SELECT "SELECT code, name, kind, valid_from, valid_to FROM " UNIT_REGISTER " AS u"
/* ISO dates compare as text. */
#define EXISTS_ON_DAY "valid_from <= ?2 AND (valid_to = '' OR valid_to >= ?2)"

static void unit_read(struct take *take, void *ret_item)
{
    struct unit_row *unit = ret_item;
    unit->code = take_text(take);
    unit->name = take_text(take);
    unit->kind = (Pb__UnitKind)take_int(take);
    unit->valid_from = take_text(take);
    unit->valid_to = take_text(take);
}

enum overlap { OVERLAP_NONE, OVERLAP_SAME, OVERLAP_OPEN_END, OVERLAP_OTHER };

/* How the stored periods of this code relate to the unit's. */
static enum overlap unit_overlap(struct db *db, const struct unit_row *unit)
{
    struct rows *rows =
        db_query(db,
                 "SELECT name, kind, valid_from, valid_to FROM unit WHERE code = ?1"
                 " AND (valid_to = '' OR valid_to >= ?2) AND (?3 = '' OR valid_from <= ?3)",
                 db_text(unit->code), db_text(unit->valid_from), db_text(unit->valid_to));
    enum overlap overlap = OVERLAP_NONE;
    while (overlap != OVERLAP_OTHER && rows_next(rows)) {
        bool same = strcmp(rows_text(rows, 0), unit->name) == 0 &&
                    rows_int(rows, 1) == (int64_t)unit->kind &&
                    strcmp(rows_text(rows, 2), unit->valid_from) == 0;
        const char *valid_to = rows_text(rows, 3);
        if (same && strcmp(valid_to, unit->valid_to) == 0)
            overlap = OVERLAP_SAME;
        else
            overlap = same && *valid_to == '\0' ? OVERLAP_OPEN_END : OVERLAP_OTHER;
    }
    rows_end(rows);
    return overlap;
}

enum td_code units_put(struct db *db, const struct unit_row *unit, uint64_t log_seq,
                       bool *ret_changed)
{
    enum overlap overlap = unit_overlap(db, unit);
    enum td_code code = db_fault(db);
    if (code != TD_OK)
        return code;
    if (overlap == OVERLAP_OTHER)
        return TD_ALREADY_EXISTS;
    if (overlap == OVERLAP_NONE)
        code =
            db_exec(db,
                    "INSERT INTO unit (code, name, kind, valid_from, valid_to, log_seq)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    db_text(unit->code), db_text(unit->name), db_int((int64_t)unit->kind),
                    db_text(unit->valid_from), db_text(unit->valid_to), db_int((int64_t)log_seq));
    else if (overlap == OVERLAP_OPEN_END)
        code = db_exec(db,
                       "UPDATE unit SET valid_to = ?3, ended_log_seq = ?4"
                       " WHERE code = ?1 AND valid_from = ?2",
                       db_text(unit->code), db_text(unit->valid_from), db_text(unit->valid_to),
                       db_int((int64_t)log_seq));
    if (code == TD_OK)
        *ret_changed = overlap != OVERLAP_SAME;
    return code;
}

enum td_code units_known(struct db *db, const char *code, bool *ret_known)
{
    int64_t known = 0;
    enum td_code outcome = take_number(
        db, db_query(db, "SELECT 1 FROM unit WHERE code = ?1 LIMIT 1", db_text(code)), 0, &known);
    if (outcome == TD_OK)
        *ret_known = known != 0;
    return outcome;
}

enum td_code units_find(struct db *db, const char *code, const char *day, int64_t as_of_seq,
                        struct td_arena *arena, struct unit_row *ret)
{
    struct rows *rows = db_query(db, UNIT_SELECT " WHERE " EXISTS_ON_DAY " AND code = ?3",
                                 db_int(as_of_seq), db_text(day), db_text(code));
    return take_one(db, rows, arena, unit_read, sizeof *ret, ret);
}

enum td_code units_all(struct db *db, int64_t as_of_seq, struct td_arena *arena,
                       struct unit_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db, UNIT_SELECT " ORDER BY code, valid_from", db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, unit_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code units_list(struct db *db, const char *day, int64_t as_of_seq, struct td_arena *arena,
                        struct unit_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db, UNIT_SELECT " WHERE " EXISTS_ON_DAY " ORDER BY code",
                                 db_int(as_of_seq), db_text(day));
    enum td_code code = take_all(db, rows, arena, unit_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code units_of_year(struct db *db, uint32_t year, int64_t as_of_seq, struct td_arena *arena,
                           struct unit_row **ret, size_t *ret_n)
{
    void *items = NULL;
    char first[TD_DATE_SIZE], last[TD_DATE_SIZE];
    snprintf(first, sizeof first, "%04u-01-01", year % 10000);
    snprintf(last, sizeof last, "%04u-12-31", year % 10000);
    struct rows *rows =
        db_query(db,
                 UNIT_SELECT " WHERE valid_from <= ?3 AND (valid_to = '' OR valid_to >= ?2)"
                             " AND NOT EXISTS (SELECT 1 FROM unit n WHERE n.code = u.code"
                             " AND n.log_seq <= ?1 AND n.valid_from > u.valid_from"
                             " AND n.valid_from <= ?3) ORDER BY code",
                 db_int(as_of_seq), db_text(first), db_text(last));
    enum td_code code = take_all(db, rows, arena, unit_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
