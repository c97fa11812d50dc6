/* Patterns for LIKE. */
#include "like.h"

#include "text.h"

#include <string.h>

const char *like_part(struct td_arena *arena, const char *text)
{
    const char *folded = td_text_fold(arena, text);
    if (!folded || !*folded)
        return folded;
    char *pattern = td_arena_alloc(arena, 2 * strlen(folded) + 3), *to = pattern;
    if (!pattern)
        return NULL;
    *to++ = '%';
    for (; *folded; folded++) {
        if (strchr("%_\\", *folded))
            *to++ = '\\';
        *to++ = *folded;
    }
    *to++ = '%';
    *to = '\0';
    return pattern;
}
