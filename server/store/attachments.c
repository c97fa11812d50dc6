/* The SQL of evidence files by subject, and of references to files anywhere. */
#include "attachments.h"

#include "db.h"
#include "take.h"

enum td_code attachments_add(struct db *db, const char *subject, uint64_t log_seq,
                             const struct attachment_row *files, size_t n)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = db_exec(db,
                       "INSERT INTO attachment (subject, log_seq, ordinal, sha256, name,"
                       " size_bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                       db_text(subject), db_int((int64_t)log_seq), db_int((int64_t)i),
                       db_blob(files[i].sha256, 32), db_text(files[i].name),
                       db_int((int64_t)files[i].size_bytes));
    return code;
}

static void attachment_read(struct take *take, void *ret_item)
{
    struct attachment_row *file = ret_item;
    file->sha256 = take_blob(take, NULL);
    file->name = take_text(take);
    file->size_bytes = (uint64_t)take_int(take);
    file->log_seq = (uint64_t)take_int(take);
    file->at_utc_ms = take_int(take);
    file->login = take_text(take);
}

enum td_code attachments_list(struct db *db, const char *subject, uint64_t first_seq,
                              uint64_t last_seq, struct td_arena *arena,
                              struct attachment_row **ret, size_t *ret_n)
{
    void *items = NULL;
    /* The event in which a write is still at work has no row in the log yet. */
    struct rows *rows =
        db_query(db,
                 "SELECT a.sha256, a.name, a.size_bytes, a.log_seq, e.at_utc_ms,"
                 " e.login FROM attachment a"
                 " LEFT JOIN audit_event e ON e.seq = a.log_seq"
                 " WHERE a.subject = ?1 AND a.log_seq BETWEEN ?2 AND ?3"
                 " ORDER BY a.log_seq, a.ordinal",
                 db_text(subject), db_int((int64_t)first_seq), db_int((int64_t)last_seq));
    enum td_code code = take_all(db, rows, arena, attachment_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static enum td_code take_bool(struct db *db, struct rows *rows, bool *ret)
{
    int64_t found = 0;
    enum td_code code = take_number(db, rows, 0, &found);
    if (code == TD_OK)
        *ret = found != 0;
    return code;
}

enum td_code attachments_refers(struct db *db, const char *subject, const uint8_t sha256[32],
                                bool *ret_refers)
{
    struct rows *rows =
        db_query(db, "SELECT 1 FROM attachment WHERE sha256 = ?2 AND subject = ?1 LIMIT 1",
                 db_text(subject), db_blob(sha256, 32));
    return take_bool(db, rows, ret_refers);
}

enum td_code attachments_any_refers(struct db *db, const uint8_t sha256[32], bool *ret_refers)
{
    struct rows *rows = db_query(db,
                                 "SELECT 1 FROM dossier_file WHERE sha256 = ?1"
                                 " UNION ALL SELECT 1 FROM attachment WHERE sha256 = ?1 LIMIT 1",
                                 db_blob(sha256, 32));
    return take_bool(db, rows, ret_refers);
}

static void digest_read(struct take *take, void *ret_item)
{
    take_bytes(take, ret_item, 32);
}

enum td_code attachments_any_next(struct db *db, const uint8_t after[32], uint8_t ret_sha256[32])
{
    uint8_t next[32];
    struct rows *rows = db_query(db,
                                 "SELECT sha256 FROM dossier_file WHERE sha256 > ?1"
                                 " UNION SELECT sha256 FROM attachment WHERE sha256 > ?1"
                                 " ORDER BY sha256 LIMIT 1",
                                 db_blob(after, 32));
    enum td_code code = take_one(db, rows, NULL, digest_read, sizeof next, next);
    if (code == TD_OK)
        memcpy(ret_sha256, next, sizeof next);
    return code;
}
