/* Messages as JSON, driven by protobuf-c's descriptors: a new field or message needs nothing here.
 */
#include "json.h"

#include "digest.h"
#include "message.h"

/* One value of the field's type at `member`. A new reference. */
static json_t *json_value(const ProtobufCFieldDescriptor *field, const void *member);

static json_t *json_bytes(const ProtobufCBinaryData *bytes)
{
    char *hex = malloc(2 * bytes->len + 1);
    if (!hex)
        return NULL;
    td_hex(bytes->data, bytes->len, hex);
    json_t *text = json_string(hex);
    free(hex);
    return text;
}

static json_t *json_enum(const ProtobufCEnumDescriptor *type, int value)
{
    char buffer[TD_ENUM_NAME_SIZE];
    const char *name = td_enum_name(type, value, buffer);
    return name ? json_string(name) : json_integer(value);
}

static json_t *json_text(const char *text)
{
    return json_string(text ? text : "");
}

static json_t *json_value(const ProtobufCFieldDescriptor *field, const void *member)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        return json_integer(*(const int32_t *)member);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return json_integer(*(const uint32_t *)member);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return json_integer(*(const int64_t *)member);
    case PROTOBUF_C_TYPE_FLOAT:
        return json_real((double)*(const float *)member);
    case PROTOBUF_C_TYPE_DOUBLE:
        return json_real(*(const double *)member);
    case PROTOBUF_C_TYPE_BOOL:
        return json_boolean(*(const protobuf_c_boolean *)member);
    case PROTOBUF_C_TYPE_ENUM:
        return json_enum(field->descriptor, *(const int *)member);
    case PROTOBUF_C_TYPE_STRING:
        return json_text(*(const char *const *)member);
    case PROTOBUF_C_TYPE_BYTES:
        return json_bytes(member);
    case PROTOBUF_C_TYPE_MESSAGE: {
        const ProtobufCMessage *sub = *(const ProtobufCMessage *const *)member;
        return sub ? json_message(sub) : json_null();
    }
    }
    return NULL;
}

static json_t *json_list(const ProtobufCFieldDescriptor *field, size_t n, const uint8_t *members)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < n; i++)
        if (json_array_append_new(list,
                                  json_value(field, members + i * td_member_size(field->type)))) {
            json_decref(list);
            list = NULL;
        }
    return list;
}

json_t *json_message(const ProtobufCMessage *message)
{
    const uint8_t *base = (const uint8_t *)message;
    json_t *object = json_object();
    for (unsigned i = 0; object && i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        const uint8_t *quantifier = base + field->quantifier_offset;
        const uint8_t *member = base + field->offset;
        json_t *value;
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            value = json_list(field, *(const size_t *)quantifier, *(const uint8_t *const *)member);
        else if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) &&
                 *(const uint32_t *)quantifier != field->id)
            continue;
        else
            value = json_value(field, member);
        if (json_object_set_new(object, field->name, value) != 0) {
            json_decref(object);
            object = NULL;
        }
    }
    return object;
}

json_t *json_violations(const struct td_violation *violations, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < n; i++) {
        json_t *params = json_object();
        for (size_t k = 0; params && k < violations[i].n_params; k++)
            json_object_set_new(params, violations[i].params[k].name,
                                json_string(violations[i].params[k].value));
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o}", "field", violations[i].field,
                                              "clause", violations[i].clause, "key",
                                              violations[i].key, "params", params));
    }
    return list;
}

json_t *json_err(const struct td_err *err)
{
    const char *name = td_code_name(err->code);
    return json_pack("{s:o, s:o}", "code", name ? json_string(name) : json_integer(err->code),
                     "violations", json_violations(err->violations, err->n_violations));
}

enum td_code json_print(FILE *out, json_t *value)
{
    if (!value)
        return TD_INTERNAL;
    int failed = json_dumpf(value, out, JSON_INDENT(2));
    json_decref(value);
    return failed || fputc('\n', out) == EOF ? TD_INTERNAL : TD_OK;
}

enum td_code json_print_message(FILE *out, const ProtobufCMessage *message)
{
    return json_print(out, json_message(message));
}
