/* A round under the very first plan file, stored when the format had no council, no criteria for
 * the head, no effectiveness and no rankings: it is read; what needs these says so, the rest works.
 */
#include "council_fixture.h"

#include "assessment.pb-c.h"
#include "plans.h"

static void older_plan_store(struct town *town)
{
    size_t len;
    const char *text = plan_file_text(town->arena, PLAN_50_FIRST_FILE, &len);
    struct plan_row row = {.plan_id = "50/KH-UBND",
                           .version = 1,
                           .title = "Kế hoạch 50",
                           .issued_on = "2022-05-23",
                           .loaded_utc_ms = town->now_utc_ms,
                           .loaded_by = HOME_HEAD + 1,
                           .log_seq = (uint64_t)log_next(town)};
    td_sha256(text, len, row.sha256);
    assert_int_equal(plans_add(town->db, &row, text, len), TD_OK);
}

static int setup(void **state)
{
    Pb__RoundOpenRequest in = PB__ROUND_OPEN_REQUEST__INIT;
    Pb__RoundOpenResponse out;
    int failed = town_setup(state);
    struct town *town = *state;
    if (failed)
        return failed;
    town_add_unit(town, "P1", "Phường 1", PB__UNIT_KIND__UNIT_WARD);
    town_add_unit(town, "PNV", "Phòng Nội vụ", PB__UNIT_KIND__UNIT_DEPARTMENT);
    older_plan_store(town);
    in.year = 2022;
    in.kind = PB__ROUND_KIND__ROUND_ANNUAL;
    in.opens_utc_ms = TOWN_NOW;
    in.closes_utc_ms = TOWN_NOW + 30 * DAY_MS;
    assert_done(town, town_call(town, SPECIALIST, &round_service, "Open", &in, &out));
    assert_int_equal(out.round->plan_version, 1);
    return 0;
}

/* Refused for this reason, which names the version. */
#define assert_lacks(town, code, field, key)                                                    \
    do {                                                                                        \
        assert_refused(town, code, TD_FAILED_PRECONDITION, field, key);                         \
        assert_int_equal((town)->err.n_violations, 1);                                          \
        assert_string_equal(violation_param(&(town)->err.violations[0], "plan"), "50/KH-UBND"); \
        assert_string_equal(violation_param(&(town)->err.violations[0], "version"), "1");       \
    } while (0)

static void rankings__rank_explain_simulate__say_that_the_plan_has_none(void **state)
{
    struct town *town = *state;
    Pb__RankingRankRequest rank = PB__RANKING_RANK_REQUEST__INIT;
    Pb__RankingExplainRequest explain = PB__RANKING_EXPLAIN_REQUEST__INIT;
    Pb__RankingSimulateRequest simulate = PB__RANKING_SIMULATE_REQUEST__INIT;
    Pb__RankingRankResponse ranked;
    Pb__RankingExplainResponse explained;
    Pb__RankingSimulateResponse simulated;
    rank.round_id = explain.round_id = simulate.round_id = RANKED_ROUND;
    explain.nominee_id =
        (char *)eligible_add(town, 1, (struct nominee_of){.unit = "P1", .line = "commune_ward"});
    assert_lacks(town, town_call(town, SPECIALIST, &ranking_service, "Rank", &rank, &ranked),
                 "round_id", TD_KEY_PLAN_LACKS_RANKINGS);
    assert_lacks(town,
                 town_call(town, SPECIALIST, &ranking_service, "Explain", &explain, &explained),
                 "round_id", TD_KEY_PLAN_LACKS_RANKINGS);
    assert_lacks(town,
                 town_call(town, SPECIALIST, &ranking_service, "Simulate", &simulate, &simulated),
                 "round_id", TD_KEY_PLAN_LACKS_RANKINGS);
}

static void council__convene__says_that_the_plan_has_no_quorum(void **state)
{
    struct town *town = *state;
    round_close(town);
    council_people(town);
    assert_lacks(town, convene(town, CHAIR, SECRETARY), "round_id", TD_KEY_PLAN_LACKS_COUNCIL);
}

static void assessment__head__is_not_scored_and_the_rest_stands(void **state)
{
    struct town *town = *state;
    static const struct index_of BEFORE[] = {{"P1", 7000}}, INDEX[] = {{"P1", 9024}};
    Pb__AssessmentRecordRequest record = PB__ASSESSMENT_RECORD_REQUEST__INIT;
    Pb__AssessmentImportRequest import = PB__ASSESSMENT_IMPORT_REQUEST__INIT;
    Pb__AssessmentRow row = PB__ASSESSMENT_ROW__INIT, *rows[] = {&row};
    Pb__AssessmentScore score = PB__ASSESSMENT_SCORE__INIT, *scores[] = {&score};
    Pb__AssessmentFinding finding = PB__ASSESSMENT_FINDING__INIT, *findings[] = {&finding};
    Pb__AssessmentRecordResponse recorded;
    Pb__AssessmentImportResponse imported;
    index_add(town, 2021, 1, BEFORE, 1);
    index_add(town, 2022, 1, INDEX, 1);
    record.round_id = import.round_id = RANKED_ROUND;
    record.unit_code = row.unit_code = "P1";
    score.criterion = row.criterion = "plan";
    record.scores = scores;
    record.n_scores = 1;
    import.rows = rows;
    import.n_rows = 1;
    assert_lacks(town,
                 town_call(town, SPECIALIST, &assessment_service, "Record", &record, &recorded),
                 "scores", TD_KEY_PLAN_LACKS_HEAD_CRITERIA);
    assert_lacks(town,
                 town_call(town, SPECIALIST, &assessment_service, "Import", &import, &imported),
                 "round_id", TD_KEY_PLAN_LACKS_HEAD_CRITERIA);
    finding.side = "head_responsibility";
    finding.text = "Chỉ đạo sát sao";
    record.n_scores = 0;
    record.findings = findings;
    record.n_findings = 1;
    assert_done(town,
                town_call(town, SPECIALIST, &assessment_service, "Record", &record, &recorded));
    const Pb__AssessmentSheet *sheet = recorded.sheet;
    assert_true(sheet->no_head_criteria);
    assert_int_equal(sheet->n_head, 0);
    assert_false(sheet->complete);
    /* The published result alone: a version without the section does not count the change. */
    assert_int_equal(sheet->sides[2]->percent_centi, 9024);
    assert_null(sheet->effect->before);
    assert_string_equal(sheet->basis_vi, "");
    assert_int_equal(sheet->total_centi, 2707); /* at its weight of 30 % */
}

/* A newer version beside it changes nothing for the round, and everything for those opened later.
 */
static void later_round__newer_version__has_all_sections(void **state)
{
    struct town *town = *state;
    Pb__RankingRankRequest rank = PB__RANKING_RANK_REQUEST__INIT;
    Pb__RankingRankResponse ranked;
    Pb__RoundOpenRequest open = PB__ROUND_OPEN_REQUEST__INIT;
    Pb__RoundOpenResponse opened;
    town_load_plan(town);
    rank.round_id = RANKED_ROUND;
    assert_lacks(town, town_call(town, SPECIALIST, &ranking_service, "Rank", &rank, &ranked),
                 "round_id", TD_KEY_PLAN_LACKS_RANKINGS);
    open.year = 2023;
    open.kind = PB__ROUND_KIND__ROUND_ANNUAL;
    open.opens_utc_ms = TOWN_NOW;
    open.closes_utc_ms = TOWN_NOW + DAY_MS;
    assert_done(town, town_call(town, SPECIALIST, &round_service, "Open", &open, &opened));
    assert_int_equal(opened.round->plan_version, 2);
    rank.round_id = opened.round->id;
    assert_done(town, town_call(town, SPECIALIST, &ranking_service, "Rank", &rank, &ranked));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(rankings__rank_explain_simulate__say_that_the_plan_has_none),
        TEST(council__convene__says_that_the_plan_has_no_quorum),
        TEST(assessment__head__is_not_scored_and_the_rest_stands),
        TEST(later_round__newer_version__has_all_sections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
