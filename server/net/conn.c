/* One connection: TCP bytes through the TLS pump, and back in one write a loop turn. */
#include "conn_internal.h"
#include "tls.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define CLOSE_TIMEOUT_MS 5000  /* for what is queued and the goodbye */
#define LINGER_TIMEOUT_MS 1000 /* then, for the peer to close */
#define OUT_KEEP_BYTES (16 * 1024)

static void conn_free(struct conn *conn)
{
    assert(!conn->dirty);
    td_tls_free(conn->tls);
    free(conn->out);
    free(conn->in_write);
    free(conn);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct conn *conn = handle->data;
    if (--conn->open_handles > 0)
        return;
    struct listener *listener = conn->listener;
    if (conn->data)
        listener->events.on_close(conn->data, conn->why);
    else if (listener->events.on_refused)
        listener->events.on_refused(listener->owner, conn->peer, conn->why);
    listener_forget(listener, conn);
    conn_free(conn);
}

void conn_abort(struct conn *conn, const char *why)
{
    if (conn->state == CONN_CLOSED)
        return;
    if (conn->state != CONN_CLOSING)
        conn->why = why;
    conn->state = CONN_CLOSED;
    conn->out_len = 0;
    uv_close((uv_handle_t *)&conn->tcp, on_handle_closed);
    uv_close((uv_handle_t *)&conn->timer, on_handle_closed);
}

struct conn *conn_new(struct listener *listener)
{
    struct conn *conn = calloc(1, sizeof *conn);
    if (!conn)
        return NULL;
    conn->listener = listener;
    uv_tcp_init(listener->tcp.loop, &conn->tcp);
    uv_timer_init(listener->tcp.loop, &conn->timer);
    conn->tcp.data = conn->timer.data = conn;
    conn->open_handles = 2;
    conn->next = listener->conns;
    if (conn->next)
        conn->next->previous = conn;
    listener->conns = conn;
    listener->n_conns++;
    return conn;
}

static void conn_name_peer(struct conn *conn)
{
    struct sockaddr_storage storage = {0};
    int size = sizeof storage;
    char text[INET6_ADDRSTRLEN] = "?";
    uv_tcp_getpeername(&conn->tcp, (struct sockaddr *)&storage, &size);
    if (storage.ss_family == AF_INET6) {
        struct sockaddr_in6 *address = (struct sockaddr_in6 *)&storage;
        uv_ip6_name(address, text, sizeof text);
        snprintf(conn->peer, sizeof conn->peer, "[%s]:%u", text, ntohs(address->sin6_port));
        bool mapped = IN6_IS_ADDR_V4MAPPED(&address->sin6_addr);
        if (!mapped) {
            memset(&address->sin6_addr.s6_addr[8], 0, 8);
            uv_ip6_name(address, text, sizeof text);
        }
        snprintf(conn->address, sizeof conn->address, mapped ? "%s" : "%s/64", text);
        return;
    }
    struct sockaddr_in *address = (struct sockaddr_in *)&storage;
    uv_ip4_name(address, text, sizeof text);
    snprintf(conn->peer, sizeof conn->peer, "%s:%u", text, ntohs(address->sin_port));
    snprintf(conn->address, sizeof conn->address, "%s", text);
}

static void conn_mark_dirty(struct conn *conn)
{
    if (conn->dirty || conn->state == CONN_CLOSED)
        return;
    conn->dirty = true;
    conn->next_dirty = conn->listener->dirty;
    conn->listener->dirty = conn;
}

static void conn_begin_close(struct conn *conn, const char *why)
{
    if (conn->state >= CONN_CLOSING)
        return;
    conn->why = why;
    conn->state = CONN_CLOSING;
    conn_mark_dirty(conn);
}

static void conn_hand_up(struct conn *conn)
{
    struct listener *listener = conn->listener;
    size_t len;
    while (conn->state == CONN_OPEN &&
           (len = td_tls_read(conn->tls, listener->plain, sizeof listener->plain)) > 0)
        listener->events.on_bytes(conn->data, listener->plain, len);
}

static void conn_opened(struct conn *conn)
{
    uv_timer_stop(&conn->timer);
    conn->state = CONN_OPEN;
    conn->data = conn->listener->events.on_open(conn->listener->owner, conn);
    if (!conn->data)
        conn_begin_close(conn, "turned away");
}

static void conn_take(struct conn *conn, const uint8_t *bytes, size_t len)
{
    enum td_code code = td_tls_feed(conn->tls, bytes, len);
    if (conn->state == CONN_HANDSHAKING && td_tls_state(conn->tls) >= TD_TLS_OPEN &&
        td_tls_state(conn->tls) != TD_TLS_FAILED)
        conn_opened(conn);
    conn_hand_up(conn);
    enum td_tls_state state = td_tls_state(conn->tls);
    if (code != TD_OK || state == TD_TLS_FAILED)
        conn_begin_close(conn,
                         td_tls_problem(conn->tls) ? td_tls_problem(conn->tls) : "TLS failed");
    else if (state == TD_TLS_PEER_CLOSED)
        conn_begin_close(conn, "closed by the peer");
    conn_mark_dirty(conn);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    (void)suggested;
    struct conn *conn = handle->data;
    *buffer = uv_buf_init((char *)conn->listener->inbound, sizeof conn->listener->inbound);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct conn *conn = stream->data;
    if (count < 0)
        conn_abort(conn, count == UV_EOF ? "closed by the peer" : uv_strerror((int)count));
    else if (count > 0 && conn->state < CONN_CLOSING)
        conn_take(conn, (const uint8_t *)buffer->base, (size_t)count);
}

static void conn_update_reading(struct conn *conn)
{
    bool want = conn->state == CONN_CLOSING || !conn->pause_unsent;
    if (want == conn->reading || conn->state == CONN_CLOSED)
        return;
    conn->reading = want;
    if (!want)
        uv_read_stop((uv_stream_t *)&conn->tcp);
    else if (uv_read_start((uv_stream_t *)&conn->tcp, on_alloc, on_read) != 0)
        conn_abort(conn, "reading failed");
}

static void on_timeout(uv_timer_t *timer)
{
    struct conn *conn = timer->data;
    conn_abort(conn, "no TLS handshake in time");
}

void conn_start(struct conn *conn)
{
    conn_name_peer(conn);
    uv_tcp_nodelay(&conn->tcp, 1);
    conn->tls = td_tls_new(conn->listener->tls);
    if (!conn->tls) {
        conn_abort(conn, "out of memory");
        return;
    }
    uv_timer_start(&conn->timer, on_timeout, conn->listener->options.handshake_timeout_ms, 0);
    conn_update_reading(conn);
}

static size_t conn_unsent(const struct conn *conn)
{
    const uint8_t *bytes;
    return conn->out_len + conn->in_write_len + td_tls_pending(conn->tls, &bytes);
}

static void on_shut_down(uv_shutdown_t *request, int status)
{
    (void)request;
    (void)status;
}

/* All is sent and the goodbye too. */
static void conn_linger(struct conn *conn)
{
    if (conn->shut_down)
        return;
    conn->shut_down = true;
    uv_timer_start(&conn->timer, on_timeout, LINGER_TIMEOUT_MS, 0);
    if (uv_shutdown(&conn->shutdown, (uv_stream_t *)&conn->tcp, on_shut_down) != 0)
        conn_abort(conn, conn->why);
}

static void conn_send(struct conn *conn);

static void on_written(uv_write_t *request, int status)
{
    struct conn *conn = request->handle->data;
    free(conn->in_write);
    conn->in_write = NULL;
    conn->in_write_len = 0;
    conn->writing = false;
    if (status < 0)
        conn_abort(conn, uv_strerror(status));
    else
        conn_send(conn);
}

/* The socket is full: let libuv hold a part until it drains. */
static void conn_send_later(struct conn *conn, const uint8_t *bytes, size_t len)
{
    len = len < CONN_IO_BYTES ? len : CONN_IO_BYTES;
    conn->in_write = malloc(len);
    if (!conn->in_write) {
        conn_abort(conn, "out of memory");
        return;
    }
    memcpy(conn->in_write, bytes, len);
    conn->in_write_len = len;
    td_tls_drained(conn->tls, len);
    uv_buf_t buffer = uv_buf_init((char *)conn->in_write, (unsigned)len);
    int result = uv_write(&conn->write, (uv_stream_t *)&conn->tcp, &buffer, 1, on_written);
    if (result < 0)
        conn_abort(conn, uv_strerror(result));
    else
        conn->writing = true;
}

static void conn_send(struct conn *conn)
{
    const uint8_t *bytes;
    size_t len;
    while (conn->state != CONN_CLOSED && !conn->writing &&
           (len = td_tls_pending(conn->tls, &bytes)) > 0) {
        uv_buf_t buffer = uv_buf_init((char *)bytes, (unsigned)len);
        int sent = uv_try_write((uv_stream_t *)&conn->tcp, &buffer, 1);
        if (sent == UV_EAGAIN)
            conn_send_later(conn, bytes, len);
        else if (sent < 0)
            conn_abort(conn, uv_strerror(sent));
        else
            td_tls_drained(conn->tls, (size_t)sent);
    }
    if (conn->state == CONN_CLOSED)
        return;
    if (conn->state == CONN_CLOSING && conn->goodbye_said && !conn->writing)
        conn_linger(conn);
    size_t unsent = conn_unsent(conn), high_water = conn->listener->options.high_water_bytes;
    conn->pause_unsent = unsent > (conn->pause_unsent ? high_water / 2 : high_water);
    conn_update_reading(conn);
}

void conn_flush(struct conn *conn)
{
    if (conn->state == CONN_CLOSED)
        return;
    if (conn->out_len > 0 && td_tls_write(conn->tls, conn->out, conn->out_len) != TD_OK) {
        conn_abort(conn, "TLS failed");
        return;
    }
    conn->out_len = 0;
    if (conn->out_capacity > OUT_KEEP_BYTES) {
        free(conn->out);
        conn->out = NULL;
        conn->out_capacity = 0;
    }
    if (conn->state == CONN_CLOSING && !conn->goodbye_said) {
        conn->goodbye_said = true;
        uv_timer_start(&conn->timer, on_timeout, CLOSE_TIMEOUT_MS, 0);
        td_tls_close(conn->tls);
    }
    conn_send(conn);
}

static bool conn_reserve(struct conn *conn, size_t more)
{
    size_t needed = conn->out_len + more, capacity = conn->out_capacity;
    if (needed <= capacity)
        return true;
    capacity = capacity < 1024 ? 1024 : capacity;
    while (capacity < needed)
        capacity *= 2;
    uint8_t *grown = realloc(conn->out, capacity);
    if (!grown)
        return false;
    conn->out = grown;
    conn->out_capacity = capacity;
    return true;
}

void conn_write(struct conn *conn, const uint8_t *bytes, size_t len)
{
    if (conn->state != CONN_OPEN)
        return;
    if (conn_unsent(conn) + len > conn->listener->options.max_unsent_bytes) {
        conn_abort(conn, "does not read what is sent to it");
        return;
    }
    if (!conn_reserve(conn, len)) {
        conn_abort(conn, "out of memory");
        return;
    }
    memcpy(conn->out + conn->out_len, bytes, len);
    conn->out_len += len;
    conn_mark_dirty(conn);
}

void conn_close(struct conn *conn, const char *why)
{
    conn_begin_close(conn, why);
}

const char *conn_peer(const struct conn *conn)
{
    return conn->peer;
}

const char *conn_address(const struct conn *conn)
{
    return conn->address;
}

bool conn_fingerprint(const struct conn *conn, uint8_t ret_sha256[32])
{
    return td_tls_peer_fingerprint(conn->tls, ret_sha256);
}
