/* What the files of InitiativeService share, and who sees which initiatives. */
#ifndef SERVER_SERVICE_INITIATIVE_H
#define SERVER_SERVICE_INITIATIVE_H

#include "adoptions.h"
#include "call.h"
#include "dossier.pb-c.h"
#include "initiative.pb-c.h"
#include "initiatives.h"
#include "plan.h"

/* Does the caller see all of it, how it was judged included: the readers of everything and its own
 * unit? Others see what is published. */
bool initiative_is_insider(const struct call *call, const char *owner_unit);
/* The initiative of this number as of one of the log (INT64_MAX: now), if the caller may see it;
 * NOT_FOUND (INITIATIVE_UNKNOWN)
 * otherwise. */
enum td_code initiative_get(struct call *call, const char *number, int64_t as_of_seq,
                            struct initiative_row *ret);
/* Of attachment.h: may the caller see its evidence? */
enum td_code initiative_see(struct call *call, const char *number, int64_t as_of_seq,
                            bool *ret_visible);

/* "SK-2022-0001", and "initiative SK-2022-0001" as the subject of its evidence and of its audit
 * events' attachments; NULL: arena used up. */
const char *initiative_number(struct call *call, const struct initiative_row *row);
const char *initiative_subject(struct call *call, const struct initiative_row *row);
/* NULL: arena used up. */
Pb__Initiative *initiative_reply(struct call *call, const struct initiative_row *row);
/* The initiative as it is now, after a write. */
enum td_code initiative_reply_now(struct call *call, int64_t id, Pb__Initiative **ret);

/* May a nominee of `unit_code` point to the initiative it names? Adds NOMINEE_INITIATIVE (III.4) at
 * `path` when not; answers OK unless the store failed. One look-up. */
enum td_code initiative_check_nominee(struct call *call, const Pb__Nominee *nominee,
                                      const char *unit_code, const char *path);

/* -- registering -- */

/* Everything that is wrong with what the unit says becomes violations below `path`. Answers OK
 * unless the store failed. */
enum td_code initiative_content_check(struct call *call, const struct plan *plan, const char *path,
                                      const Pb__InitiativeContent *content);
/* The year whose results it belongs to: this one, or one before. */
bool initiative_year_check(struct call *call, const char *field, uint32_t year);
/* Checked content as a new initiative of the caller's unit, with its first event. */
enum td_code initiative_store(struct call *call, uint32_t year,
                              const Pb__InitiativeContent *content, struct initiative_row *ret);

/* All but the evidence. */
void adoption_fill(const struct adoption_row *row, Pb__Adoption *out);

/* Handlers, by file: initiative.c, initiative_import.c, initiative_adopt.c, initiative_read.c. */
enum td_code initiative_import(struct call *call, const Pb__InitiativeImportRequest *in,
                               Pb__InitiativeImportResponse *out);
enum td_code initiative_adopt(struct call *call, const Pb__InitiativeAdoptRequest *in,
                              Pb__InitiativeAdoptResponse *out);
enum td_code initiative_end_adoption(struct call *call, const Pb__InitiativeEndAdoptionRequest *in,
                                     Pb__InitiativeEndAdoptionResponse *out);
enum td_code initiative_count_adoptions(struct call *call, const Pb__AdoptionCountRequest *in,
                                        Pb__AdoptionCountResponse *out);
enum td_code initiative_list(struct call *call, const Pb__InitiativeListRequest *in,
                             Pb__InitiativeListResponse *out);
enum td_code initiative_show(struct call *call, const Pb__InitiativeShowRequest *in,
                             Pb__InitiativeShowResponse *out);

#endif
