/* IndexService (II.3.a): publication, who sees what, years and lists, on a real database. */
#include "index_fixture.h"

/* -- publication -- */

static void publish__sample__three_tie_and_the_next_is_fourth(void **state)
{
    struct town *town = *state;
    Pb__IndexPublishResponse published;
    Pb__IndexRankResponse out;
    static const struct {
        const char *unit;
        uint32_t rank;
        int64_t total, percent;
    } WANT[] = {{"P1", 1, 4061, 9024},
                {"P2", 1, 4061, 9024},
                {"XMQ", 1, 4061, 9024},
                {"XLB", 4, 3810, 8467}};
    import_sample(town);
    assert_done(town, publish(town, "", false, &published));
    assert_int_equal(published.publication->version, 1);
    assert_done(town, rank_as(town, OTHER_CLERK, 0, false, &out));
    assert_int_equal(out.n_results, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(out.results[i]->unit_code, WANT[i].unit);
        assert_int_equal(out.results[i]->rank, WANT[i].rank);
        assert_int_equal(out.results[i]->total_centi, WANT[i].total);
        assert_int_equal(out.results[i]->percent_centi, WANT[i].percent);
        assert_false(out.results[i]->rescaled);
    }
    assert_string_equal(out.results[2]->unit_name, "UBND xã Mỹ Quới");
}

static void publish__no_survey__rescaled_and_said(void **state)
{
    struct town *town = *state;
    Pb__IndexPublishResponse out;
    Pb__IndexImportResponse imported;
    Pb__IndexImportRequest in = sample_request(town, 0, N_SAMPLE);
    in.rows[2]->n_survey_centi = 0;
    assert_done(town, import(town, &in, &imported));
    assert_done(town, publish(town, "", false, &out));
    assert_string_equal(out.results[0]->unit_code, "P1");
    assert_true(out.results[0]->rescaled);
    assert_int_equal(out.results[0]->total_centi, 4082);
    assert_int_equal(out.results[0]->raw_centi, 3175);
    assert_int_equal(out.results[0]->covered_max_centi, 3500);
    assert_false(out.results[1]->rescaled);
}

static void publish__unit_without_scores__only_when_accepted(void **state)
{
    struct town *town = *state;
    Pb__IndexPublishResponse out;
    Pb__IndexImportResponse imported;
    Pb__IndexImportRequest in = sample_request(town, 0, 9);
    assert_refused(town, publish(town, "", true, &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_INDEX_NOTHING);
    assert_done(town, import(town, &in, &imported));
    assert_refused(town, publish(town, "", false, &out), TD_FAILED_PRECONDITION, "partial",
                   TD_KEY_INDEX_UNITS_MISSING);
    assert_done(town, publish(town, "", true, &out));
    assert_int_equal(out.n_units_missing, 1);
    assert_string_equal(out.units_missing[0], "XMQ");
}

static void publish__not_appraised__every_criterion_is_told(void **state)
{
    struct town *town = *state;
    Pb__IndexPublishResponse out;
    Pb__IndexScoreResponse scored;
    assert_done(town, self_score(town, "TTHC1", 2000, &scored));
    assert_refused(town, publish(town, "", true, &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_INDEX_NOT_APPRAISED);
    assert_int_equal(town->err.n_violations, 2);
}

static void publish__correction__is_a_new_version_and_the_old_one_stays(void **state)
{
    struct town *town = *state;
    Pb__IndexPublishResponse out;
    Pb__IndexScoreResponse scored;
    Pb__IndexRankResponse ranked;
    Pb__IndexShowResponse shown;
    Pb__IndexShowRequest old = show_request("XLB");
    import_sample(town);
    assert_done(town, publish(town, "", false, &out));
    assert_refused(town, publish(town, "Sửa", false, &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_INDEX_UNCHANGED);
    assert_refused(town, appraise(town, "XLB", (struct scores){"TTHC1", 1900, NULL}, &scored),
                   TD_FAILED_PRECONDITION, "entries[0].score_centi",
                   TD_KEY_INDEX_REASON_CORRECTION);
    assert_done(town, appraise(town, "XLB", (struct scores){"TTHC1", 1900, "Phúc tra"}, &scored));
    assert_done(town, rank_as(town, CLERK, 0, false, &ranked));
    assert_int_equal(ranked.results[3]->total_centi, 3810); /* not before it is published */
    assert_refused(town, publish(town, "", false, &out), TD_FAILED_PRECONDITION, "reason",
                   TD_KEY_INDEX_REASON_CORRECTION);
    assert_done(town, publish(town, "Phúc tra xã Long Bình", false, &out));
    assert_int_equal(out.publication->version, 2);
    assert_done(town, rank_as(town, CLERK, 0, false, &ranked));
    assert_int_equal(ranked.results[3]->total_centi, 3910);
    assert_done(town, rank_as(town, CLERK, 1, false, &ranked));
    assert_int_equal(ranked.results[3]->total_centi, 3810);
    old.publication = 1;
    assert_done(town, show_as(town, CLERK, old, &shown));
    assert_int_equal(shown.lines[0]->counted_centi, 1800);
    assert_refused(town, rank_as(town, CLERK, 3, false, &ranked), TD_NOT_FOUND, "publication",
                   TD_KEY_INDEX_PUBLICATION_UNKNOWN);
}

static void published__as_of__answers_for_that_moment(void **state)
{
    struct town *town = *state;
    Pb__IndexPublishResponse first, second;
    Pb__IndexScoreResponse scored;
    struct index_published_row row;
    import_sample(town);
    assert_int_equal(index_published(town->db, "XLB", 2022, 0, town->arena, &row), TD_NOT_FOUND);
    assert_done(town, publish(town, "", false, &first));
    assert_done(town, appraise(town, "XLB", (struct scores){"TTHC1", 1900, "Phúc tra"}, &scored));
    assert_done(town, publish(town, "Phúc tra", false, &second));
    assert_int_equal(index_published(town->db, "XLB", 2022, 0, town->arena, &row), TD_OK);
    assert_int_equal(row.result.total_centi, 3910);
    assert_int_equal(row.publication, 2);
    assert_int_equal(row.n_ranked, 4);
    assert_int_equal(
        index_published(town->db, "XLB", 2022, second.publication->log_seq - 1, town->arena, &row),
        TD_OK);
    assert_int_equal(row.result.total_centi, 3810);
    assert_int_equal(row.log_seq, first.publication->log_seq);
    assert_int_equal(
        index_published(town->db, "XLB", 2022, first.publication->log_seq - 1, town->arena, &row),
        TD_NOT_FOUND);
    assert_int_equal(index_published(town->db, "XLB", 2021, 0, town->arena, &row), TD_NOT_FOUND);
}

/* -- who sees what -- */

static void show__before_publication__own_scores_only(void **state)
{
    struct town *town = *state;
    Pb__IndexShowResponse out;
    Pb__IndexRankResponse ranked;
    import_sample(town);
    assert_done(town, show_as(town, CLERK, show_request("P1"), &out));
    assert_int_equal(out.result->total_centi, 4061);
    assert_int_equal(out.result->rank, 0);
    assert_int_equal(out.fields[0]->counted_centi, 1925);
    assert_string_equal(out.lines[0]->appraised->reason, "Biên bản thẩm định 12/BB-PNV");
    assert_string_equal(out.evidence_subject, "index 2022-commune_ward/P1/");
    assert_refused(town, show_as(town, OTHER_CLERK, show_request("P1"), &out),
                   TD_FAILED_PRECONDITION, "", TD_KEY_INDEX_NOT_PUBLISHED);
    assert_refused(town, show_as(town, ADMIN, show_request("P1"), &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_INDEX_NOT_PUBLISHED);
    assert_done(town, show_as(town, AUDITOR, show_request("P1"), &out));
    assert_refused(town, rank_as(town, CLERK, 0, false, &ranked), TD_FAILED_PRECONDITION, "",
                   TD_KEY_INDEX_NOT_PUBLISHED);
    assert_refused(town, rank_as(town, CLERK, 0, true, &ranked), TD_PERMISSION_DENIED,
                   "preliminary", TD_KEY_ROLE);
    assert_done(town, rank_as(town, AUDITOR, 0, true, &ranked));
    assert_int_equal(ranked.n_results, 4);
}

static void show__after_publication__others_see_results_not_reasons(void **state)
{
    struct town *town = *state;
    Pb__IndexPublishResponse published;
    Pb__IndexShowResponse out;
    Pb__IndexShowRequest in = show_request("P1");
    import_sample(town);
    assert_done(town, publish(town, "", false, &published));
    assert_done(town, show_as(town, OTHER_CLERK, in, &out));
    assert_int_equal(out.result->rank, 1);
    assert_int_equal(out.lines[0]->counted_centi, 1925);
    assert_null(out.lines[0]->self);
    assert_null(out.lines[0]->appraised);
    assert_int_equal(out.publication->version, 1);
    in.history = true;
    assert_refused(town, show_as(town, OTHER_CLERK, in, &out), TD_PERMISSION_DENIED, "history",
                   TD_KEY_INDEX_OWN_ONLY);
}

static void show__no_set_or_no_unit__says_which(void **state)
{
    struct town *town = *state;
    Pb__IndexShowResponse out;
    Pb__IndexShowRequest in = show_request("P1");
    assert_refused(town, show_as(town, AUDITOR, show_request("PNV"), &out), TD_NOT_FOUND,
                   "unit_code", TD_KEY_INDEX_NO_SET);
    in.set_id = (char *)"2021-commune_ward";
    assert_refused(town, show_as(town, AUDITOR, in, &out), TD_NOT_FOUND, "set_id",
                   TD_KEY_INDEX_SET_UNKNOWN);
    in.set_id = (char *)SET;
    in.unit_code = (char *)"PNV";
    assert_refused(town, show_as(town, AUDITOR, in, &out), TD_FAILED_PRECONDITION, "unit_code",
                   TD_KEY_INDEX_LEVEL);
}

/* -- years, lists -- */

/* The sample once more, for another year and with other points for P1. */
static void add_year(struct town *town, const char *year_text, uint32_t year, int64_t survey)
{
    Pb__IndexDefineResponse defined;
    Pb__IndexImportResponse imported;
    Pb__IndexPublishResponse published;
    Pb__IndexPublishRequest publish_in = PB__INDEX_PUBLISH_REQUEST__INIT;
    Pb__IndexImportRequest in = sample_request(town, 0, N_SAMPLE);
    char *line = td_arena_printf(town->arena, "\nyear: %s", year_text);
    assert_done(
        town, define_as(town, HOME_HEAD, definition_but(town, "\nyear: 2022", line), "", &defined));
    for (size_t i = 0; i < in.n_rows; i++)
        in.rows[i]->year = year;
    in.rows[2]->survey_centi = td_arena_copy(town->arena, &survey, sizeof survey);
    assert_done(town, import(town, &in, &imported));
    publish_in.set_id = defined.set->id;
    assert_done(town,
                town_call(town, HOME_HEAD, &index_service, "Publish", &publish_in, &published));
}

static void trend__three_years__change_against_the_year_before(void **state)
{
    struct town *town = *state;
    Pb__IndexTrendRequest in = PB__INDEX_TREND_REQUEST__INIT;
    Pb__IndexTrendResponse out;
    Pb__IndexPublishResponse published;
    import_sample(town);
    assert_done(town, town_call(town, CLERK, &index_service, "Trend", &in, &out));
    assert_int_equal(out.n_years, 0);
    assert_done(town, publish(town, "", false, &published));
    add_year(town, "2023", 2023, 1000);
    add_year(town, "2021", 2021, 500);
    assert_done(town, town_call(town, CLERK, &index_service, "Trend", &in, &out));
    assert_string_equal(out.unit_code, "P1");
    assert_int_equal(out.n_years, 3);
    assert_int_equal(out.years[0]->year, 2021);
    assert_int_equal(out.years[0]->result->rank, 4);
    assert_int_equal(out.years[0]->change_from_year, 0);
    assert_int_equal(out.years[1]->result->rank, 1);
    assert_int_equal(out.years[1]->change_from_year, 2021);
    assert_int_equal(out.years[1]->change_places, 3);
    assert_int_equal(out.years[1]->change_percent_centi, 9024 - 8167);
    assert_int_equal(out.years[1]->units, 4);
    in.unit_code = (char *)"P9";
    assert_refused(town, town_call(town, CLERK, &index_service, "Trend", &in, &out), TD_NOT_FOUND,
                   "unit_code", TD_KEY_UNIT_UNKNOWN);
}

static void list__pages_and_filters__newest_year_first(void **state)
{
    struct town *town = *state;
    Pb__IndexListRequest in = PB__INDEX_LIST_REQUEST__INIT;
    Pb__IndexListResponse out;
    Pb__IndexDefineResponse defined;
    char *later = definition_but(town, "\nyear: 2022", "\nyear: 2023");
    char *departments = definition_but(town, "level: commune_ward", "level: department");
    assert_done(town, define_as(town, HOME_HEAD, later, "", &defined));
    assert_done(town, define_as(town, HOME_HEAD, departments, "", &defined));
    in.page_size = 2;
    assert_done(town, town_call(town, CLERK, &index_service, "List", &in, &out));
    assert_int_equal(out.n_sets, 2);
    assert_string_equal(out.sets[0]->id, "2023-commune_ward");
    assert_string_equal(out.sets[1]->id, "2022-department");
    in.page_token = out.next_page_token;
    assert_done(town, town_call(town, CLERK, &index_service, "List", &in, &out));
    assert_int_equal(out.n_sets, 1);
    assert_string_equal(out.sets[0]->id, SET);
    assert_string_equal(out.next_page_token, "");
    in.page_token = (char *)"2022";
    assert_refused(town, town_call(town, CLERK, &index_service, "List", &in, &out),
                   TD_INVALID_ARGUMENT, "page_token", TD_KEY_TEXT_FORM);
    in.page_token = (char *)"";
    in.year = 2022;
    in.level = PB__INDEX_LEVEL__INDEX_LEVEL_DEPARTMENT;
    assert_done(town, town_call(town, CLERK, &index_service, "List", &in, &out));
    assert_int_equal(out.n_sets, 1);
}

static void list__by_level__then_newest_year_first(void **state)
{
    struct town *town = *state;
    Pb__IndexListRequest in = PB__INDEX_LIST_REQUEST__INIT;
    Pb__IndexListResponse out;
    Pb__IndexDefineResponse defined;
    char *later = definition_but(town, "\nyear: 2022", "\nyear: 2023");
    char *departments = definition_but(town, "level: commune_ward", "level: department");
    assert_done(town, define_as(town, HOME_HEAD, departments, "", &defined));
    assert_done(town, define_as(town, HOME_HEAD, later, "", &defined));
    static const char *const IN_ORDER[] = {"2022-department", "2023-commune_ward", SET};
    in.sort = PB__INDEX_LIST_SORT__INDEX_LIST_SORT_LEVEL;
    in.page_size = 1;
    for (size_t i = 0; i < 3; i++) {
        assert_done(town, town_call(town, CLERK, &index_service, "List", &in, &out));
        assert_int_equal(out.n_sets, 1);
        assert_string_equal(out.sets[0]->id, IN_ORDER[i]);
        in.page_token = out.next_page_token;
    }
    assert_string_equal(in.page_token, "");
    assert_done(town, town_call(town, CLERK, &index_service, "List", &in, &out));
    in.page_token = out.next_page_token; /* a place in that order, not in another */
    in.sort = PB__INDEX_LIST_SORT__INDEX_LIST_SORT_YEAR;
    assert_refused(town, town_call(town, CLERK, &index_service, "List", &in, &out),
                   TD_INVALID_ARGUMENT, "page_token", TD_KEY_TEXT_FORM);
    in.page_token = (char *)"";
    in.sort = (Pb__IndexListSort)3;
    assert_refused(town, town_call(town, CLERK, &index_service, "List", &in, &out),
                   TD_INVALID_ARGUMENT, "sort", TD_KEY_CHOICE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(publish__sample__three_tie_and_the_next_is_fourth),
        TEST(publish__no_survey__rescaled_and_said),
        TEST(publish__unit_without_scores__only_when_accepted),
        TEST(publish__not_appraised__every_criterion_is_told),
        TEST(publish__correction__is_a_new_version_and_the_old_one_stays),
        TEST(published__as_of__answers_for_that_moment),
        TEST(show__before_publication__own_scores_only),
        TEST(show__after_publication__others_see_results_not_reasons),
        TEST(show__no_set_or_no_unit__says_which),
        TEST(trend__three_years__change_against_the_year_before),
        TEST(list__pages_and_filters__newest_year_first),
        TEST(list__by_level__then_newest_year_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
