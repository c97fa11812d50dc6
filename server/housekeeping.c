/* Timers of the running daemon; each does one thing and logs what came of it. */
#include "housekeeping.h"

#include "attachments.h"
#include "blob.h"
#include "conn.h"
#include "council_box.h"
#include "log.h"
#include "pki.h"
#include "timefmt.h"
#include "tls.h"

#include <systemd/sd-daemon.h>

#define RENEW_LEAST_MS 1000
#define RENEW_MOST_MS ((uint64_t)6 * 3600 * 1000)
#define COLLECT_EVERY_MS ((uint64_t)6 * 3600 * 1000)

void housekeeping_renew_certificate(struct housekeeping *keeper)
{
    struct td_tls_context *tls;
    const char *problem = "";
    int64_t lifetime_ms = (int64_t)keeper->config->server_certificate_lifetime_ms;
    if (pki_server_tls(keeper->pki, td_now_utc_ms(), lifetime_ms, &tls, &problem) == TD_OK)
        listener_set_tls(keeper->listener, tls);
    else
        log_line(keeper->log, LOG_LEVEL_ERROR, "the daemon's certificate is not renewed: %s",
                 problem);
}

static void on_certificate(uv_timer_t *timer)
{
    housekeeping_renew_certificate(timer->data);
}

/* When the database cannot say, the file stays. */
static bool is_referenced(void *data, const uint8_t sha256[32])
{
    bool referenced = true;
    if (attachments_any_refers(data, sha256, &referenced) != TD_OK)
        return true;
    return referenced;
}

static enum td_code collect_run(struct job *job, struct db *db)
{
    struct housekeeping *keeper =
        (struct housekeeping *)((char *)job - offsetof(struct housekeeping, collect));
    keeper->collected =
        blob_collect(keeper->blobs, keeper->collect_before_utc_ms, is_referenced, db);
    return TD_OK;
}

static void collect_done(struct job *job)
{
    struct housekeeping *keeper =
        (struct housekeeping *)((char *)job - offsetof(struct housekeeping, collect));
    keeper->collecting = false;
    if (job->code != TD_OK)
        log_line(keeper->log, LOG_LEVEL_ERROR, "collecting unreferenced evidence failed: %s",
                 td_code_name(job->code));
    else if (keeper->collected > 0)
        log_line(keeper->log, LOG_LEVEL_INFO,
                 "removed %zu evidence files that no dossier refers to", keeper->collected);
}

/* As a write, so that no dossier can begin to refer to a file meanwhile. */
static void on_collection(uv_timer_t *timer)
{
    struct housekeeping *keeper = timer->data;
    if (keeper->collecting)
        return;
    keeper->collect_before_utc_ms = td_now_utc_ms() - (int64_t)keeper->config->collect_after_ms;
    keeper->collect.kind = JOB_WRITE;
    keeper->collect.run = collect_run;
    keeper->collect.done = collect_done;
    keeper->collecting = executor_submit(keeper->executor, &keeper->collect) == TD_OK;
}

/* ---- Keys of secret ballots that a power cut kept from being destroyed ---- */

static enum td_code sweep_run(struct job *job, struct db *db)
{
    struct housekeeping *keeper =
        (struct housekeeping *)((char *)job - offsetof(struct housekeeping, sweep));
    return council_boxes_sweep(db, keeper->ballot_folder, &keeper->swept);
}

static void sweep_done(struct job *job)
{
    struct housekeeping *keeper =
        (struct housekeeping *)((char *)job - offsetof(struct housekeeping, sweep));
    if (job->code != TD_OK)
        log_line(keeper->log, LOG_LEVEL_ERROR,
                 "keys of closed ballots are left in %s, and are not destroyed: %s",
                 keeper->ballot_folder, td_code_name(job->code));
    else if (keeper->swept > 0)
        log_line(keeper->log, LOG_LEVEL_INFO, "destroyed the keys of %zu closed ballots",
                 keeper->swept);
}

/* As a write, so that no ballot can be opened meanwhile. */
static void sweep_begin(struct housekeeping *keeper)
{
    keeper->sweep.kind = JOB_WRITE;
    keeper->sweep.run = sweep_run;
    keeper->sweep.done = sweep_done;
    if (executor_submit(keeper->executor, &keeper->sweep) != TD_OK)
        log_line(keeper->log, LOG_LEVEL_ERROR, "the keys of closed ballots were not looked for");
}

static void on_watchdog(uv_timer_t *timer)
{
    (void)timer;
    sd_notify(0, "WATCHDOG=1");
}

static void timer_begin(struct housekeeping *keeper, uv_timer_t *timer)
{
    uv_timer_init(keeper->loop, timer);
    timer->data = keeper;
}

void housekeeping_start(struct housekeeping *keeper)
{
    timer_begin(keeper, &keeper->certificate);
    timer_begin(keeper, &keeper->collection);
    timer_begin(keeper, &keeper->watchdog);
    sweep_begin(keeper);

    uint64_t renew_ms = keeper->config->server_certificate_lifetime_ms / 8;
    renew_ms = renew_ms < RENEW_LEAST_MS ? RENEW_LEAST_MS : renew_ms;
    renew_ms = renew_ms > RENEW_MOST_MS ? RENEW_MOST_MS : renew_ms;
    uv_timer_start(&keeper->certificate, on_certificate, renew_ms, renew_ms);
    uv_timer_start(&keeper->collection, on_collection, COLLECT_EVERY_MS, COLLECT_EVERY_MS);

    uint64_t watchdog_us = 0;
    if (sd_watchdog_enabled(0, &watchdog_us) > 0) {
        uint64_t watchdog_ms = watchdog_us / 2000;
        uv_timer_start(&keeper->watchdog, on_watchdog, watchdog_ms, watchdog_ms);
    }
}

void housekeeping_stop(struct housekeeping *keeper)
{
    uv_close((uv_handle_t *)&keeper->certificate, NULL);
    uv_close((uv_handle_t *)&keeper->collection, NULL);
    uv_close((uv_handle_t *)&keeper->watchdog, NULL);
}
