/* How many of each award line may be rewarded in a round. Pure; any thread.
 * Source: Plan 50/KH-UBND III.1–3. */
#ifndef TD_DOMAIN_QUOTA_H
#define TD_DOMAIN_QUOTA_H

#include "err.h"
#include "plan.h"

/* lines: the award line of each nominee that is to be awarded, in any order. Returns OK, or
 * FAILED_PRECONDITION with QUOTA_EXCEEDED at `field` for each line of which there are more than it
 * has places in a round of that kind; a line that has none there takes nobody. Fewer are fine: the
 * Plan sets an upper limit. */
enum td_code quota_check(const struct plan *plan, Pb__RoundKind kind, const char *const *lines,
                         size_t n, const char *field, struct td_err *err);

/* How many of them are of this line. */
uint32_t quota_count(const char *const *lines, size_t n, const char *line);

#endif
