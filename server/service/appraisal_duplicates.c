/* AppraisalService: the same person or collective proposed twice (domain.md, rule 8). */
#include "appraisal.h"
#include "check.h"
#include "message.h"
#include "paging.h"
#include "reply.h"

#include <string.h>

#define STATE(name) PB__NOMINEE_STATE__NOMINEE_STATE_##name

/* -- alerts -- */

static bool is_same(const struct nominee_row *a, const struct nominee_row *b)
{
    return a->dossier_id == b->dossier_id && a->ordinal == b->ordinal;
}

/* From another round: is it awarded, or may it still be? */
static bool counts_elsewhere(Pb__NomineeState state)
{
    return state != STATE(INELIGIBLE) && state != STATE(NOT_AWARDED) && state != STATE(REVOKED);
}

struct duplicate_candidate appraisal_candidate(const struct nominee_row *nominee, bool here)
{
    return (struct duplicate_candidate){.kind = nominee->kind,
                                        .staff_code = nominee->staff_code,
                                        .citizen_id = nominee->citizen_id,
                                        .name_folded = nominee->name_folded,
                                        .dossier_id = nominee->dossier_id,
                                        .here = here};
}

/* Moves those that count to the front of `rows`; candidates[i] is rows[i]. */
static size_t candidates_take(struct nominee_row *rows, size_t n, const char *round_id,
                              const struct nominee_row *only,
                              struct duplicate_candidate *candidates)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool of_round = strcmp(rows[i].round_id, round_id) == 0;
        if (!of_round && !counts_elsewhere(rows[i].state))
            continue;
        rows[kept] = rows[i];
        candidates[kept] =
            appraisal_candidate(&rows[kept], only ? is_same(&rows[kept], only) : of_round);
        kept++;
    }
    return kept;
}

static const struct duplicate_decision_row *
decision_find(const struct duplicate_decision_row *decisions, size_t n,
              const struct duplicate_alert *alert)
{
    while (n-- > 0) /* the newest first */
        if (appraisal_is_of(&decisions[n].first, alert->first) &&
            appraisal_is_of(&decisions[n].second, alert->second))
            return &decisions[n];
    return NULL;
}

static enum td_code alerts_make(struct call *call, const struct nominee_row *rows,
                                const struct duplicate_pair *pairs, size_t n_pairs,
                                int64_t as_of_seq, struct duplicate_alert **ret)
{
    struct duplicate_decision_row *decisions;
    size_t n_decisions;
    struct duplicate_alert *alerts = td_arena_alloc(call->arena, (n_pairs + 1) * sizeof *alerts);
    if (!alerts)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        duplicate_decisions_list(call->db, as_of_seq, call->arena, &decisions, &n_decisions);
    if (code != TD_OK)
        return code;
    for (size_t i = 0; i < n_pairs; i++) {
        alerts[i] = (struct duplicate_alert){.first = &rows[pairs[i].first],
                                             .second = &rows[pairs[i].second],
                                             .matched_by = pairs[i].matched_by};
        alerts[i].decision = decision_find(decisions, n_decisions, &alerts[i]);
    }
    *ret = alerts;
    return TD_OK;
}

enum td_code appraisal_duplicates(struct call *call, const char *round_id,
                                  const struct nominee_row *only, int64_t as_of_seq,
                                  struct duplicate_alert **ret, size_t *ret_n)
{
    struct nominee_row *rows;
    struct duplicate_pair *pairs;
    size_t n, n_pairs = 0;
    enum td_code code = nominees_of_round(call->db, "", as_of_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    struct duplicate_candidate *candidates =
        td_arena_alloc(call->arena, (n + 1) * sizeof *candidates);
    if (!candidates)
        return TD_RESOURCE_EXHAUSTED;
    n = candidates_take(rows, n, round_id, only, candidates);
    code = duplicates_find(candidates, n, call->arena, &pairs, &n_pairs);
    if (code == TD_OK)
        code = alerts_make(call, rows, pairs, n_pairs, as_of_seq, ret);
    if (code == TD_OK)
        *ret_n = n_pairs;
    return code;
}

/* -- what follows for an outcome -- */

static bool is_chosen(Pb__NomineeState state)
{
    return state != STATE(PROPOSED) && counts_elsewhere(state);
}

static enum td_code alert_check(struct call *call, const struct nominee_row *nominee,
                                const struct duplicate_alert *alert)
{
    const struct nominee_row *other = is_same(alert->first, nominee) ? alert->second : alert->first;
    const char *id = appraisal_nominee_id(call, nominee);
    const char *other_id = appraisal_nominee_id(call, other);
    char state[TD_ENUM_NAME_SIZE];
    if (!id || !other_id)
        return TD_RESOURCE_EXHAUSTED;
    if (!counts_elsewhere(other->state))
        return TD_OK;
    if (!alert->decision)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "nominee_id", "", TD_KEY_DUPLICATE_OPEN,
                       "name", nominee->name, "nominee", id, "other", other_id, TD_END);
    if (alert->decision->verdict != PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_SAME ||
        !is_chosen(other->state))
        return TD_OK;
    return td_fail(call->err, TD_FAILED_PRECONDITION, "nominee_id", "", TD_KEY_DUPLICATE_SAME,
                   "name", nominee->name, "other", other_id, "state",
                   td_enum_name(&pb__nominee_state__descriptor, (int)other->state, state), TD_END);
}

enum td_code appraisal_check_duplicates(struct call *call, const struct nominee_row *nominee)
{
    struct duplicate_alert *alerts;
    size_t n;
    enum td_code code =
        appraisal_duplicates(call, nominee->round_id, nominee, NOMINEES_NOW, &alerts, &n);
    for (size_t i = 0; i < n && code != TD_RESOURCE_EXHAUSTED; i++) {
        enum td_code found = alert_check(call, nominee, &alerts[i]);
        code = found == TD_OK ? code : found;
    }
    return code;
}

/* -- list -- */

Pb__Duplicate *appraisal_duplicate_reply(struct call *call, const struct duplicate_alert *alert)
{
    Pb__Duplicate *out = reply_message(call, &pb__duplicate__descriptor);
    if (!out)
        return NULL;
    out->first = appraisal_nominee_reply(call, alert->first);
    out->second = appraisal_nominee_reply(call, alert->second);
    out->matched_by = alert->matched_by;
    if (alert->decision) {
        out->decided = alert->decision->verdict;
        out->reason = (char *)alert->decision->reason;
        out->officer = (char *)alert->decision->login;
        out->officer_name = (char *)alert->decision->full_name;
        out->at_utc_ms = alert->decision->at_utc_ms;
        out->log_seq = alert->decision->log_seq;
    }
    return out->first && out->second ? out : NULL;
}

/* Sorted as the alerts are. NULL: arena used up. */
static const char *alert_key(struct call *call, const struct duplicate_alert *alert)
{
    return td_arena_printf(call->arena, "%012lld/%04u %012lld/%04u",
                           (long long)alert->first->dossier_id, alert->first->ordinal,
                           (long long)alert->second->dossier_id, alert->second->ordinal);
}

/* Those that the request is about, of this page and one more. */
static enum td_code alerts_select(struct call *call, const struct page *page, bool open,
                                  struct duplicate_alert *alerts, size_t *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < *n && kept < page->limit; i++) {
        const char *key = alert_key(call, &alerts[i]);
        if (!key)
            return TD_RESOURCE_EXHAUSTED;
        if ((!open || !alerts[i].decision) && strcmp(key, page->keys[0]) > 0)
            alerts[kept++] = alerts[i];
    }
    *n = kept;
    return TD_OK;
}

enum td_code appraisal_list_duplicates(struct call *call, const Pb__DuplicateListRequest *in,
                                       Pb__DuplicateListResponse *out)
{
    struct appraisal_scope scope;
    struct duplicate_alert *alerts;
    struct page page;
    size_t n;
    page_begin(call, in->page_size, in->page_token, in->open ? 1 : 0, 1, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = appraisal_scope_of(call, in->round_id, in->as_of, &scope);
    if (code == TD_OK)
        code = appraisal_duplicates(call, in->round_id, NULL, (int64_t)scope.as_of.log_seq, &alerts,
                                    &n);
    if (code == TD_OK)
        code = alerts_select(call, &page, in->open, alerts, &n);
    if (code != TD_OK)
        return code;
    out->duplicates =
        td_arena_alloc(call->arena, (page_cut(&page, n) + 1) * sizeof *out->duplicates);
    if (!out->duplicates)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < page_cut(&page, n); i++)
        if (!(out->duplicates[out->n_duplicates++] = appraisal_duplicate_reply(call, &alerts[i])))
            return TD_RESOURCE_EXHAUSTED;
    if (page_is_full(&page, n))
        out->next_page_token =
            page_token(call, &page, alert_key(call, &alerts[page.size - 1]), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- decide -- */

static struct nominee_key key_of(const struct nominee_row *nominee)
{
    return (struct nominee_key){nominee->dossier_id, nominee->ordinal, nominee->version};
}

static enum td_code pair_find(struct call *call, const Pb__DuplicateDecideRequest *in,
                              struct nominee_row *first, struct nominee_row *second,
                              struct duplicate_alert *ret)
{
    enum td_code code = nominee_get(call, in->nominee_id, NOMINEES_NOW, first);
    if (code == TD_OK)
        code = nominee_get(call, in->other_id, NOMINEES_NOW, second);
    if (code == TD_OK)
        code = appraisal_check_not_self(call, first);
    if (code == TD_OK)
        code = appraisal_check_not_self(call, second);
    if (code != TD_OK)
        return code;
    const struct duplicate_candidate a = appraisal_candidate(first, true),
                                     b = appraisal_candidate(second, true);
    bool in_order = first->dossier_id < second->dossier_id;
    *ret = (struct duplicate_alert){.first = in_order ? first : second,
                                    .second = in_order ? second : first,
                                    .matched_by = duplicate_match(&a, &b)};
    if (ret->matched_by != PB__DUPLICATE_MATCH__DUPLICATE_MATCH_UNSPECIFIED)
        return TD_OK;
    return td_fail(call->err, TD_FAILED_PRECONDITION, "other_id", "", TD_KEY_DUPLICATE_NONE,
                   "nominee", in->nominee_id, "other", in->other_id, TD_END);
}

enum td_code appraisal_decide_duplicate(struct call *call, const Pb__DuplicateDecideRequest *in,
                                        Pb__DuplicateDecideResponse *out)
{
    struct nominee_row first, second;
    struct duplicate_alert alert;
    check_choice(call, "verdict", &pb__duplicate_verdict__descriptor, (int)in->verdict);
    check_text(call, "reason", in->reason, APPRAISAL_TEXT_MAX_CHARS);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = pair_find(call, in, &first, &second, &alert);
    if (code != TD_OK)
        return code;
    const struct duplicate_decision_row row = {
        .first = key_of(alert.first),
        .second = key_of(alert.second),
        .matched_by = alert.matched_by,
        .verdict = in->verdict,
        .reason = in->reason,
        .log_seq = call->log_seq,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
        .login = call->who.login,
        .full_name = call->who.full_name,
    };
    alert.decision = &row;
    code = duplicate_decisions_add(call->db, &row);
    if (code != TD_OK)
        return code;
    out->duplicate = appraisal_duplicate_reply(call, &alert);
    if (!out->duplicate)
        return TD_RESOURCE_EXHAUSTED;
    return reply_note(
        call, out->duplicate->first->nominee_id, 0,
        td_arena_printf(call->arena, "%s: %s", out->duplicate->second->nominee_id, in->reason));
}
