/* DisciplineService/Import: all rows or none, what is there already, what contradicts it. And the
 * evidence of cases. */
#include "discipline_fixture.h"
#include "dossier_fixture.h"

#include "evidence.pb-c.h"

static int setup(void **state)
{
    int failed = town_setup(state);
    if (!failed)
        town_open_round(*state);
    return failed;
}

/* Trần Thị Ví Dụ, under consideration. */
static Pb__DisciplineImportRow considered(void)
{
    Pb__DisciplineImportRow row = PB__DISCIPLINE_IMPORT_ROW__INIT;
    row.kind = PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL;
    row.unit_code = (char *)"P1";
    row.name = (char *)"Trần Thị Ví Dụ";
    row.staff_code = (char *)"NN-002";
    row.opening_document = (char *)"07/TB-UBND";
    row.opening_dated_on = (char *)"2022-10-20";
    return row;
}

static Pb__DisciplineImportRow imposed(void)
{
    Pb__DisciplineImportRow row = considered();
    row.measure = (char *)"Khiển trách";
    row.from_on = (char *)"2022-10-31";
    row.until_on = (char *)"2023-10-30";
    row.decision_document = (char *)"15/QĐ-UBND";
    row.decision_dated_on = (char *)"2022-10-28";
    return row;
}

static enum td_code import(struct town *town, Pb__DisciplineImportRow *rows, size_t n,
                           Pb__DisciplineImportResponse *out)
{
    Pb__DisciplineImportRequest in = PB__DISCIPLINE_IMPORT_REQUEST__INIT;
    Pb__DisciplineImportRow *pointers[8];
    for (size_t i = 0; i < n; i++)
        pointers[i] = &rows[i];
    in.cases = pointers;
    in.n_cases = n;
    return town_call(town, SPECIALIST, &discipline_service, "Import", &in, out);
}

static Pb__DisciplineShowResponse show(struct town *town, const char *id)
{
    Pb__DisciplineShowRequest in = PB__DISCIPLINE_SHOW_REQUEST__INIT;
    Pb__DisciplineShowResponse out;
    in.case_id = (char *)id;
    assert_done(town, town_call(town, AUDITOR, &discipline_service, "Show", &in, &out));
    return out;
}

static int64_t cases_in(struct town *town)
{
    return store_number(town->db, "SELECT COUNT(*) FROM discipline_case");
}

static void import__considered_and_imposed__stand_as_if_recorded(void **state)
{
    struct town *town = *state;
    Pb__DisciplineImportResponse out;
    Pb__DisciplineImportRow rows[] = {imposed(), considered()};
    rows[1].staff_code = (char *)"";
    rows[1].citizen_id = (char *)"094180000123";
    rows[1].opened_on = (char *)"2022-10-18";
    rows[1].note = (char *)"Chờ kết luận";
    assert_done(town, import(town, rows, 2, &out));
    assert_int_equal(out.added, 2);
    Pb__DisciplineShowResponse first = show(town, "KL-2022-0001"),
                               other = show(town, "KL-2022-0002");
    assert_int_equal(first.discipline->state, PB__DISCIPLINE_STATE__DISCIPLINE_STATE_IMPOSED);
    assert_string_equal(first.discipline->until_on, "2023-10-30");
    assert_true(first.discipline->in_force);
    assert_int_equal(first.n_history, 2);
    assert_int_equal(first.history[0]->event, PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_OPEN);
    assert_string_equal(first.history[1]->document, "15/QĐ-UBND");
    assert_int_equal(other.discipline->state,
                     PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNDER_CONSIDERATION);
    assert_string_equal(other.discipline->opened_on, "2022-10-18");
    assert_string_equal(other.history[0]->note, "Chờ kết luận");
    /* The log names nobody. */
    Pb__DisciplineImportResponse again;
    assert_done(town, import(town, rows, 2, &again));
    assert_string_equal(town->call.note.subject, "discipline");
    assert_string_equal(town->call.note.detail, "0 added, 2 unchanged");
}

static void import__again_after_it_went_on__is_unchanged(void **state)
{
    struct town *town = *state;
    Pb__DisciplineImportResponse out;
    Pb__DisciplineImposeResponse replaced;
    Pb__DisciplineDismissResponse dismissed;
    Pb__DisciplineImportRow rows[] = {imposed(), considered()};
    rows[1].staff_code = (char *)"NN-003";
    assert_done(town, import(town, rows, 2, &out));
    assert_done(town, case_impose(town, "KL-2022-0001", "2022-10-31", "2022-12-31", &replaced));
    assert_done(town, case_dismiss(town, "KL-2022-0002", "", &dismissed));
    assert_done(town, import(town, rows, 2, &out));
    assert_int_equal(out.unchanged, 2);
    /* Nor does a row of the export, which says how it stands. */
    rows[1].state = PB__DISCIPLINE_STATE__DISCIPLINE_STATE_DISMISSED;
    assert_done(town, import(town, rows, 2, &out));
    assert_int_equal(out.added, 0);
}

static void import__contradicts_the_register__each_column_is_told(void **state)
{
    struct town *town = *state;
    Pb__DisciplineImportResponse out;
    Pb__DisciplineImportRow rows[] = {imposed(), considered()};
    rows[1].staff_code = (char *)"NN-003";
    assert_done(town, import(town, rows, 2, &out));
    rows[0].name = (char *)"Trần Thị Khác";
    rows[0].staff_code = (char *)"nn-002"; /* the same person, spelled otherwise */
    rows[0].opening_dated_on = (char *)"2022-10-19";
    rows[0].until_on = (char *)"2024-10-30";
    rows[1].measure = (char *)"Cảnh cáo";
    rows[1].from_on = (char *)"2022-10-31";
    rows[1].until_on = (char *)"2023-10-30";
    rows[1].decision_document = (char *)"16/QĐ-UBND";
    rows[1].decision_dated_on = (char *)"2022-10-28";
    enum td_code code = import(town, rows, 2, &out);
    assert_refused(town, code, TD_ALREADY_EXISTS, "cases[0].name", TD_KEY_DISCIPLINE_DIFFERS);
    assert_refused(town, code, TD_ALREADY_EXISTS, "cases[0].staff_code", TD_KEY_DISCIPLINE_DIFFERS);
    assert_refused(town, code, TD_ALREADY_EXISTS, "cases[0].opening_dated_on",
                   TD_KEY_DISCIPLINE_DIFFERS_DAY);
    assert_refused(town, code, TD_ALREADY_EXISTS, "cases[0].until_on",
                   TD_KEY_DISCIPLINE_DIFFERS_DAY);
    assert_refused(town, code, TD_ALREADY_EXISTS, "cases[1].measure",
                   TD_KEY_DISCIPLINE_NOT_IMPOSED);
    assert_int_equal(town->err.n_violations, 6); /* opened_on follows the document's day */
    assert_string_equal(show(town, "KL-2022-0001").discipline->until_on, "2023-10-30");
}

static void import__one_bad_row__keeps_none(void **state)
{
    struct town *town = *state;
    Pb__DisciplineImportResponse out;
    Pb__DisciplineImportRow rows[] = {considered(), considered(), considered()};
    rows[1].staff_code = (char *)"NN-003";
    rows[2] = rows[0];
    rows[2].name = (char *)"Trần Thị Khác";
    assert_refused(town, import(town, rows, 3, &out), TD_ALREADY_EXISTS, "cases[2]",
                   TD_KEY_ROW_TWICE);
    assert_int_equal(town->err.n_violations, 1);
    assert_int_equal(cases_in(town), 0);
    rows[2] = rows[0]; /* the same twice is no contradiction */
    assert_done(town, import(town, rows, 3, &out));
    assert_int_equal(out.added, 2);
    assert_int_equal(out.unchanged, 1);
    assert_refused(town, import(town, rows, 0, &out), TD_INVALID_ARGUMENT, "cases",
                   TD_KEY_REQUIRED);
}

static void import__wrong_values__each_has_its_reason(void **state)
{
    struct town *town = *state;
    static const struct {
        size_t offset; /* of the field in the row */
        const char *value, *field;
        enum td_key key;
    } cases[] = {
#define FIELD(name) offsetof(Pb__DisciplineImportRow, name)
        {FIELD(unit_code), "", "unit_code", TD_KEY_REQUIRED},
        {FIELD(unit_code), "P99", "unit_code", TD_KEY_UNIT_UNKNOWN},
        {FIELD(name), "", "name", TD_KEY_REQUIRED},
        {FIELD(staff_code), "", "staff_code", TD_KEY_DISCIPLINE_IDENTITY},
        {FIELD(citizen_id), "12", "citizen_id", TD_KEY_TEXT_FORM},
        {FIELD(opening_document), "", "opening_document", TD_KEY_REQUIRED},
        {FIELD(opening_dated_on), "", "opening_dated_on", TD_KEY_REQUIRED},
        {FIELD(opening_dated_on), "2022-11-02", "opening_dated_on", TD_KEY_DATE_FUTURE},
        {FIELD(opened_on), "2022-13-01", "opened_on", TD_KEY_DATE_FORM},
        {FIELD(opened_on), "2022-11-01", "from_on", TD_KEY_DATE_ORDER},
        {FIELD(measure), "", "measure", TD_KEY_REQUIRED},
        {FIELD(from_on), "", "from_on", TD_KEY_REQUIRED},
        {FIELD(until_on), "", "until_on", TD_KEY_REQUIRED},
        {FIELD(until_on), "2022-10-30", "until_on", TD_KEY_DATE_ORDER},
        {FIELD(decision_document), "", "decision_document", TD_KEY_REQUIRED},
        {FIELD(decision_dated_on), "2022-11-02", "decision_dated_on", TD_KEY_DATE_FUTURE},
#undef FIELD
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pb__DisciplineImportRow row = imposed();
        Pb__DisciplineImportResponse out;
        const char *field = td_arena_printf(town->arena, "cases[0].%s", cases[i].field);
        *(const char **)(void *)((char *)&row + cases[i].offset) = cases[i].value;
        enum td_code code = import(town, &row, 1, &out);
        assert_refused(town, code, code, field, cases[i].key);
        assert_int_not_equal(code, TD_OK);
    }
    assert_int_equal(cases_in(town), 0);
}

static void import__state__is_only_what_a_new_case_can_be(void **state)
{
    struct town *town = *state;
    static const struct {
        Pb__DisciplineState said;
        bool has_measure, fine;
    } cases[] = {
        {PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNDER_CONSIDERATION, false, true},
        {PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNDER_CONSIDERATION, true, false},
        {PB__DISCIPLINE_STATE__DISCIPLINE_STATE_IMPOSED, true, true},
        {PB__DISCIPLINE_STATE__DISCIPLINE_STATE_IMPOSED, false, false},
        {PB__DISCIPLINE_STATE__DISCIPLINE_STATE_ENDED, true, false},
        {PB__DISCIPLINE_STATE__DISCIPLINE_STATE_DISMISSED, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pb__DisciplineImportResponse out;
        Pb__DisciplineImportRow row = cases[i].has_measure ? imposed() : considered();
        row.staff_code = (char *)td_arena_printf(town->arena, "NN-%zu", i);
        row.state = cases[i].said;
        enum td_code code = import(town, &row, 1, &out);
        if (cases[i].fine)
            assert_done(town, code);
        else
            assert_refused(town, code, TD_INVALID_ARGUMENT, "cases[0].state",
                           TD_KEY_DISCIPLINE_IMPORT_STATE);
    }
}

static void evidence__of_a_case__home_affairs_and_auditor_only(void **state)
{
    struct town *town = *state;
    Pb__DisciplineOpenRequest open = case_request();
    Pb__DisciplineOpenResponse opened;
    Pb__FileRef *files[1] = {sample_file(town, "PNV", "thong-bao.pdf")};
    open.evidence = files;
    open.n_evidence = 1;
    assert_done(town, case_open(town, open, &opened));
    Pb__DisciplineShowResponse shown = show(town, opened.discipline->id);
    assert_int_equal(shown.history[0]->n_evidence, 1);
    assert_string_equal(shown.history[0]->evidence[0]->name, "thong-bao.pdf");
    Pb__AttachmentListRequest in = PB__ATTACHMENT_LIST_REQUEST__INIT;
    Pb__AttachmentListResponse out;
    in.subject = (char *)"discipline KL-2022-0001";
    for (enum officer who = 0; who < N_OFFICERS; who++) {
        bool may = who == SPECIALIST || who == HOME_HEAD || who == AUDITOR || who == HOME_BOTH;
        enum td_code code = town_call(town, who, &evidence_service, "List", &in, &out);
        if (may)
            assert_done(town, code);
        else
            assert_refused(town, code, TD_NOT_FOUND, "subject", TD_KEY_SUBJECT_UNKNOWN);
    }
    in.subject = (char *)"discipline KL-2022-0002";
    assert_refused(town, town_call(town, AUDITOR, &evidence_service, "List", &in, &out),
                   TD_NOT_FOUND, "subject", TD_KEY_SUBJECT_UNKNOWN);
}

static void evidence__not_uploaded__is_refused(void **state)
{
    struct town *town = *state;
    Pb__DisciplineOpenRequest open = case_request();
    Pb__DisciplineOpenResponse opened;
    Pb__FileRef *files[1] = {sample_file(town, "P1", "thong-bao.pdf")}; /* another unit's */
    open.evidence = files;
    open.n_evidence = 1;
    assert_refused(town, case_open(town, open, &opened), TD_FAILED_PRECONDITION, "evidence[0]",
                   TD_KEY_FILE_NOT_UPLOADED);
    assert_int_equal(cases_in(town), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(import__considered_and_imposed__stand_as_if_recorded),
        TEST(import__again_after_it_went_on__is_unchanged),
        TEST(import__contradicts_the_register__each_column_is_told),
        TEST(import__one_bad_row__keeps_none),
        TEST(import__wrong_values__each_has_its_reason),
        TEST(import__state__is_only_what_a_new_case_can_be),
        TEST(evidence__of_a_case__home_affairs_and_auditor_only),
        TEST(evidence__not_uploaded__is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
