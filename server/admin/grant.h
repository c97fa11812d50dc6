/* What init and admin-code share: an enrolment code for an administrator, put into the log. */
#ifndef SERVER_ADMIN_GRANT_H
#define SERVER_ADMIN_GRANT_H

#include "err.h"

struct db;
struct pki;

struct grant {
    const char *method; /* for the log: "thiduad/init" */
    const char *login;
    int64_t officer_id;
    const char *address; /* HOST:PORT that the code carries */
    const struct pki *pki;
};

/* Inside a write transaction: make the code and append the event. */
enum td_code grant_issue(struct db *db, const struct grant *grant, int64_t now_utc_ms,
                         char *ret_text, int64_t *ret_expires_utc_ms);
/* Show a code to the person at the terminal. */
void grant_print(const char *login, const char *code_text, int64_t expires_utc_ms);

/* A line on stderr: "thiduad init: PLACE: PROBLEM" (problem: translated here). Returns the exit
 * code of the outcome. */
int admin_fail(const char *command, enum td_code code, const char *place, const char *problem);

#endif
