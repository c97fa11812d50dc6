/* The client's line to the daemon: blocking calls over TLS, several requests in flight, and what
 * every caller would otherwise have to do: Hello, answers to Pings, reconnecting with backoff,
 * and sending again under the same idempotency key, so that a retry never doubles a write.
 *
 * A request is kept until it is answered; when the line breaks, all unanswered ones are sent
 * again in order. One thread. Source: docs/protocol.md. */
#ifndef CLIENT_CONNECTION_H
#define CLIENT_CONNECTION_H

#include "arena.h"
#include "as_of.h"
#include "command.h"
#include "envelope.pb-c.h"
#include "err.h"

#include <protobuf-c/protobuf-c.h>

struct client;
struct td_tls_context;

#define CLIENT_KEY_SIZE 16

struct client_options {
    const char *host;
    uint16_t port;
    struct td_tls_context *tls;     /* taken, even when client_new fails */
    int64_t certificate_end_utc_ms; /* of this device's certificate, to explain a refusal; or 0 */
    uint32_t timeout_ms;            /* longest wait for an answer while nothing moves on the line */
    uint32_t backoff_ms;            /* first pause before trying again, doubles each time; 0: 200 */
    struct td_arena *arena;         /* borrowed: answers of client_call */
    struct td_err *err;             /* borrowed: where every failure is explained */
};

/* Connects at the first request. NULL when memory is short. */
struct client *client_new(const struct client_options *options);
void client_free(struct client *client); /* NULL is fine; says goodbye first */

/* What the server said of itself (limits, its time); connects if need be. Borrowed until the
 * next call. UNAVAILABLE, UNAUTHENTICATED when there is no connection to be had. */
enum td_code client_hello(struct client *client, const Pb__Hello **ret);
/* Has the server said Hello on a line that is still up? */
bool client_connected(const struct client *client);

/* One request and its answer. method: "Show" or "show" of the service. *ret_out lives in the
 * client's arena. Failures (of the line, and refusals of the server) are explained in err.
 * CALL is the typed form, and asks as of the moment of --as-of:
 *     const Pb__RoundShowResponse *out;
 *     code = CALL(cli, round_service, show, &in, &out); */
enum td_code client_call(struct client *client, const ProtobufCServiceDescriptor *service,
                         const char *method, const ProtobufCMessage *in,
                         const ProtobufCMessage **ret_out);

/* The same with what callers rarely choose. */
struct client_request {
    const ProtobufCServiceDescriptor *service;
    const char *method;
    const ProtobufCMessage *in;     /* packed at once; need not outlive the call */
    const uint8_t *idempotency_key; /* CLIENT_KEY_SIZE bytes; NULL: a random one */
};

/* Send without waiting for the answer; blocks only while as much is in flight as the server
 * allows. Every ticket must be awaited, in any order. RESOURCE_EXHAUSTED: larger than a frame
 * may be. Line failures show at await only. */
enum td_code client_start(struct client *client, const struct client_request *request,
                          uint64_t *ret_ticket);
/* Wait for that answer. arena: where *ret_out is unpacked, e.g. one that the caller resets per
 * chunk. After a failure of the line (UNAVAILABLE, DEADLINE_EXCEEDED, …) all other tickets fail
 * alike; await them all before going on. */
enum td_code client_await(struct client *client, uint64_t ticket, struct td_arena *arena,
                          const ProtobufCMessage **ret_out);
/* Start and await with a key of one's own. */
enum td_code client_request(struct client *client, const struct client_request *request,
                            const ProtobufCMessage **ret_out);

/* The generated stub of the method is never called here; it lets the compiler check that `in`
 * and `ret_out` have the method's types (ret_out: address of a const pointer). */
#define CLIENT_CHECK_TYPES_(service, method, in, ret_out)                                     \
    do {                                                                                      \
        if (0)                                                                                \
            pb__##service##__##method(NULL, (in), (void (*)(typeof(*(ret_out)), void *))NULL, \
                                      NULL);                                                  \
    } while (0)

#define CALL(cli, service, method, in, ret_out)                                        \
    ({                                                                                 \
        CLIENT_CHECK_TYPES_(service, method, in, ret_out);                             \
        as_of_ask((cli), &(in)->base);                                                 \
        client_call((cli)->client, &pb__##service##__descriptor, #method, &(in)->base, \
                    (const ProtobufCMessage **)(ret_out));                             \
    })

/* With an idempotency key of the caller's choice. */
#define CALL_KEY(cli, service, method, key, in, ret_out)                                       \
    ({                                                                                         \
        CLIENT_CHECK_TYPES_(service, method, in, ret_out);                                     \
        const struct client_request client_request_ = {&pb__##service##__descriptor, #method,  \
                                                       &(in)->base, (key)};                    \
        client_request((cli)->client, &client_request_, (const ProtobufCMessage **)(ret_out)); \
    })

#endif
