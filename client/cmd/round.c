/* thidua round: rounds of commendation and their deadlines (III.1–3). */
#include "round.pb-c.h"

#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

#include <errno.h>

static const char *state_of(struct cli *cli, const Pb__Round *round)
{
    return wording_enum(cli->arena, &pb__round_state__descriptor, (int)round->state);
}

static const char *kind_of(struct cli *cli, const Pb__Round *round)
{
    return wording_enum(cli->arena, &pb__round_kind__descriptor, (int)round->kind);
}

static void print_facts(struct cli *cli, const Pb__Round *round)
{
    struct table *facts = facts_new();
    facts_add(facts, _("Round"), round->id);
    facts_add(facts, _("Kind"), kind_of(cli, round));
    facts_add(facts, _("State"), state_of(cli, round));
    facts_add(facts, _("Opens"), wording_time(cli->arena, round->opens_utc_ms));
    facts_add(facts, _("Closes"), wording_time(cli->arena, round->closes_utc_ms));
    if (round->your_deadline_utc_ms != round->closes_utc_ms)
        facts_add(facts, _("Your unit's deadline"),
                  wording_time(cli->arena, round->your_deadline_utc_ms));
    facts_add(
        facts, _("Plan"),
        td_arena_printf(cli->arena, _("%s, version %u"), round->plan_id, round->plan_version));
    facts_add(facts, _("Opened by"), round->opened_by);
    table_print(facts, stdout);
    table_free(facts);
}

static void print_lines(struct cli *cli, const Pb__Round *round)
{
    static const struct table_column COLUMNS[] = {
        {N_("Award line"), 0}, {N_("For"), 0}, {N_("Places"), TABLE_RIGHT}, {N_("Clause"), 0}};
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t i = 0; i < round->n_lines; i++) {
        const Pb__AwardLine *line = round->lines[i];
        TABLE_ROW(table, line->line,
                  wording_enum(cli->arena, &pb__nominee_kind__descriptor, (int)line->kind),
                  td_dec(cli->arena, line->quota), line->clause);
    }
    if (table_rows(table) > 0)
        puts("");
    table_print(table, stdout);
    table_free(table);
}

static void print_extensions(struct cli *cli, const Pb__Round *round)
{
    static const struct table_column COLUMNS[] = {{N_("Extended for"), 0},
                                                  {N_("Until"), 0},
                                                  {N_("Granted by"), 0},
                                                  {N_("Granted"), 0},
                                                  {N_("Reason"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < round->n_extensions; i++) {
        const Pb__Extension *extension = round->extensions[i];
        TABLE_ROW(table, extension->unit_code, wording_time(cli->arena, extension->until_utc_ms),
                  extension->granted_by, wording_time(cli->arena, extension->granted_utc_ms),
                  extension->reason);
    }
    if (table_rows(table) > 0)
        puts("");
    table_print(table, stdout);
    table_free(table);
}

/* What every command about one round ends with. */
static enum td_code print_round(struct cli *cli, const ProtobufCMessage *message,
                                const Pb__Round *round)
{
    if (cli->json)
        return json_print_message(stdout, message);
    if (!round)
        return TD_UNKNOWN;
    print_facts(cli, round);
    print_lines(cli, round);
    print_extensions(cli, round);
    return TD_OK;
}

static enum td_code read_year(struct cli *cli, uint32_t *ret_year)
{
    char *end;
    unsigned long year = strtoul(cli->args[0], &end, 10);
    if (!*end && year >= 2000 && year <= 2199) {
        *ret_year = (uint32_t)year;
        return TD_OK;
    }
    return td_fail(&cli->err, TD_INVALID_ARGUMENT, "YEAR", "", TD_KEY_NUMBER_RANGE, "min", "2000",
                   "max", "2199", TD_END);
}

static enum td_code open_round(struct cli *cli)
{
    Pb__RoundOpenRequest in = PB__ROUND_OPEN_REQUEST__INIT;
    const Pb__RoundOpenResponse *out;
    const char *plan = cli_text(cli, "plan");
    enum td_code code = read_year(cli, &in.year);
    if (code != TD_OK)
        return code;
    in.kind = (Pb__RoundKind)cli_number(cli, "kind", 0);
    in.opens_utc_ms = cli_number(cli, "opens", 0);
    in.closes_utc_ms = cli_number(cli, "closes", 0);
    in.plan_id = plan ? (char *)plan : in.plan_id;
    code = CALL(cli, round_service, open, &in, &out);
    return code == TD_OK ? print_round(cli, &out->base, out->round) : code;
}

static enum td_code show(struct cli *cli)
{
    Pb__RoundShowRequest in = PB__ROUND_SHOW_REQUEST__INIT;
    const Pb__RoundShowResponse *out;
    in.round_id = (char *)cli->args[0];
    enum td_code code = CALL(cli, round_service, show, &in, &out);
    return code == TD_OK ? print_round(cli, &out->base, out->round) : code;
}

static enum td_code extend(struct cli *cli)
{
    Pb__RoundExtendRequest in = PB__ROUND_EXTEND_REQUEST__INIT;
    const Pb__RoundExtendResponse *out;
    in.round_id = (char *)cli->args[0];
    in.unit_code = (char *)cli_text(cli, "unit");
    in.until_utc_ms = cli_number(cli, "until", 0);
    in.reason = (char *)cli_text(cli, "reason");
    enum td_code code = CALL(cli, round_service, extend, &in, &out);
    return code == TD_OK ? print_round(cli, &out->base, out->round) : code;
}

static enum td_code close_round(struct cli *cli)
{
    Pb__RoundCloseRequest in = PB__ROUND_CLOSE_REQUEST__INIT;
    const Pb__RoundCloseResponse *out;
    in.round_id = (char *)cli->args[0];
    in.reason = (char *)cli_text(cli, "reason");
    const char *question = td_arena_printf(
        cli->arena,
        _("Close round %s? It will take no more dossiers, extensions included; once its "
          "results are published, it ends for good."),
        in.round_id);
    if (!cli_confirm(cli, question ? question : ""))
        return cli->err.code;
    enum td_code code = CALL(cli, round_service, close, &in, &out);
    return code == TD_OK ? print_round(cli, &out->base, out->round) : code;
}

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {
        {N_("Round"), 0}, {N_("Kind"), TABLE_WRAP}, {N_("State"), TABLE_WRAP},
        {N_("Opens"), 0}, {N_("Closes"), 0},        {N_("Your deadline"), 0},
        {N_("Plan"), 0}};
    Pb__RoundListRequest in = PB__ROUND_LIST_REQUEST__INIT;
    const Pb__RoundListResponse *out;
    enum td_code code = CALL_ALL(cli, round_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 7, true);
    for (size_t i = 0; i < out->n_rounds; i++) {
        const Pb__Round *round = out->rounds[i];
        TABLE_ROW(table, round->id, kind_of(cli, round), state_of(cli, round),
                  wording_time(cli->arena, round->opens_utc_ms),
                  wording_time(cli->arena, round->closes_utc_ms),
                  wording_time(cli->arena, round->your_deadline_utc_ms), round->plan_id);
    }
    if (table_rows(table) == 0)
        puts(_("No round has been opened yet."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

static const struct command_option OPEN_OPTIONS[] = {
    {.name = "kind",
     .kind = OPTION_CHOICE,
     .value_name = N_("KIND"),
     .help = N_("kind of round (III.1–3)"),
     .required = true,
     .choices = &pb__round_kind__descriptor},
    {.name = "opens",
     .kind = OPTION_TIME,
     .value_name = N_("TIME"),
     .help = N_("from when on dossiers are taken"),
     .required = true},
    {.name = "closes",
     .kind = OPTION_TIME,
     .value_name = N_("TIME"),
     .help = N_("the first moment that is too late"),
     .required = true},
    {.name = "plan",
     .kind = OPTION_TEXT,
     .value_name = N_("PLAN"),
     .help = N_("under which plan (the newest loaded)")},
    {0},
};

static const struct command_option EXTEND_OPTIONS[] = {
    {.name = "unit",
     .kind = OPTION_TEXT,
     .value_name = N_("UNIT"),
     .help = N_("for which unit"),
     .required = true},
    {.name = "until",
     .kind = OPTION_TIME,
     .value_name = N_("TIME"),
     .help = N_("the first moment that is too late"),
     .required = true},
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; it is kept in the log"),
     .required = true},
    {0},
};

static const struct command_option CLOSE_OPTIONS[] = {
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; it is kept in the log"),
     .required = true},
    {0},
};

static const struct command_option LIST_OPTIONS[] = {
    OPTION_CSV,
    OPTION_AS_OF,
    {0},
};

static const struct command_option SHOW_OPTIONS[] = {
    OPTION_AS_OF,
    {0},
};

const struct command round_commands[] = {
    {.group = "round",
     .name = "open",
     .arguments = "YEAR",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Open a round of commendation"),
     .details = N_("Times are Indochina time (UTC+7): 2022-12-15T17:00, or a date for its first "
                   "moment."),
     .example = "thidua round open 2022 --kind annual --opens 2022-06-01 --closes 2022-12-15T17:00",
     .failure = N_("The round was not opened"),
     .options = OPEN_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = open_round},
    {.group = "round",
     .name = "list",
     .arguments = "",
     .summary = N_("List all rounds with their deadlines"),
     .example = "thidua round list",
     .failure = N_("The rounds could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "round",
     .name = "show",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show a round: deadlines, award lines, extensions"),
     .example = "thidua round show 2022-annual",
     .failure = N_("The round could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {.group = "round",
     .name = "extend",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Give one unit more time"),
     .example = "thidua round extend 2022-annual --unit P1 --until 2022-12-20T17:00 --reason \"Mất "
                "điện\"",
     .failure = N_("The deadline was not extended"),
     .options = EXTEND_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = extend},
    {.group = "round",
     .name = "close",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Close a round for dossiers; once its results are published, for good"),
     .example = "thidua round close 2022-annual --reason \"Hết hạn\" --yes",
     .failure = N_("The round was not closed"),
     .options = CLOSE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = close_round},
    {0},
};
