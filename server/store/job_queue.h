/* Lists of jobs, and the queue on which they wait for the threads of one kind. For executor.c. */
#ifndef SERVER_STORE_JOB_QUEUE_H
#define SERVER_STORE_JOB_QUEUE_H

#include "executor.h"

/* In order; linked through the jobs themselves. tail: where the next one goes. */
struct job_list {
    struct job *head, **tail;
    size_t length;
};

void job_list_init(struct job_list *list);
void job_list_append(struct job_list *list, struct job *job);
/* Move the first jobs of `from`, at most `limit`, to the end of `to`. */
void job_list_move(struct job_list *from, struct job_list *to, size_t limit);

struct job_queue {
    uv_mutex_t lock;
    uv_cond_t ready;
    struct job_list jobs;
    bool stopping; /* no more will come */
};

void job_queue_init(struct job_queue *queue);
void job_queue_deinit(struct job_queue *queue);
/* All of `jobs`; wakes one thread. Any thread. */
void job_queue_put(struct job_queue *queue, struct job_list *jobs);
/* Wakes all threads: what is queued is still taken. */
void job_queue_stop(struct job_queue *queue);
/* Wait for work and take the fair share of one of `sharers` threads: at least `least` if there
 * are so many, at most `most`. What is left wakes the next thread. false: stopped and empty. */
bool job_queue_take(struct job_queue *queue, size_t sharers, size_t least, size_t most,
                    struct job_list *ret);

#endif
