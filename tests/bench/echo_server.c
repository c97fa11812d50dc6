/* The measure for queries: a bare libuv TLS server that sends back what it gets, with the
 * daemon's own TLS pump and certificate and nothing else. Prints its port; runs until killed. */
#include "tls.h"

#include <errno.h>
#include <uv.h>

struct peer {
    uv_tcp_t tcp;
    struct td_tls *tls;
    uint8_t chunk[65536];
};

static struct td_tls_context *context;

static char *slurp(const char *path)
{
    char *text = calloc(1, 65536);
    FILE *file = fopen(path, "rb");
    if (!file || !text || fread(text, 1, 65535, file) == 0) {
        fprintf(stderr, "bench_echo: %s: %s\n", path, strerror(errno));
        exit(1);
    }
    fclose(file);
    return text;
}

static void on_closed(uv_handle_t *handle)
{
    struct peer *peer = handle->data;
    td_tls_free(peer->tls);
    free(peer);
}

static void peer_flush(struct peer *peer)
{
    const uint8_t *bytes;
    size_t len;
    while ((len = td_tls_pending(peer->tls, &bytes)) > 0) {
        uv_buf_t out = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)len);
        int sent = uv_try_write((uv_stream_t *)&peer->tcp, &out, 1);
        if (sent > 0)
            td_tls_drained(peer->tls, (size_t)sent);
        else if (sent != UV_EAGAIN)
            return;
    }
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct peer *peer = stream->data;
    if (n < 0 || td_tls_feed(peer->tls, (const uint8_t *)buffer->base, (size_t)n) != TD_OK) {
        uv_close((uv_handle_t *)stream, on_closed);
        return;
    }
    uint8_t plain[65536];
    size_t got;
    while ((got = td_tls_read(peer->tls, plain, sizeof plain)) > 0)
        td_tls_write(peer->tls, plain, got);
    peer_flush(peer);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
    (void)suggested;
    struct peer *peer = handle->data;
    *ret = uv_buf_init((char *)peer->chunk, sizeof peer->chunk);
}

static void on_connection(uv_stream_t *server, int status)
{
    struct peer *peer = calloc(1, sizeof *peer);
    if (status != 0 || !peer)
        exit(1);
    uv_tcp_init(server->loop, &peer->tcp);
    peer->tcp.data = peer;
    peer->tls = td_tls_new(context);
    uv_accept(server, (uv_stream_t *)&peer->tcp);
    uv_tcp_nodelay(&peer->tcp, 1);
    uv_read_start((uv_stream_t *)&peer->tcp, on_alloc, on_read);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: bench_echo CHAIN.pem KEY.pem CA.pem\n");
        return 2;
    }
    const char *problem = "";
    if (td_tls_context_server(slurp(argv[1]), slurp(argv[2]), slurp(argv[3]), &context, &problem) !=
        TD_OK) {
        fprintf(stderr, "bench_echo: %s\n", problem);
        return 1;
    }
    uv_loop_t *loop = uv_default_loop();
    uv_tcp_t server;
    struct sockaddr_in at;
    int at_len = sizeof at;
    uv_ip4_addr("127.0.0.1", 0, &at);
    uv_tcp_init(loop, &server);
    uv_tcp_bind(&server, (const struct sockaddr *)&at, 0);
    if (uv_listen((uv_stream_t *)&server, 128, on_connection) != 0)
        return 1;
    uv_tcp_getsockname(&server, (struct sockaddr *)&at, &at_len);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    return uv_run(loop, UV_RUN_DEFAULT);
}
