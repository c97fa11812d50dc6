/* What the files of PublicationService share. Everybody enrolled sees a published round: its
 * awards, and of refusals those of the own unit (decision_reply). */
#ifndef SERVER_SERVICE_PUBLICATION_H
#define SERVER_SERVICE_PUBLICATION_H

#include "as_of.h"
#include "attachment.h"
#include "call.h"
#include "publication.pb-c.h"
#include "publications.h"
#include "round.h"

/* The round and the newest version of its publication as of then. NOT_FOUND with ROUND_UNKNOWN, or
 * FAILED_PRECONDITION with PUBLICATION_NONE at "round_id". */
enum td_code publication_get(struct call *call, const char *round_id, int64_t as_of_seq,
                             struct round_row *ret_round, struct publication_row *ret);
enum td_code publication_reply(struct call *call, const struct round_row *round,
                               const struct as_of *as_of, Pb__Publication **ret);
/* After a write: as it is now, and the note for the log. */
enum td_code publication_write_end(struct call *call, const struct round_row *round,
                                   uint32_t version, const char *detail, Pb__Publication **ret);

/* "announcement 2022-annual": of evidence. NULL: arena used up. */
const char *announcement_subject(struct call *call, const char *round_id);
/* May the caller see that announcement's evidence? (attachment.h) */
attachment_see announcement_see;

/* Handlers, by file: publication.c, publication_read.c. */
enum td_code publication_show(struct call *call, const Pb__PublicationShowRequest *in,
                              Pb__PublicationShowResponse *out);
enum td_code publication_announcements(struct call *call, const Pb__AnnouncementListRequest *in,
                                       Pb__AnnouncementListResponse *out);

#endif
