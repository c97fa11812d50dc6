/* Tasks assigned to units: who may move them, what became of them, and the first criterion of
 * III.4: 100 % of the assigned tasks done on time. Every answer is for a given day. Pure; any
 * thread; days are "YYYY-MM-DD". Source: Plan 50/KH-UBND III.4, IV.3.a; the shared design's
 * domain.md, rule 3. */
#ifndef TD_DOMAIN_TASK_RULES_H
#define TD_DOMAIN_TASK_RULES_H

#include "workflow.h"

#define TASK_DAY_SIZE 11 /* "YYYY-MM-DD" and NUL */

/* A task as it was at some moment. */
struct task_facts {
    Pb__TaskState state;
    const char *due_on;       /* in force */
    const char *completed_on; /* as last reported; "": no report */
};

/* The form of a code: A-Z 0-9 first, then also . / - , 1 to 24: "NV22-001". OK, or INVALID_ARGUMENT
 * with REQUIRED or TEXT_FORM at `field`. */
enum td_code task_code_check(const char *code, const char *field, struct td_err *err);

/* Where an event leads, for somebody with these roles; workflow_next with TASK_STATE. A
 * confirmation leads to task_outcome, and so does entering one with the day on which it was done
 * (completed_on; "": not done); that a task was not done can be said only from the day after
 * it was due (TASK_NOT_DUE), `today` being the day of the event. */
enum td_code task_next(const struct task_facts *task, Pb__TaskEvent event, role_set roles,
                       const char *today, Pb__TaskState *ret_to, struct td_err *err);

/* What became of a task from before the software, which began on first_on. */
struct task_history {
    const char *assigned_on, *due_on; /* valid days */
    const char *done_on;              /* "": not said */
    bool not_done;
};
/* Is a result given at all? */
bool task_history_given(const struct task_history *task);
/* May it be entered? OK, or INVALID_ARGUMENT at `parent`.done_on or .not_done: TASK_HISTORY,
 * TASK_RESULT, DATE_FORM, DATE_ORDER, DATE_AFTER. */
enum td_code task_history_check(const struct task_history *task, const char *first_on,
                                const char *parent, struct td_err *err);
Pb__TaskState task_history_state(const struct task_history *task);

/* On time up to and including the due day; late after it. */
Pb__TaskState task_outcome(const char *completed_on, const char *due_on);

/* On that day; a task is overdue from the day after it was due. */
Pb__TaskStanding task_standing(const struct task_facts *task, const char *day);

/* How many of a unit's tasks stand where, by enum TaskStanding. */
#define TASK_STANDINGS 9
struct task_counts {
    uint32_t of[TASK_STANDINGS];
};
void task_count(struct task_counts *counts, Pb__TaskStanding standing);
/* What counts: all but the withdrawn ones. */
uint32_t task_assigned(const struct task_counts *counts);

/* The first criterion of III.4, "100 % of the tasks assigned, on time":
 *   no basis   nothing was assigned: that is not 100 %, but a question for the council
 *   not met    something was done late, was not done, is overdue, or is by the unit's own report
 * late not yet    nothing stands against it, but something is open or not confirmed met every task
 * was confirmed as done on time */
Pb__CriterionAnswer tasks_completion(const struct task_counts *counts);
/* Does a task that stands so speak against the criterion? */
bool task_stands_against(Pb__TaskStanding standing);
/* Share done on time in hundredths of a percent, rounded down, so that 10000 means all. 0 when
 * nothing was assigned. */
uint32_t tasks_on_time_centi(const struct task_counts *counts);

/* The days that a round looks back on; a task belongs to it by its due date in force. III.1: the
 * year; III.2, III.3: from the plan's first year (2021) to the round's. */
struct task_period {
    char from[TASK_DAY_SIZE], to[TASK_DAY_SIZE]; /* first and last day */
};
struct task_period task_period_of(Pb__RoundKind kind, uint32_t year, uint32_t plan_year_from);

#endif
