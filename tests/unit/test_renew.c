/* When a certificate is due for renewal: less than a third of its life left. */
#include "cmocka_all.h"

#include "renew.h"

static void due__table_of_moments(void **state)
{
    (void)state;
    static const struct {
        int64_t now;
        bool due;
    } CASES[] = {{0, false}, {599, false}, {600, false}, {601, true}, {900, true}, {1000, true}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_int_equal(renew_is_due(0, 900, CASES[i].now), CASES[i].due);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(due__table_of_moments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
