/* The table of states of difficulties. Pure: no I/O, no clock. Source: Plan 50/KH-UBND, closing
 * clause. */
#include "difficulty_rules.h"

#include <string.h>

#define UNIT (ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD))
#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD))
#define COMMITTEE ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)
#define STATE(name) PB__DIFFICULTY_STATE__DIFFICULTY_STATE_##name
#define EVENT(name) PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_##name

static const struct workflow_step difficulty_steps[] = {
    {STATE(UNSPECIFIED), EVENT(REPORT), UNIT, STATE(REPORTED)},
    {STATE(REPORTED), EVENT(ANSWER), HOME_AFFAIRS, STATE(ANSWERED)},
    {STATE(REPORTED), EVENT(FORWARD), HOME_AFFAIRS, STATE(FORWARDED)},
    {STATE(FORWARDED), EVENT(ANSWER), COMMITTEE, STATE(ANSWERED)},
    /* Nobody closes an unanswered one over the unit's head. */
    {STATE(REPORTED), EVENT(CLOSE), UNIT, STATE(CLOSED)},
    {STATE(FORWARDED), EVENT(CLOSE), UNIT, STATE(CLOSED)},
    {STATE(ANSWERED), EVENT(CLOSE), UNIT | HOME_AFFAIRS, STATE(CLOSED)},
};

static const struct workflow difficulty_workflow = {
    .steps = difficulty_steps,
    .n_steps = sizeof difficulty_steps / sizeof *difficulty_steps,
    .states = &pb__difficulty_state__descriptor,
    .illegal = TD_KEY_DIFFICULTY_STATE,
};

enum td_code difficulty_next(Pb__DifficultyState from, Pb__DifficultyEvent event, role_set roles,
                             Pb__DifficultyState *ret_to, struct td_err *err)
{
    int to;
    enum td_code code = workflow_next(&difficulty_workflow, (int)from, (int)event, roles, &to, err);
    if (code == TD_OK)
        *ret_to = (Pb__DifficultyState)to;
    return code;
}

Pb__Role difficulty_next_role(Pb__DifficultyState state)
{
    static const struct {
        Pb__DifficultyState state;
        Pb__Role role;
    } next_roles[] = {
        {STATE(REPORTED), PB__ROLE__ROLE_SPECIALIST},
        {STATE(FORWARDED), PB__ROLE__ROLE_CHAIRMAN_OFFICE},
        {STATE(ANSWERED), PB__ROLE__ROLE_UNIT_HEAD},
    };
    for (size_t i = 0; i < sizeof next_roles / sizeof *next_roles; i++)
        if (next_roles[i].state == state)
            return next_roles[i].role;
    return PB__ROLE__ROLE_UNSPECIFIED;
}

bool difficulty_overdue(Pb__DifficultyState state, const char *due_on, const char *day)
{
    return (state == STATE(REPORTED) || state == STATE(FORWARDED)) && strcmp(due_on, day) < 0;
}
