/* thidua past-award: awards of the Chairman from before this software (II.3.a, II.3.b). */
#include "past_award.pb-c.h"

#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "decision_view.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "names.h"
#include "table.h"
#include "wording.h"

static const char *round_text(struct cli *cli, const Pb__PastAward *award)
{
    return td_arena_printf(cli->arena, "%s %u",
                           wording_enum(cli->arena, &pb__round_kind__descriptor, (int)award->round),
                           award->year);
}

static void print_version(struct cli *cli, const Pb__PastAwardVersion *version)
{
    const Pb__PastAward *award = version->award;
    struct table *facts = facts_new();
    facts_add(facts, _("Round"), round_text(cli, award));
    facts_add(facts, _("Decision"), decision_paper(cli, award->number, award->granted_on));
    facts_add(facts, _("Ordinal"), td_dec(cli->arena, award->ordinal));
    facts_add(facts, _("Unit"), award->unit_code);
    facts_add(facts, _("Recipient"), award->recipient);
    facts_add(facts, _("Kind"),
              wording_enum(cli->arena, &pb__nominee_kind__descriptor, (int)award->kind));
    facts_add(facts, _("Staff code"), award->staff_code);
    facts_add(facts, _("Citizen number"), award->citizen_id);
    facts_add(facts, _("Achievement"), award->achievement);
    if (*award->revoked_by)
        facts_add(facts, _("Revoked by"),
                  decision_paper(cli, award->revoked_by, award->revoked_on));
    facts_add(facts, _("Version"), td_dec(cli->arena, version->version));
    facts_add(facts, _("Withdrawn"), version->withdrawn ? _("yes, it does not count") : "");
    facts_add(facts, _("Reason"), version->reason);
    facts_add(facts, _("Recorded"), wording_time(cli->arena, version->recorded_utc_ms));
    facts_add(facts, _("By"), version->recorded_by);
    table_print(facts, stdout);
    table_free(facts);
}

static enum td_code import(struct cli *cli)
{
    static const struct csv_column COLUMNS[] = {
        {.field = "round", .aliases = "đợt|đợt khen thưởng", .required = true},
        {.field = "year", .aliases = "năm", .required = true},
        {.field = "number", .aliases = "số quyết định|số", .required = true},
        {.field = "ordinal", .aliases = "số sổ vàng|thứ tự"},
        {.field = "granted_on", .aliases = "ngày|ngày quyết định", .required = true},
        {.field = "unit_code",
         .aliases = "unit|đơn vị|mã đơn vị",
         .required = true,
         .check = unit_code_check},
        {.field = "kind", .aliases = "loại|đối tượng", .required = true},
        {.field = "recipient", .aliases = "người nhận|tên", .required = true},
        {.field = "staff_code", .aliases = "mã cán bộ"},
        {.field = "citizen_id", .aliases = "số định danh|cccd"},
        {.field = "achievement", .aliases = "thành tích", .required = true},
        {.field = "revoked_by", .aliases = "văn bản thu hồi"},
        {.field = "revoked_on", .aliases = "ngày thu hồi"},
        {0}};
    static const struct csv_import AWARDS = {"awards", &pb__past_award__descriptor, COLUMNS};
    Pb__PastAwardImportRequest in = PB__PAST_AWARD_IMPORT_REQUEST__INIT;
    const Pb__PastAwardImportResponse *out;
    enum td_code code = CSV_IMPORT(cli, &AWARDS, past_award_service, import, &in, &out);
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

/* Not NULL and not empty when OK. */
static enum td_code load(struct cli *cli, const Pb__PastAwardShowResponse **ret)
{
    Pb__PastAwardShowRequest in = PB__PAST_AWARD_SHOW_REQUEST__INIT;
    Pb__PastAwardKey key = PB__PAST_AWARD_KEY__INIT;
    key.number = (char *)cli->args[0];
    key.signed_year = (uint32_t)cli_number(cli, "signed", 0);
    key.ordinal = (uint32_t)cli_number(cli, "ordinal", 0);
    in.key = &key;
    enum td_code code = CALL(cli, past_award_service, show, &in, ret);
    if (code == TD_OK && ((*ret)->n_versions == 0 || !(*ret)->versions[0]->award))
        code = td_fail(&cli->err, TD_UNKNOWN, "versions", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    return code;
}

static void take_text(const struct cli *cli, const char *option, char **text)
{
    const char *given = cli_text(cli, option);
    if (given)
        *text = (char *)given;
}

/* What the command line says; the rest stays as it is. */
static void take_options(const struct cli *cli, Pb__PastAward *award)
{
    award->round = (Pb__RoundKind)cli_number(cli, "round", (int64_t)award->round);
    award->year = (uint32_t)cli_number(cli, "year", award->year);
    award->kind = (Pb__NomineeKind)cli_number(cli, "kind", (int64_t)award->kind);
    take_text(cli, "on", &award->granted_on);
    take_text(cli, "unit", &award->unit_code);
    take_text(cli, "recipient", &award->recipient);
    take_text(cli, "staff-code", &award->staff_code);
    take_text(cli, "citizen-id", &award->citizen_id);
    take_text(cli, "achievement", &award->achievement);
    take_text(cli, "revoked-by", &award->revoked_by);
    take_text(cli, "revoked-on", &award->revoked_on);
}

/* "2, 3, 4" in the arena; "" for none. */
static const char *ordinals_text(struct cli *cli, const uint32_t *ordinals, size_t n)
{
    const size_t digits = sizeof "4294967295, ";
    char *text = td_arena_zalloc(cli->arena, n * digits + 1);
    for (size_t i = 0, len = 0; text && i < n; i++)
        len += (size_t)snprintf(text + len, digits, "%s%u", i ? ", " : "", ordinals[i]);
    return text ? text : "";
}

static enum td_code correct(struct cli *cli)
{
    Pb__PastAwardCorrectRequest in = PB__PAST_AWARD_CORRECT_REQUEST__INIT;
    const Pb__PastAwardCorrectResponse *out;
    const Pb__PastAwardShowResponse *shown;
    enum td_code code = load(cli, &shown);
    if (code != TD_OK)
        return code;
    take_options(cli, shown->versions[0]->award);
    in.award = shown->versions[0]->award;
    in.base_version = shown->versions[0]->version;
    in.reason = (char *)cli_text(cli, "reason");
    in.withdraw = cli_flag(cli, "withdraw");
    in.dry_run = cli_flag(cli, "dry-run");
    code = CALL(cli, past_award_service, correct, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    print_version(cli, out->recorded);
    puts(in.dry_run ? _("Only tried (--dry-run); the award can be corrected so.")
                    : _("The award was corrected; the versions before it are kept."));
    const char *others = ordinals_text(cli, out->others, out->n_others);
    if (*others)
        printf(in.dry_run ? _("Day and round belong to the decision; they would be changed for its "
                              "other awards, too: no. %s.\n")
                          : _("Day and round belong to the decision; they were changed for its "
                              "other awards, too: no. %s.\n"),
               others);
    return TD_OK;
}

static enum td_code show(struct cli *cli)
{
    const Pb__PastAwardShowResponse *out;
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

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {
        {N_("ROUND"), 0}, {N_("DECISION"), 0},           {N_("NO."), TABLE_RIGHT},
        {N_("UNIT"), 0},  {N_("RECIPIENT"), TABLE_WRAP}, {N_("ACHIEVEMENT"), TABLE_WRAP}};
    Pb__PastAwardListRequest in = PB__PAST_AWARD_LIST_REQUEST__INIT;
    const Pb__PastAwardListResponse *out;
    in.year = (uint32_t)cli_number(cli, "year", 0);
    take_text(cli, "unit", &in.unit_code);
    take_text(cli, "recipient", &in.recipient);
    in.include_withdrawn = cli_flag(cli, "all");
    in.sort = (Pb__PastAwardSort)cli_number(cli, "sort", 0);
    enum td_code code = CALL_ALL(cli, past_award_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, sizeof COLUMNS / sizeof *COLUMNS, true);
    for (size_t i = 0; i < out->n_awards; i++) {
        const Pb__PastAward *award = out->awards[i]->award;
        const char *recipient = award->recipient;
        if (out->awards[i]->withdrawn)
            recipient = td_arena_printf(cli->arena, _("%s (withdrawn)"), recipient);
        else if (*award->revoked_by)
            recipient = td_arena_printf(cli->arena, _("%s (revoked)"), recipient);
        TABLE_ROW(
            table, round_text(cli, award), decision_paper(cli, award->number, award->granted_on),
            td_dec(cli->arena, award->ordinal), award->unit_code, recipient, award->achievement);
    }
    if (table_rows(table) == 0)
        puts(_("No award from before this software has been entered that you may see."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

/* -- the table -- */

#define OPTIONS_OF_KEY                                                                          \
    {.name = "signed",                                                                          \
     .field = "signed_year",                                                                    \
     .kind = OPTION_NUMBER,                                                                     \
     .value_name = N_("YEAR"),                                                                  \
     .min = 2021,                                                                               \
     .max = 2100,                                                                               \
     .help = N_("year in which the decision was signed"),                                       \
     .required = true},                                                                         \
    {                                                                                           \
        .name = "ordinal", .kind = OPTION_NUMBER, .value_name = N_("N"), .min = 1, .max = 9999, \
        .help = N_("place in the decision, when it rewards several (1)")                        \
    }
#define OPTION_ROUND_YEAR(text)                                                                    \
    {                                                                                              \
        .name = "year", .kind = OPTION_NUMBER, .value_name = N_("YEAR"), .min = 2021, .max = 2100, \
        .help = (text)                                                                             \
    }

static const struct command_option IMPORT_OPTIONS[] = {OPTION_DRY_RUN, {0}};

static const struct command_option CORRECT_OPTIONS[] = {
    OPTIONS_OF_KEY,
    {.name = "round",
     .kind = OPTION_CHOICE,
     .value_name = N_("KIND"),
     .help = N_("the round that it was granted in"),
     .choices = &pb__round_kind__descriptor},
    OPTION_ROUND_YEAR(N_("year of that round")),
    {.name = "on",
     .field = "granted_on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("day of the decision, in the same year")},
    {.name = "unit",
     .kind = OPTION_TEXT,
     .value_name = N_("UNIT"),
     .help = N_("unit of the recipient")},
    {.name = "kind",
     .kind = OPTION_CHOICE,
     .value_name = N_("KIND"),
     .help = N_("whom it rewards"),
     .choices = &pb__nominee_kind__descriptor},
    {.name = "recipient",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("the collective or person rewarded")},
    {.name = "staff-code",
     .kind = OPTION_TEXT,
     .value_name = N_("CODE"),
     .help = N_("staff code of a person, where there is one")},
    {.name = "citizen-id",
     .kind = OPTION_TEXT,
     .value_name = N_("NUMBER"),
     .help = N_("citizen number of a person")},
    {.name = "achievement",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("what it was granted for")},
    {.name = "revoked-by",
     .kind = OPTION_TEXT,
     .value_name = N_("NUMBER"),
     .help = N_("number of the document that revoked the award")},
    {.name = "revoked-on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("day of that document")},
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

static const struct command_option LIST_OPTIONS[] = {
    OPTION_ROUND_YEAR(N_("granted in the round of this year")),
    {.name = "unit",
     .kind = OPTION_TEXT,
     .value_name = N_("UNIT"),
     .help = N_("of this unit (officers of a unit: their own)")},
    {.name = "recipient",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("part of the recipient's name; accents do not matter")},
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("by round and decision, or by unit"),
     .choices = &pb__past_award_sort__descriptor},
    {.name = "all", .letter = 'a', .kind = OPTION_FLAG, .help = N_("withdrawn ones, too")},
    OPTION_CSV,
    OPTION_AS_OF,
    {0}};

static const struct command_option SHOW_OPTIONS[] = {OPTIONS_OF_KEY, OPTION_AS_OF, {0}};

const struct command past_award_commands[] = {
    {.group = "past-award",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Enter awards from before this software, all or none"),
     .details = N_("Columns round, year, number, ordinal, granted_on, unit_code, kind, recipient, "
                   "staff_code, citizen_id, achievement, revoked_by, revoked_on in any order; "
                   "ordinal, staff_code, citizen_id and the last two may be missing. A person "
                   "without either number counts for nobody in the interim and final review. What "
                   "is there already is left alone, so the same file may be imported again."),
     .example = "thidua past-award import docs/examples/past-awards-2021.csv --dry-run",
     .failure = N_("No award was imported"),
     .options = IMPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {.group = "past-award",
     .name = "correct",
     .arguments = "NUMBER",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Correct, mark as revoked or withdraw such an award, with the reason"),
     .details = N_("NUMBER is that of the decision. Only what is named by an option changes. One "
                   "with a wrong number is withdrawn and entered anew."),
     .example = "thidua past-award correct 31/QĐ-UBND --signed 2022 --ordinal 2 --recipient "
                "\"Trần Thị Ví Dụ\" --reason \"Sai họ tên\"",
     .failure = N_("The award was not corrected"),
     .options = CORRECT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = correct},
    {.group = "past-award",
     .name = "list",
     .arguments = "",
     .summary = N_("List the awards entered from before this software"),
     .example = "thidua past-award list --year 2021",
     .failure = N_("The awards could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "past-award",
     .name = "show",
     .arguments = "NUMBER",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show such an award with all its versions"),
     .example = "thidua past-award show 31/QĐ-UBND --signed 2022 --ordinal 2",
     .failure = N_("The award could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {0},
};
