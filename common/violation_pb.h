/* Violations between the program (struct td_violation) and the wire (Violation of
 * envelope.proto): the one conversion, for replies and for lists of what is missing. */
#ifndef TD_COMMON_VIOLATION_PB_H
#define TD_COMMON_VIOLATION_PB_H

#include "arena.h"
#include "envelope.pb-c.h"
#include "err.h"

/* ret: arrays live in the arena, strings are borrowed from the other side (they are not copied).
 * *ret is NULL when n is 0. Returns OK, or RESOURCE_EXHAUSTED: arena used up. Any thread. */
enum td_code td_violations_to_pb(const struct td_violation *violations, size_t n,
                                 struct td_arena *arena, Pb__Violation ***ret);
enum td_code td_violations_from_pb(Pb__Violation *const *violations, size_t n,
                                   struct td_arena *arena, struct td_violation **ret);

#endif
