/* IndexService: where units stand, from their newest scores. No rule is written here, they are in
 * common/domain/index_score.h. */
#include "index.h"

#include "reply.h"

static int kind_place(Pb__IndexScoreKind kind)
{
    return (int)kind - 1;
}

const struct index_score_row *index_standing_score(const struct index_standing *standing,
                                                   size_t item, Pb__IndexScoreKind kind)
{
    return standing->scores[item * INDEX_N_KINDS + (size_t)kind_place(kind)];
}

const struct index_score_row *index_standing_counted(const struct index_set *set,
                                                     const struct index_standing *standing,
                                                     size_t item)
{
    bool survey = set->items[item].method == PB__INDEX_METHOD__INDEX_METHOD_SURVEY;
    return index_standing_score(standing, item,
                                survey ? PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_SURVEY
                                       : PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_APPRAISED);
}

static enum td_code standing_begin(struct call *call, const struct index_set *set,
                                   const char *unit_code, struct index_standing *ret)
{
    *ret = (struct index_standing){.unit_code = unit_code};
    ret->scores =
        td_arena_zalloc(call->arena, (set->n_items * INDEX_N_KINDS + 1) * sizeof *ret->scores);
    return ret->scores ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* A score of a criterion that this version of the set does not have counts for nothing. */
static void standing_take(const struct index_set *set, struct index_standing *standing,
                          const struct index_score_row *score)
{
    const struct index_item *item = index_item_find(set->items, set->n_items, score->item_id);
    int place = kind_place(score->kind);
    if (item && place >= 0 && place < INDEX_N_KINDS)
        standing->scores[(size_t)(item - set->items) * INDEX_N_KINDS + (size_t)place] = score;
}

static enum td_code standing_end(struct call *call, const struct index_set *set,
                                 struct index_standing *standing)
{
    struct index_mark *marks = td_arena_zalloc(call->arena, (set->n_items + 1) * sizeof *marks);
    if (!marks)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < set->n_items; i++) {
        const struct index_score_row *counted = index_standing_counted(set, standing, i);
        marks[i] = (struct index_mark){.method = set->items[i].method,
                                       .max_centi = set->items[i].max_centi,
                                       .scored = counted != NULL,
                                       .score_centi = counted ? counted->score_centi : 0};
    }
    standing->total = index_total_of(marks, set->n_items);
    return TD_OK;
}

static size_t count_units(const struct index_score_row *scores, size_t n)
{
    size_t n_units = 0;
    for (size_t i = 0; i < n; i++)
        n_units += i == 0 || strcmp(scores[i].unit_code, scores[i - 1].unit_code) != 0;
    return n_units;
}

enum td_code index_standings(struct call *call, const struct index_set *set, const char *unit_code,
                             uint64_t as_of_log_seq, struct index_standing **ret, size_t *ret_n)
{
    struct index_score_row *scores;
    size_t n, used = 0;
    enum td_code code = index_scores_current(call->db, set->row.set_id, unit_code, as_of_log_seq,
                                             call->arena, &scores, &n);
    if (code != TD_OK)
        return code;
    size_t n_units = count_units(scores, n);
    struct index_standing *all = td_arena_zalloc(call->arena, (n_units + 1) * sizeof *all);
    if (!all)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n && code == TD_OK; i++) {
        if (used == 0 || strcmp(all[used - 1].unit_code, scores[i].unit_code) != 0)
            code = standing_begin(call, set, scores[i].unit_code, &all[used++]);
        if (code == TD_OK)
            standing_take(set, &all[used - 1], &scores[i]);
    }
    for (size_t i = 0; i < used && code == TD_OK; i++)
        code = standing_end(call, set, &all[i]);
    if (code != TD_OK)
        return code;
    *ret = all;
    *ret_n = used;
    return TD_OK;
}

enum td_code index_standing_of(struct call *call, const struct index_set *set,
                               const char *unit_code, uint64_t as_of_log_seq,
                               struct index_standing *ret)
{
    struct index_standing *all;
    size_t n;
    enum td_code code = index_standings(call, set, unit_code, as_of_log_seq, &all, &n);
    if (code == TD_OK && n > 0) {
        *ret = all[0];
        return TD_OK;
    }
    if (code == TD_OK)
        code = standing_begin(call, set, unit_code, ret);
    return code == TD_OK ? standing_end(call, set, ret) : code;
}

struct index_result_row index_standing_result(const struct index_standing *standing,
                                              const char *unit_name)
{
    return (struct index_result_row){
        .unit_code = standing->unit_code,
        .unit_name = unit_name,
        .raw_centi = standing->total.raw_centi,
        .covered_max_centi = standing->total.covered_max_centi,
        .max_centi = standing->total.max_centi,
        .total_centi = standing->total.total_centi,
        .percent_centi = standing->total.percent_centi,
    };
}

/* -- the ranking -- */

static const struct unit_row *unit_named(const struct unit_row *units, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(units[i].code, code) == 0)
            return &units[i];
    return NULL;
}

static bool has_standing(const struct index_ranking *ranking, const char *unit_code)
{
    for (size_t i = 0; i < ranking->n; i++)
        if (strcmp(ranking->standings[i].unit_code, unit_code) == 0)
            return true;
    return false;
}

static enum td_code ranking_missing(struct call *call, const struct index_set *set,
                                    const struct unit_row *units, size_t n_units,
                                    struct index_ranking *ranking)
{
    ranking->missing = td_arena_alloc(call->arena, (n_units + 1) * sizeof *ranking->missing);
    if (!ranking->missing)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n_units; i++)
        if (index_level_of(units[i].kind) == set->row.level &&
            !has_standing(ranking, units[i].code))
            ranking->missing[ranking->n_missing++] = (char *)units[i].code;
    return TD_OK;
}

static int by_rank_and_code(const void *left, const void *right)
{
    const struct index_result_row *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return strcmp(a->unit_code, b->unit_code);
}

static enum td_code ranking_rank(struct call *call, const struct unit_row *units, size_t n_units,
                                 struct index_ranking *ranking)
{
    size_t n = ranking->n;
    int64_t *totals = td_arena_alloc(call->arena, (n + 1) * sizeof *totals);
    uint32_t *ranks = td_arena_alloc(call->arena, (n + 1) * sizeof *ranks);
    ranking->results = td_arena_alloc(call->arena, (n + 1) * sizeof *ranking->results);
    if (!totals || !ranks || !ranking->results)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        totals[i] = ranking->standings[i].total.total_centi;
    index_rank(totals, n, ranks);
    for (size_t i = 0; i < n; i++) {
        const struct index_standing *standing = &ranking->standings[i];
        const struct unit_row *unit = unit_named(units, n_units, standing->unit_code);
        ranking->results[i] = index_standing_result(standing, unit ? unit->name : "");
        ranking->results[i].rank = ranks[i];
    }
    qsort(ranking->results, n, sizeof *ranking->results, by_rank_and_code);
    return TD_OK;
}

enum td_code index_ranking_of(struct call *call, const struct index_set *set,
                              uint64_t as_of_log_seq, struct index_ranking *ret)
{
    struct unit_row *units;
    size_t n_units;
    struct index_ranking ranking = {0};
    enum td_code code = units_of_year(call->db, set->row.year, index_units_seq(as_of_log_seq),
                                      call->arena, &units, &n_units);
    if (code == TD_OK)
        code = index_standings(call, set, "", as_of_log_seq, &ranking.standings, &ranking.n);
    if (code == TD_OK)
        code = ranking_missing(call, set, units, n_units, &ranking);
    if (code == TD_OK)
        code = ranking_rank(call, units, n_units, &ranking);
    if (code == TD_OK)
        *ret = ranking;
    return code;
}
