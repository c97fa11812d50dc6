/* The command line against the command table: words, options and arguments. */
#ifndef CLIENT_CMDLINE_H
#define CLIENT_CMDLINE_H

#include "command.h"

/* Options that every command takes; ends with {0}. A command's own option of the same name goes
 * before ("dossier show ID --version 2" is not "--version"). */
extern const struct command_option global_options[];
/* The option of that name (len bytes of it); NULL: none, also when options is NULL. */
const struct command_option *cmdline_option_find(const struct command_option *options,
                                                 const char *name, size_t len);

/* What can be told before the command is known. Points into argv. */
struct command_words {
    const char *words[2]; /* first two words that are no options; NULL: not there */
    const char *lang, *profile;
    bool json, help, version;
};
void cmdline_scan(int argc, char **argv, struct command_words *ret);

/* The row that the words name (*ret_depth: how many of them it took), or NULL. */
const struct command *cmdline_find(const struct command *const *tables,
                                   const struct command_words *words, size_t *ret_depth);
/* Whether a group of that name exists. */
bool cmdline_is_group(const struct command *const *tables, const char *word);
/* USAGE_WORD into err, with the nearest right word. */
enum td_code cmdline_unknown_word(const struct command *const *tables,
                                  const struct command_words *words, struct td_err *err);

/* Everything after the command's own words (depth) into cli->values and cli->args; every mistake
 * goes to cli->err. Returns OK or INVALID_ARGUMENT. */
enum td_code cmdline_parse(struct cli *cli, size_t depth, int argc, char **argv);

#endif
