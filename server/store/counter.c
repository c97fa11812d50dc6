/* The SQL of counters. */
#include "counter.h"

#include "human_id.h"
#include "take.h"

#include <stdio.h>

#define NAME_SIZE 48

enum td_code counter_next_id(struct db *db, const char *what, uint32_t year, int64_t *ret_id)
{
    char name[NAME_SIZE];
    int64_t ordinal = 0;
    snprintf(name, sizeof name, "%s %u", what, year);
    /* Not one statement with RETURNING: SQLite makes a temporary table for it every time. */
    enum td_code code =
        db_exec(db, "UPDATE counter SET value = value + 1 WHERE name = ?1", db_text(name));
    if (code == TD_OK && db_changes(db) == 0)
        code = db_exec(db, "INSERT INTO counter (name, value) VALUES (?1, 1)", db_text(name));
    if (code == TD_OK)
        code = take_number(db,
                           db_query(db, "SELECT value FROM counter WHERE name = ?1", db_text(name)),
                           0, &ordinal);
    if (code != TD_OK)
        return code;
    if (ordinal > HUMAN_ID_MAX_ORDINAL)
        return TD_RESOURCE_EXHAUSTED;
    *ret_id = human_id(year, ordinal);
    return TD_OK;
}

enum td_code counter_next_id_after(struct db *db, const char *newest_sql, uint32_t year,
                                   int64_t *ret_id)
{
    const int64_t none = human_id(year, 0), last = human_id(year, HUMAN_ID_MAX_ORDINAL);
    int64_t newest = 0;
    struct rows *rows = db_query(db, newest_sql, db_int(none), db_int(last));
    enum td_code code = take_number(db, rows, 0, &newest);
    if (code != TD_OK)
        return code;
    if (newest == last)
        return TD_RESOURCE_EXHAUSTED;
    *ret_id = (newest < none ? none : newest) + 1;
    return TD_OK;
}
