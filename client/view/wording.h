/* Sentences in the reader's language: outcomes, violations, enum names, times. (Not called
 * message.h: common has one.) */
#ifndef CLIENT_VIEW_WORDING_H
#define CLIENT_VIEW_WORDING_H

#include "arena.h"
#include "err.h"

#include <protobuf-c/protobuf-c.h>
#include <stdio.h>

/* One violation as "nominees[2].report: thiếu … (mục III.5.a.2)". Parameters replace {name};
 * *_utc_ms as "17:00 30/11/2022", *_on as "30/11/2022", *_centi as "40,61". A key that this version
 * does not know is shown as it is with its parameters. "" when the arena is used up. */
const char *wording_violation(struct td_arena *arena, const struct td_violation *violation);
/* Only what is to be said, without field and clause. */
const char *wording_sentence(struct td_arena *arena, const struct td_violation *violation);
/* " (mục III.5.a)", or "" for no clause. */
const char *wording_clause(struct td_arena *arena, const char *clause);

/* What happened, why, and what to do next. failure: translated lead such as "The dossier was
 * not submitted", or NULL. */
void wording_print_err(FILE *out, const char *failure, const struct td_err *err);
/* One "  • …" line per violation. */
void wording_print_violations(FILE *out, const struct td_violation *violations, size_t n);

/* An enum value for people, translated: "đã tiếp nhận"; "?7" for one this build does not know,
 * "" for UNSPECIFIED. */
const char *wording_enum(struct td_arena *arena, const ProtobufCEnumDescriptor *type, int value);
/* The same for several values, joined with ", ". */
const char *wording_enums(struct td_arena *arena, const ProtobufCEnumDescriptor *type,
                          const int *values, size_t n);
/* The enum types' words, for the test that every value has one; NULL when none. */
const char *wording_enum_msgid(const ProtobufCEnumDescriptor *type, int value);

/* A field of CCHC (II.2.b) by its id in the plan file, translated; another plan's stays as it is.
 */
const char *wording_field(const char *id);
/* And back: the id of a field said so in the present language (case and accents do not matter);
 * NULL when none is. arena: scratch. */
const char *wording_field_id(struct td_arena *arena, const char *words);

/* "17:00 30/11/2022" or "" for 0; "30/11/2022" or "" for "". */
const char *wording_time(struct td_arena *arena, int64_t at_utc_ms);
const char *wording_date(struct td_arena *arena, const char *date);
/* Hundredths: "40.61", "40,61" in Vietnamese. */
const char *wording_centi(struct td_arena *arena, int64_t centi);

#endif
