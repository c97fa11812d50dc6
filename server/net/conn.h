/* Listener and connections: TCP, TLS and bytes, nothing above. It reports upward through a
 * struct of callbacks and knows no protocol. Loop thread only.
 *
 * Backpressure: when a connection's unsent ciphertext passes the high-water mark, reading from
 * it stops until it falls below half. Everything written in one loop turn goes out in one
 * write. A connection lives while its handles are open; conn_close is idempotent and on_close
 * fires exactly once, later. */
#ifndef SERVER_NET_CONN_H
#define SERVER_NET_CONN_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct conn;
struct listener;
struct td_tls_context;

struct conn_events {
    /* Handshake done. Returns the upper layer's data for this connection; NULL: close it. */
    void *(*on_open)(void *owner, struct conn *conn);
    /* Plain bytes arrived; borrowed until it returns. */
    void (*on_bytes)(void *data, const uint8_t *bytes, size_t len);
    /* Gone; data must not use conn again. Fires once for each on_open that returned data. */
    void (*on_close)(void *data, const char *why);
    /* Ended before on_open: over a limit, no handshake, a bad certificate. For the log; may be
     * NULL. */
    void (*on_refused)(void *owner, const char *peer, const char *why);
};

struct listener_options {
    const char *host;
    uint16_t port;            /* 0: any free one */
    unsigned max_connections; /* further ones are closed at once */
    unsigned max_per_address; /* connections of one conn_address */
    uint64_t handshake_timeout_ms;
    size_t high_water_bytes; /* unsent bytes at which reading stops */
    size_t max_unsent_bytes; /* a peer that reads nothing is closed beyond this */
    int inherited_fd;        /* socket activation; -1: none */
};

/* Start listening. tls: taken on success. UNAVAILABLE with *ret_problem (static or from
 * uv_strerror) when the address cannot be bound. */
enum td_code listener_start(uv_loop_t *loop, const struct listener_options *options,
                            struct td_tls_context *tls, const struct conn_events *events,
                            void *owner, struct listener **ret, const char **ret_problem);
uint16_t listener_port(const struct listener *listener);
/* New connections use this certificate from now on (SIGHUP, renewal). tls: taken. */
void listener_set_tls(struct listener *listener, struct td_tls_context *tls);
/* From now on; existing connections stay. */
void listener_set_limits(struct listener *listener, unsigned max_connections,
                         unsigned max_per_address);
/* No new connections; existing ones live on. */
void listener_stop_accepting(struct listener *listener);
/* Close all, then call closed (loop thread) and free. */
void listener_close(struct listener *listener, void (*closed)(void *), void *data);

/* Queue plain bytes; copied. They go out at the end of this loop turn. */
void conn_write(struct conn *conn, const uint8_t *bytes, size_t len);
/* Send what is queued, say goodbye, close. why: static text for the log. */
void conn_close(struct conn *conn, const char *why);
const char *conn_peer(const struct conn *conn); /* "127.0.0.1:4711" */
/* What limits per peer count by: an IPv4 address, or the /64 an IPv6 host can choose freely
 * from ("2001:db8:1:2::/64"). */
const char *conn_address(const struct conn *conn);
/* SHA-256 of the client's certificate; false for a stranger. */
bool conn_fingerprint(const struct conn *conn, uint8_t ret_sha256[32]);

#endif
