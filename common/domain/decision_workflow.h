/* The list of a round from draft to signed decision: who may move it from which state to which, as
 * a table. Pure; any thread. Source: shared design domain.md, rule 9; Plan II.3.a, IV.3.a. */
#ifndef TD_DOMAIN_DECISION_WORKFLOW_H
#define TD_DOMAIN_DECISION_WORKFLOW_H

#include "decision.pb-c.h"
#include "workflow.h"

/* Where an event leads from a state, for somebody with these roles.
 * Returns OK and *ret_to; FAILED_PRECONDITION (DECISION_STATE, with the state) when nobody may;
 * PERMISSION_DENIED (ROLE, with the roles that may) when others may. */
enum td_code decision_next(Pb__DecisionState from, Pb__DecisionEvent event, role_set roles,
                           Pb__DecisionState *ret_to, struct td_err *err);

#endif
