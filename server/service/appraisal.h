/* What the files of AppraisalService share. Everybody who sees all dossiers sees appraisals; units
 * learn outcomes by publication. */
#ifndef SERVER_SERVICE_APPRAISAL_H
#define SERVER_SERVICE_APPRAISAL_H

#include "appraisal.pb-c.h"
#include "appraisal_rules.h"
#include "appraisals.h"
#include "as_of.h"
#include "call.h"
#include "duplicates.h"
#include "nominee.h"
#include "round.h"
#include "task.h"

#define APPRAISAL_TEXT_MAX_CHARS 2000

/* "HS-2022-0001/1"; NULL: arena used up. */
const char *appraisal_nominee_id(struct call *call, const struct nominee_row *nominee);
/* As a reply; NULL: arena used up. */
Pb__NomineeInfo *appraisal_nominee_reply(struct call *call, const struct nominee_row *nominee);

/* Nobody appraises themselves: PERMISSION_DENIED with APPRAISAL_SELF at "nominee_id". */
enum td_code appraisal_check_not_self(struct call *call, const struct nominee_row *nominee);
/* Is the row about this nominee, in the version that was received? */
bool appraisal_is_of(const struct nominee_key *key, const struct nominee_row *nominee);

/* -- verdicts and assignments, as of a number of the log -- */

struct appraisal_records {
    struct verdict_row *verdicts;
    size_t n_verdicts;
    struct assignment_row *assignments;
    size_t n_assignments;
};

/* Of a dossier, or (0) of a round. */
enum td_code appraisal_records_load(struct call *call, int64_t dossier_id, const char *round_id,
                                    int64_t as_of_seq, struct appraisal_records *ret);

/* One nominee's, oldest first: rows[i] is what rules[i] says. */
struct appraisal_verdicts {
    const struct verdict_row **rows;
    struct appraisal_verdict *rules;
    size_t n;
};
/* RESOURCE_EXHAUSTED: arena used up. */
enum td_code appraisal_verdicts_of(struct call *call, const struct appraisal_records *records,
                                   const struct nominee_row *nominee,
                                   struct appraisal_verdicts *ret);
/* "" : nobody. */
const char *appraisal_assignee_of(const struct appraisal_records *records,
                                  const struct nominee_row *nominee);

/* -- suspected duplicates -- */

struct duplicate_alert {
    const struct nominee_row *first, *second; /* by dossier id */
    Pb__DuplicateMatch matched_by;
    const struct duplicate_decision_row *decision; /* NULL: nobody has decided */
};

/* A nominee as duplicates.h compares it. */
struct duplicate_candidate appraisal_candidate(const struct nominee_row *nominee, bool here);
/* Those of a round, or of one nominee (`only`; NULL: all), as of a number of the log. From other
 * rounds only those count that were awarded or still may be. */
enum td_code appraisal_duplicates(struct call *call, const char *round_id,
                                  const struct nominee_row *only, int64_t as_of_seq,
                                  struct duplicate_alert **ret, size_t *ret_n);
/* May it be found eligible with what is known of duplicates? DUPLICATE_OPEN, DUPLICATE_SAME at
 * "nominee_id". OK, FAILED_PRECONDITION or a fault. */
enum td_code appraisal_check_duplicates(struct call *call, const struct nominee_row *nominee);
/* NULL: arena used up. */
Pb__Duplicate *appraisal_duplicate_reply(struct call *call, const struct duplicate_alert *alert);

/* -- computed facts -- */

/* The moment and the years that a sheet is about. */
struct appraisal_scope {
    struct as_of as_of;
    struct round_row round;
    const struct plan *plan;
    struct task_period period;
};
enum td_code appraisal_scope_of(struct call *call, const char *round_id, const Pb__AsOf *as_of,
                                struct appraisal_scope *ret);

enum td_code appraisal_tasks(struct call *call, const struct appraisal_scope *scope,
                             const char *unit_code, Pb__TaskUnitSummary **ret);
/* A published result as a fact of a sheet. */
struct index_published_row;
void appraisal_index_fill(const struct index_published_row *row, Pb__IndexFact *out);
/* Tasks, index, initiative, earlier awards, into the sheet. */
enum td_code appraisal_facts(struct call *call, const struct appraisal_scope *scope,
                             const struct nominee_row *nominee, Pb__AppraisalShowResponse *out);

/* Handlers, by file: appraisal.c, appraisal_show.c, appraisal_list.c, appraisal_duplicates.c. */
enum td_code appraisal_show(struct call *call, const Pb__AppraisalShowRequest *in,
                            Pb__AppraisalShowResponse *out);
/* One criterion with its verdicts; claim "": nothing is claimed. */
enum td_code appraisal_criterion_reply(struct call *call, const struct plan_criterion *criterion,
                                       const char *claim, Pb__CriterionAnswer computed,
                                       const struct appraisal_verdicts *verdicts,
                                       Pb__AppraisedCriterion *out);
enum td_code appraisal_list(struct call *call, const Pb__AppraisalListRequest *in,
                            Pb__AppraisalListResponse *out);
enum td_code appraisal_list_differences(struct call *call, const Pb__DifferenceListRequest *in,
                                        Pb__DifferenceListResponse *out);
enum td_code appraisal_list_duplicates(struct call *call, const Pb__DuplicateListRequest *in,
                                       Pb__DuplicateListResponse *out);
enum td_code appraisal_decide_duplicate(struct call *call, const Pb__DuplicateDecideRequest *in,
                                        Pb__DuplicateDecideResponse *out);

#endif
