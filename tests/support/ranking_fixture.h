/* A town with nominees to be ranked, written straight into the tables: received dossiers, published
 * index results, initiatives, awards. Every row is an event of the log of its own. */
#ifndef TD_TESTS_RANKING_FIXTURE_H
#define TD_TESTS_RANKING_FIXTURE_H

#include "service_fixture.h"

#include "human_id.h"
#include "initiative.pb-c.h"
#include "message.h"
#include "ranking.pb-c.h"
#include "task.pb-c.h"

#define RANKED_ROUND "2022-annual"

/* Another round under the plan that is loaded, opened now. */
static inline void round_add(struct town *town, const char *id, uint32_t year, Pb__RoundKind kind)
{
    row_add(town,
            "INSERT INTO round (id, year, kind, state, opens_utc_ms, closes_utc_ms, plan_id,"
            " plan_version, opened_utc_ms, opened_by) VALUES (?1, ?2, ?3, ?4, ?5, ?5 + 1,"
            " '50/KH-UBND', 1, ?5, 1)",
            db_text(id), db_int(year), db_int(kind), db_int(PB__ROUND_STATE__ROUND_STATE_OPEN),
            db_int(town->now_utc_ms));
    round_set_state(town, id, PB__ROUND_EVENT__ROUND_EVENT_REVIEW,
                    PB__ROUND_STATE__ROUND_STATE_REVIEWING);
}

struct nominee_of {
    const char *round, *unit, *line, *name, *staff_code, *initiative;
    bool woman;
    uint32_t women_percent;
    Pb__NomineeState state; /* 0: not appraised */
};

/* A received dossier with this one nominee; "HS-2022-000N/1". */
static inline const char *nominee_add(struct town *town, int64_t number, struct nominee_of nominee)
{
    int64_t id = human_id(2022, number), seq = log_next(town);
    bool person = strcmp(nominee.line, "individual") == 0;
    row_add(town, "INSERT INTO dossier (id, round_id, unit_code, draft_id) VALUES (?1, ?2, ?3, ?4)",
            db_int(id), db_text(nominee.round ? nominee.round : RANKED_ROUND),
            db_text(nominee.unit), db_blob(&id, sizeof id));
    row_add(town,
            "INSERT INTO dossier_version (dossier_id, version, content, content_sha256)"
            " VALUES (?1, 1, ?2, ?2)",
            db_int(id), db_blob("x", 1));
    row_add(town,
            "INSERT INTO dossier_event (dossier_id, log_seq, version, event, state, at_utc_ms,"
            " officer_id, originals, note) VALUES (?1, ?2, 1, ?3, ?4, ?5, 1, 2, '')",
            db_int(id), db_int(seq), db_int(PB__DOSSIER_EVENT__DOSSIER_EVENT_RECEIVE),
            db_int(PB__DOSSIER_STATE__DOSSIER_RECEIVED), db_int(town->now_utc_ms));
    row_add(
        town,
        "INSERT INTO nominee (dossier_id, version, ordinal, kind, award_line, name, name_folded,"
        " staff_code, citizen_id, gender, women_percent, initiative)"
        " VALUES (?1, 1, 0, ?2, ?3, ?4, ?4, ?5, '', ?6, ?7, ?8)",
        db_int(id),
        db_int(person ? PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL
                      : PB__NOMINEE_KIND__NOMINEE_COLLECTIVE),
        db_text(nominee.line), db_text(nominee.name ? nominee.name : nominee.unit),
        db_text(nominee.staff_code ? nominee.staff_code : ""),
        db_int(nominee.woman ? PB__GENDER__GENDER_FEMALE : PB__GENDER__GENDER_MALE),
        db_int(nominee.women_percent), db_text(nominee.initiative ? nominee.initiative : ""));
    return nominee_id_format(town->arena, id, 1);
}

/* What became of it; the reason is "III.4". */
static inline void nominee_state_set(struct town *town, const char *nominee_id, Pb__NomineeState to)
{
    int64_t id;
    uint32_t ordinal;
    assert_true(nominee_id_parse(nominee_id, &id, &ordinal));
    row_add(town,
            "INSERT INTO nominee_event (dossier_id, ordinal, log_seq, version, event, state,"
            " reason, at_utc_ms, officer_id) VALUES (?1, ?2, ?3, 1, ?6, ?4, 'III.4', ?5, 1)",
            db_int(id), db_int(ordinal), db_int(log_next(town)), db_int(to),
            db_int(town->now_utc_ms),
            db_int(to - PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE +
                   PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_ELIGIBLE)); /* both enums go on alike */
}

static inline const char *eligible_add(struct town *town, int64_t number, struct nominee_of nominee)
{
    const char *id = nominee_add(town, number, nominee);
    nominee_state_set(town, id, PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE);
    return id;
}

/* A publication of a year's index of communes and wards, of these units: totals of 100.00. */
struct index_of {
    const char *unit;
    int64_t total_centi;
};

static inline void index_add(struct town *town, uint32_t year, uint32_t version,
                             const struct index_of *results, size_t n)
{
    const char *set = td_arena_printf(town->arena, "%u-commune_ward", year);
    int64_t seq = log_next(town);
    if (version == 1) {
        row_add(town, "INSERT INTO index_set (id, year, level) VALUES (?1, ?2, 2)", db_text(set),
                db_int(year));
        row_add(town,
                "INSERT INTO index_definition (set_id, version, title_vi, title_en, max_centi,"
                " items, plan_id, plan_version, sha256, yaml, reason, defined_utc_ms, defined_by,"
                " log_seq) VALUES (?1, 1, '', '', 10000, 1, '50/KH-UBND', 1, ?2, ?2, '', 0, 1, ?3)",
                db_text(set), db_blob("x", 1), db_int(seq));
    }
    row_add(town,
            "INSERT INTO index_publication (set_id, version, definition_version, reason,"
            " published_utc_ms, published_by, log_seq) VALUES (?1, ?2, 1, '', ?3, 1, ?4)",
            db_text(set), db_int(version), db_int(town->now_utc_ms), db_int(seq));
    for (size_t i = 0; i < n; i++) {
        uint32_t rank = 1;
        for (size_t k = 0; k < n; k++)
            rank += results[k].total_centi > results[i].total_centi;
        row_add(town,
                "INSERT INTO index_result (set_id, version, unit_code, unit_name, rank, raw_centi,"
                " covered_max_centi, max_centi, total_centi, percent_centi)"
                " VALUES (?1, ?2, ?3, ?3, ?4, ?5, 10000, 10000, ?5, ?5)",
                db_text(set), db_int(version), db_text(results[i].unit), db_int(rank),
                db_int(results[i].total_centi));
    }
}

/* Tasks of a unit due in a year, some of them done on time, the others still assigned. */
static inline void tasks_add(struct town *town, const char *unit, uint32_t year, unsigned n,
                             unsigned on_time)
{
    for (unsigned i = 0; i < n; i++) {
        const char *code = td_arena_printf(town->arena, "%s-%u-%u", unit, year, i);
        const char *due = td_arena_printf(town->arena, "%u-06-30", year);
        bool done = i < on_time;
        row_add(town,
                "INSERT INTO task (code, unit_code, field, title, assigned_on, source, plan_id,"
                " plan_version) VALUES (?1, ?2, 'organisation', '', ?3, '', '50/KH-UBND', 1)",
                db_text(code), db_text(unit), db_text(due));
        row_add(town,
                "INSERT INTO task_event (task_code, log_seq, event, state, due_on, completed_on,"
                " at_utc_ms, officer_id, note, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, '',"
                " '')",
                db_text(code), db_int(log_next(town)), db_int(PB__TASK_EVENT__TASK_EVENT_ASSIGN),
                db_int(done ? PB__TASK_STATE__TASK_DONE_ON_TIME : PB__TASK_STATE__TASK_ASSIGNED),
                db_text(due), db_text(done ? due : ""), db_int(town->now_utc_ms));
    }
}

struct initiative_of {
    const char *unit, *title, *author, *staff_code;
    uint32_t share_percent;
    Pb__InitiativeEffect effect; /* 0: not assessed */
    bool recognised;
    unsigned adoptions;
};

static inline void initiative_event(struct town *town, int64_t id, Pb__InitiativeEvent event,
                                    Pb__InitiativeState state, Pb__InitiativeEffect effect)
{
    row_add(town,
            "INSERT INTO initiative_event (initiative_id, log_seq, event, state, version, effect,"
            " note, at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, 1, ?5, '', ?6, 1)",
            db_int(id), db_int(log_next(town)), db_int(event), db_int(state), db_int(effect),
            db_int(town->now_utc_ms));
}

/* "SK-YEAR-000N". */
static inline const char *initiative_add(struct town *town, uint32_t year, int64_t number,
                                         struct initiative_of of)
{
    static const char *const ADOPTERS[] = {"A1", "A2", "A3", "A4", "A5", "A6"};
    int64_t id = human_id(year, number);
    Pb__InitiativeContent content = PB__INITIATIVE_CONTENT__INIT;
    Pb__InitiativeAuthor author = PB__INITIATIVE_AUTHOR__INIT, *authors[] = {&author};
    size_t len;
    author.name = (char *)(of.author ? of.author : "");
    author.staff_code = (char *)(of.staff_code ? of.staff_code : "");
    author.share_percent = of.share_percent;
    content.authors = authors;
    content.n_authors = of.author != NULL;
    const uint8_t *bytes = td_message_pack(&content.base, town->arena, &len);
    row_add(town, "INSERT INTO initiative (id, unit_code, registered_utc_ms) VALUES (?1, ?2, 0)",
            db_int(id), db_text(of.unit));
    row_add(town,
            "INSERT INTO initiative_version (initiative_id, version, content, kind, title)"
            " VALUES (?1, 1, ?2, 1, ?3)",
            db_int(id), len ? db_blob(bytes, len) : db_blob("", 0), db_text(of.title));
    initiative_event(town, id, PB__INITIATIVE_EVENT__INITIATIVE_EVENT_REGISTER,
                     PB__INITIATIVE_STATE__INITIATIVE_STATE_REGISTERED, 0);
    if (of.effect)
        initiative_event(town, id, PB__INITIATIVE_EVENT__INITIATIVE_EVENT_ASSESS,
                         PB__INITIATIVE_STATE__INITIATIVE_STATE_ASSESSED, of.effect);
    if (of.recognised)
        initiative_event(town, id, PB__INITIATIVE_EVENT__INITIATIVE_EVENT_RECOGNISE,
                         PB__INITIATIVE_STATE__INITIATIVE_STATE_RECOGNISED, 0);
    for (unsigned i = 0; i < of.adoptions; i++)
        row_add(town,
                "INSERT INTO adoption (initiative_id, unit_code, since_on, how, log_seq, at_utc_ms,"
                " officer_id) VALUES (?1, ?2, '2022-10-01', '', ?3, 0, 1)",
                db_int(id), db_text(ADOPTERS[i]), db_int(log_next(town)));
    return human_id_text(town->arena, "SK", id);
}

/* -- asking -- */

static inline enum td_code rank_round(struct town *town, Pb__RankingRankRequest in,
                                      Pb__RankingRankResponse *out)
{
    in.round_id = *in.round_id ? in.round_id : (char *)RANKED_ROUND;
    return town_call(town, HOME_HEAD, &ranking_service, "Rank", &in, out);
}

static inline const Pb__RankingLine *line_named(Pb__RankingLine *const *lines, size_t n,
                                                const char *line)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(lines[i]->line, line) == 0)
            return lines[i];
    fail_msg("no line %s", line);
    return NULL;
}

/* The line of the round as it is now. */
static inline const Pb__RankingLine *line_now(struct town *town, const char *round,
                                              const char *line)
{
    Pb__RankingRankRequest in = PB__RANKING_RANK_REQUEST__INIT;
    Pb__RankingRankResponse *out = td_arena_alloc(town->arena, sizeof *out);
    in.round_id = (char *)round;
    in.line = (char *)line;
    assert_done(town, rank_round(town, in, out));
    assert_int_equal(out->n_lines, 1);
    return out->lines[0];
}

static inline const Pb__RankingEntry *entry_of(const Pb__RankingLine *line, const char *nominee_id)
{
    for (size_t i = 0; i < line->n_entries; i++)
        if (strcmp(line->entries[i]->nominee_id, nominee_id) == 0)
            return line->entries[i];
    fail_msg("%s is not ranked", nominee_id);
    return NULL;
}

static inline const Pb__RankingValue *value_of(const Pb__RankingEntry *entry, const char *component)
{
    for (size_t i = 0; i < entry->n_values; i++)
        if (strcmp(entry->values[i]->component, component) == 0)
            return entry->values[i];
    fail_msg("no component %s", component);
    return NULL;
}

#endif
