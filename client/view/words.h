/* The words people read for the values of enums. */
#ifndef CLIENT_VIEW_WORDS_H
#define CLIENT_VIEW_WORDS_H

#include "certificate.pb-c.h"
#include "decision.pb-c.h"
#include "history.pb-c.h"
#include "types.pb-c.h"

/* msgid of a value; NULL for UNSPECIFIED and for what this build does not know. */
const char *words_msgid(const ProtobufCEnumDescriptor *type, int value);
/* Translated word for a short name ("unit_clerk"); NULL when the type has no such name. */
const char *words_of_name(const ProtobufCEnumDescriptor *type, const char *name);

#endif
