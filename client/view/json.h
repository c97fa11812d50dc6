/* Protobuf messages as JSON, by reflection. One rule for each type, documented in
 * docs/guide.en.md: field names as in proto/; every field is there, unset messages are null;
 * enums by their short names ("unit_clerk"; a value this build does not know as a number); bytes
 * in lower-case hex; numbers as numbers (*_utc_ms: milliseconds since 1970 UTC); of a oneof only
 * the member that is set. */
#ifndef CLIENT_VIEW_JSON_H
#define CLIENT_VIEW_JSON_H

#include "err.h"

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>
#include <stdio.h>

/* A new reference; NULL when memory is short or a text is not UTF-8. */
json_t *json_message(const ProtobufCMessage *message);
/* {"code": "NOT_FOUND", "violations": [{field, clause, key, params: {…}}]}; a new reference. */
json_t *json_err(const struct td_err *err);
json_t *json_violations(const struct td_violation *violations, size_t n);

/* Indented, with a newline; takes the reference. INTERNAL when value is NULL or out fails. */
enum td_code json_print(FILE *out, json_t *value);
enum td_code json_print_message(FILE *out, const ProtobufCMessage *message);

#endif
