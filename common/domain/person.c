/* One person or two. */
#include "person.h"

#include "text.h"

#include <string.h>
#include <strings.h>

enum code_match { CODE_NONE, CODE_SAME, CODE_OTHER };

/* Two codes decide when both are there. */
static enum code_match code_match(const char *a, const char *b)
{
    if (!*a || !*b)
        return CODE_NONE;
    return strcasecmp(a, b) == 0 ? CODE_SAME : CODE_OTHER;
}

enum person_match person_match_ids(const struct person *a, const struct person *b)
{
    enum code_match staff = code_match(a->staff_code, b->staff_code);
    enum code_match citizen = code_match(a->citizen_id, b->citizen_id);
    if (staff == CODE_SAME)
        return PERSON_SAME_STAFF_CODE;
    if (citizen == CODE_SAME)
        return PERSON_SAME_CITIZEN_ID;
    return staff == CODE_OTHER || citizen == CODE_OTHER ? PERSON_OTHER : PERSON_OPEN;
}

bool person_same_name(const char *a, const char *b, struct td_arena *arena)
{
    if (strcmp(a, b) == 0)
        return true;
    const char *folded_a = td_text_fold(arena, a), *folded_b = td_text_fold(arena, b);
    return folded_a && folded_b && strcmp(folded_a, folded_b) == 0;
}

enum person_match person_match(const struct person *a, const struct person *b,
                               struct td_arena *arena)
{
    enum person_match match = person_match_ids(a, b);
    if (match != PERSON_OPEN)
        return match;
    return *a->name && person_same_name(a->name, b->name, arena) ? PERSON_NAMESAKE : PERSON_OTHER;
}
