/* CouncilService on a real database: sessions, ballots, votes, counts and what comes of them
 * (domain.md, rule 7). That nothing tells who cast which paper is test_council_secrecy.c's; equal
 * ones, and other terms on the counted votes, are test_council_equals.c's. */
#include "council_fixture.h"
#include "ranking.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* -- members -- */

static void appoint__cases(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    assert_refused(town, appoint(town, CLERK, "2022-01-01"), TD_FAILED_PRECONDITION,
                   "appointment.login", TD_KEY_COUNCIL_MEMBER_ROLE);
    assert_refused(town, appoint(town, MEMBER_P1, "2022-02-01"), TD_ALREADY_EXISTS, "appointment",
                   TD_KEY_COUNCIL_MEMBER_EXISTS);
    assert_refused(town, appoint(town, MEMBER_P1, "1/1/2022"), TD_INVALID_ARGUMENT,
                   "appointment.from_on", TD_KEY_DATE_FORM);
    assert_done(town, appoint(town, MEMBER_P1, "2022-01-01")); /* the same again */
}

static void members__of_a_day(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    Pb__CouncilReleaseRequest release = PB__COUNCIL_RELEASE_REQUEST__INIT;
    Pb__CouncilReleaseResponse released;
    Pb__CouncilMembersRequest in = PB__COUNCIL_MEMBERS_REQUEST__INIT;
    Pb__CouncilMembersResponse out;
    release.login = (char *)officers[MEMBER_TTR].login;
    release.to_on = "2022-11-30";
    release.reason = "Nghỉ hưu";
    assert_done(town, COUNCIL_CALL(town, SECRETARY, "Release", &release, &released));
    assert_string_equal(released.member->to_on, "2022-11-30");
    assert_refused(town, COUNCIL_CALL(town, SECRETARY, "Release", &release, &released),
                   TD_NOT_FOUND, "login", TD_KEY_COUNCIL_MEMBER_NONE);
    in.on = "2022-11-30";
    assert_done(town, COUNCIL_CALL(town, AUDITOR, "Members", &in, &out));
    assert_int_equal(out.n_members, 5);
    assert_string_equal(out.members[0]->login, officers[CHAIR].login); /* the chair first */
    in.on = "2022-12-01";
    assert_done(town, COUNCIL_CALL(town, AUDITOR, "Members", &in, &out));
    assert_int_equal(out.n_members, 4);
    in.on = "2021-12-31";
    assert_done(town, COUNCIL_CALL(town, AUDITOR, "Members", &in, &out));
    assert_int_equal(out.n_members, 0);
    in.on = "";
    assert_done(town, COUNCIL_CALL(town, AUDITOR, "Members", &in, &out));
    assert_int_equal(out.n_members, 5);
}

static void import__all_or_nothing(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    Pb__CouncilImportRequest in = PB__COUNCIL_IMPORT_REQUEST__INIT;
    Pb__CouncilImportResponse out;
    Pb__CouncilAppointment one = PB__COUNCIL_APPOINTMENT__INIT, two = one, *rows[] = {&one, &two};
    one.login = (char *)officers[CHAIR].login; /* there already */
    one.position = PB__COUNCIL_POSITION__COUNCIL_POSITION_CHAIR;
    one.from_on = "2022-01-01";
    two.login = "bcd.khong";
    two.position = PB__COUNCIL_POSITION__COUNCIL_POSITION_MEMBER;
    two.from_on = "2022-01-01";
    in.members = rows;
    in.n_members = 2;
    assert_refused(town, COUNCIL_CALL(town, SECRETARY, "Import", &in, &out), TD_NOT_FOUND,
                   "members[1].login", TD_KEY_OFFICER_UNKNOWN);
    two.login = (char *)officers[MEMBER_P1].login;
    two.from_on = "2021-01-01";
    two.to_on = "2021-12-31";
    assert_done(town, COUNCIL_CALL(town, SECRETARY, "Import", &in, &out));
    assert_int_equal(out.added, 1);
    assert_int_equal(out.unchanged, 1);
}

/* -- sessions -- */

static void convene__refusals(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    assert_refused(town, convene(town, CLERK, SECRETARY), TD_FAILED_PRECONDITION, "chair",
                   TD_KEY_COUNCIL_SEAT);
    assert_refused(town, convene(town, CHAIR, MEMBER_P1), TD_FAILED_PRECONDITION, "secretary",
                   TD_KEY_COUNCIL_SECRETARY);
    town->now_utc_ms = 1600000000000; /* 2020: nobody is a member yet */
    assert_refused(town, convene(town, CHAIR, SECRETARY), TD_FAILED_PRECONDITION, "starts_utc_ms",
                   TD_KEY_COUNCIL_NO_MEMBERS);
    town->now_utc_ms = TOWN_NOW;
    round_set_state(town, "2022-annual", PB__ROUND_EVENT__ROUND_EVENT_REVIEW,
                    PB__ROUND_STATE__ROUND_STATE_OPEN);
    assert_refused(town, convene(town, CHAIR, SECRETARY), TD_FAILED_PRECONDITION, "round_id",
                   TD_KEY_ROUND_STATE);
}

/* 2/3 of 5 are 4: the plan's council part. */
static void quorum__too_few_present__no_ballot(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    assert_done(town, roll(town, MEMBER_P1, EXCUSED));
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
    assert_done(town, annul(town, BALLOT));
    assert_done(town, roll(town, MEMBER_TTR, EXCUSED));
    assert_refused(town, ballot_open(town, LINE, NULL, SECRET, NULL), TD_FAILED_PRECONDITION,
                   "session_id", TD_KEY_COUNCIL_QUORUM);
    assert_string_equal(violation_param(&town->err.violations[0], "present"), "3");
    assert_string_equal(violation_param(&town->err.violations[0], "needed"), "4");
}

static void roll__refusals(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    Pb__CouncilRollRequest in = PB__COUNCIL_ROLL_REQUEST__INIT;
    Pb__CouncilRollEntry one = PB__COUNCIL_ROLL_ENTRY__INIT, two = one, *entries[] = {&one, &two};
    Pb__CouncilRollResponse out;
    in.session_id = SESSION;
    in.entries = entries;
    in.n_entries = 2;
    one.login = two.login = (char *)officers[MEMBER_P1].login;
    one.attendance = PRESENT;
    two.attendance = EXCUSED; /* twice, and without a reason */
    assert_refused(town, COUNCIL_CALL(town, SECRETARY, "Roll", &in, &out), TD_INVALID_ARGUMENT,
                   "entries[1]", TD_KEY_ROW_TWICE);
    assert_non_null(violation_find(&town->err, "entries[1].reason", TD_KEY_REQUIRED));
    one.login = (char *)officers[CLERK].login;
    assert_refused(town, COUNCIL_CALL(town, SECRETARY, "Roll", &in, &out), TD_NOT_FOUND,
                   "entries[0].login", TD_KEY_COUNCIL_SEAT);
    in.session_id = "BCD-2022-0009";
    assert_refused(town, COUNCIL_CALL(town, SECRETARY, "Roll", &in, &out), TD_NOT_FOUND,
                   "session_id", TD_KEY_COUNCIL_SESSION_UNKNOWN);
}

static void end__session__nothing_more_happens(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    Pb__CouncilEndRequest in = PB__COUNCIL_END_REQUEST__INIT;
    Pb__CouncilEndResponse out;
    in.session_id = SESSION;
    in.conclusion = "Thống nhất trình Chủ tịch UBND thị xã.";
    assert_done(town, ballot_open(town, LINE, NULL, OPEN, NULL));
    assert_refused(town, COUNCIL_CALL(town, SECRETARY, "End", &in, &out), TD_FAILED_PRECONDITION,
                   "session_id", TD_KEY_COUNCIL_BALLOT_RUNNING);
    assert_done(town, annul(town, BALLOT));
    assert_done(town, COUNCIL_CALL(town, SECRETARY, "End", &in, &out));
    assert_string_equal(out.session->conclusion, in.conclusion);
    assert_refused(town, roll(town, MEMBER_P1, EXCUSED), TD_FAILED_PRECONDITION, "session_id",
                   TD_KEY_COUNCIL_SESSION_ENDED);
    assert_refused(town, ballot_open(town, LINE, NULL, OPEN, NULL), TD_FAILED_PRECONDITION,
                   "session_id", TD_KEY_COUNCIL_SESSION_ENDED);
    assert_refused(town, annul(town, BALLOT), TD_FAILED_PRECONDITION, "session_id",
                   TD_KEY_COUNCIL_SESSION_ENDED);
}

/* -- ballots -- */

static void open__whom_the_council_may_recommend__by_rank(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    Pb__CouncilBallot *ballot = NULL;
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, &ballot));
    assert_string_equal(ballot->id, BALLOT);
    assert_int_equal(ballot->places, 2);  /* III.1 */
    assert_int_equal(ballot->members, 5); /* all, not who is present */
    assert_int_equal(ballot->votes_needed, 4);
    assert_int_equal(ballot->n_candidates, 4);
    assert_string_equal(ballot->candidates[2]->nominee_id, council->ids[2]);
    assert_int_equal(ballot->candidates[2]->rank, 3);
    assert_string_equal(ballot->candidates[3]->nominee_id, council->ids[3]);
    assert_int_equal(ballot->candidates[3]->rank, 0); /* no basis: a question for the council */
    assert_int_equal(ballot->n_conflicts, 1);
    assert_string_equal(ballot->conflicts[0]->login, officers[MEMBER_P1].login);
    assert_string_equal(ballot->conflicts[0]->nominee_id, council->ids[0]);
    assert_int_equal(ballot->conflicts[0]->conflict, PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_UNIT);
    assert_refused(town, ballot_open(town, LINE, NULL, SECRET, NULL), TD_ALREADY_EXISTS, "line",
                   TD_KEY_COUNCIL_BALLOT_THERE);
    assert_refused(town, ballot_open(town, "department", NULL, SECRET, NULL),
                   TD_FAILED_PRECONDITION, "line", TD_KEY_COUNCIL_NOBODY);
    assert_refused(town, ballot_open(town, "xã", NULL, SECRET, NULL), TD_NOT_FOUND, "line",
                   TD_KEY_LINE_UNKNOWN);
    assert_refused(town, ballot_open(town, NULL, NULL, SECRET, NULL), TD_INVALID_ARGUMENT, "line",
                   TD_KEY_REQUIRED);
}

static enum td_code open_named_on(struct town *town, const char *line, const char *nominee_id)
{
    Pb__CouncilOpenBallotRequest in = PB__COUNCIL_OPEN_BALLOT_REQUEST__INIT;
    Pb__CouncilOpenBallotResponse out;
    char *ids[] = {(char *)nominee_id};
    in.session_id = SESSION;
    in.line = (char *)line;
    in.kind = OPEN;
    in.nominee_ids = ids;
    in.n_nominee_ids = 1;
    return COUNCIL_CALL(town, SECRETARY, "OpenBallot", &in, &out);
}

static enum td_code open_named(struct town *town, const char *nominee_id)
{
    return open_named_on(town, LINE, nominee_id);
}

/* Domain.md, rule 3: no basis is a question for the council, not a zero that keeps somebody out. */
static void open__below_the_floor_for_want_of_a_basis__the_council_may_vote(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    const char *fresh = initiative_add(
        town, 2022, 7, (struct initiative_of){"P1", "Ba cửa", "Lê Văn Mẫu", "NN-007", 10, 0, 0, 0});
    const char *open_question = eligible_add(
        town, 70,
        (struct nominee_of){NULL, "P1", "individual", "Lê Văn Mẫu", "NN-007", fresh, false, 0, 0});
    const char *known = eligible_add(
        town, 71,
        (struct nominee_of){NULL, "P1", "individual", "Hồ Văn Mẫu", "NN-008", "", false, 0, 0});
    const Pb__RankingEntry *entry =
        entry_of(line_now(town, RANKED_ROUND, "individual"), open_question);
    assert_true(entry->basis_decides);
    assert_true(entry->total_e10 < 30 * RANKING_TOTAL_POINT);
    assert_refused(town, open_named_on(town, "individual", known), TD_FAILED_PRECONDITION,
                   "nominee_ids[0]", TD_KEY_COUNCIL_FLOOR);
    assert_done(town, open_named_on(town, "individual", open_question));
}

/* Also where all places are taken by others: the floor is no question of places. */
static void open__no_basis_and_no_place_left__the_council_may_vote(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    static const char *const CODES[] = {"NN-021", "NN-022", "NN-023", "NN-024", "NN-025", "NN-026"};
    const char *fresh = initiative_add(
        town, 2022, 7, (struct initiative_of){"P1", "Ba cửa", "Lê Văn Mẫu", "NN-007", 10, 0, 0, 0});
    const char *open_question = eligible_add(
        town, 70,
        (struct nominee_of){NULL, "P1", "individual", "Lê Văn Mẫu", "NN-007", fresh, false, 0, 0});
    for (unsigned i = 0; i < COUNT(CODES); i++) {
        const char *strong = initiative_add(
            town, 2022, 20 + (int64_t)i,
            (struct initiative_of){"P1", "Bốn cửa", "Võ Văn Mẫu", CODES[i], 100,
                                   PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_REPLICABLE, true, 5});
        (void)eligible_add(town, 80 + (int64_t)i,
                           (struct nominee_of){NULL, "P1", "individual", "Võ Văn Mẫu", CODES[i],
                                               strong, false, 0, 0});
    }
    const Pb__RankingEntry *entry =
        entry_of(line_now(town, RANKED_ROUND, "individual"), open_question);
    assert_false(entry->basis_decides);
    assert_true(entry->total_e10 < 30 * RANKING_TOTAL_POINT);
    assert_done(town, open_named_on(town, "individual", open_question));
}

static void open__named_ones__only_who_may_be_recommended(void **state)
{
    static const struct index_of CORRECTED[] = {{"P1", 9024}, {"XMQ", 9024}, {"P2", 4999}};
    struct council *council = *state;
    struct town *town = council->town;
    assert_refused(town, open_named(town, "HS-2022-0099/1"), TD_NOT_FOUND, "nominee_ids[0]",
                   TD_KEY_NOMINEE_ROUND);
    index_add(town, 2022, 2, CORRECTED, 3); /* below the plan's floor of 50 points */
    assert_refused(town, open_named(town, council->ids[2]), TD_FAILED_PRECONDITION,
                   "nominee_ids[0]", TD_KEY_COUNCIL_FLOOR);
    nominee_state_set(town, council->ids[1], NOMINEE(INELIGIBLE)); /* I.2.e */
    assert_refused(town, open_named(town, council->ids[1]), TD_FAILED_PRECONDITION,
                   "nominee_ids[0]", TD_KEY_NOMINEE_STATE);
    assert_done(town, open_named(town, council->ids[3]));
}

static void open__before_all_are_appraised__refused(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    nominee_state_set(town, council->ids[2], NOMINEE(PROPOSED));
    assert_refused(town, ballot_open(town, LINE, NULL, SECRET, NULL), TD_FAILED_PRECONDITION,
                   "line", TD_KEY_COUNCIL_NOT_APPRAISED);
}

/* -- votes -- */

static void vote__each_once_and_only_on_what_they_may(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    const struct answer all[] = {{council->ids[0], YES},
                                 {council->ids[1], YES},
                                 {council->ids[2], NO},
                                 {council->ids[3], BLANK}};
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
    assert_refused(town, vote(town, MEMBER_P1, BALLOT, SECRET, all, 4), TD_PERMISSION_DENIED,
                   "papers[0]", TD_KEY_COUNCIL_CONFLICT);
    assert_refused(town, vote(town, CHAIR, BALLOT, SECRET, all, 3), TD_INVALID_ARGUMENT, "papers",
                   TD_KEY_COUNCIL_PAPER_MISSING);
    assert_refused(town, vote(town, CHAIR, BALLOT, OPEN, all, 4), TD_INVALID_ARGUMENT,
                   "papers[0].code", TD_KEY_BYTES_LENGTH);
    assert_done(town, vote(town, MEMBER_P1, BALLOT, SECRET, all + 1, 3));
    assert_done(town, vote(town, CHAIR, BALLOT, SECRET, all, 4));
    assert_refused(town, vote(town, CHAIR, BALLOT, SECRET, all, 4), TD_ALREADY_EXISTS, "ballot_id",
                   TD_KEY_COUNCIL_VOTED);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM council_voter"), 2);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM council_sealed_paper"), 7);
}

static void vote__who_may_not(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    const struct answer answers[] = {{council->ids[3], YES}};
    assert_done(town, open_named(town, council->ids[3]));
    assert_done(town, roll(town, MEMBER_TTR, EXCUSED));
    assert_refused(town, vote(town, MEMBER_TTR, BALLOT, OPEN, answers, 1), TD_FAILED_PRECONDITION,
                   "ballot_id", TD_KEY_COUNCIL_ABSENT);
    assert_refused(town, vote(town, SPECIALIST, BALLOT, OPEN, answers, 1), TD_PERMISSION_DENIED,
                   "ballot_id", TD_KEY_COUNCIL_SEAT);
    assert_refused(town, vote(town, CHAIR, THIRD, OPEN, answers, 1), TD_NOT_FOUND, "ballot_id",
                   TD_KEY_COUNCIL_BALLOT_UNKNOWN);
    assert_refused(town, opinion(town, CHAIR, BALLOT, OPEN, answers, 1), TD_FAILED_PRECONDITION,
                   "login", TD_KEY_COUNCIL_PRESENT);
    assert_done(town, opinion(town, MEMBER_TTR, BALLOT, OPEN, answers, 1));
    assert_refused(town, opinion(town, MEMBER_TTR, BALLOT, OPEN, answers, 1), TD_ALREADY_EXISTS,
                   "ballot_id", TD_KEY_COUNCIL_VOTED);
    assert_refused(town, opinion(town, CLERK, BALLOT, OPEN, answers, 1), TD_NOT_FOUND, "login",
                   TD_KEY_COUNCIL_SEAT);
}

static void override__by_the_chair_with_a_reason(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    const struct answer all[] = {{council->ids[0], YES},
                                 {council->ids[1], YES},
                                 {council->ids[2], YES},
                                 {council->ids[3], YES}};
    assert_done(town, ballot_open(town, LINE, NULL, OPEN, NULL));
    assert_refused(town, override(town, CHAIR, CHAIR, council->ids[0]), TD_FAILED_PRECONDITION,
                   "nominee_id", TD_KEY_COUNCIL_CONFLICT_NONE);
    assert_refused(town, override(town, MEMBER_P1, MEMBER_P1, council->ids[0]),
                   TD_PERMISSION_DENIED, "login", TD_KEY_COUNCIL_OVERRIDE_OWN);
    assert_done(town, override(town, CHAIR, MEMBER_P1, council->ids[0]));
    assert_done(town, vote(town, MEMBER_P1, BALLOT, OPEN, all, 4));
    assert_refused(town, override(town, CHAIR, MEMBER_P1, council->ids[0]), TD_FAILED_PRECONDITION,
                   "nominee_id", TD_KEY_COUNCIL_CONFLICT_NONE);
}

/* -- counts -- */

static void close__result_recount_and_nominees(void **state)
{
    static const unsigned YES_VOTES[] = {4, 4, 5, 3}; /* of 4 and 5 who may vote */
    static const struct {
        uint32_t yes, no, papers;
        Pb__CouncilOutcome outcome;
        Pb__NomineeState becomes;
    } EXPECTED[] = {
        {4, 0, 4, RECOMMENDED, NOMINEE(RECOMMENDED)}, /* 4 of all 5 are 80 % */
        {4, 1, 5, RECOMMENDED, NOMINEE(RECOMMENDED)},
        {5, 0, 5, IN_RESERVE, NOMINEE(RESERVE)}, /* III.1: two places, and a worse rank */
        {3, 2, 5, NOT_RECOMMENDED, NOMINEE(NOT_RECOMMENDED)},
    };
    struct council *council = *state;
    struct town *town = council->town;
    for (int kind = SECRET; kind <= (int)OPEN; kind++) {
        const char *id = kind == (int)SECRET ? BALLOT : SECOND;
        Pb__CouncilTally *closed = NULL, *again = NULL;
        assert_done(town, ballot_open(town, LINE, NULL, (Pb__CouncilBallotKind)kind, NULL));
        assert_refused(town, tally(town, id, 0, &again), TD_FAILED_PRECONDITION, "ballot_id",
                       TD_KEY_COUNCIL_TALLY_SEALED);
        all_vote(council, id, (Pb__CouncilBallotKind)kind, 4, YES_VOTES);
        assert_done(town, ballot_close(town, id, "", &closed));
        assert_true(closed->agrees);
        assert_done(town, tally(town, id, 0, &again));
        assert_true(again->agrees);
        for (size_t i = 0; i < 4; i++) {
            const Pb__CouncilTallyEntry *entry = tally_of(again, council->ids[i]);
            assert_int_equal(entry->count->yes, EXPECTED[i].yes);
            assert_int_equal(entry->count->no, EXPECTED[i].no);
            assert_int_equal(entry->recount->yes, EXPECTED[i].yes);
            assert_int_equal(entry->voters, EXPECTED[i].papers);
            assert_int_equal(entry->outcome, EXPECTED[i].outcome);
            assert_int_equal(kind == (int)SECRET ? entry->n_papers : entry->n_votes,
                             EXPECTED[i].papers);
            assert_int_equal(nominee_state(town, council->ids[i]), EXPECTED[i].becomes);
        }
        assert_refused(town, ballot_close(town, id, "", NULL), TD_FAILED_PRECONDITION, "",
                       TD_KEY_COUNCIL_BALLOT_STATE);
        assert_done(town, annul(town, id)); /* what it made of them is taken back */
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(nominee_state(town, council->ids[i]), NOMINEE(ELIGIBLE));
    }
}

static void close__who_is_present_and_has_not_voted__needs_a_reason(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    const struct answer answers[] = {{council->ids[3], YES}};
    Pb__CouncilTally *closed = NULL;
    assert_done(town, open_named(town, council->ids[3]));
    assert_done(town, vote(town, CHAIR, BALLOT, OPEN, answers, 1));
    assert_refused(town, ballot_close(town, BALLOT, "", NULL), TD_FAILED_PRECONDITION, "reason",
                   TD_KEY_COUNCIL_NOT_VOTED);
    assert_int_equal(town->err.n_violations, 4);
    assert_done(town, ballot_close(town, BALLOT, "Bốn ủy viên phải về sớm", &closed));
    assert_int_equal(closed->entries[0]->count->yes, 1);
    assert_int_equal(closed->entries[0]->outcome, NOT_RECOMMENDED); /* 1 of 5 */
}

/* One paper, or two, would tell who voted how. */
static void close__secret_with_too_few_papers__refused(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    const struct answer all[] = {{council->ids[0], YES},
                                 {council->ids[1], YES},
                                 {council->ids[2], NO},
                                 {council->ids[3], NO}};
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
    assert_done(town, vote(town, CHAIR, BALLOT, SECRET, all, 4));
    assert_done(town, vote(town, SECRETARY, BALLOT, SECRET, all, 4));
    assert_refused(town, ballot_close(town, BALLOT, "Về sớm", NULL), TD_FAILED_PRECONDITION,
                   "ballot_id", TD_KEY_COUNCIL_SECRET_FEW);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM council_paper"), 0);
    assert_done(town, annul(town, BALLOT));
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM council_sealed_paper"), 0);
}

static void close__a_nominee_found_ineligible_meanwhile__refused(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    assert_done(town, open_named(town, council->ids[3]));
    nominee_state_set(town, council->ids[3], NOMINEE(INELIGIBLE)); /* I.2.e */
    assert_refused(town, ballot_close(town, BALLOT, "Không còn đủ điều kiện", NULL),
                   TD_FAILED_PRECONDITION, "ballot_id", TD_KEY_COUNCIL_CHANGED);
    assert_done(town, annul(town, BALLOT));
    assert_int_equal(nominee_state(town, council->ids[3]), NOMINEE(INELIGIBLE));
}

static void tally__rows_altered__recount_disagrees(void **state)
{
    static const unsigned YES_VOTES[] = {4, 4, 5, 3};
    struct council *council = *state;
    struct town *town = council->town;
    Pb__CouncilTally *found = NULL;
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
    all_vote(council, BALLOT, SECRET, 4, YES_VOTES);
    assert_done(town, ballot_close(town, BALLOT, "", NULL));
    row_add(town, "UPDATE council_paper SET choice = 1 WHERE serial = 1 AND choice = 2");
    row_add(town, "UPDATE council_paper SET choice = 2 WHERE serial = 1 AND dossier_id ="
                  " (SELECT MIN(dossier_id) FROM council_paper)");
    assert_done(town, tally(town, BALLOT, 0, &found));
    assert_false(found->agrees);
}

static void tally__a_paper_taken_away__recount_disagrees(void **state)
{
    static const unsigned YES_VOTES[] = {4, 4, 5, 5};
    struct council *council = *state;
    struct town *town = council->town;
    Pb__CouncilTally *found = NULL;
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
    all_vote(council, BALLOT, SECRET, 4, YES_VOTES);
    assert_done(town, ballot_close(town, BALLOT, "", NULL));
    row_add(town, "DELETE FROM council_paper WHERE serial = 5");
    assert_done(town, tally(town, BALLOT, 0, &found));
    assert_false(found->agrees);
}

/* -- the box -- */

static void box__key_lost__no_vote_but_an_annulment(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    const struct answer all[] = {{council->ids[0], YES},
                                 {council->ids[1], YES},
                                 {council->ids[2], NO},
                                 {council->ids[3], NO}};
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
    assert_done(town, vote(town, CHAIR, BALLOT, SECRET, all, 4));
    assert_int_equal(ballot_box_destroy(town->ballot_folder, "202200000001001"), TD_OK);
    assert_refused(town, vote(town, SECRETARY, BALLOT, SECRET, all, 4), TD_FAILED_PRECONDITION,
                   "ballot_id", TD_KEY_COUNCIL_BOX_LOST);
    assert_refused(town, ballot_close(town, BALLOT, "Về sớm", NULL), TD_FAILED_PRECONDITION,
                   "ballot_id", TD_KEY_COUNCIL_BOX_LOST);
    assert_done(town, annul(town, BALLOT));
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
}

static void box__paper_altered__is_not_counted(void **state)
{
    struct council *council = *state;
    struct town *town = council->town;
    static const unsigned YES_VOTES[] = {4, 4, 5, 3};
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
    all_vote(council, BALLOT, SECRET, 4, YES_VOTES);
    row_add(town, "UPDATE council_sealed_paper SET paper = zeroblob(45) WHERE paper ="
                  " (SELECT MIN(paper) FROM council_sealed_paper)");
    assert_refused(town, ballot_close(town, BALLOT, "", NULL), TD_FAILED_PRECONDITION, "ballot_id",
                   TD_KEY_COUNCIL_PAPER_UNREADABLE);
}

/* -- moments -- */

static void as_of__before_the_count__nothing_is_told(void **state)
{
    static const unsigned YES_VOTES[] = {4, 4, 5, 3};
    struct council *council = *state;
    struct town *town = council->town;
    Pb__CouncilTally *found = NULL;
    Pb__CouncilShowRequest in = PB__COUNCIL_SHOW_REQUEST__INIT;
    Pb__CouncilShowResponse out;
    Pb__AsOf as_of = PB__AS_OF__INIT;
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
    uint64_t opened = town->call.log_seq;
    all_vote(council, BALLOT, SECRET, 4, YES_VOTES);
    uint64_t voted = town->call.log_seq;
    assert_done(town, ballot_close(town, BALLOT, "", NULL));
    assert_refused(town, tally(town, BALLOT, voted, &found), TD_FAILED_PRECONDITION, "ballot_id",
                   TD_KEY_COUNCIL_TALLY_SEALED);
    assert_done(town, tally(town, BALLOT, voted + 1, &found));
    assert_refused(town, tally(town, BALLOT, opened - 1, &found), TD_NOT_FOUND, "ballot_id",
                   TD_KEY_COUNCIL_BALLOT_UNKNOWN);
    in.id = SESSION;
    in.as_of = &as_of;
    as_of.log_seq = opened + 2;
    assert_done(town, COUNCIL_CALL(town, AUDITOR, "Show", &in, &out));
    assert_int_equal(out.n_ballots, 1);
    assert_int_equal(out.ballots[0]->voted, 2);
    assert_int_equal(out.ballots[0]->state, PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_VOTING);
    as_of.log_seq = opened - 1;
    assert_done(town, COUNCIL_CALL(town, AUDITOR, "Show", &in, &out));
    assert_int_equal(out.n_ballots, 0);
    assert_int_equal(out.session->present, 5);
}

static void minutes__everything_for_the_form(void **state)
{
    static const unsigned YES_VOTES[] = {4, 4, 5, 3};
    struct council *council = *state;
    struct town *town = council->town;
    Pb__CouncilMinutesRequest in = PB__COUNCIL_MINUTES_REQUEST__INIT;
    Pb__CouncilMinutesResponse out;
    assert_done(town, ballot_open(town, LINE, NULL, SECRET, NULL));
    all_vote(council, BALLOT, SECRET, 4, YES_VOTES);
    assert_done(town, ballot_close(town, BALLOT, "", NULL));
    in.session_id = SESSION;
    assert_done(town, COUNCIL_CALL(town, AUDITOR, "Minutes", &in, &out));
    assert_string_equal(out.issuer, "Ủy ban nhân dân thị xã Ngã Năm");
    assert_string_equal(out.superior, "Ủy ban nhân dân tỉnh Sóc Trăng");
    assert_int_equal(out.session->n_seats, 5);
    assert_string_equal(out.session->place, "Phòng họp số 1");
    assert_int_equal(out.n_ballots, 1);
    assert_int_equal(out.ballots[0]->n_entries, 4);
    assert_int_equal(out.ballots[0]->entries[0]->n_papers, 0); /* the tally has them */
    assert_int_equal(out.ballots[0]->ballot->n_conflicts, 1);
    assert_int_equal(out.n_lines, 1);
    assert_string_equal(out.lines[0]->line, LINE);
    assert_non_null(strstr(out.vote_basis_vi, "địa phương"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, council_setup, council_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(appoint__cases),
        CASE(members__of_a_day),
        CASE(import__all_or_nothing),
        CASE(convene__refusals),
        CASE(quorum__too_few_present__no_ballot),
        CASE(roll__refusals),
        CASE(end__session__nothing_more_happens),
        CASE(open__whom_the_council_may_recommend__by_rank),
        CASE(open__named_ones__only_who_may_be_recommended),
        CASE(open__below_the_floor_for_want_of_a_basis__the_council_may_vote),
        CASE(open__no_basis_and_no_place_left__the_council_may_vote),
        CASE(open__before_all_are_appraised__refused),
        CASE(vote__each_once_and_only_on_what_they_may),
        CASE(vote__who_may_not),
        CASE(override__by_the_chair_with_a_reason),
        CASE(close__result_recount_and_nominees),
        CASE(close__who_is_present_and_has_not_voted__needs_a_reason),
        CASE(close__secret_with_too_few_papers__refused),
        CASE(close__a_nominee_found_ineligible_meanwhile__refused),
        CASE(tally__rows_altered__recount_disagrees),
        CASE(tally__a_paper_taken_away__recount_disagrees),
        CASE(box__key_lost__no_vote_but_an_annulment),
        CASE(box__paper_altered__is_not_counted),
        CASE(as_of__before_the_count__nothing_is_told),
        CASE(minutes__everything_for_the_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
