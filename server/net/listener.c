/* The listening socket: accepts within the limits, flushes all connections once a loop turn. */
#include "conn_internal.h"
#include "tls.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>

#define LISTEN_BACKLOG 511

static void listener_check_gone(struct listener *listener)
{
    if (listener->open_handles > 0 || listener->conns || !listener->closed)
        return;
    void (*closed)(void *) = listener->closed;
    void *data = listener->closed_data;
    td_tls_context_unref(listener->tls);
    free(listener);
    closed(data);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct listener *listener = handle->data;
    listener->open_handles--;
    listener_check_gone(listener);
}

static void listener_flush(struct listener *listener)
{
    while (listener->dirty) {
        struct conn *conn = listener->dirty;
        listener->dirty = conn->next_dirty;
        conn->dirty = false;
        conn_flush(conn);
    }
}

static void on_before_poll(uv_prepare_t *handle)
{
    listener_flush(handle->data);
}

static void on_after_poll(uv_check_t *handle)
{
    listener_flush(handle->data);
}

static unsigned listener_count_address(const struct listener *listener, const char *address)
{
    unsigned count = 0;
    for (const struct conn *conn = listener->conns; conn; conn = conn->next)
        count += strcmp(conn->address, address) == 0;
    return count;
}

static void on_connection(uv_stream_t *stream, int status)
{
    struct listener *listener = stream->data;
    if (status < 0)
        return; /* libuv has dropped it (out of descriptors) and goes on accepting */
    struct conn *conn = conn_new(listener);
    if (!conn)
        return;
    if (uv_accept(stream, (uv_stream_t *)&conn->tcp) < 0) {
        conn_abort(conn, "not accepted by the system");
        return;
    }
    conn_start(conn);
    if (!listener->accepting)
        conn_abort(conn, "the daemon is shutting down");
    else if (listener->n_conns > listener->options.max_connections)
        conn_abort(conn, "too many connections");
    else if (listener_count_address(listener, conn->address) > listener->options.max_per_address)
        conn_abort(conn, "too many connections from this address");
}

static int listener_bind(struct listener *listener)
{
    char service[8];
    snprintf(service, sizeof service, "%u", listener->options.port);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    if (getaddrinfo(listener->options.host, service, &hints, &found) != 0)
        return UV_EADDRNOTAVAIL;
    int result = uv_tcp_bind(&listener->tcp, found->ai_addr, 0);
    freeaddrinfo(found);
    return result;
}

static void listener_init_handles(struct listener *listener, uv_loop_t *loop)
{
    uv_tcp_init(loop, &listener->tcp);
    uv_prepare_init(loop, &listener->before_poll);
    uv_check_init(loop, &listener->after_poll);
    listener->tcp.data = listener->before_poll.data = listener->after_poll.data = listener;
    uv_prepare_start(&listener->before_poll, on_before_poll);
    uv_check_start(&listener->after_poll, on_after_poll);
    listener->open_handles = 3;
}

static void closed_after_failure(void *data)
{
    (void)data;
}

enum td_code listener_start(uv_loop_t *loop, const struct listener_options *options,
                            struct td_tls_context *tls, const struct conn_events *events,
                            void *owner, struct listener **ret, const char **ret_problem)
{
    struct listener *listener = calloc(1, sizeof *listener);
    if (!listener) {
        *ret_problem = "out of memory";
        return TD_RESOURCE_EXHAUSTED;
    }
    listener->options = *options;
    listener->events = *events;
    listener->owner = owner;
    listener->accepting = true;
    listener_init_handles(listener, loop);
    int result = options->inherited_fd >= 0 ? uv_tcp_open(&listener->tcp, options->inherited_fd)
                                            : listener_bind(listener);
    if (result == 0)
        result = uv_listen((uv_stream_t *)&listener->tcp, LISTEN_BACKLOG, on_connection);
    if (result != 0) {
        *ret_problem = uv_strerror(result);
        listener_close(listener, closed_after_failure, NULL);
        return TD_UNAVAILABLE;
    }
    listener->tls = tls;
    *ret = listener;
    return TD_OK;
}

uint16_t listener_port(const struct listener *listener)
{
    struct sockaddr_storage address;
    int size = sizeof address;
    if (uv_tcp_getsockname(&listener->tcp, (struct sockaddr *)&address, &size) != 0)
        return 0;
    return ntohs(address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                               : ((struct sockaddr_in *)&address)->sin_port);
}

void listener_set_tls(struct listener *listener, struct td_tls_context *tls)
{
    td_tls_context_unref(listener->tls);
    listener->tls = tls;
}

void listener_set_limits(struct listener *listener, unsigned max_connections,
                         unsigned max_per_address)
{
    listener->options.max_connections = max_connections;
    listener->options.max_per_address = max_per_address;
}

void listener_stop_accepting(struct listener *listener)
{
    if (!listener->accepting)
        return;
    listener->accepting = false;
    uv_close((uv_handle_t *)&listener->tcp, on_handle_closed);
}

void listener_close(struct listener *listener, void (*closed)(void *), void *data)
{
    listener->closed = closed;
    listener->closed_data = data;
    listener_flush(listener);
    listener_stop_accepting(listener);
    for (struct conn *conn = listener->conns; conn; conn = conn->next)
        conn_abort(conn, "the daemon has stopped");
    uv_close((uv_handle_t *)&listener->before_poll, on_handle_closed);
    uv_close((uv_handle_t *)&listener->after_poll, on_handle_closed);
}

void listener_forget(struct listener *listener, struct conn *conn)
{
    if (conn->previous)
        conn->previous->next = conn->next;
    else
        listener->conns = conn->next;
    if (conn->next)
        conn->next->previous = conn->previous;
    listener->n_conns--;
    listener_check_gone(listener);
}
