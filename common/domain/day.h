/* Days of things that have happened: when somebody records them, they must lie in the past.
 * Pure; any thread. */
#ifndef TD_DOMAIN_DAY_H
#define TD_DOMAIN_DAY_H

#include "err.h"

/* Is it a day, not before `earliest` ("" : any) and not after `today`? Returns OK, or
 * INVALID_ARGUMENT with REQUIRED, DATE_FORM, DATE_ORDER or DATE_FUTURE at `field`. */
enum td_code day_check_past(const char *day, const char *field, const char *earliest,
                            const char *today, struct td_err *err);

#endif
