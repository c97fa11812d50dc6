/* The first answer to every write, kept for ever: a retry never doubles. Used by dispatch only,
 * in the transaction of the write itself. */
#ifndef SERVER_STORE_IDEMPOTENCY_H
#define SERVER_STORE_IDEMPOTENCY_H

#include "arena.h"
#include "err.h"

struct db;

#define IDEMPOTENCY_KEY_SIZE 16

struct idempotency_key {
    int64_t officer_id; /* 0: a stranger */
    uint8_t key[IDEMPOTENCY_KEY_SIZE];
    const char *method;         /* "DossierService/Submit" */
    uint8_t request_sha256[32]; /* of the payload */
};

/* OK with *ret_found false: not seen before. OK with *ret_found true: *ret_response (arena) is
 * the first answer's payload. ALREADY_EXISTS: same key, other method or bytes. */
enum td_code idempotency_find(struct db *db, const struct idempotency_key *key,
                              struct td_arena *arena, bool *ret_found, uint8_t **ret_response,
                              size_t *ret_len);
enum td_code idempotency_record(struct db *db, const struct idempotency_key *key,
                                const uint8_t *response, size_t len, int64_t now_utc_ms);

#endif
