/* Requests of any method as text, by reflection: "content.authors[0].name=Lê Văn Mẫu". Strings,
 * whole numbers and enums by number, true and false; what is between brackets grows a list, in
 * order. "evidence[0]=@a.pdf" is a file of that name, which the unit's evidence then holds. */
#ifndef TD_TESTS_REQUEST_TEXT_H
#define TD_TESTS_REQUEST_TEXT_H

#include "dossier_fixture.h"

#include <stdlib.h>

static inline void *request_new(struct town *town, const ProtobufCMessageDescriptor *type)
{
    ProtobufCMessage *message = td_arena_zalloc(town->arena, type->sizeof_message);
    assert_non_null(message);
    protobuf_c_message_init(type, message);
    return message;
}

/* Where the value of this item of a list goes; the list grows by it when it is new. */
static inline void *request_item(struct town *town, ProtobufCMessage *message,
                                 const ProtobufCFieldDescriptor *field, size_t index)
{
    size_t *n = (void *)((uint8_t *)message + field->quantifier_offset);
    void **list = (void *)((uint8_t *)message + field->offset);
    size_t size = td_member_size(field->type);
    assert_true(index <= *n);
    if (index == *n) {
        uint8_t *grown = td_arena_zalloc(town->arena, (*n + 1) * size);
        if (*n)
            memcpy(grown, *list, *n * size);
        *list = grown;
        ++*n;
    }
    return (uint8_t *)*list + index * size;
}

static inline void request_scalar(struct town *town, const ProtobufCFieldDescriptor *field,
                                  void *at, const char *unit_code, const char *value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        *(char **)at = td_arena_strdup(town->arena, value);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *)at = strcmp(value, "true") == 0;
        break;
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_UINT32:
        *(uint32_t *)at = (uint32_t)strtoll(value, NULL, 10);
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT64:
        *(uint64_t *)at = (uint64_t)strtoll(value, NULL, 10);
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        assert_true(field->descriptor == &pb__file_ref__descriptor && *value == '@');
        *(Pb__FileRef **)at = sample_file(town, unit_code, value + 1);
        break;
    default:
        fail_msg("%s: no such values", field->name);
    }
}

static inline void request_set(struct town *town, ProtobufCMessage *message, const char *unit_code,
                               const char *text)
{
    char name[64];
    size_t len = strcspn(text, "[.=");
    size_t index = 0;
    assert_true(len < sizeof name);
    memcpy(name, text, len);
    name[len] = '\0';
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    if (!field)
        fail_msg("%s has no field %s", message->descriptor->name, name);
    text += len;
    if (*text == '[') {
        char *end;
        index = strtoul(text + 1, &end, 10);
        text = end + 1;
    }
    void *at = field->label == PROTOBUF_C_LABEL_REPEATED ? request_item(town, message, field, index)
                                                         : (uint8_t *)message + field->offset;
    if (*text == '=') {
        request_scalar(town, field, at, unit_code, text + 1);
        return;
    }
    if (!*(void **)at)
        *(void **)at = request_new(town, field->descriptor);
    request_set(town, *(ProtobufCMessage **)at, unit_code, text + 1);
}

/* The request of a method, of up to `max` texts or until NULL. */
static inline ProtobufCMessage *request_of(struct town *town, const struct service *service,
                                           const char *method, const char *unit_code,
                                           const char *const *texts, size_t max)
{
    const ProtobufCServiceDescriptor *descriptor = service->base.descriptor;
    ProtobufCMessage *in =
        request_new(town, descriptor->methods[town_method(service, method)].input);
    for (size_t i = 0; i < max && texts[i]; i++)
        request_set(town, in, unit_code, texts[i]);
    return in;
}

#endif
