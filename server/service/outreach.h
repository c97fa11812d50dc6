/* What EvidenceService asks of OutreachService. */
#ifndef SERVER_SERVICE_OUTREACH_H
#define SERVER_SERVICE_OUTREACH_H

#include "call.h"

/* Of attachment.h: may the caller see the record's evidence? */
enum td_code outreach_see(struct call *call, const char *number, int64_t as_of_seq,
                          bool *ret_visible);

#endif
