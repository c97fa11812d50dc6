/* Protobuf messages from peers: unpacking within a budget, and the checks that hold for every
 * message whatever its type (text is UTF-8, NFC, free of control characters, not too long). */
#ifndef TD_COMMON_MESSAGE_H
#define TD_COMMON_MESSAGE_H

#include "arena.h"
#include "err.h"

#include <protobuf-c/protobuf-c.h>

#define TD_TEXT_MAX_CHARS 8000 /* any one string field, in code points */
#define TD_LIST_MAX 1000       /* any one repeated field */

/* Unpack into the arena. NULL: malformed, or larger than the arena's budget. The message is
 * never freed by hand. Any thread. */
ProtobufCMessage *td_message_unpack(const ProtobufCMessageDescriptor *type, struct td_arena *arena,
                                    const uint8_t *bytes, size_t len);

/* Check every string and list in the message, recursively; all violations are added to err
 * (may be NULL) with their field paths below `parent` (may be NULL). Returns OK or
 * INVALID_ARGUMENT. */
enum td_code td_message_check(const ProtobufCMessage *message, const char *parent,
                              struct td_err *err);

/* Would this message, unpacked from these bytes, serialize to exactly them again? Where bytes are
 * kept and named by their digest (DossierContent), this refuses NUL characters hidden in texts,
 * fields sent twice or in another order, and non-minimal numbers. false too when the arena is used
 * up. */
bool td_message_is_canonical(const ProtobufCMessage *message, struct td_arena *arena,
                             const uint8_t *bytes, size_t len);

/* Serialize into the arena. NULL when the budget is used up. */
uint8_t *td_message_pack(const ProtobufCMessage *message, struct td_arena *arena, size_t *ret_len);

/* The short lower-case name of an enum value as JSON and tables show it: the value's name
 * without the prefix that all names of the type share, e.g. "unit_clerk", "submitted". Writes to
 * ret_name and returns it; NULL for a value this build does not know. Pure. */
#define TD_ENUM_NAME_SIZE 40
const char *td_enum_name(const ProtobufCEnumDescriptor *type, int value,
                         char ret_name[TD_ENUM_NAME_SIZE]);
/* And back; false when unknown or UNSPECIFIED. */
bool td_enum_value(const ProtobufCEnumDescriptor *type, const char *name, int *ret_value);
/* "a, b, c" of all values but UNSPECIFIED, in the arena: for CHOICE violations. Never
 * NULL; "" when the arena is used up. */
const char *td_enum_names(const ProtobufCEnumDescriptor *type, struct td_arena *arena);

/* Bytes that one value of the type takes in a message's struct, and in a list of them. Pure. */
size_t td_member_size(ProtobufCType type);

#endif
