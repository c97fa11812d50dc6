/* The executor at peace: who runs where, in which transaction, in which order, and the end. */
#include "executor_fixture.h"

#include <pthread.h>
#include <signal.h>

static void write__then_read__sees_it(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *write = probe_submit(fixture, JOB_WRITE, run_add, 1), *read;

    assert_int_equal(write->dones, 0); /* never inside submit */
    probes_wait(fixture, 1);
    assert_int_equal(write->job.code, TD_OK);
    assert_int_equal(things_committed(fixture), 1);
    read = probe_submit(fixture, JOB_READ, run_count, 0);
    probes_wait(fixture, 2);
    assert_int_equal(read->job.code, TD_OK);
    assert_int_equal(read->seen, 1);
}

static enum td_code run_compare(struct job *job, struct db *db)
{
    struct probe *probe = (struct probe *)job;

    run_count(job, db);
    probe->number = things_committed(probe->fixture);
    return TD_OK;
}

static void writes__of_one_turn__share_a_transaction(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *compare;

    probe_submit(fixture, JOB_WRITE, run_add, 1);
    probe_submit(fixture, JOB_WRITE, run_add, 2);
    compare = probe_submit(fixture, JOB_WRITE, run_compare, 0);
    probes_wait(fixture, 3);
    assert_int_equal(compare->seen, 2);
    assert_int_equal(compare->number, 0); /* not committed yet */
    assert_int_equal(things_committed(fixture), 2);
}

static enum td_code run_add_and_refuse(struct job *job, struct db *db)
{
    run_add(job, db);
    return TD_FAILED_PRECONDITION;
}

static void write__refused__takes_only_its_own_back(void **state)
{
    struct sandwich ran = sandwich_run(*state, run_add_and_refuse);

    assert_int_equal(ran.middle->job.code, TD_FAILED_PRECONDITION);
    assert_int_equal(ran.middle->runs, 2); /* the second time in a savepoint */
    assert_int_equal(ran.last->seen, 2);
}

static enum td_code run_add_and_discard(struct job *job, struct db *db)
{
    enum td_code code = run_add(job, db);
    job->discard = true;
    return code;
}

static void write__discarded_between_others__ok_and_only_its_own_is_gone(void **state)
{
    struct sandwich ran = sandwich_run(*state, run_add_and_discard);

    assert_int_equal(ran.middle->job.code, TD_OK);
    assert_int_equal(ran.middle->runs, 2); /* the second time in a savepoint */
    assert_int_equal(ran.last->seen, 2);
}

static void write__discarded_alone__ok_and_nothing_stays(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *tried = probe_submit(fixture, JOB_WRITE, run_add_and_discard, 1);

    probes_wait(fixture, 1);
    assert_int_equal(tried->job.code, TD_OK);
    assert_int_equal(tried->seen, 1);
    assert_int_equal(things_committed(fixture), 0);
}

static enum td_code run_refuse(struct job *job, struct db *db)
{
    run_count(job, db);
    return TD_FAILED_PRECONDITION;
}

static void write__refused_before_it_changed_anything__nobody_runs_again(void **state)
{
    struct sandwich ran = sandwich_run(*state, run_refuse);

    assert_int_equal(ran.middle->job.code, TD_FAILED_PRECONDITION);
    assert_int_equal(ran.first->runs + ran.middle->runs + ran.last->runs, 3);
}

static void write__refused_alone__leaves_nothing(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *refused = probe_submit(fixture, JOB_WRITE, run_add_and_refuse, 1);

    probes_wait(fixture, 1);
    assert_int_equal(refused->job.code, TD_FAILED_PRECONDITION);
    assert_int_equal(things_committed(fixture), 0);
}

static void writes__same_key__second_sees_the_first(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *first = probe_submit(fixture, JOB_WRITE, run_add, 1);
    struct probe *second = probe_submit(fixture, JOB_WRITE, run_add, 1);

    probes_wait(fixture, 2);
    assert_int_equal(first->job.code, TD_OK);
    assert_int_equal(second->job.code, TD_ALREADY_EXISTS);
}

/* Counts, lets somebody else commit a thing, counts again. */
static enum td_code run_count_around_a_commit(struct job *job, struct db *db)
{
    struct probe *probe = (struct probe *)job;
    struct db *other = store_open(&probe->fixture->scratch, false);

    run_count(job, db);
    db_exec(other, "INSERT INTO thing VALUES (1, NULL)");
    db_close(other);
    return TD_OK;
}

static void reads__of_one_turn__share_a_state(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *first = probe_submit(fixture, JOB_READ, run_count_around_a_commit, 0);
    struct probe *second = probe_submit(fixture, JOB_READ, run_count, 0);

    probes_wait(fixture, 2);
    assert_int_equal(first->seen, 0);
    assert_int_equal(second->seen, 0);
    assert_int_equal(things_committed(fixture), 1);
}

static void read__cancelled_before_it_began__is_skipped(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *read = probe_submit(fixture, JOB_READ, run_count, 0);
    struct probe *write = probe_submit(fixture, JOB_WRITE, run_add, 1);

    read->job.cancelled = true;
    write->job.cancelled = true; /* too late: somebody may have seen it */
    probes_wait(fixture, 2);
    assert_int_equal(read->job.code, TD_CANCELLED);
    assert_int_equal(read->runs, 0);
    assert_int_equal(write->job.code, TD_OK);
}

static enum td_code run_read_wrongly(struct job *job, struct db *db)
{
    (void)job;
    rows_end(db_query(db, "SELECT nothing FROM nowhere"));
    return TD_OK;
}

static void read__fault__is_its_own(void **state)
{
    static const enum job_kind KINDS[] = {JOB_READ, JOB_FILE};
    struct executor_fixture *fixture = *state;

    for (size_t i = 0; i < 2; i++) {
        struct probe *wrong = probe_submit(fixture, KINDS[i], run_read_wrongly, 0);
        struct probe *right = probe_submit(fixture, KINDS[i], run_count, 0);

        probes_wait(fixture, fixture->n_probes);
        assert_int_equal(wrong->job.code, TD_INTERNAL);
        assert_int_equal(right->job.code, TD_OK);
        assert_int_equal(right->seen, 0);
    }
}

static void files__many__run_in_order_of_submission(void **state)
{
    struct executor_fixture *fixture = *state;

    for (int i = 0; i < 20; i++)
        probe_submit(fixture, JOB_FILE, run_count, 0);
    probes_wait(fixture, 20);
    for (unsigned i = 0; i < 20; i++)
        assert_int_equal(fixture->probes[i].done_order, i + 1);
}

static void submit__queue_full__refused_until_one_is_done(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *late = probe_new(fixture, JOB_READ, run_count, 0);

    for (int i = 1; i < PROBES_MAX; i++)
        probe_submit(fixture, JOB_READ, run_count, 0);
    fixture->n_probes--; /* the last one twice, to reach the limit */
    struct probe spare = *late;
    assert_int_equal(executor_submit(fixture->executor, &spare.job), TD_OK);
    assert_int_equal(executor_submit(fixture->executor, &late->job), TD_RESOURCE_EXHAUSTED);
    probes_wait(fixture, PROBES_MAX);
    assert_int_equal(late->dones, 0);
    assert_int_equal(executor_submit(fixture->executor, &late->job), TD_OK);
    probes_wait(fixture, PROBES_MAX + 1);
    assert_int_equal(late->dones, 1);
}

static void done_and_submit_another(struct job *job)
{
    struct probe *probe = (struct probe *)job;

    probe_done(job);
    probe_submit(probe->fixture, JOB_READ, run_count, 0);
}

static void done__submits_another__it_runs_too(void **state)
{
    struct executor_fixture *fixture = *state;

    probe_submit(fixture, JOB_WRITE, run_add, 1)->job.done = done_and_submit_another;
    probes_wait(fixture, 2);
    assert_int_equal(fixture->probes[1].seen, 1);
}

static void stop__with_work_queued__finishes_it_first(void **state)
{
    struct executor_fixture *fixture = *state;
    struct probe *late = probe_new(fixture, JOB_READ, run_count, 0);

    for (int i = 1; i <= 10; i++) {
        probe_submit(fixture, JOB_WRITE, run_add, i);
        probe_submit(fixture, JOB_READ, run_count, 0);
        probe_submit(fixture, JOB_FILE, run_count, 0);
    }
    executor_stop(fixture->executor, executor_was_stopped, fixture);
    assert_int_equal(executor_submit(fixture->executor, &late->job), TD_RESOURCE_EXHAUSTED);
    assert_false(fixture->stopped);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_true(fixture->stopped);
    assert_int_equal(fixture->n_done, 30);
    assert_int_equal(scratch_size(&fixture->scratch, "test.db-wal"), -1); /* all in the file */
    assert_int_equal(things_committed(fixture), 10);
}

static void start__no_database__says_so(void **state)
{
    struct executor_fixture *fixture = *state;
    struct executor *executor = NULL;
    struct executor_options options = {.readers = 1, .queue_limit = 1, .batch_limit = 1};
    uv_loop_t loop;

    options.database_path = scratch_path(&fixture->scratch, "none/none.db");
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(executor_start(&loop, &options, &executor), TD_INTERNAL);
    assert_null(executor);
    assert_int_equal(uv_loop_close(&loop), 0);
}

#define BULK_BYTES (1 << 20)

static enum td_code run_add_bulk(struct job *job, struct db *db)
{
    return db_exec(db, "INSERT INTO thing (id, content) VALUES (?1, zeroblob(1048576))",
                   db_int(((struct probe *)job)->number));
}

/* Reads, and one write after another without a pause. */
static void checkpoint__writing_all_the_time__log_stays_bounded(void **state)
{
    struct executor_fixture *fixture = *state;
    const long long batch = 2 * BULK_BYTES;

    for (int i = 1; i <= 64; i++) {
        fixture->n_probes = 0;
        probe_submit(fixture, JOB_WRITE, run_add_bulk, i);
        probe_submit(fixture, JOB_READ, run_count, 0);
        probes_wait(fixture, 2U * (unsigned)i);
        assert_int_equal(fixture->probes[0].job.code, TD_OK);
    }
    assert_true(scratch_size(&fixture->scratch, "test.db-wal") < 2 * EXECUTOR_LOG_LIMIT + batch);
    assert_int_equal(things_committed(fixture), 64);
}

static enum td_code run_look_at_mask(struct job *job, struct db *db)
{
    struct probe *probe = (struct probe *)job;
    sigset_t blocked;

    (void)db;
    assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &blocked), 0);
    probe->seen = sigismember(&blocked, SIGTERM) + sigismember(&blocked, SIGHUP) +
                  sigismember(&blocked, SIGINT);
    return TD_OK;
}

static void threads__leave_signals_to_the_loop(void **state)
{
    struct executor_fixture *fixture = *state;
    const enum job_kind kinds[] = {JOB_READ, JOB_WRITE, JOB_FILE};
    sigset_t blocked;

    for (size_t i = 0; i < 3; i++)
        probe_submit(fixture, kinds[i], run_look_at_mask, 0);
    probes_wait(fixture, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(fixture->probes[i].seen, 3);
    assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &blocked), 0);
    assert_false(sigismember(&blocked, SIGTERM)); /* this thread is the loop's */
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, executor_setup, executor_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(write__then_read__sees_it),
        CASE(writes__of_one_turn__share_a_transaction),
        CASE(write__refused__takes_only_its_own_back),
        CASE(write__discarded_between_others__ok_and_only_its_own_is_gone),
        CASE(write__discarded_alone__ok_and_nothing_stays),
        CASE(write__refused_before_it_changed_anything__nobody_runs_again),
        CASE(write__refused_alone__leaves_nothing),
        CASE(writes__same_key__second_sees_the_first),
        CASE(reads__of_one_turn__share_a_state),
        CASE(read__cancelled_before_it_began__is_skipped),
        CASE(read__fault__is_its_own),
        CASE(files__many__run_in_order_of_submission),
        CASE(submit__queue_full__refused_until_one_is_done),
        CASE(done__submits_another__it_runs_too),
        CASE(stop__with_work_queued__finishes_it_first),
        CASE(start__no_database__says_so),
        CASE(threads__leave_signals_to_the_loop),
        CASE(checkpoint__writing_all_the_time__log_stays_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
