/* The nominee's table of transitions. Pure: no I/O, no clock. */
#include "nominee_workflow.h"

#define SPECIALIST ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)
#define HEAD ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define COUNCIL \
    (ROLE_BIT(PB__ROLE__ROLE_COUNCIL_SECRETARY) | ROLE_BIT(PB__ROLE__ROLE_COUNCIL_CHAIR))
#define CHAIRMAN ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)

#define STATE(name) PB__NOMINEE_STATE__NOMINEE_STATE_##name
#define EVENT(name) PB__NOMINEE_EVENT__NOMINEE_EVENT_##name

/* What the council and the Chairman may do after a result of the council. */
#define AFTER_COUNCIL(from)                                                   \
    {STATE(from), EVENT(RECOMMEND), COUNCIL, STATE(RECOMMENDED)},             \
        {STATE(from), EVENT(RESERVE), COUNCIL, STATE(RESERVE)},               \
        {STATE(from), EVENT(NOT_RECOMMEND), COUNCIL, STATE(NOT_RECOMMENDED)}, \
        {STATE(from), EVENT(REOPEN), COUNCIL, STATE(ELIGIBLE)},               \
        {STATE(from), EVENT(FIND_INELIGIBLE), SPECIALIST, STATE(INELIGIBLE)}, \
        {STATE(from), EVENT(AWARD), CHAIRMAN, STATE(AWARDED)},                \
    {                                                                         \
        STATE(from), EVENT(REFUSE), CHAIRMAN, STATE(NOT_AWARDED)              \
    }

static const struct workflow_step nominee_steps[] = {
    {STATE(PROPOSED), EVENT(FIND_ELIGIBLE), SPECIALIST, STATE(ELIGIBLE)},
    {STATE(PROPOSED), EVENT(FIND_INELIGIBLE), SPECIALIST, STATE(INELIGIBLE)},
    /* A fact may come to light later (I.2.e); what was found against a nominee only the head of
     * Home Affairs opens again. */
    {STATE(ELIGIBLE), EVENT(FIND_INELIGIBLE), SPECIALIST, STATE(INELIGIBLE)},
    {STATE(ELIGIBLE), EVENT(REOPEN), HEAD, STATE(PROPOSED)},
    {STATE(INELIGIBLE), EVENT(REOPEN), HEAD, STATE(PROPOSED)},
    {STATE(ELIGIBLE), EVENT(RECOMMEND), COUNCIL, STATE(RECOMMENDED)},
    {STATE(ELIGIBLE), EVENT(RESERVE), COUNCIL, STATE(RESERVE)},
    {STATE(ELIGIBLE), EVENT(NOT_RECOMMEND), COUNCIL, STATE(NOT_RECOMMENDED)},
    AFTER_COUNCIL(RECOMMENDED),
    AFTER_COUNCIL(RESERVE),
    AFTER_COUNCIL(NOT_RECOMMENDED),
    /* The decision answers everyone: the ineligible, and whom the council had no ballot on. */
    {STATE(ELIGIBLE), EVENT(REFUSE), CHAIRMAN, STATE(NOT_AWARDED)},
    {STATE(INELIGIBLE), EVENT(REFUSE), CHAIRMAN, STATE(NOT_AWARDED)},
    {STATE(AWARDED), EVENT(REVOKE), CHAIRMAN, STATE(REVOKED)},
};
static const struct workflow nominee_workflow = {
    .steps = nominee_steps,
    .n_steps = sizeof nominee_steps / sizeof *nominee_steps,
    .states = &pb__nominee_state__descriptor,
    .illegal = TD_KEY_NOMINEE_STATE,
};

enum td_code nominee_next(Pb__NomineeState from, Pb__NomineeEvent event, role_set roles,
                          Pb__NomineeState *ret_to, struct td_err *err)
{
    int to;
    enum td_code code = workflow_next(&nominee_workflow, (int)from, (int)event, roles, &to, err);
    if (code == TD_OK)
        *ret_to = (Pb__NomineeState)to;
    return code;
}

bool nominee_has_outcome(Pb__NomineeState state)
{
    return state != STATE(PROPOSED);
}

bool nominee_is_past_appraisal(Pb__NomineeState state)
{
    return state != STATE(PROPOSED) && state != STATE(ELIGIBLE) && state != STATE(INELIGIBLE);
}
