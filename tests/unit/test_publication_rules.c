/* What may be published when, and what is overdue (I.1.c, IV.2). */
#include "cmocka_all.h"
#include "violations.h"

#include "arena.h"
#include "publication_rules.h"

static void kind__every_state_of_a_round__decided_first_published_corrected(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 16);
    const ProtobufCEnumDescriptor *states = &pb__round_state__descriptor;
    for (unsigned i = 0; i < states->n_values; i++) {
        Pb__RoundState at = (Pb__RoundState)states->values[i].value;
        enum publication_kind kind = PUBLICATION_FIRST;
        struct td_err err;
        td_err_init(&err, arena);
        enum td_code code = publication_kind_of(at, &kind, &err);
        if (at == PB__ROUND_STATE__ROUND_STATE_DECIDED ||
            at == PB__ROUND_STATE__ROUND_STATE_PUBLISHED ||
            at == PB__ROUND_STATE__ROUND_STATE_CLOSED) {
            assert_int_equal(code, TD_OK);
            assert_int_equal(kind == PUBLICATION_FIRST, at == PB__ROUND_STATE__ROUND_STATE_DECIDED);
        } else {
            assert_int_equal(code, TD_FAILED_PRECONDITION);
            assert_non_null(violation_find(&err, "round_id", TD_KEY_ROUND_STATE));
        }
    }
    td_arena_free(arena);
}

static void overdue__cases(void **state)
{
    (void)state;
    static const struct {
        const char *due_on, *day;
        bool is_broadcast, expected;
    } CASES[] = {
        {"2023-01-10", "2023-01-09", false, false},
        {"2023-01-10", "2023-01-10", false, false}, /* the last day is in time */
        {"2023-01-10", "2023-01-11", false, true},
        {"2023-01-10", "2023-01-11", true, false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_int_equal(announcement_overdue(CASES[i].due_on, CASES[i].is_broadcast, CASES[i].day),
                         CASES[i].expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kind__every_state_of_a_round__decided_first_published_corrected),
        cmocka_unit_test(overdue__cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
