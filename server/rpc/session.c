/* One peer's protocol: preface, frames, keepalive, goodbye. Requests are in request.c. */
#include "session.h"

#include "log.h"
#include "timefmt.h"

#include <stdio.h>
#include <stdlib.h>

static void session_send(struct session *session, const Pb__Frame *frame)
{
    size_t len;
    struct td_arena *scratch = session->server->scratch;
    td_arena_reset(scratch);
    const uint8_t *bytes = td_frame_pack(&frame->base, scratch, &len);
    if (bytes)
        conn_write(session->conn, bytes, len);
}

static void session_greet(struct session *session)
{
    const struct rpc_options *options = &session->server->options;
    Pb__Hello hello = PB__HELLO__INIT;
    hello.software = (char *)options->services->software;
    hello.max_frame_bytes = (uint32_t)session->framer.max_frame_bytes;
    hello.max_in_flight = session_in_flight_limit(session);
    hello.keepalive_ms = (uint32_t)options->limits.keepalive_ms;
    hello.server_time_utc_ms = td_now_utc_ms();
    hello.max_chunk_bytes = options->services->max_chunk_bytes;
    Pb__Frame frame = PB__FRAME__INIT;
    frame.kind_case = PB__FRAME__KIND_HELLO;
    frame.hello = &hello;
    session_send(session, &frame);
}

struct session *session_new(struct rpc *server, struct conn *conn)
{
    struct session *session = calloc(1, sizeof *session);
    if (!session)
        return NULL;
    session->server = server;
    session->conn = conn;
    session->enrolled = conn_fingerprint(conn, session->fingerprint);
    session->heard_ms = session->frame_begun_ms = uv_now(server->options.loop);
    td_framer_init(&session->framer,
                   session->enrolled ? TD_FRAME_MAX_BYTES : TD_FRAME_MAX_BYTES_STRANGER);
    session_greet(session);
    return session;
}

void session_free(struct session *session)
{
    for (struct session_call *call = session->calls; call; call = call->next)
        call_orphan(call);
    td_framer_deinit(&session->framer);
    free(session);
}

static void session_say_go_away(struct session *session, enum td_code code, enum td_key key)
{
    Pb__GoAway go_away = PB__GO_AWAY__INIT;
    go_away.code = (uint32_t)code;
    go_away.key = (char *)td_key_name(key);
    Pb__Frame frame = PB__FRAME__INIT;
    frame.kind_case = PB__FRAME__KIND_GO_AWAY;
    frame.go_away = &go_away;
    session_send(session, &frame);
}

void session_end(struct session *session, enum td_code code, enum td_key key, const char *why)
{
    if (session->ended)
        return;
    session->ended = true;
    log_line(session->server->options.log, LOG_LEVEL_INFO, "connection %s dropped: %s",
             conn_peer(session->conn), why);
    session_say_go_away(session, code, key);
    conn_close(session->conn, why);
}

void session_close_if_drained(struct session *session)
{
    if (!session->told_to_go || session->in_flight > 0 || session->ended)
        return;
    session->ended = true;
    conn_close(session->conn, "drained");
}

void session_drain(struct session *session)
{
    if (session->told_to_go || session->ended)
        return;
    session->told_to_go = true;
    session_say_go_away(session, TD_UNAVAILABLE, TD_KEY_DRAINING);
    session_close_if_drained(session);
}

static void session_malformed(struct session *session)
{
    session_end(session, TD_INVALID_ARGUMENT, TD_KEY_FRAME_MALFORMED, "sent a malformed frame");
}

static bool on_hello(struct session *session, struct session_call *call)
{
    (void)call;
    if (session->hello_seen)
        session_malformed(session);
    session->hello_seen = true;
    return false;
}

static bool on_request(struct session *session, struct session_call *call)
{
    enum request_fate fate = session_request(session, call);
    if (fate == REQUEST_MALFORMED)
        session_malformed(session);
    return fate == REQUEST_SUBMITTED;
}

static bool on_cancel(struct session *session, struct session_call *call)
{
    for (struct session_call *other = session->calls; other; other = other->next)
        if (other->rpc.request->id == call->frame->cancel->id)
            call_cancel(other);
    return false;
}

static bool on_ping(struct session *session, struct session_call *call)
{
    Pb__Pong pong = PB__PONG__INIT;
    pong.opaque = call->frame->ping->opaque;
    Pb__Frame frame = PB__FRAME__INIT;
    frame.kind_case = PB__FRAME__KIND_PONG;
    frame.pong = &pong;
    session_send(session, &frame);
    return false;
}

/* That it came is all there is to know. */
static bool on_pong(struct session *session, struct session_call *call)
{
    (void)session;
    (void)call;
    return false;
}

/* What a client may send. A handler returns true when it keeps the call. A kind that this
 * version does not know is skipped; one that only a server sends is malformed. */
static bool (*const frame_handlers[])(struct session *, struct session_call *) = {
    [PB__FRAME__KIND__NOT_SET] = on_pong,   [PB__FRAME__KIND_HELLO] = on_hello,
    [PB__FRAME__KIND_REQUEST] = on_request, [PB__FRAME__KIND_CANCEL] = on_cancel,
    [PB__FRAME__KIND_PING] = on_ping,       [PB__FRAME__KIND_PONG] = on_pong,
};

/* Returns true when the call is kept. */
static bool session_frame(struct session *session, struct session_call *call, const uint8_t *bytes,
                          size_t len)
{
    call->frame_len = len;
    call->frame = pb__frame__unpack(td_arena_allocator(call->frame_arena), len, bytes);
    unsigned kind = call->frame ? (unsigned)call->frame->kind_case : 0;
    bool known = call->frame && kind < sizeof frame_handlers / sizeof *frame_handlers &&
                 frame_handlers[kind];
    if (!known || (!session->hello_seen && kind != PB__FRAME__KIND_HELLO)) {
        session_malformed(session);
        return false;
    }
    return frame_handlers[kind](session, call);
}

static void session_take_frame(struct session *session, const uint8_t *bytes, size_t len)
{
    struct session_call *call = rpc_call_take(session->server, session->enrolled);
    if (!call) {
        session_end(session, TD_RESOURCE_EXHAUSTED, TD_KEY_QUEUE_FULL, "out of memory");
        return;
    }
    if (!session_frame(session, call, bytes, len))
        rpc_call_give_back(call);
}

void session_take(struct session *session, const uint8_t *bytes, size_t len)
{
    const uint8_t *frame;
    size_t frame_len;
    session->heard_ms = uv_now(session->server->options.loop);
    session->pinged = false;
    while (!session->ended) {
        if (td_framer_next(&session->framer, &bytes, &len, &frame, &frame_len) != TD_OK) {
            session_end(session, TD_RESOURCE_EXHAUSTED, TD_KEY_FRAME_SIZE,
                        "announced a frame beyond the limit");
            return;
        }
        if (!frame)
            break;
        session_take_frame(session, frame, frame_len);
        session->frame_begun_ms = session->hello_seen ? 0 : session->frame_begun_ms;
    }
    if (session->framer.used > 0 && session->frame_begun_ms == 0)
        session->frame_begun_ms = session->heard_ms;
}

void session_tick(struct session *session, uint64_t now_ms)
{
    const struct rpc_limits *limits = &session->server->options.limits;
    uint64_t silent_ms = now_ms - session->heard_ms;
    if (session->ended)
        return;
    if (session->frame_begun_ms != 0 && now_ms - session->frame_begun_ms > limits->frame_timeout_ms)
        session_end(session, TD_DEADLINE_EXCEEDED, TD_KEY_IDLE, "sent no whole frame in time");
    else if (silent_ms > 2 * limits->keepalive_ms)
        session_end(session, TD_UNAVAILABLE, TD_KEY_IDLE, "was silent too long");
    else if (silent_ms > limits->keepalive_ms && !session->pinged) {
        session->pinged = true;
        Pb__Ping ping = PB__PING__INIT;
        ping.opaque = now_ms;
        Pb__Frame frame = PB__FRAME__INIT;
        frame.kind_case = PB__FRAME__KIND_PING;
        frame.ping = &ping;
        session_send(session, &frame);
    }
}
