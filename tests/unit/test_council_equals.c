/* CouncilService and RankingService on a real database: one more ballot between those that are
 * equal, and what other terms would make of the counted votes (domain.md, rules 6 and 7). */
#include "council_fixture.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static enum td_code simulate(struct town *town, const char *key, int64_t value,
                             Pb__RankingSimulateResponse *out)
{
    Pb__RankingSimulateRequest in = PB__RANKING_SIMULATE_REQUEST__INIT;
    Pb__RankingSetting setting = PB__RANKING_SETTING__INIT, *settings[] = {&setting};
    in.round_id = (char *)RANKED_ROUND;
    setting.key = (char *)key;
    setting.value = value;
    in.settings = settings;
    in.n_settings = *key != '\0';
    return town_call(town, SPECIALIST, &ranking_service, "Simulate", &in, out);
}

/* Domain.md, rule 6: any threshold can be tried; nothing is written, and nothing is told of a vote
 * that still runs. */
static void simulate__threshold_and_places__on_the_counted_votes(void **state)
{
    static const unsigned YES_VOTES[] = {4, 4, 5, 3};
    static const struct {
        const char *key;
        int64_t value;
        Pb__CouncilOutcome outcomes[4];
    } CASES[] = {
        {"", 0, {RECOMMENDED, RECOMMENDED, IN_RESERVE, NOT_RECOMMENDED}}, /* as it is */
        {"vote.threshold", 80, {RECOMMENDED, RECOMMENDED, IN_RESERVE, NOT_RECOMMENDED}},
        {"vote.threshold", 60, {RECOMMENDED, RECOMMENDED, IN_RESERVE, IN_RESERVE}},
        {"vote.threshold", 81, {NOT_RECOMMENDED, NOT_RECOMMENDED, RECOMMENDED, NOT_RECOMMENDED}},
        {"quota.commune", 3, {RECOMMENDED, RECOMMENDED, RECOMMENDED, NOT_RECOMMENDED}},
        {"quota.commune", 0, {IN_RESERVE, IN_RESERVE, IN_RESERVE, NOT_RECOMMENDED}},
    };
    struct council *council = *state;
    struct town *town = council->town;
    Pb__RankingSimulateResponse out;
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
    assert_done(town, simulate(town, "vote.threshold", 50, &out));
    assert_int_equal(out.n_votes, 0);
    all_vote(council, BALLOT, SECRET, 4, YES_VOTES);
    assert_done(town, ballot_close(town, BALLOT, "", NULL));
    for (size_t c = 0; c < COUNT(CASES); c++) {
        assert_done(town, simulate(town, CASES[c].key, CASES[c].value, &out));
        assert_int_equal(out.n_votes, 4);
        for (size_t i = 0; i < 4; i++) {
            const Pb__RankingVote *vote = out.votes[i];
            size_t k = 0;
            while (strcmp(council->ids[k], vote->nominee_id) != 0)
                k++;
            assert_string_equal(vote->ballot_id, BALLOT);
            assert_int_equal(vote->yes, YES_VOTES[k]);
            assert_int_equal(vote->members, 5);
            assert_int_equal(vote->outcome_before, CASES[0].outcomes[k]);
            if (vote->outcome_after != CASES[c].outcomes[k])
                fail_msg("case %zu, nominee %zu: %d", c, k, (int)vote->outcome_after);
        }
    }
    assert_refused(town, simulate(town, "vote.threshold", 101, &out), TD_INVALID_ARGUMENT,
                   "settings[0].value", TD_KEY_NUMBER_RANGE);
    assert_int_equal(nominee_state(town, council->ids[0]), NOMINEE(RECOMMENDED));
    /* Whoever was found ineligible since takes nobody's place. */
    nominee_state_set(town, council->ids[1], NOMINEE(INELIGIBLE));
    assert_done(town, simulate(town, "vote.threshold", 80, &out));
    assert_int_equal(out.n_votes, 3);
    for (size_t i = 0; i < 3; i++)
        if (strcmp(out.votes[i]->nominee_id, council->ids[2]) == 0)
            assert_int_equal(out.votes[i]->outcome_after, RECOMMENDED);
}

/* P1 and XMQ are level by index; with one place between them the yes votes decide, and where these
 * are the same, one more ballot. The line gets its one place by a plan row. */
static void follows__equal_ones__until_one_is_ahead(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    Pb__CouncilTally *found = NULL;
    Pb__CouncilBallot *ballot = NULL;
    const struct answer p1_first[] = {{council->ids[0], YES}, {council->ids[1], NO}};
    const struct answer p1_last[] = {{council->ids[0], NO}, {council->ids[1], YES}};
    assert_done(town, ballot_open(town, LINE, NULL, OPEN, NULL));
    row_add(town, "UPDATE council_ballot SET places = 1");
    for (size_t m = 0; m < N_MEMBERS; m++) { /* 4 and 4 of 5: equal, and both reach it */
        const struct answer xmq = {council->ids[1], members[m] == CHAIR ? NO : YES};
        const struct answer all[] = {
            {council->ids[0], YES}, xmq, {council->ids[2], YES}, {council->ids[3], NO}};
        bool p1 = members[m] == MEMBER_P1;
        assert_done(town, vote(town, members[m], BALLOT, OPEN, p1 ? all + 1 : all, p1 ? 3 : 4));
    }
    assert_refused(town, ballot_open(town, NULL, BALLOT, OPEN, NULL), TD_FAILED_PRECONDITION,
                   "follows", TD_KEY_COUNCIL_BALLOT_STATE);
    assert_done(town, ballot_close(town, BALLOT, "", &found));
    assert_int_equal(found->n_undecided, 2);
    assert_int_equal(found->places_left, 1);
    assert_int_equal(tally_of(found, council->ids[2])->outcome, IN_RESERVE);
    assert_int_equal(nominee_state(town, council->ids[0]), NOMINEE(ELIGIBLE));

    assert_done(town, ballot_open(town, NULL, BALLOT, OPEN, &ballot));
    assert_int_equal(ballot->n_candidates, 2);
    assert_string_equal(ballot->follows, BALLOT);
    assert_done(town, vote(town, CHAIR, SECOND, OPEN, p1_first, 2));
    assert_done(town, vote(town, SECRETARY, SECOND, OPEN, p1_first, 2));
    assert_done(town, vote(town, MEMBER_PNV, SECOND, OPEN, p1_last, 2));
    assert_done(town, vote(town, MEMBER_TTR, SECOND, OPEN, p1_last, 2));
    assert_done(town,
                vote(town, MEMBER_P1, SECOND, OPEN, (struct answer[]){{council->ids[1], NO}}, 1));
    assert_done(town, ballot_close(town, SECOND, "", &found));
    assert_int_equal(found->n_undecided, 2); /* 2 and 2: equal again */
    assert_refused(town, annul(town, BALLOT), TD_FAILED_PRECONDITION, "ballot_id",
                   TD_KEY_COUNCIL_BALLOT_FOLLOWED);

    assert_done(town, ballot_open(town, NULL, SECOND, OPEN, NULL));
    assert_done(town, vote(town, CHAIR, THIRD, OPEN, p1_first, 2));
    assert_done(town, vote(town, SECRETARY, THIRD, OPEN, p1_last, 2));
    assert_done(town, vote(town, MEMBER_PNV, THIRD, OPEN, p1_last, 2));
    assert_done(town, ballot_close(town, THIRD, "Hai ủy viên về sớm", &found));
    assert_true(found->agrees);
    assert_int_equal(found->n_undecided, 0);
    assert_int_equal(nominee_state(town, council->ids[1]), NOMINEE(RECOMMENDED));
    assert_int_equal(nominee_state(town, council->ids[0]), NOMINEE(RESERVE));
    assert_int_equal(tally_of(found, council->ids[0])->reserve_order, 1);
    assert_refused(town, ballot_open(town, NULL, THIRD, OPEN, NULL), TD_FAILED_PRECONDITION,
                   "follows", TD_KEY_COUNCIL_UNDECIDED_NONE);
    assert_done(town, tally(town, BALLOT, 0, &found)); /* the first one still counts to the same */
    assert_true(found->agrees);
    /* With the plan's two places what was decided between equals holds, and both are in. */
    Pb__RankingSimulateResponse tried;
    assert_done(town, simulate(town, "", 0, &tried));
    assert_int_equal(tried.n_votes, 4);
    for (size_t i = 0; i < 4; i++) {
        bool p1 = strcmp(tried.votes[i]->nominee_id, council->ids[0]) == 0;
        if (p1 || strcmp(tried.votes[i]->nominee_id, council->ids[1]) == 0) {
            assert_int_equal(tried.votes[i]->yes, 4); /* of the ballot on the line */
            assert_int_equal(tried.votes[i]->outcome_before, p1 ? IN_RESERVE : RECOMMENDED);
            assert_int_equal(tried.votes[i]->outcome_after, RECOMMENDED);
        }
    }
}

/* A ballot between the candidates from `first` to 2, held: each gets so many yes votes of the four
 * members that may vote on all; MEMBER_P1, who is of candidate 0's unit, votes no. */
static void three_vote(struct council *council, const char *id, size_t first,
                       const unsigned yes_votes[3])
{
    struct town *town = council->town;
    for (size_t m = 0, free_members = 0; m < N_MEMBERS; m++) {
        struct answer answers[3];
        size_t n = 0;
        bool p1 = members[m] == MEMBER_P1;
        for (size_t i = first; i < 3; i++)
            if (!(p1 && i == 0))
                answers[n++] =
                    (struct answer){council->ids[i], !p1 && free_members < yes_votes[i] ? YES : NO};
        free_members += !p1;
        assert_done(town, vote(town, members[m], id, OPEN, answers, n));
    }
    assert_done(town, ballot_close(town, id, "", NULL));
}

static const Pb__RankingVote *tried_of(const Pb__RankingSimulateResponse *tried, const char *id)
{
    for (size_t i = 0; i < tried->n_votes; i++)
        if (strcmp(tried->votes[i]->nominee_id, id) == 0)
            return tried->votes[i];
    fail_msg("%s is not among the votes", id);
    return NULL;
}

/* The first three are level for two places, after a vote as before. */
static void three_level(struct council *council)
{
    struct town *town = council->town;
    assert_done(town, ballot_open(town, LINE, NULL, OPEN, NULL));
    row_add(town, "UPDATE council_candidate SET rank = 1 WHERE rank <= 3");
    for (size_t m = 0; m < N_MEMBERS; m++) {
        bool p1 = members[m] == MEMBER_P1;
        const struct answer all[] = {{council->ids[0], YES},
                                     {council->ids[1], p1 ? NO : YES},
                                     {council->ids[2], p1 ? NO : YES},
                                     {council->ids[3], NO}};
        assert_done(town, vote(town, members[m], BALLOT, OPEN, p1 ? all + 1 : all, p1 ? 3 : 4));
    }
    assert_done(town, ballot_close(town, BALLOT, "", NULL));
}

/* The second ballot settles one, the third the others. */
static void simulate__three_ballots_between_equals__as_they_came_out(void **state)
{
    static const Pb__CouncilOutcome CAME_OUT[] = {RECOMMENDED, RECOMMENDED, IN_RESERVE};
    struct council *council = *state;
    struct town *town = council->town;
    Pb__RankingSimulateResponse tried;
    Pb__CouncilBallot *ballot = NULL;
    three_level(council);
    assert_done(town, ballot_open(town, NULL, BALLOT, OPEN, &ballot));
    assert_int_equal(ballot->n_candidates, 3);
    three_vote(council, SECOND, 0, (unsigned[]){4, 3, 3});
    assert_done(town, ballot_open(town, NULL, SECOND, OPEN, &ballot));
    assert_int_equal(ballot->n_candidates, 2);
    three_vote(council, THIRD, 1, (unsigned[]){0, 4, 2});
    assert_int_equal(nominee_state(town, council->ids[0]), NOMINEE(RECOMMENDED));
    assert_done(town, simulate(town, "", 0, &tried));
    for (size_t i = 0; i < 3; i++) {
        const Pb__RankingVote *vote = tried_of(&tried, council->ids[i]);
        assert_int_equal(vote->outcome_before, CAME_OUT[i]);
        assert_int_equal(vote->outcome_after, CAME_OUT[i]);
    }
}

/* Ineligible while the others were told apart, and eligible again: nothing tells it from them. */
static void simulate__one_that_missed_a_ballot_between_equals__undecided(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    Pb__RankingSimulateResponse tried;
    three_level(council);
    nominee_state_set(town, council->ids[0], NOMINEE(INELIGIBLE));
    assert_done(town, ballot_open(town, NULL, BALLOT, OPEN, NULL));
    three_vote(council, SECOND, 1, (unsigned[]){0, 4, 2});
    assert_done(town, simulate(town, "", 0, &tried));
    assert_int_equal(tried.n_votes, 3);
    for (size_t i = 1; i < 3; i++)
        assert_int_equal(tried_of(&tried, council->ids[i])->outcome_after, RECOMMENDED);
    nominee_state_set(town, council->ids[0], NOMINEE(ELIGIBLE));
    assert_done(town, simulate(town, "", 0, &tried));
    assert_int_equal(tried.n_votes, 4);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(tried_of(&tried, council->ids[i])->outcome_after, UNDECIDED);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, council_setup, council_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(simulate__threshold_and_places__on_the_counted_votes),
        CASE(follows__equal_ones__until_one_is_ahead),
        CASE(simulate__three_ballots_between_equals__as_they_came_out),
        CASE(simulate__one_that_missed_a_ballot_between_equals__undecided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
