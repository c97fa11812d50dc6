/* TaskService: its method table, assigning, and what its files share (III.4, IV.3.a). */
#include "task.h"

#include "audit.h"
#include "check.h"
#include "dossier.h"
#include "import_rows.h"
#include "message.h"
#include "names.h"
#include "plan_newest.h"
#include "reply.h"
#include "services.h"
#include "unit.h"
#include "units.h"

#define TITLE_MAX_CHARS 500
#define SOURCE_MAX_CHARS 200
#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD))

/* -- shared -- */

const char *task_subject(struct call *call, const char *code)
{
    return td_arena_printf(call->arena, "task %s", code);
}

enum td_code task_see(struct call *call, const char *id, int64_t as_of_seq, bool *ret_visible)
{
    struct task_row row;
    enum td_code code = tasks_find(call->db, id, as_of_seq, call->arena, &row);
    if (code == TD_OK)
        *ret_visible = dossier_visible(call, row.unit_code);
    return code;
}

enum td_code task_get(struct call *call, const char *code, int64_t as_of_seq, struct task_row *ret)
{
    struct task_row row;
    enum td_code found = tasks_find(call->db, code, as_of_seq, call->arena, &row);
    if (found == TD_NOT_FOUND || (found == TD_OK && !dossier_visible(call, row.unit_code)))
        return td_fail(call->err, TD_NOT_FOUND, "code", "", TD_KEY_TASK_UNKNOWN, "task", code,
                       TD_END);
    if (found == TD_OK)
        *ret = row;
    return found;
}

void task_reply(const struct task_row *row, const char *day, Pb__Task *out)
{
    out->code = (char *)row->code;
    out->unit_code = (char *)row->unit_code;
    out->field = (char *)row->field;
    out->title = (char *)row->title;
    out->assigned_on = (char *)row->assigned_on;
    out->due_on = (char *)row->facts.due_on;
    out->source = (char *)row->source;
    out->state = row->facts.state;
    out->standing = task_standing(&row->facts, day);
    out->completed_on = (char *)row->facts.completed_on;
    out->first_due_on = (char *)row->first_due_on;
    out->changed_utc_ms = row->changed_utc_ms;
}

enum td_code task_now(struct call *call, const char *code, Pb__Task **ret)
{
    struct task_row row;
    char today[TD_DATE_SIZE];
    Pb__Task *out = reply_message(call, &pb__task__descriptor);
    if (!out)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code found = tasks_find(call->db, code, INT64_MAX, call->arena, &row);
    if (found != TD_OK)
        return found;
    td_date_of(call->now_utc_ms, today);
    task_reply(&row, today, out);
    *ret = out;
    return TD_OK;
}

/* -- assigning -- */

static void check_field(struct call *call, const char *path, const char *field,
                        const struct plan *plan)
{
    const char *allowed = "";
    for (unsigned i = 0; i < plan->n_fields; i++) {
        if (strcmp(plan->fields[i].id, field) == 0)
            return;
        const char *more = td_arena_printf(call->arena, "%s%s%s", allowed, *allowed ? ", " : "",
                                           plan->fields[i].id);
        allowed = more ? more : allowed;
    }
    td_fail(call->err, TD_INVALID_ARGUMENT, path, "II.2.b", TD_KEY_CHOICE, "value", field,
            "allowed", allowed, TD_END);
}

/* The day on which the town's log begins. */
static enum td_code first_day(struct call *call, char ret_day[TD_DATE_SIZE])
{
    struct audit_event first;
    enum td_code code = audit_find(call->db, 1, call->arena, &first);
    td_date_of(code == TD_OK ? first.at_utc_ms : call->now_utc_ms, ret_day);
    return code == TD_NOT_FOUND ? TD_OK : code;
}

static struct task_history history_of(const Pb__TaskAssignment *task)
{
    return (struct task_history){task->assigned_on, task->due_on, task->done_on, task->not_done};
}

static bool is_same(const struct task_row *row, const Pb__TaskAssignment *task)
{
    return strcmp(row->unit_code, task->unit_code) == 0 && strcmp(row->field, task->field) == 0 &&
           strcmp(row->title, task->title) == 0 && strcmp(row->source, task->source) == 0 &&
           strcmp(row->assigned_on, task->assigned_on) == 0 &&
           strcmp(row->first_due_on, task->due_on) == 0;
}

/* May its result be entered? By the due date in force. What has become of it already is told when
 * it is put. A code other than the call's own is a fault. */
static enum td_code history_check(struct call *call, const char *path,
                                  const Pb__TaskAssignment *task)
{
    struct task_row row;
    char first[TD_DATE_SIZE];
    struct task_history history = history_of(task);
    enum td_code code = tasks_find(call->db, task->code, INT64_MAX, call->arena, &row);
    bool known = code == TD_OK && is_same(&row, task);
    if (known && row.facts.state != PB__TASK_STATE__TASK_ASSIGNED)
        return TD_OK;
    if (code == TD_OK || code == TD_NOT_FOUND)
        code = first_day(call, first);
    if (code != TD_OK)
        return code;
    history.due_on = known ? row.facts.due_on : task->due_on;
    if (strcmp(history.due_on, task->due_on) != 0 && strcmp(history.due_on, first) >= 0)
        td_fail(call->err, TD_FAILED_PRECONDITION, path, "III.4", TD_KEY_TASK_PUT_OFF, "task",
                task->code, "due_on", history.due_on, "first_on", first, TD_END);
    else
        task_history_check(&history, first, path, call->err);
    return TD_OK;
}

/* All that is wrong with an assignment at `path`. A code other than the call's own is a fault. */
static enum td_code assignment_check(struct call *call, const char *path,
                                     const Pb__TaskAssignment *task, const struct plan *plan)
{
    struct td_arena *arena = call->arena;
    const char *unit_path = td_path(arena, path, "unit_code");
    task_code_check(task->code, td_path(arena, path, "code"), call->err);
    bool unit_fine = unit_code_check(task->unit_code, unit_path, call->err) == TD_OK;
    check_field(call, td_path(arena, path, "field"), task->field, plan);
    label_check(task->title, TITLE_MAX_CHARS, td_path(arena, path, "title"), call->err);
    label_check(task->source, SOURCE_MAX_CHARS, td_path(arena, path, "source"), call->err);
    bool assigned_fine =
        check_date(call, td_path(arena, path, "assigned_on"), task->assigned_on, false);
    const char *due_path = td_path(arena, path, "due_on");
    bool due_fine = check_date(call, due_path, task->due_on, false);
    if (assigned_fine && due_fine && strcmp(task->due_on, task->assigned_on) < 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, due_path, "", TD_KEY_DATE_ORDER, "other_on",
                task->assigned_on, TD_END);
    enum td_code code = TD_OK;
    const struct task_history history = history_of(task);
    if (assigned_fine && due_fine && task_history_given(&history))
        code = history_check(call, path, task);
    if (code != TD_OK || !unit_fine || !assigned_fine)
        return code;
    code = unit_known_on(call, unit_path, task->unit_code, task->assigned_on);
    return code == TD_NOT_FOUND || code == TD_FAILED_PRECONDITION ? TD_OK : code;
}

/* The result to be entered, by the due date in force. */
static struct task_history history_now(const struct task_row *row, const Pb__TaskAssignment *task)
{
    struct task_history history = history_of(task);
    history.due_on = row->facts.due_on;
    return history;
}

/* Does what is known of it contradict the result that is to be entered? */
static bool has_other_result(const struct task_row *row, const Pb__TaskAssignment *task)
{
    const struct task_history history = history_now(row, task);
    return task_history_given(&history) &&
           (row->facts.state != task_history_state(&history) ||
            (!task->not_done && strcmp(row->facts.completed_on, task->done_on) != 0));
}

static enum td_code event_add(struct call *call, const char *code, Pb__TaskEvent event,
                              struct task_facts after)
{
    const struct task_event_row row = {
        .log_seq = call->log_seq,
        .event = event,
        .after = after,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
        .note = "",
        .document = "",
    };
    return tasks_event_add(call->db, code, &row);
}

/* A task that is there already gets its result, as long as nothing has become of it. OK or a fault;
 * what is wrong becomes a violation. */
static enum td_code result_put(struct call *call, const char *path, const struct task_row *row,
                               const Pb__TaskAssignment *task)
{
    struct task_row before;
    struct task_facts after = {row->facts.state, row->facts.due_on, task->done_on};
    char today[TD_DATE_SIZE], name[TD_ENUM_NAME_SIZE];
    struct td_err told;
    td_date_of(call->now_utc_ms, today);
    td_err_init(&told, call->arena);
    enum td_code code =
        tasks_find(call->db, task->code, (int64_t)call->log_seq - 1, call->arena, &before);
    if (code == TD_NOT_FOUND) { /* a row before this one has just assigned it, without */
        td_fail(call->err, TD_ALREADY_EXISTS, path, "", TD_KEY_TASK_TWICE, "task", task->code,
                TD_END);
        return TD_OK;
    }
    if (code == TD_OK)
        code = task_next(&after, PB__TASK_EVENT__TASK_EVENT_ENTER, call->who.roles, today,
                         &after.state, &told);
    if (code == TD_OK)
        return event_add(call, task->code, PB__TASK_EVENT__TASK_EVENT_ENTER, after);
    if (code != TD_FAILED_PRECONDITION)
        return code;
    td_fail(call->err, TD_ALREADY_EXISTS, path, "", TD_KEY_TASK_RESULT_KNOWN, "task", task->code,
            "state", td_enum_name(&pb__task_state__descriptor, (int)row->facts.state, name),
            TD_END);
    return TD_OK;
}

enum put { PUT_UNCHANGED, PUT_ASSIGNED, PUT_RESULT };

/* Put one checked task. OK or a fault; what is wrong with it becomes violations. */
static enum td_code assignment_put(struct call *call, const char *path,
                                   const Pb__TaskAssignment *task, const struct plan_row *plan,
                                   enum put *ret)
{
    struct task_row row;
    const struct task_history history = history_of(task);
    enum td_code code = tasks_find(call->db, task->code, INT64_MAX, call->arena, &row);
    *ret = PUT_UNCHANGED;
    if (code == TD_OK && !is_same(&row, task)) {
        td_fail(call->err, TD_ALREADY_EXISTS, path, "", TD_KEY_TASK_EXISTS, "task", task->code,
                TD_END);
    } else if (code == TD_OK && has_other_result(&row, task)) {
        *ret = PUT_RESULT;
        return result_put(call, path, &row, task);
    }
    if (code != TD_NOT_FOUND)
        return code;
    *ret = PUT_ASSIGNED;
    row = (struct task_row){.code = task->code,
                            .unit_code = task->unit_code,
                            .field = task->field,
                            .title = task->title,
                            .assigned_on = task->assigned_on,
                            .source = task->source,
                            .plan_id = plan->plan_id,
                            .plan_version = plan->version};
    code = tasks_add(call->db, &row);
    return code == TD_OK
               ? event_add(
                     call, task->code,
                     task_history_given(&history) ? PB__TASK_EVENT__TASK_EVENT_ENTER
                                                  : PB__TASK_EVENT__TASK_EVENT_ASSIGN,
                     (struct task_facts){task_history_state(&history), task->due_on, task->done_on})
               : code;
}

static enum td_code task_assign(struct call *call, const Pb__TaskAssignRequest *in,
                                Pb__TaskAssignResponse *out)
{
    struct plan_row row;
    const struct plan *plan;
    enum put put = PUT_UNCHANGED;
    if (!in->task)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "task", "", TD_KEY_REQUIRED, TD_END);
    enum td_code code = plan_newest(call, &row, &plan);
    if (code == TD_OK)
        code = assignment_check(call, "task", in->task, plan);
    if (code == TD_OK)
        code = check_outcome(call);
    if (code == TD_OK)
        code = assignment_put(call, "task", in->task, &row, &put);
    if (code == TD_OK)
        code = check_outcome(call);
    if (code == TD_OK)
        code = task_now(call, in->task->code, &out->task);
    out->unchanged = put == PUT_UNCHANGED;
    if (code != TD_OK)
        return code;
    const char *const notes[] = {"unchanged", in->task->unit_code, "result"}; /* by enum put */
    return reply_note(call, task_subject(call, in->task->code), 0, notes[put]);
}

struct assignments {
    const Pb__TaskImportRequest *in;
    struct plan_row row;
    const struct plan *plan;
    uint32_t results; /* of tasks that were there */
};

static enum td_code import_check(struct call *call, const char *path, size_t i, void *rows)
{
    const struct assignments *assignments = rows;
    return assignment_check(call, path, assignments->in->tasks[i], assignments->plan);
}

static enum td_code import_put(struct call *call, const char *path, size_t i, void *rows,
                               bool *ret_added)
{
    struct assignments *assignments = rows;
    enum put put;
    enum td_code code =
        assignment_put(call, path, assignments->in->tasks[i], &assignments->row, &put);
    *ret_added = put == PUT_ASSIGNED;
    assignments->results += put == PUT_RESULT;
    return code;
}

static enum td_code task_import(struct call *call, const Pb__TaskImportRequest *in,
                                Pb__TaskImportResponse *out)
{
    static const struct import_steps STEPS = {"tasks", "tasks", import_check, import_put};
    struct assignments assignments = {.in = in};
    enum td_code code = plan_newest(call, &assignments.row, &assignments.plan);
    if (code == TD_OK)
        code = import_rows(call, &STEPS, in->n_tasks, &assignments, &out->added, &out->unchanged);
    if (code != TD_OK)
        return code;
    out->results = assignments.results;
    out->unchanged -= assignments.results;
    return reply_note(call, "tasks", 0,
                      td_arena_printf(call->arena, "%u added, %u results, %u unchanged", out->added,
                                      out->results, out->unchanged));
}

METHOD(task__assign, Pb__TaskAssignRequest, Pb__TaskAssignResponse, METHOD_WRITE, HOME_AFFAIRS,
       task_assign)
METHOD(task__import, Pb__TaskImportRequest, Pb__TaskImportResponse, METHOD_WRITE, HOME_AFFAIRS,
       task_import)
METHOD(task__list, Pb__TaskListRequest, Pb__TaskListResponse, METHOD_READ, DOSSIER_READERS,
       task_list)
METHOD(task__show, Pb__TaskShowRequest, Pb__TaskShowResponse, METHOD_READ, DOSSIER_READERS,
       task_show)
METHOD(task__report, Pb__TaskReportRequest, Pb__TaskReportResponse, METHOD_WRITE, OWN_UNIT_READERS,
       task_report)
METHOD(task__confirm, Pb__TaskConfirmRequest, Pb__TaskConfirmResponse, METHOD_WRITE, HOME_AFFAIRS,
       task_confirm)
METHOD(task__send_back, Pb__TaskSendBackRequest, Pb__TaskSendBackResponse, METHOD_WRITE,
       HOME_AFFAIRS, task_send_back)
METHOD(task__withdraw, Pb__TaskWithdrawRequest, Pb__TaskWithdrawResponse, METHOD_WRITE,
       HOME_AFFAIRS, task_withdraw)
METHOD(task__change_due, Pb__TaskChangeDueRequest, Pb__TaskChangeDueResponse, METHOD_WRITE,
       HOME_AFFAIRS, task_change_due)
METHOD(task__summary, Pb__TaskSummaryRequest, Pb__TaskSummaryResponse, METHOD_READ, DOSSIER_READERS,
       task_summary)
SERVICE(task_service, PB__TASK_SERVICE__INIT, task__)
