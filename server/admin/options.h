/* The options of thiduad's own subcommands: one way to read them, to help, and to complain. */
#ifndef SERVER_ADMIN_OPTIONS_H
#define SERVER_ADMIN_OPTIONS_H

#include <popt.h>
#include <stdbool.h>

/* A text option as --name VALUE, then THIDUAD_NAME in the environment, then the fallback. */
struct admin_option {
    const char *name;              /* "unit-name" */
    const char *fallback;          /* NULL: must be given */
    const char *value_name, *help; /* msgids; value_name such as "DIR" */
    const char **value;            /* set; the text lives as long as the process */
};

/* What an option set is for. options ends with a NULL name. */
struct admin_usage {
    const char *command;           /* "init" */
    const char *summary, *example; /* msgids; example: a whole command line */
    const struct admin_option *options;
};

/* Returns true: go on. false: end with *ret_exit (0 after --help; ADMIN_EXIT_USAGE after a
 * complaint on stderr, which names the nearest right option for a wrong one). */
bool admin_options_read(const struct admin_usage *usage, int argc, const char **argv,
                        int *ret_exit);

#endif
