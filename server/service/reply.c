/* Messages, lists and bytes for replies. */
#include "reply.h"

void *reply_message(struct call *call, const ProtobufCMessageDescriptor *type)
{
    ProtobufCMessage *message = td_arena_alloc(call->arena, type->sizeof_message);
    if (message)
        type->message_init(message);
    return message;
}

void *reply_list(struct call *call, const ProtobufCMessageDescriptor *type, size_t n)
{
    void **list = td_arena_alloc(call->arena, (n + 1) * sizeof *list);
    for (size_t i = 0; list && i < n; i++)
        if (!(list[i] = reply_message(call, type)))
            return NULL;
    return list;
}

ProtobufCBinaryData reply_bytes(struct call *call, const void *bytes, size_t len)
{
    return (ProtobufCBinaryData){.len = len, .data = td_arena_copy(call->arena, bytes, len)};
}

enum td_code reply_note(struct call *call, const char *subject, uint32_t version,
                        const char *detail)
{
    if (!subject || !detail)
        return TD_RESOURCE_EXHAUSTED;
    call->note = (struct audit_note){subject, version, detail};
    return TD_OK;
}
