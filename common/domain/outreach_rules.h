/* Making it known: what a record must say and under which clause who records. Pure; any thread.
 * Source: Plan II.2.d (communication and education), IV.1 (each unit), IV.2 (the Radio Station). */
#ifndef TD_DOMAIN_OUTREACH_RULES_H
#define TD_DOMAIN_OUTREACH_RULES_H

#include "err.h"
#include "outreach.pb-c.h"
#include "workflow.h"

#define OUTREACH_PREFIX "TT" /* tuyên truyền: "TT-2022-0001" */

#define OUTREACH_EDUCATION "II.2.d"
#define OUTREACH_DUTY "IV.1"
#define OUTREACH_BROADCAST "IV.2"

#define OUTREACH_MAX_WHAT 1000
#define OUTREACH_MAX_AUDIENCE 300
#define OUTREACH_MAX_REACH 10000000

/* Is it one of the three? Otherwise INVALID_ARGUMENT (CHOICE, REQUIRED) at `field`. */
enum td_code outreach_check_clause(const char *clause, const char *field, struct td_err *err);

/* All violations of a record by somebody with these roles, at once. NULL content: missing. `at`:
 * path of the content. today: the day of recording. Returns OK; INVALID_ARGUMENT;
 * PERMISSION_DENIED: OUTREACH_RADIO, IV.2 without the role. */
enum td_code outreach_check_content(const Pb__OutreachContent *content, const char *at,
                                    role_set roles, const char *today, struct td_err *err);

/* The year of a checked date. */
uint32_t outreach_year(const char *done_on);

#endif
