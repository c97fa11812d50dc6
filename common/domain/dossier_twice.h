/* Is somebody proposed twice in one dossier? Part of dossier_check_form. */
#ifndef TD_DOMAIN_DOSSIER_TWICE_H
#define TD_DOMAIN_DOSSIER_TWICE_H

#include "completeness.h"

/* Adds NOMINEE_DUPLICATE for each nominee that stands further up already. Returns OK or
 * INVALID_ARGUMENT. At most DOSSIER_MAX_NOMINEES nominees. Pure; any thread.
 * Source: domain.md, rule 8. */
enum td_code dossier_check_twice(const struct plan *plan, const struct dossier *dossier,
                                 struct td_err *err);

/* A cheap number that two names share whenever their folded forms are equal, or 0 where only
 * folding can tell (letters outside Vietnamese). For tests. Pure. */
uint32_t dossier_name_sketch(const char *name);

#endif
