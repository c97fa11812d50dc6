/* Hundredths from and to decimal text, without floating point. */
#include "decimal.h"

#include "arena.h"

#include <inttypes.h>

#define WHOLE_DIGITS 15

/* Takes at most max digits; returns how many there were. */
static int digits(const char **text, int max, int64_t *value)
{
    int n = 0;
    for (; **text >= '0' && **text <= '9' && n < max; ++*text, n++)
        *value = *value * 10 + (**text - '0');
    return n;
}

bool td_centi_parse(const char *text, int64_t *ret_centi)
{
    int64_t value = 0;
    int decimals = 0;
    if (digits(&text, WHOLE_DIGITS, &value) == 0)
        return false;
    if (*text == '.' || *text == ',') {
        text++;
        decimals = digits(&text, 2, &value);
        if (decimals == 0)
            return false;
    }
    if (*text)
        return false;
    for (; decimals < 2; decimals++)
        value *= 10;
    *ret_centi = value;
    return true;
}

const char *td_centi_text(struct td_arena *arena, int64_t centi)
{
    uint64_t size = centi < 0 ? 0 - (uint64_t)centi : (uint64_t)centi;
    const char *text = td_arena_printf(arena, "%s%" PRIu64 ".%02" PRIu64, centi < 0 ? "-" : "",
                                       size / 100, size % 100);
    return text ? text : "";
}
