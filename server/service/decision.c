/* DecisionService: a list as it stands, its steps between draft and signature, revocation, and the
 * method table. */
#include "decision.h"

#include "check.h"
#include "document_number.h"
#include "dossier.h"
#include "human_id.h"
#include "message.h"
#include "reply.h"
#include "round.h"
#include "services.h"
#include "timefmt.h"

#define EVENT(name) PB__DECISION_EVENT__DECISION_EVENT_##name

/* -- shared -- */

static enum td_code version_load(struct call *call, const char *round_id, uint32_t version,
                                 int64_t as_of_seq, struct decision_case *ret)
{
    enum td_code code =
        decisions_version(call->db, round_id, version, as_of_seq, call->arena, &ret->version);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "version", "", TD_KEY_DECISION_UNKNOWN, "round", round_id,
                       TD_END);
    return code == TD_OK ? decisions_entries(call->db, round_id, ret->version.version, as_of_seq,
                                             call->arena, &ret->entries, &ret->n_entries)
                         : code;
}

enum td_code decision_case_load(struct call *call, const char *round_id, uint32_t version,
                                int64_t as_of_seq, struct decision_case *ret)
{
    *ret = (struct decision_case){0};
    enum td_code code = round_find(call, round_id, &ret->round);
    if (code == TD_OK)
        code = round_plan(call, &ret->round, &ret->plan);
    if (code == TD_OK)
        code = decisions_state(call->db, round_id, as_of_seq, call->arena, &ret->last);
    if (code != TD_OK || (ret->last.version == 0 && version == 0))
        return code;
    return version_load(call, round_id, version, as_of_seq, ret);
}

enum td_code decision_may(struct call *call, const struct decision_case *list,
                          Pb__DecisionEvent event, uint32_t version)
{
    Pb__DecisionState to;
    enum td_code code = TD_OK;
    /* Drafts and approvals belong to the review; the other steps move the round with the list. */
    if (event == EVENT(DRAFT) || event == EVENT(APPROVE))
        code = round_check_reviewing(call, &list->round);
    if (code == TD_OK)
        code = decision_next(list->last.state, event, call->who.roles, &to, call->err);
    if (code != TD_OK || version == 0 || version == list->last.version)
        return code;
    if (version > list->last.version)
        return td_fail(call->err, TD_NOT_FOUND, "version", "", TD_KEY_DECISION_VERSION, "version",
                       td_dec(call->arena, version), "newest",
                       td_dec(call->arena, list->last.version), TD_END);
    return td_fail(call->err, TD_ABORTED, "version", "", TD_KEY_RECORD_STALE, "id", list->round.id,
                   "version", td_dec(call->arena, list->last.version), TD_END);
}

enum td_code decision_step(struct call *call, struct decision_case *list, Pb__DecisionEvent event,
                           struct decision_event_row row)
{
    enum td_code code =
        decision_next(list->last.state, event, call->who.roles, &row.state, call->err);
    if (code != TD_OK)
        return code;
    row.log_seq = call->log_seq;
    row.version = list->version.version;
    row.event = event;
    row.note = row.note ? row.note : "";
    row.number = row.number ? row.number : "";
    row.dated_on = row.dated_on ? row.dated_on : "";
    row.at_utc_ms = call->now_utc_ms;
    row.officer_id = call->who.officer_id;
    code = decisions_event_add(call->db, list->round.id, &row);
    if (code == TD_OK)
        list->last = row;
    return code;
}

enum td_code decision_write_end(struct call *call, const char *round_id, const char *detail,
                                Pb__Decision **ret)
{
    struct decision_case list;
    enum td_code code = decision_case_load(call, round_id, 0, NOMINEES_NOW, &list);
    if (code == TD_OK)
        code = decision_reply(call, &list, true, NOMINEES_NOW, ret);
    return code == TD_OK ? reply_note(call, td_arena_printf(call->arena, "decision %s", round_id),
                                      list.version.version, detail)
                         : code;
}

static void today_of(const struct call *call, char ret_today[TD_DATE_SIZE])
{
    td_date_of(call->now_utc_ms, ret_today);
}

/* -- approve -- */

/* Four eyes: persons are compared, not roles. */
static enum td_code other_eyes_check(struct call *call, const struct decision_case *list)
{
    if (list->version.officer_id != call->who.officer_id)
        return TD_OK;
    return td_fail(call->err, TD_PERMISSION_DENIED, "version", "", TD_KEY_DECISION_OWN, "version",
                   td_dec(call->arena, list->version.version), TD_END);
}

static enum td_code approve(struct call *call, const Pb__DecisionApproveRequest *in,
                            Pb__DecisionApproveResponse *out)
{
    struct decision_case list;
    char today[TD_DATE_SIZE];
    today_of(call, today);
    if (!check_range(call, "version", in->version, 1, UINT32_MAX))
        return check_outcome(call);
    enum td_code code = decision_case_load(call, in->round_id, 0, NOMINEES_NOW, &list);
    if (code == TD_OK)
        code = decision_may(call, &list, EVENT(APPROVE), in->version);
    if (code == TD_OK)
        code = other_eyes_check(call, &list);
    if (code == TD_OK)
        code = decision_check_not_self(call, &list);
    if (code == TD_OK)
        code = decision_check(call, &list, today);
    if (code == TD_OK)
        code = decision_step(call, &list, EVENT(APPROVE), (struct decision_event_row){0});
    return code == TD_OK ? decision_write_end(call, in->round_id, "", &out->decision) : code;
}

/* -- submit, send back -- */

/* The paper may be older than its entry here, but not than the year it is about. */
static void submission_date_check(struct call *call, const struct decision_case *list,
                                  const char *dated_on)
{
    char today[TD_DATE_SIZE];
    const char *first = td_arena_printf(call->arena, "%u-01-01", list->round.year);
    today_of(call, today);
    check_date(call, "dated_on", dated_on, false);
    check_date_past(call, "dated_on", dated_on, today);
    check_date_from(call, "dated_on", dated_on, first ? first : "");
}

/* "12/TTr-PNV, 20/12/2022". NULL: arena used up. */
static const char *paper_note(struct call *call, const char *number, const char *dated_on)
{
    char date[TD_TIME_SIZE];
    td_date_human(dated_on, date);
    return td_arena_printf(call->arena, "%s, %s", number, date);
}

static enum td_code submit_store(struct call *call, struct decision_case *list, const char *number,
                                 const char *dated_on)
{
    const char *note = paper_note(call, number, dated_on);
    if (!note)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        decision_step(call, list, EVENT(SUBMIT),
                      (struct decision_event_row){.number = number, .dated_on = dated_on});
    return code == TD_OK ? round_step(call, &list->round, PB__ROUND_EVENT__ROUND_EVENT_SUBMIT, note)
                         : code;
}

static enum td_code submit(struct call *call, const Pb__DecisionSubmitRequest *in,
                           Pb__DecisionSubmitResponse *out)
{
    struct decision_case list;
    const char *number = "";
    char today[TD_DATE_SIZE];
    today_of(call, today);
    enum td_code code = decision_case_load(call, in->round_id, 0, NOMINEES_NOW, &list);
    if (code == TD_OK)
        code = decision_may(call, &list, EVENT(SUBMIT), 0);
    if (code != TD_OK)
        return code;
    code = document_number_normalise(in->number, "TTr", "number", call->arena, &number, call->err);
    submission_date_check(call, &list, in->dated_on);
    if (code == TD_RESOURCE_EXHAUSTED || check_outcome(call) != TD_OK)
        return code == TD_RESOURCE_EXHAUSTED ? code : check_outcome(call);
    code = decision_check(call, &list, today);
    if (code == TD_OK)
        code = submit_store(call, &list, number, in->dated_on);
    return code == TD_OK ? decision_write_end(call, in->round_id, number, &out->decision) : code;
}

static enum td_code send_back(struct call *call, const Pb__DecisionSendBackRequest *in,
                              Pb__DecisionSendBackResponse *out)
{
    struct decision_case list;
    if (!check_text(call, "reason", in->reason, DECISION_TEXT_MAX_CHARS))
        return check_outcome(call);
    enum td_code code = decision_case_load(call, in->round_id, 0, NOMINEES_NOW, &list);
    if (code == TD_OK)
        code = decision_may(call, &list, EVENT(SEND_BACK), 0);
    if (code == TD_OK)
        code = decision_step(call, &list, EVENT(SEND_BACK),
                             (struct decision_event_row){.note = in->reason});
    if (code == TD_OK)
        code = round_step(call, &list.round, PB__ROUND_EVENT__ROUND_EVENT_SEND_BACK, in->reason);
    return code == TD_OK ? decision_write_end(call, in->round_id, in->reason, &out->decision)
                         : code;
}

/* -- revoke -- */

static enum td_code revocation_check(struct call *call, const struct decision_case *list,
                                     const Pb__DecisionRevokeRequest *in, const char **ret_document)
{
    struct decision_row signed_row;
    char today[TD_DATE_SIZE];
    today_of(call, today);
    enum td_code code =
        decisions_signed(call->db, list->round.id, NOMINEES_NOW, call->arena, &signed_row);
    if (code != TD_OK)
        return code;
    code = document_number_normalise(in->document, "QĐ", "document", call->arena, ret_document,
                                     call->err);
    check_date(call, "dated_on", in->dated_on, false);
    check_date_past(call, "dated_on", in->dated_on, today);
    check_date_from(call, "dated_on", in->dated_on, signed_row.signed_on);
    if (code == TD_RESOURCE_EXHAUSTED || check_outcome(call) != TD_OK)
        return code == TD_RESOURCE_EXHAUSTED ? code : check_outcome(call);
    const char *taken_on = "";
    code = decisions_number_taken(call->db, signed_row.issuer, in->dated_on, *ret_document,
                                  DECISION_NUMBER_REVOCATION, call->arena, &taken_on);
    if (code != TD_OK || !*taken_on)
        return code;
    return td_fail(call->err, TD_ALREADY_EXISTS, "document", "", TD_KEY_DECISION_NUMBER, "issuer",
                   signed_row.issuer, "number", *ret_document, "other_on", taken_on, TD_END);
}

static enum td_code revocation_store(struct call *call, struct decision_case *list,
                                     struct nominee_row *nominee,
                                     const struct award_revocation_row *row)
{
    enum td_code code =
        nominee_step(call, nominee, PB__NOMINEE_EVENT__NOMINEE_EVENT_REVOKE, row->reason);
    if (code == TD_OK)
        code = decision_step(call, list, EVENT(REVOKE),
                             (struct decision_event_row){.note = row->reason,
                                                         .number = row->document,
                                                         .dated_on = row->dated_on});
    return code == TD_OK ? decisions_revoke(call->db, row) : code;
}

static enum td_code award_revoke(struct call *call, const Pb__DecisionRevokeRequest *in,
                                 Pb__DecisionRevokeResponse *out)
{
    struct nominee_row nominee;
    struct decision_case list;
    const char *document = "";
    Pb__NomineeState to;
    if (!check_text(call, "reason", in->reason, DECISION_TEXT_MAX_CHARS))
        return check_outcome(call);
    enum td_code code = nominee_get(call, in->nominee_id, NOMINEES_NOW, &nominee);
    if (code == TD_OK)
        code = nominee_next(nominee.state, PB__NOMINEE_EVENT__NOMINEE_EVENT_REVOKE, call->who.roles,
                            &to, call->err);
    if (code == TD_OK)
        code = decision_case_load(call, nominee.round_id, 0, NOMINEES_NOW, &list);
    if (code == TD_OK)
        code = decision_may(call, &list, EVENT(REVOKE), 0);
    if (code == TD_OK)
        code = revocation_check(call, &list, in, &document);
    if (code != TD_OK)
        return code;
    const struct award_revocation_row row = {
        .round_id = nominee.round_id,
        .dossier_id = nominee.dossier_id,
        .ordinal = nominee.ordinal,
        .log_seq = call->log_seq,
        .reason = in->reason,
        .document = document,
        .dated_on = in->dated_on,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
    };
    code = revocation_store(call, &list, &nominee, &row);
    const char *detail = td_arena_printf(call->arena, "%s: %s", in->nominee_id, in->reason);
    return code == TD_OK ? decision_write_end(call, nominee.round_id, detail, &out->decision)
                         : code;
}

/* -- the table -- */

#define DRAFTER ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)
#define APPROVER ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define CHAIRMAN ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)

METHOD(decision__draft, Pb__DecisionDraftRequest, Pb__DecisionDraftResponse, METHOD_WRITE, DRAFTER,
       decision_draft)
METHOD(decision__approve, Pb__DecisionApproveRequest, Pb__DecisionApproveResponse, METHOD_WRITE,
       APPROVER, approve)
METHOD(decision__submit, Pb__DecisionSubmitRequest, Pb__DecisionSubmitResponse, METHOD_WRITE,
       DRAFTER | APPROVER, submit)
METHOD(decision__send_back, Pb__DecisionSendBackRequest, Pb__DecisionSendBackResponse, METHOD_WRITE,
       CHAIRMAN, send_back)
METHOD(decision__sign, Pb__DecisionSignRequest, Pb__DecisionSignResponse, METHOD_WRITE, CHAIRMAN,
       decision_sign)
METHOD(decision__revoke, Pb__DecisionRevokeRequest, Pb__DecisionRevokeResponse, METHOD_WRITE,
       CHAIRMAN, award_revoke)
METHOD(decision__show, Pb__DecisionShowRequest, Pb__DecisionShowResponse, METHOD_READ, ANY_OFFICER,
       decision_show)
METHOD(decision__list, Pb__DecisionListRequest, Pb__DecisionListResponse, METHOD_READ, ANY_OFFICER,
       decision_list)
SERVICE(decision_service, PB__DECISION_SERVICE__INIT, decision__)
