/* What rpc.c (all sessions) and session.c (one peer's protocol) share.
 *
 *   on_open ─► Hello ──► frames ──► GoAway ─► on_close
 *
 * A call belongs to its session until either ends; a call whose session is gone still runs when
 * it writes, and its answer is dropped. */
#ifndef SERVER_RPC_SESSION_H
#define SERVER_RPC_SESSION_H

#include "dispatch.h"
#include "frame.h"
#include "limiter.h"
#include "rpc.h"

struct session_call {
    struct rpc_call rpc; /* first */
    struct rpc *server;
    struct session *session;              /* NULL: the peer has gone */
    struct session_call *previous, *next; /* in the session, or (next) in the pool */
    struct td_arena *frame_arena;         /* holds the unpacked frame until the reply is sent */
    Pb__Frame *frame;
    size_t frame_len;
    bool big; /* has the arenas of an enrolled peer */
    uint64_t begun_ns;
    char peer[72]; /* set when the session has gone */
};

struct session {
    struct rpc *server;
    struct conn *conn;
    struct session *previous, *next;
    struct td_framer framer;
    bool enrolled, hello_seen, pinged, told_to_go, ended;
    uint8_t fingerprint[32];
    int64_t officer_id; /* 0 until its first request has run */
    /* Loop time. frame_begun_ms: when the frame now arriving (or, at first, the connection)
     * began; 0: none is. */
    uint64_t heard_ms, frame_begun_ms;
    struct session_call *calls;
    unsigned in_flight;
};

struct rpc {
    struct rpc_options options;
    uv_timer_t tick;
    struct session *sessions;
    struct session_call *free_calls[2]; /* of strangers, of enrolled peers */
    unsigned n_free_calls[2];
    size_t in_flight_bytes;
    struct td_arena *scratch; /* of frames that are not answers of a run */
    struct limiter enrolments;
    bool draining;
    void (*drained)(void *), (*gone)(void *);
    void *drained_data, *gone_data;
};

/* A call with empty arenas from the pool; NULL when memory is short. */
struct session_call *rpc_call_take(struct rpc *server, bool enrolled);
void rpc_call_give_back(struct session_call *call);
/* The commit that disabled this officer is on disk: their sessions end. */
void rpc_end_sessions_of(struct rpc *server, int64_t officer_id);

struct session *session_new(struct rpc *server, struct conn *conn);
void session_free(struct session *session);
void session_take(struct session *session, const uint8_t *bytes, size_t len);
/* Deadlines of frames and keepalive, a few times a second. */
void session_tick(struct session *session, uint64_t now_ms);
/* GoAway with the reason; closes when nothing is in flight. */
void session_drain(struct session *session);
void session_close_if_drained(struct session *session);
/* GoAway and close at once. why: static, for the log. */
void session_end(struct session *session, enum td_code code, enum td_key key, const char *why);

/* request.c. A submitted call belongs to the session until it is done; otherwise the caller
 * gives it back. */
enum request_fate { REQUEST_SUBMITTED, REQUEST_REFUSED, REQUEST_MALFORMED };
enum request_fate session_request(struct session *session, struct session_call *call);
unsigned session_in_flight_limit(const struct session *session);
/* The answer is not wanted any more: a read that has not begun is not run. */
void call_cancel(struct session_call *call);
/* The peer is gone: cancel, and forget the session. A write goes on, its answer is dropped. */
void call_orphan(struct session_call *call);

#endif
