/* What may be entered of an award from before the software (II.3.a, II.3.b), case by case. */
#include "arena.h"
#include "cmocka_all.h"
#include "past_award.h"
#include "violations.h"

#define TODAY "2026-11-30"

static const struct past_award good = {
    .award = {.unit_code = "P1",
              .number = "31/QĐ-UBND",
              .ordinal = 2,
              .granted_on = "2022-01-14",
              .kind = PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL,
              .recipient = "Trần Thị Ví Dụ",
              .staff_code = "P1-03",
              .achievement = "Sáng kiến hẹn giờ"},
    .round = PB__ROUND_KIND__ROUND_ANNUAL,
    .year = 2021,
    .citizen_id = "",
    .revoked_by = "",
    .revoked_on = "",
};

static void assert_case(size_t i, const struct past_award *award, const char *field,
                        enum td_key key)
{
    struct td_arena *arena = td_arena_new(1 << 16);
    struct td_err err;
    td_err_init(&err, arena);
    enum td_code code = past_award_check(award, TODAY, "awards[0]", &err);
    if (code != (field ? TD_INVALID_ARGUMENT : TD_OK) || err.n_violations != (field ? 1 : 0))
        fail_msg("case %zu: %u violations", i, err.n_violations);
    if (field && !violation_find(&err, field, key))
        fail_msg("case %zu: %s %s", i, err.violations[0].field, err.violations[0].key);
    td_arena_free(arena);
}

static void check__each_field_alone__named(void **state)
{
    (void)state;
    struct {
        struct past_award award;
        const char *field; /* NULL: fine */
        enum td_key key;
    } cases[] = {
        {good, NULL, 0},
        {good, "awards[0].round", TD_KEY_CHOICE},
        {good, "awards[0].round", TD_KEY_CHOICE},
        {good, "awards[0].year", TD_KEY_NUMBER_RANGE}, /* before the movement */
        {good, "awards[0].year", TD_KEY_NUMBER_RANGE}, /* after its decision */
        {good, NULL, 0},                               /* decided within the year */
        {good, "awards[0].citizen_id", TD_KEY_TEXT_FORM},
        {good, "awards[0].citizen_id", TD_KEY_CITIZEN_ID_COLLECTIVE},
        {good, NULL, 0}, /* revoked */
        {good, "awards[0].revoked_on", TD_KEY_REQUIRED},
        {good, "awards[0].revoked_by", TD_KEY_REQUIRED},
        {good, "awards[0].revoked_on", TD_KEY_DATE_FORM},
        {good, "awards[0].revoked_on", TD_KEY_DATE_FUTURE},
        {good, "awards[0].revoked_on", TD_KEY_DATE_ORDER}, /* before it was granted */
        {good, "awards[0].recipient", TD_KEY_REQUIRED},    /* what holds for any award */
    };
    cases[1].award.round = 0;
    cases[2].award.round = (Pb__RoundKind)9;
    cases[3].award.year = 2020;
    cases[4].award.year = 2023;
    cases[5].award.year = 2022;
    cases[6].award.citizen_id = "12345";
    cases[7].award.citizen_id = "012345678901";
    cases[7].award.award.kind = PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    cases[7].award.award.staff_code = "";
    for (size_t i = 8; i < 14; i++) {
        cases[i].award.revoked_by = i == 10 ? "" : "40/QĐ-UBND";
        cases[i].award.revoked_on = "2023-05-01";
    }
    cases[9].award.revoked_on = "";
    cases[11].award.revoked_on = "01/05/2023";
    cases[12].award.revoked_on = "2026-12-01";
    cases[13].award.revoked_on = "2022-01-13";
    cases[14].award.award.recipient = "";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_case(i, &cases[i].award, cases[i].field, cases[i].key);
}

static void check_decision__one_day_one_round(void **state)
{
    (void)state;
    struct {
        struct past_award other;
        bool fine;
    } cases[] = {{good, true}, {good, false}, {good, false}, {good, false}};
    cases[1].other.award.granted_on = "2022-01-15";
    cases[2].other.round = PB__ROUND_KIND__ROUND_INTERIM;
    cases[3].other.year = 2022;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct td_arena *arena = td_arena_new(1 << 16);
        struct td_err err;
        td_err_init(&err, arena);
        assert_int_equal(past_award_check_decision(&good, &cases[i].other, "awards[1]", &err),
                         cases[i].fine ? TD_OK : TD_FAILED_PRECONDITION);
        assert_int_equal(violation_find(&err, "awards[1]", TD_KEY_PAST_AWARD_DECISION) == NULL,
                         cases[i].fine);
        td_arena_free(arena);
    }
}

static void same__any_difference__tells(void **state)
{
    (void)state;
    struct past_award others[] = {good, good, good, good, good, good};
    others[0].award.achievement = "";
    others[1].round = PB__ROUND_KIND__ROUND_FINAL;
    others[2].year = 2022;
    others[3].citizen_id = "012345678901";
    others[4].revoked_by = "40/QĐ-UBND";
    others[5].revoked_on = "2023-05-01";
    assert_true(past_award_same(&good, &good));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(past_award_same(&good, &others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__each_field_alone__named),
        cmocka_unit_test(check_decision__one_day_one_round),
        cmocka_unit_test(same__any_difference__tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
