/* Difficulties that units report: their table of states and when one is overdue. Pure; any
 * thread. Source: Plan 50/KH-UBND, closing clause: heads of units report difficulties promptly to
 * the People's Committee through Home Affairs. */
#ifndef TD_DOMAIN_DIFFICULTY_RULES_H
#define TD_DOMAIN_DIFFICULTY_RULES_H

#include "workflow.h"

/* Where an event leads from a state (UNSPECIFIED: not reported yet). As workflow_next, with
 * DIFFICULTY_STATE. Of a unit's roles give only those that the caller has in the unit concerned. */
enum td_code difficulty_next(Pb__DifficultyState from, Pb__DifficultyEvent event, role_set roles,
                             Pb__DifficultyState *ret_to, struct td_err *err);

/* Who acts next; ROLE_UNSPECIFIED when nobody need. */
Pb__Role difficulty_next_role(Pb__DifficultyState state);

/* Does it still wait for an answer after the day that was set for it? That day itself is in time.
 */
bool difficulty_overdue(Pb__DifficultyState state, const char *due_on, const char *day);

#endif
