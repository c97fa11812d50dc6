/* One-time enrolment codes. */
#include "enrolment_code.h"

#include "digest.h"
#include "officers.h"
#include "pki.h"

enum td_code enrolment_code_issue(struct db *db, const struct enrolment_code_request *request,
                                  char ret_text[TD_ENROLL_CODE_SIZE])
{
    struct td_enroll_code code;
    struct enrolment_code_row row = {.officer_id = request->officer_id,
                                     .issued_utc_ms = request->now_utc_ms,
                                     .expires_utc_ms = request->expires_utc_ms};
    td_random(code.secret, sizeof code.secret);
    pki_ca_fingerprint(request->pki, code.ca_sha256);
    td_sha256(code.secret, sizeof code.secret, row.secret_sha256);
    enum td_code outcome = enrolment_codes_add(db, &row);
    if (outcome != TD_OK)
        return outcome;
    if (!td_address_parse(request->public_address, code.host, &code.port) ||
        !td_enroll_code_format(&code, ret_text))
        return TD_INTERNAL;
    return TD_OK;
}
