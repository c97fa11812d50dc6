/* Results of the CCHC index as sentences and tables. */
#include "index_view.h"

#include "i18n.h"
#include "table.h"
#include "wording.h"

static const char *percent(struct cli *cli, int64_t centi)
{
    const char *text = td_arena_printf(cli->arena, "%s %%", wording_centi(cli->arena, centi));
    return text ? text : "";
}

/* "no survey: 31.75 of 35.00 rescaled", or "". */
static const char *rescaled(struct cli *cli, const Pb__IndexResult *result)
{
    if (!result->rescaled)
        return "";
    const char *text = td_arena_printf(cli->arena, _("without survey: %s of %s, rescaled"),
                                       wording_centi(cli->arena, result->raw_centi),
                                       wording_centi(cli->arena, result->covered_max_centi));
    return text ? text : "";
}

static void print_points(struct cli *cli, const Pb__IndexResult *result)
{
    printf(_("%s: %s of %s points (%s)"), result->unit_code,
           wording_centi(cli->arena, result->total_centi),
           wording_centi(cli->arena, result->max_centi), percent(cli, result->percent_centi));
    if (result->rank > 0)
        printf(_(", rank %u"), result->rank);
    if (result->rescaled)
        printf("; %s", rescaled(cli, result));
}

void index_result_print(struct cli *cli, const Pb__IndexResult *result)
{
    if (!result)
        return;
    if (result->rank == 0 && result->scored == 0)
        printf(_("%s: nothing counts yet"), result->unit_code);
    else
        print_points(cli, result);
    puts(".");
    if (result->not_appraised > 0)
        printf(_("Criteria that are not appraised yet and count nothing so far: %u.\n"),
               result->not_appraised);
}

static bool has_tie(Pb__IndexResult *const *results, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (results[i]->rank == results[i - 1]->rank)
            return true;
    return false;
}

static const char *note(struct cli *cli, const Pb__IndexResult *result)
{
    const char *text = rescaled(cli, result);
    if (result->not_appraised > 0)
        text = td_arena_printf(cli->arena, "%s%s%s %u", text, *text ? "; " : "",
                               _("not appraised:"), result->not_appraised);
    return text ? text : "";
}

void index_results_print(struct cli *cli, Pb__IndexResult *const *results, size_t n,
                         char *const *missing, size_t n_missing)
{
    static const struct table_column COLUMNS[] = {
        {N_("Rank"), TABLE_RIGHT},    {N_("Unit"), 0},
        {N_("Name"), TABLE_WRAP},     {N_("Points"), TABLE_RIGHT},
        {N_("Maximum"), TABLE_RIGHT}, {N_("Percent"), TABLE_RIGHT},
        {N_("Note"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 7, true);
    for (size_t i = 0; i < n; i++)
        TABLE_ROW(table, td_dec(cli->arena, results[i]->rank), results[i]->unit_code,
                  results[i]->unit_name, wording_centi(cli->arena, results[i]->total_centi),
                  wording_centi(cli->arena, results[i]->max_centi),
                  percent(cli, results[i]->percent_centi), note(cli, results[i]));
    if (table_rows(table) == 0)
        puts(_("No unit has a score yet."));
    table_print(table, stdout);
    table_free(table);
    if (has_tie(results, n))
        puts(_("Equal totals share a rank; a tie is shown, never broken here."));
    for (size_t i = 0; i < n_missing; i++)
        printf("%s%s%s", i == 0 ? _("Without any score: ") : ", ", missing[i],
               i + 1 == n_missing ? "\n" : "");
}
