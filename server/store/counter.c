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
    struct rows *rows = db_query(db,
                                 "INSERT INTO counter (name, value) VALUES (?1, 1)"
                                 " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1"
                                 " RETURNING value",
                                 db_text(name));
    enum td_code code = take_number(db, rows, 0, &ordinal);
    if (code != TD_OK)
        return code;
    if (ordinal > HUMAN_ID_MAX_ORDINAL)
        return TD_RESOURCE_EXHAUSTED;
    *ret_id = human_id(year, ordinal);
    return TD_OK;
}
