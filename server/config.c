/* The option table, and values from flags, environment and file by it. Printing is in
 * config_print.c. */
#include "config.h"

#include "enroll_code.h"
#include "i18n.h"
#include "log.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <popt.h>
#include <stdlib.h>
#include <strings.h>

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define SECOND UINT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

#define AT(field) offsetof(struct config, field)

const struct config_option config_options[] = {
    {"data", CONFIG_TEXT, AT(data), "", "", 0, 0, false,
     N_("Folder with database, evidence and keys, made by thiduad init; required")},
    {"config", CONFIG_TEXT, AT(config_file), "", "", 0, 0, false,
     N_("File with lines “name = value”; # begins a comment")},
    {"listen", CONFIG_TEXT, AT(listen), "", "127.0.0.1", 0, 0, false,
     N_("Address to listen on; 0.0.0.0 or :: for all of this computer's")},
    {"port", CONFIG_NUMBER, AT(port), "", "7443", 0, 65535, false, N_("TCP port; 0: any free one")},
    {"public-address", CONFIG_TEXT, AT(public_address), "", "", 0, 0, false,
     N_("HOST:PORT that enrolment codes carry; default: where it listens")},
    {"log-level", CONFIG_LEVEL, AT(log_level), "", "info", LOG_LEVEL_ERROR, LOG_LEVEL_DEBUG, true,
     N_("error, warning, info, or debug (a line for every request)")},
    {"readers", CONFIG_NUMBER, AT(readers), N_("threads"), "2", 1, 16, false,
     N_("Threads that answer queries")},
    {"queue-limit", CONFIG_NUMBER, AT(queue_limit), N_("requests"), "4096", 16, 100000, false,
     N_("Requests waiting for the store, of each kind; one more is refused")},
    {"batch-limit", CONFIG_NUMBER, AT(batch_limit), N_("requests"), "256", 1, 4096, false,
     N_("Most writes in one transaction")},
    {"max-connections", CONFIG_NUMBER, AT(max_connections), N_("connections"), "1024", 1, 100000,
     true, N_("Connections at once")},
    {"max-connections-per-address", CONFIG_NUMBER, AT(max_per_address), N_("connections"), "128", 1,
     100000, true, N_("Connections at once from one address (IPv6: one /64)")},
    {"handshake-timeout", CONFIG_DURATION, AT(handshake_timeout_ms), "", "10s", 100, 5 * MINUTE,
     false, N_("Time for the TLS handshake")},
    {"high-water", CONFIG_SIZE, AT(high_water_bytes), "", "256KiB", 16 * KIB, MIB, false,
     N_("Unsent bytes at which a connection is not read from any more")},
    {"max-unsent", CONFIG_SIZE, AT(max_unsent_bytes), "", "8MiB", 2 * MIB, GIB, false,
     N_("Unsent bytes at which a connection is closed")},
    {"max-in-flight", CONFIG_NUMBER, AT(max_in_flight), N_("requests"), "64", 1, 1024, true,
     N_("Unanswered requests of one connection; one more is refused")},
    {"max-in-flight-bytes", CONFIG_SIZE, AT(max_in_flight_bytes), "", "64MiB", 2 * MIB, 16 * GIB,
     true, N_("Unanswered requests of all connections, in bytes")},
    {"frame-timeout", CONFIG_DURATION, AT(frame_timeout_ms), "", "30s", 100, HOUR, true,
     N_("Time for a frame that has begun to arrive whole")},
    {"keepalive", CONFIG_DURATION, AT(keepalive_ms), "", "30s", 100, HOUR, true,
     N_("A connection silent so long is pinged, and closed after twice that")},
    {"request-timeout", CONFIG_DURATION, AT(request_timeout_ms), "", "30s", 100, HOUR, true,
     N_("A request that has waited longer is not begun")},
    {"enrolments-a-minute", CONFIG_NUMBER, AT(enrolments_a_minute), N_("attempts"), "60", 1, 10000,
     true, N_("Attempts to enrol from one address within a minute")},
    {"drain-timeout", CONFIG_DURATION, AT(drain_timeout_ms), "", "10s", 0, HOUR, true,
     N_("After SIGTERM: time to answer what is in flight")},
    {"max-file", CONFIG_SIZE, AT(max_file_bytes), "", "50MiB", KIB, 4 * GIB, false,
     N_("Largest evidence file")},
    {"max-chunk", CONFIG_SIZE, AT(max_chunk_bytes), "", "256KiB", 4 * KIB, 960 * KIB, false,
     N_("Largest part of a file in one request")},
    {"max-partial", CONFIG_SIZE, AT(max_partial_bytes_per_unit), "", "500MiB", MIB, 1024 * GIB,
     false, N_("Unfinished uploads of one unit, together")},
    {"collect-after", CONFIG_DURATION, AT(collect_after_ms), "", "30d", HOUR, 3650 * DAY, true,
     N_("Age at which a file that no dossier refers to is removed")},
    {"scanner", CONFIG_TEXT, AT(scanner), "", "", 0, 0, false,
     N_("Virus scanner run as COMMAND FILE for each upload; exit 0 accepts, 1 refuses")},
    {"certificate-lifetime", CONFIG_DURATION, AT(certificate_lifetime_ms), "", "90d", 1000,
     3650 * DAY, false, N_("Validity of an officer's certificate")},
    {"server-certificate-lifetime", CONFIG_DURATION, AT(server_certificate_lifetime_ms), "", "90d",
     MINUTE, 825 * DAY, false, N_("Validity of the daemon's own certificate, renewed by itself")},
    {0},
};

_Static_assert(sizeof config_options / sizeof *config_options <= CONFIG_MAX_OPTIONS,
               "CONFIG_MAX_OPTIONS is too small");

struct suffix {
    const char *text;
    uint64_t factor;
};

static const struct suffix durations[] = {{"d", DAY}, {"h", HOUR}, {"min", MINUTE}, {"s", SECOND},
                                          {"ms", 1},  {"", 1},     {NULL, 0}};
static const struct suffix sizes[] = {{"GiB", GIB}, {"MiB", MIB}, {"KiB", KIB}, {"", 1}, {NULL, 0}};
static const struct suffix plain[] = {{"", 1}, {NULL, 0}};
static const char *const level_names[] = {"error", "warning", "info", "debug", NULL};

static const struct suffix *suffixes_of(enum config_type type)
{
    return type == CONFIG_DURATION ? durations : type == CONFIG_SIZE ? sizes : plain;
}

void config_env_name(const struct config_option *option, char ret_name[CONFIG_ENV_SIZE])
{
    snprintf(ret_name, CONFIG_ENV_SIZE, "THIDUAD_%s", option->name);
    for (char *c = ret_name; *c; c++)
        *c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
}

void config_format(const struct config_option *option, uint64_t value,
                   char ret_text[CONFIG_VALUE_SIZE])
{
    if (option->type == CONFIG_LEVEL) {
        snprintf(ret_text, CONFIG_VALUE_SIZE, "%s", level_names[value]);
        return;
    }
    const struct suffix *suffix = suffixes_of(option->type);
    while (suffix->factor > 1 && (value == 0 || value % suffix->factor != 0))
        suffix++;
    snprintf(ret_text, CONFIG_VALUE_SIZE, "%llu%s", (unsigned long long)(value / suffix->factor),
             suffix->text);
}

static bool parse_level(const char *text, uint64_t *ret)
{
    for (uint64_t i = 0; level_names[i]; i++)
        if (strcmp(text, level_names[i]) == 0) {
            *ret = i;
            return true;
        }
    return false;
}

static bool parse_number(const char *text, const struct suffix *suffixes, uint64_t *ret)
{
    char *end;
    if (!isdigit((unsigned char)*text))
        return false;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    while (*end == ' ')
        end++;
    for (const struct suffix *suffix = suffixes; suffix->text; suffix++)
        if (strcasecmp(end, suffix->text) == 0)
            return errno == 0 && !__builtin_mul_overflow(number, suffix->factor, ret);
    return false;
}

/* origin: where the value came from, for messages: "--port", "thiduad.conf:3". */
static bool option_convert(const struct config_option *option, const char *text, const char *origin,
                           struct config *config, FILE *problems)
{
    char *field = (char *)config + option->offset;
    uint64_t number = 0;
    if (option->type == CONFIG_TEXT) {
        memcpy(field, &text, sizeof text);
        return true;
    }
    bool parsed = option->type == CONFIG_LEVEL
                      ? parse_level(text, &number)
                      : parse_number(text, suffixes_of(option->type), &number);
    if (parsed && number >= option->min && number <= option->max) {
        memcpy(field, &number, sizeof number);
        return true;
    }
    char least[CONFIG_VALUE_SIZE], most[CONFIG_VALUE_SIZE];
    config_format(option, option->min, least);
    config_format(option, option->max, most);
    if (option->type == CONFIG_LEVEL)
        fprintf(problems, _("%s: “%s” is not one of: error, warning, info, debug\n"), origin, text);
    else
        fprintf(problems, _("%s: “%s” is not a value from %s to %s\n"), origin, text, least, most);
    return false;
}

struct loader {
    struct config_state *state;
    char origins[CONFIG_MAX_OPTIONS][160];
    FILE *problems;
    bool failed;
};

static const struct config_option *option_find(const char *name)
{
    for (const struct config_option *option = config_options; option->name; option++)
        if (strcmp(option->name, name) == 0)
            return option;
    return NULL;
}

static void loader_unknown(struct loader *loader, const char *origin, const char *name)
{
    const char *names[CONFIG_MAX_OPTIONS + 1] = {NULL};
    for (size_t i = 0; config_options[i].name; i++)
        names[i] = config_options[i].name;
    const char *nearest = td_text_nearest(name, names);
    loader->failed = true;
    if (nearest)
        fprintf(loader->problems, _("%s: there is no option “%s”; did you mean “%s”?\n"), origin,
                name, nearest);
    else
        fprintf(loader->problems, _("%s: there is no option “%s”; see thiduad run --help\n"),
                origin, name);
}

/* A source never overrides a stronger one, in whatever order they are loaded. */
static void loader_set(struct loader *loader, const struct config_option *option, const char *text,
                       enum config_source source, const char *origin)
{
    size_t i = (size_t)(option - config_options);
    if (loader->state->sources[i] > source)
        return;
    char *copy = strdup(text);
    if (!copy) {
        loader->failed = true;
        return;
    }
    free(loader->state->texts[i]);
    loader->state->texts[i] = copy;
    loader->state->sources[i] = source;
    snprintf(loader->origins[i], sizeof loader->origins[i], "%s", origin);
}

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        *--end = '\0';
    return text;
}

static void loader_line(struct loader *loader, char *line, const char *origin)
{
    char *name = trim(line);
    if (*name == '\0' || *name == '#')
        return;
    char *equals = strchr(name, '=');
    if (!equals) {
        fprintf(loader->problems, _("%s: expected “name = value”\n"), origin);
        loader->failed = true;
        return;
    }
    *equals = '\0';
    name = trim(name);
    const struct config_option *option = option_find(name);
    if (!option || option->offset == AT(config_file))
        loader_unknown(loader, origin, name);
    else
        loader_set(loader, option, trim(equals + 1), CONFIG_FILE, origin);
}

static void loader_file(struct loader *loader, const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        fprintf(loader->problems, "%s: %s\n", path, strerror(errno));
        loader->failed = true;
        return;
    }
    char *line = NULL;
    size_t capacity = 0;
    char origin[160];
    for (unsigned number = 1; getline(&line, &capacity, file) >= 0; number++) {
        snprintf(origin, sizeof origin, "%s:%u", path, number);
        loader_line(loader, line, origin);
    }
    free(line);
    fclose(file);
}

/* THIDUAD_LANG is main's: it chooses the language before any of this. */
static void loader_environment(struct loader *loader, const char *const *environment)
{
    for (; *environment; environment++) {
        const char *equals = strchr(*environment, '=');
        if (!equals || strncmp(*environment, "THIDUAD_", 8) != 0)
            continue;
        char name[CONFIG_ENV_SIZE], origin[CONFIG_ENV_SIZE];
        snprintf(origin, sizeof origin, "%.*s", (int)(equals - *environment), *environment);
        snprintf(name, sizeof name, "%s", origin + 8);
        for (char *c = name; *c; c++)
            *c = *c == '_' ? '-' : (char)tolower((unsigned char)*c);
        const struct config_option *option = option_find(name);
        if (option)
            loader_set(loader, option, equals + 1, CONFIG_ENVIRONMENT, origin);
        else if (strcmp(name, "lang") != 0)
            loader_unknown(loader, origin, name);
    }
}

#define FLAG_HELP 1000
#define FLAG_TABLE 1001

static void loader_flag(struct loader *loader, poptContext context, int which)
{
    if (which == FLAG_HELP)
        loader->state->help = true;
    else if (which == FLAG_TABLE)
        loader->state->options_table = true;
    else {
        char origin[CONFIG_ENV_SIZE];
        const struct config_option *option = &config_options[which - 1];
        char *text = poptGetOptArg(context);
        snprintf(origin, sizeof origin, "--%s", option->name);
        loader_set(loader, option, text ? text : "", CONFIG_FLAG, origin);
        free(text);
    }
}

static void loader_flags(struct loader *loader, int argc, const char **argv)
{
    struct poptOption table[CONFIG_MAX_OPTIONS + 3] = {
        {"help", 'h', POPT_ARG_NONE, NULL, FLAG_HELP, NULL, NULL},
        {"options-table", '\0', POPT_ARG_NONE, NULL, FLAG_TABLE, NULL, NULL}};
    for (size_t i = 0; config_options[i].name; i++)
        table[i + 2] = (struct poptOption){
            config_options[i].name, '\0', POPT_ARG_STRING, NULL, (int)i + 1, NULL, NULL};
    poptContext context = poptGetContext(NULL, argc, argv, table, 0);
    int which;
    while ((which = poptGetNextOpt(context)) > 0)
        loader_flag(loader, context, which);
    const char *wrong = poptBadOption(context, 0), *stray = poptPeekArg(context);
    if (which == POPT_ERROR_BADOPT)
        loader_unknown(loader, argv[0], wrong + strspn(wrong, "-"));
    else if (which < -1)
        fprintf(loader->problems, "%s: %s\n", wrong, poptStrerror(which));
    else if (stray)
        fprintf(loader->problems, _("%s: “%s” is not an option; options begin with --\n"), argv[0],
                stray);
    loader->failed |= which < -1 || (which == -1 && stray);
    poptFreeContext(context);
}

static void loader_convert(struct loader *loader)
{
    struct config_state *state = loader->state;
    char host[TD_HOST_SIZE];
    uint16_t port;
    for (size_t i = 0; config_options[i].name; i++)
        if (!option_convert(&config_options[i], state->texts[i], loader->origins[i], &state->values,
                            loader->problems))
            loader->failed = true;
    if (state->values.data[0] == '\0') {
        fprintf(loader->problems, _("--data is missing: the folder made by thiduad init\n"));
        loader->failed = true;
    }
    /* Later it would only spoil every enrolment code. */
    const char *address = state->values.public_address;
    if (*address && !td_address_parse(address, host, &port)) {
        fprintf(loader->problems,
                _("--public-address: “%s” is not HOST:PORT, for example thidua.example.vn:7443\n"),
                address);
        loader->failed = true;
    }
}

enum td_code config_load(int argc, const char **argv, const char *const *environment,
                         FILE *problems, struct config_state *ret)
{
    *ret = (struct config_state){0};
    struct loader loader = {.state = ret, .problems = problems};
    for (const struct config_option *option = config_options; option->name; option++)
        loader_set(&loader, option, option->fallback, CONFIG_DEFAULT, option->name);
    loader_environment(&loader, environment);
    loader_flags(&loader, argc, argv);
    if (ret->help || ret->options_table)
        return TD_OK;
    /* Last, because the others say where it is; they still win over it. */
    const char *path = ret->texts[option_find("config") - config_options];
    if (path && *path)
        loader_file(&loader, path);
    if (!loader.failed)
        loader_convert(&loader);
    return loader.failed ? TD_INVALID_ARGUMENT : TD_OK;
}

void config_deinit(struct config_state *state)
{
    for (size_t i = 0; i < CONFIG_MAX_OPTIONS; i++)
        free(state->texts[i]);
    *state = (struct config_state){0};
}

unsigned config_apply_reload(struct config *running, const struct config *loaded)
{
    unsigned waiting = 0;
    for (const struct config_option *option = config_options; option->name; option++) {
        char *now = (char *)running + option->offset;
        const char *next = (const char *)loaded + option->offset;
        if (option->type == CONFIG_TEXT) {
            const char *now_text, *next_text;
            memcpy(&now_text, now, sizeof now_text);
            memcpy(&next_text, next, sizeof next_text);
            waiting += strcmp(now_text, next_text) != 0;
        } else if (option->reloadable)
            memcpy(now, next, sizeof(uint64_t));
        else
            waiting += memcmp(now, next, sizeof(uint64_t)) != 0;
    }
    return waiting;
}
