/* TaskService on a real database: assigning and importing, the steps and who may take them, lists
 * page by page, answers as of a day, evidence, and the summary with the criterion of III.4. */
#include "dossier_fixture.h"

#include "evidence.pb-c.h"
#include "task.pb-c.h"

static int setup(void **state)
{
    int failed = town_setup(state);
    if (failed)
        return failed;
    town_open_round(*state); /* the clock: 2022-11-01 */
    return 0;
}

static Pb__TaskAssignment assignment(const char *code, const char *unit, const char *due_on)
{
    Pb__TaskAssignment task = PB__TASK_ASSIGNMENT__INIT;
    task.code = (char *)code;
    task.unit_code = (char *)unit;
    task.field = (char *)"civil_service";
    task.title = (char *)"Rà soát vị trí việc làm";
    task.assigned_on = (char *)"2022-06-01";
    task.due_on = (char *)due_on;
    task.source = (char *)"KH 50/KH-UBND";
    return task;
}

static enum td_code assign(struct town *town, Pb__TaskAssignment task, Pb__TaskAssignResponse *out)
{
    Pb__TaskAssignRequest in = PB__TASK_ASSIGN_REQUEST__INIT;
    in.task = &task;
    return town_call(town, SPECIALIST, &task_service, "Assign", &in, out);
}

static void add(struct town *town, const char *code, const char *unit, const char *due_on)
{
    Pb__TaskAssignResponse out;
    assert_done(town, assign(town, assignment(code, unit, due_on), &out));
    assert_false(out.unchanged);
}

static enum td_code report(struct town *town, enum officer who, const char *code,
                           const char *completed_on, Pb__TaskReportResponse *out)
{
    Pb__TaskReportRequest in = PB__TASK_REPORT_REQUEST__INIT;
    Pb__FileRef *files[1];
    files[0] = sample_file(town, officers[who].unit_code, "bao-cao.pdf");
    in.code = (char *)code;
    in.completed_on = (char *)completed_on;
    in.note = (char *)"Đã công khai.";
    in.evidence = files;
    in.n_evidence = 1;
    return town_call(town, who, &task_service, "Report", &in, out);
}

static enum td_code confirm_task(struct town *town, enum officer who, const char *code,
                                 bool not_done, Pb__TaskConfirmResponse *out)
{
    Pb__TaskConfirmRequest in = PB__TASK_CONFIRM_REQUEST__INIT;
    in.code = (char *)code;
    in.not_done = not_done;
    in.note = (char *)(not_done ? "Không có kết quả." : "");
    return town_call(town, who, &task_service, "Confirm", &in, out);
}

static enum td_code send_back(struct town *town, enum officer who, const char *code)
{
    Pb__TaskSendBackRequest in = PB__TASK_SEND_BACK_REQUEST__INIT;
    Pb__TaskSendBackResponse out;
    in.code = (char *)code;
    in.reason = (char *)"Thiếu minh chứng";
    return town_call(town, who, &task_service, "SendBack", &in, &out);
}

static enum td_code withdraw_task(struct town *town, const char *code)
{
    Pb__TaskWithdrawRequest in = PB__TASK_WITHDRAW_REQUEST__INIT;
    Pb__TaskWithdrawResponse out;
    in.code = (char *)code;
    in.reason = (char *)"Chuyển sang năm sau";
    in.document = (char *)"CV 12/UBND";
    return town_call(town, SPECIALIST, &task_service, "Withdraw", &in, &out);
}

static enum td_code change_due(struct town *town, const char *code, const char *due_on)
{
    Pb__TaskChangeDueRequest in = PB__TASK_CHANGE_DUE_REQUEST__INIT;
    Pb__TaskChangeDueResponse out;
    in.code = (char *)code;
    in.due_on = (char *)due_on;
    in.reason = (char *)"Lũ lụt";
    in.document = (char *)"CV 10/UBND";
    return town_call(town, HOME_HEAD, &task_service, "ChangeDue", &in, &out);
}

static Pb__AsOf day_of(const char *day)
{
    Pb__AsOf moment = PB__AS_OF__INIT;
    moment.on = (char *)day;
    return moment;
}

static enum td_code show(struct town *town, enum officer who, const char *code, const char *as_of,
                         Pb__TaskShowResponse *out)
{
    Pb__TaskShowRequest in = PB__TASK_SHOW_REQUEST__INIT;
    in.code = (char *)code;
    Pb__AsOf moment = day_of(as_of);
    in.as_of = &moment;
    return town_call(town, who, &task_service, "Show", &in, out);
}

/* The codes of a list, page after page, with blanks between; '|' between pages. */
static const char *codes(struct town *town, enum officer who, Pb__TaskListRequest in)
{
    const char *text = "";
    Pb__TaskListResponse out;
    do {
        assert_done(town, town_call(town, who, &task_service, "List", &in, &out));
        for (size_t i = 0; i < out.n_tasks; i++)
            text = td_arena_printf(town->arena, "%s%s%s", text, i ? " " : "", out.tasks[i]->code);
        in.page_token = out.next_page_token;
        text = td_arena_printf(town->arena, "%s%s", text, *in.page_token ? "|" : "");
    } while (*in.page_token);
    return text;
}

static Pb__TaskListRequest everything(void)
{
    return (Pb__TaskListRequest)PB__TASK_LIST_REQUEST__INIT;
}

/* -- assign, import -- */

static void assign__new_same_other__added_unchanged_refused(void **state)
{
    struct town *town = *state;
    Pb__TaskAssignment task = assignment("NV22-001", "P1", "2022-07-15");
    Pb__TaskAssignResponse out;
    assert_done(town, assign(town, task, &out));
    assert_false(out.unchanged);
    assert_string_equal(out.task->code, "NV22-001");
    assert_int_equal(out.task->state, PB__TASK_STATE__TASK_ASSIGNED);
    assert_int_equal(out.task->standing, PB__TASK_STANDING__TASK_STANDING_OVERDUE);
    assert_string_equal(town->call.note.subject, "task NV22-001");
    assert_done(town, change_due(town, "NV22-001", "2022-12-01"));
    assert_done(town, assign(town, task, &out)); /* as it was assigned, whatever became of it */
    assert_true(out.unchanged);
    assert_string_equal(out.task->due_on, "2022-12-01");
    task.title = (char *)"Việc khác";
    assert_refused(town, assign(town, task, &out), TD_ALREADY_EXISTS, "task", TD_KEY_TASK_EXISTS);
}

static void assign__wrong_values__each_has_its_reason(void **state)
{
    struct town *town = *state;
    Pb__TaskAssignment task = assignment("nv1", "P9", "2022-05-31");
    Pb__TaskAssignResponse out;
    task.field = (char *)"transport";
    task.title = (char *)"";
    enum td_code code = assign(town, task, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "task.code", TD_KEY_TEXT_FORM);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "task.unit_code", TD_KEY_UNIT_UNKNOWN);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "task.field", TD_KEY_CHOICE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "task.title", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "task.due_on", TD_KEY_DATE_ORDER);
    const struct td_violation *field = violation_find(&town->err, "task.field", TD_KEY_CHOICE);
    assert_string_equal(violation_param(field, "allowed"),
                        "institutions, administrative_procedures, organisation, civil_service,"
                        " public_finance, digital_government");
    task = assignment("NV1", "P1", "2022-07-15");
    task.assigned_on = (char *)"2020-12-31"; /* a day before the ward is known to exist */
    assert_refused(town, assign(town, task, &out), TD_FAILED_PRECONDITION, "task.unit_code",
                   TD_KEY_UNIT_NOT_VALID);
}

static enum td_code import(struct town *town, Pb__TaskAssignment *rows, size_t n,
                           Pb__TaskImportResponse *out)
{
    Pb__TaskImportRequest in = PB__TASK_IMPORT_REQUEST__INIT;
    Pb__TaskAssignment *list[8];
    for (size_t i = 0; i < n; i++)
        list[i] = &rows[i];
    in.tasks = list;
    in.n_tasks = n;
    return town_call(town, SPECIALIST, &task_service, "Import", &in, out);
}

static void import__twice__the_second_time_all_unchanged(void **state)
{
    struct town *town = *state;
    Pb__TaskAssignment rows[] = {assignment("NV1", "P1", "2022-07-15"),
                                 assignment("NV2", "P2", "2022-07-15")};
    Pb__TaskImportResponse out;
    assert_done(town, import(town, rows, 2, &out));
    assert_int_equal(out.added, 2);
    assert_done(town, import(town, rows, 2, &out));
    assert_int_equal(out.added, 0);
    assert_int_equal(out.unchanged, 2);
}

static void import__one_bad_row__none_is_kept(void **state)
{
    struct town *town = *state;
    Pb__TaskAssignment rows[] = {assignment("NV1", "P1", "2022-07-15"),
                                 assignment("NV2", "P7", "2022-07-15"),
                                 assignment("NV1", "P1", "2022-08-15")};
    Pb__TaskImportResponse out;
    Pb__TaskShowResponse shown;
    assert_refused(town, import(town, rows, 2, &out), TD_NOT_FOUND, "tasks[1].unit_code",
                   TD_KEY_UNIT_UNKNOWN);
    rows[1].unit_code = (char *)"P2";
    assert_refused(town, import(town, rows, 3, &out), TD_ALREADY_EXISTS, "tasks[2]",
                   TD_KEY_TASK_EXISTS);
    assert_refused(town, show(town, SPECIALIST, "NV1", "", &shown), TD_NOT_FOUND, "code",
                   TD_KEY_TASK_UNKNOWN);
    assert_refused(town, import(town, rows, 0, &out), TD_INVALID_ARGUMENT, "tasks",
                   TD_KEY_REQUIRED);
}

/* Before the software is before its log began, on 2022-11-01, not before today. */
static void import__results_from_before__only_of_what_was_due_then(void **state)
{
    struct town *town = *state;
    Pb__TaskAssignment rows[] = {assignment("NV1", "P1", "2022-10-31"),
                                 assignment("NV2", "P1", "2022-07-15")};
    Pb__TaskImportResponse out;
    Pb__TaskShowResponse shown;
    town->now_utc_ms += 60 * DAY_MS;
    rows[0].due_on = (char *)"2022-11-01";
    rows[0].done_on = rows[1].done_on = (char *)"2022-07-16";
    assert_refused(town, import(town, rows, 2, &out), TD_INVALID_ARGUMENT, "tasks[0].done_on",
                   TD_KEY_TASK_HISTORY);
    rows[0].due_on = (char *)"2022-10-31";
    assert_done(town, import(town, rows, 2, &out));
    assert_int_equal(out.added, 2);
    assert_done(town, show(town, SPECIALIST, "NV1", "", &shown));
    assert_int_equal(shown.task->state, PB__TASK_STATE__TASK_DONE_ON_TIME);
    assert_int_equal(shown.n_history, 1);
    assert_int_equal(shown.history[0]->event, PB__TASK_EVENT__TASK_EVENT_ENTER);
    assert_done(town, show(town, SPECIALIST, "NV2", "", &shown));
    assert_int_equal(shown.task->state, PB__TASK_STATE__TASK_DONE_LATE);
    assert_string_equal(shown.task->completed_on, "2022-07-16");
    assert_done(town, import(town, rows, 2, &out));
    assert_int_equal(out.unchanged, 2);
    rows[1].done_on = (char *)"2022-07-14"; /* what is known stays */
    assert_refused(town, import(town, rows, 2, &out), TD_ALREADY_EXISTS, "tasks[1]",
                   TD_KEY_TASK_RESULT_KNOWN);
}

/* Imported without them first: they are added as long as nothing else is known. */
static void import__results_after_the_tasks__added_to_open_ones(void **state)
{
    struct town *town = *state;
    Pb__TaskAssignment rows[] = {assignment("NV1", "P1", "2022-07-15"),
                                 assignment("NV2", "P1", "2022-07-15"),
                                 assignment("NV3", "P1", "2022-07-15")};
    Pb__TaskImportResponse out;
    Pb__TaskReportResponse reported;
    Pb__TaskShowResponse shown;
    assert_done(town, import(town, rows, 3, &out));
    assert_done(town, report(town, CLERK, "NV2", "2022-07-10", &reported));
    assert_done(town, change_due(town, "NV3", "2022-12-01"));
    rows[0].not_done = true;
    assert_done(town, import(town, rows, 3, &out));
    assert_int_equal(out.added, 0);
    assert_int_equal(out.results, 1);
    assert_int_equal(out.unchanged, 2);
    assert_string_equal(town->call.note.detail, "0 added, 1 results, 2 unchanged");
    assert_done(town, show(town, SPECIALIST, "NV1", "", &shown));
    assert_int_equal(shown.task->state, PB__TASK_STATE__TASK_NOT_DONE);
    assert_int_equal(shown.n_history, 2);
    rows[1].done_on = (char *)"2022-07-10"; /* the unit has reported it: it is confirmed */
    assert_refused(town, import(town, rows, 3, &out), TD_ALREADY_EXISTS, "tasks[1]",
                   TD_KEY_TASK_RESULT_KNOWN);
    rows[1].done_on = (char *)"";
    rows[2].not_done = true; /* it was put off until after the first day of the software */
    assert_refused(town, import(town, rows, 3, &out), TD_FAILED_PRECONDITION, "tasks[2]",
                   TD_KEY_TASK_PUT_OFF);
    rows[2] = assignment("NV4", "P1", "2022-12-01"); /* and one that was moved forward */
    assert_done(town, import(town, rows, 3, &out));
    assert_done(town, change_due(town, "NV4", "2022-08-01"));
    rows[2].done_on = (char *)"2022-08-01";
    assert_done(town, import(town, rows, 3, &out));
    assert_int_equal(out.results, 1);
    assert_done(town, show(town, SPECIALIST, "NV4", "", &shown));
    assert_int_equal(shown.task->state, PB__TASK_STATE__TASK_DONE_ON_TIME);
}

/* What the unit reported and Home Affairs found stays, and the same may be said again. */
static void import__result_of_a_settled_task__the_same_or_refused(void **state)
{
    struct town *town = *state;
    Pb__TaskAssignment row = assignment("NV1", "P1", "2022-07-15");
    Pb__TaskImportResponse out;
    Pb__TaskReportResponse reported;
    Pb__TaskConfirmResponse confirmed;
    assert_done(town, import(town, &row, 1, &out));
    assert_done(town, change_due(town, "NV1", "2022-12-01"));
    assert_done(town, report(town, CLERK, "NV1", "2022-07-10", &reported));
    assert_done(town, confirm_task(town, SPECIALIST, "NV1", false, &confirmed));
    row.done_on = (char *)"2022-07-14"; /* not: it was put off */
    assert_refused(town, import(town, &row, 1, &out), TD_ALREADY_EXISTS, "tasks[0]",
                   TD_KEY_TASK_RESULT_KNOWN);
    row = assignment("NV2", "P1", "2022-07-15");
    assert_done(town, import(town, &row, 1, &out));
    assert_done(town, report(town, CLERK, "NV2", "2022-07-10", &reported));
    assert_done(town, confirm_task(town, SPECIALIST, "NV2", true, &confirmed));
    row.not_done = true;
    assert_done(town, import(town, &row, 1, &out));
    assert_int_equal(out.unchanged, 1);
}

/* The due date in force decides, not the first one. */
static void import__result_of_a_task_put_off__by_the_new_due_date(void **state)
{
    struct town *town = *state;
    Pb__TaskAssignment row = assignment("NV1", "P1", "2022-07-15");
    Pb__TaskImportResponse out;
    Pb__TaskShowResponse shown;
    assert_done(town, import(town, &row, 1, &out));
    assert_done(town, change_due(town, "NV1", "2022-07-31"));
    row.done_on = (char *)"2022-07-20";
    assert_done(town, import(town, &row, 1, &out));
    assert_int_equal(out.results, 1);
    assert_done(town, show(town, SPECIALIST, "NV1", "", &shown));
    assert_int_equal(shown.task->state, PB__TASK_STATE__TASK_DONE_ON_TIME);
    assert_string_equal(shown.task->due_on, "2022-07-31");
    assert_done(town, import(town, &row, 1, &out));
    assert_int_equal(out.unchanged, 1);
}

/* A row without a result says nothing of it; but what was just assigned has none yet. */
static void import__twice_in_one_file_with_and_without_result__refused(void **state)
{
    struct town *town = *state;
    Pb__TaskAssignment rows[] = {assignment("NV1", "P1", "2022-07-15"),
                                 assignment("NV1", "P1", "2022-07-15")};
    Pb__TaskImportResponse out;
    Pb__TaskAssignResponse assigned;
    rows[1].done_on = (char *)"2022-07-10";
    assert_refused(town, import(town, rows, 2, &out), TD_ALREADY_EXISTS, "tasks[1]",
                   TD_KEY_TASK_TWICE);
    Pb__TaskAssignment other_way[] = {rows[1], rows[0]};
    other_way[0].code = other_way[1].code = (char *)"NV2";
    assert_done(town, import(town, other_way, 2, &out));
    assert_int_equal(out.added, 1);
    assert_int_equal(out.unchanged, 1);
    assert_done(town, import(town, rows, 1, &out));
    rows[0].not_done = true;
    assert_refused(town, import(town, rows, 2, &out), TD_ALREADY_EXISTS, "tasks[1]",
                   TD_KEY_TASK_RESULT_KNOWN);
    assert_done(town, assign(town, rows[1], &assigned)); /* alone it is taken, also so */
    assert_string_equal(town->call.note.detail, "result");
    assert_false(assigned.unchanged);
    assert_int_equal(assigned.task->state, PB__TASK_STATE__TASK_DONE_ON_TIME);
    assert_refused(town, assign(town, rows[0], &assigned), TD_ALREADY_EXISTS, "task",
                   TD_KEY_TASK_RESULT_KNOWN);
}

/* -- steps -- */

static void report_and_confirm__in_time__done_on_time_with_evidence(void **state)
{
    struct town *town = *state;
    Pb__TaskReportResponse reported;
    Pb__TaskConfirmResponse confirmed;
    Pb__TaskShowResponse out;
    add(town, "NV1", "P1", "2022-07-15");
    assert_done(town, report(town, CLERK, "NV1", "2022-07-15", &reported));
    assert_int_equal(reported.task->standing, PB__TASK_STANDING__TASK_STANDING_AWAITING);
    assert_done(town, confirm_task(town, SPECIALIST, "NV1", false, &confirmed));
    assert_int_equal(confirmed.task->state, PB__TASK_STATE__TASK_DONE_ON_TIME);
    assert_done(town, show(town, HEAD, "NV1", "", &out));
    assert_int_equal(out.n_history, 3);
    assert_int_equal(out.history[0]->event, PB__TASK_EVENT__TASK_EVENT_ASSIGN);
    assert_string_equal(out.history[1]->officer, "p1.vanthu");
    assert_string_equal(out.history[1]->completed_on, "2022-07-15");
    assert_int_equal(out.history[1]->n_evidence, 1);
    assert_string_equal(out.history[1]->evidence[0]->name, "bao-cao.pdf");
    assert_int_equal(out.history[2]->n_evidence, 0);
}

static void confirm__a_day_late__late_unless_the_due_date_was_changed(void **state)
{
    struct town *town = *state;
    Pb__TaskReportResponse reported;
    Pb__TaskConfirmResponse confirmed;
    Pb__TaskShowResponse out;
    add(town, "NV1", "P1", "2022-07-15");
    add(town, "NV2", "P1", "2022-07-15");
    assert_done(town, report(town, CLERK, "NV1", "2022-07-16", &reported));
    assert_done(town, report(town, CLERK, "NV2", "2022-07-16", &reported));
    assert_done(town, change_due(town, "NV2", "2022-07-31"));
    assert_done(town, confirm_task(town, SPECIALIST, "NV1", false, &confirmed));
    assert_int_equal(confirmed.task->state, PB__TASK_STATE__TASK_DONE_LATE);
    assert_done(town, confirm_task(town, SPECIALIST, "NV2", false, &confirmed));
    assert_int_equal(confirmed.task->state, PB__TASK_STATE__TASK_DONE_ON_TIME);
    assert_string_equal(confirmed.task->first_due_on, "2022-07-15");
    assert_done(town, show(town, CLERK, "NV2", "", &out));
    assert_int_equal(out.history[2]->event, PB__TASK_EVENT__TASK_EVENT_CHANGE_DUE);
    assert_string_equal(out.history[1]->due_on, "2022-07-15");
    assert_string_equal(out.history[2]->due_on, "2022-07-31");
    assert_string_equal(out.history[2]->document, "CV 10/UBND");
}

static void report__wrong_values__each_has_its_reason(void **state)
{
    struct town *town = *state;
    Pb__TaskReportRequest in = PB__TASK_REPORT_REQUEST__INIT;
    Pb__TaskReportResponse out;
    Pb__FileRef *files[1];
    add(town, "NV1", "P1", "2022-07-15");
    in.code = (char *)"NV1";
    in.completed_on = (char *)"2022-11-02"; /* tomorrow */
    enum td_code code = town_call(town, CLERK, &task_service, "Report", &in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "completed_on", TD_KEY_DATE_FUTURE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "evidence", TD_KEY_REQUIRED);
    assert_refused(town, report(town, CLERK, "NV1", "2022-05-31", &out), TD_INVALID_ARGUMENT,
                   "completed_on", TD_KEY_DATE_ORDER);
    files[0] = sample_file(town, "P2", "cua-phuong-2.pdf"); /* another unit's upload */
    in.completed_on = (char *)"2022-07-01";
    in.evidence = files;
    in.n_evidence = 1;
    assert_refused(town, town_call(town, CLERK, &task_service, "Report", &in, &out),
                   TD_FAILED_PRECONDITION, "evidence[0]", TD_KEY_FILE_NOT_UPLOADED);
    files[0] = sample_file(town, "P1", "../../x.pdf");
    assert_refused(town, town_call(town, CLERK, &task_service, "Report", &in, &out),
                   TD_INVALID_ARGUMENT, "evidence[0].name", TD_KEY_FILE_NAME);
}

static void others_tasks__of_another_unit__cannot_be_told_from_none(void **state)
{
    struct town *town = *state;
    Pb__TaskReportResponse reported;
    Pb__TaskShowResponse shown;
    add(town, "NV1", "P1", "2022-07-15");
    assert_refused(town, show(town, OTHER_CLERK, "NV1", "", &shown), TD_NOT_FOUND, "code",
                   TD_KEY_TASK_UNKNOWN);
    assert_refused(town, report(town, OTHER_CLERK, "NV1", "2022-07-01", &reported), TD_NOT_FOUND,
                   "code", TD_KEY_TASK_UNKNOWN);
    assert_string_equal(codes(town, OTHER_CLERK, everything()), "");
    assert_string_equal(codes(town, CLERK, everything()), "NV1");
    assert_string_equal(codes(town, AUDITOR, everything()), "NV1");
    /* Whoever sees all may still report for their own unit only. */
    assert_refused(town, report(town, SPECIALIST, "NV1", "2022-07-01", &reported),
                   TD_PERMISSION_DENIED, "code", TD_KEY_UNIT_OTHER);
}

static void confirm__ones_own_report__somebody_else_must(void **state)
{
    struct town *town = *state;
    Pb__TaskConfirmResponse confirmed;
    Pb__TaskShowResponse shown;
    add(town, "NV8", "PNV", "2022-07-15");
    /* As if the specialist were clerk of Home Affairs, too. */
    assert_int_equal(
        db_exec(town->db,
                "UPDATE task_event SET event = ?1, state = ?2, completed_on = '2022-07-01',"
                " officer_id = ?3 WHERE task_code = 'NV8'",
                db_int(PB__TASK_EVENT__TASK_EVENT_REPORT), db_int(PB__TASK_STATE__TASK_REPORTED),
                db_int(SPECIALIST + 1)),
        TD_OK);
    assert_refused(town, confirm_task(town, SPECIALIST, "NV8", false, &confirmed),
                   TD_PERMISSION_DENIED, "", TD_KEY_FOUR_EYES);
    assert_done(town, show(town, SPECIALIST, "NV8", "", &shown));
    assert_int_equal(shown.task->state, PB__TASK_STATE__TASK_REPORTED);
}

static void sent_back__reported_again__then_found_not_done_and_taken_back(void **state)
{
    struct town *town = *state;
    Pb__TaskReportResponse reported;
    Pb__TaskConfirmResponse confirmed;
    add(town, "NV1", "P1", "2022-07-15");
    assert_refused(town, send_back(town, SPECIALIST, "NV1"), TD_FAILED_PRECONDITION, "",
                   TD_KEY_TASK_STATE);
    assert_done(town, report(town, CLERK, "NV1", "2022-07-14", &reported));
    assert_done(town, send_back(town, SPECIALIST, "NV1"));
    assert_refused(town, confirm_task(town, SPECIALIST, "NV1", false, &confirmed),
                   TD_FAILED_PRECONDITION, "", TD_KEY_TASK_STATE);
    assert_done(town, report(town, HEAD, "NV1", "2022-07-15", &reported));
    assert_done(town, confirm_task(town, SPECIALIST, "NV1", true, &confirmed));
    assert_int_equal(confirmed.task->state, PB__TASK_STATE__TASK_NOT_DONE);
    assert_refused(town, send_back(town, SPECIALIST, "NV1"), TD_PERMISSION_DENIED, "", TD_KEY_ROLE);
    assert_done(town, send_back(town, HOME_HEAD, "NV1"));
}

static void change_due__same_or_too_early__refused(void **state)
{
    struct town *town = *state;
    Pb__TaskChangeDueRequest in = PB__TASK_CHANGE_DUE_REQUEST__INIT;
    Pb__TaskChangeDueResponse out;
    add(town, "NV1", "P1", "2022-07-15");
    assert_refused(town, change_due(town, "NV1", "2022-07-15"), TD_INVALID_ARGUMENT, "due_on",
                   TD_KEY_TASK_DUE_SAME);
    assert_refused(town, change_due(town, "NV1", "2022-05-31"), TD_INVALID_ARGUMENT, "due_on",
                   TD_KEY_DATE_ORDER);
    in.code = (char *)"NV1";
    enum td_code code = town_call(town, HOME_HEAD, &task_service, "ChangeDue", &in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "due_on", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "reason", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "document", TD_KEY_REQUIRED);
    assert_done(town, withdraw_task(town, "NV1"));
    assert_refused(town, change_due(town, "NV1", "2022-08-15"), TD_FAILED_PRECONDITION, "",
                   TD_KEY_TASK_STATE);
}

/* -- lists -- */

static void list__filters_and_orders__page_by_page(void **state)
{
    struct town *town = *state;
    Pb__TaskListRequest in = everything();
    Pb__TaskReportResponse reported;
    add(town, "NV3", "P1", "2022-07-15");
    add(town, "NV1", "P2", "2022-12-31");
    add(town, "NV2", "P1", "2022-11-01"); /* today: not overdue yet */
    add(town, "NV4", "P1", "2023-01-01");
    add(town, "NV5", "P2", "2022-07-15");
    in.page_size = 2;
    assert_string_equal(codes(town, SPECIALIST, in), "NV1 NV2|NV3 NV4|NV5");
    in.sort = PB__TASK_SORT__TASK_SORT_DUE;
    assert_string_equal(codes(town, SPECIALIST, in), "NV3 NV5|NV2 NV1|NV4");
    in.page_size = 0;
    in.year = 2022;
    assert_string_equal(codes(town, SPECIALIST, in), "NV3 NV5 NV2 NV1");
    in.year = 0;
    in.round_id = (char *)"2022-annual";
    assert_string_equal(codes(town, SPECIALIST, in), "NV3 NV5 NV2 NV1");
    in = everything();
    in.overdue = true;
    assert_string_equal(codes(town, SPECIALIST, in), "NV3 NV5");
    assert_done(town, report(town, CLERK, "NV3", "2022-07-20", &reported));
    assert_string_equal(codes(town, SPECIALIST, in), "NV5"); /* reported: no longer waited for */
    in = everything();
    in.unit_code = (char *)"P2";
    assert_string_equal(codes(town, SPECIALIST, in), "NV1 NV5");
    assert_string_equal(codes(town, CLERK, in), ""); /* another unit's */
    in = everything();
    in.state = PB__TASK_STATE__TASK_REPORTED;
    assert_string_equal(codes(town, SPECIALIST, in), "NV3");
    in = everything();
    in.field = (char *)"institutions";
    assert_string_equal(codes(town, SPECIALIST, in), "");
}

static void list__wrong_values__each_has_its_reason(void **state)
{
    struct town *town = *state;
    Pb__TaskListRequest in = everything();
    Pb__TaskListResponse out;
    in.year = 1;
    Pb__AsOf moment = day_of("31/12/2022");
    in.as_of = &moment;
    in.state = (Pb__TaskState)99;
    enum td_code code = town_call(town, SPECIALIST, &task_service, "List", &in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "year", TD_KEY_NUMBER_RANGE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "as_of.on", TD_KEY_DATE_FORM);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "state", TD_KEY_CHOICE);
    in = everything();
    in.round_id = (char *)"2023-annual";
    assert_refused(town, town_call(town, SPECIALIST, &task_service, "List", &in, &out),
                   TD_NOT_FOUND, "round_id", TD_KEY_ROUND_UNKNOWN);
}

/* What the list calls overdue is what the rule calls overdue, whatever happened to a task. */
static void list__overdue__agrees_with_the_rule_for_every_state(void **state)
{
    struct town *town = *state;
    Pb__TaskListRequest in = everything();
    Pb__TaskListResponse all;
    const char *expected = "";
    for (int s = 1; s <= PB__TASK_STATE__TASK_WITHDRAWN; s++)
        for (int late = 0; late < 2; late++) {
            const char *code = td_arena_printf(town->arena, "NV%d%d", s, late);
            add(town, code, "P1", late ? "2022-10-31" : "2022-11-01");
            assert_int_equal(db_exec(town->db,
                                     "UPDATE task_event SET state = ?1, completed_on ="
                                     " '2022-10-31' WHERE task_code = ?2",
                                     db_int(s), db_text(code)),
                             TD_OK);
        }
    assert_done(town, town_call(town, SPECIALIST, &task_service, "List", &in, &all));
    for (size_t i = 0; i < all.n_tasks; i++)
        if (all.tasks[i]->standing == PB__TASK_STANDING__TASK_STANDING_OVERDUE)
            expected = td_arena_printf(town->arena, "%s%s%s", expected, *expected ? " " : "",
                                       all.tasks[i]->code);
    in.overdue = true;
    assert_string_equal(codes(town, SPECIALIST, in), expected);
    assert_string_equal(expected, "NV11 NV31");
}

/* -- as of a day -- */

static void as_of__any_day__as_it_was_known_at_its_end(void **state)
{
    struct town *town = *state;
    Pb__TaskShowResponse out;
    Pb__TaskReportResponse reported;
    Pb__TaskConfirmResponse confirmed;
    Pb__TaskListRequest in = everything();
    add(town, "NV1", "P1", "2022-11-03"); /* on 2022-11-01 */
    town->now_utc_ms = TOWN_NOW + 3 * DAY_MS;
    assert_done(town, report(town, CLERK, "NV1", "2022-11-03", &reported));
    town->now_utc_ms = TOWN_NOW + 4 * DAY_MS;
    assert_done(town, confirm_task(town, SPECIALIST, "NV1", false, &confirmed));
    town->now_utc_ms = TOWN_NOW + 30 * DAY_MS;
    static const struct {
        const char *day;
        Pb__TaskStanding standing;
        size_t n_history;
    } days[] = {
        {"2022-11-01", PB__TASK_STANDING__TASK_STANDING_OPEN, 1},
        {"2022-11-03", PB__TASK_STANDING__TASK_STANDING_OPEN, 1},
        {"2022-11-04", PB__TASK_STANDING__TASK_STANDING_AWAITING, 2},
        {"2022-11-05", PB__TASK_STANDING__TASK_STANDING_ON_TIME, 3},
        {"", PB__TASK_STANDING__TASK_STANDING_ON_TIME, 3},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        assert_done(town, show(town, CLERK, "NV1", days[i].day, &out));
        assert_int_equal(out.task->standing, days[i].standing);
        assert_int_equal(out.n_history, days[i].n_history);
    }
    assert_refused(town, show(town, CLERK, "NV1", "2022-10-31", &out), TD_NOT_FOUND, "code",
                   TD_KEY_TASK_UNKNOWN);
    Pb__AsOf moment = day_of("2022-10-31");
    in.as_of = &moment;
    assert_string_equal(codes(town, SPECIALIST, in), "");
    moment = day_of("2022-11-03");
    in.state = PB__TASK_STATE__TASK_ASSIGNED;
    assert_string_equal(codes(town, SPECIALIST, in), "NV1");
}

/* -- evidence -- */

static enum td_code evidence(struct town *town, enum officer who, const char *subject,
                             Pb__AttachmentListResponse *out)
{
    Pb__AttachmentListRequest in = PB__ATTACHMENT_LIST_REQUEST__INIT;
    in.subject = (char *)subject;
    return town_call(town, who, &evidence_service, "List", &in, out);
}

static void evidence__of_a_task__read_by_whoever_sees_the_task(void **state)
{
    struct town *town = *state;
    Pb__TaskReportResponse reported;
    Pb__AttachmentListResponse listed;
    Pb__ReadRequest in = PB__READ_REQUEST__INIT;
    Pb__ReadResponse out;
    add(town, "NV1", "P1", "2022-07-15");
    add(town, "NV2", "P1", "2022-07-15");
    assert_done(town, report(town, CLERK, "NV1", "2022-07-15", &reported));
    assert_done(town, evidence(town, AUDITOR, "task NV1", &listed));
    assert_int_equal(listed.n_attachments, 1);
    assert_string_equal(listed.attachments[0]->officer, "p1.vanthu");
    assert_int_equal(listed.attachments[0]->at_utc_ms, TOWN_NOW);
    in.subject = (char *)"task NV1";
    in.sha256 = listed.attachments[0]->file->sha256;
    in.length = 1000;
    assert_done(town, town_call(town, HEAD, &evidence_service, "Read", &in, &out));
    assert_int_equal(out.size_bytes, listed.attachments[0]->file->size_bytes);
    assert_memory_equal(out.data.data, "%PDF-1.4", 8);
    assert_refused(town, town_call(town, OTHER_CLERK, &evidence_service, "Read", &in, &out),
                   TD_NOT_FOUND, "subject", TD_KEY_SUBJECT_UNKNOWN);
    in.subject = (char *)"task NV2"; /* the same unit's, but not its evidence */
    assert_refused(town, town_call(town, CLERK, &evidence_service, "Read", &in, &out), TD_NOT_FOUND,
                   "sha256", TD_KEY_FILE_UNKNOWN);
    static const char *const unknown[] = {"task NV9", "task ", "task", "", "officer admin"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_refused(town, evidence(town, SPECIALIST, unknown[i], &listed), TD_NOT_FOUND,
                       "subject", TD_KEY_SUBJECT_UNKNOWN);
}

/* -- summary -- */

static enum td_code summary(struct town *town, enum officer who, const char *unit, uint32_t year,
                            const char *as_of, Pb__TaskSummaryResponse *out)
{
    Pb__TaskSummaryRequest in = PB__TASK_SUMMARY_REQUEST__INIT;
    in.unit_code = (char *)unit;
    in.year = year;
    Pb__AsOf moment = day_of(as_of);
    in.as_of = &moment;
    return town_call(town, who, &task_service, "Summary", &in, out);
}

static void summary__per_unit__counts_and_the_criterion_with_its_basis(void **state)
{
    struct town *town = *state;
    Pb__TaskReportResponse reported;
    Pb__TaskConfirmResponse confirmed;
    Pb__TaskSummaryResponse out;
    add(town, "NV1", "P1", "2022-07-15");
    add(town, "NV2", "P1", "2022-07-15");
    add(town, "NV3", "P1", "2022-12-31");
    add(town, "NV4", "P2", "2022-07-15");
    add(town, "NV5", "P2", "2023-07-15"); /* next year's */
    assert_done(town, report(town, CLERK, "NV1", "2022-07-15", &reported));
    assert_done(town, confirm_task(town, SPECIALIST, "NV1", false, &confirmed));
    assert_done(town, report(town, CLERK, "NV2", "2022-07-16", &reported));
    assert_done(town, confirm_task(town, SPECIALIST, "NV2", false, &confirmed));
    assert_done(town, summary(town, SPECIALIST, "", 2022, "", &out));
    assert_string_equal(out.from, "2022-01-01");
    assert_string_equal(out.to, "2022-12-31");
    assert_string_equal(out.as_of, "2022-11-01");
    assert_int_equal(out.n_units, 3);
    assert_string_equal(out.units[0]->unit_code, "P1");
    assert_int_equal(out.units[0]->assigned, 3);
    assert_int_equal(out.units[0]->on_time, 1);
    assert_int_equal(out.units[0]->late, 1);
    assert_int_equal(out.units[0]->open, 1);
    assert_int_equal(out.units[0]->on_time_centi, 3333);
    assert_int_equal(out.units[0]->criterion, PB__CRITERION_ANSWER__CRITERION_NOT_MET);
    assert_int_equal(out.units[0]->n_against, 1);
    assert_string_equal(out.units[0]->against[0], "NV2");
    assert_int_equal(out.units[1]->overdue, 1);
    assert_int_equal(out.units[1]->assigned, 1);
    assert_string_equal(out.units[1]->against[0], "NV4");
    assert_string_equal(out.units[2]->unit_code, "PNV");
    assert_int_equal(out.units[2]->criterion, PB__CRITERION_ANSWER__CRITERION_NO_BASIS);
    assert_done(town, withdraw_task(town, "NV4"));
    assert_done(town, summary(town, OTHER_CLERK, "", 2022, "", &out));
    assert_int_equal(out.n_units, 1); /* their own */
    assert_int_equal(out.units[0]->withdrawn, 1);
    assert_int_equal(out.units[0]->criterion, PB__CRITERION_ANSWER__CRITERION_NO_BASIS);
    assert_done(town, summary(town, OTHER_CLERK, "P1", 2022, "", &out));
    assert_int_equal(out.n_units, 0);
    assert_done(town, summary(town, SPECIALIST, "P1", 2022, "2022-10-31", &out));
    assert_int_equal(out.n_units, 0); /* the day before anything was entered, units included */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(assign__new_same_other__added_unchanged_refused),
        TEST(assign__wrong_values__each_has_its_reason),
        TEST(import__twice__the_second_time_all_unchanged),
        TEST(import__one_bad_row__none_is_kept),
        TEST(import__results_from_before__only_of_what_was_due_then),
        TEST(import__results_after_the_tasks__added_to_open_ones),
        TEST(import__result_of_a_task_put_off__by_the_new_due_date),
        TEST(import__result_of_a_settled_task__the_same_or_refused),
        TEST(import__twice_in_one_file_with_and_without_result__refused),
        TEST(report_and_confirm__in_time__done_on_time_with_evidence),
        TEST(confirm__a_day_late__late_unless_the_due_date_was_changed),
        TEST(report__wrong_values__each_has_its_reason),
        TEST(others_tasks__of_another_unit__cannot_be_told_from_none),
        TEST(confirm__ones_own_report__somebody_else_must),
        TEST(sent_back__reported_again__then_found_not_done_and_taken_back),
        TEST(change_due__same_or_too_early__refused),
        TEST(list__filters_and_orders__page_by_page),
        TEST(list__wrong_values__each_has_its_reason),
        TEST(list__overdue__agrees_with_the_rule_for_every_state),
        TEST(as_of__any_day__as_it_was_known_at_its_end),
        TEST(evidence__of_a_task__read_by_whoever_sees_the_task),
        TEST(summary__per_unit__counts_and_the_criterion_with_its_basis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
