/* Enrolment codes made at the daemon's own computer. */
#include "grant.h"

#include "audit.h"
#include "enrolment_code.h"
#include "i18n.h"
#include "timefmt.h"

#define HOUR_MS ((int64_t)3600 * 1000)

enum td_code grant_issue(struct db *db, const struct grant *grant, int64_t now_utc_ms,
                         char *ret_text, int64_t *ret_expires_utc_ms)
{
    char subject[64];
    const struct enrolment_code_request request = {.pki = grant->pki,
                                                   .public_address = grant->address,
                                                   .officer_id = grant->officer_id,
                                                   .now_utc_ms = now_utc_ms,
                                                   .expires_utc_ms =
                                                       now_utc_ms + ENROLMENT_CODE_HOURS * HOUR_MS};
    (void)snprintf(subject, sizeof subject, "officer %s", grant->login);
    struct audit_event event = {.at_utc_ms = now_utc_ms,
                                .login = "",
                                .method = grant->method,
                                .subject = subject,
                                .detail = ""};
    enum td_code code = enrolment_code_issue(db, &request, ret_text);
    if (code == TD_OK)
        code = audit_next_seq(db, &event.seq);
    if (code == TD_OK)
        code = audit_append(db, &event);
    if (code == TD_OK)
        *ret_expires_utc_ms = request.expires_utc_ms;
    return code;
}

void grant_print(const char *login, const char *code_text, int64_t expires_utc_ms)
{
    char expires[TD_TIME_SIZE];
    td_time_human(expires_utc_ms, expires);
    printf(_("Enrolment code for %s, good once and until %s:\n\n    %s\n\n"
             "On that officer's own computer run: thidua enroll CODE\n"),
           login, expires, code_text);
}

int admin_fail(const char *command, enum td_code code, const char *place, const char *problem)
{
    fprintf(stderr, "thiduad %s: %s: %s\n", command, place, _(problem));
    return td_code_exit(code);
}
