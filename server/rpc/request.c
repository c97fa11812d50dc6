/* A request from its admission to its answer: the limits that are checked before a store thread
 * is bothered, the job, the reply and the log line. */
#include "session.h"

#include "log.h"
#include "timefmt.h"

#include <stdio.h>

#define STRANGER_IN_FLIGHT 4

unsigned session_in_flight_limit(const struct session *session)
{
    unsigned limit = session->server->options.limits.max_in_flight;
    return session->enrolled || limit < STRANGER_IN_FLIGHT ? limit : STRANGER_IN_FLIGHT;
}

/* "DossierService/Submit": it will stand in answers and in the log. */
static bool method_text_ok(const char *text)
{
    size_t len = strlen(text);
    return len > 0 && len < DISPATCH_METHOD_SIZE &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._") == len;
}

static bool request_id_free(const struct session *session, uint64_t id)
{
    for (const struct session_call *call = session->calls; call; call = call->next)
        if (call->rpc.request->id == id)
            return false;
    return id != 0;
}

/* Why this request is not even begun; OK: it may. */
static enum td_code request_admit(struct session *session, struct session_call *call,
                                  struct td_err *err)
{
    struct rpc *server = session->server;
    const struct rpc_limits *limits = &server->options.limits;
    const Pb__Request *request = call->frame->request;
    unsigned most = session_in_flight_limit(session), wait_s;

    if (session->told_to_go)
        return td_fail(err, TD_UNAVAILABLE, "", "", TD_KEY_DRAINING, TD_END);
    if (session->in_flight >= most)
        return td_fail(err, TD_RESOURCE_EXHAUSTED, "", "", TD_KEY_IN_FLIGHT, "max",
                       td_dec(err->arena, most), TD_END);
    call->rpc.method =
        dispatch_find(server->options.methods, request->method, &call->rpc.descriptor);
    if (!call->rpc.method)
        return td_fail(err, TD_UNIMPLEMENTED, "", "", TD_KEY_METHOD_UNKNOWN, "method",
                       request->method, TD_END);
    if (!session->enrolled && !dispatch_open_to_strangers(call->rpc.method))
        return td_fail(err, TD_UNAUTHENTICATED, "", "", TD_KEY_NOT_ENROLLED, TD_END);
    if (dispatch_open_to_strangers(call->rpc.method) &&
        !limiter_allow(&server->enrolments, conn_address(session->conn),
                       limits->enrolments_a_minute, td_monotonic_ms(), &wait_s))
        return td_fail(err, TD_RESOURCE_EXHAUSTED, "", "", TD_KEY_RATE_LIMIT, "seconds",
                       td_dec(err->arena, wait_s), TD_END);
    if (server->in_flight_bytes + call->frame_len > limits->max_in_flight_bytes)
        return td_fail(err, TD_RESOURCE_EXHAUSTED, "", "", TD_KEY_QUEUE_FULL, TD_END);
    return TD_OK;
}

static enum log_level request_log_level(enum td_code code)
{
    if (code == TD_OK)
        return LOG_LEVEL_DEBUG;
    return code == TD_INTERNAL || code == TD_DATA_LOSS ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO;
}

static void request_log(const struct session_call *call, enum td_code code, const char *why)
{
    struct log *log = call->server->options.log;
    enum log_level level = request_log_level(code);
    if (!log_wants(log, level))
        return;
    const Pb__Request *request = call->frame->request;
    const struct rpc_call *rpc = &call->rpc;
    log_line(log, level, "request %llu %s %s %s: %s%s%s%s, %llu us",
             (unsigned long long)request->id, rpc->login[0] ? rpc->login : "-",
             call->session ? conn_peer(call->session->conn) : call->peer, request->method,
             td_code_name(code), why ? " " : "", why ? why : "", rpc->replayed ? " again" : "",
             (unsigned long long)(uv_hrtime() - call->begun_ns) / 1000);
}

static void after_commit(const struct session_call *call)
{
    const struct after_commit *after = &call->rpc.after;
    enum td_code code = after->run(call->server->options.services, after->number);
    if (code != TD_OK)
        log_line(
            call->server->options.log, LOG_LEVEL_ERROR,
            "request %llu %s is on disk, but what follows it failed: %s; it is tried again when "
            "the daemon starts",
            (unsigned long long)call->frame->request->id, call->frame->request->method,
            td_code_name(code));
}

static void request_refuse(struct session *session, struct session_call *call, enum td_code code,
                           const struct td_err *err)
{
    size_t len;
    uint64_t id = call->frame->request->id;
    const uint8_t *bytes = dispatch_refusal(id, code, err, err->arena, &len);
    if (bytes)
        conn_write(session->conn, bytes, len);
    request_log(call, code, err->n_violations > 0 ? err->violations[0].key : NULL);
}

static void session_link(struct session *session, struct session_call *call)
{
    call->session = session;
    call->next = session->calls;
    if (call->next)
        call->next->previous = call;
    session->calls = call;
    session->in_flight++;
}

static void session_unlink(struct session *session, struct session_call *call)
{
    if (call->previous)
        call->previous->next = call->next;
    else
        session->calls = call->next;
    if (call->next)
        call->next->previous = call->previous;
    session->in_flight--;
}

static void on_done(struct job *job)
{
    struct session_call *call = (struct session_call *)job;
    struct rpc *server = call->server;
    struct session *session = call->session;
    size_t len;
    const uint8_t *bytes = dispatch_reply(&call->rpc, &len);
    server->in_flight_bytes -= call->frame_len;
    if (session) {
        if (bytes)
            conn_write(session->conn, bytes, len);
        session_unlink(session, call);
        if (call->rpc.officer_id != 0)
            session->officer_id = call->rpc.officer_id;
        session_close_if_drained(session);
    }
    request_log(call, job->code, call->rpc.why);
    if (job->code == TD_OK && call->rpc.end_sessions_of_officer != 0)
        rpc_end_sessions_of(server, call->rpc.end_sessions_of_officer);
    if (job->code == TD_OK && call->rpc.after.run)
        after_commit(call);
    rpc_call_give_back(call);
}

/* When the client stops waiting, in time for the run to notice. */
static uint64_t request_deadline(const struct rpc_limits *limits, const Pb__Request *request)
{
    uint64_t wait_ms = limits->request_timeout_ms;
    if (request->deadline_ms != 0 && request->deadline_ms < wait_ms)
        wait_ms = request->deadline_ms;
    return td_monotonic_ms() + wait_ms;
}

static enum td_code request_submit(struct session *session, struct session_call *call,
                                   struct td_err *err)
{
    struct rpc *server = session->server;
    struct rpc_call *rpc = &call->rpc;
    rpc->services = server->options.services;
    rpc->enrolled = session->enrolled;
    memcpy(rpc->fingerprint, session->fingerprint, sizeof rpc->fingerprint);
    rpc->deadline_monotonic_ms = request_deadline(&server->options.limits, rpc->request);
    rpc->job.kind = dispatch_job_kind(rpc->method->kind);
    rpc->job.run = dispatch_run;
    rpc->job.done = on_done;
    rpc->job.cancelled = false;
    rpc->prepared = (struct prepared){0};
    if (rpc->job.kind == JOB_WRITE)
        dispatch_prepare(rpc, call->frame_arena);
    if (executor_submit(server->options.executor, &rpc->job) != TD_OK)
        return td_fail(err, TD_RESOURCE_EXHAUSTED, "", "", TD_KEY_QUEUE_FULL, TD_END);
    server->in_flight_bytes += call->frame_len;
    session_link(session, call);
    return TD_OK;
}

enum request_fate session_request(struct session *session, struct session_call *call)
{
    const Pb__Request *request = call->frame->request;
    if (!method_text_ok(request->method) || !request_id_free(session, request->id))
        return REQUEST_MALFORMED;
    call->begun_ns = uv_hrtime();
    call->session = session;
    call->rpc.request = request;
    call->rpc.login[0] = '\0';
    call->rpc.replayed = false;
    call->rpc.reply = NULL;
    call->rpc.why = NULL;
    call->rpc.officer_id = call->rpc.end_sessions_of_officer = 0;
    call->rpc.after = (struct after_commit){0};
    td_arena_reset(session->server->scratch);
    struct td_err err;
    td_err_init(&err, session->server->scratch);
    enum td_code code = request_admit(session, call, &err);
    if (code == TD_OK)
        code = request_submit(session, call, &err);
    if (code == TD_OK)
        return REQUEST_SUBMITTED;
    request_refuse(session, call, code, &err);
    return REQUEST_REFUSED;
}

void call_cancel(struct session_call *call)
{
    if (call->rpc.job.kind == JOB_READ)
        call->rpc.job.cancelled = true;
}

void call_orphan(struct session_call *call)
{
    call_cancel(call);
    snprintf(call->peer, sizeof call->peer, "%s", conn_peer(call->session->conn));
    call->session = NULL;
}
