/* The table of a task's transitions, and the rule of III.4. Pure: no I/O, no clock. */
#include "task_rules.h"

#include "arena.h"
#include "timefmt.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define CODE_MAX_CHARS 24

#define UNIT (ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD))
#define HEAD ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define HOME (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | HEAD)

#define STATE(name) PB__TASK_STATE__TASK_##name
#define EVENT(name) PB__TASK_EVENT__TASK_EVENT_##name
#define STANDING(name) PB__TASK_STANDING__TASK_STANDING_##name
#define ANSWER(name) PB__CRITERION_ANSWER__CRITERION_##name

static const struct workflow_step steps[] = {
    {STATE(ASSIGNED), EVENT(REPORT), UNIT, STATE(REPORTED)},
    {STATE(ASSIGNED), EVENT(NOT_DONE), HOME, STATE(NOT_DONE)},
    {STATE(ASSIGNED), EVENT(WITHDRAW), HOME, STATE(WITHDRAWN)},
    {STATE(ASSIGNED), EVENT(CHANGE_DUE), HOME, STATE(ASSIGNED)},
    /* What became of it before the software began. */
    {STATE(ASSIGNED), EVENT(ENTER), HOME, STATE(NOT_DONE)}, /* or done: task_next */
    /* A report may be corrected until it is confirmed. */
    {STATE(REPORTED), EVENT(REPORT), UNIT, STATE(REPORTED)},
    {STATE(REPORTED), EVENT(CONFIRM), HOME, STATE(DONE_ON_TIME)}, /* or late: task_next */
    {STATE(REPORTED), EVENT(NOT_DONE), HOME, STATE(NOT_DONE)},
    {STATE(REPORTED), EVENT(SEND_BACK), HOME, STATE(SENT_BACK)},
    {STATE(REPORTED), EVENT(WITHDRAW), HOME, STATE(WITHDRAWN)},
    {STATE(REPORTED), EVENT(CHANGE_DUE), HOME, STATE(REPORTED)},
    {STATE(SENT_BACK), EVENT(REPORT), UNIT, STATE(REPORTED)},
    {STATE(SENT_BACK), EVENT(NOT_DONE), HOME, STATE(NOT_DONE)},
    {STATE(SENT_BACK), EVENT(WITHDRAW), HOME, STATE(WITHDRAWN)},
    {STATE(SENT_BACK), EVENT(CHANGE_DUE), HOME, STATE(SENT_BACK)},
    /* A confirmation made by mistake is taken back by the head alone, and stays in the history. */
    {STATE(DONE_ON_TIME), EVENT(SEND_BACK), HEAD, STATE(SENT_BACK)},
    {STATE(DONE_LATE), EVENT(SEND_BACK), HEAD, STATE(SENT_BACK)},
    {STATE(NOT_DONE), EVENT(SEND_BACK), HEAD, STATE(SENT_BACK)},
};

enum td_code task_code_check(const char *code, const char *field, struct td_err *err)
{
    static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    static const char rest[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./-";
    size_t len = strlen(code);
    if (len == 0)
        return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_REQUIRED, TD_END);
    if (len <= CODE_MAX_CHARS && strchr(first, code[0]) && strspn(code, rest) == len)
        return TD_OK;
    return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_TEXT_FORM, "expected",
                   "A-Z 0-9 . / -, 1-24: NV22-001", TD_END);
}

enum td_code task_next(const struct task_facts *task, Pb__TaskEvent event, role_set roles,
                       const char *today, Pb__TaskState *ret_to, struct td_err *err)
{
    static const struct workflow tasks = {.steps = steps,
                                          .n_steps = sizeof steps / sizeof *steps,
                                          .states = &pb__task_state__descriptor,
                                          .illegal = TD_KEY_TASK_STATE};
    int to;
    enum td_code code = workflow_next(&tasks, (int)task->state, (int)event, roles, &to, err);
    if (code != TD_OK)
        return code;
    if (event == EVENT(NOT_DONE) && strcmp(today, task->due_on) <= 0)
        return td_fail(err, TD_FAILED_PRECONDITION, "", "III.4", TD_KEY_TASK_NOT_DUE, "due_on",
                       task->due_on, TD_END);
    bool is_done = event == EVENT(CONFIRM) || (event == EVENT(ENTER) && *task->completed_on);
    *ret_to = is_done ? task_outcome(task->completed_on, task->due_on) : (Pb__TaskState)to;
    return TD_OK;
}

bool task_history_given(const struct task_history *task)
{
    return *task->done_on || task->not_done;
}

enum td_code task_history_check(const struct task_history *task, const char *first_on,
                                const char *parent, struct td_err *err)
{
    const char *done_path = td_path(err->arena, parent, "done_on");
    const char *not_path = td_path(err->arena, parent, "not_done");
    if (!task_history_given(task))
        return TD_OK;
    if (strcmp(task->due_on, first_on) >= 0)
        return td_fail(err, TD_INVALID_ARGUMENT, *task->done_on ? done_path : not_path, "III.4",
                       TD_KEY_TASK_HISTORY, "first_on", first_on, TD_END);
    if (*task->done_on && task->not_done)
        return td_fail(err, TD_INVALID_ARGUMENT, not_path, "", TD_KEY_TASK_RESULT, TD_END);
    if (task->not_done)
        return TD_OK;
    if (!td_date_valid(task->done_on))
        return td_fail(err, TD_INVALID_ARGUMENT, done_path, "", TD_KEY_DATE_FORM, TD_END);
    if (strcmp(task->done_on, task->assigned_on) < 0)
        return td_fail(err, TD_INVALID_ARGUMENT, done_path, "", TD_KEY_DATE_ORDER, "other_on",
                       task->assigned_on, TD_END);
    if (strcmp(task->done_on, first_on) > 0)
        return td_fail(err, TD_INVALID_ARGUMENT, done_path, "", TD_KEY_DATE_AFTER, "other_on",
                       first_on, TD_END);
    return TD_OK;
}

Pb__TaskState task_history_state(const struct task_history *task)
{
    if (!task_history_given(task))
        return STATE(ASSIGNED);
    return task->not_done ? STATE(NOT_DONE) : task_outcome(task->done_on, task->due_on);
}

Pb__TaskState task_outcome(const char *completed_on, const char *due_on)
{
    return strcmp(completed_on, due_on) <= 0 ? STATE(DONE_ON_TIME) : STATE(DONE_LATE);
}

Pb__TaskStanding task_standing(const struct task_facts *task, const char *day)
{
    static const Pb__TaskStanding settled[] = {
        [STATE(DONE_ON_TIME)] = STANDING(ON_TIME),
        [STATE(DONE_LATE)] = STANDING(LATE),
        [STATE(NOT_DONE)] = STANDING(NOT_DONE),
        [STATE(WITHDRAWN)] = STANDING(WITHDRAWN),
    };
    switch (task->state) {
    case STATE(ASSIGNED):
    case STATE(SENT_BACK):
        return strcmp(day, task->due_on) > 0 ? STANDING(OVERDUE) : STANDING(OPEN);
    case STATE(REPORTED):
        return task_outcome(task->completed_on, task->due_on) == STATE(DONE_ON_TIME)
                   ? STANDING(AWAITING)
                   : STANDING(AWAITING_LATE);
    case STATE(DONE_ON_TIME):
    case STATE(DONE_LATE):
    case STATE(NOT_DONE):
    case STATE(WITHDRAWN):
        return settled[task->state];
    default:
        return STANDING(UNSPECIFIED);
    }
}

void task_count(struct task_counts *counts, Pb__TaskStanding standing)
{
    assert(standing > STANDING(UNSPECIFIED) && standing < TASK_STANDINGS);
    counts->of[standing]++;
}

static uint32_t sum(const struct task_counts *counts, bool (*counted)(Pb__TaskStanding standing))
{
    uint32_t n = 0;
    for (int standing = 1; standing < TASK_STANDINGS; standing++)
        if (counted((Pb__TaskStanding)standing))
            n += counts->of[standing];
    return n;
}

static bool counts_as_assigned(Pb__TaskStanding standing)
{
    return standing != STANDING(WITHDRAWN);
}

uint32_t task_assigned(const struct task_counts *counts)
{
    return sum(counts, counts_as_assigned);
}

bool task_stands_against(Pb__TaskStanding standing)
{
    return standing == STANDING(LATE) || standing == STANDING(NOT_DONE) ||
           standing == STANDING(OVERDUE) || standing == STANDING(AWAITING_LATE);
}

Pb__CriterionAnswer tasks_completion(const struct task_counts *counts)
{
    uint32_t assigned = task_assigned(counts);
    if (assigned == 0)
        return ANSWER(NO_BASIS);
    if (sum(counts, task_stands_against) > 0)
        return ANSWER(NOT_MET);
    return counts->of[STANDING(ON_TIME)] == assigned ? ANSWER(MET) : ANSWER(NOT_YET);
}

uint32_t tasks_on_time_centi(const struct task_counts *counts)
{
    uint32_t assigned = task_assigned(counts);
    if (assigned == 0)
        return 0;
    return (uint32_t)((uint64_t)counts->of[STANDING(ON_TIME)] * 10000 / assigned);
}

struct task_period task_period_of(Pb__RoundKind kind, uint32_t year, uint32_t plan_year_from)
{
    struct task_period period;
    uint32_t from = kind == PB__ROUND_KIND__ROUND_ANNUAL ? year : plan_year_from;
    /* Years have four digits (check_range, plan schema); % keeps the format inside its place. */
    (void)snprintf(period.from, sizeof period.from, "%04u-01-01", from % 10000);
    (void)snprintf(period.to, sizeof period.to, "%04u-12-31", year % 10000);
    return period;
}
