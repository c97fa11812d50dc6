/* Counting the council's votes: tables of cases that cite clauses, and what must hold of any votes
 * whatever: random ones, with a fixed seed, in any order. */
#include "cmocka_all.h"

#include "domain/vote_tally.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define REC PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_RECOMMENDED
#define RES PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_RESERVE
#define NOT PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_NOT_RECOMMENDED
#define UND PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_UNDECIDED
#define MAX_CANDIDATES 6
#define BALLOTS 3

/* -- threshold: domain.md, rule 7 -- */

static void reaches__base_is_all_members__no_rounding(void **state)
{
    static const struct {
        uint32_t yes, members, percent;
        bool reached;
    } CASES[] = {
        {8, 10, 80, true},  {7, 10, 80, false}, /* 70 % */
        {9, 11, 80, true},                      /* 81.8 % */
        {8, 11, 80, false},                     /* 72.7 %, though all who were present agreed */
        {4, 5, 80, true},   {5, 6, 80, true},   /* 83.3 % */
        {3, 4, 80, false},  {4, 4, 80, true},   {1, 1, 100, true},
        {2, 3, 66, true},   {2, 3, 67, false}, /* 66.67 % is not 67 % */
        {0, 0, 80, false},                     /* no members: nothing is reached */
        {0, 5, 80, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_int_equal(council_reaches(CASES[i].yes, CASES[i].members, CASES[i].percent),
                         CASES[i].reached);
        if (CASES[i].members > 0)
            assert_int_equal(CASES[i].yes >=
                                 council_votes_needed(CASES[i].percent, CASES[i].members),
                             CASES[i].reached);
    }
}

static void quorum__exact_parts_of_all_members(void **state)
{
    static const struct {
        uint32_t part, of, present, members, needs;
        bool enough;
    } CASES[] = {
        {2, 3, 6, 9, 6, true},   {2, 3, 5, 9, 6, false},   {2, 3, 7, 10, 7, true},
        {2, 3, 6, 10, 7, false}, /* 60 % */
        {1, 2, 5, 10, 5, true},  {1, 1, 9, 10, 10, false}, {2, 3, 0, 0, 0, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct council_quorum quorum = {CASES[i].part, CASES[i].of};
        assert_int_equal(council_quorum_needs(quorum, CASES[i].members), CASES[i].needs);
        assert_int_equal(council_has_quorum(quorum, CASES[i].present, CASES[i].members),
                         CASES[i].enough);
    }
}

/* -- places: III.1–3, rule 5 (a tie goes to the council) and rule 7 -- */

static const struct {
    const char *what;
    struct council_rule rule;
    size_t n;
    struct {
        uint32_t rank, yes[BALLOTS];
        Pb__CouncilOutcome outcome;
        uint32_t reserve_order;
    } of[MAX_CANDIDATES];
    size_t undecided;
    uint32_t places_left;
} CASES[] = {
    {"III.1: two communes; the best ranked that reached 80 % get the places, more votes do not "
     "help",
     {2, 10, 80, 1},
     4,
     {{1, {8}, REC, 0}, {2, {9}, REC, 0}, {3, {10}, RES, 1}, {4, {10}, RES, 2}},
     0,
     0},
    {"whoever does not reach the threshold frees the place for the next in rank",
     {2, 10, 80, 1},
     3,
     {{1, {7}, NOT, 0}, {2, {8}, REC, 0}, {3, {8}, REC, 0}},
     0,
     0},
    {"places stay free when too few reach it",
     {3, 10, 80, 1},
     2,
     {{1, {10}, REC, 0}, {2, {7}, NOT, 0}},
     0,
     0},
    {"equal rank across the line: yes votes decide",
     {1, 10, 80, 1},
     2,
     {{1, {9}, REC, 0}, {1, {8}, RES, 1}},
     0,
     0},
    {"equal rank within the line needs nothing to tell them apart",
     {2, 10, 80, 1},
     3,
     {{1, {9}, REC, 0}, {1, {9}, REC, 0}, {3, {10}, RES, 1}},
     0,
     0},
    {"equal rank and votes across the line: one more ballot for these two and the last place",
     {2, 10, 80, 1},
     4,
     {{1, {10}, REC, 0}, {2, {9}, UND, 0}, {2, {9}, UND, 0}, {4, {10}, RES, 2}},
     2,
     1},
    {"equal ones, of whom one did not reach it: nothing to decide",
     {1, 10, 80, 1},
     2,
     {{1, {8}, REC, 0}, {1, {7}, NOT, 0}},
     0,
     0},
    {"the further ballot decides, with fewer yes votes than the threshold asks for on the line",
     {2, 10, 80, 2},
     4,
     {{1, {10, 0}, REC, 0}, {2, {9, 4}, RES, 1}, {2, {9, 6}, REC, 0}, {4, {10, 0}, RES, 2}},
     0,
     0},
    {"equal again: a third ballot",
     {1, 10, 80, 2},
     2,
     {{1, {9, 5}, UND, 0}, {1, {9, 5}, UND, 0}},
     2,
     1},
    {"the third decides",
     {1, 10, 80, 3},
     2,
     {{1, {9, 5, 4}, RES, 1}, {1, {9, 5, 6}, REC, 0}},
     0,
     0},
    {"three equal ones for two places; the further ballot puts one first and leaves two equal",
     {2, 10, 80, 2},
     3,
     {{1, {9, 7}, REC, 0}, {1, {9, 3}, UND, 0}, {1, {9, 3}, UND, 0}},
     2,
     1},
    {"no basis to rank it by: behind all that are ranked, whatever its votes",
     {1, 10, 80, 1},
     2,
     {{0, {10}, RES, 1}, {5, {8}, REC, 0}},
     0,
     0},
    {"no basis, and nobody else: the council has the say",
     {1, 10, 80, 1},
     2,
     {{0, {10}, REC, 0}, {0, {8}, RES, 1}},
     0,
     0},
    {"equal ones behind the line share their order of reserve",
     {1, 10, 80, 1},
     4,
     {{1, {8}, REC, 0}, {2, {9}, RES, 1}, {2, {9}, RES, 1}, {4, {8}, RES, 3}},
     0,
     0},
    {"no members, no result", {1, 0, 80, 1}, 1, {{1, {0}, NOT, 0}}, 0, 0},
};

static void places__cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct council_candidate candidates[MAX_CANDIDATES];
        uint32_t places_left = 99;
        for (size_t k = 0; k < CASES[i].n; k++)
            candidates[k] =
                (struct council_candidate){.rank = CASES[i].of[k].rank, .yes = CASES[i].of[k].yes};
        size_t undecided = council_places(&CASES[i].rule, candidates, CASES[i].n, &places_left);
        if (undecided != CASES[i].undecided || places_left != CASES[i].places_left)
            fail_msg("%s: %zu undecided for %u places", CASES[i].what, undecided, places_left);
        for (size_t k = 0; k < CASES[i].n; k++)
            if (candidates[k].outcome != CASES[i].of[k].outcome ||
                candidates[k].reserve_order != CASES[i].of[k].reserve_order)
                fail_msg("%s: candidate %zu: outcome %d, reserve %u", CASES[i].what, k,
                         (int)candidates[k].outcome, candidates[k].reserve_order);
    }
}

/* -- any votes whatever -- */

#define MANY 12
#define ROUNDS 20000

static uint32_t below(uint64_t *seed, uint32_t n)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 32) % n;
}

struct votes {
    struct council_rule rule;
    struct council_candidate candidates[MANY];
    uint32_t yes[MANY][BALLOTS];
    size_t n;
};

static void votes_make(struct votes *votes, uint64_t *seed)
{
    *votes = (struct votes){
        .rule = {below(seed, 6), below(seed, 12), 1 + below(seed, 100), 1 + below(seed, BALLOTS)},
        .n = below(seed, MANY + 1)};
    for (size_t i = 0; i < votes->n; i++) {
        votes->candidates[i] =
            (struct council_candidate){below(seed, 6), votes->yes[i], false, 0, 0};
        for (size_t k = 0; k < votes->rule.n_ballots; k++)
            votes->yes[i][k] = below(seed, votes->rule.members + 1);
    }
}

static size_t count(const struct votes *votes, Pb__CouncilOutcome outcome)
{
    size_t n = 0;
    for (size_t i = 0; i < votes->n; i++)
        n += votes->candidates[i].outcome == outcome;
    return n;
}

static void places__any_votes__quota_threshold_and_order_hold(void **state)
{
    uint64_t seed = 20220523;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct votes votes;
        uint32_t left;
        size_t reached = 0;
        votes_make(&votes, &seed);
        size_t undecided = council_places(&votes.rule, votes.candidates, votes.n, &left);
        size_t recommended = count(&votes, REC);
        for (size_t i = 0; i < votes.n; i++) {
            bool yes =
                council_reaches(votes.yes[i][0], votes.rule.members, votes.rule.threshold_percent);
            reached += yes;
            assert_int_equal(votes.candidates[i].outcome == NOT, !yes);
        }
        /* III.1–3: never more than the quota, and no place is lost while somebody reached it. */
        assert_true(recommended + left <= votes.rule.quota);
        assert_int_equal(recommended + left,
                         reached < votes.rule.quota ? reached : votes.rule.quota);
        assert_int_equal(undecided, count(&votes, UND));
        assert_true(undecided == 0 ? left == 0 : undecided > left && left > 0);
        for (size_t i = 0; i < votes.n; i++) /* nobody with a better rank stays behind */
            for (size_t k = 0; k < votes.n; k++)
                if (votes.candidates[i].outcome == REC && votes.candidates[k].outcome == RES &&
                    votes.candidates[k].rank != 0)
                    assert_in_range(votes.candidates[i].rank, 1, votes.candidates[k].rank);
    }
}

static void places__any_votes__independent_of_their_order(void **state)
{
    uint64_t seed = 50;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct votes votes;
        struct council_candidate shuffled[MANY];
        size_t to[MANY];
        uint32_t left, left_shuffled;
        votes_make(&votes, &seed);
        for (size_t i = 0; i < votes.n; i++)
            to[i] = i;
        for (size_t i = votes.n; i > 1; i--) {
            size_t k = below(&seed, (uint32_t)i), other = to[i - 1];
            to[i - 1] = to[k];
            to[k] = other;
        }
        for (size_t i = 0; i < votes.n; i++)
            shuffled[to[i]] = votes.candidates[i];
        assert_int_equal(council_places(&votes.rule, votes.candidates, votes.n, &left),
                         council_places(&votes.rule, shuffled, votes.n, &left_shuffled));
        assert_int_equal(left, left_shuffled);
        for (size_t i = 0; i < votes.n; i++) {
            assert_int_equal(shuffled[to[i]].outcome, votes.candidates[i].outcome);
            assert_int_equal(shuffled[to[i]].reserve_order, votes.candidates[i].reserve_order);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reaches__base_is_all_members__no_rounding),
        cmocka_unit_test(quorum__exact_parts_of_all_members),
        cmocka_unit_test(places__cases),
        cmocka_unit_test(places__any_votes__quota_threshold_and_order_hold),
        cmocka_unit_test(places__any_votes__independent_of_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
