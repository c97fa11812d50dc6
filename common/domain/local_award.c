/* What may be recorded of a commune's or ward's own award (II.3.a). */
#include "local_award.h"

#include "message.h"
#include "names.h"
#include "text.h"
#include "timefmt.h"

#include <stdlib.h>
#include <string.h>

static void check_number(uint32_t value, uint32_t min, uint32_t max, const char *field,
                         struct td_err *err)
{
    if (value < min || value > max)
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_NUMBER_RANGE, "min",
                td_dec(err->arena, min), "max", td_dec(err->arena, max), TD_END);
}

static void check_day(const struct local_award *award, const char *today, const char *field,
                      struct td_err *err)
{
    if (!*award->granted_on)
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_REQUIRED, TD_END);
    else if (!td_date_valid(award->granted_on))
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DATE_FORM, TD_END);
    else if (strcmp(award->granted_on, today) > 0)
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DATE_FUTURE, "today_on", today, TD_END);
    else if (strcmp(award->granted_on, LOCAL_AWARD_FIRST_DAY) < 0)
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DATE_ORDER, "other_on",
                LOCAL_AWARD_FIRST_DAY, TD_END);
}

static void check_recipient(const struct local_award *award, const char *parent, struct td_err *err)
{
    const char *kind_field = td_path(err->arena, parent, "kind");
    const char *staff_field = td_path(err->arena, parent, "staff_code");
    const ProtobufCEnumDescriptor *kinds = &pb__nominee_kind__descriptor;
    if (award->kind != PB__NOMINEE_KIND__NOMINEE_COLLECTIVE &&
        award->kind != PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL)
        td_fail(err, TD_INVALID_ARGUMENT, kind_field, "", TD_KEY_CHOICE, "value",
                td_dec(err->arena, (int64_t)award->kind), "allowed",
                td_enum_names(kinds, err->arena), TD_END);
    label_check(award->recipient, LOCAL_AWARD_RECIPIENT_MAX_CHARS,
                td_path(err->arena, parent, "recipient"), err);
    if (!is_staff_code(award->staff_code))
        td_fail(err, TD_INVALID_ARGUMENT, staff_field, "", TD_KEY_TEXT_FORM, "expected",
                STAFF_CODE_FORM, TD_END);
    else if (*award->staff_code && award->kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE)
        td_fail(err, TD_INVALID_ARGUMENT, staff_field, "", TD_KEY_STAFF_CODE_COLLECTIVE, TD_END);
}

static void check_achievement(const char *achievement, const char *field, struct td_err *err)
{
    size_t chars = 0;
    if (!achievement[strspn(achievement, " \t\n")])
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_REQUIRED, TD_END);
    else if (td_text_check(achievement, strlen(achievement), &chars) == TD_TEXT_FINE &&
             chars > LOCAL_AWARD_ACHIEVEMENT_MAX_CHARS)
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_TEXT_LONG, "max",
                td_dec(err->arena, LOCAL_AWARD_ACHIEVEMENT_MAX_CHARS), TD_END);
}

enum td_code local_award_check(const struct local_award *award, const char *today,
                               const char *parent, struct td_err *err)
{
    size_t before = err->n_violations;
    label_check(award->number, LOCAL_AWARD_NUMBER_MAX_CHARS, td_path(err->arena, parent, "number"),
                err);
    check_number(award->ordinal, 1, LOCAL_AWARD_ORDINAL_MAX, td_path(err->arena, parent, "ordinal"),
                 err);
    check_day(award, today, td_path(err->arena, parent, "granted_on"), err);
    check_recipient(award, parent, err);
    check_achievement(award->achievement, td_path(err->arena, parent, "achievement"), err);
    return err->n_violations == before ? TD_OK : TD_INVALID_ARGUMENT;
}

enum td_code local_award_check_unit(const char *unit_code, Pb__UnitKind kind, const char *field,
                                    struct td_err *err)
{
    if (kind == PB__UNIT_KIND__UNIT_COMMUNE || kind == PB__UNIT_KIND__UNIT_WARD)
        return TD_OK;
    return td_fail(err, TD_FAILED_PRECONDITION, field, "II.3.a", TD_KEY_LOCAL_AWARD_UNIT, "unit",
                   unit_code, TD_END);
}

uint32_t local_award_year(const char *granted_on)
{
    return (uint32_t)strtoul(granted_on, NULL, 10);
}

bool local_award_same(const struct local_award *a, const struct local_award *b)
{
    return strcmp(a->unit_code, b->unit_code) == 0 && strcmp(a->number, b->number) == 0 &&
           a->ordinal == b->ordinal && strcmp(a->granted_on, b->granted_on) == 0 &&
           a->kind == b->kind && strcmp(a->recipient, b->recipient) == 0 &&
           strcmp(a->staff_code, b->staff_code) == 0 && strcmp(a->achievement, b->achievement) == 0;
}
