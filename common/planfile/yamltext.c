/* Scalars and comments as YAML text. What is written here yamlfile_read must read back: the
 * round trip is tested with hostile texts. */
#include "yamltext.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WIDTH 100

static bool reserve(struct yamltext *out, size_t more)
{
    if (out->failed)
        return false;
    if (out->len + more + 1 <= out->capacity)
        return true;
    size_t capacity = 2 * (out->len + more + 512);
    char *text = td_arena_alloc(out->arena, capacity);
    if (!text) {
        out->failed = true;
        return false;
    }
    if (out->len)
        memcpy(text, out->text, out->len);
    out->text = text;
    out->capacity = capacity;
    return true;
}

static void add_bytes(struct yamltext *out, const char *bytes, size_t len)
{
    if (!reserve(out, len))
        return;
    memcpy(out->text + out->len, bytes, len);
    out->len += len;
    out->text[out->len] = '\0';
}

void yamltext_add(struct yamltext *out, const char *text)
{
    add_bytes(out, text, strlen(text));
}

void yamltext_printf(struct yamltext *out, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    if (len >= 0 && reserve(out, (size_t)len)) {
        vsnprintf(out->text + out->len, (size_t)len + 1, format, again);
        out->len += (size_t)len;
    }
    va_end(again);
    va_end(args);
}

static void indent_add(struct yamltext *out, unsigned indent)
{
    yamltext_printf(out, "%*s", (int)indent, "");
}

/* ---- comments ---------------------------------------------------------------------------- */

static size_t columns(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += (text[i] & 0xC0) != 0x80;
    return n;
}

void yamltext_comment(struct yamltext *out, unsigned indent, const char *lead, const char *text)
{
    indent_add(out, indent);
    yamltext_printf(out, "# %s", lead);
    size_t hang = columns(lead, strlen(lead));
    size_t used = indent + 2 + hang;
    bool first = true;
    for (;;) {
        text += strspn(text, " \t\n");
        size_t len = strcspn(text, " \t\n");
        if (!len)
            break;
        size_t width = columns(text, len);
        if (!first && used + 1 + width > WIDTH) {
            yamltext_add(out, "\n");
            indent_add(out, indent);
            yamltext_printf(out, "# %*s", (int)hang, "");
            used = indent + 2 + hang;
        } else if (!first) {
            yamltext_add(out, " ");
            used++;
        }
        add_bytes(out, text, len);
        used += width;
        text += len;
        first = false;
    }
    yamltext_add(out, "\n");
}

/* ---- scalars ----------------------------------------------------------------------------- */

/* Checked text (td_text_check) has no other character that quotes could not hold as it is. */
static const struct {
    char c;
    const char *escape;
} ESCAPES[] = {{'\\', "\\\\"}, {'"', "\\\""}, {'\n', "\\n"}, {'\t', "\\t"}};

static const char *escape_of(char c)
{
    for (size_t i = 0; i < sizeof ESCAPES / sizeof *ESCAPES; i++)
        if (ESCAPES[i].c == c)
            return ESCAPES[i].escape;
    return NULL;
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Without quotes: begins with a letter or digit, and holds nothing that YAML reads as its own. */
static bool plain_fits(const char *text)
{
    size_t len = strlen(text);
    if (!len || strpbrk(text, "\n\t"))
        return false;
    if (!is_word_char(text[0]) && !(text[0] & 0x80))
        return false;
    return text[len - 1] != ' ' && text[len - 1] != ':' && !strstr(text, ": ") &&
           !strstr(text, " #");
}

/* As a block of lines: none begins or ends with a blank, the last one is not empty. */
static bool block_fits(const char *text)
{
    size_t len = strlen(text);
    if (!strchr(text, '\n') || text[0] == '\n' || text[len - 1] == '\n' || text[0] == ' ' ||
        text[0] == '\t')
        return false;
    return !strstr(text, "\n ") && !strstr(text, "\n\t") && !strstr(text, " \n") &&
           !strstr(text, "\t\n");
}

static void quoted_add(struct yamltext *out, const char *text)
{
    yamltext_add(out, "\"");
    for (; *text; text++) {
        const char *escape = escape_of(*text);
        if (escape)
            yamltext_add(out, escape);
        else
            add_bytes(out, text, 1);
    }
    yamltext_add(out, "\"");
}

static void block_add(struct yamltext *out, unsigned indent, const char *text)
{
    yamltext_add(out, "|-");
    for (;;) {
        size_t len = strcspn(text, "\n");
        yamltext_add(out, "\n");
        if (len) {
            indent_add(out, indent);
            add_bytes(out, text, len);
        }
        if (!text[len])
            return;
        text += len + 1;
    }
}

static void line_end(struct yamltext *out, const char *hint)
{
    if (hint)
        yamltext_printf(out, "  # %s", hint);
    yamltext_add(out, "\n");
}

void yamltext_entry(struct yamltext *out, unsigned indent, const char *key, const char *value,
                    const char *hint)
{
    indent_add(out, indent);
    yamltext_printf(out, "%s: ", key);
    if (plain_fits(value))
        yamltext_add(out, value);
    else if (block_fits(value))
        block_add(out, indent + (strncmp(key, "- ", 2) == 0 ? 4 : 2), value);
    else
        quoted_add(out, value);
    line_end(out, strchr(value, '\n') ? NULL : hint);
}

void yamltext_list(struct yamltext *out, unsigned indent, const char *key,
                   const char *const *values, unsigned n, const char *hint)
{
    indent_add(out, indent);
    yamltext_printf(out, "%s: [", key);
    for (unsigned i = 0; i < n; i++) {
        yamltext_add(out, i ? ", " : "");
        if (plain_fits(values[i]) && !strpbrk(values[i], "[]{},:#"))
            yamltext_add(out, values[i]);
        else
            quoted_add(out, values[i]);
    }
    yamltext_add(out, "]");
    line_end(out, hint);
}
