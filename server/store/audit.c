/* The log's rows, and the chain of hashes over them. */
#include "audit.h"
#include "db.h"
#include "digest.h"
#include "take.h"

#include <string.h>

#define COLUMNS                                                                       \
    "seq, at_utc_ms, officer_id, device_id, login, method, subject, version, detail," \
    " request_sha256, head"

/* ---- The chain --------------------------------------------------------------------------- */

static void big_endian(uint64_t number, uint8_t *ret_bytes, size_t len)
{
    while (len-- > 0) {
        ret_bytes[len] = (uint8_t)number;
        number >>= 8;
    }
}

static void hash_bytes(struct td_sha256 *hash, const void *bytes, size_t len)
{
    uint8_t length[4];

    big_endian(len, length, sizeof length);
    td_sha256_update(hash, length, sizeof length);
    td_sha256_update(hash, bytes, len);
}

static void hash_text(struct td_sha256 *hash, const char *text)
{
    hash_bytes(hash, text, strlen(text));
}

static void hash_number(struct td_sha256 *hash, uint64_t number)
{
    uint8_t bytes[8];

    big_endian(number, bytes, sizeof bytes);
    hash_bytes(hash, bytes, sizeof bytes);
}

/* The head after this event. false: out of memory. */
static bool head_of(const struct audit_event *event, const uint8_t previous[TD_SHA256_SIZE],
                    uint8_t ret_head[TD_SHA256_SIZE])
{
    static const char DOMAIN[] = "thidua log 1\n";
    struct td_sha256 *hash = td_sha256_new();

    if (!hash)
        return false;
    td_sha256_update(hash, DOMAIN, sizeof DOMAIN - 1);
    td_sha256_update(hash, previous, TD_SHA256_SIZE);
    hash_number(hash, event->seq);
    hash_number(hash, (uint64_t)event->at_utc_ms);
    hash_number(hash, (uint64_t)event->officer_id);
    hash_number(hash, (uint64_t)event->device_id);
    hash_text(hash, event->login);
    hash_text(hash, event->method);
    hash_text(hash, event->subject);
    hash_number(hash, event->version);
    hash_text(hash, event->detail);
    hash_bytes(hash, event->request_sha256, sizeof event->request_sha256);
    td_sha256_peek(hash, ret_head);
    td_sha256_free(hash);
    return true;
}

/* ---- Rows -------------------------------------------------------------------------------- */

static bool digest_take(struct rows *rows, int column, uint8_t ret_digest[TD_SHA256_SIZE])
{
    size_t len;
    const void *bytes = rows_blob(rows, column, &len);

    if (len != TD_SHA256_SIZE)
        return false;
    memcpy(ret_digest, bytes, len);
    return true;
}

/* The present row of COLUMNS; its strings are the row's own. false: not what audit_append wrote. */
static bool event_take(struct rows *rows, struct audit_event *ret)
{
    if (rows_int(rows, 7) < 0 || rows_int(rows, 7) > UINT32_MAX)
        return false;
    *ret = (struct audit_event){
        .seq = (uint64_t)rows_int(rows, 0),
        .at_utc_ms = rows_int(rows, 1),
        .officer_id = rows_int(rows, 2),
        .device_id = rows_int(rows, 3),
        .login = rows_text(rows, 4),
        .method = rows_text(rows, 5),
        .subject = rows_text(rows, 6),
        .version = (uint32_t)rows_int(rows, 7),
        .detail = rows_text(rows, 8),
    };
    return digest_take(rows, 9, ret->request_sha256) && digest_take(rows, 10, ret->head);
}

enum td_code audit_next_seq(struct db *db, uint64_t *ret_seq)
{
    struct rows *rows = db_query(db, "SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_event");

    if (!rows_next(rows))
        return db_fault(db);
    *ret_seq = (uint64_t)rows_int(rows, 0);
    rows_end(rows);
    return TD_OK;
}

/* The head before event `seq`; INTERNAL when that is not the next one. */
static enum td_code previous_head(struct db *db, uint64_t seq, uint8_t ret_head[TD_SHA256_SIZE])
{
    struct rows *rows = db_query(db, "SELECT seq, head FROM audit_event ORDER BY seq DESC LIMIT 1");
    enum td_code code = TD_OK;

    if (!rows_next(rows)) {
        memset(ret_head, 0, TD_SHA256_SIZE);
        return db_fault(db) == TD_OK && seq != 1 ? TD_INTERNAL : db_fault(db);
    }
    if ((uint64_t)rows_int(rows, 0) != seq - 1)
        code = TD_INTERNAL;
    else if (!digest_take(rows, 1, ret_head))
        code = TD_DATA_LOSS;
    rows_end(rows);
    return code;
}

enum td_code audit_append(struct db *db, struct audit_event *event)
{
    uint8_t previous[TD_SHA256_SIZE], head[TD_SHA256_SIZE];
    enum td_code code = previous_head(db, event->seq, previous);

    if (code != TD_OK)
        return code;
    if (!head_of(event, previous, head))
        return TD_INTERNAL;
    code = db_exec(db,
                   "INSERT INTO audit_event (" COLUMNS ")"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                   db_int((int64_t)event->seq), db_int(event->at_utc_ms), db_int(event->officer_id),
                   db_int(event->device_id), db_text(event->login), db_text(event->method),
                   db_text(event->subject), db_int(event->version), db_text(event->detail),
                   db_blob(event->request_sha256, sizeof event->request_sha256),
                   db_blob(head, sizeof head));
    if (code == TD_OK)
        memcpy(event->head, head, sizeof head);
    return code;
}

/* Halving, by the primary key: an index on times would cost every write a page. */
enum td_code audit_find_before(struct db *db, int64_t before_utc_ms, uint64_t *ret_seq)
{
    uint64_t before = 0, from;
    enum td_code code = audit_next_seq(db, &from);
    while (code == TD_OK && from - before > 1) {
        uint64_t middle = before + (from - before) / 2;
        int64_t at_utc_ms;
        struct rows *rows = db_query(db, "SELECT at_utc_ms FROM audit_event WHERE seq = ?1",
                                     db_int((int64_t)middle));
        code = take_number(db, rows, INT64_MAX, &at_utc_ms);
        if (at_utc_ms < before_utc_ms)
            before = middle;
        else
            from = middle;
    }
    if (code == TD_OK)
        *ret_seq = before;
    return code;
}

static enum td_code event_keep(struct audit_event *event, struct td_arena *arena)
{
    event->login = td_arena_strdup(arena, event->login);
    event->method = td_arena_strdup(arena, event->method);
    event->subject = td_arena_strdup(arena, event->subject);
    event->detail = td_arena_strdup(arena, event->detail);
    return event->login && event->method && event->subject && event->detail ? TD_OK
                                                                            : TD_RESOURCE_EXHAUSTED;
}

enum td_code audit_find(struct db *db, uint64_t seq, struct td_arena *arena,
                        struct audit_event *ret)
{
    struct rows *rows =
        db_query(db, "SELECT " COLUMNS " FROM audit_event WHERE seq = ?1", db_int((int64_t)seq));
    struct audit_event event;
    enum td_code code;

    if (!rows_next(rows))
        return db_fault(db) == TD_OK ? TD_NOT_FOUND : db_fault(db);
    code = event_take(rows, &event) ? event_keep(&event, arena) : TD_DATA_LOSS;
    rows_end(rows);
    if (code == TD_OK)
        *ret = event;
    return code;
}

enum td_code audit_verify(struct db *db, uint64_t *ret_count)
{
    struct rows *rows = db_query(db, "SELECT " COLUMNS " FROM audit_event ORDER BY seq");
    uint8_t previous[TD_SHA256_SIZE] = {0}, head[TD_SHA256_SIZE];
    struct audit_event event;
    uint64_t sound = 0;

    while (rows_next(rows)) {
        bool taken = event_take(rows, &event);

        if (taken && !head_of(&event, previous, head)) {
            rows_end(rows);
            return TD_INTERNAL;
        }
        if (!taken || event.seq != sound + 1 || memcmp(head, event.head, sizeof head) != 0) {
            rows_end(rows);
            *ret_count = sound + 1;
            return TD_DATA_LOSS;
        }
        memcpy(previous, head, sizeof head);
        sound++;
    }
    if (db_fault(db) != TD_OK)
        return db_fault(db);
    *ret_count = sound;
    return TD_OK;
}
