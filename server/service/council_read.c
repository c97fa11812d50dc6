/* What is asked of the council: tallies, sessions, minutes; as of any moment. */
#include "check.h"
#include "council.h"
#include "paging.h"
#include "reply.h"
#include "round.h"

static enum td_code as_of_seq(struct call *call, const Pb__AsOf *asked, int64_t *ret)
{
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, asked, &as_of);
    if (code == TD_OK)
        *ret = (int64_t)as_of.log_seq;
    return code;
}

enum td_code council_tally(struct call *call, const Pb__CouncilTallyRequest *in,
                           Pb__CouncilTallyResponse *out)
{
    struct council_case ballot;
    int64_t seq;
    enum td_code code = as_of_seq(call, in->as_of, &seq);
    if (code == TD_OK)
        code = council_case_get(call, "ballot_id", in->ballot_id, seq, &ballot);
    if (code != TD_OK)
        return code;
    if (ballot.ballot.state == PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_VOTING)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "ballot_id", "",
                       TD_KEY_COUNCIL_TALLY_SEALED, "ballot", ballot.number, "voted",
                       td_dec(call->arena, (int64_t)ballot.n_voters), "members",
                       td_dec(call->arena, ballot.ballot.members), TD_END);
    return council_tally_reply(call, &ballot, true, &out->tally);
}

/* -- show, list -- */

static enum td_code ballot_of_row(struct call *call, const struct council_ballot_row *row,
                                  int64_t seq, Pb__CouncilBallot **ret)
{
    struct council_case ballot;
    enum td_code code = council_case_load(call, row, seq, &ballot);
    return code == TD_OK ? council_ballot_reply(call, &ballot, true, ret) : code;
}

static enum td_code ballots_fill(struct call *call, const struct council_ballot_row *rows, size_t n,
                                 int64_t seq, Pb__CouncilShowResponse *out)
{
    enum td_code code = TD_OK;
    out->ballots = td_arena_alloc(call->arena, (n + 1) * sizeof *out->ballots);
    if (!out->ballots)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = ballot_of_row(call, &rows[i], seq, &out->ballots[i]);
    out->n_ballots = n;
    return code;
}

/* The session of a ballot's number, and that ballot; or the session of its own number, and all. */
static enum td_code rows_find(struct call *call, const char *id, int64_t seq,
                              struct council_session *ret, struct council_ballot_row **ret_rows,
                              size_t *ret_n)
{
    struct council_case ballot;
    if (!strchr(id, '/')) {
        enum td_code code = council_session_get(call, "id", id, seq, ret);
        return code == TD_OK ? council_ballots_of_session(call->db, ret->row.id, seq, call->arena,
                                                          ret_rows, ret_n)
                             : code;
    }
    enum td_code code = council_case_get(call, "id", id, seq, &ballot);
    if (code != TD_OK)
        return code;
    *ret = ballot.session;
    *ret_rows = td_arena_copy(call->arena, &ballot.ballot, sizeof ballot.ballot);
    *ret_n = 1;
    return *ret_rows ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code council_show(struct call *call, const Pb__CouncilShowRequest *in,
                          Pb__CouncilShowResponse *out)
{
    struct council_session session;
    struct council_ballot_row *rows = NULL;
    size_t n = 0;
    int64_t seq;
    enum td_code code = as_of_seq(call, in->as_of, &seq);
    if (code == TD_OK)
        code = rows_find(call, in->id, seq, &session, &rows, &n);
    if (code == TD_OK)
        code = council_session_reply(call, &session, true, seq, &out->session);
    if (code == TD_OK)
        code = ballots_fill(call, rows, n, seq, out);
    out->log_seq = code == TD_OK ? (uint64_t)seq : 0;
    return code;
}

static enum td_code sessions_fill(struct call *call, const struct council_session_row *rows,
                                  size_t n, int64_t seq, Pb__CouncilListResponse *out)
{
    enum td_code code = TD_OK;
    out->sessions = td_arena_alloc(call->arena, (n + 1) * sizeof *out->sessions);
    if (!out->sessions)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        struct council_session session;
        code = council_session_load(call, rows[i].id, seq, &session);
        if (code == TD_OK)
            code = council_session_reply(call, &session, false, seq, &out->sessions[i]);
    }
    out->n_sessions = n;
    return code;
}

enum td_code council_list(struct call *call, const Pb__CouncilListRequest *in,
                          Pb__CouncilListResponse *out)
{
    struct council_session_row *rows;
    struct page page;
    size_t found;
    int64_t seq = 0;
    page_begin(call, in->page_size, in->page_token, 0, 1, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_seq(call, in->as_of, &seq);
    if (code == TD_OK)
        code = council_sessions_list(call->db, in->round_id, seq, page_key_int(&page, 0),
                                     page.limit, call->arena, &rows, &found);
    if (code != TD_OK)
        return code;
    size_t n = page_cut(&page, found);
    code = sessions_fill(call, rows, n, seq, out);
    if (code == TD_OK && page_is_full(&page, found))
        out->next_page_token = page_token(call, &page, td_dec(call->arena, rows[n - 1].id), NULL);
    return code == TD_OK && !out->next_page_token ? TD_RESOURCE_EXHAUSTED : code;
}

/* -- minutes -- */

static void plan_fill(const struct council_session *session, Pb__CouncilMinutesResponse *out)
{
    const struct plan *plan = session->plan;
    const struct plan_round *round = plan_round_find(plan, session->round.kind);
    const struct plan_dated *issuer = plan_dated_on(plan->issuers, plan->n_issuers, session->day);
    const struct plan_dated *superior =
        plan_dated_on(plan->superiors, plan->n_superiors, session->day);
    if (issuer)
        out->issuer = (char *)issuer->text;
    if (superior)
        out->superior = (char *)superior->text;
    if (round) {
        out->round_title_vi = (char *)round->text.vi;
        out->round_title_en = (char *)round->text.en;
    }
    out->plan_id = (char *)session->round.plan_id;
    out->plan_version = session->round.plan_version;
    out->plan_title_vi = (char *)plan->title.vi;
    out->plan_title_en = (char *)plan->title.en;
    out->quorum_part = plan->council.quorum_part;
    out->quorum_of = plan->council.quorum_of;
    out->quorum_basis_vi = (char *)plan->council.quorum_basis.vi;
    out->quorum_basis_en = (char *)plan->council.quorum_basis.en;
    out->vote_basis_vi = (char *)plan->vote_basis.vi;
    out->vote_basis_en = (char *)plan->vote_basis.en;
}

static enum td_code tallies_fill(struct call *call, const struct council_session *session,
                                 int64_t seq, Pb__CouncilMinutesResponse *out)
{
    struct council_ballot_row *rows;
    size_t n;
    enum td_code code =
        council_ballots_of_session(call->db, session->row.id, seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->ballots = td_arena_alloc(call->arena, (n + 1) * sizeof *out->ballots);
    if (!out->ballots)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        struct council_case ballot;
        code = council_case_load(call, &rows[i], seq, &ballot);
        if (code == TD_OK)
            code = council_tally_reply(call, &ballot, false, &out->ballots[i]);
    }
    out->n_ballots = n;
    return code;
}

static enum td_code lines_fill(struct call *call, const struct plan *plan,
                               Pb__CouncilMinutesResponse *out)
{
    out->lines = reply_list(call, &pb__council_line_title__descriptor, plan->n_lines);
    if (!out->lines)
        return TD_RESOURCE_EXHAUSTED;
    for (unsigned i = 0; i < plan->n_lines; i++) {
        const struct plan_line *line = &plan->lines[i];
        bool asked = false;
        for (size_t k = 0; k < out->n_ballots; k++)
            asked = asked || strcmp(out->ballots[k]->ballot->line, line->id) == 0;
        if (!asked)
            continue;
        Pb__CouncilLineTitle *to = out->lines[out->n_lines++];
        to->line = (char *)line->id;
        to->clause = (char *)line->clause;
        to->title_vi = (char *)line->text.vi;
        to->title_en = (char *)line->text.en;
    }
    return TD_OK;
}

enum td_code council_minutes(struct call *call, const Pb__CouncilMinutesRequest *in,
                             Pb__CouncilMinutesResponse *out)
{
    struct council_session session;
    int64_t seq;
    enum td_code code = as_of_seq(call, in->as_of, &seq);
    if (code == TD_OK)
        code = council_session_get(call, "session_id", in->session_id, seq, &session);
    if (code == TD_OK)
        code = council_session_reply(call, &session, true, seq, &out->session);
    if (code == TD_OK)
        code = tallies_fill(call, &session, seq, out);
    if (code == TD_OK)
        code = lines_fill(call, session.plan, out);
    if (code != TD_OK)
        return code;
    plan_fill(&session, out);
    out->log_seq = (uint64_t)seq;
    return TD_OK;
}
