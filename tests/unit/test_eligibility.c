/* Eligibility (I.2.e): who a case is about, what the unit is told and what Home Affairs. */
#include "arena.h"
#include "eligibility.h"
#include "violations.h"

#define PERSON PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL
#define COLLECTIVE PB__NOMINEE_KIND__NOMINEE_COLLECTIVE
#define CITIZEN "012345678901"
#define OTHER_CITIZEN "012345678902"

static struct td_arena *arena;
static struct td_err err;

static int setup(void **state)
{
    (void)state;
    arena = td_arena_new(1 << 20);
    td_err_init(&err, arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    td_arena_free(arena);
    return 0;
}

static struct discipline_case case_of(Pb__NomineeKind kind, const char *name, const char *staff,
                                      const char *citizen, const char *unit)
{
    return (struct discipline_case){
        .number = "KL-2022-0001",
        .kind = kind,
        .name = name,
        .staff_code = staff,
        .citizen_id = citizen,
        .unit_code = unit,
        .state = PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNDER_CONSIDERATION,
        .opened_on = "2022-03-10",
        .measure = "",
        .from_on = "",
        .until_on = "",
        .closed_on = "",
        .opening = {"07/TB-UBND", "2022-03-09"},
        .decision = {"", ""},
    };
}

static struct dossier_nominee nominee_of(Pb__NomineeKind kind, const char *name, const char *staff,
                                         const char *citizen)
{
    return (struct dossier_nominee){
        .kind = kind, .name = name, .staff_code = staff, .citizen_id = citizen};
}

/* Rule 8: staff code or citizen number first; a name alone excludes nobody. */
static void match__each_situation__is_same_hint_or_other(void **state)
{
    (void)state;
    enum { OTHER = ELIGIBILITY_OTHER, HINT = ELIGIBILITY_HINT, SAME = ELIGIBILITY_SAME };
    static const struct {
        const char *what;
        Pb__NomineeKind case_kind;
        const char *case_name, *case_staff, *case_citizen;
        Pb__NomineeKind kind;
        const char *name, *staff, *citizen, *unit; /* the case's unit is P1 */
        int match;
    } cases[] = {
        {"same staff code", PERSON, "Trần Thị Ví Dụ", "NN-002", "", PERSON, "Trần Thị Ví Dụ",
         "NN-002", "", "P1", SAME},
        {"same staff code in other letters", PERSON, "A", "NN-002", "", PERSON, "B", "nn-002", "",
         "P1", SAME},
        {"same staff code, now in another unit", PERSON, "A", "NN-002", "", PERSON, "A", "NN-002",
         "", "P2", SAME},
        {"same citizen number", PERSON, "A", "NN-002", CITIZEN, PERSON, "A", "", CITIZEN, "P1",
         SAME},
        {"same citizen number, new staff code", PERSON, "A", "NN-002", CITIZEN, PERSON, "A",
         "NN-102", CITIZEN, "P1", SAME},
        {"same staff code, mistyped citizen number", PERSON, "A", "NN-002", CITIZEN, PERSON, "A",
         "NN-002", OTHER_CITIZEN, "P1", SAME},
        {"namesake with another staff code", PERSON, "Trần Thị Ví Dụ", "NN-002", "", PERSON,
         "Trần Thị Ví Dụ", "NN-003", "", "P1", OTHER},
        {"namesake with another citizen number", PERSON, "A", "", CITIZEN, PERSON, "A", "",
         OTHER_CITIZEN, "P1", OTHER},
        {"same name, numbers of different kinds", PERSON, "Trần Thị Ví Dụ", "NN-002", "", PERSON,
         "Trần Thị Ví Dụ", "", CITIZEN, "P1", HINT},
        {"same name when folded, no numbers", PERSON, "Trần Thị Ví Dụ", "NN-002", "", PERSON,
         "TRAN THI VI DU", "", "", "P1", HINT},
        {"same name in another unit, no numbers", PERSON, "Trần Thị Ví Dụ", "NN-002", "", PERSON,
         "Trần Thị Ví Dụ", "", "", "P2", HINT},
        {"another name, no numbers", PERSON, "Trần Thị Ví Dụ", "NN-002", "", PERSON,
         "Nguyễn Văn Mẫu", "", "", "P1", OTHER},
        {"a collective called like a person", PERSON, "A", "NN-002", "", COLLECTIVE, "A", "", "",
         "P1", OTHER},
        {"the unit as a whole", COLLECTIVE, "", "", "", COLLECTIVE, "UBND phường", "", "", "P1",
         SAME},
        {"another unit as a whole", COLLECTIVE, "", "", "", COLLECTIVE, "UBND phường", "", "", "P2",
         OTHER},
        {"a person of the unit", COLLECTIVE, "", "", "", PERSON, "A", "NN-002", "", "P1", OTHER},
        {"that part of the unit", COLLECTIVE, "Bộ phận Một cửa", "", "", COLLECTIVE,
         "bộ phận một cửa", "", "", "P1", SAME},
        {"another collective of the unit", COLLECTIVE, "Bộ phận Một cửa", "", "", COLLECTIVE,
         "UBND phường", "", "", "P1", HINT},
        {"a part of that name in another unit", COLLECTIVE, "Bộ phận Một cửa", "", "", COLLECTIVE,
         "Bộ phận Một cửa", "", "", "P2", OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct discipline_case discipline =
            case_of(cases[i].case_kind, cases[i].case_name, cases[i].case_staff,
                    cases[i].case_citizen, "P1");
        struct dossier_nominee nominee =
            nominee_of(cases[i].kind, cases[i].name, cases[i].staff, cases[i].citizen);
        int match = (int)eligibility_match(&discipline, &nominee, cases[i].unit, arena);
        if (match != cases[i].match)
            fail_msg("%s: %d", cases[i].what, match);
    }
}

/* Two nominees of P1; the case under test is about the second. */
struct nomination {
    struct dossier_nominee nominees[2];
    struct dossier dossier;
    struct discipline_case discipline;
    struct discipline_register cases;
};

static void nominate(struct nomination *n)
{
    n->nominees[0] = nominee_of(PERSON, "Nguyễn Văn Mẫu", "NN-001", "");
    n->nominees[1] = nominee_of(PERSON, "Trần Thị Ví Dụ", "NN-002", "");
    n->dossier = (struct dossier){.unit_code = "P1", .nominees = n->nominees, .n_nominees = 2};
    n->discipline = case_of(PERSON, "Trần Thị Ví Dụ", "NN-002", "", "P1");
    n->cases = (struct discipline_register){&n->discipline, 1};
}

static void impose(struct nomination *n)
{
    n->discipline.state = PB__DISCIPLINE_STATE__DISCIPLINE_STATE_IMPOSED;
    n->discipline.measure = "Khiển trách";
    n->discipline.from_on = "2022-04-01";
    n->discipline.until_on = "2023-03-31";
    n->discipline.decision = (struct discipline_document){"15/QĐ-UBND", "2022-03-30"};
}

/* I.2.e: "being considered" excludes like "serving", on each of their days and on no other. */
static void check__day_by_day__excludes_while_considered_and_while_served(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        enum td_code code;
    } cases[] = {
        {"2022-03-09", TD_OK},
        {"2022-03-10", TD_FAILED_PRECONDITION}, /* considered */
        {"2022-03-31", TD_FAILED_PRECONDITION},
        {"2022-04-01", TD_FAILED_PRECONDITION}, /* served */
        {"2023-03-31", TD_FAILED_PRECONDITION},
        {"2023-04-01", TD_OK},
    };
    struct nomination n;
    nominate(&n);
    impose(&n);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        td_err_init(&err, arena);
        assert_int_equal(eligibility_check(&n.dossier, &n.cases, cases[i].day, &err),
                         cases[i].code);
        assert_int_equal(err.n_violations, cases[i].code == TD_OK ? 0 : 1);
        td_err_init(&err, arena);
        assert_int_equal(eligibility_facts(&n.dossier, 1, &n.cases, cases[i].day, &err),
                         cases[i].code);
        assert_int_equal(eligibility_facts(&n.dossier, 0, &n.cases, cases[i].day, &err), TD_OK);
    }
}

static void check__excluded__tells_the_unit_the_name_and_the_clause_only(void **state)
{
    (void)state;
    struct nomination n;
    nominate(&n);
    impose(&n);
    assert_int_equal(eligibility_check(&n.dossier, &n.cases, "2022-12-01", &err),
                     TD_FAILED_PRECONDITION);
    assert_int_equal(err.n_violations, 1);
    assert_string_equal(err.violations[0].key, "nominee.ineligible");
    assert_string_equal(err.violations[0].field, "nominees[1]");
    assert_string_equal(err.violations[0].clause, "I.2.e");
    assert_int_equal(err.violations[0].n_params, 1);
    assert_string_equal(violation_param(&err.violations[0], "nominee"), "Trần Thị Ví Dụ");
}

static void check__two_cases__tell_no_more_than_one(void **state)
{
    (void)state;
    struct nomination n;
    nominate(&n);
    struct discipline_case both[2] = {n.discipline, n.discipline};
    n.cases = (struct discipline_register){both, 2};
    assert_int_equal(eligibility_check(&n.dossier, &n.cases, "2022-12-01", &err),
                     TD_FAILED_PRECONDITION);
    assert_int_equal(err.n_violations, 1);
    td_err_init(&err, arena);
    assert_int_equal(eligibility_facts(&n.dossier, 1, &n.cases, "2022-12-01", &err),
                     TD_FAILED_PRECONDITION);
    assert_int_equal(err.n_violations, 2);
}

static void check__case_of_another_unit__told_to_home_affairs_only(void **state)
{
    (void)state;
    struct nomination n;
    nominate(&n);
    n.discipline.unit_code = "P2";
    assert_int_equal(eligibility_check(&n.dossier, &n.cases, "2022-12-01", &err), TD_OK);
    assert_int_equal(err.n_violations, 0);
    assert_int_equal(eligibility_facts(&n.dossier, 1, &n.cases, "2022-12-01", &err),
                     TD_FAILED_PRECONDITION);
}

static void facts__each_fact__names_document_and_dates(void **state)
{
    (void)state;
    struct nomination n;
    nominate(&n);
    assert_int_equal(eligibility_facts(&n.dossier, 1, &n.cases, "2022-12-01", &err),
                     TD_FAILED_PRECONDITION);
    const struct td_violation *fact =
        violation_find(&err, "nominees[1]", TD_KEY_NOMINEE_CONSIDERED);
    assert_non_null(fact);
    assert_string_equal(fact->clause, "I.2.e");
    assert_string_equal(violation_param(fact, "case"), "KL-2022-0001");
    assert_string_equal(violation_param(fact, "opened_on"), "2022-03-10");
    assert_string_equal(violation_param(fact, "document"), "07/TB-UBND");
    assert_string_equal(violation_param(fact, "dated_on"), "2022-03-09");
    impose(&n);
    td_err_init(&err, arena);
    eligibility_facts(&n.dossier, 1, &n.cases, "2022-12-01", &err);
    fact = violation_find(&err, "nominees[1]", TD_KEY_NOMINEE_SERVING);
    assert_non_null(fact);
    assert_string_equal(violation_param(fact, "measure"), "Khiển trách");
    assert_string_equal(violation_param(fact, "from_on"), "2022-04-01");
    assert_string_equal(violation_param(fact, "until_on"), "2023-03-31");
    assert_string_equal(violation_param(fact, "document"), "15/QĐ-UBND");
    assert_string_equal(violation_param(fact, "dated_on"), "2022-03-30");
}

static void hints__namesake_and_part__exclude_nobody(void **state)
{
    (void)state;
    struct nomination n;
    nominate(&n);
    n.nominees[1].staff_code = "";
    assert_int_equal(eligibility_check(&n.dossier, &n.cases, "2022-12-01", &err), TD_OK);
    assert_int_equal(eligibility_facts(&n.dossier, 1, &n.cases, "2022-12-01", &err), TD_OK);
    assert_int_equal(err.n_violations, 0);
    eligibility_hints(&n.dossier, 0, &n.cases, "2022-12-01", &err);
    assert_int_equal(err.n_violations, 0);
    eligibility_hints(&n.dossier, 1, &n.cases, "2022-12-01", &err);
    assert_non_null(violation_find(&err, "nominees[1]", TD_KEY_NOMINEE_NAMESAKE));
    td_err_init(&err, arena);
    eligibility_hints(&n.dossier, 1, &n.cases, "2022-03-09", &err); /* not yet open */
    assert_int_equal(err.n_violations, 0);
    n.discipline = case_of(COLLECTIVE, "Bộ phận Một cửa", "", "", "P1");
    n.nominees[1] = nominee_of(COLLECTIVE, "UBND phường", "", "");
    eligibility_hints(&n.dossier, 1, &n.cases, "2022-12-01", &err);
    assert_non_null(violation_find(&err, "nominees[1]", TD_KEY_NOMINEE_PART));
}

static void check__empty_register__everybody_is_eligible(void **state)
{
    (void)state;
    struct nomination n;
    nominate(&n);
    n.cases = (struct discipline_register){NULL, 0};
    assert_int_equal(eligibility_check(&n.dossier, &n.cases, "2022-12-01", &err), TD_OK);
    assert_int_equal(eligibility_facts(&n.dossier, 1, &n.cases, "2022-12-01", &err), TD_OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(match__each_situation__is_same_hint_or_other),
        TEST(check__day_by_day__excludes_while_considered_and_while_served),
        TEST(check__excluded__tells_the_unit_the_name_and_the_clause_only),
        TEST(check__two_cases__tell_no_more_than_one),
        TEST(check__case_of_another_unit__told_to_home_affairs_only),
        TEST(facts__each_fact__names_document_and_dates),
        TEST(hints__namesake_and_part__exclude_nobody),
        TEST(check__empty_register__everybody_is_eligible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
