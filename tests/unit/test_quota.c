/* The places of each award line (III.1–3). */
#include "plan_50.h"

#include "arena.h"
#include "quota.h"

#define ANNUAL PB__ROUND_KIND__ROUND_ANNUAL
#define INTERIM PB__ROUND_KIND__ROUND_INTERIM
#define FINAL PB__ROUND_KIND__ROUND_FINAL

static struct td_arena *arena;

static int begin(void **state)
{
    (void)state;
    arena = td_arena_new(8 << 20);
    return arena ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    td_arena_free(arena);
    return 0;
}

/* n departments, n wards, n individuals, mixed. */
static size_t lines_make(const char **lines, unsigned departments, unsigned wards,
                         unsigned individuals)
{
    size_t n = 0;
    while (departments + wards + individuals > 0) {
        if (individuals > 0 && individuals-- > 0)
            lines[n++] = "individual";
        if (departments > 0 && departments-- > 0)
            lines[n++] = "department";
        if (wards > 0 && wards-- > 0)
            lines[n++] = "commune_ward";
    }
    return n;
}

static void check__numbers_of_iii__are_the_limit(void **state)
{
    (void)state;
    const struct plan *plan = plan_50(arena);
    static const struct {
        Pb__RoundKind kind;
        const char *clause;
        unsigned departments, wards, individuals;
    } limits[] = {
        {ANNUAL, "III.1", 1, 2, 3}, {INTERIM, "III.2", 2, 3, 10}, {FINAL, "III.3", 2, 3, 10}};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        for (unsigned d = 0; d <= limits[i].departments + 1; d++)
            for (unsigned w = 0; w <= limits[i].wards + 1; w++)
                for (unsigned p = 0; p <= limits[i].individuals + 1; p++) {
                    const char *lines[20];
                    struct td_err err;
                    td_err_init(&err, arena);
                    size_t n = lines_make(lines, d, w, p);
                    size_t over = (size_t)(d > limits[i].departments) +
                                  (size_t)(w > limits[i].wards) +
                                  (size_t)(p > limits[i].individuals);
                    assert_int_equal(quota_check(plan, limits[i].kind, lines, n, "entries", &err),
                                     over ? TD_FAILED_PRECONDITION : TD_OK);
                    assert_int_equal(err.n_violations, over);
                    for (size_t v = 0; v < over; v++) {
                        assert_string_equal(err.violations[v].key, "quota.exceeded");
                        assert_string_equal(err.violations[v].field, "entries");
                        assert_string_equal(err.violations[v].clause, limits[i].clause);
                    }
                }
}

static void check__one_too_many__says_line_places_and_number(void **state)
{
    (void)state;
    const char *const lines[] = {"department", "individual", "department"};
    struct td_err err;
    td_err_init(&err, arena);
    assert_int_equal(quota_check(plan_50(arena), ANNUAL, lines, 3, "", &err),
                     TD_FAILED_PRECONDITION);
    const struct td_violation *told = violation_find(&err, "", TD_KEY_QUOTA_EXCEEDED);
    assert_non_null(told);
    assert_string_equal(violation_param(told, "places"), "1");
    assert_string_equal(violation_param(told, "awarded"), "2");
    assert_non_null(strstr(violation_param(told, "title_vi"), "phòng ngành"));
}

static void check__line_without_places__takes_nobody(void **state)
{
    (void)state;
    const char *const lines[] = {"organisation"};
    struct td_err err;
    td_err_init(&err, arena);
    assert_int_equal(quota_check(plan_50(arena), ANNUAL, lines, 1, "", &err),
                     TD_FAILED_PRECONDITION);
    assert_string_equal(violation_param(&err.violations[0], "places"), "0");
    assert_int_equal(quota_check(plan_50(arena), ANNUAL, lines, 1, "", NULL),
                     TD_FAILED_PRECONDITION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(check__numbers_of_iii__are_the_limit, begin, end),
        cmocka_unit_test_setup_teardown(check__one_too_many__says_line_places_and_number, begin,
                                        end),
        cmocka_unit_test_setup_teardown(check__line_without_places__takes_nobody, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
