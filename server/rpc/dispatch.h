/* One request from its frame to its reply. The run on a store thread does what no handler can
 * forget: who is it, may they, is the text sound, was it asked before, the log.
 *
 *   identity → roles → unpack within the budget → text check
 *     → [write: first answer again?] → handler → [write: audit event, idempotency record] → pack
 *
 * All in the transaction the executor holds; anything but OK is rolled back by it. So is a dry run:
 * a write whose request has a field `bool dry_run` that is set runs its handler only, without first
 * answer, event and record, and job.discard then tells the executor to keep nothing. Knows
 * neither sessions nor the loop. */
#ifndef SERVER_RPC_DISPATCH_H
#define SERVER_RPC_DISPATCH_H

#include "arena.h"
#include "envelope.pb-c.h"
#include "executor.h"
#include "method.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISPATCH_METHOD_SIZE 80
#define DISPATCH_LOGIN_SIZE 48

/* What needs no database and was done before the run; all NULL: nothing, the run does it. */
struct prepared {
    const ProtobufCMessage *in; /* unpacked, its text sound */
    uint8_t request_sha256[32];
    const void *by_method;
};

/* Longer payloads are left to the run, so that the loop never stops for one. */
#define DISPATCH_PREPARE_MAX_BYTES ((size_t)16 * 1024)

/* The submitter fills the first part; run fills the second, afresh each time. */
struct rpc_call {
    struct job job; /* first: the executor's view */
    const struct method *method;
    const ProtobufCMethodDescriptor *descriptor;
    const struct services *services;
    const Pb__Request *request; /* borrowed; `method` text is checked */
    bool enrolled;              /* showed a certificate */
    uint8_t fingerprint[32];
    uint64_t deadline_monotonic_ms;
    struct prepared prepared;
    struct td_arena *arena; /* of each run and its reply */

    int64_t officer_id; /* 0: not found out */
    int64_t end_sessions_of_officer;
    struct after_commit after;
    char login[DISPATCH_LOGIN_SIZE];
    const char *why; /* key of the first violation, for the log; NULL: none */
    bool replayed;
    uint8_t *reply; /* a whole frame with its header, in the arena; NULL: none could be made */
    size_t reply_len;
    enum td_code reply_code;
};

/* "DossierService/Submit" in a list ended by NULL; NULL: no such method. Pure; any thread. */
const struct method *dispatch_find(const struct service *const *services, const char *name,
                                   const ProtobufCMethodDescriptor **ret_descriptor);

/* Which queue of the executor runs it. */
enum job_kind dispatch_job_kind(enum method_kind kind);

/* Does a peer without certificate reach it? */
static inline bool dispatch_open_to_strangers(const struct method *method)
{
    return (method->roles & 1) != 0;
}

/* May somebody with this identity call it? Returns OK; UNAUTHENTICATED (NOT_ENROLLED);
 * PERMISSION_DENIED (ROLE, with the roles that may). Pure; any thread. */
enum td_code dispatch_authorize(const struct method *method, const struct identity *who,
                                struct td_err *err);

/* Set call->prepared from call->request, in an arena that outlives the runs. There is one writer
 * thread, and it shall do as little as possible beside SQL. Refuses nothing. Any thread. */
void dispatch_prepare(struct rpc_call *call, struct td_arena *arena);

/* struct job's run: job is a struct rpc_call. */
enum td_code dispatch_run(struct job *job, struct db *db);

/* The frame to send after job->code became final: the one that run made, or, when the executor
 * overrode the code, one that only names the code. NULL when memory is short. Loop thread. */
const uint8_t *dispatch_reply(struct rpc_call *call, size_t *ret_len);

/* A reply made of a code and what err has collected (may be NULL), whole with header, in the
 * arena; NULL: arena used up. */
uint8_t *dispatch_refusal(uint64_t id, enum td_code code, const struct td_err *err,
                          struct td_arena *arena, size_t *ret_len);

#endif
