/* The log: one event a successful write, each hashed over the one before. Used by dispatch (in
 * the transaction of the write), by receipts and by `thiduad verify`. Append only.
 *
 *   head(n) = SHA-256("thidua log 1\n" · head(n-1) · fields of event n in the order below, without
 *             head), head(0) being 32 zeros; every field as its length (4 bytes, big-endian) and
 *             its bytes, a number's bytes being 8, big-endian. */
#ifndef SERVER_STORE_AUDIT_H
#define SERVER_STORE_AUDIT_H

#include "arena.h"
#include "err.h"

struct db;

struct audit_event {
    uint64_t seq; /* 1, 2, 3 … without gaps */
    int64_t at_utc_ms;
    int64_t officer_id, device_id; /* 0: a stranger, or the daemon itself */
    const char *login;             /* as it was then */
    const char *method;            /* "DossierService/Submit" */
    const char *subject;           /* "HS-2022-0007" */
    uint32_t version;
    const char *detail;
    uint8_t request_sha256[32];
    uint8_t head[32]; /* of this event */
};

/* The number the next event will have. */
enum td_code audit_next_seq(struct db *db, uint64_t *ret_seq);
/* Append; event->seq must be the next number (INTERNAL otherwise). Sets event->head. */
enum td_code audit_append(struct db *db, struct audit_event *event);
/* The last event before an instant; *ret_seq 0: there is none. Events are in the order of time, as
 * far as the clock was never set back. */
enum td_code audit_find_before(struct db *db, int64_t before_utc_ms, uint64_t *ret_seq);
/* NOT_FOUND when there is no such event. Strings in the arena. */
enum td_code audit_find(struct db *db, uint64_t seq, struct td_arena *arena,
                        struct audit_event *ret);
/* Walk the whole chain. OK: *ret_count events, all sound. DATA_LOSS: *ret_count is the number
 * of the first event that is missing or does not hash. */
enum td_code audit_verify(struct db *db, uint64_t *ret_count);

#endif
