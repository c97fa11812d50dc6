/* The bump allocator: budget, alignment, reset. */
#include "cmocka_all.h"

#include "arena.h"

#include <stdalign.h>

static void alloc__within_budget__aligned_and_apart(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1024 * 1024);
    uint8_t *last = NULL;
    for (size_t size = 0; size < 1000; size++) {
        uint8_t *bytes = td_arena_alloc(arena, size);
        assert_non_null(bytes);
        assert_ptr_not_equal(bytes, last);
        assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
        memset(bytes, (int)size, size);
        if (last && size > 1)
            assert_int_equal(last[size - 2], (uint8_t)(size - 1)); /* not written over */
        last = bytes;
    }
    td_arena_free(arena);
}

static void alloc__budget_used_up__null_but_smaller_still_fits(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(100000);
    assert_non_null(td_arena_alloc(arena, 60000));
    assert_null(td_arena_alloc(arena, 60000));
    assert_null(td_arena_alloc(arena, SIZE_MAX));
    assert_null(td_arena_alloc(arena, SIZE_MAX - 7));
    assert_non_null(td_arena_alloc(arena, 39984));
    assert_null(td_arena_alloc(arena, 100));
    td_arena_free(arena);
}

static void alloc__budget_of_nothing__null(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(0);
    assert_null(td_arena_alloc(arena, 0));
    assert_null(td_arena_strdup(arena, ""));
    td_arena_free(arena);
}

static void reset__many_rounds__whole_budget_again(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(200000);
    void *first = td_arena_alloc(arena, 16);
    for (int round = 0; round < 10; round++) {
        td_arena_reset(arena);
        assert_ptr_equal(td_arena_alloc(arena, 16), first); /* the first block is kept */
        for (int i = 0; i < 19; i++)
            assert_non_null(td_arena_alloc(arena, 10000));
        assert_null(td_arena_alloc(arena, 10000));
    }
    td_arena_free(arena);
}

static void copies__text_and_bytes__equal_and_own(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(4096);
    char text[] = "Ngã Năm";
    char *copy = td_arena_strdup(arena, text);
    text[0] = 'X';
    assert_string_equal(copy, "Ngã Năm");
    assert_memory_equal(td_arena_copy(arena, "a\0b", 3), "a\0b", 3);
    assert_non_null(td_arena_copy(arena, NULL, 0));
    assert_string_equal(td_arena_printf(arena, "HS-%d-%04d", 2022, 7), "HS-2022-0007");
    uint8_t *zeros = td_arena_zalloc(arena, 100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(zeros[i], 0);
    td_arena_free(arena);
}

static void printf__longer_than_the_budget__null(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(64);
    assert_null(td_arena_printf(arena, "%100s", "x"));
    assert_non_null(td_arena_printf(arena, "%10s", "x"));
    td_arena_free(arena);
}

static void allocator__of_protobuf__spends_the_budget(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(64);
    ProtobufCAllocator *allocator = td_arena_allocator(arena);
    void *bytes = allocator->alloc(allocator->allocator_data, 48);
    assert_non_null(bytes);
    allocator->free(allocator->allocator_data, bytes);
    assert_null(allocator->alloc(allocator->allocator_data, 48));
    td_arena_free(arena);
    td_arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alloc__within_budget__aligned_and_apart),
        cmocka_unit_test(alloc__budget_used_up__null_but_smaller_still_fits),
        cmocka_unit_test(alloc__budget_of_nothing__null),
        cmocka_unit_test(reset__many_rounds__whole_budget_again),
        cmocka_unit_test(copies__text_and_bytes__equal_and_own),
        cmocka_unit_test(printf__longer_than_the_budget__null),
        cmocka_unit_test(allocator__of_protobuf__spends_the_budget),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
