/* A town with an index set (II.3.a): the example definition, the sample scores of 2022, and the
 * calls of IndexService that move them. */
#ifndef TD_TESTS_INDEX_FIXTURE_H
#define TD_TESTS_INDEX_FIXTURE_H

#include "service_fixture.h"

#include "index.pb-c.h"
#include "index_sets.h"

#define SET "2022-commune_ward"
#define DEFINITION_FILE TD_SOURCE_DIR "/docs/examples/index-2022-commune_ward.yaml"
#define DEFINITION_MAX 65536
#define NONE INT64_C(-1)

static inline char *definition_text(struct town *town)
{
    char *text = td_arena_zalloc(town->arena, DEFINITION_MAX);
    FILE *file = fopen(DEFINITION_FILE, "rb");
    assert_non_null(file);
    assert_true(fread(text, 1, DEFINITION_MAX - 1, file) > 0);
    fclose(file);
    return text;
}

/* The example with one part of its text replaced. */
static inline char *definition_but(struct town *town, const char *part, const char *other)
{
    char *text = definition_text(town), *at = strstr(text, part);
    assert_non_null(at);
    return td_arena_printf(town->arena, "%.*s%s%s", (int)(at - text), text, other,
                           at + strlen(part));
}

static inline enum td_code define_as(struct town *town, enum officer who, const char *text,
                                     const char *reason, Pb__IndexDefineResponse *out)
{
    Pb__IndexDefineRequest in = PB__INDEX_DEFINE_REQUEST__INIT;
    in.yaml.data = (uint8_t *)text;
    in.yaml.len = strlen(text);
    in.file_name = (char *)"bo.yaml";
    in.reason = (char *)reason;
    return town_call(town, who, &index_service, "Define", &in, out);
}

static inline int setup(void **state)
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

static inline void score_set(struct town *town, size_t *n, int64_t **list, int64_t score)
{
    *n = score != NONE;
    *list = td_arena_copy(town->arena, &score, sizeof score);
}

static inline Pb__IndexImportRequest sample_request(struct town *town, size_t first, size_t n)
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

static inline enum td_code import(struct town *town, const Pb__IndexImportRequest *in,
                                  Pb__IndexImportResponse *out)
{
    return town_call(town, SPECIALIST, &index_service, "Import", in, out);
}

static inline void import_sample(struct town *town)
{
    Pb__IndexImportResponse out;
    Pb__IndexImportRequest in = sample_request(town, 0, N_SAMPLE);
    assert_done(town, import(town, &in, &out));
}

static inline enum td_code publish(struct town *town, const char *reason, bool partial,
                                   Pb__IndexPublishResponse *out)
{
    Pb__IndexPublishRequest in = PB__INDEX_PUBLISH_REQUEST__INIT;
    in.set_id = (char *)SET;
    in.reason = (char *)reason;
    in.partial = partial;
    return town_call(town, HOME_HEAD, &index_service, "Publish", &in, out);
}

static inline enum td_code rank_as(struct town *town, enum officer who, uint32_t publication,
                                   bool preliminary, Pb__IndexRankResponse *out)
{
    Pb__IndexRankRequest in = PB__INDEX_RANK_REQUEST__INIT;
    in.set_id = (char *)SET;
    in.publication = publication;
    in.preliminary = preliminary;
    return town_call(town, who, &index_service, "Rank", &in, out);
}

static inline Pb__IndexShowRequest show_request(const char *unit)
{
    Pb__IndexShowRequest in = PB__INDEX_SHOW_REQUEST__INIT;
    in.unit_code = (char *)unit;
    return in;
}

static inline enum td_code show_as(struct town *town, enum officer who, Pb__IndexShowRequest in,
                                   Pb__IndexShowResponse *out)
{
    return town_call(town, who, &index_service, "Show", &in, out);
}

struct scores {
    const char *criterion;
    int64_t score;
    const char *reason;
};

static inline Pb__IndexEntry **entries_of(struct town *town, const struct scores *scores, size_t n)
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

static inline enum td_code self_score_all(struct town *town, enum officer who,
                                          const struct scores *scores, size_t n,
                                          Pb__IndexScoreResponse *out)
{
    Pb__IndexSelfScoreRequest in = PB__INDEX_SELF_SCORE_REQUEST__INIT;
    in.set_id = (char *)SET;
    in.entries = entries_of(town, scores, n);
    in.n_entries = n;
    return town_call(town, who, &index_service, "SelfScore", &in, out);
}

static inline enum td_code self_score(struct town *town, const char *criterion, int64_t score,
                                      Pb__IndexScoreResponse *out)
{
    return self_score_all(town, CLERK, &(struct scores){criterion, score, NULL}, 1, out);
}

/* By another person than who imports. */
static inline enum td_code appraise(struct town *town, const char *unit, struct scores scores,
                                    Pb__IndexScoreResponse *out)
{
    Pb__IndexAppraiseRequest in = PB__INDEX_APPRAISE_REQUEST__INIT;
    in.set_id = (char *)SET;
    in.unit_code = (char *)unit;
    in.entries = entries_of(town, &scores, 1);
    in.n_entries = 1;
    return town_call(town, HOME_BOTH, &index_service, "Appraise", &in, out);
}

#endif
