/* Attempts per address: the window, its end, and the bounded table. */
#include "cmocka_all.h"

#include "limiter.h"

#include <stdio.h>
#include <stdlib.h>

static int limiter_setup(void **state)
{
    *state = calloc(1, sizeof(struct limiter));
    return *state ? 0 : -1;
}

static int limiter_teardown(void **state)
{
    free(*state);
    return 0;
}

static void allow__within_the_limit__each(void **state)
{
    unsigned wait_s = 0;
    for (unsigned i = 0; i < 3; i++)
        assert_true(limiter_allow(*state, "127.0.0.1", 3, 1000 + i, &wait_s));
}

static void allow__one_too_many__seconds_left_of_the_window(void **state)
{
    unsigned wait_s = 0;
    assert_true(limiter_allow(*state, "127.0.0.1", 1, 1000, &wait_s));
    assert_false(limiter_allow(*state, "127.0.0.1", 1, 1000 + LIMITER_WINDOW_MS - 1500, &wait_s));
    assert_int_equal(wait_s, 2);
}

static void allow__refused_attempts__do_not_prolong_the_wait(void **state)
{
    unsigned wait_s = 0;
    assert_true(limiter_allow(*state, "127.0.0.1", 1, 1000, &wait_s));
    for (unsigned i = 0; i < 100; i++)
        assert_false(limiter_allow(*state, "127.0.0.1", 1, 2000 + i, &wait_s));
    assert_true(limiter_allow(*state, "127.0.0.1", 1, 1000 + LIMITER_WINDOW_MS, &wait_s));
}

static void allow__another_address__has_its_own_count(void **state)
{
    unsigned wait_s = 0;
    assert_true(limiter_allow(*state, "127.0.0.1", 1, 1000, &wait_s));
    assert_true(limiter_allow(*state, "127.0.0.2", 1, 1000, &wait_s));
    assert_false(limiter_allow(*state, "127.0.0.1", 1, 1000, &wait_s));
}

static void allow__more_addresses_than_slots__the_longest_unused_is_forgotten(void **state)
{
    unsigned wait_s = 0;
    assert_true(limiter_allow(*state, "old", 1, 1000, &wait_s));
    assert_true(limiter_allow(*state, "busy", 1, 1001, &wait_s));
    for (unsigned i = 0; i < LIMITER_SLOTS - 1; i++) {
        char address[32];
        snprintf(address, sizeof address, "address-%u", i);
        assert_false(limiter_allow(*state, "busy", 1, 2000 + i, &wait_s));
        assert_true(limiter_allow(*state, address, 1, 2000 + i, &wait_s));
    }
    assert_false(limiter_allow(*state, "busy", 1, 3000, &wait_s));
    assert_true(limiter_allow(*state, "old", 1, 3000, &wait_s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(allow__within_the_limit__each, limiter_setup,
                                        limiter_teardown),
        cmocka_unit_test_setup_teardown(allow__one_too_many__seconds_left_of_the_window,
                                        limiter_setup, limiter_teardown),
        cmocka_unit_test_setup_teardown(allow__refused_attempts__do_not_prolong_the_wait,
                                        limiter_setup, limiter_teardown),
        cmocka_unit_test_setup_teardown(allow__another_address__has_its_own_count, limiter_setup,
                                        limiter_teardown),
        cmocka_unit_test_setup_teardown(
            allow__more_addresses_than_slots__the_longest_unused_is_forgotten, limiter_setup,
            limiter_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
