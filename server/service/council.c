/* CouncilService: its method table, and the members of the council, each from a day to a day. */
#include "council.h"

#include "check.h"
#include "council_members.h"
#include "import_rows.h"
#include "officers.h"
#include "reply.h"
#include "services.h"

static Pb__CouncilMember *member_reply(struct call *call, const struct council_member_row *row)
{
    Pb__CouncilMember *out = reply_message(call, &pb__council_member__descriptor);
    if (!out)
        return NULL;
    out->login = (char *)row->login;
    out->full_name = (char *)row->full_name;
    out->unit_code = (char *)row->unit_code;
    out->position = row->position;
    out->from_on = (char *)row->from_on;
    out->to_on = (char *)row->to_on;
    out->end_reason = (char *)row->end_reason;
    return out;
}

static enum td_code member_note(struct call *call, const char *login, const char *detail)
{
    return reply_note(call, td_arena_printf(call->arena, "council member %s", login), 0, detail);
}

/* -- appoint, import -- */

/* Strings of the row are the request's. */
static enum td_code officer_take(struct call *call, const char *path, const char *login,
                                 struct officer_row *ret)
{
    enum td_code code = officers_find(call->db, login, call->arena, ret);
    if (code == TD_NOT_FOUND)
        td_fail(call->err, code, path, "", TD_KEY_OFFICER_UNKNOWN, "login", login, TD_END);
    else if (code == TD_OK && !(ret->roles & COUNCIL_VOTERS))
        td_fail(call->err, TD_FAILED_PRECONDITION, path, "", TD_KEY_COUNCIL_MEMBER_ROLE, "login",
                login, TD_END);
    return code == TD_NOT_FOUND ? TD_OK : code;
}

/* Everything about one that can be told without what is stored of the council. */
static enum td_code appointment_check(struct call *call, const char *path,
                                      const Pb__CouncilAppointment *in, struct officer_row *ret)
{
    const char *from_path = td_path(call->arena, path, "from_on");
    const char *to_path = td_path(call->arena, path, "to_on");
    check_choice(call, td_path(call->arena, path, "position"), &pb__council_position__descriptor,
                 (int)in->position);
    check_date(call, from_path, in->from_on, false);
    check_date(call, to_path, in->to_on, true);
    check_date_from(call, to_path, in->to_on, in->from_on);
    return officer_take(call, td_path(call->arena, path, "login"), in->login, ret);
}

static enum td_code appointment_put(struct call *call, const char *path,
                                    const Pb__CouncilAppointment *in, int64_t officer_id,
                                    bool *ret_added)
{
    const struct council_member_row row = {.officer_id = officer_id,
                                           .position = in->position,
                                           .from_on = in->from_on,
                                           .to_on = in->to_on};
    enum td_code code = council_members_put(call->db, &row, call->log_seq, ret_added);
    if (code == TD_ALREADY_EXISTS)
        return td_fail(call->err, code, path, "", TD_KEY_COUNCIL_MEMBER_EXISTS, "login", in->login,
                       TD_END);
    return code;
}

enum td_code council_appoint(struct call *call, const Pb__CouncilAppointRequest *in,
                             Pb__CouncilAppointResponse *out)
{
    struct officer_row officer;
    bool added = false;
    if (!in->appointment)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "appointment", "", TD_KEY_REQUIRED, TD_END);
    enum td_code code = appointment_check(call, "appointment", in->appointment, &officer);
    if (code == TD_OK)
        code = check_outcome(call);
    if (code == TD_OK)
        code = appointment_put(call, "appointment", in->appointment, officer.id, &added);
    if (code != TD_OK)
        return code;
    const struct council_member_row row = {.login = officer.login,
                                           .full_name = officer.full_name,
                                           .unit_code = officer.unit_code,
                                           .position = in->appointment->position,
                                           .from_on = in->appointment->from_on,
                                           .to_on = in->appointment->to_on,
                                           .end_reason = ""};
    out->unchanged = !added;
    out->member = member_reply(call, &row);
    return out->member ? member_note(call, row.login, added ? row.from_on : "unchanged")
                       : TD_RESOURCE_EXHAUSTED;
}

static enum td_code import_check(struct call *call, const char *path, size_t i, void *in)
{
    struct officer_row officer;
    return appointment_check(call, path, ((const Pb__CouncilImportRequest *)in)->members[i],
                             &officer);
}

static enum td_code import_put(struct call *call, const char *path, size_t i, void *in,
                               bool *ret_added)
{
    const Pb__CouncilAppointment *row = ((const Pb__CouncilImportRequest *)in)->members[i];
    struct officer_row officer;
    enum td_code code = officers_find(call->db, row->login, call->arena, &officer);
    if (code == TD_OK)
        code = appointment_put(call, path, row, officer.id, ret_added);
    return code == TD_ALREADY_EXISTS ? TD_OK : code; /* conflicts are told all at once */
}

enum td_code council_import(struct call *call, const Pb__CouncilImportRequest *in,
                            Pb__CouncilImportResponse *out)
{
    static const struct import_steps STEPS = {"members", "council members", import_check,
                                              import_put};
    return import_rows(call, &STEPS, in->n_members, (void *)in, &out->added, &out->unchanged);
}

/* -- release, list -- */

enum td_code council_release(struct call *call, const Pb__CouncilReleaseRequest *in,
                             Pb__CouncilReleaseResponse *out)
{
    struct officer_row officer;
    struct council_member_row row;
    check_text(call, "reason", in->reason, COUNCIL_TEXT_MAX_CHARS);
    check_date(call, "to_on", in->to_on, false);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = officers_find(call->db, in->login, call->arena, &officer);
    if (code == TD_OK)
        code = council_members_newest(call->db, officer.id, call->arena, &row);
    if (code == TD_NOT_FOUND || (code == TD_OK && *row.to_on))
        return td_fail(call->err, TD_NOT_FOUND, "login", "", TD_KEY_COUNCIL_MEMBER_NONE, "login",
                       in->login, TD_END);
    if (code != TD_OK || !check_date_from(call, "to_on", in->to_on, row.from_on))
        return code == TD_OK ? check_outcome(call) : code;
    row.to_on = in->to_on;
    row.end_reason = in->reason;
    code = council_members_end(call->db, &row, call->log_seq);
    if (code != TD_OK)
        return code;
    out->member = member_reply(call, &row);
    return out->member ? member_note(call, row.login, in->reason) : TD_RESOURCE_EXHAUSTED;
}

enum td_code council_members_of(struct call *call, const Pb__CouncilMembersRequest *in,
                                Pb__CouncilMembersResponse *out)
{
    struct council_member_row *rows;
    size_t n;
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code != TD_OK || !check_date(call, "on", in->on, true))
        return code == TD_OK ? check_outcome(call) : code;
    code = council_members_list(call->db, in->on, (int64_t)as_of.log_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->members = td_arena_alloc(call->arena, (n + 1) * sizeof *out->members);
    if (!out->members)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        if (!(out->members[i] = member_reply(call, &rows[i])))
            return TD_RESOURCE_EXHAUSTED;
    out->n_members = n;
    return TD_OK;
}

METHOD(council__appoint, Pb__CouncilAppointRequest, Pb__CouncilAppointResponse, METHOD_WRITE,
       COUNCIL_SECRETARIES, council_appoint)
METHOD(council__release, Pb__CouncilReleaseRequest, Pb__CouncilReleaseResponse, METHOD_WRITE,
       COUNCIL_SECRETARIES, council_release)
METHOD(council__import, Pb__CouncilImportRequest, Pb__CouncilImportResponse, METHOD_WRITE,
       COUNCIL_SECRETARIES, council_import)
METHOD(council__members, Pb__CouncilMembersRequest, Pb__CouncilMembersResponse, METHOD_READ,
       ALL_UNITS_READERS, council_members_of)
METHOD(council__convene, Pb__CouncilConveneRequest, Pb__CouncilConveneResponse, METHOD_WRITE,
       COUNCIL_SECRETARIES, council_convene)
METHOD(council__roll, Pb__CouncilRollRequest, Pb__CouncilRollResponse, METHOD_WRITE,
       COUNCIL_SECRETARIES, council_roll)
METHOD(council__end, Pb__CouncilEndRequest, Pb__CouncilEndResponse, METHOD_WRITE,
       COUNCIL_SECRETARIES, council_end)
METHOD(council__open_ballot, Pb__CouncilOpenBallotRequest, Pb__CouncilOpenBallotResponse,
       METHOD_WRITE, COUNCIL_SECRETARIES, council_open_ballot)
METHOD(council__override, Pb__CouncilOverrideRequest, Pb__CouncilOverrideResponse, METHOD_WRITE,
       ROLE_BIT(PB__ROLE__ROLE_COUNCIL_CHAIR), council_override)
METHOD_DISCREET(council__vote, Pb__CouncilVoteRequest, Pb__CouncilVoteResponse, council_vote_public,
                COUNCIL_VOTERS, council_vote)
METHOD_DISCREET(council__opinion, Pb__CouncilOpinionRequest, Pb__CouncilOpinionResponse,
                council_opinion_public, COUNCIL_SECRETARIES, council_opinion)
METHOD(council__close_ballot, Pb__CouncilCloseBallotRequest, Pb__CouncilCloseBallotResponse,
       METHOD_WRITE, COUNCIL_SECRETARIES, council_close_ballot)
METHOD(council__annul, Pb__CouncilAnnulRequest, Pb__CouncilAnnulResponse, METHOD_WRITE,
       COUNCIL_SECRETARIES, council_annul)
METHOD(council__tally, Pb__CouncilTallyRequest, Pb__CouncilTallyResponse, METHOD_READ,
       ALL_UNITS_READERS, council_tally)
METHOD(council__show, Pb__CouncilShowRequest, Pb__CouncilShowResponse, METHOD_READ,
       ALL_UNITS_READERS, council_show)
METHOD(council__list, Pb__CouncilListRequest, Pb__CouncilListResponse, METHOD_READ,
       ALL_UNITS_READERS, council_list)
METHOD(council__minutes, Pb__CouncilMinutesRequest, Pb__CouncilMinutesResponse, METHOD_READ,
       ALL_UNITS_READERS, council_minutes)
SERVICE(council_service, PB__COUNCIL_SERVICE__INIT, council__)
