/* Verdicts on the criteria of III.4. */
#include "appraisal_rules.h"

#include "arena.h"
#include "message.h"

#include <string.h>

#define STANDING(name) PB__VERDICT_STANDING__VERDICT_STANDING_##name

#define RECORD(name) PB__APPRAISAL_RECORD__APPRAISAL_RECORD_##name
#define MAX_RECORDS 3

/* III.4. What an individual achieved is tied to the collective, so its records are told, too. */
static const struct {
    const char *criterion;
    Pb__AppraisalRecord records[MAX_RECORDS];
} CRITERIA[] = {
    {"III.4.c1", {RECORD(TASKS)}},
    {"III.4.c2", {RECORD(HEAD)}},
    {"III.4.c3", {RECORD(INDEX), RECORD(AWARDS)}},
    {"III.4.c4", {RECORD(INITIATIVE)}},
    {"III.4.i1", {RECORD(INITIATIVE), RECORD(TASKS), RECORD(INDEX)}},
    {"III.4.i2", {RECORD(DISCIPLINE), RECORD(AWARDS)}},
};

const Pb__AppraisalRecord *appraisal_records_of(const char *criterion, size_t *ret_n)
{
    *ret_n = 0;
    for (size_t i = 0; i < sizeof CRITERIA / sizeof *CRITERIA; i++) {
        if (strcmp(CRITERIA[i].criterion, criterion) != 0)
            continue;
        while (*ret_n < MAX_RECORDS && CRITERIA[i].records[*ret_n])
            ++*ret_n;
        return CRITERIA[i].records;
    }
    return NULL;
}

/* Only where they are the first that speak to it: of an individual the unit's tasks decide nothing.
 */
Pb__CriterionAnswer appraisal_computed(const char *criterion, Pb__CriterionAnswer tasks,
                                       bool excluded)
{
    size_t n;
    const Pb__AppraisalRecord *records = appraisal_records_of(criterion, &n);
    if (n > 0 && records[0] == RECORD(TASKS))
        return tasks;
    if (n > 0 && records[0] == RECORD(DISCIPLINE) && excluded)
        return PB__CRITERION_ANSWER__CRITERION_NOT_MET;
    return PB__CRITERION_ANSWER__CRITERION_UNSPECIFIED;
}

bool appraisal_is_superseded(const struct appraisal_verdict *verdicts, size_t n, size_t i)
{
    for (size_t later = i + 1; later < n; later++)
        if (verdicts[later].officer_id == verdicts[i].officer_id &&
            strcmp(verdicts[later].criterion, verdicts[i].criterion) == 0)
            return true;
    return false;
}

static Pb__VerdictStanding standing_of(Pb__Verdict verdict)
{
    switch (verdict) {
    case PB__VERDICT__VERDICT_MET:
        return STANDING(MET);
    case PB__VERDICT__VERDICT_NOT_MET:
        return STANDING(NOT_MET);
    default:
        return STANDING(UNCLEAR);
    }
}

Pb__VerdictStanding appraisal_standing(const char *criterion,
                                       const struct appraisal_verdict *verdicts, size_t n)
{
    Pb__VerdictStanding standing = STANDING(MISSING);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(verdicts[i].criterion, criterion) != 0 ||
            appraisal_is_superseded(verdicts, n, i))
            continue;
        Pb__VerdictStanding found = standing_of(verdicts[i].verdict);
        if (standing != STANDING(MISSING) && standing != found)
            return STANDING(DIFFERING);
        standing = found;
    }
    return standing;
}

enum td_code appraisal_check_note(const char *criterion, Pb__Verdict verdict,
                                  Pb__CriterionAnswer computed, const char *note,
                                  struct td_err *err)
{
    char name[TD_ENUM_NAME_SIZE];
    if (*note)
        return TD_OK;
    if (verdict != PB__VERDICT__VERDICT_MET)
        return td_fail(err, TD_INVALID_ARGUMENT, "note", "III.4", TD_KEY_APPRAISAL_NOTE, "verdict",
                       td_enum_name(&pb__verdict__descriptor, (int)verdict, name), TD_END);
    if (computed == PB__CRITERION_ANSWER__CRITERION_UNSPECIFIED ||
        computed == PB__CRITERION_ANSWER__CRITERION_MET)
        return TD_OK;
    return td_fail(err, TD_INVALID_ARGUMENT, "note", "III.4", TD_KEY_APPRAISAL_FACTS, "computed",
                   td_enum_name(&pb__criterion_answer__descriptor, (int)computed, name),
                   "criterion", criterion, TD_END);
}

static enum td_code criterion_check(const struct plan_criterion *criterion,
                                    Pb__VerdictStanding standing, const char *reason,
                                    struct td_err *err)
{
    char name[TD_ENUM_NAME_SIZE];
    if (standing == STANDING(MET))
        return TD_OK;
    if (standing == STANDING(MISSING) || standing == STANDING(NOT_MET))
        return td_fail(err, TD_FAILED_PRECONDITION, "", criterion->clause,
                       standing == STANDING(MISSING) ? TD_KEY_APPRAISAL_MISSING
                                                     : TD_KEY_APPRAISAL_NOT_MET,
                       "criterion", criterion->id, "title_vi", criterion->text.vi, "title_en",
                       criterion->text.en, TD_END);
    if (*reason)
        return TD_OK;
    return td_fail(err, TD_FAILED_PRECONDITION, "reason", criterion->clause,
                   TD_KEY_APPRAISAL_REASON, "criterion", criterion->id, "standing",
                   td_enum_name(&pb__verdict_standing__descriptor, (int)standing, name), TD_END);
}

enum td_code appraisal_check_eligible(const struct plan *plan, Pb__NomineeKind kind,
                                      const struct appraisal_verdict *verdicts, size_t n,
                                      const char *reason, struct td_err *err)
{
    enum td_code code = TD_OK;
    for (unsigned i = 0; i < plan->n_criteria; i++) {
        const struct plan_criterion *criterion = &plan->criteria[i];
        if (criterion->kind != kind)
            continue;
        enum td_code found =
            criterion_check(criterion, appraisal_standing(criterion->id, verdicts, n), reason, err);
        code = found == TD_OK ? code : found;
    }
    return code;
}
