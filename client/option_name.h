/* People typed options, requests have fields: before a refusal is told, a field that an option of
 * the command fills is called as it was typed ("--date" for "signed_on"). */
#ifndef CLIENT_OPTION_NAME_H
#define CLIENT_OPTION_NAME_H

#include "command.h"

/* In all violations of cli->err; of an option that repeats with the value that is meant
 * ("--set quota.commune=5000"). Not for --json: programs know fields. */
void option_names_put(struct cli *cli);

#endif
