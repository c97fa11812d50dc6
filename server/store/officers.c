/* The SQL of officers, devices, certificates and enrolment codes. */
#include "officers.h"

#include "db.h"
#include "take.h"

/* -- officers -- */

/* As of ?1: active who was disabled later. */
#define OFFICER_SELECT                                                                       \
    "SELECT id, login, full_name, unit_code, (SELECT SUM(1 << role) FROM"                    \
    " officer_role WHERE officer_id = officer.id AND role BETWEEN 1 AND 31), added_utc_ms, " \
    "added_by, CASE WHEN disabled_log_seq <= ?1 THEN COALESCE(disabled_utc_ms, 0) ELSE 0"    \
    " END, CASE WHEN disabled_log_seq <= ?1 THEN disabled_reason ELSE '' END, staff_code"    \
    " FROM officer"

static void officer_read(struct take *take, void *ret_item)
{
    struct officer_row *officer = ret_item;
    officer->id = take_int(take);
    officer->login = take_text(take);
    officer->full_name = take_text(take);
    officer->unit_code = take_text(take);
    officer->roles = (role_set)take_int(take);
    officer->added_utc_ms = take_int(take);
    officer->added_by = take_int(take);
    officer->disabled_utc_ms = take_int(take);
    officer->disabled_reason = take_text(take);
    officer->staff_code = take_text(take);
}

static enum td_code add_roles(struct db *db, int64_t officer_id, role_set roles)
{
    enum td_code code = TD_OK;
    for (int role = 1; role < 32 && code == TD_OK; role++)
        if (roles & ROLE_BIT(role))
            code = db_exec(db, "INSERT INTO officer_role (officer_id, role) VALUES (?1, ?2)",
                           db_int(officer_id), db_int(role));
    return code;
}

enum td_code officers_add(struct db *db, const struct officer_row *officer, int64_t *ret_id)
{
    int64_t id = 0;
    struct rows *rows = db_query(
        db,
        "INSERT INTO officer (login, full_name, unit_code, added_utc_ms, added_by, staff_code,"
        " log_seq) VALUES (?1, ?2, ?3, ?4, NULLIF(?5, 0), COALESCE(?6, ''), ?7)"
        " ON CONFLICT (login) DO NOTHING RETURNING id",
        db_text(officer->login), db_text(officer->full_name), db_text(officer->unit_code),
        db_int(officer->added_utc_ms), db_int(officer->added_by), db_text(officer->staff_code),
        db_int((int64_t)officer->log_seq));
    enum td_code code = take_number(db, rows, 0, &id);
    if (code == TD_OK && id == 0)
        code = TD_ALREADY_EXISTS;
    if (code == TD_OK)
        code = add_roles(db, id, officer->roles);
    if (code == TD_OK)
        *ret_id = id;
    return code;
}

enum td_code officers_find(struct db *db, const char *login, struct td_arena *arena,
                           struct officer_row *ret)
{
    struct rows *rows =
        db_query(db, OFFICER_SELECT " WHERE login = ?2", db_int(INT64_MAX), db_text(login));
    return take_one(db, rows, arena, officer_read, sizeof *ret, ret);
}

enum td_code officers_find_id(struct db *db, int64_t officer_id, struct td_arena *arena,
                              struct officer_row *ret)
{
    struct rows *rows =
        db_query(db, OFFICER_SELECT " WHERE id = ?2", db_int(INT64_MAX), db_int(officer_id));
    return take_one(db, rows, arena, officer_read, sizeof *ret, ret);
}

enum td_code officers_list(struct db *db, bool include_disabled, int64_t as_of_seq,
                           struct td_arena *arena, struct officer_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 OFFICER_SELECT " WHERE log_seq <= ?1 AND (disabled_utc_ms IS NULL"
                                " OR disabled_log_seq > ?1 OR ?2 = 1) ORDER BY login",
                 db_int(as_of_seq), db_int(include_disabled));
    enum td_code code = take_all(db, rows, arena, officer_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

/* What an UPDATE of one row came to. */
static enum td_code changed_one(struct db *db, enum td_code code)
{
    return code == TD_OK && db_changes(db) == 0 ? TD_NOT_FOUND : code;
}

enum td_code officers_disable(struct db *db, int64_t officer_id, int64_t at_utc_ms,
                              uint64_t log_seq, const char *reason)
{
    return changed_one(db, db_exec(db,
                                   "UPDATE officer SET disabled_utc_ms = ?2, disabled_reason = ?3,"
                                   " disabled_log_seq = ?4"
                                   " WHERE id = ?1 AND disabled_utc_ms IS NULL",
                                   db_int(officer_id), db_int(at_utc_ms), db_text(reason),
                                   db_int((int64_t)log_seq)));
}

/* -- devices and certificates -- */

static void device_read(struct take *take, void *ret_item)
{
    struct device_row *device = ret_item;
    device->id = take_int(take);
    device->officer_id = take_int(take);
    device->name = take_text(take);
    device->enrolled_utc_ms = take_int(take);
    device->not_after_utc_ms = take_int(take);
}

enum td_code devices_add(struct db *db, const struct device_row *device, int64_t *ret_id)
{
    struct rows *rows = db_query(db,
                                 "INSERT INTO device (officer_id, name, enrolled_utc_ms, log_seq)"
                                 " VALUES (?1, ?2, ?3, ?4) RETURNING id",
                                 db_int(device->officer_id), db_text(device->name),
                                 db_int(device->enrolled_utc_ms), db_int((int64_t)device->log_seq));
    return take_number(db, rows, 0, ret_id);
}

enum td_code devices_list(struct db *db, int64_t officer_id, int64_t as_of_seq,
                          struct td_arena *arena, struct device_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db,
                                 "SELECT id, officer_id, name, enrolled_utc_ms,"
                                 " (SELECT MAX(not_after_utc_ms) FROM certificate"
                                 " WHERE device_id = device.id AND log_seq <= ?2) FROM device"
                                 " WHERE (officer_id = ?1 OR ?1 = 0) AND log_seq <= ?2"
                                 " ORDER BY officer_id, id",
                                 db_int(officer_id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, device_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code certificates_add(struct db *db, const struct certificate_row *certificate)
{
    return db_exec(db,
                   "INSERT INTO certificate (fingerprint, device_id, not_before_utc_ms,"
                   " not_after_utc_ms, issued_utc_ms, log_seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   db_blob(certificate->fingerprint, sizeof certificate->fingerprint),
                   db_int(certificate->device_id), db_int(certificate->not_before_utc_ms),
                   db_int(certificate->not_after_utc_ms), db_int(certificate->issued_utc_ms),
                   db_int((int64_t)certificate->log_seq));
}

/* -- enrolment codes -- */

static void enrolment_code_read(struct take *take, void *ret_item)
{
    struct enrolment_code_row *code = ret_item;
    take_bytes(take, code->secret_sha256, sizeof code->secret_sha256);
    code->officer_id = take_int(take);
    code->issued_utc_ms = take_int(take);
    code->expires_utc_ms = take_int(take);
    code->used_utc_ms = take_int(take);
}

enum td_code enrolment_codes_add(struct db *db, const struct enrolment_code_row *code)
{
    return db_exec(db,
                   "INSERT INTO enrolment_code (secret_sha256, officer_id, issued_utc_ms,"
                   " expires_utc_ms) VALUES (?1, ?2, ?3, ?4)",
                   db_blob(code->secret_sha256, sizeof code->secret_sha256),
                   db_int(code->officer_id), db_int(code->issued_utc_ms),
                   db_int(code->expires_utc_ms));
}

enum td_code enrolment_codes_find(struct db *db, const uint8_t secret_sha256[32],
                                  struct td_arena *arena, struct enrolment_code_row *ret)
{
    struct rows *rows = db_query(db,
                                 "SELECT secret_sha256, officer_id, issued_utc_ms,"
                                 " expires_utc_ms, COALESCE(used_utc_ms, 0) FROM enrolment_code"
                                 " WHERE secret_sha256 = ?1",
                                 db_blob(secret_sha256, 32));
    return take_one(db, rows, arena, enrolment_code_read, sizeof *ret, ret);
}

enum td_code enrolment_codes_use(struct db *db, const uint8_t secret_sha256[32], int64_t device_id,
                                 int64_t at_utc_ms)
{
    return changed_one(db,
                       db_exec(db,
                               "UPDATE enrolment_code SET used_utc_ms = ?2, device_id = ?3"
                               " WHERE secret_sha256 = ?1 AND used_utc_ms IS NULL",
                               db_blob(secret_sha256, 32), db_int(at_utc_ms), db_int(device_id)));
}
