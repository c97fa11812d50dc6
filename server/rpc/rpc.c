/* All sessions together: the registry, the pool of calls, the clock tick, drain. */
#include "rpc.h"

#include "log.h"
#include "session.h"

#include <assert.h>
#include <stdlib.h>

#define CALL_BUDGET_STRANGER ((size_t)64 * 1024)
#define CALL_BUDGET_ENROLLED ((size_t)4 * 1024 * 1024)
#define FRAME_BUDGET_STRANGER ((size_t)64 * 1024)
#define FRAME_BUDGET_ENROLLED ((size_t)2 * 1024 * 1024)
#define SCRATCH_BUDGET ((size_t)64 * 1024)
#define POOL_LIMIT 512
#define TICK_MOST_MS 1000
#define TICK_LEAST_MS 10

static void call_free(struct session_call *call)
{
    td_arena_free(call->rpc.arena);
    td_arena_free(call->frame_arena);
    free(call);
}

static struct session_call *call_new(bool big)
{
    struct session_call *call = calloc(1, sizeof *call);
    if (!call)
        return NULL;
    call->big = big;
    call->rpc.arena = td_arena_new(big ? CALL_BUDGET_ENROLLED : CALL_BUDGET_STRANGER);
    call->frame_arena = td_arena_new(big ? FRAME_BUDGET_ENROLLED : FRAME_BUDGET_STRANGER);
    if (call->rpc.arena && call->frame_arena)
        return call;
    call_free(call);
    return NULL;
}

struct session_call *rpc_call_take(struct rpc *server, bool enrolled)
{
    struct session_call *call = server->free_calls[enrolled];
    if (!call)
        call = call_new(enrolled);
    else {
        server->free_calls[enrolled] = call->next;
        server->n_free_calls[enrolled]--;
    }
    if (call) {
        call->server = server;
        call->next = call->previous = NULL;
    }
    return call;
}

void rpc_call_give_back(struct session_call *call)
{
    struct rpc *server = call->server;
    if (server->n_free_calls[call->big] >= POOL_LIMIT) {
        call_free(call);
        return;
    }
    td_arena_reset(call->rpc.arena);
    td_arena_reset(call->frame_arena);
    call->session = NULL;
    call->next = server->free_calls[call->big];
    server->free_calls[call->big] = call;
    server->n_free_calls[call->big]++;
}

void rpc_end_sessions_of(struct rpc *server, int64_t officer_id)
{
    for (struct session *session = server->sessions; session; session = session->next)
        if (session->officer_id == officer_id)
            session_end(session, TD_UNAUTHENTICATED, TD_KEY_OFFICER_DISABLED,
                        "the officer was disabled");
}

static void rpc_check_drained(struct rpc *server)
{
    if (!server->draining || server->sessions || !server->drained)
        return;
    void (*drained)(void *) = server->drained;
    server->drained = NULL;
    drained(server->drained_data);
}

static void on_tick(uv_timer_t *timer)
{
    struct rpc *server = timer->data;
    uint64_t now_ms = uv_now(timer->loop);
    for (struct session *session = server->sessions; session; session = session->next)
        session_tick(session, now_ms);
    rpc_check_drained(server);
}

/* Often enough that no limit is missed by more than a quarter. */
static void rpc_start_tick(struct rpc *server, bool at_once)
{
    const struct rpc_limits *limits = &server->options.limits;
    uint64_t shortest = limits->frame_timeout_ms < limits->keepalive_ms ? limits->frame_timeout_ms
                                                                        : limits->keepalive_ms;
    uint64_t period = shortest / 4;
    period = period > TICK_MOST_MS ? TICK_MOST_MS : period;
    period = period < TICK_LEAST_MS ? TICK_LEAST_MS : period;
    uv_timer_start(&server->tick, on_tick, at_once ? 0 : period, period);
}

enum td_code rpc_new(const struct rpc_options *options, struct rpc **ret)
{
    struct rpc *server = calloc(1, sizeof *server);
    struct td_arena *scratch = td_arena_new(SCRATCH_BUDGET);
    if (!server || !scratch) {
        free(server);
        td_arena_free(scratch);
        return TD_RESOURCE_EXHAUSTED;
    }
    server->scratch = scratch;
    server->options = *options;
    uv_timer_init(options->loop, &server->tick);
    server->tick.data = server;
    rpc_start_tick(server, false);
    *ret = server;
    return TD_OK;
}

void rpc_set_limits(struct rpc *rpc, const struct rpc_limits *limits)
{
    rpc->options.limits = *limits;
    rpc_start_tick(rpc, false);
}

void rpc_drain(struct rpc *rpc, void (*drained)(void *data), void *data)
{
    rpc->draining = true;
    rpc->drained = drained;
    rpc->drained_data = data;
    for (struct session *session = rpc->sessions; session; session = session->next)
        session_drain(session);
    rpc_start_tick(rpc, true); /* there may be none */
}

static void on_tick_closed(uv_handle_t *handle)
{
    struct rpc *server = handle->data;
    for (int big = 0; big < 2; big++)
        while (server->free_calls[big]) {
            struct session_call *call = server->free_calls[big];
            server->free_calls[big] = call->next;
            call_free(call);
        }
    void (*gone)(void *) = server->gone;
    void *data = server->gone_data;
    td_arena_free(server->scratch);
    free(server);
    gone(data);
}

void rpc_free(struct rpc *rpc, void (*gone)(void *data), void *data)
{
    assert(!rpc->sessions);
    rpc->gone = gone;
    rpc->gone_data = data;
    uv_close((uv_handle_t *)&rpc->tick, on_tick_closed);
}

static void *on_open(void *owner, struct conn *conn)
{
    struct rpc *server = owner;
    struct session *session = server->draining ? NULL : session_new(server, conn);
    if (!session)
        return NULL;
    session->next = server->sessions;
    if (session->next)
        session->next->previous = session;
    server->sessions = session;
    return session;
}

static void on_bytes(void *data, const uint8_t *bytes, size_t len)
{
    session_take(data, bytes, len);
}

static void on_close(void *data, const char *why)
{
    struct session *session = data;
    struct rpc *server = session->server;
    log_line(server->options.log, LOG_LEVEL_DEBUG, "connection %s ended: %s",
             conn_peer(session->conn), why);
    if (session->previous)
        session->previous->next = session->next;
    else
        server->sessions = session->next;
    if (session->next)
        session->next->previous = session->previous;
    session_free(session);
    rpc_check_drained(server);
}

static void on_refused(void *owner, const char *peer, const char *why)
{
    struct rpc *server = owner;
    log_line(server->options.log, LOG_LEVEL_INFO, "connection %s refused: %s", peer, why);
}

const struct conn_events *rpc_conn_events(void)
{
    static const struct conn_events events = {
        .on_open = on_open, .on_bytes = on_bytes, .on_close = on_close, .on_refused = on_refused};
    return &events;
}
