/* Votes from members' own devices, and written opinions of absent members. Of a secret ballot
 * nothing that is kept here or by dispatch depends on what was voted: council_vote_public. */
#include "check.h"
#include "council.h"
#include "council_box.h"
#include "council_rules.h"
#include "human_id.h"
#include "names.h"
#include "reply.h"

#define DOCUMENT_MAX_CHARS 100

/* -- what may be known of a request -- */

const Pb__CouncilVoteRequest *council_vote_public(const Pb__CouncilVoteRequest *in,
                                                  struct td_arena *arena)
{
    Pb__CouncilVoteRequest part = PB__COUNCIL_VOTE_REQUEST__INIT;
    part.ballot_id = in->ballot_id;
    return td_arena_copy(arena, &part, sizeof part);
}

const Pb__CouncilOpinionRequest *council_opinion_public(const Pb__CouncilOpinionRequest *in,
                                                        struct td_arena *arena)
{
    Pb__CouncilOpinionRequest part = PB__COUNCIL_OPINION_REQUEST__INIT;
    part.ballot_id = in->ballot_id;
    part.login = in->login;
    part.document = in->document;
    part.dated_on = in->dated_on;
    return td_arena_copy(arena, &part, sizeof part);
}

/* -- checking -- */

/* A vote on its way. */
struct vote {
    const struct council_case *ballot;
    const struct council_seat_row *seat;
    struct council_voter_row voter;
    Pb__CouncilPaper *const *papers;
    size_t n_papers;
};

static bool is_secret(const struct council_case *ballot)
{
    return ballot->ballot.kind == PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_SECRET;
}

static bool questions_fill(struct call *call, const struct vote *vote,
                           struct council_question *questions)
{
    for (size_t i = 0; i < vote->ballot->n_candidates; i++) {
        const struct council_candidate_row *candidate = &vote->ballot->candidates[i];
        const struct council_conflict_row *hindrance =
            council_hindrance(vote->ballot, vote->seat->officer_id, candidate);
        questions[i] = (struct council_question){
            council_nominee_id(call, candidate),
            hindrance ? hindrance->conflict : PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_UNSPECIFIED};
        if (!questions[i].nominee_id)
            return false;
    }
    return true;
}

static enum td_code papers_check(struct call *call, const struct vote *vote)
{
    size_t n = vote->ballot->n_candidates;
    struct council_question *questions = td_arena_alloc(call->arena, (n + 1) * sizeof *questions);
    struct council_answer *answers =
        td_arena_alloc(call->arena, (vote->n_papers + 1) * sizeof *answers);
    if (!questions || !answers || !questions_fill(call, vote, questions))
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < vote->n_papers; i++)
        answers[i] = (struct council_answer){
            vote->papers[i]->nominee_id, (int)vote->papers[i]->choice, vote->papers[i]->code.len};
    const struct council_vote_form form = {.ballot = vote->ballot->number,
                                           .login = vote->seat->login,
                                           .questions = questions,
                                           .n_questions = n,
                                           .code_len =
                                               is_secret(vote->ballot) ? COUNCIL_CODE_BYTES : 0};
    return council_vote_check(&form, answers, vote->n_papers, call->err);
}

/* Who, once, and in the way that the roll says. */
static enum td_code voter_check(struct call *call, const struct vote *vote, const char *field)
{
    const struct council_seat_row *seat = vote->seat;
    if (council_voter_of(vote->ballot, seat->officer_id))
        return td_fail(call->err, TD_ALREADY_EXISTS, "ballot_id", "", TD_KEY_COUNCIL_VOTED, "login",
                       seat->login, "ballot", vote->ballot->number, TD_END);
    enum td_code code =
        council_way_check(vote->voter.way, seat->attendance, seat->login, field, call->err);
    if (code == TD_OK && is_secret(vote->ballot))
        code = council_box_check(call, vote->ballot);
    return code == TD_OK ? papers_check(call, vote) : code;
}

/* -- storing -- */

static enum td_code paper_store(struct call *call, const struct vote *vote,
                                const Pb__CouncilPaper *paper)
{
    struct council_paper_row row = {.choice = paper->choice};
    if (!nominee_id_parse(paper->nominee_id, &row.dossier_id, &row.ordinal))
        return TD_INTERNAL; /* papers_check has seen it on the ballot */
    if (is_secret(vote->ballot)) {
        memcpy(row.code, paper->code.data, sizeof row.code);
        return council_box_put(call, vote->ballot, &row);
    }
    const struct council_vote_row open = {vote->seat->officer_id, row.dossier_id, row.ordinal,
                                          row.choice};
    return council_votes_add(call->db, vote->ballot->ballot.id, &open);
}

static enum td_code vote_store(struct call *call, const struct vote *vote, const char *detail)
{
    enum td_code code = council_voters_add(call->db, vote->ballot->ballot.id, &vote->voter);
    for (size_t i = 0; code == TD_OK && i < vote->n_papers; i++)
        code = paper_store(call, vote, vote->papers[i]);
    return code == TD_OK
               ? reply_note(call, td_arena_printf(call->arena, "council %s", vote->ballot->number),
                            0, detail)
               : code;
}

/* -- handlers -- */

enum td_code council_vote(struct call *call, const Pb__CouncilVoteRequest *in,
                          Pb__CouncilVoteResponse *out)
{
    struct council_case ballot;
    enum td_code code = council_case_get(call, "ballot_id", in->ballot_id, COUNCIL_NOW, &ballot);
    if (code == TD_OK)
        code = council_case_voting(call, &ballot);
    if (code != TD_OK)
        return code;
    const struct vote vote = {
        .ballot = &ballot,
        .seat = council_seat_of(&ballot, call->who.officer_id),
        .voter = {call->who.officer_id, call->log_seq,
                  PB__COUNCIL_VOTE_WAY__COUNCIL_VOTE_WAY_DEVICE, "", ""},
        .papers = in->papers,
        .n_papers = in->n_papers,
    };
    if (!vote.seat)
        return td_fail(call->err, TD_PERMISSION_DENIED, "ballot_id", "", TD_KEY_COUNCIL_SEAT,
                       "login", call->who.login, TD_END);
    code = voter_check(call, &vote, "ballot_id");
    if (code == TD_OK)
        code = vote_store(call, &vote, "");
    out->ballot_id = (char *)ballot.number;
    out->papers = (uint32_t)in->n_papers;
    return code;
}

static void document_check(struct call *call, const Pb__CouncilOpinionRequest *in)
{
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    label_check(in->document, DOCUMENT_MAX_CHARS, "document", call->err);
    check_date(call, "dated_on", in->dated_on, false);
    check_date_past(call, "dated_on", in->dated_on, today);
}

enum td_code council_opinion(struct call *call, const Pb__CouncilOpinionRequest *in,
                             Pb__CouncilOpinionResponse *out)
{
    struct council_case ballot;
    document_check(call, in);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = council_case_get(call, "ballot_id", in->ballot_id, COUNCIL_NOW, &ballot);
    if (code == TD_OK)
        code = council_case_voting(call, &ballot);
    if (code != TD_OK)
        return code;
    struct vote vote = {
        .ballot = &ballot,
        .seat = council_seat_find(ballot.seats, ballot.n_seats, in->login),
        .papers = in->papers,
        .n_papers = in->n_papers,
    };
    if (!vote.seat)
        return td_fail(call->err, TD_NOT_FOUND, "login", "", TD_KEY_COUNCIL_SEAT, "login",
                       in->login, TD_END);
    vote.voter = (struct council_voter_row){vote.seat->officer_id, call->log_seq,
                                            PB__COUNCIL_VOTE_WAY__COUNCIL_VOTE_WAY_OPINION,
                                            in->document, in->dated_on};
    code = voter_check(call, &vote, "login");
    if (code == TD_OK)
        code = vote_store(call, &vote,
                          td_arena_printf(call->arena, "%s: %s", in->login, in->document));
    out->ballot_id = (char *)ballot.number;
    out->papers = (uint32_t)in->n_papers;
    return code;
}
