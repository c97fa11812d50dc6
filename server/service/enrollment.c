/* EnrollmentService: how a device becomes an officer's, and stays it. */
#include "services.h"

#include "digest.h"
#include "domain/names.h"
#include "enroll_code.h"
#include "enrollment.pb-c.h"
#include "officers.h"
#include "pki.h"

#define DEVICE_NAME_MAX_CHARS 60
/* The daemon's clock may be set back a little without locking devices out. */
#define BACKDATE_MS ((int64_t)5 * 60 * 1000)

/* A certificate for a device, issued and recorded. */
static enum td_code issue(struct call *call, const char *login, int64_t device_id,
                          const ProtobufCBinaryData *csr, ProtobufCBinaryData *ret_der,
                          int64_t *ret_not_after_utc_ms)
{
    int64_t lifetime_ms = call->services->certificate_lifetime_ms;
    /* X.509 knows whole seconds. */
    struct certificate_row row = {
        .device_id = device_id,
        .not_before_utc_ms = (call->now_utc_ms - BACKDATE_MS) / 1000 * 1000,
        .not_after_utc_ms = (call->now_utc_ms + lifetime_ms) / 1000 * 1000,
        .issued_utc_ms = call->now_utc_ms,
        .log_seq = call->log_seq,
    };
    char *name = td_arena_printf(call->arena, "%s/%lld", login, (long long)device_id);
    if (!name)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        pki_issue(call->services->pki, csr->data, csr->len, name, row.not_before_utc_ms,
                  row.not_after_utc_ms, call->arena, &ret_der->data, &ret_der->len);
    if (code == TD_INVALID_ARGUMENT)
        return td_fail(call->err, code, "csr_der", "", TD_KEY_CSR, TD_END);
    if (code != TD_OK)
        return code;
    td_sha256(ret_der->data, ret_der->len, row.fingerprint);
    *ret_not_after_utc_ms = row.not_after_utc_ms;
    return certificates_add(call->db, &row);
}

/* The officer a secret stands for, if the code and the officer are still good. All refusals are
 * UNAUTHENTICATED; a guesser learns nothing about codes that were never issued. */
static enum td_code find_by_secret(struct call *call, const uint8_t secret_sha256[32],
                                   struct officer_row *ret_officer)
{
    struct enrolment_code_row row;
    enum td_code code = enrolment_codes_find(call->db, secret_sha256, call->arena, &row);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, TD_UNAUTHENTICATED, "secret", "", TD_KEY_CODE_UNKNOWN, TD_END);
    if (code != TD_OK)
        return code;
    if (row.used_utc_ms)
        return td_fail(call->err, TD_UNAUTHENTICATED, "secret", "", TD_KEY_CODE_USED, TD_END);
    if (call->now_utc_ms >= row.expires_utc_ms)
        return td_fail(call->err, TD_UNAUTHENTICATED, "secret", "", TD_KEY_CODE_EXPIRED,
                       "at_utc_ms", td_dec(call->arena, row.expires_utc_ms), TD_END);
    code = officers_find_id(call->db, row.officer_id, call->arena, ret_officer);
    if (code == TD_OK && ret_officer->disabled_utc_ms)
        return td_fail(call->err, TD_UNAUTHENTICATED, "secret", "", TD_KEY_OFFICER_DISABLED,
                       "login", ret_officer->login, "at_utc_ms",
                       td_dec(call->arena, ret_officer->disabled_utc_ms), TD_END);
    return code;
}

static enum td_code fill_enrolled(struct call *call, const struct officer_row *officer,
                                  Pb__EnrollResponse *out)
{
    out->ca_der.data = (uint8_t *)pki_ca_der(call->services->pki, &out->ca_der.len);
    out->receipt_key.data = td_arena_alloc(call->arena, 32);
    out->receipt_key.len = 32;
    if (!out->receipt_key.data)
        return TD_RESOURCE_EXHAUSTED;
    pki_receipt_key(call->services->pki, out->receipt_key.data);
    out->officer = (char *)officer->login;
    out->unit_code = (char *)officer->unit_code;
    return TD_OK;
}

static enum td_code enrollment_enroll(struct call *call, const Pb__EnrollRequest *in,
                                      Pb__EnrollResponse *out)
{
    uint8_t secret_sha256[TD_SHA256_SIZE];
    struct officer_row officer;
    struct device_row device = {
        .name = in->device_name, .enrolled_utc_ms = call->now_utc_ms, .log_seq = call->log_seq};
    if (in->secret.len != TD_ENROLL_SECRET_SIZE)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "secret", "", TD_KEY_BYTES_LENGTH,
                       "expected", td_dec(call->arena, TD_ENROLL_SECRET_SIZE), TD_END);
    enum td_code code =
        label_check(in->device_name, DEVICE_NAME_MAX_CHARS, "device_name", call->err);
    if (code != TD_OK)
        return code;
    td_sha256(in->secret.data, in->secret.len, secret_sha256);
    code = find_by_secret(call, secret_sha256, &officer);
    if (code != TD_OK)
        return code;
    device.officer_id = officer.id;
    code = devices_add(call->db, &device, &device.id);
    if (code == TD_OK)
        code = issue(call, officer.login, device.id, &in->csr_der, &out->certificate_der,
                     &out->not_after_utc_ms);
    if (code == TD_OK)
        code = enrolment_codes_use(call->db, secret_sha256, device.id, call->now_utc_ms);
    if (code != TD_OK)
        return code;
    call->note.subject = td_arena_printf(call->arena, "officer %s", officer.login);
    call->note.detail =
        td_arena_printf(call->arena, "device %lld: %s", (long long)device.id, in->device_name);
    return fill_enrolled(call, &officer, out);
}

/* The old certificate stays good until it expires: a device that lost the answer asks again. */
static enum td_code enrollment_renew(struct call *call, const Pb__RenewRequest *in,
                                     Pb__RenewResponse *out)
{
    enum td_code code = issue(call, call->who.login, call->who.device_id, &in->csr_der,
                              &out->certificate_der, &out->not_after_utc_ms);
    call->note.subject = td_arena_printf(call->arena, "officer %s", call->who.login);
    call->note.detail =
        td_arena_printf(call->arena, "device %lld renewed", (long long)call->who.device_id);
    return code;
}

METHOD(enrollment__enroll, Pb__EnrollRequest, Pb__EnrollResponse, METHOD_WRITE, STRANGERS,
       enrollment_enroll)
METHOD(enrollment__renew, Pb__RenewRequest, Pb__RenewResponse, METHOD_WRITE, ANY_OFFICER,
       enrollment_renew)
SERVICE(enrollment_service, PB__ENROLLMENT_SERVICE__INIT, enrollment__)
