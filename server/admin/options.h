/* The options of thiduad's own subcommands: one way to read them, to help, and to complain. */
#ifndef SERVER_ADMIN_OPTIONS_H
#define SERVER_ADMIN_OPTIONS_H

#include "arena.h"

#include <popt.h>
#include <stdbool.h>

#define ADMIN_TEXTS_BYTES (1u << 20) /* budget of an arena for the values; argv is smaller */

/* A text option as --name VALUE, then THIDUAD_NAME in the environment, then the fallback. */
struct admin_option {
    const char *name;              /* "unit-name" */
    const char *fallback;          /* NULL: must be given */
    const char *value_name, *help; /* msgids; value_name such as "DIR" */
    const char **value;            /* set; see admin_options_read */
};

/* What an option set is for. options ends with a NULL name. */
struct admin_usage {
    const char *command;           /* "init" */
    const char *summary, *example; /* msgids; example: a whole command line */
    const struct admin_option *options;
};

/* Values live in the arena (borrowed; NULL is out of memory), in the environment or in the table.
 * Returns true: go on. false: end with *ret_exit (0 after --help; ADMIN_EXIT_USAGE after a
 * complaint on stderr, which names the nearest right option for a wrong one). */
bool admin_options_read(const struct admin_usage *usage, struct td_arena *arena, int argc,
                        const char **argv, int *ret_exit);

#endif
