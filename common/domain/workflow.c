/* The dossier's and the round's tables of transitions, and the deadline rules. Pure: no I/O, no
 * clock. Source: Plan 50/KH-UBND III.5 and the shared design's domain.md, States. */
#include "workflow.h"

#include "arena.h"
#include "message.h"

#define ANY_UNIT_ROLE (ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD))
#define CLERK ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK)
#define HEAD ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD)
#define SPECIALIST ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)
#define HOME_AFFAIRS_HEAD ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define CHAIRMAN_OFFICE ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)

#define STATE(name) PB__DOSSIER_STATE__DOSSIER_##name
#define EVENT(name) PB__DOSSIER_EVENT__DOSSIER_EVENT_##name

/* A draft is a dossier that the server has not seen yet. */
static const struct workflow_step dossier_steps[] = {
    {STATE(DRAFT), EVENT(SUBMIT), CLERK, STATE(SUBMITTED)},
    {STATE(SUBMITTED), EVENT(SUBMIT), CLERK, STATE(SUBMITTED)},
    {STATE(CONFIRMED), EVENT(SUBMIT), CLERK, STATE(SUBMITTED)},
    {STATE(RETURNED), EVENT(SUBMIT), CLERK, STATE(SUBMITTED)},
    /* III.5.a: the reports are confirmed by the level that submits them. */
    {STATE(SUBMITTED), EVENT(CONFIRM), HEAD, STATE(CONFIRMED)},
    /* III.5.b: through Home Affairs. */
    {STATE(CONFIRMED), EVENT(RECEIVE), SPECIALIST, STATE(RECEIVED)},
    {STATE(SUBMITTED), EVENT(RETURN), SPECIALIST, STATE(RETURNED)},
    {STATE(CONFIRMED), EVENT(RETURN), SPECIALIST, STATE(RETURNED)},
    {STATE(RECEIVED), EVENT(RETURN), SPECIALIST, STATE(RETURNED)},
    /* What the head has answered for, only the head takes back. */
    {STATE(SUBMITTED), EVENT(WITHDRAW), ANY_UNIT_ROLE, STATE(WITHDRAWN)},
    {STATE(RETURNED), EVENT(WITHDRAW), ANY_UNIT_ROLE, STATE(WITHDRAWN)},
    {STATE(CONFIRMED), EVENT(WITHDRAW), HEAD, STATE(WITHDRAWN)},
    {STATE(RECEIVED), EVENT(WITHDRAW), HEAD, STATE(WITHDRAWN)},
    /* IV.3.a. One outcome may be all that a dossier needs. */
    {STATE(RECEIVED), EVENT(APPRAISE), SPECIALIST, STATE(IN_APPRAISAL)},
    {STATE(RECEIVED), EVENT(APPRAISED), SPECIALIST, STATE(APPRAISED)},
    {STATE(IN_APPRAISAL), EVENT(APPRAISED), SPECIALIST, STATE(APPRAISED)},
    {STATE(APPRAISED), EVENT(REOPEN), HOME_AFFAIRS_HEAD, STATE(IN_APPRAISAL)},
    {STATE(IN_APPRAISAL), EVENT(RETURN), SPECIALIST, STATE(RETURNED)},
    /* Guard: not in council (dossier_step.c). */
    {STATE(IN_APPRAISAL), EVENT(WITHDRAW), HEAD, STATE(WITHDRAWN)},
    {STATE(APPRAISED), EVENT(WITHDRAW), HEAD, STATE(WITHDRAWN)},
};
static const struct workflow dossier_workflow = {
    .steps = dossier_steps,
    .n_steps = sizeof dossier_steps / sizeof *dossier_steps,
    .states = &pb__dossier_state__descriptor,
    .illegal = TD_KEY_STATE_ILLEGAL,
};

static const struct {
    Pb__DossierState state;
    Pb__Role role;
} next_roles[] = {
    {STATE(DRAFT), PB__ROLE__ROLE_UNIT_CLERK},
    {STATE(SUBMITTED), PB__ROLE__ROLE_UNIT_HEAD},
    {STATE(CONFIRMED), PB__ROLE__ROLE_SPECIALIST},
    {STATE(RETURNED), PB__ROLE__ROLE_UNIT_CLERK},
    {STATE(RECEIVED), PB__ROLE__ROLE_SPECIALIST}, /* appraisal, IV.3.a */
    {STATE(IN_APPRAISAL), PB__ROLE__ROLE_SPECIALIST},
    {STATE(APPRAISED), PB__ROLE__ROLE_COUNCIL_SECRETARY},
};

#undef STATE
#undef EVENT
#define STATE(name) PB__ROUND_STATE__ROUND_STATE_##name
#define EVENT(name) PB__ROUND_EVENT__ROUND_EVENT_##name
#define HOME_AFFAIRS (SPECIALIST | HOME_AFFAIRS_HEAD)

/* That it opens is a matter of time, not of an event. */
static const struct workflow_step round_steps[] = {
    {STATE(OPEN), EVENT(REVIEW), HOME_AFFAIRS, STATE(REVIEWING)},
    {STATE(REVIEWING), EVENT(SUBMIT), HOME_AFFAIRS, STATE(SUBMITTED)},
    {STATE(SUBMITTED), EVENT(SEND_BACK), CHAIRMAN_OFFICE, STATE(REVIEWING)},
    {STATE(SUBMITTED), EVENT(DECIDE), CHAIRMAN_OFFICE, STATE(DECIDED)},
    {STATE(DECIDED), EVENT(PUBLISH), HOME_AFFAIRS_HEAD, STATE(PUBLISHED)},
    {STATE(PUBLISHED), EVENT(CLOSE), HOME_AFFAIRS, STATE(CLOSED)},
};
static const struct workflow round_workflow = {
    .steps = round_steps,
    .n_steps = sizeof round_steps / sizeof *round_steps,
    .states = &pb__round_state__descriptor,
    .illegal = TD_KEY_ROUND_STATE,
};

const char *role_set_names(role_set roles, struct td_arena *arena)
{
    const ProtobufCEnumDescriptor *type = &pb__role__descriptor;
    const char *names = "";
    for (unsigned i = 0; i < type->n_values; i++) {
        int value = type->values[i].value;
        if (value <= 0 || !(roles & ROLE_BIT(value)))
            continue;
        char name[TD_ENUM_NAME_SIZE];
        const char *more = td_arena_printf(arena, "%s%s%s", names, *names ? ", " : "",
                                           td_enum_name(type, value, name));
        if (!more)
            break;
        names = more;
    }
    return names;
}

static const char *enum_word(const ProtobufCEnumDescriptor *type, int value,
                             char buffer[TD_ENUM_NAME_SIZE])
{
    const char *name = td_enum_name(type, value, buffer);
    return name ? name : "unknown";
}

enum td_code workflow_next(const struct workflow *workflow, int from, int event, role_set roles,
                           int *ret_to, struct td_err *err)
{
    for (size_t i = 0; i < workflow->n_steps; i++) {
        const struct workflow_step *step = &workflow->steps[i];
        if (step->from != from || step->event != event)
            continue;
        if (!(step->roles & roles))
            return td_fail(err, TD_PERMISSION_DENIED, "", "", TD_KEY_ROLE, "roles",
                           err ? role_set_names(step->roles, err->arena) : "", TD_END);
        *ret_to = step->to;
        return TD_OK;
    }
    char buffer[TD_ENUM_NAME_SIZE];
    return td_fail(err, TD_FAILED_PRECONDITION, "", "", workflow->illegal, "state",
                   enum_word(workflow->states, from, buffer), TD_END);
}

enum td_code dossier_next(Pb__DossierState from, Pb__DossierEvent event, role_set roles,
                          Pb__DossierState *ret_to, struct td_err *err)
{
    int to;
    enum td_code code = workflow_next(&dossier_workflow, (int)from, (int)event, roles, &to, err);
    if (code == TD_OK)
        *ret_to = (Pb__DossierState)to;
    return code;
}

Pb__Role dossier_next_role(Pb__DossierState state)
{
    for (size_t i = 0; i < sizeof next_roles / sizeof next_roles[0]; i++)
        if (next_roles[i].state == state)
            return next_roles[i].role;
    return PB__ROLE__ROLE_UNSPECIFIED;
}

enum td_code round_next(Pb__RoundState from, Pb__RoundEvent event, role_set roles,
                        Pb__RoundState *ret_to, struct td_err *err)
{
    int to;
    enum td_code code = workflow_next(&round_workflow, (int)from, (int)event, roles, &to, err);
    if (code == TD_OK)
        *ret_to = (Pb__RoundState)to;
    return code;
}

Pb__RoundState round_state_at(const struct round_times *round, int64_t now_utc_ms)
{
    if (round->stored == PB__ROUND_STATE__ROUND_STATE_OPEN && now_utc_ms < round->opens_utc_ms)
        return PB__ROUND_STATE__ROUND_STATE_PLANNED;
    return round->stored;
}

int64_t round_deadline(const struct round_times *round, int64_t extended_utc_ms,
                       int64_t return_due_utc_ms)
{
    int64_t deadline_utc_ms = round->closes_utc_ms;
    if (extended_utc_ms > deadline_utc_ms)
        deadline_utc_ms = extended_utc_ms;
    if (return_due_utc_ms > deadline_utc_ms)
        deadline_utc_ms = return_due_utc_ms;
    return deadline_utc_ms;
}

enum td_code round_check_open(const struct round_times *round, const char *round_id,
                              int64_t deadline_utc_ms, int64_t now_utc_ms, struct td_err *err)
{
    Pb__RoundState state = round_state_at(round, now_utc_ms);
    char name[TD_ENUM_NAME_SIZE];
    if (state == PB__ROUND_STATE__ROUND_STATE_PLANNED)
        return td_fail(err, TD_FAILED_PRECONDITION, "", "", TD_KEY_ROUND_PLANNED, "round", round_id,
                       "opens_utc_ms", err ? td_dec(err->arena, round->opens_utc_ms) : "", TD_END);
    if (state != PB__ROUND_STATE__ROUND_STATE_OPEN)
        return td_fail(err, TD_FAILED_PRECONDITION, "", "", TD_KEY_ROUND_NOT_OPEN, "round",
                       round_id, "state", enum_word(&pb__round_state__descriptor, (int)state, name),
                       TD_END);
    if (now_utc_ms >= deadline_utc_ms)
        return td_fail(err, TD_FAILED_PRECONDITION, "", "", TD_KEY_DEADLINE_PASSED,
                       "deadline_utc_ms", err ? td_dec(err->arena, deadline_utc_ms) : "", TD_END);
    return TD_OK;
}

const char *round_id_text(struct td_arena *arena, uint32_t year, Pb__RoundKind kind)
{
    char name[TD_ENUM_NAME_SIZE];
    const char *known = td_enum_name(&pb__round_kind__descriptor, (int)kind, name);
    return td_arena_printf(arena, "%u-%s", year, known ? known : "");
}
