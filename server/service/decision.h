/* What the files of DecisionService share. Home Affairs, the council, the Chairman's office and the
 * auditor see a list from its first draft; units see a decision from its publication on. */
#ifndef SERVER_SERVICE_DECISION_H
#define SERVER_SERVICE_DECISION_H

#include "call.h"
#include "decision.pb-c.h"
#include "decision_workflow.h"
#include "decisions.h"
#include "nominee.h"
#include "plan.h"
#include "rounds.h"

#define DECISION_TEXT_MAX_CHARS 2000
#define DECISION_LINE_MAX_CHARS 500 /* achievement, a legal basis, a title */

/* A round with its list as it stands. */
struct decision_case {
    struct round_row round;
    const struct plan *plan;
    struct decision_event_row last;      /* its state and version; NONE: no list yet */
    struct decision_version_row version; /* of the list; only when last.version > 0 */
    struct decision_entry_row *entries;  /* by dossier and ordinal */
    size_t n_entries;
};

/* version 0: the newest as of then. NOT_FOUND with ROUND_UNKNOWN, or DECISION_UNKNOWN for a version
 * that is not there. */
enum td_code decision_case_load(struct call *call, const char *round_id, uint32_t version,
                                int64_t as_of_seq, struct decision_case *ret);
/* May the list move so? Asks decision_next, and the round's state: DECISION_STATE, ROLE or
 * ROUND_STATE. version: which one the caller has looked at (0: does not matter); ABORTED with
 * RECORD_STALE when it is not the newest, NOT_FOUND with DECISION_VERSION when there is none yet.
 */
enum td_code decision_may(struct call *call, const struct decision_case *list,
                          Pb__DecisionEvent event, uint32_t version);
/* The event into the rows: state, version and the rest come from the call and the table. */
enum td_code decision_step(struct call *call, struct decision_case *list, Pb__DecisionEvent event,
                           struct decision_event_row row);
/* The end of a write: the list as it is now, and the note for the log. */
enum td_code decision_write_end(struct call *call, const char *round_id, const char *detail,
                                Pb__Decision **ret);

/* -- what a list must fulfil: decision_check.c -- */

/* Of drafting, approving, submitting and signing alike, everything at once as violations: each
 * nominee is answered as decision_rules.h says, on what it stands at now (DECISION_STALE); the
 * council has finished (DECISION_VOTING, DECISION_TIE); quota (III.1–3); I.2.e on `day` and today;
 * no verdict since the outcome that speaks against it (III.4); one achievement, one reward. OK,
 * FAILED_PRECONDITION or a fault. */
enum td_code decision_check(struct call *call, const struct decision_case *list, const char *day);
/* Nobody changes the council's result on themselves: DECISION_SELF. */
enum td_code decision_check_not_self(struct call *call, const struct decision_case *list);

/* -- replies: decision_reply.c -- */

/* As of a number of the log. For units what they may know of it (see_all false). */
enum td_code decision_reply(struct call *call, const struct decision_case *list, bool see_all,
                            int64_t as_of_seq, Pb__Decision **ret);

/* Handlers, by file: decision_draft.c, decision.c, decision_sign.c, decision_read.c. */
enum td_code decision_draft(struct call *call, const Pb__DecisionDraftRequest *in,
                            Pb__DecisionDraftResponse *out);
enum td_code decision_sign(struct call *call, const Pb__DecisionSignRequest *in,
                           Pb__DecisionSignResponse *out);
enum td_code decision_show(struct call *call, const Pb__DecisionShowRequest *in,
                           Pb__DecisionShowResponse *out);
enum td_code decision_list(struct call *call, const Pb__DecisionListRequest *in,
                           Pb__DecisionListResponse *out);

#endif
