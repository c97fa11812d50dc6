/* thidua assess: the assessment of a unit for a round (IV.3.a). */
#include "assess_view.h"

#include "as_of.h"
#include "attach.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "decimal.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

/* -- what the options say -- */

/* "plan=20": name and value, in the arena. false: not of that form. */
static bool pair_split(struct cli *cli, const char *text, const char **ret_name,
                       const char **ret_value)
{
    const char *equals = strchr(text, '=');
    *ret_name = equals ? td_arena_printf(cli->arena, "%.*s", (int)(equals - text), text) : NULL;
    *ret_value = equals ? equals + 1 : "";
    return *ret_name && **ret_name && **ret_value;
}

static enum td_code pair_fail(struct cli *cli, const char *option, const char *expected)
{
    return td_fail(&cli->err, TD_INVALID_ARGUMENT, option, "", TD_KEY_TEXT_FORM, "expected",
                   expected, TD_END);
}

/* The entry of that criterion, a new one behind the others where there is none. NULL: arena used
 * up. n counts up to room. */
static Pb__AssessmentScore *score_entry(struct cli *cli, Pb__AssessmentRecordRequest *in,
                                        const char *criterion)
{
    for (size_t i = 0; i < in->n_scores; i++)
        if (strcmp(in->scores[i]->criterion, criterion) == 0)
            return in->scores[i];
    Pb__AssessmentScore *score = td_arena_alloc(cli->arena, sizeof *score);
    if (!score)
        return NULL;
    pb__assessment_score__init(score);
    score->criterion = (char *)criterion;
    in->scores[in->n_scores++] = score;
    return score;
}

static enum td_code scores_take(struct cli *cli, Pb__AssessmentRecordRequest *in)
{
    size_t n;
    const char *const *texts = cli_texts(cli, "score", &n);
    for (size_t i = 0; i < n; i++) {
        const char *name, *value;
        int64_t score_centi;
        if (!pair_split(cli, texts[i], &name, &value) || !td_centi_parse(value, &score_centi) ||
            score_centi < 0 || score_centi > INT32_MAX)
            return pair_fail(cli, "--score", "plan=20, leading=22.5");
        Pb__AssessmentScore *score = score_entry(cli, in, name);
        if (!score)
            return TD_RESOURCE_EXHAUSTED;
        score->score_centi = (uint32_t)score_centi;
    }
    texts = cli_texts(cli, "note", &n);
    for (size_t i = 0; i < n; i++) {
        const char *name, *value;
        if (!pair_split(cli, texts[i], &name, &value))
            return pair_fail(cli, "--note", "plan=…");
        size_t known = in->n_scores;
        Pb__AssessmentScore *score = score_entry(cli, in, name);
        if (!score || in->n_scores > known) /* a note on what nobody scored */
            return score ? pair_fail(cli, "--note", "--score … --note …") : TD_RESOURCE_EXHAUSTED;
        score->note = (char *)value;
    }
    return TD_OK;
}

static Pb__AssessmentFinding *finding_entry(struct cli *cli, Pb__AssessmentRecordRequest *in,
                                            const char *side)
{
    for (size_t i = 0; i < in->n_findings; i++)
        if (strcmp(in->findings[i]->side, side) == 0)
            return in->findings[i];
    Pb__AssessmentFinding *finding = td_arena_alloc(cli->arena, sizeof *finding);
    if (!finding)
        return NULL;
    pb__assessment_finding__init(finding);
    finding->side = (char *)side;
    in->findings[in->n_findings++] = finding;
    return finding;
}

static enum td_code findings_take(struct cli *cli, Pb__AssessmentRecordRequest *in)
{
    size_t n;
    const char *const *texts = cli_texts(cli, "finding", &n);
    for (size_t i = 0; i < n; i++) {
        const char *side, *value;
        if (!pair_split(cli, texts[i], &side, &value))
            return pair_fail(cli, "--finding", "completion=…, head_responsibility=…");
        Pb__AssessmentFinding *finding = finding_entry(cli, in, side);
        if (!finding)
            return TD_RESOURCE_EXHAUSTED;
        finding->text = (char *)value;
    }
    return TD_OK;
}

/* What the newest version says stays, unless the options say otherwise. */
static enum td_code record_begin(struct cli *cli, const Pb__AssessmentSheet *sheet,
                                 Pb__AssessmentRecordRequest *in)
{
    size_t n_scores, n_findings, n_notes;
    (void)cli_texts(cli, "score", &n_scores);
    (void)cli_texts(cli, "note", &n_notes);
    (void)cli_texts(cli, "finding", &n_findings);
    in->scores = td_arena_alloc(cli->arena, (sheet->n_head + n_scores + n_notes + 1) *
                                                sizeof(Pb__AssessmentScore *));
    in->findings = td_arena_alloc(cli->arena, (sheet->n_sides + n_findings + 1) *
                                                  sizeof(Pb__AssessmentFinding *));
    if (!in->scores || !in->findings)
        return TD_RESOURCE_EXHAUSTED;
    in->base_version = sheet->version;
    for (size_t i = 0; i < sheet->n_head; i++) {
        const Pb__AssessmentCriterion *row = sheet->head[i];
        Pb__AssessmentScore *score = row->scored ? score_entry(cli, in, row->criterion) : NULL;
        if (row->scored && !score)
            return TD_RESOURCE_EXHAUSTED;
        if (!score)
            continue;
        score->score_centi = row->score_centi;
        score->note = row->note;
    }
    for (size_t i = 0; i < sheet->n_sides; i++) {
        const Pb__AssessmentSide *side = sheet->sides[i];
        Pb__AssessmentFinding *finding = *side->finding ? finding_entry(cli, in, side->side) : NULL;
        if (*side->finding && !finding)
            return TD_RESOURCE_EXHAUSTED;
        if (finding)
            finding->text = side->finding;
    }
    return TD_OK;
}

static bool records_something(struct cli *cli)
{
    static const char *const OPTIONS[] = {"score", "note", "finding", "evidence"};
    for (size_t i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++) {
        size_t n;
        (void)cli_texts(cli, OPTIONS[i], &n);
        if (n > 0)
            return true;
    }
    return false;
}

/* -- show, record -- */

static enum td_code load(struct cli *cli, const Pb__AssessmentShowResponse **ret)
{
    Pb__AssessmentShowRequest in = PB__ASSESSMENT_SHOW_REQUEST__INIT;
    in.round_id = cli_field(cli, "round");
    in.unit_code = (char *)cli->args[0];
    in.version = (uint32_t)cli_number(cli, "version", 0);
    enum td_code code = CALL(cli, assessment_service, show, &in, ret);
    if (code == TD_OK && !(*ret)->sheet)
        code = td_fail(&cli->err, TD_UNKNOWN, "sheet", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    return code;
}

static enum td_code record(struct cli *cli, const Pb__AssessmentSheet *sheet)
{
    Pb__AssessmentRecordRequest in = PB__ASSESSMENT_RECORD_REQUEST__INIT;
    const Pb__AssessmentRecordResponse *out;
    in.round_id = sheet->round_id;
    in.unit_code = sheet->unit_code;
    in.reason = cli_field(cli, "reason");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = record_begin(cli, sheet, &in);
    if (code == TD_OK)
        code = scores_take(cli, &in);
    if (code == TD_OK)
        code = findings_take(cli, &in);
    if (code == TD_OK)
        code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, assessment_service, record, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->sheet)
        return TD_UNKNOWN;
    puts(in.dry_run ? _("Only tried (--dry-run); nothing was recorded.")
         : out->sheet->version == sheet->version
             ? _("The newest version says this already; nothing was changed.")
             : _("Recorded; the versions before it are kept."));
    putchar('\n');
    assess_print_sheet(cli, out->sheet);
    return TD_OK;
}

static enum td_code assess(struct cli *cli)
{
    const Pb__AssessmentShowResponse *out;
    bool writes = records_something(cli);
    if (writes && (cli_text(cli, "as-of") || cli_number(cli, "version", 0)))
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_TOGETHER, "option",
                       cli_text(cli, "as-of") ? "--as-of" : "--version", "other", "--score",
                       TD_END);
    enum td_code code = load(cli, &out);
    if (code != TD_OK)
        return code;
    if (writes)
        return record(cli, out->sheet);
    if (cli->json)
        return json_print_message(stdout, &out->base);
    assess_print_sheet(cli, out->sheet);
    return TD_OK;
}

/* -- list -- */

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {
        {N_("Rank"), TABLE_RIGHT},          {N_("Unit"), TABLE_WRAP},
        {N_("Completion"), TABLE_RIGHT},    {N_("Head"), TABLE_RIGHT},
        {N_("Effectiveness"), TABLE_RIGHT}, {N_("Total"), TABLE_RIGHT},
        {N_("Version"), TABLE_RIGHT},       {N_("Complete"), 0}};
    Pb__AssessmentListRequest in = PB__ASSESSMENT_LIST_REQUEST__INIT;
    const Pb__AssessmentListResponse *out;
    in.round_id = cli_field(cli, "round");
    in.line = cli_field(cli, "line");
    in.incomplete = cli_flag(cli, "incomplete");
    in.sort = (Pb__AssessmentSort)cli_number(cli, "sort", 0);
    enum td_code code = CALL_ALL(cli, assessment_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 8, true);
    for (size_t i = 0; i < out->n_units; i++) {
        const Pb__AssessmentRowSummary *row = out->units[i];
        TABLE_ROW(table, row->rank ? td_dec(cli->arena, row->rank) : "",
                  td_arena_printf(cli->arena, "%s (%s)", row->unit_name, row->unit_code),
                  assess_percent(cli, row->completion_known, row->completion_centi),
                  assess_percent(cli, row->head_known, row->head_centi),
                  assess_percent(cli, row->effectiveness_known, row->effectiveness_centi),
                  row->known ? wording_centi(cli->arena, row->total_centi) : "",
                  row->version ? td_dec(cli->arena, row->version) : "",
                  row->complete ? _("yes") : _("no"));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such units."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

/* -- import -- */

static enum td_code import(struct cli *cli)
{
    static const struct csv_column COLUMNS[] = {
        {.field = "unit_code", .aliases = "unit|đơn vị|mã đơn vị", .required = true},
        {.field = "criterion", .aliases = "tiêu chí", .required = true},
        {.field = "score_centi", .aliases = "score|điểm", .required = true},
        {.field = "note", .aliases = "ghi chú|nhận xét"},
        {0}};
    static const struct csv_import ROWS = {"rows", &pb__assessment_row__descriptor, COLUMNS};
    Pb__AssessmentImportRequest in = PB__ASSESSMENT_IMPORT_REQUEST__INIT;
    const Pb__AssessmentImportResponse *out;
    in.round_id = cli_field(cli, "round");
    enum td_code code = CSV_IMPORT(cli, &ROWS, assessment_service, import, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(in.dry_run
               ? _("Only tried (--dry-run). Scores that would be added: %u; there already: %u.\n")
               : _("Scores added: %u; there already: %u.\n"),
           out->added, out->unchanged);
    return TD_OK;
}

/* -- the table -- */

#define OPTION_ROUND                                                       \
    {                                                                      \
        .name = "round", .kind = OPTION_TEXT, .value_name = N_("ROUND"),   \
        .help = N_("the round, for example 2022-annual"), .required = true \
    }

static const struct command_option OPTIONS[] = {
    OPTION_ROUND,
    {.name = "score",
     .kind = OPTION_TEXT,
     .value_name = N_("CRITERION=POINTS"),
     .help = N_("points for how the head leads, for example plan=20"),
     .repeats = true,
     .whole = true},
    {.name = "note",
     .kind = OPTION_TEXT,
     .value_name = N_("CRITERION=TEXT"),
     .help = N_("why so many points"),
     .repeats = true,
     .whole = true},
    {.name = "finding",
     .kind = OPTION_TEXT,
     .value_name = N_("SIDE=TEXT"),
     .help = N_("what you find of completion, head_responsibility or effectiveness"),
     .repeats = true,
     .whole = true},
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why what was recorded before is changed")},
    {.name = "version",
     .kind = OPTION_NUMBER,
     .value_name = N_("N"),
     .help = N_("show this version, not the newest"),
     .min = 1,
     .max = 100000},
    OPTION_AS_OF,
    OPTION_EVIDENCE,
    OPTION_DRY_RUN,
    {0}};

static const struct command_option LIST_OPTIONS[] = {
    OPTION_ROUND,
    {.name = "line",
     .kind = OPTION_TEXT,
     .value_name = N_("AWARD-LINE"),
     .help = N_("only the units of this award line, for example department")},
    {.name = "incomplete",
     .kind = OPTION_FLAG,
     .help = N_("only those of which something is missing")},
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("the highest total first, or by unit"),
     .choices = &pb__assessment_sort__descriptor},
    OPTION_AS_OF,
    OPTION_CSV,
    {0}};

static const struct command_option IMPORT_OPTIONS[] = {OPTION_ROUND, OPTION_DRY_RUN, {0}};

const struct command assess_commands[] = {
    {.group = "assess",
     .name = "list",
     .arguments = "",
     .summary = N_("List how far the units of a round are assessed, with totals"),
     .example = "thidua assess list --round 2022-annual --line department",
     .failure = N_("The assessments could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "assess",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Bring in the points of heads of units from a CSV file"),
     .details = N_("Columns unit_code, criterion, score, note. All rows or none; what is there "
                   "already is left as it is, and nothing is overwritten."),
     .example = "thidua assess import docs/examples/heads-2022.csv --round 2022-annual --dry-run",
     .failure = N_("Nothing was imported"),
     .options = IMPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {.group = "",
     .name = "assess",
     .arguments = "UNIT",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Assess a unit for a round (IV.3.a), or show its sheet"),
     .details =
         N_("The degree of completion and the effectiveness are computed from tasks and index; "
            "Home Affairs scores how the head leads, by the criteria of the plan file, and adds "
            "findings. Without anything to record the sheet is shown. What the options do not "
            "name stays as it was; every change is a new version with its reason. Also: thidua "
            "assess list, import."),
     .example =
         "thidua assess PTP --round 2022-annual --score plan=20 --note \"plan=KH 12/KH-PTP\"",
     .failure = N_("The unit was not assessed"),
     .options = OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = assess},
    {0},
};
