/* thidua initiative list|show|adoptions: the catalogue, one initiative, and replication counted. */
#include "commands.h"
#include "i18n.h"
#include "initiative_view.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {
        {N_("Number"), 0},   {N_("Title"), TABLE_WRAP},
        {N_("Kind"), 0},     {N_("Field"), TABLE_WRAP},
        {N_("Unit"), 0},     {N_("State"), TABLE_WRAP},
        {N_("Decision"), 0}, {N_("Adopted by"), TABLE_RIGHT}};
    Pb__InitiativeListRequest in = PB__INITIATIVE_LIST_REQUEST__INIT;
    const Pb__InitiativeListResponse *out;
    struct td_arena *arena = cli->arena;
    in.year = (uint32_t)cli_number(cli, "year", 0);
    in.kind = (Pb__InitiativeKind)cli_number(cli, "kind", 0);
    in.state = (Pb__InitiativeState)cli_number(cli, "state", 0);
    in.sort = (Pb__InitiativeSort)cli_number(cli, "sort", 0);
    in.with_details = list_is_data(cli);
    cli_text_into(cli, "unit", &in.unit_code);
    cli_text_into(cli, "field", &in.field);
    cli_text_into(cli, "title", &in.title);
    enum td_code code = CALL_ALL(cli, initiative_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 8, true);
    for (size_t i = 0; i < out->n_initiatives; i++) {
        const Pb__Initiative *row = out->initiatives[i];
        TABLE_ROW(table, row->id, row->title,
                  wording_enum(arena, &pb__initiative_kind__descriptor, (int)row->kind),
                  wording_field(row->field), row->unit_code,
                  wording_enum(arena, &pb__initiative_state__descriptor, (int)row->state),
                  row->decision_number, td_dec(arena, row->adoptions));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such initiatives."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

static enum td_code show(struct cli *cli)
{
    Pb__InitiativeShowRequest in = PB__INITIATIVE_SHOW_REQUEST__INIT;
    const Pb__InitiativeShowResponse *out;
    in.initiative_id = (char *)cli->args[0];
    in.version = (uint32_t)cli_number(cli, "version", 0);
    enum td_code code = CALL(cli, initiative_service, show, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->initiative || !out->content)
        return TD_UNKNOWN;
    initiative_print_facts(cli, out->initiative);
    printf(_("\nContent of version %u\n"), out->version);
    initiative_print_content(cli, out->content);
    printf("\n%s\n", _("Timeline"));
    initiative_print_steps(cli, out);
    if (out->n_adoptions)
        puts("");
    initiative_print_adoptions(cli, out->adoptions, out->n_adoptions);
    return TD_OK;
}

static enum td_code adoptions(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("Number"), 0},
                                                  {N_("Year"), 0},
                                                  {N_("Title"), TABLE_WRAP},
                                                  {N_("Unit"), 0},
                                                  {N_("Adopted"), TABLE_RIGHT},
                                                  {N_("Ended"), TABLE_RIGHT},
                                                  {N_("In force at year's end"), TABLE_RIGHT}};
    Pb__AdoptionCountRequest in = PB__ADOPTION_COUNT_REQUEST__INIT;
    const Pb__AdoptionCountResponse *out;
    in.year = (uint32_t)cli_number(cli, "year", 0);
    in.initiative_id = cli->n_args ? (char *)cli->args[0] : in.initiative_id;
    enum td_code code = CALL_ALL(cli, initiative_service, count_adoptions, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 7, true);
    for (size_t i = 0; i < out->n_counts; i++) {
        const Pb__AdoptionCount *row = out->counts[i];
        TABLE_ROW(table, row->initiative_id, td_dec(cli->arena, row->year), row->title,
                  row->unit_code, td_dec(cli->arena, row->begun), td_dec(cli->arena, row->ended),
                  td_dec(cli->arena, row->in_force));
    }
    if (table_rows(table) == 0)
        puts(_("No unit has adopted another's initiative yet."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

#define YEAR_OPTION                                                                                \
    {                                                                                              \
        .name = "year", .kind = OPTION_NUMBER, .value_name = N_("YEAR"), .min = 2000, .max = 2199, \
        .help = N_("of this year")                                                                 \
    }

static const struct command_option LIST_OPTIONS[] = {
    YEAR_OPTION,
    {.name = "unit", .kind = OPTION_TEXT, .value_name = N_("UNIT"), .help = N_("of this unit")},
    {.name = "kind",
     .kind = OPTION_CHOICE,
     .value_name = N_("KIND"),
     .help = N_("initiative or new model"),
     .choices = &pb__initiative_kind__descriptor},
    {.name = "field", .kind = OPTION_TEXT, .value_name = N_("FIELD"), .help = N_("in this field")},
    {.name = "title",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("with this in the title; accents do not matter")},
    {.name = "state",
     .kind = OPTION_CHOICE,
     .value_name = N_("STATE"),
     .help = N_("in this state"),
     .choices = &pb__initiative_state__descriptor},
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("in this order"),
     .choices = &pb__initiative_sort__descriptor},
    OPTION_AS_OF,
    OPTION_CSV,
    {0},
};

static const struct command_option SHOW_OPTIONS[] = {
    {.name = "version",
     .kind = OPTION_NUMBER,
     .value_name = N_("N"),
     .help = N_("which version; without it: the newest"),
     .min = 1,
     .max = UINT32_MAX},
    OPTION_AS_OF,
    {0},
};

static const struct command_option COUNT_OPTIONS[] = {YEAR_OPTION, OPTION_AS_OF, OPTION_CSV, {0}};

const struct command initiative_query_commands[] = {
    {.group = "initiative",
     .name = "list",
     .arguments = "",
     .summary = N_("The town's catalogue, and what you may see besides"),
     .example = "thidua initiative list --year 2022 --sort adoptions",
     .failure = N_("The initiatives cannot be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "initiative",
     .name = "show",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show an initiative: effect, authors, steps, who adopted it"),
     .details = N_("Its files: thidua evidence fetch initiative ID DIR"),
     .example = "thidua initiative show SK-2022-0001",
     .failure = N_("The initiative cannot be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {.group = "initiative",
     .name = "adoptions",
     .arguments = "[ID]",
     .max_args = 1,
     .summary = N_("Count how initiatives were replicated, by year (I.1.c)"),
     .details = N_("Years in which nothing was adopted or ended are left out."),
     .example = "thidua initiative adoptions --year 2022 --csv nhan-rong.csv",
     .failure = N_("The adoptions cannot be counted"),
     .options = COUNT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = adoptions},
    {0},
};
