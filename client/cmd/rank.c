/* thidua rank: who stands where in each award line, and why (II.3.a, III.1–3). */
#include "rank.h"

#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "plan_words.h"
#include "ranking_words.h"
#include "table.h"
#include "wording.h"

#define FIXED_COLUMNS 6 /* beside one per component */

/* -- a line as a table -- */

static void print_components(struct cli *cli, const Pb__RankingLine *line)
{
    for (size_t i = 0; i < line->n_components; i++) {
        const Pb__RankingComponent *component = line->components[i];
        printf("  (%zu) %s%s: %s", i + 1, ranking_component(line, component->id),
               wording_clause(cli->arena, component->clause),
               ranking_weight(cli, component->weight_centi));
        if (component->full > 0)
            printf(_("; full marks from %u"), component->full);
        putchar('\n');
    }
}

/* "90.24 % → 36.10" */
static const char *value_cell(struct cli *cli, const Pb__RankingLine *line, size_t i,
                              const Pb__RankingEntry *entry)
{
    if (i >= entry->n_values)
        return "";
    const Pb__RankingValue *value = entry->values[i];
    const char *text =
        td_arena_printf(cli->arena, "%s → %s", ranking_raw(cli, line->components[i], value),
                        ranking_points(cli, value->weighted_e10, 2));
    return text ? text : "";
}

static const char *result_cell(struct cli *cli, const Pb__RankingEntry *entry)
{
    const char *place = ranking_place(cli, entry->place, entry->reserve_order);
    const char *text = entry->basis_decides ? td_arena_printf(cli->arena, "%s *", place) : place;
    return text ? text : "";
}

static bool has_ties(const Pb__RankingLine *line)
{
    for (size_t i = 0; i < line->n_entries; i++)
        if (line->entries[i]->tie_break)
            return true;
    return false;
}

static void line_row(struct cli *cli, struct table *table, const Pb__RankingLine *line,
                     const Pb__RankingEntry *entry, const char **cells)
{
    size_t n = 0;
    bool ties = has_ties(line);
    cells[n++] = td_dec(cli->arena, entry->rank);
    cells[n++] = entry->nominee_id;
    cells[n++] = td_arena_printf(cli->arena, "%s (%s)", entry->name, entry->unit_code);
    for (size_t i = 0; i < line->n_components; i++)
        cells[n++] = value_cell(cli, line, i, entry);
    cells[n++] = ranking_points(cli, entry->total_e10, ranking_decimals(line));
    if (ties)
        cells[n++] = ranking_tie_break(cli, line, entry);
    cells[n++] = result_cell(cli, entry);
    table_row(table, cells);
}

static void print_entries(struct cli *cli, const Pb__RankingLine *line)
{
    size_t most = line->n_components + FIXED_COLUMNS, n = 0;
    struct table_column *columns = td_arena_zalloc(cli->arena, most * sizeof *columns);
    const char **cells = td_arena_zalloc(cli->arena, most * sizeof *cells);
    if (!columns || !cells)
        return;
    columns[n++] = (struct table_column){N_("Rank"), TABLE_RIGHT};
    columns[n++] = (struct table_column){N_("Number"), 0};
    columns[n++] = (struct table_column){N_("Nominee"), TABLE_WRAP};
    for (size_t i = 0; i < line->n_components; i++)
        columns[n++] =
            (struct table_column){td_arena_printf(cli->arena, "(%zu)", i + 1), TABLE_RIGHT};
    columns[n++] = (struct table_column){N_("Total"), TABLE_RIGHT};
    if (has_ties(line))
        columns[n++] = (struct table_column){N_("Equal totals"), TABLE_WRAP};
    columns[n++] = (struct table_column){N_("Result"), 0};
    struct table *table = table_new(columns, n, true);
    for (size_t i = 0; i < line->n_entries; i++)
        line_row(cli, table, line, line->entries[i], cells);
    table_print(table, stdout);
    table_free(table);
}

/* -- what is to be said below it -- */

static void print_ties(struct cli *cli, const Pb__RankingLine *line)
{
    size_t tied = 0, unknown = 0;
    for (size_t i = 0; i < line->n_entries; i++) {
        tied += line->entries[i]->tied_at_line ? 1 : 0;
        unknown += line->entries[i]->basis_decides ? 1 : 0;
    }
    if (tied > 0)
        printf(ngettext("Tied at the line: %zu. The council decides between them.\n",
                        "Tied at the line: %zu. The council decides between them.\n", tied),
               tied);
    if (unknown > 0)
        puts(_("* Something is not known of it (no basis), which counts nothing; with full marks "
               "there it could get a place: a question for the council."));
    if (line->women_percent > 0)
        printf(_("At equal merit a woman, or a collective with %s women or more, goes first: "
                 "%s.\n"),
               ranking_weight(cli, line->women_percent * 100), line->preference);
}

static void print_apart(struct cli *cli, const Pb__RankingLine *line)
{
    static const struct table_column COLUMNS[] = {{N_("Not ranked"), 0},
                                                  {N_("Nominee"), TABLE_WRAP},
                                                  {N_("Why"), TABLE_WRAP},
                                                  {N_("Reason"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t i = 0; i < line->n_apart; i++) {
        const Pb__RankingEntry *entry = line->apart[i];
        TABLE_ROW(table, entry->nominee_id,
                  td_arena_printf(cli->arena, "%s (%s)", entry->name, entry->unit_code),
                  wording_enum(cli->arena, &pb__ranking_apart__descriptor, (int)entry->apart),
                  entry->apart_reason);
    }
    table_print(table, stdout);
    table_free(table);
}

static void print_line(struct cli *cli, const Pb__RankingLine *line)
{
    printf("\n%s — %s%s\n", line->line, ranking_line_name(line),
           wording_clause(cli->arena, line->clause));
    printf(_("Places: %u; reserves: %u; no place below %u points.\n"), line->quota, line->reserve,
           line->floor_points);
    print_components(cli, line);
    if (line->n_entries == 0)
        puts(_("Nobody is ranked in this line."));
    print_entries(cli, line);
    ranking_print_margin(cli, line);
    print_ties(cli, line);
    print_apart(cli, line);
}

/* -- the same as rows -- */

static const char *score_text(struct cli *cli, uint32_t score_micro)
{
    return ranking_points(cli, (int64_t)score_micro * 10000, 2);
}

static Pb__RankingRow *row_new(struct cli *cli, const Pb__RankingRankResponse *out,
                               const Pb__RankingLine *line, const Pb__RankingEntry *entry)
{
    Pb__RankingRow *row = td_arena_alloc(cli->arena, sizeof *row);
    if (!row)
        return NULL;
    pb__ranking_row__init(row);
    row->round_id = out->round_id;
    row->line = line->line;
    row->rank = entry->rank;
    row->place =
        (char *)wording_enum(cli->arena, &pb__ranking_place__descriptor, (int)entry->place);
    row->reserve_order = entry->reserve_order;
    row->nominee_id = entry->nominee_id;
    row->name = entry->name;
    row->unit_code = entry->unit_code;
    row->unit_name = entry->unit_name;
    row->total = (char *)(entry->rank ? ranking_points(cli, entry->total_e10, 6) : "");
    row->tie_break = (char *)ranking_tie_break(cli, line, entry);
    row->apart =
        (char *)wording_enum(cli->arena, &pb__ranking_apart__descriptor, (int)entry->apart);
    row->apart_reason = entry->apart_reason;
    return row;
}

/* A nominee that was not measured gets a row, too. */
static bool rows_add(struct cli *cli, const Pb__RankingRankResponse *out,
                     const Pb__RankingLine *line, const Pb__RankingEntry *entry,
                     Pb__RankingRows *rows)
{
    size_t n = entry->n_values ? entry->n_values : 1;
    for (size_t i = 0; i < n; i++) {
        Pb__RankingRow *row = row_new(cli, out, line, entry);
        if (!row)
            return false;
        rows->rows[rows->n_rows++] = row;
        if (entry->n_values == 0)
            continue;
        const Pb__RankingValue *value = entry->values[i];
        row->component = value->component;
        row->raw = (char *)ranking_raw(cli, line->components[i], value);
        row->score = (char *)score_text(cli, value->score_micro);
        row->weight_percent = (char *)wording_centi(cli->arena, line->components[i]->weight_centi);
        row->weighted = (char *)ranking_points(cli, value->weighted_e10, 6);
    }
    return true;
}

static enum td_code print_csv(struct cli *cli, const Pb__RankingRankResponse *out)
{
    Pb__RankingRows rows = PB__RANKING_ROWS__INIT;
    size_t most = 1;
    for (size_t l = 0; l < out->n_lines; l++)
        most +=
            (out->lines[l]->n_entries + out->lines[l]->n_apart) * (out->lines[l]->n_components + 1);
    rows.rows = td_arena_alloc(cli->arena, most * sizeof(Pb__RankingRow *));
    bool fine = rows.rows != NULL;
    for (size_t l = 0; fine && l < out->n_lines; l++) {
        const Pb__RankingLine *line = out->lines[l];
        for (size_t i = 0; fine && i < line->n_entries; i++)
            fine = rows_add(cli, out, line, line->entries[i], &rows);
        for (size_t i = 0; fine && i < line->n_apart; i++)
            fine = rows_add(cli, out, line, line->apart[i], &rows);
    }
    return fine ? list_data(cli, &rows.base) : TD_RESOURCE_EXHAUSTED;
}

/* -- the command -- */

static enum td_code print_round(struct cli *cli, const Pb__RankingRankResponse *out)
{
    printf(_("Ranking of %s as of %s (number %llu of the log), plan %s, version %u\n"),
           out->round_id, wording_date(cli->arena, out->day), (unsigned long long)out->log_seq,
           out->plan_id, out->plan_version);
    if (out->provisional)
        puts(_("Provisional: those not appraised yet are ranked, too."));
    for (size_t i = 0; i < out->n_lines; i++)
        print_line(cli, out->lines[i]);
    printf("\n%s\n", plan_text_of(&(struct plan_text){out->basis_vi, out->basis_en}));
    return TD_OK;
}

static enum td_code rank(struct cli *cli)
{
    Pb__RankingRankRequest in = PB__RANKING_RANK_REQUEST__INIT;
    const Pb__RankingRankResponse *out;
    if (cli_text(cli, "explain"))
        return rank_explain(cli, cli_text(cli, "explain"));
    in.round_id = (char *)cli->args[0];
    in.line = cli_field(cli, "line");
    in.provisional = cli_flag(cli, "provisional");
    enum td_code code = CALL(cli, ranking_service, rank, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli_text(cli, "csv"))
        return print_csv(cli, out);
    return cli->json ? json_print_message(stdout, &out->base) : print_round(cli, out);
}

static const struct command_option OPTIONS[] = {
    {.name = "line",
     .kind = OPTION_TEXT,
     .value_name = N_("AWARD-LINE"),
     .help = N_("only this award line, for example commune_ward")},
    {.name = "explain",
     .kind = OPTION_TEXT,
     .value_name = N_("NOMINEE"),
     .help = N_("the whole story of one nominee (HS-2022-0001/1), in sentences")},
    {.name = "provisional",
     .kind = OPTION_FLAG,
     .help = N_("rank those that are not appraised yet, too")},
    OPTION_AS_OF,
    OPTION_CSV,
    {0}};

const struct command rank_commands[] = {
    {.group = "",
     .name = "rank",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Rank the nominees of a round and show how it came about (III.1–3)"),
     .details = N_("Departments are ranked by their assessment, communes and wards by the "
                   "published index, individuals by initiative and contribution, each as the plan "
                   "file weighs it. Who is equal shares the rank; a tie at the line is for the "
                   "council. Whoever is not eligible is listed apart."),
     .example = "thidua rank 2022-annual --line commune_ward",
     .failure = N_("The ranking could not be shown"),
     .options = OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = rank},
    {0},
};
