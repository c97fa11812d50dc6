/* The client's line against a scripted server: retries, order, limits, deadlines, reasons. */
#include "cmocka_all.h"
#include "fake_server.h"
#include "violations.h"

#include "connection.h"

struct bench {
    struct fake_server server;
    struct td_arena *arena;
    struct td_err err;
    struct client *client;
};

static void begin(struct bench *bench, const enum fake_act *acts, size_t n_acts,
                  uint32_t timeout_ms)
{
    struct td_tls_context *tls;
    const char *problem = NULL;
    *bench = (struct bench){.arena = td_arena_new(1 << 20)};
    bench->server.max_in_flight = 4;
    for (size_t i = 0; i < n_acts; i++)
        bench->server.acts[i] = acts[i];
    bench->server.n_acts = n_acts;
    fake_server_start(&bench->server);
    td_err_init(&bench->err, bench->arena);
    assert_int_equal(td_tls_context_client(NULL, NULL, bench->server.ca_pem, NULL, &tls, &problem),
                     TD_OK);
    const struct client_options options = {.host = "127.0.0.1",
                                           .port = bench->server.port,
                                           .tls = tls,
                                           .timeout_ms = timeout_ms,
                                           .backoff_ms = 5,
                                           .arena = bench->arena,
                                           .err = &bench->err};
    bench->client = client_new(&options);
    assert_non_null(bench->client);
}

static void end(struct bench *bench)
{
    client_free(bench->client);
    fake_server_stop(&bench->server);
    td_arena_free(bench->arena);
}

static enum td_code show(struct bench *bench, const Pb__RoundShowResponse **ret)
{
    Pb__RoundShowRequest in = PB__ROUND_SHOW_REQUEST__INIT;
    in.round_id = (char *)"2022-annual";
    struct cli cli = {.client = bench->client};
    return CALL(&cli, round_service, show, &in, ret);
}

static uint64_t start(struct bench *bench)
{
    Pb__RoundShowRequest in = PB__ROUND_SHOW_REQUEST__INIT;
    const struct client_request request = {&pb__round_service__descriptor, "Show", &in.base, NULL};
    uint64_t ticket = 0;
    assert_int_equal(client_start(bench->client, &request, &ticket), TD_OK);
    return ticket;
}

static void await_ok(struct bench *bench, uint64_t ticket)
{
    const ProtobufCMessage *out;
    char expected[32];
    assert_int_equal(client_await(bench->client, ticket, bench->arena, &out), TD_OK);
    snprintf(expected, sizeof expected, "%llu", (unsigned long long)ticket);
    assert_string_equal(((const Pb__RoundShowResponse *)out)->round->id, expected);
}

static void call__answered__typed_message(void **state)
{
    (void)state;
    struct bench bench;
    const Pb__RoundShowResponse *out = NULL;
    begin(&bench, NULL, 0, 5000);
    assert_int_equal(show(&bench, &out), TD_OK);
    assert_string_equal(out->round->id, "1");
    end(&bench);
    assert_string_equal(bench.server.seen[0].method, "RoundService/Show");
}

/* One broken answer, then a good one: the same request comes again under the same key. */
static void call__line_trouble__sent_again_under_the_same_key(void **state)
{
    (void)state;
    static const struct {
        enum fake_act act;
        unsigned connections;
    } CASES[] = {{FAKE_HANG_UP, 2}, {FAKE_BUSY, 1}, {FAKE_GO_AWAY, 2}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct bench bench;
        const Pb__RoundShowResponse *out;
        begin(&bench, &CASES[i].act, 1, 20000);
        assert_int_equal(show(&bench, &out), TD_OK);
        end(&bench);
        assert_int_equal(bench.server.n_seen, 2);
        assert_int_equal(bench.server.connections, CASES[i].connections);
        assert_int_equal(bench.server.seen[0].id, bench.server.seen[1].id);
        assert_memory_equal(bench.server.seen[0].key, bench.server.seen[1].key, 16);
    }
}

static void call__busy_for_ever__unavailable_after_some_tries(void **state)
{
    (void)state;
    static const enum fake_act ACTS[] = {FAKE_BUSY, FAKE_BUSY, FAKE_BUSY, FAKE_BUSY,
                                         FAKE_BUSY, FAKE_BUSY, FAKE_BUSY};
    struct bench bench;
    const Pb__RoundShowResponse *out;
    begin(&bench, ACTS, 7, 60000);
    assert_int_equal(show(&bench, &out), TD_UNAVAILABLE);
    assert_non_null(violation_find(&bench.err, "round_id", TD_KEY_DRAINING));
    end(&bench);
}

static void call__refused__violations_of_the_server(void **state)
{
    (void)state;
    static const enum fake_act ACTS[] = {FAKE_REFUSE};
    struct bench bench;
    const Pb__RoundShowResponse *out;
    begin(&bench, ACTS, 1, 5000);
    assert_int_equal(show(&bench, &out), TD_NOT_FOUND);
    const struct td_violation *violation =
        violation_find(&bench.err, "round_id", TD_KEY_ROUND_UNKNOWN);
    assert_non_null(violation);
    assert_string_equal(violation_param(violation, "round"), "2099-annual");
    end(&bench);
    assert_int_equal(bench.server.n_seen, 1);
}

static void call__ping_meanwhile__pong_and_answer(void **state)
{
    (void)state;
    static const enum fake_act ACTS[] = {FAKE_PING_FIRST};
    struct bench bench;
    const Pb__RoundShowResponse *out;
    begin(&bench, ACTS, 1, 5000);
    assert_int_equal(show(&bench, &out), TD_OK);
    end(&bench);
    assert_int_equal(bench.server.n_pongs, 1);
}

static void call__no_answer__deadline_and_cancel(void **state)
{
    (void)state;
    static const enum fake_act ACTS[] = {FAKE_SILENCE};
    struct bench bench;
    const Pb__RoundShowResponse *out;
    begin(&bench, ACTS, 1, 300);
    assert_int_equal(show(&bench, &out), TD_DEADLINE_EXCEEDED);
    td_err_init(&bench.err, bench.arena);
    assert_int_equal(show(&bench, &out), TD_OK); /* the next request begins afresh */
    end(&bench);
    assert_int_equal(bench.server.n_cancels, 1);
}

static void call__nonsense_from_server__not_this_protocol(void **state)
{
    (void)state;
    static const enum fake_act ACTS[] = {FAKE_NONSENSE};
    struct bench bench;
    const Pb__RoundShowResponse *out;
    begin(&bench, ACTS, 1, 5000);
    assert_int_equal(show(&bench, &out), TD_UNAVAILABLE);
    assert_non_null(violation_find(&bench.err, "", TD_KEY_LINE_PROTOCOL));
    end(&bench);
}

static void call__larger_than_a_frame__refused_here(void **state)
{
    (void)state;
    struct bench bench;
    const Pb__RoundShowResponse *out;
    char reason[5000];
    begin(&bench, NULL, 0, 5000);
    assert_int_equal(show(&bench, &out), TD_OK); /* Hello told: 4096 bytes */
    memset(reason, 'x', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    Pb__RoundCloseRequest in = PB__ROUND_CLOSE_REQUEST__INIT;
    in.reason = reason;
    const ProtobufCMessage *closed;
    assert_int_equal(
        client_call(bench.client, &pb__round_service__descriptor, "Close", &in.base, &closed),
        TD_RESOURCE_EXHAUSTED);
    assert_non_null(violation_find(&bench.err, "", TD_KEY_FRAME_SIZE));
    end(&bench);
    assert_int_equal(bench.server.n_seen, 1);
}

static void call__nobody_listens__unavailable_with_address(void **state)
{
    (void)state;
    struct bench bench;
    const Pb__RoundShowResponse *out;
    begin(&bench, NULL, 0, 60000);
    client_free(bench.client);
    struct td_tls_context *tls;
    const char *problem;
    assert_int_equal(td_tls_context_client(NULL, NULL, bench.server.ca_pem, NULL, &tls, &problem),
                     TD_OK);
    const struct client_options options = {.host = "127.0.0.1",
                                           .port = 1,
                                           .tls = tls,
                                           .timeout_ms = 1000,
                                           .backoff_ms = 5,
                                           .arena = bench.arena,
                                           .err = &bench.err};
    bench.client = client_new(&options);
    assert_int_equal(show(&bench, &out), TD_UNAVAILABLE);
    const struct td_violation *violation = violation_find(&bench.err, "", TD_KEY_CONNECT);
    assert_non_null(violation);
    assert_string_equal(violation_param(violation, "address"), "127.0.0.1:1");
    end(&bench);
}

static void call__other_ca__not_trusted(void **state)
{
    (void)state;
    struct bench bench;
    struct fake_server other = {.max_in_flight = 4};
    const Pb__RoundShowResponse *out;
    begin(&bench, NULL, 0, 5000);
    client_free(bench.client);
    fake_server_start(&other);
    struct td_tls_context *tls;
    const char *problem;
    assert_int_equal(td_tls_context_client(NULL, NULL, other.ca_pem, NULL, &tls, &problem), TD_OK);
    const struct client_options options = {.host = "127.0.0.1",
                                           .port = bench.server.port,
                                           .tls = tls,
                                           .timeout_ms = 5000,
                                           .backoff_ms = 5,
                                           .arena = bench.arena,
                                           .err = &bench.err};
    bench.client = client_new(&options);
    assert_int_equal(show(&bench, &out), TD_UNAVAILABLE);
    assert_non_null(violation_find(&bench.err, "", TD_KEY_LINE_TLS));
    end(&bench);
    assert_int_equal(bench.server.n_seen, 0);
    fake_server_stop(&other);
}

static void start__many__answered_in_any_order_within_the_limit(void **state)
{
    (void)state;
    static const enum fake_act ACTS[] = {FAKE_ANSWER, FAKE_HOLD, FAKE_HOLD, FAKE_HOLD};
    struct bench bench;
    uint64_t tickets[12];
    const Pb__RoundShowResponse *out;
    begin(&bench, ACTS, 4, 20000);
    assert_int_equal(show(&bench, &out), TD_OK); /* so that the limit is known */
    for (size_t i = 0; i < 12; i++)
        tickets[i] = start(&bench);
    for (size_t i = 12; i-- > 0;)
        await_ok(&bench, tickets[i]);
    end(&bench);
    assert_true(bench.server.most_in_flight >= 2);
    assert_true(bench.server.most_in_flight <= 4);
}

static void start__line_breaks__unanswered_come_again_in_order(void **state)
{
    (void)state;
    static const enum fake_act ACTS[] = {FAKE_ANSWER, FAKE_SILENCE, FAKE_SILENCE, FAKE_HANG_UP};
    struct bench bench;
    uint64_t tickets[3];
    const Pb__RoundShowResponse *out;
    begin(&bench, ACTS, 4, 20000);
    assert_int_equal(show(&bench, &out), TD_OK);
    for (size_t i = 0; i < 3; i++)
        tickets[i] = start(&bench);
    for (size_t i = 0; i < 3; i++)
        await_ok(&bench, tickets[i]);
    end(&bench);
    assert_int_equal(bench.server.n_seen, 7);
    for (size_t i = 1; i < 4; i++) {
        assert_int_equal(bench.server.seen[i + 3].id, bench.server.seen[i].id);
        assert_memory_equal(bench.server.seen[i + 3].key, bench.server.seen[i].key, 16);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(call__answered__typed_message),
        cmocka_unit_test(call__line_trouble__sent_again_under_the_same_key),
        cmocka_unit_test(call__busy_for_ever__unavailable_after_some_tries),
        cmocka_unit_test(call__refused__violations_of_the_server),
        cmocka_unit_test(call__ping_meanwhile__pong_and_answer),
        cmocka_unit_test(call__no_answer__deadline_and_cancel),
        cmocka_unit_test(call__nonsense_from_server__not_this_protocol),
        cmocka_unit_test(call__larger_than_a_frame__refused_here),
        cmocka_unit_test(call__nobody_listens__unavailable_with_address),
        cmocka_unit_test(call__other_ca__not_trusted),
        cmocka_unit_test(start__many__answered_in_any_order_within_the_limit),
        cmocka_unit_test(start__line_breaks__unanswered_come_again_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
