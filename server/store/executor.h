/* Where the work runs: one writer thread with group commit, some reader threads, one file
 * thread. The only part of the store that knows libuv.
 *
 *   loop thread                         store threads
 *   executor_submit → [turn's jobs] → run(job, db) inside a transaction
 *   done(job)       ← [async]       ← COMMIT (write), end of read transaction
 *
 * Write: all that is queued is taken, BEGIN IMMEDIATE, the jobs one after another, COMMIT, then
 * done. When a job is refused after it changed something, all are run again with one SAVEPOINT a
 * job, and the refused one rolls back only that. When that fails too (the disk is full, SQLite
 * has rolled the whole transaction back), each is run again in a transaction of its own. So run
 * must be repeatable and start clean each time; it then knows nothing of what the others tried.
 * Read: what one loop turn submitted shares read transactions. File: no transaction is held,
 * db is a read-only connection; jobs run in order of submission.
 * A checkpoint thread moves pages from the write-ahead log to the file, so that no write waits
 * for that. */
#ifndef SERVER_STORE_EXECUTOR_H
#define SERVER_STORE_EXECUTOR_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct db;
struct executor;

enum job_kind { JOB_READ, JOB_WRITE, JOB_FILE };
#define JOB_KINDS 3

/* Embed it as the first member; the submitter owns the memory until done. */
struct job {
    enum job_kind kind;
    /* On a store thread. Returns what the job came to; only OK without
     * `discard` is committed. A storage fault
     * found by the executor afterwards overrides it (INTERNAL, DATA_LOSS, RESOURCE_EXHAUSTED). */
    enum td_code (*run)(struct job *job, struct db *db);
    /* On the loop thread, exactly once, never inside executor_submit; job->code is final and,
     * for a write with OK, on disk. It may submit further jobs, and free the job. */
    void (*done)(struct job *job);
    enum td_code code;
    /* A write's run sets it: all went well, but nothing of it is to stay (a dry run). Cleared
     * before each run. */
    bool discard;
    _Atomic bool cancelled; /* set on the loop thread: a read not begun is skipped, CANCELLED */
    struct job *next;
};

struct executor_options {
    const char *database_path; /* migrated; copied */
    unsigned readers;          /* 1 to 16 */
    size_t queue_limit;        /* jobs submitted and not done, per kind; one more is refused */
    size_t batch_limit;        /* most writes in one transaction */
    /* From here on the write-ahead log is started afresh when that costs little, and from twice
     * this on even when it costs a wait; only a reader that stays makes it longer. 0: 64 MiB. */
    size_t log_limit_bytes;
};

/* Opens the connections and starts the threads. loop: borrowed. INTERNAL or DATA_LOSS, with a
 * line on stderr, when the database cannot be opened or the system has no more threads (then the
 * loop must still run once more before it is closed). */
enum td_code executor_start(uv_loop_t *loop, const struct executor_options *options,
                            struct executor **ret);
/* Returns OK: run and done will be called; RESOURCE_EXHAUSTED: neither will. Loop thread. */
enum td_code executor_submit(struct executor *executor, struct job *job);
/* Finish everything queued, then stop the threads and call stopped on the loop thread; frees
 * the executor. No submit after this, but from done callbacks of jobs already submitted: those
 * are refused. stopped may be NULL. */
void executor_stop(struct executor *executor, void (*stopped)(void *), void *data);

#endif
