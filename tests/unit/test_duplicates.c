/* Suspected duplicates: a table of cases, and that all pairs are found once whatever the order. */
#include "cmocka_all.h"

#include "duplicates.h"

#include <stdio.h>

#define IND PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL
#define COL PB__NOMINEE_KIND__NOMINEE_COLLECTIVE
#define BY(name) PB__DUPLICATE_MATCH__DUPLICATE_MATCH_##name

static void match__case_by_case__as_rule_8_says(void **state)
{
    (void)state;
    static const struct {
        struct duplicate_candidate a, b;
        Pb__DuplicateMatch want;
    } cases[] = {
        {{IND, "NN-1", "", "an", 1, 1}, {IND, "nn-1", "", "binh", 2, 1}, BY(STAFF_CODE)},
        {{IND, "NN-1", "012345678901", "an", 1, 1},
         {IND, "", "012345678901", "an", 2, 1},
         BY(CITIZEN_ID)},
        {{IND, "NN-1", "", "an", 1, 1}, {IND, "", "012345678901", "an", 2, 1}, BY(NAME)},
        {{IND, "", "", "an", 1, 1}, {IND, "", "", "an", 2, 1}, BY(NAME)},
        /* a staff code is of a post, a citizen number of a person */
        {{IND, "NN-1", "", "an", 1, 1}, {IND, "NN-2", "", "an", 2, 1}, BY(NAME)},
        {{IND, "NN-1", "012345678901", "an", 1, 1}, {IND, "NN-2", "", "an", 2, 1}, BY(NAME)},
        {{IND, "NN-1", "012345678901", "an", 1, 1},
         {IND, "NN-2", "012345678902", "an", 2, 1},
         BY(UNSPECIFIED)},
        {{IND, "", "012345678901", "an", 1, 1},
         {IND, "", "012345678902", "an", 2, 1},
         BY(UNSPECIFIED)},
        {{IND, "", "", "an", 1, 1}, {IND, "", "", "binh", 2, 1}, BY(UNSPECIFIED)},
        {{IND, "", "", "", 1, 1}, {IND, "", "", "", 2, 1}, BY(UNSPECIFIED)},
        {{COL, "", "", "cong an phuong 1", 1, 1},
         {COL, "", "", "cong an phuong 1", 2, 1},
         BY(NAME)},
        {{COL, "", "", "an", 1, 1}, {IND, "", "", "an", 2, 1}, BY(UNSPECIFIED)},
        /* within one dossier dossier_twice.h has seen to it */
        {{IND, "NN-1", "", "an", 1, 1}, {IND, "NN-1", "", "an", 1, 1}, BY(UNSPECIFIED)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(duplicate_match(&cases[i].a, &cases[i].b), cases[i].want);
        assert_int_equal(duplicate_match(&cases[i].b, &cases[i].a), cases[i].want);
    }
}

static void find__several_reasons__one_pair_with_the_strongest(void **state)
{
    (void)state;
    static const struct duplicate_candidate candidates[] = {
        {IND, "NN-1", "012345678901", "an", 1, true}, {IND, "NN-1", "012345678901", "an", 2, true},
        {IND, "", "012345678901", "an", 3, false},    {IND, "", "", "an", 4, false},
        {IND, "NN-9", "", "binh", 5, true},
    };
    static const struct duplicate_pair want[] = {
        {0, 1, BY(STAFF_CODE)},
        {0, 2, BY(CITIZEN_ID)},
        {0, 3, BY(NAME)},
        {1, 2, BY(CITIZEN_ID)},
        {1, 3, BY(NAME)}}; /* 2 and 3: neither is of the round */
    struct td_arena *arena = td_arena_new(1 << 16);
    struct duplicate_pair *pairs;
    size_t n;
    assert_int_equal(duplicates_find(candidates, 5, arena, &pairs, &n), TD_OK);
    assert_int_equal(n, 5);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pairs[i].first, want[i].first);
        assert_int_equal(pairs[i].second, want[i].second);
        assert_int_equal(pairs[i].matched_by, want[i].matched_by);
    }
    td_arena_free(arena);
}

/* Against comparing each with each. */
static void find__many__the_same_as_comparing_all(void **state)
{
    (void)state;
    enum { N = 300 };
    static struct duplicate_candidate candidates[N];
    static char texts[N][3][24];
    struct td_arena *arena = td_arena_new(8 << 20);
    unsigned random = 12345;
    for (size_t i = 0; i < N; i++) {
        unsigned draw[3];
        for (size_t k = 0; k < 3; k++) {
            random = random * 1103515245u + 12345u;
            draw[k] = (random >> 16) % 40;
        }
        snprintf(texts[i][0], sizeof texts[i][0], draw[0] < 20 ? "" : "NN-%u", draw[0]);
        snprintf(texts[i][1], sizeof texts[i][1], draw[1] < 25 ? "" : "0123456789%02u", draw[1]);
        snprintf(texts[i][2], sizeof texts[i][2], "ten %u", draw[2]);
        candidates[i] = (struct duplicate_candidate){
            i % 7 ? IND : COL, texts[i][0], texts[i][1], texts[i][2], (int64_t)(i / 3), i % 2 == 0};
    }
    struct duplicate_pair *pairs;
    size_t n, at = 0;
    assert_int_equal(duplicates_find(candidates, N, arena, &pairs, &n), TD_OK);
    for (size_t i = 0; i < N; i++)
        for (size_t j = i + 1; j < N; j++) {
            Pb__DuplicateMatch by = duplicate_match(&candidates[i], &candidates[j]);
            if (!by || (!candidates[i].here && !candidates[j].here))
                continue;
            assert_true(at < n);
            assert_int_equal(pairs[at].first, i);
            assert_int_equal(pairs[at].second, j);
            assert_int_equal(pairs[at++].matched_by, by);
        }
    assert_int_equal(at, n);
    assert_true(n > 100);
    td_arena_free(arena);
}

static void find__nobody__nothing(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 12);
    struct duplicate_pair *pairs;
    size_t n = 7;
    assert_int_equal(duplicates_find(NULL, 0, arena, &pairs, &n), TD_OK);
    assert_int_equal(n, 0);
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(match__case_by_case__as_rule_8_says),
        cmocka_unit_test(find__several_reasons__one_pair_with_the_strongest),
        cmocka_unit_test(find__many__the_same_as_comparing_all),
        cmocka_unit_test(find__nobody__nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
