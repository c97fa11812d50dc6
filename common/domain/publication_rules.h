/* What may be published when, and when an announcement is overdue. Pure; any thread. Source: Plan
 * 50/KH-UBND I.1.c (praise promptly), IV.2 (Radio Station); domain.md, rule 9: nothing is deleted.
 */
#ifndef TD_DOMAIN_PUBLICATION_RULES_H
#define TD_DOMAIN_PUBLICATION_RULES_H

#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>

enum publication_kind { PUBLICATION_FIRST, PUBLICATION_CORRECTION };

/* What publishing a round in this state is: of a decided one the first publication, of one
 * published, closed since or not, a correction, which needs its reason: an award may be revoked
 * years later. FAILED_PRECONDITION with ROUND_STATE at "round_id" in any other state, as before the
 * decision. */
enum td_code publication_kind_of(Pb__RoundState state, enum publication_kind *ret,
                                 struct td_err *err);

/* Was it to be on the air by a day before this one, and was not? */
bool announcement_overdue(const char *due_on, bool is_broadcast, const char *day);

#endif
