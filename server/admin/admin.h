/* thiduad's own subcommands and how a word on the command line finds one. Each runs on the main
 * thread, prints for people on stdout, problems on stderr, and returns the exit code
 * (td_code_exit of the outcome; 2 for wrong usage). No daemon need be running. */
#ifndef SERVER_ADMIN_ADMIN_H
#define SERVER_ADMIN_ADMIN_H

#define ADMIN_EXIT_USAGE 2

struct admin_command {
    const char *name;    /* "check-config" */
    const char *summary; /* msgid: one line for the list of commands */
    /* argv[0] is the command's name. Each answers --help (with an example) by itself. */
    int (*run)(int argc, const char **argv);
};

/* Find argv[1] among commands (ended by a NULL name) and run it. Answers --help and --version;
 * a wrong word gets the nearest right one and ADMIN_EXIT_USAGE. */
int admin_dispatch(const struct admin_command *commands, int argc, const char **argv);

/* thiduad init --data DIR --town NAME [--unit CODE --unit-name NAME] --login L --name N */
int admin_init(int argc, const char **argv);
/* thiduad admin-code --data DIR --login L: a new enrolment code for an administrator */
int admin_code(int argc, const char **argv);
/* thiduad verify --data DIR: the log chain and every referenced file */
int admin_verify(int argc, const char **argv);

#endif
