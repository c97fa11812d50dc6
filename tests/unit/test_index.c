/* IndexService (II.3.a): definitions, scores, publication, who sees what, on a real database. */
#include "service_fixture.h"

#include "index.pb-c.h"
#include "index_sets.h"

#define SET "2022-commune_ward"
#define DEFINITION_FILE TD_SOURCE_DIR "/docs/examples/index-2022-commune_ward.yaml"
#define DEFINITION_MAX 65536
#define NONE INT64_C(-1)

static char *definition_text(struct town *town)
{
    char *text = td_arena_zalloc(town->arena, DEFINITION_MAX);
    FILE *file = fopen(DEFINITION_FILE, "rb");
    assert_non_null(file);
    assert_true(fread(text, 1, DEFINITION_MAX - 1, file) > 0);
    fclose(file);
    return text;
}

/* The example with one part of its text replaced. */
static char *definition_but(struct town *town, const char *part, const char *other)
{
    char *text = definition_text(town), *at = strstr(text, part);
    assert_non_null(at);
    return td_arena_printf(town->arena, "%.*s%s%s", (int)(at - text), text, other,
                           at + strlen(part));
}

static enum td_code define_as(struct town *town, enum officer who, const char *text,
                              const char *reason, Pb__IndexDefineResponse *out)
{
    Pb__IndexDefineRequest in = PB__INDEX_DEFINE_REQUEST__INIT;
    in.yaml.data = (uint8_t *)text;
    in.yaml.len = strlen(text);
    in.file_name = (char *)"bo.yaml";
    in.reason = (char *)reason;
    return town_call(town, who, &index_service, "Define", &in, out);
}

static int setup(void **state)
{
    Pb__IndexDefineResponse out;
    town_setup(state);
    struct town *town = *state;
    town_add_unit(town, "P1", "UBND Phường 1", PB__UNIT_KIND__UNIT_WARD);
    town_add_unit(town, "P2", "UBND Phường 2", PB__UNIT_KIND__UNIT_WARD);
    town_add_unit(town, "XLB", "UBND xã Long Bình", PB__UNIT_KIND__UNIT_COMMUNE);
    town_add_unit(town, "XMQ", "UBND xã Mỹ Quới", PB__UNIT_KIND__UNIT_COMMUNE);
    town_add_unit(town, "PNV", "Phòng Nội vụ", PB__UNIT_KIND__UNIT_DEPARTMENT);
    town_load_plan(town);
    assert_done(town, define_as(town, SPECIALIST, definition_text(town), "", &out));
    return 0;
}

/* -- the sample: docs/examples/par-index-2022.csv -- */

static const struct sample {
    const char *unit, *field, *criterion;
    int64_t max, self, appraised, survey;
} SAMPLE[] = {
    {"P1", "administrative_procedures", "Giải quyết hồ sơ đúng hạn", 2000, 2000, 1925, NONE},
    {"P1", "digital_government", "Dịch vụ công trực tuyến", 1500, 1400, 1250, NONE},
    {"P1", "impact", "Mức độ hài lòng của người dân", 1000, NONE, NONE, 886},
    {"P2", "administrative_procedures", "Giải quyết hồ sơ đúng hạn", 2000, 2000, 1875, NONE},
    {"P2", "digital_government", "Dịch vụ công trực tuyến", 1500, 1500, 1325, NONE},
    {"P2", "impact", "Mức độ hài lòng của người dân", 1000, NONE, NONE, 861},
    {"XLB", "administrative_procedures", "Giải quyết hồ sơ đúng hạn", 2000, 1900, 1800, NONE},
    {"XLB", "digital_government", "Dịch vụ công trực tuyến", 1500, 1200, 1100, NONE},
    {"XLB", "impact", "Mức độ hài lòng của người dân", 1000, NONE, NONE, 910},
    {"XMQ", "administrative_procedures", "Giải quyết hồ sơ đúng hạn", 2000, 2000, 1925, NONE},
    {"XMQ", "digital_government", "Dịch vụ công trực tuyến", 1500, 1300, 1250, NONE},
    {"XMQ", "impact", "Mức độ hài lòng của người dân", 1000, NONE, NONE, 886},
};
enum { N_SAMPLE = sizeof SAMPLE / sizeof *SAMPLE };

static void score_set(struct town *town, size_t *n, int64_t **list, int64_t score)
{
    *n = score != NONE;
    *list = td_arena_copy(town->arena, &score, sizeof score);
}

static Pb__IndexImportRequest sample_request(struct town *town, size_t first, size_t n)
{
    Pb__IndexImportRequest in = PB__INDEX_IMPORT_REQUEST__INIT;
    in.n_rows = n;
    in.rows = td_arena_zalloc(town->arena, (n + 1) * sizeof *in.rows);
    for (size_t i = 0; i < n; i++) {
        const struct sample *from = &SAMPLE[first + i];
        Pb__IndexImportRow *row = td_arena_zalloc(town->arena, sizeof *row);
        pb__index_import_row__init(row);
        row->year = 2022;
        row->unit_code = (char *)from->unit;
        row->field = (char *)from->field;
        row->criterion = (char *)from->criterion;
        row->max_centi = from->max;
        score_set(town, &row->n_self_centi, &row->self_centi, from->self);
        score_set(town, &row->n_appraised_centi, &row->appraised_centi, from->appraised);
        score_set(town, &row->n_survey_centi, &row->survey_centi, from->survey);
        in.rows[i] = row;
    }
    in.reason = (char *)"Biên bản thẩm định 12/BB-PNV";
    return in;
}

static enum td_code import(struct town *town, const Pb__IndexImportRequest *in,
                           Pb__IndexImportResponse *out)
{
    return town_call(town, SPECIALIST, &index_service, "Import", in, out);
}

static void import_sample(struct town *town)
{
    Pb__IndexImportResponse out;
    Pb__IndexImportRequest in = sample_request(town, 0, N_SAMPLE);
    assert_done(town, import(town, &in, &out));
}

static enum td_code publish(struct town *town, const char *reason, bool partial,
                            Pb__IndexPublishResponse *out)
{
    Pb__IndexPublishRequest in = PB__INDEX_PUBLISH_REQUEST__INIT;
    in.set_id = (char *)SET;
    in.reason = (char *)reason;
    in.partial = partial;
    return town_call(town, HOME_HEAD, &index_service, "Publish", &in, out);
}

static enum td_code rank_as(struct town *town, enum officer who, uint32_t publication,
                            bool preliminary, Pb__IndexRankResponse *out)
{
    Pb__IndexRankRequest in = PB__INDEX_RANK_REQUEST__INIT;
    in.set_id = (char *)SET;
    in.publication = publication;
    in.preliminary = preliminary;
    return town_call(town, who, &index_service, "Rank", &in, out);
}

static Pb__IndexShowRequest show_request(const char *unit)
{
    Pb__IndexShowRequest in = PB__INDEX_SHOW_REQUEST__INIT;
    in.unit_code = (char *)unit;
    return in;
}

static enum td_code show_as(struct town *town, enum officer who, Pb__IndexShowRequest in,
                            Pb__IndexShowResponse *out)
{
    return town_call(town, who, &index_service, "Show", &in, out);
}

struct scores {
    const char *criterion;
    int64_t score;
    const char *reason;
};

static Pb__IndexEntry **entries_of(struct town *town, const struct scores *scores, size_t n)
{
    Pb__IndexEntry **list = td_arena_zalloc(town->arena, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++) {
        list[i] = td_arena_zalloc(town->arena, sizeof *list[i]);
        pb__index_entry__init(list[i]);
        list[i]->criterion = (char *)scores[i].criterion;
        list[i]->score_centi = scores[i].score;
        list[i]->reason = (char *)(scores[i].reason ? scores[i].reason : "");
    }
    return list;
}

static enum td_code self_score_all(struct town *town, enum officer who, const struct scores *scores,
                                   size_t n, Pb__IndexScoreResponse *out)
{
    Pb__IndexSelfScoreRequest in = PB__INDEX_SELF_SCORE_REQUEST__INIT;
    in.set_id = (char *)SET;
    in.entries = entries_of(town, scores, n);
    in.n_entries = n;
    return town_call(town, who, &index_service, "SelfScore", &in, out);
}

static enum td_code self_score(struct town *town, const char *criterion, int64_t score,
                               Pb__IndexScoreResponse *out)
{
    return self_score_all(town, CLERK, &(struct scores){criterion, score, NULL}, 1, out);
}

static enum td_code appraise(struct town *town, const char *unit, struct scores scores,
                             Pb__IndexScoreResponse *out)
{
    Pb__IndexAppraiseRequest in = PB__INDEX_APPRAISE_REQUEST__INIT;
    in.set_id = (char *)SET;
    in.unit_code = (char *)unit;
    in.entries = entries_of(town, &scores, 1);
    in.n_entries = 1;
    return town_call(town, SPECIALIST, &index_service, "Appraise", &in, out);
}

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

static void set_id__forms__only_exactly_that_one(void **state)
{
    struct town *town = *state;
    uint32_t year = 0;
    Pb__IndexLevel level = 0;
    assert_true(index_set_id_parse("2022-department", &year, &level));
    assert_string_equal(index_set_id(town->arena, year, level), "2022-department");
    static const char *const OTHERS[] = {"",
                                         "2022",
                                         "2022-",
                                         "2022-ward",
                                         "22-department",
                                         "2022-department ",
                                         " 2022-department",
                                         "+022-department",
                                         "0022-department"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (index_set_id_parse(OTHERS[i], &year, &level))
            fail_msg("“%s” was taken", OTHERS[i]);
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
        TEST(set_id__forms__only_exactly_that_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
