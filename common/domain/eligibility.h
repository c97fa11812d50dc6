/* May this nominee be rewarded on this day? No collective and no individual that serves a
 * disciplinary measure or whose discipline is being considered (I.2.e). Pure; any thread.
 *
 * Who a case is about is told by
 *   individuals: the staff code or the citizen number; names alone never;
 *   collectives: the unit, when the unit as a whole is disciplined; the unit and the (folded) name,
 *                when a part of it is. Units compete as a whole (III.1–3), a part rarely does. */
#ifndef TD_DOMAIN_ELIGIBILITY_H
#define TD_DOMAIN_ELIGIBILITY_H

#include "completeness.h"
#include "discipline.h"

#define ELIGIBILITY_CLAUSE "I.2.e"

/* The register as far as it is needed. Cases that are over by the day do no harm in it. */
struct discipline_register {
    const struct discipline_case *cases;
    size_t n_cases;
};

enum eligibility_match {
    ELIGIBILITY_OTHER, /* somebody else */
    ELIGIBILITY_HINT,  /* a namesake, or another part of the unit: for people to look at */
    ELIGIBILITY_SAME,
};

/* Is the case about this nominee of that unit? arena: scratch; where it is used up, namesakes are
 * told apart only letter by letter. */
enum eligibility_match eligibility_match(const struct discipline_case *discipline,
                                         const struct dossier_nominee *nominee,
                                         const char *unit_code, struct td_arena *arena);

/* For the unit: NOMINEE_INELIGIBLE, which says no more than who, at nominees[i] for each nominee
 * that a case of the unit itself excludes on the day. Cases of other units are not told, so
 * that nobody can ask about other units' people by nominating them: Home Affairs stops those at
 * reception. Returns OK or FAILED_PRECONDITION. err: not NULL. */
enum td_code eligibility_check(const struct dossier *dossier,
                               const struct discipline_register *discipline, const char *day,
                               struct td_err *err);

/* For Home Affairs, of nominee i: every case that excludes it, of whatever unit, with fact,
 * document and date (NOMINEE_CONSIDERED, NOMINEE_SERVING). Returns OK (eligible) or
 * FAILED_PRECONDITION. */
enum td_code eligibility_facts(const struct dossier *dossier, size_t i,
                               const struct discipline_register *discipline, const char *day,
                               struct td_err *err);
/* And what Home Affairs should look at, though it excludes nobody (NOMINEE_NAMESAKE,
 * NOMINEE_PART). The code in `hints` means nothing. */
void eligibility_hints(const struct dossier *dossier, size_t i,
                       const struct discipline_register *discipline, const char *day,
                       struct td_err *hints);

#endif
