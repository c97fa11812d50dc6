/* The bump allocator: a chain of blocks, the first one kept across resets. What was forgotten is
 * poisoned under AddressSanitizer, so that a use after reset is caught. */
#include "arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

#define ALIGNMENT alignof(max_align_t)
/* A request of a few nominees and its answer fit; larger ones take further blocks. */
#define FIRST_BLOCK_BYTES ((size_t)16 * 1024)

struct block {
    struct block *next;
    size_t capacity, used;
    alignas(max_align_t) uint8_t bytes[];
};

struct td_arena {
    size_t budget_bytes, spent_bytes;
    struct block *first, *current;
    ProtobufCAllocator allocator;
};

static void *allocator_alloc(void *data, size_t size_bytes)
{
    return td_arena_alloc(data, size_bytes);
}

static void allocator_free(void *data, void *bytes)
{
    (void)data;
    (void)bytes;
}

static struct block *block_new(size_t capacity)
{
    struct block *block = malloc(sizeof(*block) + capacity);
    if (!block)
        return NULL;
    block->next = NULL;
    block->capacity = capacity;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->bytes, capacity);
    return block;
}

struct td_arena *td_arena_new(size_t budget_bytes)
{
    struct td_arena *arena = malloc(sizeof(*arena));
    if (!arena)
        return NULL;
    struct block *first =
        block_new(budget_bytes < FIRST_BLOCK_BYTES ? budget_bytes : FIRST_BLOCK_BYTES);
    if (!first) {
        free(arena);
        return NULL;
    }
    *arena = (struct td_arena){
        .budget_bytes = budget_bytes,
        .first = first,
        .current = first,
        .allocator = {allocator_alloc, allocator_free, arena},
    };
    return arena;
}

static void blocks_free(struct block *block)
{
    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void td_arena_free(struct td_arena *arena)
{
    if (!arena)
        return;
    blocks_free(arena->first);
    free(arena);
}

void td_arena_reset(struct td_arena *arena)
{
    blocks_free(arena->first->next);
    arena->first->next = NULL;
    arena->first->used = 0;
    arena->current = arena->first;
    arena->spent_bytes = 0;
    ASAN_POISON_MEMORY_REGION(arena->first->bytes, arena->first->capacity);
}

/* Appends a block that holds at least size_bytes; twice the last one, so that chains stay short. */
static struct block *block_append(struct td_arena *arena, size_t size_bytes)
{
    size_t left = arena->budget_bytes - arena->spent_bytes;
    size_t capacity = 2 * arena->current->capacity;
    if (capacity > left)
        capacity = left;
    if (capacity < size_bytes)
        capacity = size_bytes;
    struct block *block = block_new(capacity);
    if (!block)
        return NULL;
    arena->current->next = block;
    arena->current = block;
    return block;
}

void *td_arena_alloc(struct td_arena *arena, size_t size_bytes)
{
    if (size_bytes > arena->budget_bytes)
        return NULL;
    size_t size = (size_bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (size == 0)
        size = ALIGNMENT; /* an empty thing has an address, too */
    if (size > arena->budget_bytes - arena->spent_bytes)
        return NULL;
    struct block *block = arena->current;
    if (size > block->capacity - block->used)
        block = block_append(arena, size);
    if (!block)
        return NULL;
    void *bytes = block->bytes + block->used;
    block->used += size;
    arena->spent_bytes += size;
    ASAN_UNPOISON_MEMORY_REGION(bytes, size_bytes);
    return bytes;
}

void *td_arena_zalloc(struct td_arena *arena, size_t size_bytes)
{
    void *bytes = td_arena_alloc(arena, size_bytes);
    return bytes ? memset(bytes, 0, size_bytes) : NULL;
}

void *td_arena_copy(struct td_arena *arena, const void *bytes, size_t len)
{
    void *copy = td_arena_alloc(arena, len);
    if (copy && len)
        memcpy(copy, bytes, len);
    return copy;
}

char *td_arena_strdup(struct td_arena *arena, const char *text)
{
    return td_arena_copy(arena, text, strlen(text) + 1);
}

char *td_arena_printf(struct td_arena *arena, const char *format, ...)
{
    char brief[256]; /* most texts are, and then one pass is enough */
    va_list args;
    va_start(args, format);
    int len = vsnprintf(brief, sizeof brief, format, args);
    va_end(args);
    if (len < 0)
        return NULL;
    if ((size_t)len < sizeof brief)
        return td_arena_copy(arena, brief, (size_t)len + 1);
    char *text = td_arena_alloc(arena, (size_t)len + 1);
    if (!text)
        return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return text;
}

ProtobufCAllocator *td_arena_allocator(struct td_arena *arena)
{
    return &arena->allocator;
}
