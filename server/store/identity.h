/* Who is behind a certificate, now. */
#ifndef SERVER_STORE_IDENTITY_H
#define SERVER_STORE_IDENTITY_H

#include "arena.h"
#include "domain/workflow.h"

#include <stdint.h>

struct db;

/* From the certificate and the database, at this request. Strings in the request's arena. */
struct identity {
    int64_t officer_id; /* 0: a stranger (enrolment only) */
    int64_t device_id;
    const char *login, *full_name, *unit_code; /* "" for a stranger */
    role_set roles;
};

/* fingerprint: SHA-256 of the certificate's DER. Returns OK; UNAUTHENTICATED with NOT_ENROLLED
 * (never issued), OFFICER_DISABLED or CERTIFICATE_EXPIRED; a storage code. */
enum td_code identity_find(struct db *db, const uint8_t fingerprint[32], int64_t now_utc_ms,
                           struct td_arena *arena, struct identity *ret, struct td_err *err);

#endif
