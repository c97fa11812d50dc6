/* The method table: the only registry of RPCs. One row a method: READ, WRITE or FILE, who may
 * call, handler. A service block of proto/ whose method has no row does not build, because
 * protobuf-c's PB__X_SERVICE__INIT names every one of them.
 *
 *   METHOD(round__show, Pb__RoundShowRequest, Pb__RoundShowResponse, METHOD_READ, ANY_OFFICER,
 *          round_show)
 *   SERVICE(round_service, PB__ROUND_SERVICE__INIT, round__)
 */
#ifndef SERVER_SERVICE_METHOD_H
#define SERVER_SERVICE_METHOD_H

#include "call.h"

#include <protobuf-c/protobuf-c.h>

enum method_kind { METHOD_READ, METHOD_WRITE, METHOD_FILE };

/* Beside the roles of types.proto: everyone enrolled, and strangers too. */
#define ANY_OFFICER ((role_set)0xFFFFFFFE)
#define STRANGERS ((role_set)0xFFFFFFFF)

struct method {
    enum method_kind kind;
    role_set roles; /* one of them is needed; bit 0: no certificate needed */
    enum td_code (*handle)(struct call *call, const ProtobufCMessage *in, ProtobufCMessage *out);
    bool secret_answer; /* a write whose answer must not be kept: a repeat is carried out anew */
    /* Optional: what the handler needs of a request and can be had without the database, in the
     * arena; then it is call->prepared. NULL when something is wrong: the handler finds out what,
     * at its place among the other checks. Runs before anybody has asked who calls, on the loop's
     * thread: pure and short. */
    const void *(*prepare)(const ProtobufCMessage *in, struct td_arena *arena);
    /* Optional: for a write with something in its request that must leave no trace. What stands for
     * the request in the log and the idempotency record is the digest of this message instead: made
     * anew from the fields that are no secret (a digest of the others could be guessed). A repeat
     * that differs in nothing else gets the first answer. In the arena; NULL: used up. */
    const ProtobufCMessage *(*public_part)(const ProtobufCMessage *in, struct td_arena *arena);
};

#define SERVICE_MAX_METHODS 32

/* methods[i] belongs to descriptor->methods[i]. */
struct service {
    ProtobufCService base; /* base.descriptor */
    const struct method *methods[SERVICE_MAX_METHODS];
};

/* Defines `row` and the thunk that gives the handler its types. */
#define METHOD(row, In, Out, method_kind_, roles_, handler) \
    METHOD_ROW_(row, In, Out, method_kind_, roles_, handler, false, NULL, NULL)
/* A write that answers with a secret: idempotency records nothing of it. */
#define METHOD_SECRET(row, In, Out, roles_, handler) \
    METHOD_ROW_(row, In, Out, METHOD_WRITE, roles_, handler, true, NULL, NULL)
/* A write that asks with a secret: public_part_of says what may be known of it. */
#define METHOD_DISCREET(row, In, Out, public_part_of, roles_, handler)           \
    static const ProtobufCMessage *row##_public_part(const ProtobufCMessage *in, \
                                                     struct td_arena *arena)     \
    {                                                                            \
        const In *part = public_part_of((const In *)in, arena);                  \
        return part ? &part->base : NULL;                                        \
    }                                                                            \
    METHOD_ROW_(row, In, Out, METHOD_WRITE, roles_, handler, false, NULL, row##_public_part)
/* A write with something to prepare. */
#define METHOD_PREPARED(row, In, Out, preparer, roles_, handler)                         \
    static const void *row##_prepare(const ProtobufCMessage *in, struct td_arena *arena) \
    {                                                                                    \
        return preparer((const In *)in, arena);                                          \
    }                                                                                    \
    METHOD_ROW_(row, In, Out, METHOD_WRITE, roles_, handler, false, row##_prepare, NULL)
#define METHOD_ROW_(row, In, Out, method_kind_, roles_, handler, secret, prepare, public_part) \
    static enum td_code row##_thunk(struct call *call, const ProtobufCMessage *in,             \
                                    ProtobufCMessage *out)                                     \
    {                                                                                          \
        return handler(call, (const In *)in, (Out *)out);                                      \
    }                                                                                          \
    static const struct method row = {method_kind_, roles_,  row##_thunk,                      \
                                      secret,       prepare, public_part};

/* Defines the service `name` (declared in services.h) from rows called prefix + method name. The
 * generated initializer is one flat list, hence the warning it needs silenced. */
#define SERVICE(name, INIT, prefix)                                                       \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wmissing-braces\"") \
        const struct service name = INIT(&prefix);                                        \
    _Pragma("GCC diagnostic pop")

/* NULL-terminated list of all services (server/service/services.c). */
extern const struct service *const all_services[];

#endif
