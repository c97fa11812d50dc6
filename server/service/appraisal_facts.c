/* AppraisalService: what the records say beside the verdicts. Nothing here judges. */
#include "appraisal.h"
#include "assessment.h"
#include "decisions.h"
#include "human_id.h"
#include "index_sets.h"
#include "initiative_rules.h"
#include "initiatives.h"
#include "local_awards.h"
#include "message.h"
#include "past_awards.h"
#include "reply.h"
#include "workflow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum td_code appraisal_scope_of(struct call *call, const char *round_id, const Pb__AsOf *as_of,
                                struct appraisal_scope *ret)
{
    enum td_code code = as_of_resolve(call, as_of, &ret->as_of);
    if (code == TD_OK)
        code = round_find(call, round_id, &ret->round);
    if (code == TD_OK)
        code = round_plan(call, &ret->round, &ret->plan);
    if (code == TD_OK)
        ret->period = task_period_of(ret->round.kind, ret->round.year, ret->plan->year_from);
    return code;
}

/* -- tasks -- */

enum td_code appraisal_tasks(struct call *call, const struct appraisal_scope *scope,
                             const char *unit_code, Pb__TaskUnitSummary **ret)
{
    *ret = reply_message(call, &pb__task_unit_summary__descriptor);
    return *ret ? task_unit_summary(call, unit_code, &scope->period, &scope->as_of, *ret)
                : TD_RESOURCE_EXHAUSTED;
}

/* -- index -- */

void appraisal_index_fill(const struct index_published_row *row, Pb__IndexFact *out)
{
    out->set_id = (char *)row->set_id;
    out->year = row->year;
    out->publication = row->publication;
    out->rank = row->result.rank;
    out->n_ranked = row->n_ranked;
    out->total_centi = row->result.total_centi;
    out->percent_centi = row->result.percent_centi;
}

static enum td_code index_facts(struct call *call, const struct appraisal_scope *scope,
                                const char *unit_code, Pb__AppraisalShowResponse *out)
{
    struct index_published_row *rows;
    size_t n = 0;
    uint32_t from = (uint32_t)strtoul(scope->period.from, NULL, 10);
    uint32_t to = (uint32_t)strtoul(scope->period.to, NULL, 10);
    enum td_code code = TD_OK;
    if (scope->as_of.log_seq) /* 0 would mean now */
        code = index_published_years(call->db, unit_code, scope->as_of.log_seq, call->arena, &rows,
                                     &n);
    if (code != TD_OK)
        return code;
    out->index = reply_list(call, &pb__index_fact__descriptor, n);
    if (!out->index)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].year < from || rows[i].year > to)
            continue;
        Pb__IndexFact *fact = out->index[out->n_index++];
        appraisal_index_fill(&rows[i], fact);
        if (i == 0) /* they come year by year */
            continue;
        fact->before_year = rows[i - 1].year;
        fact->change_centi = rows[i].result.percent_centi - rows[i - 1].result.percent_centi;
    }
    return TD_OK;
}

/* -- the head of the unit -- */

/* IV.3.a, as scored in the unit's assessment for the round. */
static enum td_code head_fact(struct call *call, const struct appraisal_scope *scope,
                              const char *unit_code, Pb__HeadFact **ret)
{
    struct assessment_records records;
    struct assessment_facts facts = {0};
    struct assessment computed;
    uint32_t *scores = NULL;
    enum td_code code = assessment_records_read(call, scope->round.id, unit_code, 0,
                                                scope->as_of.log_seq, &records);
    if (code == TD_OK)
        code = assessment_head_scores(call, scope->plan, &records, &scores);
    if (code != TD_OK || records.n_versions == 0)
        return code;
    Pb__HeadFact *out = reply_message(call, &pb__head_fact__descriptor);
    if (!out)
        return TD_RESOURCE_EXHAUSTED;
    facts.head_centi = scores;
    assessment_compute(scope->plan, &facts, &computed);
    out->version = records.versions->version;
    out->scored = computed.sides[ASSESSMENT_HEAD].known;
    out->percent_centi = computed.sides[ASSESSMENT_HEAD].percent_centi;
    for (size_t i = 0; i < records.n_findings; i++)
        if (strcmp(records.findings[i].side, assessment_side_id(ASSESSMENT_HEAD)) == 0)
            out->finding = (char *)records.findings[i].text;
    *ret = out;
    return TD_OK;
}

/* -- initiative -- */

static enum td_code share_fill(struct call *call, const struct initiative_row *row,
                               const struct nominee_row *nominee, Pb__InitiativeFact *out)
{
    const uint8_t *bytes;
    size_t len;
    if (nominee->kind != PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL)
        return TD_OK;
    enum td_code code =
        initiatives_content(call->db, row->id, row->version, call->arena, &bytes, &len);
    if (code != TD_OK)
        return code;
    const ProtobufCMessage *content =
        td_message_unpack(&pb__initiative_content__descriptor, call->arena, bytes, len);
    if (!content)
        return TD_RESOURCE_EXHAUSTED;
    out->share_percent = initiative_share_percent((const Pb__InitiativeContent *)content,
                                                  nominee->staff_code, nominee->name, call->arena);
    return TD_OK;
}

static enum td_code initiative_fact(struct call *call, int64_t as_of_seq,
                                    const struct nominee_row *nominee, Pb__InitiativeFact **ret)
{
    struct initiative_row row;
    int64_t id;
    if (!human_id_parse(INITIATIVE_PREFIX, nominee->initiative, &id))
        return TD_OK; /* none is named */
    enum td_code code = initiatives_find(call->db, id, as_of_seq, call->arena, &row);
    if (code != TD_OK)
        return code == TD_NOT_FOUND ? TD_OK : code;
    Pb__InitiativeFact *out = reply_message(call, &pb__initiative_fact__descriptor);
    if (!out)
        return TD_RESOURCE_EXHAUSTED;
    out->id = (char *)nominee->initiative;
    out->unit_code = (char *)row.unit_code;
    out->title = (char *)row.title;
    out->kind = row.kind;
    out->state = row.state;
    out->effect = row.effect;
    out->decision_number = (char *)row.decision_number;
    out->decision_issuer = (char *)row.decision_issuer;
    out->decided_on = (char *)row.decided_on;
    out->adoptions = row.adoptions;
    out->adoptions_in_force = row.adoptions_in_force;
    *ret = out;
    return share_fill(call, &row, nominee, out);
}

/* -- earlier awards -- */

static Pb__EarlierAward *town_award(struct call *call, const struct decision_entry_row *row,
                                    Pb__DuplicateMatch matched_by)
{
    Pb__EarlierAward *out = reply_message(call, &pb__earlier_award__descriptor);
    const char *id = nominee_id_format(call->arena, row->dossier_id, row->ordinal);
    if (!out || !id)
        return NULL;
    out->nominee_id = (char *)id;
    out->round_id = (char *)row->round_id;
    out->unit_code = (char *)row->unit_code;
    out->recipient = (char *)row->name;
    out->number = (char *)row->number;
    out->granted_on = (char *)row->signed_on;
    out->achievement = (char *)row->achievement;
    out->matched_by = matched_by;
    out->revoked = row->revoked_log_seq != 0;
    return out;
}

static enum td_code town_award_facts(struct call *call, const struct duplicate_candidate *self,
                                     const struct decision_entry_row *rows, size_t n,
                                     Pb__AppraisalShowResponse *out)
{
    for (size_t i = 0; i < n; i++) {
        struct duplicate_candidate other = {.kind = rows[i].kind,
                                            .staff_code = rows[i].staff_code,
                                            .citizen_id = rows[i].citizen_id,
                                            .name_folded = rows[i].name_folded,
                                            .dossier_id = rows[i].dossier_id};
        Pb__DuplicateMatch match = duplicate_match(self, &other);
        if (!match) { /* its name may have been misspelt when it was proposed */
            other.name_folded = rows[i].printed_folded;
            match = duplicate_match(self, &other);
        }
        if (match && rows[i].awarded &&
            !(out->awards[out->n_awards++] = town_award(call, &rows[i], match)))
            return TD_RESOURCE_EXHAUSTED;
    }
    return TD_OK;
}

static Pb__EarlierAward *local_award(struct call *call, const struct nominee_row *nominee,
                                     const struct local_award *award)
{
    Pb__EarlierAward *out = reply_message(call, &pb__earlier_award__descriptor);
    if (!out)
        return NULL;
    out->unit_code = (char *)award->unit_code;
    out->recipient = (char *)award->recipient;
    out->number = (char *)award->number;
    out->granted_on = (char *)award->granted_on;
    out->achievement = (char *)award->achievement;
    out->matched_by = *award->staff_code && strcasecmp(award->staff_code, nominee->staff_code) == 0
                          ? PB__DUPLICATE_MATCH__DUPLICATE_MATCH_STAFF_CODE
                          : PB__DUPLICATE_MATCH__DUPLICATE_MATCH_NAME;
    return out;
}

static Pb__EarlierAward *past_award(struct call *call, const struct past_award_row *row,
                                    Pb__DuplicateMatch matched_by)
{
    const struct past_award *past = &row->award;
    Pb__EarlierAward *out = reply_message(call, &pb__earlier_award__descriptor);
    const char *round_id = round_id_text(call->arena, past->year, past->round);
    if (!out || !round_id)
        return NULL;
    out->round_id = (char *)round_id;
    out->unit_code = (char *)past->award.unit_code;
    out->recipient = (char *)past->award.recipient;
    out->number = (char *)past->award.number;
    out->granted_on = (char *)past->award.granted_on;
    out->achievement = (char *)past->award.achievement;
    out->matched_by = matched_by;
    out->revoked = *past->revoked_by != '\0';
    return out;
}

/* From before the software. */
static enum td_code past_award_facts(struct call *call, const struct duplicate_candidate *self,
                                     const struct past_award_row *past, size_t n_past,
                                     Pb__AppraisalShowResponse *out)
{
    for (size_t i = 0; i < n_past; i++) {
        const struct local_award *award = &past[i].award.award;
        const struct duplicate_candidate other = {.kind = award->kind,
                                                  .staff_code = award->staff_code,
                                                  .citizen_id = past[i].award.citizen_id,
                                                  .name_folded = past[i].recipient_folded};
        Pb__DuplicateMatch match = duplicate_match(self, &other);
        if (match && !(out->awards[out->n_awards++] = past_award(call, &past[i], match)))
            return TD_RESOURCE_EXHAUSTED;
    }
    return TD_OK;
}

/* Those of the town, then those of communes and wards. */
static enum td_code award_facts(struct call *call, const struct appraisal_scope *scope,
                                const struct nominee_row *nominee, Pb__AppraisalShowResponse *out)
{
    const int64_t seq = (int64_t)scope->as_of.log_seq;
    const struct duplicate_candidate self = appraisal_candidate(nominee, true);
    struct decision_entry_row *town;
    struct local_award_row *local;
    struct past_award_row *past;
    size_t n_town, n_local, n_past = 0;
    enum td_code code = decisions_outcomes(call->db, "", seq, call->arena, &town, &n_town);
    if (code == TD_OK)
        code = local_awards_received(call->db, nominee->kind, nominee->staff_code,
                                     nominee->name_folded, seq, call->arena, &local, &n_local);
    if (code == TD_OK)
        code = past_awards_all(call->db, seq, call->arena, &past, &n_past);
    if (code != TD_OK)
        return code;
    out->awards =
        td_arena_alloc(call->arena, (n_local + n_past + n_town + 1) * sizeof(Pb__EarlierAward *));
    if (!out->awards)
        return TD_RESOURCE_EXHAUSTED;
    code = town_award_facts(call, &self, town, n_town, out);
    if (code == TD_OK)
        code = past_award_facts(call, &self, past, n_past, out);
    for (size_t i = 0; code == TD_OK && i < n_local; i++)
        if (!(out->awards[out->n_awards++] = local_award(call, nominee, &local[i].award)))
            return TD_RESOURCE_EXHAUSTED;
    return code;
}

/* -- all -- */

enum td_code appraisal_facts(struct call *call, const struct appraisal_scope *scope,
                             const struct nominee_row *nominee, Pb__AppraisalShowResponse *out)
{
    enum td_code code = appraisal_tasks(call, scope, nominee->unit_code, &out->tasks);
    if (code == TD_OK)
        code = index_facts(call, scope, nominee->unit_code, out);
    if (code == TD_OK)
        code = head_fact(call, scope, nominee->unit_code, &out->head);
    if (code == TD_OK)
        code = initiative_fact(call, (int64_t)scope->as_of.log_seq, nominee, &out->initiative);
    if (code == TD_OK)
        code = award_facts(call, scope, nominee, out);
    if (code != TD_OK)
        return code;
    out->period_from = td_arena_strdup(call->arena, scope->period.from);
    out->period_to = td_arena_strdup(call->arena, scope->period.to);
    out->log_seq = scope->as_of.log_seq;
    return out->period_from && out->period_to ? TD_OK : TD_RESOURCE_EXHAUSTED;
}
