/* A bump allocator with a byte budget: one request's memory, freed at once. */
#ifndef TD_COMMON_ARENA_H
#define TD_COMMON_ARENA_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

struct td_arena;

/* budget_bytes: the most it will ever hand out between resets. NULL when memory is short. */
struct td_arena *td_arena_new(size_t budget_bytes);
void td_arena_free(struct td_arena *arena); /* NULL is fine */
/* Forget everything handed out; keeps the first block for reuse. */
void td_arena_reset(struct td_arena *arena);

/* Aligned for any type, not zeroed. NULL when the budget or memory is used up. */
void *td_arena_alloc(struct td_arena *arena, size_t size_bytes);
void *td_arena_zalloc(struct td_arena *arena, size_t size_bytes);
void *td_arena_copy(struct td_arena *arena, const void *bytes, size_t len);
char *td_arena_strdup(struct td_arena *arena, const char *text);
char *td_arena_printf(struct td_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* For protobuf-c's unpack functions; its free does nothing. Lives as long as the arena. */
ProtobufCAllocator *td_arena_allocator(struct td_arena *arena);

#endif
