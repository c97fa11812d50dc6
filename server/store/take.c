/* Copying columns out of rows. No SQL here. */
#include "take.h"

int64_t take_int(struct take *take)
{
    return rows_int(take->rows, take->column++);
}

const char *take_text(struct take *take)
{
    const char *text = td_arena_strdup(take->arena, rows_text(take->rows, take->column++));
    if (!text)
        take->arena_exhausted = true;
    return text ? text : "";
}

const uint8_t *take_blob(struct take *take, size_t *ret_len)
{
    size_t len = 0;
    const void *bytes = rows_blob(take->rows, take->column++, &len);
    if (ret_len)
        *ret_len = len;
    if (len == 0)
        return NULL;
    const uint8_t *copy = td_arena_copy(take->arena, bytes, len);
    if (!copy)
        take->arena_exhausted = true;
    return copy;
}

void take_bytes(struct take *take, void *ret_bytes, size_t size)
{
    size_t len = 0;
    const void *bytes = rows_blob(take->rows, take->column++, &len);
    if (len == size)
        memcpy(ret_bytes, bytes, size);
    else
        memset(ret_bytes, 0, size);
}

/* Room for one more item after n; doubles. NULL when the arena is used up. */
static void *room_for_one(struct td_arena *arena, void **items, size_t n, size_t *capacity,
                          size_t item_size)
{
    if (n == *capacity) {
        size_t more = n ? 2 * n : 16;
        void *grown = td_arena_alloc(arena, more * item_size);
        if (!grown)
            return NULL;
        if (n)
            memcpy(grown, *items, n * item_size);
        *items = grown;
        *capacity = more;
    }
    return (char *)*items + n * item_size;
}

/* What a query came to. Ends it. */
static enum td_code outcome(struct db *db, struct rows *rows, bool arena_exhausted)
{
    rows_end(rows);
    if (db_fault(db) != TD_OK)
        return db_fault(db);
    return arena_exhausted ? TD_RESOURCE_EXHAUSTED : TD_OK;
}

enum td_code take_all(struct db *db, struct rows *rows, struct td_arena *arena, take_read *read,
                      size_t item_size, void **ret, size_t *ret_n)
{
    void *items = NULL;
    size_t n = 0, capacity = 0;
    bool exhausted = false;
    while (!exhausted && rows_next(rows)) {
        struct take take = {.rows = rows, .arena = arena};
        void *item = room_for_one(arena, &items, n, &capacity, item_size);
        if (item)
            read(&take, item);
        exhausted = !item || take.arena_exhausted;
        n++;
    }
    enum td_code code = outcome(db, rows, exhausted);
    if (code == TD_OK) {
        *ret = items;
        *ret_n = n;
    }
    return code;
}

enum td_code take_one(struct db *db, struct rows *rows, struct td_arena *arena, take_read *read,
                      size_t item_size, void *ret_item)
{
    struct take take = {.rows = rows, .arena = arena};
    bool found = rows_next(rows);
    if (found)
        read(&take, ret_item);
    enum td_code code = outcome(db, rows, take.arena_exhausted);
    if (code == TD_OK && !found)
        code = TD_NOT_FOUND;
    if (code != TD_OK)
        memset(ret_item, 0, item_size);
    return code;
}

enum td_code take_number(struct db *db, struct rows *rows, int64_t otherwise, int64_t *ret)
{
    int64_t number = rows_next(rows) ? rows_int(rows, 0) : otherwise;
    enum td_code code = outcome(db, rows, false);
    if (code == TD_OK)
        *ret = number;
    return code;
}
