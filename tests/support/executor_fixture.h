/* An executor on a real loop over a scratch database with one table, and jobs that record what
 * happened to them. */
#ifndef TD_TESTS_EXECUTOR_FIXTURE_H
#define TD_TESTS_EXECUTOR_FIXTURE_H

#include "store_fixture.h"

#include "executor.h"

#define PROBES_MAX 64
#define EXECUTOR_LOG_LIMIT (8 << 20)

struct executor_fixture;

/* One job of a test, and what became of it. */
struct probe {
    struct job job;
    struct executor_fixture *fixture;
    int64_t number; /* for the job's own use */
    int64_t seen;   /* likewise */
    unsigned runs, dones;
    unsigned done_order; /* 1: the first that was done */
};

struct executor_fixture {
    struct scratch scratch;
    uv_loop_t loop;
    struct executor *executor;
    struct probe probes[PROBES_MAX];
    unsigned n_probes, n_done;
    bool stopped;
};

static const struct schema_file EXECUTOR_SCHEMA[] = {
    {1, "CREATE TABLE thing (id INTEGER PRIMARY KEY, content BLOB CHECK (length(content) <> 13));"
        "CREATE TABLE child (parent INTEGER REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED);"},
};

/* In fixture->scratch, which is there already. */
static inline void executor_fixture_init(struct executor_fixture *fixture, size_t queue_limit)
{
    struct executor_options options = {.readers = 2, .queue_limit = queue_limit, .batch_limit = 64};
    const char *problem = NULL;
    int version = 0;

    options.log_limit_bytes = EXECUTOR_LOG_LIMIT;
    options.database_path = scratch_path(&fixture->scratch, "test.db");
    assert_int_equal(migrate_files(options.database_path, EXECUTOR_SCHEMA, 1, &version, &problem),
                     TD_OK);
    assert_int_equal(uv_loop_init(&fixture->loop), 0);
    assert_int_equal(executor_start(&fixture->loop, &options, &fixture->executor), TD_OK);
}

static inline int executor_setup(void **state)
{
    struct executor_fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    scratch_init(&fixture->scratch);
    executor_fixture_init(fixture, PROBES_MAX);
    *state = fixture;
    return 0;
}

static inline void executor_was_stopped(void *data)
{
    ((struct executor_fixture *)data)->stopped = true;
}

static inline int executor_teardown(void **state)
{
    struct executor_fixture *fixture = *state;

    if (!fixture->stopped)
        executor_stop(fixture->executor, executor_was_stopped, fixture);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_true(fixture->stopped);
    for (unsigned i = 0; i < fixture->n_probes; i++)
        assert_true(fixture->probes[i].dones <= 1);
    assert_int_equal(uv_loop_close(&fixture->loop), 0);
    scratch_deinit(&fixture->scratch);
    free(fixture);
    return 0;
}

static inline void probe_done(struct job *job)
{
    struct probe *probe = (struct probe *)job;

    probe->dones++;
    probe->done_order = ++probe->fixture->n_done;
}

static inline struct probe *probe_new(struct executor_fixture *fixture, enum job_kind kind,
                                      enum td_code (*run)(struct job *, struct db *),
                                      int64_t number)
{
    struct probe *probe = &fixture->probes[fixture->n_probes++];

    assert_true(fixture->n_probes <= PROBES_MAX);
    *probe = (struct probe){
        .job = {.kind = kind, .run = run, .done = probe_done, .code = TD_UNKNOWN},
        .fixture = fixture,
        .number = number,
        .seen = -1,
    };
    return probe;
}

static inline struct probe *probe_submit(struct executor_fixture *fixture, enum job_kind kind,
                                         enum td_code (*run)(struct job *, struct db *),
                                         int64_t number)
{
    struct probe *probe = probe_new(fixture, kind, run, number);

    assert_int_equal(executor_submit(fixture->executor, &probe->job), TD_OK);
    return probe;
}

/* Run the loop until that many jobs of the fixture are done. */
static inline void probes_wait(struct executor_fixture *fixture, unsigned n_done)
{
    while (fixture->n_done < n_done)
        uv_run(&fixture->loop, UV_RUN_ONCE);
}

/* ---- Jobs -------------------------------------------------------------------------------- */

/* Insert the thing `number`; seen: how many there are then. */
static inline enum td_code run_add(struct job *job, struct db *db)
{
    struct probe *probe = (struct probe *)job;
    enum td_code code =
        db_exec(db, "INSERT INTO thing (id, content) VALUES (?1, NULL)", db_int(probe->number));

    probe->runs++;
    probe->seen = store_number(db, "SELECT COUNT(*) FROM thing");
    return code;
}

/* seen: how many things there are. */
static inline enum td_code run_count(struct job *job, struct db *db)
{
    struct probe *probe = (struct probe *)job;

    probe->runs++;
    probe->seen = store_number(db, "SELECT COUNT(*) FROM thing");
    return TD_OK;
}

/* How many things a reader finds now. */
static inline int64_t things_committed(struct executor_fixture *fixture)
{
    struct db *db = store_open(&fixture->scratch, true);
    int64_t n = store_number(db, "SELECT COUNT(*) FROM thing");

    db_close(db);
    return n;
}

/* One write between two innocent ones, in one turn: those two commit, and nothing else does. */
struct sandwich {
    struct probe *first, *middle, *last;
};

static inline struct sandwich sandwich_run(struct executor_fixture *fixture,
                                           enum td_code (*run)(struct job *, struct db *))
{
    struct sandwich sandwich = {
        .first = probe_submit(fixture, JOB_WRITE, run_add, 1),
        .middle = probe_submit(fixture, JOB_WRITE, run, 2),
        .last = probe_submit(fixture, JOB_WRITE, run_add, 3),
    };

    probes_wait(fixture, 3);
    assert_int_equal(sandwich.first->job.code, TD_OK);
    assert_int_equal(sandwich.last->job.code, TD_OK);
    assert_int_equal(things_committed(fixture), 2);
    return sandwich;
}

#endif
