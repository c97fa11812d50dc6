/* thidua local-award: the certificates that communes and wards grant themselves (II.3.a). */
#include "local_award.pb-c.h"

#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "names.h"
#include "table.h"
#include "wording.h"

static char *text_or(const struct cli *cli, const char *option, char *otherwise)
{
    const char *text = cli_text(cli, option);
    return text ? (char *)text : otherwise;
}

/* What the command line says of an award; the rest stays as it is. */
static void take_options(const struct cli *cli, Pb__LocalAward *award)
{
    award->unit_code = text_or(cli, "unit", award->unit_code);
    award->granted_on = text_or(cli, "on", award->granted_on);
    award->recipient = text_or(cli, "recipient", award->recipient);
    award->staff_code = text_or(cli, "staff-code", award->staff_code);
    award->achievement = text_or(cli, "achievement", award->achievement);
    award->kind = (Pb__NomineeKind)cli_number(cli, "kind", (int64_t)award->kind);
}

static void print_version(struct cli *cli, const Pb__LocalAwardVersion *version)
{
    const Pb__LocalAward *award = version->award;
    struct table *facts = facts_new();
    facts_add(facts, _("Unit"), award->unit_code);
    facts_add(facts, _("Decision"), award->number);
    facts_add(facts, _("Ordinal"), td_dec(cli->arena, award->ordinal));
    facts_add(facts, _("Granted on"), wording_date(cli->arena, award->granted_on));
    facts_add(facts, _("Recipient"), award->recipient);
    facts_add(facts, _("Kind"),
              wording_enum(cli->arena, &pb__nominee_kind__descriptor, (int)award->kind));
    facts_add(facts, _("Staff code"), award->staff_code);
    facts_add(facts, _("Achievement"), award->achievement);
    facts_add(facts, _("Version"), td_dec(cli->arena, version->version));
    facts_add(facts, _("Withdrawn"), version->withdrawn ? _("yes, it does not count") : "");
    facts_add(facts, _("Reason"), version->reason);
    facts_add(facts, _("Recorded"), wording_time(cli->arena, version->recorded_utc_ms));
    facts_add(facts, _("By"), version->recorded_by);
    table_print(facts, stdout);
    table_free(facts);
}

static enum td_code record(struct cli *cli)
{
    Pb__LocalAwardRecordRequest in = PB__LOCAL_AWARD_RECORD_REQUEST__INIT;
    Pb__LocalAward award = PB__LOCAL_AWARD__INIT;
    const Pb__LocalAwardRecordResponse *out;
    award.number = (char *)cli->args[0];
    award.ordinal = (uint32_t)cli_number(cli, "ordinal", 0);
    take_options(cli, &award);
    in.award = &award;
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = CALL(cli, local_award_service, record, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    print_version(cli, out->recorded);
    puts(out->unchanged ? _("This award was recorded already; nothing was changed.")
         : in.dry_run   ? _("Only tried (--dry-run); the award can be recorded so.")
                        : _("The award was recorded."));
    return TD_OK;
}

static enum td_code show(struct cli *cli);

static enum td_code load(struct cli *cli, const Pb__LocalAwardShowResponse **ret)
{
    Pb__LocalAwardShowRequest in = PB__LOCAL_AWARD_SHOW_REQUEST__INIT;
    Pb__LocalAwardKey key = PB__LOCAL_AWARD_KEY__INIT;
    key.number = (char *)cli->args[0];
    key.unit_code = text_or(cli, "unit", key.unit_code);
    key.year = (uint32_t)cli_number(cli, "year", 0);
    key.ordinal = (uint32_t)cli_number(cli, "ordinal", 0);
    in.key = &key;
    enum td_code code = CALL(cli, local_award_service, show, &in, ret);
    if (code == TD_OK && ((*ret)->n_versions == 0 || !(*ret)->versions[0]->award))
        code = td_fail(&cli->err, TD_UNKNOWN, "versions", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    return code;
}

static enum td_code correct(struct cli *cli)
{
    Pb__LocalAwardCorrectRequest in = PB__LOCAL_AWARD_CORRECT_REQUEST__INIT;
    const Pb__LocalAwardCorrectResponse *out;
    const Pb__LocalAwardShowResponse *shown;
    enum td_code code = load(cli, &shown);
    if (code != TD_OK)
        return code;
    take_options(cli, shown->versions[0]->award);
    in.award = shown->versions[0]->award;
    in.base_version = shown->versions[0]->version;
    in.reason = (char *)cli_text(cli, "reason");
    in.withdraw = cli_flag(cli, "withdraw");
    in.dry_run = cli_flag(cli, "dry-run");
    code = CALL(cli, local_award_service, correct, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    print_version(cli, out->recorded);
    puts(in.dry_run ? _("Only tried (--dry-run); the award can be corrected so.")
                    : _("The award was corrected; the versions before it are kept."));
    return TD_OK;
}

static enum td_code show(struct cli *cli)
{
    const Pb__LocalAwardShowResponse *out;
    enum td_code code = load(cli, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    for (size_t i = 0; i < out->n_versions; i++) {
        if (i > 0)
            printf("\n");
        print_version(cli, out->versions[i]);
    }
    return TD_OK;
}

static enum td_code import(struct cli *cli)
{
    static const struct csv_column COLUMNS[] = {
        {.field = "unit_code", .aliases = "unit|đơn vị|mã đơn vị", .check = unit_code_check},
        {.field = "number", .aliases = "số quyết định|số", .required = true},
        {.field = "ordinal", .aliases = "số sổ vàng|thứ tự"},
        {.field = "granted_on", .aliases = "ngày|ngày quyết định", .required = true},
        {.field = "kind", .aliases = "loại|đối tượng", .required = true},
        {.field = "recipient", .aliases = "người nhận|tên", .required = true},
        {.field = "staff_code", .aliases = "mã cán bộ"},
        {.field = "achievement", .aliases = "thành tích", .required = true},
        {0}};
    static const struct csv_import AWARDS = {"awards", &pb__local_award__descriptor, COLUMNS};
    Pb__LocalAwardImportRequest in = PB__LOCAL_AWARD_IMPORT_REQUEST__INIT;
    const Pb__LocalAwardImportResponse *out;
    enum td_code code = CSV_IMPORT(cli, &AWARDS, local_award_service, import, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(in.dry_run
               ? _("Only tried (--dry-run). Awards that would be added: %u; there already: %u.\n")
               : _("Awards added: %u; there already: %u.\n"),
           out->added, out->unchanged);
    return TD_OK;
}

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("Unit"), 0},
                                                  {N_("Decision"), 0},
                                                  {N_("Ordinal"), TABLE_RIGHT},
                                                  {N_("Granted on"), 0},
                                                  {N_("Kind"), 0},
                                                  {N_("Recipient"), TABLE_WRAP},
                                                  {N_("Achievement"), TABLE_WRAP}};
    Pb__LocalAwardListRequest in = PB__LOCAL_AWARD_LIST_REQUEST__INIT;
    const Pb__LocalAwardListResponse *out;
    in.unit_code = text_or(cli, "unit", in.unit_code);
    in.year = (uint32_t)cli_number(cli, "year", 0);
    in.recipient = text_or(cli, "recipient", in.recipient);
    in.kind = (Pb__NomineeKind)cli_number(cli, "kind", 0);
    in.include_withdrawn = cli_flag(cli, "all");
    in.sort = (Pb__LocalAwardSort)cli_number(cli, "sort", 0);
    enum td_code code = CALL_ALL(cli, local_award_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 7, true);
    for (size_t i = 0; i < out->n_awards; i++) {
        const Pb__LocalAward *award = out->awards[i]->award;
        const char *recipient =
            out->awards[i]->withdrawn
                ? td_arena_printf(cli->arena, _("%s (withdrawn)"), award->recipient)
                : award->recipient;
        TABLE_ROW(table, award->unit_code, award->number, td_dec(cli->arena, award->ordinal),
                  wording_date(cli->arena, award->granted_on),
                  wording_enum(cli->arena, &pb__nominee_kind__descriptor, (int)award->kind),
                  recipient, award->achievement);
    }
    if (table_rows(table) == 0)
        puts(_("There are no such awards."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

static enum td_code count(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("Year"), 0},
                                                  {N_("Unit"), 0},
                                                  {N_("Decisions"), TABLE_RIGHT},
                                                  {N_("Collectives"), TABLE_RIGHT},
                                                  {N_("Individuals"), TABLE_RIGHT}};
    Pb__LocalAwardCountRequest in = PB__LOCAL_AWARD_COUNT_REQUEST__INIT;
    const Pb__LocalAwardCountResponse *out;
    in.unit_code = text_or(cli, "unit", in.unit_code);
    in.year = (uint32_t)cli_number(cli, "year", 0);
    enum td_code code = CALL_ALL(cli, local_award_service, count, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < out->n_counts; i++) {
        const Pb__LocalAwardCount *row = out->counts[i];
        TABLE_ROW(table, td_dec(cli->arena, row->year), row->unit_code,
                  td_dec(cli->arena, row->decisions), td_dec(cli->arena, row->collectives),
                  td_dec(cli->arena, row->individuals));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such awards."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

/* -- the table -- */

#define OPTION_UNIT_OF                                                        \
    {                                                                         \
        .name = "unit", .kind = OPTION_TEXT, .value_name = N_("UNIT"),        \
        .help = N_("of this commune or ward (officers of a unit: their own)") \
    }
#define OPTION_ORDINAL                                                                          \
    {                                                                                           \
        .name = "ordinal", .kind = OPTION_NUMBER, .value_name = N_("N"), .min = 1, .max = 9999, \
        .help = N_("place in the decision, when it rewards several (1)")                        \
    }
#define OPTION_YEAR(is_required)                                                                   \
    {                                                                                              \
        .name = "year", .kind = OPTION_NUMBER, .value_name = N_("YEAR"), .min = 2021, .max = 2100, \
        .help = N_("granted in this year"), .required = (is_required)                              \
    }
/* What is recorded of an award. */
#define OPTIONS_OF_AWARD(is_required)                                         \
    {.name = "on",                                                            \
     .field = "granted_on",                                                   \
     .kind = OPTION_DATE,                                                     \
     .value_name = N_("DATE"),                                                \
     .help = N_("day of the decision"),                                       \
     .required = (is_required)},                                              \
        {.name = "kind",                                                      \
         .kind = OPTION_CHOICE,                                               \
         .value_name = N_("KIND"),                                            \
         .help = N_("whom it rewards"),                                       \
         .required = (is_required),                                           \
         .choices = &pb__nominee_kind__descriptor},                           \
        {.name = "recipient",                                                 \
         .kind = OPTION_TEXT,                                                 \
         .value_name = N_("NAME"),                                            \
         .help = N_("the collective or person rewarded"),                     \
         .required = (is_required)},                                          \
        {.name = "staff-code",                                                \
         .kind = OPTION_TEXT,                                                 \
         .value_name = N_("CODE"),                                            \
         .help = N_("staff code of a person, where there is one")},           \
    {                                                                         \
        .name = "achievement", .kind = OPTION_TEXT, .value_name = N_("TEXT"), \
        .help = N_("what it was granted for"), .required = (is_required)      \
    }

static const struct command_option RECORD_OPTIONS[] = {
    OPTIONS_OF_AWARD(true), OPTION_ORDINAL, OPTION_UNIT_OF, OPTION_DRY_RUN, {0}};

static const struct command_option CORRECT_OPTIONS[] = {
    OPTION_YEAR(true),
    OPTION_ORDINAL,
    OPTION_UNIT_OF,
    OPTIONS_OF_AWARD(false),
    {.name = "withdraw",
     .kind = OPTION_FLAG,
     .help = N_("it was recorded by mistake and does not count")},
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; it is kept with the version"),
     .required = true},
    OPTION_DRY_RUN,
    {0}};

static const struct command_option SHOW_OPTIONS[] = {
    OPTION_YEAR(true), OPTION_ORDINAL, OPTION_UNIT_OF, OPTION_AS_OF, {0}};

static const struct command_option IMPORT_OPTIONS[] = {OPTION_DRY_RUN, {0}};

static const struct command_option LIST_OPTIONS[] = {
    OPTION_UNIT_OF,
    OPTION_YEAR(false),
    {.name = "recipient",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("part of the recipient's name; accents do not matter")},
    {.name = "kind",
     .kind = OPTION_CHOICE,
     .value_name = N_("KIND"),
     .help = N_("whom it rewards"),
     .choices = &pb__nominee_kind__descriptor},
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("the last granted first, or by unit"),
     .choices = &pb__local_award_sort__descriptor},
    {.name = "all", .letter = 'a', .kind = OPTION_FLAG, .help = N_("withdrawn ones, too")},
    OPTION_CSV,
    OPTION_AS_OF,
    {0}};

static const struct command_option COUNT_OPTIONS[] = {
    OPTION_UNIT_OF, OPTION_YEAR(false), OPTION_CSV, OPTION_AS_OF, {0}};

const struct command local_award_commands[] = {
    {.group = "local-award",
     .name = "record",
     .arguments = "NUMBER",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record a certificate that a commune or ward granted"),
     .details = N_("NUMBER is that of the decision. Such awards count in statistics and history, "
                   "not in the town's quota."),
     .example = "thidua local-award record 45/QĐ-UBND --on 2022-10-10 --kind individual "
                "--recipient \"Trần Thị Ví Dụ\" --achievement \"Một cửa không giấy\"",
     .failure = N_("The award was not recorded"),
     .options = RECORD_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = record},
    {.group = "local-award",
     .name = "correct",
     .arguments = "NUMBER",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Correct or withdraw a recorded award, with the reason"),
     .details = N_("Only what is named by an option changes. Unit, year, number and ordinal name "
                   "the award and stay; one with a wrong number is withdrawn and recorded anew."),
     .example = "thidua local-award correct 45/QĐ-UBND --year 2022 --recipient \"Trần Thị Ví Dụ\" "
                "--reason \"Sai họ tên\"",
     .failure = N_("The award was not corrected"),
     .options = CORRECT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = correct},
    {.group = "local-award",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Import awards from a CSV file, all or none"),
     .details = N_("Columns unit_code, number, ordinal, granted_on, kind, recipient, staff_code, "
                   "achievement in any order; unit_code, ordinal and staff_code may be missing. "
                   "What is there already is left alone, so the same file may be imported again."),
     .example = "thidua local-award import docs/examples/local-awards-2022.csv --dry-run",
     .failure = N_("No award was imported"),
     .options = IMPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {.group = "local-award",
     .name = "list",
     .arguments = "",
     .summary = N_("List the awards that communes and wards granted"),
     .example = "thidua local-award list --year 2022 --sort unit --csv khen-thuong.csv",
     .failure = N_("The awards could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "local-award",
     .name = "count",
     .arguments = "",
     .summary = N_("Count awards of communes and wards, by year and unit"),
     .example = "thidua local-award count --year 2022",
     .failure = N_("The awards could not be counted"),
     .options = COUNT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = count},
    {.group = "local-award",
     .name = "show",
     .arguments = "NUMBER",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show an award with all its versions"),
     .example = "thidua local-award show 45/QĐ-UBND --year 2022 --unit P1",
     .failure = N_("The award could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {0},
};
