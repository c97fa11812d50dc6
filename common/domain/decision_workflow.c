/* The table of transitions of a round's list. Pure: no I/O, no clock. */
#include "decision_workflow.h"

#define SPECIALIST ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)
#define HEAD ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define CHAIRMAN ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)

#define STATE(name) PB__DECISION_STATE__DECISION_STATE_##name
#define EVENT(name) PB__DECISION_EVENT__DECISION_EVENT_##name

static const struct workflow_step decision_steps[] = {
    {STATE(NONE), EVENT(DRAFT), SPECIALIST, STATE(DRAFTED)},
    {STATE(DRAFTED), EVENT(DRAFT), SPECIALIST, STATE(DRAFTED)},
    {STATE(APPROVED), EVENT(DRAFT), SPECIALIST, STATE(DRAFTED)},
    {STATE(SENT_BACK), EVENT(DRAFT), SPECIALIST, STATE(DRAFTED)},
    /* Four eyes: not by whoever drafted it (decision_steps.c). */
    {STATE(DRAFTED), EVENT(APPROVE), HEAD, STATE(APPROVED)},
    {STATE(APPROVED), EVENT(SUBMIT), SPECIALIST | HEAD, STATE(SUBMITTED)},
    {STATE(SUBMITTED), EVENT(SEND_BACK), CHAIRMAN, STATE(SENT_BACK)},
    {STATE(SUBMITTED), EVENT(SIGN), CHAIRMAN, STATE(SIGNED)},
    {STATE(SIGNED), EVENT(REVOKE), CHAIRMAN, STATE(SIGNED)},
};
static const struct workflow decision_workflow = {
    .steps = decision_steps,
    .n_steps = sizeof decision_steps / sizeof *decision_steps,
    .states = &pb__decision_state__descriptor,
    .illegal = TD_KEY_DECISION_STATE,
};

enum td_code decision_next(Pb__DecisionState from, Pb__DecisionEvent event, role_set roles,
                           Pb__DecisionState *ret_to, struct td_err *err)
{
    int to;
    enum td_code code = workflow_next(&decision_workflow, (int)from, (int)event, roles, &to, err);
    if (code == TD_OK)
        *ret_to = (Pb__DecisionState)to;
    return code;
}
