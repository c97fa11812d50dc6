/* thidua task: what units were assigned and how far they are (III.4, IV.3.a). */
#include "as_of.h"
#include "attach.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "plan_words.h"
#include "table.h"
#include "task_view.h"
#include "timefmt.h"
#include "wording.h"

/* An option's text, or what the request has without it. */
static char *text_or(struct cli *cli, const char *option, char *otherwise)
{
    const char *text = cli_text(cli, option);
    return text ? (char *)text : otherwise;
}

/* -- assign, import -- */

static enum td_code assign(struct cli *cli)
{
    Pb__TaskAssignRequest in = PB__TASK_ASSIGN_REQUEST__INIT;
    Pb__TaskAssignment task = PB__TASK_ASSIGNMENT__INIT;
    const Pb__TaskAssignResponse *out;
    char today[TD_DATE_SIZE];
    td_date_of(td_now_utc_ms(), today);
    task.code = (char *)cli->args[0];
    task.unit_code = (char *)cli_text(cli, "unit");
    task.field = (char *)cli_text(cli, "field");
    task.title = (char *)cli_text(cli, "title");
    task.assigned_on = text_or(cli, "assigned", today);
    task.due_on = (char *)cli_text(cli, "due");
    task.source = (char *)cli_text(cli, "source");
    in.task = &task;
    enum td_code code = CALL(cli, task_service, assign, &in, &out);
    return code == TD_OK ? task_print(cli, &out->base, out->task) : code;
}

static enum td_code import(struct cli *cli)
{
    static const struct csv_column COLUMNS[] = {
        {"code", "mã|mã nhiệm vụ", .required = true},
        {"unit_code", "unit|đơn vị|mã đơn vị", .required = true},
        {"field", "lĩnh vực", .required = true, .read = plan_field_cell},
        {"title", "nhiệm vụ|nội dung|tên nhiệm vụ", .required = true},
        {"assigned_on", "ngày giao", .required = true},
        {"due_on", "hạn|ngày hết hạn|thời hạn", .required = true},
        {"source", "văn bản|văn bản giao", .required = true},
        {.field = "done_on", .aliases = "ngày hoàn thành"},
        {.field = "not_done", .aliases = "không hoàn thành"},
        {0}};
    static const struct csv_import TASKS = {"tasks", &pb__task_assignment__descriptor, COLUMNS};
    Pb__TaskImportRequest in = PB__TASK_IMPORT_REQUEST__INIT;
    const Pb__TaskImportResponse *out;
    enum td_code code = CSV_IMPORT(cli, &TASKS, task_service, import, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(in.dry_run
               ? _("Only tried (--dry-run). Tasks that would be assigned: %u; there already: %u.\n")
               : _("Tasks assigned: %u; there already: %u.\n"),
           out->added, out->unchanged + out->results);
    if (out->results > 0)
        printf(in.dry_run ? _("Results of tasks there already that would be entered: %u.\n")
                          : _("Results of tasks there already that were entered: %u.\n"),
               out->results);
    return TD_OK;
}

/* -- list, show -- */

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {
        {N_("Task"), 0}, {N_("Unit"), 0},      {N_("Title"), TABLE_WRAP},
        {N_("Due"), 0},  {N_("Completed"), 0}, {N_("Stands"), TABLE_WRAP}};
    Pb__TaskListRequest in = PB__TASK_LIST_REQUEST__INIT;
    const Pb__TaskListResponse *out;
    in.unit_code = text_or(cli, "unit", in.unit_code);
    in.year = (uint32_t)cli_number(cli, "year", 0);
    in.round_id = text_or(cli, "round", in.round_id);
    in.field = text_or(cli, "field", in.field);
    in.state = (Pb__TaskState)cli_number(cli, "state", 0);
    in.overdue = cli_flag(cli, "overdue");
    in.sort = (Pb__TaskSort)cli_number(cli, "sort", 0);
    enum td_code code = CALL_ALL(cli, task_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < out->n_tasks; i++) {
        const Pb__Task *task = out->tasks[i];
        TABLE_ROW(table, task->code, task->unit_code, task->title,
                  wording_date(cli->arena, task->due_on),
                  wording_date(cli->arena, task->completed_on),
                  wording_enum(cli->arena, &pb__task_standing__descriptor, (int)task->standing));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such tasks."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

static void print_history(struct cli *cli, const Pb__TaskShowResponse *shown)
{
    static const struct table_column COLUMNS[] = {{N_("TIME"), 0},
                                                  {N_("WHAT"), TABLE_WRAP},
                                                  {N_("DUE"), 0},
                                                  {N_("COMPLETED"), 0},
                                                  {N_("BY"), 0},
                                                  {N_("DOCUMENT"), TABLE_WRAP},
                                                  {N_("NOTE"), TABLE_WRAP},
                                                  {N_("EVIDENCE"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 8, true);
    for (size_t i = 0; i < shown->n_history; i++) {
        const Pb__TaskHistoryEntry *entry = shown->history[i];
        TABLE_ROW(table, wording_time(cli->arena, entry->at_utc_ms),
                  wording_enum(cli->arena, &pb__task_event__descriptor, (int)entry->event),
                  wording_date(cli->arena, entry->due_on),
                  wording_date(cli->arena, entry->completed_on), entry->officer, entry->document,
                  entry->note, attach_names(cli->arena, entry->evidence, entry->n_evidence));
    }
    table_print(table, stdout);
    table_free(table);
}

static enum td_code show(struct cli *cli)
{
    Pb__TaskShowRequest in = PB__TASK_SHOW_REQUEST__INIT;
    const Pb__TaskShowResponse *out;
    const char *field = "";
    in.code = (char *)cli->args[0];
    enum td_code code = CALL(cli, task_service, show, &in, &out);
    if (code == TD_OK && !cli->json && out->task)
        code = plan_field_text(cli, out->plan_id, out->plan_version, out->task->field, &field);
    if (code == TD_OK)
        code = task_print(cli, &out->base, out->task);
    if (code != TD_OK || cli->json)
        return code;
    printf(_("Field (II.2.b): %s\n\n"), field);
    print_history(cli, out);
    return TD_OK;
}

/* -- summary -- */

static const char *against_of(struct cli *cli, const Pb__TaskUnitSummary *unit)
{
    const char *codes = "";
    for (size_t i = 0; i < unit->n_against && codes; i++)
        codes = td_arena_printf(cli->arena, "%s%s%s", codes, i ? ", " : "", unit->against[i]);
    return codes ? codes : "";
}

/* A count; none is shown as nothing, so that the others are seen. */
static const char *count_of(struct cli *cli, uint32_t n)
{
    return n ? td_dec(cli->arena, n) : "";
}

static void add_unit(struct cli *cli, struct table *table, const Pb__TaskUnitSummary *unit)
{
    const char *share =
        unit->assigned ? td_arena_printf(cli->arena, "%s %%",
                                         wording_centi(cli->arena, (int64_t)unit->on_time_centi))
                       : "";
    TABLE_ROW(
        table, unit->unit_code, td_dec(cli->arena, unit->assigned), count_of(cli, unit->on_time),
        count_of(cli, unit->late), count_of(cli, unit->not_done), count_of(cli, unit->awaiting),
        count_of(cli, unit->open), count_of(cli, unit->overdue), count_of(cli, unit->withdrawn),
        share, wording_enum(cli->arena, &pb__criterion_answer__descriptor, (int)unit->criterion),
        against_of(cli, unit));
}

static void print_summary(struct cli *cli, const Pb__TaskSummaryResponse *out)
{
    static const struct table_column COLUMNS[] = {{N_("UNIT"), 0},
                                                  {N_("ASSIGNED"), TABLE_RIGHT},
                                                  {N_("ON TIME"), TABLE_RIGHT},
                                                  {N_("LATE"), TABLE_RIGHT},
                                                  {N_("NOT DONE"), TABLE_RIGHT},
                                                  {N_("TO CONFIRM"), TABLE_RIGHT},
                                                  {N_("OPEN"), TABLE_RIGHT},
                                                  {N_("OVERDUE"), TABLE_RIGHT},
                                                  {N_("WITHDRAWN"), TABLE_RIGHT},
                                                  {N_("SHARE"), TABLE_RIGHT},
                                                  {N_("ALL ON TIME (III.4)"), 0},
                                                  {N_("AGAINST IT"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, sizeof COLUMNS / sizeof *COLUMNS, true);
    for (size_t i = 0; i < out->n_units; i++)
        add_unit(cli, table, out->units[i]);
    if (*out->from)
        printf(_("Tasks due from %s to %s, as of %s\n"), wording_date(cli->arena, out->from),
               wording_date(cli->arena, out->to), wording_date(cli->arena, out->as_of));
    else
        printf(_("All tasks, as of %s\n"), wording_date(cli->arena, out->as_of));
    table_print(table, stdout);
    table_free(table);
}

static enum td_code summary(struct cli *cli)
{
    Pb__TaskSummaryRequest in = PB__TASK_SUMMARY_REQUEST__INIT;
    const Pb__TaskSummaryResponse *out;
    in.unit_code = text_or(cli, "unit", in.unit_code);
    in.year = (uint32_t)cli_number(cli, "year", 0);
    in.round_id = text_or(cli, "round", in.round_id);
    enum td_code code = CALL(cli, task_service, summary, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    print_summary(cli, out);
    return TD_OK;
}

/* -- options and rows -- */

#define OPTION_UNIT                                                                               \
    {                                                                                             \
        .name = "unit", .kind = OPTION_TEXT, .value_name = N_("UNIT"), .help = N_("of this unit") \
    }
#define OPTION_YEAR                                                      \
    {                                                                    \
        .name = "year", .kind = OPTION_NUMBER, .value_name = N_("YEAR"), \
        .help = N_("due in this year"), .min = 2000, .max = 2199         \
    }
#define OPTION_ROUND                                                     \
    {                                                                    \
        .name = "round", .kind = OPTION_TEXT, .value_name = N_("ROUND"), \
        .help = N_("due in the years of this round")                     \
    }
static const struct command_option ASSIGN_OPTIONS[] = {
    {.name = "unit",
     .kind = OPTION_TEXT,
     .value_name = N_("UNIT"),
     .help = N_("for which unit"),
     .required = true},
    {.name = "field",
     .kind = OPTION_TEXT,
     .value_name = N_("FIELD"),
     .help = N_("field of CCHC, an id of the plan file (II.2.b)"),
     .required = true},
    {.name = "title",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("what is to be done"),
     .required = true},
    {.name = "due",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("last day that is on time"),
     .required = true},
    {.name = "source",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("the assigning document"),
     .required = true},
    {.name = "assigned",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("day of the assignment (today)")},
    {0},
};

static const struct command_option IMPORT_OPTIONS[] = {OPTION_DRY_RUN, {0}};

static const struct command_option LIST_OPTIONS[] = {
    OPTION_UNIT,
    OPTION_YEAR,
    OPTION_ROUND,
    {.name = "field",
     .kind = OPTION_TEXT,
     .value_name = N_("FIELD"),
     .help = N_("field of CCHC, an id of the plan file (II.2.b)")},
    {.name = "state",
     .kind = OPTION_CHOICE,
     .value_name = N_("STATE"),
     .help = N_("in this state"),
     .choices = &pb__task_state__descriptor},
    {.name = "overdue",
     .kind = OPTION_FLAG,
     .help = N_("only those not reported though their due date has passed")},
    OPTION_AS_OF,
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("by code or by due date"),
     .choices = &pb__task_sort__descriptor},
    OPTION_CSV,
    {0},
};

static const struct command_option SHOW_OPTIONS[] = {OPTION_AS_OF, {0}};

static const struct command_option SUMMARY_OPTIONS[] = {OPTION_UNIT,  OPTION_YEAR, OPTION_ROUND,
                                                        OPTION_AS_OF, OPTION_CSV,  {0}};

const struct command task_commands[] = {
    {.group = "task",
     .name = "assign",
     .arguments = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Assign a task to a unit"),
     .example =
         "thidua task assign NV22-009 --unit P1 --field institutions --title \"Rà soát văn bản\" "
         "--due 2022-12-15 --source \"KH 50/KH-UBND\"",
     .failure = N_("The task was not assigned"),
     .options = ASSIGN_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = assign},
    {.group = "task",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Assign tasks from a CSV file, all or none"),
     .details =
         N_("Columns code, unit, field, title, assigned_on, due_on, source in any order, "
            "separated by comma or semicolon; UTF-8. What is there already is left alone, so "
            "the same file may be imported again. Of tasks that were due before this software "
            "began done_on (a day) or not_done (yes) may say what became of them, also of one that "
            "is there already and still open."),
     .example = "thidua task import docs/examples/tasks-2022.csv --dry-run",
     .failure = N_("No task was assigned"),
     .options = IMPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {.group = "task",
     .name = "list",
     .arguments = "",
     .summary = N_("List the tasks that you may see"),
     .details = N_("A task belongs to a year by its due date in force."),
     .example = "thidua task list --year 2022 --overdue --sort due",
     .failure = N_("The tasks could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "task",
     .name = "show",
     .arguments = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show a task with its history and evidence"),
     .example = "thidua task show NV22-001",
     .failure = N_("The task could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {.group = "task",
     .name = "summary",
     .arguments = "",
     .summary = N_("Say how far each unit is, and whether all was done on time (III.4)"),
     .details = N_("Done late is not on time; what was withdrawn does not count; a unit without "
                   "tasks has no basis to be judged by."),
     .example = "thidua task summary --year 2022 --as-of 2022-12-31",
     .failure = N_("The tasks could not be summed up"),
     .options = SUMMARY_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = summary},
    {0},
};
