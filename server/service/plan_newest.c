/* The plan of what begins now. */
#include "plan_newest.h"

#include "plan_cache.h"
#include "services.h"

enum td_code plan_newest_if_any(struct call *call, struct plan_row *ret_row,
                                const struct plan **ret)
{
    enum td_code code = plans_find(call->db, "", 0, INT64_MAX, call->arena, ret_row);
    *ret = NULL;
    if (code == TD_NOT_FOUND)
        return TD_OK;
    return code == TD_OK ? plan_cache_get(call->services->plans, call->db, ret_row->plan_id,
                                          ret_row->version, ret_row->sha256, ret)
                         : code;
}

enum td_code plan_newest(struct call *call, struct plan_row *ret_row, const struct plan **ret)
{
    enum td_code code = plan_newest_if_any(call, ret_row, ret);
    if (code == TD_OK && !*ret)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_PLAN_NONE, TD_END);
    return code;
}
