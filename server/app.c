/* Starting and stopping the daemon in one order; see app.h. Everything runs on the main thread,
 * which is the loop's. */
#include "app.h"

#include "admin.h"
#include "blob.h"
#include "config.h"
#include "conn.h"
#include "data_folder.h"
#include "enroll_code.h"
#include "executor.h"
#include "housekeeping.h"
#include "i18n.h"
#include "log.h"
#include "migrate.h"
#include "pki.h"
#include "plan_cache.h"
#include "rpc.h"
#include "services.h"
#include "timefmt.h"
#include "tls.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define SIGNALS 3
#define ADDRESS_SIZE (TD_HOST_SIZE + 10)

struct app {
    struct config_state config;
    int argc;
    const char **argv; /* for SIGHUP */
    struct log log;
    struct data_folder folder;
    uv_loop_t loop;
    struct pki *pki;
    struct blob_store *blobs;
    struct plan_cache *plans;
    struct services services;
    char public_address[ADDRESS_SIZE];
    struct executor *executor;
    struct rpc *rpc;
    struct listener *listener;
    struct housekeeping keeper;
    uv_signal_t signals[SIGNALS];
    uv_timer_t drain_limit;
    bool stopping, closing;
};

/* ---- Stopping: each step begins when the one before has ended ---- */

static void app_close_rest(void *data)
{
    struct app *app = data;
    for (size_t i = 0; i < SIGNALS; i++)
        uv_close((uv_handle_t *)&app->signals[i], NULL);
    uv_close((uv_handle_t *)&app->drain_limit, NULL);
}

static void on_executor_stopped(void *data)
{
    struct app *app = data;
    app->executor = NULL;
    if (app->rpc)
        rpc_free(app->rpc, app_close_rest, app);
    else
        app_close_rest(app);
}

static void on_listener_closed(void *data)
{
    struct app *app = data;
    app->listener = NULL;
    if (app->executor)
        executor_stop(app->executor, on_executor_stopped, app);
    else
        on_executor_stopped(app);
}

static void app_close(struct app *app)
{
    if (app->closing)
        return;
    app->closing = true;
    uv_timer_stop(&app->drain_limit);
    if (app->listener) {
        housekeeping_stop(&app->keeper);
        listener_close(app->listener, on_listener_closed, app);
    } else
        on_listener_closed(app);
}

static void on_drained(void *data)
{
    app_close(data);
}

static void on_drain_limit(uv_timer_t *timer)
{
    struct app *app = timer->data;
    log_line(&app->log, LOG_LEVEL_WARNING, "some connections did not end in time; closing them");
    app_close(app);
}

static void on_stop_signal(uv_signal_t *handle, int number)
{
    struct app *app = handle->data;
    if (app->stopping) {
        log_line(&app->log, LOG_LEVEL_WARNING, "a second signal %d: ending at once", number);
        _exit(td_code_exit(TD_CANCELLED));
    }
    app->stopping = true;
    log_line(&app->log, LOG_LEVEL_INFO, "signal %d: finishing what is in flight", number);
    sd_notify(0, "STOPPING=1");
    listener_stop_accepting(app->listener);
    uv_timer_start(&app->drain_limit, on_drain_limit, app->config.values.drain_timeout_ms, 0);
    rpc_drain(app->rpc, on_drained, app);
}

/* ---- Reloading ---- */

static struct rpc_limits rpc_limits_of(const struct config *config)
{
    return (struct rpc_limits){.max_in_flight = (unsigned)config->max_in_flight,
                               .max_in_flight_bytes = config->max_in_flight_bytes,
                               .frame_timeout_ms = config->frame_timeout_ms,
                               .keepalive_ms = config->keepalive_ms,
                               .request_timeout_ms = config->request_timeout_ms,
                               .enrolments_a_minute = (unsigned)config->enrolments_a_minute};
}

static void app_apply(struct app *app, const struct config *loaded)
{
    struct config *running = &app->config.values;
    unsigned waiting = config_apply_reload(running, loaded);
    struct rpc_limits limits = rpc_limits_of(running);
    log_set_level(&app->log, (enum log_level)running->log_level);
    rpc_set_limits(app->rpc, &limits);
    listener_set_limits(app->listener, (unsigned)running->max_connections,
                        (unsigned)running->max_per_address);
    housekeeping_renew_certificate(&app->keeper);
    log_line(&app->log, LOG_LEVEL_INFO, "configuration reloaded");
    if (waiting > 0)
        log_line(&app->log, LOG_LEVEL_WARNING, "%u changed options hold after a restart only",
                 waiting);
}

static void on_reload_signal(uv_signal_t *handle, int number)
{
    (void)number;
    struct app *app = handle->data;
    struct config_state loaded;
    if (app->stopping)
        return;
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu", (unsigned long long)td_monotonic_ms() * 1000);
    if (config_load(app->argc, app->argv, (const char *const *)environ, stderr, &loaded) == TD_OK)
        app_apply(app, &loaded.values);
    else
        log_line(&app->log, LOG_LEVEL_ERROR, "the configuration is wrong; the old one holds");
    config_deinit(&loaded);
    sd_notify(0, "READY=1");
}

/* ---- Starting ---- */

static enum td_code app_complain(const struct app *app, enum td_code code, const char *problem)
{
    fprintf(stderr, "thiduad: %s: %s\n", app->config.values.data, _(problem));
    return code;
}

static enum td_code app_migrate(struct app *app)
{
    int version = 0, known = 0;
    const char *problem = "";
    enum td_code code = migrate(app->folder.database, &version, &known, &problem);
    if (code == TD_OK)
        log_line(&app->log, LOG_LEVEL_INFO, "database schema %d", version);
    else if (code == TD_FAILED_PRECONDITION && version > known)
        fprintf(stderr,
                _("thiduad: %s: was written by a newer version (schema %d, this one knows %d)\n"),
                app->config.values.data, version, known);
    else
        app_complain(app, code, problem);
    return code;
}

static enum td_code app_open_stores(struct app *app)
{
    const struct config *config = &app->config.values;
    const char *problem = "";
    struct blob_options options = {.folder = app->folder.evidence,
                                   .max_file_bytes = config->max_file_bytes,
                                   .max_partial_bytes_per_unit = config->max_partial_bytes_per_unit,
                                   .scanner_command = config->scanner};
    enum td_code code = pki_open(app->folder.pki, &app->pki, &problem);
    if (code == TD_OK)
        code = blob_store_open(&options, &app->blobs, &problem);
    if (code != TD_OK)
        return app_complain(app, code, problem);
    app->plans = plan_cache_new();
    return app->plans ? TD_OK : app_complain(app, TD_RESOURCE_EXHAUSTED, N_("out of memory"));
}

static enum td_code app_start_rpc(struct app *app)
{
    const struct config *config = &app->config.values;
    app->services = (struct services){
        .blobs = app->blobs,
        .pki = app->pki,
        .plans = app->plans,
        .public_address = app->public_address,
        .town = pki_town(app->pki),
        .max_file_bytes = config->max_file_bytes,
        .max_chunk_bytes = (uint32_t)config->max_chunk_bytes,
        .certificate_lifetime_ms = (int64_t)config->certificate_lifetime_ms,
        .software = "thiduad/" TD_VERSION,
        .ballot_folder = app->folder.ballots,
    };
    struct rpc_options options = {.loop = &app->loop,
                                  .executor = app->executor,
                                  .methods = all_services,
                                  .services = &app->services,
                                  .log = &app->log,
                                  .limits = rpc_limits_of(config)};
    enum td_code code = rpc_new(&options, &app->rpc);
    return code == TD_OK ? TD_OK : app_complain(app, code, N_("out of memory"));
}

static enum td_code app_start_executor(struct app *app)
{
    const struct config *config = &app->config.values;
    struct executor_options options = {.database_path = app->folder.database,
                                       .readers = (unsigned)config->readers,
                                       .queue_limit = config->queue_limit,
                                       .batch_limit = config->batch_limit};
    return executor_start(&app->loop, &options, &app->executor);
}

/* The socket that systemd opened for us; -1: none. */
static enum td_code app_inherited_socket(int *ret_fd)
{
    int count = sd_listen_fds(1);
    *ret_fd = count == 1 ? SD_LISTEN_FDS_START : -1;
    if (count <= 0 || (count == 1 && sd_is_socket(*ret_fd, AF_UNSPEC, SOCK_STREAM, 1) > 0))
        return TD_OK;
    fprintf(stderr, "%s",
            _("thiduad: systemd handed over something else than one listening TCP "
              "socket\n"));
    return TD_INVALID_ARGUMENT;
}

static enum td_code app_start_listener(struct app *app)
{
    const struct config *config = &app->config.values;
    struct listener_options options = {.host = config->listen,
                                       .port = (uint16_t)config->port,
                                       .max_connections = (unsigned)config->max_connections,
                                       .max_per_address = (unsigned)config->max_per_address,
                                       .handshake_timeout_ms = config->handshake_timeout_ms,
                                       .high_water_bytes = config->high_water_bytes,
                                       .max_unsent_bytes = config->max_unsent_bytes};
    struct td_tls_context *tls = NULL;
    const char *problem = "";
    enum td_code code = app_inherited_socket(&options.inherited_fd);
    if (code != TD_OK)
        return code;
    code = pki_server_tls(app->pki, td_now_utc_ms(),
                          (int64_t)config->server_certificate_lifetime_ms, &tls, &problem);
    if (code != TD_OK)
        return app_complain(app, code, problem);
    code = listener_start(&app->loop, &options, tls, rpc_conn_events(), app->rpc, &app->listener,
                          &problem);
    if (code == TD_OK)
        return TD_OK;
    td_tls_context_unref(tls);
    fprintf(stderr, _("thiduad: cannot listen on %s, port %u: %s\n"), config->listen,
            (unsigned)config->port, problem);
    return code;
}

/* "host:port", with brackets around an IPv6 address. */
static void address_format(const char *host, unsigned port, char ret_text[ADDRESS_SIZE])
{
    snprintf(ret_text, ADDRESS_SIZE, strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, port);
}

/* What enrolment codes carry: an address that listens everywhere says nothing to a ward. */
static void app_name_itself(struct app *app)
{
    const struct config *config = &app->config.values;
    char host[TD_HOST_SIZE];
    if (*config->public_address) {
        snprintf(app->public_address, sizeof app->public_address, "%s", config->public_address);
        return;
    }
    bool everywhere = strcmp(config->listen, "0.0.0.0") == 0 || strcmp(config->listen, "::") == 0;
    if (!everywhere || gethostname(host, sizeof host) != 0)
        snprintf(host, sizeof host, "%s", config->listen);
    address_format(host, listener_port(app->listener), app->public_address);
}

static void app_start_rest(struct app *app)
{
    app->keeper = (struct housekeeping){.loop = &app->loop,
                                        .config = &app->config.values,
                                        .log = &app->log,
                                        .pki = app->pki,
                                        .blobs = app->blobs,
                                        .executor = app->executor,
                                        .listener = app->listener,
                                        .ballot_folder = app->folder.ballots};
    housekeeping_start(&app->keeper);
    uv_signal_start(&app->signals[0], on_stop_signal, SIGTERM);
    uv_signal_start(&app->signals[1], on_stop_signal, SIGINT);
    uv_signal_start(&app->signals[2], on_reload_signal, SIGHUP);
}

static void app_announce(struct app *app)
{
    char address[ADDRESS_SIZE];
    address_format(app->config.values.listen, listener_port(app->listener), address);
    printf("thiduad listening on %s\n", address);
    fflush(stdout);
    log_line(&app->log, LOG_LEVEL_INFO, "thiduad %s of %s listens on %s, enrolment codes say %s",
             TD_VERSION, app->services.town, address, app->public_address);
    sd_notify(0, "READY=1");
}

static enum td_code app_start(struct app *app)
{
    static enum td_code (*const steps[])(struct app *) = {
        app_migrate, app_open_stores, app_start_executor, app_start_rpc, app_start_listener};
    const char *problem = "";
    enum td_code code = data_folder_open(app->config.values.data, true, &app->folder, &problem);
    if (code != TD_OK)
        return app_complain(app, code, problem);
    for (size_t i = 0; i < sizeof steps / sizeof *steps && code == TD_OK; i++)
        code = steps[i](app);
    if (code != TD_OK)
        return code;
    app_name_itself(app);
    app_start_rest(app);
    app_announce(app);
    return TD_OK;
}

static void app_init_loop(struct app *app)
{
    uv_loop_init(&app->loop);
    for (size_t i = 0; i < SIGNALS; i++) {
        uv_signal_init(&app->loop, &app->signals[i]);
        app->signals[i].data = app;
    }
    uv_timer_init(&app->loop, &app->drain_limit);
    app->drain_limit.data = app;
}

/* Only after the loop has ended. */
static void app_deinit(struct app *app)
{
    uv_loop_close(&app->loop);
    plan_cache_free(app->plans);
    blob_store_close(app->blobs);
    pki_close(app->pki);
    data_folder_close(&app->folder);
}

/* Files for the owner alone; as many connections as the system allows; a peer that has gone is
 * an error of write, not a signal. */
static void process_prepare(void)
{
    struct rlimit files;
    umask(077);
    signal(SIGPIPE, SIG_IGN);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

static int app_main(struct app *app)
{
    process_prepare();
    log_init(&app->log, (enum log_level)app->config.values.log_level);
    app->folder.lock_fd = -1;
    app_init_loop(app);
    enum td_code code = app_start(app);
    if (code != TD_OK)
        app_close(app);
    uv_run(&app->loop, UV_RUN_DEFAULT);
    app_deinit(app);
    if (code == TD_OK)
        log_line(&app->log, LOG_LEVEL_INFO, "stopped");
    return td_code_exit(code);
}

/* true: the options ask for something to be printed, or are wrong; *ret_exit is the exit code. */
static bool config_answers(enum td_code code, const struct config_state *config, int *ret_exit)
{
    *ret_exit = 0;
    if (config->help)
        config_print_help(stdout);
    else if (config->options_table)
        config_print_table(stdout);
    else if (code == TD_OK)
        return false;
    else
        *ret_exit = ADMIN_EXIT_USAGE;
    return true;
}

int app_run(int argc, const char **argv)
{
    struct app app = {.argc = argc, .argv = argv};
    int exit_code;
    enum td_code code = config_load(argc, argv, (const char *const *)environ, stderr, &app.config);
    if (!config_answers(code, &app.config, &exit_code))
        exit_code = app_main(&app);
    config_deinit(&app.config);
    return exit_code;
}

int app_check_config(int argc, const char **argv)
{
    struct config_state config;
    int exit_code;
    enum td_code code = config_load(argc, argv, (const char *const *)environ, stderr, &config);
    if (!config_answers(code, &config, &exit_code))
        config_print_values(&config, stdout);
    config_deinit(&config);
    return exit_code;
}
