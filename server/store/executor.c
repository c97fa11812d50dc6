/* The store's threads and their queues. What a job does is none of its business; in which
 * transaction it runs, what happens when that fails, and who is told on which thread, is. */
#include "executor.h"
#include "db.h"
#include "db_driver.h"
#include "job_queue.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#define READERS_MAX 16
#define WORKERS_BESIDE_READERS 3
#define WORKERS_MAX (WORKERS_BESIDE_READERS + READERS_MAX)
/* So many reads are not worth waking a second reader for. */
#define READ_SHARE_MIN 4
/* The write-ahead log is checkpointed whenever it grew by this share of its limit. */
#define CHECKPOINTS_PER_LOG 4
#define LOG_LIMIT_DEFAULT (64U << 20)
#define PAGE_BYTES 4096

/* Between the writer, which sees the log grow, and the checkpoint thread. */
struct checkpoint {
    uv_mutex_t lock;
    uv_cond_t ready;
    size_t pages; /* length of the log; 0: nothing to do */
    bool stopping;
    uv_mutex_t running;  /* held during a checkpoint: SQLite refuses a second one */
    atomic_bool restart; /* the writer is to start the log afresh before its next batch */
};

struct worker {
    struct executor *executor;
    struct db *db;
    uv_thread_t thread;
};

struct executor {
    uv_async_t finished;   /* some jobs are done, or the last thread has ended */
    uv_prepare_t turn_end; /* hands a loop turn's jobs over, before the loop sleeps */
    unsigned handles;      /* not closed yet */
    struct job_list turn[JOB_KINDS];
    size_t outstanding[JOB_KINDS]; /* submitted, not done */
    size_t queue_limit, batch_limit, log_limit_pages;
    bool stopping, closing;
    void (*stopped)(void *);
    void *stopped_data;

    struct job_queue queues[JOB_KINDS];
    struct checkpoint checkpoint;
    uv_mutex_t done_lock;
    struct job_list done;
    atomic_uint threads_alive;
    unsigned n_threads, n_workers;
    struct worker workers[WORKERS_MAX]; /* writer, file, checkpoint, readers */
};

/* Hand finished jobs to the loop. */
static void jobs_finish(struct executor *executor, struct job_list *jobs)
{
    uv_mutex_lock(&executor->done_lock);
    job_list_move(jobs, &executor->done, jobs->length);
    uv_mutex_unlock(&executor->done_lock);
    uv_async_send(&executor->finished);
}

/* ---- Transactions ------------------------------------------------------------------------ */

static enum td_code job_run(struct job *job, struct db *db)
{
    job->discard = false;
    enum td_code code = job->run(job, db);
    return db_fault(db) == TD_OK ? code : db_fault(db);
}

static bool job_stays(const struct job *job)
{
    return job->code == TD_OK && !job->discard;
}

static void write_alone(struct job *job, struct db *db)
{
    job->code = db_begin(db, true);
    if (job->code == TD_OK)
        job->code = job_run(job, db);
    if (job_stays(job))
        job->code = db_commit(db);
    else
        db_rollback(db);
}

/* false: the job cannot be kept apart from the others any more. */
static bool write_in_savepoint(struct job *job, struct db *db)
{
    if (db_savepoint(db) != TD_OK)
        return false;
    job->code = job_run(job, db);
    if (job_stays(job))
        return db_savepoint_release(db) == TD_OK;
    db_savepoint_rollback(db);
    return db_fault(db) == TD_OK;
}

/* Most refusals come before the first change, and then there is nothing to take back: a seventh
 * of the writer's time goes into savepoints otherwise. false: there is something. */
static bool write_in_the_open(struct job *job, struct db *db)
{
    int64_t changes = db_changes_ever(db);

    job->code = job_run(job, db);
    return db_fault(db) == TD_OK && db_in_transaction(db) &&
           (job_stays(job) || db_changes_ever(db) == changes);
}

/* One transaction for all; false: it came to nothing. */
static bool write_together(const struct job_list *jobs, struct db *db,
                           bool (*write)(struct job *, struct db *))
{
    enum td_code begun = db_begin(db, true);

    for (struct job *job = jobs->head; job; job = job->next)
        if (begun != TD_OK) {
            job->code = begun;
        } else if (!write(job, db)) {
            db_rollback(db);
            return false;
        }
    if (begun == TD_OK)
        return db_commit(db) == TD_OK;
    db_rollback(db);
    return true;
}

/* Who was refused because of another's writes may find them gone: so all run again. */
static void write_batch(const struct job_list *jobs, struct db *db)
{
    if (jobs->length > 1 && (write_together(jobs, db, write_in_the_open) ||
                             write_together(jobs, db, write_in_savepoint)))
        return;
    for (struct job *job = jobs->head; job; job = job->next)
        write_alone(job, db);
}

static void read_together(const struct job_list *jobs, struct db *db)
{
    enum td_code begun = db_begin(db, false);

    for (struct job *job = jobs->head; job; job = job->next) {
        if (job->cancelled) {
            job->code = TD_CANCELLED;
            continue;
        }
        job->code = begun == TD_OK ? job_run(job, db) : begun;
        if (db_fault(db) != TD_OK) { /* the next one gets its own chance */
            db_rollback(db);
            begun = db_begin(db, false);
        }
    }
    db_rollback(db);
}

/* ---- Threads ----------------------------------------------------------------------------- */

static void worker_end(struct executor *executor)
{
    atomic_fetch_sub(&executor->threads_alive, 1);
    uv_async_send(&executor->finished);
}

static void checkpoint_request(struct checkpoint *checkpoint, size_t pages, bool stopping)
{
    uv_mutex_lock(&checkpoint->lock);
    checkpoint->pages = pages;
    checkpoint->stopping = stopping;
    uv_cond_signal(&checkpoint->ready);
    uv_mutex_unlock(&checkpoint->lock);
}

static void checkpoint_run(struct checkpoint *checkpoint, struct db *db, bool restart)
{
    uv_mutex_lock(&checkpoint->running);
    db_checkpoint(db, restart);
    uv_mutex_unlock(&checkpoint->running);
}

static void writer_main(void *data)
{
    struct worker *self = data;
    struct executor *executor = self->executor;
    const size_t limit = executor->log_limit_pages;
    size_t pages = 0, pages_asked_at = 0;
    bool too_long = false;
    struct job_list jobs;

    while (job_queue_take(&executor->queues[JOB_WRITE], 1, 1, executor->batch_limit, &jobs)) {
        if (atomic_exchange(&executor->checkpoint.restart, false) || too_long)
            checkpoint_run(&executor->checkpoint, self->db, true);
        write_batch(&jobs, self->db);
        jobs_finish(executor, &jobs);
        pages = db_wal_pages(self->db);
        if (pages < pages_asked_at) /* it started afresh */
            pages_asked_at = 0;
        too_long = false;
        if (pages - pages_asked_at >= limit / CHECKPOINTS_PER_LOG) {
            pages_asked_at = pages;
            too_long = pages >= 2 * limit;
            checkpoint_request(&executor->checkpoint, pages, false);
        }
    }
    checkpoint_request(&executor->checkpoint, pages, true);
    worker_end(executor);
}

static void reader_main(void *data)
{
    struct worker *self = data;
    struct executor *executor = self->executor;
    size_t readers = executor->n_workers - WORKERS_BESIDE_READERS;
    struct job_list jobs;

    while (job_queue_take(&executor->queues[JOB_READ], readers, READ_SHARE_MIN, SIZE_MAX, &jobs)) {
        read_together(&jobs, self->db);
        jobs_finish(executor, &jobs);
    }
    worker_end(executor);
}

static void file_main(void *data)
{
    struct worker *self = data;
    struct executor *executor = self->executor;
    struct job_list jobs;

    while (job_queue_take(&executor->queues[JOB_FILE], 1, 1, 1, &jobs)) {
        jobs.head->code = job_run(jobs.head, self->db);
        db_rollback(self->db); /* there is none; forgets the fault */
        jobs_finish(executor, &jobs);
    }
    worker_end(executor);
}

/* A passive checkpoint never gets to the end of a log that grows all the time, so a long one is
 * then restarted by the writer, which has little left to move. Should this thread not keep up,
 * the writer waits for it at twice the limit. */
static void checkpoint_main(void *data)
{
    struct worker *self = data;
    struct checkpoint *checkpoint = &self->executor->checkpoint;
    bool stopping = false;

    while (!stopping) {
        uv_mutex_lock(&checkpoint->lock);
        while (checkpoint->pages == 0 && !checkpoint->stopping)
            uv_cond_wait(&checkpoint->ready, &checkpoint->lock);
        size_t pages = checkpoint->pages;
        checkpoint->pages = 0;
        stopping = checkpoint->stopping;
        uv_mutex_unlock(&checkpoint->lock);
        if (pages == 0)
            continue;
        checkpoint_run(checkpoint, self->db, false);
        atomic_store(&checkpoint->restart, pages >= self->executor->log_limit_pages);
    }
    worker_end(self->executor);
}

/* In the order in which they start. The writer's connection is closed last: its close leaves a
 * database without a log. */
static const struct {
    void (*main)(void *);
    bool readonly;
} WORKERS[] = {
    {writer_main, false}, {file_main, true}, {checkpoint_main, false}, {reader_main, true}};
_Static_assert(sizeof WORKERS / sizeof WORKERS[0] == WORKERS_BESIDE_READERS + 1,
               "readers come last");

static size_t worker_role(size_t i)
{
    return i < WORKERS_BESIDE_READERS ? i : WORKERS_BESIDE_READERS;
}

/* ---- The loop's side --------------------------------------------------------------------- */

static void turn_flush(struct executor *executor)
{
    for (size_t kind = 0; kind < JOB_KINDS; kind++)
        job_queue_put(&executor->queues[kind], &executor->turn[kind]);
}

static void turn_ends(uv_prepare_t *handle)
{
    turn_flush(handle->data);
}

static void executor_free(struct executor *executor)
{
    for (size_t i = executor->n_workers; i-- > 0;)
        db_close(executor->workers[i].db);
    for (size_t kind = 0; kind < JOB_KINDS; kind++)
        job_queue_deinit(&executor->queues[kind]);
    uv_cond_destroy(&executor->checkpoint.ready);
    uv_mutex_destroy(&executor->checkpoint.lock);
    uv_mutex_destroy(&executor->checkpoint.running);
    uv_mutex_destroy(&executor->done_lock);
    free(executor);
}

static void handle_closed(uv_handle_t *handle)
{
    struct executor *executor = handle->data;
    void (*stopped)(void *) = executor->stopped;
    void *data = executor->stopped_data;

    if (--executor->handles > 0)
        return;
    executor_free(executor);
    if (stopped)
        stopped(data);
}

static void done_deliver(struct executor *executor)
{
    struct job_list done;
    struct job *next;

    job_list_init(&done);
    uv_mutex_lock(&executor->done_lock);
    job_list_move(&executor->done, &done, executor->done.length);
    uv_mutex_unlock(&executor->done_lock);
    for (struct job *job = done.head; job; job = next) {
        next = job->next;
        executor->outstanding[job->kind]--;
        job->done(job);
    }
}

static void jobs_finished(uv_async_t *handle)
{
    struct executor *executor = handle->data;
    bool ended = executor->stopping && atomic_load(&executor->threads_alive) == 0;

    done_deliver(executor);
    if (!ended || executor->closing)
        return;
    executor->closing = true;
    for (unsigned i = 0; i < executor->n_threads; i++)
        uv_thread_join(&executor->workers[i].thread);
    uv_close((uv_handle_t *)&executor->turn_end, handle_closed);
    uv_close((uv_handle_t *)&executor->finished, handle_closed);
}

enum td_code executor_submit(struct executor *executor, struct job *job)
{
    if (executor->stopping || executor->outstanding[job->kind] >= executor->queue_limit)
        return TD_RESOURCE_EXHAUSTED;
    executor->outstanding[job->kind]++;
    job_list_append(&executor->turn[job->kind], job);
    return TD_OK;
}

void executor_stop(struct executor *executor, void (*stopped)(void *), void *data)
{
    executor->stopping = true;
    executor->stopped = stopped;
    executor->stopped_data = data;
    turn_flush(executor);
    for (size_t kind = 0; kind < JOB_KINDS; kind++)
        job_queue_stop(&executor->queues[kind]);
    uv_async_send(&executor->finished);
}

/* ---- Starting ---------------------------------------------------------------------------- */

static struct executor *executor_new(const struct executor_options *options)
{
    struct executor *executor = calloc(1, sizeof *executor);

    if (!executor)
        return NULL;
    executor->queue_limit = options->queue_limit;
    executor->batch_limit = options->batch_limit;
    executor->log_limit_pages =
        (options->log_limit_bytes > 0 ? options->log_limit_bytes : LOG_LIMIT_DEFAULT) / PAGE_BYTES;
    executor->n_workers = WORKERS_BESIDE_READERS + options->readers;
    for (size_t kind = 0; kind < JOB_KINDS; kind++) {
        job_list_init(&executor->turn[kind]);
        job_queue_init(&executor->queues[kind]);
    }
    uv_mutex_init(&executor->checkpoint.lock);
    uv_mutex_init(&executor->checkpoint.running);
    uv_cond_init(&executor->checkpoint.ready);
    uv_mutex_init(&executor->done_lock);
    job_list_init(&executor->done);
    return executor;
}

static enum td_code connections_open(struct executor *executor, const char *path)
{
    const char *problem = NULL;
    enum td_code code = TD_OK;

    for (size_t i = 0; i < executor->n_workers && code == TD_OK; i++) {
        struct worker *worker = &executor->workers[i];

        worker->executor = executor;
        code = db_open(path, WORKERS[worker_role(i)].readonly, &worker->db, &problem);
    }
    if (code != TD_OK)
        fprintf(stderr, "thiduad: storage: %s: %s\n", path, problem);
    return code;
}

static bool threads_start(struct executor *executor)
{
    for (size_t i = 0; i < executor->n_workers; i++) {
        struct worker *worker = &executor->workers[i];

        atomic_fetch_add(&executor->threads_alive, 1);
        if (uv_thread_create(&worker->thread, WORKERS[worker_role(i)].main, worker) != 0) {
            atomic_fetch_sub(&executor->threads_alive, 1);
            fprintf(stderr, "thiduad: storage: cannot start thread %zu\n", i);
            return false;
        }
        executor->n_threads++;
    }
    return true;
}

/* SIGTERM and its like are for the loop: no worker is to be interrupted amid its disk work. */
static bool threads_start_unsignalled(struct executor *executor)
{
    sigset_t for_loop, before;

    (void)sigemptyset(&for_loop);
    (void)sigaddset(&for_loop, SIGTERM);
    (void)sigaddset(&for_loop, SIGINT);
    (void)sigaddset(&for_loop, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &for_loop, &before);
    bool started = threads_start(executor);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

enum td_code executor_start(uv_loop_t *loop, const struct executor_options *options,
                            struct executor **ret)
{
    struct executor *executor = executor_new(options);
    enum td_code code;

    if (!executor)
        return TD_INTERNAL;
    code = connections_open(executor, options->database_path);
    if (code == TD_OK && uv_async_init(loop, &executor->finished, jobs_finished) != 0)
        code = TD_INTERNAL;
    if (code != TD_OK) {
        executor_free(executor);
        return code;
    }
    uv_prepare_init(loop, &executor->turn_end);
    executor->finished.data = executor->turn_end.data = executor;
    executor->handles = 2;
    uv_prepare_start(&executor->turn_end, turn_ends);
    if (!threads_start_unsignalled(executor)) {
        executor_stop(executor, NULL, NULL);
        return TD_INTERNAL;
    }
    *ret = executor;
    return TD_OK;
}
