/* Sessions of the council: convening, the roll and the quorum, the end. */
#include "check.h"
#include "council.h"
#include "council_members.h"
#include "human_id.h"
#include "message.h"
#include "names.h"
#include "officers.h"
#include "reply.h"
#include "round.h"

#define PLACE_MAX_CHARS 200
#define YEAR_CHARS 4

/* -- shared -- */

enum td_code council_session_load(struct call *call, int64_t id, int64_t as_of_seq,
                                  struct council_session *ret)
{
    enum td_code code = council_sessions_find(call->db, id, as_of_seq, call->arena, &ret->row);
    if (code == TD_OK)
        code = round_find(call, ret->row.round_id, &ret->round);
    if (code == TD_OK)
        code = round_plan(call, &ret->round, &ret->plan);
    if (code != TD_OK)
        return code;
    ret->quorum =
        (struct council_quorum){ret->plan->council.quorum_part, ret->plan->council.quorum_of};
    td_date_of(ret->row.starts_utc_ms, ret->day);
    ret->number = human_id_text(call->arena, COUNCIL_PREFIX, id);
    return ret->number ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code council_session_get(struct call *call, const char *field, const char *number,
                                 int64_t as_of_seq, struct council_session *ret)
{
    int64_t id;
    enum td_code code = TD_NOT_FOUND;
    if (human_id_parse(COUNCIL_PREFIX, number, &id))
        code = council_session_load(call, id, as_of_seq, ret);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, field, "", TD_KEY_COUNCIL_SESSION_UNKNOWN, "session",
                       number, TD_END);
    return code;
}

enum td_code council_session_running(struct call *call, const struct council_session *session)
{
    if (session->row.ended_utc_ms)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "session_id", "",
                       TD_KEY_COUNCIL_SESSION_ENDED, "session", session->number, TD_END);
    return round_check_reviewing(call, &session->round);
}

static void session_fill(const struct council_session *session, Pb__CouncilSession *out)
{
    const struct council_session_row *row = &session->row;
    out->id = (char *)session->number;
    out->round_id = (char *)row->round_id;
    out->state = row->ended_utc_ms ? PB__COUNCIL_SESSION_STATE__COUNCIL_SESSION_STATE_ENDED
                                   : PB__COUNCIL_SESSION_STATE__COUNCIL_SESSION_STATE_CONVENED;
    out->starts_utc_ms = row->starts_utc_ms;
    out->place = (char *)row->place;
    out->chair = (char *)row->chair;
    out->secretary = (char *)row->secretary;
    out->chair_name = (char *)row->chair_name;
    out->secretary_name = (char *)row->secretary_name;
    out->members = row->members;
    out->present = row->present;
    out->quorum = council_quorum_needs(session->quorum, row->members);
    out->has_quorum = council_has_quorum(session->quorum, row->present, row->members);
    out->ended_utc_ms = row->ended_utc_ms;
    out->conclusion = (char *)row->conclusion;
    out->ballots = row->ballots;
}

static enum td_code seats_fill(struct call *call, const struct council_session *session,
                               int64_t as_of_seq, Pb__CouncilSession *out)
{
    struct council_seat_row *rows;
    size_t n;
    enum td_code code = council_seats(call->db, session->row.id, as_of_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->seats = reply_list(call, &pb__council_seat__descriptor, n);
    if (!out->seats)
        return TD_RESOURCE_EXHAUSTED;
    out->n_seats = n;
    for (size_t i = 0; i < n; i++) {
        out->seats[i]->login = (char *)rows[i].login;
        out->seats[i]->full_name = (char *)rows[i].full_name;
        out->seats[i]->unit_code = (char *)rows[i].unit_code;
        out->seats[i]->position = rows[i].position;
        out->seats[i]->attendance = rows[i].attendance;
        out->seats[i]->reason = (char *)rows[i].reason;
    }
    return TD_OK;
}

enum td_code council_session_reply(struct call *call, const struct council_session *session,
                                   bool seats, int64_t as_of_seq, Pb__CouncilSession **ret)
{
    Pb__CouncilSession *out = reply_message(call, &pb__council_session__descriptor);
    if (!out)
        return TD_RESOURCE_EXHAUSTED;
    session_fill(session, out);
    enum td_code code = seats ? seats_fill(call, session, as_of_seq, out) : TD_OK;
    if (code == TD_OK)
        *ret = out;
    return code;
}

/* As it is now, with the note for the log. */
static enum td_code session_end_write(struct call *call, int64_t id, const char *detail,
                                      Pb__CouncilSession **ret)
{
    struct council_session session;
    enum td_code code = council_session_load(call, id, COUNCIL_NOW, &session);
    if (code == TD_OK)
        code = council_session_reply(call, &session, true, COUNCIL_NOW, ret);
    return code == TD_OK
               ? reply_note(call, td_arena_printf(call->arena, "council %s", session.number), 0,
                            detail)
               : code;
}

/* -- convene -- */

/* The chair is one of the members of the day. */
static enum td_code chair_find(struct call *call, const char *login, const char *day,
                               int64_t *ret_id)
{
    struct council_member_row *rows;
    size_t n;
    enum td_code code = council_members_list(call->db, day, INT64_MAX, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    if (n == 0)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "starts_utc_ms", "",
                       TD_KEY_COUNCIL_NO_MEMBERS, "day_on", day, TD_END);
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].login, login) == 0) {
            *ret_id = rows[i].officer_id;
            return TD_OK;
        }
    return td_fail(call->err, TD_FAILED_PRECONDITION, "chair", "", TD_KEY_COUNCIL_SEAT, "login",
                   login, TD_END);
}

static enum td_code secretary_find(struct call *call, const char *login, int64_t *ret_id)
{
    struct officer_row officer;
    enum td_code code = officers_find(call->db, login, call->arena, &officer);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "secretary", "", TD_KEY_OFFICER_UNKNOWN, "login", login,
                       TD_END);
    if (code != TD_OK)
        return code;
    *ret_id = officer.id;
    if (officer.roles & ROLE_BIT(PB__ROLE__ROLE_COUNCIL_SECRETARY))
        return TD_OK;
    return td_fail(call->err, TD_FAILED_PRECONDITION, "secretary", "", TD_KEY_COUNCIL_SECRETARY,
                   "login", login, TD_END);
}

enum td_code council_convene(struct call *call, const Pb__CouncilConveneRequest *in,
                             Pb__CouncilConveneResponse *out)
{
    struct council_session_row row = {
        .round_id = in->round_id, .starts_utc_ms = in->starts_utc_ms, .place = in->place};
    const struct council_event_key key = council_key(call);
    struct round_row round;
    const struct plan *plan;
    char day[TD_DATE_SIZE], year[YEAR_CHARS + 1] = "";
    int64_t id;
    label_check(in->place, PLACE_MAX_CHARS, "place", call->err);
    check_instant(call, "starts_utc_ms", in->starts_utc_ms);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = round_find(call, in->round_id, &round);
    if (code == TD_OK)
        code = round_check_reviewing(call, &round);
    if (code == TD_OK)
        code = round_plan(call, &round, &plan);
    if (code == TD_OK)
        code = round_plan_needs(call, &round, plan, PLAN_COUNCIL, "round_id");
    if (code != TD_OK)
        return code;
    td_date_of(in->starts_utc_ms, day);
    memcpy(year, day, YEAR_CHARS);
    code = chair_find(call, in->chair, day, &row.chair_id);
    if (code == TD_OK)
        code = secretary_find(call, in->secretary, &row.secretary_id);
    if (code == TD_OK)
        code =
            council_sessions_add(call->db, (uint32_t)strtoul(year, NULL, 10), day, &row, &key, &id);
    return code == TD_OK ? session_end_write(call, id, in->round_id, &out->session) : code;
}

/* -- the roll -- */

/* A seat with what the entry says of it. A code other than OK is a fault. */
static void entry_take(struct call *call, const char *path, const Pb__CouncilRollEntry *entry,
                       const struct council_seat_row *seats, size_t n, struct council_seat_row *ret)
{
    const struct council_seat_row *seat = council_seat_find(seats, n, entry->login);
    const char *reason_path = td_path(call->arena, path, "reason");
    bool excused = entry->attendance == PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_EXCUSED;
    check_choice(call, td_path(call->arena, path, "attendance"),
                 &pb__council_attendance__descriptor, (int)entry->attendance);
    if (excused || *entry->reason)
        check_text(call, reason_path, entry->reason, COUNCIL_TEXT_MAX_CHARS);
    if (!seat) {
        td_fail(call->err, TD_NOT_FOUND, td_path(call->arena, path, "login"), "",
                TD_KEY_COUNCIL_SEAT, "login", entry->login, TD_END);
        return;
    }
    *ret = *seat;
    ret->attendance = entry->attendance;
    ret->reason = entry->reason;
}

static void twice_check(struct call *call, const Pb__CouncilRollRequest *in)
{
    for (size_t i = 1; i < in->n_entries; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(in->entries[i]->login, in->entries[k]->login) == 0) {
                td_fail(call->err, TD_INVALID_ARGUMENT, td_path_index(call->arena, "entries", i),
                        "", TD_KEY_ROW_TWICE, TD_END);
                break;
            }
}

/* All entries, checked; nothing is written before all are sound. */
static enum td_code roll_take(struct call *call, const Pb__CouncilRollRequest *in,
                              const struct council_session *session, struct council_seat_row **ret)
{
    struct council_seat_row *seats;
    size_t n;
    enum td_code code =
        council_seats(call->db, session->row.id, COUNCIL_NOW, call->arena, &seats, &n);
    struct council_seat_row *rows =
        td_arena_zalloc(call->arena, (in->n_entries + 1) * sizeof *rows);
    if (code != TD_OK || !rows)
        return code == TD_OK ? TD_RESOURCE_EXHAUSTED : code;
    if (in->n_entries == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "entries", "", TD_KEY_REQUIRED, TD_END);
    for (size_t i = 0; i < in->n_entries; i++)
        entry_take(call, td_path_index(call->arena, "entries", i), in->entries[i], seats, n,
                   &rows[i]);
    twice_check(call, in);
    *ret = rows;
    return check_outcome(call);
}

enum td_code council_roll(struct call *call, const Pb__CouncilRollRequest *in,
                          Pb__CouncilRollResponse *out)
{
    struct council_session session;
    struct council_seat_row *rows = NULL;
    enum td_code code =
        council_session_get(call, "session_id", in->session_id, COUNCIL_NOW, &session);
    if (code == TD_OK)
        code = council_session_running(call, &session);
    if (code != TD_OK)
        return code;
    if (session.row.starts_utc_ms > call->now_utc_ms)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "session_id", "",
                       TD_KEY_COUNCIL_NOT_BEGUN, "starts_utc_ms",
                       td_dec(call->arena, session.row.starts_utc_ms), TD_END);
    code = roll_take(call, in, &session, &rows);
    for (size_t i = 0; code == TD_OK && i < in->n_entries; i++)
        code = council_attendance_add(call->db, session.row.id, &rows[i], call->log_seq);
    return code == TD_OK ? session_end_write(call, session.row.id, "roll", &out->session) : code;
}

/* -- the end -- */

static enum td_code running_check_none(struct call *call, const struct council_session *session)
{
    struct council_ballot_row *ballots;
    size_t n;
    enum td_code code = council_ballots_of_session(call->db, session->row.id, COUNCIL_NOW,
                                                   call->arena, &ballots, &n);
    for (size_t i = 0; code == TD_OK && i < n; i++)
        if (ballots[i].state == PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_VOTING)
            td_fail(call->err, TD_FAILED_PRECONDITION, "session_id", "",
                    TD_KEY_COUNCIL_BALLOT_RUNNING, "ballot",
                    council_ballot_number(call, ballots[i].id), TD_END);
    return code == TD_OK ? check_outcome(call) : code;
}

enum td_code council_end(struct call *call, const Pb__CouncilEndRequest *in,
                         Pb__CouncilEndResponse *out)
{
    struct council_session session;
    const struct council_event_key key = council_key(call);
    if (*in->conclusion && !check_text(call, "conclusion", in->conclusion, COUNCIL_TEXT_MAX_CHARS))
        return check_outcome(call);
    enum td_code code =
        council_session_get(call, "session_id", in->session_id, COUNCIL_NOW, &session);
    if (code == TD_OK)
        code = council_session_running(call, &session);
    if (code == TD_OK)
        code = running_check_none(call, &session);
    if (code == TD_OK)
        code = council_sessions_end(call->db, session.row.id, in->conclusion, &key);
    return code == TD_OK ? session_end_write(call, session.row.id, "end", &out->session) : code;
}
