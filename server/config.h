/* The daemon's options: one table that yields flags, environment, file, help and documentation.
 * Precedence: flags > environment (THIDUAD_NAME) > file (name = value) > default. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Effective values. Durations in milliseconds, sizes in bytes; texts are never NULL. */
struct config {
    char *data, *config_file, *listen, *public_address, *scanner;
    uint64_t port;
    uint64_t log_level; /* enum log_level */
    uint64_t readers, queue_limit, batch_limit;
    uint64_t max_connections, max_per_address, handshake_timeout_ms;
    uint64_t high_water_bytes, max_unsent_bytes;
    uint64_t max_in_flight, max_in_flight_bytes, frame_timeout_ms, keepalive_ms;
    uint64_t request_timeout_ms, enrolments_a_minute, drain_timeout_ms;
    uint64_t max_file_bytes, max_chunk_bytes, max_partial_bytes_per_unit, collect_after_ms;
    uint64_t certificate_lifetime_ms, server_certificate_lifetime_ms;
};

enum config_type { CONFIG_TEXT, CONFIG_NUMBER, CONFIG_DURATION, CONFIG_SIZE, CONFIG_LEVEL };
enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENVIRONMENT, CONFIG_FLAG };

struct config_option {
    const char *name; /* flag --name, environment THIDUAD_NAME (capitals, '_' for '-') */
    enum config_type type;
    size_t offset; /* in struct config */
    const char *unit, *fallback;
    uint64_t min, max; /* not for texts */
    bool reloadable;   /* SIGHUP makes a new value hold */
    const char *help;  /* msgid */
};

extern const struct config_option config_options[];
#define CONFIG_MAX_OPTIONS 40

/* A loaded configuration with where each value came from, by index in config_options. */
struct config_state {
    struct config values;
    char *texts[CONFIG_MAX_OPTIONS];
    enum config_source sources[CONFIG_MAX_OPTIONS];
    bool help, options_table; /* --help, --options-table were given; nothing else holds then */
};

/* argv[0] is the command's name; environment is a NULL-terminated list like environ. Every
 * problem becomes a line on `problems`, with the nearest right name for a wrong one. Returns OK
 * or INVALID_ARGUMENT. Either way config_deinit(ret) afterwards. */
enum td_code config_load(int argc, const char **argv, const char *const *environment,
                         FILE *problems, struct config_state *ret);
void config_deinit(struct config_state *state);

/* Give `running` the reloadable values of `loaded` (both keep owning their texts). Returns how
 * many other options differ: they hold after a restart. */
unsigned config_apply_reload(struct config *running, const struct config *loaded);

/* "THIDUAD_MAX_FILE" in ret_name. */
#define CONFIG_ENV_SIZE 64
void config_env_name(const struct config_option *option, char ret_name[CONFIG_ENV_SIZE]);
/* "30s", "50MiB", "7443": a value of the option's type in its largest whole unit. */
#define CONFIG_VALUE_SIZE 32
void config_format(const struct config_option *option, uint64_t value,
                   char ret_text[CONFIG_VALUE_SIZE]);

void config_print_help(FILE *out);
/* The table as Markdown, for docs/operations.md. */
void config_print_table(FILE *out);
/* Every option with its effective value and source. */
void config_print_values(const struct config_state *state, FILE *out);

#endif
