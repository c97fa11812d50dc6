/* Opening and annulling ballots. */
#include "check.h"
#include "council.h"
#include "council_box.h"
#include "council_rules.h"
#include "message.h"
#include "nominee.h"
#include "ranking.h"
#include "reply.h"

#define STATE(name) PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_##name
#define EVENT(name) PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_##name

/* -- who is on it -- */

/* May it be recommended at all? What the plan's floor keeps out, and who was never found eligible,
 * is not asked about. */
static bool is_eligible(const struct ranking_nominee *nominee)
{
    return nominee->row.state == PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE;
}

/* Not whom points that nobody knows might lift above it: that is the council's question. */
static bool is_below_floor(const struct ranking_line *line, const struct ranking_nominee *nominee)
{
    return nominee->entry.rank > 0 &&
           nominee->entry.at_most_e10 < line->terms->floor * RANKING_TOTAL_POINT;
}

/* A vote on a line is one on all of it. */
static void appraisal_check(struct call *call, const struct ranking_line *line)
{
    for (size_t i = 0; i < line->n; i++)
        if (line->nominees[i].apart == PB__RANKING_APART__RANKING_APART_NOT_APPRAISED)
            td_fail(call->err, TD_FAILED_PRECONDITION, "line", "III.4",
                    TD_KEY_COUNCIL_NOT_APPRAISED, "nominee", line->nominees[i].nominee_id, TD_END);
}

/* All candidates of a first ballot on the line, or one that was asked for by name. */
struct choosing {
    const struct ranking_line *line;
    const char *const *names; /* n_names 0: all */
    size_t n_names;
    struct council_candidate_row *rows;
    size_t n;
};

static void choose(struct choosing *choosing, const struct ranking_nominee *nominee)
{
    choosing->rows[choosing->n++] = (struct council_candidate_row){
        .dossier_id = nominee->row.dossier_id,
        .ordinal = nominee->row.ordinal,
        .version = nominee->row.version,
        .rank = nominee->entry.rank,
        .name = nominee->row.name,
        .unit_code = nominee->row.unit_code,
        .staff_code = nominee->row.staff_code,
        .kind = nominee->row.kind,
    };
}

static void choose_all(struct call *call, struct choosing *choosing)
{
    const struct ranking_line *line = choosing->line;
    for (size_t i = 0; i < line->n; i++)
        if (is_eligible(&line->nominees[i]) && !is_below_floor(line, &line->nominees[i]))
            choose(choosing, &line->nominees[i]);
    if (choosing->n == 0)
        td_fail(call->err, TD_FAILED_PRECONDITION, "line", "", TD_KEY_COUNCIL_NOBODY, TD_END);
}

static const struct ranking_nominee *nominee_of(const struct ranking_line *line, const char *id)
{
    for (size_t i = 0; i < line->n; i++)
        if (strcmp(line->nominees[i].nominee_id, id) == 0)
            return &line->nominees[i];
    return NULL;
}

static bool is_named_before(const struct choosing *choosing, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(choosing->names[k], choosing->names[i]) == 0)
            return true;
    return false;
}

static void choose_named(struct call *call, struct choosing *choosing, size_t i)
{
    const char *path = td_path_index(call->arena, "nominee_ids", i), *id = choosing->names[i];
    const struct ranking_nominee *nominee = nominee_of(choosing->line, id);
    char state[TD_ENUM_NAME_SIZE] = "";
    if (!nominee) {
        td_fail(call->err, TD_NOT_FOUND, path, "", TD_KEY_NOMINEE_ROUND, "nominee", id, "round",
                choosing->line->terms->line->id, TD_END);
    } else if (is_named_before(choosing, i)) {
        td_fail(call->err, TD_INVALID_ARGUMENT, path, "", TD_KEY_COUNCIL_PAPER_TWICE, "nominee", id,
                TD_END);
    } else if (!is_eligible(nominee)) {
        td_enum_name(&pb__nominee_state__descriptor, (int)nominee->row.state, state);
        td_fail(call->err, TD_FAILED_PRECONDITION, path, "I.2.e", TD_KEY_NOMINEE_STATE, "state",
                state, TD_END);
    } else if (is_below_floor(choosing->line, nominee)) {
        td_fail(call->err, TD_FAILED_PRECONDITION, path, "", TD_KEY_COUNCIL_FLOOR, "nominee", id,
                "floor", td_dec(call->arena, choosing->line->terms->floor), TD_END);
    } else {
        choose(choosing, nominee);
    }
}

static enum td_code candidates_choose(struct call *call, const Pb__CouncilOpenBallotRequest *in,
                                      const struct ranking_line *line,
                                      struct council_candidate_row **ret, size_t *ret_n)
{
    struct choosing choosing = {
        .line = line, .names = (const char *const *)in->nominee_ids, .n_names = in->n_nominee_ids};
    size_t most = line->n > in->n_nominee_ids ? line->n : in->n_nominee_ids;
    choosing.rows = td_arena_zalloc(call->arena, (most + 1) * sizeof *choosing.rows);
    if (!choosing.rows)
        return TD_RESOURCE_EXHAUSTED;
    appraisal_check(call, line);
    if (choosing.n_names == 0)
        choose_all(call, &choosing);
    for (size_t i = 0; i < choosing.n_names; i++)
        choose_named(call, &choosing, i);
    *ret = choosing.rows;
    *ret_n = choosing.n;
    return check_outcome(call);
}

/* -- what is asked -- */

/* A first ballot on a line. */
static enum td_code question_of_line(struct call *call, const Pb__CouncilOpenBallotRequest *in,
                                     const struct council_session *session,
                                     struct council_ballot_row *ballot,
                                     struct council_candidate_row **ret, size_t *ret_n)
{
    struct council_ballot_row there;
    struct as_of as_of;
    struct ranking_result result;
    const struct ranking_ask ask = {.line = in->line};
    if (!*in->line)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "line", "", TD_KEY_REQUIRED, TD_END);
    enum td_code code = as_of_resolve(call, NULL, &as_of);
    if (code == TD_OK)
        code = ranking_compute(call, &session->round, &ask, &as_of, &result);
    if (code != TD_OK)
        return code;
    code = council_ballots_of_line(call->db, session->round.id, in->line, COUNCIL_NOW, call->arena,
                                   &there);
    if (code == TD_OK)
        return td_fail(call->err, TD_ALREADY_EXISTS, "line", "", TD_KEY_COUNCIL_BALLOT_THERE,
                       "ballot", council_ballot_number(call, there.id), TD_END);
    if (code != TD_NOT_FOUND)
        return code;
    ballot->line = in->line;
    ballot->places = result.lines[0].terms->quota;
    ballot->members = session->row.members;
    ballot->threshold_percent = session->plan->vote_threshold_percent;
    ballot->ranking_log_seq = as_of.log_seq;
    return candidates_choose(call, in, &result.lines[0], ret, ret_n);
}

static enum td_code follows_check(struct call *call, const Pb__CouncilOpenBallotRequest *in,
                                  const struct council_case *before)
{
    struct council_ballot_row next;
    if (*in->line && strcmp(in->line, before->ballot.line) != 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "line", "", TD_KEY_CHOICE, "value", in->line,
                "allowed", before->ballot.line, TD_END);
    if (in->n_nominee_ids > 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "nominee_ids", "", TD_KEY_COUNCIL_UNDECIDED_ONLY,
                TD_END);
    if (before->ballot.state != STATE(CLOSED))
        council_state_refuse(call, "follows", before);
    enum td_code code = council_ballots_following(call->db, before->ballot.id, call->arena, &next);
    if (code == TD_OK)
        td_fail(call->err, TD_ALREADY_EXISTS, "follows", "", TD_KEY_COUNCIL_BALLOT_FOLLOWED,
                "ballot", council_ballot_number(call, next.id), TD_END);
    return code == TD_OK || code == TD_NOT_FOUND ? check_outcome(call) : code;
}

/* Of its candidates only those who are undecided, and could be recommended still. */
static enum td_code undecided_keep(struct call *call, struct council_case *before, size_t *ret_n)
{
    size_t n = 0;
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < before->n_candidates; i++) {
        struct council_candidate_row candidate = before->candidates[i];
        bool stands = false;
        if (candidate.outcome == PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_UNDECIDED)
            code = council_candidate_stands(call, &candidate, &stands);
        if (stands)
            before->candidates[n++] = candidate;
    }
    *ret_n = n;
    return code;
}

/* One more ballot between those that are equal across the line. */
static enum td_code question_of_undecided(struct call *call, const Pb__CouncilOpenBallotRequest *in,
                                          const struct council_session *session,
                                          struct council_ballot_row *ballot,
                                          struct council_candidate_row **ret, size_t *ret_n)
{
    struct council_case before;
    size_t n = 0;
    enum td_code code = council_case_get(call, "follows", in->follows, COUNCIL_NOW, &before);
    if (code == TD_OK && strcmp(before.ballot.round_id, session->round.id) != 0)
        return td_fail(call->err, TD_NOT_FOUND, "follows", "", TD_KEY_COUNCIL_BALLOT_UNKNOWN,
                       "ballot", in->follows, TD_END);
    if (code == TD_OK)
        code = follows_check(call, in, &before);
    if (code != TD_OK)
        return code;
    code = undecided_keep(call, &before, &n);
    if (code != TD_OK)
        return code;
    if (n == 0)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "follows", "",
                       TD_KEY_COUNCIL_UNDECIDED_NONE, "ballot", in->follows, TD_END);
    *ballot = (struct council_ballot_row){.session_id = ballot->session_id,
                                          .kind = ballot->kind,
                                          .line = before.ballot.line,
                                          .follows_id = before.ballot.id,
                                          .places = before.ballot.places,
                                          .members = session->row.members,
                                          .threshold_percent = before.ballot.threshold_percent,
                                          .ranking_log_seq = before.ballot.ranking_log_seq};
    *ret = before.candidates;
    *ret_n = n;
    return TD_OK;
}

/* -- open -- */

static enum td_code quorum_check(struct call *call, const struct council_session *session)
{
    const struct council_session_row *row = &session->row;
    if (council_has_quorum(session->quorum, row->present, row->members))
        return TD_OK;
    return td_fail(
        call->err, TD_FAILED_PRECONDITION, "session_id", "", TD_KEY_COUNCIL_QUORUM, "present",
        td_dec(call->arena, row->present), "members", td_dec(call->arena, row->members), "needed",
        td_dec(call->arena, council_quorum_needs(session->quorum, row->members)), TD_END);
}

static enum td_code ballot_store(struct call *call, struct council_ballot_row *ballot,
                                 const struct council_candidate_row *candidates, size_t n,
                                 const struct council_conflicts *conflicts)
{
    const struct council_event_key key = council_key(call);
    enum td_code code = council_ballots_add(call->db, ballot, candidates, n, &key);
    for (size_t i = 0; code == TD_OK && i < conflicts->n; i++)
        code = council_conflicts_add(call->db, ballot->id, &conflicts->rows[i]);
    if (code == TD_OK && ballot->kind == PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_SECRET)
        code = council_box_make(call, ballot->id);
    return code;
}

enum td_code council_open_ballot(struct call *call, const Pb__CouncilOpenBallotRequest *in,
                                 Pb__CouncilOpenBallotResponse *out)
{
    struct council_ballot_row ballot = {.kind = in->kind};
    struct council_session session;
    struct council_candidate_row *candidates = NULL;
    struct council_conflicts conflicts = {0};
    size_t n = 0;
    check_choice(call, "kind", &pb__council_ballot_kind__descriptor, (int)in->kind);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = council_session_get(call, "session_id", in->session_id, COUNCIL_NOW, &session);
    if (code == TD_OK)
        code = council_session_running(call, &session);
    if (code == TD_OK)
        code = quorum_check(call, &session);
    if (code != TD_OK)
        return code;
    ballot.session_id = session.row.id;
    code = *in->follows ? question_of_undecided(call, in, &session, &ballot, &candidates, &n)
                        : question_of_line(call, in, &session, &ballot, &candidates, &n);
    if (code == TD_OK)
        code = council_conflicts_find(call, session.row.id, candidates, n, &conflicts);
    if (code == TD_OK && in->kind == PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_SECRET)
        council_secrecy_check(call, &conflicts, candidates, n, session.row.members);
    if (code == TD_OK)
        code = check_outcome(call);
    if (code == TD_OK)
        code = ballot_store(call, &ballot, candidates, n, &conflicts);
    return code == TD_OK ? council_ballot_write_end(call, council_ballot_number(call, ballot.id),
                                                    ballot.line, &out->ballot)
                         : code;
}

/* -- annul -- */

/* What its count made of the nominees is taken back; those it left undecided are as they were. */
static enum td_code outcomes_take_back(struct call *call, const struct council_case *ballot,
                                       const char *reason)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < ballot->n_candidates; i++) {
        const struct council_candidate_row *candidate = &ballot->candidates[i];
        struct nominee_row nominee;
        code = nominees_find(call->db, candidate->dossier_id, candidate->ordinal, NOMINEES_NOW,
                             call->arena, &nominee);
        bool ours = code == TD_OK && nominee.version == candidate->version &&
                    (nominee.state == PB__NOMINEE_STATE__NOMINEE_STATE_RECOMMENDED ||
                     nominee.state == PB__NOMINEE_STATE__NOMINEE_STATE_RESERVE ||
                     nominee.state == PB__NOMINEE_STATE__NOMINEE_STATE_NOT_RECOMMENDED);
        if (ours)
            code = nominee_step(call, &nominee, PB__NOMINEE_EVENT__NOMINEE_EVENT_REOPEN, reason);
        code = code == TD_NOT_FOUND ? TD_OK : code;
    }
    return code;
}

static enum td_code annul_check(struct call *call, const struct council_case *ballot,
                                Pb__CouncilBallotState *ret_to)
{
    struct council_ballot_row next;
    enum td_code code = council_session_running(call, &ballot->session);
    if (code == TD_OK)
        code = council_ballot_next(ballot->ballot.state, EVENT(ANNUL), call->who.roles, ret_to,
                                   call->err);
    if (code != TD_OK)
        return code;
    code = council_ballots_following(call->db, ballot->ballot.id, call->arena, &next);
    if (code == TD_OK)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "ballot_id", "",
                       TD_KEY_COUNCIL_BALLOT_FOLLOWED, "ballot",
                       council_ballot_number(call, next.id), TD_END);
    return code == TD_NOT_FOUND ? TD_OK : code;
}

enum td_code council_annul(struct call *call, const Pb__CouncilAnnulRequest *in,
                           Pb__CouncilAnnulResponse *out)
{
    const struct council_event_key key = council_key(call);
    struct council_case ballot;
    Pb__CouncilBallotState to = STATE(UNSPECIFIED);
    if (!check_text(call, "reason", in->reason, COUNCIL_TEXT_MAX_CHARS))
        return check_outcome(call);
    enum td_code code = council_case_get(call, "ballot_id", in->ballot_id, COUNCIL_NOW, &ballot);
    if (code == TD_OK)
        code = annul_check(call, &ballot, &to);
    if (code == TD_OK && ballot.ballot.state == STATE(CLOSED))
        code = outcomes_take_back(call, &ballot, in->reason);
    if (code == TD_OK)
        code = council_ballots_event_add(call->db, ballot.ballot.id, EVENT(ANNUL), to, in->reason,
                                         NULL, &key);
    if (code == TD_OK)
        code = council_sealed_forget(call->db, ballot.ballot.id);
    if (code == TD_OK)
        council_box_burn(call, ballot.ballot.id);
    return code == TD_OK ? council_ballot_write_end(call, ballot.number, in->reason, &out->ballot)
                         : code;
}
