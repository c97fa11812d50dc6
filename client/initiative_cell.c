/* Cells with several authors or figures. */
#include "initiative_cell.h"

#include "csv_cell.h"
#include "i18n.h"
#include "initiative.pb-c.h"

#include <stdio.h>
#include <string.h>

#define MAX_PERCENT_DIGITS 3

/* Cut the blanks off both ends, in place. */
static char *trim(char *text)
{
    const char *begin = text;
    size_t len = csv_cell_trim(&begin, strlen(text));
    memmove(text, begin, len);
    text[len] = '\0';
    return text;
}

/* -- what stands for itself -- */

/* A character of these behind a backslash is only itself. While a cell is read it is the byte of
 * its place here (from 1): no text has control characters. */
static const char *const MARKS[] = {"\\", ";", "(", ")", ":", ">", "→"};
#define N_MARKS (sizeof MARKS / sizeof *MARKS)

static const char *mark_at(const char *text, size_t *ret_mark)
{
    for (size_t i = 0; i < N_MARKS; i++)
        if (strncmp(text, MARKS[i], strlen(MARKS[i])) == 0) {
            *ret_mark = i;
            return MARKS[i];
        }
    return NULL;
}

/* In place. */
static void marks_hide(char *text)
{
    char *to = text;
    size_t mark;
    for (const char *at = text; *at;) {
        const char *hidden = *at == '\\' ? mark_at(at + 1, &mark) : NULL;
        *to++ = hidden ? (char)(mark + 1) : *at;
        at += hidden ? 1 + strlen(hidden) : 1;
    }
    *to = '\0';
}

/* NULL: arena used up. */
static char *marks_show(const char *text, struct td_arena *arena)
{
    char *shown = td_arena_alloc(arena, 3 * strlen(text) + 1), *to = shown;
    for (; shown && *text; text++) {
        size_t mark = (unsigned char)*text;
        const char *part = mark >= 1 && mark <= N_MARKS ? MARKS[mark - 1] : NULL;
        size_t len = part ? strlen(part) : 1;
        memcpy(to, part ? part : text, len);
        to += len;
    }
    if (shown)
        *to = '\0';
    return shown;
}

/* The text with a backslash before each of these marks. NULL: arena used up. */
static const char *marks_guard(const char *text, const char *marks, struct td_arena *arena)
{
    char *guarded = td_arena_alloc(arena, 2 * strlen(text) + 1), *to = guarded;
    size_t mark;
    for (const char *at = text; guarded && *at;) {
        const char *part = mark_at(at, &mark);
        if (part && strstr(marks, part))
            *to++ = '\\';
        size_t len = part ? strlen(part) : 1;
        memcpy(to, at, len);
        to += len;
        at += len;
    }
    if (guarded)
        *to = '\0';
    return guarded;
}

/* -- lists -- */

/* Is the text of the form? Its parts go into the element; the text is cut to pieces. */
typedef bool read_element(char *text, void *ret_element);

struct list {
    const ProtobufCMessageDescriptor *type; /* of an element */
    read_element *read;
    const char *expected; /* msgid */
};

/* The texts of an element as people wrote them. false: arena used up. */
static bool element_show(const ProtobufCMessageDescriptor *type, void *element,
                         struct td_arena *arena)
{
    bool fine = true;
    for (unsigned i = 0; fine && i < type->n_fields; i++) {
        void *field = (char *)element + type->fields[i].offset;
        if (type->fields[i].type == PROTOBUF_C_TYPE_STRING)
            fine = (*(char **)field = marks_show(*(char **)field, arena)) != NULL;
    }
    return fine;
}

static enum td_code list_read(const struct list *list, const char *text, const char *where,
                              struct td_arena *arena, size_t *ret_n, void ***ret,
                              struct td_err *err)
{
    enum td_code code = TD_OK;
    size_t n = 0, max = 1;
    char *rest = td_arena_strdup(arena, text), *part;
    for (const char *at = text; *at; at++)
        max += *at == ';';
    void **elements = td_arena_alloc(arena, max * sizeof *elements);
    if (!rest || !elements)
        return TD_RESOURCE_EXHAUSTED;
    marks_hide(rest);
    while ((part = strsep(&rest, ";"))) {
        part = trim(part);
        if (!*part)
            continue; /* “;” behind the last */
        elements[n] = td_arena_alloc(arena, list->type->sizeof_message);
        if (!elements[n])
            return TD_RESOURCE_EXHAUSTED;
        protobuf_c_message_init(list->type, elements[n]);
        if (!list->read(part, elements[n++]))
            code = td_fail(err, TD_INVALID_ARGUMENT, td_arena_printf(arena, "%s#%zu", where, n), "",
                           TD_KEY_TEXT_FORM, "expected", _(list->expected), TD_END);
        else if (!element_show(list->type, elements[n - 1], arena))
            return TD_RESOURCE_EXHAUSTED;
    }
    *ret_n = n;
    *ret = elements;
    return code;
}

/* -- authors -- */

/* Cut "60%" or "60 %" off the end. */
static bool cut_percent(char *text, uint32_t *ret)
{
    size_t len = strlen(text), digits = 0;
    if (text[len - 1] != '%')
        return false;
    text[len - 1] = '\0';
    len = strlen(trim(text));
    while (digits < len && strchr("0123456789", text[len - digits - 1]))
        digits++;
    char *number = text + len - digits;
    if (digits == 0 || digits > MAX_PERCENT_DIGITS || digits == len || !strchr(" \t)", number[-1]))
        return false; /* such as "33,5%": shares are whole */
    *ret = 0;
    for (const char *digit = number; *digit; digit++)
        *ret = *ret * 10 + (uint32_t)(*digit - '0');
    *number = '\0';
    return true;
}

/* Cut "(P1, NN-001)" off the end, where it stands. */
static bool cut_unit(char *text, Pb__InitiativeAuthor *ret)
{
    size_t len = strlen(text);
    char *inside = strrchr(text, '(');
    if (len == 0 || text[len - 1] != ')' || !inside)
        return true; /* nothing to cut; parentheses left over are told by who asks */
    text[len - 1] = '\0';
    *inside++ = '\0';
    char *staff_code = strchr(inside, ',');
    if (staff_code)
        *staff_code++ = '\0';
    ret->unit_code = trim(inside);
    ret->staff_code = staff_code ? trim(staff_code) : ret->staff_code;
    return !strchr(ret->staff_code, ',');
}

static bool read_author(char *text, void *ret_element)
{
    Pb__InitiativeAuthor *author = ret_element;
    if (!cut_percent(text, &author->share_percent))
        return false;
    text = trim(text);
    if (!cut_unit(text, author))
        return false;
    author->name = trim(text);
    return *author->name && !strpbrk(author->name, "()");
}

enum td_code initiative_cell_authors(const char *text, const char *where, struct td_arena *arena,
                                     ProtobufCMessage *row, struct td_err *err)
{
    static const struct list AUTHORS = {
        &pb__initiative_author__descriptor, read_author,
        N_("NAME (UNIT, STAFF CODE) SHARE%, “;” between authors: Nguyễn Văn Mẫu (P1, NN-001) 60%; "
           "Trần Thị Ví Dụ (P1) 40%")};
    Pb__InitiativeImportRow *in = (Pb__InitiativeImportRow *)row;
    void **elements;
    enum td_code code = list_read(&AUTHORS, text, where, arena, &in->n_authors, &elements, err);
    if (code == TD_OK)
        in->authors = (Pb__InitiativeAuthor **)elements;
    return code;
}

const char *initiative_cell_write_authors(ProtobufCMessage *const *authors, size_t n,
                                          struct td_arena *arena)
{
    const char *text = "";
    for (size_t i = 0; text && i < n; i++) {
        const Pb__InitiativeAuthor *author = (const Pb__InitiativeAuthor *)authors[i];
        bool unit = *author->unit_code || *author->staff_code;
        const char *name = marks_guard(author->name, "\\;()", arena);
        if (!name)
            return NULL;
        text = td_arena_printf(arena, "%s%s%s%s%s%s%s%s %u%%", text, i ? "; " : "", name,
                               unit ? " (" : "", author->unit_code, *author->staff_code ? ", " : "",
                               author->staff_code, unit ? ")" : "", author->share_percent);
    }
    return text;
}

/* -- figures -- */

static bool read_figure(char *text, void *ret_element)
{
    static const char *const ARROWS[] = {"->", "→"};
    Pb__EffectFigure *figure = ret_element;
    char *after = strchr(text, ':'), *arrow = NULL;
    if (!after)
        return false;
    *after++ = '\0';
    figure->what = trim(text);
    for (size_t i = 0; !arrow && i < sizeof ARROWS / sizeof *ARROWS; i++)
        if ((arrow = strstr(after, ARROWS[i]))) {
            *arrow = '\0';
            figure->before = trim(after);
            after = arrow + strlen(ARROWS[i]);
            if (!*figure->before)
                return false;
        }
    figure->after = trim(after);
    return *figure->what && *figure->after && !strstr(figure->after, ARROWS[0]) &&
           !strstr(figure->after, ARROWS[1]);
}

enum td_code initiative_cell_figures(const char *text, const char *where, struct td_arena *arena,
                                     ProtobufCMessage *row, struct td_err *err)
{
    static const struct list FIGURES = {
        &pb__effect_figure__descriptor, read_figure,
        N_("WHAT: BEFORE -> AFTER, “;” between figures: Số ngày mỗi hồ sơ: 10 -> 4; "
           "Số hồ sơ trực tuyến: 120")};
    Pb__InitiativeImportRow *in = (Pb__InitiativeImportRow *)row;
    void **elements;
    enum td_code code = list_read(&FIGURES, text, where, arena, &in->n_figures, &elements, err);
    if (code == TD_OK)
        in->figures = (Pb__EffectFigure **)elements;
    return code;
}

const char *initiative_cell_write_figures(ProtobufCMessage *const *figures, size_t n,
                                          struct td_arena *arena)
{
    const char *text = "";
    for (size_t i = 0; text && i < n; i++) {
        const Pb__EffectFigure *figure = (const Pb__EffectFigure *)figures[i];
        const char *what = marks_guard(figure->what, "\\;:", arena);
        const char *before = marks_guard(figure->before, "\\;>→", arena);
        const char *after = marks_guard(figure->after, "\\;>→", arena);
        if (!what || !before || !after)
            return NULL;
        text = td_arena_printf(arena, "%s%s%s: %s%s%s", text, i ? "; " : "", what, before,
                               *before ? " -> " : "", after);
    }
    return text;
}
