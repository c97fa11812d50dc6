/* DifficultyService: from the unit through Home Affairs to the People's Committee and back. */
#include "dossier_fixture.h"

#include "difficulty.pb-c.h"
#include "evidence.pb-c.h"

static int setup(void **state)
{
    int failed = town_setup(state);
    if (!failed)
        town_open_round(*state);
    return failed;
}

/* The town's day is 2022-11-01. */
static Pb__DifficultyReportRequest report_request(void)
{
    Pb__DifficultyReportRequest in = PB__DIFFICULTY_REPORT_REQUEST__INIT;
    in.title = (char *)"Thiếu máy quét";
    in.description = (char *)"Bộ phận Một cửa chỉ có một máy quét.";
    in.proposal = (char *)"Cấp thêm một máy.";
    in.due_on = (char *)"2022-11-10";
    return in;
}

static enum td_code report(struct town *town, enum officer who, Pb__DifficultyReportRequest in,
                           Pb__DifficultyReportResponse *out)
{
    return town_call(town, who, &difficulty_service, "Report", &in, out);
}

static const char *reported(struct town *town)
{
    Pb__DifficultyReportResponse out;
    assert_done(town, report(town, HEAD, report_request(), &out));
    return out.difficulty->id;
}

static enum td_code answer(struct town *town, enum officer who, const char *id,
                           Pb__DifficultyAnswerResponse *out)
{
    Pb__DifficultyAnswerRequest in = PB__DIFFICULTY_ANSWER_REQUEST__INIT;
    in.difficulty_id = (char *)id;
    in.text = (char *)"Sẽ cấp trong tháng 12.";
    return town_call(town, who, &difficulty_service, "Answer", &in, out);
}

static enum td_code forward(struct town *town, const char *id, const char *due_on,
                            Pb__DifficultyForwardResponse *out)
{
    Pb__DifficultyForwardRequest in = PB__DIFFICULTY_FORWARD_REQUEST__INIT;
    in.difficulty_id = (char *)id;
    in.text = (char *)"Cần kinh phí của thị xã.";
    in.due_on = (char *)due_on;
    return town_call(town, SPECIALIST, &difficulty_service, "Forward", &in, out);
}

static enum td_code close_it(struct town *town, enum officer who, const char *id, const char *text,
                             Pb__DifficultyCloseResponse *out)
{
    Pb__DifficultyCloseRequest in = PB__DIFFICULTY_CLOSE_REQUEST__INIT;
    in.difficulty_id = (char *)id;
    in.text = (char *)text;
    return town_call(town, who, &difficulty_service, "Close", &in, out);
}

static enum td_code show(struct town *town, enum officer who, const char *id,
                         Pb__DifficultyShowResponse *out)
{
    Pb__DifficultyShowRequest in = PB__DIFFICULTY_SHOW_REQUEST__INIT;
    in.difficulty_id = (char *)id;
    return town_call(town, who, &difficulty_service, "Show", &in, out);
}

static enum td_code list(struct town *town, enum officer who, Pb__DifficultyListRequest in,
                         Pb__DifficultyListResponse *out)
{
    return town_call(town, who, &difficulty_service, "List", &in, out);
}

static void report__by_the_head__is_in_the_heads_name(void **state)
{
    struct town *town = *state;
    Pb__DifficultyReportResponse out;
    assert_done(town, report(town, HEAD, report_request(), &out));
    assert_string_equal(out.difficulty->id, "KK-2022-0001");
    assert_string_equal(out.difficulty->unit_code, "P1");
    assert_string_equal(out.difficulty->head_name, officers[HEAD].full_name);
    assert_int_equal(out.difficulty->state, PB__DIFFICULTY_STATE__DIFFICULTY_STATE_REPORTED);
    assert_int_equal(out.difficulty->next_role, PB__ROLE__ROLE_SPECIALIST);
    assert_false(out.difficulty->overdue);
    assert_string_equal(town->call.note.subject, "difficulty KK-2022-0001");
}

static void report__by_the_clerk__names_the_head(void **state)
{
    struct town *town = *state;
    Pb__DifficultyReportRequest in = report_request();
    Pb__DifficultyReportResponse out;
    assert_refused(town, report(town, CLERK, in, &out), TD_INVALID_ARGUMENT, "head_name",
                   TD_KEY_REQUIRED);
    in.head_name = (char *)"Trần Thị Ví Dụ";
    assert_done(town, report(town, CLERK, in, &out));
    assert_string_equal(out.difficulty->head_name, "Trần Thị Ví Dụ");
}

static void report__wrong_values__each_has_its_reason(void **state)
{
    struct town *town = *state;
    static const struct {
        size_t offset;
        const char *value, *field;
        enum td_key key;
    } cases[] = {
#define FIELD(name) offsetof(Pb__DifficultyReportRequest, name)
        {FIELD(title), "", "title", TD_KEY_REQUIRED},
        {FIELD(title), "a\nb", "title", TD_KEY_TEXT_CONTROL},
        {FIELD(description), "", "description", TD_KEY_REQUIRED},
        {FIELD(due_on), "", "due_on", TD_KEY_REQUIRED},
        {FIELD(due_on), "2022-11-31", "due_on", TD_KEY_DATE_FORM},
        {FIELD(due_on), "2022-10-31", "due_on", TD_KEY_DATE_ORDER},
#undef FIELD
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pb__DifficultyReportRequest in = report_request();
        Pb__DifficultyReportResponse out;
        *(char **)((char *)&in + cases[i].offset) = (char *)cases[i].value;
        assert_refused(town, report(town, HEAD, in, &out), TD_INVALID_ARGUMENT, cases[i].field,
                       cases[i].key);
    }
}

static void way__through_home_affairs_to_the_committee__keeps_every_step(void **state)
{
    struct town *town = *state;
    Pb__DifficultyForwardResponse forwarded;
    Pb__DifficultyAnswerResponse answered;
    Pb__DifficultyCloseResponse closed;
    Pb__DifficultyShowResponse out;
    const char *id = reported(town);
    assert_done(town, forward(town, id, "2022-11-20", &forwarded));
    assert_string_equal(forwarded.difficulty->due_on, "2022-11-20");
    assert_int_equal(forwarded.difficulty->next_role, PB__ROLE__ROLE_CHAIRMAN_OFFICE);
    assert_refused(town, answer(town, SPECIALIST, id, &answered), TD_PERMISSION_DENIED, "",
                   TD_KEY_ROLE);
    assert_refused(town, close_it(town, SPECIALIST, id, "Thôi", &closed), TD_PERMISSION_DENIED, "",
                   TD_KEY_ROLE);
    assert_done(town, answer(town, CHAIRMAN, id, &answered));
    assert_int_equal(answered.difficulty->state, PB__DIFFICULTY_STATE__DIFFICULTY_STATE_ANSWERED);
    assert_done(town, close_it(town, CLERK, id, "", &closed));
    assert_done(town, show(town, CLERK, id, &out));
    assert_int_equal(out.n_history, 4);
    assert_string_equal(out.history[0]->due_on, "2022-11-10"); /* as it was asked for first */
    assert_string_equal(out.history[1]->text, "Cần kinh phí của thị xã.");
    assert_string_equal(out.history[2]->officer, officers[CHAIRMAN].login);
    assert_int_equal(out.history[3]->event, PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_CLOSE);
    assert_refused(town, close_it(town, CLERK, id, "", &closed), TD_FAILED_PRECONDITION, "",
                   TD_KEY_DIFFICULTY_STATE);
}

static void close__unanswered__by_the_unit_with_a_reason(void **state)
{
    struct town *town = *state;
    Pb__DifficultyCloseResponse out;
    const char *id = reported(town);
    assert_refused(town, close_it(town, HEAD, id, "", &out), TD_INVALID_ARGUMENT, "text",
                   TD_KEY_REQUIRED);
    assert_done(town, close_it(town, HEAD, id, "Đã mượn được máy", &out));
}

static void close__answered__by_home_affairs_too(void **state)
{
    struct town *town = *state;
    Pb__DifficultyAnswerResponse answered;
    Pb__DifficultyCloseResponse out;
    const char *id = reported(town);
    assert_done(town, answer(town, HOME_HEAD, id, &answered));
    assert_done(town, close_it(town, SPECIALIST, id, "", &out));
}

static void others__of_another_unit__know_nothing_of_it(void **state)
{
    struct town *town = *state;
    Pb__DifficultyShowResponse shown, nowhere;
    Pb__DifficultyCloseResponse closed;
    Pb__DifficultyListResponse listed;
    Pb__DifficultyListRequest in = PB__DIFFICULTY_LIST_REQUEST__INIT;
    const char *id = reported(town);
    assert_refused(town, show(town, OTHER_CLERK, id, &shown), TD_NOT_FOUND, "difficulty_id",
                   TD_KEY_DIFFICULTY_UNKNOWN);
    assert_refused(town, show(town, OTHER_CLERK, "KK-2022-0009", &nowhere), TD_NOT_FOUND,
                   "difficulty_id", TD_KEY_DIFFICULTY_UNKNOWN);
    assert_refused(town, close_it(town, OTHER_CLERK, id, "Thôi", &closed), TD_NOT_FOUND,
                   "difficulty_id", TD_KEY_DIFFICULTY_UNKNOWN);
    assert_done(town, list(town, OTHER_CLERK, in, &listed));
    assert_int_equal(listed.n_difficulties, 0);
    in.unit_code = (char *)"P1";
    assert_done(town, list(town, OTHER_CLERK, in, &listed));
    assert_int_equal(listed.n_difficulties, 0);
    assert_done(town, list(town, AUDITOR, in, &listed));
    assert_int_equal(listed.n_difficulties, 1);
}

static void list__overdue_sorted_and_paged__as_asked(void **state)
{
    struct town *town = *state;
    static const char *const due[] = {"2022-11-30", "2022-11-02", "2022-11-05", "2022-11-01"};
    Pb__DifficultyAnswerResponse answered;
    for (size_t i = 0; i < 4; i++) {
        Pb__DifficultyReportRequest in = report_request();
        Pb__DifficultyReportResponse out;
        in.due_on = (char *)due[i];
        assert_done(town, report(town, HEAD, in, &out));
    }
    assert_done(town, answer(town, SPECIALIST, "KK-2022-0004", &answered));
    town->now_utc_ms += 10 * DAY_MS; /* 2022-11-11 */
    static const struct {
        const char *ids;
        bool overdue;
        Pb__DifficultySort sort;
        Pb__DifficultyState state;
        uint32_t year;
    } cases[] = {
        {.ids = "1234"},
        {.ids = "23", .overdue = true}, /* the fourth was answered */
        {.ids = "4231", .sort = PB__DIFFICULTY_SORT__DIFFICULTY_SORT_DUE},
        {.ids = "4", .state = PB__DIFFICULTY_STATE__DIFFICULTY_STATE_ANSWERED},
        {.ids = "1234", .year = 2022},
        {.ids = "", .year = 2023},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pb__DifficultyListRequest in = PB__DIFFICULTY_LIST_REQUEST__INIT;
        Pb__DifficultyListResponse out;
        char ids[8] = "";
        size_t n = 0;
        in.overdue = cases[i].overdue;
        in.sort = cases[i].sort;
        in.state = cases[i].state;
        in.year = cases[i].year;
        in.page_size = 3;
        do {
            assert_done(town, list(town, CLERK, in, &out));
            for (size_t k = 0; k < out.n_difficulties && n < 7; k++)
                ids[n++] = out.difficulties[k]->id[strlen("KK-2022-000")];
            in.page_token = out.next_page_token;
        } while (*in.page_token && n < 7);
        if (strcmp(ids, cases[i].ids) != 0)
            fail_msg("filter %zu: %s", i, ids);
    }
}

static void evidence__of_the_unit_and_the_answer__stays_with_its_event(void **state)
{
    struct town *town = *state;
    Pb__DifficultyReportRequest in = report_request();
    Pb__DifficultyReportResponse out;
    Pb__DifficultyShowResponse shown;
    Pb__AttachmentListRequest files = PB__ATTACHMENT_LIST_REQUEST__INIT;
    Pb__AttachmentListResponse listed;
    Pb__FileRef *file = sample_file(town, "P1", "anh-may-quet.pdf");
    in.evidence = &file;
    in.n_evidence = 1;
    assert_done(town, report(town, HEAD, in, &out));
    assert_done(town, show(town, SPECIALIST, out.difficulty->id, &shown));
    assert_int_equal(shown.history[0]->n_evidence, 1);
    assert_string_equal(shown.history[0]->evidence[0]->name, "anh-may-quet.pdf");
    files.subject = (char *)"difficulty KK-2022-0001";
    assert_done(town, town_call(town, SPECIALIST, &evidence_service, "List", &files, &listed));
    assert_int_equal(listed.n_attachments, 1);
    assert_refused(town, town_call(town, OTHER_CLERK, &evidence_service, "List", &files, &listed),
                   TD_NOT_FOUND, "subject", TD_KEY_SUBJECT_UNKNOWN);
    assert_refused(town, town_call(town, ADMIN, &evidence_service, "List", &files, &listed),
                   TD_NOT_FOUND, "subject", TD_KEY_SUBJECT_UNKNOWN);
    file = sample_file(town, "P2", "cua-phuong-khac.pdf"); /* not shown by this unit */
    assert_refused(town, report(town, HEAD, in, &out), TD_FAILED_PRECONDITION, "evidence[0]",
                   TD_KEY_FILE_NOT_UPLOADED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(report__by_the_head__is_in_the_heads_name),
        TEST(report__by_the_clerk__names_the_head),
        TEST(report__wrong_values__each_has_its_reason),
        TEST(way__through_home_affairs_to_the_committee__keeps_every_step),
        TEST(close__unanswered__by_the_unit_with_a_reason),
        TEST(close__answered__by_home_affairs_too),
        TEST(others__of_another_unit__know_nothing_of_it),
        TEST(list__overdue_sorted_and_paged__as_asked),
        TEST(evidence__of_the_unit_and_the_answer__stays_with_its_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
