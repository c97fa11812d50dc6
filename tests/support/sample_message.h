/* A message with a field of every kind that CSV knows, and a response that lists it, described by
 * hand: the contract has no message with all of them. */
#ifndef TD_TESTS_SAMPLE_MESSAGE_H
#define TD_TESTS_SAMPLE_MESSAGE_H

#include "types.pb-c.h"
#include "unit.pb-c.h"

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

struct sample {
    ProtobufCMessage base;
    char *title;
    uint32_t max_centi;
    int64_t change_centi;
    char *due_on;
    protobuf_c_boolean done;
    uint32_t count;
    int32_t change;
    Pb__UnitKind kind;
    int64_t at_utc_ms;
    size_t n_roles;
    int *roles;
    size_t n_names;
    char **names;
    ProtobufCBinaryData digest;
    Pb__Unit *unit;
    size_t n_units;
    Pb__Unit **units;
};

struct sample_list {
    ProtobufCMessage base;
    size_t n_rows;
    struct sample **rows;
};

#define SAMPLE_FIELD(id, field, type, descriptor)                              \
    {                                                                          \
#field, id, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_##type, 0,          \
            offsetof(struct sample, field), descriptor, NULL, 0, 0, NULL, NULL \
    }
#define SAMPLE_LIST(id, struct_name, field, type, descriptor)                             \
    {                                                                                     \
#field, id, PROTOBUF_C_LABEL_REPEATED, PROTOBUF_C_TYPE_##type,                    \
            offsetof(struct struct_name, n_##field), offsetof(struct struct_name, field), \
            descriptor, NULL, 0, 0, NULL, NULL                                            \
    }

static const ProtobufCFieldDescriptor sample_fields[] = {
    SAMPLE_FIELD(1, title, STRING, NULL),
    SAMPLE_FIELD(2, max_centi, UINT32, NULL),
    SAMPLE_FIELD(3, change_centi, INT64, NULL),
    SAMPLE_FIELD(4, due_on, STRING, NULL),
    SAMPLE_FIELD(5, done, BOOL, NULL),
    SAMPLE_FIELD(6, count, UINT32, NULL),
    SAMPLE_FIELD(7, change, INT32, NULL),
    SAMPLE_FIELD(8, kind, ENUM, &pb__unit_kind__descriptor),
    SAMPLE_FIELD(9, at_utc_ms, INT64, NULL),
    SAMPLE_LIST(10, sample, roles, ENUM, &pb__role__descriptor),
    SAMPLE_LIST(11, sample, names, STRING, NULL),
    SAMPLE_FIELD(12, digest, BYTES, NULL),
    SAMPLE_FIELD(13, unit, MESSAGE, &pb__unit__descriptor),
    SAMPLE_LIST(14, sample, units, MESSAGE, &pb__unit__descriptor),
};
#define SAMPLE_N_FIELDS (sizeof sample_fields / sizeof *sample_fields)

static void sample_init(ProtobufCMessage *message);

static const ProtobufCMessageDescriptor sample_descriptor = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "Sample",
    .sizeof_message = sizeof(struct sample),
    .n_fields = SAMPLE_N_FIELDS,
    .fields = sample_fields,
    .message_init = sample_init,
};

static const ProtobufCFieldDescriptor sample_list_fields[] = {
    SAMPLE_LIST(1, sample_list, rows, MESSAGE, &sample_descriptor),
};
static const ProtobufCMessageDescriptor sample_list_descriptor = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "SampleList",
    .sizeof_message = sizeof(struct sample_list),
    .n_fields = 1,
    .fields = sample_list_fields,
};

static void sample_init(ProtobufCMessage *message)
{
    *(struct sample *)(void *)message = (struct sample){
        .base = {.descriptor = &sample_descriptor}, .title = (char *)"", .due_on = (char *)""};
}

/* By name; the descriptor above has no index of names. */
static inline const ProtobufCFieldDescriptor *sample_field(const char *name)
{
    for (size_t i = 0; i < SAMPLE_N_FIELDS; i++)
        if (strcmp(sample_fields[i].name, name) == 0)
            return &sample_fields[i];
    return NULL;
}

#endif
