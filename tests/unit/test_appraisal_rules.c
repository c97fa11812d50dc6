/* Verdicts on the criteria of III.4: where they stand, when they need a note, what an outcome
 * needs. */
#include "appraisal_rules.h"
#include "plan_50.h"
#include "planfile.h"
#include "violations.h"

#define MET PB__VERDICT__VERDICT_MET
#define NOT PB__VERDICT__VERDICT_NOT_MET
#define UNC PB__VERDICT__VERDICT_UNCLEAR
#define ST(name) PB__VERDICT_STANDING__VERDICT_STANDING_##name

struct fixture {
    struct td_arena *arena;
    struct td_err err;
    const struct plan *plan;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    size_t len;
    f->arena = td_arena_new(4 << 20);
    td_err_init(&f->err, f->arena);
    const char *yaml = plan_50_text(f->arena, &len);
    assert_int_equal(planfile_parse(yaml, len, "50-kh-ubnd.yaml", f->arena, &f->plan, &f->err),
                     TD_OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    td_arena_free(f->arena);
    free(f);
    return 0;
}

static void standing__verdicts_of_several__newest_of_each_counts(void **state)
{
    (void)state;
    static const struct {
        struct appraisal_verdict verdicts[4];
        size_t n;
        Pb__VerdictStanding want;
    } cases[] = {
        {{{0}}, 0, ST(MISSING)},
        {{{"c2", 1, MET}}, 1, ST(MISSING)}, /* another criterion */
        {{{"c1", 1, MET}}, 1, ST(MET)},
        {{{"c1", 1, NOT}}, 1, ST(NOT_MET)},
        {{{"c1", 1, UNC}}, 1, ST(UNCLEAR)},
        {{{"c1", 1, MET}, {"c1", 2, MET}}, 2, ST(MET)},
        {{{"c1", 1, MET}, {"c1", 2, NOT}}, 2, ST(DIFFERING)},
        {{{"c1", 1, MET}, {"c1", 2, UNC}}, 2, ST(DIFFERING)},
        /* somebody changes their mind */
        {{{"c1", 1, MET}, {"c1", 2, NOT}, {"c1", 1, NOT}}, 3, ST(NOT_MET)},
        {{{"c1", 1, NOT}, {"c1", 1, MET}}, 2, ST(MET)},
        {{{"c1", 1, MET}, {"c2", 1, NOT}, {"c1", 2, MET}, {"c1", 2, NOT}}, 4, ST(DIFFERING)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(appraisal_standing("c1", cases[i].verdicts, cases[i].n), cases[i].want);
}

static void superseded__later_of_the_same_appraiser_and_criterion__only(void **state)
{
    (void)state;
    static const struct appraisal_verdict verdicts[] = {
        {"c1", 1, MET}, {"c1", 2, MET}, {"c2", 1, MET}, {"c1", 1, NOT}};
    static const bool want[] = {true, false, false, false};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(appraisal_is_superseded(verdicts, 4, i), want[i]);
}

static void note__verdict_and_records__needed_when_they_ask_for_it(void **state)
{
    struct fixture *f = *state;
    static const struct {
        Pb__Verdict verdict;
        Pb__CriterionAnswer computed;
        const char *note;
        enum td_key key; /* TD_KEY_COUNT: accepted */
    } cases[] = {
        {MET, PB__CRITERION_ANSWER__CRITERION_UNSPECIFIED, "", TD_KEY_COUNT},
        {MET, PB__CRITERION_ANSWER__CRITERION_MET, "", TD_KEY_COUNT},
        {MET, PB__CRITERION_ANSWER__CRITERION_NOT_MET, "", TD_KEY_APPRAISAL_FACTS},
        {MET, PB__CRITERION_ANSWER__CRITERION_NOT_YET, "", TD_KEY_APPRAISAL_FACTS},
        {MET, PB__CRITERION_ANSWER__CRITERION_NO_BASIS, "", TD_KEY_APPRAISAL_FACTS},
        {MET, PB__CRITERION_ANSWER__CRITERION_NOT_MET, "Chậm do lũ lụt", TD_KEY_COUNT},
        {NOT, PB__CRITERION_ANSWER__CRITERION_NOT_MET, "", TD_KEY_APPRAISAL_NOTE},
        {UNC, PB__CRITERION_ANSWER__CRITERION_UNSPECIFIED, "", TD_KEY_APPRAISAL_NOTE},
        {UNC, PB__CRITERION_ANSWER__CRITERION_NO_BASIS, "Không được giao việc", TD_KEY_COUNT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        td_err_init(&f->err, f->arena);
        enum td_code code = appraisal_check_note("III.4.c1", cases[i].verdict, cases[i].computed,
                                                 cases[i].note, &f->err);
        bool fine = cases[i].key == TD_KEY_COUNT;
        assert_int_equal(code, fine ? TD_OK : TD_INVALID_ARGUMENT);
        if (!fine)
            assert_non_null(violation_find(&f->err, "note", cases[i].key));
    }
}

#define C(n, who, verdict)         \
    {                              \
        "III.4.c" #n, who, verdict \
    }
#define COL PB__NOMINEE_KIND__NOMINEE_COLLECTIVE
#define IND PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL

static void eligible__every_criterion__asked_for(void **state)
{
    struct fixture *f = *state;
    static const struct {
        Pb__NomineeKind kind;
        struct appraisal_verdict verdicts[6];
        size_t n;
        const char *reason;
        size_t missing, not_met, reasons;
    } cases[] = {
        {COL, {{0}}, 0, "", 4, 0, 0},
        {IND, {{0}}, 0, "", 2, 0, 0},
        {IND, {{"III.4.i1", 1, MET}, {"III.4.i2", 1, MET}}, 2, "", 0, 0, 0},
        {COL, {C(1, 1, MET), C(2, 1, MET), C(3, 1, MET), C(4, 1, MET)}, 4, "", 0, 0, 0},
        /* III.4 asks for all; a reason does not replace one */
        {COL, {C(1, 1, NOT), C(2, 1, MET), C(3, 1, MET)}, 3, "Thiếu", 1, 1, 0},
        /* no basis is a question for the council: say so, and go on */
        {COL, {C(1, 1, UNC), C(2, 1, MET), C(3, 1, MET), C(4, 1, MET)}, 4, "", 0, 0, 1},
        {COL, {C(1, 1, UNC), C(2, 1, MET), C(3, 1, MET), C(4, 1, MET)}, 4, "Trình BCĐ", 0, 0, 0},
        {COL,
         {C(1, 1, MET), C(2, 1, MET), C(3, 1, MET), C(4, 1, MET), C(4, 2, NOT)},
         5,
         "",
         0,
         0,
         1},
        {COL,
         {C(1, 1, MET), C(2, 1, MET), C(3, 1, MET), C(4, 1, MET), C(4, 2, NOT)},
         5,
         "Đã họp thống nhất",
         0,
         0,
         0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        td_err_init(&f->err, f->arena);
        enum td_code code = appraisal_check_eligible(f->plan, cases[i].kind, cases[i].verdicts,
                                                     cases[i].n, cases[i].reason, &f->err);
        size_t all = cases[i].missing + cases[i].not_met + cases[i].reasons;
        assert_int_equal(code, all ? TD_FAILED_PRECONDITION : TD_OK);
        assert_int_equal(f->err.n_violations, all);
        assert_int_equal(violation_find(&f->err, "", TD_KEY_APPRAISAL_MISSING) != NULL,
                         cases[i].missing > 0);
        assert_int_equal(violation_find(&f->err, "", TD_KEY_APPRAISAL_NOT_MET) != NULL,
                         cases[i].not_met > 0);
        assert_int_equal(violation_find(&f->err, "reason", TD_KEY_APPRAISAL_REASON) != NULL,
                         cases[i].reasons > 0);
    }
}

/* III.4 and I.2.e: what of the records is told beside each criterion, and what it decides. */
static void records__each_criterion__what_speaks_to_it(void **state)
{
    (void)state;
#define REC(name) PB__APPRAISAL_RECORD__APPRAISAL_RECORD_##name
#define ANSWER(name) PB__CRITERION_ANSWER__CRITERION_##name
    static const struct {
        const char *criterion;
        Pb__AppraisalRecord first, last;
        size_t n;
        Pb__CriterionAnswer computed, computed_excluded;
    } CASES[] = {
        {"III.4.c1", REC(TASKS), REC(TASKS), 1, ANSWER(MET), ANSWER(MET)},
        {"III.4.c2", REC(HEAD), REC(HEAD), 1, 0, 0},
        {"III.4.c3", REC(INDEX), REC(AWARDS), 2, 0, 0},
        {"III.4.c4", REC(INITIATIVE), REC(INITIATIVE), 1, 0, 0},
        {"III.4.i1", REC(INITIATIVE), REC(INDEX), 3, 0, 0},
        {"III.4.i2", REC(DISCIPLINE), REC(AWARDS), 2, 0, ANSWER(NOT_MET)},
        {"III.4.c9", 0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        size_t n;
        const Pb__AppraisalRecord *records = appraisal_records_of(CASES[i].criterion, &n);
        assert_int_equal(n, CASES[i].n);
        if (n > 0) {
            assert_int_equal(records[0], CASES[i].first);
            assert_int_equal(records[n - 1], CASES[i].last);
        }
        assert_int_equal(appraisal_computed(CASES[i].criterion, ANSWER(MET), false),
                         CASES[i].computed);
        assert_int_equal(appraisal_computed(CASES[i].criterion, ANSWER(MET), true),
                         CASES[i].computed_excluded);
    }
}

/* What the Plan asks is what this build has records for. */
static void records__every_criterion_of_the_plan__has_some(void **state)
{
    const struct plan *plan = ((struct fixture *)*state)->plan;
    for (unsigned i = 0; i < plan->n_criteria; i++) {
        size_t n;
        (void)appraisal_records_of(plan->criteria[i].id, &n);
        assert_true(n > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standing__verdicts_of_several__newest_of_each_counts),
        cmocka_unit_test(superseded__later_of_the_same_appraiser_and_criterion__only),
        cmocka_unit_test_setup_teardown(note__verdict_and_records__needed_when_they_ask_for_it,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(eligible__every_criterion__asked_for, setup, teardown),
        cmocka_unit_test(records__each_criterion__what_speaks_to_it),
        cmocka_unit_test_setup_teardown(records__every_criterion_of_the_plan__has_some, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
