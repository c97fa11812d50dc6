/* From the nominees of a round to their places: what is known is read, the rule does the rest. */
#include "ranking.h"

#include "human_id.h"
#include "ranking_values.h"
#include "round.h"

#define READING_BYTES ((size_t)32 << 20)

/* -- who is ranked -- */

/* Whoever was found eligible, and whatever the council or the Chairman made of it since; a decision
 * changes nothing in who was compared. */
static Pb__RankingApart apart_of(const struct nominee_row *row, bool provisional)
{
    if (row->state == PB__NOMINEE_STATE__NOMINEE_STATE_REVOKED)
        return PB__RANKING_APART__RANKING_APART_REVOKED;
    switch (row->before_decision) {
    case PB__NOMINEE_STATE__NOMINEE_STATE_INELIGIBLE:
        return PB__RANKING_APART__RANKING_APART_INELIGIBLE;
    case PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED:
        return provisional ? PB__RANKING_APART__RANKING_APART_UNSPECIFIED
                           : PB__RANKING_APART__RANKING_APART_NOT_APPRAISED;
    default:
        return PB__RANKING_APART__RANKING_APART_UNSPECIFIED;
    }
}

static enum td_code nominee_take(const struct ranking_reader *reader, const struct nominee_row *row,
                                 bool provisional, struct ranking_nominee *ret)
{
    struct unit_row unit;
    *ret = (struct ranking_nominee){.row = *row, .unit_name = ""};
    ret->apart = apart_of(row, provisional);
    ret->nominee_id = nominee_id_format(reader->keep, row->dossier_id, row->ordinal);
    enum td_code code = ranking_unit_find(reader, row->unit_code, &unit);
    if (code == TD_OK)
        ret->unit_name = td_arena_strdup(reader->keep, unit.name);
    td_arena_reset(reader->call->arena);
    if (code != TD_OK && code != TD_NOT_FOUND)
        return code;
    return ret->nominee_id && ret->unit_name ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- one line -- */

static enum td_code values_read(const struct ranking_reader *reader,
                                const struct ranking_line_terms *terms,
                                struct ranking_nominee *nominee)
{
    struct td_arena *arena = reader->keep;
    struct ranking_mark *marks = td_arena_zalloc(arena, (terms->n_terms + 1) * sizeof *marks);
    nominee->values = td_arena_zalloc(arena, (terms->n_terms + 1) * sizeof *nominee->values);
    if (!marks || !nominee->values)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < terms->n_terms; i++) {
        struct ranking_value *value = &nominee->values[i];
        code = ranking_value_read(reader, &nominee->row, &terms->terms[i], value);
        marks[i] = (struct ranking_mark){value->known, value->score_micro};
        value->weighted_e10 = ranking_weighted(&marks[i], terms->terms[i].weight);
    }
    nominee->entry = (struct ranking_entry){.marks = marks,
                                            .kind = nominee->row.kind,
                                            .gender = nominee->row.gender,
                                            .women_percent = nominee->row.women_percent};
    return code;
}

/* Those apart behind those ranked; among equals by id, which decides nothing. */
static int by_rank_and_id(const void *left, const void *right)
{
    const struct ranking_nominee *a = left, *b = right;
    if (!a->apart != !b->apart)
        return a->apart ? 1 : -1;
    if (a->entry.rank != b->entry.rank)
        return a->entry.rank < b->entry.rank ? -1 : 1;
    if (a->row.dossier_id != b->row.dossier_id)
        return a->row.dossier_id < b->row.dossier_id ? -1 : 1;
    return (a->row.ordinal > b->row.ordinal) - (a->row.ordinal < b->row.ordinal);
}

static void line_sort(struct ranking_line *line)
{
    if (line->n > 0)
        qsort(line->nominees, line->n, sizeof *line->nominees, by_rank_and_id);
}

/* The rule wants its entries side by side. */
static enum td_code line_rank(struct td_arena *arena, struct ranking_line *line, size_t n_ranked)
{
    const struct ranking_line_terms *terms = line->terms;
    struct ranking_entry *entries = td_arena_alloc(arena, (n_ranked + 1) * sizeof *entries);
    uint32_t *weights = td_arena_alloc(arena, (terms->n_terms + 1) * sizeof *weights);
    if (!entries || !weights)
        return TD_RESOURCE_EXHAUSTED;
    struct ranking_rule rule = {
        .quota = terms->quota,
        .reserve = terms->reserve,
        .floor_e10 = terms->floor * RANKING_TOTAL_POINT,
        .weights = weights,
        .n_components = terms->n_terms,
        .tie_breaks = terms->tie_breaks,
        .n_tie_breaks = terms->n_tie_breaks,
        .women_percent = line->preference ? line->preference->women_percent : 0,
    };
    for (size_t i = 0; i < terms->n_terms; i++)
        weights[i] = terms->terms[i].weight;
    for (size_t i = 0; i < n_ranked; i++)
        entries[i] = line->nominees[i].entry;
    ranking_rank(&rule, entries, n_ranked, &line->margin);
    for (size_t i = 0; i < n_ranked; i++) {
        line->nominees[i].entry = entries[i];
        if (entries[i].rank == 0)
            line->nominees[i].apart = PB__RANKING_APART__RANKING_APART_NO_BASIS;
        else
            line->n_ranked++;
    }
    return TD_OK;
}

static enum td_code line_make(const struct ranking_reader *reader, const struct nominee_row *rows,
                              size_t n_rows, bool provisional, struct ranking_line *line)
{
    struct td_arena *arena = reader->keep;
    enum td_code code = TD_OK;
    size_t n_ranked = 0;
    line->nominees = td_arena_alloc(arena, (n_rows + 1) * sizeof *line->nominees);
    if (!line->nominees)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n_rows; i++)
        if (strcmp(rows[i].award_line, line->terms->line->id) == 0)
            code = nominee_take(reader, &rows[i], provisional, &line->nominees[line->n++]);
    if (code == TD_OK)
        line_sort(line);
    for (; code == TD_OK && n_ranked < line->n && !line->nominees[n_ranked].apart; n_ranked++)
        code = values_read(reader, line->terms, &line->nominees[n_ranked]);
    if (code == TD_OK)
        code = line_rank(arena, line, n_ranked);
    if (code == TD_OK)
        line_sort(line);
    return code;
}

/* -- a round -- */

static enum td_code line_check(struct call *call, const struct ranking_terms *terms,
                               const char *line)
{
    const char *allowed = "";
    if (!line || !*line || ranking_terms_line(terms, line))
        return TD_OK;
    for (size_t i = 0; allowed && i < terms->n_lines; i++)
        allowed = td_arena_printf(call->arena, "%s%s%s", allowed, *allowed ? ", " : "",
                                  terms->lines[i].line->id);
    return td_fail(call->err, TD_NOT_FOUND, "line", "", TD_KEY_LINE_UNKNOWN, "line", line,
                   "allowed", allowed ? allowed : "", TD_END);
}

static enum td_code moment_check(struct call *call, const struct round_row *round,
                                 const struct as_of *as_of)
{
    if (round->log_seq <= as_of->log_seq)
        return TD_OK;
    return td_fail(call->err, TD_FAILED_PRECONDITION, "as_of", "", TD_KEY_ROUND_LATER, "round",
                   round->id, "opened_utc_ms", td_dec(call->arena, round->opened_utc_ms), TD_END);
}

static enum td_code lines_make(const struct ranking_reader *reader, const struct ranking_ask *ask,
                               struct ranking_result *ret)
{
    struct nominee_row *rows;
    size_t n_rows;
    ret->lines = td_arena_zalloc(reader->keep, (ret->terms.n_lines + 1) * sizeof *ret->lines);
    if (!ret->lines)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        nominees_of_round(reader->call->db, reader->round->id, (int64_t)reader->as_of->log_seq,
                          reader->keep, &rows, &n_rows);
    for (size_t i = 0; code == TD_OK && i < ret->terms.n_lines; i++) {
        const struct ranking_line_terms *terms = &ret->terms.lines[i];
        if (ask->line && *ask->line && strcmp(ask->line, terms->line->id) != 0)
            continue;
        struct ranking_line *line = &ret->lines[ret->n_lines++];
        line->terms = terms;
        line->preference = plan_preference_on(ret->terms.plan, reader->as_of->day);
        code = line_make(reader, rows, n_rows, ask->provisional, line);
    }
    return code;
}

/* What is read for one value is forgotten before the next, so that a review of many years stays
 * within the request's memory. */
static enum td_code lines_read(struct call *call, const struct round_row *round,
                               const struct ranking_ask *ask, const struct as_of *as_of,
                               struct ranking_result *ret)
{
    struct ranking_reader reader = {0};
    struct call reading = *call;
    reading.arena = td_arena_new(READING_BYTES);
    enum td_code code = reading.arena ? ranking_reader_init(&reader, &reading, call->arena, round,
                                                            &ret->terms, as_of)
                                      : TD_RESOURCE_EXHAUSTED;
    reader.facts = ask->facts;
    if (code == TD_OK)
        code = lines_make(&reader, ask, ret);
    td_arena_free(reading.arena);
    return code;
}

enum td_code ranking_compute(struct call *call, const struct round_row *round,
                             const struct ranking_ask *ask, const struct as_of *as_of,
                             struct ranking_result *ret)
{
    static const struct ranking_ask everything;
    const struct plan *plan;
    ask = ask ? ask : &everything;
    *ret = (struct ranking_result){0};
    enum td_code code = moment_check(call, round, as_of);
    if (code == TD_OK)
        code = round_plan(call, round, &plan);
    if (code == TD_OK)
        code = round_plan_needs(call, round, plan, PLAN_RANKINGS, "round_id");
    if (code == TD_OK)
        code = ranking_terms_make(plan, round->kind, ask->settings, ask->n_settings, call->arena,
                                  call->err, &ret->terms);
    if (code == TD_OK)
        code = line_check(call, &ret->terms, ask->line);
    return code == TD_OK ? lines_read(call, round, ask, as_of, ret) : code;
}

const struct ranking_nominee *ranking_find(const struct ranking_result *result, int64_t dossier_id,
                                           uint32_t ordinal, const struct ranking_line **ret_line)
{
    for (size_t l = 0; l < result->n_lines; l++)
        for (size_t i = 0; i < result->lines[l].n; i++) {
            const struct ranking_nominee *nominee = &result->lines[l].nominees[i];
            if (nominee->row.dossier_id != dossier_id || nominee->row.ordinal != ordinal)
                continue;
            if (ret_line)
                *ret_line = &result->lines[l];
            return nominee;
        }
    return NULL;
}
