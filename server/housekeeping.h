/* What the daemon does by the clock: renew its certificate, remove evidence that no dossier
 * refers to, tell systemd that it lives; and at its start: make good for keys of ballots that were
 * not destroyed. */
#ifndef SERVER_HOUSEKEEPING_H
#define SERVER_HOUSEKEEPING_H

#include "config.h"
#include "executor.h"

#include <uv.h>

struct blob_store;
struct listener;
struct log;
struct pki;

struct housekeeping {
    /* Set by the owner, borrowed. */
    uv_loop_t *loop;
    const struct config *config;
    struct log *log;
    struct pki *pki;
    struct blob_store *blobs;
    struct executor *executor;
    struct listener *listener;
    const char *ballot_folder;
    /* Its own. */
    uv_timer_t certificate, collection, watchdog;
    struct job collect;
    bool collecting;
    int64_t collect_before_utc_ms;
    size_t collected;
    struct job sweep;
    size_t swept;
};

/* Loop thread, all of it. Three handles are open until housekeeping_stop. */
void housekeeping_start(struct housekeeping *keeper);
/* The listener's new connections get a fresh certificate, if the present one is near its end. */
void housekeeping_renew_certificate(struct housekeeping *keeper);
/* Closes the timers; a collection under way ends with the executor. */
void housekeeping_stop(struct housekeeping *keeper);

#endif
