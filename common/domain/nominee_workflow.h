/* From proposal to award: who may move a nominee from which state to which, as a table.
 * Pure; any thread. Source: shared design domain.md, States; Plan I.2.e, III.4, IV.3.a. */
#ifndef TD_DOMAIN_NOMINEE_WORKFLOW_H
#define TD_DOMAIN_NOMINEE_WORKFLOW_H

#include "workflow.h"

/* Where an event leads from a state, for somebody with these roles.
 * Returns OK and *ret_to; FAILED_PRECONDITION (NOMINEE_STATE) when nobody may; PERMISSION_DENIED
 * (ROLE, with the roles that may) when others may. */
enum td_code nominee_next(Pb__NomineeState from, Pb__NomineeEvent event, role_set roles,
                          Pb__NomineeState *ret_to, struct td_err *err);

/* Has the appraisal an outcome: anything but proposed? */
bool nominee_has_outcome(Pb__NomineeState state);
/* Has the council spoken, or the Chairman? Then its dossier stays. */
bool nominee_is_past_appraisal(Pb__NomineeState state);

#endif
