/* RankingService on a real database: what the components are made of, who is listed apart, moments,
 * explanations, and simulations, which with nothing set are the real result. */
#include "ranking_fixture.h"

#include "awards_won.h"
#include "domain/ranking.h"

#define IN PB__RANKING_PLACE__RANKING_PLACE_IN
#define TIED PB__RANKING_PLACE__RANKING_PLACE_TIED
#define RESERVE PB__RANKING_PLACE__RANKING_PLACE_RESERVE
#define OUT PB__RANKING_PLACE__RANKING_PLACE_OUT
#define COUNT(table) (sizeof(table) / sizeof *(table))
#define STATE(name) PB__NOMINEE_STATE__NOMINEE_STATE_##name

static int setup(void **state)
{
    int failed = town_setup(state);
    struct town *town = *state;
    if (failed)
        return failed;
    town_open_round(town);
    town_add_unit(town, "XMQ", "UBND xã Mỹ Quới", PB__UNIT_KIND__UNIT_COMMUNE);
    town_add_unit(town, "XLB", "UBND xã Long Bình", PB__UNIT_KIND__UNIT_COMMUNE);
    return 0;
}

/* -- communes and wards: the published index -- */

/* P1 and XMQ are level, as in the sample data; P2 follows, XLB has no index. */
static void communes_add(struct town *town, const char *ids[4])
{
    static const struct index_of INDEX[] = {{"P1", 9024}, {"XMQ", 9024}, {"P2", 8800}};
    static const char *const UNITS[] = {"P1", "XMQ", "P2", "XLB"};
    for (size_t i = 0; i < COUNT(UNITS); i++)
        ids[i] = eligible_add(town, (int64_t)i + 1,
                              (struct nominee_of){.unit = UNITS[i], .line = "commune_ward"});
    index_add(town, 2022, 1, INDEX, COUNT(INDEX));
}

static void rank__communes__follow_the_published_index(void **state)
{
    struct town *town = *state;
    const char *ids[4];
    communes_add(town, ids);
    const Pb__RankingLine *line = line_now(town, RANKED_ROUND, "commune_ward");
    assert_int_equal(line->quota, 2); /* III.1 */
    assert_int_equal(line->n_entries, 3);
    const Pb__RankingEntry *p1 = entry_of(line, ids[0]), *p2 = entry_of(line, ids[2]);
    assert_int_equal(p1->rank, 1);
    assert_int_equal(p1->equals, 2);
    assert_int_equal(p1->tie_break, PB__RANKING_TIE_BREAK__RANKING_TIE_BREAK_NONE);
    assert_int_equal(p1->place, IN); /* both fit */
    assert_int_equal(p1->total_e10, INT64_C(902400000000));
    assert_int_equal(value_of(p1, "index")->raw, 9024);
    assert_int_equal(value_of(p1, "index")->score_micro, 90240000);
    assert_int_equal(value_of(p1, "index")->weighted_e10, p1->total_e10);
    assert_string_equal(p1->unit_name, "Phường 1");
    assert_int_equal(p2->rank, 3);
    assert_int_equal(p2->place, RESERVE);
    assert_int_equal(p2->reserve_order, 1);
    assert_int_equal(line->last_in_e10 - line->first_out_e10, INT64_C(22400000000)); /* 2.24 */
    assert_int_equal(line->n_apart, 1); /* XLB: nothing was published */
    assert_string_equal(line->apart[0]->nominee_id, ids[3]);
    assert_int_equal(line->apart[0]->apart, PB__RANKING_APART__RANKING_APART_NO_BASIS);
}

static void rank__whoever_is_not_eligible__is_listed_apart(void **state)
{
    static const struct {
        Pb__NomineeState from, to;
        Pb__RankingApart apart;
    } CASES[] = {
        {0, 0, PB__RANKING_APART__RANKING_APART_NOT_APPRAISED},
        {0, STATE(ELIGIBLE), 0},
        {0, STATE(INELIGIBLE), PB__RANKING_APART__RANKING_APART_INELIGIBLE}, /* I.2.e, III.4 */
        {0, STATE(RECOMMENDED), 0},
        {0, STATE(RESERVE), 0},
        {0, STATE(NOT_RECOMMENDED), 0},
        {STATE(RECOMMENDED), STATE(AWARDED), 0},
        {STATE(NOT_RECOMMENDED), STATE(NOT_AWARDED), 0},
        {STATE(AWARDED), STATE(REVOKED), PB__RANKING_APART__RANKING_APART_REVOKED},
        /* The decision does not make the ineligible comparable. */
        {STATE(INELIGIBLE), STATE(NOT_AWARDED), PB__RANKING_APART__RANKING_APART_INELIGIBLE},
    };
    struct town *town = *state;
    const struct index_of index[] = {{"P1", 9000}};
    index_add(town, 2022, 1, index, 1);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const char *id = nominee_add(town, (int64_t)i + 1,
                                     (struct nominee_of){.unit = "P1", .line = "commune_ward"});
        if (CASES[i].from)
            nominee_state_set(town, id, CASES[i].from);
        if (CASES[i].to)
            nominee_state_set(town, id, CASES[i].to);
    }
    const Pb__RankingLine *line = line_now(town, RANKED_ROUND, "commune_ward");
    assert_int_equal(line->n_entries + line->n_apart, COUNT(CASES));
    for (size_t i = 0; i < line->n_apart; i++) {
        int64_t id;
        uint32_t ordinal;
        assert_true(nominee_id_parse(line->apart[i]->nominee_id, &id, &ordinal));
        size_t number = (size_t)(id - human_id(2022, 0));
        assert_int_equal(line->apart[i]->apart, CASES[number - 1].apart);
        assert_string_equal(line->apart[i]->apart_reason, CASES[number - 1].to ? "III.4" : "");
        assert_int_equal(line->apart[i]->rank, 0);
        assert_int_equal(line->apart[i]->place, 0);
    }
}

static void rank__provisional__ranks_those_not_appraised_yet_too(void **state)
{
    struct town *town = *state;
    const struct index_of index[] = {{"P1", 9000}};
    Pb__RankingRankRequest in = PB__RANKING_RANK_REQUEST__INIT;
    Pb__RankingRankResponse out;
    index_add(town, 2022, 1, index, 1);
    nominee_add(town, 1, (struct nominee_of){.unit = "P1", .line = "commune_ward"});
    in.line = (char *)"commune_ward";
    assert_done(town, rank_round(town, in, &out));
    assert_int_equal(out.lines[0]->n_entries, 0);
    in.provisional = true;
    assert_done(town, rank_round(town, in, &out));
    assert_true(out.provisional);
    assert_int_equal(out.lines[0]->n_entries, 1);
    assert_int_equal(out.lines[0]->entries[0]->state, STATE(PROPOSED));
}

/* -- individuals: the initiative, and the collective's result -- */

static void rank__individuals__by_initiative_and_contribution(void **state)
{
    struct town *town = *state;
    const struct index_of index[] = {{"P1", 9000}};
    index_add(town, 2022, 1, index, 1);
    const char *full = initiative_add(
        town, 2022, 1,
        (struct initiative_of){"P1", "Một cửa", "Nguyễn Văn Mẫu", "NN-001", 100,
                               PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_REPLICABLE, true, 5});
    const char *part = initiative_add(
        town, 2022, 2,
        (struct initiative_of){"P1", "Hai cửa", "Trần Thị Ví Dụ", "NN-002", 40,
                               PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT, false, 0});
    const char *fresh = initiative_add(
        town, 2022, 3,
        (struct initiative_of){"P1", "Ba cửa", "Lê Văn Mẫu", "NN-003", 100, 0, 0, 0});
    const char *first = eligible_add(town, 1,
                                     (struct nominee_of){NULL, "P1", "individual", "Nguyễn Văn Mẫu",
                                                         "NN-001", full, false, 0, 0});
    const char *second =
        eligible_add(town, 2,
                     (struct nominee_of){NULL, "P1", "individual", "Trần Thị Ví Dụ", "NN-002", part,
                                         true, 0, 0});
    const char *third = eligible_add(
        town, 3,
        (struct nominee_of){NULL, "P1", "individual", "Lê Văn Mẫu", "NN-003", fresh, false, 0, 0});
    const char *without = eligible_add(
        town, 4,
        (struct nominee_of){NULL, "P1", "individual", "Hồ Văn Mẫu", "NN-004", "", 0, 0, 0});
    const Pb__RankingLine *line = line_now(town, RANKED_ROUND, "individual");
    const Pb__RankingEntry *entry = entry_of(line, first);
    assert_int_equal(entry->total_e10, 97 * RANKING_TOTAL_POINT); /* 20 + 25 + 15 + 10 + 27 */
    assert_string_equal(value_of(entry, "recognition")->level, "recognised");
    assert_int_equal(value_of(entry, "adoptions")->raw, 5);
    entry = entry_of(line, second); /* 0 + 25 * 0.6 + 0 + 4 + 27 */
    assert_int_equal(entry->total_e10, 46 * RANKING_TOTAL_POINT);
    assert_string_equal(value_of(entry, "effect")->level, "in_unit");
    assert_int_equal(value_of(entry, "share")->raw, 4000);
    entry = entry_of(line, third); /* not assessed: no basis, which is no zero */
    assert_false(value_of(entry, "effect")->known);
    assert_int_equal(entry->total_e10, 37 * RANKING_TOTAL_POINT);
    entry = entry_of(line, without); /* III.1 wants an initiative: the floor of 30 points */
    assert_true(value_of(entry, "effect")->known);
    assert_int_equal(entry->total_e10, 27 * RANKING_TOTAL_POINT);
    assert_int_equal(entry->place, OUT);
}

/* -- departments: the sides of IV.3.a -- */

static void rank__departments__by_what_the_records_say_of_their_work(void **state)
{
    struct town *town = *state;
    const char *id =
        eligible_add(town, 1, (struct nominee_of){.unit = "PNV", .line = "department"});
    town_add_unit(town, "PTP", "Phòng Tư pháp", PB__UNIT_KIND__UNIT_DEPARTMENT);
    const char *idle =
        eligible_add(town, 2, (struct nominee_of){.unit = "PTP", .line = "department"});
    tasks_add(town, "PNV", 2022, 4, 3);
    tasks_add(town, "PNV", 2021, 5, 0); /* another year's */
    const Pb__RankingLine *line = line_now(town, RANKED_ROUND, "department");
    const Pb__RankingEntry *entry = entry_of(line, id);
    assert_int_equal(value_of(entry, "completion")->raw, 7500);
    assert_int_equal(value_of(entry, "completion")->weighted_e10,
                     75 * RANKING_TOTAL_POINT / 2);              /* at 50 % */
    assert_false(value_of(entry, "head_responsibility")->known); /* for people to judge */
    assert_true(entry->basis_decides);
    assert_int_equal(line->n_apart, 1); /* no task is no basis, not 100 % */
    assert_string_equal(line->apart[0]->nominee_id, idle);
}

/* IV.3.a: the result and its change against the year before, as the plan file weighs them. */
static void rank__departments__effectiveness_counts_the_change(void **state)
{
    struct town *town = *state;
    const struct index_of before[] = {{"PNV", 7000}}, now[] = {{"PNV", 8000}};
    const char *id =
        eligible_add(town, 1, (struct nominee_of){.unit = "PNV", .line = "department"});
    index_add(town, 2022, 1, now, 1);
    const Pb__RankingEntry *entry = entry_of(line_now(town, RANKED_ROUND, "department"), id);
    assert_int_equal(value_of(entry, "effectiveness")->raw, 8000); /* nothing to compare with */
    index_add(town, 2021, 1, before, 1);
    entry = entry_of(line_now(town, RANKED_ROUND, "department"), id);
    assert_int_equal(value_of(entry, "effectiveness")->raw, 8600); /* 70 % of 80, 30 % of 100 */
    assert_int_equal(value_of(entry, "effectiveness")->weighted_e10,
                     258 * RANKING_TOTAL_POINT / 10); /* at 30 % */
}

/* -- several years -- */

static void rank__interim__draws_on_all_years(void **state)
{
    struct town *town = *state;
    const struct index_of first[] = {{"P1", 8000}}, last[] = {{"P1", 9000}};
    index_add(town, 2021, 1, first, 1);
    index_add(town, 2025, 1, last, 1);
    round_add(town, "2021-annual", 2021, PB__ROUND_KIND__ROUND_ANNUAL);
    round_add(town, "2025-interim", 2025, PB__ROUND_KIND__ROUND_INTERIM);
    initiative_add(town, 2023, 1,
                   (struct initiative_of){"P1", "Một cửa", "Nguyễn Văn Mẫu", "NN-001", 100,
                                          PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_REPLICABLE, true,
                                          2});
    initiative_add(town, 2020, 1, /* before the period */
                   (struct initiative_of){"P1", "Cũ", "Nguyễn Văn Mẫu", "NN-001", 100,
                                          PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_REPLICABLE, true,
                                          3});
    const char *won = nominee_add(
        town, 1, (struct nominee_of){.round = "2021-annual", .unit = "P1", .line = "commune_ward"});
    nominee_state_set(town, won, STATE(AWARDED));
    const char *lost = nominee_add(
        town, 2, (struct nominee_of){.round = RANKED_ROUND, .unit = "P1", .line = "commune_ward"});
    nominee_state_set(town, lost, STATE(AWARDED));
    nominee_state_set(town, lost, STATE(REVOKED));
    const char *id = eligible_add(
        town, 3,
        (struct nominee_of){.round = "2025-interim", .unit = "P1", .line = "commune_ward"});
    const char *person = eligible_add(town, 4,
                                      (struct nominee_of){"2025-interim", "P1", "individual",
                                                          "Nguyễn Văn Mẫu", "NN-001", "", 0, 0, 0});
    const Pb__RankingLine *line = line_now(town, "2025-interim", "commune_ward");
    const Pb__RankingEntry *entry = entry_of(line, id);
    assert_int_equal(line->quota, 3);                      /* III.2 */
    assert_int_equal(value_of(entry, "index")->raw, 8500); /* the mean of 80 and 90 */
    assert_int_equal(value_of(entry, "index_trend")->raw, 1000);
    assert_int_equal(value_of(entry, "index_trend")->score_micro, 50 * RANKING_SCORE_POINT);
    assert_int_equal(value_of(entry, "awards")->raw, 1); /* the revoked one does not count */
    assert_int_equal(value_of(entry, "initiatives")->raw, 1);
    assert_int_equal(value_of(entry, "adoptions")->raw, 2);
    assert_false(value_of(entry, "completion")->known); /* no task in all these years */
    line = line_now(town, "2025-interim", "individual");
    assert_int_equal(line->quota, 10);
    assert_int_equal(value_of(entry_of(line, person), "initiatives")->raw, 1);
    assert_int_equal(value_of(entry_of(line, person), "adoptions")->raw, 2);
}

static void awards_won__person__by_code_never_by_name(void **state)
{
    struct town *town = *state;
    struct award_won *awards;
    size_t n;
    const char *id = nominee_add(
        town, 1,
        (struct nominee_of){NULL, "P1", "individual", "Nguyễn Văn Mẫu", "NN-001", "", false, 0, 0});
    nominee_state_set(town, id, STATE(AWARDED));
    const struct award_winner winners[] = {
        {NULL, "NN-001", ""}, {NULL, "NN-002", ""}, {NULL, "", ""}, {"P1", "", ""}};
    static const size_t WON[] = {1, 0, 0, 0}; /* a person's award is not the unit's */
    for (size_t i = 0; i < COUNT(winners); i++) {
        assert_int_equal(
            awards_won(town->db, &winners[i], 2021, 2025, INT64_MAX, town->arena, &awards, &n),
            TD_OK);
        assert_int_equal(n, WON[i]);
    }
    assert_int_equal(
        awards_won(town->db, &winners[0], 2023, 2025, INT64_MAX, town->arena, &awards, &n), TD_OK);
    assert_int_equal(n, 0);
}

#define CALL_BUDGET (4 << 20) /* what an officer's request gets: rpc.c */

/* A final review of a whole town: its memory does not grow with what is read. */
static void simulate__large_final_review__fits_into_a_request(void **state)
{
    struct town *town = *state;
    Pb__RankingSimulateRequest in = PB__RANKING_SIMULATE_REQUEST__INIT;
    Pb__RankingSimulateResponse out;
    char *description = td_arena_alloc(town->arena, 4001);
    memset(description, 'x', 4000);
    description[4000] = '\0';
    round_add(town, "2030-final", 2030, PB__ROUND_KIND__ROUND_FINAL);
    assert_int_equal(db_begin(town->db, true), TD_OK);
    for (int64_t i = 1; i <= 150; i++)
        initiative_add(town, 2021 + (uint32_t)i % 10, i,
                       (struct initiative_of){"PNV", description, "Nguyễn Văn Mẫu", "NN-001", 100,
                                              PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT,
                                              true, 1});
    for (uint32_t year = 2021; year <= 2030; year++)
        tasks_add(town, "PNV", year, 20, 10);
    for (int64_t i = 1; i <= 60; i++)
        eligible_add(town, i,
                     (struct nominee_of){"2030-final", "PNV", i % 3 ? "individual" : "department",
                                         "Nguyễn Văn Mẫu", i == 1 ? "NN-001" : "NN-002",
                                         "SK-2021-0010", 0, 0, 0});
    assert_int_equal(db_commit(town->db), TD_OK);
    struct td_arena *whole = town->arena;
    town->arena = td_arena_new(CALL_BUDGET);
    in.round_id = (char *)"2030-final";
    assert_done(town, town_call(town, SPECIALIST, &ranking_service, "Simulate", &in, &out));
    assert_int_equal(line_named(out.lines, out.n_lines, "individual")->n_entries, 40);
    assert_int_equal(line_named(out.lines, out.n_lines, "individual")->quota, 10); /* III.3 */
    assert_int_equal(line_named(out.lines, out.n_lines, "department")->n_entries, 20);
    assert_true(protobuf_c_message_get_packed_size(&out.base) < 1 << 20);
    td_arena_free(town->arena);
    town->arena = whole;
}

/* -- the preference -- */

static void rank__preference__is_that_of_the_day(void **state)
{
    static const struct {
        const char *day;
        uint32_t percent, woman_rank;
    } CASES[] = {{"2023-12-31", 0, 1}, {"2024-06-01", 70, 1}, {"2025-07-01", 0, 1}};
    struct town *town = *state;
    const struct index_of index[] = {{"P1", 9000}, {"P2", 9000}};
    index_add(town, 2022, 1, index, 2);
    const char *man = eligible_add(
        town, 1, (struct nominee_of){.unit = "P1", .line = "commune_ward", .women_percent = 69});
    const char *woman = eligible_add(
        town, 2, (struct nominee_of){.unit = "P2", .line = "commune_ward", .women_percent = 71});
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_true(td_date_start(CASES[i].day, &town->now_utc_ms));
        const Pb__RankingLine *line = line_now(town, RANKED_ROUND, "commune_ward");
        assert_int_equal(line->women_percent, CASES[i].percent);
        assert_int_equal(entry_of(line, woman)->rank, CASES[i].woman_rank);
        assert_int_equal(entry_of(line, man)->rank, CASES[i].percent ? 2 : 1);
        assert_int_equal(*line->preference != '\0', CASES[i].percent > 0);
    }
}

/* -- moments -- */

static void rank__as_of__shows_what_was_known_then(void **state)
{
    struct town *town = *state;
    const char *ids[4];
    Pb__RankingRankRequest in = PB__RANKING_RANK_REQUEST__INIT;
    Pb__RankingRankResponse before, after, again;
    Pb__AsOf as_of = PB__AS_OF__INIT;
    const struct index_of corrected[] = {{"P1", 8000}, {"XMQ", 9024}, {"P2", 8800}};
    communes_add(town, ids);
    assert_done(town, rank_round(town, in, &before));
    town->now_utc_ms += DAY_MS;
    index_add(town, 2022, 2, corrected, COUNT(corrected));
    nominee_state_set(town, ids[1], STATE(INELIGIBLE));
    assert_done(town, rank_round(town, in, &after));
    as_of.log_seq = before.log_seq;
    in.as_of = &as_of;
    assert_done(town, rank_round(town, in, &again));
    const Pb__RankingLine *line = line_named(after.lines, after.n_lines, "commune_ward");
    assert_int_equal(entry_of(line, ids[0])->rank, 2);
    line = line_named(again.lines, again.n_lines, "commune_ward");
    assert_int_equal(entry_of(line, ids[0])->rank, 1);
    assert_int_equal(entry_of(line, ids[1])->rank, 1);
    assert_true(protobuf_c_message_get_packed_size(&again.lines[1]->base) ==
                protobuf_c_message_get_packed_size(&before.lines[1]->base));
    as_of = (Pb__AsOf)PB__AS_OF__INIT;
    as_of.on = (char *)"2022-11-01"; /* the same, by day */
    assert_done(town, rank_round(town, in, &again));
    line = line_named(again.lines, again.n_lines, "commune_ward");
    assert_int_equal(entry_of(line, ids[0])->rank, 1);
    assert_string_equal(again.day, "2022-11-01");
}

static void rank__before_the_round_was_opened__is_refused(void **state)
{
    struct town *town = *state;
    Pb__RankingRankRequest in = PB__RANKING_RANK_REQUEST__INIT;
    Pb__RankingRankResponse out;
    Pb__AsOf as_of = PB__AS_OF__INIT;
    in.as_of = &as_of;
    as_of.on = (char *)"2022-10-31";
    assert_refused(town, rank_round(town, in, &out), TD_FAILED_PRECONDITION, "as_of",
                   TD_KEY_ROUND_LATER);
    as_of.on = (char *)"2022-13-01";
    assert_refused(town, rank_round(town, in, &out), TD_INVALID_ARGUMENT, "as_of.on",
                   TD_KEY_DATE_FORM);
    in.as_of = NULL;
    in.line = (char *)"organisation"; /* II.1.c: there is no such line */
    assert_refused(town, rank_round(town, in, &out), TD_NOT_FOUND, "line", TD_KEY_LINE_UNKNOWN);
    in.line = (char *)"";
    in.round_id = (char *)"2031-annual";
    assert_refused(town, rank_round(town, in, &out), TD_NOT_FOUND, "round_id",
                   TD_KEY_ROUND_UNKNOWN);
}

/* -- explain -- */

static enum td_code explain(struct town *town, const char *round, const char *nominee_id,
                            Pb__RankingExplainResponse *out)
{
    Pb__RankingExplainRequest in = PB__RANKING_EXPLAIN_REQUEST__INIT;
    in.round_id = (char *)round;
    in.nominee_id = (char *)nominee_id;
    return town_call(town, AUDITOR, &ranking_service, "Explain", &in, out);
}

static void explain__nominee__says_what_it_rests_on_and_who_is_beside(void **state)
{
    struct town *town = *state;
    const char *ids[4];
    Pb__RankingExplainResponse out;
    communes_add(town, ids);
    assert_done(town, explain(town, RANKED_ROUND, ids[0], &out));
    assert_int_equal(out.entry->rank, 1);
    assert_int_equal(out.n_equal_to, 1);
    assert_string_equal(out.equal_to[0], ids[1]);
    assert_null(out.before);
    assert_string_equal(out.after->nominee_id, ids[2]);
    assert_int_equal(out.line->n_entries, 0);
    const Pb__RankingValue *index = value_of(out.entry, "index");
    assert_int_equal(index->n_facts, 1);
    assert_int_equal(index->facts[0]->kind, PB__RANKING_FACT_KIND__RANKING_FACT_INDEX);
    assert_int_equal(index->facts[0]->year, 2022);
    assert_int_equal(index->facts[0]->of, 3);
    assert_string_equal(index->facts[0]->subject, "2022-commune_ward");
    assert_done(town, explain(town, RANKED_ROUND, ids[3], &out));
    assert_int_equal(out.entry->apart, PB__RANKING_APART__RANKING_APART_NO_BASIS);
    assert_int_equal(value_of(out.entry, "index")->facts[0]->kind,
                     PB__RANKING_FACT_KIND__RANKING_FACT_INDEX_MISSING);
    assert_null(out.before);
}

static void explain__unknown_or_of_another_round__is_refused(void **state)
{
    struct town *town = *state;
    const char *ids[4];
    Pb__RankingExplainResponse out;
    communes_add(town, ids);
    round_add(town, "2023-annual", 2023, PB__ROUND_KIND__ROUND_ANNUAL);
    assert_refused(town, explain(town, "2023-annual", ids[0], &out), TD_NOT_FOUND, "nominee_id",
                   TD_KEY_NOMINEE_ROUND);
    assert_refused(town, explain(town, RANKED_ROUND, "HS-2022-0099/1", &out), TD_NOT_FOUND,
                   "nominee_id", TD_KEY_NOMINEE_UNKNOWN);
    assert_refused(town, explain(town, RANKED_ROUND, "P1", &out), TD_NOT_FOUND, "nominee_id",
                   TD_KEY_NOMINEE_UNKNOWN);
}

/* -- what if -- */

static enum td_code simulate(struct town *town, const char *key, int64_t value,
                             Pb__RankingSimulateResponse *out)
{
    Pb__RankingSimulateRequest in = PB__RANKING_SIMULATE_REQUEST__INIT;
    Pb__RankingSetting setting = PB__RANKING_SETTING__INIT, *settings[] = {&setting};
    in.round_id = (char *)RANKED_ROUND;
    setting.key = (char *)key;
    setting.value = value;
    in.settings = settings;
    in.n_settings = key != NULL;
    return town_call(town, SPECIALIST, &ranking_service, "Simulate", &in, out);
}

static void simulate__another_quota__says_who_enters_and_who_leaves(void **state)
{
    struct town *town = *state;
    const char *ids[4];
    Pb__RankingSimulateResponse out;
    communes_add(town, ids);
    int64_t before = store_number(town->db, "SELECT COUNT(*) FROM audit_event");
    assert_done(town, simulate(town, "quota.commune", 3, &out)); /* as the issue writes it */
    assert_int_equal(out.n_changes, 1);
    assert_string_equal(out.changes[0]->nominee_id, ids[2]);
    assert_true(out.changes[0]->enters);
    assert_false(out.changes[0]->leaves);
    assert_done(town, simulate(town, "quota.commune_ward", 1, &out));
    assert_int_equal(out.n_changes, 3); /* two tied for one place; P2's turn among the reserves */
    assert_int_equal(out.changes[0]->place_before, IN);
    assert_int_equal(out.changes[0]->place_after, TIED);
    assert_true(out.changes[0]->leaves);
    assert_int_equal(line_named(out.lines, out.n_lines, "commune_ward")->quota, 1);
    assert_int_equal(line_named(out.lines_now, out.n_lines_now, "commune_ward")->quota, 2);
    assert_done(town, simulate(town, "floor.commune_ward", 90, &out));
    assert_int_equal(out.n_changes, 1); /* P2 at 88 is no reserve any more */
    assert_int_equal(out.changes[0]->place_after, OUT);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM audit_event"), before);
}

static void simulate__refused_settings__say_why(void **state)
{
    struct town *town = *state;
    Pb__RankingSimulateResponse out;
    assert_refused(town, simulate(town, "quota.village", 1, &out), TD_INVALID_ARGUMENT,
                   "settings[0].key", TD_KEY_CHOICE);
    assert_refused(town, simulate(town, "quota.commune_ward", -1, &out), TD_INVALID_ARGUMENT,
                   "settings[0].value", TD_KEY_NUMBER_RANGE);
    assert_refused(town, simulate(town, "weight.completion", 60, &out), TD_INVALID_ARGUMENT,
                   "settings", TD_KEY_WEIGHTS_SUM);
}

/* -- properties -- */

static uint32_t random_below(uint64_t *seed, uint32_t n)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 32) % n;
}

static const char *packed(struct town *town, const Pb__RankingLine *line, size_t *ret_len)
{
    return (const char *)td_message_pack(&line->base, town->arena, ret_len);
}

/* Random scores and states: simulation with nothing set, and with what the plan says anyway, is the
 * real result; no ineligible nominee is ranked; the quota holds. */
static void simulate__unchanged__is_the_real_result(void **state)
{
    struct town *town = *state;
    static const char *const UNITS[] = {"P1", "P2", "XMQ", "XLB"};
    uint64_t seed = 2022;
    for (uint32_t version = 1; version <= 12; version++) {
        struct index_of index[COUNT(UNITS)];
        for (size_t i = 0; i < COUNT(UNITS); i++)
            index[i] = (struct index_of){UNITS[i], 6000 + 500 * random_below(&seed, 7)};
        index_add(town, 2022, version, index, COUNT(UNITS));
        const char *id = nominee_add(
            town, version,
            (struct nominee_of){.unit = UNITS[random_below(&seed, 4)], .line = "commune_ward"});
        if (random_below(&seed, 4))
            nominee_state_set(town, id,
                              random_below(&seed, 3) ? STATE(ELIGIBLE) : STATE(INELIGIBLE));
        Pb__RankingRankRequest in = PB__RANKING_RANK_REQUEST__INIT;
        Pb__RankingRankResponse real;
        Pb__RankingSimulateResponse same[2];
        assert_done(town, rank_round(town, in, &real));
        assert_done(town, simulate(town, NULL, 0, &same[0]));
        assert_done(town, simulate(town, "quota.commune_ward", 2, &same[1]));
        for (size_t s = 0; s < 2; s++) {
            assert_int_equal(same[s].n_changes, 0);
            assert_int_equal(same[s].n_lines, real.n_lines);
            for (size_t l = 0; l < real.n_lines; l++) {
                size_t a_len, b_len;
                const char *a = packed(town, real.lines[l], &a_len);
                const char *b = packed(town, same[s].lines[l], &b_len);
                assert_int_equal(a_len, b_len);
                assert_memory_equal(a, b, a_len);
            }
        }
        const Pb__RankingLine *line = line_named(real.lines, real.n_lines, "commune_ward");
        uint32_t in_place = 0;
        for (size_t i = 0; i < line->n_entries; i++) {
            in_place += line->entries[i]->place == IN;
            assert_int_equal(line->entries[i]->state, STATE(ELIGIBLE));
        }
        assert_true(in_place <= line->quota);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rank__communes__follow_the_published_index, setup,
                                        town_teardown),
        cmocka_unit_test_setup_teardown(rank__whoever_is_not_eligible__is_listed_apart, setup,
                                        town_teardown),
        cmocka_unit_test_setup_teardown(rank__provisional__ranks_those_not_appraised_yet_too, setup,
                                        town_teardown),
        cmocka_unit_test_setup_teardown(rank__individuals__by_initiative_and_contribution, setup,
                                        town_teardown),
        cmocka_unit_test_setup_teardown(rank__departments__effectiveness_counts_the_change, setup,
                                        town_teardown),
        cmocka_unit_test_setup_teardown(rank__departments__by_what_the_records_say_of_their_work,
                                        setup, town_teardown),
        cmocka_unit_test_setup_teardown(rank__interim__draws_on_all_years, setup, town_teardown),
        cmocka_unit_test_setup_teardown(simulate__large_final_review__fits_into_a_request, setup,
                                        town_teardown),
        cmocka_unit_test_setup_teardown(awards_won__person__by_code_never_by_name, setup,
                                        town_teardown),
        cmocka_unit_test_setup_teardown(rank__preference__is_that_of_the_day, setup, town_teardown),
        cmocka_unit_test_setup_teardown(rank__as_of__shows_what_was_known_then, setup,
                                        town_teardown),
        cmocka_unit_test_setup_teardown(rank__before_the_round_was_opened__is_refused, setup,
                                        town_teardown),
        cmocka_unit_test_setup_teardown(explain__nominee__says_what_it_rests_on_and_who_is_beside,
                                        setup, town_teardown),
        cmocka_unit_test_setup_teardown(explain__unknown_or_of_another_round__is_refused, setup,
                                        town_teardown),
        cmocka_unit_test_setup_teardown(simulate__another_quota__says_who_enters_and_who_leaves,
                                        setup, town_teardown),
        cmocka_unit_test_setup_teardown(simulate__refused_settings__say_why, setup, town_teardown),
        cmocka_unit_test_setup_teardown(simulate__unchanged__is_the_real_result, setup,
                                        town_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
