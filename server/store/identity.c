/* Who is behind a certificate: certificate → device → officer → roles, in one query. */
#include "identity.h"
#include "db.h"

struct standing {
    int64_t not_after_utc_ms;
    bool disabled;
    int64_t disabled_utc_ms;
};

static bool identity_take(struct rows *rows, struct td_arena *arena, struct identity *ret,
                          struct standing *ret_standing)
{
    *ret = (struct identity){
        .officer_id = rows_int(rows, 0),
        .device_id = rows_int(rows, 1),
        .login = td_arena_strdup(arena, rows_text(rows, 2)),
        .full_name = td_arena_strdup(arena, rows_text(rows, 3)),
        .unit_code = td_arena_strdup(arena, rows_text(rows, 4)),
    };
    *ret_standing = (struct standing){
        .not_after_utc_ms = rows_int(rows, 5),
        .disabled = !rows_null(rows, 6),
        .disabled_utc_ms = rows_int(rows, 6),
    };
    return ret->login && ret->full_name && ret->unit_code;
}

/* The present row's role: one row each, or one without for an officer who has none. Roles that a
 * newer version gave do not count here. */
static role_set role_of(struct rows *rows)
{
    int64_t role = rows_int(rows, 7);
    return role > 0 && role < 32 ? ROLE_BIT(role) : 0;
}

static enum td_code standing_check(const struct standing *standing, const char *login,
                                   int64_t now_utc_ms, struct td_err *err)
{
    if (standing->disabled)
        return td_fail(err, TD_UNAUTHENTICATED, "", "", TD_KEY_OFFICER_DISABLED, "login", login,
                       "at_utc_ms", err ? td_dec(err->arena, standing->disabled_utc_ms) : "",
                       TD_END);
    if (now_utc_ms >= standing->not_after_utc_ms)
        return td_fail(err, TD_UNAUTHENTICATED, "", "", TD_KEY_CERTIFICATE_EXPIRED, "at_utc_ms",
                       err ? td_dec(err->arena, standing->not_after_utc_ms) : "", TD_END);
    return TD_OK;
}

enum td_code identity_find(struct db *db, const uint8_t fingerprint[32], int64_t now_utc_ms,
                           struct td_arena *arena, struct identity *ret, struct td_err *err)
{
    struct identity found = {0};
    struct standing standing;
    enum td_code code;
    struct rows *rows =
        db_query(db,
                 "SELECT officer.id, device.id, login, full_name, unit_code, not_after_utc_ms,"
                 " disabled_utc_ms, role FROM certificate"
                 " JOIN device ON device.id = certificate.device_id"
                 " JOIN officer ON officer.id = device.officer_id"
                 " LEFT JOIN officer_role ON officer_role.officer_id = officer.id"
                 " WHERE fingerprint = ?1",
                 db_blob(fingerprint, 32));

    if (!rows_next(rows)) {
        if (db_fault(db) != TD_OK)
            return db_fault(db);
        return td_fail(err, TD_UNAUTHENTICATED, "", "", TD_KEY_NOT_ENROLLED, TD_END);
    }
    code = TD_RESOURCE_EXHAUSTED;
    if (!identity_take(rows, arena, &found, &standing))
        goto out;
    do
        found.roles |= role_of(rows);
    while (rows_next(rows));
    code = db_fault(db);
    if (code == TD_OK)
        code = standing_check(&standing, found.login, now_utc_ms, err);
    if (code == TD_OK)
        *ret = found;
out:
    rows_end(rows);
    return code;
}
