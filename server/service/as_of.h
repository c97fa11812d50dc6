/* The moment that an answer is for (AsOf of types.proto): every list, ranking and report of the
 * decision takes it.
 *
 *     struct as_of as_of;
 *     enum td_code code = as_of_resolve(call, in->as_of, &as_of);
 *     if (code != TD_OK)
 *         return code;
 *     ...nominees_of_round(call->db, round_id, (int64_t)as_of.log_seq, ...)
 *     ...tasks_find(call->db, code, (int64_t)as_of.log_seq, ...), standings on as_of.day
 */
#ifndef SERVER_SERVICE_AS_OF_H
#define SERVER_SERVICE_AS_OF_H

#include "call.h"
#include "timefmt.h"

struct as_of {
    bool now;         /* nothing was asked for */
    uint64_t log_seq; /* rows of events up to and with this one are seen; now, in a write: its
                         own too. 0: before the first event */
    int64_t
        before_utc_ms; /* for rows that know only their time: those before this; now: INT64_MAX */
    char day[TD_DATE_SIZE]; /* for what depends on a day: deadlines, discipline, units */
};

/* asked: NULL, or neither field: now. INVALID_ARGUMENT with AS_OF_BOTH at "as_of", NUMBER_RANGE at
 * "as_of.log_seq", DATE_FORM or DATE_AFTER at "as_of.on". */
enum td_code as_of_resolve(struct call *call, const Pb__AsOf *asked, struct as_of *ret);

/* The clock of that moment, for what depends on the time of day; today's end has not come yet. */
static inline int64_t as_of_instant(const struct call *call, const struct as_of *as_of)
{
    return as_of->now || as_of->before_utc_ms > call->now_utc_ms ? call->now_utc_ms
                                                                 : as_of->before_utc_ms - 1;
}

#endif
