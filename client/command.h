/* The command table: every command of thidua is one row, and help, parsing, the nearest right
 * word, profile and connection all come from it.
 *
 * To add a command file client/cmd/x.c: write its rows as
 *     const struct command x_commands[] = { {...}, {0} };
 * declare them in client/cmd/commands.h and add them to the list in client/cmd/commands.c.
 * A row's function gets the parsed command line:
 *
 *     static enum td_code round_show(struct cli *cli)
 *     {
 *         Pb__RoundShowRequest in = PB__ROUND_SHOW_REQUEST__INIT;
 *         in.round_id = cli->args[0];
 *         const Pb__RoundShowResponse *out;
 *         enum td_code code = CALL(cli, round_service, show, &in, &out);
 *         if (code != TD_OK)
 *             return code;                 // cli->err says why; the caller prints it
 *         if (cli->json)
 *             return json_print_message(stdout, &out->base);
 *         ...table_print(...)
 *     }
 *
 * Results go to stdout. A command never prints its own error: it returns a code with the reasons
 * in cli->err (td_fail(&cli->err, ...)), and exits with td_code_exit of it; a wrong command line
 * exits with 2. */
#ifndef CLIENT_COMMAND_H
#define CLIENT_COMMAND_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cli;
struct client;
struct profile;

enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_NUMBER, /* decimal, min to max */
    OPTION_DATE,   /* as td_date_parse; its text is then YYYY-MM-DD */
    OPTION_TIME,   /* as td_time_parse: 2022-12-15, 2022-12-15T17:00 */
    OPTION_CHOICE, /* a name of an enum, as td_enum_name has it */
};

struct command_option {
    const char *name; /* without the dashes */
    char letter;      /* 0: none */
    enum option_kind kind;
    const char *value_name; /* msgid, shown in help: "UNIT"; NULL for a flag */
    const char *help;       /* msgid */
    bool required;
    bool repeats;                           /* may be given several times, or once with commas */
    bool whole;                             /* of one that repeats: a comma belongs to the value */
    int64_t min, max;                       /* OPTION_NUMBER */
    const ProtobufCEnumDescriptor *choices; /* OPTION_CHOICE; all but UNSPECIFIED are allowed */
    const char *field; /* of the request, where the name does not tell (option_name.h) */
};

enum command_needs {
    NEEDS_NOTHING = 0,
    NEEDS_PROFILE = 1,    /* cli->profile is loaded */
    NEEDS_CONNECTION = 3, /* and cli->client is ready for CALL; connects at the first one */
};

struct command {
    const char *group; /* "round"; "" when the command stands alone: "whoami" */
    const char *name;
    const char *arguments; /* "DIR", "ID [VERSION]"; "" for none */
    size_t min_args, max_args;
    const char *summary; /* msgid: one line, no full stop */
    const char *details; /* msgid, more for the command's own help; NULL: none */
    const char *example; /* a command line that works, verbatim */
    const char *failure; /* msgid: N_("The round was not opened"); leads the error message */
    const struct command_option *options; /* ends with {0}; NULL: none */
    enum command_needs needs;
    enum td_code (*run)(struct cli *cli);
};

/* One line of program help about a group. */
struct command_group {
    const char *name, *summary; /* summary: msgid */
};

/* One run of the program. */
struct cli {
    struct td_arena *arena; /* everything of this run; large loops make their own */
    struct td_err err;      /* in that arena */
    const struct command *command;
    const char *const *args;
    size_t n_args;
    bool json, yes;
    uint32_t timeout_ms;      /* how long to wait for one answer without any progress */
    const char *profile_name; /* valid, but the profile need not exist */
    const char *lang;         /* what --lang or THIDUA_LANG said, or NULL */
    struct profile *profile;  /* NULL unless needed */
    struct client *client;    /* NULL unless needed */
    const Pb__AsOf *as_of;    /* what --as-of says, or NULL (as_of.h) */
    struct cli_value *values; /* options, by cli_* below */
};

/* Options of the present command; the name must be one of its table (asserted). */
bool cli_flag(const struct cli *cli, const char *name);
const char *cli_text(const struct cli *cli, const char *name); /* NULL: not given */
/* For a request's text field: what was given; *field stays when nothing was. */
void cli_text_into(const struct cli *cli, const char *name, char **field);
/* For a request's text field: "" when not given. Not to be written to. */
char *cli_field(const struct cli *cli, const char *name);
/* Number, choice or time (ms since 1970 UTC) of an option; fallback when not given. */
int64_t cli_number(const struct cli *cli, const char *name, int64_t fallback);
/* All values of an option that repeats, in order; *ret_n may be 0. */
const char *const *cli_texts(const struct cli *cli, const char *name, size_t *ret_n);
const int64_t *cli_numbers(const struct cli *cli, const char *name, size_t *ret_n);

/* Ask before something that is hard to take back. True with --yes or when the answer is yes;
 * false otherwise, with the reason in cli->err (CANCELLED, or FAILED_PRECONDITION where there is
 * no terminal to ask on). question: translated, without "[y/N]". */
bool cli_confirm(struct cli *cli, const char *question);

/* The whole program. tables: NULL-terminated list of {0}-ended tables; groups: ends with {0}.
 * Returns the exit code. */
int command_main(int argc, char **argv, const struct command *const *tables,
                 const struct command_group *groups);

#endif
