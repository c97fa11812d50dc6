/* Who may move what from which state to which: tables as data, and the deadline rules.
 * Pure; any thread. Source: shared design domain.md, States; Plan III.5. */
#ifndef TD_DOMAIN_WORKFLOW_H
#define TD_DOMAIN_WORKFLOW_H

#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

/* A set of roles as bits: ROLE_BIT(PB__ROLE__ROLE_AUDITOR) | … */
typedef uint32_t role_set;
#define ROLE_BIT(role) ((role_set)1 << (role))

/* "unit_clerk, unit_head": the short names of the roles, in order, in the arena; "" for none.
 * Of an arena that is used up as many as fit. For ROLE violations. */
const char *role_set_names(role_set roles, struct td_arena *arena);

/* A table of states: which event leads from where to where, and whose it is. */
struct workflow_step {
    int from, event;
    role_set roles;
    int to;
};
struct workflow {
    const struct workflow_step *steps;
    size_t n_steps;
    const ProtobufCEnumDescriptor *states;
    enum td_key illegal; /* when nobody may; its parameter "state" is the state's short name */
};

/* Where an event leads from a state, for somebody with these roles.
 * Returns OK and *ret_to; FAILED_PRECONDITION (workflow->illegal) when nobody may;
 * PERMISSION_DENIED (ROLE, with the roles that may) when others may. */
enum td_code workflow_next(const struct workflow *workflow, int from, int event, role_set roles,
                           int *ret_to, struct td_err *err);

/* The same for dossiers. Where an event leads from a state, for somebody with these roles.
 * Returns OK and *ret_to; FAILED_PRECONDITION (STATE_ILLEGAL, with the state) when nobody may;
 * PERMISSION_DENIED (ROLE, with the roles that may) when others may. */
enum td_code dossier_next(Pb__DossierState from, Pb__DossierEvent event, role_set roles,
                          Pb__DossierState *ret_to, struct td_err *err);

/* Who acts next on a dossier in this state; ROLE_UNSPECIFIED when nobody (yet). */
Pb__Role dossier_next_role(Pb__DossierState state);

/* The same for rounds, from OPEN on (ROUND_STATE where nobody may). */
enum td_code round_next(Pb__RoundState from, Pb__RoundEvent event, role_set roles,
                        Pb__RoundState *ret_to, struct td_err *err);

/* "2022-annual"; in the arena, NULL: used up. */
const char *round_id_text(struct td_arena *arena, uint32_t year, Pb__RoundKind kind);

struct round_times {
    Pb__RoundState stored; /* OPEN until closed by hand, then REVIEWING and on */
    int64_t opens_utc_ms, closes_utc_ms;
};

/* The state people see: PLANNED before it opens, OPEN while it takes dossiers (and afterwards
 * until somebody closes it: extensions may still run), then as stored. */
Pb__RoundState round_state_at(const struct round_times *round, int64_t now_utc_ms);

/* First instant too late for a unit: the round's close, its extension if later (0: none), or,
 * for a dossier returned for supplement, the due time if that is later (0: not returned). */
int64_t round_deadline(const struct round_times *round, int64_t extended_utc_ms,
                       int64_t return_due_utc_ms);

/* May a unit still submit or confirm? Returns OK, or FAILED_PRECONDITION with ROUND_PLANNED,
 * ROUND_NOT_OPEN or DEADLINE_PASSED. "In time" means confirmed in time. */
enum td_code round_check_open(const struct round_times *round, const char *round_id,
                              int64_t deadline_utc_ms, int64_t now_utc_ms, struct td_err *err);

#endif
