/* Rounds for every service that deals with them. */
#ifndef SERVER_SERVICE_ROUND_H
#define SERVER_SERVICE_ROUND_H

#include "call.h"
#include "plan.h"
#include "rounds.h"

/* The round of this id, with the extension of the caller's unit; NOT_FOUND with ROUND_UNKNOWN at
 * "round_id". */
enum td_code round_find(struct call *call, const char *id, struct round_row *ret);
/* The plan that it was opened under. Lives as long as the daemon. */
enum td_code round_plan(struct call *call, const struct round_row *round, const struct plan **ret);
/* Has that plan a section which plan files of before lack? FAILED_PRECONDITION with PLAN_LACKS_… at
 * `field`. Not for PLAN_EFFECTIVENESS, which nothing needs. */
enum td_code round_plan_needs(struct call *call, const struct round_row *round,
                              const struct plan *plan, enum plan_section section,
                              const char *field);

/* Is it closed for dossiers and not with the Chairman? FAILED_PRECONDITION with ROUND_STATE at
 * "round_id". */
enum td_code round_check_reviewing(struct call *call, const struct round_row *round);

/* Let an event happen to it: asks the table (round_next) for the caller's roles, stores the event
 * and moves round->times.stored. note: a reason; "12/TTr-PNV, 20/12/2022"; "".
 * FAILED_PRECONDITION with ROUND_STATE, PERMISSION_DENIED with ROLE. */
enum td_code round_step(struct call *call, struct round_row *round, Pb__RoundEvent event,
                        const char *note);

#endif
