/* RankingService: what is asked of a ranking. Reads only; nothing that is tried is written. */
#include "council.h"
#include "dossier.h"
#include "nominee.h"
#include "ranking_reply.h"
#include "round.h"
#include "services.h"

/* A round as of a moment. */
struct question {
    struct round_row round;
    struct as_of as_of;
    const struct plan *plan;
};

static enum td_code question_read(struct call *call, const char *round_id, const Pb__AsOf *asked,
                                  struct question *ret)
{
    enum td_code code = as_of_resolve(call, asked, &ret->as_of);
    if (code == TD_OK)
        code = round_find(call, round_id, &ret->round);
    return code == TD_OK ? round_plan(call, &ret->round, &ret->plan) : code;
}

static char *day_reply(struct call *call, const struct question *question)
{
    return td_arena_strdup(call->arena, question->as_of.day);
}

static enum td_code ranking_rank_round(struct call *call, const Pb__RankingRankRequest *in,
                                       Pb__RankingRankResponse *out)
{
    struct question question;
    struct ranking_result result;
    struct ranking_ask ask = {.line = in->line, .provisional = in->provisional};
    enum td_code code = question_read(call, in->round_id, in->as_of, &question);
    if (code == TD_OK)
        code = ranking_compute(call, &question.round, &ask, &question.as_of, &result);
    if (code == TD_OK)
        code = ranking_lines_reply(call, &result, &out->lines, &out->n_lines);
    if (code != TD_OK)
        return code;
    out->round_id = (char *)question.round.id;
    out->plan_id = (char *)question.round.plan_id;
    out->plan_version = question.round.plan_version;
    out->log_seq = question.as_of.log_seq;
    out->basis_vi = (char *)question.plan->ranking_basis.vi;
    out->basis_en = (char *)question.plan->ranking_basis.en;
    out->provisional = in->provisional;
    out->day = day_reply(call, &question);
    return out->day ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- explain -- */

static enum td_code neighbours_reply(struct call *call, const struct ranking_line *line,
                                     const struct ranking_nominee *nominee,
                                     Pb__RankingExplainResponse *out)
{
    const struct ranking_nominee *before = NULL, *after = NULL;
    out->equal_to = td_arena_alloc(call->arena, (line->n_ranked + 1) * sizeof *out->equal_to);
    if (!out->equal_to)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < line->n_ranked; i++) {
        const struct ranking_nominee *other = &line->nominees[i];
        if (other->entry.rank < nominee->entry.rank)
            before = other;
        else if (other->entry.rank > nominee->entry.rank)
            after = after ? after : other;
        else if (other != nominee)
            out->equal_to[out->n_equal_to++] = (char *)other->nominee_id;
    }
    if (before)
        out->before = ranking_entry_reply(call, line, before);
    if (after)
        out->after = ranking_entry_reply(call, line, after);
    return (before && !out->before) || (after && !out->after) ? TD_RESOURCE_EXHAUSTED : TD_OK;
}

/* The nominee within its line; one of another round is unknown here. */
static enum td_code nominee_look_up(struct call *call, const char *nominee_id,
                                    const struct question *question, bool provisional,
                                    struct ranking_result *result, const struct ranking_line **line,
                                    const struct ranking_nominee **ret)
{
    struct nominee_row row;
    enum td_code code = nominee_get(call, nominee_id, (int64_t)question->as_of.log_seq, &row);
    if (code != TD_OK)
        return code;
    struct ranking_ask ask = {.line = row.award_line, .provisional = provisional, .facts = true};
    if (strcmp(row.round_id, question->round.id) == 0) {
        code = ranking_compute(call, &question->round, &ask, &question->as_of, result);
        if (code != TD_OK)
            return code;
        *ret = ranking_find(result, row.dossier_id, row.ordinal, line);
        if (*ret)
            return TD_OK;
    }
    return td_fail(call->err, TD_NOT_FOUND, "nominee_id", "", TD_KEY_NOMINEE_ROUND, "nominee",
                   nominee_id, "round", question->round.id, TD_END);
}

static enum td_code ranking_explain(struct call *call, const Pb__RankingExplainRequest *in,
                                    Pb__RankingExplainResponse *out)
{
    struct question question;
    struct ranking_result result;
    const struct ranking_line *line;
    const struct ranking_nominee *nominee;
    enum td_code code = question_read(call, in->round_id, in->as_of, &question);
    if (code == TD_OK)
        code = nominee_look_up(call, in->nominee_id, &question, in->provisional, &result, &line,
                               &nominee);
    if (code != TD_OK)
        return code;
    out->entry = ranking_entry_reply(call, line, nominee);
    out->line = ranking_line_head(call, line);
    out->plan_id = (char *)question.round.plan_id;
    out->plan_version = question.round.plan_version;
    out->log_seq = question.as_of.log_seq;
    out->basis_vi = (char *)question.plan->ranking_basis.vi;
    out->basis_en = (char *)question.plan->ranking_basis.en;
    out->day = day_reply(call, &question);
    if (!out->entry || !out->line || !out->day)
        return TD_RESOURCE_EXHAUSTED;
    return nominee->apart ? TD_OK : neighbours_reply(call, line, nominee, out);
}

/* -- what if -- */

static struct ranking_setting *settings_of(struct call *call, const Pb__RankingSimulateRequest *in)
{
    struct ranking_setting *settings =
        td_arena_alloc(call->arena, (in->n_settings + 1) * sizeof *settings);
    for (size_t i = 0; settings && i < in->n_settings; i++)
        settings[i] = (struct ranking_setting){in->settings[i]->key, in->settings[i]->value};
    return settings;
}

/* The votes that were counted so far, line by line. */
static enum td_code votes_reply(struct call *call, const struct question *question,
                                const struct ranking_terms *terms, Pb__RankingSimulateResponse *out)
{
    enum td_code code = TD_OK;
    for (size_t l = 0; code == TD_OK && l < terms->n_lines; l++) {
        Pb__RankingVote **votes = NULL;
        size_t n = 0;
        code = council_try(call, question->round.id, &terms->lines[l], terms->vote_threshold,
                           (int64_t)question->as_of.log_seq, &votes, &n);
        Pb__RankingVote **all =
            td_arena_alloc(call->arena, (out->n_votes + n + 1) * sizeof(Pb__RankingVote *));
        if (!all)
            return TD_RESOURCE_EXHAUSTED;
        for (size_t i = 0; i < out->n_votes; i++)
            all[i] = out->votes[i];
        for (size_t i = 0; i < n; i++)
            all[out->n_votes + i] = votes[i];
        out->votes = all;
        out->n_votes += n;
    }
    return code;
}

static enum td_code ranking_simulate(struct call *call, const Pb__RankingSimulateRequest *in,
                                     Pb__RankingSimulateResponse *out)
{
    struct question question;
    struct ranking_result now, then;
    struct ranking_ask as_is = {.provisional = in->provisional};
    struct ranking_ask tried = {.settings = settings_of(call, in),
                                .n_settings = in->n_settings,
                                .provisional = in->provisional};
    if (!tried.settings)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = question_read(call, in->round_id, in->as_of, &question);
    if (code == TD_OK)
        code = ranking_compute(call, &question.round, &tried, &question.as_of, &then);
    if (code == TD_OK)
        code = ranking_compute(call, &question.round, &as_is, &question.as_of, &now);
    if (code == TD_OK)
        code = ranking_lines_reply(call, &then, &out->lines, &out->n_lines);
    if (code == TD_OK)
        code = ranking_lines_reply(call, &now, &out->lines_now, &out->n_lines_now);
    if (code == TD_OK)
        code = ranking_changes_reply(call, &now, &then, &out->changes, &out->n_changes);
    if (code == TD_OK)
        code = ranking_terms_reply(call, &then.terms, &out->terms, &out->n_terms);
    if (code == TD_OK)
        code = votes_reply(call, &question, &then.terms, out);
    if (code != TD_OK)
        return code;
    out->plan_id = (char *)question.round.plan_id;
    out->plan_version = question.round.plan_version;
    out->log_seq = question.as_of.log_seq;
    out->day = day_reply(call, &question);
    return out->day ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

METHOD(ranking__rank, Pb__RankingRankRequest, Pb__RankingRankResponse, METHOD_READ,
       ALL_UNITS_READERS, ranking_rank_round)
METHOD(ranking__explain, Pb__RankingExplainRequest, Pb__RankingExplainResponse, METHOD_READ,
       ALL_UNITS_READERS, ranking_explain)
METHOD(ranking__simulate, Pb__RankingSimulateRequest, Pb__RankingSimulateResponse, METHOD_READ,
       ALL_UNITS_READERS, ranking_simulate)
SERVICE(ranking_service, PB__RANKING_SERVICE__INIT, ranking__)
