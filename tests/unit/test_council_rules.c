/* Who may vote on what, in what way, and whether a vote answers what was asked: domain.md, rule 7.
 */
#include "cmocka_all.h"
#include "violations.h"

#include "arena.h"
#include "domain/council_rules.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define STATE(name) PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_##name
#define EVENT(name) PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_##name
#define UNIT PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_UNIT
#define SELF PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_SELF
#define FREE PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_UNSPECIFIED
#define YES PB__COUNCIL_CHOICE__COUNCIL_CHOICE_YES
#define NO PB__COUNCIL_CHOICE__COUNCIL_CHOICE_NO
#define BLANK PB__COUNCIL_CHOICE__COUNCIL_CHOICE_BLANK

static int setup(void **state)
{
    *state = td_arena_new(1 << 20);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    td_arena_free(*state);
    return 0;
}

/* -- states -- */

static void ballot__every_state_event_and_role__legal_or_refused_rightly(void **state)
{
    static const struct {
        Pb__CouncilBallotState from;
        Pb__CouncilBallotEvent event;
        Pb__CouncilBallotState to;
    } LEGAL[] = {
        {STATE(UNSPECIFIED), EVENT(OPEN), STATE(VOTING)},
        {STATE(VOTING), EVENT(CLOSE), STATE(CLOSED)},
        {STATE(VOTING), EVENT(ANNUL), STATE(ANNULLED)},
        {STATE(CLOSED), EVENT(ANNUL), STATE(ANNULLED)},
    };
    for (int from = 0; from <= STATE(ANNULLED); from++)
        for (int event = 1; event <= EVENT(ANNUL); event++)
            for (int role = 1; role <= PB__ROLE__ROLE_ADMINISTRATOR; role++) {
                struct td_err err;
                Pb__CouncilBallotState to = STATE(UNSPECIFIED), expected = STATE(UNSPECIFIED);
                bool may = role == PB__ROLE__ROLE_COUNCIL_SECRETARY ||
                           role == PB__ROLE__ROLE_COUNCIL_CHAIR;
                for (size_t i = 0; i < COUNT(LEGAL); i++)
                    if ((int)LEGAL[i].from == from && (int)LEGAL[i].event == event)
                        expected = LEGAL[i].to;
                td_err_init(&err, *state);
                enum td_code code =
                    council_ballot_next((Pb__CouncilBallotState)from, (Pb__CouncilBallotEvent)event,
                                        ROLE_BIT(role), &to, &err);
                if (expected == STATE(UNSPECIFIED)) {
                    assert_int_equal(code, TD_FAILED_PRECONDITION);
                    assert_non_null(violation_find(&err, "", TD_KEY_COUNCIL_BALLOT_STATE));
                } else {
                    assert_int_equal(code, may ? TD_OK : TD_PERMISSION_DENIED);
                    assert_int_equal(to, may ? expected : STATE(UNSPECIFIED));
                }
                td_arena_reset(*state);
            }
}

/* -- from a device, or in writing -- */

static void way__by_the_roll(void **state)
{
    static const struct {
        Pb__CouncilAttendance attendance;
        bool device, opinion;
    } CASES[] = {
        {PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_UNSPECIFIED, false, false}, /* not called */
        {PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_PRESENT, true, false},
        {PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_EXCUSED, false, true},
        {PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_ABSENT, false, true},
    };
    for (size_t i = 0; i < COUNT(CASES); i++)
        for (int way = 1; way <= 2; way++) {
            struct td_err err;
            bool device = way == PB__COUNCIL_VOTE_WAY__COUNCIL_VOTE_WAY_DEVICE;
            bool may = device ? CASES[i].device : CASES[i].opinion;
            td_err_init(&err, *state);
            assert_int_equal(council_way_check((Pb__CouncilVoteWay)way, CASES[i].attendance, "bcd",
                                               "login", &err),
                             may ? TD_OK : TD_FAILED_PRECONDITION);
            if (!may)
                assert_non_null(violation_find(
                    &err, "login", device ? TD_KEY_COUNCIL_ABSENT : TD_KEY_COUNCIL_PRESENT));
        }
}

/* -- papers -- */

#define CODE 16
#define MAX 4

static const struct {
    const char *what;
    struct council_question questions[MAX];
    struct council_answer answers[MAX];
    enum td_code code;
    enum td_key key; /* with code other than OK */
    const char *field;
} CASES[] = {
    {"an answer to each, in any order",
     {{"A", FREE}, {"B", FREE}, {"C", FREE}},
     {{"C", BLANK, CODE}, {"A", YES, CODE}, {"B", NO, CODE}},
     TD_OK,
     0,
     ""},
    {"nothing is asked where there is a conflict",
     {{"A", FREE}, {"B", UNIT}},
     {{"A", YES, CODE}},
     TD_OK,
     0,
     ""},
    {"a conflict is enforced: own unit",
     {{"A", FREE}, {"B", UNIT}},
     {{"A", YES, CODE}, {"B", NO, CODE}},
     TD_PERMISSION_DENIED,
     TD_KEY_COUNCIL_CONFLICT,
     "papers[1]"},
    {"a conflict is enforced: themselves",
     {{"A", SELF}, {"B", FREE}},
     {{"A", YES, CODE}, {"B", NO, CODE}},
     TD_PERMISSION_DENIED,
     TD_KEY_COUNCIL_CONFLICT,
     "papers[0]"},
    {"one is not answered",
     {{"A", FREE}, {"B", FREE}},
     {{"A", YES, CODE}},
     TD_INVALID_ARGUMENT,
     TD_KEY_COUNCIL_PAPER_MISSING,
     "papers"},
    {"nothing is answered",
     {{"A", FREE}},
     {{0}},
     TD_INVALID_ARGUMENT,
     TD_KEY_COUNCIL_PAPER_MISSING,
     "papers"},
    {"one is answered twice",
     {{"A", FREE}},
     {{"A", YES, CODE}, {"A", YES, CODE}},
     TD_INVALID_ARGUMENT,
     TD_KEY_COUNCIL_PAPER_TWICE,
     "papers[1]"},
    {"another one is answered",
     {{"A", FREE}},
     {{"A", YES, CODE}, {"X", YES, CODE}},
     TD_INVALID_ARGUMENT,
     TD_KEY_COUNCIL_CANDIDATE,
     "papers[1]"},
    {"no choice",
     {{"A", FREE}},
     {{"A", 0, CODE}},
     TD_INVALID_ARGUMENT,
     TD_KEY_CHOICE,
     "papers[0].choice"},
    {"an unknown choice",
     {{"A", FREE}},
     {{"A", 9, CODE}},
     TD_INVALID_ARGUMENT,
     TD_KEY_CHOICE,
     "papers[0].choice"},
    {"a code of another length",
     {{"A", FREE}},
     {{"A", YES, CODE - 1}},
     TD_INVALID_ARGUMENT,
     TD_KEY_BYTES_LENGTH,
     "papers[0].code"},
    {"no code at all: a guess would be enough",
     {{"A", FREE}},
     {{"A", YES, 0}},
     TD_INVALID_ARGUMENT,
     TD_KEY_BYTES_LENGTH,
     "papers[0].code"},
    {"nothing to vote on",
     {{"A", SELF}, {"B", UNIT}},
     {{0}},
     TD_PERMISSION_DENIED,
     TD_KEY_COUNCIL_NO_VOTE,
     "ballot_id"},
};

static size_t count_answers(const struct council_answer *answers)
{
    size_t n = 0;
    while (n < MAX && answers[n].nominee_id)
        n++;
    return n;
}

static size_t count_questions(const struct council_question *questions)
{
    size_t n = 0;
    while (n < MAX && questions[n].nominee_id)
        n++;
    return n;
}

static void vote__cases(void **state)
{
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct td_err err;
        const struct council_vote_form form = {"BCD-2022-0001/1", "bcd.p1", CASES[i].questions,
                                               count_questions(CASES[i].questions), CODE};
        td_err_init(&err, *state);
        enum td_code code =
            council_vote_check(&form, CASES[i].answers, count_answers(CASES[i].answers), &err);
        if (code != CASES[i].code ||
            (code != TD_OK && !violation_find(&err, CASES[i].field, CASES[i].key))) {
            violations_print(&err);
            fail_msg("%s: %s", CASES[i].what, td_code_name(code));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            ballot__every_state_event_and_role__legal_or_refused_rightly, setup, teardown),
        cmocka_unit_test_setup_teardown(way__by_the_roll, setup, teardown),
        cmocka_unit_test_setup_teardown(vote__cases, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
