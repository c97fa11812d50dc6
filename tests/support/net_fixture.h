/* A real listener on a loopback port with a town's keys, and peers that speak TLS to it from the
 * same thread: turn() lets the daemon's loop and every peer do what they can without waiting. */
#ifndef TD_TESTS_NET_FIXTURE_H
#define TD_TESTS_NET_FIXTURE_H

#include "cmocka_all.h"
#include "scratch.h"

#include "arena.h"
#include "conn.h"
#include "csr.h"
#include "digest.h"
#include "pki.h"
#include "timefmt.h"
#include "tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define NET_PEERS_MAX 8
#define NET_WAIT_MS 20000 /* generous: sanitizers on a busy computer */
#define NET_PEER_KEEPS (8 * 1024 * 1024)

struct peer {
    int fd;
    struct td_tls *tls; /* NULL: raw bytes */
    bool deaf;          /* does not read its socket */
    bool ended;         /* the daemon has closed */
    uint8_t *received;
    size_t n_received;
};

struct net_fixture {
    struct scratch scratch;
    uv_loop_t loop;
    struct pki *pki;
    char *ca_pem;
    struct listener *listener;
    struct peer *peers[NET_PEERS_MAX];
    unsigned n_peers;
    bool listener_closed;
};

static inline void net_fixture_init(struct net_fixture *fixture)
{
    const char *problem = NULL, *folder;
    const uint8_t *ca;
    size_t len;
    scratch_init(&fixture->scratch);
    folder = scratch_path(&fixture->scratch, "pki");
    assert_int_equal(pki_create(folder, "Thị xã Thử", &problem), TD_OK);
    assert_int_equal(pki_open(folder, &fixture->pki, &problem), TD_OK);
    ca = pki_ca_der(fixture->pki, &len);
    assert_int_equal(td_certificate_pem(ca, len, &fixture->ca_pem), TD_OK);
    assert_int_equal(uv_loop_init(&fixture->loop), 0);
}

static inline struct listener_options net_options(void)
{
    return (struct listener_options){.host = "127.0.0.1",
                                     .max_connections = 100,
                                     .max_per_address = 100,
                                     .handshake_timeout_ms = NET_WAIT_MS,
                                     .high_water_bytes = 64 * 1024,
                                     .max_unsent_bytes = 64 * 1024 * 1024,
                                     .inherited_fd = -1};
}

static inline void net_listen(struct net_fixture *fixture, const struct listener_options *options,
                              const struct conn_events *events, void *owner)
{
    struct td_tls_context *tls;
    const char *problem = NULL;
    assert_int_equal(pki_server_tls(fixture->pki, td_now_utc_ms(), 86400000, &tls, &problem),
                     TD_OK);
    assert_int_equal(
        listener_start(&fixture->loop, options, tls, events, owner, &fixture->listener, &problem),
        TD_OK);
}

static inline void net_was_closed(void *data)
{
    ((struct net_fixture *)data)->listener_closed = true;
}

static inline void peer_close(struct peer *peer)
{
    if (peer->fd >= 0)
        close(peer->fd);
    peer->fd = -1;
}

/* Call after listener_close has been asked for, or let it do that. Ends with a closed loop. */
static inline void net_fixture_deinit(struct net_fixture *fixture)
{
    if (fixture->listener)
        listener_close(fixture->listener, net_was_closed, fixture);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&fixture->loop), 0);
    assert_true(!fixture->listener || fixture->listener_closed);
    for (unsigned i = 0; i < fixture->n_peers; i++) {
        peer_close(fixture->peers[i]);
        td_tls_free(fixture->peers[i]->tls);
        free(fixture->peers[i]->received);
        free(fixture->peers[i]);
    }
    free(fixture->ca_pem);
    pki_close(fixture->pki);
    scratch_deinit(&fixture->scratch);
}

/* A TCP connection without TLS. */
static inline struct peer *peer_connect_raw(struct net_fixture *fixture)
{
    struct peer *peer = calloc(1, sizeof *peer);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(listener_port(fixture->listener)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_true(peer && fixture->n_peers < NET_PEERS_MAX);
    peer->received = malloc(NET_PEER_KEEPS);
    peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(peer->fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(fcntl(peer->fd, F_SETFL, O_NONBLOCK), 0);
    int on = 1;
    assert_int_equal(setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), 0);
    fixture->peers[fixture->n_peers++] = peer;
    return peer;
}

/* A certificate for a new key, issued by the town. ret_fingerprint may be NULL. */
static inline void net_enrol(struct net_fixture *fixture, char **ret_cert_pem, char **ret_key_pem,
                             uint8_t *ret_fingerprint)
{
    struct td_arena *arena = td_arena_new(1 << 16);
    uint8_t *csr, *der;
    size_t csr_len, der_len;
    int64_t now = td_now_utc_ms();
    assert_int_equal(td_device_key_new(ret_key_pem), TD_OK);
    assert_int_equal(td_device_csr(*ret_key_pem, &csr, &csr_len), TD_OK);
    assert_int_equal(pki_issue(fixture->pki, csr, csr_len, "mau/laptop", now - 1000, now + 86400000,
                               arena, &der, &der_len),
                     TD_OK);
    assert_int_equal(td_certificate_pem(der, der_len, ret_cert_pem), TD_OK);
    if (ret_fingerprint)
        td_sha256(der, der_len, ret_fingerprint);
    free(csr);
    td_arena_free(arena);
}

/* cert_pem NULL: a stranger. */
static inline struct peer *peer_connect(struct net_fixture *fixture, const char *cert_pem,
                                        const char *key_pem)
{
    struct td_tls_context *context;
    const char *problem = NULL;
    struct peer *peer = peer_connect_raw(fixture);
    assert_int_equal(
        td_tls_context_client(cert_pem, key_pem, fixture->ca_pem, NULL, &context, &problem), TD_OK);
    peer->tls = td_tls_new(context);
    td_tls_context_unref(context);
    assert_non_null(peer->tls);
    return peer;
}

static inline void peer_keep(struct peer *peer, const uint8_t *bytes, size_t len)
{
    assert_true(peer->n_received + len <= NET_PEER_KEEPS);
    memcpy(peer->received + peer->n_received, bytes, len);
    peer->n_received += len;
}

static inline void peer_receive(struct peer *peer)
{
    uint8_t bytes[65536];
    ssize_t got;
    while (!peer->deaf && !peer->ended && (got = read(peer->fd, bytes, sizeof bytes)) != -1) {
        if (got == 0)
            peer->ended = true;
        else if (!peer->tls)
            peer_keep(peer, bytes, (size_t)got);
        else {
            size_t len;
            td_tls_feed(peer->tls, bytes, (size_t)got);
            while ((len = td_tls_read(peer->tls, bytes, sizeof bytes)) > 0)
                peer_keep(peer, bytes, len);
        }
    }
    if (!peer->deaf && !peer->ended && errno != EAGAIN)
        peer->ended = true; /* reset */
}

static inline void peer_send_pending(struct peer *peer)
{
    const uint8_t *bytes;
    size_t len;
    while (peer->tls && (len = td_tls_pending(peer->tls, &bytes)) > 0) {
        ssize_t sent = send(peer->fd, bytes, len, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        td_tls_drained(peer->tls, (size_t)sent);
    }
}

/* Queue plain bytes (or send raw ones). */
static inline void peer_write(struct peer *peer, const void *bytes, size_t len)
{
    if (peer->tls)
        assert_int_equal(td_tls_write(peer->tls, bytes, len), TD_OK);
    else
        assert_int_equal(send(peer->fd, bytes, len, MSG_NOSIGNAL), len);
}

static inline void net_turn(struct net_fixture *fixture)
{
    uv_run(&fixture->loop, UV_RUN_NOWAIT);
    for (unsigned i = 0; i < fixture->n_peers; i++) {
        struct peer *peer = fixture->peers[i];
        if (peer->fd < 0)
            continue;
        peer_send_pending(peer);
        peer_receive(peer);
    }
}

/* Turns until the condition holds; the test fails when it does not in time. */
#define net_wait(fixture, condition)                           \
    do {                                                       \
        uint64_t net_limit_ = td_monotonic_ms() + NET_WAIT_MS; \
        while (!(condition) && td_monotonic_ms() < net_limit_) \
            net_turn(fixture);                                 \
        assert_true(condition);                                \
    } while (0)

/* Turns for a while, to see that something does not happen. */
static inline void net_idle(struct net_fixture *fixture, unsigned ms)
{
    uint64_t limit = td_monotonic_ms() + ms;
    while (td_monotonic_ms() < limit)
        net_turn(fixture);
}

#endif
