/* What verdicts on the criteria of III.4 come to, and what an outcome needs. Pure; any thread.
 * Source: Plan 50/KH-UBND III.4, IV.3.a. */
#ifndef TD_DOMAIN_APPRAISAL_RULES_H
#define TD_DOMAIN_APPRAISAL_RULES_H

#include "appraisal.pb-c.h"
#include "err.h"
#include "plan.h"

/* Which records speak to a criterion, in the order in which they are told; *ret_n 0: none, or one
 * that this build does not know. Borrowed, for ever. */
const Pb__AppraisalRecord *appraisal_records_of(const char *criterion, size_t *ret_n);

/* What records decide of a criterion. tasks: 100 % on time, of III.4.c1. excluded: by I.2.e,
 * against the exemplary character of III.4.i2, which nothing in the records proves. UNSPECIFIED:
 * they do not decide it. */
Pb__CriterionAnswer appraisal_computed(const char *criterion, Pb__CriterionAnswer tasks,
                                       bool excluded);

struct appraisal_verdict {
    const char *criterion;
    int64_t officer_id;
    Pb__Verdict verdict;
};

/* Where a criterion stands; verdicts: of one nominee, oldest first; of each appraiser the newest
 * counts. */
Pb__VerdictStanding appraisal_standing(const char *criterion,
                                       const struct appraisal_verdict *verdicts, size_t n);
/* Does a later one of the same appraiser on the same criterion take the place of verdicts[i]? */
bool appraisal_is_superseded(const struct appraisal_verdict *verdicts, size_t n, size_t i);

/* A verdict with its note. computed: what the records say, 0 when they do not decide it. "Not met"
 * and "unclear" need a note (APPRAISAL_NOTE), "met" against the records, too (APPRAISAL_FACTS).
 * OK or INVALID_ARGUMENT at "note". */
enum td_code appraisal_check_note(const char *criterion, Pb__Verdict verdict,
                                  Pb__CriterionAnswer computed, const char *note,
                                  struct td_err *err);

/* May a nominee of this kind be found eligible? Every criterion of the plan for its kind has a
 * verdict (APPRAISAL_MISSING), none is found not met (APPRAISAL_NOT_MET), and where one is unclear
 * or appraisers differ a reason is given (APPRAISAL_REASON). All at once, by criterion. OK or
 * FAILED_PRECONDITION. */
enum td_code appraisal_check_eligible(const struct plan *plan, Pb__NomineeKind kind,
                                      const struct appraisal_verdict *verdicts, size_t n,
                                      const char *reason, struct td_err *err);

#endif
