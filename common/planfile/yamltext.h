/* Writing YAML by hand, with comments: a growing text in an arena, and scalars in the style that
 * reads best and parses back to the same text, given checked text (td_text_check). Internal to this
 * folder. */
#ifndef TD_YAMLTEXT_H
#define TD_YAMLTEXT_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Zero but for the arena. `failed` once memory ran out; then nothing more is added. */
struct yamltext {
    struct td_arena *arena;
    char *text;
    size_t len, capacity;
    bool failed;
};

void yamltext_add(struct yamltext *out, const char *text);
void yamltext_printf(struct yamltext *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A comment, wrapped at 100 columns; line ends in the text become blanks, so that no text can
 * become YAML. indent: columns before the "#"; lead: e.g. "III.4.c1: ", may be "". */
void yamltext_comment(struct yamltext *out, unsigned indent, const char *lead, const char *text);

/* "key: value" and a line end; "- key" begins an entry of a list with it. Several lines become a
 * block below the key. hint: a comment after a value on one line, or NULL. */
void yamltext_entry(struct yamltext *out, unsigned indent, const char *key, const char *value,
                    const char *hint);

/* "key: [a, b]", or "key: []". */
void yamltext_list(struct yamltext *out, unsigned indent, const char *key,
                   const char *const *values, unsigned n, const char *hint);

#endif
