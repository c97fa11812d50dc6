/* The executor when storage fails: the guilty job gets the fault, its neighbours get their
 * commit, and what was acknowledged survives a kill. */
#include "executor_fixture.h"

#include <signal.h>
#include <sys/wait.h>

/* ---- A statement that breaks a constraint ------------------------------------------------ */

static enum td_code run_break_check(struct job *job, struct db *db)
{
    run_add(job, db);
    return db_exec(db, "INSERT INTO thing (content) VALUES ('thirteenbytes')");
}

static void write__broken_check__neighbours_commit_together(void **state)
{
    struct sandwich ran = sandwich_run(*state, run_break_check);

    assert_int_equal(ran.middle->job.code, TD_INTERNAL);
    assert_int_equal(ran.first->runs, 2); /* again with savepoints, not on its own */
    assert_int_equal(ran.last->seen, 2);
}

/* A handler that hides the fault behind an OK does not get it committed. */
static enum td_code run_hide_fault(struct job *job, struct db *db)
{
    run_break_check(job, db);
    return TD_OK;
}

static void write__fault_hidden__overrides_the_code(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *alone = probe_submit(fixture, JOB_WRITE, run_hide_fault, 1);

    probes_wait(fixture, 1);
    assert_int_equal(alone->job.code, TD_INTERNAL);
    struct probe *together = probe_submit(fixture, JOB_WRITE, run_hide_fault, 2);
    probe_submit(fixture, JOB_WRITE, run_add, 3);
    probes_wait(fixture, 3);
    assert_int_equal(together->job.code, TD_INTERNAL);
    assert_int_equal(things_committed(fixture), 1);
}

/* ---- The whole transaction lost ---------------------------------------------------------- */

/* From now on the disk has room for 20 pages, and this does not fit: SQLite rolls everything
 * back. */
static enum td_code run_fill_disk(struct job *job, struct db *db)
{
    run_add(job, db);
    db_exec(db, "PRAGMA max_page_count = 20");
    return db_exec(db, "INSERT INTO thing (content) VALUES (zeroblob(1048576))");
}

static void write__fills_the_disk__resource_exhausted_and_small_ones_go_on(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *full = probe_submit(fixture, JOB_WRITE, run_fill_disk, 1), *small;

    probes_wait(fixture, 1);
    assert_int_equal(full->job.code, TD_RESOURCE_EXHAUSTED);
    assert_int_equal(things_committed(fixture), 0);
    small = probe_submit(fixture, JOB_WRITE, run_add, 2);
    probes_wait(fixture, 2);
    assert_int_equal(small->job.code, TD_OK);
}

static void write__fills_the_disk_among_others__innocents_are_run_again(void **state)
{
    struct sandwich ran = sandwich_run(*state, run_fill_disk);

    assert_int_equal(ran.first->runs, 3); /* in the open, in savepoints, alone */
    assert_int_equal(ran.middle->job.code, TD_RESOURCE_EXHAUSTED);
    assert_int_equal(ran.last->runs, 1);
    assert_int_equal(ran.first->done_order, 1);
}

/* The transaction is gone and no call has said so: COMMIT must not pass for one. */
static enum td_code run_lose_transaction(struct job *job, struct db *db)
{
    run_add(job, db);
    db_exec(db, "ROLLBACK");
    return TD_OK;
}

static void write__loses_the_transaction__only_it_fails(void **state)
{
    struct sandwich ran = sandwich_run(*state, run_lose_transaction);

    assert_int_equal(ran.middle->job.code, TD_INTERNAL);
}

static enum td_code run_refer_to_nothing(struct job *job, struct db *db)
{
    run_add(job, db);
    return db_exec(db, "INSERT INTO child (parent) VALUES (99)"); /* checked at COMMIT */
}

static void commit__fails__only_the_guilty_one_does(void **state)
{
    struct sandwich ran = sandwich_run(*state, run_refer_to_nothing);

    assert_int_equal(ran.middle->job.code, TD_ALREADY_EXISTS);
}

static enum td_code run_add_once(struct job *job, struct db *db)
{
    enum td_code code = run_add(job, db);
    return ((struct probe *)job)->runs > 1 ? TD_FAILED_PRECONDITION : code;
}

/* Refused because of a thing that in the end was never there: that refusal must not stand. */
static void write__refused_in_a_lost_transaction__is_judged_again(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *changes_its_mind = probe_submit(fixture, JOB_WRITE, run_add_once, 1);
    struct probe *same_thing = probe_submit(fixture, JOB_WRITE, run_add, 1);

    probe_submit(fixture, JOB_WRITE, run_fill_disk, 2);
    probes_wait(fixture, 3);
    assert_int_equal(changes_its_mind->job.code, TD_FAILED_PRECONDITION);
    assert_int_equal(same_thing->job.code, TD_OK);
    assert_true(same_thing->runs > 1);
}

/* ---- A kill ------------------------------------------------------------------------------ */

static int acknowledgements; /* the child's end of the pipe */

/* Acknowledge the thing, then add another under the next free number. */
static void done_and_go_on(struct job *job)
{
    struct probe *probe = (struct probe *)job;

    if (job->code != TD_OK ||
        write(acknowledgements, &probe->number, sizeof probe->number) != sizeof probe->number)
        _exit(1);
    probe->number += PROBES_MAX;
    if (executor_submit(probe->fixture->executor, job) != TD_OK)
        _exit(2);
}

static void child_write_for_ever(struct executor_fixture *fixture)
{
    for (int i = 1; i <= PROBES_MAX; i++)
        probe_submit(fixture, JOB_WRITE, run_add, i)->job.done = done_and_go_on;
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    _exit(3);
}

#define KILL_AFTER 2000

static void kill__while_writing__every_acknowledged_thing_is_there(void **state)
{
    struct executor_fixture *fixture = calloc(1, sizeof *fixture);
    static int64_t acknowledged[1 << 16];
    size_t n = 0, missing = 0;
    int ends[2], status = 0;

    (void)state;
    assert_non_null(fixture);
    assert_int_equal(pipe(ends), 0);
    scratch_init(&fixture->scratch);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        acknowledgements = ends[1];
        executor_fixture_init(fixture, PROBES_MAX);
        child_write_for_ever(fixture);
    }
    close(ends[1]);
    while (n < 1 << 16 && read(ends[0], &acknowledged[n], 8) == 8)
        if (++n == KILL_AFTER)
            kill(child, SIGKILL);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));

    struct db *db = store_open(&fixture->scratch, false);
    for (size_t i = 0; i < n; i++)
        missing += store_number(db, "SELECT COUNT(*) FROM thing WHERE id = ?1",
                                db_int(acknowledged[i])) != 1;
    assert_true(n >= KILL_AFTER);
    assert_int_equal(missing, 0);
    db_close(db);
    scratch_deinit(&fixture->scratch);
    free(fixture);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, executor_setup, executor_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(write__broken_check__neighbours_commit_together),
        CASE(write__fault_hidden__overrides_the_code),
        CASE(write__fills_the_disk__resource_exhausted_and_small_ones_go_on),
        CASE(write__fills_the_disk_among_others__innocents_are_run_again),
        CASE(write__loses_the_transaction__only_it_fails),
        CASE(commit__fails__only_the_guilty_one_does),
        CASE(write__refused_in_a_lost_transaction__is_judged_again),
        cmocka_unit_test(kill__while_writing__every_acknowledged_thing_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
