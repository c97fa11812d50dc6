/* What listener.c and conn.c share; nobody else includes it.
 *
 *   HANDSHAKING ──► OPEN ──► CLOSING ──► CLOSED ──► freed, when all handles are closed
 *        │                      ▲           ▲
 *        └──────────────────────┴───────────┘
 *
 * CLOSING: what is queued and the goodbye go out, then what the peer still sends is thrown away
 * until it closes too: closing with unread bytes would reset the line and lose the goodbye. */
#ifndef SERVER_NET_CONN_INTERNAL_H
#define SERVER_NET_CONN_INTERNAL_H

#include "conn.h"

#define CONN_IO_BYTES ((size_t)64 * 1024)
#define CONN_PEER_SIZE 72 /* "[" INET6_ADDRSTRLEN "]:65535" */

enum conn_state { CONN_HANDSHAKING, CONN_OPEN, CONN_CLOSING, CONN_CLOSED };

struct conn {
    uv_tcp_t tcp;
    uv_timer_t timer; /* handshake, then the time left to close */
    unsigned open_handles;
    struct listener *listener;
    struct conn *previous, *next; /* all connections of the listener */
    struct conn *next_dirty;
    bool dirty; /* is in the list of this loop turn */
    enum conn_state state;
    bool pause_unsent; /* by the high-water mark */
    bool reading, writing, goodbye_said, shut_down;
    struct td_tls *tls;
    void *data;
    const char *why;
    uint8_t *out; /* plain bytes of this loop turn */
    size_t out_len, out_capacity;
    uv_write_t write;
    uint8_t *in_write; /* ciphertext that libuv holds */
    size_t in_write_len;
    uv_shutdown_t shutdown;
    char peer[CONN_PEER_SIZE], address[CONN_PEER_SIZE];
};

struct listener {
    uv_tcp_t tcp;
    uv_prepare_t before_poll; /* flushes what timers and callbacks of closing wrote */
    uv_check_t after_poll;    /* flushes what reads and finished jobs wrote */
    unsigned open_handles;
    struct listener_options options;
    struct td_tls_context *tls;
    struct conn_events events;
    void *owner;
    struct conn *conns, *dirty;
    unsigned n_conns;
    bool accepting;
    void (*closed)(void *data);
    void *closed_data;
    uint8_t inbound[CONN_IO_BYTES], plain[CONN_IO_BYTES]; /* used within one callback */
};

/* A connection with open handles in the listener's list; NULL when memory is short. */
struct conn *conn_new(struct listener *listener);
/* After uv_accept: note the peer, start the handshake. */
void conn_start(struct conn *conn);
/* Close at once, nothing more is sent. Idempotent. */
void conn_abort(struct conn *conn, const char *why);
/* Encrypt and send what the loop turn queued. */
void conn_flush(struct conn *conn);

/* A connection is gone: the listener may be, too, when it waits for the last one. */
void listener_forget(struct listener *listener, struct conn *conn);

#endif
