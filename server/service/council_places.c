/* The places that follow from counted votes, as they are and under other terms. */
#include "council.h"
#include "nominees.h"
#include "reply.h"

/* The ballots from the one on the line to this one, newest first. */
struct chain {
    const struct council_candidate_row **rows;
    size_t *n_rows;
    struct council_ballot_row root;
    size_t n;
};

static enum td_code chain_read(struct call *call, const struct council_case *ballot,
                               struct chain *ret)
{
    const size_t max = COUNCIL_BALLOTS_MAX;
    *ret = (struct chain){.root = ballot->ballot};
    ret->rows = td_arena_alloc(call->arena, max * sizeof *ret->rows);
    ret->n_rows = td_arena_alloc(call->arena, max * sizeof *ret->n_rows);
    if (!ret->rows || !ret->n_rows)
        return TD_RESOURCE_EXHAUSTED;
    ret->rows[ret->n] = ballot->candidates;
    ret->n_rows[ret->n++] = ballot->n_candidates;
    enum td_code code = TD_OK;
    while (code == TD_OK && ret->root.follows_id && ret->n < max) {
        struct council_candidate_row *rows = NULL;
        code = council_ballots_find(call->db, ret->root.follows_id, COUNCIL_NOW, call->arena,
                                    &ret->root);
        if (code == TD_OK)
            code = council_candidates(call->db, ret->root.id, COUNCIL_NOW, call->arena, &rows,
                                      &ret->n_rows[ret->n]);
        ret->rows[ret->n++] = rows;
    }
    return code;
}

static const struct council_candidate_row *row_find(const struct chain *chain, size_t ballot,
                                                    const struct council_candidate_row *of)
{
    const struct council_candidate_row *rows = chain->rows[ballot];
    for (size_t i = 0; i < chain->n_rows[ballot]; i++)
        if (rows[i].dossier_id == of->dossier_id && rows[i].ordinal == of->ordinal)
            return &rows[i];
    return NULL;
}

/* Its yes votes in each ballot, in the order in which they were held. newest: those of this one. */
static uint32_t *yes_votes(struct call *call, const struct chain *chain,
                           const struct council_candidate_row *candidate,
                           const Pb__CouncilCount *newest)
{
    uint32_t *yes = td_arena_zalloc(call->arena, chain->n * sizeof *yes);
    for (size_t i = 0; yes && i < chain->n; i++) {
        const struct council_candidate_row *row = row_find(chain, i, candidate);
        if (row)
            yes[chain->n - 1 - i] = i == 0 ? newest[row - chain->rows[0]].yes : row->yes;
    }
    return yes;
}

/* The candidates of the ballot on the line, by the rule: index as in the chain's oldest rows. in:
 * which of them count, NULL: all; the others stay as they are. */
static enum td_code places_of_chain(struct call *call, const struct chain *chain,
                                    const Pb__CouncilCount *newest, const bool *in,
                                    const struct council_rule *rule, struct council_candidate *ret,
                                    size_t *ret_n_undecided, uint32_t *ret_places_left)
{
    const struct council_candidate_row *rows = chain->rows[chain->n - 1];
    size_t n = chain->n_rows[chain->n - 1], n_in = 0;
    struct council_candidate *some = td_arena_zalloc(call->arena, (n + 1) * sizeof *some);
    if (!some)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        if (in && !in[i])
            continue;
        some[n_in] = (struct council_candidate){.rank = rows[i].rank,
                                                .yes = yes_votes(call, chain, &rows[i], newest)};
        if (!some[n_in++].yes)
            return TD_RESOURCE_EXHAUSTED;
    }
    *ret_n_undecided = council_places(rule, some, n_in, ret_places_left);
    for (size_t i = n; i-- > 0;)
        if (!in || in[i])
            ret[i] = some[--n_in];
    return TD_OK;
}

static struct council_rule rule_of(const struct chain *chain)
{
    return (struct council_rule){chain->root.places, chain->root.members,
                                 chain->root.threshold_percent, chain->n};
}

enum td_code council_places_after(struct call *call, const struct council_case *ballot,
                                  const Pb__CouncilCount *counts, struct council_places_of *ret)
{
    struct chain chain;
    enum td_code code = chain_read(call, ballot, &chain);
    if (code != TD_OK)
        return code;
    const struct council_rule rule = rule_of(&chain);
    struct council_candidate *all =
        td_arena_zalloc(call->arena, (chain.n_rows[chain.n - 1] + 1) * sizeof *all);
    if (!all)
        return TD_RESOURCE_EXHAUSTED;
    code = places_of_chain(call, &chain, counts, NULL, &rule, all, &ret->n_undecided,
                           &ret->places_left);
    if (code != TD_OK)
        return code;
    ret->candidates =
        td_arena_zalloc(call->arena, (ballot->n_candidates + 1) * sizeof *ret->candidates);
    if (!ret->candidates)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < chain.n_rows[chain.n - 1]; i++) {
        const struct council_candidate_row *mine = row_find(&chain, 0, &chain.rows[chain.n - 1][i]);
        if (mine)
            ret->candidates[mine - ballot->candidates] = all[i];
    }
    return TD_OK;
}

/* -- under other terms -- */

/* Of a line, whose votes are counted. */
struct trial {
    struct council_case ballot;
    struct council_cast cast;
    struct chain chain;
    const struct council_candidate_row *rows; /* of the ballot on the line */
    size_t n;
    bool *in; /* is it still one that may be awarded? */
    struct council_candidate *now, *then;
};

/* Whoever was found ineligible since, or is there no more, takes nobody's place. */
static enum td_code trial_select(struct call *call, struct trial *trial, int64_t as_of_seq)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < trial->n; i++) {
        struct nominee_row nominee;
        code = nominees_find(call->db, trial->rows[i].dossier_id, trial->rows[i].ordinal, as_of_seq,
                             call->arena, &nominee);
        trial->in[i] = code == TD_OK && nominee.version == trial->rows[i].version &&
                       nominee.before_decision != PB__NOMINEE_STATE__NOMINEE_STATE_INELIGIBLE;
        code = code == TD_NOT_FOUND ? TD_OK : code;
    }
    return code;
}

/* OK with n 0: nothing is counted, and nothing of it told. */
static enum td_code trial_load(struct call *call, const char *round_id, const char *line,
                               int64_t as_of_seq, struct trial *ret)
{
    struct council_ballot_row row;
    *ret = (struct trial){.n = 0};
    enum td_code code =
        council_ballots_of_line(call->db, round_id, line, as_of_seq, call->arena, &row);
    if (code == TD_NOT_FOUND ||
        (code == TD_OK && row.state != PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_CLOSED))
        return TD_OK;
    if (code == TD_OK)
        code = council_case_load(call, &row, as_of_seq, &ret->ballot);
    if (code == TD_OK)
        code = council_cast_read(call, &ret->ballot, NULL, 0, &ret->cast);
    if (code == TD_OK)
        code = chain_read(call, &ret->ballot, &ret->chain);
    if (code != TD_OK)
        return code;
    ret->rows = ret->chain.rows[ret->chain.n - 1];
    ret->n = ret->chain.n_rows[ret->chain.n - 1];
    ret->in = td_arena_zalloc(call->arena, (ret->n + 1) * sizeof *ret->in);
    ret->now = td_arena_zalloc(call->arena, (ret->n + 1) * sizeof *ret->now);
    ret->then = td_arena_zalloc(call->arena, (ret->n + 1) * sizeof *ret->then);
    return ret->in && ret->now && ret->then ? trial_select(call, ret, as_of_seq)
                                            : TD_RESOURCE_EXHAUSTED;
}

/* Two that are equal by rank: was one on a ballot between equals, and the other not, before any
 * told them apart? */
static bool is_one_alone(const struct trial *trial, size_t a, size_t b)
{
    const struct chain *chain = &trial->chain;
    if (trial->then[a].yes[0] != trial->then[b].yes[0])
        return false;
    for (size_t held = 1; held < chain->n; held++) {
        bool has_a = row_find(chain, chain->n - 1 - held, &trial->rows[a]);
        bool has_b = row_find(chain, chain->n - 1 - held, &trial->rows[b]);
        if (has_a != has_b)
            return true;
        if (trial->then[a].yes[held] != trial->then[b].yes[held])
            return false;
    }
    return false;
}

/* Would somebody have needed the ballots between equals, and was not on them? Then these say
 * nothing, and equal ones are undecided. */
static bool needs_another_ballot(const struct trial *trial)
{
    for (size_t i = 0; i < trial->n; i++)
        for (size_t k = 0; trial->in[i] && trial->then[i].reached && k < i; k++)
            if (trial->in[k] && trial->then[k].reached &&
                trial->rows[i].rank == trial->rows[k].rank && is_one_alone(trial, i, k))
                return true;
    return false;
}

static enum td_code trial_run(struct call *call, struct trial *trial, uint32_t places,
                              uint32_t threshold_percent)
{
    size_t n_undecided;
    uint32_t places_left;
    struct council_rule rule = rule_of(&trial->chain);
    enum td_code code = places_of_chain(call, &trial->chain, trial->cast.counts, trial->in, &rule,
                                        trial->now, &n_undecided, &places_left);
    rule.quota = places;
    rule.threshold_percent = threshold_percent;
    if (code == TD_OK)
        code = places_of_chain(call, &trial->chain, trial->cast.counts, trial->in, &rule,
                               trial->then, &n_undecided, &places_left);
    if (code != TD_OK || !needs_another_ballot(trial))
        return code;
    rule.n_ballots = 1;
    return places_of_chain(call, &trial->chain, trial->cast.counts, trial->in, &rule, trial->then,
                           &n_undecided, &places_left);
}

static enum td_code vote_fill(struct call *call, const struct trial *trial, size_t i,
                              Pb__RankingVote *out)
{
    const struct council_candidate_row *row = &trial->rows[i];
    out->line = (char *)trial->ballot.ballot.line;
    out->ballot_id = (char *)trial->ballot.number;
    out->nominee_id = (char *)council_nominee_id(call, row);
    out->name = (char *)row->name;
    out->unit_code = (char *)row->unit_code;
    out->yes = trial->now[i].yes[0];
    out->members = trial->chain.root.members;
    out->outcome_before = trial->now[i].outcome;
    out->outcome_after = trial->then[i].outcome;
    out->reserve_order_before = trial->now[i].reserve_order;
    out->reserve_order_after = trial->then[i].reserve_order;
    return out->nominee_id ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code council_try(struct call *call, const char *round_id,
                         const struct ranking_line_terms *line, uint32_t threshold_percent,
                         int64_t as_of_seq, Pb__RankingVote ***ret, size_t *ret_n)
{
    struct trial trial;
    *ret_n = 0;
    enum td_code code = trial_load(call, round_id, line->line->id, as_of_seq, &trial);
    if (code == TD_OK && trial.n > 0)
        code = trial_run(call, &trial, line->quota, threshold_percent);
    if (code != TD_OK)
        return code;
    Pb__RankingVote **list = reply_list(call, &pb__ranking_vote__descriptor, trial.n);
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < trial.n; i++)
        if (trial.in[i])
            code = vote_fill(call, &trial, i, list[(*ret_n)++]);
    *ret = list;
    return code;
}
