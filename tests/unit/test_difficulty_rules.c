/* Difficulties (closing clause): every state x event x role, and the day on which one is overdue.
 */
#include "arena.h"
#include "difficulty_rules.h"
#include "violations.h"

#define REP PB__DIFFICULTY_STATE__DIFFICULTY_STATE_REPORTED
#define FWD PB__DIFFICULTY_STATE__DIFFICULTY_STATE_FORWARDED
#define ANS PB__DIFFICULTY_STATE__DIFFICULTY_STATE_ANSWERED
#define CLO PB__DIFFICULTY_STATE__DIFFICULTY_STATE_CLOSED
#define U (ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD))
#define H (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD))
#define C ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)

enum { N_STATES = 6, N_EVENTS = 6, N_ROLES = 13 }; /* one more than there are, each */

/* Rows: the state before, NONE first. Columns: NONE, report, answer, forward, close. Written from
 * the clause: from heads of units, through Home Affairs, to the People's Committee. */
static const struct {
    Pb__DifficultyState to;
    role_set who;
} expected[N_STATES][N_EVENTS] = {
    {{0, 0}, {REP, U}},
    [REP] = {{0, 0}, {0, 0}, {ANS, H}, {FWD, H}, {CLO, U}},
    [FWD] = {{0, 0}, {0, 0}, {ANS, C}, {0, 0}, {CLO, U}},
    [ANS] = {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {CLO, U | H}},
};

static void next__every_state_event_and_role__follows_the_table(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 20);
    for (int from = 0; from < N_STATES; from++)
        for (int event = 0; event < N_EVENTS; event++)
            for (int role = 1; role < N_ROLES; role++) {
                struct td_err err;
                Pb__DifficultyState to = (Pb__DifficultyState)77;
                enum td_code want = !expected[from][event].to ? TD_FAILED_PRECONDITION
                                    : expected[from][event].who & ROLE_BIT(role)
                                        ? TD_OK
                                        : TD_PERMISSION_DENIED;
                td_arena_reset(arena);
                td_err_init(&err, arena);
                enum td_code code =
                    difficulty_next((Pb__DifficultyState)from, (Pb__DifficultyEvent)event,
                                    ROLE_BIT(role), &to, &err);
                if (code != want)
                    print_error("state %d, event %d, role %d\n", from, event, role);
                assert_int_equal(code, want);
                assert_int_equal(to, want == TD_OK ? (int)expected[from][event].to : 77);
                assert_int_equal(err.n_violations, want == TD_OK ? 0 : 1);
            }
    td_arena_free(arena);
}

static void next_role__each_state__is_who_acts(void **state)
{
    (void)state;
    static const Pb__Role want[N_STATES] = {
        [REP] = PB__ROLE__ROLE_SPECIALIST,
        [FWD] = PB__ROLE__ROLE_CHAIRMAN_OFFICE,
        [ANS] = PB__ROLE__ROLE_UNIT_HEAD,
    };
    for (int s = 0; s < N_STATES; s++)
        assert_int_equal(difficulty_next_role((Pb__DifficultyState)s), want[s]);
}

static void overdue__each_state_and_day__only_what_waits(void **state)
{
    (void)state;
    static const struct {
        Pb__DifficultyState state;
        const char *due_on, *day;
        bool overdue;
    } cases[] = {
        {REP, "2022-11-10", "2022-11-09", false}, {REP, "2022-11-10", "2022-11-10", false},
        {REP, "2022-11-10", "2022-11-11", true},  {FWD, "2022-11-10", "2022-11-10", false},
        {FWD, "2022-11-10", "2022-11-11", true},  {ANS, "2022-11-10", "2022-11-11", false},
        {CLO, "2022-11-10", "2022-11-11", false}, {REP, "2022-12-31", "2023-01-01", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(difficulty_overdue(cases[i].state, cases[i].due_on, cases[i].day),
                         cases[i].overdue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next__every_state_event_and_role__follows_the_table),
        cmocka_unit_test(next_role__each_state__is_who_acts),
        cmocka_unit_test(overdue__each_state_and_day__only_what_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
