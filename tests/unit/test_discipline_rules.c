/* Discipline cases (I.2.e): every state x event x role, and what a case means day by day. */
#include "arena.h"
#include "discipline.h"
#include "violations.h"

#define CONSIDERED PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNDER_CONSIDERATION
#define IMPOSED PB__DISCIPLINE_STATE__DISCIPLINE_STATE_IMPOSED
#define ENDED PB__DISCIPLINE_STATE__DISCIPLINE_STATE_ENDED
#define DISMISSED PB__DISCIPLINE_STATE__DISCIPLINE_STATE_DISMISSED

enum { N_STATES = 6, N_EVENTS = 6, N_ROLES = 13 }; /* one more than there are, each */

/* Rows: the state before, NONE first. Columns: NONE, open, impose, dismiss, end. Written from
 * domain.md's States: under consideration → imposed (until date) → ended | dismissed. */
static const Pb__DisciplineState expected[N_STATES][N_EVENTS] = {
    {0, CONSIDERED, 0, 0, 0},
    [CONSIDERED] = {0, 0, IMPOSED, DISMISSED, 0},
    [IMPOSED] = {0, 0, IMPOSED, DISMISSED, ENDED},
};

static void next__every_state_event_and_role__follows_the_table(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 20);
    for (int from = 0; from < N_STATES; from++)
        for (int event = 0; event < N_EVENTS; event++)
            for (int role = 1; role < N_ROLES; role++) {
                struct td_err err;
                Pb__DisciplineState to = (Pb__DisciplineState)77;
                bool home =
                    role == PB__ROLE__ROLE_SPECIALIST || role == PB__ROLE__ROLE_HOME_AFFAIRS_HEAD;
                enum td_code want = !expected[from][event] ? TD_FAILED_PRECONDITION
                                    : home                 ? TD_OK
                                                           : TD_PERMISSION_DENIED;
                td_arena_reset(arena);
                td_err_init(&err, arena);
                enum td_code code =
                    discipline_next((Pb__DisciplineState)from, (Pb__DisciplineEvent)event,
                                    ROLE_BIT(role), &to, &err);
                if (code != want)
                    print_error("state %d, event %d, role %d\n", from, event, role);
                assert_int_equal(code, want);
                assert_int_equal(to, want == TD_OK ? (int)expected[from][event] : 77);
                assert_int_equal(err.n_violations, want == TD_OK ? 0 : 1);
            }
    td_arena_free(arena);
}

static void next__illegal__names_the_state(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 20);
    struct td_err err;
    Pb__DisciplineState to;
    td_err_init(&err, arena);
    assert_int_equal(discipline_next(DISMISSED, PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_END,
                                     ROLE_BIT(PB__ROLE__ROLE_SPECIALIST), &to, &err),
                     TD_FAILED_PRECONDITION);
    const struct td_violation *violation = violation_find(&err, "", TD_KEY_DISCIPLINE_STATE);
    assert_non_null(violation);
    assert_string_equal(violation_param(violation, "state"), "dismissed");
    td_arena_free(arena);
}

/* I.2.e: đang xem xét kỷ luật, đang thi hành kỷ luật; the days at every edge. */
static void on__every_edge__as_the_clause_says(void **state)
{
    (void)state;
    enum { NONE = DISCIPLINE_NONE, CONS = DISCIPLINE_CONSIDERED, SERV = DISCIPLINE_SERVED };
    static const struct {
        const char *what;
        Pb__DisciplineState state;
        const char *opened, *from, *until, *closed, *day;
        int fact;
    } cases[] = {
        {"the day before", CONSIDERED, "2022-03-10", "", "", "", "2022-03-09", NONE},
        {"the day it is opened", CONSIDERED, "2022-03-10", "", "", "", "2022-03-10", CONS},
        {"long after", CONSIDERED, "2022-03-10", "", "", "", "2030-01-01", CONS},
        {"dismissed, the day before", DISMISSED, "2022-03-10", "", "", "2022-05-01", "2022-04-30",
         CONS},
        {"dismissed, that day", DISMISSED, "2022-03-10", "", "", "2022-05-01", "2022-05-01", NONE},
        {"dismissed the day it was opened", DISMISSED, "2022-03-10", "", "", "2022-03-10",
         "2022-03-10", NONE},
        {"imposed, before it was opened", IMPOSED, "2022-03-10", "2022-04-01", "2023-03-31", "",
         "2022-03-09", NONE},
        {"imposed, not yet begun", IMPOSED, "2022-03-10", "2022-04-01", "2023-03-31", "",
         "2022-03-31", CONS},
        {"the first day", IMPOSED, "2022-03-10", "2022-04-01", "2023-03-31", "", "2022-04-01",
         SERV},
        {"in between", IMPOSED, "2022-03-10", "2022-04-01", "2023-03-31", "", "2022-12-15", SERV},
        {"the last day", IMPOSED, "2022-03-10", "2022-04-01", "2023-03-31", "", "2023-03-31", SERV},
        {"the day after, nobody has ended it", IMPOSED, "2022-03-10", "2022-04-01", "2023-03-31",
         "", "2023-04-01", NONE},
        {"of one day only", IMPOSED, "2022-04-01", "2022-04-01", "2022-04-01", "", "2022-04-01",
         SERV},
        {"ended early, its last day", ENDED, "2022-03-10", "2022-04-01", "2023-03-31", "2022-09-30",
         "2022-09-30", SERV},
        {"ended early, the day after", ENDED, "2022-03-10", "2022-04-01", "2023-03-31",
         "2022-09-30", "2022-10-01", NONE},
        {"ended, asked about an earlier day", ENDED, "2022-03-10", "2022-04-01", "2023-03-31",
         "2022-09-30", "2022-03-15", CONS},
        {"annulled, the day before", DISMISSED, "2022-03-10", "2022-04-01", "2023-03-31",
         "2022-06-01", "2022-05-31", SERV},
        {"annulled, that day", DISMISSED, "2022-03-10", "2022-04-01", "2023-03-31", "2022-06-01",
         "2022-06-01", NONE},
        {"over the turn of the year", IMPOSED, "2022-12-31", "2023-01-01", "2023-12-31", "",
         "2022-12-31", CONS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct discipline_case discipline = {
            .state = cases[i].state,
            .opened_on = cases[i].opened,
            .from_on = cases[i].from,
            .until_on = cases[i].until,
            .closed_on = cases[i].closed,
        };
        enum discipline_fact fact = discipline_on(&discipline, cases[i].day);
        if ((int)fact != cases[i].fact)
            fail_msg("%s (%s): %d", cases[i].what, cases[i].day, (int)fact);
        /* The store's look-up loses none of them. */
        if (fact != DISCIPLINE_NONE)
            assert_true(strcmp(discipline_last_day(&discipline), cases[i].day) >= 0);
    }
}

static void last_day__over__is_no_longer_looked_up(void **state)
{
    (void)state;
    struct discipline_case discipline = {.state = CONSIDERED,
                                         .opened_on = "2022-03-10",
                                         .from_on = "",
                                         .until_on = "",
                                         .closed_on = ""};
    assert_string_equal(discipline_last_day(&discipline), DISCIPLINE_NO_LAST_DAY);
    discipline.state = IMPOSED;
    discipline.from_on = "2022-04-01";
    discipline.until_on = "2023-03-31";
    assert_string_equal(discipline_last_day(&discipline), "2023-03-31");
    discipline.state = ENDED;
    discipline.closed_on = "2022-09-30";
    assert_string_equal(discipline_last_day(&discipline), "2022-09-30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next__every_state_event_and_role__follows_the_table),
        cmocka_unit_test(next__illegal__names_the_state),
        cmocka_unit_test(on__every_edge__as_the_clause_says),
        cmocka_unit_test(last_day__over__is_no_longer_looked_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
