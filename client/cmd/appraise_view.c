/* What thidua appraise prints. */
#include "appraise_view.h"

#include "i18n.h"
#include "plan_words.h"
#include "table.h"
#include "timeline.h"
#include "wording.h"

#define ENUM(cli, type, value) wording_enum((cli)->arena, &pb__##type##__descriptor, (int)(value))

const char *appraise_who(struct cli *cli, const Pb__NomineeInfo *nominee)
{
    return nominee ? td_arena_printf(cli->arena, "%s, %s (%s)", nominee->nominee_id, nominee->name,
                                     nominee->unit_code)
                   : "";
}

static const char *officer_of(struct cli *cli, const char *name, const char *login)
{
    return *login ? td_arena_printf(cli->arena, "%s (%s)", name, login) : "";
}

static void heading(const char *text)
{
    printf("\n%s\n", text);
}

/* -- who -- */

static const char *state_text(struct cli *cli, const Pb__NomineeInfo *nominee)
{
    const char *state = ENUM(cli, nominee_state, nominee->state);
    return *nominee->reason ? td_arena_printf(cli->arena, "%s: %s", state, nominee->reason) : state;
}

static void print_nominee(struct cli *cli, const Pb__AppraisalShowResponse *sheet)
{
    const Pb__NomineeInfo *nominee = sheet->nominee;
    bool collective = nominee->kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    struct table *facts = facts_new();
    facts_add(facts, _("Nominee"), nominee->nominee_id);
    facts_add(facts, _("Name"), nominee->name);
    facts_add(facts, _("Position"), nominee->position);
    facts_add(facts, _("Staff code"), nominee->staff_code);
    facts_add(facts, _("Citizen number"), nominee->citizen_id);
    facts_add(facts, _("Gender"), ENUM(cli, gender, nominee->gender));
    if (collective)
        facts_add(facts, _("Women"), td_arena_printf(cli->arena, "%u %%", nominee->women_percent));
    facts_add(facts, _("Unit"), nominee->unit_code);
    facts_add(facts, _("Round"), nominee->round_id);
    facts_add(facts, _("Award line"), nominee->award_line);
    facts_add(facts, _("State"), state_text(cli, nominee));
    facts_add(facts, _("Appraiser"), *sheet->assigned_to ? sheet->assigned_to : _("nobody yet"));
    facts_add(facts, _("Achievement"), sheet->summary);
    table_print(facts, stdout);
    table_free(facts);
}

/* -- records -- */

static const char *tasks_text(struct cli *cli, const Pb__TaskUnitSummary *tasks)
{
    if (tasks->assigned == 0)
        return _("no task assigned to the unit");
    const char *against = "";
    for (size_t i = 0; against && i < tasks->n_against; i++)
        against = td_arena_printf(cli->arena, "%s%s%s", against, i ? ", " : "", tasks->against[i]);
    const char *text = td_arena_printf(
        cli->arena,
        _("tasks of the unit: %u assigned; on time %u (%s %%), late %u, not done %u, not decided "
          "%u"),
        tasks->assigned, tasks->on_time, wording_centi(cli->arena, tasks->on_time_centi),
        tasks->late, tasks->not_done, tasks->open + tasks->overdue + tasks->awaiting);
    return *against ? td_arena_printf(cli->arena, _("%s. Against it: %s"), text, against) : text;
}

static const char *head_text(struct cli *cli, const Pb__HeadFact *head)
{
    if (!head)
        return _("the unit is not assessed yet");
    const char *text =
        head->scored
            ? td_arena_printf(cli->arena, _("responsibility of the head: %s %% (assessment %u)"),
                              wording_centi(cli->arena, head->percent_centi), head->version)
            : td_arena_printf(cli->arena, _("the head is not scored yet (assessment %u)"),
                              head->version);
    return *head->finding ? td_arena_printf(cli->arena, "%s. %s", text, head->finding) : text;
}

static const char *index_year_text(struct cli *cli, const Pb__IndexFact *index)
{
    const char *text = td_arena_printf(
        cli->arena, _("CCHC index %u: %s points (%s %%), rank %u of %u"), index->year,
        wording_centi(cli->arena, index->total_centi),
        wording_centi(cli->arena, index->percent_centi), index->rank, index->n_ranked);
    if (index->before_year == 0)
        return text;
    return td_arena_printf(cli->arena, _("%s; %s%s percentage points against %u"), text,
                           index->change_centi > 0 ? "+" : "",
                           wording_centi(cli->arena, index->change_centi), index->before_year);
}

static const char *index_text(struct cli *cli, const Pb__AppraisalShowResponse *sheet)
{
    const char *text = "";
    if (sheet->n_index == 0)
        return _("no CCHC index of the unit published");
    for (size_t i = 0; text && i < sheet->n_index; i++)
        text = td_arena_printf(cli->arena, "%s%s%s", text, i ? ". " : "",
                               index_year_text(cli, sheet->index[i]));
    return text;
}

static const char *adoptions_text(struct cli *cli, const char *text, const Pb__InitiativeFact *fact)
{
    if (fact->adoptions == 0)
        return text;
    return td_arena_printf(cli->arena,
                           ngettext("%s; adopted by %u unit (%u still)",
                                    "%s; adopted by %u units (%u still)", fact->adoptions),
                           text, fact->adoptions, fact->adoptions_in_force);
}

static const char *initiative_text(struct cli *cli, const Pb__AppraisalShowResponse *sheet)
{
    const Pb__InitiativeFact *fact = sheet->initiative;
    if (!fact)
        return _("no initiative named");
    const char *text = td_arena_printf(cli->arena, "%s “%s” (%s): %s", fact->id, fact->title,
                                       fact->unit_code, ENUM(cli, initiative_state, fact->state));
    if (fact->effect)
        text =
            td_arena_printf(cli->arena, "%s; %s", text, ENUM(cli, initiative_effect, fact->effect));
    if (*fact->decision_number)
        text =
            td_arena_printf(cli->arena, _("%s; decision %s of %s, %s"), text, fact->decision_number,
                            wording_date(cli->arena, fact->decided_on), fact->decision_issuer);
    text = adoptions_text(cli, text, fact);
    if (sheet->nominee->kind != PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL)
        return text;
    return fact->share_percent
               ? td_arena_printf(cli->arena, _("%s; own share %u %%"), text, fact->share_percent)
               : td_arena_printf(cli->arena, _("%s; not among its authors"), text);
}

static const char *awards_text(struct cli *cli, const Pb__AppraisalShowResponse *sheet)
{
    if (sheet->n_awards == 0)
        return _("no earlier award known");
    return td_arena_printf(cli->arena,
                           ngettext("%zu earlier award, told below",
                                    "%zu earlier awards, told below", sheet->n_awards),
                           sheet->n_awards);
}

static const char *record_text(struct cli *cli, const Pb__AppraisalShowResponse *sheet,
                               Pb__AppraisalRecord record)
{
    switch (record) {
    case PB__APPRAISAL_RECORD__APPRAISAL_RECORD_TASKS:
        return sheet->tasks ? tasks_text(cli, sheet->tasks) : "";
    case PB__APPRAISAL_RECORD__APPRAISAL_RECORD_HEAD:
        return head_text(cli, sheet->head);
    case PB__APPRAISAL_RECORD__APPRAISAL_RECORD_INDEX:
        return index_text(cli, sheet);
    case PB__APPRAISAL_RECORD__APPRAISAL_RECORD_INITIATIVE:
        return initiative_text(cli, sheet);
    case PB__APPRAISAL_RECORD__APPRAISAL_RECORD_DISCIPLINE:
        if (sheet->discipline && !sheet->discipline->eligible)
            return _("excluded by the register of discipline");
        return sheet->discipline && sheet->discipline->n_hints > 0
                   ? _("not excluded by the register of discipline; see the hints below")
                   : _("not excluded by the register of discipline");
    case PB__APPRAISAL_RECORD__APPRAISAL_RECORD_AWARDS:
        return awards_text(cli, sheet);
    default:
        return "";
    }
}

/* Criterion by criterion, one line a record. */
static void print_records(struct cli *cli, const Pb__AppraisalShowResponse *sheet)
{
    static const struct table_column COLUMNS[] = {{N_("CRITERION"), 0},
                                                  {N_("RECORDS"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 2, true);
    for (size_t i = 0; i < sheet->n_criteria; i++)
        for (size_t r = 0; r < sheet->criteria[i]->n_records; r++)
            TABLE_ROW(table, r ? "" : sheet->criteria[i]->criterion,
                      record_text(cli, sheet, sheet->criteria[i]->records[r]));
    table_print(table, stdout);
    table_free(table);
}

/* -- criteria -- */

static void print_criteria(struct cli *cli, const Pb__AppraisalShowResponse *sheet)
{
    static const struct table_column COLUMNS[] = {{N_("CRITERION"), 0},
                                                  {N_("IT ASKS"), TABLE_WRAP},
                                                  {N_("THE UNIT SAYS"), TABLE_WRAP},
                                                  {N_("RECORDS"), 0},
                                                  {N_("VERDICT"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < sheet->n_criteria; i++) {
        const Pb__AppraisedCriterion *criterion = sheet->criteria[i];
        const struct plan_text text = {criterion->text_vi, criterion->text_en};
        TABLE_ROW(table, criterion->criterion, plan_text_of(&text), criterion->claim,
                  ENUM(cli, criterion_answer, criterion->computed),
                  ENUM(cli, verdict_standing, criterion->standing));
    }
    table_print(table, stdout);
    table_free(table);
}

void appraise_print_verdicts(struct cli *cli, Pb__AppraisedCriterion *const *criteria, size_t n)
{
    static const struct table_column COLUMNS[] = {{N_("CRITERION"), 0},
                                                  {N_("VERDICT"), 0},
                                                  {N_("BY"), TABLE_WRAP},
                                                  {N_("TIME"), 0},
                                                  {N_("NOTE"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < n; i++)
        for (size_t v = 0; v < criteria[i]->n_verdicts; v++) {
            const Pb__AppraisalVerdict *verdict = criteria[i]->verdicts[v];
            const char *word = ENUM(cli, verdict, verdict->verdict);
            TABLE_ROW(table, criteria[i]->criterion,
                      verdict->superseded
                          ? td_arena_printf(cli->arena, _("(%s, since changed)"), word)
                          : word,
                      officer_of(cli, verdict->officer_name, verdict->officer),
                      wording_time(cli->arena, verdict->at_utc_ms), verdict->note);
        }
    table_print(table, stdout);
    table_free(table);
}

/* -- what else there is -- */

static void print_awards(struct cli *cli, const Pb__AppraisalShowResponse *sheet)
{
    static const struct table_column COLUMNS[] = {
        {N_("GRANTED"), 0},      {N_("ROUND, UNIT"), 0},
        {N_("NUMBER"), 0},       {N_("RECIPIENT"), TABLE_WRAP},
        {N_("FOR"), TABLE_WRAP}, {N_("KNOWN BY"), 0}};
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < sheet->n_awards; i++) {
        const Pb__EarlierAward *award = sheet->awards[i];
        TABLE_ROW(table, wording_date(cli->arena, award->granted_on),
                  *award->round_id ? award->round_id : award->unit_code, award->number,
                  award->recipient, award->revoked ? _("(revoked)") : award->achievement,
                  ENUM(cli, duplicate_match, award->matched_by));
    }
    table_print(table, stdout);
    table_free(table);
}

/* With the round and how far it has come: one of the two may have been awarded long ago. */
static const char *side_of(struct cli *cli, const Pb__NomineeInfo *nominee)
{
    return td_arena_printf(cli->arena, "%s, %s: %s", appraise_who(cli, nominee), nominee->round_id,
                           ENUM(cli, nominee_state, nominee->state));
}

void appraise_print_duplicates(struct cli *cli, Pb__Duplicate *const *duplicates, size_t n)
{
    static const struct table_column COLUMNS[] = {{N_("NOMINEE"), TABLE_WRAP},
                                                  {N_("OTHER"), TABLE_WRAP},
                                                  {N_("SAME"), 0},
                                                  {N_("DECIDED"), TABLE_WRAP},
                                                  {N_("REASON"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < n; i++) {
        const Pb__Duplicate *pair = duplicates[i];
        if (pair->first && pair->second)
            TABLE_ROW(table, side_of(cli, pair->first), side_of(cli, pair->second),
                      ENUM(cli, duplicate_match, pair->matched_by),
                      pair->decided ? ENUM(cli, duplicate_verdict, pair->decided) : _("not yet"),
                      pair->reason);
    }
    table_print(table, stdout);
    table_free(table);
}

static void print_history(struct cli *cli, const Pb__AppraisalShowResponse *sheet)
{
    static const struct table_column COLUMNS[] = {
        {N_("TIME"), 0}, {N_("WHAT"), 0}, {N_("BY"), TABLE_WRAP}, {N_("REASON"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t i = 0; i < sheet->n_history; i++) {
        const Pb__NomineeHistoryEntry *entry = sheet->history[i];
        TABLE_ROW(table, wording_time(cli->arena, entry->at_utc_ms),
                  ENUM(cli, nominee_event, entry->event),
                  officer_of(cli, entry->officer_name, entry->officer), entry->reason);
    }
    table_print(table, stdout);
    table_free(table);
}

void appraise_print_sheet(struct cli *cli, const Pb__AppraisalShowResponse *sheet)
{
    print_nominee(cli, sheet);
    heading(_("Criteria of III.4"));
    print_criteria(cli, sheet);
    printf(_("\nRecords from %s to %s\n"), wording_date(cli->arena, sheet->period_from),
           wording_date(cli->arena, sheet->period_to));
    print_records(cli, sheet);
    size_t verdicts = 0;
    for (size_t i = 0; i < sheet->n_criteria; i++)
        verdicts += sheet->criteria[i]->n_verdicts;
    if (verdicts > 0) {
        heading(_("Verdicts"));
        appraise_print_verdicts(cli, sheet->criteria, sheet->n_criteria);
    }
    heading(_("Discipline (I.2.e)"));
    if (sheet->discipline && !sheet->discipline->eligible && sheet->discipline->n_facts == 0)
        puts(_("excluded")); /* without the facts, for those who may not see the register */
    else if (sheet->discipline)
        eligibility_print(stdout, cli->arena, (Pb__NomineeEligibility *const[]){sheet->discipline},
                          1);
    if (sheet->n_awards > 0) {
        heading(_("Earlier awards"));
        print_awards(cli, sheet);
    }
    if (sheet->n_duplicates > 0) {
        heading(_("Perhaps proposed twice"));
        appraise_print_duplicates(cli, sheet->duplicates, sheet->n_duplicates);
    }
    if (sheet->n_history > 0) {
        heading(_("What happened"));
        print_history(cli, sheet);
    }
}
