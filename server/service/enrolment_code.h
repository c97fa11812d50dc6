/* Making one-time enrolment codes: for OfficerService/IssueCode and thiduad's own commands. */
#ifndef SERVER_SERVICE_ENROLMENT_CODE_H
#define SERVER_SERVICE_ENROLMENT_CODE_H

#include "enroll_code.h"

struct db;
struct pki;

#define ENROLMENT_CODE_HOURS 72 /* default validity */
#define ENROLMENT_CODE_MAX_HOURS 720

struct enrolment_code_request {
    const struct pki *pki;
    const char *public_address; /* host:port, checked by td_address_parse at start */
    int64_t officer_id;
    int64_t now_utc_ms, expires_utc_ms;
};

/* Make a secret, store its digest, and put address, CA and secret into one text, the only place
 * where the secret is. Inside a write transaction. INTERNAL: the address is not usable. */
enum td_code enrolment_code_issue(struct db *db, const struct enrolment_code_request *request,
                                  char ret_text[TD_ENROLL_CODE_SIZE]);

#endif
