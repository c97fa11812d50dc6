/* thidua index: what the CCHC index measures, and the scores (II.3.a). What is asked:
 * index_query.c. */
#include "index.pb-c.h"

#include "attach.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "decimal.h"
#include "files.h"
#include "i18n.h"
#include "index_view.h"
#include "json.h"
#include "plan_words.h"
#include "wording.h"

#define DEFINITION_MAX_BYTES (128 * 1024)

static char *option_text(struct cli *cli, const char *name)
{
    const char *text = cli_text(cli, name);
    return (char *)(text ? text : "");
}

static enum td_code define(struct cli *cli)
{
    Pb__IndexDefineRequest in = PB__INDEX_DEFINE_REQUEST__INIT;
    const Pb__IndexDefineResponse *out;
    const char *slash = strrchr(cli->args[0], '/');
    in.file_name = (char *)(slash ? slash + 1 : cli->args[0]);
    in.reason = option_text(cli, "reason");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = files_read(cli->args[0], DEFINITION_MAX_BYTES, cli->arena, &in.yaml.data,
                                   &in.yaml.len, &cli->err);
    if (code == TD_OK)
        code = CALL(cli, index_service, define, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(out->unchanged
               ? _("Index set %s stands already so, as version %u: %u criteria, %s points.\n")
           : in.dry_run ? _("Only tried (--dry-run). Index set %s would be version %u: %u "
                            "criteria, %s points.\n")
                        : _("Index set %s is defined as version %u: %u criteria, %s points.\n"),
           out->set->id, out->set->definition_version, out->set->criteria,
           wording_centi(cli->arena, out->set->max_centi));
    if (out->set_aside > 0)
        printf(_("Scores that do not count any more: %u. They are kept.\n"), out->set_aside);
    return TD_OK;
}

static enum td_code import(struct cli *cli)
{
    static const struct csv_column COLUMNS[] = {
        {.field = "year", .aliases = "năm", .required = true},
        {.field = "unit_code", .aliases = "unit|đơn vị|mã đơn vị", .required = true},
        {.field = "field", .aliases = "lĩnh vực", .required = true, .read = plan_field_cell},
        {.field = "criterion", .aliases = "tiêu chí", .required = true},
        {.field = "max_centi", .aliases = "max|điểm tối đa", .required = true},
        {.field = "self_centi", .aliases = "self|điểm tự chấm|tự chấm"},
        {.field = "appraised_centi", .aliases = "appraised|điểm thẩm định|thẩm định"},
        {.field = "survey_centi", .aliases = "survey|điểm điều tra|điều tra xã hội học"},
        {.field = "reason", .aliases = "lý do"},
        {0}};
    static const struct csv_import ROWS = {"rows", &pb__index_import_row__descriptor, COLUMNS};
    Pb__IndexImportRequest in = PB__INDEX_IMPORT_REQUEST__INIT;
    const Pb__IndexImportResponse *out;
    in.reason = option_text(cli, "reason");
    in.correct = cli_flag(cli, "correct");
    enum td_code code = CSV_IMPORT(cli, &ROWS, index_service, import, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(in.dry_run
               ? _("Only tried (--dry-run). Scores that would be recorded: %u; there already: "
                   "%u; corrected: %u.\n")
               : _("Scores recorded: %u; there already: %u; corrected: %u.\n"),
           out->recorded, out->unchanged, out->corrected);
    return TD_OK;
}

/* -- single scores -- */

/* The scores of one request: of a file, or of --criterion and --score. */
struct entries {
    struct csv_rows rows; /* of a file; n 0: of the options */
    Pb__IndexEntry one, *list[1];
    Pb__IndexEntry **entries;
    size_t n;
};

static enum td_code together(struct cli *cli, const char *option, const char *other)
{
    return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_TOGETHER, "option", option,
                   "other", other, TD_END);
}

static enum td_code entry_of_options(struct cli *cli, struct entries *ret)
{
    const char *criterion = cli_text(cli, "criterion"), *score = cli_text(cli, "score");
    if (!criterion || !score)
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_REQUIRED, "option",
                       criterion ? "--score" : "--criterion", TD_END);
    pb__index_entry__init(&ret->one);
    ret->one.criterion = (char *)criterion;
    ret->one.reason = option_text(cli, "reason");
    if (!td_centi_parse(score, &ret->one.score_centi))
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "--score", "", TD_KEY_DECIMAL_FORM, "value",
                       score, TD_END);
    ret->list[0] = &ret->one;
    ret->entries = ret->list;
    ret->n = 1;
    return TD_OK;
}

static enum td_code entries_of_file(struct cli *cli, const char *path, struct entries *ret)
{
    static const struct csv_column COLUMNS[] = {
        {.field = "criterion", .aliases = "tiêu chí|mã", .required = true},
        {.field = "score_centi", .aliases = "score|điểm", .required = true},
        {.field = "reason", .aliases = "lý do"},
        {0}};
    static const struct csv_import ENTRIES = {"entries", &pb__index_entry__descriptor, COLUMNS};
    if (cli_text(cli, "criterion"))
        return together(cli, "--criterion", "FILE.csv");
    if (cli_text(cli, "score"))
        return together(cli, "--score", "FILE.csv");
    enum td_code code = csv_import_file(cli, path, &ENTRIES, &ret->rows);
    if (code != TD_OK)
        return code;
    ret->entries = (Pb__IndexEntry **)ret->rows.messages;
    ret->n = ret->rows.n;
    for (size_t i = 0; i < ret->n; i++)
        if (!*ret->entries[i]->reason)
            ret->entries[i]->reason = option_text(cli, "reason");
    return TD_OK;
}

static enum td_code entries_take(struct cli *cli, size_t file_argument, struct entries *ret)
{
    return cli->n_args > file_argument ? entries_of_file(cli, cli->args[file_argument], ret)
                                       : entry_of_options(cli, ret);
}

/* The server speaks of "entries[0].score_centi"; people typed --score, or have a file. */
static void locate(struct cli *cli, const struct entries *entries)
{
    static const struct {
        const char *field, *option;
    } OPTIONS[] = {{"entries[0].score_centi", "--score"},
                   {"entries[0].criterion", "--criterion"},
                   {"entries[0].reason", "--reason"}};
    if (entries->rows.n > 0) {
        csv_import_locate(&entries->rows, cli->arena, &cli->err);
        return;
    }
    for (size_t i = 0; i < cli->err.n_violations; i++)
        for (size_t k = 0; k < sizeof OPTIONS / sizeof *OPTIONS; k++)
            if (strcmp(cli->err.violations[i].field, OPTIONS[k].field) == 0)
                cli->err.violations[i].field = OPTIONS[k].option;
}

/* What both commands end with. */
static enum td_code scored(struct cli *cli, enum td_code code, const struct entries *entries,
                           const Pb__IndexScoreResponse *out)
{
    if (code != TD_OK) {
        locate(cli, entries);
        return code;
    }
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(
        cli_flag(cli, "dry-run")
            ? _("Only tried (--dry-run). Scores that would be recorded: %u; there already: %u.\n")
            : _("Scores recorded: %u; there already: %u.\n"),
        out->recorded, out->unchanged);
    index_result_print(cli, out->result);
    return TD_OK;
}

static enum td_code self_score(struct cli *cli)
{
    Pb__IndexSelfScoreRequest in = PB__INDEX_SELF_SCORE_REQUEST__INIT;
    const Pb__IndexScoreResponse *out = NULL;
    struct entries entries = {.n = 0};
    enum td_code code = entries_take(cli, 1, &entries);
    if (code == TD_OK)
        code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code != TD_OK)
        return code;
    in.set_id = (char *)cli->args[0];
    in.entries = entries.entries;
    in.n_entries = entries.n;
    in.dry_run = cli_flag(cli, "dry-run");
    code = CALL(cli, index_service, self_score, &in, &out);
    return scored(cli, code, &entries, out);
}

static enum td_code appraise(struct cli *cli)
{
    Pb__IndexAppraiseRequest in = PB__INDEX_APPRAISE_REQUEST__INIT;
    const Pb__IndexScoreResponse *out = NULL;
    struct entries entries = {.n = 0};
    enum td_code code = entries_take(cli, 2, &entries);
    if (code == TD_OK)
        code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code != TD_OK)
        return code;
    in.set_id = (char *)cli->args[0];
    in.unit_code = (char *)cli->args[1];
    in.entries = entries.entries;
    in.n_entries = entries.n;
    in.dry_run = cli_flag(cli, "dry-run");
    code = CALL(cli, index_service, appraise, &in, &out);
    return scored(cli, code, &entries, out);
}

/* -- publication -- */

/* Shows what would be published and asks, before it is. */
static enum td_code publish_confirm(struct cli *cli, const Pb__IndexPublishRequest *in)
{
    Pb__IndexPublishRequest tried = *in;
    const Pb__IndexPublishResponse *out;
    tried.dry_run = true;
    enum td_code code = CALL(cli, index_service, publish, &tried, &out);
    if (code != TD_OK)
        return code;
    if (!cli->json && !cli->yes)
        index_results_print(cli, out->results, out->n_results, out->units_missing,
                            out->n_units_missing);
    const char *question =
        td_arena_printf(cli->arena, _("Publish these results of %s as version %u, for everybody?"),
                        in->set_id, out->publication->version);
    return cli_confirm(cli, question ? question : "") ? TD_OK : cli->err.code;
}

static enum td_code publish(struct cli *cli)
{
    Pb__IndexPublishRequest in = PB__INDEX_PUBLISH_REQUEST__INIT;
    const Pb__IndexPublishResponse *out;
    in.set_id = (char *)cli->args[0];
    in.reason = option_text(cli, "reason");
    in.partial = cli_flag(cli, "partial");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = in.dry_run ? TD_OK : publish_confirm(cli, &in);
    if (code == TD_OK)
        code = CALL(cli, index_service, publish, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    index_results_print(cli, out->results, out->n_results, out->units_missing,
                        out->n_units_missing);
    printf(in.dry_run ? _("Only tried (--dry-run): %s would be published as version %u.\n")
                      : _("%s is published as version %u.\n"),
           in.set_id, out->publication->version);
    return TD_OK;
}

/* -- the table -- */

#define OPTION_REASON(text)                                                           \
    {                                                                                 \
        .name = "reason", .kind = OPTION_TEXT, .value_name = N_("TEXT"), .help = text \
    }
#define OPTION_CRITERION                                                         \
    {                                                                            \
        .name = "criterion", .kind = OPTION_TEXT, .value_name = N_("ID"),        \
        .help = N_("which criterion, by its id or name (thidua index show SET)") \
    }
#define OPTION_SCORE                                                      \
    {                                                                     \
        .name = "score", .kind = OPTION_TEXT, .value_name = N_("POINTS"), \
        .help = N_("points, with at most two decimals: 19.25")            \
    }

static const struct command_option DEFINE_OPTIONS[] = {
    OPTION_REASON(N_("why other criteria; needed once there are scores")), OPTION_DRY_RUN, {0}};

static const struct command_option IMPORT_OPTIONS[] = {
    OPTION_REASON(N_("why appraised scores differ from self-scores, where a row does not say")),
    {.name = "correct",
     .kind = OPTION_FLAG,
     .help = N_("replace scores that are there; needs --reason")},
    OPTION_DRY_RUN,
    {0}};

static const struct command_option SELF_OPTIONS[] = {
    OPTION_CRITERION, OPTION_SCORE,   OPTION_REASON(N_("a note on the score")),
    OPTION_EVIDENCE,  OPTION_DRY_RUN, {0}};

static const struct command_option APPRAISE_OPTIONS[] = {
    OPTION_CRITERION, OPTION_SCORE,   OPTION_REASON(N_("why it differs from the self-score")),
    OPTION_EVIDENCE,  OPTION_DRY_RUN, {0}};

static const struct command_option PUBLISH_OPTIONS[] = {
    OPTION_REASON(N_("what was corrected; needed from the second version on")),
    {.name = "partial",
     .kind = OPTION_FLAG,
     .help = N_("also while units of the level have no score")},
    OPTION_DRY_RUN,
    {0}};

const struct command index_commands[] = {
    {.group = "index",
     .name = "define",
     .arguments = "FILE.yaml",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Say what the index of a year and level measures"),
     .details = N_("The file lists fields, criteria and maxima; docs/examples has one. Each other "
                   "file makes a new version; once a set is published its criteria are closed."),
     .example = "thidua index define docs/examples/index-2022-commune_ward.yaml",
     .failure = N_("The index set was not defined"),
     .options = DEFINE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = define},
    {.group = "index",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Import the yearly table of scores, all or none"),
     .details =
         N_("Columns year, unit, field, criterion, max, self, appraised, survey, and if need "
            "be reason. An empty score is none. What is there already is left alone, so the "
            "same file may be imported again."),
     .example =
         "thidua index import docs/examples/par-index-2022.csv --reason \"Biên bản thẩm định "
         "12/BB-PNV\" --dry-run",
     .failure = N_("No score was imported"),
     .options = IMPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {.group = "index",
     .name = "self-score",
     .arguments = "SET [FILE.csv]",
     .min_args = 1,
     .max_args = 2,
     .summary = N_("Enter your own unit's scores"),
     .details =
         N_("One criterion with --criterion and --score, or a file with the columns criterion "
            "and score. Until it is appraised a score may be entered again; all are kept."),
     .example =
         "thidua index self-score 2022-commune_ward --criterion TTHC1 --score 19.25 --evidence "
         "bao-cao.pdf",
     .failure = N_("No score was recorded"),
     .options = SELF_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = self_score},
    {.group = "index",
     .name = "appraise",
     .arguments = "SET UNIT [FILE.csv]",
     .min_args = 2,
     .max_args = 3,
     .summary = N_("Appraise a unit's scores, with a reason for each difference"),
     .details =
         N_("One criterion with --criterion and --score, or a file with the columns criterion, "
            "score and reason."),
     .example =
         "thidua index appraise 2022-commune_ward P1 --criterion TTHC1 --score 19.25 --reason "
         "\"Trễ 3 hồ sơ\"",
     .failure = N_("No score was recorded"),
     .options = APPRAISE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = appraise},
    {.group = "index",
     .name = "publish",
     .arguments = "SET",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Freeze and publish the results of a set"),
     .details =
         N_("Everything must be appraised. A correction afterwards is another version with a "
            "reason; older ones stay visible."),
     .example = "thidua index publish 2022-commune_ward --yes",
     .failure = N_("Nothing was published"),
     .options = PUBLISH_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = publish},
    {0},
};
