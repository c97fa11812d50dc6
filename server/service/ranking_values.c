/* Reading what the components are made of, each in a function of its own; ranking_source.h is the
 * list. What is not known is told as that: it is no zero. */
#include "ranking_values.h"

#include "awards_won.h"
#include "human_id.h"
#include "index_score.h"
#include "index_sets.h"
#include "initiative_rules.h"
#include "initiative_standings.h"
#include "message.h"
#include "reply.h"
#include "tasks.h"

#define FACT(name) PB__RANKING_FACT_KIND__RANKING_FACT_##name

struct reading {
    const struct ranking_reader *reader;
    const struct nominee_row *nominee;
    const struct ranking_term *term;
    struct ranking_value *value;
};

struct ranking_reader ranking_reader_of(struct call *call, const struct round_row *round,
                                        const struct ranking_terms *terms,
                                        const struct as_of *as_of)
{
    bool annual = round->kind == PB__ROUND_KIND__ROUND_ANNUAL;
    return (struct ranking_reader){
        .call = call,
        .round = round,
        .terms = terms,
        .as_of = as_of,
        .period = task_period_of(round->kind, round->year, terms->plan->year_from),
        .year_from = annual ? round->year : terms->plan->year_from,
        .year_to = round->year,
    };
}

static int64_t seq_of(const struct reading *reading)
{
    return (int64_t)reading->reader->as_of->log_seq;
}

static struct td_arena *arena_of(const struct reading *reading)
{
    return reading->reader->call->arena;
}

/* NULL: arena used up. */
static Pb__RankingFact *fact_add(struct reading *reading, Pb__RankingFactKind kind,
                                 const char *subject)
{
    struct ranking_value *value = reading->value;
    Pb__RankingFact *fact = reply_message(reading->reader->call, &pb__ranking_fact__descriptor);
    Pb__RankingFact **list =
        td_arena_alloc(arena_of(reading), (value->n_facts + 1) * sizeof(Pb__RankingFact *));
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

static enum td_code fact_note(struct reading *reading, Pb__RankingFactKind kind,
                              const char *subject)
{
    return fact_add(reading, kind, subject) ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static void value_set(struct reading *reading, int64_t raw)
{
    reading->value->known = true;
    reading->value->raw = raw;
    reading->value->score_micro = ranking_score_of(
        ranking_source_info(reading->term->source)->measure, raw, reading->term->component->full);
}

/* Finer than hundredths of a percent can say. */
static void value_set_part(struct reading *reading, int64_t percent_centi, int64_t part,
                           int64_t whole)
{
    reading->value->known = true;
    reading->value->raw = percent_centi;
    reading->value->score_micro = ranking_score(part, whole);
}

/* -- the index -- */

static enum td_code index_fact(struct reading *reading, const struct index_published_row *row)
{
    Pb__RankingFact *fact = fact_add(reading, FACT(INDEX), row->set_id);
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
    Pb__RankingFact *fact = fact_add(reading, FACT(INDEX_MISSING), reading->nominee->unit_code);
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
    enum td_code code = index_published_years(reader->call->db, reading->nominee->unit_code,
                                              reader->as_of->log_seq, arena_of(reading), &all, &n);
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
    value_set_part(reading, (2 * percents + count) / (2 * count), scores,
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
        value_set(reading, years[n - 1].result.percent_centi - years[0].result.percent_centi);
    return code;
}

/* -- tasks -- */

static enum td_code tasks_count(const struct reading *reading, struct task_counts *ret)
{
    const struct ranking_reader *reader = reading->reader;
    struct task_row *rows;
    size_t n;
    struct task_filter filter = {
        .before_utc_ms = reader->as_of->before_utc_ms,
        .unit_code = reading->nominee->unit_code,
        .field = "",
        .due_from = reader->period.from,
        .due_to = reader->period.to,
        .overdue_on = "",
        .after_due = "",
        .after_code = "",
        .limit = INT64_MAX,
    };
    enum td_code code = tasks_list(reader->call->db, &filter, arena_of(reading), &rows, &n);
    *ret = (struct task_counts){0};
    for (size_t i = 0; code == TD_OK && i < n; i++)
        task_count(ret, task_standing(&rows[i].facts, reader->as_of->day));
    return code;
}

/* III.4: no task assigned is not 100 %, it is no basis. */
static enum td_code completion_read(struct reading *reading)
{
    struct task_counts counts;
    enum td_code code = tasks_count(reading, &counts);
    if (code != TD_OK)
        return code;
    uint32_t assigned = task_assigned(&counts);
    if (assigned == 0)
        return fact_note(reading, FACT(TASKS_MISSING), reading->nominee->unit_code);
    uint32_t on_time = counts.of[PB__TASK_STANDING__TASK_STANDING_ON_TIME];
    value_set_part(reading, tasks_on_time_centi(&counts), on_time, assigned);
    Pb__RankingFact *fact = fact_add(reading, FACT(TASKS), reading->nominee->unit_code);
    if (!fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->value = on_time;
    fact->of = assigned;
    return TD_OK;
}

/* -- initiatives -- */

/* The one that the nomination points to; *ret_found. */
static enum td_code initiative_pointed(const struct reading *reading,
                                       struct initiative_standing *ret, bool *ret_found)
{
    int64_t id;
    *ret_found = false;
    if (!human_id_parse(INITIATIVE_PREFIX, reading->nominee->initiative, &id))
        return TD_OK;
    enum td_code code = initiative_standing_find(reading->reader->call->db, id, seq_of(reading),
                                                 arena_of(reading), ret);
    *ret_found = code == TD_OK;
    return code == TD_NOT_FOUND ? TD_OK : code;
}

static const Pb__InitiativeContent *content_of(const struct reading *reading,
                                               const struct initiative_standing *standing)
{
    return (const Pb__InitiativeContent *)td_message_unpack(&pb__initiative_content__descriptor,
                                                            arena_of(reading), standing->content,
                                                            standing->content_len);
}

static const char *initiative_text(const struct reading *reading,
                                   const struct initiative_standing *standing)
{
    return human_id_text(arena_of(reading), INITIATIVE_PREFIX, standing->id);
}

static const char *level_of(const struct reading *reading, const ProtobufCEnumDescriptor *type,
                            int value)
{
    char name[TD_ENUM_NAME_SIZE];
    return td_arena_strdup(arena_of(reading), td_enum_name(type, value, name) ? name : "");
}

static enum td_code level_set(struct reading *reading, const ProtobufCEnumDescriptor *type,
                              int value, Pb__RankingFactKind kind,
                              const struct initiative_standing *standing)
{
    const char *level = level_of(reading, type, value);
    Pb__RankingFact *fact = fact_add(reading, kind, initiative_text(reading, standing));
    if (!level || !fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->text = (char *)standing->title;
    fact->level = (char *)level;
    reading->value->known = true;
    reading->value->level = level;
    reading->value->score_micro = ranking_score_of_level(reading->term->component, level);
    return TD_OK;
}

/* Without an initiative there is nothing recognised, effective or shared: that is known. */
static enum td_code initiative_none(struct reading *reading)
{
    reading->value->known = true;
    return fact_note(reading, FACT(INITIATIVE_NONE), "");
}

static enum td_code recognition_read(struct reading *reading)
{
    struct initiative_standing standing;
    bool found;
    enum td_code code = initiative_pointed(reading, &standing, &found);
    if (code != TD_OK)
        return code;
    return found ? level_set(reading, &pb__initiative_state__descriptor, (int)standing.state,
                             FACT(INITIATIVE), &standing)
                 : initiative_none(reading);
}

static enum td_code effect_read(struct reading *reading)
{
    struct initiative_standing standing;
    bool found;
    enum td_code code = initiative_pointed(reading, &standing, &found);
    if (code != TD_OK)
        return code;
    if (!found)
        return initiative_none(reading);
    if (standing.effect == PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_UNSPECIFIED)
        return fact_note(reading, FACT(EFFECT_MISSING), initiative_text(reading, &standing));
    return level_set(reading, &pb__initiative_effect__descriptor, (int)standing.effect,
                     FACT(EFFECT), &standing);
}

static uint32_t share_of(const Pb__InitiativeContent *content, const struct nominee_row *nominee,
                         struct td_arena *arena)
{
    Pb__InitiativeContent alone = PB__INITIATIVE_CONTENT__INIT;
    for (size_t i = 0; i < content->n_authors; i++) {
        alone.authors = &content->authors[i];
        alone.n_authors = 1;
        if (initiative_has_author(&alone, nominee->staff_code, nominee->name, arena))
            return content->authors[i]->share_percent;
    }
    return 0;
}

static enum td_code share_read(struct reading *reading)
{
    struct initiative_standing standing;
    bool found;
    enum td_code code = initiative_pointed(reading, &standing, &found);
    if (code != TD_OK || !found)
        return code == TD_OK ? initiative_none(reading) : code;
    const Pb__InitiativeContent *content = content_of(reading, &standing);
    if (!content)
        return TD_RESOURCE_EXHAUSTED;
    uint32_t percent = share_of(content, reading->nominee, arena_of(reading));
    Pb__RankingFact *fact = fact_add(reading, percent ? FACT(SHARE) : FACT(SHARE_NONE),
                                     initiative_text(reading, &standing));
    if (!fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->value = percent;
    value_set(reading, (int64_t)percent * 100);
    return TD_OK;
}

/* Whose initiatives count: of a collective its unit's, of a person those they are an author of. */
static enum td_code initiative_counts(const struct reading *reading,
                                      const struct initiative_standing *standing, bool *ret)
{
    *ret = reading->nominee->kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    if (*ret)
        return TD_OK;
    const Pb__InitiativeContent *content = content_of(reading, standing);
    if (!content)
        return TD_RESOURCE_EXHAUSTED;
    *ret = initiative_has_author(content, reading->nominee->staff_code, reading->nominee->name,
                                 arena_of(reading));
    return TD_OK;
}

/* The recognised ones of the period, in *ret_n of *ret. */
static enum td_code initiatives_of(const struct reading *reading, struct initiative_standing **ret,
                                   size_t *ret_n)
{
    const struct ranking_reader *reader = reading->reader;
    bool person = reading->nominee->kind == PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL;
    struct initiative_standing *all;
    size_t n, used = 0;
    enum td_code code = initiative_standings_recognised(
        reader->call->db, person ? "" : reading->nominee->unit_code, reader->year_from,
        reader->year_to, seq_of(reading), arena_of(reading), &all, &n);
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        bool counts;
        code = initiative_counts(reading, &all[i], &counts);
        if (code == TD_OK && counts)
            all[used++] = all[i];
    }
    if (code != TD_OK)
        return code;
    *ret = all;
    *ret_n = used;
    return TD_OK;
}

static enum td_code initiatives_read(struct reading *reading)
{
    struct initiative_standing *list;
    size_t n;
    enum td_code code = initiatives_of(reading, &list, &n);
    if (code != TD_OK)
        return code;
    value_set(reading, (int64_t)n);
    for (size_t i = 0; i < n; i++) {
        Pb__RankingFact *fact =
            fact_add(reading, FACT(INITIATIVE), initiative_text(reading, &list[i]));
        const char *level =
            level_of(reading, &pb__initiative_state__descriptor, (int)list[i].state);
        if (!fact || !level)
            return TD_RESOURCE_EXHAUSTED;
        fact->text = (char *)list[i].title;
        fact->level = (char *)level;
    }
    return TD_OK;
}

static enum td_code adoptions_fact(struct reading *reading,
                                   const struct initiative_standing *standing, int64_t *sum)
{
    Pb__RankingFact *fact = fact_add(reading, FACT(ADOPTIONS), initiative_text(reading, standing));
    if (!fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->text = (char *)standing->title;
    fact->value = standing->adoptions;
    *sum += standing->adoptions;
    return TD_OK;
}

/* I.1.c, replication: of the recognised initiatives of the period, and of the one pointed to. */
static enum td_code adoptions_read(struct reading *reading)
{
    struct initiative_standing *list, pointed;
    size_t n;
    bool other;
    int64_t sum = 0;
    enum td_code code = initiatives_of(reading, &list, &n);
    if (code == TD_OK)
        code = initiative_pointed(reading, &pointed, &other);
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        other = other && list[i].id != pointed.id;
        code = adoptions_fact(reading, &list[i], &sum);
    }
    if (code == TD_OK && other)
        code = adoptions_fact(reading, &pointed, &sum);
    if (code == TD_OK)
        value_set(reading, sum);
    return code;
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
                                   seq_of(reading), arena_of(reading), &awards, &n);
    if (code != TD_OK)
        return code;
    for (size_t i = 0; i < n; i++) {
        Pb__RankingFact *fact = fact_add(reading, FACT(AWARD), awards[i].source);
        if (!fact)
            return TD_RESOURCE_EXHAUSTED;
        fact->year = awards[i].year;
        fact->text = (char *)awards[i].name;
    }
    value_set(reading, (int64_t)n);
    return TD_OK;
}

/* -- the collective -- */

enum td_code ranking_unit_find(const struct ranking_reader *reader, const char *unit_code,
                               struct unit_row *ret)
{
    const char *const days[] = {reader->as_of->day, reader->period.to, reader->period.from};
    enum td_code code = TD_NOT_FOUND;
    for (size_t i = 0; code == TD_NOT_FOUND && i < sizeof days / sizeof *days; i++)
        code = units_find(reader->call->db, unit_code, days[i], reader->call->arena, ret);
    return code;
}

/* IV.3.a: the side of the assessment that the term is, or the whole. */
static enum td_code assessment_read(struct reading *reading)
{
    return fact_note(reading, FACT(ASSESSMENT_MISSING), reading->nominee->unit_code);
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
    return indexed ? index_read(reading) : assessment_read(reading);
}

static enum td_code (*const READERS[RANKING_N_SOURCES])(struct reading *reading) = {
    [RANKING_ASSESSMENT] = assessment_read,
    [RANKING_INDEX] = index_read,
    [RANKING_INDEX_TREND] = index_trend_read,
    [RANKING_COMPLETION] = completion_read,
    [RANKING_RECOGNITION] = recognition_read,
    [RANKING_EFFECT] = effect_read,
    [RANKING_SHARE] = share_read,
    [RANKING_CONTRIBUTION] = contribution_read,
    [RANKING_AWARDS] = awards_read,
    [RANKING_INITIATIVES] = initiatives_read,
    [RANKING_ADOPTIONS] = adoptions_read,
};

enum td_code ranking_value_read(const struct ranking_reader *reader,
                                const struct nominee_row *nominee, const struct ranking_term *term,
                                struct ranking_value *ret)
{
    struct reading reading = {reader, nominee, term, ret};
    *ret = (struct ranking_value){.level = ""};
    return READERS[term->source](&reading);
}
