/* What the files of AssessmentService share, and what others ask of it: the assessment of a unit
 * for a round (IV.3.a). Those who see all dossiers see all of it; a unit sees its own sheet once
 * the round is published, as it does every other outcome. */
#ifndef SERVER_SERVICE_ASSESSMENT_H
#define SERVER_SERVICE_ASSESSMENT_H

#include "appraisal.h"
#include "assessment.pb-c.h"
#include "assessments.h"
#include "attachment.h"
#include "domain/assessment.h"
#include "index_sets.h"
#include "units.h"

/* -- the index behind effectiveness -- */

/* The last published result of a period, and what it is compared with: of a year's round the year
 * before, of several years the first that was published. */
struct assessment_results {
    bool has_result, has_before;
    struct index_published_row result, before;
};
/* Strings in the call's arena. */
enum td_code assessment_results_read(struct call *call, const char *unit_code, uint32_t year_from,
                                     uint32_t year_to, uint64_t as_of_seq,
                                     struct assessment_results *ret);

/* -- the head -- */

/* What was recorded last, as of a number of the log. */
struct assessment_records {
    struct assessment_row *versions; /* newest first; [0] is the one that the rest is of */
    size_t n_versions;
    struct assessment_score_row *scores;
    size_t n_scores;
    struct assessment_finding_row *findings;
    size_t n_findings;
};
/* version: 0 for the newest. n_versions 0: nothing was recorded (or no such version). */
enum td_code assessment_records_read(struct call *call, const char *round_id, const char *unit_code,
                                     uint32_t version, uint64_t as_of_seq,
                                     struct assessment_records *ret);
/* NULL: not scored. */
const struct assessment_score_row *assessment_score_of(const struct assessment_records *records,
                                                       const char *criterion);
/* One score per criterion of the plan, in its order, in the arena; *ret NULL while one is missing
 * (or the plan has none). */
enum td_code assessment_head_scores(struct call *call, const struct plan *plan,
                                    const struct assessment_records *records, uint32_t **ret);

/* -- all together -- */

struct assessment_reading {
    struct unit_row unit;
    struct assessment_records records;
    Pb__TaskUnitSummary *tasks;
    struct assessment_results results;
    struct assessment computed;
};
/* version: as above. The scope is appraisal_scope_of's. */
enum td_code assessment_read(struct call *call, const struct appraisal_scope *scope,
                             const struct unit_row *unit, uint32_t version,
                             struct assessment_reading *ret);

/* The unit in the year of the round; NOT_FOUND with UNIT_UNKNOWN at `field`. */
enum td_code assessment_unit(struct call *call, const struct appraisal_scope *scope,
                             const char *field, const char *unit_code, struct unit_row *ret);

/* "assessment 2022-annual/P1": of evidence and of the log. NULL: arena used up. */
const char *assessment_subject(struct call *call, const char *round_id, const char *unit_code);
/* May the caller see that assessment's evidence? (attachment.h) */
attachment_see assessment_see;

/* Handlers, by file: assessment.c, assessment_read.c. */
enum td_code assessment_show(struct call *call, const Pb__AssessmentShowRequest *in,
                             Pb__AssessmentShowResponse *out);
enum td_code assessment_list(struct call *call, const Pb__AssessmentListRequest *in,
                             Pb__AssessmentListResponse *out);
/* The sheet of a unit as it is now, after a write. */
enum td_code assessment_sheet_now(struct call *call, const char *round_id, const char *unit_code,
                                  Pb__AssessmentSheet **ret);

#endif
