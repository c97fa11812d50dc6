/* Ranking: a table of cases that cite clauses, and what must hold of any nominees whatever: random
 * ones, with a fixed seed, in any order. */
#include "cmocka_all.h"

#include "domain/ranking.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define PLACE(name) PB__RANKING_PLACE__RANKING_PLACE_##name
#define BY(name) PB__RANKING_TIE_BREAK__RANKING_TIE_BREAK_##name
#define COLLECTIVE PB__NOMINEE_KIND__NOMINEE_COLLECTIVE
#define INDIVIDUAL PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL
#define POINTS(points) ((points)*RANKING_SCORE_POINT)
#define UNKNOWN (-1)

/* -- the arithmetic -- */

static void score__is_rounded_half_up_and_bounded(void **state)
{
    static const struct {
        int64_t part, whole;
        int32_t score;
    } CASES[] = {
        {9024, 10000, 90240000}, /* II.3.a: 90.24 % */
        {0, 5, 0},
        {-300, 2000, 0},               /* a falling index gives nothing, and takes nothing */
        {3, 5, POINTS(60)},            /* I.1.c: adopted by 3 of 5 */
        {7, 5, RANKING_SCORE_FULL},    /* more than full marks are full marks */
        {1, 3, 33333333},              /* 33.333333… */
        {2, 3, 66666667},              /* 66.666666… */
        {1, 30000000, 3},              /* the finest difference of the index stays one */
        {29999999, 30000000, 99999997} /* 99.9999966… */
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_int_equal(ranking_score(CASES[i].part, CASES[i].whole), CASES[i].score);
}

static void weighted__is_exact(void **state)
{
    struct ranking_mark known = {true, POINTS(90) + 240000}, unknown = {false, POINTS(90)};
    (void)state;
    assert_int_equal(ranking_weighted(&known, 4000), INT64_C(360960000000)); /* 36.096 points */
    assert_int_equal(ranking_weighted(&unknown, 4000), 0);
}

/* -- cases -- */

#define MAX_NOMINEES 6

struct nominee {
    int a, b; /* points of two components, or UNKNOWN */
    bool woman;
    uint32_t women_percent;
    /* What is to come of it. */
    uint32_t rank;
    Pb__RankingPlace place;
    Pb__RankingTieBreak by;
    uint32_t reserve_order;
    bool basis_decides;
};

static const struct ranking_case {
    const char *what;
    uint32_t quota, reserve, weight_a;
    int floor;
    bool tie_break_b;
    uint32_t women_percent;
    Pb__NomineeKind kind;
    struct nominee nominees[MAX_NOMINEES];
    size_t n;
} CASES[] = {
    {"III.1: two communes by their index, one reserve, one out",
     2,
     1,
     10000,
     0,
     false,
     0,
     COLLECTIVE,
     {{70, 0, false, 0, 3, PLACE(RESERVE), BY(UNSPECIFIED), 1, false},
      {90, 0, false, 0, 1, PLACE(IN), BY(UNSPECIFIED), 0, false},
      {60, 0, false, 0, 4, PLACE(OUT), BY(UNSPECIFIED), 0, false},
      {80, 0, false, 0, 2, PLACE(IN), BY(UNSPECIFIED), 0, false}},
     4},
    {"III.1: fewer nominees than places",
     2,
     1,
     10000,
     0,
     false,
     0,
     COLLECTIVE,
     {{70, 0, false, 0, 1, PLACE(IN), BY(UNSPECIFIED), 0, false}},
     1},
    {"domain 5: the tie of P1 and XMQ within the places hurts nobody",
     2,
     2,
     10000,
     0,
     false,
     0,
     COLLECTIVE,
     {{90, 0, false, 0, 1, PLACE(IN), BY(NONE), 0, false},
      {90, 0, false, 0, 1, PLACE(IN), BY(NONE), 0, false},
      {80, 0, false, 0, 3, PLACE(RESERVE), BY(UNSPECIFIED), 1, false}},
     3},
    {"domain 5: a tie across the line goes to the council",
     2,
     1,
     10000,
     0,
     false,
     0,
     COLLECTIVE,
     {{90, 0, false, 0, 1, PLACE(IN), BY(UNSPECIFIED), 0, false},
      {80, 0, false, 0, 2, PLACE(TIED), BY(NONE), 0, false},
      {80, 0, false, 0, 2, PLACE(TIED), BY(NONE), 0, false},
      {70, 0, false, 0, 4, PLACE(OUT), BY(UNSPECIFIED), 0, false}},
     4},
    {"domain 5: all are tied for the one place of III.1",
     1,
     1,
     10000,
     0,
     false,
     0,
     COLLECTIVE,
     {{80, 0, false, 0, 1, PLACE(TIED), BY(NONE), 0, false},
      {80, 0, false, 0, 1, PLACE(TIED), BY(NONE), 0, false},
      {80, 0, false, 0, 1, PLACE(TIED), BY(NONE), 0, false}},
     3},
    {"reserves tied at the end are reserves all",
     1,
     1,
     10000,
     0,
     false,
     0,
     COLLECTIVE,
     {{90, 0, false, 0, 1, PLACE(IN), BY(UNSPECIFIED), 0, false},
      {80, 0, false, 0, 2, PLACE(RESERVE), BY(NONE), 1, false},
      {80, 0, false, 0, 2, PLACE(RESERVE), BY(NONE), 1, false},
      {70, 0, false, 0, 4, PLACE(OUT), BY(UNSPECIFIED), 0, false}},
     4},
    {"III.1: weights of two components: 60 % and 40 %",
     1,
     5,
     6000,
     0,
     false,
     0,
     INDIVIDUAL,
     {{50, 100, false, 0, 1, PLACE(IN), BY(UNSPECIFIED), 0, false},      /* 70 */
      {100, 0, false, 0, 2, PLACE(RESERVE), BY(UNSPECIFIED), 1, false}}, /* 60 */
     2},
    {"equal totals are told apart by the component the plan names",
     1,
     5,
     5000,
     0,
     true,
     0,
     INDIVIDUAL,
     {{60, 40, false, 0, 2, PLACE(RESERVE), BY(COMPONENT), 1, false},
      {40, 60, false, 0, 1, PLACE(IN), BY(COMPONENT), 0, false}},
     2},
    {"Decree 98/2023, 4: at equal merit the woman goes first",
     1,
     5,
     10000,
     0,
     true,
     70,
     INDIVIDUAL,
     {{80, 0, false, 0, 2, PLACE(RESERVE), BY(PREFERENCE), 1, false},
      {80, 0, true, 0, 1, PLACE(IN), BY(PREFERENCE), 0, false}},
     2},
    {"Decree 98/2023, 4: only at equal merit",
     1,
     5,
     10000,
     0,
     false,
     70,
     INDIVIDUAL,
     {{80, 0, false, 0, 1, PLACE(IN), BY(UNSPECIFIED), 0, false},
      {79, 0, true, 0, 2, PLACE(RESERVE), BY(UNSPECIFIED), 1, false}},
     2},
    {"Decree 98/2023, 4: two women are equal again",
     1,
     5,
     10000,
     0,
     false,
     70,
     INDIVIDUAL,
     {{80, 0, true, 0, 1, PLACE(TIED), BY(NONE), 0, false},
      {80, 0, true, 0, 1, PLACE(TIED), BY(NONE), 0, false},
      {80, 0, false, 0, 3, PLACE(RESERVE), BY(PREFERENCE), 2, false}},
     3},
    {"Decree 98/2023, 4: a collective from 70 % women on",
     1,
     5,
     10000,
     0,
     false,
     70,
     COLLECTIVE,
     {{80, 0, false, 69, 2, PLACE(RESERVE), BY(PREFERENCE), 1, false},
      {80, 0, false, 70, 1, PLACE(IN), BY(PREFERENCE), 0, false}},
     2},
    {"before the decree is in force nobody is preferred",
     1,
     5,
     10000,
     0,
     false,
     0,
     INDIVIDUAL,
     {{80, 0, false, 0, 1, PLACE(TIED), BY(NONE), 0, false},
      {80, 0, true, 0, 1, PLACE(TIED), BY(NONE), 0, false}},
     2},
    {"II.3.a, high results: below the floor nobody gets a free place",
     2,
     2,
     10000,
     50,
     false,
     0,
     COLLECTIVE,
     {{50, 0, false, 0, 1, PLACE(IN), BY(UNSPECIFIED), 0, false},
      {49, 0, false, 0, 2, PLACE(OUT), BY(UNSPECIFIED), 0, false}},
     2},
    {"domain 3: no basis counts nothing, and is told where it would matter",
     1,
     5,
     5000,
     0,
     false,
     0,
     COLLECTIVE,
     {{80, 20, false, 0, 1, PLACE(IN), BY(UNSPECIFIED), 0, false},           /* 50 */
      {60, UNKNOWN, false, 0, 2, PLACE(RESERVE), BY(UNSPECIFIED), 1, true},  /* 30 to 80 */
      {UNKNOWN, 10, false, 0, 3, PLACE(RESERVE), BY(UNSPECIFIED), 2, true}}, /* 5 to 55 */
     3},
    {"domain 3: no basis that cannot matter",
     1,
     5,
     9000,
     0,
     false,
     0,
     COLLECTIVE,
     {{80, 20, false, 0, 1, PLACE(IN), BY(UNSPECIFIED), 0, false},
      {60, UNKNOWN, false, 0, 2, PLACE(RESERVE), BY(UNSPECIFIED), 1, false}},
     2},
    {"domain 3: nothing at all is known: not ranked, a council question",
     2,
     5,
     5000,
     0,
     false,
     0,
     COLLECTIVE,
     {{10, 0, false, 0, 1, PLACE(IN), BY(UNSPECIFIED), 0, false},
      {UNKNOWN, UNKNOWN, false, 0, 0, PLACE(UNSPECIFIED), BY(UNSPECIFIED), 0, true}},
     2},
    {"domain 6: a quota tried as 0 leaves no place",
     0,
     1,
     10000,
     0,
     false,
     0,
     COLLECTIVE,
     {{80, 0, false, 0, 1, PLACE(RESERVE), BY(UNSPECIFIED), 1, false},
      {70, 0, false, 0, 2, PLACE(OUT), BY(UNSPECIFIED), 0, false}},
     2},
};

static struct ranking_mark mark_of(int points)
{
    return (struct ranking_mark){points != UNKNOWN,
                                 points == UNKNOWN ? 0 : (int32_t)POINTS(points)};
}

static void case_run(const struct ranking_case *one)
{
    static const size_t B[] = {1};
    const uint32_t weights[] = {one->weight_a, RANKING_WEIGHT_FULL - one->weight_a};
    struct ranking_rule rule = {.quota = one->quota,
                                .reserve = one->reserve,
                                .floor_e10 = one->floor * RANKING_TOTAL_POINT,
                                .weights = weights,
                                .n_components = 2,
                                .tie_breaks = B,
                                .n_tie_breaks = one->tie_break_b,
                                .women_percent = one->women_percent};
    struct ranking_mark marks[MAX_NOMINEES][2];
    struct ranking_entry entries[MAX_NOMINEES];
    for (size_t i = 0; i < one->n; i++) {
        const struct nominee *nominee = &one->nominees[i];
        marks[i][0] = mark_of(nominee->a);
        marks[i][1] = mark_of(nominee->b);
        entries[i] = (struct ranking_entry){.marks = marks[i],
                                            .kind = one->kind,
                                            .gender = nominee->woman ? PB__GENDER__GENDER_FEMALE
                                                                     : PB__GENDER__GENDER_MALE,
                                            .women_percent = nominee->women_percent};
    }
    ranking_rank(&rule, entries, one->n, NULL);
    for (size_t i = 0; i < one->n; i++) {
        const struct nominee *want = &one->nominees[i];
        if (entries[i].rank != want->rank || entries[i].place != want->place ||
            entries[i].tie_break != want->by)
            print_error("%s: nominee %zu\n", one->what, i);
        assert_int_equal(entries[i].rank, want->rank);
        assert_int_equal(entries[i].place, want->place);
        assert_int_equal(entries[i].tie_break, want->by);
        assert_int_equal(entries[i].reserve_order, want->reserve_order);
        assert_int_equal(entries[i].basis_decides, want->basis_decides);
    }
}

static void rank__cases_of_the_plan(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        case_run(&CASES[i]);
}

static void margin__is_told_on_both_sides_of_the_line(void **state)
{
    const uint32_t weights[] = {RANKING_WEIGHT_FULL};
    struct ranking_mark marks[] = {{true, POINTS(90)}, {true, POINTS(80)}, {true, POINTS(75)}};
    struct ranking_entry entries[] = {{.marks = &marks[0], .kind = COLLECTIVE},
                                      {.marks = &marks[1], .kind = COLLECTIVE},
                                      {.marks = &marks[2], .kind = COLLECTIVE}};
    struct ranking_rule rule = {.quota = 2, .weights = weights, .n_components = 1};
    struct ranking_margin margin;
    (void)state;
    ranking_rank(&rule, entries, 3, &margin);
    assert_true(margin.has_last_in && margin.has_first_out);
    assert_int_equal(margin.last_in_e10, 80 * RANKING_TOTAL_POINT);
    assert_int_equal(margin.first_out_e10, 75 * RANKING_TOTAL_POINT);
    ranking_rank(&rule, entries, 2, &margin);
    assert_true(margin.has_last_in);
    assert_false(margin.has_first_out);
    ranking_rank(&rule, entries, 0, &margin);
    assert_false(margin.has_last_in || margin.has_first_out);
}

/* -- properties -- */

#define MANY 12
#define COMPONENTS 3
#define ROUNDS 400

struct field {
    uint32_t weights[COMPONENTS];
    size_t tie_breaks[COMPONENTS];
    struct ranking_rule rule;
    struct ranking_mark marks[MANY][COMPONENTS];
    struct ranking_entry entries[MANY];
    size_t n;
};

static uint32_t random_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 32);
}

static uint32_t below(uint64_t *seed, uint32_t n)
{
    return random_next(seed) % n;
}

/* Few different scores, so that ties are common. */
static void field_make(struct field *field, uint64_t *seed)
{
    *field = (struct field){.n = 1 + below(seed, MANY)};
    field->weights[0] = below(seed, RANKING_WEIGHT_FULL + 1);
    field->weights[1] = below(seed, RANKING_WEIGHT_FULL - field->weights[0] + 1);
    field->weights[2] = RANKING_WEIGHT_FULL - field->weights[0] - field->weights[1];
    size_t n_tie_breaks = below(seed, COMPONENTS + 1);
    for (size_t i = 0; i < n_tie_breaks; i++)
        field->tie_breaks[i] = (i + 1) % COMPONENTS;
    field->rule = (struct ranking_rule){.quota = below(seed, 6),
                                        .reserve = below(seed, 4),
                                        .floor_e10 = below(seed, 60) * RANKING_TOTAL_POINT,
                                        .weights = field->weights,
                                        .n_components = COMPONENTS,
                                        .tie_breaks = field->tie_breaks,
                                        .n_tie_breaks = n_tie_breaks,
                                        .women_percent = below(seed, 2) ? 70 : 0};
    for (size_t i = 0; i < field->n; i++) {
        for (size_t c = 0; c < COMPONENTS; c++)
            field->marks[i][c] = (struct ranking_mark){
                below(seed, 8) > 0, (int32_t)POINTS(25) * (int32_t)below(seed, 5)};
        field->entries[i] = (struct ranking_entry){
            .marks = field->marks[i],
            .kind = below(seed, 2) ? COLLECTIVE : INDIVIDUAL,
            .gender = below(seed, 2) ? PB__GENDER__GENDER_FEMALE : PB__GENDER__GENDER_MALE,
            .women_percent = below(seed, 101)};
    }
}

static int order_of(const struct field *field, const struct ranking_entry *a,
                    const struct ranking_entry *b)
{
    size_t step;
    int order = ranking_compare(&field->rule, a, b, &step);
    return (order > 0) - (order < 0);
}

static void rank__random__is_a_total_preorder_that_ranks_follow(void **state)
{
    uint64_t seed = 50;
    struct field field;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        field_make(&field, &seed);
        ranking_rank(&field.rule, field.entries, field.n, NULL);
        for (size_t i = 0; i < field.n; i++)
            for (size_t k = 0; k < field.n; k++) {
                const struct ranking_entry *a = &field.entries[i], *b = &field.entries[k];
                assert_int_equal(order_of(&field, a, b), -order_of(&field, b, a));
                if (a->rank && b->rank)
                    assert_int_equal((a->rank < b->rank) - (a->rank > b->rank),
                                     order_of(&field, a, b));
                for (size_t m = 0; m < field.n; m++)
                    if (order_of(&field, a, b) >= 0 && order_of(&field, b, &field.entries[m]) >= 0)
                        assert_true(order_of(&field, a, &field.entries[m]) >= 0);
            }
    }
}

/* The order of arrival decides nothing: every entry gets the same whatever the order. */
static void rank__random__does_not_depend_on_the_order_of_the_input(void **state)
{
    uint64_t seed = 2022;
    struct field field;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct ranking_entry shuffled[MANY];
        size_t place[MANY];
        field_make(&field, &seed);
        for (size_t i = 0; i < field.n; i++) {
            size_t k = below(&seed, (uint32_t)i + 1);
            place[i] = place[k];
            place[k] = i;
        }
        for (size_t i = 0; i < field.n; i++)
            shuffled[i] = field.entries[place[i]];
        ranking_rank(&field.rule, field.entries, field.n, NULL);
        ranking_rank(&field.rule, shuffled, field.n, NULL);
        for (size_t i = 0; i < field.n; i++) {
            const struct ranking_entry *a = &field.entries[place[i]], *b = &shuffled[i];
            assert_int_equal(a->rank, b->rank);
            assert_int_equal(a->place, b->place);
            assert_int_equal(a->reserve_order, b->reserve_order);
            assert_int_equal(a->tie_break, b->tie_break);
            assert_int_equal(a->tie_break_component, b->tie_break_component);
            assert_int_equal(a->basis_decides, b->basis_decides);
        }
    }
}

static void rank__random__never_exceeds_the_quota_and_wastes_no_place(void **state)
{
    uint64_t seed = 3;
    struct field field;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t in = 0, tied = 0, fit = 0;
        field_make(&field, &seed);
        ranking_rank(&field.rule, field.entries, field.n, NULL);
        for (size_t i = 0; i < field.n; i++) {
            const struct ranking_entry *entry = &field.entries[i];
            in += entry->place == PLACE(IN);
            tied += entry->place == PLACE(TIED);
            fit += entry->rank > 0 && entry->total_e10 >= field.rule.floor_e10;
            assert_true(entry->rank > 0 || entry->place == PLACE(UNSPECIFIED));
        }
        assert_true(in <= field.rule.quota);
        /* Those tied are more than the places left for them; without a tie all are taken. */
        assert_true(tied == 0 ? in == (fit < field.rule.quota ? fit : field.rule.quota)
                              : in < field.rule.quota && in + tied > field.rule.quota);
    }
}

/* A better score never makes a rank worse, and improves nobody else's. */
static void rank__random__is_monotone_in_every_score(void **state)
{
    uint64_t seed = 98;
    struct field field;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t before[MANY];
        field_make(&field, &seed);
        ranking_rank(&field.rule, field.entries, field.n, NULL);
        size_t one = below(&seed, (uint32_t)field.n), component = below(&seed, COMPONENTS);
        struct ranking_mark *mark = &field.marks[one][component];
        if (field.entries[one].rank == 0 || !mark->known || mark->score_micro == RANKING_SCORE_FULL)
            continue;
        for (size_t i = 0; i < field.n; i++)
            before[i] = field.entries[i].rank;
        mark->score_micro += (int32_t)POINTS(25);
        ranking_rank(&field.rule, field.entries, field.n, NULL);
        for (size_t i = 0; i < field.n; i++)
            assert_true(i == one ? field.entries[i].rank <= before[i]
                                 : field.entries[i].rank >= before[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(score__is_rounded_half_up_and_bounded),
        cmocka_unit_test(weighted__is_exact),
        cmocka_unit_test(rank__cases_of_the_plan),
        cmocka_unit_test(margin__is_told_on_both_sides_of_the_line),
        cmocka_unit_test(rank__random__is_a_total_preorder_that_ranks_follow),
        cmocka_unit_test(rank__random__does_not_depend_on_the_order_of_the_input),
        cmocka_unit_test(rank__random__never_exceeds_the_quota_and_wastes_no_place),
        cmocka_unit_test(rank__random__is_monotone_in_every_score),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
