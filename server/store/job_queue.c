/* Lists and queues of jobs: plain data structures under one lock. */
#include "job_queue.h"

void job_list_init(struct job_list *list)
{
    *list = (struct job_list){.tail = &list->head};
}

void job_list_append(struct job_list *list, struct job *job)
{
    job->next = NULL;
    *list->tail = job;
    list->tail = &job->next;
    list->length++;
}

void job_list_move(struct job_list *from, struct job_list *to, size_t limit)
{
    struct job **end = &from->head;
    size_t n = 0;

    while (*end && n < limit) {
        end = &(*end)->next;
        n++;
    }
    if (n == 0)
        return;
    *to->tail = from->head;
    to->tail = end;
    to->length += n;
    from->length -= n;
    from->head = *end;
    *end = NULL;
    if (!from->head)
        from->tail = &from->head;
}

void job_queue_init(struct job_queue *queue)
{
    uv_mutex_init(&queue->lock);
    uv_cond_init(&queue->ready);
    job_list_init(&queue->jobs);
}

void job_queue_deinit(struct job_queue *queue)
{
    uv_cond_destroy(&queue->ready);
    uv_mutex_destroy(&queue->lock);
}

void job_queue_put(struct job_queue *queue, struct job_list *jobs)
{
    if (jobs->length == 0)
        return;
    uv_mutex_lock(&queue->lock);
    job_list_move(jobs, &queue->jobs, jobs->length);
    uv_cond_signal(&queue->ready);
    uv_mutex_unlock(&queue->lock);
}

void job_queue_stop(struct job_queue *queue)
{
    uv_mutex_lock(&queue->lock);
    queue->stopping = true;
    uv_cond_broadcast(&queue->ready);
    uv_mutex_unlock(&queue->lock);
}

bool job_queue_take(struct job_queue *queue, size_t sharers, size_t least, size_t most,
                    struct job_list *ret)
{
    size_t share;

    job_list_init(ret);
    uv_mutex_lock(&queue->lock);
    while (queue->jobs.length == 0 && !queue->stopping)
        uv_cond_wait(&queue->ready, &queue->lock);
    share = (queue->jobs.length + sharers - 1) / sharers;
    if (share < least)
        share = least;
    job_list_move(&queue->jobs, ret, share < most ? share : most);
    if (queue->jobs.length > 0)
        uv_cond_signal(&queue->ready);
    uv_mutex_unlock(&queue->lock);
    return ret->length > 0;
}
