/* What thidua publish, publication and announcement print. */
#ifndef CLIENT_CMD_PUBLICATION_VIEW_H
#define CLIENT_CMD_PUBLICATION_VIEW_H

#include "command.h"
#include "publication.pb-c.h"

/* Results, own refusals, recipients, units that took note, broadcasts, versions. */
void publication_print(struct cli *cli, const Pb__Publication *publication);
/* What the Radio Station reads out. */
void announcement_print(struct cli *cli, const Pb__Publication *publication);

#endif
