/* AssessmentService: what Home Affairs says of a unit for a round (IV.3.a), version by version. */
#include "assessment.h"
#include "check.h"
#include "dossier.h"
#include "import_rows.h"
#include "reply.h"
#include "services.h"

#include <string.h>

#define NOTE_MAX_CHARS 1000
#define FINDING_MAX_CHARS 2000
#define REASON_MAX_CHARS 1000

/* -- checks -- */

static const struct plan_head_criterion *criterion_find(const struct plan *plan, const char *id)
{
    for (unsigned i = 0; i < plan->n_head_criteria; i++)
        if (strcmp(plan->head_criteria[i].id, id) == 0)
            return &plan->head_criteria[i];
    return NULL;
}

static const char *criteria_list(struct call *call, const struct plan *plan)
{
    const char *list = "";
    for (unsigned i = 0; list && i < plan->n_head_criteria; i++)
        list = td_arena_printf(call->arena, "%s%s%s", list, *list ? ", " : "",
                               plan->head_criteria[i].id);
    return list ? list : "";
}

static bool choice_fail(struct call *call, const char *field, const char *value,
                        const char *allowed)
{
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_CHOICE, "value", value, "allowed",
            allowed, TD_END);
    return false;
}

static bool score_check(struct call *call, const struct plan *plan, const char *path,
                        const struct assessment_score_row *score)
{
    const struct plan_head_criterion *criterion = criterion_find(plan, score->criterion);
    if (!criterion)
        return choice_fail(call, td_path(call->arena, path, "criterion"), score->criterion,
                           criteria_list(call, plan));
    if (score->score_centi > assessment_head_max_centi(criterion))
        td_fail(call->err, TD_INVALID_ARGUMENT, td_path(call->arena, path, "score_centi"),
                criterion->clause, TD_KEY_ASSESSMENT_SCORE, "criterion", criterion->id,
                "score_centi", td_dec(call->arena, score->score_centi), "max_centi",
                td_dec(call->arena, assessment_head_max_centi(criterion)), TD_END);
    if (*score->note)
        check_text(call, td_path(call->arena, path, "note"), score->note, NOTE_MAX_CHARS);
    return true;
}

static void finding_check(struct call *call, const char *path,
                          const struct assessment_finding_row *finding)
{
    bool known = false;
    const char *allowed = "";
    for (int i = 0; i < ASSESSMENT_N_SIDES; i++) {
        const char *id = assessment_side_id((enum assessment_side)i);
        known = known || strcmp(id, finding->side) == 0;
        allowed = td_arena_printf(call->arena, "%s%s%s", allowed, i ? ", " : "", id);
    }
    if (!known)
        choice_fail(call, td_path(call->arena, path, "side"), finding->side,
                    allowed ? allowed : "");
    check_text(call, td_path(call->arena, path, "text"), finding->text, FINDING_MAX_CHARS);
}

static void twice_fail(struct call *call, const char *path)
{
    td_fail(call->err, TD_INVALID_ARGUMENT, path, "", TD_KEY_ROW_TWICE, TD_END);
}

/* What a request says, as rows. */
struct said {
    struct assessment_score_row *scores;
    size_t n_scores;
    struct assessment_finding_row *findings;
    size_t n_findings;
};

static enum td_code said_take(struct call *call, const struct plan *plan,
                              const Pb__AssessmentRecordRequest *in, struct said *ret)
{
    ret->scores = td_arena_zalloc(call->arena, (in->n_scores + 1) * sizeof *ret->scores);
    ret->findings = td_arena_zalloc(call->arena, (in->n_findings + 1) * sizeof *ret->findings);
    if (!ret->scores || !ret->findings)
        return TD_RESOURCE_EXHAUSTED;
    ret->n_scores = in->n_scores;
    ret->n_findings = in->n_findings;
    for (size_t i = 0; i < in->n_scores; i++) {
        const char *path = td_path_index(call->arena, "scores", i);
        ret->scores[i] = (struct assessment_score_row){
            in->scores[i]->criterion, in->scores[i]->score_centi, in->scores[i]->note};
        score_check(call, plan, path, &ret->scores[i]);
        for (size_t j = 0; j < i; j++)
            if (strcmp(ret->scores[j].criterion, ret->scores[i].criterion) == 0)
                twice_fail(call, path);
    }
    for (size_t i = 0; i < in->n_findings; i++) {
        const char *path = td_path_index(call->arena, "findings", i);
        ret->findings[i] =
            (struct assessment_finding_row){in->findings[i]->side, in->findings[i]->text};
        finding_check(call, path, &ret->findings[i]);
        for (size_t j = 0; j < i; j++)
            if (strcmp(ret->findings[j].side, ret->findings[i].side) == 0)
                twice_fail(call, path);
    }
    return TD_OK;
}

/* Does the newest version say the very same? */
static bool said_same(const struct said *said, const struct assessment_records *records)
{
    bool same = records->n_versions > 0 && said->n_scores == records->n_scores &&
                said->n_findings == records->n_findings;
    for (size_t i = 0; same && i < said->n_scores; i++) {
        const struct assessment_score_row *score =
            assessment_score_of(records, said->scores[i].criterion);
        same = score && score->score_centi == said->scores[i].score_centi &&
               strcmp(score->note, said->scores[i].note) == 0;
    }
    for (size_t i = 0; same && i < said->n_findings; i++) {
        same = false;
        for (size_t j = 0; j < records->n_findings; j++)
            same = same || (strcmp(records->findings[j].side, said->findings[i].side) == 0 &&
                            strcmp(records->findings[j].text, said->findings[i].text) == 0);
    }
    return same;
}

/* -- who and when -- */

/* FAILED_PRECONDITION, PERMISSION_DENIED, NOT_FOUND. */
static enum td_code scope_begin(struct call *call, const char *round_id,
                                struct appraisal_scope *ret)
{
    enum td_code code = appraisal_scope_of(call, round_id, NULL, ret);
    if (code == TD_OK)
        code =
            assessment_check_round(round_state_at(&ret->round.times, call->now_utc_ms), call->err);
    return code;
}

/* Nobody scores the head by a plan that does not say how. */
static enum td_code head_criteria_check(struct call *call, const struct appraisal_scope *scope,
                                        const char *field)
{
    return round_plan_needs(call, &scope->round, scope->plan, PLAN_HEAD_CRITERIA, field);
}

static bool own_head_check(struct call *call, const char *field, const char *unit_code)
{
    if (!assessment_own_head(call->who.unit_code, call->who.roles, unit_code))
        return true;
    td_fail(call->err, TD_PERMISSION_DENIED, field, "IV.3.a", TD_KEY_ASSESSMENT_OWN, "unit",
            unit_code, TD_END);
    return false;
}

/* -- storing -- */

static enum td_code version_store(struct call *call, const char *round_id, const char *unit_code,
                                  uint32_t version, const char *reason, const struct said *said)
{
    const struct assessment_row row = {.round_id = round_id,
                                       .unit_code = unit_code,
                                       .version = version,
                                       .log_seq = call->log_seq,
                                       .reason = reason,
                                       .at_utc_ms = call->now_utc_ms,
                                       .officer_id = call->who.officer_id};
    enum td_code code = assessments_add(call->db, &row);
    for (size_t i = 0; code == TD_OK && i < said->n_scores; i++)
        code = assessments_score_add(call->db, &row, &said->scores[i]);
    for (size_t i = 0; code == TD_OK && i < said->n_findings; i++)
        code = assessments_finding_add(call->db, &row, &said->findings[i]);
    return code;
}

/* A change of what somebody has recorded is told with its reason, by one who knows the newest. */
static void base_check(struct call *call, const Pb__AssessmentRecordRequest *in, uint32_t newest)
{
    if (in->base_version != newest)
        td_fail(call->err, TD_ABORTED, "base_version", "", TD_KEY_RECORD_STALE, "id", in->unit_code,
                "version", td_dec(call->arena, newest), TD_END);
    else if (newest > 0 || *in->reason)
        check_text(call, "reason", in->reason, REASON_MAX_CHARS);
}

static enum td_code record_store(struct call *call, const Pb__AssessmentRecordRequest *in,
                                 const struct said *said, uint32_t newest)
{
    const char *subject = assessment_subject(call, in->round_id, in->unit_code);
    enum td_code code =
        version_store(call, in->round_id, in->unit_code, newest + 1, in->reason, said);
    if (code == TD_OK)
        code = attachment_add(call, subject, in->evidence, in->n_evidence);
    return code == TD_OK ? reply_note(call, subject, newest + 1, in->reason) : code;
}

static enum td_code assessment_record(struct call *call, const Pb__AssessmentRecordRequest *in,
                                      Pb__AssessmentRecordResponse *out)
{
    struct appraisal_scope scope;
    struct unit_row unit;
    struct said said;
    struct assessment_records records;
    enum td_code code = scope_begin(call, in->round_id, &scope);
    if (code == TD_OK)
        code = assessment_unit(call, &scope, "unit_code", in->unit_code, &unit);
    if (code == TD_OK && in->n_scores > 0)
        code = head_criteria_check(call, &scope, "scores");
    if (code == TD_OK)
        code = said_take(call, scope.plan, in, &said);
    if (code != TD_OK)
        return code;
    own_head_check(call, "unit_code", in->unit_code);
    attachment_check(call, "evidence", in->evidence, in->n_evidence);
    if (in->n_scores + in->n_findings == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "scores", "", TD_KEY_REQUIRED, TD_END);
    code = check_outcome(call);
    if (code == TD_OK)
        code = assessment_records_read(call, in->round_id, in->unit_code, 0, INT64_MAX, &records);
    if (code != TD_OK)
        return code;
    uint32_t newest = records.n_versions ? records.versions->version : 0;
    if (said_same(&said, &records) && in->n_evidence == 0) {
        reply_note(call, assessment_subject(call, in->round_id, in->unit_code), newest,
                   "unchanged");
        return assessment_sheet_now(call, in->round_id, in->unit_code, &out->sheet);
    }
    base_check(call, in, newest);
    code = check_outcome(call);
    if (code == TD_OK)
        code = record_store(call, in, &said, newest);
    return code == TD_OK ? assessment_sheet_now(call, in->round_id, in->unit_code, &out->sheet)
                         : code;
}

/* -- import -- */

struct import {
    const Pb__AssessmentImportRequest *in;
    struct appraisal_scope scope;
};

static struct assessment_score_row row_score(const Pb__AssessmentRow *row)
{
    return (struct assessment_score_row){row->criterion, row->score_centi, row->note};
}

static enum td_code import_check(struct call *call, const char *path, size_t i, void *rows)
{
    const struct import *import = rows;
    const Pb__AssessmentRow *row = import->in->rows[i];
    const struct assessment_score_row score = row_score(row);
    const char *field = td_path(call->arena, path, "unit_code");
    struct unit_row unit;
    score_check(call, import->scope.plan, path, &score);
    own_head_check(call, field, row->unit_code);
    enum td_code code = assessment_unit(call, &import->scope, field, row->unit_code, &unit);
    return code == TD_NOT_FOUND ? TD_OK : code; /* told */
}

/* What is there already under this criterion, or NULL with the unit open for one more row. */
static enum td_code import_known(struct call *call, const char *path, const Pb__AssessmentRow *row,
                                 const struct assessment_records *records, bool *ret_known)
{
    const struct assessment_score_row *score = assessment_score_of(records, row->criterion);
    bool of_this_file = records->n_versions == 0 || records->versions->log_seq == call->log_seq;
    *ret_known = score != NULL || !of_this_file;
    if (score && score->score_centi == row->score_centi && strcmp(score->note, row->note) == 0)
        return TD_OK;
    if (score && of_this_file)
        twice_fail(call, path);
    else if (!of_this_file)
        td_fail(call->err, TD_ALREADY_EXISTS, path, "", TD_KEY_ASSESSMENT_DIFFERS, "unit",
                row->unit_code, "criterion", row->criterion, "version",
                td_dec(call->arena, records->versions->version), TD_END);
    return TD_OK;
}

static enum td_code import_put(struct call *call, const char *path, size_t i, void *rows,
                               bool *ret_added)
{
    const struct import *import = rows;
    const Pb__AssessmentRow *row = import->in->rows[i];
    struct assessment_score_row score = row_score(row);
    struct assessment_records records;
    bool known = false;
    enum td_code code =
        assessment_records_read(call, import->in->round_id, row->unit_code, 0, INT64_MAX, &records);
    if (code == TD_OK)
        code = import_known(call, path, row, &records, &known);
    if (code != TD_OK || known)
        return code;
    const struct said said = {.scores = &score, .n_scores = 1};
    code = records.n_versions
               ? assessments_score_add(call->db, records.versions, &score)
               : version_store(call, import->in->round_id, row->unit_code, 1, "", &said);
    *ret_added = code == TD_OK;
    return code;
}

static enum td_code assessment_import(struct call *call, const Pb__AssessmentImportRequest *in,
                                      Pb__AssessmentImportResponse *out)
{
    struct import import = {.in = in};
    const char *subject = td_arena_printf(call->arena, "assessments %s", in->round_id);
    const struct import_steps steps = {"rows", subject, import_check, import_put};
    enum td_code code =
        subject ? scope_begin(call, in->round_id, &import.scope) : TD_RESOURCE_EXHAUSTED;
    if (code == TD_OK)
        code = head_criteria_check(call, &import.scope, "round_id");
    return code == TD_OK
               ? import_rows(call, &steps, in->n_rows, &import, &out->added, &out->unchanged)
               : code;
}

/* -- the table -- */

#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD))

METHOD(assessment__record, Pb__AssessmentRecordRequest, Pb__AssessmentRecordResponse, METHOD_WRITE,
       HOME_AFFAIRS, assessment_record)
METHOD(assessment__import, Pb__AssessmentImportRequest, Pb__AssessmentImportResponse, METHOD_WRITE,
       HOME_AFFAIRS, assessment_import)
METHOD(assessment__list, Pb__AssessmentListRequest, Pb__AssessmentListResponse, METHOD_READ,
       ALL_UNITS_READERS, assessment_list)
METHOD(assessment__show, Pb__AssessmentShowRequest, Pb__AssessmentShowResponse, METHOD_READ,
       DOSSIER_READERS, assessment_show)
SERVICE(assessment_service, PB__ASSESSMENT_SERVICE__INIT, assessment__)
