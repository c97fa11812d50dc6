/* What the files of TaskService share. Tasks are seen as dossiers are: those of their own unit by
 * clerks and heads, all by Home Affairs, the council, the Chairman's office and the auditor. */
#ifndef SERVER_SERVICE_TASK_H
#define SERVER_SERVICE_TASK_H

#include "as_of.h"
#include "attachment.h"
#include "call.h"
#include "task.pb-c.h"
#include "tasks.h"
#include "timefmt.h"

/* The task of this code if the caller may see it; NOT_FOUND (TASK_UNKNOWN at "code") otherwise. */
enum td_code task_get(struct call *call, const char *code, int64_t as_of_seq, struct task_row *ret);
/* As a reply; standing is that of the moment's day. */
void task_reply(const struct task_row *row, const char *day, Pb__Task *out);
/* As it is now, after a write; NULL: arena used up or a fault (then in the database). */
enum td_code task_now(struct call *call, const char *code, Pb__Task **ret);
/* "task NV22-001": of evidence and of the log. NULL: arena used up. */
const char *task_subject(struct call *call, const char *code);
/* May the caller see that task's evidence? (attachment.h) */
attachment_see task_see;

/* The period of a request: a round's, else a year's, else all (both ""). Adds NUMBER_RANGE at
 * "year"; ROUND_UNKNOWN (NOT_FOUND). */
enum td_code task_period_find(struct call *call, const char *round_id, uint32_t year,
                              struct task_period *ret);

/* One unit's tasks of a period, and the first criterion of III.4, at a moment. */
enum td_code task_unit_summary(struct call *call, const char *unit_code,
                               const struct task_period *period, const struct as_of *moment,
                               Pb__TaskUnitSummary *out);

/* Handlers, by file: task.c, task_step.c, task_read.c. */
enum td_code task_report(struct call *call, const Pb__TaskReportRequest *in,
                         Pb__TaskReportResponse *out);
enum td_code task_confirm(struct call *call, const Pb__TaskConfirmRequest *in,
                          Pb__TaskConfirmResponse *out);
enum td_code task_send_back(struct call *call, const Pb__TaskSendBackRequest *in,
                            Pb__TaskSendBackResponse *out);
enum td_code task_withdraw(struct call *call, const Pb__TaskWithdrawRequest *in,
                           Pb__TaskWithdrawResponse *out);
enum td_code task_change_due(struct call *call, const Pb__TaskChangeDueRequest *in,
                             Pb__TaskChangeDueResponse *out);
enum td_code task_list(struct call *call, const Pb__TaskListRequest *in, Pb__TaskListResponse *out);
enum td_code task_show(struct call *call, const Pb__TaskShowRequest *in, Pb__TaskShowResponse *out);
enum td_code task_summary(struct call *call, const Pb__TaskSummaryRequest *in,
                          Pb__TaskSummaryResponse *out);

#endif
