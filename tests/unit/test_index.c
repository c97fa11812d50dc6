/* IndexService (II.3.a): definitions, imports, self-scores and their appraisal, on a real database.
 */
#include "index_fixture.h"

/* -- definitions -- */

static void define__example__is_version_1_of_its_set(void **state)
{
    struct town *town = *state;
    Pb__IndexShowSetRequest in = PB__INDEX_SHOW_SET_REQUEST__INIT;
    Pb__IndexShowSetResponse out;
    in.set_id = (char *)SET;
    assert_done(town, town_call(town, CLERK, &index_service, "ShowSet", &in, &out));
    assert_int_equal(out.set->definition_version, 1);
    assert_int_equal(out.set->max_centi, 4500);
    assert_int_equal(out.set->criteria, 3);
    assert_int_equal(out.n_criteria, 3);
    assert_int_equal(out.n_fields, 3);
    assert_string_equal(out.fields[1]->name_vi, "Chính phủ điện tử, Chính phủ số");
    assert_string_equal(out.definitions[0]->defined_by, "nv.cv");
    assert_int_equal(out.yaml.len, strlen(definition_text(town)));
}

static void define__same_bytes__stays_the_same_version(void **state)
{
    struct town *town = *state;
    Pb__IndexDefineResponse out;
    assert_done(town, define_as(town, HOME_HEAD, definition_text(town), "", &out));
    assert_true(out.unchanged);
    assert_int_equal(out.set->definition_version, 1);
}

static void define__without_a_plan__says_so(void **state)
{
    struct town *town = *state;
    Pb__IndexDefineResponse out;
    assert_int_equal(db_exec(town->db, "DELETE FROM index_item"), TD_OK);
    assert_int_equal(db_exec(town->db, "DELETE FROM index_definition"), TD_OK);
    assert_int_equal(db_exec(town->db, "DELETE FROM plan_version"), TD_OK);
    assert_refused(town, define_as(town, HOME_HEAD, definition_text(town), "", &out),
                   TD_FAILED_PRECONDITION, "", TD_KEY_PLAN_NONE);
}

static void define__mistake__file_and_line(void **state)
{
    struct town *town = *state;
    Pb__IndexDefineResponse out;
    char *text = definition_but(town, "method: survey", "method: guess");
    assert_refused(town, define_as(town, HOME_HEAD, text, "", &out), TD_INVALID_ARGUMENT, "",
                   TD_KEY_YAML_FILE);
    assert_string_equal(violation_param(&town->err.violations[0], "file"), "bo.yaml");
    assert_string_equal(violation_param(&town->err.violations[0], "allowed"),
                        "self_appraised, survey");
    assert_refused(town, define_as(town, HOME_HEAD, "", "", &out), TD_INVALID_ARGUMENT, "yaml",
                   TD_KEY_REQUIRED);
}

static void define__scores_exist__needs_a_reason_and_fitting_maxima(void **state)
{
    struct town *town = *state;
    Pb__IndexDefineResponse out;
    import_sample(town);
    char *wider = definition_but(town, "max: 20.00, method", "max: 25.00, method");
    char *lower = definition_but(town, "max: 20.00, method", "max: 19.00, method");
    assert_refused(town, define_as(town, HOME_HEAD, wider, "", &out), TD_FAILED_PRECONDITION,
                   "reason", TD_KEY_INDEX_REASON_DEFINITION);
    assert_refused(town, define_as(town, HOME_HEAD, lower, "Theo tỉnh", &out),
                   TD_FAILED_PRECONDITION, "yaml", TD_KEY_INDEX_SCORE_LEFT);
    assert_done(town, define_as(town, HOME_HEAD, wider, "Theo hướng dẫn của tỉnh", &out));
    assert_int_equal(out.set->definition_version, 2);
    assert_int_equal(out.set_aside, 0);
    assert_int_equal(out.set->max_centi, 5000);
}

static void define__criterion_gone__its_scores_are_set_aside_not_lost(void **state)
{
    struct town *town = *state;
    Pb__IndexDefineResponse out;
    Pb__IndexShowResponse shown;
    Pb__IndexShowRequest in = show_request("P1");
    import_sample(town);
    char *text = definition_but(town, "id: TD1", "id: TD2");
    assert_done(town, define_as(town, HOME_HEAD, text, "Khảo sát lại", &out));
    assert_int_equal(out.set_aside, 4);
    in.history = true;
    assert_done(town, show_as(town, AUDITOR, in, &shown));
    assert_true(shown.result->rescaled);
    assert_int_equal(shown.result->raw_centi, 3175);
    assert_int_equal(shown.result->total_centi, 4082);
    assert_int_equal(shown.n_history, 5);
}

static void define__published__is_closed(void **state)
{
    struct town *town = *state;
    Pb__IndexDefineResponse out;
    Pb__IndexPublishResponse published;
    import_sample(town);
    assert_done(town, publish(town, "", false, &published));
    char *wider = definition_but(town, "max: 20.00, method", "max: 25.00, method");
    assert_refused(town, define_as(town, HOME_HEAD, wider, "Theo tỉnh", &out),
                   TD_FAILED_PRECONDITION, "", TD_KEY_INDEX_PUBLISHED);
}

/* -- import -- */

static void import__sample__is_recorded_once(void **state)
{
    struct town *town = *state;
    Pb__IndexImportResponse out;
    Pb__IndexImportRequest in = sample_request(town, 0, N_SAMPLE);
    assert_done(town, import(town, &in, &out));
    assert_int_equal(out.recorded, 20);
    assert_int_equal(out.unchanged, 0);
    assert_done(town, import(town, &in, &out));
    assert_int_equal(out.recorded, 0);
    assert_int_equal(out.unchanged, 20);
}

static void import__appraisals_differ_without_a_reason__every_row_is_told(void **state)
{
    struct town *town = *state;
    Pb__IndexImportResponse out;
    Pb__IndexImportRequest in = sample_request(town, 0, N_SAMPLE);
    in.reason = (char *)"";
    assert_refused(town, import(town, &in, &out), TD_FAILED_PRECONDITION, "rows[0].appraised_centi",
                   TD_KEY_INDEX_REASON);
    assert_int_equal(town->err.n_violations, 8);
    in.rows[0]->reason = (char *)"Trừ hồ sơ trễ hạn";
    assert_int_equal(import(town, &in, &out), TD_FAILED_PRECONDITION);
    assert_int_equal(town->err.n_violations, 7);
}

static void import__bad_rows__all_at_once_and_nothing_stored(void **state)
{
    struct town *town = *state;
    Pb__IndexImportResponse out;
    Pb__IndexRankResponse ranked;
    Pb__IndexImportRequest in = sample_request(town, 0, N_SAMPLE);
    int64_t twice[] = {100, 200}, high = 2001;
    in.rows[0]->unit_code = (char *)"P9";
    in.rows[1]->field = (char *)"digital";
    in.rows[2]->criterion = (char *)"Mức độ";
    in.rows[3]->max_centi = 2100;
    in.rows[4]->n_self_centi = 2;
    in.rows[4]->self_centi = twice;
    in.rows[5]->n_appraised_centi = 1;
    in.rows[5]->appraised_centi = twice;
    in.rows[6]->self_centi = &high;
    in.rows[7]->year = 2023;
    in.rows[8]->unit_code = (char *)"PNV";
    in.rows[10]->criterion = in.rows[9]->criterion;
    in.rows[10]->field = in.rows[9]->field;
    in.rows[10]->max_centi = 2000;
    in.rows[11]->year = 1;
    assert_refused(town, import(town, &in, &out), TD_NOT_FOUND, "rows[0].unit_code",
                   TD_KEY_UNIT_UNKNOWN);
    static const struct {
        const char *field;
        enum td_key key;
    } WANT[] = {
        {"rows[1].field", TD_KEY_CHOICE},
        {"rows[2].criterion", TD_KEY_INDEX_CRITERION_UNKNOWN},
        {"rows[3].max_centi", TD_KEY_INDEX_MAX},
        {"rows[4].self_centi", TD_KEY_LIST_LONG},
        {"rows[5].appraised_centi", TD_KEY_INDEX_METHOD},
        {"rows[6].self_centi", TD_KEY_INDEX_SCORE_RANGE},
        {"rows[7].year", TD_KEY_INDEX_SET_UNKNOWN},
        {"rows[8].year", TD_KEY_INDEX_SET_UNKNOWN},
        {"rows[10].criterion", TD_KEY_INDEX_CRITERION_TWICE},
        {"rows[11].year", TD_KEY_NUMBER_RANGE},
    };
    for (size_t i = 0; i < sizeof WANT / sizeof *WANT; i++)
        if (!violation_find(&town->err, WANT[i].field, WANT[i].key))
            fail_msg("nothing at %s", WANT[i].field);
    assert_done(town, rank_as(town, AUDITOR, 0, true, &ranked));
    assert_int_equal(ranked.n_results, 0);
    assert_int_equal(ranked.n_units_missing, 4);
}

static void import__other_score__only_as_a_correction_with_a_reason(void **state)
{
    struct town *town = *state;
    Pb__IndexImportResponse out;
    Pb__IndexImportRequest in = sample_request(town, 2, 1);
    int64_t corrected = 900;
    import_sample(town);
    in.rows[0]->survey_centi = &corrected;
    in.reason = (char *)"";
    assert_refused(town, import(town, &in, &out), TD_ALREADY_EXISTS, "rows[0].survey_centi",
                   TD_KEY_INDEX_CONFLICT);
    in.correct = true;
    assert_refused(town, import(town, &in, &out), TD_FAILED_PRECONDITION, "rows[0].survey_centi",
                   TD_KEY_INDEX_REASON_CORRECTION);
    in.reason = (char *)"Nhập nhầm phiếu";
    assert_done(town, import(town, &in, &out));
    assert_int_equal(out.corrected, 1);
    assert_int_equal(out.recorded, 0);
}

static void import__zero_points__is_a_score(void **state)
{
    struct town *town = *state;
    Pb__IndexImportResponse out;
    Pb__IndexShowResponse shown;
    Pb__IndexImportRequest in = sample_request(town, 2, 1);
    int64_t zero = 0;
    in.rows[0]->survey_centi = &zero;
    assert_done(town, import(town, &in, &out));
    assert_int_equal(out.recorded, 1);
    assert_done(town, show_as(town, AUDITOR, show_request("P1"), &shown));
    assert_true(shown.lines[2]->counted);
    assert_int_equal(shown.lines[2]->survey->score_centi, 0);
}

/* -- the unit's own scores, and their appraisal -- */

static void self_score__new_same_and_changed__newest_counts(void **state)
{
    struct town *town = *state;
    Pb__IndexScoreResponse out;
    Pb__IndexShowResponse shown;
    Pb__IndexShowRequest in = show_request("");
    assert_done(town, self_score(town, "TTHC1", 2000, &out));
    assert_int_equal(out.recorded, 1);
    assert_int_equal(out.result->not_appraised, 2);
    assert_done(town, self_score(town, "TTHC1", 2000, &out));
    assert_int_equal(out.unchanged, 1);
    assert_done(town, self_score(town, "Giải quyết hồ sơ đúng hạn", 1950, &out));
    in.history = true;
    assert_done(town, show_as(town, HEAD, in, &shown));
    assert_string_equal(shown.set->id, SET);
    assert_int_equal(shown.lines[0]->self->score_centi, 1950);
    assert_null(shown.lines[0]->appraised);
    assert_false(shown.lines[0]->counted);
    assert_int_equal(shown.n_history, 2);
    assert_string_equal(shown.history[0]->by, "p1.vanthu");
}

static void self_score__mistakes__told_together(void **state)
{
    struct town *town = *state;
    Pb__IndexScoreResponse out;
    const struct scores scores[] = {{"TTHC1", 2001, NULL},
                                    {"TTHC9", 1, NULL},
                                    {"TD1", 100, NULL},
                                    {"CQS1", -1, NULL},
                                    {"CQS1", 1, NULL}};
    assert_refused(town, self_score_all(town, CLERK, scores, 5, &out), TD_INVALID_ARGUMENT,
                   "entries[0].score_centi", TD_KEY_INDEX_SCORE_RANGE);
    assert_non_null(
        violation_find(&town->err, "entries[1].criterion", TD_KEY_INDEX_CRITERION_UNKNOWN));
    assert_non_null(violation_find(&town->err, "entries[2].score_centi", TD_KEY_INDEX_METHOD));
    assert_non_null(violation_find(&town->err, "entries[3].score_centi", TD_KEY_INDEX_SCORE_RANGE));
    assert_non_null(
        violation_find(&town->err, "entries[4].criterion", TD_KEY_INDEX_CRITERION_TWICE));
    assert_refused(town, self_score_all(town, CLERK, NULL, 0, &out), TD_INVALID_ARGUMENT, "entries",
                   TD_KEY_REQUIRED);
}

static void self_score__unit_of_another_level__is_refused(void **state)
{
    struct town *town = *state;
    Pb__IndexScoreResponse out;
    const struct scores scores = {"TTHC1", 100, NULL};
    assert_refused(town, self_score_all(town, SPECIALIST, &scores, 1, &out), TD_FAILED_PRECONDITION,
                   "", TD_KEY_INDEX_LEVEL);
}

static void self_score__appraised_or_published__stays_as_it_is(void **state)
{
    struct town *town = *state;
    Pb__IndexScoreResponse out;
    Pb__IndexPublishResponse published;
    assert_done(town, self_score(town, "TTHC1", 1925, &out));
    assert_done(town, appraise(town, "P1", (struct scores){"TTHC1", 1925, NULL}, &out));
    assert_refused(town, self_score(town, "TTHC1", 2000, &out), TD_FAILED_PRECONDITION,
                   "entries[0].score_centi", TD_KEY_INDEX_APPRAISED);
    Pb__IndexImportRequest rest = sample_request(town, 1, N_SAMPLE - 1);
    Pb__IndexImportResponse imported;
    assert_done(town, import(town, &rest, &imported));
    assert_done(town, publish(town, "", false, &published));
    assert_refused(town, self_score(town, "TTHC1", 2000, &out), TD_FAILED_PRECONDITION, "set_id",
                   TD_KEY_INDEX_PUBLISHED);
}

static void self_score__evidence_not_uploaded_or_for_two__is_refused(void **state)
{
    struct town *town = *state;
    Pb__IndexScoreResponse out;
    Pb__IndexSelfScoreRequest in = PB__INDEX_SELF_SCORE_REQUEST__INIT;
    const struct scores scores[] = {{"TTHC1", 1, NULL}, {"CQS1", 1, NULL}};
    uint8_t digest[32] = {1};
    Pb__FileRef file = PB__FILE_REF__INIT, *files[] = {&file};
    file.name = (char *)"bao-cao.pdf";
    file.sha256 = (ProtobufCBinaryData){sizeof digest, digest};
    file.size_bytes = 5;
    in.set_id = (char *)SET;
    in.entries = entries_of(town, scores, 2);
    in.n_entries = 2;
    in.evidence = files;
    in.n_evidence = 1;
    assert_refused(town, town_call(town, CLERK, &index_service, "SelfScore", &in, &out),
                   TD_INVALID_ARGUMENT, "evidence", TD_KEY_INDEX_EVIDENCE);
    assert_non_null(violation_find(&town->err, "evidence[0]", TD_KEY_FILE_NOT_UPLOADED));
}

static void appraise__difference__needs_a_reason(void **state)
{
    struct town *town = *state;
    Pb__IndexScoreResponse out;
    assert_done(town, self_score(town, "TTHC1", 2000, &out));
    assert_refused(town, appraise(town, "P1", (struct scores){"TTHC1", 1925, NULL}, &out),
                   TD_FAILED_PRECONDITION, "entries[0].score_centi", TD_KEY_INDEX_REASON);
    assert_done(town, appraise(town, "P1", (struct scores){"TTHC1", 1925, "Trễ hạn"}, &out));
    assert_int_equal(out.result->raw_centi, 1925);
    assert_refused(town, appraise(town, "P2", (struct scores){"TTHC1", 1925, NULL}, &out),
                   TD_FAILED_PRECONDITION, "entries[0].score_centi", TD_KEY_INDEX_REASON_ALONE);
    assert_done(town, appraise(town, "P2", (struct scores){"TTHC1", 1925, "Không tự chấm"}, &out));
    assert_refused(town, appraise(town, "P1", (struct scores){"TD1", 100, "x"}, &out),
                   TD_INVALID_ARGUMENT, "entries[0].score_centi", TD_KEY_INDEX_METHOD);
    assert_refused(town, appraise(town, "P9", (struct scores){"TTHC1", 100, "x"}, &out),
                   TD_NOT_FOUND, "unit_code", TD_KEY_UNIT_UNKNOWN);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(define__example__is_version_1_of_its_set),
        TEST(define__same_bytes__stays_the_same_version),
        TEST(define__without_a_plan__says_so),
        TEST(define__mistake__file_and_line),
        TEST(define__scores_exist__needs_a_reason_and_fitting_maxima),
        TEST(define__criterion_gone__its_scores_are_set_aside_not_lost),
        TEST(define__published__is_closed),
        TEST(import__sample__is_recorded_once),
        TEST(import__appraisals_differ_without_a_reason__every_row_is_told),
        TEST(import__bad_rows__all_at_once_and_nothing_stored),
        TEST(import__other_score__only_as_a_correction_with_a_reason),
        TEST(import__zero_points__is_a_score),
        TEST(self_score__new_same_and_changed__newest_counts),
        TEST(self_score__mistakes__told_together),
        TEST(self_score__unit_of_another_level__is_refused),
        TEST(self_score__appraised_or_published__stays_as_it_is),
        TEST(self_score__evidence_not_uploaded_or_for_two__is_refused),
        TEST(appraise__difference__needs_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
