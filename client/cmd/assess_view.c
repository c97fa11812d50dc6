/* The sheet of a unit's assessment (IV.3.a): raw, weight, total, and what each rests on. */
#include "assess_view.h"

#include "attach.h"
#include "i18n.h"
#include "plan_words.h"
#include "table.h"
#include "wording.h"

static const char *text_of(const char *vi, const char *en)
{
    const struct plan_text text = {vi, en};
    return plan_text_of(&text);
}

static const char *centi(struct cli *cli, int64_t value)
{
    return wording_centi(cli->arena, value);
}

const char *assess_percent(struct cli *cli, bool known, int32_t value)
{
    return known ? td_arena_printf(cli->arena, "%s %%", centi(cli, value)) : _("no basis");
}

/* -- the head -- */

static void print_unit(struct cli *cli, const Pb__AssessmentSheet *sheet)
{
    struct table *facts = facts_new();
    facts_add(facts, _("Unit"),
              td_arena_printf(cli->arena, "%s (%s)", sheet->unit_name, sheet->unit_code));
    facts_add(facts, _("Round"), sheet->round_id);
    facts_add(facts, _("Period"),
              td_arena_printf(cli->arena, _("%s to %s"),
                              wording_date(cli->arena, sheet->period_from),
                              wording_date(cli->arena, sheet->period_to)));
    facts_add(facts, _("Version"),
              sheet->version ? td_dec(cli->arena, sheet->version)
                             : _("none: Home Affairs has recorded nothing yet"));
    table_print(facts, stdout);
    table_free(facts);
}

/* -- sides -- */

static void print_sides(struct cli *cli, const Pb__AssessmentSheet *sheet)
{
    static const struct table_column COLUMNS[] = {{N_("Side"), TABLE_WRAP},
                                                  {N_("Clause"), 0},
                                                  {N_("Result"), TABLE_RIGHT},
                                                  {N_("Weight"), TABLE_RIGHT},
                                                  {N_("Counts"), TABLE_RIGHT}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < sheet->n_sides; i++) {
        const Pb__AssessmentSide *side = sheet->sides[i];
        /* Hundredths of a percent times percent: 10^-4 points. */
        int64_t counts = ((int64_t)side->percent_centi * side->weight_percent + 50) / 100;
        TABLE_ROW(table, text_of(side->vi, side->en), side->clause,
                  assess_percent(cli, side->known, side->percent_centi),
                  td_arena_printf(cli->arena, "%u %%", side->weight_percent),
                  side->known ? centi(cli, counts) : "");
    }
    putchar('\n');
    table_print(table, stdout);
    table_free(table);
}

static void print_total(struct cli *cli, const Pb__AssessmentSheet *sheet)
{
    if (!sheet->known) {
        puts(_("There is no basis for a total yet."));
        return;
    }
    printf(_("Total: %s of 100 points.\n"), centi(cli, sheet->total_centi));
    if (!sheet->complete)
        puts(_("Not every side has a basis; it gives nothing here, as in the ranking, and is a "
               "question for the council."));
}

/* -- what they rest on -- */

static void print_tasks(struct cli *cli, const Pb__TaskUnitSummary *tasks)
{
    if (!tasks || tasks->assigned == 0) {
        puts(_("Tasks: none was assigned in the period; that is no basis, not 100 % (III.4)."));
        return;
    }
    printf(_("Tasks: %u assigned, %u on time (%s %%), %u late, %u not done, %u not decided yet.\n"),
           tasks->assigned, tasks->on_time, centi(cli, tasks->on_time_centi), tasks->late,
           tasks->not_done, tasks->open + tasks->overdue + tasks->awaiting);
}

static void print_effect(struct cli *cli, const Pb__AssessmentSheet *sheet)
{
    const Pb__AssessmentEffect *effect = sheet->effect;
    if (!effect || !effect->result) {
        puts(_("CCHC index: no result was published in the period."));
        return;
    }
    printf(_("CCHC index %u: %s %%, rank %u of %u.\n"), effect->result->year,
           centi(cli, effect->result->percent_centi), effect->result->rank,
           effect->result->n_ranked);
    if (effect->before)
        printf(_("Change against %u: %s percentage points, worth %s %%; the change counts %u %%, "
                 "%u points up are full marks.\n"),
               effect->before->year, centi(cli, effect->change_centi),
               centi(cli, effect->change_score_centi), effect->change_percent, effect->full_change);
    else
        puts(effect->full_change
                 ? _("There is no earlier result to compare with; the result counts alone.")
                 : _("The round's version of the plan does not count the change against the year "
                     "before; the result counts alone."));
    if (*sheet->basis_vi)
        printf("(%s)\n", text_of(sheet->basis_vi, sheet->basis_en));
}

static void print_head(struct cli *cli, const Pb__AssessmentSheet *sheet)
{
    static const struct table_column COLUMNS[] = {
        {N_("Criterion"), 0},        {N_("It asks"), TABLE_WRAP}, {N_("Clause"), 0},
        {N_("Points"), TABLE_RIGHT}, {N_("Of"), TABLE_RIGHT},     {N_("Note"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < sheet->n_head; i++) {
        const Pb__AssessmentCriterion *row = sheet->head[i];
        TABLE_ROW(table, row->criterion, text_of(row->vi, row->en), row->clause,
                  row->scored ? centi(cli, row->score_centi) : _("not scored"),
                  centi(cli, row->max_centi), row->note);
    }
    if (sheet->no_head_criteria)
        puts(_("The round's version of the plan has no criteria for the head of a unit; nobody can "
               "score that side."));
    if (table_rows(table) > 0)
        printf("\n%s\n", _("Responsibility of the head"));
    table_print(table, stdout);
    table_free(table);
}

static void print_findings(struct cli *cli, const Pb__AssessmentSheet *sheet)
{
    struct table *facts = facts_new();
    for (size_t i = 0; i < sheet->n_sides; i++)
        facts_add(facts, text_of(sheet->sides[i]->vi, sheet->sides[i]->en),
                  sheet->sides[i]->finding);
    if (table_rows(facts) > 0)
        printf("\n%s\n", _("Findings"));
    table_print(facts, stdout);
    table_free(facts);
    for (size_t i = 0; i < sheet->n_sides; i++) {
        const Pb__AssessmentSide *side = sheet->sides[i];
        if (side->known != side->known_then || side->percent_centi != side->percent_then_centi)
            printf(_("%s was %s when this version was recorded; the records have changed since.\n"),
                   text_of(side->vi, side->en),
                   assess_percent(cli, side->known_then, side->percent_then_centi));
    }
}

static void print_versions(struct cli *cli, const Pb__AssessmentSheet *sheet)
{
    static const struct table_column COLUMNS[] = {{N_("Version"), TABLE_RIGHT},
                                                  {N_("Recorded"), 0},
                                                  {N_("By"), TABLE_WRAP},
                                                  {N_("Reason"), TABLE_WRAP},
                                                  {N_("Files"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < sheet->n_versions; i++) {
        const Pb__AssessmentVersion *row = sheet->versions[i];
        TABLE_ROW(table, td_dec(cli->arena, row->version),
                  wording_time(cli->arena, row->recorded_utc_ms),
                  td_arena_printf(cli->arena, "%s (%s)", row->recorded_by_name, row->recorded_by),
                  row->reason, attach_names(cli->arena, row->evidence, row->n_evidence));
    }
    if (table_rows(table) > 0)
        printf("\n%s\n", _("Versions"));
    table_print(table, stdout);
    table_free(table);
}

void assess_print_sheet(struct cli *cli, const Pb__AssessmentSheet *sheet)
{
    print_unit(cli, sheet);
    print_sides(cli, sheet);
    print_total(cli, sheet);
    putchar('\n');
    print_tasks(cli, sheet->tasks);
    print_effect(cli, sheet);
    print_head(cli, sheet);
    print_findings(cli, sheet);
    print_versions(cli, sheet);
}
