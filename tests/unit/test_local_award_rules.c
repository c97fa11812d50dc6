/* What may be recorded of a commune's or ward's own award (II.3.a). */
#include "cmocka_all.h"
#include "violations.h"

#include "arena.h"
#include "domain/local_award.h"

#define TODAY "2022-11-30"

static const struct local_award good = {
    .unit_code = "XLB",
    .number = "45/QĐ-UBND",
    .ordinal = 1,
    .granted_on = "2022-10-10",
    .kind = PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL,
    .recipient = "Trần Thị Ví Dụ",
    .staff_code = "LB-07",
    .achievement = "Mô hình mới",
};

static void check__each_field_alone__named(void **state)
{
    (void)state;
    char long_text[LOCAL_AWARD_ACHIEVEMENT_MAX_CHARS + 2];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    struct {
        struct local_award award;
        const char *field; /* NULL: fine */
        enum td_key key;
    } cases[] = {
        {good, NULL, 0},
        {good, "award.number", TD_KEY_REQUIRED},
        {good, "award.number", TD_KEY_TEXT_LONG},
        {good, "award.ordinal", TD_KEY_NUMBER_RANGE},
        {good, "award.ordinal", TD_KEY_NUMBER_RANGE},
        {good, "award.granted_on", TD_KEY_REQUIRED},
        {good, "award.granted_on", TD_KEY_DATE_FORM},
        {good, "award.granted_on", TD_KEY_DATE_FUTURE},
        {good, "award.granted_on", TD_KEY_DATE_ORDER},
        {good, NULL, 0}, /* on this very day */
        {good, NULL, 0}, /* on the movement's first */
        {good, "award.kind", TD_KEY_CHOICE},
        {good, "award.kind", TD_KEY_CHOICE},
        {good, "award.recipient", TD_KEY_REQUIRED},
        {good, "award.staff_code", TD_KEY_TEXT_FORM},
        {good, "award.staff_code", TD_KEY_STAFF_CODE_COLLECTIVE},
        {good, "award.achievement", TD_KEY_REQUIRED},
        {good, "award.achievement", TD_KEY_TEXT_LONG},
        {good, NULL, 0}, /* a person without a staff code */
    };
    cases[1].award.number = " ";
    cases[2].award.number = long_text;
    cases[3].award.ordinal = 0;
    cases[4].award.ordinal = LOCAL_AWARD_ORDINAL_MAX + 1;
    cases[5].award.granted_on = "";
    cases[6].award.granted_on = "2022-02-30";
    cases[7].award.granted_on = "2022-12-01";
    cases[8].award.granted_on = "2020-12-31";
    cases[9].award.granted_on = TODAY;
    cases[10].award.granted_on = LOCAL_AWARD_FIRST_DAY;
    cases[11].award.kind = 0;
    cases[12].award.kind = (Pb__NomineeKind)9;
    cases[13].award.recipient = "";
    cases[14].award.staff_code = "mã";
    cases[15].award.kind = PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    cases[16].award.achievement = " \n";
    cases[17].award.achievement = long_text;
    cases[18].award.staff_code = "";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct td_arena *arena = td_arena_new(1 << 16);
        struct td_err err;
        td_err_init(&err, arena);
        enum td_code code = local_award_check(&cases[i].award, TODAY, "award", &err);
        assert_int_equal(code, cases[i].field ? TD_INVALID_ARGUMENT : TD_OK);
        assert_int_equal(err.n_violations, cases[i].field ? 1 : 0);
        if (cases[i].field && !violation_find(&err, cases[i].field, cases[i].key))
            fail_msg("case %zu: %s", i, err.violations[0].key);
        td_arena_free(arena);
    }
}

static void check_unit__communes_and_wards__only_they(void **state)
{
    (void)state;
    static const struct {
        Pb__UnitKind kind;
        bool may; /* II.3.a (commune, ward) */
    } cases[] = {
        {PB__UNIT_KIND__UNIT_COMMUNE, true},
        {PB__UNIT_KIND__UNIT_WARD, true},
        {PB__UNIT_KIND__UNIT_DEPARTMENT, false},
        {PB__UNIT_KIND__UNIT_PUBLIC_SERVICE_UNIT, false},
        {PB__UNIT_KIND__UNIT_CENTRAL_AGENCY, false},
        {PB__UNIT_KIND__UNIT_UNSPECIFIED, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct td_arena *arena = td_arena_new(1 << 16);
        struct td_err err;
        td_err_init(&err, arena);
        assert_int_equal(local_award_check_unit("X", cases[i].kind, "unit_code", &err),
                         cases[i].may ? TD_OK : TD_FAILED_PRECONDITION);
        const struct td_violation *violation =
            violation_find(&err, "unit_code", TD_KEY_LOCAL_AWARD_UNIT);
        assert_int_equal(violation == NULL, cases[i].may);
        if (violation)
            assert_string_equal(violation->clause, "II.3.a");
        td_arena_free(arena);
    }
}

static void same__any_other_field__differs(void **state)
{
    (void)state;
    struct local_award others[8];
    for (size_t i = 0; i < 8; i++)
        others[i] = good;
    assert_true(local_award_same(&good, &others[0]));
    others[0].unit_code = "P1";
    others[1].number = "46/QĐ-UBND";
    others[2].ordinal = 2;
    others[3].granted_on = "2022-10-11";
    others[4].kind = PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    others[5].recipient = "Trần Thị Ví Dụ ";
    others[6].staff_code = "";
    others[7].achievement = "";
    for (size_t i = 0; i < 8; i++)
        assert_false(local_award_same(&good, &others[i]));
    assert_int_equal(local_award_year(good.granted_on), 2022);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__each_field_alone__named),
        cmocka_unit_test(check_unit__communes_and_wards__only_they),
        cmocka_unit_test(same__any_other_field__differs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
