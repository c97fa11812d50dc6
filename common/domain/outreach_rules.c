/* The rules of outreach records. */
#include "outreach_rules.h"

#include "arena.h"
#include "day.h"
#include "message.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define RADIO ROLE_BIT(PB__ROLE__ROLE_RADIO)
#define ANY_SENDER \
    (ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD) | RADIO)

static const struct {
    const char *clause;
    role_set roles;
} clauses[] = {
    {OUTREACH_EDUCATION, ANY_SENDER},
    {OUTREACH_DUTY, ANY_SENDER},
    {OUTREACH_BROADCAST, RADIO},
};
#define N_CLAUSES (sizeof clauses / sizeof clauses[0])

/* "II.2.d, IV.1": what somebody with these roles records under. */
static const char *clauses_of(role_set roles, struct td_arena *arena)
{
    const char *list = "";
    for (size_t i = 0; list && i < N_CLAUSES; i++)
        if (clauses[i].roles & roles)
            list = td_arena_printf(arena, "%s%s%s", list, *list ? ", " : "", clauses[i].clause);
    return list ? list : "";
}

enum td_code outreach_check_clause(const char *clause, const char *field, struct td_err *err)
{
    for (size_t i = 0; i < N_CLAUSES; i++)
        if (strcmp(clauses[i].clause, clause) == 0)
            return TD_OK;
    if (!*clause)
        return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_REQUIRED, TD_END);
    return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_CHOICE, "value", clause, "allowed",
                   err ? clauses_of(~(role_set)0, err->arena) : "", TD_END);
}

static void role_check(const char *clause, const char *field, role_set roles, struct td_err *err)
{
    for (size_t i = 0; i < N_CLAUSES; i++)
        if (strcmp(clauses[i].clause, clause) == 0 && !(clauses[i].roles & roles))
            td_fail(err, TD_PERMISSION_DENIED, field, clause, TD_KEY_OUTREACH_RADIO, "duty", clause,
                    "allowed", clauses_of(roles, err->arena), TD_END);
}

static void text_check(const char *text, const char *field, size_t max_chars, struct td_err *err)
{
    size_t chars = 0;
    if (!*text)
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_REQUIRED, TD_END);
    if (td_text_check(text, strlen(text), &chars) == TD_TEXT_FINE && chars > max_chars)
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_TEXT_LONG, "max",
                td_dec(err->arena, (int64_t)max_chars), TD_END);
}

static void channel_check(Pb__OutreachChannel channel, const char *field, struct td_err *err)
{
    const ProtobufCEnumDescriptor *type = &pb__outreach_channel__descriptor;
    char known[TD_ENUM_NAME_SIZE];
    if (channel == 0)
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_REQUIRED, TD_END);
    else if (!td_enum_name(type, (int)channel, known))
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_CHOICE, "value",
                td_dec(err->arena, (int64_t)channel), "allowed", td_enum_names(type, err->arena),
                TD_END);
}

enum td_code outreach_check_content(const Pb__OutreachContent *content, const char *at,
                                    role_set roles, const char *today, struct td_err *err)
{
    struct td_arena *arena = err->arena;
    size_t before = err->n_violations;
    if (!content)
        return td_fail(err, TD_INVALID_ARGUMENT, at, "", TD_KEY_REQUIRED, TD_END);
    const char *clause = td_path(arena, at, "clause");
    if (outreach_check_clause(content->clause, clause, err) == TD_OK)
        role_check(content->clause, clause, roles, err);
    text_check(content->what, td_path(arena, at, "what"), OUTREACH_MAX_WHAT, err);
    day_check_past(content->done_on, td_path(arena, at, "done_on"), "", today, err);
    text_check(content->audience, td_path(arena, at, "audience"), OUTREACH_MAX_AUDIENCE, err);
    channel_check(content->channel, td_path(arena, at, "channel"), err);
    if (content->reach > OUTREACH_MAX_REACH)
        td_fail(err, TD_INVALID_ARGUMENT, td_path(arena, at, "reach"), "", TD_KEY_NUMBER_RANGE,
                "min", "0", "max", td_dec(arena, OUTREACH_MAX_REACH), TD_END);
    return err->n_violations > before ? err->code : TD_OK;
}

uint32_t outreach_year(const char *done_on)
{
    return (uint32_t)strtoul(done_on, NULL, 10);
}
