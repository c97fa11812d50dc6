/* Vietnamese text. The check runs on every string of every request: one pass without allocation
 * for what Vietnamese is made of; utf8proc decides only about text with rarer characters. */
#include "text.h"

#include "arena.h"

#include <ctype.h>
#include <stdint.h>
#include <utf8proc.h>

#define FILE_NAME_MAX_CHARS 120
/* Longest run of combining marks in Stream-Safe Text Format (Unicode Standard Annex 15, section
 * 13); also keeps utf8proc's reordering, quadratic in the run, cheap. */
#define MARKS_MAX 30

/* Decode one code point strictly (no overlong forms, no surrogates). Returns its length in
 * bytes, 0 when it is not UTF-8. */
static size_t decode(const uint8_t *at, size_t left, uint32_t *ret_char)
{
    uint32_t lead = at[0];
    size_t len = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (len == 0 || len > left || lead > 0xF4)
        return 0;
    static const uint8_t lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t c = lead & lead_bits[len];
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (at[i] & 0x3Fu);
    }
    if (c < smallest[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *ret_char = c;
    return len;
}

/* Beyond C0 and C1: characters that are not seen but change what is seen, or how text compares. */
static bool is_disguise(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x00AD, 0x00AD},   /* soft hyphen */
        {0x034F, 0x034F},   /* combining grapheme joiner */
        {0x061C, 0x061C},   /* Arabic letter mark */
        {0x115F, 0x1160},   /* Hangul fillers */
        {0x180E, 0x180E},   /* Mongolian vowel separator */
        {0x200B, 0x200F},   /* zero width space and joiners, direction marks */
        {0x2028, 0x202E},   /* line and paragraph separators, bidi embeddings */
        {0x2060, 0x206F},   /* word joiner, invisible operators, bidi isolates */
        {0x3164, 0x3164},   /* Hangul filler */
        {0xFEFF, 0xFEFF},   /* byte order mark */
        {0xFFA0, 0xFFA0},   /* halfwidth Hangul filler */
        {0xFFF9, 0xFFFB},   /* interlinear annotation */
        {0xE0000, 0xE007F}, /* tags */
    };
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

static bool is_control(uint32_t c)
{
    if (c < 0x20)
        return c != '\n' && c != '\t';
    return (c >= 0x7F && c < 0xA0) || (c >= 0xAD && is_disguise(c));
}

/* Starters that never compose with what stands before them and are never decomposed by NFC:
 * Latin up to U+02FF, Latin Extended Additional (the Vietnamese letters), typographic dashes,
 * quotes and dots. */
static bool is_nfc_whatever_follows(uint32_t c)
{
    return c < 0x300 || (c >= 0x1E00 && c <= 0x1EFF) || (c >= 0x2010 && c <= 0x2027);
}

static bool is_nfc(const char *text, size_t len)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t composed_len =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &composed,
                     (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    bool same = composed_len == (utf8proc_ssize_t)len && memcmp(composed, text, len) == 0;
    free(composed);
    return same;
}

/* The short way for what Vietnamese text is made of: length of a character that is fine wherever it
 * stands (ASCII, U+00C0 to U+02FF, U+1E00 to U+1EFF), 0 for anything else. */
static inline size_t common_char_len(const uint8_t *at, size_t left)
{
    if (at[0] >= 0x20 && at[0] < 0x7F)
        return 1;
    if (left >= 2 && at[0] >= 0xC3 && at[0] <= 0xCB)
        return (at[1] & 0xC0) == 0x80 ? 2 : 0;
    if (left >= 3 && at[0] == 0xE1 && at[1] >= 0xB8 && at[1] <= 0xBB)
        return (at[2] & 0xC0) == 0x80 ? 3 : 0;
    return 0;
}

enum td_text_fault td_text_check(const char *text, size_t len, size_t *ret_chars)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t chars = 0;
    unsigned marks = 0;
    bool plain = true;
    for (size_t at = 0; at < len; chars++) {
        size_t char_len = common_char_len(bytes + at, len - at);
        if (char_len > 0) {
            at += char_len;
            marks = 0;
            continue;
        }
        uint32_t c = 0;
        char_len = decode(bytes + at, len - at, &c);
        if (char_len == 0)
            return TD_TEXT_NOT_UTF8;
        if (is_control(c))
            return TD_TEXT_HAS_CONTROL;
        if (is_nfc_whatever_follows(c)) {
            marks = 0;
        } else {
            plain = false;
            bool mark = utf8proc_get_property((utf8proc_int32_t)c)->combining_class != 0;
            marks = mark ? marks + 1 : 0;
            if (marks > MARKS_MAX)
                return TD_TEXT_NOT_NFC;
        }
        at += char_len;
    }
    if (!plain && !is_nfc(text, len))
        return TD_TEXT_NOT_NFC;
    if (ret_chars)
        *ret_chars = chars;
    return TD_TEXT_FINE;
}

/* The short way for folding: what ASCII and the letters from U+1EA0 to U+1EF9, which Vietnamese
 * has to itself, become; 0 for anything else. */
static char common_char_folded(uint32_t c)
{
    static const char letters[] = "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiii"
                                  "oooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy";
    static const uint32_t first = 0x1EA0, n = sizeof letters - 1;
    if (c < 0x80)
        return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return c >= first && c < first + n ? letters[c - first] : '\0';
}

/* Appends a folded code point to out (NULL: only counts). */
static size_t fold_char(uint32_t c, char *out)
{
    char common = common_char_folded(c);
    if (common) {
        if (out)
            *out = common;
        return 1;
    }
    utf8proc_int32_t parts[32];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)c, parts, 32,
        (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK),
        &boundary);
    size_t len = 0;
    for (utf8proc_ssize_t i = 0; i < n && i < 32; i++) {
        utf8proc_uint8_t encoded[4];
        utf8proc_int32_t part = parts[i] == 0x111 ? 'd' : parts[i]; /* đ has no decomposition */
        utf8proc_ssize_t encoded_len = utf8proc_encode_char(part, encoded);
        if (out)
            memcpy(out + len, encoded, (size_t)encoded_len);
        len += (size_t)encoded_len;
    }
    return len;
}

/* Folds into out (NULL: only counts). Bytes that are not UTF-8 are left out. */
static size_t fold(const char *text, char *out)
{
    const uint8_t *at = (const uint8_t *)text;
    size_t left = strlen(text), len = 0;
    bool blank = false;
    while (left > 0) {
        uint32_t c = 0;
        size_t char_len = decode(at, left, &c);
        size_t step = char_len ? char_len : 1;
        at += step;
        left -= step;
        if (char_len == 0)
            continue;
        if (c == ' ' || c == 0xA0 || (c >= '\t' && c <= '\r')) {
            blank = len > 0;
            continue;
        }
        if (blank && out)
            out[len] = ' ';
        size_t start = len + (blank ? 1 : 0);
        size_t folded = fold_char(c, out ? out + start : NULL);
        if (folded) {
            len = start + folded;
            blank = false;
        }
    }
    return len;
}

char *td_text_fold(struct td_arena *arena, const char *text)
{
    size_t len = fold(text, NULL);
    char *folded = td_arena_alloc(arena, len + 1);
    if (!folded)
        return NULL;
    fold(text, folded);
    folded[len] = '\0';
    return folded;
}

char *td_text_nfc(struct td_arena *arena, const char *text)
{
    utf8proc_uint8_t *composed = utf8proc_NFC((const utf8proc_uint8_t *)text);
    if (!composed)
        return NULL;
    char *copy = td_arena_strdup(arena, (const char *)composed);
    free(composed);
    return copy;
}

#define WORD_MAX 63

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t low = a < b ? a : b;
    return low < c ? low : c;
}

/* Edit distance (insert, delete, replace, swap of neighbours), case ignored. Both words are at
 * most WORD_MAX bytes. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t rows[3][WORD_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_len; j++)
        last[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
            row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y ? 1 : 0));
            bool swapped = i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) &&
                           y == tolower((unsigned char)a[i - 2]);
            if (swapped && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
        size_t *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[b_len];
}

const char *td_text_nearest(const char *word, const char *const *candidates)
{
    size_t word_len = strlen(word);
    if (word_len == 0 || word_len > WORD_MAX)
        return NULL;
    const char *nearest = NULL;
    size_t limit = word_len / 3 > 1 ? word_len / 3 : 1;
    for (; *candidates; candidates++) {
        size_t len = strlen(*candidates);
        if (len > WORD_MAX)
            continue;
        size_t edits = distance(word, word_len, *candidates, len);
        bool related = edits < len; /* at least one letter in common */
        if (related && (nearest ? edits < limit : edits <= limit)) {
            nearest = *candidates;
            limit = edits;
        }
    }
    return nearest;
}

bool td_text_is_file_name(const char *name)
{
    size_t len = strlen(name), chars = 0;
    if (len == 0 || name[0] == '.' || name[len - 1] == ' ' || strpbrk(name, "/\\:\n\t"))
        return false;
    return td_text_check(name, len, &chars) == TD_TEXT_FINE && chars <= FILE_NAME_MAX_CHARS;
}
