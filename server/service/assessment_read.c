/* AssessmentService: the sheet of a unit and the list of a round. */
#include "assessment.h"
#include "check.h"
#include "dossier.h"
#include "paging.h"
#include "reply.h"

#include <stdlib.h>
#include <string.h>

#define N_PAGE_KEYS 1

/* -- the parts of a sheet -- */

static const char *finding_of(const struct assessment_records *records, const char *side)
{
    for (size_t i = 0; i < records->n_findings; i++)
        if (strcmp(records->findings[i].side, side) == 0)
            return records->findings[i].text;
    return "";
}

static enum td_code sides_reply(struct call *call, const struct plan *plan,
                                const struct assessment_reading *reading,
                                const struct assessment *then, Pb__AssessmentSheet *out)
{
    out->sides = reply_list(call, &pb__assessment_side__descriptor, ASSESSMENT_N_SIDES);
    if (!out->sides)
        return TD_RESOURCE_EXHAUSTED;
    out->n_sides = ASSESSMENT_N_SIDES;
    for (size_t i = 0; i < ASSESSMENT_N_SIDES; i++) {
        const struct assessment_part *part = &reading->computed.sides[i];
        const struct plan_weight *weight = assessment_weight(plan, (enum assessment_side)i);
        Pb__AssessmentSide *side = out->sides[i];
        side->side = (char *)assessment_side_id((enum assessment_side)i);
        side->weight_percent = part->weight_percent;
        side->known = part->known;
        side->percent_centi = part->percent_centi;
        side->finding = (char *)finding_of(&reading->records, side->side);
        side->known_then = then->sides[i].known;
        side->percent_then_centi = then->sides[i].percent_centi;
        if (!weight)
            continue;
        side->clause = (char *)weight->clause;
        side->vi = (char *)weight->text.vi;
        side->en = (char *)weight->text.en;
    }
    return TD_OK;
}

static enum td_code head_reply(struct call *call, const struct plan *plan,
                               const struct assessment_records *records, Pb__AssessmentSheet *out)
{
    out->head = reply_list(call, &pb__assessment_criterion__descriptor, plan->n_head_criteria);
    if (!out->head)
        return TD_RESOURCE_EXHAUSTED;
    out->n_head = plan->n_head_criteria;
    out->no_head_criteria = !plan_has(plan, PLAN_HEAD_CRITERIA);
    for (size_t i = 0; i < out->n_head; i++) {
        const struct plan_head_criterion *criterion = &plan->head_criteria[i];
        const struct assessment_score_row *score = assessment_score_of(records, criterion->id);
        out->head[i]->criterion = (char *)criterion->id;
        out->head[i]->clause = (char *)criterion->clause;
        out->head[i]->vi = (char *)criterion->text.vi;
        out->head[i]->en = (char *)criterion->text.en;
        out->head[i]->max_centi = assessment_head_max_centi(criterion);
        out->head[i]->scored = score != NULL;
        out->head[i]->score_centi = score ? score->score_centi : 0;
        out->head[i]->note = (char *)(score ? score->note : "");
    }
    return TD_OK;
}

static enum td_code versions_reply(struct call *call, const struct assessment_records *records,
                                   Pb__AssessmentSheet *out)
{
    out->versions = reply_list(call, &pb__assessment_version__descriptor, records->n_versions);
    if (!out->versions)
        return TD_RESOURCE_EXHAUSTED;
    out->n_versions = records->n_versions;
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < out->n_versions; i++) {
        const struct assessment_row *row = &records->versions[i];
        Pb__AssessmentVersion *version = out->versions[i];
        version->version = row->version;
        version->recorded_by = (char *)row->login;
        version->recorded_by_name = (char *)row->full_name;
        version->recorded_utc_ms = row->at_utc_ms;
        version->reason = (char *)row->reason;
        version->log_seq = row->log_seq;
        code = attachment_reply(call, assessment_subject(call, row->round_id, row->unit_code),
                                row->log_seq, &version->evidence, &version->n_evidence);
    }
    return code;
}

/* NULL: arena used up. */
static Pb__IndexFact *index_fact(struct call *call, const struct index_published_row *row)
{
    Pb__IndexFact *fact = reply_message(call, &pb__index_fact__descriptor);
    if (fact)
        appraisal_index_fill(row, fact);
    return fact;
}

static enum td_code effect_reply(struct call *call, const struct plan *plan,
                                 const struct assessment_reading *reading, Pb__AssessmentSheet *out)
{
    const struct assessment_results *results = &reading->results;
    Pb__AssessmentEffect *effect = reply_message(call, &pb__assessment_effect__descriptor);
    if (!effect || (results->has_result && !(effect->result = index_fact(call, &results->result))))
        return TD_RESOURCE_EXHAUSTED;
    if (reading->computed.effect.changed && !(effect->before = index_fact(call, &results->before)))
        return TD_RESOURCE_EXHAUSTED;
    effect->change_centi = reading->computed.effect.change_centi;
    effect->change_score_centi = reading->computed.effect.change_score_centi;
    effect->change_percent = plan->effectiveness.change_percent;
    effect->full_change = plan->effectiveness.full_change;
    out->effect = effect;
    if (!plan_has(plan, PLAN_EFFECTIVENESS))
        return TD_OK;
    out->basis_vi = (char *)plan->effectiveness.basis.vi;
    out->basis_en = (char *)plan->effectiveness.basis.en;
    return TD_OK;
}

/* -- a sheet -- */

/* What the same version amounted to when it was recorded. */
static enum td_code then_read(struct call *call, const struct appraisal_scope *scope,
                              const struct assessment_reading *now, struct assessment *ret)
{
    struct appraisal_scope then = *scope;
    struct assessment_reading reading;
    const struct assessment_records *records = &now->records;
    *ret = now->computed;
    if (records->n_versions == 0 || records->versions->log_seq >= scope->as_of.log_seq)
        return TD_OK;
    const Pb__AsOf moment = {.base = PROTOBUF_C_MESSAGE_INIT(&pb__as_of__descriptor),
                             .log_seq = records->versions->log_seq,
                             .on = (char *)""};
    enum td_code code = as_of_resolve(call, &moment, &then.as_of);
    if (code == TD_OK)
        code = assessment_read(call, &then, &now->unit, records->versions->version, &reading);
    if (code == TD_OK)
        *ret = reading.computed;
    return code;
}

static enum td_code sheet_reply(struct call *call, const struct appraisal_scope *scope,
                                const struct assessment_reading *reading, Pb__AssessmentSheet **ret)
{
    const struct plan *plan = scope->plan;
    struct assessment then;
    Pb__AssessmentSheet *out = reply_message(call, &pb__assessment_sheet__descriptor);
    if (!out)
        return TD_RESOURCE_EXHAUSTED;
    out->round_id = (char *)scope->round.id;
    out->unit_code = (char *)reading->unit.code;
    out->unit_name = (char *)reading->unit.name;
    out->period_from = td_arena_strdup(call->arena, scope->period.from);
    out->period_to = td_arena_strdup(call->arena, scope->period.to);
    out->version = reading->records.n_versions ? reading->records.versions->version : 0;
    out->known = reading->computed.known;
    out->complete = reading->computed.complete;
    out->total_centi = reading->computed.total_centi;
    out->tasks = reading->tasks;
    out->log_seq = scope->as_of.log_seq;
    enum td_code code = out->period_from && out->period_to ? TD_OK : TD_RESOURCE_EXHAUSTED;
    if (code == TD_OK)
        code = then_read(call, scope, reading, &then);
    if (code == TD_OK)
        code = sides_reply(call, plan, reading, &then, out);
    if (code == TD_OK)
        code = head_reply(call, plan, &reading->records, out);
    if (code == TD_OK)
        code = versions_reply(call, &reading->records, out);
    if (code == TD_OK)
        code = effect_reply(call, plan, reading, out);
    *ret = out;
    return code;
}

static enum td_code sheet_read(struct call *call, const struct appraisal_scope *scope,
                               const char *unit_code, uint32_t version, Pb__AssessmentSheet **ret)
{
    struct assessment_reading reading;
    struct unit_row unit;
    enum td_code code = assessment_unit(call, scope, "unit_code", unit_code, &unit);
    if (code == TD_OK)
        code = assessment_read(call, scope, &unit, version, &reading);
    if (code == TD_OK && version && reading.records.n_versions == 0)
        return td_fail(call->err, TD_NOT_FOUND, "version", "", TD_KEY_ASSESSMENT_VERSION, "unit",
                       unit_code, "version", td_dec(call->arena, version), TD_END);
    return code == TD_OK ? sheet_reply(call, scope, &reading, ret) : code;
}

enum td_code assessment_sheet_now(struct call *call, const char *round_id, const char *unit_code,
                                  Pb__AssessmentSheet **ret)
{
    struct appraisal_scope scope;
    enum td_code code = appraisal_scope_of(call, round_id, NULL, &scope);
    return code == TD_OK ? sheet_read(call, &scope, unit_code, 0, ret) : code;
}

enum td_code assessment_show(struct call *call, const Pb__AssessmentShowRequest *in,
                             Pb__AssessmentShowResponse *out)
{
    struct appraisal_scope scope;
    const char *unit_code = *in->unit_code ? in->unit_code : call->who.unit_code;
    enum td_code code = appraisal_scope_of(call, in->round_id, in->as_of, &scope);
    if (code != TD_OK)
        return code;
    if (!dossier_sees_all(call) && strcmp(unit_code, call->who.unit_code) != 0)
        return td_fail(call->err, TD_PERMISSION_DENIED, "unit_code", "", TD_KEY_UNIT_OTHER, "yours",
                       call->who.unit_code, TD_END);
    if (!nominee_outcome_visible(call, scope.round.times.stored))
        return td_fail(call->err, TD_FAILED_PRECONDITION, "round_id", "",
                       TD_KEY_ASSESSMENT_UNPUBLISHED, "round", scope.round.id, TD_END);
    return sheet_read(call, &scope, unit_code, in->version, &out->sheet);
}

/* -- the list -- */

struct list_row {
    Pb__AssessmentRowSummary *unit;
    const char *key; /* sorts as text; unique */
};

static Pb__AssessmentRowSummary *row_reply(struct call *call,
                                           const struct assessment_reading *reading)
{
    const struct assessment *computed = &reading->computed;
    const struct assessment_part *sides = computed->sides;
    Pb__AssessmentRowSummary *out = reply_message(call, &pb__assessment_row_summary__descriptor);
    if (!out)
        return NULL;
    out->unit_code = (char *)reading->unit.code;
    out->unit_name = (char *)reading->unit.name;
    out->kind = reading->unit.kind;
    out->version = reading->records.n_versions ? reading->records.versions->version : 0;
    out->completion_known = sides[ASSESSMENT_COMPLETION].known;
    out->completion_centi = sides[ASSESSMENT_COMPLETION].percent_centi;
    out->head_known = sides[ASSESSMENT_HEAD].known;
    out->head_centi = sides[ASSESSMENT_HEAD].percent_centi;
    out->effectiveness_known = sides[ASSESSMENT_EFFECTIVENESS].known;
    out->effectiveness_centi = sides[ASSESSMENT_EFFECTIVENESS].percent_centi;
    out->known = computed->known;
    out->complete = computed->complete;
    out->total_centi = computed->total_centi;
    return out;
}

/* Highest total first, then by unit; or by unit alone. NULL: arena used up. */
static const char *row_key(struct call *call, Pb__AssessmentSort sort,
                           const Pb__AssessmentRowSummary *unit)
{
    if (sort == PB__ASSESSMENT_SORT__ASSESSMENT_SORT_UNIT)
        return unit->unit_code;
    int32_t behind = unit->known ? ASSESSMENT_FULL_CENTI - unit->total_centi : 99999;
    return td_arena_printf(call->arena, "%05d %s", (int)behind, unit->unit_code);
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct list_row *)a)->key, ((const struct list_row *)b)->key);
}

/* One more than how many have a higher total: equal ones share it. */
static void ranks_fill(struct list_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rows[i].unit->rank = rows[i].unit->known ? 1 : 0;
        for (size_t j = 0; rows[i].unit->known && j < n; j++)
            rows[i].unit->rank +=
                rows[j].unit->known && rows[j].unit->total_centi > rows[i].unit->total_centi;
    }
}

static enum td_code line_find(struct call *call, const struct plan *plan, const char *id,
                              const struct plan_line **ret)
{
    *ret = *id ? plan_line_find(plan, id) : NULL;
    if (!*id || (*ret && (*ret)->kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE))
        return TD_OK;
    const char *allowed = "";
    for (unsigned i = 0; allowed && i < plan->n_lines; i++)
        if (plan->lines[i].kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE)
            allowed = td_arena_printf(call->arena, "%s%s%s", allowed, *allowed ? ", " : "",
                                      plan->lines[i].id);
    return td_fail(call->err, TD_INVALID_ARGUMENT, "line", "", TD_KEY_LINE_UNKNOWN, "line", id,
                   "allowed", allowed ? allowed : "", TD_END);
}

/* All units of the round's year that stand in the line, ranked by total. */
static enum td_code rows_read(struct call *call, const struct appraisal_scope *scope,
                              const struct plan_line *line, struct list_row **ret, size_t *ret_n)
{
    struct unit_row *units;
    struct assessment_reading reading;
    size_t n = 0;
    *ret_n = 0;
    enum td_code code = units_of_year(call->db, scope->round.year, (int64_t)scope->as_of.log_seq,
                                      call->arena, &units, &n);
    *ret = td_arena_alloc(call->arena, (n + 1) * sizeof **ret);
    if (code == TD_OK && !*ret)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        if (line && !plan_line_takes(line, units[i].kind))
            continue;
        code = assessment_read(call, scope, &units[i], 0, &reading);
        struct list_row *row = *ret + *ret_n;
        if (code == TD_OK && !(row->unit = row_reply(call, &reading)))
            return TD_RESOURCE_EXHAUSTED;
        ++*ret_n;
    }
    if (code == TD_OK)
        ranks_fill(*ret, *ret_n);
    return code;
}

static enum td_code page_fill(struct call *call, const Pb__AssessmentListRequest *in,
                              const struct page *page, struct list_row *rows, size_t n,
                              Pb__AssessmentListResponse *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (in->incomplete && rows[i].unit->complete)
            continue;
        rows[kept] = rows[i];
        if (!(rows[kept].key = row_key(call, in->sort, rows[kept].unit)))
            return TD_RESOURCE_EXHAUSTED;
        if (!page->follows || strcmp(rows[kept].key, page->keys[0]) > 0)
            kept++;
    }
    if (kept > 0)
        qsort(rows, kept, sizeof *rows, by_key);
    out->units = td_arena_alloc(call->arena, (kept + 1) * sizeof *out->units);
    if (!out->units)
        return TD_RESOURCE_EXHAUSTED;
    out->n_units = page_cut(page, kept);
    for (size_t i = 0; i < out->n_units; i++)
        out->units[i] = rows[i].unit;
    if (!page_is_full(page, kept))
        return TD_OK;
    out->next_page_token = page_token(call, page, rows[page->size - 1].key, NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code assessment_list(struct call *call, const Pb__AssessmentListRequest *in,
                             Pb__AssessmentListResponse *out)
{
    struct appraisal_scope scope;
    const struct plan_line *line;
    struct list_row *rows;
    struct page page;
    size_t n;
    if (in->sort != PB__ASSESSMENT_SORT__ASSESSMENT_SORT_UNSPECIFIED)
        check_choice(call, "sort", &pb__assessment_sort__descriptor, (int)in->sort);
    page_begin(call, in->page_size, in->page_token,
               in->sort == PB__ASSESSMENT_SORT__ASSESSMENT_SORT_UNIT, N_PAGE_KEYS, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = appraisal_scope_of(call, in->round_id, in->as_of, &scope);
    if (code == TD_OK)
        code = line_find(call, scope.plan, in->line, &line);
    if (code == TD_OK)
        code = rows_read(call, &scope, line, &rows, &n);
    if (code == TD_OK)
        code = page_fill(call, in, &page, rows, n, out);
    out->log_seq = code == TD_OK ? scope.as_of.log_seq : 0;
    return code;
}
