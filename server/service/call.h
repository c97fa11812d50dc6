/* What a handler gets: straight-line code on a store thread, inside a transaction.
 *
 *   static enum td_code round_show(struct call *call, const Pb__RoundShowRequest *in,
 *                                  Pb__RoundShowResponse *out)
 *
 * The request is unpacked and its text checked; the caller's certificate, activity and roles are
 * checked; for writes dispatch adds the idempotency record and the audit event in the same
 * transaction. What a handler returns other than OK is rolled back.
 *
 * Dry runs: a write whose request has a field `bool dry_run` can be tried. When it is set, dispatch
 * runs the handler as ever, answers what the handler answered, and rolls everything back: no audit
 * event, no idempotency record, no session ends. The handler needs nothing for that; it must only
 * not act beside the database (it may look at call->dry_run). */
#ifndef SERVER_SERVICE_CALL_H
#define SERVER_SERVICE_CALL_H

#include "arena.h"
#include "domain/workflow.h"
#include "err.h"
#include "identity.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct blob_store;
struct pki;
struct plan_cache;

/* What handlers may use beside the database; lives as long as the daemon. */
struct services {
    struct blob_store *blobs;
    struct pki *pki;
    struct plan_cache *plans;
    const char *public_address; /* host:port that enrolment codes carry */
    const char *town;
    uint64_t max_file_bytes;
    uint32_t max_chunk_bytes;
    int64_t certificate_lifetime_ms;
    const char *software;      /* "thiduad/0.1.0" */
    const char *ballot_folder; /* keys of secret ballots: pki/ballot_box.h */
};

/* What is left to do beside the database, once the write is on disk. It may be lost (a power cut)
 * or fail, which is logged: the daemon makes good for it when it starts. On the loop's thread:
 * short. */
struct after_commit {
    enum td_code (*run)(const struct services *services, int64_t number);
    int64_t number;
};

/* What a write was about; becomes part of its audit event. Strings in the call's arena. */
struct audit_note {
    const char *subject; /* "HS-2022-0007", "officer p1.vanthu" … */
    uint32_t version;    /* of the subject; 0 where it has none */
    const char *detail;  /* short, for people: a reason, a count; "" */
};

struct call {
    struct td_arena *arena;
    struct db *db;
    struct identity who;
    int64_t now_utc_ms;
    uint64_t log_seq; /* the number the audit event of this write will have */
    struct td_err *err;
    const struct services *services;
    const void *prepared; /* by the method's prepare; NULL: nothing was, do it yourself */
    bool dry_run;         /* nothing of this will stay */
    struct audit_note note;
    int64_t end_sessions_of_officer; /* set: after commit, this officer's connections end */
    struct after_commit after;       /* run NULL: nothing */
};

static inline bool call_has_role(const struct call *call, Pb__Role role)
{
    return (call->who.roles & ROLE_BIT(role)) != 0;
}

#endif
