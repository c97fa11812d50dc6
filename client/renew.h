/* Certificates renew by themselves before they expire. */
#ifndef CLIENT_RENEW_H
#define CLIENT_RENEW_H

#include "command.h"

/* Called after a command that talked to the server: when less than a third of the certificate's
 * life remains by the server's clock, make a new key on this device, have it certified, replace
 * both. A failure is a warning on stderr (none with --json), never the command's: the old pair
 * still works. */
void renew_if_due(struct cli *cli);

/* Pure: is it time? */
bool renew_is_due(int64_t from_utc_ms, int64_t until_utc_ms, int64_t now_utc_ms);

#endif
