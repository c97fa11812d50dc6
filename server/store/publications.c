/* The SQL of publications. */
#include "publications.h"

#include "db.h"
#include "take.h"

static void writer_read(struct take *take, struct publication_writer *by)
{
    by->log_seq = (uint64_t)take_int(take);
    by->at_utc_ms = take_int(take);
    by->officer_id = take_int(take);
    by->login = take_text(take);
    by->full_name = take_text(take);
}

#define WRITER "x.log_seq, x.at_utc_ms, o.id, o.login, o.full_name"
#define WRITER_JOIN \
    " x JOIN officer o ON o.id = x.officer_id WHERE x.round_id = ?1 AND x.log_seq <= ?2"

/* -- versions -- */

enum td_code publications_add(struct db *db, const struct publication_row *row)
{
    return db_exec(db,
                   "INSERT INTO publication (round_id, version, log_seq, reason, due_on, at_utc_ms,"
                   " officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   db_text(row->round_id), db_int(row->version), db_int((int64_t)row->by.log_seq),
                   db_text(row->reason), db_text(row->due_on), db_int(row->by.at_utc_ms),
                   db_int(row->by.officer_id));
}

static void version_read(struct take *take, void *ret_item)
{
    struct publication_row *row = ret_item;
    row->round_id = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->reason = take_text(take);
    row->due_on = take_text(take);
    writer_read(take, &row->by);
}

enum td_code publications_versions(struct db *db, const char *round_id, int64_t as_of_seq,
                                   struct td_arena *arena, struct publication_row **ret,
                                   size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db,
                                 "SELECT x.round_id, x.version, x.reason, x.due_on, " WRITER
                                 " FROM publication" WRITER_JOIN " ORDER BY x.version DESC",
                                 db_text(round_id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, version_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

/* -- sending -- */

enum td_code publications_sending_add(struct db *db, const struct publication_sending_row *row)
{
    return db_exec(db,
                   "INSERT INTO publication_sending (round_id, log_seq, version, recipient,"
                   " document, sent_on, note, at_utc_ms, officer_id)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   db_text(row->round_id), db_int((int64_t)row->by.log_seq), db_int(row->version),
                   db_text(row->recipient), db_text(row->document), db_text(row->sent_on),
                   db_text(row->note), db_int(row->by.at_utc_ms), db_int(row->by.officer_id));
}

static void sending_read(struct take *take, void *ret_item)
{
    struct publication_sending_row *row = ret_item;
    row->round_id = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->recipient = take_text(take);
    row->document = take_text(take);
    row->sent_on = take_text(take);
    row->note = take_text(take);
    writer_read(take, &row->by);
}

enum td_code publications_sendings(struct db *db, const char *round_id, int64_t as_of_seq,
                                   struct td_arena *arena, struct publication_sending_row **ret,
                                   size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT x.round_id, x.version, x.recipient, x.document, x.sent_on, x.note, " WRITER
                 " FROM publication_sending" WRITER_JOIN " ORDER BY x.log_seq",
                 db_text(round_id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, sending_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

/* -- units that took note -- */

enum td_code publications_receipt_add(struct db *db, const struct publication_receipt_row *row)
{
    return db_exec(db,
                   "INSERT INTO publication_receipt (round_id, version, unit_code, log_seq,"
                   " at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   db_text(row->round_id), db_int(row->version), db_text(row->unit_code),
                   db_int((int64_t)row->by.log_seq), db_int(row->by.at_utc_ms),
                   db_int(row->by.officer_id));
}

static void receipt_read(struct take *take, void *ret_item)
{
    struct publication_receipt_row *row = ret_item;
    row->round_id = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->unit_code = take_text(take);
    writer_read(take, &row->by);
}

enum td_code publications_receipts(struct db *db, const char *round_id, uint32_t version,
                                   int64_t as_of_seq, struct td_arena *arena,
                                   struct publication_receipt_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT x.round_id, x.version, x.unit_code, " WRITER
                 " FROM publication_receipt" WRITER_JOIN " AND x.version = ?3 ORDER BY x.unit_code",
                 db_text(round_id), db_int(as_of_seq), db_int(version));
    enum td_code code = take_all(db, rows, arena, receipt_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

/* -- broadcasts -- */

enum td_code broadcasts_add(struct db *db, const struct broadcast_row *row)
{
    return db_exec(db,
                   "INSERT INTO broadcast (round_id, log_seq, version, broadcast_utc_ms, programme,"
                   " at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   db_text(row->round_id), db_int((int64_t)row->by.log_seq), db_int(row->version),
                   db_int(row->broadcast_utc_ms), db_text(row->programme),
                   db_int(row->by.at_utc_ms), db_int(row->by.officer_id));
}

static void broadcast_read(struct take *take, void *ret_item)
{
    struct broadcast_row *row = ret_item;
    row->round_id = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->broadcast_utc_ms = take_int(take);
    row->programme = take_text(take);
    writer_read(take, &row->by);
}

enum td_code broadcasts_list(struct db *db, const char *round_id, int64_t as_of_seq,
                             struct td_arena *arena, struct broadcast_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT x.round_id, x.version, x.broadcast_utc_ms, x.programme, " WRITER
                 " FROM broadcast" WRITER_JOIN " ORDER BY x.broadcast_utc_ms, x.log_seq",
                 db_text(round_id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, broadcast_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void announcement_read(struct take *take, void *ret_item)
{
    struct announcement_row *row = ret_item;
    row->round_id = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->due_on = take_text(take);
    row->published_utc_ms = take_int(take);
    row->number = take_text(take);
    row->signed_on = take_text(take);
    row->broadcasts = (uint32_t)take_int(take);
    row->last_broadcast_utc_ms = take_int(take);
}

enum td_code announcements_list(struct db *db, int64_t as_of_seq, struct td_arena *arena,
                                struct announcement_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(
        db,
        "SELECT p.round_id, p.version, p.due_on, p.at_utc_ms, d.number, d.signed_on,"
        " (SELECT COUNT(*) FROM broadcast b WHERE b.round_id = p.round_id"
        " AND b.version = p.version AND b.log_seq <= ?1),"
        " COALESCE((SELECT MAX(b.broadcast_utc_ms) FROM broadcast b WHERE b.round_id = p.round_id"
        " AND b.version = p.version AND b.log_seq <= ?1), 0)"
        " FROM publication p JOIN decision d ON d.round_id = p.round_id"
        " WHERE p.log_seq <= ?1 AND NOT EXISTS (SELECT 1 FROM publication n"
        " WHERE n.round_id = p.round_id AND n.version = p.version + 1 AND n.log_seq <= ?1)"
        " ORDER BY p.round_id",
        db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, announcement_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
