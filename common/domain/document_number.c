/* The proper spelling of a document's number. */
#include "document_number.h"

#include "text.h"

#include <string.h>

#define MAX_DIGITS 6  /* with zeros before */
#define MAX_SYMBOL 60 /* bytes */

/* Without blanks. NULL: arena used up. */
static char *without_blanks(struct td_arena *arena, const char *text)
{
    char *copy = td_arena_strdup(arena, text), *to = copy;
    for (const char *from = copy; from && *from; from++)
        if (*from != ' ' && *from != '\t')
            *to++ = *from;
    if (to)
        *to = '\0';
    return copy;
}

/* 0: not a number from 1 on. *ret_rest: behind it. */
static unsigned number_read(const char *text, const char **ret_rest)
{
    unsigned number = 0;
    size_t n = 0;
    for (; n < MAX_DIGITS && text[n] >= '0' && text[n] <= '9'; n++)
        number = number * 10 + (unsigned)(text[n] - '0');
    *ret_rest = text + n;
    return number;
}

/* Letters (of any script), digits and hyphens; no hyphen at the end. */
static bool is_issuer(const char *text)
{
    size_t len = strlen(text);
    if (len == 0 || len > MAX_SYMBOL || text[len - 1] == '-' || text[0] == '-')
        return false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x80 && c != '-' && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
            !(c >= 'A' && c <= 'Z'))
            return false;
    }
    return true;
}

/* What follows "/KIND-" of a symbol "/qđ-UBND", or NULL. */
static const char *issuer_of(struct td_arena *arena, const char *symbol, const char *kind)
{
    const char *hyphen = *symbol == '/' ? strchr(symbol, '-') : NULL;
    if (!hyphen)
        return NULL;
    const char *given = td_arena_printf(arena, "%.*s", (int)(hyphen - symbol - 1), symbol + 1);
    const char *given_folded = given ? td_text_fold(arena, given) : NULL;
    const char *kind_folded = td_text_fold(arena, kind);
    bool same = given_folded && kind_folded && strcmp(given_folded, kind_folded) == 0;
    return same && is_issuer(hyphen + 1) ? hyphen + 1 : NULL;
}

enum td_code document_number_normalise(const char *text, const char *kind, const char *field,
                                       struct td_arena *arena, const char **ret, struct td_err *err)
{
    const char *symbol;
    if (!*text)
        return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_REQUIRED, TD_END);
    const char *typed = without_blanks(arena, text);
    if (!typed)
        return TD_RESOURCE_EXHAUSTED;
    unsigned number = number_read(typed, &symbol);
    const char *issuer = issuer_of(arena, symbol, kind);
    if (number == 0 || !issuer) {
        const char *expected = td_arena_printf(arena, "05/%s-UBND", kind);
        return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_TEXT_FORM, "expected",
                       expected ? expected : kind, TD_END);
    }
    const char *proper = td_arena_printf(arena, "%02u/%s-%s", number, kind, issuer);
    if (!proper)
        return TD_RESOURCE_EXHAUSTED;
    *ret = proper;
    return TD_OK;
}

const char *document_number_key(struct td_arena *arena, const char *number)
{
    const char *typed = without_blanks(arena, number);
    const char *folded = typed ? td_text_fold(arena, typed) : NULL;
    return folded ? folded + strspn(folded, "0") : NULL;
}
