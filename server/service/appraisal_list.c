/* AppraisalService: lists of a round. All of a round's nominees are at hand, so that any order and
 * any filter can be had; a page begins behind the key of the last row of the page before. */
#include "appraisal.h"
#include "check.h"
#include "dossier.h"
#include "paging.h"
#include "reply.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

/* One line of a list: its place in the order, and what it is about. */
struct line {
    const char *key; /* sorts as text; unique */
    const struct nominee_row *nominee;
    const struct verdict_row *verdict; /* differences only */
};

/* A round at a moment. */
struct round_view {
    struct appraisal_scope scope;
    struct nominee_row *nominees;
    size_t n_nominees;
    struct appraisal_records records;
};

static enum td_code view_load(struct call *call, const char *round_id, const Pb__AsOf *as_of,
                              struct round_view *ret)
{
    enum td_code code = appraisal_scope_of(call, round_id, as_of, &ret->scope);
    int64_t as_of_seq = code == TD_OK ? (int64_t)ret->scope.as_of.log_seq : 0;
    if (code == TD_OK)
        code = nominees_of_round(call->db, round_id, as_of_seq, call->arena, &ret->nominees,
                                 &ret->n_nominees);
    if (code == TD_OK)
        code = appraisal_records_load(call, 0, round_id, as_of_seq, &ret->records);
    return code;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct line *)a)->key, ((const struct line *)b)->key);
}

/* Sorted, without what stood on pages before. */
static struct line *lines_of_page(struct line *lines, size_t *n, const struct page *page)
{
    size_t skipped = 0;
    if (*n > 0)
        qsort(lines, *n, sizeof *lines, by_key);
    while (skipped < *n && page->follows && strcmp(lines[skipped].key, page->keys[0]) <= 0)
        skipped++;
    *n -= skipped;
    return lines + skipped;
}

/* NULL: arena used up. */
static const char *key_make(struct call *call, const struct nominee_row *nominee, const char *text,
                            uint64_t number)
{
    return td_arena_printf(call->arena, "%s\x01%012lld/%04u/%012llu", text,
                           (long long)nominee->dossier_id, nominee->ordinal,
                           (unsigned long long)number);
}

/* -- list -- */

static bool wanted(const Pb__AppraisalListRequest *in, const struct nominee_row *nominee,
                   const char *assignee)
{
    return (!in->state || nominee->state == in->state) &&
           (!*in->unit_code || strcmp(nominee->unit_code, in->unit_code) == 0) &&
           (!*in->award_line || strcmp(nominee->award_line, in->award_line) == 0) &&
           (!*in->assigned_to || strcmp(assignee, in->assigned_to) == 0) &&
           (!in->unassigned || !*assignee);
}

static const char *sort_text(struct call *call, Pb__AppraisalSort sort,
                             const struct nominee_row *nominee, const char *assignee)
{
    switch (sort) {
    case PB__APPRAISAL_SORT__APPRAISAL_SORT_NAME:
        return nominee->name_folded;
    case PB__APPRAISAL_SORT__APPRAISAL_SORT_UNIT:
        return nominee->unit_code;
    case PB__APPRAISAL_SORT__APPRAISAL_SORT_LINE:
        return nominee->award_line;
    case PB__APPRAISAL_SORT__APPRAISAL_SORT_STATE:
        return td_arena_printf(call->arena, "%02d", (int)nominee->state);
    case PB__APPRAISAL_SORT__APPRAISAL_SORT_ASSIGNED:
        return assignee;
    default:
        return "";
    }
}

static enum td_code lines_select(struct call *call, const Pb__AppraisalListRequest *in,
                                 const struct round_view *view, struct line **ret, size_t *ret_n)
{
    struct line *lines = td_arena_alloc(call->arena, (view->n_nominees + 1) * sizeof *lines);
    size_t n = 0;
    if (!lines)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < view->n_nominees; i++) {
        const struct nominee_row *nominee = &view->nominees[i];
        const char *assignee = appraisal_assignee_of(&view->records, nominee);
        if (!wanted(in, nominee, assignee))
            continue;
        const char *text = sort_text(call, in->sort, nominee, assignee);
        const char *key = text ? key_make(call, nominee, text, 0) : NULL;
        if (!key)
            return TD_RESOURCE_EXHAUSTED;
        lines[n++] = (struct line){.key = key, .nominee = nominee};
    }
    *ret = lines;
    *ret_n = n;
    return TD_OK;
}

static enum td_code standings_count(struct call *call, const struct round_view *view,
                                    const struct nominee_row *nominee, Pb__AppraisalRow *out)
{
    struct appraisal_verdicts verdicts;
    enum td_code code = appraisal_verdicts_of(call, &view->records, nominee, &verdicts);
    if (code != TD_OK)
        return code;
    for (unsigned i = 0; i < view->scope.plan->n_criteria; i++) {
        const struct plan_criterion *criterion = &view->scope.plan->criteria[i];
        if (criterion->kind != nominee->kind)
            continue;
        Pb__VerdictStanding standing =
            appraisal_standing(criterion->id, verdicts.rules, verdicts.n);
        out->criteria++;
        out->met += standing == PB__VERDICT_STANDING__VERDICT_STANDING_MET;
        out->not_met += standing == PB__VERDICT_STANDING__VERDICT_STANDING_NOT_MET;
        out->unclear += standing == PB__VERDICT_STANDING__VERDICT_STANDING_UNCLEAR;
        out->differing += standing == PB__VERDICT_STANDING__VERDICT_STANDING_DIFFERING;
    }
    return TD_OK;
}

static uint32_t alerts_open(const struct duplicate_alert *alerts, size_t n,
                            const struct nominee_row *nominee)
{
    uint32_t open = 0;
    for (size_t i = 0; i < n; i++) {
        const struct nominee_row *first = alerts[i].first, *second = alerts[i].second;
        bool first_is =
            first->dossier_id == nominee->dossier_id && first->ordinal == nominee->ordinal;
        bool second_is =
            second->dossier_id == nominee->dossier_id && second->ordinal == nominee->ordinal;
        open += !alerts[i].decision && (first_is || second_is);
    }
    return open;
}

static enum td_code rows_reply(struct call *call, const struct round_view *view,
                               const struct line *lines, Pb__AppraisalListResponse *out)
{
    struct discipline_register discipline;
    struct duplicate_alert *alerts;
    size_t n_alerts = 0;
    const struct as_of *as_of = &view->scope.as_of;
    enum td_code code =
        dossier_discipline_register(call, as_of->day, (int64_t)as_of->log_seq, &discipline);
    if (code == TD_OK)
        code = appraisal_duplicates(call, view->scope.round.id, NULL, (int64_t)as_of->log_seq,
                                    &alerts, &n_alerts);
    for (size_t i = 0; code == TD_OK && i < out->n_rows; i++) {
        const struct nominee_row *nominee = lines[i].nominee;
        Pb__AppraisalRow *row = out->rows[i];
        row->nominee = appraisal_nominee_reply(call, nominee);
        row->assigned_to = (char *)appraisal_assignee_of(&view->records, nominee);
        row->excluded = nominee_is_excluded(call, nominee, &discipline, as_of->day);
        row->open_duplicates = alerts_open(alerts, n_alerts, nominee);
        code = row->nominee ? standings_count(call, view, nominee, row) : TD_RESOURCE_EXHAUSTED;
    }
    return code;
}

static void list_check(struct call *call, const Pb__AppraisalListRequest *in, struct page *page)
{
    if (in->state)
        check_choice(call, "state", &pb__nominee_state__descriptor, (int)in->state);
    if (in->sort)
        check_choice(call, "sort", &pb__appraisal_sort__descriptor, (int)in->sort);
    page_begin(call, in->page_size, in->page_token, (unsigned)in->sort, 1, page);
}

enum td_code appraisal_list(struct call *call, const Pb__AppraisalListRequest *in,
                            Pb__AppraisalListResponse *out)
{
    struct round_view view;
    struct line *lines;
    struct page page;
    size_t n;
    list_check(call, in, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = view_load(call, in->round_id, in->as_of, &view);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code == TD_OK)
        code = lines_select(call, in, &view, &lines, &n);
    if (code != TD_OK)
        return code;
    lines = lines_of_page(lines, &n, &page);
    out->n_rows = page_cut(&page, n);
    out->rows = reply_list(call, &pb__appraisal_row__descriptor, out->n_rows);
    if (!out->rows)
        return TD_RESOURCE_EXHAUSTED;
    code = rows_reply(call, &view, lines, out);
    if (code != TD_OK || !page_is_full(&page, n))
        return code;
    out->next_page_token = page_token(call, &page, lines[out->n_rows - 1].key, NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- differences -- */

/* The newest verdict of each appraiser where they differ. */
static enum td_code differences_select(struct call *call, const struct round_view *view,
                                       struct line **ret, size_t *ret_n)
{
    struct line *lines =
        td_arena_alloc(call->arena, (view->records.n_verdicts + 1) * sizeof *lines);
    size_t n = 0;
    if (!lines)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < view->n_nominees; i++) {
        const struct nominee_row *nominee = &view->nominees[i];
        struct appraisal_verdicts all;
        enum td_code code = appraisal_verdicts_of(call, &view->records, nominee, &all);
        if (code != TD_OK)
            return code;
        for (size_t v = 0; v < all.n; v++) {
            const char *criterion = all.rules[v].criterion;
            if (appraisal_is_superseded(all.rules, all.n, v) ||
                appraisal_standing(criterion, all.rules, all.n) !=
                    PB__VERDICT_STANDING__VERDICT_STANDING_DIFFERING)
                continue;
            const char *place = key_make(call, nominee, "", 0);
            const char *key = place
                                  ? td_arena_printf(call->arena, "%s %s %012llu", place, criterion,
                                                    (unsigned long long)all.rows[v]->log_seq)
                                  : NULL;
            if (!key)
                return TD_RESOURCE_EXHAUSTED;
            lines[n++] = (struct line){key, nominee, all.rows[v]};
        }
    }
    *ret = lines;
    *ret_n = n;
    return TD_OK;
}

static enum td_code difference_fill(struct call *call, const struct line *line, Pb__Difference *out)
{
    const char *id = appraisal_nominee_id(call, line->nominee);
    if (!id)
        return TD_RESOURCE_EXHAUSTED;
    out->nominee_id = (char *)id;
    out->name = (char *)line->nominee->name;
    out->unit_code = (char *)line->nominee->unit_code;
    out->criterion = (char *)line->verdict->criterion;
    out->verdict = line->verdict->verdict;
    out->note = (char *)line->verdict->note;
    out->officer = (char *)line->verdict->login;
    out->officer_name = (char *)line->verdict->full_name;
    out->at_utc_ms = line->verdict->at_utc_ms;
    return TD_OK;
}

enum td_code appraisal_list_differences(struct call *call, const Pb__DifferenceListRequest *in,
                                        Pb__DifferenceListResponse *out)
{
    struct round_view view;
    struct line *lines;
    struct page page;
    size_t n;
    page_begin(call, in->page_size, in->page_token, 0, 1, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = view_load(call, in->round_id, in->as_of, &view);
    if (code == TD_OK)
        code = differences_select(call, &view, &lines, &n);
    if (code != TD_OK)
        return code;
    lines = lines_of_page(lines, &n, &page);
    out->n_differences = page_cut(&page, n);
    out->differences = reply_list(call, &pb__difference__descriptor, out->n_differences);
    if (!out->differences)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < out->n_differences; i++)
        code = difference_fill(call, &lines[i], out->differences[i]);
    if (code != TD_OK || !page_is_full(&page, n))
        return code;
    out->next_page_token = page_token(call, &page, lines[out->n_differences - 1].key, NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}
