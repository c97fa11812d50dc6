/* TaskService: what happens to a task after it was assigned. Each step is an event; nothing that
 * was said before is lost. */
#include "check.h"
#include "reply.h"
#include "task.h"

#define NOTE_MAX_CHARS 2000
#define DOCUMENT_MAX_CHARS 200

/* An event about to happen: what it changes and what is said of it. */
struct step {
    Pb__TaskEvent event;
    const char *due_on, *completed_on; /* NULL: as before */
    const char *note, *document;
    Pb__FileRef *const *evidence;
    size_t n_evidence;
};

/* Optional text of at most so many characters. */
static void check_note(struct call *call, const char *note)
{
    if (*note)
        check_text(call, "note", note, NOTE_MAX_CHARS);
}

static enum td_code step_store(struct call *call, const struct task_row *row,
                               const struct step *step, Pb__TaskState state, Pb__Task **ret)
{
    const char *subject = task_subject(call, row->code);
    struct task_event_row event = {
        .log_seq = call->log_seq,
        .event = step->event,
        .after = {state, step->due_on ? step->due_on : row->facts.due_on,
                  step->completed_on ? step->completed_on : row->facts.completed_on},
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
        .note = step->note,
        .document = step->document,
    };
    enum td_code code = tasks_event_add(call->db, row->code, &event);
    if (code == TD_OK)
        code = attachment_add(call, subject, step->evidence, step->n_evidence);
    if (code == TD_OK)
        code = task_now(call, row->code, ret);
    return code == TD_OK ? reply_note(call, subject, 0, step->note) : code;
}

/* The event on a task as it is. */
static enum td_code step_take(struct call *call, const struct task_row *row,
                              const struct step *step, Pb__Task **ret)
{
    Pb__TaskState state;
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    task_next(&row->facts, step->event, call->who.roles, today, &state, call->err);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    return step_store(call, row, step, state, ret);
}

/* -- the unit -- */

/* The clerk and the head act for their own unit, whatever else they may see. */
static void check_own_unit(struct call *call, const struct task_row *row)
{
    if (strcmp(row->unit_code, call->who.unit_code) != 0)
        td_fail(call->err, TD_PERMISSION_DENIED, "code", "", TD_KEY_UNIT_OTHER, "yours",
                call->who.unit_code, TD_END);
}

static void check_completed(struct call *call, const struct task_row *row, const char *completed_on)
{
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    if (!check_date(call, "completed_on", completed_on, false))
        return;
    if (strcmp(completed_on, row->assigned_on) < 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "completed_on", "", TD_KEY_DATE_ORDER, "other_on",
                row->assigned_on, TD_END);
    if (strcmp(completed_on, today) > 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "completed_on", "", TD_KEY_DATE_FUTURE, "today_on",
                today, TD_END);
}

enum td_code task_report(struct call *call, const Pb__TaskReportRequest *in,
                         Pb__TaskReportResponse *out)
{
    struct task_row row;
    enum td_code code = task_get(call, in->code, INT64_MAX, &row);
    if (code != TD_OK)
        return code;
    check_own_unit(call, &row);
    check_completed(call, &row, in->completed_on);
    check_note(call, in->note);
    if (in->n_evidence == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "evidence", "III.4", TD_KEY_REQUIRED, TD_END);
    attachment_check(call, "evidence", in->evidence, in->n_evidence);
    const struct step step = {
        .event = PB__TASK_EVENT__TASK_EVENT_REPORT,
        .completed_on = in->completed_on,
        .note = in->note,
        .document = "",
        .evidence = in->evidence,
        .n_evidence = in->n_evidence,
    };
    return step_take(call, &row, &step, &out->task);
}

/* -- Home Affairs -- */

/* Nobody confirms what they reported themselves: Home Affairs has tasks, too. */
static enum td_code check_four_eyes(struct call *call, const struct task_row *row)
{
    struct task_event_row *events;
    int64_t reporter = 0;
    size_t n;
    enum td_code code = tasks_events(call->db, row->code, INT64_MAX, call->arena, &events, &n);
    if (code != TD_OK)
        return code;
    for (size_t i = 0; i < n; i++)
        if (events[i].event == PB__TASK_EVENT__TASK_EVENT_REPORT)
            reporter = events[i].officer_id;
    if (reporter == call->who.officer_id)
        td_fail(call->err, TD_PERMISSION_DENIED, "", "", TD_KEY_FOUR_EYES, TD_END);
    return TD_OK;
}

enum td_code task_confirm(struct call *call, const Pb__TaskConfirmRequest *in,
                          Pb__TaskConfirmResponse *out)
{
    struct task_row row;
    enum td_code code = task_get(call, in->code, INT64_MAX, &row);
    if (code == TD_OK)
        code = check_four_eyes(call, &row);
    if (code != TD_OK)
        return code;
    if (in->not_done)
        check_text(call, "note", in->note, NOTE_MAX_CHARS);
    else
        check_note(call, in->note);
    const struct step step = {
        .event =
            in->not_done ? PB__TASK_EVENT__TASK_EVENT_NOT_DONE : PB__TASK_EVENT__TASK_EVENT_CONFIRM,
        .note = in->note,
        .document = "",
    };
    return step_take(call, &row, &step, &out->task);
}

enum td_code task_send_back(struct call *call, const Pb__TaskSendBackRequest *in,
                            Pb__TaskSendBackResponse *out)
{
    struct task_row row;
    enum td_code code = task_get(call, in->code, INT64_MAX, &row);
    if (code != TD_OK)
        return code;
    check_text(call, "reason", in->reason, NOTE_MAX_CHARS);
    const struct step step = {
        .event = PB__TASK_EVENT__TASK_EVENT_SEND_BACK, .note = in->reason, .document = ""};
    return step_take(call, &row, &step, &out->task);
}

enum td_code task_withdraw(struct call *call, const Pb__TaskWithdrawRequest *in,
                           Pb__TaskWithdrawResponse *out)
{
    struct task_row row;
    enum td_code code = task_get(call, in->code, INT64_MAX, &row);
    if (code != TD_OK)
        return code;
    check_text(call, "reason", in->reason, NOTE_MAX_CHARS);
    check_text(call, "document", in->document, DOCUMENT_MAX_CHARS);
    const struct step step = {
        .event = PB__TASK_EVENT__TASK_EVENT_WITHDRAW, .note = in->reason, .document = in->document};
    return step_take(call, &row, &step, &out->task);
}

enum td_code task_change_due(struct call *call, const Pb__TaskChangeDueRequest *in,
                             Pb__TaskChangeDueResponse *out)
{
    struct task_row row;
    enum td_code code = task_get(call, in->code, INT64_MAX, &row);
    if (code != TD_OK)
        return code;
    check_text(call, "reason", in->reason, NOTE_MAX_CHARS);
    check_text(call, "document", in->document, DOCUMENT_MAX_CHARS);
    if (check_date(call, "due_on", in->due_on, false)) {
        if (strcmp(in->due_on, row.assigned_on) < 0)
            td_fail(call->err, TD_INVALID_ARGUMENT, "due_on", "", TD_KEY_DATE_ORDER, "other_on",
                    row.assigned_on, TD_END);
        if (strcmp(in->due_on, row.facts.due_on) == 0)
            td_fail(call->err, TD_INVALID_ARGUMENT, "due_on", "", TD_KEY_TASK_DUE_SAME, TD_END);
    }
    const struct step step = {.event = PB__TASK_EVENT__TASK_EVENT_CHANGE_DUE,
                              .due_on = in->due_on,
                              .note = in->reason,
                              .document = in->document};
    return step_take(call, &row, &step, &out->task);
}
