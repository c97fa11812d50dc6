/* Help pages, made from the command table. */
#ifndef CLIENT_HELP_H
#define CLIENT_HELP_H

#include "command.h"

#include <stdio.h>

/* All commands. */
void help_program(FILE *out, const struct command *const *tables,
                  const struct command_group *groups);
/* The commands of one group. */
void help_group(FILE *out, const struct command *const *tables, const struct command_group *groups,
                const char *group);
void help_command(FILE *out, const struct command *command);

#endif
