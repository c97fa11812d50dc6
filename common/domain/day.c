/* Dates compare as text. */
#include "day.h"

#include "timefmt.h"

#include <string.h>

enum td_code day_check_past(const char *day, const char *field, const char *earliest,
                            const char *today, struct td_err *err)
{
    if (!td_date_valid(day))
        return td_fail(err, TD_INVALID_ARGUMENT, field, "",
                       *day ? TD_KEY_DATE_FORM : TD_KEY_REQUIRED, TD_END);
    if (strcmp(day, earliest) < 0)
        return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DATE_ORDER, "other_on", earliest,
                       TD_END);
    if (strcmp(day, today) > 0)
        return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DATE_FUTURE, "today_on", today,
                       TD_END);
    return TD_OK;
}
