/* The rules of initiatives. The table of transitions is the only place that says who does what. */
#include "initiative_rules.h"

#include "arena.h"
#include "completeness.h"
#include "day.h"
#include "message.h"
#include "names.h"
#include "person.h"
#include "text.h"

#include <string.h>

#define STATE(name) PB__INITIATIVE_STATE__INITIATIVE_STATE_##name
#define EVENT(name) PB__INITIATIVE_EVENT__INITIATIVE_EVENT_##name
#define UNIT (ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD))
#define HEAD ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define HOME_AFFAIRS (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | HEAD)

static const struct workflow_step steps[] = {
    {STATE(UNSPECIFIED), EVENT(REGISTER), UNIT, STATE(REGISTERED)},
    /* A correction is to be assessed anew; what was refused may come back better. */
    {STATE(REGISTERED), EVENT(CORRECT), UNIT, STATE(REGISTERED)},
    {STATE(ASSESSED), EVENT(CORRECT), UNIT, STATE(REGISTERED)},
    {STATE(REFUSED), EVENT(CORRECT), UNIT, STATE(REGISTERED)},
    {STATE(REGISTERED), EVENT(ASSESS), HOME_AFFAIRS, STATE(ASSESSED)},
    {STATE(ASSESSED), EVENT(ASSESS), HOME_AFFAIRS, STATE(ASSESSED)},
    {STATE(ASSESSED), EVENT(RECOGNISE), HEAD, STATE(RECOGNISED)},
    {STATE(ASSESSED), EVENT(REFUSE), HEAD, STATE(REFUSED)},
    {STATE(RECOGNISED), EVENT(PUBLISH), HEAD, STATE(PUBLISHED)},
};
static const struct workflow initiatives = {.steps = steps,
                                            .n_steps = sizeof steps / sizeof *steps,
                                            .states = &pb__initiative_state__descriptor,
                                            .illegal = TD_KEY_INITIATIVE_STATE};

enum td_code initiative_next(Pb__InitiativeState from, Pb__InitiativeEvent event, role_set roles,
                             Pb__InitiativeState *ret_to, struct td_err *err)
{
    int to;
    enum td_code code = workflow_next(&initiatives, (int)from, (int)event, roles, &to, err);
    if (code == TD_OK)
        *ret_to = (Pb__InitiativeState)to;
    return code;
}

/* ---- content ----------------------------------------------------------------------------- */

struct check {
    struct td_err *err;
    const char *at;
    enum td_code code;
};

static void wrong(struct check *check, const char *path, enum td_key key)
{
    check->code = td_fail(check->err, TD_INVALID_ARGUMENT, path, "III.4", key, TD_END);
}

static void text_check(struct check *check, const char *path, const char *text, size_t max_chars,
                       bool required)
{
    size_t chars = 0;
    if (!*text && required)
        wrong(check, path, TD_KEY_REQUIRED);
    if (td_text_check(text, strlen(text), &chars) == TD_TEXT_FINE && chars > max_chars)
        check->code = td_fail(check->err, TD_INVALID_ARGUMENT, path, "", TD_KEY_TEXT_LONG, "max",
                              td_dec(check->err->arena, (int64_t)max_chars), TD_END);
}

static const char *path_of(struct check *check, const char *name)
{
    return td_path(check->err->arena, check->at, name);
}

static bool count_check(struct check *check, const char *path, size_t n, size_t max)
{
    if (n == 0)
        wrong(check, path, TD_KEY_REQUIRED);
    if (n > max)
        check->code = td_fail(check->err, TD_INVALID_ARGUMENT, path, "", TD_KEY_LIST_LONG, "max",
                              td_dec(check->err->arena, (int64_t)max), TD_END);
    return n > 0 && n <= max;
}

static void field_check(struct check *check, const struct plan *plan, const char *field)
{
    const char *path = path_of(check, "field"), *allowed = "";
    if (!*field)
        wrong(check, path, TD_KEY_REQUIRED);
    if (!*field || !plan || plan_field_find(plan, field))
        return;
    for (unsigned i = 0; allowed && i < plan->n_fields; i++)
        allowed = td_arena_printf(check->err->arena, "%s%s%s", allowed, *allowed ? ", " : "",
                                  plan->fields[i].id);
    check->code = td_fail(check->err, TD_INVALID_ARGUMENT, path, "II.2.b", TD_KEY_CHOICE, "value",
                          field, "allowed", allowed ? allowed : "", TD_END);
}

static void figures_check(struct check *check, const Pb__InitiativeContent *content)
{
    struct td_arena *arena = check->err->arena;
    const char *list = path_of(check, "figures");
    if (!count_check(check, list, content->n_figures, INITIATIVE_MAX_FIGURES))
        return;
    for (size_t i = 0; i < content->n_figures; i++) {
        const Pb__EffectFigure *figure = content->figures[i];
        const char *path = td_path_index(arena, list, i), *after = td_path(arena, path, "after");
        text_check(check, td_path(arena, path, "what"), figure->what, INITIATIVE_MAX_FIGURE, true);
        text_check(check, td_path(arena, path, "before"), figure->before, INITIATIVE_MAX_FIGURE,
                   false);
        text_check(check, after, figure->after, INITIATIVE_MAX_FIGURE, true);
        if (*figure->after && !strpbrk(figure->after, "0123456789"))
            wrong(check, after, TD_KEY_FIGURE_NUMBER);
    }
}

static bool same_person(const char *staff_code, const char *name,
                        const Pb__InitiativeAuthor *author, struct td_arena *arena)
{
    const struct person one = {staff_code, "", name};
    const struct person other = {author->staff_code, "", author->name};
    return person_match(&one, &other, arena) != PERSON_OTHER;
}

static void author_check(struct check *check, const Pb__InitiativeContent *content, size_t index,
                         const char *path)
{
    struct td_arena *arena = check->err->arena;
    const Pb__InitiativeAuthor *author = content->authors[index];
    text_check(check, td_path(arena, path, "name"), author->name, DOSSIER_MAX_NAME, true);
    if (!is_staff_code(author->staff_code))
        check->code = td_fail(check->err, TD_INVALID_ARGUMENT, td_path(arena, path, "staff_code"),
                              "", TD_KEY_TEXT_FORM, "expected", STAFF_CODE_FORM, TD_END);
    if (author->share_percent < 1 || author->share_percent > 100)
        check->code =
            td_fail(check->err, TD_INVALID_ARGUMENT, td_path(arena, path, "share_percent"), "",
                    TD_KEY_NUMBER_RANGE, "min", "1", "max", "100", TD_END);
    for (size_t i = 0; i < index; i++)
        if (same_person(author->staff_code, author->name, content->authors[i], arena) &&
            strcmp(author->unit_code, content->authors[i]->unit_code) == 0) {
            check->code = td_fail(check->err, TD_INVALID_ARGUMENT, path, "", TD_KEY_AUTHOR_TWICE,
                                  "author", author->name, TD_END);
            return;
        }
}

static void authors_check(struct check *check, const Pb__InitiativeContent *content)
{
    struct td_arena *arena = check->err->arena;
    const char *list = path_of(check, "authors");
    uint64_t percent = 0;
    if (!count_check(check, list, content->n_authors, INITIATIVE_MAX_AUTHORS))
        return;
    for (size_t i = 0; i < content->n_authors; i++) {
        author_check(check, content, i, td_path_index(arena, list, i));
        percent += content->authors[i]->share_percent;
    }
    if (percent != 100)
        check->code = td_fail(check->err, TD_INVALID_ARGUMENT, list, "", TD_KEY_AUTHOR_SHARES,
                              "percent", td_dec(arena, (int64_t)percent), TD_END);
}

enum td_code initiative_check_content(const struct plan *plan, const Pb__InitiativeContent *content,
                                      const char *at, struct td_err *err)
{
    struct check check = {err, at, TD_OK};
    const ProtobufCEnumDescriptor *kinds = &pb__initiative_kind__descriptor;
    char known[TD_ENUM_NAME_SIZE];
    if (!content)
        return td_fail(err, TD_INVALID_ARGUMENT, at, "", TD_KEY_REQUIRED, TD_END);
    if (content->kind == PB__INITIATIVE_KIND__INITIATIVE_UNSPECIFIED)
        wrong(&check, path_of(&check, "kind"), TD_KEY_REQUIRED);
    else if (!td_enum_name(kinds, (int)content->kind, known))
        check.code = td_fail(err, TD_INVALID_ARGUMENT, path_of(&check, "kind"), "", TD_KEY_CHOICE,
                             "value", td_dec(err->arena, (int64_t)content->kind), "allowed",
                             td_enum_names(kinds, err->arena), TD_END);
    text_check(&check, path_of(&check, "title"), content->title, INITIATIVE_MAX_TITLE, true);
    if (strpbrk(content->title, "\n\t")) /* it stands in lists and in the decision */
        wrong(&check, path_of(&check, "title"), TD_KEY_TEXT_CONTROL);
    text_check(&check, path_of(&check, "description"), content->description, INITIATIVE_MAX_TEXT,
               true);
    field_check(&check, plan, content->field);
    text_check(&check, path_of(&check, "effect"), content->effect, INITIATIVE_MAX_TEXT, true);
    figures_check(&check, content);
    authors_check(&check, content);
    return check.code;
}

enum td_code initiative_check_effect(Pb__InitiativeEffect assessed, struct td_err *err)
{
    if (assessed == PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT ||
        assessed == PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_REPLICABLE)
        return TD_OK;
    return td_fail(err, TD_FAILED_PRECONDITION, "", "III.4", TD_KEY_INITIATIVE_EFFECT, TD_END);
}

/* ---- whose it is ------------------------------------------------------------------------- */

uint32_t initiative_share_percent(const Pb__InitiativeContent *content, const char *staff_code,
                                  const char *name, struct td_arena *arena)
{
    for (size_t i = 0; i < content->n_authors; i++)
        if (same_person(staff_code, name, content->authors[i], arena))
            return content->authors[i]->share_percent;
    return 0;
}

bool initiative_has_author(const Pb__InitiativeContent *content, const char *staff_code,
                           const char *name, struct td_arena *arena)
{
    for (size_t i = 0; i < content->n_authors; i++)
        if (same_person(staff_code, name, content->authors[i], arena))
            return true;
    return false;
}

bool initiative_fits_nominee(Pb__NomineeKind kind, const char *unit_code, const char *staff_code,
                             const char *name, const char *owner_unit,
                             const Pb__InitiativeContent *content, struct td_arena *arena)
{
    return strcmp(unit_code, owner_unit) == 0 ||
           (kind == PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL &&
            initiative_has_author(content, staff_code, name, arena));
}

bool initiative_is_public(Pb__InitiativeState state)
{
    return state == STATE(PUBLISHED);
}

/* ---- adoption ---------------------------------------------------------------------------- */

enum td_code adoption_check(const char *owner_unit, const char *unit_code, const char *since_on,
                            const char *today, const char *adopted_since, struct td_err *err)
{
    enum td_code code = day_check_past(since_on, "since_on", "", today, err);
    if (code != TD_OK)
        return code;
    if (strcmp(owner_unit, unit_code) == 0)
        return td_fail(err, TD_FAILED_PRECONDITION, "", "I.1.c", TD_KEY_ADOPTION_OWN, TD_END);
    if (*adopted_since)
        return td_fail(err, TD_ALREADY_EXISTS, "", "", TD_KEY_ADOPTION_EXISTS, "since_on",
                       adopted_since, TD_END);
    return TD_OK;
}

enum td_code adoption_check_public(Pb__InitiativeState state, struct td_err *err)
{
    char buffer[TD_ENUM_NAME_SIZE];
    const char *name = td_enum_name(&pb__initiative_state__descriptor, (int)state, buffer);
    if (initiative_is_public(state))
        return TD_OK;
    return td_fail(err, TD_FAILED_PRECONDITION, "", "", TD_KEY_INITIATIVE_STATE, "state",
                   name ? name : "unknown", TD_END);
}

enum td_code adoption_check_end(const char *since_on, const char *ended_before,
                                const char *ended_on, const char *today, struct td_err *err)
{
    enum td_code code = day_check_past(ended_on, "ended_on", since_on, today, err);
    if (code != TD_OK)
        return code;
    if (*ended_before)
        return td_fail(err, TD_FAILED_PRECONDITION, "", "", TD_KEY_ADOPTION_ENDED, "ended_on",
                       ended_before, TD_END);
    return TD_OK;
}
