/* Listener and connections over real loopback sockets. Every case ends with a loop that closes
 * to zero (net_fixture_deinit). */
#include "net_fixture.h"

#define KIB 1024

/* An upper layer that remembers, echoes, or does as a case wants. */
struct upper {
    struct net_fixture net;
    struct conn *conn; /* the last one opened */
    unsigned opened, closed, refused;
    char why[80], address[80];
    size_t taken;
    bool echo, turn_away, close_on_bytes;
    size_t answer_bytes; /* for each delivery */
};

static void *on_open(void *owner, struct conn *conn)
{
    struct upper *upper = owner;
    upper->opened++;
    upper->conn = conn;
    snprintf(upper->address, sizeof upper->address, "%s", conn_address(conn));
    return upper->turn_away ? NULL : upper;
}

static void on_bytes(void *data, const uint8_t *bytes, size_t len)
{
    static const uint8_t answer[KIB];
    struct upper *upper = data;
    upper->taken += len;
    if (upper->echo)
        conn_write(upper->conn, bytes, len);
    for (size_t sent = 0; sent < upper->answer_bytes; sent += sizeof answer)
        conn_write(upper->conn, answer, sizeof answer);
    if (upper->close_on_bytes) {
        conn_close(upper->conn, "as told");
        conn_close(upper->conn, "a second time");
        conn_write(upper->conn, bytes, len); /* after the goodbye: not sent */
    }
}

static void on_close(void *data, const char *why)
{
    struct upper *upper = data;
    upper->closed++;
    snprintf(upper->why, sizeof upper->why, "%s", why);
}

static void on_refused(void *owner, const char *peer, const char *why)
{
    struct upper *upper = owner;
    assert_memory_equal(peer, "127.0.0.1:", 10);
    upper->refused++;
    snprintf(upper->why, sizeof upper->why, "%s", why);
}

static const struct conn_events EVENTS = {on_open, on_bytes, on_close, on_refused};

static int upper_setup(void **state)
{
    struct upper *upper = calloc(1, sizeof *upper);
    assert_non_null(upper);
    net_fixture_init(&upper->net);
    *state = upper;
    return 0;
}

static int upper_teardown(void **state)
{
    struct upper *upper = *state;
    net_fixture_deinit(&upper->net);
    assert_int_equal(upper->closed, upper->opened - (upper->turn_away ? upper->opened : 0));
    free(upper);
    return 0;
}

static void listen_default(struct upper *upper)
{
    struct listener_options options = net_options();
    net_listen(&upper->net, &options, &EVENTS, upper);
}

static void echo__bytes__come_back(void **state)
{
    struct upper *upper = *state;
    listen_default(upper);
    upper->echo = true;
    struct peer *peer = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 1);
    peer_write(peer, "xin chào", 9);
    net_wait(&upper->net, peer->n_received == 9);
    assert_memory_equal(peer->received, "xin chào", 9);
    assert_string_equal(upper->address, "127.0.0.1");
    uint8_t fingerprint[32];
    assert_false(conn_fingerprint(upper->conn, fingerprint));
}

static void open__enrolled_device__fingerprint_of_its_certificate(void **state)
{
    struct upper *upper = *state;
    char *cert, *key;
    uint8_t expected[32], found[32];
    listen_default(upper);
    net_enrol(&upper->net, &cert, &key, expected);
    peer_connect(&upper->net, cert, key);
    net_wait(&upper->net, upper->opened == 1);
    assert_true(conn_fingerprint(upper->conn, found));
    assert_memory_equal(found, expected, sizeof expected);
    free(cert);
    td_key_free(key);
}

static void peer__gone__closed_once(void **state)
{
    struct upper *upper = *state;
    listen_default(upper);
    struct peer *peer = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 1);
    peer_close(peer);
    net_wait(&upper->net, upper->closed == 1);
    assert_string_equal(upper->why, "closed by the peer");
}

static void close__with_bytes_queued__they_and_the_goodbye_arrive(void **state)
{
    struct upper *upper = *state;
    listen_default(upper);
    upper->answer_bytes = 300 * KIB; /* more than a socket takes at once */
    upper->close_on_bytes = true;
    struct peer *peer = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 1);
    peer_write(peer, "x", 1);
    net_wait(&upper->net, td_tls_state(peer->tls) == TD_TLS_PEER_CLOSED);
    assert_int_equal(peer->n_received, 300 * KIB);
    peer_close(peer);
    net_wait(&upper->net, upper->closed == 1);
    assert_string_equal(upper->why, "as told");
}

static void close__peer_goes_on_sending__ends_in_a_second_or_so(void **state)
{
    struct upper *upper = *state;
    uint8_t noise[KIB] = {0};
    listen_default(upper);
    upper->close_on_bytes = true;
    struct peer *peer = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 1);
    peer_write(peer, "x", 1);
    net_wait(&upper->net, upper->taken == 1);
    for (uint64_t limit = td_monotonic_ms() + NET_WAIT_MS;
         upper->closed == 0 && td_monotonic_ms() < limit;) {
        send(peer->fd, noise, sizeof noise, MSG_NOSIGNAL);
        net_turn(&upper->net);
    }
    assert_int_equal(upper->closed, 1);
    assert_int_equal(upper->taken, 1);
}

static void open__turned_away__closed_without_on_close(void **state)
{
    struct upper *upper = *state;
    listen_default(upper);
    upper->turn_away = true;
    struct peer *peer = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, peer->ended);
    peer_close(peer);
    net_wait(&upper->net, upper->refused == 1);
    assert_string_equal(upper->why, "turned away");
}

static void handshake__garbage__refused_and_others_are_served(void **state)
{
    struct upper *upper = *state;
    listen_default(upper);
    upper->echo = true;
    struct peer *good = peer_connect(&upper->net, NULL, NULL);
    struct peer *bad = peer_connect_raw(&upper->net);
    peer_write(bad, "GET / HTTP/1.1\r\n\r\n", 18);
    net_wait(&upper->net, bad->ended && upper->refused == 1);
    net_wait(&upper->net, upper->opened == 1);
    peer_write(good, "still here", 10);
    net_wait(&upper->net, good->n_received == 10);
}

static void handshake__silent__refused_in_time(void **state)
{
    struct upper *upper = *state;
    struct listener_options options = net_options();
    options.handshake_timeout_ms = 50;
    net_listen(&upper->net, &options, &EVENTS, upper);
    struct peer *peer = peer_connect_raw(&upper->net);
    net_wait(&upper->net, peer->ended && upper->refused == 1);
    assert_string_equal(upper->why, "no TLS handshake in time");
}

static void limits__one_connection_too_many__refused(void **state)
{
    struct upper *upper = *state;
    struct listener_options options = net_options();
    options.max_connections = 1;
    net_listen(&upper->net, &options, &EVENTS, upper);
    struct peer *first = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 1);
    struct peer *second = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, second->ended);
    net_wait(&upper->net, upper->refused == 1);
    assert_string_equal(upper->why, "too many connections");
    peer_close(first);
    net_wait(&upper->net, upper->closed == 1);
    peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 2);
}

static void limits__one_too_many_of_an_address__refused_until_raised(void **state)
{
    struct upper *upper = *state;
    struct listener_options options = net_options();
    options.max_per_address = 1;
    net_listen(&upper->net, &options, &EVENTS, upper);
    peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 1);
    struct peer *second = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, second->ended && upper->refused == 1);
    assert_string_equal(upper->why, "too many connections from this address");
    listener_set_limits(upper->net.listener, 10, 2);
    peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 2);
}

static void backpressure__peer_does_not_read__is_not_read_from_until_it_does(void **state)
{
    struct upper *upper = *state;
    listen_default(upper);
    upper->answer_bytes = 8 * 1024 * KIB; /* beyond what the kernel's buffers take */
    struct peer *peer = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 1);
    peer->deaf = true;
    peer->n_received = 0;
    peer_write(peer, "x", 1);
    net_wait(&upper->net, upper->taken == 1);
    upper->answer_bytes = 0;
    peer_write(peer, "y", 1);
    net_idle(&upper->net, 100);
    assert_int_equal(upper->taken, 1);
    peer->deaf = false;
    net_wait(&upper->net, upper->taken == 2);
    net_wait(&upper->net, peer->n_received == 8 * 1024 * KIB);
}

static void backpressure__beyond_the_most__closed(void **state)
{
    struct upper *upper = *state;
    struct listener_options options = net_options();
    options.max_unsent_bytes = 512 * KIB;
    net_listen(&upper->net, &options, &EVENTS, upper);
    upper->answer_bytes = 16 * 1024 * KIB;
    struct peer *peer = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 1);
    peer->deaf = true;
    peer_write(peer, "x", 1);
    net_wait(&upper->net, upper->closed == 1);
    assert_string_equal(upper->why, "does not read what is sent to it");
}

static void writes__of_one_turn__arrive_in_one_record(void **state)
{
    struct upper *upper = *state;
    listen_default(upper);
    struct peer *peer = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 1);
    net_idle(&upper->net, 20);
    for (int i = 0; i < 100; i++)
        conn_write(upper->conn, (const uint8_t *)"12345678", 8);
    uv_run(&upper->net.loop, UV_RUN_NOWAIT);
    uint8_t bytes[4096];
    ssize_t got = recv(peer->fd, bytes, sizeof bytes, 0);
    assert_int_equal(got, 5 + 800 + 1 + 16); /* RFC 8446, 5.2: header, content, type, tag */
}

static void listener__stops_accepting__existing_connections_live_on(void **state)
{
    struct upper *upper = *state;
    listen_default(upper);
    upper->echo = true;
    struct peer *peer = peer_connect(&upper->net, NULL, NULL);
    net_wait(&upper->net, upper->opened == 1);
    listener_stop_accepting(upper->net.listener);
    peer_write(peer, "abc", 3);
    net_wait(&upper->net, peer->n_received == 3);
}

static void listener__port_taken__unavailable(void **state)
{
    struct upper *upper = *state;
    listen_default(upper);
    struct listener_options options = net_options();
    struct listener *second = NULL;
    const char *problem = NULL;
    struct td_tls_context *tls;
    options.port = listener_port(upper->net.listener);
    assert_int_equal(pki_server_tls(upper->net.pki, td_now_utc_ms(), 86400000, &tls, &problem),
                     TD_OK);
    assert_int_equal(
        listener_start(&upper->net.loop, &options, tls, &EVENTS, upper, &second, &problem),
        TD_UNAVAILABLE);
    assert_string_equal(problem, "address already in use");
    assert_null(second);
    td_tls_context_unref(tls);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, upper_setup, upper_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(echo__bytes__come_back),
        CASE(open__enrolled_device__fingerprint_of_its_certificate),
        CASE(peer__gone__closed_once),
        CASE(close__with_bytes_queued__they_and_the_goodbye_arrive),
        CASE(close__peer_goes_on_sending__ends_in_a_second_or_so),
        CASE(open__turned_away__closed_without_on_close),
        CASE(handshake__garbage__refused_and_others_are_served),
        CASE(handshake__silent__refused_in_time),
        CASE(limits__one_connection_too_many__refused),
        CASE(limits__one_too_many_of_an_address__refused_until_raised),
        CASE(backpressure__peer_does_not_read__is_not_read_from_until_it_does),
        CASE(backpressure__beyond_the_most__closed),
        CASE(writes__of_one_turn__arrive_in_one_record),
        CASE(listener__stops_accepting__existing_connections_live_on),
        CASE(listener__port_taken__unavailable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
