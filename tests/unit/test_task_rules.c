/* Tasks: every state x event x role, on time or late, where a task stands on a day, and the first
 * criterion of III.4. Written from the Plan and domain.md rule 3, not from task_rules.c. */
#include "arena.h"
#include "message.h"
#include "task_rules.h"
#include "violations.h"

#define ASS PB__TASK_STATE__TASK_ASSIGNED
#define REP PB__TASK_STATE__TASK_REPORTED
#define BCK PB__TASK_STATE__TASK_SENT_BACK
#define ONT PB__TASK_STATE__TASK_DONE_ON_TIME
#define LAT PB__TASK_STATE__TASK_DONE_LATE
#define NOT PB__TASK_STATE__TASK_NOT_DONE
#define WIT PB__TASK_STATE__TASK_WITHDRAWN

#define NO ((Pb__TaskState)0)

enum { N_STATES = 9, N_EVENTS = 10, N_ROLES = 13 }; /* one more than there are, each */

#define U (ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD))
#define A ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define S (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | A)

/* Columns in the order of enum TaskEvent: assign, report, confirm, not done, send back, withdraw,
 * change due, enter. The task below is reported as completed a day before it was
 * due. */
static const struct {
    Pb__TaskState to;
    role_set who;
} expected[N_STATES][N_EVENTS] = {
    [ASS] = {{NO, 0}, {NO, 0}, {REP, U}, {NO, 0}, {NOT, S}, {NO, 0}, {WIT, S}, {ASS, S}, {ONT, S}},
    [REP] = {{NO, 0}, {NO, 0}, {REP, U}, {ONT, S}, {NOT, S}, {BCK, S}, {WIT, S}, {REP, S}},
    [BCK] = {{NO, 0}, {NO, 0}, {REP, U}, {NO, 0}, {NOT, S}, {NO, 0}, {WIT, S}, {BCK, S}},
    [ONT] = {{NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {BCK, A}},
    [LAT] = {{NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {BCK, A}},
    [NOT] = {{NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {BCK, A}},
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
                struct task_facts task = {(Pb__TaskState)from, "2022-07-15", "2022-07-14"};
                Pb__TaskState to = (Pb__TaskState)77;
                enum td_code want = !expected[from][event].to ? TD_FAILED_PRECONDITION
                                    : expected[from][event].who & ROLE_BIT(role)
                                        ? TD_OK
                                        : TD_PERMISSION_DENIED;
                enum td_code code = task_next(&task, (Pb__TaskEvent)event, ROLE_BIT(role),
                                              "2022-07-16", &to, fresh(f));
                if (code != want)
                    print_error("state %d, event %d, role %d\n", from, event, role);
                assert_int_equal(code, want);
                assert_int_equal(to, want == TD_OK ? (int)expected[from][event].to : 77);
                assert_int_equal(f->err.n_violations, want == TD_OK ? 0 : 1);
            }
}

static void next__not_done__only_from_the_day_after_it_was_due(void **state)
{
    struct fixture *f = *state;
    struct task_facts task = {ASS, "2022-07-15", ""};
    Pb__TaskState to = NO;
    assert_int_equal(
        task_next(&task, PB__TASK_EVENT__TASK_EVENT_NOT_DONE, S, "2022-07-15", &to, fresh(f)),
        TD_FAILED_PRECONDITION);
    assert_non_null(violation_find(&f->err, "", TD_KEY_TASK_NOT_DUE));
    assert_int_equal(to, NO);
    assert_int_equal(
        task_next(&task, PB__TASK_EVENT__TASK_EVENT_NOT_DONE, S, "2022-07-16", &to, fresh(f)),
        TD_OK);
    assert_int_equal(to, NOT);
}

static void next__confirmed__by_the_due_date_in_force(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *due_on, *completed_on;
        Pb__TaskState to;
    } cases[] = {
        {"2022-07-15", "2022-07-14", ONT}, {"2022-07-15", "2022-07-15", ONT},
        {"2022-07-15", "2022-07-16", LAT}, {"2022-07-31", "2022-07-16", ONT}, /* changed */
        {"2022-12-31", "2023-01-01", LAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct task_facts task = {REP, cases[i].due_on, cases[i].completed_on};
        Pb__TaskState to = NO;
        assert_int_equal(
            task_next(&task, PB__TASK_EVENT__TASK_EVENT_CONFIRM, S, "2023-02-01", &to, fresh(f)),
            TD_OK);
        assert_int_equal(to, cases[i].to);
    }
}

static void standing__on_a_day__by_state_and_due_date(void **state)
{
    (void)state;
    static const struct {
        Pb__TaskState state;
        const char *completed_on, *day;
        const char *standing;
    } cases[] = {
        {ASS, "", "2022-07-14", "open"},
        {ASS, "", "2022-07-15", "open"}, /* the due day itself is in time */
        {ASS, "", "2022-07-16", "overdue"},
        {BCK, "2022-07-10", "2022-07-15", "open"},
        {BCK, "2022-07-10", "2022-07-16", "overdue"},
        {REP, "2022-07-15", "2022-08-01", "awaiting"},
        {REP, "2022-07-16", "2022-08-01", "awaiting_late"},
        {ONT, "2022-07-15", "2022-08-01", "on_time"},
        {LAT, "2022-07-16", "2022-08-01", "late"},
        {NOT, "", "2022-08-01", "not_done"},
        {WIT, "", "2022-08-01", "withdrawn"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct task_facts task = {cases[i].state, "2022-07-15", cases[i].completed_on};
        char name[TD_ENUM_NAME_SIZE];
        assert_string_equal(td_enum_name(&pb__task_standing__descriptor,
                                         (int)task_standing(&task, cases[i].day), name),
                            cases[i].standing);
    }
}

#define ON(name) [PB__TASK_STANDING__TASK_STANDING_##name]

/* III.4, collective, (1): "on time, 100 % of the CCHC tasks assigned". */
static void completion__of_counts__met_not_met_not_yet_or_no_basis(void **state)
{
    (void)state;
    static const struct {
        struct task_counts counts;
        uint32_t assigned, on_time_centi;
        const char *answer;
    } cases[] = {
        {{{0}}, 0, 0, "no_basis"},                 /* nothing assigned is not 100 % */
        {{{ON(WITHDRAWN) = 3}}, 0, 0, "no_basis"}, /* withdrawn ones do not count */
        {{{ON(ON_TIME) = 1}}, 1, 10000, "met"},
        {{{ON(ON_TIME) = 8, ON(WITHDRAWN) = 2}}, 8, 10000, "met"},
        {{{ON(ON_TIME) = 7, ON(LATE) = 1}}, 8, 8750, "not_met"}, /* late is not on time */
        {{{ON(ON_TIME) = 2, ON(NOT_DONE) = 1}}, 3, 6666, "not_met"},
        {{{ON(ON_TIME) = 2, ON(OVERDUE) = 1}}, 3, 6666, "not_met"},
        {{{ON(ON_TIME) = 2, ON(AWAITING_LATE) = 1}}, 3, 6666, "not_met"},
        {{{ON(ON_TIME) = 2, ON(OPEN) = 1}}, 3, 6666, "not_yet"},
        {{{ON(OPEN) = 1}}, 1, 0, "not_yet"},
        {{{ON(ON_TIME) = 1, ON(AWAITING) = 1}}, 2, 5000, "not_yet"}, /* not confirmed */
        {{{ON(OPEN) = 1, ON(LATE) = 1}}, 2, 0, "not_met"},
        {{{ON(ON_TIME) = 99999, ON(LATE) = 1}}, 100000, 9999, "not_met"}, /* never rounded up */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[TD_ENUM_NAME_SIZE];
        assert_string_equal(td_enum_name(&pb__criterion_answer__descriptor,
                                         (int)tasks_completion(&cases[i].counts), name),
                            cases[i].answer);
        assert_int_equal(task_assigned(&cases[i].counts), cases[i].assigned);
        assert_int_equal(tasks_on_time_centi(&cases[i].counts), cases[i].on_time_centi);
    }
}

static void count__each_standing__in_its_place(void **state)
{
    (void)state;
    struct task_counts counts = {{0}};
    for (int standing = 1; standing < TASK_STANDINGS; standing++)
        task_count(&counts, (Pb__TaskStanding)standing);
    for (int standing = 1; standing < TASK_STANDINGS; standing++)
        assert_int_equal(counts.of[standing], 1);
    assert_int_equal(pb__task_standing__descriptor.n_values, TASK_STANDINGS);
}

static void code__form__as_home_affairs_numbers_them(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *code;
        enum td_code want;
    } cases[] = {
        {"NV22-001", TD_OK},
        {"1", TD_OK},
        {"A23456789012345678901234", TD_OK},
        {"A234567890123456789012345", TD_INVALID_ARGUMENT},
        {"", TD_INVALID_ARGUMENT},
        {"-NV", TD_INVALID_ARGUMENT},
        {"nv22-001", TD_INVALID_ARGUMENT},
        {"NV 22", TD_INVALID_ARGUMENT},
        {"NV22-001\n", TD_INVALID_ARGUMENT},
        {"NHIỆM", TD_INVALID_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(task_code_check(cases[i].code, "code", fresh(f)), cases[i].want);
}

/* III.1: every year; III.2: 2021–2025; III.3: 2021–2030. */
static void period__of_rounds__year_or_from_the_plans_first_year(void **state)
{
    (void)state;
    struct task_period annual = task_period_of(PB__ROUND_KIND__ROUND_ANNUAL, 2022, 2021);
    struct task_period interim = task_period_of(PB__ROUND_KIND__ROUND_INTERIM, 2025, 2021);
    struct task_period last = task_period_of(PB__ROUND_KIND__ROUND_FINAL, 2030, 2021);
    assert_string_equal(annual.from, "2022-01-01");
    assert_string_equal(annual.to, "2022-12-31");
    assert_string_equal(interim.from, "2021-01-01");
    assert_string_equal(interim.to, "2025-12-31");
    assert_string_equal(last.from, "2021-01-01");
    assert_string_equal(last.to, "2030-12-31");
}

/* II.3.b, III.2: the years before the software. */
static void history__results_of_tasks_from_before__each_case(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *due_on, *done_on;
        bool not_done;
        const char *field; /* NULL: fine */
        enum td_key key;
        Pb__TaskState becomes;
    } cases[] = {
        {"2021-06-30", "", false, NULL, 0, ASS},
        {"2021-06-30", "2021-06-30", false, NULL, 0, ONT},
        {"2021-06-30", "2021-07-01", false, NULL, 0, LAT},
        {"2021-06-30", "", true, NULL, 0, NOT},
        {"2021-12-31", "2022-01-01", false, NULL, 0, LAT}, /* on the first day of the software */
        {"2022-01-01", "2021-12-31", false, "tasks[0].done_on", TD_KEY_TASK_HISTORY, 0},
        {"2022-06-30", "", true, "tasks[0].not_done", TD_KEY_TASK_HISTORY, 0},
        {"2021-06-30", "2021-06-30", true, "tasks[0].not_done", TD_KEY_TASK_RESULT, 0},
        {"2021-06-30", "30/6", false, "tasks[0].done_on", TD_KEY_DATE_FORM, 0},
        {"2021-06-30", "2020-12-31", false, "tasks[0].done_on", TD_KEY_DATE_ORDER, 0},
        {"2021-06-30", "2022-01-02", false, "tasks[0].done_on", TD_KEY_DATE_AFTER, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct task_history history = {"2021-01-01", cases[i].due_on, cases[i].done_on,
                                             cases[i].not_done};
        enum td_code code = task_history_check(&history, "2022-01-01", "tasks[0]", fresh(f));
        assert_int_equal(code, cases[i].field ? TD_INVALID_ARGUMENT : TD_OK);
        if (cases[i].field && !violation_find(&f->err, cases[i].field, cases[i].key))
            fail_msg("case %zu: %s %s", i, f->err.violations[0].field, f->err.violations[0].key);
        if (!cases[i].field)
            assert_int_equal(task_history_state(&history), cases[i].becomes);
    }
}

static void next__entered__by_the_day_it_was_done(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *done_on;
        Pb__TaskState to;
    } CASES[] = {{"2022-07-15", ONT}, {"2022-07-16", LAT}, {"", NOT}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct task_facts task = {ASS, "2022-07-15", CASES[i].done_on};
        Pb__TaskState to = NO;
        assert_int_equal(
            task_next(&task, PB__TASK_EVENT__TASK_EVENT_ENTER, S, "2022-11-01", &to, fresh(f)),
            TD_OK);
        assert_int_equal(to, CASES[i].to);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(next__every_state_event_and_role__follows_the_table),
        TEST(history__results_of_tasks_from_before__each_case),
        TEST(next__not_done__only_from_the_day_after_it_was_due),
        TEST(next__entered__by_the_day_it_was_done),
        TEST(next__confirmed__by_the_due_date_in_force),
        TEST(standing__on_a_day__by_state_and_due_date),
        TEST(completion__of_counts__met_not_met_not_yet_or_no_basis),
        TEST(count__each_standing__in_its_place),
        TEST(code__form__as_home_affairs_numbers_them),
        TEST(period__of_rounds__year_or_from_the_plans_first_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
