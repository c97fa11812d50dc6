/* The whole way of a request without the daemon around it: listener, sessions, dispatch with the
 * fake service, executor, database; and peers that speak frames. */
#ifndef TD_TESTS_SESSION_FIXTURE_H
#define TD_TESTS_SESSION_FIXTURE_H

#include "fake_service.h"
#include "net_fixture.h"

#include "envelope.pb-c.h"
#include "executor.h"
#include "frame.h"
#include "log.h"
#include "rpc.h"

struct session_fixture {
    struct net_fixture net;
    struct store_fixture *store;
    struct executor *executor;
    struct rpc *rpc;
    struct services services;
    struct log log;
    pthread_mutex_t held;
    struct td_arena *arena; /* of frames that peers received */
    char *admin_cert, *admin_key, *clerk_cert, *clerk_key;
    bool drained, executor_stopped, rpc_gone;
};

static inline void session_fixture_enrol(struct session_fixture *fixture, int64_t id,
                                         const char *login, Pb__Role role, char **ret_cert,
                                         char **ret_key)
{
    uint8_t fingerprint[32];
    net_enrol(&fixture->net, ret_cert, ret_key, fingerprint);
    fake_officer(fixture->store->db, id, login, fingerprint, role);
}

static inline int session_setup(void **state)
{
    struct session_fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    store_setup((void **)&fixture->store);
    net_fixture_init(&fixture->net);
    fake_reset();
    session_fixture_enrol(fixture, 1, "admin", PB__ROLE__ROLE_ADMINISTRATOR, &fixture->admin_cert,
                          &fixture->admin_key);
    session_fixture_enrol(fixture, 2, "p1.vanthu", PB__ROLE__ROLE_UNIT_CLERK, &fixture->clerk_cert,
                          &fixture->clerk_key);
    pthread_mutex_init(&fixture->held, NULL);
    fixture->arena = td_arena_new(16 << 20);
    fixture->services.software = "thiduad/test";
    fixture->services.max_chunk_bytes = 4096;
    log_init(&fixture->log, LOG_LEVEL_ERROR);
    *state = fixture;
    return 0;
}

static inline struct rpc_limits session_limits(void)
{
    return (struct rpc_limits){.max_in_flight = 8,
                               .max_in_flight_bytes = 64 << 20,
                               .frame_timeout_ms = NET_WAIT_MS,
                               .keepalive_ms = NET_WAIT_MS,
                               .request_timeout_ms = NET_WAIT_MS,
                               .enrolments_a_minute = 2};
}

static inline void session_start(struct session_fixture *fixture, const struct rpc_limits *limits,
                                 size_t queue_limit)
{
    struct executor_options executor = {
        .readers = 1, .queue_limit = queue_limit, .batch_limit = 16};
    struct listener_options options = net_options();
    executor.database_path = scratch_path(&fixture->store->scratch, "test.db");
    assert_int_equal(executor_start(&fixture->net.loop, &executor, &fixture->executor), TD_OK);
    struct rpc_options rpc = {.loop = &fixture->net.loop,
                              .executor = fixture->executor,
                              .methods = fake_services,
                              .services = &fixture->services,
                              .log = &fixture->log,
                              .limits = *limits};
    assert_int_equal(rpc_new(&rpc, &fixture->rpc), TD_OK);
    net_listen(&fixture->net, &options, rpc_conn_events(), fixture->rpc);
}

static inline void session_set(void *data)
{
    *(bool *)data = true;
}

static inline int session_teardown(void **state)
{
    struct session_fixture *fixture = *state;
    listener_close(fixture->net.listener, net_was_closed, &fixture->net);
    net_wait(&fixture->net, fixture->net.listener_closed);
    fixture->net.listener = NULL;
    executor_stop(fixture->executor, session_set, &fixture->executor_stopped);
    net_wait(&fixture->net, fixture->executor_stopped);
    rpc_free(fixture->rpc, session_set, &fixture->rpc_gone);
    net_wait(&fixture->net, fixture->rpc_gone);
    net_fixture_deinit(&fixture->net);
    store_teardown((void **)&fixture->store);
    td_arena_free(fixture->arena);
    free(fixture->admin_cert);
    td_key_free(fixture->admin_key);
    free(fixture->clerk_cert);
    td_key_free(fixture->clerk_key);
    free(fixture);
    return 0;
}

/* The next frame a peer has received and not been asked for; NULL: none yet. */
static inline Pb__Frame *peer_frame(struct session_fixture *fixture, struct peer *peer)
{
    size_t len = 0;
    if (peer->n_received < TD_FRAME_HEADER_SIZE)
        return NULL;
    for (int i = 0; i < TD_FRAME_HEADER_SIZE; i++)
        len = len << 8 | peer->received[i];
    if (peer->n_received < TD_FRAME_HEADER_SIZE + len)
        return NULL;
    Pb__Frame *frame = pb__frame__unpack(td_arena_allocator(fixture->arena), len,
                                         peer->received + TD_FRAME_HEADER_SIZE);
    assert_non_null(frame);
    peer->n_received -= TD_FRAME_HEADER_SIZE + len;
    memmove(peer->received, peer->received + TD_FRAME_HEADER_SIZE + len, peer->n_received);
    return frame;
}

/* Wait for the next frame, which must be of this kind. */
static inline Pb__Frame *peer_expect(struct session_fixture *fixture, struct peer *peer,
                                     Pb__Frame__KindCase kind)
{
    Pb__Frame *frame = NULL;
    net_wait(&fixture->net, frame || (frame = peer_frame(fixture, peer)));
    assert_int_equal(frame->kind_case, kind);
    return frame;
}

static inline Pb__Response *peer_response(struct session_fixture *fixture, struct peer *peer)
{
    return peer_expect(fixture, peer, PB__FRAME__KIND_RESPONSE)->response;
}

/* The connection must end with this goodbye. */
static inline void peer_expect_go_away(struct session_fixture *fixture, struct peer *peer,
                                       enum td_code code, const char *key)
{
    Pb__Frame *frame = peer_expect(fixture, peer, PB__FRAME__KIND_GO_AWAY);
    assert_int_equal(frame->go_away->code, code);
    assert_string_equal(frame->go_away->key, key);
    net_wait(&fixture->net, td_tls_state(peer->tls) == TD_TLS_PEER_CLOSED);
}

static inline void peer_send(struct session_fixture *fixture, struct peer *peer,
                             const Pb__Frame *frame)
{
    size_t len;
    uint8_t *bytes = td_frame_pack(&frame->base, fixture->arena, &len);
    assert_non_null(bytes);
    peer_write(peer, bytes, len);
}

static inline void peer_send_hello(struct session_fixture *fixture, struct peer *peer)
{
    Pb__Hello hello = PB__HELLO__INIT;
    Pb__Frame frame = PB__FRAME__INIT;
    frame.kind_case = PB__FRAME__KIND_HELLO;
    frame.hello = &hello;
    peer_send(fixture, peer, &frame);
}

/* key: 16 equal bytes; 0: none. */
static inline void peer_send_request(struct session_fixture *fixture, struct peer *peer,
                                     uint64_t id, const char *method, uint8_t key)
{
    uint8_t bytes[16];
    memset(bytes, key, sizeof bytes);
    Pb__Request request = PB__REQUEST__INIT;
    Pb__Frame frame = PB__FRAME__INIT;
    request.id = id;
    request.method = (char *)method;
    request.idempotency_key.data = bytes;
    request.idempotency_key.len = key ? sizeof bytes : 0;
    frame.kind_case = PB__FRAME__KIND_REQUEST;
    frame.request = &request;
    peer_send(fixture, peer, &frame);
}

enum who { STRANGER, ADMIN, CLERK };

/* Connected, and both Hellos exchanged. */
static inline struct peer *peer_open(struct session_fixture *fixture, enum who who)
{
    struct peer *peer = peer_connect(&fixture->net,
                                     who == ADMIN   ? fixture->admin_cert
                                     : who == CLERK ? fixture->clerk_cert
                                                    : NULL,
                                     who == ADMIN   ? fixture->admin_key
                                     : who == CLERK ? fixture->clerk_key
                                                    : NULL);
    net_wait(&fixture->net, td_tls_state(peer->tls) == TD_TLS_OPEN);
    peer_send_hello(fixture, peer);
    peer_expect(fixture, peer, PB__FRAME__KIND_HELLO);
    return peer;
}

#endif
