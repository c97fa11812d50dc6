/* What a list may say of a nominee, beside what the council said. Pure; any thread.
 * Source: shared design domain.md, rule 9: each refused nominee gets a reason, and so does every
 * difference between the council's result and the decision. */
#ifndef TD_DOMAIN_DECISION_RULES_H
#define TD_DOMAIN_DECISION_RULES_H

#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>

struct decision_choice {
    const char *nominee_id, *name; /* for what is said */
    Pb__NomineeState council;      /* where the nominee stands now */
    bool awarded;                  /* or refused */
    const char *reason;            /* given; "" */
};

/* What the council recommended is awarded, unless somebody says otherwise. */
bool decision_by_council(Pb__NomineeState council);
/* Does it differ from the council's result? */
bool decision_differs(Pb__NomineeState council, bool awarded);

/* May the list say so? Returns OK, or FAILED_PRECONDITION at `field` with
 *   DECISION_UNFINISHED  the appraisal has no outcome yet
 *   NOMINEE_STATE        awarded, and the council had no ballot on it, or it is ineligible (I.2.e,
 *                        III.4), or the decision was made
 *   DECISION_REASON      it differs from the council's result, and no reason is given
 *   DECISION_NO_BALLOT   refused without a ballot and without a reason. */
enum td_code decision_check_choice(const struct decision_choice *choice, const char *field,
                                   struct td_err *err);

#endif
