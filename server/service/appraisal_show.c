/* AppraisalService/Show: the sheet of one nominee, claims and verdicts beside the facts. */
#include "appraisal.h"
#include "dossier.h"
#include "reply.h"

#include <string.h>

/* -- criteria -- */

static void verdict_fill(const struct verdict_row *row, bool superseded, Pb__AppraisalVerdict *out)
{
    out->verdict = row->verdict;
    out->note = (char *)row->note;
    out->officer = (char *)row->login;
    out->officer_name = (char *)row->full_name;
    out->at_utc_ms = row->at_utc_ms;
    out->log_seq = row->log_seq;
    out->superseded = superseded;
}

enum td_code appraisal_criterion_reply(struct call *call, const struct plan_criterion *criterion,
                                       const char *claim, Pb__CriterionAnswer computed,
                                       const struct appraisal_verdicts *verdicts,
                                       Pb__AppraisedCriterion *out)
{
    out->criterion = (char *)criterion->id;
    out->clause = (char *)criterion->clause;
    out->text_vi = (char *)criterion->text.vi;
    out->text_en = (char *)criterion->text.en;
    out->claim = (char *)claim;
    out->computed = computed;
    out->standing = appraisal_standing(criterion->id, verdicts->rules, verdicts->n);
    out->verdicts = reply_list(call, &pb__appraisal_verdict__descriptor, verdicts->n);
    if (!out->verdicts)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < verdicts->n; i++)
        if (strcmp(verdicts->rules[i].criterion, criterion->id) == 0)
            verdict_fill(verdicts->rows[i],
                         appraisal_is_superseded(verdicts->rules, verdicts->n, i),
                         out->verdicts[out->n_verdicts++]);
    return TD_OK;
}

static const char *claim_of(const struct dossier_nominee *facts, const char *criterion)
{
    for (size_t i = 0; i < facts->n_claims; i++)
        if (strcmp(facts->claims[i].criterion, criterion) == 0)
            return facts->claims[i].statement;
    return "";
}

static enum td_code criteria_reply(struct call *call, const struct plan *plan,
                                   const struct dossier_nominee *facts,
                                   const struct appraisal_verdicts *verdicts,
                                   Pb__AppraisalShowResponse *out)
{
    enum td_code code = TD_OK;
    out->criteria = reply_list(call, &pb__appraised_criterion__descriptor, plan->n_criteria);
    if (!out->criteria)
        return TD_RESOURCE_EXHAUSTED;
    for (unsigned i = 0; code == TD_OK && i < plan->n_criteria; i++) {
        const struct plan_criterion *criterion = &plan->criteria[i];
        if (criterion->kind != facts->kind)
            continue;
        Pb__AppraisedCriterion *reply = out->criteria[out->n_criteria++];
        code = appraisal_criterion_reply(
            call, criterion, claim_of(facts, criterion->id),
            appraisal_computed(criterion->id, out->tasks->criterion, !out->discipline->eligible),
            verdicts, reply);
        reply->records =
            (Pb__AppraisalRecord *)appraisal_records_of(criterion->id, &reply->n_records);
    }
    return code;
}

/* -- discipline, duplicates, history -- */

static enum td_code discipline_reply(struct call *call, const struct dossier *facts, size_t i,
                                     const struct as_of *as_of, Pb__AppraisalShowResponse *out)
{
    struct discipline_register discipline;
    enum td_code code =
        dossier_discipline_register(call, as_of->day, (int64_t)as_of->log_seq, &discipline);
    out->discipline = reply_message(call, &pb__nominee_eligibility__descriptor);
    if (code == TD_OK && !out->discipline)
        code = TD_RESOURCE_EXHAUSTED;
    return code == TD_OK ? dossier_nominee_eligibility(call, facts, i, &discipline, as_of->day,
                                                       out->discipline)
                         : code;
}

static enum td_code duplicates_reply(struct call *call, const struct nominee_row *nominee,
                                     int64_t as_of_seq, Pb__AppraisalShowResponse *out)
{
    struct duplicate_alert *alerts;
    size_t n;
    enum td_code code =
        appraisal_duplicates(call, nominee->round_id, nominee, as_of_seq, &alerts, &n);
    if (code != TD_OK)
        return code;
    out->duplicates = td_arena_alloc(call->arena, (n + 1) * sizeof *out->duplicates);
    if (!out->duplicates)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        if (!(out->duplicates[out->n_duplicates++] = appraisal_duplicate_reply(call, &alerts[i])))
            return TD_RESOURCE_EXHAUSTED;
    return TD_OK;
}

static enum td_code history_reply(struct call *call, const struct nominee_row *nominee,
                                  int64_t as_of_seq, Pb__AppraisalShowResponse *out)
{
    struct nominee_event_row *events;
    size_t n;
    enum td_code code = nominees_events(call->db, nominee->dossier_id, nominee->ordinal, as_of_seq,
                                        call->arena, &events, &n);
    if (code != TD_OK)
        return code;
    out->history = reply_list(call, &pb__nominee_history_entry__descriptor, n);
    if (!out->history)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        if (events[i].version != nominee->version)
            continue;
        Pb__NomineeHistoryEntry *entry = out->history[out->n_history++];
        entry->event = events[i].event;
        entry->state = events[i].state;
        entry->reason = (char *)events[i].reason;
        entry->at_utc_ms = events[i].at_utc_ms;
        entry->officer = (char *)events[i].login;
        entry->officer_name = (char *)events[i].full_name;
        entry->log_seq = events[i].log_seq;
    }
    return TD_OK;
}

/* -- the sheet -- */

/* What the unit submitted: the version that was received. */
static enum td_code submitted_reply(struct call *call, const struct nominee_row *nominee,
                                    const struct appraisal_scope *scope,
                                    const struct appraisal_verdicts *verdicts,
                                    Pb__AppraisalShowResponse *out)
{
    struct dossier_row dossier;
    struct dossier_case stored;
    ProtobufCBinaryData bytes;
    size_t i = nominee->ordinal - 1;
    enum td_code code = dossiers_find(call->db, nominee->dossier_id, (int64_t)scope->as_of.log_seq,
                                      call->arena, &dossier);
    if (code == TD_OK)
        code = dossier_case_stored(call, &dossier, nominee->version, &stored, &bytes);
    if (code == TD_OK && i >= stored.facts.n_nominees)
        code = TD_DATA_LOSS; /* its row says otherwise */
    if (code != TD_OK)
        return code;
    out->summary = (char *)stored.facts.nominees[i].summary;
    code = discipline_reply(call, &stored.facts, i, &scope->as_of, out);
    return code == TD_OK
               ? criteria_reply(call, scope->plan, &stored.facts.nominees[i], verdicts, out)
               : code;
}

static enum td_code sheet_reply(struct call *call, const struct appraisal_scope *scope,
                                const struct nominee_row *nominee, Pb__AppraisalShowResponse *out)
{
    struct appraisal_records records;
    struct appraisal_verdicts verdicts;
    int64_t as_of_seq = (int64_t)scope->as_of.log_seq;
    enum td_code code = appraisal_records_load(call, nominee->dossier_id, "", as_of_seq, &records);
    if (code == TD_OK)
        code = appraisal_verdicts_of(call, &records, nominee, &verdicts);
    if (code == TD_OK)
        code = appraisal_facts(call, scope, nominee, out);
    if (code == TD_OK)
        code = submitted_reply(call, nominee, scope, &verdicts, out);
    if (code == TD_OK)
        code = duplicates_reply(call, nominee, as_of_seq, out);
    if (code == TD_OK)
        code = history_reply(call, nominee, as_of_seq, out);
    if (code != TD_OK)
        return code;
    out->nominee = appraisal_nominee_reply(call, nominee);
    out->assigned_to = (char *)appraisal_assignee_of(&records, nominee);
    return out->nominee ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code appraisal_show(struct call *call, const Pb__AppraisalShowRequest *in,
                            Pb__AppraisalShowResponse *out)
{
    struct appraisal_scope scope;
    struct as_of as_of;
    struct nominee_row nominee;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = nominee_get(call, in->nominee_id, (int64_t)as_of.log_seq, &nominee);
    if (code == TD_OK)
        code = appraisal_scope_of(call, nominee.round_id, in->as_of, &scope);
    return code == TD_OK ? sheet_reply(call, &scope, &nominee, out) : code;
}
