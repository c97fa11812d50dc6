/* thidua discipline import: a register kept before, from a spreadsheet (I.2.e). */
#include "discipline.pb-c.h"

#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "i18n.h"
#include "json.h"
#include "names.h"

/* The headings of `discipline list --csv` are among them. */
static const struct csv_column COLUMNS[] = {
    {.field = "kind", .aliases = "loại|đối tượng", .required = true},
    {.field = "unit_code",
     .aliases = "unit|đơn vị|mã đơn vị",
     .required = true,
     .check = unit_code_check},
    {.field = "name", .aliases = "tên|họ tên|họ và tên"},
    {.field = "staff_code", .aliases = "mã cán bộ"},
    {.field = "citizen_id", .aliases = "số định danh|số cccd|căn cước công dân"},
    {.field = "opening_document",
     .aliases = "document|văn bản|số văn bản|văn bản xem xét",
     .required = true},
    {.field = "opening_dated_on", .aliases = "dated|ngày văn bản", .required = true},
    {.field = "opened_on", .aliases = "since|xem xét từ|xem xét từ ngày"},
    {.field = "measure", .aliases = "hình thức|hình thức kỷ luật"},
    {.field = "from_on", .aliases = "from|từ ngày"},
    {.field = "until_on", .aliases = "until|đến ngày|đến hết ngày"},
    {.field = "decision_document", .aliases = "decision|quyết định|số quyết định"},
    {.field = "decision_dated_on", .aliases = "ngày quyết định"},
    {.field = "state", .aliases = "trạng thái"},
    {.field = "note", .aliases = "ghi chú"},
    {0}};
static const struct csv_import CASES = {"cases", &pb__discipline_import_row__descriptor, COLUMNS};

static enum td_code import(struct cli *cli)
{
    Pb__DisciplineImportRequest in = PB__DISCIPLINE_IMPORT_REQUEST__INIT;
    const Pb__DisciplineImportResponse *out;
    enum td_code code = CSV_IMPORT(cli, &CASES, discipline_service, import, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(in.dry_run
               ? _("Only tried (--dry-run). Cases that would be added: %u; there already: %u.\n")
               : _("Cases added: %u; there already: %u.\n"),
           out->added, out->unchanged);
    return TD_OK;
}

static const struct command_option OPTIONS[] = {OPTION_DRY_RUN, {0}};

const struct command discipline_import_commands[] = {
    {.group = "discipline",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Bring in a register kept before, from a CSV file"),
     .details =
         N_("Columns kind, unit_code, name, staff_code, citizen_id, opening_document, "
            "opening_dated_on, opened_on, and for a measure imposed measure, from_on, until_on, "
            "decision_document, decision_dated_on; note. All rows or none; a case that is there "
            "already is left as it is, and nothing is overwritten."),
     .example = "thidua discipline import discipline-2022.csv --dry-run",
     .failure = N_("Nothing was imported"),
     .options = OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {0},
};
