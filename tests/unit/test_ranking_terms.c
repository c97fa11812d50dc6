/* The terms of a round: those of Plan 50, and what can be set otherwise to see what would be
 * (domain.md, rule 6). */
#include "plan_50.h"

#include "domain/ranking.h"
#include "ranking_terms.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define ANNUAL PB__ROUND_KIND__ROUND_ANNUAL
#define INTERIM PB__ROUND_KIND__ROUND_INTERIM

static int setup(void **state)
{
    *state = td_arena_new(2 * PLANFILE_ARENA_BYTES);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    td_arena_free(*state);
    return 0;
}

static struct ranking_terms terms_of(struct td_arena *arena, Pb__RoundKind kind,
                                     const struct ranking_setting *settings, size_t n)
{
    struct ranking_terms terms;
    struct td_err err;
    td_err_init(&err, arena);
    enum td_code code = ranking_terms_make(plan_50(arena), kind, settings, n, arena, &err, &terms);
    violations_print(&err);
    assert_int_equal(code, TD_OK);
    return terms;
}

static uint32_t weight_of(const struct ranking_terms *terms, const char *line, const char *id)
{
    const struct ranking_line_terms *found = ranking_terms_line(terms, line);
    assert_non_null(found);
    for (size_t i = 0; i < found->n_terms; i++)
        if (strcmp(found->terms[i].id, id) == 0)
            return found->terms[i].weight;
    fail_msg("no %s in %s", id, line);
    return 0;
}

static void make__nothing_set__is_what_the_plan_says(void **state)
{
    struct ranking_terms terms = terms_of(*state, ANNUAL, NULL, 0);
    assert_int_equal(terms.n_lines, 3);
    const struct ranking_line_terms *department = ranking_terms_line(&terms, "department");
    assert_int_equal(department->quota, 1); /* III.1 */
    assert_int_equal(department->n_terms, 3);
    assert_int_equal(weight_of(&terms, "department", "completion"), 5000); /* IV.3.a */
    assert_int_equal(weight_of(&terms, "department", "head_responsibility"), 2000);
    assert_int_equal(weight_of(&terms, "department", "effectiveness"), 3000);
    assert_int_equal(department->n_tie_breaks, 1);
    assert_string_equal(department->terms[department->tie_breaks[0]].id, "completion");
    assert_int_equal(weight_of(&terms, "commune_ward", "index"), 10000);
    assert_int_equal(ranking_terms_line(&terms, "commune_ward")->quota, 2);
    assert_int_equal(ranking_terms_line(&terms, "individual")->quota, 3);
    assert_null(ranking_terms_line(&terms, "organisation"));
    for (size_t i = 0; i < terms.n_keys; i++)
        assert_int_equal(terms.keys[i].value, terms.keys[i].plan_value);
}

static void make__reviews__weigh_100_percent_too(void **state)
{
    struct ranking_terms terms = terms_of(*state, INTERIM, NULL, 0);
    assert_int_equal(weight_of(&terms, "department", "completion"), 3000); /* 60 % of 50 % */
    assert_int_equal(ranking_terms_line(&terms, "department")->quota, 2);  /* III.2 */
    assert_int_equal(ranking_terms_line(&terms, "commune_ward")->quota, 3);
    assert_int_equal(ranking_terms_line(&terms, "individual")->quota, 10);
    for (size_t l = 0; l < terms.n_lines; l++) {
        uint32_t sum = 0;
        for (size_t i = 0; i < terms.lines[l].n_terms; i++)
            sum += terms.lines[l].terms[i].weight;
        assert_int_equal(sum, RANKING_WEIGHT_FULL);
    }
}

static void make__settings__count_instead(void **state)
{
    static const struct ranking_setting SETTINGS[] = {
        {"quota.commune", 3}, /* as issue 4 writes it: the beginning is enough */
        {"reserve.individual", 0},
        {"floor.dep", 0},
        {"weight.completion", 60}, /* a side of the assessment */
        {"weight.effectiveness", 20},
        {"weight.effect", 35}, /* only individuals have it */
        {"weight.individual.contribution", 20},
    };
    struct ranking_terms terms = terms_of(*state, ANNUAL, SETTINGS, COUNT(SETTINGS));
    assert_int_equal(ranking_terms_line(&terms, "commune_ward")->quota, 3);
    assert_int_equal(ranking_terms_line(&terms, "individual")->reserve, 0);
    assert_int_equal(ranking_terms_line(&terms, "department")->floor, 0);
    assert_int_equal(weight_of(&terms, "department", "completion"), 6000);
    assert_int_equal(weight_of(&terms, "individual", "effect"), 3500);
    for (size_t i = 0; i < terms.n_keys; i++)
        if (strcmp(terms.keys[i].key, "quota.commune_ward") == 0) {
            assert_true(terms.keys[i].set);
            assert_int_equal(terms.keys[i].plan_value, 2);
        }
}

static void make__refused_settings__say_why(void **state)
{
    static const struct {
        Pb__RoundKind kind;
        struct ranking_setting settings[2];
        const char *field;
        enum td_key key;
        const char *param, *contains;
    } CASES[] = {
        {ANNUAL,
         {{"quota.village", 3}},
         "settings[0].key",
         TD_KEY_CHOICE,
         "allowed",
         "quota.commune_ward"},
        {ANNUAL, {{"quota", 3}}, "settings[0].key", TD_KEY_CHOICE, "allowed", "floor.department"},
        {ANNUAL, {{"quota.", 3}}, "settings[0].key", TD_KEY_CHOICE, "value", "quota."},
        {ANNUAL, {{"", 3}}, "settings[0].key", TD_KEY_CHOICE, "allowed", "quota.department"},
        {ANNUAL,
         {{"threshold.individual", 3}},
         "settings[0].key",
         TD_KEY_CHOICE,
         "value",
         "threshold.individual"},
        {ANNUAL,
         {{"weight.index_trend", 3}},
         "settings[0].key",
         TD_KEY_CHOICE,
         "allowed",
         "weight.commune_ward.index"},
        {ANNUAL,
         {{"quota.commune_ward", -1}},
         "settings[0].value",
         TD_KEY_NUMBER_RANGE,
         "min",
         "0"},
        {ANNUAL,
         {{"quota.commune_ward", 1001}},
         "settings[0].value",
         TD_KEY_NUMBER_RANGE,
         "max",
         "1000"},
        {ANNUAL,
         {{"floor.individual", 101}},
         "settings[0].value",
         TD_KEY_NUMBER_RANGE,
         "max",
         "100"},
        {ANNUAL,
         {{"quota.commune", 3}, {"quota.commune_ward", 2}},
         "settings[1].key",
         TD_KEY_SETTING_TWICE,
         "key",
         "quota.commune_ward"},
        {INTERIM,
         {{"weight.awards", 15}},
         "settings[0].key",
         TD_KEY_SETTING_AMBIGUOUS,
         "allowed",
         "weight.department.awards, weight.commune_ward.awards, weight.individual.awards"},
        {ANNUAL, {{"weight.completion", 60}}, "settings", TD_KEY_WEIGHTS_SUM, "sum", "110"},
        {ANNUAL,
         {{"weight.completion", 60}},
         "settings",
         TD_KEY_WEIGHTS_SUM,
         "weights",
         "completion 60, head_responsibility 20, effectiveness 30"},
        {ANNUAL,
         {{"weight.individual.effect", 0}},
         "settings",
         TD_KEY_WEIGHTS_SUM,
         "group",
         "individual"},
    };
    const struct plan *plan = plan_50(*state);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct ranking_terms terms;
        struct td_err err;
        td_err_init(&err, *state);
        enum td_code code =
            ranking_terms_make(plan, CASES[i].kind, CASES[i].settings,
                               CASES[i].settings[1].key ? 2 : 1, *state, &err, &terms);
        const struct td_violation *violation = violation_find(&err, CASES[i].field, CASES[i].key);
        if (!violation)
            violations_print(&err);
        assert_int_equal(code, TD_INVALID_ARGUMENT);
        assert_non_null(violation);
        assert_non_null(violation_param(violation, CASES[i].param));
        if (!strstr(violation_param(violation, CASES[i].param), CASES[i].contains))
            violations_print(&err);
        assert_non_null(strstr(violation_param(violation, CASES[i].param), CASES[i].contains));
    }
}

static void make__many_mistakes__are_told_at_once(void **state)
{
    static const struct ranking_setting SETTINGS[] = {
        {"quota.x", 1}, {"floor.individual", 500}, {"weight.completion", 10}};
    struct ranking_terms terms;
    struct td_err err;
    td_err_init(&err, *state);
    assert_int_equal(ranking_terms_make(plan_50(*state), ANNUAL, SETTINGS, COUNT(SETTINGS), *state,
                                        &err, &terms),
                     TD_INVALID_ARGUMENT);
    assert_int_equal(err.n_violations, 3);
}

static void make__too_many_settings__are_refused_unread(void **state)
{
    struct ranking_setting settings[RANKING_MAX_SETTINGS + 1];
    struct ranking_terms terms;
    struct td_err err;
    td_err_init(&err, *state);
    for (size_t i = 0; i < COUNT(settings); i++)
        settings[i] = (struct ranking_setting){"quota.x", 1};
    assert_int_equal(ranking_terms_make(plan_50(*state), ANNUAL, settings, COUNT(settings), *state,
                                        &err, &terms),
                     TD_INVALID_ARGUMENT);
    assert_int_equal(err.n_violations, 1);
    assert_non_null(violation_find(&err, "settings", TD_KEY_LIST_LONG));
}

static void make__arena_used_up__is_an_answer(void **state)
{
    const struct plan *plan = plan_50(*state);
    const struct ranking_setting setting = {"quota.commune", 3};
    for (size_t budget = 64; budget < 64 * 1024; budget += 128) {
        struct td_arena *small = td_arena_new(budget);
        struct ranking_terms terms;
        struct td_err err;
        td_err_init(&err, *state);
        enum td_code code = ranking_terms_make(plan, ANNUAL, &setting, 1, small, &err, &terms);
        td_arena_free(small);
        assert_true(code == TD_OK || code == TD_RESOURCE_EXHAUSTED);
        if (code == TD_OK)
            return;
    }
    fail_msg("64 KiB are not enough");
}

/* -- the catalogue -- */

static void source__ids__are_found_and_fit(void **state)
{
    (void)state;
    for (unsigned i = 0; i < RANKING_N_SOURCES; i++) {
        const struct ranking_source_info *info = ranking_source_info((enum ranking_source)i);
        assert_int_equal(ranking_source_find(info->id), i);
        assert_true(info->collective || info->individual);
    }
    assert_int_equal(ranking_source_find("luck"), RANKING_N_SOURCES);
    assert_false(ranking_source_fits(ranking_source_info(RANKING_EFFECT),
                                     PB__NOMINEE_KIND__NOMINEE_COLLECTIVE));
}

static void score_of__measures__give_full_marks_where_the_plan_says(void **state)
{
    static const struct {
        Pb__RankingMeasure measure;
        int64_t raw;
        uint32_t full;
        int32_t points;
    } CASES[] = {
        {PB__RANKING_MEASURE__RANKING_MEASURE_PERCENT, 10000, 0, 100},
        {PB__RANKING_MEASURE__RANKING_MEASURE_PERCENT, 5000, 0, 50},
        {PB__RANKING_MEASURE__RANKING_MEASURE_COUNT, 2, 4, 50},
        {PB__RANKING_MEASURE__RANKING_MEASURE_COUNT, 9, 4, 100},
        {PB__RANKING_MEASURE__RANKING_MEASURE_CHANGE, 500, 20, 25}, /* +5 of 20 points */
        {PB__RANKING_MEASURE__RANKING_MEASURE_CHANGE, -500, 20, 0},
    };
    const struct plan *plan = plan_50(*state);
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_int_equal(ranking_score_of(CASES[i].measure, CASES[i].raw, CASES[i].full),
                         CASES[i].points * RANKING_SCORE_POINT);
    const struct plan_component *effect =
        &plan_ranking_find(plan, ANNUAL, "individual")->components[1];
    assert_int_equal(ranking_score_of_level(effect, "in_unit"), 60 * RANKING_SCORE_POINT);
    assert_int_equal(ranking_score_of_level(effect, "replicable"), RANKING_SCORE_FULL);
    assert_int_equal(ranking_score_of_level(effect, "not_shown"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(make__nothing_set__is_what_the_plan_says, setup, teardown),
        cmocka_unit_test_setup_teardown(make__reviews__weigh_100_percent_too, setup, teardown),
        cmocka_unit_test_setup_teardown(make__settings__count_instead, setup, teardown),
        cmocka_unit_test_setup_teardown(make__refused_settings__say_why, setup, teardown),
        cmocka_unit_test_setup_teardown(make__many_mistakes__are_told_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(make__too_many_settings__are_refused_unread, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(make__arena_used_up__is_an_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(source__ids__are_found_and_fit, setup, teardown),
        cmocka_unit_test_setup_teardown(score_of__measures__give_full_marks_where_the_plan_says,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
