/* A ballot with all that decides who votes on what, read and told. */
#include "check.h"
#include "council.h"
#include "human_id.h"
#include "message.h"
#include "nominees.h"
#include "reply.h"
#include "units.h"

/* -- reading -- */

const char *council_ballot_number(struct call *call, int64_t ballot_id)
{
    const int64_t per_session = COUNCIL_BALLOTS_MAX + 1;
    return human_id_part_text(call->arena, COUNCIL_PREFIX, ballot_id / per_session,
                              (uint32_t)(ballot_id % per_session));
}

bool council_ballot_parse(const char *number, int64_t *ret_ballot_id)
{
    int64_t session_id;
    uint32_t ordinal;
    if (!human_id_part_parse(COUNCIL_PREFIX, number, COUNCIL_BALLOTS_MAX, &session_id, &ordinal))
        return false;
    *ret_ballot_id = council_ballot_id(session_id, ordinal);
    return true;
}

const char *council_nominee_id(struct call *call, const struct council_candidate_row *candidate)
{
    return nominee_id_format(call->arena, candidate->dossier_id, candidate->ordinal);
}

enum td_code council_case_load(struct call *call, const struct council_ballot_row *ballot,
                               int64_t as_of_seq, struct council_case *ret)
{
    struct db *db = call->db;
    struct td_arena *arena = call->arena;
    *ret =
        (struct council_case){.ballot = *ballot, .number = council_ballot_number(call, ballot->id)};
    enum td_code code = ret->number ? TD_OK : TD_RESOURCE_EXHAUSTED;
    if (code == TD_OK)
        code = council_session_load(call, ballot->session_id, as_of_seq, &ret->session);
    if (code == TD_OK)
        code = council_seats(db, ballot->session_id, as_of_seq, arena, &ret->seats, &ret->n_seats);
    if (code == TD_OK)
        code = council_candidates(db, ballot->id, as_of_seq, arena, &ret->candidates,
                                  &ret->n_candidates);
    if (code == TD_OK)
        code =
            council_conflicts(db, ballot->id, as_of_seq, arena, &ret->conflicts, &ret->n_conflicts);
    if (code == TD_OK)
        code = council_voters(db, ballot->id, as_of_seq, arena, &ret->voters, &ret->n_voters);
    return code;
}

enum td_code council_case_get(struct call *call, const char *field, const char *number,
                              int64_t as_of_seq, struct council_case *ret)
{
    struct council_ballot_row row;
    int64_t id;
    enum td_code code = TD_NOT_FOUND;
    if (council_ballot_parse(number, &id))
        code = council_ballots_find(call->db, id, as_of_seq, call->arena, &row);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, field, "", TD_KEY_COUNCIL_BALLOT_UNKNOWN, "ballot", number,
                       TD_END);
    return code == TD_OK ? council_case_load(call, &row, as_of_seq, ret) : code;
}

enum td_code council_state_refuse(struct call *call, const char *field,
                                  const struct council_case *ballot)
{
    char state[TD_ENUM_NAME_SIZE] = "";
    td_enum_name(&pb__council_ballot_state__descriptor, (int)ballot->ballot.state, state);
    return td_fail(call->err, TD_FAILED_PRECONDITION, field, "", TD_KEY_COUNCIL_BALLOT_STATE,
                   "state", state, TD_END);
}

enum td_code council_case_voting(struct call *call, const struct council_case *ballot)
{
    return ballot->ballot.state == PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_VOTING
               ? council_session_running(call, &ballot->session)
               : council_state_refuse(call, "ballot_id", ballot);
}

/* -- looking up -- */

const struct council_seat_row *council_seat_of(const struct council_case *ballot,
                                               int64_t officer_id)
{
    for (size_t i = 0; i < ballot->n_seats; i++)
        if (ballot->seats[i].officer_id == officer_id)
            return &ballot->seats[i];
    return NULL;
}

const struct council_seat_row *council_seat_find(const struct council_seat_row *seats, size_t n,
                                                 const char *login)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(seats[i].login, login) == 0)
            return &seats[i];
    return NULL;
}

const struct council_conflict_row *council_hindrance(const struct council_case *ballot,
                                                     int64_t officer_id,
                                                     const struct council_candidate_row *on)
{
    for (size_t i = 0; i < ballot->n_conflicts; i++) {
        const struct council_conflict_row *conflict = &ballot->conflicts[i];
        if (conflict->officer_id == officer_id && conflict->dossier_id == on->dossier_id &&
            conflict->ordinal == on->ordinal && !conflict->overridden)
            return conflict;
    }
    return NULL;
}

bool council_may_vote(const struct council_case *ballot, int64_t officer_id)
{
    for (size_t i = 0; i < ballot->n_candidates; i++)
        if (!council_hindrance(ballot, officer_id, &ballot->candidates[i]))
            return true;
    return false;
}

const struct council_voter_row *council_voter_of(const struct council_case *ballot,
                                                 int64_t officer_id)
{
    for (size_t i = 0; i < ballot->n_voters; i++)
        if (ballot->voters[i].officer_id == officer_id)
            return &ballot->voters[i];
    return NULL;
}

const struct council_candidate_row *council_candidate_find(const struct council_case *ballot,
                                                           int64_t dossier_id, uint32_t ordinal)
{
    for (size_t i = 0; i < ballot->n_candidates; i++)
        if (ballot->candidates[i].dossier_id == dossier_id &&
            ballot->candidates[i].ordinal == ordinal)
            return &ballot->candidates[i];
    return NULL;
}

enum td_code council_candidate_stands(struct call *call,
                                      const struct council_candidate_row *candidate,
                                      bool *ret_stands)
{
    struct nominee_row nominee;
    enum td_code code = nominees_find(call->db, candidate->dossier_id, candidate->ordinal,
                                      NOMINEES_NOW, call->arena, &nominee);
    *ret_stands = code == TD_OK && nominee.version == candidate->version &&
                  nominee.state == PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE;
    return code == TD_NOT_FOUND ? TD_OK : code;
}

/* -- telling -- */

Pb__CouncilCandidate *council_candidate_reply(struct call *call, const struct council_case *ballot,
                                              const struct council_candidate_row *candidate)
{
    struct unit_row unit;
    Pb__CouncilCandidate *out = reply_message(call, &pb__council_candidate__descriptor);
    const char *id = council_nominee_id(call, candidate);
    if (!out || !id)
        return NULL;
    if (units_find(call->db, candidate->unit_code, ballot->session.day,
                   (int64_t)ballot->ballot.ranking_log_seq, call->arena, &unit) == TD_OK)
        out->unit_name = (char *)unit.name;
    out->nominee_id = (char *)id;
    out->name = (char *)candidate->name;
    out->unit_code = (char *)candidate->unit_code;
    out->kind = candidate->kind;
    out->rank = candidate->rank;
    return out;
}

static enum td_code candidates_fill(struct call *call, const struct council_case *ballot,
                                    Pb__CouncilBallot *out)
{
    out->candidates =
        td_arena_alloc(call->arena, (ballot->n_candidates + 1) * sizeof *out->candidates);
    if (!out->candidates)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < ballot->n_candidates; i++)
        if (!(out->candidates[i] = council_candidate_reply(call, ballot, &ballot->candidates[i])))
            return TD_RESOURCE_EXHAUSTED;
    out->n_candidates = ballot->n_candidates;
    return TD_OK;
}

static enum td_code voters_fill(struct call *call, const struct council_case *ballot,
                                Pb__CouncilBallot *out)
{
    out->voters = reply_list(call, &pb__council_voter__descriptor, ballot->n_seats);
    if (!out->voters)
        return TD_RESOURCE_EXHAUSTED;
    out->n_voters = ballot->n_seats;
    for (size_t i = 0; i < ballot->n_seats; i++) {
        const struct council_seat_row *seat = &ballot->seats[i];
        const struct council_voter_row *voter = council_voter_of(ballot, seat->officer_id);
        out->voters[i]->login = (char *)seat->login;
        out->voters[i]->full_name = (char *)seat->full_name;
        out->voters[i]->attendance = seat->attendance;
        out->voters[i]->may_vote = council_may_vote(ballot, seat->officer_id);
        if (!voter)
            continue;
        out->voters[i]->voted = true;
        out->voters[i]->way = voter->way;
        out->voters[i]->document = (char *)voter->document;
        out->voters[i]->dated_on = (char *)voter->dated_on;
    }
    return TD_OK;
}

static enum td_code conflict_fill(struct call *call, const struct council_case *ballot,
                                  const struct council_conflict_row *row,
                                  Pb__CouncilConflictEntry *out)
{
    const struct council_seat_row *seat = council_seat_of(ballot, row->officer_id);
    const struct council_candidate_row *candidate =
        council_candidate_find(ballot, row->dossier_id, row->ordinal);
    if (!seat || !candidate)
        return TD_DATA_LOSS;
    out->login = (char *)seat->login;
    out->full_name = (char *)seat->full_name;
    out->nominee_id = (char *)council_nominee_id(call, candidate);
    out->nominee_name = (char *)candidate->name;
    out->conflict = row->conflict;
    out->overridden = row->overridden;
    out->override_reason = (char *)row->override_reason;
    out->override_by = (char *)row->override_by;
    return out->nominee_id ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code conflicts_fill(struct call *call, const struct council_case *ballot,
                                   Pb__CouncilBallot *out)
{
    enum td_code code = TD_OK;
    out->conflicts = reply_list(call, &pb__council_conflict_entry__descriptor, ballot->n_conflicts);
    if (!out->conflicts)
        return TD_RESOURCE_EXHAUSTED;
    out->n_conflicts = ballot->n_conflicts;
    for (size_t i = 0; code == TD_OK && i < ballot->n_conflicts; i++)
        code = conflict_fill(call, ballot, &ballot->conflicts[i], out->conflicts[i]);
    return code;
}

static bool ballot_fill(struct call *call, const struct council_case *ballot,
                        Pb__CouncilBallot *out)
{
    const struct council_ballot_row *row = &ballot->ballot;
    out->id = (char *)ballot->number;
    out->session_id = (char *)ballot->session.number;
    out->round_id = (char *)row->round_id;
    out->line = (char *)row->line;
    out->kind = row->kind;
    out->state = row->state;
    if (row->follows_id)
        out->follows = (char *)council_ballot_number(call, row->follows_id);
    out->places = row->places;
    out->members = row->members;
    out->threshold_percent = row->threshold_percent;
    out->votes_needed = council_votes_needed(row->threshold_percent, row->members);
    out->ranking_log_seq = row->ranking_log_seq;
    out->opened_utc_ms = row->opened_utc_ms;
    out->opened_by = (char *)row->opened_by;
    out->closed_utc_ms = row->closed_utc_ms;
    out->closed_by = (char *)row->closed_by;
    out->reason = (char *)row->reason;
    out->voted = (uint32_t)ballot->n_voters;
    return out->follows != NULL;
}

enum td_code council_ballot_reply(struct call *call, const struct council_case *ballot, bool lists,
                                  Pb__CouncilBallot **ret)
{
    Pb__CouncilBallot *out = reply_message(call, &pb__council_ballot__descriptor);
    if (!out || !ballot_fill(call, ballot, out))
        return TD_RESOURCE_EXHAUSTED;
    *ret = out;
    if (!lists)
        return TD_OK;
    enum td_code code = candidates_fill(call, ballot, out);
    if (code == TD_OK)
        code = voters_fill(call, ballot, out);
    return code == TD_OK ? conflicts_fill(call, ballot, out) : code;
}

enum td_code council_ballot_write_end(struct call *call, const char *number, const char *detail,
                                      Pb__CouncilBallot **ret)
{
    struct council_case ballot;
    enum td_code code = council_case_get(call, "ballot_id", number, COUNCIL_NOW, &ballot);
    if (code == TD_OK)
        code = council_ballot_reply(call, &ballot, true, ret);
    return code == TD_OK
               ? reply_note(call, td_arena_printf(call->arena, "council %s", number), 0, detail)
               : code;
}
