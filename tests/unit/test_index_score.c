/* The arithmetic of the CCHC index (II.3.a): totals, rescaling without a survey, ranks with ties,
 * change over the years. */
#include "cmocka_all.h"

#include "index_score.h"

#define APP PB__INDEX_METHOD__INDEX_METHOD_SELF_APPRAISED
#define SUR PB__INDEX_METHOD__INDEX_METHOD_SURVEY
#define COUNT(table) (sizeof(table) / sizeof *(table))

/* II.3.a: from the yearly index results. Figures of P1 … XLB: docs/examples/par-index-2022.csv. */
static const struct {
    const char *what;
    struct index_mark marks[3];
    struct index_total total;
} TOTALS[] = {
    {"II.3.a: P1 of the sample",
     {{APP, 2000, true, 1925}, {APP, 1500, true, 1250}, {SUR, 1000, true, 886}},
     {4061, 4500, 4500, 4061, 9024, false, 3, 0}},
    {"II.3.a: P2 of the sample has the very total of P1",
     {{APP, 2000, true, 1875}, {APP, 1500, true, 1325}, {SUR, 1000, true, 861}},
     {4061, 4500, 4500, 4061, 9024, false, 3, 0}},
    {"II.3.a: XLB of the sample",
     {{APP, 2000, true, 1800}, {APP, 1500, true, 1100}, {SUR, 1000, true, 910}},
     {3810, 4500, 4500, 3810, 8467, false, 3, 0}},
    {"II.3.a: no survey: 31.75 of 35 becomes 40.82 of 45 (40.8214…)",
     {{APP, 2000, true, 1925}, {APP, 1500, true, 1250}, {SUR, 1000, false, 0}},
     {3175, 3500, 4500, 4082, 9071, true, 2, 0}},
    {"II.3.a: no survey, rounded half up: 0.07 of 0.14 of 0.15 is 0.075, so 0.08",
     {{APP, 10, true, 5}, {APP, 4, true, 2}, {SUR, 1, false, 0}},
     {7, 14, 15, 8, 5333, true, 2, 0}},
    {"II.3.a: one of two surveys: only the other is left out",
     {{APP, 2000, true, 1000}, {SUR, 500, true, 400}, {SUR, 500, false, 0}},
     {1400, 2500, 3000, 1680, 5600, true, 2, 0}},
    {"II.3.a: what is not appraised counts nothing, and is no reason to rescale",
     {{APP, 2000, false, 0}, {APP, 1500, true, 1500}, {SUR, 1000, true, 500}},
     {2000, 4500, 4500, 2000, 4444, false, 2, 1}},
    {"a survey that gave 0 points is a survey",
     {{APP, 2000, true, 2000}, {APP, 1500, true, 1500}, {SUR, 1000, true, 0}},
     {3500, 4500, 4500, 3500, 7778, false, 3, 0}},
    {"nothing counts: no total",
     {{SUR, 2000, false, 0}, {SUR, 1500, false, 0}, {SUR, 1000, false, 0}},
     {0, 0, 4500, 0, 0, true, 0, 0}},
};

static void total__cases__as_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(TOTALS); i++) {
        struct index_total got = index_total_of(TOTALS[i].marks, 3), want = TOTALS[i].total;
        if (got.raw_centi != want.raw_centi || got.covered_max_centi != want.covered_max_centi ||
            got.max_centi != want.max_centi || got.total_centi != want.total_centi ||
            got.percent_centi != want.percent_centi || got.rescaled != want.rescaled ||
            got.n_scored != want.n_scored || got.n_not_appraised != want.n_not_appraised)
            fail_msg("%s: raw %lld of %lld, total %lld of %lld, %lld, %zu scored, %zu missing",
                     TOTALS[i].what, (long long)got.raw_centi, (long long)got.covered_max_centi,
                     (long long)got.total_centi, (long long)got.max_centi,
                     (long long)got.percent_centi, got.n_scored, got.n_not_appraised);
    }
}

static void rescale__any_value__nearest_hundredth_and_half_goes_up(void **state)
{
    (void)state;
    for (int64_t covered = 1; covered <= 60; covered++)
        for (int64_t raw = 0; raw <= covered; raw++) {
            int64_t max = 75, got = index_rescale(raw, covered, max);
            int64_t twice_error = 2 * (got * covered - raw * max); /* in covered-ths */
            assert_true(twice_error <= covered && twice_error > -covered);
        }
    assert_int_equal(index_rescale(INDEX_SET_MAX_CENTI, INDEX_SET_MAX_CENTI, INDEX_SET_MAX_CENTI),
                     INDEX_SET_MAX_CENTI);
    assert_int_equal(index_rescale(1, 1, INDEX_SET_MAX_CENTI), INDEX_SET_MAX_CENTI);
}

/* II.3.a: collectives with high results; ties are shown, never broken. */
static const struct {
    const char *what;
    size_t n;
    int64_t totals[5];
    uint32_t ranks[5];
} RANKS[] = {
    {"II.3.a: P1, P2, XLB, XMQ of the sample: three tie, the next is fourth",
     4,
     {4061, 4061, 3810, 4061},
     {1, 1, 4, 1}},
    {"all differ", 3, {1, 3, 2}, {3, 1, 2}},
    {"a tie below the top", 5, {50, 40, 40, 30, 60}, {2, 3, 3, 5, 1}},
    {"all alike", 3, {7, 7, 7}, {1, 1, 1}},
    {"alone", 1, {0}, {1}},
    {"nobody", 0, {0}, {0}},
};

static void rank__cases__as_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(RANKS); i++) {
        uint32_t ranks[5] = {0};
        index_rank(RANKS[i].totals, RANKS[i].n, ranks);
        for (size_t k = 0; k < RANKS[i].n; k++)
            if (ranks[k] != RANKS[i].ranks[k])
                fail_msg("%s: place %zu has rank %u", RANKS[i].what, k, ranks[k]);
    }
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

#define MANY 40

static void shuffle(size_t *order, size_t n, uint32_t *seed)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = next_random(seed) % i, held = order[i - 1];
        order[i - 1] = order[k];
        order[k] = held;
    }
}

/* A total preorder: ranks follow totals both ways, and the order of input does not matter. */
static void rank__random_totals_in_any_order__same_ranks(void **state)
{
    (void)state;
    uint32_t seed = 2022;
    for (int round = 0; round < 300; round++) {
        int64_t totals[MANY], shuffled[MANY];
        uint32_t ranks[MANY], again[MANY];
        size_t order[MANY], n = 1 + next_random(&seed) % MANY;
        for (size_t i = 0; i < n; i++) {
            order[i] = i;
            totals[i] = next_random(&seed) % 12; /* few values: many ties */
        }
        index_rank(totals, n, ranks);
        shuffle(order, n, &seed);
        for (size_t i = 0; i < n; i++)
            shuffled[i] = totals[order[i]];
        index_rank(shuffled, n, again);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(again[i], ranks[order[i]]);
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < n; k++)
                assert_int_equal(ranks[i]<ranks[k], totals[i]> totals[k]);
    }
}

static void trend__years_with_a_gap__each_against_the_one_before(void **state)
{
    (void)state;
    const struct index_year years[] = {{2021, 8467, 4}, {2022, 9024, 1}, {2025, 9000, 2}};
    struct index_change changes[3];
    index_trend(years, 3, changes);
    assert_int_equal(changes[0].from_year, 0);
    assert_int_equal(changes[1].from_year, 2021);
    assert_int_equal(changes[1].percent_centi, 557);
    assert_int_equal(changes[1].places, 3);
    assert_int_equal(changes[2].from_year, 2022);
    assert_int_equal(changes[2].percent_centi, -24);
    assert_int_equal(changes[2].places, -1);
}

static void level__each_kind_of_unit__as_II_1_groups_them(void **state)
{
    (void)state;
    static const struct {
        Pb__UnitKind kind;
        Pb__IndexLevel level;
    } CASES[] = {
        {PB__UNIT_KIND__UNIT_DEPARTMENT, PB__INDEX_LEVEL__INDEX_LEVEL_DEPARTMENT},
        {PB__UNIT_KIND__UNIT_PUBLIC_SERVICE_UNIT, PB__INDEX_LEVEL__INDEX_LEVEL_DEPARTMENT},
        {PB__UNIT_KIND__UNIT_CENTRAL_AGENCY, PB__INDEX_LEVEL__INDEX_LEVEL_DEPARTMENT},
        {PB__UNIT_KIND__UNIT_COMMUNE, PB__INDEX_LEVEL__INDEX_LEVEL_COMMUNE_WARD},
        {PB__UNIT_KIND__UNIT_WARD, PB__INDEX_LEVEL__INDEX_LEVEL_COMMUNE_WARD},
        {PB__UNIT_KIND__UNIT_UNSPECIFIED, PB__INDEX_LEVEL__INDEX_LEVEL_UNSPECIFIED},
    };
    assert_int_equal(COUNT(CASES), pb__unit_kind__descriptor.n_values);
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_int_equal(index_level_of(CASES[i].kind), CASES[i].level);
}

static void reason__needed__where_the_appraisal_differs_or_stands_alone(void **state)
{
    (void)state;
    assert_false(index_reason_needed(true, 1925, 1925));
    assert_true(index_reason_needed(true, 2000, 1925));
    assert_true(index_reason_needed(true, 1900, 1925));
    assert_true(index_reason_needed(false, 0, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(total__cases__as_the_table_says),
        cmocka_unit_test(rescale__any_value__nearest_hundredth_and_half_goes_up),
        cmocka_unit_test(rank__cases__as_the_table_says),
        cmocka_unit_test(rank__random_totals_in_any_order__same_ranks),
        cmocka_unit_test(trend__years_with_a_gap__each_against_the_one_before),
        cmocka_unit_test(level__each_kind_of_unit__as_II_1_groups_them),
        cmocka_unit_test(reason__needed__where_the_appraisal_differs_or_stands_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
