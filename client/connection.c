/* Requests in flight over a line that may break: queueing, matching answers, trying again. */
#include "connection.h"

#include "digest.h"
#include "line.h"
#include "message.h"
#include "timefmt.h"
#include "tls.h"
#include "violation_pb.h"

#include <assert.h>
#include <ctype.h>
#include <time.h>

#define CONNECT_MS 10000
#define MAX_FAILURES 5 /* in a row, without one answer between: about six seconds of waiting */
#define BACKOFF_MS 200 /* doubles with each failure; up to as much again at random */
#define MAX_IN_FLIGHT_UNTOLD 1 /* until Hello says otherwise */
#define MAX_REQUEST_BYTES_UNTOLD (1024 * 1024)
#define STEP_MS 1000

struct pending {
    uint64_t id;
    uint8_t *frame; /* packed, kept until awaited: it may have to be sent again */
    size_t len;
    const ProtobufCMessageDescriptor *output;
    bool sent;
    unsigned refusals;      /* how often the server was too busy for it */
    struct td_arena *arena; /* of the answer, when it is there */
    Pb__Response *answer;
    struct pending *next;
};

struct client {
    struct client_options options;
    const char *address; /* "host:port", for messages */
    struct line *line;
    struct td_arena *hello_arena; /* of hello */
    const Pb__Hello *hello;       /* what this line's server said; NULL: not yet */
    struct pending *first;
    uint64_t next_id;
    bool going;              /* GoAway came: this line takes no more requests */
    bool nonsense;           /* something that is no frame came */
    bool broken;             /* given up: all pending requests fail */
    bool too_late;           /* given up because nothing moved */
    struct line_fault fault; /* the last one */
    unsigned failures;
    uint64_t retry_at_ms, moved_at_ms, sent_bytes;
};

struct client *client_new(const struct client_options *options)
{
    struct client *client = calloc(1, sizeof *client);
    if (!client) {
        td_tls_context_unref(options->tls);
        return NULL;
    }
    client->options = *options;
    client->next_id = 1;
    bool brackets = strchr(options->host, ':') != NULL;
    client->address = td_arena_printf(options->arena, "%s%s%s:%u", brackets ? "[" : "",
                                      options->host, brackets ? "]" : "", options->port);
    return client;
}

static void pending_free(struct pending *pending)
{
    td_arena_free(pending->arena);
    free(pending->frame);
    free(pending);
}

/* The line is gone; what was not answered will have to be sent again. */
static void drop_line(struct client *client)
{
    line_close(client->line);
    client->line = NULL;
    td_arena_free(client->hello_arena);
    client->hello_arena = NULL;
    client->hello = NULL;
    client->going = client->nonsense = false;
    client->sent_bytes = 0;
    for (struct pending *at = client->first; at; at = at->next)
        at->sent = at->answer != NULL;
}

void client_free(struct client *client)
{
    if (!client)
        return;
    drop_line(client);
    for (struct pending *at = client->first, *next; at; at = next) {
        next = at->next;
        pending_free(at);
    }
    td_tls_context_unref(client->options.tls);
    free(client);
}

static void wait_before_retry(struct client *client, unsigned attempt)
{
    uint64_t random,
        pause_ms = client->options.backoff_ms ? client->options.backoff_ms : BACKOFF_MS;
    pause_ms <<= attempt < 6 ? attempt : 6;
    td_random(&random, sizeof random);
    client->retry_at_ms = td_monotonic_ms() + pause_ms + random % pause_ms;
}

static void note_fault(struct client *client, const struct line_fault *fault)
{
    drop_line(client);
    client->fault = *fault;
    if (fault->final || client->failures++ >= MAX_FAILURES)
        client->broken = true;
    else
        wait_before_retry(client, client->failures - 1);
}

static void note_lost(struct client *client, bool final, enum td_key key, const char *reason)
{
    struct line_fault fault = {.key = key, .final = final};
    snprintf(fault.reason, sizeof fault.reason, "%s", reason);
    note_fault(client, &fault);
}

static bool send_frame(struct client *client, const Pb__Frame *frame)
{
    size_t len = pb__frame__get_packed_size(frame);
    uint8_t *bytes = malloc(len);
    bool queued = bytes && (pb__frame__pack(frame, bytes), line_send(client->line, bytes, len));
    free(bytes);
    return queued;
}

static void send_hello(struct client *client)
{
    Pb__Hello hello = PB__HELLO__INIT;
    Pb__Frame frame = PB__FRAME__INIT;
    hello.software = (char *)"thidua/" TD_VERSION;
    frame.kind_case = PB__FRAME__KIND_HELLO;
    frame.hello = &hello;
    if (!send_frame(client, &frame))
        note_lost(client, false, TD_KEY_LINE_LOST, "");
}

static void send_pong(struct client *client, uint64_t opaque)
{
    Pb__Pong pong = PB__PONG__INIT;
    Pb__Frame frame = PB__FRAME__INIT;
    pong.opaque = opaque;
    frame.kind_case = PB__FRAME__KIND_PONG;
    frame.pong = &pong;
    (void)send_frame(client, &frame); /* a line that takes nothing shows at the next pump */
}

static void send_cancel(struct client *client, uint64_t id)
{
    Pb__Cancel cancel = PB__CANCEL__INIT;
    Pb__Frame frame = PB__FRAME__INIT;
    cancel.id = id;
    frame.kind_case = PB__FRAME__KIND_CANCEL;
    frame.cancel = &cancel;
    (void)send_frame(client, &frame);
}

static size_t count_in_flight(const struct client *client)
{
    size_t n = 0;
    for (const struct pending *at = client->first; at; at = at->next)
        n += at->sent && !at->answer;
    return n;
}

static void send_unsent(struct client *client)
{
    size_t limit = client->hello && client->hello->max_in_flight ? client->hello->max_in_flight
                                                                 : MAX_IN_FLIGHT_UNTOLD;
    size_t in_flight = count_in_flight(client);
    if (client->going || td_monotonic_ms() < client->retry_at_ms)
        return;
    for (struct pending *at = client->first; at && in_flight < limit; at = at->next) {
        if (at->sent)
            continue;
        if (!line_send(client->line, at->frame, at->len)) {
            note_lost(client, false, TD_KEY_LINE_LOST, "");
            return;
        }
        at->sent = true;
        in_flight++;
    }
}

static bool has_key(const Pb__Response *response, const char *key)
{
    for (size_t i = 0; i < response->n_violations; i++)
        if (strcmp(response->violations[i]->key, key) == 0)
            return true;
    return false;
}

/* Refusals that say nothing about the request itself. */
static bool try_again_later(const Pb__Response *response)
{
    return response->code == TD_UNAVAILABLE ||
           (response->code == TD_RESOURCE_EXHAUSTED &&
            (has_key(response, td_key_name(TD_KEY_QUEUE_FULL)) ||
             has_key(response, td_key_name(TD_KEY_IN_FLIGHT))));
}

/* True when the pending request keeps the arena. */
static bool take_response(struct client *client, Pb__Response *response, struct td_arena *arena)
{
    struct pending *at = client->first;
    while (at && at->id != response->id)
        at = at->next;
    client->moved_at_ms = td_monotonic_ms();
    if (!at || at->answer)
        return false; /* cancelled, or answered on an earlier line */
    if (try_again_later(response) && at->refusals < MAX_FAILURES) {
        wait_before_retry(client, at->refusals++);
        at->sent = false;
        return false;
    }
    client->failures = 0;
    at->arena = arena;
    at->answer = response;
    return true;
}

static void on_frame(void *data, const uint8_t *bytes, size_t len)
{
    struct client *client = data;
    struct td_arena *arena = td_arena_new(8 * len + 64 * 1024), *unused = arena;
    Pb__Frame *frame =
        arena ? (Pb__Frame *)td_message_unpack(&pb__frame__descriptor, arena, bytes, len) : NULL;
    if (!frame) {
        client->nonsense = true;
        td_arena_free(arena);
        return;
    }
    if (frame->kind_case == PB__FRAME__KIND_HELLO) {
        unused = client->hello_arena;
        client->hello_arena = arena;
        client->hello = frame->hello;
    } else if (frame->kind_case == PB__FRAME__KIND_RESPONSE) {
        if (take_response(client, frame->response, arena))
            unused = NULL;
    } else if (frame->kind_case == PB__FRAME__KIND_PING) {
        send_pong(client, frame->ping->opaque);
    } else if (frame->kind_case == PB__FRAME__KIND_GO_AWAY) {
        client->going = true;
        snprintf(client->fault.reason, sizeof client->fault.reason, "%s", frame->go_away->key);
    }
    td_arena_free(unused);
}

static void open_line(struct client *client)
{
    uint64_t patience_ms =
        client->options.timeout_ms < CONNECT_MS ? client->options.timeout_ms : CONNECT_MS;
    struct line_fault fault;
    if (line_open(client->options.host, client->options.port, client->options.tls,
                  td_monotonic_ms() + patience_ms, &client->line, &fault))
        send_hello(client);
    else
        note_fault(client, &fault);
}

static void sleep_ms(uint64_t ms)
{
    const struct timespec pause = {.tv_sec = (time_t)(ms / 1000),
                                   .tv_nsec = (long)(ms % 1000) * 1000000};
    (void)nanosleep(&pause, NULL);
}

/* Let something happen, for at most wait_ms. */
static void step(struct client *client, uint64_t wait_ms)
{
    uint64_t now_ms = td_monotonic_ms();
    uint64_t pause_ms = client->retry_at_ms > now_ms ? client->retry_at_ms - now_ms : 0;
    if (pause_ms > 0 && pause_ms < wait_ms)
        wait_ms = pause_ms;
    if (!client->line && pause_ms > 0) {
        sleep_ms(wait_ms);
        return;
    }
    if (!client->line)
        open_line(client);
    if (client->line)
        send_unsent(client);
    if (!client->line)
        return;
    struct line_fault fault;
    if (!line_pump(client->line, (int)wait_ms, on_frame, client, &fault)) {
        note_fault(client, &fault);
        return;
    }
    if (line_sent(client->line) != client->sent_bytes)
        client->moved_at_ms = td_monotonic_ms();
    client->sent_bytes = line_sent(client->line);
    if (client->nonsense)
        note_lost(client, true, TD_KEY_LINE_PROTOCOL, "");
    else if (client->going && count_in_flight(client) == 0)
        note_lost(client, false, TD_KEY_LINE_LOST, client->fault.reason);
}

/* Step on until it is done, or the client gives up. */
static void run_until(struct client *client, bool (*done)(const struct client *, const void *),
                      const void *data)
{
    client->moved_at_ms = td_monotonic_ms();
    while (!client->broken && !done(client, data)) {
        uint64_t waited_ms = td_monotonic_ms() - client->moved_at_ms;
        if (waited_ms >= client->options.timeout_ms) {
            client->broken = true;
            client->too_late = client->line != NULL;
            return;
        }
        uint64_t left_ms = client->options.timeout_ms - waited_ms;
        step(client, left_ms < STEP_MS ? left_ms : STEP_MS);
    }
}

/* Why the client gave up. */
static enum td_code fail_broken(struct client *client)
{
    struct td_err *err = client->options.err;
    int64_t end_utc_ms = client->options.certificate_end_utc_ms;
    if (client->too_late) {
        err->code = TD_DEADLINE_EXCEEDED;
        return TD_DEADLINE_EXCEEDED;
    }
    if (client->fault.key == TD_KEY_LINE_TLS && end_utc_ms && end_utc_ms < td_now_utc_ms())
        return td_fail(err, TD_UNAUTHENTICATED, "", "", TD_KEY_CERTIFICATE_EXPIRED, "at_utc_ms",
                       td_dec(err->arena, end_utc_ms), TD_END);
    return td_fail(err, TD_UNAVAILABLE, "", "", client->fault.key, "address", client->address,
                   "reason", client->fault.reason, TD_END);
}

/* Nothing is pending any more: the next request starts with a clean slate. */
static void forgive_when_idle(struct client *client)
{
    if (client->first)
        return;
    client->broken = client->too_late = false;
    client->failures = 0;
}

static bool hello_is_there(const struct client *client, const void *data)
{
    (void)data;
    return client->hello != NULL;
}

enum td_code client_hello(struct client *client, const Pb__Hello **ret)
{
    run_until(client, hello_is_there, NULL);
    enum td_code code = client->hello ? TD_OK : fail_broken(client);
    if (code == TD_OK)
        *ret = client->hello;
    forgive_when_idle(client);
    return code;
}

bool client_connected(const struct client *client)
{
    return client->hello != NULL;
}

/* "ReturnForSupplement" and "return_for_supplement" are the same. */
static bool same_method(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a == '_')
            a++;
        while (*b == '_')
            b++;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
        if (!*a)
            return true;
    }
}

static const ProtobufCMethodDescriptor *find_method(const ProtobufCServiceDescriptor *service,
                                                    const char *name)
{
    for (unsigned i = 0; i < service->n_methods; i++)
        if (same_method(service->methods[i].name, name))
            return &service->methods[i];
    return NULL;
}

/* The packed frame of a request; NULL when memory is short. */
static uint8_t *pack_request(struct client *client, const struct client_request *request,
                             const ProtobufCMethodDescriptor *method, size_t *ret_len)
{
    Pb__Request message = PB__REQUEST__INIT;
    Pb__Frame frame = PB__FRAME__INIT;
    uint8_t key[CLIENT_KEY_SIZE];
    char name[128];
    if (request->idempotency_key)
        memcpy(key, request->idempotency_key, sizeof key);
    else
        td_random(key, sizeof key);
    snprintf(name, sizeof name, "%s/%s", request->service->short_name, method->name);
    size_t len = protobuf_c_message_get_packed_size(request->in);
    uint8_t *payload = malloc(len + 1), *bytes = NULL;
    if (!payload)
        return NULL;
    protobuf_c_message_pack(request->in, payload);
    message.id = client->next_id;
    message.method = name;
    message.idempotency_key = (ProtobufCBinaryData){sizeof key, key};
    message.deadline_ms = client->options.timeout_ms;
    message.payload = (ProtobufCBinaryData){len, payload};
    frame.kind_case = PB__FRAME__KIND_REQUEST;
    frame.request = &message;
    *ret_len = pb__frame__get_packed_size(&frame);
    bytes = malloc(*ret_len);
    if (bytes)
        pb__frame__pack(&frame, bytes);
    free(payload);
    return bytes;
}

static bool all_sent(const struct client *client, const void *data)
{
    (void)data;
    for (const struct pending *at = client->first; at; at = at->next)
        if (!at->sent)
            return false;
    return true;
}

static enum td_code check_size(const struct client *client, size_t len)
{
    size_t max = client->hello && client->hello->max_frame_bytes ? client->hello->max_frame_bytes
                                                                 : MAX_REQUEST_BYTES_UNTOLD;
    if (len <= max)
        return TD_OK;
    struct td_err *err = client->options.err;
    return td_fail(err, TD_RESOURCE_EXHAUSTED, "", "", TD_KEY_FRAME_SIZE, "max",
                   td_dec(err->arena, (int64_t)max), TD_END);
}

enum td_code client_start(struct client *client, const struct client_request *request,
                          uint64_t *ret_ticket)
{
    const ProtobufCMethodDescriptor *method = find_method(request->service, request->method);
    assert(method && method->input == request->in->descriptor);
    struct pending *pending = calloc(1, sizeof *pending);
    if (!pending)
        return client->options.err->code = TD_RESOURCE_EXHAUSTED;
    pending->frame = pack_request(client, request, method, &pending->len);
    enum td_code code = pending->frame ? check_size(client, pending->len) : TD_RESOURCE_EXHAUSTED;
    if (code != TD_OK) {
        pending_free(pending);
        return client->options.err->code = code;
    }
    pending->id = client->next_id++;
    pending->output = method->output;
    struct pending **last = &client->first;
    while (*last)
        last = &(*last)->next;
    *last = pending;
    run_until(client, all_sent, NULL);
    if (client->line)
        step(client, 0); /* so that bytes leave while the caller prepares the next ones */
    *ret_ticket = pending->id;
    return TD_OK;
}

/* The refusal as an error, with texts of its own. */
static enum td_code take_refusal(struct client *client, const Pb__Response *answer)
{
    struct td_err *err = client->options.err;
    enum td_code code =
        answer->code <= TD_UNAUTHENTICATED ? (enum td_code)answer->code : TD_UNKNOWN;
    struct td_violation *violations = NULL;
    size_t len;
    uint8_t *bytes = td_message_pack(&answer->base, err->arena, &len);
    Pb__Response *copy =
        bytes ? (Pb__Response *)td_message_unpack(&pb__response__descriptor, err->arena, bytes, len)
              : NULL;
    size_t n = copy ? copy->n_violations : 0;
    if (n > TD_ERR_MAX_VIOLATIONS)
        n = TD_ERR_MAX_VIOLATIONS;
    if (n == 0 || td_violations_from_pb(copy->violations, n, err->arena, &violations) != TD_OK)
        n = 0;
    *err = (struct td_err){err->arena, code, violations, n, n};
    return code;
}

static enum td_code take_answer(struct client *client, const struct pending *pending,
                                struct td_arena *arena, const ProtobufCMessage **ret_out)
{
    if (!pending->answer) {
        if (client->too_late && client->line && pending->sent)
            send_cancel(client, pending->id);
        return fail_broken(client);
    }
    if (pending->answer->code != TD_OK)
        return take_refusal(client, pending->answer);
    const ProtobufCBinaryData *payload = &pending->answer->payload;
    const ProtobufCMessage *out =
        td_message_unpack(pending->output, arena, payload->data, payload->len);
    if (!out)
        return client->options.err->code = TD_UNKNOWN;
    *ret_out = out;
    return TD_OK;
}

static bool is_answered(const struct client *client, const void *data)
{
    (void)client;
    return ((const struct pending *)data)->answer != NULL;
}

enum td_code client_await(struct client *client, uint64_t ticket, struct td_arena *arena,
                          const ProtobufCMessage **ret_out)
{
    struct pending **link = &client->first;
    while (*link && (*link)->id != ticket)
        link = &(*link)->next;
    assert(*link);
    struct pending *pending = *link;
    run_until(client, is_answered, pending);
    enum td_code code = take_answer(client, pending, arena, ret_out);
    *link = pending->next;
    pending_free(pending);
    forgive_when_idle(client);
    return code;
}

enum td_code client_request(struct client *client, const struct client_request *request,
                            const ProtobufCMessage **ret_out)
{
    uint64_t ticket;
    enum td_code code = client_start(client, request, &ticket);
    if (code != TD_OK)
        return code;
    return client_await(client, ticket, client->options.arena, ret_out);
}

enum td_code client_call(struct client *client, const ProtobufCServiceDescriptor *service,
                         const char *method, const ProtobufCMessage *in,
                         const ProtobufCMessage **ret_out)
{
    const struct client_request request = {service, method, in, NULL};
    return client_request(client, &request, ret_out);
}
