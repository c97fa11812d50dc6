/* The protocol of docs/protocol.md over the connections of server/net: sessions, limits,
 * keepalive, drain. Everything here happens on the loop thread; requests run in the executor
 * (dispatch.h). */
#ifndef SERVER_RPC_RPC_H
#define SERVER_RPC_RPC_H

#include "conn.h"
#include "method.h"

#include <stddef.h>
#include <stdint.h>

struct executor;
struct log;
struct rpc;

struct rpc_limits {
    unsigned max_in_flight;       /* requests of one connection; one more is an answer */
    size_t max_in_flight_bytes;   /* of all requests of all connections */
    uint64_t frame_timeout_ms;    /* a frame that has begun, and the preface, must be whole */
    uint64_t keepalive_ms;        /* silent: pinged; twice as long: dropped */
    uint64_t request_timeout_ms;  /* a request that waited longer is not begun */
    unsigned enrolments_a_minute; /* per address (conn_address) */
};

struct rpc_options {
    uv_loop_t *loop;
    struct executor *executor;
    const struct service *const *methods; /* ended by NULL */
    const struct services *services;
    struct log *log;
    struct rpc_limits limits;
};

/* All pointers in options are borrowed. RESOURCE_EXHAUSTED when memory is short. */
enum td_code rpc_new(const struct rpc_options *options, struct rpc **ret);
/* What to give listener_start, with the rpc as owner. */
const struct conn_events *rpc_conn_events(void);
/* From now on; peers were told the old ones in the preface, so these may only be enforced. */
void rpc_set_limits(struct rpc *rpc, const struct rpc_limits *limits);
/* Tell every peer to go, answer what is in flight, refuse what is new. drained is called once,
 * later, when no session is left; never when none ever ends. */
void rpc_drain(struct rpc *rpc, void (*drained)(void *data), void *data);
/* When no connection and no job is left. gone is called later, when the memory is free. */
void rpc_free(struct rpc *rpc, void (*gone)(void *data), void *data);

#endif
