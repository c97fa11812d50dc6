/* The table of states of discipline cases, and the days on which one counts. Pure: no I/O, no
 * clock. Source: Plan 50/KH-UBND I.2.e. */
#include "discipline.h"

#include <string.h>

#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD))
#define STATE(name) PB__DISCIPLINE_STATE__DISCIPLINE_STATE_##name
#define EVENT(name) PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_##name

static const struct workflow_step discipline_steps[] = {
    {STATE(UNSPECIFIED), EVENT(OPEN), HOME_AFFAIRS, STATE(UNDER_CONSIDERATION)},
    {STATE(UNDER_CONSIDERATION), EVENT(IMPOSE), HOME_AFFAIRS, STATE(IMPOSED)},
    {STATE(UNDER_CONSIDERATION), EVENT(DISMISS), HOME_AFFAIRS, STATE(DISMISSED)},
    /* A decision on a complaint replaces the measure, or annuls it. */
    {STATE(IMPOSED), EVENT(IMPOSE), HOME_AFFAIRS, STATE(IMPOSED)},
    {STATE(IMPOSED), EVENT(DISMISS), HOME_AFFAIRS, STATE(DISMISSED)},
    {STATE(IMPOSED), EVENT(END), HOME_AFFAIRS, STATE(ENDED)},
};

static const struct workflow discipline_workflow = {
    .steps = discipline_steps,
    .n_steps = sizeof discipline_steps / sizeof *discipline_steps,
    .states = &pb__discipline_state__descriptor,
    .illegal = TD_KEY_DISCIPLINE_STATE,
};

enum td_code discipline_next(Pb__DisciplineState from, Pb__DisciplineEvent event, role_set roles,
                             Pb__DisciplineState *ret_to, struct td_err *err)
{
    int to;
    enum td_code code = workflow_next(&discipline_workflow, (int)from, (int)event, roles, &to, err);
    if (code == TD_OK)
        *ret_to = (Pb__DisciplineState)to;
    return code;
}

/* Days as "YYYY-MM-DD" sort as they follow each other. */
static bool is_before(const char *day, const char *other)
{
    return strcmp(day, other) < 0;
}

enum discipline_fact discipline_on(const struct discipline_case *discipline, const char *day)
{
    if (is_before(day, discipline->opened_on))
        return DISCIPLINE_NONE;
    if (discipline->state == STATE(DISMISSED) && !is_before(day, discipline->closed_on))
        return DISCIPLINE_NONE;
    if (discipline->state == STATE(ENDED) && is_before(discipline->closed_on, day))
        return DISCIPLINE_NONE;
    if (!*discipline->from_on || is_before(day, discipline->from_on))
        return DISCIPLINE_CONSIDERED;
    return is_before(discipline->until_on, day) ? DISCIPLINE_NONE : DISCIPLINE_SERVED;
}

const char *discipline_last_day(const struct discipline_case *discipline)
{
    if (*discipline->closed_on)
        return discipline->closed_on;
    return *discipline->until_on ? discipline->until_on : DISCIPLINE_NO_LAST_DAY;
}
