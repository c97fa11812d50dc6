/* The list of a round: its table, every state x event x role; what it may say of each nominee; and
 * the numbers and codes of its papers. */
#include "arena.h"
#include "certificate_code.h"
#include "decision_rules.h"
#include "decision_workflow.h"
#include "document_number.h"
#include "violations.h"

enum { N_STATES = 8, N_EVENTS = 8, N_ROLES = 13 }; /* one more than there are, each */

#define ST(name) PB__DECISION_STATE__DECISION_STATE_##name
#define NS(name) PB__NOMINEE_STATE__NOMINEE_STATE_##name
#define S ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)
#define A ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define O ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)
#define NO                 \
    {                      \
        ST(UNSPECIFIED), 0 \
    }

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

/* Columns in the order of decision.proto: (none), draft, approve, submit, send back, sign, revoke.
 * Written from domain.md, rule 9, not from the code: a specialist drafts, the head approves, either
 * submits, the Chairman's office signs or sends back; what is with the Chairman is not redrafted,
 * and what is signed is frozen. */
static const struct {
    Pb__DecisionState to;
    role_set who;
} expected[N_STATES][N_EVENTS] = {
    [ST(NONE)] = {NO, {ST(DRAFTED), S}},
    [ST(DRAFTED)] = {NO, {ST(DRAFTED), S}, {ST(APPROVED), A}},
    [ST(APPROVED)] = {NO, {ST(DRAFTED), S}, NO, {ST(SUBMITTED), S | A}},
    [ST(SUBMITTED)] = {NO, NO, NO, NO, {ST(SENT_BACK), O}, {ST(SIGNED), O}},
    [ST(SENT_BACK)] = {NO, {ST(DRAFTED), S}},
    [ST(SIGNED)] = {NO, NO, NO, NO, NO, NO, {ST(SIGNED), O}},
};

static void next__every_state_event_and_role__follows_the_table(void **state)
{
    (void)state;
    for (int from = 0; from < N_STATES; from++)
        for (int event = 0; event < N_EVENTS; event++)
            for (int role = 1; role < N_ROLES; role++) {
                struct td_err err;
                Pb__DecisionState to = (Pb__DecisionState)77;
                td_arena_reset(arena);
                td_err_init(&err, arena);
                enum td_code want = !expected[from][event].to ? TD_FAILED_PRECONDITION
                                    : expected[from][event].who & ROLE_BIT(role)
                                        ? TD_OK
                                        : TD_PERMISSION_DENIED;
                enum td_code code = decision_next((Pb__DecisionState)from, (Pb__DecisionEvent)event,
                                                  ROLE_BIT(role), &to, &err);
                if (code != want)
                    print_error("state %d, event %d, role %d\n", from, event, role);
                assert_int_equal(code, want);
                assert_int_equal(to, want == TD_OK ? (int)expected[from][event].to : 77);
                if (want == TD_FAILED_PRECONDITION)
                    assert_non_null(violation_find(&err, "", TD_KEY_DECISION_STATE));
                if (want == TD_PERMISSION_DENIED)
                    assert_non_null(violation_find(&err, "", TD_KEY_ROLE));
            }
}

#define FINE TD_KEY_COUNT

static void choice__every_state__needs_what_it_needs(void **state)
{
    (void)state;
    static const struct {
        Pb__NomineeState council;
        /* awarded without a reason, with one; refused without, with one */
        enum td_key award, award_because, refuse, refuse_because;
    } cases[] = {
        {NS(PROPOSED), TD_KEY_DECISION_UNFINISHED, TD_KEY_DECISION_UNFINISHED,
         TD_KEY_DECISION_UNFINISHED, TD_KEY_DECISION_UNFINISHED},
        /* I.2.e, III.4: whatever the reason. */
        {NS(INELIGIBLE), TD_KEY_NOMINEE_STATE, TD_KEY_NOMINEE_STATE, FINE, FINE},
        {NS(ELIGIBLE), TD_KEY_NOMINEE_STATE, TD_KEY_NOMINEE_STATE, TD_KEY_DECISION_NO_BALLOT, FINE},
        {NS(RECOMMENDED), FINE, FINE, TD_KEY_DECISION_REASON, FINE},
        {NS(RESERVE), TD_KEY_DECISION_REASON, FINE, FINE, FINE},
        {NS(NOT_RECOMMENDED), TD_KEY_DECISION_REASON, FINE, FINE, FINE},
        {NS(AWARDED), TD_KEY_NOMINEE_STATE, TD_KEY_NOMINEE_STATE, TD_KEY_NOMINEE_STATE,
         TD_KEY_NOMINEE_STATE},
        {NS(NOT_AWARDED), TD_KEY_NOMINEE_STATE, TD_KEY_NOMINEE_STATE, TD_KEY_NOMINEE_STATE,
         TD_KEY_NOMINEE_STATE},
        {NS(REVOKED), TD_KEY_NOMINEE_STATE, TD_KEY_NOMINEE_STATE, TD_KEY_NOMINEE_STATE,
         TD_KEY_NOMINEE_STATE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const enum td_key keys[] = {cases[i].award, cases[i].award_because, cases[i].refuse,
                                    cases[i].refuse_because};
        for (size_t k = 0; k < 4; k++) {
            struct td_err err;
            td_err_init(&err, arena);
            const struct decision_choice choice = {"HS-2022-0001/1", "Lê Văn Mẫu", cases[i].council,
                                                   k < 2, k % 2 ? "Vì" : ""};
            enum td_code code = decision_check_choice(&choice, "x", &err);
            if (code != (keys[k] == FINE ? TD_OK : TD_FAILED_PRECONDITION))
                fail_msg("state %d, case %zu: %s", (int)cases[i].council, k, td_code_name(code));
            if (keys[k] != FINE)
                assert_non_null(violation_find(&err, "x", keys[k]));
        }
    }
    assert_true(decision_by_council(NS(RECOMMENDED)));
    assert_false(decision_by_council(NS(RESERVE)));
    assert_true(decision_differs(NS(RESERVE), true));
    assert_false(decision_differs(NS(INELIGIBLE), false));
}

static void number__as_people_type_it__in_its_proper_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *kind, *proper; /* NULL: refused */
    } cases[] = {
        {"05/QĐ-UBND", "QĐ", "05/QĐ-UBND"},
        {"5/QĐ-UBND", "QĐ", "05/QĐ-UBND"},
        {"0005/QĐ-UBND", "QĐ", "05/QĐ-UBND"},
        {" 5 / qđ-UBND ", "QĐ", "05/QĐ-UBND"},
        {"5/QD-UBND", "QĐ", "05/QĐ-UBND"},
        {"1234/QĐ-CTUBND", "QĐ", "1234/QĐ-CTUBND"},
        {"12/TTR-PNV", "TTr", "12/TTr-PNV"},
        {"9/TTr-PNV", "TTr", "09/TTr-PNV"},
        {"10/TTr-PNV", "TTr", "10/TTr-PNV"},
        {"0/QĐ-UBND", "QĐ", NULL},
        {"/QĐ-UBND", "QĐ", NULL},
        {"QĐ-UBND", "QĐ", NULL},
        {"5", "QĐ", NULL},
        {"5/UBND", "QĐ", NULL},
        {"5/QĐ", "QĐ", NULL},
        {"5/QĐ-", "QĐ", NULL},
        {"5/QĐ-UBND-", "QĐ", NULL},
        {"5/TTr-PNV", "QĐ", NULL},
        {"-5/QĐ-UBND", "QĐ", NULL},
        {"5/QĐ-UBND/2", "QĐ", NULL},
        {"1234567/QĐ-UBND", "QĐ", NULL},
        {"5/QĐ-UBND;x", "QĐ", NULL},
        {"   ", "QĐ", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct td_err err;
        const char *proper = "untouched";
        td_err_init(&err, arena);
        enum td_code code = document_number_normalise(cases[i].typed, cases[i].kind, "number",
                                                      arena, &proper, &err);
        if (!cases[i].proper)
            assert_non_null(violation_find(&err, "number", TD_KEY_TEXT_FORM));
        assert_int_equal(code, cases[i].proper ? TD_OK : TD_INVALID_ARGUMENT);
        assert_string_equal(proper, cases[i].proper ? cases[i].proper : "untouched");
    }
    struct td_err err;
    const char *proper;
    td_err_init(&err, arena);
    assert_int_equal(document_number_normalise("", "QĐ", "number", arena, &proper, &err),
                     TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&err, "number", TD_KEY_REQUIRED));
}

static void code__made__parses_however_it_is_typed(void **state)
{
    (void)state;
    const uint8_t random[CERTIFICATE_CODE_RANDOM] = {0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC};
    char code[CERTIFICATE_CODE_SIZE], parsed[CERTIFICATE_CODE_SIZE];
    certificate_code_make(random, code);
    assert_int_equal(strlen(code), 11);
    assert_int_equal(code[5], '-');
    assert_true(certificate_code_parse(code, parsed));
    assert_string_equal(parsed, code);
    char typed[32];
    (void)snprintf(typed, sizeof typed, " %.5s %s", code, code + 6);
    for (char *at = typed; *at; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    assert_true(certificate_code_parse(typed, parsed));
    assert_string_equal(parsed, code);
    /* Zeros and ones, as letters. */
    const uint8_t zeros[CERTIFICATE_CODE_RANDOM] = {0};
    certificate_code_make(zeros, code);
    assert_string_equal(code, "00000-00000");
    assert_true(certificate_code_parse("oOoOo-00000", parsed));
    assert_string_equal(parsed, code);
}

static void code__one_wrong_or_two_changed__is_found(void **state)
{
    (void)state;
    static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char code[CERTIFICATE_CODE_SIZE], parsed[CERTIFICATE_CODE_SIZE] = "untouched";
    for (unsigned seed = 0; seed < 50; seed++) {
        uint8_t random[CERTIFICATE_CODE_RANDOM];
        for (unsigned i = 0; i < sizeof random; i++)
            random[i] = (uint8_t)(seed * 37 + i * 101 + seed * seed);
        certificate_code_make(random, code);
        for (unsigned i = 0; i < 11; i++) {
            char kept = code[i];
            if (kept == '-')
                continue;
            for (unsigned c = 0; c < 32; c++) {
                code[i] = ALPHABET[c];
                assert_int_equal(certificate_code_parse(code, parsed), ALPHABET[c] == kept);
            }
            code[i] = kept;
            for (unsigned k = i + 1; k < 11; k++) {
                if (code[k] == '-' || code[k] == code[i])
                    continue;
                char swapped[CERTIFICATE_CODE_SIZE];
                memcpy(swapped, code, sizeof swapped);
                swapped[i] = code[k];
                swapped[k] = code[i];
                assert_false(certificate_code_parse(swapped, parsed));
            }
        }
    }
    static const char *const BAD[] = {
        "", "0", "00000-0000", "00000-000000", "00000_00000", "U0000-00000", "00000-0000Ơ"};
    memcpy(parsed, "untouched", 10);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        assert_false(certificate_code_parse(BAD[i], parsed));
    assert_string_equal(parsed, "untouched");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(next__every_state_event_and_role__follows_the_table),
        CASE(choice__every_state__needs_what_it_needs),
        CASE(number__as_people_type_it__in_its_proper_spelling),
        CASE(code__made__parses_however_it_is_typed),
        CASE(code__one_wrong_or_two_changed__is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
