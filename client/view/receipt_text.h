/* A receipt for people. */
#ifndef CLIENT_VIEW_RECEIPT_TEXT_H
#define CLIENT_VIEW_RECEIPT_TEXT_H

#include "arena.h"
#include "dossier.pb-c.h"

/* Every fact of it, with how to verify it, in the reader's language. In the arena; NULL: used up.
 */
char *receipt_text(const Pb__Receipt *receipt, const Pb__ReceiptBody *body, struct td_arena *arena);

#endif
