/* DossierService: its method table, who sees what, and what its handlers share. */
#include "dossier.h"

#include "dossier_content.h"
#include "message.h"
#include "reply.h"
#include "round.h"
#include "services.h"
#include "violation_pb.h"

/* -- who sees what -- */

bool dossier_sees_all(const struct call *call)
{
    return (call->who.roles & ALL_UNITS_READERS) != 0;
}

bool dossier_visible(const struct call *call, const char *unit_code)
{
    bool own = (call->who.roles & OWN_UNIT_READERS) && strcmp(unit_code, call->who.unit_code) == 0;
    return own || dossier_sees_all(call);
}

enum td_code dossier_unknown(struct call *call, const char *number)
{
    return td_fail(call->err, TD_NOT_FOUND, "dossier_id", "", TD_KEY_DOSSIER_UNKNOWN, "dossier",
                   number, TD_END);
}

enum td_code dossier_get(struct call *call, const char *number, int64_t as_of_seq,
                         struct dossier_row *ret)
{
    int64_t id;
    enum td_code code = TD_NOT_FOUND;
    if (dossier_number_parse(number, &id))
        code = dossiers_find(call->db, id, as_of_seq, call->arena, ret);
    if (code == TD_NOT_FOUND || (code == TD_OK && !dossier_visible(call, ret->unit_code)))
        return dossier_unknown(call, number);
    return code;
}

/* -- summaries -- */

int64_t dossier_deadline(const struct dossier_row *row)
{
    return round_deadline(&row->round, row->extended_utc_ms, row->return_due_utc_ms);
}

Pb__DossierSummary *dossier_summary(struct call *call, const struct dossier_row *row,
                                    int64_t at_utc_ms)
{
    Pb__DossierSummary *out = reply_message(call, &pb__dossier_summary__descriptor);
    const char *number = dossier_number(call->arena, row->id);
    if (!out || !number)
        return NULL;
    out->id = (char *)number;
    out->round_id = (char *)row->round_id;
    out->unit_code = (char *)row->unit_code;
    out->version = row->version;
    out->state = row->state;
    out->nominees = row->nominees;
    out->changed_utc_ms = row->changed_utc_ms;
    out->next_role = dossier_next_role(row->state);
    if (ROLE_BIT(out->next_role) & OWN_UNIT_READERS)
        out->deadline_utc_ms = dossier_deadline(row);
    out->return_note = (char *)row->return_note;
    out->round_state = round_state_at(&row->round, at_utc_ms);
    return out;
}

/* -- contents under the rules -- */

enum td_code dossier_case_of(struct call *call, const struct round_row *round,
                             Pb__UnitKind unit_kind, const Pb__DossierContent *content,
                             struct dossier_case *ret)
{
    ret->content = content;
    enum td_code code = round_plan(call, round, &ret->plan);
    if (code != TD_OK)
        return code;
    return dossier_from_content(content, round->kind, unit_kind, call->arena, &ret->facts);
}

enum td_code dossier_case_stored(struct call *call, const struct dossier_row *row, uint32_t version,
                                 struct dossier_case *ret, ProtobufCBinaryData *ret_bytes)
{
    const uint8_t *bytes;
    size_t len;
    struct round_row round;
    enum td_code code = dossiers_content(call->db, row->id, version, call->arena, &bytes, &len);
    if (code == TD_OK)
        code = rounds_find(call->db, row->round_id, row->unit_code, INT64_MAX, call->arena, &round);
    if (code != TD_OK)
        return code;
    const ProtobufCMessage *content =
        td_message_unpack(&pb__dossier_content__descriptor, call->arena, bytes, len);
    if (!content) /* it was well-formed when it was stored */
        return TD_RESOURCE_EXHAUSTED;
    *ret_bytes = (ProtobufCBinaryData){.len = len, .data = (uint8_t *)bytes};
    return dossier_case_of(call, &round, PB__UNIT_KIND__UNIT_UNSPECIFIED,
                           (const Pb__DossierContent *)content, ret);
}

void dossier_prefix(struct td_err *err, size_t first)
{
    for (size_t i = first; i < err->n_violations; i++) {
        const char *field = td_path(err->arena, "content", err->violations[i].field);
        if (field)
            err->violations[i].field = field;
    }
}

enum td_code dossier_missing(struct call *call, const struct dossier_case *dossier,
                             Pb__Violation ***ret, size_t *ret_n)
{
    struct td_err missing;
    td_err_init(&missing, call->arena);
    dossier_check_parts(dossier->plan, &dossier->facts, &missing);
    dossier_prefix(&missing, 0);
    enum td_code code =
        td_violations_to_pb(missing.violations, missing.n_violations, call->arena, ret);
    if (code == TD_OK)
        *ret_n = missing.n_violations;
    return code;
}

/* -- the table -- */

#define CLERK ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK)
#define HEAD ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD)
#define SPECIALIST ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)

METHOD_PREPARED(dossier__submit, Pb__SubmitRequest, Pb__SubmitResponse, dossier_submit_prepare,
                CLERK, dossier_submit)
METHOD(dossier__confirm, Pb__ConfirmRequest, Pb__ConfirmResponse, METHOD_WRITE, HEAD,
       dossier_confirm)
METHOD(dossier__receive, Pb__ReceiveRequest, Pb__ReceiveResponse, METHOD_WRITE, SPECIALIST,
       dossier_receive)
METHOD(dossier__return_for_supplement, Pb__ReturnRequest, Pb__ReturnResponse, METHOD_WRITE,
       SPECIALIST, dossier_return)
METHOD(dossier__withdraw, Pb__WithdrawRequest, Pb__WithdrawResponse, METHOD_WRITE, CLERK | HEAD,
       dossier_withdraw)
METHOD(dossier__status, Pb__StatusRequest, Pb__StatusResponse, METHOD_READ, DOSSIER_READERS,
       dossier_status)
METHOD(dossier__list, Pb__DossierListRequest, Pb__DossierListResponse, METHOD_READ, DOSSIER_READERS,
       dossier_list)
METHOD(dossier__show, Pb__DossierShowRequest, Pb__DossierShowResponse, METHOD_READ, DOSSIER_READERS,
       dossier_show)
METHOD(dossier__get_receipt, Pb__GetReceiptRequest, Pb__GetReceiptResponse, METHOD_READ,
       DOSSIER_READERS, dossier_get_receipt)
SERVICE(dossier_service, PB__DOSSIER_SERVICE__INIT, dossier__)
