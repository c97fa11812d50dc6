/* Awards from before the software, as PastAwardService tells them. */
#ifndef SERVER_SERVICE_PAST_AWARD_REPLY_H
#define SERVER_SERVICE_PAST_AWARD_REPLY_H

#include "call.h"
#include "past_award.pb-c.h"
#include "past_awards.h"

/* A version, borrowing the row's texts. NULL: arena used up. */
Pb__PastAwardVersion *past_award_reply(struct call *call, const struct past_award_row *row);
/* "2022 31/QĐ-UBND 1": never NULL. */
const char *past_award_name(struct call *call, const struct past_award *past);
/* NOT_FOUND with PAST_AWARD_UNKNOWN at `field`. name: past_award_name. */
enum td_code past_award_unknown(struct call *call, const char *field, const char *name);

/* -- the methods that read -- */

enum td_code past_award_list(struct call *call, const Pb__PastAwardListRequest *in,
                             Pb__PastAwardListResponse *out);
enum td_code past_award_show(struct call *call, const Pb__PastAwardShowRequest *in,
                             Pb__PastAwardShowResponse *out);

#endif
