/* thidua appraise list|assign|differences|duplicates|decide: the appraisal of a whole round. */
#include "appraise_view.h"
#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

#define ENUM(cli, type, value) wording_enum((cli)->arena, &pb__##type##__descriptor, (int)(value))

/* -- list -- */

static const char *verdicts_text(struct cli *cli, const Pb__AppraisalRow *row)
{
    uint32_t judged = row->met + row->not_met + row->unclear + row->differing;
    const char *text = td_arena_printf(cli->arena, "%u/%u", judged, row->criteria);
    if (row->not_met)
        text = td_arena_printf(cli->arena, _("%s, not met %u"), text, row->not_met);
    if (row->unclear)
        text = td_arena_printf(cli->arena, _("%s, unclear %u"), text, row->unclear);
    if (row->differing)
        text = td_arena_printf(cli->arena, _("%s, differing %u"), text, row->differing);
    return text;
}

static const char *alerts_text(struct cli *cli, const Pb__AppraisalRow *row)
{
    const char *excluded = row->excluded ? "I.2.e" : "";
    if (!row->open_duplicates)
        return excluded;
    const char *twice = td_arena_printf(cli->arena, _("perhaps twice (%u)"), row->open_duplicates);
    return row->excluded ? td_arena_printf(cli->arena, "%s, %s", excluded, twice) : twice;
}

static void print_rows(struct cli *cli, const Pb__AppraisalListResponse *out)
{
    static const struct table_column COLUMNS[] = {
        {N_("NOMINEE"), 0},         {N_("NAME"), TABLE_WRAP},   {N_("UNIT"), 0},
        {N_("AWARD LINE"), 0},      {N_("STATE"), TABLE_WRAP},  {N_("APPRAISER"), 0},
        {N_("JUDGED"), TABLE_WRAP}, {N_("LOOK AT"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 8, true);
    for (size_t i = 0; i < out->n_rows; i++) {
        const Pb__NomineeInfo *nominee = out->rows[i]->nominee;
        if (!nominee)
            continue;
        TABLE_ROW(table, nominee->nominee_id, nominee->name, nominee->unit_code,
                  nominee->award_line, ENUM(cli, nominee_state, nominee->state),
                  out->rows[i]->assigned_to, verdicts_text(cli, out->rows[i]),
                  alerts_text(cli, out->rows[i]));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such nominees."));
    table_print(table, stdout);
    table_free(table);
}

static enum td_code list(struct cli *cli)
{
    Pb__AppraisalListRequest in = PB__APPRAISAL_LIST_REQUEST__INIT;
    const Pb__AppraisalListResponse *out;
    in.round_id = cli_field(cli, "round");
    in.state = (Pb__NomineeState)cli_number(cli, "state", 0);
    in.unit_code = cli_field(cli, "unit");
    in.award_line = cli_field(cli, "line");
    in.assigned_to = cli_field(cli, "assigned-to");
    in.unassigned = cli_flag(cli, "unassigned");
    in.sort = (Pb__AppraisalSort)cli_number(cli, "sort", 0);
    enum td_code code = CALL_ALL(cli, appraisal_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    print_rows(cli, out);
    return TD_OK;
}

/* -- assign -- */

static enum td_code assign(struct cli *cli)
{
    Pb__AppraisalAssignRequest in = PB__APPRAISAL_ASSIGN_REQUEST__INIT;
    const Pb__AppraisalAssignResponse *out;
    bool nobody = cli_flag(cli, "nobody");
    if (nobody == (cli_text(cli, "to") != NULL))
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "",
                       nobody ? TD_KEY_USAGE_TOGETHER : TD_KEY_USAGE_REQUIRED, "option", "--to",
                       "other", "--nobody", TD_END);
    if (strchr(cli->args[0], '/'))
        in.nominee_id = (char *)cli->args[0];
    else
        in.dossier_id = (char *)cli->args[0];
    in.login = cli_field(cli, "to");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = CALL(cli, appraisal_service, assign, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    for (size_t i = 0; i < out->n_nominee_ids; i++)
        if (nobody)
            printf(_("%s: assigned to nobody.\n"), out->nominee_ids[i]);
        else
            printf(_("%s: assigned to %s.\n"), out->nominee_ids[i], in.login);
    if (in.dry_run)
        puts(_("Only tried (--dry-run): nothing was kept."));
    return TD_OK;
}

/* -- differences, duplicates -- */

static enum td_code differences(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("NOMINEE"), 0},     {N_("NAME"), TABLE_WRAP},
                                                  {N_("CRITERION"), 0},   {N_("VERDICT"), 0},
                                                  {N_("BY"), TABLE_WRAP}, {N_("NOTE"), TABLE_WRAP}};
    Pb__DifferenceListRequest in = PB__DIFFERENCE_LIST_REQUEST__INIT;
    const Pb__DifferenceListResponse *out;
    in.round_id = cli_field(cli, "round");
    enum td_code code = CALL_ALL(cli, appraisal_service, list_differences, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < out->n_differences; i++) {
        const Pb__Difference *row = out->differences[i];
        TABLE_ROW(
            table, row->nominee_id, row->name, row->criterion, ENUM(cli, verdict, row->verdict),
            td_arena_printf(cli->arena, "%s (%s)", row->officer_name, row->officer), row->note);
    }
    if (table_rows(table) == 0)
        puts(_("No appraisers differ."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

static enum td_code duplicates(struct cli *cli)
{
    Pb__DuplicateListRequest in = PB__DUPLICATE_LIST_REQUEST__INIT;
    const Pb__DuplicateListResponse *out;
    in.round_id = cli_field(cli, "round");
    in.open = cli_flag(cli, "open");
    enum td_code code = CALL_ALL(cli, appraisal_service, list_duplicates, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    if (out->n_duplicates == 0)
        puts(_("Nobody seems to be proposed twice."));
    appraise_print_duplicates(cli, out->duplicates, out->n_duplicates);
    return TD_OK;
}

static enum td_code decide(struct cli *cli)
{
    Pb__DuplicateDecideRequest in = PB__DUPLICATE_DECIDE_REQUEST__INIT;
    const Pb__DuplicateDecideResponse *out;
    in.nominee_id = (char *)cli->args[0];
    in.other_id = (char *)cli->args[1];
    in.verdict = (Pb__DuplicateVerdict)cli_number(cli, "verdict", 0);
    in.reason = cli_field(cli, "reason");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = CALL(cli, appraisal_service, decide_duplicate, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->duplicate)
        return TD_UNKNOWN;
    appraise_print_duplicates(cli, (Pb__Duplicate *const[]){out->duplicate}, 1);
    if (in.dry_run)
        puts(_("Only tried (--dry-run): nothing was kept."));
    return TD_OK;
}

/* -- options and rows -- */

#define OPTION_ROUND                                                     \
    {                                                                    \
        .name = "round", .kind = OPTION_TEXT, .value_name = N_("ROUND"), \
        .help = N_("of this round"), .required = true                    \
    }

static const struct command_option LIST_OPTIONS[] = {
    OPTION_ROUND,
    {.name = "state",
     .kind = OPTION_CHOICE,
     .value_name = N_("STATE"),
     .help = N_("in this state"),
     .choices = &pb__nominee_state__descriptor},
    {.name = "unit", .kind = OPTION_TEXT, .value_name = N_("UNIT"), .help = N_("of this unit")},
    {.name = "line",
     .field = "award_line",
     .kind = OPTION_TEXT,
     .value_name = N_("LINE"),
     .help = N_("in this award line, an id of the plan file")},
    {.name = "assigned-to",
     .kind = OPTION_TEXT,
     .value_name = N_("LOGIN"),
     .help = N_("assigned to this specialist")},
    {.name = "unassigned", .kind = OPTION_FLAG, .help = N_("assigned to nobody")},
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("in this order (by number)"),
     .choices = &pb__appraisal_sort__descriptor},
    OPTION_AS_OF,
    OPTION_CSV,
    {0},
};

static const struct command_option ASSIGN_OPTIONS[] = {
    {.name = "to",
     .field = "login",
     .kind = OPTION_TEXT,
     .value_name = N_("LOGIN"),
     .help = N_("to this specialist")},
    {.name = "nobody", .kind = OPTION_FLAG, .help = N_("to nobody again")},
    OPTION_DRY_RUN,
    {0},
};

static const struct command_option DIFFERENCE_OPTIONS[] = {
    OPTION_ROUND, OPTION_AS_OF, OPTION_CSV, {0}};

static const struct command_option DUPLICATE_OPTIONS[] = {
    OPTION_ROUND,
    {.name = "open", .kind = OPTION_FLAG, .help = N_("only what nobody has decided")},
    OPTION_AS_OF,
    OPTION_CSV,
    {0}};

static const struct command_option DECIDE_OPTIONS[] = {
    {.name = "verdict",
     .kind = OPTION_CHOICE,
     .value_name = N_("VERDICT"),
     .help = N_("two of them, the same one for another achievement, or the same for the same"),
     .required = true,
     .choices = &pb__duplicate_verdict__descriptor},
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; it is kept in the log"),
     .required = true},
    OPTION_DRY_RUN,
    {0},
};

const struct command appraise_list_commands[] = {
    {.group = "appraise",
     .name = "list",
     .arguments = "",
     .summary = N_("List the nominees of a round with what was found of each"),
     .example = "thidua appraise list --round 2022-annual --state proposed --sort line",
     .failure = N_("The nominees could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "appraise",
     .name = "assign",
     .arguments = "DOSSIER|NOMINEE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Assign a dossier's nominees, or one of them, to a specialist"),
     .details = N_("It says who is to appraise; any other specialist may add a second verdict."),
     .example = "thidua appraise assign HS-2022-0001 --to pnv.cv",
     .failure = N_("Nothing was assigned"),
     .options = ASSIGN_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = assign},
    {.group = "appraise",
     .name = "differences",
     .arguments = "",
     .summary = N_("List the criteria on which appraisers differ"),
     .example = "thidua appraise differences --round 2022-annual",
     .failure = N_("The differences could not be listed"),
     .options = DIFFERENCE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = differences},
    {.group = "appraise",
     .name = "duplicates",
     .arguments = "",
     .summary = N_("List who may be proposed twice, or was rewarded before"),
     .details = N_("Across dossiers and rounds, by staff code, citizen number and name, in that "
                   "order. Only a suggestion: people decide."),
     .example = "thidua appraise duplicates --round 2022-annual --open",
     .failure = N_("The duplicates could not be listed"),
     .options = DUPLICATE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = duplicates},
    {.group = "appraise",
     .name = "decide",
     .arguments = "NOMINEE OTHER",
     .min_args = 2,
     .max_args = 2,
     .summary = N_("Decide whether two nominations are of the same person or collective"),
     .details = N_("One achievement, one reward: of two that are the same for the same achievement "
                   "only one is found eligible. A later decision takes the place of this one; both "
                   "are kept."),
     .example = "thidua appraise decide HS-2022-0001/2 HS-2022-0004/1 --verdict different "
                "--reason \"Hai người trùng tên\"",
     .failure = N_("Nothing was decided"),
     .options = DECIDE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = decide},
    {0},
};
