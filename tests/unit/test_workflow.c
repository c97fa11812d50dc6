/* The dossier's and the round's tables: every state x event x role, and the
 * deadline rules. */
#include "arena.h"
#include "violations.h"
#include "workflow.h"

#define NO ((Pb__DossierState)0)
#define SUB PB__DOSSIER_STATE__DOSSIER_SUBMITTED
#define CON PB__DOSSIER_STATE__DOSSIER_CONFIRMED
#define REC PB__DOSSIER_STATE__DOSSIER_RECEIVED
#define RET PB__DOSSIER_STATE__DOSSIER_RETURNED
#define WIT PB__DOSSIER_STATE__DOSSIER_WITHDRAWN
#define INA PB__DOSSIER_STATE__DOSSIER_IN_APPRAISAL
#define APP PB__DOSSIER_STATE__DOSSIER_APPRAISED

enum { N_STATES = 10, N_EVENTS = 10, N_ROLES = 13 }; /* one more than there are, each */

#define C ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK)
#define H ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD)
#define S ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)
#define A ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define O ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)

/* Rows: the state before, in the order of types.proto. Columns: submit,
 * confirm, receive, return, withdraw, appraise, appraised, reopen. Written from
 * III.5, IV.3.a and the agreed rules, not from workflow.c. */
static const struct {
    Pb__DossierState to;
    role_set who;
} expected[N_STATES][N_EVENTS] = {
    [PB__DOSSIER_STATE__DOSSIER_DRAFT] = {{NO, 0}, {SUB, C}},
    [SUB] = {{NO, 0}, {SUB, C}, {CON, H}, {NO, 0}, {RET, S}, {WIT, C | H}},
    [CON] = {{NO, 0}, {SUB, C}, {NO, 0}, {REC, S}, {RET, S}, {WIT, H}},
    [REC] = {{NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {RET, S}, {WIT, H}, {INA, S}, {APP, S}},
    [RET] = {{NO, 0}, {SUB, C}, {NO, 0}, {NO, 0}, {NO, 0}, {WIT, C | H}},
    [INA] = {{NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {RET, S}, {WIT, H}, {NO, 0}, {APP, S}},
    [APP] = {{NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {WIT, H}, {NO, 0}, {NO, 0}, {INA, A}},
};

enum { N_ROUND_STATES = 9, N_ROUND_EVENTS = 8 };
#define R(name) PB__ROUND_STATE__ROUND_STATE_##name

/* Columns: review, submit, send back, decide, publish, close. */
static const struct {
    Pb__RoundState to;
    role_set who;
} expected_round[N_ROUND_STATES][N_ROUND_EVENTS] = {
    [R(OPEN)] = {{0}, {R(REVIEWING), S | A}},
    [R(REVIEWING)] = {{0}, {0}, {R(SUBMITTED), S | A}},
    [R(SUBMITTED)] = {{0}, {0}, {0}, {R(REVIEWING), O}, {R(DECIDED), O}},
    [R(DECIDED)] = {{0}, {0}, {0}, {0}, {0}, {R(PUBLISHED), A}},
    [R(PUBLISHED)] = {{0}, {0}, {0}, {0}, {0}, {0}, {R(CLOSED), S | A}},
};

struct fixture {
    struct td_arena *arena;
    struct td_err err;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = td_arena_new(1 << 20);
    *state = f;
    return f->arena ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    td_arena_free(f->arena);
    free(f);
    return 0;
}

static struct td_err *fresh(struct fixture *f)
{
    td_arena_reset(f->arena);
    td_err_init(&f->err, f->arena);
    return &f->err;
}

static void next__every_state_event_and_role__follows_the_table(void **state)
{
    struct fixture *f = *state;
    for (int from = 0; from < N_STATES; from++)
        for (int event = 0; event < N_EVENTS; event++)
            for (int role = 1; role < N_ROLES; role++) {
                Pb__DossierState to = (Pb__DossierState)77;
                enum td_code want = !expected[from][event].to ? TD_FAILED_PRECONDITION
                                    : expected[from][event].who & ROLE_BIT(role)
                                        ? TD_OK
                                        : TD_PERMISSION_DENIED;
                enum td_code code = dossier_next((Pb__DossierState)from, (Pb__DossierEvent)event,
                                                 ROLE_BIT(role), &to, fresh(f));
                if (code != want)
                    print_error("state %d, event %d, role %d\n", from, event, role);
                assert_int_equal(code, want);
                assert_int_equal(to, want == TD_OK ? (int)expected[from][event].to : 77);
                assert_int_equal(f->err.n_violations, want == TD_OK ? 0 : 1);
            }
}

static void round_next__every_state_event_and_role__follows_the_table(void **state)
{
    struct fixture *f = *state;
    for (int from = 0; from < N_ROUND_STATES; from++)
        for (int event = 0; event < N_ROUND_EVENTS; event++)
            for (int role = 1; role < N_ROLES; role++) {
                Pb__RoundState to = (Pb__RoundState)77;
                enum td_code want = !expected_round[from][event].to ? TD_FAILED_PRECONDITION
                                    : expected_round[from][event].who & ROLE_BIT(role)
                                        ? TD_OK
                                        : TD_PERMISSION_DENIED;
                enum td_code code = round_next((Pb__RoundState)from, (Pb__RoundEvent)event,
                                               ROLE_BIT(role), &to, fresh(f));
                if (code != want)
                    print_error("state %d, event %d, role %d\n", from, event, role);
                assert_int_equal(code, want);
                assert_int_equal(to, want == TD_OK ? (int)expected_round[from][event].to : 77);
                assert_int_equal(f->err.n_violations, want == TD_OK ? 0 : 1);
            }
}

static void next__several_roles__one_of_them_is_enough(void **state)
{
    struct fixture *f = *state;
    Pb__DossierState to;
    assert_int_equal(
        dossier_next(SUB, PB__DOSSIER_EVENT__DOSSIER_EVENT_CONFIRM, C | H, &to, fresh(f)), TD_OK);
    assert_int_equal(to, CON);
}

static void next__no_role_at_all__is_denied_and_names_the_roles(void **state)
{
    struct fixture *f = *state;
    Pb__DossierState to;
    assert_int_equal(dossier_next(SUB, PB__DOSSIER_EVENT__DOSSIER_EVENT_WITHDRAW, 0, &to, fresh(f)),
                     TD_PERMISSION_DENIED);
    assert_string_equal(f->err.violations[0].key, "role");
    assert_string_equal(violation_param(&f->err.violations[0], "roles"), "unit_clerk, unit_head");
}

static void next__illegal__names_the_state(void **state)
{
    struct fixture *f = *state;
    Pb__DossierState to;
    assert_int_equal(dossier_next(WIT, PB__DOSSIER_EVENT__DOSSIER_EVENT_SUBMIT, C, &to, fresh(f)),
                     TD_FAILED_PRECONDITION);
    assert_string_equal(f->err.violations[0].key, "state.illegal");
    assert_string_equal(violation_param(&f->err.violations[0], "state"), "withdrawn");
}

static void next_role__each_state__is_who_acts(void **state)
{
    (void)state;
    static const Pb__Role want[N_STATES] = {
        [PB__DOSSIER_STATE__DOSSIER_DRAFT] = PB__ROLE__ROLE_UNIT_CLERK,
        [SUB] = PB__ROLE__ROLE_UNIT_HEAD,
        [CON] = PB__ROLE__ROLE_SPECIALIST,
        [REC] = PB__ROLE__ROLE_SPECIALIST,
        [RET] = PB__ROLE__ROLE_UNIT_CLERK,
        [INA] = PB__ROLE__ROLE_SPECIALIST,
        [APP] = PB__ROLE__ROLE_COUNCIL_SECRETARY,
    };
    for (int s = 0; s < N_STATES; s++)
        assert_int_equal(dossier_next_role((Pb__DossierState)s), want[s]);
}

static struct round_times times(Pb__RoundState stored)
{
    return (struct round_times){stored, 1000, 2000};
}

static void state_at__before_and_after_opening__is_planned_then_open(void **state)
{
    (void)state;
    struct round_times round = times(PB__ROUND_STATE__ROUND_STATE_OPEN);
    assert_int_equal(round_state_at(&round, 999), PB__ROUND_STATE__ROUND_STATE_PLANNED);
    assert_int_equal(round_state_at(&round, 1000), PB__ROUND_STATE__ROUND_STATE_OPEN);
    assert_int_equal(round_state_at(&round, 9999), PB__ROUND_STATE__ROUND_STATE_OPEN);
    round.stored = PB__ROUND_STATE__ROUND_STATE_REVIEWING;
    assert_int_equal(round_state_at(&round, 0), PB__ROUND_STATE__ROUND_STATE_REVIEWING);
}

static void deadline__extension_and_return__latest_wins(void **state)
{
    (void)state;
    static const struct {
        int64_t extended, due, want;
    } cases[] = {{0, 0, 2000},       {2500, 0, 2500},    {1500, 0, 2000}, {0, 2600, 2600},
                 {2500, 2600, 2600}, {2700, 2600, 2700}, {0, 1500, 2000}};
    struct round_times round = times(PB__ROUND_STATE__ROUND_STATE_OPEN);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(round_deadline(&round, cases[i].extended, cases[i].due), cases[i].want);
}

static void check_open__each_situation__has_its_reason(void **state)
{
    struct fixture *f = *state;
    static const struct {
        Pb__RoundState stored;
        int64_t deadline, now;
        const char *key; /* NULL: it is open */
    } cases[] = {
        {PB__ROUND_STATE__ROUND_STATE_OPEN, 2000, 999, "round.planned"},
        {PB__ROUND_STATE__ROUND_STATE_OPEN, 2000, 1000, NULL},
        {PB__ROUND_STATE__ROUND_STATE_OPEN, 2000, 1999, NULL},
        {PB__ROUND_STATE__ROUND_STATE_OPEN, 2000, 2000, "deadline.passed"},
        {PB__ROUND_STATE__ROUND_STATE_OPEN, 2600, 2500, NULL},
        {PB__ROUND_STATE__ROUND_STATE_REVIEWING, 2600, 1500, "round.not_open"},
        {PB__ROUND_STATE__ROUND_STATE_CLOSED, 2600, 1500, "round.not_open"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct round_times round = times(cases[i].stored);
        enum td_code code =
            round_check_open(&round, "2022-annual", cases[i].deadline, cases[i].now, fresh(f));
        assert_int_equal(code, cases[i].key ? TD_FAILED_PRECONDITION : TD_OK);
        if (cases[i].key)
            assert_string_equal(f->err.violations[0].key, cases[i].key);
    }
}

static void check_open__too_late__says_when_it_was(void **state)
{
    struct fixture *f = *state;
    struct round_times round = times(PB__ROUND_STATE__ROUND_STATE_OPEN);
    assert_int_equal(round_check_open(&round, "2022-annual", 2600, 2600, fresh(f)),
                     TD_FAILED_PRECONDITION);
    assert_string_equal(violation_param(&f->err.violations[0], "deadline_utc_ms"), "2600");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(next__every_state_event_and_role__follows_the_table),
        TEST(round_next__every_state_event_and_role__follows_the_table),
        TEST(next__several_roles__one_of_them_is_enough),
        TEST(next__no_role_at_all__is_denied_and_names_the_roles),
        TEST(next__illegal__names_the_state),
        TEST(next_role__each_state__is_who_acts),
        TEST(state_at__before_and_after_opening__is_planned_then_open),
        TEST(deadline__extension_and_return__latest_wins),
        TEST(check_open__each_situation__has_its_reason),
        TEST(check_open__too_late__says_when_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
