/* Nominees that stand twice in a dossier: staff code first, then citizen number, folded name
 * last. Runs for every submission on the writer thread, so that names are folded only when a
 * cheap sketch of them says that they may be equal. */
#include "dossier_twice.h"

#include "arena.h"
#include "person.h"
#include "text.h"

#include <string.h>

/* FNV-1a. */
#define SKETCH_START 2166136261u
#define SKETCH_PRIME 16777619u

/* Is this two- or three-byte letter a Vietnamese one, whose base is a vowel or d? Accepts no
 * letter whose fold has a consonant other than d. */
static bool is_vietnamese(const unsigned char *at)
{
    unsigned c = ((unsigned)(at[0] & 0x1F) << 6) | (at[1] & 0x3F);
    if (at[0] == 0xE1) /* U+1EA0 – U+1EF9, the block of Vietnamese letters with tones */
        return (at[1] == 0xBA && at[2] >= 0xA0) || (at[1] == 0xBB && at[2] <= 0xB9);
    if (at[0] == 0xC3) { /* Latin-1 letters but æ ç ð ñ × ø þ ß ÷ */
        unsigned lower = c | 0x20;
        return lower != 0xE6 && lower != 0xE7 && lower != 0xF0 && lower != 0xF1 && lower != 0xF7 &&
               lower != 0xF8 && lower != 0xFE && c != 0xDF;
    }
    return c == 0x102 || c == 0x103 || c == 0x110 || c == 0x111 || c == 0x128 || c == 0x129 ||
           c == 0x168 || c == 0x169 || c == 0x1A0 || c == 0x1A1 || c == 0x1AF || c == 0x1B0;
}

/* Digits and the consonants that carry no diacritics in Vietnamese: folding leaves them and their
 * order as they are. */
uint32_t dossier_name_sketch(const char *name)
{
    uint32_t sketch = SKETCH_START;
    for (const unsigned char *at = (const unsigned char *)name; *at;) {
        if (*at >= 0x80) {
            bool three = *at == 0xE1;
            if (!at[1] || (three && !at[2]) || !is_vietnamese(at))
                return 0;
            at += three ? 3 : 2;
            continue;
        }
        unsigned char lower = *at >= 'A' && *at <= 'Z' ? (unsigned char)(*at + 32) : *at;
        if ((lower >= '0' && lower <= '9') ||
            (lower >= 'a' && lower <= 'z' && !strchr("adeiouy", lower)))
            sketch = (sketch ^ lower) * SKETCH_PRIME;
        at++;
    }
    return sketch ? sketch : SKETCH_START;
}

struct name {
    uint32_t sketch;
    const char *folded; /* made when needed */
};

static const char *folded(struct td_arena *arena, struct name *name, const char *text)
{
    if (!name->folded)
        name->folded = td_text_fold(arena, text);
    return name->folded ? name->folded : text;
}

static bool same_name(struct td_arena *arena, struct name *a, const char *a_text, struct name *b,
                      const char *b_text)
{
    if (strcmp(a_text, b_text) == 0)
        return true;
    if (a->sketch && b->sketch && a->sketch != b->sketch)
        return false;
    return strcmp(folded(arena, a, a_text), folded(arena, b, b_text)) == 0;
}

static bool same_nominee(struct td_arena *arena, const struct dossier_nominee *a,
                         struct name *a_name, const struct dossier_nominee *b, struct name *b_name)
{
    const struct person one = {a->staff_code, a->citizen_id, a->name};
    const struct person other = {b->staff_code, b->citizen_id, b->name};
    enum person_match match = person_match_ids(&one, &other);
    if (match != PERSON_OPEN)
        return match != PERSON_OTHER;
    return a->kind == b->kind && a->name[0] && same_name(arena, a_name, a->name, b_name, b->name);
}

enum td_code dossier_check_twice(const struct plan *plan, const struct dossier *dossier,
                                 struct td_err *err)
{
    enum td_code code = TD_OK;
    struct name names[DOSSIER_MAX_NOMINEES];
    const struct plan_named *list = plan_part_find(plan, "list");
    for (size_t i = 0; i < dossier->n_nominees; i++) {
        const struct dossier_nominee *nominee = &dossier->nominees[i];
        names[i] = (struct name){.sketch = dossier_name_sketch(nominee->name)};
        for (size_t j = 0; j < i; j++) {
            const struct dossier_nominee *other = &dossier->nominees[j];
            if (!same_nominee(err->arena, nominee, &names[i], other, &names[j]))
                continue;
            const char *entry = td_path_index(err->arena, "nominees", i);
            code = td_fail(err, TD_INVALID_ARGUMENT, td_path(err->arena, entry, "name"),
                           list ? list->clause : "", TD_KEY_NOMINEE_DUPLICATE, "nominee",
                           nominee->name, "other", other->name, TD_END);
            break;
        }
    }
    return code;
}
