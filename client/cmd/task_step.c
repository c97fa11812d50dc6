/* thidua task: what happens to one task after it was assigned. */
#include "attach.h"
#include "commands.h"
#include "connection.h"
#include "i18n.h"
#include "task_view.h"

static enum td_code report(struct cli *cli)
{
    Pb__TaskReportRequest in = PB__TASK_REPORT_REQUEST__INIT;
    const Pb__TaskReportResponse *out;
    const char *note = cli_text(cli, "note");
    in.code = (char *)cli->args[0];
    in.completed_on = (char *)cli_text(cli, "completed");
    in.note = note ? (char *)note : in.note;
    enum td_code code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, task_service, report, &in, &out);
    return code == TD_OK ? task_print(cli, &out->base, out->task) : code;
}

static enum td_code confirm(struct cli *cli)
{
    Pb__TaskConfirmRequest in = PB__TASK_CONFIRM_REQUEST__INIT;
    const Pb__TaskConfirmResponse *out;
    const char *note = cli_text(cli, "note");
    in.code = (char *)cli->args[0];
    in.not_done = cli_flag(cli, "not-done");
    in.note = note ? (char *)note : in.note;
    enum td_code code = CALL(cli, task_service, confirm, &in, &out);
    return code == TD_OK ? task_print(cli, &out->base, out->task) : code;
}

static enum td_code send_back(struct cli *cli)
{
    Pb__TaskSendBackRequest in = PB__TASK_SEND_BACK_REQUEST__INIT;
    const Pb__TaskSendBackResponse *out;
    in.code = (char *)cli->args[0];
    in.reason = (char *)cli_text(cli, "reason");
    enum td_code code = CALL(cli, task_service, send_back, &in, &out);
    return code == TD_OK ? task_print(cli, &out->base, out->task) : code;
}

static enum td_code withdraw(struct cli *cli)
{
    Pb__TaskWithdrawRequest in = PB__TASK_WITHDRAW_REQUEST__INIT;
    const Pb__TaskWithdrawResponse *out;
    in.code = (char *)cli->args[0];
    in.reason = (char *)cli_text(cli, "reason");
    in.document = (char *)cli_text(cli, "document");
    const char *question = td_arena_printf(
        cli->arena, _("Withdraw task %s for good? It will not count for its unit."), in.code);
    if (!cli_confirm(cli, question ? question : ""))
        return cli->err.code;
    enum td_code code = CALL(cli, task_service, withdraw, &in, &out);
    return code == TD_OK ? task_print(cli, &out->base, out->task) : code;
}

static enum td_code change_due(struct cli *cli)
{
    Pb__TaskChangeDueRequest in = PB__TASK_CHANGE_DUE_REQUEST__INIT;
    const Pb__TaskChangeDueResponse *out;
    in.code = (char *)cli->args[0];
    in.due_on = (char *)cli->args[1];
    in.reason = (char *)cli_text(cli, "reason");
    in.document = (char *)cli_text(cli, "document");
    enum td_code code = CALL(cli, task_service, change_due, &in, &out);
    return code == TD_OK ? task_print(cli, &out->base, out->task) : code;
}

#define OPTION_REASON                                                    \
    {                                                                    \
        .name = "reason", .kind = OPTION_TEXT, .value_name = N_("TEXT"), \
        .help = N_("why; it is kept in the log"), .required = true       \
    }
#define OPTION_DOCUMENT                                                    \
    {                                                                      \
        .name = "document", .kind = OPTION_TEXT, .value_name = N_("TEXT"), \
        .help = N_("the document that says so"), .required = true          \
    }

static const struct command_option REPORT_OPTIONS[] = {
    {.name = "completed",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("day of completion"),
     .required = true},
    OPTION_EVIDENCE,
    {.name = "note", .kind = OPTION_TEXT, .value_name = N_("TEXT"), .help = N_("a remark")},
    {0},
};

static const struct command_option CONFIRM_OPTIONS[] = {
    {.name = "not-done",
     .kind = OPTION_FLAG,
     .help = N_("find that it was not done (needs --note)")},
    {.name = "note", .kind = OPTION_TEXT, .value_name = N_("TEXT"), .help = N_("a remark")},
    {0},
};

static const struct command_option SEND_BACK_OPTIONS[] = {OPTION_REASON, {0}};
static const struct command_option WITHDRAW_OPTIONS[] = {OPTION_REASON, OPTION_DOCUMENT, {0}};
static const struct command_option DUE_OPTIONS[] = {OPTION_REASON, OPTION_DOCUMENT, {0}};

const struct command task_step_commands[] = {
    {.group = "task",
     .name = "report",
     .arguments = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Report a task of your unit as completed, with evidence"),
     .details = N_("May be repeated until Home Affairs has confirmed; the last report counts."),
     .example = "thidua task report NV22-001 --completed 2022-07-10 --evidence bao-cao.pdf",
     .failure = N_("The task was not reported"),
     .options = REPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = report},
    {.group = "task",
     .name = "confirm",
     .arguments = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Confirm a reported task: on time or late by the due date, or not done"),
     .example = "thidua task confirm NV22-001",
     .failure = N_("The task was not confirmed"),
     .options = CONFIRM_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = confirm},
    {.group = "task",
     .name = "send-back",
     .arguments = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Send a report back to the unit"),
     .details = N_("The head of Home Affairs may so take back a confirmation, too."),
     .example = "thidua task send-back NV22-001 --reason \"Thiếu số liệu\"",
     .failure = N_("The report was not sent back"),
     .options = SEND_BACK_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = send_back},
    {.group = "task",
     .name = "withdraw",
     .arguments = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Withdraw a task; it no longer counts"),
     .example = "thidua task withdraw NV22-001 --reason \"Chuyển sang năm sau\" --document \"CV "
                "12/UBND\" --yes",
     .failure = N_("The task was not withdrawn"),
     .options = WITHDRAW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = withdraw},
    {.group = "task",
     .name = "due",
     .arguments = "CODE DATE",
     .min_args = 2,
     .max_args = 2,
     .summary = N_("Change the due date; the old ones stay in the history"),
     .example = "thidua task due NV22-001 2022-08-15 --reason \"Lũ lụt\" --document \"CV 10/UBND\"",
     .failure = N_("The due date was not changed"),
     .options = DUE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = change_due},
    {0},
};
