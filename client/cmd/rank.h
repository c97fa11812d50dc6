/* What the files of `thidua rank` share. */
#ifndef CLIENT_CMD_RANK_H
#define CLIENT_CMD_RANK_H

#include "command.h"

/* --explain NOMINEE: the whole story of one nominee, in sentences. */
enum td_code rank_explain(struct cli *cli, const char *nominee_id);

#endif
