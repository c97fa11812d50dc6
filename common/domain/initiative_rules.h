/* Initiatives and new models: their way, what a registration must say, whose they are, and what
 * may be adopted. Pure; any thread. Source: Plan I.1.c, II.2.e, III.4; domain.md. */
#ifndef TD_DOMAIN_INITIATIVE_RULES_H
#define TD_DOMAIN_INITIATIVE_RULES_H

#include "err.h"
#include "initiative.pb-c.h"
#include "plan.h"
#include "workflow.h"

#define INITIATIVE_PREFIX "SK" /* sáng kiến: "SK-2022-0001" */
#define INITIATIVE_FORM "SK-2022-0001"

/* Limits; texts in code points. */
#define INITIATIVE_MAX_TITLE 300
#define INITIATIVE_MAX_TEXT 4000
#define INITIATIVE_MAX_FIGURES 20
#define INITIATIVE_MAX_FIGURE 200
#define INITIATIVE_MAX_AUTHORS 20

/* Where an event leads from a state (UNSPECIFIED: nothing is registered yet), for somebody with
 * these roles. Returns OK and *ret_to; FAILED_PRECONDITION (INITIATIVE_STATE) when nobody may;
 * PERMISSION_DENIED (ROLE) when others may. */
enum td_code initiative_next(Pb__InitiativeState from, Pb__InitiativeEvent event, role_set roles,
                             Pb__InitiativeState *ret_to, struct td_err *err);

/* What a registration must say: kind, title, description, a field of the plan, the effect with at
 * least one figure, and authors, each once, whose shares are exactly 100 % together. NULL content:
 * missing. `at`: path of the content. All violations at once; returns OK or INVALID_ARGUMENT.
 * plan: NULL when none is loaded, then the field is not judged. Source: II.2.e, III.4. */
enum td_code initiative_check_content(const struct plan *plan, const Pb__InitiativeContent *content,
                                      const char *at, struct td_err *err);

/* Only what has shown effect is recognised (III.4: an idea or a piece of work with real effect).
 * Returns OK or FAILED_PRECONDITION (INITIATIVE_EFFECT). */
enum td_code initiative_check_effect(Pb__InitiativeEffect assessed, struct td_err *err);

/* A person: by staff code where both have one, else by folded name. arena: scratch. The share is 0
 * of who is none of the authors. */
uint32_t initiative_share_percent(const Pb__InitiativeContent *content, const char *staff_code,
                                  const char *name, struct td_arena *arena);
bool initiative_has_author(const Pb__InitiativeContent *content, const char *staff_code,
                           const char *name, struct td_arena *arena);
/* May a nominee of the unit point to an initiative of owner_unit (III.4)? A collective to one of
 * its unit, an individual also to one with them among its authors. */
bool initiative_fits_nominee(Pb__NomineeKind kind, const char *unit_code, const char *staff_code,
                             const char *name, const char *owner_unit,
                             const Pb__InitiativeContent *content, struct td_arena *arena);

/* In a catalogue that every officer may read? */
bool initiative_is_public(Pb__InitiativeState state);

/* May a unit say that it adopted an initiative of owner_unit? since_on: valid date, not after
 * today. adopted_since: when it did already, or "" . Returns OK; FAILED_PRECONDITION:
 * ADOPTION_OWN; ALREADY_EXISTS: ADOPTION_EXISTS (once a unit); INVALID_ARGUMENT: DATE_FUTURE,
 * DATE_FORM. Source: I.1.c. */
enum td_code adoption_check(const char *owner_unit, const char *unit_code, const char *since_on,
                            const char *today, const char *adopted_since, struct td_err *err);
/* Only what stands in the catalogue is adopted. OK or FAILED_PRECONDITION (INITIATIVE_STATE). */
enum td_code adoption_check_public(Pb__InitiativeState state, struct td_err *err);
/* May it say that it ended? ended_before: "" when in force. Returns OK; INVALID_ARGUMENT;
 * FAILED_PRECONDITION: ADOPTION_ENDED. */
enum td_code adoption_check_end(const char *since_on, const char *ended_before,
                                const char *ended_on, const char *today, struct td_err *err);

#endif
