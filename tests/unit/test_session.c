/* One peer's protocol over a real connection: preface, limits, keepalive, cancellation, drain,
 * and what comes of frames that are none. */
#include "session_fixture.h"

static void start(struct session_fixture *fixture)
{
    struct rpc_limits limits = session_limits();
    session_start(fixture, &limits, 100);
}

static void expect_refusal(struct session_fixture *fixture, struct peer *peer, uint64_t id,
                           enum td_code code, const char *key)
{
    Pb__Response *response = peer_response(fixture, peer);
    assert_int_equal(response->id, id);
    assert_int_equal(response->code, code);
    assert_int_equal(response->n_violations, 1);
    assert_string_equal(response->violations[0]->key, key);
}

static void hello__enrolled_and_stranger__each_with_its_limits(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *admin = peer_connect(&fixture->net, fixture->admin_cert, fixture->admin_key);
    Pb__Hello *hello = peer_expect(fixture, admin, PB__FRAME__KIND_HELLO)->hello;
    assert_string_equal(hello->software, "thiduad/test");
    assert_int_equal(hello->max_frame_bytes, TD_FRAME_MAX_BYTES);
    assert_int_equal(hello->max_in_flight, 8);
    assert_int_equal(hello->keepalive_ms, NET_WAIT_MS);
    assert_int_equal(hello->max_chunk_bytes, 4096);
    assert_in_range(hello->server_time_utc_ms, td_now_utc_ms() - 60000, td_now_utc_ms());
    struct peer *stranger = peer_connect(&fixture->net, NULL, NULL);
    hello = peer_expect(fixture, stranger, PB__FRAME__KIND_HELLO)->hello;
    assert_int_equal(hello->max_frame_bytes, TD_FRAME_MAX_BYTES_STRANGER);
    assert_int_equal(hello->max_in_flight, 4);
}

static void request__without_waiting_for_the_hello__answered(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *peer = peer_connect(&fixture->net, fixture->clerk_cert, fixture->clerk_key);
    net_wait(&fixture->net, td_tls_state(peer->tls) == TD_TLS_OPEN);
    peer_send_hello(fixture, peer);
    peer_send_request(fixture, peer, 5, "UnitService/List", 0);
    peer_expect(fixture, peer, PB__FRAME__KIND_HELLO);
    Pb__Response *response = peer_response(fixture, peer);
    assert_int_equal(response->id, 5);
    assert_int_equal(response->code, TD_OK);
}

static void request__write_and_again__replayed(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *peer = peer_open(fixture, ADMIN);
    peer_send_request(fixture, peer, 1, "UnitService/Add", 7);
    assert_int_equal(peer_response(fixture, peer)->code, TD_OK);
    peer_send_request(fixture, peer, 2, "UnitService/Add", 7);
    assert_true(peer_response(fixture, peer)->replayed);
    assert_int_equal(fake.adds, 1);
}

static void request__not_admitted__refused_at_once(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *clerk = peer_open(fixture, CLERK), *stranger = peer_open(fixture, STRANGER);
    peer_send_request(fixture, clerk, 1, "UnitService/Nope", 0);
    expect_refusal(fixture, clerk, 1, TD_UNIMPLEMENTED, "method.unknown");
    peer_send_request(fixture, clerk, 2, "UnitService/Add", 7);
    expect_refusal(fixture, clerk, 2, TD_PERMISSION_DENIED, "role");
    peer_send_request(fixture, stranger, 3, "UnitService/List", 0);
    expect_refusal(fixture, stranger, 3, TD_UNAUTHENTICATED, "not_enrolled");
    assert_int_equal(fake.adds + fake.lists, 0);
}

static void request__too_many_in_flight__the_rest_refused(void **state)
{
    struct session_fixture *fixture = *state;
    struct rpc_limits limits = session_limits();
    limits.max_in_flight = 2;
    session_start(fixture, &limits, 100);
    struct peer *peer = peer_open(fixture, CLERK);
    pthread_mutex_lock(&fixture->held);
    fake.held = &fixture->held;
    for (uint64_t id = 1; id <= 3; id++)
        peer_send_request(fixture, peer, id, "UnitService/List", 0);
    expect_refusal(fixture, peer, 3, TD_RESOURCE_EXHAUSTED, "in_flight");
    pthread_mutex_unlock(&fixture->held);
    assert_int_equal(peer_response(fixture, peer)->code, TD_OK);
    assert_int_equal(peer_response(fixture, peer)->code, TD_OK);
    peer_send_request(fixture, peer, 4, "UnitService/List", 0);
    assert_int_equal(peer_response(fixture, peer)->code, TD_OK);
}

static void request__server_queue_or_memory_full__refused(void **state)
{
    struct session_fixture *fixture = *state;
    struct rpc_limits limits = session_limits();
    session_start(fixture, &limits, 1);
    struct peer *peer = peer_open(fixture, CLERK);
    pthread_mutex_lock(&fixture->held);
    fake.held = &fixture->held;
    peer_send_request(fixture, peer, 1, "UnitService/List", 0);
    peer_send_request(fixture, peer, 2, "UnitService/List", 0);
    expect_refusal(fixture, peer, 2, TD_RESOURCE_EXHAUSTED, "queue.full");
    limits.max_in_flight_bytes = 1;
    rpc_set_limits(fixture->rpc, &limits);
    peer_send_request(fixture, peer, 3, "UnitService/Add", 7);
    expect_refusal(fixture, peer, 3, TD_RESOURCE_EXHAUSTED, "queue.full");
    pthread_mutex_unlock(&fixture->held);
    assert_int_equal(peer_response(fixture, peer)->id, 1);
}

static void request__enrolment_too_often__seconds_to_wait(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *peer = peer_open(fixture, STRANGER);
    for (uint64_t id = 1; id <= 2; id++) {
        peer_send_request(fixture, peer, id, "UnitService/Import", (uint8_t)id);
        assert_int_equal(peer_response(fixture, peer)->code, TD_OK);
    }
    struct peer *again = peer_open(fixture, STRANGER); /* the address counts, not the connection */
    peer_send_request(fixture, again, 3, "UnitService/Import", 3);
    expect_refusal(fixture, again, 3, TD_RESOURCE_EXHAUSTED, "rate_limit");
}

static void request__waited_longer_than_its_deadline__not_begun(void **state)
{
    struct session_fixture *fixture = *state;
    struct rpc_limits limits = session_limits();
    limits.request_timeout_ms = 30;
    session_start(fixture, &limits, 100);
    struct peer *peer = peer_open(fixture, CLERK);
    pthread_mutex_lock(&fixture->held);
    fake.held = &fixture->held;
    peer_send_request(fixture, peer, 1, "UnitService/List", 0);
    net_wait(&fixture->net, fake.lists == 1);
    peer_send_request(fixture, peer, 2, "UnitService/List", 0);
    net_idle(&fixture->net, 60);
    pthread_mutex_unlock(&fixture->held);
    assert_int_equal(peer_response(fixture, peer)->code, TD_OK);
    assert_int_equal(peer_response(fixture, peer)->code, TD_DEADLINE_EXCEEDED);
    assert_int_equal(fake.lists, 1);
}

static void cancel__read_not_begun__cancelled(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *peer = peer_open(fixture, CLERK);
    pthread_mutex_lock(&fixture->held);
    fake.held = &fixture->held;
    peer_send_request(fixture, peer, 1, "UnitService/List", 0);
    net_wait(&fixture->net, fake.lists == 1);
    peer_send_request(fixture, peer, 2, "UnitService/List", 0);
    Pb__Cancel cancel = PB__CANCEL__INIT;
    Pb__Frame frame = PB__FRAME__INIT;
    cancel.id = 2;
    frame.kind_case = PB__FRAME__KIND_CANCEL;
    frame.cancel = &cancel;
    peer_send(fixture, peer, &frame);
    net_idle(&fixture->net, 50);
    pthread_mutex_unlock(&fixture->held);
    assert_int_equal(peer_response(fixture, peer)->code, TD_OK);
    Pb__Response *second = peer_response(fixture, peer);
    assert_int_equal(second->id, 2);
    assert_int_equal(second->code, TD_CANCELLED);
    assert_int_equal(fake.lists, 1);
}

static void disconnect__queued_write__is_done_all_the_same(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *peer = peer_open(fixture, ADMIN);
    pthread_mutex_lock(&fixture->held);
    fake.held = &fixture->held;
    peer_send_request(fixture, peer, 1, "UnitService/Add", 1);
    net_wait(&fixture->net, fake.adds == 1);
    peer_send_request(fixture, peer, 2, "UnitService/Add", 2);
    peer_send_request(fixture, peer, 3, "UnitService/List", 0);
    net_idle(&fixture->net, 50);
    peer_close(peer);
    net_idle(&fixture->net, 50);
    pthread_mutex_unlock(&fixture->held);
    net_wait(&fixture->net,
             store_number(fixture->store->db, "SELECT COUNT(*) FROM audit_event") == 2);
}

static void disabled__officer__their_sessions_end_after_the_reply(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *clerk = peer_open(fixture, CLERK), *admin = peer_open(fixture, ADMIN);
    peer_send_request(fixture, clerk, 1, "UnitService/List", 0);
    assert_int_equal(peer_response(fixture, clerk)->code, TD_OK);
    fake.end_sessions_of = 2;
    peer_send_request(fixture, admin, 1, "UnitService/Add", 7);
    assert_int_equal(peer_response(fixture, admin)->code, TD_OK);
    peer_expect_go_away(fixture, clerk, TD_UNAUTHENTICATED, "officer.disabled");
    peer_send_request(fixture, admin, 2, "UnitService/List", 0);
    assert_int_equal(peer_response(fixture, admin)->code, TD_OK);
}

static void frame__malformed__go_away(void **state)
{
    struct session_fixture *fixture = *state;
    static const struct {
        const char *bytes;
        size_t len;
        enum td_code code;
        const char *key;
    } cases[] = {
        {"\0\0\0\3xyz", 7, TD_INVALID_ARGUMENT, "frame.malformed"},
        {"\0\0\0\0", 4, TD_RESOURCE_EXHAUSTED, "frame.size"},
        {"\x7f\xff\xff\xff", 4, TD_RESOURCE_EXHAUSTED, "frame.size"},
        {"\0\0\x40\1", 4, TD_RESOURCE_EXHAUSTED, "frame.size"},        /* one more than 16 KiB */
        {"\0\0\0\2\x0a\0", 6, TD_INVALID_ARGUMENT, "frame.malformed"}, /* a second Hello */
        {"\0\0\0\2\x1a\0", 6, TD_INVALID_ARGUMENT, "frame.malformed"}, /* a Response */
        {"\0\0\0\2\x12\0", 6, TD_INVALID_ARGUMENT, "frame.malformed"}, /* Request with id 0 */
        {"\0\0\0\7\x12\5\x08\1\x12\1\n", 11, TD_INVALID_ARGUMENT, "frame.malformed"}, /* method */
    };
    start(fixture);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct peer *peer = peer_open(fixture, STRANGER);
        peer_write(peer, cases[i].bytes, cases[i].len);
        peer_expect_go_away(fixture, peer, cases[i].code, cases[i].key);
        peer_close(peer);
    }
}

static void frame__first_is_no_hello__go_away(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *peer = peer_connect(&fixture->net, fixture->clerk_cert, fixture->clerk_key);
    net_wait(&fixture->net, td_tls_state(peer->tls) == TD_TLS_OPEN);
    peer_send_request(fixture, peer, 1, "UnitService/List", 0);
    peer_expect(fixture, peer, PB__FRAME__KIND_HELLO);
    peer_expect_go_away(fixture, peer, TD_INVALID_ARGUMENT, "frame.malformed");
}

static void frame__request_id_in_flight_already__go_away(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *peer = peer_open(fixture, CLERK);
    pthread_mutex_lock(&fixture->held);
    fake.held = &fixture->held;
    peer_send_request(fixture, peer, 1, "UnitService/List", 0);
    peer_send_request(fixture, peer, 1, "UnitService/List", 0);
    peer_expect_go_away(fixture, peer, TD_INVALID_ARGUMENT, "frame.malformed");
    pthread_mutex_unlock(&fixture->held);
}

static void frame__of_an_unknown_kind__skipped(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *peer = peer_open(fixture, CLERK);
    peer_write(peer, "\0\0\0\2\x4a\0", 6); /* field 9 */
    peer_send_request(fixture, peer, 1, "UnitService/List", 0);
    assert_int_equal(peer_response(fixture, peer)->code, TD_OK);
}

static void frame__byte_by_byte__answered(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *peer = peer_open(fixture, STRANGER);
    static const char ping[] = "\0\0\0\4\x32\2\x08\x2a"; /* Ping, opaque 42 */
    for (size_t i = 0; i < sizeof ping - 1; i++) {
        peer_write(peer, ping + i, 1);
        net_turn(&fixture->net);
    }
    Pb__Frame *frame = peer_expect(fixture, peer, PB__FRAME__KIND_PONG);
    assert_int_equal(frame->pong->opaque, 42);
}

static void frame__begun_and_not_ended__dropped_in_time(void **state)
{
    struct session_fixture *fixture = *state;
    struct rpc_limits limits = session_limits();
    limits.frame_timeout_ms = 100;
    session_start(fixture, &limits, 100);
    struct peer *slow = peer_open(fixture, STRANGER), *good = peer_open(fixture, CLERK);
    struct peer *mute = peer_connect(&fixture->net, NULL, NULL); /* not even a Hello */
    peer_write(slow, "\0\0", 2);
    peer_expect_go_away(fixture, slow, TD_DEADLINE_EXCEEDED, "idle");
    peer_expect(fixture, mute, PB__FRAME__KIND_HELLO);
    peer_expect_go_away(fixture, mute, TD_DEADLINE_EXCEEDED, "idle");
    peer_send_request(fixture, good, 1, "UnitService/List", 0);
    assert_int_equal(peer_response(fixture, good)->code, TD_OK);
}

static void keepalive__silent__pinged_then_dropped(void **state)
{
    struct session_fixture *fixture = *state;
    struct rpc_limits limits = session_limits();
    limits.keepalive_ms = 100;
    session_start(fixture, &limits, 100);
    struct peer *peer = peer_open(fixture, CLERK);
    for (int i = 0; i < 3; i++) { /* who answers lives on */
        Pb__Frame *frame = peer_expect(fixture, peer, PB__FRAME__KIND_PING);
        Pb__Pong pong = PB__PONG__INIT;
        Pb__Frame answer = PB__FRAME__INIT;
        pong.opaque = frame->ping->opaque;
        answer.kind_case = PB__FRAME__KIND_PONG;
        answer.pong = &pong;
        peer_send(fixture, peer, &answer);
    }
    peer_expect(fixture, peer, PB__FRAME__KIND_PING);
    peer_expect_go_away(fixture, peer, TD_UNAVAILABLE, "idle");
}

static void drain__in_flight__answered_and_the_new_refused(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    struct peer *busy = peer_open(fixture, CLERK), *idle = peer_open(fixture, STRANGER);
    pthread_mutex_lock(&fixture->held);
    fake.held = &fixture->held;
    peer_send_request(fixture, busy, 1, "UnitService/List", 0);
    net_wait(&fixture->net, fake.lists == 1);
    rpc_drain(fixture->rpc, session_set, &fixture->drained);
    peer_expect_go_away(fixture, idle, TD_UNAVAILABLE, "draining");
    peer_expect(fixture, busy, PB__FRAME__KIND_GO_AWAY);
    peer_send_request(fixture, busy, 2, "UnitService/List", 0);
    expect_refusal(fixture, busy, 2, TD_UNAVAILABLE, "draining");
    assert_false(fixture->drained);
    pthread_mutex_unlock(&fixture->held);
    assert_int_equal(peer_response(fixture, busy)->id, 1);
    net_wait(&fixture->net, td_tls_state(busy->tls) == TD_TLS_PEER_CLOSED);
    peer_close(busy);
    peer_close(idle);
    net_wait(&fixture->net, fixture->drained);
}

static void drain__nobody_there__drained_later(void **state)
{
    struct session_fixture *fixture = *state;
    start(fixture);
    rpc_drain(fixture->rpc, session_set, &fixture->drained);
    assert_false(fixture->drained);
    net_wait(&fixture->net, fixture->drained);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, session_setup, session_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(hello__enrolled_and_stranger__each_with_its_limits),
        CASE(request__without_waiting_for_the_hello__answered),
        CASE(request__write_and_again__replayed),
        CASE(request__not_admitted__refused_at_once),
        CASE(request__too_many_in_flight__the_rest_refused),
        CASE(request__server_queue_or_memory_full__refused),
        CASE(request__enrolment_too_often__seconds_to_wait),
        CASE(request__waited_longer_than_its_deadline__not_begun),
        CASE(cancel__read_not_begun__cancelled),
        CASE(disconnect__queued_write__is_done_all_the_same),
        CASE(disabled__officer__their_sessions_end_after_the_reply),
        CASE(frame__malformed__go_away),
        CASE(frame__first_is_no_hello__go_away),
        CASE(frame__request_id_in_flight_already__go_away),
        CASE(frame__of_an_unknown_kind__skipped),
        CASE(frame__byte_by_byte__answered),
        CASE(frame__begun_and_not_ended__dropped_in_time),
        CASE(keepalive__silent__pinged_then_dropped),
        CASE(drain__in_flight__answered_and_the_new_refused),
        CASE(drain__nobody_there__drained_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
