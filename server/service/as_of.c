/* From a day or a number of the log to what had happened by then. */
#include "as_of.h"

#include "audit.h"
#include "check.h"

#include <string.h>

#define DAY_MS INT64_C(86400000)

static enum td_code newest_find(struct call *call, uint64_t *ret_seq)
{
    enum td_code code = audit_next_seq(call->db, ret_seq);
    if (code == TD_OK)
        --*ret_seq;
    return code;
}

static enum td_code resolve_now(struct call *call, struct as_of *ret)
{
    *ret = (struct as_of){.now = true, .log_seq = call->log_seq, .before_utc_ms = INT64_MAX};
    td_date_of(call->now_utc_ms, ret->day);
    return call->log_seq ? TD_OK : newest_find(call, &ret->log_seq);
}

static enum td_code resolve_seq(struct call *call, uint64_t log_seq, struct as_of *ret)
{
    uint64_t newest;
    struct audit_event event;
    enum td_code code = newest_find(call, &newest);
    if (code != TD_OK)
        return code;
    if (log_seq > newest) {
        check_range(call, "as_of.log_seq", INT64_MAX, 1, (int64_t)newest);
        return check_outcome(call);
    }
    code = audit_find(call->db, log_seq, call->arena, &event);
    if (code != TD_OK)
        return code;
    *ret = (struct as_of){.log_seq = log_seq, .before_utc_ms = event.at_utc_ms + 1};
    td_date_of(event.at_utc_ms, ret->day);
    return TD_OK;
}

static enum td_code resolve_day(struct call *call, const char *on, struct as_of *ret)
{
    char today[TD_DATE_SIZE];
    int64_t start_utc_ms;
    td_date_of(call->now_utc_ms, today);
    if (!check_date(call, "as_of.on", on, false) ||
        !check_date_until(call, "as_of.on", on, today) || !td_date_start(on, &start_utc_ms))
        return check_outcome(call);
    *ret = (struct as_of){.before_utc_ms = start_utc_ms + DAY_MS};
    memcpy(ret->day, on, sizeof ret->day);
    return audit_find_before(call->db, ret->before_utc_ms, &ret->log_seq);
}

enum td_code as_of_resolve(struct call *call, const Pb__AsOf *asked, struct as_of *ret)
{
    if (!asked || (!asked->log_seq && !*asked->on))
        return resolve_now(call, ret);
    if (asked->log_seq && *asked->on)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "as_of", "", TD_KEY_AS_OF_BOTH, TD_END);
    return asked->log_seq ? resolve_seq(call, asked->log_seq, ret)
                          : resolve_day(call, asked->on, ret);
}
