/* thidua outreach: what was done to make the Plan known (II.2.d, IV.1, IV.2). */
#include "outreach.pb-c.h"

#include "as_of.h"
#include "attach.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

/* What the options say goes over what there is. */
static void take_content(struct cli *cli, Pb__OutreachContent *content)
{
    cli_text_into(cli, "clause", &content->clause);
    cli_text_into(cli, "what", &content->what);
    cli_text_into(cli, "date", &content->done_on);
    cli_text_into(cli, "for", &content->audience);
    content->channel = (Pb__OutreachChannel)cli_number(cli, "channel", (int64_t)content->channel);
    content->reach = (uint32_t)cli_number(cli, "reach", content->reach);
}

/* "" where nobody counted. */
static const char *reach_of(struct cli *cli, const Pb__OutreachContent *content)
{
    return content->reach ? td_dec(cli->arena, content->reach) : "";
}

static const char *channel_of(struct cli *cli, const Pb__OutreachContent *content)
{
    return wording_enum(cli->arena, &pb__outreach_channel__descriptor, (int)content->channel);
}

static void print_facts(struct cli *cli, const Pb__Outreach *record)
{
    const Pb__OutreachContent *content = record->content;
    struct table *facts = facts_new();
    facts_add(facts, _("Number"), record->id);
    facts_add(facts, _("Unit"), record->unit_code);
    facts_add(facts, _("Clause"), content->clause);
    facts_add(facts, _("What was done"), content->what);
    facts_add(facts, _("Date"), wording_date(cli->arena, content->done_on));
    facts_add(facts, _("For whom"), content->audience);
    facts_add(facts, _("Channel"), channel_of(cli, content));
    facts_add(facts, _("People reached"), reach_of(cli, content));
    for (size_t i = 0; i < record->n_evidence; i++)
        facts_add(facts, i == 0 ? _("Files") : "", record->evidence[i]->name);
    facts_add(facts, _("Version"), td_dec(cli->arena, record->version));
    table_print(facts, stdout);
    table_free(facts);
}

static enum td_code print_record(struct cli *cli, const ProtobufCMessage *message,
                                 const char *sentence, const Pb__Outreach *record)
{
    if (cli->json)
        return json_print_message(stdout, message);
    if (!record || !record->content)
        return TD_UNKNOWN;
    if (sentence)
        printf("%s\n\n", sentence);
    print_facts(cli, record);
    return TD_OK;
}

static enum td_code record(struct cli *cli)
{
    Pb__OutreachRecordRequest in = PB__OUTREACH_RECORD_REQUEST__INIT;
    Pb__OutreachContent content = PB__OUTREACH_CONTENT__INIT;
    const Pb__OutreachRecordResponse *out;
    in.content = &content;
    take_content(cli, &content);
    enum td_code code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, outreach_service, record, &in, &out);
    return code == TD_OK ? print_record(cli, &out->base, _("Recorded."), out->outreach) : code;
}

static enum td_code correct(struct cli *cli)
{
    Pb__OutreachShowRequest ask = PB__OUTREACH_SHOW_REQUEST__INIT;
    const Pb__OutreachShowResponse *shown;
    Pb__OutreachCorrectRequest in = PB__OUTREACH_CORRECT_REQUEST__INIT;
    const Pb__OutreachCorrectResponse *out;
    ask.outreach_id = in.outreach_id = (char *)cli->args[0];
    in.reason = (char *)cli_text(cli, "reason");
    enum td_code code = CALL(cli, outreach_service, show, &ask, &shown);
    if (code != TD_OK)
        return code;
    if (!shown->outreach || !shown->outreach->content)
        return TD_UNKNOWN;
    in.base_version = shown->outreach->version;
    in.content = shown->outreach->content;
    take_content(cli, in.content);
    code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, outreach_service, correct, &in, &out);
    return code == TD_OK
               ? print_record(cli, &out->base, _("Corrected: a new version."), out->outreach)
               : code;
}

static enum td_code import(struct cli *cli)
{
    /* The headings of `outreach list --csv` are among them. */
    static const struct csv_column COLUMNS[] = {
        {.field = "clause", .aliases = "content.clause|điều khoản|mục", .required = true},
        {.field = "what",
         .aliases = "content.what|nội dung|nội dung thực hiện|việc đã làm",
         .required = true},
        {.field = "done_on", .aliases = "content.done_on|date|ngày", .required = true},
        {.field = "audience", .aliases = "content.audience|for|đối tượng|cho ai", .required = true},
        {.field = "channel", .aliases = "content.channel|hình thức", .required = true},
        {.field = "reach", .aliases = "content.reach|số người|số lượt người"},
        {0}};
    static const struct csv_import RECORDS = {"records", &pb__outreach_content__descriptor,
                                              COLUMNS};
    Pb__OutreachImportRequest in = PB__OUTREACH_IMPORT_REQUEST__INIT;
    const Pb__OutreachImportResponse *out;
    enum td_code code = CSV_IMPORT(cli, &RECORDS, outreach_service, import, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(in.dry_run
               ? _("Only tried (--dry-run). Records that would be added: %u; there already: %u.\n")
               : _("Records added: %u; there already: %u.\n"),
           out->added, out->unchanged);
    return TD_OK;
}

/* -- list, show, count -- */

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("Number"), 0},
                                                  {N_("Unit"), 0},
                                                  {N_("Date"), 0},
                                                  {N_("Clause"), 0},
                                                  {N_("What was done"), TABLE_WRAP},
                                                  {N_("For whom"), TABLE_WRAP},
                                                  {N_("Channel"), TABLE_WRAP},
                                                  {N_("People reached"), TABLE_RIGHT}};
    Pb__OutreachListRequest in = PB__OUTREACH_LIST_REQUEST__INIT;
    const Pb__OutreachListResponse *out;
    in.year = (uint32_t)cli_number(cli, "year", 0);
    cli_text_into(cli, "unit", &in.unit_code);
    cli_text_into(cli, "clause", &in.clause);
    in.sort = (Pb__OutreachSort)cli_number(cli, "sort", 0);
    enum td_code code = CALL_ALL(cli, outreach_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 8, true);
    for (size_t i = 0; i < out->n_records; i++) {
        const Pb__Outreach *row = out->records[i];
        if (row->content)
            TABLE_ROW(table, row->id, row->unit_code,
                      wording_date(cli->arena, row->content->done_on), row->content->clause,
                      row->content->what, row->content->audience, channel_of(cli, row->content),
                      reach_of(cli, row->content));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such records."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

static void print_versions(struct cli *cli, const Pb__OutreachShowResponse *shown)
{
    static const struct table_column COLUMNS[] = {{N_("Version"), TABLE_RIGHT},
                                                  {N_("Recorded"), 0},
                                                  {N_("Recorded by"), 0},
                                                  {N_("What was done"), TABLE_WRAP},
                                                  {N_("People reached"), TABLE_RIGHT},
                                                  {N_("Reason"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < shown->n_versions; i++) {
        const Pb__Outreach *row = shown->versions[i];
        if (row->content)
            TABLE_ROW(table, td_dec(cli->arena, row->version),
                      wording_time(cli->arena, row->recorded_utc_ms), row->recorded_by,
                      row->content->what, reach_of(cli, row->content), row->reason);
    }
    printf("\n%s\n", _("Versions"));
    table_print(table, stdout);
    table_free(table);
}

static enum td_code show(struct cli *cli)
{
    Pb__OutreachShowRequest in = PB__OUTREACH_SHOW_REQUEST__INIT;
    const Pb__OutreachShowResponse *out;
    in.outreach_id = (char *)cli->args[0];
    enum td_code code = CALL(cli, outreach_service, show, &in, &out);
    if (code == TD_OK)
        code = print_record(cli, &out->base, NULL, out->outreach);
    if (code == TD_OK && !cli->json)
        print_versions(cli, out);
    return code;
}

static enum td_code count(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("Year"), 0},
                                                  {N_("Unit"), 0},
                                                  {N_("Records"), TABLE_RIGHT},
                                                  {N_("II.2.d"), TABLE_RIGHT},
                                                  {N_("IV.1"), TABLE_RIGHT},
                                                  {N_("IV.2"), TABLE_RIGHT},
                                                  {N_("People reached"), TABLE_RIGHT}};
    Pb__OutreachCountRequest in = PB__OUTREACH_COUNT_REQUEST__INIT;
    const Pb__OutreachCountResponse *out;
    in.year = (uint32_t)cli_number(cli, "year", 0);
    cli_text_into(cli, "unit", &in.unit_code);
    enum td_code code = CALL_ALL(cli, outreach_service, count, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 7, true);
    for (size_t i = 0; i < out->n_counts; i++) {
        const Pb__OutreachCount *row = out->counts[i];
        TABLE_ROW(table, td_dec(cli->arena, row->year), row->unit_code,
                  td_dec(cli->arena, row->records), td_dec(cli->arena, row->education),
                  td_dec(cli->arena, row->duty), td_dec(cli->arena, row->broadcast),
                  td_dec(cli->arena, (int64_t)row->reach));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such records."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

/* needed: a record needs it; a correction keeps what is not said anew. */
#define CONTENT_OPTIONS(needed)                                            \
    {.name = "clause",                                                     \
     .kind = OPTION_TEXT,                                                  \
     .value_name = N_("CLAUSE"),                                           \
     .help = N_("II.2.d, IV.1, or IV.2 (Radio Station only)"),             \
     .required = (needed)},                                                \
        {.name = "what",                                                   \
         .kind = OPTION_TEXT,                                              \
         .value_name = N_("TEXT"),                                         \
         .help = N_("what was done"),                                      \
         .required = (needed)},                                            \
        {.name = "date",                                                   \
         .field = "done_on",                                               \
         .kind = OPTION_DATE,                                              \
         .value_name = N_("DATE"),                                         \
         .help = N_("when"),                                               \
         .required = (needed)},                                            \
        {.name = "for",                                                    \
         .field = "audience",                                              \
         .kind = OPTION_TEXT,                                              \
         .value_name = N_("TEXT"),                                         \
         .help = N_("for whom"),                                           \
         .required = (needed)},                                            \
        {.name = "channel",                                                \
         .kind = OPTION_CHOICE,                                            \
         .value_name = N_("CHANNEL"),                                      \
         .help = N_("by which channel"),                                   \
         .required = (needed),                                             \
         .choices = &pb__outreach_channel__descriptor},                    \
        {.name = "reach",                                                  \
         .kind = OPTION_NUMBER,                                            \
         .value_name = N_("N"),                                            \
         .help = N_("how many people were reached, where it was counted"), \
         .min = 0,                                                         \
         .max = 10000000},                                                 \
        OPTION_EVIDENCE

static const struct command_option RECORD_OPTIONS[] = {CONTENT_OPTIONS(true), {0}};
static const struct command_option CORRECT_OPTIONS[] = {
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; it is kept in the log"),
     .required = true},
    CONTENT_OPTIONS(false),
    {0},
};

static const struct command_option IMPORT_OPTIONS[] = {OPTION_DRY_RUN, {0}};

#define YEAR_OPTION                                                                                \
    {                                                                                              \
        .name = "year", .kind = OPTION_NUMBER, .value_name = N_("YEAR"), .min = 2000, .max = 2199, \
        .help = N_("of this year")                                                                 \
    }
#define UNIT_OPTION                                                                               \
    {                                                                                             \
        .name = "unit", .kind = OPTION_TEXT, .value_name = N_("UNIT"), .help = N_("of this unit") \
    }

static const struct command_option LIST_OPTIONS[] = {
    YEAR_OPTION,
    UNIT_OPTION,
    {.name = "clause",
     .kind = OPTION_TEXT,
     .value_name = N_("CLAUSE"),
     .help = N_("under this clause: II.2.d, IV.1, IV.2")},
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("as recorded, or by the day it was done"),
     .choices = &pb__outreach_sort__descriptor},
    OPTION_CSV,
    OPTION_AS_OF,
    {0},
};
static const struct command_option COUNT_OPTIONS[] = {
    YEAR_OPTION, UNIT_OPTION, OPTION_CSV, OPTION_AS_OF, {0}};

static const struct command_option SHOW_OPTIONS[] = {OPTION_AS_OF, {0}};

const struct command outreach_commands[] = {
    {.group = "outreach",
     .name = "record",
     .arguments = "",
     .summary = N_("Record what your unit did to make the Plan known"),
     .example = "thidua outreach record --clause IV.1 --what \"Hội nghị quán triệt Kế hoạch 50\" "
                "--date 2022-06-10 --for \"cán bộ, công chức phường\" --channel meeting --reach 45 "
                "--evidence bien-ban.pdf",
     .failure = N_("Nothing was recorded"),
     .options = RECORD_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = record},
    {.group = "outreach",
     .name = "correct",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Correct a record by a new version"),
     .details = N_("What is not said anew stays; the versions before are kept."),
     .example =
         "thidua outreach correct TT-2022-0001 --reach 54 --reason \"Đếm lại theo danh sách\"",
     .failure = N_("The record was not corrected"),
     .options = CORRECT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = correct},
    {.group = "outreach",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record what your unit did from a CSV file, all or nothing"),
     .details = N_("Columns clause, what, done_on, audience, channel, reach; reach may be missing. "
                   "What is recorded already is left alone, so the same file may be imported "
                   "again. Files that prove it are added with: thidua outreach correct."),
     .example = "thidua outreach import docs/examples/outreach-2022.csv --dry-run",
     .failure = N_("Nothing was imported"),
     .options = IMPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {.group = "outreach",
     .name = "list",
     .arguments = "",
     .summary = N_("List what was done to make the Plan known"),
     .example = "thidua outreach list --year 2022 --clause IV.2 --csv tuyen-truyen.csv",
     .failure = N_("The records cannot be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "outreach",
     .name = "show",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show a record with all its versions"),
     .options = SHOW_OPTIONS,
     .details = N_("Its files: thidua evidence fetch outreach ID DIR"),
     .example = "thidua outreach show TT-2022-0001",
     .failure = N_("The record cannot be shown"),
     .needs = NEEDS_CONNECTION,
     .run = show},
    {.group = "outreach",
     .name = "count",
     .arguments = "",
     .summary = N_("Count records and people reached, by year and unit"),
     .example = "thidua outreach count --year 2022",
     .failure = N_("The records cannot be counted"),
     .options = COUNT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = count},
    {0},
};
