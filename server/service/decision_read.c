/* DecisionService/Show and List. */
#include "as_of.h"
#include "check.h"
#include "decision.h"
#include "dossier.h"
#include "reply.h"

/* -- show -- */

static enum td_code decision_unknown(struct call *call, const char *round_id)
{
    return td_fail(call->err, TD_NOT_FOUND, "round_id", "", TD_KEY_DECISION_UNKNOWN, "round",
                   round_id, TD_END);
}

/* For a unit there is one once it was published by then. */
static enum td_code visible_find(struct call *call, const char *round_id, int64_t as_of_seq,
                                 bool *ret)
{
    Pb__RoundState state;
    enum td_code code = rounds_state(call->db, round_id, as_of_seq, &state);
    if (code == TD_OK)
        *ret = nominee_outcome_visible(call, state);
    return code;
}

enum td_code decision_show(struct call *call, const Pb__DecisionShowRequest *in,
                           Pb__DecisionShowResponse *out)
{
    struct as_of as_of;
    struct decision_case list;
    bool visible = false;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code != TD_OK)
        return code;
    int64_t seq = (int64_t)as_of.log_seq;
    uint32_t version = dossier_sees_all(call) ? in->version : 0;
    code = decision_case_load(call, in->round_id, version, seq, &list);
    if (code == TD_OK)
        code = visible_find(call, in->round_id, seq, &visible);
    if (code == TD_OK && (!visible || list.last.version == 0))
        return decision_unknown(call, in->round_id);
    if (code == TD_OK)
        code = decision_reply(call, &list, dossier_sees_all(call), seq, &out->decision);
    if (code == TD_OK)
        out->decision->log_seq = as_of.log_seq;
    return code;
}

/* -- list -- */

static enum td_code counts_reply(struct call *call, const struct decision_case *list,
                                 int64_t as_of_seq, Pb__DecisionSummary *out)
{
    struct decision_row row;
    for (size_t i = 0; i < list->n_entries; i++) {
        const struct decision_entry_row *entry = &list->entries[i];
        if (entry->awarded)
            out->awarded++;
        else
            out->refused++;
        out->revoked += entry->revoked_log_seq != 0;
    }
    enum td_code code = decisions_signed(call->db, list->round.id, as_of_seq, call->arena, &row);
    if (code == TD_NOT_FOUND)
        return TD_OK;
    if (code != TD_OK)
        return code;
    out->number = (char *)row.number;
    out->signed_on = (char *)row.signed_on;
    out->signer_name = (char *)row.signer_name;
    return TD_OK;
}

/* Adds the round's list, when there is one that the caller may see and asks for. */
static enum td_code summary_add(struct call *call, const Pb__DecisionListRequest *in,
                                const char *round_id, int64_t as_of_seq,
                                Pb__DecisionListResponse *out)
{
    struct decision_case list;
    bool visible = false;
    enum td_code code = visible_find(call, round_id, as_of_seq, &visible);
    if (code != TD_OK || !visible)
        return code;
    code = decision_case_load(call, round_id, 0, as_of_seq, &list);
    if (code != TD_OK || list.last.version == 0 || (in->state && in->state != list.last.state))
        return code;
    Pb__DecisionSummary *row = out->decisions[out->n_decisions++];
    row->round_id = (char *)list.round.id;
    row->state = list.last.state;
    row->version = list.version.version;
    row->changed_utc_ms = list.last.at_utc_ms;
    return counts_reply(call, &list, as_of_seq, row);
}

enum td_code decision_list(struct call *call, const Pb__DecisionListRequest *in,
                           Pb__DecisionListResponse *out)
{
    struct as_of as_of;
    struct round_row *rounds;
    size_t n = 0;
    if (in->state != PB__DECISION_STATE__DECISION_STATE_UNSPECIFIED)
        check_choice(call, "state", &pb__decision_state__descriptor, (int)in->state);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = rounds_list(call->db, call->who.unit_code, (int64_t)as_of.log_seq, call->arena,
                           &rounds, &n);
    if (code != TD_OK)
        return code;
    out->decisions = reply_list(call, &pb__decision_summary__descriptor, n);
    if (!out->decisions)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        if (in->year == 0 || in->year == rounds[i].year)
            code = summary_add(call, in, rounds[i].id, (int64_t)as_of.log_seq, out);
    return code;
}
