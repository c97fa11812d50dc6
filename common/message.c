/* Messages by reflection over protobuf-c's descriptors: one check for all types. The walk allocates
 * nothing unless something is wrong; a field's path is spelled out only then. */
#include "message.h"

#include "text.h"

#include <ctype.h>

/* Where the walk is, as a chain on the stack from the inside out. */
struct place {
    const struct place *outer; /* NULL at the top */
    const char *name;          /* of the field; NULL: an element of the outer list */
    size_t index;
};

ProtobufCMessage *td_message_unpack(const ProtobufCMessageDescriptor *type, struct td_arena *arena,
                                    const uint8_t *bytes, size_t len)
{
    return protobuf_c_message_unpack(type, td_arena_allocator(arena), len, bytes);
}

uint8_t *td_message_pack(const ProtobufCMessage *message, struct td_arena *arena, size_t *ret_len)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = td_arena_alloc(arena, len);
    if (!bytes)
        return NULL;
    *ret_len = protobuf_c_message_pack(message, bytes);
    return bytes;
}

bool td_message_is_canonical(const ProtobufCMessage *message, struct td_arena *arena,
                             const uint8_t *bytes, size_t len)
{
    size_t again_len = 0;
    const uint8_t *again = td_message_pack(message, arena, &again_len);
    return again && again_len == len && (len == 0 || memcmp(again, bytes, len) == 0);
}

static const char *place_path(const struct place *place, const char *parent, struct td_err *err)
{
    if (!place)
        return parent;
    const char *outer = place_path(place->outer, parent, err);
    return place->name ? td_path(err->arena, outer, place->name)
                       : td_path_index(err->arena, outer, place->index);
}

struct walk {
    const char *parent;
    struct td_err *err;
    enum td_code code;
};

static void complain(struct walk *walk, const struct place *place, enum td_key key, int64_t max)
{
    walk->code = TD_INVALID_ARGUMENT;
    struct td_err *err = walk->err;
    if (!err)
        return;
    const char *path = place_path(place, walk->parent, err);
    if (max)
        td_fail(err, walk->code, path, "", key, "max", td_dec(err->arena, max), TD_END);
    else
        td_fail(err, walk->code, path, "", key, TD_END);
}

static void check_text(struct walk *walk, const struct place *place, const char *text)
{
    static const enum td_key keys[] = {
        [TD_TEXT_NOT_UTF8] = TD_KEY_TEXT_UTF8,
        [TD_TEXT_NOT_NFC] = TD_KEY_TEXT_NFC,
        [TD_TEXT_HAS_CONTROL] = TD_KEY_TEXT_CONTROL,
    };
    size_t chars = 0;
    enum td_text_fault fault = td_text_check(text, strlen(text), &chars);
    if (fault != TD_TEXT_FINE)
        complain(walk, place, keys[fault], 0);
    else if (chars > TD_TEXT_MAX_CHARS)
        complain(walk, place, TD_KEY_TEXT_LONG, TD_TEXT_MAX_CHARS);
}

static void check_message(struct walk *walk, const struct place *place,
                          const ProtobufCMessage *message);

/* One value that is a pointer: text or a message; NULL is an absent one. */
static void check_value(struct walk *walk, const struct place *place, ProtobufCType type,
                        const void *value)
{
    if (!value)
        return;
    if (type == PROTOBUF_C_TYPE_STRING)
        check_text(walk, place, value);
    else
        check_message(walk, place, value);
}

static void check_list(struct walk *walk, const struct place *place,
                       const ProtobufCFieldDescriptor *field, size_t n, const void *list)
{
    if (n > TD_LIST_MAX) {
        complain(walk, place, TD_KEY_LIST_LONG, TD_LIST_MAX);
        return;
    }
    if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
        return;
    const void *const *values = list;
    for (size_t i = 0; i < n; i++) {
        struct place element = {.outer = place, .index = i};
        check_value(walk, &element, field->type, values[i]);
    }
}

static void check_field(struct walk *walk, const struct place *outer,
                        const ProtobufCFieldDescriptor *field, const uint8_t *message)
{
    struct place place = {.outer = outer, .name = field->name};
    const uint8_t *member = message + field->offset,
                  *quantifier = message + field->quantifier_offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        check_list(walk, &place, field, *(const size_t *)(const void *)quantifier,
                   *(const void *const *)(const void *)member);
        return;
    }
    if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
        return;
    bool one_of = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
    if (one_of && *(const uint32_t *)(const void *)quantifier != field->id)
        return; /* the memory belongs to another member of the union */
    check_value(walk, &place, field->type, *(const void *const *)(const void *)member);
}

/* Recursion ends with the schema: no message of ours contains its own type. */
static void check_message(struct walk *walk, const struct place *place,
                          const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    for (unsigned i = 0; i < type->n_fields; i++)
        check_field(walk, place, &type->fields[i], (const uint8_t *)message);
}

enum td_code td_message_check(const ProtobufCMessage *message, const char *parent,
                              struct td_err *err)
{
    struct walk walk = {.parent = parent, .err = err, .code = TD_OK};
    check_message(&walk, NULL, message);
    return walk.code;
}

/* Length of the longest prefix ending in "_" that all names of the type share. */
static size_t enum_prefix(const ProtobufCEnumDescriptor *type)
{
    const char *first = type->values[0].name;
    size_t common = strlen(first);
    for (unsigned i = 1; i < type->n_values; i++) {
        const char *name = type->values[i].name;
        size_t same = 0;
        while (same < common && name[same] == first[same])
            same++;
        common = same;
    }
    while (common > 0 && first[common - 1] != '_')
        common--;
    return common;
}

static bool is_unspecified(const ProtobufCEnumValue *value)
{
    static const char ending[] = "UNSPECIFIED";
    size_t len = strlen(value->name);
    return len >= sizeof(ending) - 1 &&
           strcmp(value->name + len - (sizeof(ending) - 1), ending) == 0;
}

const char *td_enum_name(const ProtobufCEnumDescriptor *type, int value,
                         char ret_name[TD_ENUM_NAME_SIZE])
{
    const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value(type, value);
    if (!found)
        return NULL;
    const char *name = found->name + enum_prefix(type);
    size_t len = 0;
    for (; name[len] && len < TD_ENUM_NAME_SIZE - 1; len++)
        ret_name[len] = (char)tolower((unsigned char)name[len]);
    ret_name[len] = '\0';
    return ret_name;
}

bool td_enum_value(const ProtobufCEnumDescriptor *type, const char *name, int *ret_value)
{
    size_t prefix = enum_prefix(type);
    for (unsigned i = 0; i < type->n_values; i++) {
        const ProtobufCEnumValue *value = &type->values[i];
        const char *upper = value->name + prefix;
        size_t at = 0;
        while (upper[at] && name[at] == tolower((unsigned char)upper[at]))
            at++;
        if (upper[at] == '\0' && name[at] == '\0' && !is_unspecified(value)) {
            *ret_value = value->value;
            return true;
        }
    }
    return false;
}

const char *td_enum_names(const ProtobufCEnumDescriptor *type, struct td_arena *arena)
{
    char *names = NULL;
    for (unsigned i = 0; i < type->n_values; i++) {
        if (is_unspecified(&type->values[i]))
            continue;
        char buffer[TD_ENUM_NAME_SIZE];
        const char *name = td_enum_name(type, type->values[i].value, buffer);
        names = td_arena_printf(arena, "%s%s%s", names ? names : "", names ? ", " : "", name);
        if (!names)
            return "";
    }
    return names ? names : "";
}

size_t td_member_size(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return 8;
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    default:
        return 4;
    }
}
