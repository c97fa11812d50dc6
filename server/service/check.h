/* Small checks of what a request says. Each adds its violation to the call's error and returns
 * whether all was well; a handler makes all its checks and then asks call->err->code. */
#ifndef SERVER_SERVICE_CHECK_H
#define SERVER_SERVICE_CHECK_H

#include "call.h"

/* Not empty, and at most max_chars code points. */
bool check_text(struct call *call, const char *field, const char *text, size_t max_chars);
/* A day; an empty one is allowed when `may_be_empty`. */
bool check_date(struct call *call, const char *field, const char *date, bool may_be_empty);
/* Days that are valid (others are let pass: check_date has told them). `today` is the call's day.
 */
bool check_date_past(struct call *call, const char *field, const char *date, const char *today);
bool check_date_from(struct call *call, const char *field, const char *date, const char *first);
bool check_date_until(struct call *call, const char *field, const char *date, const char *last);
/* An instant: given (not 0), after 1970 and before 2200. */
bool check_instant(struct call *call, const char *field, int64_t at_utc_ms);
/* min <= value <= max. */
bool check_range(struct call *call, const char *field, int64_t value, int64_t min, int64_t max);
/* A value of the enum that this build knows, other than 0. */
bool check_choice(struct call *call, const char *field, const ProtobufCEnumDescriptor *type,
                  int value);
/* Exactly this many bytes. */
bool check_length(struct call *call, const char *field, size_t len, size_t expected);

/* The handler's answer so far: OK while no check failed. */
enum td_code check_outcome(const struct call *call);

#endif
