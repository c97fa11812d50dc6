/* Building replies in the call's arena. */
#ifndef SERVER_SERVICE_REPLY_H
#define SERVER_SERVICE_REPLY_H

#include "call.h"

#include <protobuf-c/protobuf-c.h>

/* One initialized message, or NULL when the arena is used up. */
void *reply_message(struct call *call, const ProtobufCMessageDescriptor *type);
/* An array of n pointers to initialized messages, for a repeated field; NULL when the arena is
 * used up (never because n is 0). */
void *reply_list(struct call *call, const ProtobufCMessageDescriptor *type, size_t n);
/* A copy for a bytes field; data NULL when the arena is used up. */
ProtobufCBinaryData reply_bytes(struct call *call, const void *bytes, size_t len);
/* Sets the call's note for the audit event. subject and detail are borrowed; NULL (a used-up
 * arena) reads as RESOURCE_EXHAUSTED, otherwise OK. */
enum td_code reply_note(struct call *call, const char *subject, uint32_t version,
                        const char *detail);

#endif
