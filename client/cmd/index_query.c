/* thidua index: sets, one unit, all units, the years (II.3.a). */
#include "index.pb-c.h"

#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "i18n.h"
#include "index_view.h"
#include "json.h"
#include "list.h"
#include "plan_words.h"
#include "table.h"
#include "wording.h"

static const char *text_of(const char *vi, const char *en)
{
    return plan_text_of(&(struct plan_text){vi, en});
}

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {
        {N_("Set"), 0},
        {N_("Title"), TABLE_WRAP},
        {N_("Criteria"), TABLE_RIGHT},
        {N_("Points"), TABLE_RIGHT},
        {N_("Version"), TABLE_RIGHT},
        {N_("Published"), 0},
    };
    Pb__IndexListRequest in = PB__INDEX_LIST_REQUEST__INIT;
    const Pb__IndexListResponse *out;
    in.year = (uint32_t)cli_number(cli, "year", 0);
    in.level = (Pb__IndexLevel)cli_number(cli, "level", 0);
    in.sort = (Pb__IndexListSort)cli_number(cli, "sort", 0);
    enum td_code code = CALL_ALL(cli, index_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < out->n_sets; i++) {
        const Pb__IndexSet *set = out->sets[i];
        const char *published =
            set->publication ? td_arena_printf(cli->arena, _("version %u, %s"), set->publication,
                                               wording_time(cli->arena, set->published_utc_ms))
                             : _("not yet");
        TABLE_ROW(table, set->id, text_of(set->title_vi, set->title_en),
                  td_dec(cli->arena, set->criteria), wording_centi(cli->arena, set->max_centi),
                  td_dec(cli->arena, set->definition_version), published);
    }
    if (table_rows(table) == 0)
        puts(_("There is no such index set yet."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

/* -- a set -- */

static void print_criteria(struct cli *cli, const Pb__IndexShowSetResponse *out)
{
    static const struct table_column COLUMNS[] = {{N_("Field, criterion"), 0},
                                                  {N_("Name"), TABLE_WRAP},
                                                  {N_("Maximum"), TABLE_RIGHT},
                                                  {N_("Scored by"), 0}};
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t i = 0, f = 0; i < out->n_criteria; i++) {
        const Pb__IndexCriterion *item = out->criteria[i];
        if (f < out->n_fields && strcmp(out->fields[f]->id, item->field) == 0) {
            const Pb__IndexField *field = out->fields[f++];
            TABLE_ROW(table, field->id, text_of(field->name_vi, field->name_en),
                      wording_centi(cli->arena, field->max_centi), "");
        }
        bool first = i == 0 || strcmp(out->criteria[i - 1]->criterion_id, item->criterion_id) != 0;
        bool below = strcmp(item->criterion_id, item->id) != 0;
        if (below && first)
            TABLE_ROW(table, td_arena_printf(cli->arena, "  %s", item->criterion_id),
                      item->criterion_name, "", "");
        TABLE_ROW(table, td_arena_printf(cli->arena, "%s%s", below ? "    " : "  ", item->id),
                  item->name, wording_centi(cli->arena, item->max_centi),
                  wording_enum(cli->arena, &pb__index_method__descriptor, (int)item->method));
    }
    puts("");
    table_print(table, stdout);
    table_free(table);
}

static void print_versions(struct cli *cli, const Pb__IndexShowSetResponse *out)
{
    static const struct table_column COLUMNS[] = {{"", 0},
                                                  {N_("Version"), TABLE_RIGHT},
                                                  {N_("When"), 0},
                                                  {N_("Entered by"), 0},
                                                  {N_("Reason"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < out->n_definitions; i++)
        TABLE_ROW(table, _("defined"), td_dec(cli->arena, out->definitions[i]->version),
                  wording_time(cli->arena, out->definitions[i]->defined_utc_ms),
                  out->definitions[i]->defined_by, out->definitions[i]->reason);
    for (size_t i = 0; i < out->n_publications; i++)
        TABLE_ROW(table, _("published"), td_dec(cli->arena, out->publications[i]->version),
                  wording_time(cli->arena, out->publications[i]->published_utc_ms),
                  out->publications[i]->published_by, out->publications[i]->reason);
    puts("");
    table_print(table, stdout);
    table_free(table);
}

static enum td_code show_set(struct cli *cli, const char *set_id)
{
    Pb__IndexShowSetRequest in = PB__INDEX_SHOW_SET_REQUEST__INIT;
    const Pb__IndexShowSetResponse *out;
    in.set_id = (char *)set_id;
    in.definition_version = (uint32_t)cli_number(cli, "definition", 0);
    enum td_code code = CALL(cli, index_service, show_set, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (cli_flag(cli, "file"))
        return fwrite(out->yaml.data, 1, out->yaml.len, stdout) == out->yaml.len ? TD_OK
                                                                                 : TD_INTERNAL;
    if (!out->set)
        return TD_UNKNOWN;
    struct table *facts = facts_new();
    facts_add(facts, _("Set"), out->set->id);
    facts_add(facts, _("Title"), text_of(out->set->title_vi, out->set->title_en));
    facts_add(facts, _("For"),
              wording_enum(cli->arena, &pb__index_level__descriptor, (int)out->set->level));
    facts_add(facts, _("Points"), wording_centi(cli->arena, out->set->max_centi));
    table_print(facts, stdout);
    table_free(facts);
    print_criteria(cli, out);
    print_versions(cli, out);
    return TD_OK;
}

/* -- a unit -- */

static const char *points(struct cli *cli, const Pb__IndexScore *score)
{
    return score ? wording_centi(cli->arena, score->score_centi) : "";
}

/* Why it was appraised so, or what the unit or the survey noted. */
static const char *reason(const Pb__IndexLine *line)
{
    const Pb__IndexScore *const scores[] = {line->appraised, line->survey, line->self};
    for (size_t i = 0; i < 3; i++)
        if (scores[i] && *scores[i]->reason)
            return scores[i]->reason;
    return "";
}

static void print_lines(struct cli *cli, const Pb__IndexShowResponse *out)
{
    static const struct table_column COLUMNS[] = {
        {N_("Field, criterion"), 0}, {N_("Name"), TABLE_WRAP},       {N_("Maximum"), TABLE_RIGHT},
        {N_("Self"), TABLE_RIGHT},   {N_("Appraised"), TABLE_RIGHT}, {N_("Survey"), TABLE_RIGHT},
        {N_("Counts"), TABLE_RIGHT}, {N_("Reason"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 8, true);
    for (size_t i = 0, f = 0; i < out->n_lines; i++) {
        const Pb__IndexLine *line = out->lines[i];
        const Pb__IndexCriterion *item = line->criterion;
        if (!item)
            continue;
        if (f < out->n_fields && strcmp(out->fields[f]->id, item->field) == 0) {
            const Pb__IndexField *field = out->fields[f++];
            TABLE_ROW(table, field->id, text_of(field->name_vi, field->name_en),
                      wording_centi(cli->arena, field->max_centi), "", "", "",
                      wording_centi(cli->arena, field->counted_centi), "");
        }
        TABLE_ROW(table, td_arena_printf(cli->arena, "  %s", item->id), item->name,
                  wording_centi(cli->arena, item->max_centi), points(cli, line->self),
                  points(cli, line->appraised), points(cli, line->survey),
                  line->counted ? wording_centi(cli->arena, line->counted_centi) : "",
                  reason(line));
    }
    puts("");
    table_print(table, stdout);
    table_free(table);
}

static void print_evidence(const Pb__IndexShowResponse *out)
{
    for (size_t i = 0; i < out->n_lines; i++) {
        const Pb__IndexLine *line = out->lines[i];
        if (line->n_evidence == 0 || !line->criterion)
            continue;
        printf(_("Evidence of %s:"), line->criterion->id);
        for (size_t k = 0; k < line->n_evidence; k++)
            printf("%s %s", k ? "," : "", line->evidence[k]->name);
        printf("  (thidua evidence list %s%s)\n", out->evidence_subject, line->criterion->id);
    }
}

static void print_history(struct cli *cli, const Pb__IndexShowResponse *out)
{
    static const struct table_column COLUMNS[] = {
        {N_("When"), 0},  {N_("Entered by"), 0},       {N_("Field, criterion"), 0},
        {N_("Score"), 0}, {N_("Points"), TABLE_RIGHT}, {N_("Reason"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < out->n_history; i++) {
        const Pb__IndexScore *score = out->history[i];
        TABLE_ROW(table, wording_time(cli->arena, score->at_utc_ms), score->by, score->criterion_id,
                  wording_enum(cli->arena, &pb__index_score_kind__descriptor, (int)score->kind),
                  wording_centi(cli->arena, score->score_centi), score->reason);
    }
    if (table_rows(table) > 0)
        puts("");
    table_print(table, stdout);
    table_free(table);
}

static enum td_code show_unit(struct cli *cli, const char *unit_code)
{
    Pb__IndexShowRequest in = PB__INDEX_SHOW_REQUEST__INIT;
    const Pb__IndexShowResponse *out;
    const char *set = cli_text(cli, "set");
    in.unit_code = (char *)unit_code;
    in.set_id = set ? (char *)set : in.set_id;
    in.publication = (uint32_t)cli_number(cli, "publication", 0);
    in.history = cli_flag(cli, "history");
    enum td_code code = CALL(cli, index_service, show, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->set || !out->result)
        return TD_UNKNOWN;
    puts(text_of(out->set->title_vi, out->set->title_en));
    if (out->publication)
        printf(_("Published results, version %u of %s.\n"), out->publication->version,
               wording_time(cli->arena, out->publication->published_utc_ms));
    else
        puts(_("The scores as they are now; published results: --publication."));
    index_result_print(cli, out->result);
    print_lines(cli, out);
    print_evidence(out);
    print_history(cli, out);
    return TD_OK;
}

/* A set's id has a hyphen, a unit's code has none. */
static enum td_code show(struct cli *cli)
{
    const char *what = cli->n_args > 0 ? cli->args[0] : "";
    return strchr(what, '-') ? show_set(cli, what) : show_unit(cli, what);
}

/* -- all units, all years -- */

static enum td_code rank(struct cli *cli)
{
    Pb__IndexRankRequest in = PB__INDEX_RANK_REQUEST__INIT;
    const Pb__IndexRankResponse *out;
    in.set_id = (char *)cli->args[0];
    in.publication = (uint32_t)cli_number(cli, "publication", 0);
    in.preliminary = cli_flag(cli, "preliminary");
    in.sort = (Pb__IndexRankSort)cli_number(cli, "sort", 0);
    enum td_code code = CALL_ALL(cli, index_service, rank, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    if (!out->set)
        return TD_UNKNOWN;
    puts(text_of(out->set->title_vi, out->set->title_en));
    if (out->publication)
        printf(_("Published results, version %u of %s.\n"), out->publication->version,
               wording_time(cli->arena, out->publication->published_utc_ms));
    else
        puts(_("Preliminary: the scores as they are now, not published."));
    if (out->publication && *out->publication->reason)
        printf(_("Corrected: %s\n"), out->publication->reason);
    index_results_print(cli, out->results, out->n_results, out->units_missing,
                        out->n_units_missing);
    return TD_OK;
}

/* "+5.57", "-0.24", "0.00". */
static const char *change(struct cli *cli, int64_t centi)
{
    const char *text =
        td_arena_printf(cli->arena, "%s%s", centi > 0 ? "+" : "", wording_centi(cli->arena, centi));
    return text ? text : "";
}

static void trend_row(struct cli *cli, struct table *table, const Pb__IndexTrendYear *year)
{
    const Pb__IndexResult *result = year->result;
    bool first = year->change_from_year == 0;
    if (!result)
        return;
    TABLE_ROW(
        table, td_dec(cli->arena, year->year),
        td_arena_printf(cli->arena, _("%u of %u"), result->rank, year->units),
        wording_centi(cli->arena, result->total_centi),
        wording_centi(cli->arena, result->max_centi),
        td_arena_printf(cli->arena, "%s %%", wording_centi(cli->arena, result->percent_centi)),
        first ? "" : change(cli, year->change_percent_centi),
        first ? "" : td_arena_printf(cli->arena, "%+lld", (long long)year->change_places),
        first ? "" : td_dec(cli->arena, year->change_from_year));
}

static enum td_code trend(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {
        {N_("Year"), 0},
        {N_("Rank"), TABLE_RIGHT},
        {N_("Points"), TABLE_RIGHT},
        {N_("Maximum"), TABLE_RIGHT},
        {N_("Percent"), TABLE_RIGHT},
        {N_("Change (percentage points)"), TABLE_RIGHT},
        {N_("Places up"), TABLE_RIGHT},
        {N_("Against"), 0},
    };
    Pb__IndexTrendRequest in = PB__INDEX_TREND_REQUEST__INIT;
    const Pb__IndexTrendResponse *out;
    in.unit_code = (char *)(cli->n_args > 0 ? cli->args[0] : "");
    enum td_code code = CALL(cli, index_service, trend, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    if (out->n_years == 0) {
        printf(_("No results of %s have been published yet.\n"), out->unit_code);
        return TD_OK;
    }
    printf("%s — %s\n", out->unit_code, out->unit_name);
    struct table *table = table_new(COLUMNS, 8, true);
    for (size_t i = 0; i < out->n_years; i++)
        trend_row(cli, table, out->years[i]);
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

/* -- the table -- */

#define OPTION_PUBLICATION(text)                                                                \
    {                                                                                           \
        .name = "publication", .kind = OPTION_NUMBER, .value_name = N_("NUMBER"), .help = text, \
        .min = 1, .max = 100000                                                                 \
    }

static const struct command_option LIST_OPTIONS[] = {
    {.name = "year",
     .kind = OPTION_NUMBER,
     .value_name = N_("YEAR"),
     .help = N_("only of this year"),
     .min = 1990,
     .max = 2199},
    {.name = "level",
     .kind = OPTION_CHOICE,
     .value_name = N_("LEVEL"),
     .help = N_("only of this level"),
     .choices = &pb__index_level__descriptor},
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("the newest year first, or by level"),
     .choices = &pb__index_list_sort__descriptor},
    OPTION_AS_OF,
    OPTION_CSV,
    {0}};

static const struct command_option SHOW_OPTIONS[] = {
    {.name = "set",
     .kind = OPTION_TEXT,
     .value_name = N_("SET"),
     .help = N_("in which set (the newest that measures the unit)")},
    OPTION_PUBLICATION(N_("as it was published in this version")),
    {.name = "history",
     .kind = OPTION_FLAG,
     .help = N_("every score ever entered, by whom and why")},
    {.name = "definition",
     .kind = OPTION_NUMBER,
     .value_name = N_("NUMBER"),
     .help = N_("of a set: an older version of its criteria"),
     .min = 1,
     .max = 100000},
    {.name = "file",
     .kind = OPTION_FLAG,
     .help = N_("of a set: the definition file itself, byte for byte")},
    OPTION_AS_OF,
    {0}};

static const struct command_option RANK_OPTIONS[] = {
    OPTION_PUBLICATION(N_("an older published version (the newest)")),
    {.name = "preliminary",
     .kind = OPTION_FLAG,
     .help = N_("the scores as they are now (Home Affairs, council, auditor)")},
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("by rank, or by unit"),
     .choices = &pb__index_rank_sort__descriptor},
    OPTION_CSV,
    OPTION_AS_OF,
    {0}};

static const struct command_option TREND_OPTIONS[] = {OPTION_AS_OF, OPTION_CSV, {0}};

const struct command index_query_commands[] = {
    {.group = "index",
     .name = "list",
     .arguments = "",
     .summary = N_("List the index sets and which are published"),
     .example = "thidua index list --year 2022",
     .failure = N_("The index sets could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "index",
     .name = "show",
     .arguments = "[UNIT|SET]",
     .max_args = 1,
     .summary = N_("Show a unit by field and criterion, or what a set measures"),
     .details = N_("Your own unit when nothing is named. Before publication a unit sees its own "
                   "scores only; after it everybody sees what counts."),
     .example = "thidua index show P1 --set 2022-commune_ward --history",
     .failure = N_("The index could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {.group = "index",
     .name = "rank",
     .arguments = "SET",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show the published results of all units by rank"),
     .example = "thidua index rank 2022-commune_ward",
     .failure = N_("The ranks could not be shown"),
     .options = RANK_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = rank},
    {.group = "index",
     .name = "trend",
     .arguments = "[UNIT]",
     .max_args = 1,
     .summary = N_("Show a unit's published results over the years"),
     .example = "thidua index trend P1",
     .failure = N_("The years could not be shown"),
     .options = TREND_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = trend},
    {0},
};
