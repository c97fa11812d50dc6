/* DossierService: the steps after submission. Each acts on the exact newest version. */
#include "check.h"
#include "digest.h"
#include "dossier.h"
#include "message.h"
#include "nominees.h"
#include "reply.h"

#define NOTE_MAX_CHARS 2000
#define ORIGINALS_MAX 100

/* -- shared -- */

/* The head and the clerk act for their own unit, whatever else they may see. */
static enum td_code own_unit_check(struct call *call, const struct dossier_row *row)
{
    if (strcmp(row->unit_code, call->who.unit_code) == 0)
        return TD_OK;
    return td_fail(call->err, TD_PERMISSION_DENIED, "dossier_id", "", TD_KEY_UNIT_OTHER, "yours",
                   call->who.unit_code, TD_END);
}

static enum td_code newest_check(struct call *call, const struct dossier_row *row,
                                 const char *number, uint32_t version)
{
    if (version == row->version)
        return TD_OK;
    return td_fail(call->err, TD_ABORTED, "version", "", TD_KEY_VERSION_STALE, "dossier", number,
                   "version", td_dec(call->arena, row->version), TD_END);
}

static enum td_code get_newest(struct call *call, const char *number, uint32_t version,
                               struct dossier_row *ret)
{
    enum td_code code = dossier_get(call, number, INT64_MAX, ret);
    return code == TD_OK ? newest_check(call, ret, number, version) : code;
}

enum td_code dossier_step_store(struct call *call, struct dossier_row *row,
                                struct dossier_event_row event)
{
    row->changed_utc_ms = call->now_utc_ms;
    event.log_seq = call->log_seq;
    event.version = row->version;
    event.state = row->state;
    event.at_utc_ms = call->now_utc_ms;
    event.officer_id = call->who.officer_id;
    return dossiers_event_add(call->db, row->id, &event);
}

/* Store a step, and make the summary and the note for the log. */
static enum td_code step_store(struct call *call, struct dossier_row *row,
                               struct dossier_event_row event, Pb__DossierSummary **ret)
{
    enum td_code code = dossier_step_store(call, row, event);
    if (code != TD_OK)
        return code;
    Pb__DossierSummary *summary = dossier_summary(call, row, call->now_utc_ms);
    if (!summary)
        return TD_RESOURCE_EXHAUSTED;
    *ret = summary;
    return reply_note(call, summary->id, row->version, event.note);
}

/* Whatever happened since the submission, nobody is confirmed or received against I.2.e. */
static enum td_code eligible_check(struct call *call, const struct dossier *facts,
                                   enum dossier_audience audience)
{
    size_t first = call->err->n_violations;
    enum td_code code = dossier_check_eligible(call, facts, audience);
    dossier_prefix(call->err, first);
    return code;
}

/* -- confirm -- */

/* Exactly what the head has seen, and nothing else. */
static enum td_code digest_check(struct call *call, const struct dossier_row *row,
                                 const ProtobufCBinaryData *seen)
{
    struct dossier_version_row *versions;
    size_t n;
    enum td_code code =
        dossiers_versions(call->db, row->id, row->version, INT64_MAX, call->arena, &versions, &n);
    if (code != TD_OK)
        return code;
    if (n == 1 && memcmp(versions[0].content_sha256, seen->data, TD_SHA256_SIZE) == 0)
        return TD_OK;
    return td_fail(call->err, TD_ABORTED, "content_sha256", "", TD_KEY_DIGEST_OTHER, TD_END);
}

enum td_code dossier_confirm(struct call *call, const Pb__ConfirmRequest *in,
                             Pb__ConfirmResponse *out)
{
    struct dossier_row row;
    struct dossier_case stored;
    ProtobufCBinaryData bytes;
    if (!check_length(call, "content_sha256", in->content_sha256.len, TD_SHA256_SIZE))
        return check_outcome(call);
    enum td_code code = dossier_get(call, in->dossier_id, INT64_MAX, &row);
    if (code == TD_OK)
        code = own_unit_check(call, &row);
    if (code == TD_OK)
        code = newest_check(call, &row, in->dossier_id, in->version);
    if (code == TD_OK)
        code = digest_check(call, &row, &in->content_sha256);
    if (code == TD_OK)
        code = dossier_next(row.state, PB__DOSSIER_EVENT__DOSSIER_EVENT_CONFIRM, call->who.roles,
                            &row.state, call->err);
    if (code == TD_OK) /* in time means confirmed in time */
        code = round_check_open(&row.round, row.round_id, dossier_deadline(&row), call->now_utc_ms,
                                call->err);
    if (code == TD_OK)
        code = dossier_case_stored(call, &row, row.version, &stored, &bytes);
    if (code == TD_OK)
        code = eligible_check(call, &stored.facts, DOSSIER_FOR_UNIT);
    if (code == TD_OK)
        code = dossier_missing(call, &stored, &out->missing, &out->n_missing);
    if (code != TD_OK)
        return code;
    struct dossier_event_row event = {.event = PB__DOSSIER_EVENT__DOSSIER_EVENT_CONFIRM,
                                      .note = ""};
    return step_store(call, &row, event, &out->dossier);
}

/* -- receive -- */

/* Nothing of III.5 may be missing: parts, confirmation, original sets; all told at once. */
static enum td_code reception_check(struct call *call, const struct dossier_row *row,
                                    uint32_t originals)
{
    struct dossier_case stored;
    ProtobufCBinaryData bytes;
    bool confirmed = row->state == PB__DOSSIER_STATE__DOSSIER_CONFIRMED;
    enum td_code code = dossier_case_stored(call, row, row->version, &stored, &bytes);
    if (code != TD_OK)
        return code;
    size_t first = call->err->n_violations;
    dossier_check_parts(stored.plan, &stored.facts, call->err);
    dossier_prefix(call->err, first);
    dossier_check_reception(stored.plan, confirmed, originals, call->err);
    code = eligible_check(call, &stored.facts, DOSSIER_FOR_HOME_AFFAIRS);
    return code == TD_OK ? check_outcome(call) : code;
}

enum td_code dossier_receive(struct call *call, const Pb__ReceiveRequest *in,
                             Pb__ReceiveResponse *out)
{
    struct dossier_row row;
    if (!check_range(call, "originals", in->originals, 0, ORIGINALS_MAX))
        return check_outcome(call);
    enum td_code code = get_newest(call, in->dossier_id, in->version, &row);
    /* To a dossier not yet confirmed "what is missing" says more than "not in this state". */
    if (code == TD_OK && (row.state == PB__DOSSIER_STATE__DOSSIER_SUBMITTED ||
                          row.state == PB__DOSSIER_STATE__DOSSIER_CONFIRMED))
        code = reception_check(call, &row, in->originals);
    if (code == TD_OK)
        code = dossier_next(row.state, PB__DOSSIER_EVENT__DOSSIER_EVENT_RECEIVE, call->who.roles,
                            &row.state, call->err);
    if (code != TD_OK)
        return code;
    struct dossier_event_row event = {
        .event = PB__DOSSIER_EVENT__DOSSIER_EVENT_RECEIVE,
        .originals = in->originals,
        .note = td_dec(call->arena, in->originals),
    };
    return step_store(call, &row, event, &out->dossier);
}

/* -- return, withdraw -- */

/* "Withdrawn while not in council": once the council or the Chairman has spoken on one of its
 * nominees, or the list is with the Chairman, a dossier stays; it is not returned
 * either. */
static enum td_code not_in_council_check(struct call *call, const struct dossier_row *row)
{
    struct nominee_row *nominees;
    size_t n;
    char name[TD_ENUM_NAME_SIZE];
    enum td_code code =
        nominees_of_dossier(call->db, row->id, NOMINEES_NOW, call->arena, &nominees, &n);
    if (code != TD_OK)
        return code;
    if (row->round.stored > PB__ROUND_STATE__ROUND_STATE_REVIEWING) {
        td_enum_name(&pb__round_state__descriptor, (int)row->round.stored, name);
        return td_fail(call->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_ROUND_STATE, "state", name,
                       TD_END);
    }
    for (size_t i = 0; i < n; i++)
        if (nominee_is_past_appraisal(nominees[i].state))
            return td_fail(call->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_DOSSIER_IN_COUNCIL,
                           "nominee", nominees[i].name, TD_END);
    return TD_OK;
}

enum td_code dossier_return(struct call *call, const Pb__ReturnRequest *in, Pb__ReturnResponse *out)
{
    struct dossier_row row;
    check_text(call, "missing", in->missing, NOTE_MAX_CHARS);
    if (check_instant(call, "due_utc_ms", in->due_utc_ms) && in->due_utc_ms <= call->now_utc_ms)
        td_fail(call->err, TD_INVALID_ARGUMENT, "due_utc_ms", "", TD_KEY_DUE_PAST, TD_END);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    enum td_code code = get_newest(call, in->dossier_id, in->version, &row);
    if (code == TD_OK)
        code = dossier_next(row.state, PB__DOSSIER_EVENT__DOSSIER_EVENT_RETURN, call->who.roles,
                            &row.state, call->err);
    if (code ==
        TD_OK) /* to a closed round nothing could be submitted again, whatever the due time */
        code = round_check_open(&row.round, row.round_id, INT64_MAX, call->now_utc_ms, call->err);
    if (code == TD_OK)
        code = not_in_council_check(call, &row);
    if (code != TD_OK)
        return code;
    row.return_due_utc_ms = in->due_utc_ms;
    row.return_note = in->missing;
    struct dossier_event_row event = {.event = PB__DOSSIER_EVENT__DOSSIER_EVENT_RETURN,
                                      .return_due_utc_ms = in->due_utc_ms,
                                      .note = in->missing};
    return step_store(call, &row, event, &out->dossier);
}

enum td_code dossier_withdraw(struct call *call, const Pb__WithdrawRequest *in,
                              Pb__WithdrawResponse *out)
{
    struct dossier_row row;
    if (!check_text(call, "reason", in->reason, NOTE_MAX_CHARS))
        return check_outcome(call);
    enum td_code code = dossier_get(call, in->dossier_id, INT64_MAX, &row);
    if (code == TD_OK)
        code = own_unit_check(call, &row);
    if (code == TD_OK)
        code = dossier_next(row.state, PB__DOSSIER_EVENT__DOSSIER_EVENT_WITHDRAW, call->who.roles,
                            &row.state, call->err);
    if (code == TD_OK)
        code = not_in_council_check(call, &row);
    if (code != TD_OK)
        return code;
    row.return_note = ""; /* nothing is to be supplied any more */
    struct dossier_event_row event = {.event = PB__DOSSIER_EVENT__DOSSIER_EVENT_WITHDRAW,
                                      .note = in->reason};
    return step_store(call, &row, event, &out->dossier);
}
