/* IndexService: what is asked. Before publication a unit sees its own scores only; after it
 * everybody sees results and ranks, and still only the unit itself and those above it see
 * self-scores, reasons and evidence. */
#include "index.h"

#include "attachment.h"
#include "check.h"
#include "dossier.h"
#include "paging.h"
#include "reply.h"
#include "unit.h"

#include <stdlib.h>

#define SETS_MAX 500

Pb__IndexCriterion *index_criterion_reply(struct call *call, const struct index_item *item)
{
    Pb__IndexCriterion *criterion = reply_message(call, &pb__index_criterion__descriptor);
    if (!criterion)
        return NULL;
    criterion->field = (char *)item->field;
    criterion->criterion_id = (char *)item->criterion;
    criterion->criterion_name = (char *)item->criterion_name;
    criterion->id = (char *)item->id;
    criterion->name = (char *)item->name;
    criterion->max_centi = item->max_centi;
    criterion->method = item->method;
    return criterion;
}

enum td_code index_fields_reply(struct call *call, const struct index_set *set,
                                const struct index_standing *standing, Pb__IndexField ***ret,
                                size_t *ret_n)
{
    Pb__IndexField **fields = reply_list(call, &pb__index_field__descriptor, set->n_items);
    size_t n = 0;
    if (!fields)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < set->n_items; i++) {
        const struct index_item *item = &set->items[i];
        if (n == 0 || strcmp(fields[n - 1]->id, item->field) != 0) {
            const struct plan_text *text = index_field_text(set->plan, item->field);
            fields[n]->id = (char *)item->field;
            fields[n]->name_vi = (char *)(text ? text->vi : item->field);
            fields[n++]->name_en = (char *)(text ? text->en : item->field);
        }
        const struct index_score_row *counted =
            standing ? index_standing_counted(set, standing, i) : NULL;
        fields[n - 1]->max_centi += item->max_centi;
        fields[n - 1]->counted_centi += counted ? counted->score_centi : 0;
    }
    *ret = fields;
    *ret_n = n;
    return TD_OK;
}

/* -- a unit -- */

/* One request to show a unit. */
struct showing {
    struct index_set set;
    struct unit_row unit;
    bool sees_all; /* self-scores, reasons, history, evidence */
    bool published;
    struct index_publication_row publication;
    struct index_standing standing;
    uint64_t evidence_until_seq; /* the moment of the standing, or now */
};

/* *ret NULL: there is none. */
static enum td_code score_reply(struct call *call, const struct index_score_row *row,
                                Pb__IndexScore **ret)
{
    if (!row)
        return TD_OK;
    Pb__IndexScore *score = reply_message(call, &pb__index_score__descriptor);
    if (!score)
        return TD_RESOURCE_EXHAUSTED;
    score->kind = row->kind;
    score->criterion_id = (char *)row->item_id;
    score->score_centi = row->score_centi;
    score->reason = (char *)row->reason;
    score->at_utc_ms = row->at_utc_ms;
    score->by = (char *)row->login;
    score->log_seq = row->log_seq;
    *ret = score;
    return TD_OK;
}

static enum td_code line_scores_reply(struct call *call, const struct showing *showing, size_t item,
                                      Pb__IndexLine *line)
{
    const struct index_standing *standing = &showing->standing;
    enum td_code code = score_reply(
        call, index_standing_score(standing, item, PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_SELF),
        &line->self);
    if (code == TD_OK)
        code = score_reply(
            call,
            index_standing_score(standing, item, PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_APPRAISED),
            &line->appraised);
    if (code == TD_OK)
        code = score_reply(
            call,
            index_standing_score(standing, item, PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_SURVEY),
            &line->survey);
    if (code == TD_OK)
        code = attachment_reply_until(
            call,
            index_evidence_subject(call, showing->set.row.set_id, showing->unit.code,
                                   showing->set.items[item].id),
            showing->evidence_until_seq, &line->evidence, &line->n_evidence);
    return code;
}

static enum td_code lines_reply(struct call *call, const struct showing *showing,
                                Pb__IndexShowResponse *out)
{
    enum td_code code = TD_OK;
    out->lines = reply_list(call, &pb__index_line__descriptor, showing->set.n_items);
    if (!out->lines)
        return TD_RESOURCE_EXHAUSTED;
    out->n_lines = showing->set.n_items;
    for (size_t i = 0; code == TD_OK && i < out->n_lines; i++) {
        Pb__IndexLine *line = out->lines[i];
        const struct index_score_row *counted =
            index_standing_counted(&showing->set, &showing->standing, i);
        line->criterion = index_criterion_reply(call, &showing->set.items[i]);
        if (!line->criterion)
            return TD_RESOURCE_EXHAUSTED;
        line->counted = counted != NULL;
        line->counted_centi = counted ? counted->score_centi : 0;
        if (showing->sees_all)
            code = line_scores_reply(call, showing, i, line);
    }
    return code;
}

static enum td_code history_reply(struct call *call, const struct showing *showing,
                                  const struct as_of *as_of, Pb__IndexShowResponse *out)
{
    struct index_score_row *rows;
    size_t n;
    enum td_code code = index_scores_history(call->db, showing->set.row.set_id, showing->unit.code,
                                             call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->history = td_arena_alloc(call->arena, (n + 1) * sizeof *out->history);
    if (!out->history)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        if (rows[i].log_seq <= as_of->log_seq)
            code = score_reply(call, &rows[i], &out->history[out->n_history++]);
    return code;
}

/* As published, or what the scores come to now. */
static enum td_code result_reply(struct call *call, const struct showing *showing,
                                 Pb__IndexShowResponse *out)
{
    struct index_result_row *rows,
        now = index_standing_result(&showing->standing, showing->unit.name);
    size_t n;
    if (!showing->published) {
        out->result = index_result_reply(call, &now);
        if (!out->result)
            return TD_RESOURCE_EXHAUSTED;
        out->result->scored = (uint32_t)showing->standing.total.n_scored;
        out->result->not_appraised = (uint32_t)showing->standing.total.n_not_appraised;
        return TD_OK;
    }
    out->publication = index_publication_reply(call, &showing->publication);
    enum td_code code = index_sets_results(call->db, showing->set.row.set_id,
                                           showing->publication.version, call->arena, &rows, &n);
    if (code != TD_OK || !out->publication)
        return code != TD_OK ? code : TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].unit_code, showing->unit.code) == 0)
            return (out->result = index_result_reply(call, &rows[i])) ? TD_OK
                                                                      : TD_RESOURCE_EXHAUSTED;
    return td_fail(call->err, TD_NOT_FOUND, "unit_code", "II.3.a", TD_KEY_INDEX_NO_RESULT, "unit",
                   showing->unit.code, "set", showing->set.row.set_id, TD_END);
}

/* The newest set that measures the unit. */
static enum td_code newest_set(struct call *call, const char *unit_code, uint64_t as_of_log_seq,
                               const char **ret_set_id)
{
    const struct index_set_filter all = {.limit = SETS_MAX, .as_of_log_seq = as_of_log_seq};
    struct index_definition_row *sets;
    size_t n_sets, n_units;
    enum td_code code = index_sets_list(call->db, &all, call->arena, &sets, &n_sets);
    for (size_t s = 0; code == TD_OK && s < n_sets; s++) {
        struct unit_row *units;
        code = units_of_year(call->db, sets[s].year, index_units_seq(as_of_log_seq), call->arena,
                             &units, &n_units);
        for (size_t i = 0; code == TD_OK && i < n_units; i++)
            if (strcmp(units[i].code, unit_code) == 0 &&
                index_level_of(units[i].kind) == sets[s].level) {
                *ret_set_id = sets[s].set_id;
                return TD_OK;
            }
    }
    if (code != TD_OK)
        return code;
    return td_fail(call->err, TD_NOT_FOUND, "unit_code", "II.3.a", TD_KEY_INDEX_NO_SET, "unit",
                   unit_code, TD_END);
}

/* Which version of the set, which scores: as they are now for those who see them, otherwise (or
 * when asked for) as published. */
static enum td_code showing_moment(struct call *call, const Pb__IndexShowRequest *in,
                                   const struct as_of *as_of, struct showing *showing)
{
    enum td_code code = TD_OK;
    uint64_t as_of_log_seq = index_seq(as_of);
    showing->evidence_until_seq = as_of->log_seq;
    showing->published = in->publication > 0 || !showing->sees_all;
    if (showing->published)
        code = index_publication_get(call, &showing->set, in->publication, as_of_log_seq,
                                     &showing->publication);
    if (code == TD_OK && showing->published) {
        showing->evidence_until_seq = as_of_log_seq = showing->publication.log_seq;
        code =
            index_set_get(call, "set_id", showing->set.row.set_id,
                          showing->publication.definition_version, index_seq(as_of), &showing->set);
    }
    return code == TD_OK ? index_standing_of(call, &showing->set, showing->unit.code, as_of_log_seq,
                                             &showing->standing)
                         : code;
}

enum td_code index_show(struct call *call, const Pb__IndexShowRequest *in,
                        Pb__IndexShowResponse *out)
{
    struct showing showing = {.published = false};
    const char *unit_code = *in->unit_code ? in->unit_code : call->who.unit_code;
    const char *set_id = in->set_id;
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK && !*set_id)
        code = newest_set(call, unit_code, index_seq(&as_of), &set_id);
    if (code == TD_OK)
        code = index_set_get(call, "set_id", set_id, 0, index_seq(&as_of), &showing.set);
    if (code == TD_OK)
        code = index_unit_get(call, "unit_code", unit_code, &showing.set, index_seq(&as_of),
                              &showing.unit);
    showing.sees_all = dossier_visible(call, unit_code);
    if (code == TD_OK && in->history && !showing.sees_all)
        code =
            td_fail(call->err, TD_PERMISSION_DENIED, "history", "", TD_KEY_INDEX_OWN_ONLY, TD_END);
    if (code == TD_OK)
        code = showing_moment(call, in, &as_of, &showing);
    if (code == TD_OK)
        code = result_reply(call, &showing, out);
    if (code == TD_OK)
        code =
            index_fields_reply(call, &showing.set, &showing.standing, &out->fields, &out->n_fields);
    if (code == TD_OK)
        code = lines_reply(call, &showing, out);
    if (code == TD_OK && in->history)
        code = history_reply(call, &showing, &as_of, out);
    if (code != TD_OK)
        return code;
    out->set = index_set_reply(call, &showing.set.row);
    out->evidence_subject =
        (char *)index_evidence_subject(call, showing.set.row.set_id, unit_code, "");
    return out->set && out->evidence_subject ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- all units -- */

static enum td_code results_reply(struct call *call, const struct index_result_row *rows, size_t n,
                                  Pb__IndexRankResponse *out)
{
    out->results = td_arena_alloc(call->arena, (n + 1) * sizeof *out->results);
    if (!out->results)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        if (!(out->results[out->n_results++] = index_result_reply(call, &rows[i])))
            return TD_RESOURCE_EXHAUSTED;
    return TD_OK;
}

static enum td_code rank_preliminary(struct call *call, const struct index_set *set,
                                     uint64_t as_of_log_seq, Pb__IndexRankResponse *out)
{
    struct index_ranking ranking;
    if (!dossier_sees_all(call))
        return td_fail(call->err, TD_PERMISSION_DENIED, "preliminary", "", TD_KEY_ROLE, "roles",
                       role_set_names(ALL_UNITS_READERS, call->arena), TD_END);
    enum td_code code = index_ranking_of(call, set, as_of_log_seq, &ranking);
    if (code != TD_OK)
        return code;
    out->units_missing = ranking.missing;
    out->n_units_missing = ranking.n_missing;
    code = results_reply(call, ranking.results, ranking.n, out);
    for (size_t i = 0; code == TD_OK && i < out->n_results; i++)
        for (size_t k = 0; k < ranking.n; k++)
            if (strcmp(ranking.standings[k].unit_code, out->results[i]->unit_code) == 0) {
                const struct index_total *total = &ranking.standings[k].total;
                out->results[i]->scored = (uint32_t)total->n_scored;
                out->results[i]->not_appraised = (uint32_t)total->n_not_appraised;
            }
    return code;
}

static enum td_code rank_published(struct call *call, const struct index_set *set, uint32_t version,
                                   uint64_t as_of_log_seq, Pb__IndexRankResponse *out)
{
    struct index_publication_row publication;
    struct index_result_row *rows;
    size_t n;
    enum td_code code = index_publication_get(call, set, version, as_of_log_seq, &publication);
    if (code == TD_OK)
        code = index_sets_results(call->db, set->row.set_id, publication.version, call->arena,
                                  &rows, &n);
    if (code == TD_OK)
        code = results_reply(call, rows, n, out);
    if (code != TD_OK)
        return code;
    out->publication = index_publication_reply(call, &publication);
    return out->publication ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* In the order asked for, unique, as text. NULL: arena used up. */
static const char *result_key(struct call *call, const Pb__IndexResult *result, bool by_unit)
{
    return by_unit ? result->unit_code
                   : td_arena_printf(call->arena, "%06u %s", result->rank, result->unit_code);
}

struct result_line {
    Pb__IndexResult *result;
    const char *key;
};

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct result_line *)a)->key, ((const struct result_line *)b)->key);
}

/* Of all results the page that was asked for. */
static enum td_code results_page(struct call *call, const struct page *page, bool by_unit,
                                 Pb__IndexRankResponse *out)
{
    struct result_line *lines = td_arena_alloc(call->arena, (out->n_results + 1) * sizeof *lines);
    size_t n = 0;
    if (!lines)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < out->n_results; i++) {
        lines[n].result = out->results[i];
        lines[n].key = result_key(call, out->results[i], by_unit);
        if (!lines[n].key)
            return TD_RESOURCE_EXHAUSTED;
        if (!page->follows || strcmp(lines[n].key, page->keys[0]) > 0)
            n++;
    }
    if (n > 0)
        qsort(lines, n, sizeof *lines, by_key);
    out->n_results = page_cut(page, n);
    for (size_t i = 0; i < out->n_results; i++)
        out->results[i] = lines[i].result;
    if (!page_is_full(page, n))
        return TD_OK;
    out->next_page_token = page_token(call, page, lines[page->size - 1].key, NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code index_rank_units(struct call *call, const Pb__IndexRankRequest *in,
                              Pb__IndexRankResponse *out)
{
    struct index_set set;
    struct as_of as_of;
    struct page page;
    bool by_unit = in->sort == PB__INDEX_RANK_SORT__INDEX_RANK_SORT_UNIT;
    if (in->sort)
        check_choice(call, "sort", &pb__index_rank_sort__descriptor, (int)in->sort);
    page_begin(call, in->page_size, in->page_token, by_unit, 1, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = index_set_get(call, "set_id", in->set_id, 0, index_seq(&as_of), &set);
    if (code == TD_OK)
        code = in->preliminary
                   ? rank_preliminary(call, &set, index_seq(&as_of), out)
                   : rank_published(call, &set, in->publication, index_seq(&as_of), out);
    if (code == TD_OK)
        code = results_page(call, &page, by_unit, out);
    if (code != TD_OK)
        return code;
    out->set = index_set_reply(call, &set.row);
    return out->set ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- the years -- */

static enum td_code trend_years(struct call *call, const struct index_published_row *rows, size_t n,
                                Pb__IndexTrendResponse *out)
{
    struct index_year *years = td_arena_alloc(call->arena, (n + 1) * sizeof *years);
    struct index_change *changes = td_arena_alloc(call->arena, (n + 1) * sizeof *changes);
    out->years = reply_list(call, &pb__index_trend_year__descriptor, n);
    if (!years || !changes || !out->years)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        years[i] =
            (struct index_year){rows[i].year, rows[i].result.percent_centi, rows[i].result.rank};
    index_trend(years, n, changes);
    for (size_t i = 0; i < n; i++) {
        Pb__IndexTrendYear *year = out->years[out->n_years++];
        year->year = rows[i].year;
        year->set_id = (char *)rows[i].set_id;
        year->publication = rows[i].publication;
        year->units = rows[i].n_ranked;
        year->change_from_year = changes[i].from_year;
        year->change_percent_centi = changes[i].percent_centi;
        year->change_places = changes[i].places;
        if (!(year->result = index_result_reply(call, &rows[i].result)))
            return TD_RESOURCE_EXHAUSTED;
    }
    return TD_OK;
}

enum td_code index_trend_unit(struct call *call, const Pb__IndexTrendRequest *in,
                              Pb__IndexTrendResponse *out)
{
    const char *unit_code = *in->unit_code ? in->unit_code : call->who.unit_code;
    struct index_published_row *rows;
    size_t n;
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = unit_known(call, "unit_code", unit_code);
    if (code == TD_OK)
        code =
            index_published_years(call->db, unit_code, index_seq(&as_of), call->arena, &rows, &n);
    if (code == TD_OK)
        code = trend_years(call, rows, n, out);
    if (code != TD_OK)
        return code;
    out->unit_code = (char *)unit_code;
    out->unit_name = (char *)(n > 0 ? rows[n - 1].result.unit_name : "");
    return TD_OK;
}
