/* thidua discipline: the register of discipline (I.2.e), for Home Affairs and the auditor. */
#include "discipline.pb-c.h"

#include "as_of.h"
#include "attach.h"
#include "commands.h"
#include "connection.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

/* -- one case -- */

static const char *state_of(struct cli *cli, const Pb__DisciplineCase *discipline)
{
    return wording_enum(cli->arena, &pb__discipline_state__descriptor, (int)discipline->state);
}

static const char *subject_of(const Pb__DisciplineCase *discipline)
{
    return *discipline->name ? discipline->name : _("the unit as a whole");
}

static const char *document_of(struct cli *cli, const char *number, const char *dated_on)
{
    if (!*number)
        return "";
    return td_arena_printf(cli->arena, _("%s of %s"), number, wording_date(cli->arena, dated_on));
}

static const char *days_of(struct cli *cli, const char *from_on, const char *until_on)
{
    const char *from = wording_date(cli->arena, from_on);
    const char *until = wording_date(cli->arena, until_on);
    if (!*until_on)
        return from;
    return td_arena_printf(cli->arena, *from_on ? "%s – %s" : "%s%s", from, until);
}

/* On the day, or (NULL) today. */
static const char *reward_of(struct cli *cli, bool in_force, const char *day)
{
    if (!day)
        return in_force ? _("excluded today") : _("not excluded today");
    return td_arena_printf(cli->arena, in_force ? _("excluded on %s") : _("not excluded on %s"),
                           wording_date(cli->arena, day));
}

static void print_case(struct cli *cli, const Pb__DisciplineCase *discipline, const char *day)
{
    bool dismissed = discipline->state == PB__DISCIPLINE_STATE__DISCIPLINE_STATE_DISMISSED;
    struct table *facts = facts_new();
    facts_add(facts, _("Case"), discipline->id);
    facts_add(facts, _("About"),
              wording_enum(cli->arena, &pb__nominee_kind__descriptor, (int)discipline->kind));
    facts_add(facts, _("Name"), subject_of(discipline));
    facts_add(facts, _("Unit"), discipline->unit_code);
    facts_add(facts, _("Staff code"), discipline->staff_code);
    facts_add(facts, _("Citizen number"), discipline->citizen_id);
    facts_add(facts, _("State"), state_of(cli, discipline));
    facts_add(facts, _("Considered since"), wording_date(cli->arena, discipline->opened_on));
    facts_add(facts, _("By document"),
              document_of(cli, discipline->opening_document, discipline->opening_dated_on));
    facts_add(facts, _("Measure"), discipline->measure);
    facts_add(facts, _("From – until"), days_of(cli, discipline->from_on, discipline->until_on));
    facts_add(facts, _("Decision"),
              document_of(cli, discipline->decision_document, discipline->decision_dated_on));
    facts_add(facts, dismissed ? _("Free from") : _("Last day"),
              wording_date(cli->arena, discipline->closed_on));
    facts_add(facts, _("Reward (I.2.e)"), reward_of(cli, discipline->in_force, day));
    table_print(facts, stdout);
    table_free(facts);
}

/* What every command about one case ends with. */
static enum td_code print_answer(struct cli *cli, const ProtobufCMessage *message,
                                 const Pb__DisciplineCase *discipline, const char *day)
{
    if (cli->json)
        return json_print_message(stdout, message);
    if (!discipline)
        return TD_UNKNOWN;
    print_case(cli, discipline, day);
    return TD_OK;
}

/* -- the steps -- */

static enum td_code open_case(struct cli *cli)
{
    Pb__DisciplineOpenRequest in = PB__DISCIPLINE_OPEN_REQUEST__INIT;
    const Pb__DisciplineOpenResponse *out;
    in.kind = (Pb__NomineeKind)cli_number(cli, "kind", 0);
    in.unit_code = cli_field(cli, "unit");
    in.name = cli_field(cli, "name");
    in.staff_code = cli_field(cli, "staff-code");
    in.citizen_id = cli_field(cli, "citizen-id");
    in.document = cli_field(cli, "document");
    in.dated_on = cli_field(cli, "dated");
    in.opened_on = cli_field(cli, "since");
    in.note = cli_field(cli, "note");
    enum td_code code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, discipline_service, open, &in, &out);
    return code == TD_OK ? print_answer(cli, &out->base, out->discipline, NULL) : code;
}

static enum td_code impose(struct cli *cli)
{
    Pb__DisciplineImposeRequest in = PB__DISCIPLINE_IMPOSE_REQUEST__INIT;
    const Pb__DisciplineImposeResponse *out;
    in.case_id = (char *)cli->args[0];
    in.document = cli_field(cli, "document");
    in.dated_on = cli_field(cli, "dated");
    in.measure = cli_field(cli, "measure");
    in.from_on = cli_field(cli, "from");
    in.until_on = cli_field(cli, "until");
    in.note = cli_field(cli, "note");
    enum td_code code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, discipline_service, impose, &in, &out);
    return code == TD_OK ? print_answer(cli, &out->base, out->discipline, NULL) : code;
}

static enum td_code dismiss(struct cli *cli)
{
    Pb__DisciplineDismissRequest in = PB__DISCIPLINE_DISMISS_REQUEST__INIT;
    const Pb__DisciplineDismissResponse *out;
    in.case_id = (char *)cli->args[0];
    in.document = cli_field(cli, "document");
    in.dated_on = cli_field(cli, "dated");
    in.free_on = cli_field(cli, "free-from");
    in.note = cli_field(cli, "reason");
    enum td_code code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, discipline_service, dismiss, &in, &out);
    return code == TD_OK ? print_answer(cli, &out->base, out->discipline, NULL) : code;
}

static enum td_code end(struct cli *cli)
{
    Pb__DisciplineEndRequest in = PB__DISCIPLINE_END_REQUEST__INIT;
    const Pb__DisciplineEndResponse *out;
    in.case_id = (char *)cli->args[0];
    in.document = cli_field(cli, "document");
    in.dated_on = cli_field(cli, "dated");
    in.last_on = cli_field(cli, "last-day");
    in.note = cli_field(cli, "note");
    enum td_code code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, discipline_service, end, &in, &out);
    return code == TD_OK ? print_answer(cli, &out->base, out->discipline, NULL) : code;
}

/* -- list, show -- */

static void print_cases(struct cli *cli, const Pb__DisciplineListResponse *out)
{
    static const struct table_column COLUMNS[] = {{N_("Case"), 0},
                                                  {N_("Unit"), 0},
                                                  {N_("Name"), TABLE_WRAP},
                                                  {N_("Staff code"), 0},
                                                  {N_("State"), TABLE_WRAP},
                                                  {N_("Considered since"), 0},
                                                  {N_("Measure"), TABLE_WRAP},
                                                  {N_("From – until"), 0},
                                                  {N_("Excludes"), 0}};
    struct table *table = table_new(COLUMNS, sizeof COLUMNS / sizeof *COLUMNS, true);
    for (size_t i = 0; i < out->n_cases; i++) {
        const Pb__DisciplineCase *discipline = out->cases[i];
        TABLE_ROW(table, discipline->id, discipline->unit_code, subject_of(discipline),
                  discipline->staff_code, state_of(cli, discipline),
                  wording_date(cli->arena, discipline->opened_on), discipline->measure,
                  days_of(cli, discipline->from_on, discipline->until_on),
                  discipline->in_force ? _("yes") : _("no"));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such cases."));
    table_print(table, stdout);
    table_free(table);
}

static enum td_code list(struct cli *cli)
{
    Pb__DisciplineListRequest in = PB__DISCIPLINE_LIST_REQUEST__INIT;
    const Pb__DisciplineListResponse *out;
    in.unit_code = cli_field(cli, "unit");
    in.kind = (Pb__NomineeKind)cli_number(cli, "kind", 0);
    in.state = (Pb__DisciplineState)cli_number(cli, "state", 0);
    in.in_force_on = cli_field(cli, "in-force-on");
    in.find = cli_field(cli, "find");
    in.sort = (Pb__DisciplineSort)cli_number(cli, "sort", 0);
    enum td_code code = CALL_ALL(cli, discipline_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    print_cases(cli, out);
    return TD_OK;
}

static void print_history(struct cli *cli, const Pb__DisciplineShowResponse *out)
{
    static const struct table_column COLUMNS[] = {
        {N_("TIME"), 0},          {N_("WHAT"), TABLE_WRAP}, {N_("DOCUMENT"), TABLE_WRAP},
        {N_("DAYS"), 0},          {N_("BY"), TABLE_WRAP},   {N_("NOTE"), TABLE_WRAP},
        {N_("FILES"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, sizeof COLUMNS / sizeof *COLUMNS, true);
    for (size_t i = 0; i < out->n_history; i++) {
        const Pb__DisciplineEntry *entry = out->history[i];
        const char *what =
            wording_enum(cli->arena, &pb__discipline_event__descriptor, (int)entry->event);
        TABLE_ROW(table, wording_time(cli->arena, entry->at_utc_ms),
                  *entry->measure ? td_arena_printf(cli->arena, "%s: %s", what, entry->measure)
                                  : what,
                  document_of(cli, entry->document, entry->dated_on),
                  days_of(cli, entry->from_on, entry->until_on),
                  td_arena_printf(cli->arena, "%s (%s)", entry->officer_name, entry->officer),
                  entry->note, attach_names(cli->arena, entry->evidence, entry->n_evidence));
    }
    puts("");
    table_print(table, stdout);
    table_free(table);
}

static enum td_code show(struct cli *cli)
{
    Pb__DisciplineShowRequest in = PB__DISCIPLINE_SHOW_REQUEST__INIT;
    const Pb__DisciplineShowResponse *out;
    in.case_id = (char *)cli->args[0];
    in.on = cli_field(cli, "on");
    enum td_code code = CALL(cli, discipline_service, show, &in, &out);
    if (code == TD_OK)
        code = print_answer(cli, &out->base, out->discipline, cli_text(cli, "on"));
    if (code == TD_OK && !cli->json)
        print_history(cli, out);
    return code;
}

/* -- the table -- */

#define OPTION_DOCUMENT(is_required)                                                      \
    {                                                                                     \
        .name = "document", .kind = OPTION_TEXT, .value_name = N_("NUMBER"),              \
        .help = N_("number of the document, such as 07/TB-UBND"), .required = is_required \
    }
#define OPTION_DATED(is_required)                                       \
    {                                                                   \
        .name = "dated", .kind = OPTION_DATE, .value_name = N_("DATE"), \
        .help = N_("date of the document"), .required = is_required     \
    }
#define OPTION_NOTE                                                    \
    {                                                                  \
        .name = "note", .kind = OPTION_TEXT, .value_name = N_("TEXT"), \
        .help = N_("anything else that should be known")               \
    }

static const struct command_option OPEN_OPTIONS[] = {
    {.name = "kind",
     .kind = OPTION_CHOICE,
     .value_name = N_("KIND"),
     .help = N_("a person or a collective"),
     .required = true,
     .choices = &pb__nominee_kind__descriptor},
    {.name = "unit",
     .kind = OPTION_TEXT,
     .value_name = N_("UNIT"),
     .help = N_("of which unit"),
     .required = true},
    {.name = "name",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("of the person; of the part of the unit (none: the unit as a whole)")},
    {.name = "staff-code",
     .kind = OPTION_TEXT,
     .value_name = N_("CODE"),
     .help = N_("of a person; this or the next")},
    {.name = "citizen-id",
     .kind = OPTION_TEXT,
     .value_name = N_("NUMBER"),
     .help = N_("citizen number, 12 digits")},
    OPTION_DOCUMENT(true),
    OPTION_DATED(true),
    {.name = "since",
     .field = "opened_on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("first day of consideration (the document's date)")},
    OPTION_NOTE,
    OPTION_EVIDENCE,
    {0},
};

static const struct command_option IMPOSE_OPTIONS[] = {
    {.name = "measure",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("which measure"),
     .required = true},
    {.name = "from",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("its first day"),
     .required = true},
    {.name = "until",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("its last day"),
     .required = true},
    OPTION_DOCUMENT(true),
    OPTION_DATED(true),
    OPTION_NOTE,
    OPTION_EVIDENCE,
    {0},
};

static const struct command_option DISMISS_OPTIONS[] = {
    OPTION_DOCUMENT(true),
    OPTION_DATED(true),
    {.name = "free-from",
     .field = "free_on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("first day free again (the document's date)")},
    {.name = "reason",
     .field = "note",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; it is kept"),
     .required = true},
    OPTION_EVIDENCE,
    {0},
};

static const struct command_option END_OPTIONS[] = {
    {.name = "last-day",
     .field = "last_on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("last day served (the last day of the measure); an earlier one needs a document")},
    OPTION_DOCUMENT(false),
    OPTION_DATED(false),
    OPTION_NOTE,
    OPTION_EVIDENCE,
    {0},
};

static const struct command_option SHOW_OPTIONS[] = {
    {.name = "on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("does it exclude from rewards on this day (today)?")},
    OPTION_AS_OF,
    {0},
};

static const struct command_option LIST_OPTIONS[] = {
    {.name = "unit", .kind = OPTION_TEXT, .value_name = N_("UNIT"), .help = N_("of this unit")},
    {.name = "kind",
     .kind = OPTION_CHOICE,
     .value_name = N_("KIND"),
     .help = N_("about persons or collectives"),
     .choices = &pb__nominee_kind__descriptor},
    {.name = "state",
     .kind = OPTION_CHOICE,
     .value_name = N_("STATE"),
     .help = N_("in this state"),
     .choices = &pb__discipline_state__descriptor},
    {.name = "in-force-on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("only what excludes from rewards on this day")},
    {.name = "find",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("a staff code, a citizen number or a part of a name")},
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("in this order"),
     .choices = &pb__discipline_sort__descriptor},
    OPTION_CSV,
    OPTION_AS_OF,
    {0},
};

const struct command discipline_commands[] = {
    {.group = "discipline",
     .name = "open",
     .arguments = "",
     .summary = N_("Record that discipline of a person or collective is considered"),
     .details =
         N_("From the first day of consideration on nobody is rewarded (I.2.e). A person is told "
            "by staff code or citizen number; a name alone excludes nobody."),
     .example = "thidua discipline open --kind individual --unit P1 --name \"Trần Thị Ví Dụ\" "
                "--staff-code P1-007 --document 07/TB-UBND --dated 2022-03-10",
     .failure = N_("The case was not opened"),
     .options = OPEN_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = open_case},
    {.group = "discipline",
     .name = "impose",
     .arguments = "CASE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record the measure imposed, or one that replaces it"),
     .example = "thidua discipline impose KL-2022-0001 --measure \"Khiển trách\" --from 2022-04-01 "
                "--until 2023-03-31 --document 15/QĐ-UBND --dated 2022-03-30",
     .failure = N_("The measure was not recorded"),
     .options = IMPOSE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = impose},
    {.group = "discipline",
     .name = "dismiss",
     .arguments = "CASE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record that there is no discipline, or that the measure was annulled"),
     .example = "thidua discipline dismiss KL-2022-0001 --document 20/TB-UBND --dated 2022-05-04 "
                "--reason \"Không có vi phạm\"",
     .failure = N_("The case was not dismissed"),
     .options = DISMISS_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = dismiss},
    {.group = "discipline",
     .name = "end",
     .arguments = "CASE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record that the measure ended"),
     .example = "thidua discipline end KL-2022-0001",
     .failure = N_("The case was not ended"),
     .options = END_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = end},
    {.group = "discipline",
     .name = "list",
     .arguments = "",
     .summary = N_("List the cases of discipline"),
     .example = "thidua discipline list --in-force-on 2022-12-15",
     .failure = N_("The cases could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "discipline",
     .name = "show",
     .arguments = "CASE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show a case with its history"),
     .details = N_("Its files: thidua evidence fetch discipline CASE DIR"),
     .example = "thidua discipline show KL-2022-0001",
     .failure = N_("The case could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {0},
};
