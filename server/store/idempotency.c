/* The first answer to every write, by officer and key. */
#include "idempotency.h"
#include "db.h"

#include <string.h>

static bool is_same_request(struct rows *rows, const struct idempotency_key *key)
{
    size_t len;
    const void *digest = rows_blob(rows, 1, &len);

    return strcmp(rows_text(rows, 0), key->method) == 0 && len == sizeof key->request_sha256 &&
           memcmp(digest, key->request_sha256, len) == 0;
}

static enum td_code answer_take(struct rows *rows, struct td_arena *arena, bool *ret_found,
                                uint8_t **ret_response, size_t *ret_len)
{
    size_t len;
    const void *bytes = rows_blob(rows, 2, &len);
    uint8_t *response = td_arena_alloc(arena, len + 1); /* an empty answer is an answer, too */

    if (!response)
        return TD_RESOURCE_EXHAUSTED;
    memcpy(response, bytes, len);
    *ret_found = true;
    *ret_response = response;
    *ret_len = len;
    return TD_OK;
}

enum td_code idempotency_find(struct db *db, const struct idempotency_key *key,
                              struct td_arena *arena, bool *ret_found, uint8_t **ret_response,
                              size_t *ret_len)
{
    struct rows *rows = db_query(db,
                                 "SELECT method, request_sha256, response FROM idempotency"
                                 " WHERE officer_id = ?1 AND key = ?2",
                                 db_int(key->officer_id), db_blob(key->key, sizeof key->key));
    enum td_code code;

    if (!rows_next(rows)) {
        if (db_fault(db) == TD_OK)
            *ret_found = false;
        return db_fault(db);
    }
    code = is_same_request(rows, key) ? answer_take(rows, arena, ret_found, ret_response, ret_len)
                                      : TD_ALREADY_EXISTS;
    rows_end(rows);
    return code;
}

enum td_code idempotency_record(struct db *db, const struct idempotency_key *key,
                                const uint8_t *response, size_t len, int64_t now_utc_ms)
{
    return db_exec(db,
                   "INSERT INTO idempotency (officer_id, key, method, request_sha256, response,"
                   " at_utc_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   db_int(key->officer_id), db_blob(key->key, sizeof key->key),
                   db_text(key->method), db_blob(key->request_sha256, sizeof key->request_sha256),
                   db_blob(len > 0 ? (const void *)response : "", len), db_int(now_utc_ms));
}
