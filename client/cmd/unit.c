/* thidua unit: the town's units, with the dates from and to which they exist (II.1). */
#include "unit.pb-c.h"

#include "commands.h"
#include "csv_import.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "names.h"
#include "table.h"
#include "wording.h"

static void print_units(struct cli *cli, Pb__Unit *const *units, size_t n)
{
    static const struct table_column COLUMNS[] = {
        {N_("Unit"), 0}, {N_("Name"), TABLE_WRAP}, {N_("Kind"), 0}, {N_("From"), 0}, {N_("To"), 0}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < n; i++)
        TABLE_ROW(table, units[i]->code, units[i]->name,
                  wording_enum(cli->arena, &pb__unit_kind__descriptor, (int)units[i]->kind),
                  wording_date(cli->arena, units[i]->valid_from),
                  wording_date(cli->arena, units[i]->valid_to));
    table_print(table, stdout);
    table_free(table);
}

static enum td_code add(struct cli *cli)
{
    Pb__UnitAddRequest in = PB__UNIT_ADD_REQUEST__INIT;
    Pb__Unit unit = PB__UNIT__INIT;
    const Pb__UnitAddResponse *out;
    const char *to = cli_text(cli, "to");
    unit.code = (char *)cli->args[0];
    unit.name = (char *)cli_text(cli, "name");
    unit.kind = (Pb__UnitKind)cli_number(cli, "kind", 0);
    unit.valid_from = (char *)cli_text(cli, "from");
    unit.valid_to = to ? (char *)to : unit.valid_to;
    in.unit = &unit;
    enum td_code code = CALL(cli, unit_service, add, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(_("Unit %s (%s) was added.\n"), unit.code, unit.name);
    return TD_OK;
}

static enum td_code import(struct cli *cli)
{
    static const struct csv_column COLUMNS[] = {
        {"code", "mã|mã đơn vị", .required = true, .check = unit_code_check},
        {"name", "tên|tên đơn vị", .required = true},
        {"kind", "loại|loại đơn vị", .required = true},
        {"valid_from", "từ|từ ngày", .required = true, .date = true},
        {"valid_to", "đến|đến ngày", .date = true},
        {0}};
    static const struct csv_import UNITS = {"units", &pb__unit__descriptor, COLUMNS};
    Pb__UnitImportRequest in = PB__UNIT_IMPORT_REQUEST__INIT;
    const Pb__UnitImportResponse *out;
    enum td_code code = CSV_IMPORT(cli, &UNITS, unit_service, import, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (in.dry_run)
        print_units(cli, in.units, in.n_units);
    printf(in.dry_run
               ? _("Only tried (--dry-run). Units that would be added: %u; there already: %u.\n")
               : _("Units added: %u; there already: %u.\n"),
           out->added, out->unchanged);
    return TD_OK;
}

static enum td_code list(struct cli *cli)
{
    Pb__UnitListRequest in = PB__UNIT_LIST_REQUEST__INIT;
    const Pb__UnitListResponse *out;
    const char *on = cli_text(cli, "on");
    in.on = on ? (char *)on : in.on;
    enum td_code code = CALL_ALL(cli, unit_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    print_units(cli, out->units, out->n_units);
    return TD_OK;
}

static const struct command_option ADD_OPTIONS[] = {
    {.name = "name",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("full name"),
     .required = true},
    {.name = "kind",
     .kind = OPTION_CHOICE,
     .value_name = N_("KIND"),
     .help = N_("kind of unit (II.1)"),
     .required = true,
     .choices = &pb__unit_kind__descriptor},
    {.name = "from",
     .field = "valid_from",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("first day"),
     .required = true},
    {.name = "to", .kind = OPTION_DATE, .value_name = N_("DATE"), .help = N_("last day")},
    {0},
};

static const struct command_option IMPORT_OPTIONS[] = {
    OPTION_DRY_RUN,
    {0},
};

static const struct command_option LIST_OPTIONS[] = {
    {.name = "on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("that exist on this day (today, or the day of --as-of)")},
    OPTION_AS_OF,
    OPTION_CSV,
    {0},
};

const struct command unit_commands[] = {
    {.group = "unit",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Import units from a CSV file, all or none"),
     .details =
         N_("Columns code, name, kind, valid_from, valid_to in any order, separated by comma, "
            "semicolon or tab; UTF-8. What is there already is left alone, so the same file may "
            "be imported again."),
     .example = "thidua unit import docs/examples/units.csv --dry-run",
     .failure = N_("No unit was imported"),
     .options = IMPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {.group = "unit",
     .name = "add",
     .arguments = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Add one unit"),
     .example = "thidua unit add P1 --name \"UBND Phường 1\" --kind ward --from 2021-01-01",
     .failure = N_("The unit was not added"),
     .options = ADD_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = add},
    {.group = "unit",
     .name = "list",
     .arguments = "",
     .summary = N_("List the units of a day"),
     .example = "thidua unit list --on 2022-06-01",
     .failure = N_("The units could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {0},
};
