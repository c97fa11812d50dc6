/* The nominee's table: every state x event x role. */
#include "arena.h"
#include "nominee_workflow.h"
#include "violations.h"

enum { N_STATES = 11, N_EVENTS = 11, N_ROLES = 13 }; /* one more than there are, each */

#define ST(name) PB__NOMINEE_STATE__NOMINEE_STATE_##name
#define S ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)
#define A ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define K (ROLE_BIT(PB__ROLE__ROLE_COUNCIL_SECRETARY) | ROLE_BIT(PB__ROLE__ROLE_COUNCIL_CHAIR))
#define O ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)
#define NO                 \
    {                      \
        ST(UNSPECIFIED), 0 \
    }

/* What may follow a result of the council: another result, the decision. */
#define RESULT                                                                    \
    {                                                                             \
        NO, NO, {ST(INELIGIBLE), S}, {ST(RECOMMENDED), K}, {ST(RESERVE), K},      \
            {ST(NOT_RECOMMENDED), K}, {ST(AWARDED), O}, {ST(NOT_AWARDED), O}, NO, \
        {                                                                         \
            ST(ELIGIBLE), K                                                       \
        }                                                                         \
    }

/* Columns in the order of types.proto: (none), find eligible, find ineligible, recommend, reserve,
 * not recommend, award, refuse, revoke, reopen. Written from domain.md, not from the code: nobody
 * is awarded without a result of the council; what was found against a nominee only the head of
 * Home Affairs takes back; the decision answers everyone who was appraised. */
static const struct {
    Pb__NomineeState to;
    role_set who;
} expected[N_STATES][N_EVENTS] = {
    [ST(PROPOSED)] = {NO, {ST(ELIGIBLE), S}, {ST(INELIGIBLE), S}},
    [ST(ELIGIBLE)] = {NO,
                      NO,
                      {ST(INELIGIBLE), S},
                      {ST(RECOMMENDED), K},
                      {ST(RESERVE), K},
                      {ST(NOT_RECOMMENDED), K},
                      NO,
                      {ST(NOT_AWARDED), O},
                      NO,
                      {ST(PROPOSED), A}},
    [ST(INELIGIBLE)] = {NO, NO, NO, NO, NO, NO, NO, {ST(NOT_AWARDED), O}, NO, {ST(PROPOSED), A}},
    [ST(RECOMMENDED)] = RESULT,
    [ST(RESERVE)] = RESULT,
    [ST(NOT_RECOMMENDED)] = RESULT,
    [ST(AWARDED)] = {NO, NO, NO, NO, NO, NO, NO, NO, {ST(REVOKED), O}},
};

static void next__every_state_event_and_role__follows_the_table(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 16);
    for (int from = 0; from < N_STATES; from++)
        for (int event = 0; event < N_EVENTS; event++)
            for (int role = 1; role < N_ROLES; role++) {
                struct td_err err;
                Pb__NomineeState to = (Pb__NomineeState)77;
                td_arena_reset(arena);
                td_err_init(&err, arena);
                enum td_code want = !expected[from][event].to ? TD_FAILED_PRECONDITION
                                    : expected[from][event].who & ROLE_BIT(role)
                                        ? TD_OK
                                        : TD_PERMISSION_DENIED;
                enum td_code code = nominee_next((Pb__NomineeState)from, (Pb__NomineeEvent)event,
                                                 ROLE_BIT(role), &to, &err);
                if (code != want)
                    print_error("state %d, event %d, role %d\n", from, event, role);
                assert_int_equal(code, want);
                assert_int_equal(to, want == TD_OK ? (int)expected[from][event].to : 77);
                if (want == TD_FAILED_PRECONDITION)
                    assert_non_null(violation_find(&err, "", TD_KEY_NOMINEE_STATE));
                if (want == TD_PERMISSION_DENIED)
                    assert_non_null(violation_find(&err, "", TD_KEY_ROLE));
            }
    td_arena_free(arena);
}

static void state__each__says_how_far_it_is(void **state)
{
    (void)state;
    for (int s = ST(PROPOSED); s <= ST(REVOKED); s++) {
        assert_int_equal(nominee_has_outcome((Pb__NomineeState)s), s != ST(PROPOSED));
        assert_int_equal(nominee_is_past_appraisal((Pb__NomineeState)s), s >= ST(RECOMMENDED));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next__every_state_event_and_role__follows_the_table),
        cmocka_unit_test(state__each__says_how_far_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
