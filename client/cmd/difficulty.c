/* thidua difficulty: from the unit through Home Affairs to the People's Committee (closing clause
 * of the Plan), and the answers. */
#include "difficulty.pb-c.h"

#include "attach.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

/* -- one difficulty -- */

static const char *state_of(struct cli *cli, const Pb__Difficulty *difficulty)
{
    return wording_enum(cli->arena, &pb__difficulty_state__descriptor, (int)difficulty->state);
}

static const char *due_of(struct cli *cli, const Pb__Difficulty *difficulty)
{
    const char *due = wording_date(cli->arena, difficulty->due_on);
    return difficulty->overdue ? td_arena_printf(cli->arena, _("%s, overdue"), due) : due;
}

static void print_difficulty(struct cli *cli, const Pb__Difficulty *difficulty)
{
    struct table *facts = facts_new();
    facts_add(facts, _("Difficulty"), difficulty->id);
    facts_add(facts, _("Unit"), difficulty->unit_code);
    facts_add(facts, _("Head of unit"), difficulty->head_name);
    facts_add(facts, _("Title"), difficulty->title);
    facts_add(facts, _("Description"), difficulty->description);
    facts_add(facts, _("Proposal"), difficulty->proposal);
    facts_add(facts, _("State"), state_of(cli, difficulty));
    facts_add(facts, _("Answer due"), due_of(cli, difficulty));
    facts_add(facts, _("Next"),
              wording_enum(cli->arena, &pb__role__descriptor, (int)difficulty->next_role));
    table_print(facts, stdout);
    table_free(facts);
}

/* What every command about one difficulty ends with. */
static enum td_code print_answer(struct cli *cli, const ProtobufCMessage *message,
                                 const Pb__Difficulty *difficulty)
{
    if (cli->json)
        return json_print_message(stdout, message);
    if (!difficulty)
        return TD_UNKNOWN;
    print_difficulty(cli, difficulty);
    return TD_OK;
}

/* -- the steps -- */

static enum td_code report(struct cli *cli)
{
    Pb__DifficultyReportRequest in = PB__DIFFICULTY_REPORT_REQUEST__INIT;
    const Pb__DifficultyReportResponse *out;
    in.title = cli_field(cli, "title");
    in.description = cli_field(cli, "description");
    in.proposal = cli_field(cli, "proposal");
    in.head_name = cli_field(cli, "head");
    in.due_on = cli_field(cli, "due");
    enum td_code code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, difficulty_service, report, &in, &out);
    return code == TD_OK ? print_answer(cli, &out->base, out->difficulty) : code;
}

static enum td_code import(struct cli *cli)
{
    /* The headings of `difficulty list --csv` are among them. */
    static const struct csv_column COLUMNS[] = {
        {.field = "title", .aliases = "tiêu đề|tên", .required = true},
        {.field = "description", .aliases = "nội dung|mô tả", .required = true},
        {.field = "proposal", .aliases = "kiến nghị|đề xuất"},
        {.field = "head_name", .aliases = "head|người đứng đầu|thủ trưởng"},
        {.field = "due_on", .aliases = "due|hạn|hạn trả lời", .required = true},
        {0}};
    static const struct csv_import ROWS = {"difficulties", &pb__difficulty_import_row__descriptor,
                                           COLUMNS};
    Pb__DifficultyImportRequest in = PB__DIFFICULTY_IMPORT_REQUEST__INIT;
    const Pb__DifficultyImportResponse *out;
    enum td_code code = CSV_IMPORT(cli, &ROWS, difficulty_service, import, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(in.dry_run ? _("Only tried (--dry-run). Difficulties that would be reported: %u; there "
                          "already: %u.\n")
                      : _("Difficulties reported: %u; there already: %u.\n"),
           out->added, out->unchanged);
    return TD_OK;
}

static enum td_code answer(struct cli *cli)
{
    Pb__DifficultyAnswerRequest in = PB__DIFFICULTY_ANSWER_REQUEST__INIT;
    const Pb__DifficultyAnswerResponse *out;
    in.difficulty_id = (char *)cli->args[0];
    in.text = cli_field(cli, "text");
    enum td_code code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, difficulty_service, answer, &in, &out);
    return code == TD_OK ? print_answer(cli, &out->base, out->difficulty) : code;
}

static enum td_code forward(struct cli *cli)
{
    Pb__DifficultyForwardRequest in = PB__DIFFICULTY_FORWARD_REQUEST__INIT;
    const Pb__DifficultyForwardResponse *out;
    in.difficulty_id = (char *)cli->args[0];
    in.text = cli_field(cli, "text");
    in.due_on = cli_field(cli, "due");
    enum td_code code = CALL(cli, difficulty_service, forward, &in, &out);
    return code == TD_OK ? print_answer(cli, &out->base, out->difficulty) : code;
}

static enum td_code close_difficulty(struct cli *cli)
{
    Pb__DifficultyCloseRequest in = PB__DIFFICULTY_CLOSE_REQUEST__INIT;
    const Pb__DifficultyCloseResponse *out;
    in.difficulty_id = (char *)cli->args[0];
    in.text = cli_field(cli, "reason");
    const char *question =
        td_arena_printf(cli->arena, _("Close %s? It cannot be opened again."), in.difficulty_id);
    if (!cli_confirm(cli, question ? question : ""))
        return cli->err.code;
    enum td_code code = CALL(cli, difficulty_service, close, &in, &out);
    return code == TD_OK ? print_answer(cli, &out->base, out->difficulty) : code;
}

/* -- list, show -- */

static void print_list(struct cli *cli, const Pb__DifficultyListResponse *out)
{
    static const struct table_column COLUMNS[] = {
        {N_("Difficulty"), 0},     {N_("Unit"), 0},       {N_("Title"), TABLE_WRAP},
        {N_("State"), TABLE_WRAP}, {N_("Answer due"), 0}, {N_("Reported"), 0}};
    struct table *table = table_new(COLUMNS, sizeof COLUMNS / sizeof *COLUMNS, true);
    for (size_t i = 0; i < out->n_difficulties; i++) {
        const Pb__Difficulty *difficulty = out->difficulties[i];
        TABLE_ROW(table, difficulty->id, difficulty->unit_code, difficulty->title,
                  state_of(cli, difficulty), due_of(cli, difficulty),
                  wording_time(cli->arena, difficulty->reported_utc_ms));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such difficulties."));
    table_print(table, stdout);
    table_free(table);
}

static enum td_code list(struct cli *cli)
{
    Pb__DifficultyListRequest in = PB__DIFFICULTY_LIST_REQUEST__INIT;
    const Pb__DifficultyListResponse *out;
    in.unit_code = cli_field(cli, "unit");
    in.state = (Pb__DifficultyState)cli_number(cli, "state", 0);
    in.overdue = cli_flag(cli, "overdue");
    in.year = (uint32_t)cli_number(cli, "year", 0);
    if (cli_flag(cli, "by-due"))
        in.sort = PB__DIFFICULTY_SORT__DIFFICULTY_SORT_DUE;
    enum td_code code = CALL_ALL(cli, difficulty_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    print_list(cli, out);
    return TD_OK;
}

static void print_history(struct cli *cli, const Pb__DifficultyShowResponse *out)
{
    static const struct table_column COLUMNS[] = {
        {N_("TIME"), 0},          {N_("WHAT"), TABLE_WRAP}, {N_("BY"), TABLE_WRAP},
        {N_("TEXT"), TABLE_WRAP}, {N_("DUE"), 0},           {N_("FILES"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, sizeof COLUMNS / sizeof *COLUMNS, true);
    for (size_t i = 0; i < out->n_history; i++) {
        const Pb__DifficultyEntry *entry = out->history[i];
        TABLE_ROW(table, wording_time(cli->arena, entry->at_utc_ms),
                  wording_enum(cli->arena, &pb__difficulty_event__descriptor, (int)entry->event),
                  td_arena_printf(cli->arena, "%s (%s)", entry->officer_name, entry->officer),
                  entry->text, wording_date(cli->arena, entry->due_on),
                  attach_names(cli->arena, entry->evidence, entry->n_evidence));
    }
    puts("");
    table_print(table, stdout);
    table_free(table);
}

static enum td_code show(struct cli *cli)
{
    Pb__DifficultyShowRequest in = PB__DIFFICULTY_SHOW_REQUEST__INIT;
    const Pb__DifficultyShowResponse *out;
    in.difficulty_id = (char *)cli->args[0];
    enum td_code code = CALL(cli, difficulty_service, show, &in, &out);
    if (code == TD_OK)
        code = print_answer(cli, &out->base, out->difficulty);
    if (code == TD_OK && !cli->json)
        print_history(cli, out);
    return code;
}

/* -- the table -- */

static const struct command_option REPORT_OPTIONS[] = {
    {.name = "title",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("what it is about, in one line"),
     .required = true},
    {.name = "description",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("what the difficulty is"),
     .required = true},
    {.name = "proposal",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("what your unit proposes")},
    {.name = "due",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("by when an answer is needed"),
     .required = true},
    {.name = "head",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("the head of unit who reports it (yourself, when you are the head)")},
    OPTION_EVIDENCE,
    {0},
};

static const struct command_option ANSWER_OPTIONS[] = {
    {.name = "text",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("the answer"),
     .required = true},
    OPTION_EVIDENCE,
    {0},
};

static const struct command_option FORWARD_OPTIONS[] = {
    {.name = "text",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("what Home Affairs says about it"),
     .required = true},
    {.name = "due",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("by when the People's Committee is asked to answer"),
     .required = true},
    {0},
};

static const struct command_option CLOSE_OPTIONS[] = {
    {.name = "reason",
     .field = "text",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; needed where there is no answer yet")},
    {0},
};

static const struct command_option IMPORT_OPTIONS[] = {OPTION_DRY_RUN, {0}};

static const struct command_option LIST_OPTIONS[] = {
    {.name = "unit", .kind = OPTION_TEXT, .value_name = N_("UNIT"), .help = N_("of this unit")},
    {.name = "state",
     .kind = OPTION_CHOICE,
     .value_name = N_("STATE"),
     .help = N_("in this state"),
     .choices = &pb__difficulty_state__descriptor},
    {.name = "overdue",
     .kind = OPTION_FLAG,
     .help = N_("only what still waits after its due date")},
    {.name = "year",
     .kind = OPTION_NUMBER,
     .value_name = N_("YEAR"),
     .help = N_("reported in this year"),
     .min = 2021,
     .max = 2199},
    {.name = "by-due", .kind = OPTION_FLAG, .help = N_("what is due first comes first")},
    OPTION_AS_OF,
    OPTION_CSV,
    {0},
};

static const struct command_option SHOW_OPTIONS[] = {OPTION_AS_OF, {0}};

const struct command difficulty_commands[] = {
    {.group = "difficulty",
     .name = "report",
     .arguments = "",
     .summary = N_("Report a difficulty of your unit to the People's Committee"),
     .details =
         N_("It goes through Home Affairs, which answers it or forwards it (closing clause of "
            "the Plan). Files: thidua evidence fetch difficulty ID DIR"),
     .example =
         "thidua difficulty report --title \"Thiếu máy quét\" --description \"Bộ phận Một cửa "
         "chỉ có một máy quét.\" --due 2022-12-01",
     .failure = N_("The difficulty was not reported"),
     .options = REPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = report},
    {.group = "difficulty",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Report difficulties of your unit from a CSV file, all or none"),
     .details = N_("Columns title, description, proposal, head_name, due_on; proposal may be "
                   "missing, and head_name where you are the head. What was reported already is "
                   "left alone, so the same file may be imported again."),
     .example = "thidua difficulty import docs/examples/difficulties-2022.csv --dry-run",
     .failure = N_("No difficulty was reported"),
     .options = IMPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {.group = "difficulty",
     .name = "answer",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Answer a difficulty"),
     .details =
         N_("Home Affairs answers what was reported, the Chairman's office what was forwarded."),
     .example = "thidua difficulty answer KK-2022-0001 --text \"Sẽ cấp trong tháng 12.\"",
     .failure = N_("The difficulty was not answered"),
     .options = ANSWER_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = answer},
    {.group = "difficulty",
     .name = "forward",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Forward a difficulty to the People's Committee"),
     .example = "thidua difficulty forward KK-2022-0001 --text \"Cần kinh phí của thị xã.\" --due "
                "2022-12-10",
     .failure = N_("The difficulty was not forwarded"),
     .options = FORWARD_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = forward},
    {.group = "difficulty",
     .name = "close",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Close a difficulty that is settled"),
     .example = "thidua difficulty close KK-2022-0001 --yes",
     .failure = N_("The difficulty was not closed"),
     .options = CLOSE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = close_difficulty},
    {.group = "difficulty",
     .name = "list",
     .arguments = "",
     .summary = N_("List the difficulties that you may see"),
     .example = "thidua difficulty list --overdue",
     .failure = N_("The difficulties could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "difficulty",
     .name = "show",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show a difficulty with its answers and files"),
     .example = "thidua difficulty show KK-2022-0001",
     .failure = N_("The difficulty could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {0},
};
