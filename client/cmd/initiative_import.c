/* thidua initiative import: the initiatives of one unit, from a spreadsheet (II.2.e, III.4). */
#include "initiative.pb-c.h"

#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "i18n.h"
#include "initiative_cell.h"
#include "json.h"
#include "names.h"
#include "plan_words.h"

static enum td_code import(struct cli *cli)
{
    static const struct csv_column COLUMNS[] = {
        {.field = "year", .aliases = "năm", .required = true},
        {.field = "unit_code", .aliases = "unit|đơn vị|mã đơn vị", .check = unit_code_check},
        {.field = "kind", .aliases = "loại", .required = true},
        {.field = "title", .aliases = "tên|tên sáng kiến", .required = true},
        {.field = "description", .aliases = "mô tả|nội dung", .required = true},
        {.field = "field", .aliases = "lĩnh vực", .required = true, .read = plan_field_cell},
        {.field = "effect", .aliases = "hiệu quả", .required = true},
        {.field = "figures",
         .aliases = "số liệu",
         .required = true,
         .read = initiative_cell_figures},
        {.field = "authors",
         .aliases = "tác giả",
         .required = true,
         .read = initiative_cell_authors},
        {0}};
    static const struct csv_import INITIATIVES = {"initiatives",
                                                  &pb__initiative_import_row__descriptor, COLUMNS};
    Pb__InitiativeImportRequest in = PB__INITIATIVE_IMPORT_REQUEST__INIT;
    const Pb__InitiativeImportResponse *out;
    enum td_code code = CSV_IMPORT(cli, &INITIATIVES, initiative_service, import, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(in.dry_run ? _("Only tried (--dry-run). Initiatives that would be registered: %u; there "
                          "already: %u.\n")
                      : _("Initiatives registered: %u; there already: %u.\n"),
           out->added, out->unchanged);
    return TD_OK;
}

static const struct command_option OPTIONS[] = {OPTION_DRY_RUN, {0}};

const struct command initiative_import_commands[] = {
    {.group = "initiative",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Register the initiatives of your unit from a CSV file"),
     .details = N_(
         "Columns year, kind, title, description, field, effect, figures, authors; unit_code may "
         "be missing. figures: “Số ngày mỗi hồ sơ: 10 -> 4; Số hồ sơ trực tuyến: 120”. authors: "
         "“Nguyễn Văn Mẫu (P1, NN-001) 60%; Trần Thị Ví Dụ (P1) 40%”. All rows or none; one that "
         "is registered already is left as it is. Evidence files follow with: thidua initiative "
         "correct ID --reason TEXT --evidence FILE"),
     .example = "thidua initiative import initiatives-2022.csv --dry-run",
     .failure = N_("Nothing was imported"),
     .options = OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {0},
};
