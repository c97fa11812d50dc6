/* Evidence files of anything but dossiers. A subject is a word and an id, "task NV22-001"; the
 * word says who may see it, by the table in attachment.c.
 *
 * A handler that takes files (`repeated FileRef evidence` in its request) calls attachment_check
 * with its other checks, and attachment_add once its own rows are written. One that shows them
 * calls attachment_reply. */
#ifndef SERVER_SERVICE_ATTACHMENT_H
#define SERVER_SERVICE_ATTACHMENT_H

#include "attachments.h"
#include "call.h"
#include "evidence.pb-c.h"

#define ATTACHMENT_MAX_FILES 20 /* in one request */

/* Files of a request that are to become evidence: plain names, digests, sizes, not too many, and
 * each uploaded in full by the caller's unit. All violations at field[i]; true when there is
 * none. No files is fine. */
bool attachment_check(struct call *call, const char *field, Pb__FileRef *const *files, size_t n);
/* Only the last part, and that the digest has its length; `path` is the file's own. */
bool attachment_check_held(struct call *call, const char *path, const Pb__FileRef *file);

/* Keep checked files as evidence of the subject, brought by this call's event. */
enum td_code attachment_add(struct call *call, const char *subject, Pb__FileRef *const *files,
                            size_t n);
/* The files that the event log_seq brought, or all up to and with it, for a reply. */
enum td_code attachment_reply(struct call *call, const char *subject, uint64_t log_seq,
                              Pb__FileRef ***ret, size_t *ret_n);
enum td_code attachment_reply_until(struct call *call, const char *subject, uint64_t log_seq,
                                    Pb__FileRef ***ret, size_t *ret_n);

/* One file of the store's for a reply; NULL: arena used up. */
Pb__FileRef *attachment_ref(struct call *call, const struct attachment_row *row);

/* May the caller see the subject as of a number of the log (INT64_MAX: now), and so its files? OK;
 * NOT_FOUND (SUBJECT_UNKNOWN at "subject")
 * both when there is none and when others may see it. */
enum td_code attachment_visible(struct call *call, const char *subject, int64_t as_of_seq);

/* What attachment_visible asks of the service whose word it is. id: what follows the word.
 * Sets *ret_visible; a code other than OK and NOT_FOUND is a fault. */
typedef enum td_code attachment_see(struct call *call, const char *id, int64_t as_of_seq,
                                    bool *ret_visible);

#endif
