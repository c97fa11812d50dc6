/* AssessmentService: what the sides of an assessment rest on, as of a moment. Nothing here judges.
 */
#include "assessment.h"
#include "dossier.h"

#include <stdlib.h>
#include <string.h>

/* -- the index -- */

enum td_code assessment_results_read(struct call *call, const char *unit_code, uint32_t year_from,
                                     uint32_t year_to, uint64_t as_of_seq,
                                     struct assessment_results *ret)
{
    struct index_published_row *years;
    size_t n = 0;
    *ret = (struct assessment_results){0};
    /* One year looks back at the one before it. */
    uint32_t before_from = year_from == year_to ? year_from - 1 : year_from;
    enum td_code code = TD_OK;
    if (as_of_seq) /* 0 would mean now */
        code = index_published_years(call->db, unit_code, as_of_seq, call->arena, &years, &n);
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        if (years[i].year >= before_from && years[i].year < year_to && !ret->has_before) {
            ret->before = years[i];
            ret->has_before = true;
        }
        if (years[i].year >= year_from && years[i].year <= year_to) {
            ret->result = years[i];
            ret->has_result = true;
        }
    }
    if (!ret->has_result || ret->result.year == ret->before.year)
        ret->has_before = false;
    return code;
}

/* -- what was recorded -- */

enum td_code assessment_records_read(struct call *call, const char *round_id, const char *unit_code,
                                     uint32_t version, uint64_t as_of_seq,
                                     struct assessment_records *ret)
{
    *ret = (struct assessment_records){0};
    enum td_code code = assessments_versions(call->db, round_id, unit_code, as_of_seq, call->arena,
                                             &ret->versions, &ret->n_versions);
    while (version && ret->n_versions > 0 && ret->versions->version > version) {
        ret->versions++;
        ret->n_versions--;
    }
    if (version && ret->n_versions > 0 && ret->versions->version != version)
        ret->n_versions = 0;
    if (code != TD_OK || ret->n_versions == 0)
        return code;
    code = assessments_scores(call->db, ret->versions, call->arena, &ret->scores, &ret->n_scores);
    if (code == TD_OK)
        code = assessments_findings(call->db, ret->versions, call->arena, &ret->findings,
                                    &ret->n_findings);
    return code;
}

const struct assessment_score_row *assessment_score_of(const struct assessment_records *records,
                                                       const char *criterion)
{
    for (size_t i = 0; i < records->n_scores; i++)
        if (strcmp(records->scores[i].criterion, criterion) == 0)
            return &records->scores[i];
    return NULL;
}

enum td_code assessment_head_scores(struct call *call, const struct plan *plan,
                                    const struct assessment_records *records, uint32_t **ret)
{
    *ret = NULL;
    uint32_t *scores = td_arena_alloc(call->arena, (plan->n_head_criteria + 1) * sizeof *scores);
    if (!scores)
        return TD_RESOURCE_EXHAUSTED;
    for (unsigned i = 0; i < plan->n_head_criteria; i++) {
        const struct assessment_score_row *score =
            assessment_score_of(records, plan->head_criteria[i].id);
        if (!score)
            return TD_OK;
        scores[i] = score->score_centi;
    }
    *ret = plan->n_head_criteria ? scores : NULL;
    return TD_OK;
}

/* -- all together -- */

static struct task_counts counts_of(const Pb__TaskUnitSummary *tasks)
{
    return (struct task_counts){.of = {
                                    [PB__TASK_STANDING__TASK_STANDING_OPEN] = tasks->open,
                                    [PB__TASK_STANDING__TASK_STANDING_OVERDUE] = tasks->overdue,
                                    [PB__TASK_STANDING__TASK_STANDING_AWAITING] = tasks->awaiting,
                                    [PB__TASK_STANDING__TASK_STANDING_ON_TIME] = tasks->on_time,
                                    [PB__TASK_STANDING__TASK_STANDING_LATE] = tasks->late,
                                    [PB__TASK_STANDING__TASK_STANDING_NOT_DONE] = tasks->not_done,
                                }};
}

enum td_code assessment_read(struct call *call, const struct appraisal_scope *scope,
                             const struct unit_row *unit, uint32_t version,
                             struct assessment_reading *ret)
{
    *ret = (struct assessment_reading){.unit = *unit};
    uint32_t from = (uint32_t)strtoul(scope->period.from, NULL, 10);
    uint32_t to = (uint32_t)strtoul(scope->period.to, NULL, 10);
    struct assessment_facts facts = {0};
    uint32_t *head = NULL;
    enum td_code code = assessment_records_read(call, scope->round.id, unit->code, version,
                                                scope->as_of.log_seq, &ret->records);
    if (code == TD_OK)
        code = assessment_head_scores(call, scope->plan, &ret->records, &head);
    if (code == TD_OK)
        code = appraisal_tasks(call, scope, unit->code, &ret->tasks);
    if (code == TD_OK)
        code = assessment_results_read(call, unit->code, from, to, scope->as_of.log_seq,
                                       &ret->results);
    if (code != TD_OK)
        return code;
    facts.tasks = counts_of(ret->tasks);
    facts.head_centi = head;
    facts.has_result = ret->results.has_result;
    facts.has_before = ret->results.has_before;
    facts.result_centi = (int32_t)ret->results.result.result.percent_centi;
    facts.before_centi = (int32_t)ret->results.before.result.percent_centi;
    assessment_compute(scope->plan, &facts, &ret->computed);
    return TD_OK;
}

enum td_code assessment_unit(struct call *call, const struct appraisal_scope *scope,
                             const char *field, const char *unit_code, struct unit_row *ret)
{
    struct unit_row *units;
    size_t n;
    enum td_code code = units_of_year(call->db, scope->round.year, (int64_t)scope->as_of.log_seq,
                                      call->arena, &units, &n);
    for (size_t i = 0; code == TD_OK && i < n; i++)
        if (strcmp(units[i].code, unit_code) == 0) {
            *ret = units[i];
            return TD_OK;
        }
    return code == TD_OK ? td_fail(call->err, TD_NOT_FOUND, field, "", TD_KEY_UNIT_UNKNOWN, "unit",
                                   unit_code, TD_END)
                         : code;
}

/* -- who sees it -- */

const char *assessment_subject(struct call *call, const char *round_id, const char *unit_code)
{
    return td_arena_printf(call->arena, "assessment %s/%s", round_id, unit_code);
}

enum td_code assessment_see(struct call *call, const char *id, int64_t as_of_seq, bool *ret_visible)
{
    struct round_row round;
    const char *slash = strrchr(id, '/');
    if (!slash)
        return TD_NOT_FOUND;
    const char *round_id = td_arena_printf(call->arena, "%.*s", (int)(slash - id), id);
    if (!round_id)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = rounds_find(call->db, round_id, "", as_of_seq, call->arena, &round);
    if (code == TD_OK)
        *ret_visible =
            dossier_sees_all(call) || (strcmp(slash + 1, call->who.unit_code) == 0 &&
                                       nominee_outcome_visible(call, round.times.stored));
    return code;
}
