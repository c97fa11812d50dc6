/* Closing a ballot: the papers are opened and counted, the result is written, and the nominees get
 * theirs; all in one transaction. Then the box's key is destroyed. */
#include "check.h"
#include "council.h"
#include "council_box.h"
#include "council_rules.h"
#include "digest.h"
#include "nominee.h"
#include "reply.h"

#define OUTCOME(name) PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_##name
#define NOMINEE(name) PB__NOMINEE_EVENT__NOMINEE_EVENT_##name

static bool is_secret(const struct council_case *ballot)
{
    return ballot->ballot.kind == PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_SECRET;
}

/* -- may it be closed? -- */

/* Who is present has voted, or a reason says why not. */
static void voted_check(struct call *call, const struct council_case *ballot)
{
    for (size_t i = 0; i < ballot->n_seats; i++) {
        const struct council_seat_row *seat = &ballot->seats[i];
        if (seat->attendance == PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_PRESENT &&
            council_may_vote(ballot, seat->officer_id) &&
            !council_voter_of(ballot, seat->officer_id))
            td_fail(call->err, TD_FAILED_PRECONDITION, "reason", "", TD_KEY_COUNCIL_NOT_VOTED,
                    "login", seat->login, TD_END);
    }
}

/* So few papers would tell who voted how. */
static void secrecy_check(struct call *call, const struct council_case *ballot,
                          const struct council_cast *cast)
{
    for (size_t i = 0; i < ballot->n_candidates; i++) {
        const Pb__CouncilCount *count = &cast->counts[i];
        uint32_t papers = count->yes + count->no + count->blank;
        if (papers < COUNCIL_SECRET_MIN_VOTERS)
            td_fail(call->err, TD_FAILED_PRECONDITION, "ballot_id", "", TD_KEY_COUNCIL_SECRET_FEW,
                    "nominee", council_nominee_id(call, &ballot->candidates[i]), "voters",
                    td_dec(call->arena, papers), "needed",
                    td_dec(call->arena, COUNCIL_SECRET_MIN_VOTERS), TD_END);
    }
}

static enum td_code standing_check(struct call *call, const struct council_case *ballot)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < ballot->n_candidates; i++) {
        bool stands;
        code = council_candidate_stands(call, &ballot->candidates[i], &stands);
        if (code == TD_OK && !stands)
            td_fail(call->err, TD_FAILED_PRECONDITION, "ballot_id", "", TD_KEY_COUNCIL_CHANGED,
                    "nominee", council_nominee_id(call, &ballot->candidates[i]), TD_END);
    }
    return code == TD_OK ? check_outcome(call) : code;
}

/* -- what comes of it -- */

static Pb__NomineeEvent event_of(Pb__CouncilOutcome outcome)
{
    static const Pb__NomineeEvent EVENTS[] = {[OUTCOME(RECOMMENDED)] = NOMINEE(RECOMMEND),
                                              [OUTCOME(RESERVE)] = NOMINEE(RESERVE),
                                              [OUTCOME(NOT_RECOMMENDED)] = NOMINEE(NOT_RECOMMEND)};
    return EVENTS[outcome];
}

/* "BCD-2022-0001/1: 8/10". */
static enum td_code nominee_tell(struct call *call, const struct council_case *ballot,
                                 const struct council_candidate_row *candidate)
{
    struct nominee_row nominee;
    const char *reason = td_arena_printf(call->arena, "%s: %u/%u", ballot->number, candidate->yes,
                                         ballot->ballot.members);
    enum td_code code = nominees_find(call->db, candidate->dossier_id, candidate->ordinal,
                                      NOMINEES_NOW, call->arena, &nominee);
    if (code != TD_OK || !reason)
        return code == TD_OK ? TD_RESOURCE_EXHAUSTED : code;
    return nominee_step(call, &nominee, event_of(candidate->outcome), reason);
}

static enum td_code results_store(struct call *call, const struct council_case *ballot,
                                  const struct council_cast *cast,
                                  const struct council_places_of *places)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < ballot->n_candidates; i++) {
        struct council_candidate_row row = ballot->candidates[i];
        row.yes = cast->counts[i].yes;
        row.no = cast->counts[i].no;
        row.blank = cast->counts[i].blank;
        row.outcome = places->candidates[i].outcome;
        row.reserve_order = places->candidates[i].reserve_order;
        code = council_results_add(call->db, ballot->ballot.id, &row);
        if (code == TD_OK && row.outcome != OUTCOME(UNDECIDED))
            code = nominee_tell(call, ballot, &row);
    }
    return code;
}

/* All papers at once, in the order of their codes: that of the rows tells nothing. */
static enum td_code papers_store(struct call *call, const struct council_case *ballot,
                                 const struct council_cast *cast)
{
    enum td_code code = TD_OK;
    uint32_t serial = 0;
    for (size_t i = 0; code == TD_OK && i < cast->n_papers; i++) {
        const struct council_paper_row *paper = &cast->papers[i];
        bool first = i == 0 || paper->dossier_id != paper[-1].dossier_id ||
                     paper->ordinal != paper[-1].ordinal;
        serial = first ? 1 : serial + 1;
        code = council_papers_add(call->db, ballot->ballot.id, serial, paper);
    }
    return code == TD_OK ? council_sealed_forget(call->db, ballot->ballot.id) : code;
}

static enum td_code close_store(struct call *call, const struct council_case *ballot,
                                const char *reason, const struct council_cast *cast,
                                const struct council_places_of *places)
{
    const struct council_event_key key = council_key(call);
    enum td_code code = is_secret(ballot) ? papers_store(call, ballot, cast) : TD_OK;
    if (code == TD_OK)
        code = council_ballots_event_add(call->db, ballot->ballot.id,
                                         PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_CLOSE,
                                         ballot->ballot.state, reason, cast->sha256, &key);
    return code == TD_OK ? results_store(call, ballot, cast, places) : code;
}

/* -- the handler -- */

static enum td_code cast_take(struct call *call, const struct council_case *ballot,
                              struct council_cast *ret)
{
    struct council_paper_row *papers = NULL;
    size_t n = 0;
    enum td_code code = is_secret(ballot) ? council_box_open(call, ballot, &papers, &n) : TD_OK;
    if (code == TD_OK)
        code = council_cast_read(call, ballot, papers, n, ret);
    if (code == TD_OK && is_secret(ballot))
        secrecy_check(call, ballot, ret);
    return code == TD_OK ? check_outcome(call) : code;
}

static enum td_code close_end(struct call *call, const char *number, Pb__CouncilTally **ret)
{
    struct council_case ballot;
    char sha256[TD_HEX_SIZE];
    enum td_code code = council_case_get(call, "ballot_id", number, COUNCIL_NOW, &ballot);
    if (code == TD_OK)
        code = council_tally_reply(call, &ballot, true, ret);
    if (code != TD_OK)
        return code;
    td_hex(ballot.ballot.papers_sha256, sizeof ballot.ballot.papers_sha256, sha256);
    return reply_note(call, td_arena_printf(call->arena, "council %s", number), 0,
                      td_arena_printf(call->arena, "sha256 %s", sha256));
}

enum td_code council_close_ballot(struct call *call, const Pb__CouncilCloseBallotRequest *in,
                                  Pb__CouncilCloseBallotResponse *out)
{
    struct council_case ballot;
    struct council_cast cast;
    struct council_places_of places;
    if (*in->reason && !check_text(call, "reason", in->reason, COUNCIL_TEXT_MAX_CHARS))
        return check_outcome(call);
    enum td_code code = council_case_get(call, "ballot_id", in->ballot_id, COUNCIL_NOW, &ballot);
    if (code == TD_OK)
        code = council_session_running(call, &ballot.session);
    if (code == TD_OK)
        code = council_ballot_next(ballot.ballot.state,
                                   PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_CLOSE,
                                   call->who.roles, &ballot.ballot.state, call->err);
    if (code != TD_OK)
        return code;
    if (!*in->reason)
        voted_check(call, &ballot);
    code = standing_check(call, &ballot);
    if (code == TD_OK)
        code = cast_take(call, &ballot, &cast);
    if (code == TD_OK)
        code = council_places_after(call, &ballot, cast.counts, &places);
    if (code == TD_OK)
        code = close_store(call, &ballot, in->reason, &cast, &places);
    if (code == TD_OK)
        code = close_end(call, ballot.number, &out->tally);
    if (code == TD_OK && is_secret(&ballot))
        council_box_burn(call, ballot.ballot.id);
    return code;
}
