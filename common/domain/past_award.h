/* Awards of the Chairman from before the software (II.3.a, II.3.b, III.1–3): what may be entered as
 * history. Pure; any thread. */
#ifndef TD_DOMAIN_PAST_AWARD_H
#define TD_DOMAIN_PAST_AWARD_H

#include "local_award.h"

/* Texts are valid (td_message_check), never NULL. */
struct past_award {
    struct local_award award; /* what any award on paper says */
    Pb__RoundKind round;
    uint32_t year; /* of the round */
    const char *citizen_id;
    const char *revoked_by, *revoked_on; /* "": in force */
};

/* Form of every field but the unit: all mistakes at `parent`.field. today: "YYYY-MM-DD". Returns OK
 * or INVALID_ARGUMENT. */
enum td_code past_award_check(const struct past_award *award, const char *today, const char *parent,
                              struct td_err *err);

/* A decision has one day and belongs to one round: what is entered of it must agree. other: another
 * award of the same number and year. Returns OK or FAILED_PRECONDITION (PAST_AWARD_DECISION) at
 * `parent`. */
enum td_code past_award_check_decision(const struct past_award *award,
                                       const struct past_award *other, const char *parent,
                                       struct td_err *err);

/* Do both say the same about the same award? */
bool past_award_same(const struct past_award *a, const struct past_award *b);

#endif
