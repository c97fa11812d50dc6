/* What ties an officer to a nominee. */
#include "conflict.h"

#include <string.h>

enum conflict conflict_of(const struct conflict_officer *officer,
                          const struct conflict_nominee *nominee, struct td_arena *arena)
{
    const struct person self = {officer->staff_code, "", officer->full_name};
    const struct person other = {nominee->staff_code, "", nominee->name};
    bool own_unit = strcmp(officer->unit_code, nominee->unit_code) == 0;
    enum person_match match = nominee->kind == PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL
                                  ? person_match(&self, &other, arena)
                                  : PERSON_OTHER;
    if (match == PERSON_SAME_STAFF_CODE || (match == PERSON_NAMESAKE && own_unit))
        return CONFLICT_SELF;
    return own_unit ? CONFLICT_UNIT : CONFLICT_NONE;
}
