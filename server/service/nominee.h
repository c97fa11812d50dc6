/* Nominees by their id ("HS-2022-0001/1") for every service that deals with them. */
#ifndef SERVER_SERVICE_NOMINEE_H
#define SERVER_SERVICE_NOMINEE_H

#include "call.h"
#include "conflict.h"
#include "eligibility.h"
#include "nominees.h"

/* The nominee of this id as of a number of the log (NOMINEES_NOW, or as_of_resolve's), if the
 * caller may see its dossier; NOT_FOUND with NOMINEE_UNKNOWN at "nominee_id" otherwise. */
enum td_code nominee_get(struct call *call, const char *nominee_id, int64_t as_of_seq,
                         struct nominee_row *ret);

/* Let an event happen to it: asks the table (nominee_workflow.h) for the caller's roles, stores the
 * event and moves the row. reason: "" where none is needed. FAILED_PRECONDITION with NOMINEE_STATE,
 * PERMISSION_DENIED with ROLE. */
enum td_code nominee_step(struct call *call, struct nominee_row *nominee, Pb__NomineeEvent event,
                          const char *reason);

/* I.2.e on a day, for the outcome and the decision alike: NOMINEE_CONSIDERED or NOMINEE_SERVING
 * with the facts at "nominee_id" for each case that excludes it; to whoever does not see the
 * register NOMINEE_INELIGIBLE, without facts. OK, FAILED_PRECONDITION or a fault. */
enum td_code nominee_check_eligible(struct call *call, const struct nominee_row *nominee,
                                    const char *day);
/* The same with the register at hand, for lists: is it excluded? */
bool nominee_is_excluded(struct call *call, const struct nominee_row *nominee,
                         const struct discipline_register *discipline, const char *day);

/* What ties an officer to a nominee (conflict.h): nobody appraises or votes on themselves. */
enum td_code nominee_conflict(struct call *call, int64_t officer_id,
                              const struct nominee_row *nominee, enum conflict *ret);

/* May the caller's unit know what became of it? Those who see all dossiers always; a unit learns
 * outcomes with the round's publication (before that its nominees are just proposed). */
bool nominee_outcome_visible(const struct call *call, Pb__RoundState round_state);

#endif
