/* Reading what the components are made of, each in a function of its own; ranking_source.h is the
 * list. What is not known is told as that: it is no zero. */
#include "ranking_reading.h"

#include "assessment.h"
#include "awards_won.h"
#include "index_score.h"
#include "index_sets.h"
#include "reply.h"
#include "task.h"

enum td_code ranking_reader_init(struct ranking_reader *reader, struct call *call,
                                 struct td_arena *keep, const struct round_row *round,
                                 const struct ranking_terms *terms, const struct as_of *as_of)
{
    bool annual = round->kind == PB__ROUND_KIND__ROUND_ANNUAL;
    *reader = (struct ranking_reader){
        .call = call,
        .keep = keep,
        .round = round,
        .terms = terms,
        .as_of = as_of,
        .period = task_period_of(round->kind, round->year, terms->plan->year_from),
        .year_from = annual ? round->year : terms->plan->year_from,
        .year_to = round->year,
        .recognised = td_arena_zalloc(keep, sizeof(struct ranking_recognised)),
    };
    return reader->recognised ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

int64_t reading_seq(const struct reading *reading)
{
    return (int64_t)reading->reader->as_of->log_seq;
}

struct td_arena *reading_arena(const struct reading *reading)
{
    return reading->reader->call->arena;
}

Pb__RankingFact *reading_fact(struct reading *reading, Pb__RankingFactKind kind,
                              const char *subject)
{
    struct ranking_value *value = reading->value;
    Pb__RankingFact *fact = reply_message(reading->reader->call, &pb__ranking_fact__descriptor);
    Pb__RankingFact **list =
        td_arena_alloc(reading_arena(reading), (value->n_facts + 1) * sizeof(Pb__RankingFact *));
    if (!fact || !list || !subject)
        return NULL;
    if (value->n_facts > 0)
        memcpy(list, value->facts, value->n_facts * sizeof *list);
    fact->kind = kind;
    fact->subject = (char *)subject;
    list[value->n_facts++] = fact;
    value->facts = list;
    return fact;
}

enum td_code reading_note(struct reading *reading, Pb__RankingFactKind kind, const char *subject)
{
    return reading_fact(reading, kind, subject) ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

void reading_set(struct reading *reading, int64_t raw)
{
    reading->value->known = true;
    reading->value->raw = raw;
    reading->value->score_micro = ranking_score_of(
        ranking_source_info(reading->term->source)->measure, raw, reading->term->component->full);
}

void reading_set_part(struct reading *reading, int64_t percent_centi, int64_t part, int64_t whole)
{
    reading->value->known = true;
    reading->value->raw = percent_centi;
    reading->value->score_micro = ranking_score(part, whole);
}

/* -- the index -- */

static enum td_code index_fact(struct reading *reading, const struct index_published_row *row)
{
    Pb__RankingFact *fact = reading_fact(reading, FACT(INDEX), row->set_id);
    if (!fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->year = row->year;
    fact->value = row->result.percent_centi;
    fact->rank = row->result.rank;
    fact->of = row->n_ranked;
    fact->version = row->publication;
    return TD_OK;
}

static enum td_code index_missing(struct reading *reading, uint32_t year)
{
    Pb__RankingFact *fact = reading_fact(reading, FACT(INDEX_MISSING), reading->nominee->unit_code);
    if (!fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->year = year;
    return TD_OK;
}

/* The published years of the period, rising, each told as a fact, as the missing ones are. */
static enum td_code index_years(struct reading *reading, struct index_published_row **ret,
                                size_t *ret_n)
{
    const struct ranking_reader *reader = reading->reader;
    struct index_published_row *all;
    size_t n, used = 0;
    enum td_code code =
        index_published_years(reader->call->db, reading->nominee->unit_code, reader->as_of->log_seq,
                              reading_arena(reading), &all, &n);
    if (code != TD_OK)
        return code;
    for (uint32_t year = reader->year_from; code == TD_OK && year <= reader->year_to; year++) {
        size_t i = 0;
        while (i < n && all[i].year != year)
            i++;
        code = i < n ? index_fact(reading, &all[i]) : index_missing(reading, year);
        if (i < n)
            all[used++] = all[i];
    }
    *ret = all;
    *ret_n = used;
    return code;
}

/* II.3.a: the year's result; of several years the mean of those that were published. */
static enum td_code index_read(struct reading *reading)
{
    struct index_published_row *years;
    size_t n;
    int64_t percents = 0, scores = 0;
    enum td_code code = index_years(reading, &years, &n);
    if (code != TD_OK || n == 0)
        return code;
    for (size_t i = 0; i < n; i++) {
        percents += years[i].result.percent_centi;
        scores += ranking_score(years[i].result.total_centi, years[i].result.max_centi);
    }
    int64_t count = (int64_t)n;
    reading_set_part(reading, (2 * percents + count) / (2 * count), scores,
                     count * RANKING_SCORE_FULL);
    return TD_OK;
}

/* II.2.g: the last published year of the period against the first. */
static enum td_code index_trend_read(struct reading *reading)
{
    struct index_published_row *years;
    size_t n;
    enum td_code code = index_years(reading, &years, &n);
    if (code == TD_OK && n >= 2)
        reading_set(reading, years[n - 1].result.percent_centi - years[0].result.percent_centi);
    return code;
}

/* -- tasks -- */

/* III.4: no task assigned is not 100 %, it is no basis. */
static enum td_code completion_read(struct reading *reading)
{
    const struct ranking_reader *reader = reading->reader;
    const char *unit_code = reading->nominee->unit_code;
    Pb__TaskUnitSummary tasks = PB__TASK_UNIT_SUMMARY__INIT;
    enum td_code code =
        task_unit_summary(reader->call, unit_code, &reader->period, reader->as_of, &tasks);
    if (code != TD_OK)
        return code;
    if (tasks.assigned == 0)
        return reading_note(reading, FACT(TASKS_MISSING), unit_code);
    reading_set_part(reading, tasks.on_time_centi, tasks.on_time, tasks.assigned);
    Pb__RankingFact *fact = reading_fact(reading, FACT(TASKS), unit_code);
    if (!fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->value = tasks.on_time;
    fact->of = tasks.assigned;
    return TD_OK;
}

/* -- awards -- */

/* III.2, III.3: how often the unit, or the person, won a yearly award. */
static enum td_code awards_read(struct reading *reading)
{
    const struct ranking_reader *reader = reading->reader;
    const struct nominee_row *nominee = reading->nominee;
    bool person = nominee->kind == PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL;
    struct award_winner winner = {.unit_code = person ? NULL : nominee->unit_code,
                                  .staff_code = nominee->staff_code,
                                  .citizen_id = nominee->citizen_id};
    struct award_won *awards;
    size_t n;
    enum td_code code = awards_won(reader->call->db, &winner, reader->year_from, reader->year_to,
                                   reading_seq(reading), reading_arena(reading), &awards, &n);
    if (code != TD_OK)
        return code;
    for (size_t i = 0; i < n; i++) {
        Pb__RankingFact *fact = reading_fact(reading, FACT(AWARD), awards[i].source);
        if (!fact)
            return TD_RESOURCE_EXHAUSTED;
        fact->year = awards[i].year;
        fact->text = (char *)awards[i].name;
    }
    reading_set(reading, (int64_t)n);
    return TD_OK;
}

/* -- the collective -- */

enum td_code ranking_unit_find(const struct ranking_reader *reader, const char *unit_code,
                               struct unit_row *ret)
{
    const char *const days[] = {reader->as_of->day, reader->period.to, reader->period.from};
    enum td_code code = TD_NOT_FOUND;
    for (size_t i = 0; code == TD_NOT_FOUND && i < sizeof days / sizeof *days; i++)
        code = units_find(reader->call->db, unit_code, days[i], (int64_t)reader->as_of->log_seq,
                          reader->call->arena, ret);
    return code;
}

/* IV.3.a: the last published result of the period and its change, as the plan weighs them. */
static enum td_code effectiveness_read(struct reading *reading)
{
    const struct ranking_reader *reader = reading->reader;
    struct index_published_row *years;
    struct assessment_results results;
    struct assessment_effect effect;
    size_t n;
    enum td_code code = index_years(reading, &years, &n);
    if (code == TD_OK && n > 0)
        code = assessment_results_read(reader->call, reading->nominee->unit_code, reader->year_from,
                                       reader->year_to, reader->as_of->log_seq, &results);
    if (code != TD_OK || n == 0)
        return code;
    if (reader->year_from == reader->year_to) /* the year before is none of the period */
        code = results.has_before ? index_fact(reading, &results.before)
                                  : index_missing(reading, reader->year_from - 1);
    if (code != TD_OK)
        return code;
    int32_t before_centi = (int32_t)results.before.result.percent_centi;
    assessment_effectiveness(&reader->terms->plan->effectiveness,
                             (int32_t)results.result.result.percent_centi,
                             results.has_before ? &before_centi : NULL, &effect);
    reading_set_part(reading, effect.percent_centi, effect.percent_centi, ASSESSMENT_FULL_CENTI);
    if (!effect.changed)
        return TD_OK;
    Pb__RankingFact *fact = reading_fact(reading, FACT(INDEX_CHANGE), reading->nominee->unit_code);
    if (!fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->year = results.before.year;
    fact->value = effect.change_centi;
    return TD_OK;
}

/* III.4, IV.3.a: how the head led, as Home Affairs scored it; nothing where it did not, or not on
 * every criterion of the plan. */
static enum td_code head_read(struct reading *reading)
{
    const struct ranking_reader *reader = reading->reader;
    const struct plan *plan = reader->terms->plan;
    const char *unit_code = reading->nominee->unit_code;
    struct assessment_records records;
    uint32_t *scores;
    int64_t score = 0, full = 0;
    enum td_code code = assessment_records_read(reader->call, reader->round->id, unit_code, 0,
                                                reader->as_of->log_seq, &records);
    if (code == TD_OK)
        code = assessment_head_scores(reader->call, plan, &records, &scores);
    if (code != TD_OK)
        return code;
    if (!scores)
        return reading_note(reading, FACT(ASSESSMENT_MISSING), unit_code);
    for (unsigned i = 0; i < plan->n_head_criteria; i++) {
        score += scores[i];
        full += assessment_head_max_centi(&plan->head_criteria[i]);
    }
    reading_set_part(reading, assessment_percent_centi(score, full), score, full);
    Pb__RankingFact *fact = reading_fact(reading, FACT(ASSESSMENT), unit_code);
    if (!fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->version = records.versions->version;
    fact->value = reading->value->raw;
    return TD_OK;
}

/* One side of IV.3.a. */
static enum td_code side_read(struct reading *reading, const char *side)
{
    if (strcmp(side, "completion") == 0)
        return completion_read(reading);
    if (strcmp(side, "effectiveness") == 0)
        return effectiveness_read(reading);
    return head_read(reading);
}

/* All sides together, each at its weight; known when all of them are. */
static enum td_code sides_read(struct reading *reading)
{
    const struct ranking_terms *terms = reading->reader->terms;
    int64_t percents = 0, scores = 0;
    bool known = terms->plan->n_weights > 0;
    enum td_code code = TD_OK;
    for (unsigned i = 0; code == TD_OK && i < terms->plan->n_weights; i++) {
        struct ranking_value *value = reading->value;
        value->known = false;
        value->raw = value->score_micro = 0;
        code = side_read(reading, terms->plan->weights[i].id);
        known = known && value->known;
        percents += value->raw * terms->side_percents[i];
        scores += (int64_t)value->score_micro * terms->side_percents[i];
    }
    reading->value->known = false;
    reading->value->raw = reading->value->score_micro = 0;
    if (code == TD_OK && known)
        reading_set_part(reading, (percents + 50) / 100, scores, INT64_C(100) * RANKING_SCORE_FULL);
    return code;
}

static enum td_code assessment_of(struct reading *reading)
{
    int side = reading->term->side;
    return side < 0 ? sides_read(reading)
                    : side_read(reading, reading->reader->terms->plan->weights[side].id);
}

/* III.4: the achievement of the collective that an individual's is tied to: of a commune or ward
 * its index, of others their assessment. */
static enum td_code contribution_read(struct reading *reading)
{
    struct unit_row unit;
    enum td_code code = ranking_unit_find(reading->reader, reading->nominee->unit_code, &unit);
    if (code != TD_OK && code != TD_NOT_FOUND)
        return code;
    bool indexed = code == TD_OK && (unit.kind == PB__UNIT_KIND__UNIT_COMMUNE ||
                                     unit.kind == PB__UNIT_KIND__UNIT_WARD);
    return indexed ? index_read(reading) : sides_read(reading);
}

static enum td_code (*const READERS[RANKING_N_SOURCES])(struct reading *reading) = {
    [RANKING_ASSESSMENT] = assessment_of,
    [RANKING_INDEX] = index_read,
    [RANKING_INDEX_TREND] = index_trend_read,
    [RANKING_COMPLETION] = completion_read,
    [RANKING_RECOGNITION] = reading_recognition,
    [RANKING_EFFECT] = reading_effect,
    [RANKING_SHARE] = reading_share,
    [RANKING_CONTRIBUTION] = contribution_read,
    [RANKING_AWARDS] = awards_read,
    [RANKING_INITIATIVES] = reading_initiatives,
    [RANKING_ADOPTIONS] = reading_adoptions,
};

/* NULL: arena used up. */
static Pb__RankingFact *fact_keep(const Pb__RankingFact *fact, struct td_arena *keep)
{
    Pb__RankingFact *kept = td_arena_copy(keep, fact, sizeof *fact);
    if (!kept)
        return NULL;
    kept->subject = td_arena_strdup(keep, fact->subject);
    kept->text = td_arena_strdup(keep, fact->text);
    kept->level = td_arena_strdup(keep, fact->level);
    return kept->subject && kept->text && kept->level ? kept : NULL;
}

static enum td_code value_keep(struct ranking_value *value, bool with_facts, struct td_arena *keep)
{
    if (!with_facts)
        value->n_facts = 0;
    Pb__RankingFact **facts =
        td_arena_alloc(keep, (value->n_facts + 1) * sizeof(Pb__RankingFact *));
    value->level = td_arena_strdup(keep, value->level);
    if (!facts || !value->level)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < value->n_facts; i++) {
        facts[i] = fact_keep(value->facts[i], keep);
        if (!facts[i])
            return TD_RESOURCE_EXHAUSTED;
    }
    value->facts = facts;
    return TD_OK;
}

enum td_code ranking_value_read(const struct ranking_reader *reader,
                                const struct nominee_row *nominee, const struct ranking_term *term,
                                struct ranking_value *ret)
{
    struct reading reading = {reader, nominee, term, ret};
    *ret = (struct ranking_value){.level = ""};
    enum td_code code = READERS[term->source](&reading);
    if (code == TD_OK)
        code = value_keep(ret, reader->facts, reader->keep);
    td_arena_reset(reader->call->arena);
    return code;
}
