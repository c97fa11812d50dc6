/* The plan of what begins now. */
#ifndef SERVER_SERVICE_PLAN_NEWEST_H
#define SERVER_SERVICE_PLAN_NEWEST_H

#include "call.h"
#include "plan.h"
#include "plans.h"

/* The newest version and its row. FAILED_PRECONDITION (PLAN_NONE) when none has been loaded. The
 * plan lives as long as the service's cache of plans, the row as long as the call. */
enum td_code plan_newest(struct call *call, struct plan_row *ret_row, const struct plan **ret);
/* The same, with OK and NULL when none has been loaded. */
enum td_code plan_newest_if_any(struct call *call, struct plan_row *ret_row,
                                const struct plan **ret);

#endif
