/* A thiduad in miniature for the client's tests: a thread that accepts one connection after the
 * other, speaks TLS and frames, and does with each request what the test has scripted. */
#ifndef TD_TESTS_FAKE_SERVER_H
#define TD_TESTS_FAKE_SERVER_H

#include "cmocka_all.h"
#include "scratch.h"

#include "arena.h"
#include "csr.h"
#include "envelope.pb-c.h"
#include "frame.h"
#include "pki.h"
#include "round.pb-c.h"
#include "timefmt.h"
#include "tls.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#define FAKE_MAX_ACTS 16
#define FAKE_MAX_SEEN 64

enum fake_act {
    FAKE_ANSWER,     /* OK, with a Round whose id is the request's */
    FAKE_PING_FIRST, /* a Ping, and the answer only after its Pong */
    FAKE_HANG_UP,    /* close without a word */
    FAKE_BUSY,       /* UNAVAILABLE */
    FAKE_REFUSE,     /* NOT_FOUND with a violation */
    FAKE_GO_AWAY,    /* GoAway and close, unanswered */
    FAKE_SILENCE,    /* no answer, the connection stays */
    FAKE_NONSENSE,   /* a frame that is none */
    FAKE_HOLD,       /* keep; answered together with the next request that is answered */
};

struct fake_seen {
    unsigned connection;
    uint64_t id;
    uint8_t key[16];
    char method[64];
};

struct fake_server {
    struct scratch scratch;
    struct pki *pki;
    struct td_tls_context *tls;
    char *ca_pem;
    int listener, stop[2];
    uint16_t port;
    uint32_t max_in_flight;
    enum fake_act acts[FAKE_MAX_ACTS]; /* per request, in order of arrival */
    size_t n_acts;
    pthread_t thread;
    /* Written by the thread, read after fake_server_stop. */
    struct fake_seen seen[FAKE_MAX_SEEN];
    size_t n_seen, n_pongs, n_cancels;
    unsigned connections;
    size_t most_in_flight, in_flight;
    uint64_t held[FAKE_MAX_SEEN];
    size_t n_held;
};

struct fake_conn {
    struct fake_server *server;
    int fd;
    struct td_tls *tls;
    struct td_framer framer;
    bool closing;
    uint64_t after_pong; /* request answered when the Pong comes; 0: none */
};

static inline void fake_send(struct fake_conn *conn, const Pb__Frame *frame)
{
    uint8_t bytes[4096], header[TD_FRAME_HEADER_SIZE];
    size_t len = pb__frame__pack(frame, bytes);
    td_frame_header(len, header);
    td_tls_write(conn->tls, header, sizeof header);
    td_tls_write(conn->tls, bytes, len);
}

static inline void fake_respond(struct fake_conn *conn, uint64_t id, enum td_code code,
                                const char *key)
{
    Pb__Frame frame = PB__FRAME__INIT;
    Pb__Response response = PB__RESPONSE__INIT;
    Pb__RoundShowResponse show = PB__ROUND_SHOW_RESPONSE__INIT;
    Pb__Round round = PB__ROUND__INIT;
    Pb__Violation violation = PB__VIOLATION__INIT, *violations[] = {&violation};
    Pb__Param param = PB__PARAM__INIT, *params[] = {&param};
    char name[32];
    uint8_t payload[256];
    snprintf(name, sizeof name, "%llu", (unsigned long long)id);
    round.id = name;
    show.round = &round;
    response.id = id;
    response.code = (uint32_t)code;
    if (code == TD_OK)
        response.payload =
            (ProtobufCBinaryData){pb__round_show_response__pack(&show, payload), payload};
    if (key) {
        param.name = (char *)"round";
        param.value = (char *)"2099-annual";
        violation.field = (char *)"round_id";
        violation.key = (char *)key;
        violation.params = params;
        violation.n_params = 1;
        response.violations = violations;
        response.n_violations = 1;
    }
    frame.kind_case = PB__FRAME__KIND_RESPONSE;
    frame.response = &response;
    fake_send(conn, &frame);
    conn->server->in_flight--;
}

static inline void fake_act_now(struct fake_conn *conn, enum fake_act act, uint64_t id)
{
    struct fake_server *server = conn->server;
    Pb__Frame frame = PB__FRAME__INIT;
    Pb__Ping ping = PB__PING__INIT;
    Pb__GoAway go_away = PB__GO_AWAY__INIT;
    static const uint8_t NONSENSE[] = {0, 0, 0, 3, 0xff, 0xff, 0xff};
    switch (act) {
    case FAKE_ANSWER:
        fake_respond(conn, id, TD_OK, NULL);
        while (server->n_held > 0)
            fake_respond(conn, server->held[--server->n_held], TD_OK, NULL);
        break;
    case FAKE_PING_FIRST:
        conn->after_pong = id;
        ping.opaque = 42;
        frame.kind_case = PB__FRAME__KIND_PING;
        frame.ping = &ping;
        fake_send(conn, &frame);
        break;
    case FAKE_BUSY:
        fake_respond(conn, id, TD_UNAVAILABLE, "draining");
        break;
    case FAKE_REFUSE:
        fake_respond(conn, id, TD_NOT_FOUND, "round.unknown");
        break;
    case FAKE_GO_AWAY:
        go_away.code = TD_UNAVAILABLE;
        go_away.key = (char *)"draining";
        frame.kind_case = PB__FRAME__KIND_GO_AWAY;
        frame.go_away = &go_away;
        fake_send(conn, &frame);
        conn->closing = true;
        break;
    case FAKE_NONSENSE:
        td_tls_write(conn->tls, NONSENSE, sizeof NONSENSE);
        break;
    case FAKE_HANG_UP:
        conn->closing = true;
        break;
    case FAKE_HOLD:
        server->held[server->n_held++] = id;
        break;
    case FAKE_SILENCE:
        break;
    }
}

static inline void fake_on_request(struct fake_conn *conn, const Pb__Request *request)
{
    struct fake_server *server = conn->server;
    enum fake_act act =
        server->n_seen < server->n_acts ? server->acts[server->n_seen] : FAKE_ANSWER;
    struct fake_seen *seen = &server->seen[server->n_seen++ % FAKE_MAX_SEEN];
    seen->connection = server->connections;
    seen->id = request->id;
    if (request->idempotency_key.len == sizeof seen->key)
        memcpy(seen->key, request->idempotency_key.data, sizeof seen->key);
    snprintf(seen->method, sizeof seen->method, "%s", request->method);
    if (++server->in_flight > server->most_in_flight)
        server->most_in_flight = server->in_flight;
    fake_act_now(conn, act, request->id);
}

static inline void fake_on_frame(struct fake_conn *conn, const uint8_t *bytes, size_t len)
{
    Pb__Frame *frame = pb__frame__unpack(NULL, len, bytes);
    if (!frame)
        abort();
    if (frame->kind_case == PB__FRAME__KIND_HELLO) {
        Pb__Frame answer = PB__FRAME__INIT;
        Pb__Hello hello = PB__HELLO__INIT;
        hello.max_in_flight = conn->server->max_in_flight;
        hello.max_frame_bytes = 4096;
        hello.server_time_utc_ms = td_now_utc_ms();
        answer.kind_case = PB__FRAME__KIND_HELLO;
        answer.hello = &hello;
        fake_send(conn, &answer);
    } else if (frame->kind_case == PB__FRAME__KIND_REQUEST) {
        fake_on_request(conn, frame->request);
    } else if (frame->kind_case == PB__FRAME__KIND_PONG && frame->pong->opaque == 42) {
        conn->server->n_pongs++;
        fake_respond(conn, conn->after_pong, TD_OK, NULL);
    } else if (frame->kind_case == PB__FRAME__KIND_CANCEL) {
        conn->server->n_cancels++;
    }
    pb__frame__free_unpacked(frame, NULL);
}

static inline void fake_flush(struct fake_conn *conn)
{
    const uint8_t *bytes;
    size_t len;
    while ((len = td_tls_pending(conn->tls, &bytes)) > 0) {
        ssize_t n = send(conn->fd, bytes, len, MSG_NOSIGNAL);
        if (n <= 0) {
            conn->closing = true;
            return;
        }
        td_tls_drained(conn->tls, (size_t)n);
    }
}

static inline void fake_receive(struct fake_conn *conn)
{
    uint8_t bytes[8192];
    ssize_t n = recv(conn->fd, bytes, sizeof bytes, 0);
    if (n <= 0 || td_tls_feed(conn->tls, bytes, (size_t)n) != TD_OK) {
        conn->closing = true;
        return;
    }
    size_t plain;
    while (!conn->closing && (plain = td_tls_read(conn->tls, bytes, sizeof bytes)) > 0) {
        const uint8_t *at = bytes, *frame;
        size_t frame_len;
        while (plain > 0 && !conn->closing) {
            if (td_framer_next(&conn->framer, &at, &plain, &frame, &frame_len) != TD_OK)
                abort();
            if (frame)
                fake_on_frame(conn, frame, frame_len);
        }
    }
}

/* False when the test wants to end. */
static inline bool fake_serve(struct fake_server *server, int fd)
{
    struct fake_conn conn = {.server = server, .fd = fd, .tls = td_tls_new(server->tls)};
    bool go_on = true;
    td_framer_init(&conn.framer, TD_FRAME_MAX_BYTES);
    server->connections++;
    server->in_flight = 0;
    while (!conn.closing) {
        struct pollfd wait[] = {{.fd = fd, .events = POLLIN},
                                {.fd = server->stop[0], .events = POLLIN}};
        poll(wait, 2, -1);
        if (wait[1].revents) {
            go_on = false;
            break;
        }
        fake_receive(&conn);
        fake_flush(&conn);
    }
    td_framer_deinit(&conn.framer);
    td_tls_free(conn.tls);
    close(fd);
    return go_on;
}

static inline void *fake_run(void *data)
{
    struct fake_server *server = data;
    for (bool go_on = true; go_on;) {
        struct pollfd wait[] = {{.fd = server->listener, .events = POLLIN},
                                {.fd = server->stop[0], .events = POLLIN}};
        poll(wait, 2, -1);
        if (wait[1].revents)
            return NULL;
        go_on = fake_serve(server, accept(server->listener, NULL, NULL));
    }
    return NULL;
}

static inline void fake_server_start(struct fake_server *server)
{
    const char *problem = NULL;
    size_t len;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    scratch_init(&server->scratch);
    const char *folder = scratch_path(&server->scratch, "pki");
    assert_int_equal(pki_create(folder, "Thị xã Thử", &problem), TD_OK);
    assert_int_equal(pki_open(folder, &server->pki, &problem), TD_OK);
    const uint8_t *ca = pki_ca_der(server->pki, &len);
    assert_int_equal(td_certificate_pem(ca, len, &server->ca_pem), TD_OK);
    assert_int_equal(pki_server_tls(server->pki, td_now_utc_ms(), 86400000, &server->tls, &problem),
                     TD_OK);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(server->listener, 16), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &size), 0);
    server->port = ntohs(address.sin_port);
    assert_int_equal(pipe(server->stop), 0);
    assert_int_equal(pthread_create(&server->thread, NULL, fake_run, server), 0);
}

static inline void fake_server_stop(struct fake_server *server)
{
    assert_int_equal(write(server->stop[1], "x", 1), 1);
    pthread_join(server->thread, NULL);
    close(server->listener);
    close(server->stop[0]);
    close(server->stop[1]);
    td_tls_context_unref(server->tls);
    pki_close(server->pki);
    free(server->ca_pem);
    scratch_deinit(&server->scratch);
}

#endif
