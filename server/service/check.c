/* Checks of single values in requests. */
#include "check.h"

#include "message.h"
#include "text.h"
#include "timefmt.h"

#define YEAR_2200_UTC_MS INT64_C(7258118400000)

bool check_text(struct call *call, const char *field, const char *text, size_t max_chars)
{
    size_t chars = 0;
    if (!*text) {
        td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_REQUIRED, TD_END);
        return false;
    }
    /* What kind of text it is was checked by dispatch. */
    if (td_text_check(text, strlen(text), &chars) == TD_TEXT_FINE && chars <= max_chars)
        return true;
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_TEXT_LONG, "max",
            td_dec(call->arena, (int64_t)max_chars), TD_END);
    return false;
}

bool check_date(struct call *call, const char *field, const char *date, bool may_be_empty)
{
    if (!*date && may_be_empty)
        return true;
    if (*date && td_date_valid(date))
        return true;
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", *date ? TD_KEY_DATE_FORM : TD_KEY_REQUIRED,
            TD_END);
    return false;
}

bool check_date_past(struct call *call, const char *field, const char *date, const char *today)
{
    if (!td_date_valid(date) || strcmp(date, today) <= 0)
        return true;
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DATE_FUTURE, "today_on", today,
            TD_END);
    return false;
}

bool check_date_from(struct call *call, const char *field, const char *date, const char *first)
{
    if (!td_date_valid(date) || !td_date_valid(first) || strcmp(date, first) >= 0)
        return true;
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DATE_ORDER, "other_on", first,
            TD_END);
    return false;
}

bool check_date_until(struct call *call, const char *field, const char *date, const char *last)
{
    if (!td_date_valid(date) || !td_date_valid(last) || strcmp(date, last) <= 0)
        return true;
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DATE_AFTER, "other_on", last, TD_END);
    return false;
}

bool check_range(struct call *call, const char *field, int64_t value, int64_t min, int64_t max)
{
    if (value >= min && value <= max)
        return true;
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_NUMBER_RANGE, "min",
            td_dec(call->arena, min), "max", td_dec(call->arena, max), TD_END);
    return false;
}

bool check_instant(struct call *call, const char *field, int64_t at_utc_ms)
{
    if (at_utc_ms != 0)
        return check_range(call, field, at_utc_ms, 1, YEAR_2200_UTC_MS - 1);
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_REQUIRED, TD_END);
    return false;
}

bool check_choice(struct call *call, const char *field, const ProtobufCEnumDescriptor *type,
                  int value)
{
    if (value != 0 && protobuf_c_enum_descriptor_get_value(type, value))
        return true;
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_CHOICE, "value",
            td_dec(call->arena, value), "allowed", td_enum_names(type, call->arena), TD_END);
    return false;
}

bool check_length(struct call *call, const char *field, size_t len, size_t expected)
{
    if (len == expected)
        return true;
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_BYTES_LENGTH, "expected",
            td_dec(call->arena, (int64_t)expected), TD_END);
    return false;
}

enum td_code check_outcome(const struct call *call)
{
    return call->err->code;
}
