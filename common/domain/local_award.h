/* Own awards of communes and wards (II.3.a): what may be recorded. Pure; any thread. */
#ifndef TD_DOMAIN_LOCAL_AWARD_H
#define TD_DOMAIN_LOCAL_AWARD_H

#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

#define LOCAL_AWARD_NUMBER_MAX_CHARS 40
#define LOCAL_AWARD_ORDINAL_MAX 9999
#define LOCAL_AWARD_RECIPIENT_MAX_CHARS 200
#define LOCAL_AWARD_ACHIEVEMENT_MAX_CHARS 2000
#define LOCAL_AWARD_FIRST_DAY "2021-01-01" /* of the movement, 2021–2030 */

/* Texts are valid (td_message_check), never NULL. */
struct local_award {
    const char *unit_code, *number;
    uint32_t ordinal; /* from 1 */
    const char *granted_on;
    Pb__NomineeKind kind;
    const char *recipient, *staff_code, *achievement;
};

/* Form of every field but the unit: all mistakes at `parent`.field. today: "YYYY-MM-DD"; nothing
 * is recorded before it is granted. Returns OK or INVALID_ARGUMENT. */
enum td_code local_award_check(const struct local_award *award, const char *today,
                               const char *parent, struct td_err *err);

/* II.3.a: communes and wards grant certificates of their own, no other unit does. Returns OK or
 * FAILED_PRECONDITION (LOCAL_AWARD_UNIT) at `field`. */
enum td_code local_award_check_unit(const char *unit_code, Pb__UnitKind kind, const char *field,
                                    struct td_err *err);

/* The year of a valid date. */
uint32_t local_award_year(const char *granted_on);

/* Do both say the same about the same award? */
bool local_award_same(const struct local_award *a, const struct local_award *b);

#endif
