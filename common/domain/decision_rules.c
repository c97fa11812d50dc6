/* What a list may say of each nominee. */
#include "decision_rules.h"

#include "message.h"

#define STATE(name) PB__NOMINEE_STATE__NOMINEE_STATE_##name

bool decision_by_council(Pb__NomineeState council)
{
    return council == STATE(RECOMMENDED);
}

bool decision_differs(Pb__NomineeState council, bool awarded)
{
    return awarded != decision_by_council(council);
}

static bool had_ballot(Pb__NomineeState council)
{
    return council == STATE(RECOMMENDED) || council == STATE(RESERVE) ||
           council == STATE(NOT_RECOMMENDED);
}

static enum td_code choice_refuse(const struct decision_choice *choice, const char *field,
                                  enum td_key key, struct td_err *err)
{
    char state[TD_ENUM_NAME_SIZE];
    const char *word = td_enum_name(&pb__nominee_state__descriptor, (int)choice->council, state);
    return td_fail(err, TD_FAILED_PRECONDITION, field, "", key, "nominee", choice->nominee_id,
                   "name", choice->name, "state", word ? word : "", TD_END);
}

enum td_code decision_check_choice(const struct decision_choice *choice, const char *field,
                                   struct td_err *err)
{
    if (choice->council == STATE(PROPOSED))
        return choice_refuse(choice, field, TD_KEY_DECISION_UNFINISHED, err);
    bool refusable = choice->council == STATE(ELIGIBLE) || choice->council == STATE(INELIGIBLE);
    if (!had_ballot(choice->council) && (choice->awarded || !refusable))
        return choice_refuse(choice, field, TD_KEY_NOMINEE_STATE, err);
    if (*choice->reason)
        return TD_OK;
    if (decision_differs(choice->council, choice->awarded))
        return choice_refuse(choice, field, TD_KEY_DECISION_REASON, err);
    if (choice->council == STATE(ELIGIBLE))
        return choice_refuse(choice, field, TD_KEY_DECISION_NO_BALLOT, err);
    return TD_OK;
}
