/* Cells by the type and the name of their field. */
#include "csv_cell.h"

#include "digest.h"
#include "message.h"
#include "text.h"
#include "timefmt.h"
#include "wording.h"

#include <assert.h>
#include <stdio.h>
#include <strings.h>

#define CENTI 100

/* Integers of protobuf and what they hold; int64_t reaches far enough for all we keep. */
static const struct number_type {
    ProtobufCType type;
    int64_t min, max;
} NUMBER_TYPES[] = {
    {PROTOBUF_C_TYPE_INT32, INT32_MIN, INT32_MAX},  {PROTOBUF_C_TYPE_SINT32, INT32_MIN, INT32_MAX},
    {PROTOBUF_C_TYPE_UINT32, 0, UINT32_MAX},        {PROTOBUF_C_TYPE_INT64, INT64_MIN, INT64_MAX},
    {PROTOBUF_C_TYPE_SINT64, INT64_MIN, INT64_MAX}, {PROTOBUF_C_TYPE_UINT64, 0, INT64_MAX},
};

static const struct number_type *number_type(ProtobufCType type)
{
    for (size_t i = 0; i < sizeof NUMBER_TYPES / sizeof *NUMBER_TYPES; i++)
        if (NUMBER_TYPES[i].type == type)
            return &NUMBER_TYPES[i];
    return NULL;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static bool is_centi(const ProtobufCFieldDescriptor *field)
{
    return ends_with(field->name, "_centi") && number_type(field->type);
}

static bool is_time(const ProtobufCFieldDescriptor *field)
{
    return ends_with(field->name, "_utc_ms") && number_type(field->type);
}

/* -- reading -- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

size_t csv_cell_trim(const char **text, size_t len)
{
    while (len > 0 && is_blank((*text)[len - 1]))
        len--;
    size_t before = 0;
    while (before < len && is_blank((*text)[before]))
        before++;
    *text += before;
    return len - before;
}

/* Digits from *text on, at most max_digits; *text moves behind them. */
static unsigned take_digits(const char **text, unsigned max_digits, int64_t *ret_number)
{
    unsigned n = 0;
    for (; **text >= '0' && **text <= '9' && n < max_digits; n++)
        *ret_number = *ret_number * 10 + (*(*text)++ - '0');
    return n;
}

/* An integer, or (unit 100) a decimal with one or two digits behind point or comma. */
static bool parse_number(const char *text, int64_t unit, int64_t *ret)
{
    int64_t number = 0, fraction = 0;
    bool negative = *text == '-';
    text += negative || *text == '+';
    if (take_digits(&text, 15, &number) == 0)
        return false;
    if (unit > 1 && (*text == '.' || *text == ',')) {
        text++;
        unsigned digits = take_digits(&text, 2, &fraction);
        if (digits == 0)
            return false;
        fraction *= digits == 1 ? 10 : 1;
    }
    number = number * unit + fraction;
    *ret = negative ? -number : number;
    return *text == '\0';
}

static const char *centi_text(struct td_arena *arena, int64_t centi)
{
    uint64_t size = centi < 0 ? (uint64_t)-centi : (uint64_t)centi;
    const char *text =
        td_arena_printf(arena, "%s%llu.%02llu", centi < 0 ? "-" : "",
                        (unsigned long long)(size / CENTI), (unsigned long long)(size % CENTI));
    return text ? text : "";
}

static enum td_code read_number(const struct csv_cell *cell, struct td_arena *arena, int64_t *ret,
                                struct td_err *err)
{
    const struct number_type *type = number_type(cell->field->type);
    bool centi = is_centi(cell->field);
    int64_t number;
    if (is_time(cell->field))
        return td_time_parse(cell->text, ret)
                   ? TD_OK
                   : td_fail(err, TD_INVALID_ARGUMENT, cell->where, "", TD_KEY_TEXT_FORM,
                             "expected", "2022-12-15T17:00, 2022-12-15", TD_END);
    if (!parse_number(cell->text, centi ? CENTI : 1, &number))
        return td_fail(err, TD_INVALID_ARGUMENT, cell->where, "",
                       centi ? TD_KEY_DECIMAL_FORM : TD_KEY_NUMBER_FORM, "value", cell->text,
                       TD_END);
    if (number < type->min || number > type->max)
        return td_fail(err, TD_INVALID_ARGUMENT, cell->where, "", TD_KEY_NUMBER_RANGE, "min",
                       centi ? centi_text(arena, type->min) : td_dec(arena, type->min), "max",
                       centi ? centi_text(arena, type->max) : td_dec(arena, type->max), TD_END);
    *ret = number;
    return TD_OK;
}

static enum td_code read_text(const struct csv_cell *cell, struct td_arena *arena, char **ret,
                              struct td_err *err)
{
    char date[TD_DATE_SIZE];
    const char *text = csv_cell_unguard(cell->text);
    if (cell->date || ends_with(cell->field->name, "_on")) {
        if (!td_date_parse(cell->text, date))
            return td_fail(err, TD_INVALID_ARGUMENT, cell->where, "", TD_KEY_DATE_CELL, "value",
                           cell->text, TD_END);
        text = date;
    }
    char *copy = td_arena_strdup(arena, text);
    if (!copy)
        return TD_RESOURCE_EXHAUSTED;
    *ret = copy;
    return TD_OK;
}

/* Do both say the same to a reader? */
static bool same_words(struct td_arena *arena, const char *a, const char *b)
{
    const char *folded_a = td_text_fold(arena, a), *folded_b = td_text_fold(arena, b);
    return folded_a && folded_b && *folded_a && strcmp(folded_a, folded_b) == 0;
}

/* "đang xem xét (under_consideration), …": what may stand in the cell, as people say it and as
 * files have it. */
static const char *enum_choices(struct td_arena *arena, const ProtobufCEnumDescriptor *type)
{
    const char *choices = "";
    char name[TD_ENUM_NAME_SIZE];
    for (unsigned i = 0; choices && i < type->n_values; i++) {
        int value = type->values[i].value;
        if (value == 0 || !td_enum_name(type, value, name))
            continue;
        const char *word = wording_enum(arena, type, value), *comma = *choices ? ", " : "";
        choices = *word && strcmp(word, name) != 0
                      ? td_arena_printf(arena, "%s%s%s (%s)", choices, comma, word, name)
                      : td_arena_printf(arena, "%s%s%s", choices, comma, name);
    }
    return choices ? choices : "";
}

static enum td_code read_enum(const struct csv_cell *cell, struct td_arena *arena, int *ret,
                              struct td_err *err)
{
    const ProtobufCEnumDescriptor *type = cell->field->descriptor;
    char name[TD_ENUM_NAME_SIZE];
    for (unsigned i = 0; i < type->n_values; i++) {
        int value = type->values[i].value;
        if (value == 0 || !td_enum_name(type, value, name))
            continue;
        if (strcasecmp(name, cell->text) == 0 ||
            same_words(arena, wording_enum(arena, type, value), cell->text)) {
            *ret = value;
            return TD_OK;
        }
    }
    return td_fail(err, TD_INVALID_ARGUMENT, cell->where, "", TD_KEY_CHOICE, "value", cell->text,
                   "allowed", enum_choices(arena, type), TD_END);
}

static enum td_code read_bool(const struct csv_cell *cell, struct td_arena *arena,
                              protobuf_c_boolean *ret, struct td_err *err)
{
    static const char *const WORDS[2][5] = {{"false", "0", "no", "khong", "n"},
                                            {"true", "1", "yes", "co", "x"}};
    for (int value = 0; value <= 1; value++)
        for (size_t i = 0; i < sizeof WORDS[0] / sizeof *WORDS[0]; i++)
            if (same_words(arena, WORDS[value][i], cell->text)) {
                *ret = value;
                return TD_OK;
            }
    return td_fail(err, TD_INVALID_ARGUMENT, cell->where, "", TD_KEY_CHOICE, "value", cell->text,
                   "allowed", "true, false", TD_END);
}

/* One value to where it belongs: the field itself, or an element of its list. */
static enum td_code read_value(const struct csv_cell *cell, struct td_arena *arena, void *member,
                               struct td_err *err)
{
    int64_t number = 0;
    switch (cell->field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return read_text(cell, arena, member, err);
    case PROTOBUF_C_TYPE_ENUM:
        return read_enum(cell, arena, member, err);
    case PROTOBUF_C_TYPE_BOOL:
        return read_bool(cell, arena, member, err);
    default:
        break;
    }
    assert(number_type(cell->field->type)); /* what a table of columns may name */
    enum td_code code = read_number(cell, arena, &number, err);
    if (code == TD_OK && td_member_size(cell->field->type) == sizeof(int64_t))
        *(int64_t *)member = number;
    else if (code == TD_OK)
        *(uint32_t *)member = (uint32_t)number;
    return code;
}

static enum td_code read_list(const struct csv_cell *cell, struct td_arena *arena, size_t *ret_n,
                              void **ret_members, struct td_err *err)
{
    size_t size = td_member_size(cell->field->type), n = 0, max = 1;
    for (const char *at = cell->text; *at; at++)
        max += *at == ';';
    uint8_t *members = td_arena_zalloc(arena, max * size);
    if (!members)
        return TD_RESOURCE_EXHAUSTED;
    for (const char *at = cell->text; at; at = strchr(at, ';') ? strchr(at, ';') + 1 : NULL) {
        struct csv_cell part = *cell;
        const char *text = at;
        size_t len = csv_cell_trim(&text, strcspn(at, ";"));
        part.text = td_arena_printf(arena, "%.*s", (int)len, text);
        if (!part.text)
            return TD_RESOURCE_EXHAUSTED;
        if (!*part.text)
            continue;
        enum td_code code = read_value(&part, arena, members + n * size, err);
        if (code != TD_OK)
            return code;
        n++;
    }
    *ret_n = n;
    *ret_members = members;
    return TD_OK;
}

enum td_code csv_cell_read(const struct csv_cell *cell, struct td_arena *arena,
                           ProtobufCMessage *message, struct td_err *err)
{
    uint8_t *base = (uint8_t *)message;
    void *member = base + cell->field->offset;
    if (cell->field->label == PROTOBUF_C_LABEL_REPEATED)
        return read_list(cell, arena, (size_t *)(void *)(base + cell->field->quantifier_offset),
                         member, err);
    return read_value(cell, arena, member, err);
}

/* -- writing -- */

static const char *write_bytes(const ProtobufCBinaryData *bytes, struct td_arena *arena)
{
    char *hex = td_arena_zalloc(arena, 2 * bytes->len + 1);
    if (hex)
        td_hex(bytes->data, bytes->len, hex);
    return hex;
}

static const char *write_number(const ProtobufCFieldDescriptor *field, const void *member,
                                struct td_arena *arena)
{
    const struct number_type *type = number_type(field->type);
    char text[TD_TIME_SIZE] = "";
    int64_t number;
    if (td_member_size(field->type) == sizeof(int64_t))
        number = *(const int64_t *)member;
    else if (type && type->min < 0)
        number = *(const int32_t *)member;
    else
        number = *(const uint32_t *)member;
    if (is_centi(field))
        return centi_text(arena, number);
    if (!is_time(field))
        return td_dec(arena, number);
    if (number != 0)
        td_time_iso(number, text);
    return td_arena_strdup(arena, text);
}

static const char *write_value(const ProtobufCFieldDescriptor *field, const void *member,
                               struct td_arena *arena)
{
    char name[TD_ENUM_NAME_SIZE];
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return *(const char *const *)member ? csv_cell_guard(*(const char *const *)member, arena)
                                            : "";
    case PROTOBUF_C_TYPE_ENUM: {
        int value = *(const int *)member;
        if (value == 0)
            return "";
        return td_enum_name(field->descriptor, value, name) ? td_arena_strdup(arena, name)
                                                            : td_dec(arena, value);
    }
    case PROTOBUF_C_TYPE_BOOL:
        return *(const protobuf_c_boolean *)member ? "true" : "false";
    case PROTOBUF_C_TYPE_BYTES:
        return write_bytes(member, arena);
    default:
        return write_number(field, member, arena);
    }
}

const char *csv_cell_write(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message,
                           struct td_arena *arena)
{
    const uint8_t *base = (const uint8_t *)message;
    const void *member = base + field->offset;
    if (field->label != PROTOBUF_C_LABEL_REPEATED)
        return write_value(field, member, arena);
    size_t n = *(const size_t *)(const void *)(base + field->quantifier_offset);
    const uint8_t *members = *(const uint8_t *const *)member;
    const char *text = "";
    for (size_t i = 0; text && i < n; i++) {
        const char *value = write_value(field, members + i * td_member_size(field->type), arena);
        text = value ? td_arena_printf(arena, "%s%s%s", text, i ? "; " : "", value) : NULL;
    }
    return text;
}

/* -- what spreadsheets would run -- */

static bool is_dangerous(const char *text)
{
    static const char *const BEGINNINGS[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                             "\n", "＝", "＋", "－", "＠"};
    while (*text == '\'')
        text++;
    for (size_t i = 0; i < sizeof BEGINNINGS / sizeof *BEGINNINGS; i++)
        if (strncmp(text, BEGINNINGS[i], strlen(BEGINNINGS[i])) == 0)
            return true;
    return false;
}

static bool is_plain_number(const char *text)
{
    int64_t number;
    return *text != '+' && parse_number(text, CENTI, &number);
}

const char *csv_cell_guard(const char *text, struct td_arena *arena)
{
    bool guard = is_dangerous(text) && !is_plain_number(text);
    return guard ? td_arena_printf(arena, "'%s", text) : text;
}

const char *csv_cell_unguard(const char *text)
{
    return *text == '\'' && is_dangerous(text) ? text + 1 : text;
}
