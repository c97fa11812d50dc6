/* Rules of publication. Pure: no I/O, no clock. */
#include "publication_rules.h"

#include "message.h"

#include <string.h>

enum td_code publication_kind_of(Pb__RoundState state, enum publication_kind *ret,
                                 struct td_err *err)
{
    char name[TD_ENUM_NAME_SIZE];
    if (state == PB__ROUND_STATE__ROUND_STATE_DECIDED) {
        *ret = PUBLICATION_FIRST;
        return TD_OK;
    }
    if (state == PB__ROUND_STATE__ROUND_STATE_PUBLISHED ||
        state == PB__ROUND_STATE__ROUND_STATE_CLOSED) {
        *ret = PUBLICATION_CORRECTION;
        return TD_OK;
    }
    const char *word = td_enum_name(&pb__round_state__descriptor, (int)state, name);
    return td_fail(err, TD_FAILED_PRECONDITION, "round_id", "", TD_KEY_ROUND_STATE, "state",
                   word ? word : "unknown", TD_END);
}

bool announcement_overdue(const char *due_on, bool is_broadcast, const char *day)
{
    return !is_broadcast && strcmp(due_on, day) < 0;
}
