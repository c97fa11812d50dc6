/* thidua rank --explain: how one nominee came to its place, in sentences. */
#include "rank.h"

#include "as_of.h"
#include "connection.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "plan_words.h"
#include "ranking.pb-c.h"
#include "ranking_words.h"
#include "wording.h"

/* -- what a value rests on -- */

static void print_index(struct cli *cli, const Pb__RankingFact *fact)
{
    printf(_("Index %u: %s %%, rank %u of %u (%s, publication %u)."), fact->year,
           wording_centi(cli->arena, fact->value), fact->rank, fact->of, fact->subject,
           fact->version);
}

#define FACT(name) PB__RANKING_FACT_KIND__RANKING_FACT_##name

/* Of units; false: of something else. */
static bool print_unit_fact(struct cli *cli, const Pb__RankingFact *fact)
{
    switch ((int)fact->kind) {
    case FACT(INDEX):
        print_index(cli, fact);
        break;
    case FACT(INDEX_MISSING):
        printf(_("Index %u: nothing was published for %s."), fact->year, fact->subject);
        break;
    case FACT(INDEX_CHANGE):
        printf(
            _("Since %u the index changed by %s%s percentage points; the plan file says what that "
              "counts."),
            fact->year, fact->value > 0 ? "+" : "", wording_centi(cli->arena, fact->value));
        break;
    case FACT(TASKS):
        printf(_("Tasks of %s: %lld of %u were done on time."), fact->subject,
               (long long)fact->value, fact->of);
        break;
    case FACT(TASKS_MISSING):
        printf(_("%s was assigned no task in the period: that is no basis, not full completion."),
               fact->subject);
        break;
    case FACT(ASSESSMENT):
        printf(_("Assessment of %s, version %u: %s %%."), fact->subject, fact->version,
               wording_centi(cli->arena, fact->value));
        break;
    case FACT(ASSESSMENT_MISSING):
        printf(_("%s was not assessed for this round."), fact->subject);
        break;
    case FACT(AWARD):
        printf(_("Award of %u: %s (%s)."), fact->year, fact->text, fact->subject);
        break;
    default:
        return false;
    }
    return true;
}

static bool print_initiative_fact(struct cli *cli, const Pb__RankingFact *fact)
{
    switch ((int)fact->kind) {
    case FACT(INITIATIVE):
        printf(_("Initiative %s, “%s”: %s."), fact->subject, fact->text,
               ranking_level(cli, fact->level));
        break;
    case FACT(INITIATIVE_NONE):
        printf(_("The nomination names no initiative."));
        break;
    case FACT(EFFECT):
        printf(_("Home Affairs assessed %s, “%s”: %s."), fact->subject, fact->text,
               ranking_level(cli, fact->level));
        break;
    case FACT(EFFECT_MISSING):
        printf(_("The effect of %s has not been assessed."), fact->subject);
        break;
    case FACT(ADOPTIONS):
        printf(_("%s, “%s”: in force in %lld other units."), fact->subject, fact->text,
               (long long)fact->value);
        break;
    case FACT(SHARE):
        printf(_("Share in %s: %lld %%."), fact->subject, (long long)fact->value);
        break;
    case FACT(SHARE_NONE):
        printf(_("Not among the authors of %s."), fact->subject);
        break;
    default:
        return false;
    }
    return true;
}

static void print_fact(struct cli *cli, const Pb__RankingFact *fact)
{
    printf("     – ");
    if (!print_unit_fact(cli, fact) && !print_initiative_fact(cli, fact)) /* of a newer server */
        printf("%s %s %lld", fact->subject, fact->text, (long long)fact->value);
    putchar('\n');
}

static void print_value(struct cli *cli, const Pb__RankingLine *line, size_t i,
                        const Pb__RankingValue *value)
{
    const Pb__RankingComponent *component = line->components[i];
    const char *name = ranking_component(line, component->id);
    printf("  %zu. ", i + 1);
    if (value->known)
        printf(_("%s%s: %s, which is %s of 100 points; at a weight of %s that gives %s."), name,
               wording_clause(cli->arena, component->clause), ranking_raw(cli, component, value),
               ranking_points(cli, (int64_t)value->score_micro * 10000, 2),
               ranking_weight(cli, component->weight_centi),
               ranking_points(cli, value->weighted_e10, 2));
    else
        printf(_("%s%s: nothing is known (no basis); at a weight of %s it gives nothing, and is a "
                 "question for the council."),
               name, wording_clause(cli->arena, component->clause),
               ranking_weight(cli, component->weight_centi));
    if (component->full > 0 && value->known)
        printf(_(" Full marks are given from %u."), component->full);
    putchar('\n');
    for (size_t f = 0; f < value->n_facts; f++)
        print_fact(cli, value->facts[f]);
}

/* -- what it comes to -- */

static void print_total(struct cli *cli, const Pb__RankingEntry *entry, unsigned decimals)
{
    printf("%s ", _("Total:"));
    for (size_t i = 0; i < entry->n_values; i++)
        printf("%s%s", i ? " + " : "", ranking_points(cli, entry->values[i]->weighted_e10, 2));
    printf(_(" = %s points.\n"), ranking_points(cli, entry->total_e10, decimals));
}

static void print_ties(const Pb__RankingExplainResponse *out)
{
    const Pb__RankingEntry *entry = out->entry;
    if (entry->tie_break == PB__RANKING_TIE_BREAK__RANKING_TIE_BREAK_COMPONENT)
        printf(_("Others have the same total; they were told apart by: %s.\n"),
               ranking_component(out->line, entry->tie_break_component));
    if (entry->tie_break == PB__RANKING_TIE_BREAK__RANKING_TIE_BREAK_PREFERENCE)
        printf(entry->preferred
                   ? _("Others have the same total; it goes first by the national preference at "
                       "equal merit: %s.\n")
                   : _("Others have the same total and go first by the national preference at "
                       "equal merit: %s.\n"),
               out->line->preference);
    if (out->n_equal_to == 0)
        return;
    printf("%s ", _("Equal by all rules, and of the same rank:"));
    for (size_t i = 0; i < out->n_equal_to; i++)
        printf("%s%s", i ? ", " : "", out->equal_to[i]);
    puts(".");
}

static void print_place(const Pb__RankingExplainResponse *out)
{
    const Pb__RankingEntry *entry = out->entry;
    const Pb__RankingLine *line = out->line;
    int64_t floor_e10 = (int64_t)line->floor_points * INT64_C(10000000000);
    switch (entry->place) {
    case PB__RANKING_PLACE__RANKING_PLACE_IN:
        printf(_("With rank %u it is among the %u places of the line.\n"), entry->rank,
               line->quota);
        break;
    case PB__RANKING_PLACE__RANKING_PLACE_TIED:
        printf(_("With rank %u it is equal with others across the line of %u places: no rule of "
                 "the plan tells them apart, the council decides.\n"),
               entry->rank, line->quota);
        break;
    case PB__RANKING_PLACE__RANKING_PLACE_RESERVE:
        printf(_("With rank %u it is behind the %u places of the line: reserve number %u, when a "
                 "place becomes free.\n"),
               entry->rank, line->quota, entry->reserve_order);
        break;
    default:
        if (entry->total_e10 < floor_e10)
            printf(_("Below %u points nobody gets a place in this line: it is out.\n"),
                   line->floor_points);
        else
            printf(_("With rank %u it is behind the %u places and the %u reserves: it is out.\n"),
                   entry->rank, line->quota, line->reserve);
    }
    if (entry->basis_decides)
        puts(_("With full marks where nothing is known it could get a place."));
}

static void print_neighbours(struct cli *cli, const Pb__RankingExplainResponse *out,
                             unsigned decimals)
{
    const Pb__RankingEntry *before = out->before, *after = out->after;
    int64_t total = out->entry->total_e10;
    if (before)
        printf(_("Just before it: %s (%s) with %s points, %s more.\n"), before->name,
               before->unit_code, ranking_points(cli, before->total_e10, decimals),
               ranking_difference(cli, before->total_e10, total, decimals));
    if (after)
        printf(_("Just behind it: %s (%s) with %s points, %s less.\n"), after->name,
               after->unit_code, ranking_points(cli, after->total_e10, decimals),
               ranking_difference(cli, total, after->total_e10, decimals));
}

/* Two totals that differ look different. */
static unsigned decimals_of(const Pb__RankingExplainResponse *out)
{
    Pb__RankingEntry *entries[3];
    Pb__RankingLine line = PB__RANKING_LINE__INIT;
    line.entries = entries;
    if (out->before)
        entries[line.n_entries++] = out->before;
    entries[line.n_entries++] = out->entry;
    if (out->after)
        entries[line.n_entries++] = out->after;
    return ranking_decimals(&line);
}

static void print_ranked(struct cli *cli, const Pb__RankingExplainResponse *out)
{
    unsigned decimals = decimals_of(out);
    print_total(cli, out->entry, decimals);
    print_ties(out);
    print_place(out);
    print_neighbours(cli, out, decimals);
}

static void print_apart(struct cli *cli, const Pb__RankingEntry *entry)
{
    printf(_("It is not ranked: %s."),
           wording_enum(cli->arena, &pb__ranking_apart__descriptor, (int)entry->apart));
    if (*entry->apart_reason)
        printf(_(" Reason: %s"), entry->apart_reason);
    putchar('\n');
}

static enum td_code print_story(struct cli *cli, const Pb__RankingExplainResponse *out)
{
    const Pb__RankingEntry *entry = out->entry;
    if (!entry || !out->line || entry->n_values > out->line->n_components)
        return TD_UNKNOWN;
    printf(_("%s (%s), proposed by %s, stands in the line %s: %s%s.\n"), entry->name,
           entry->nominee_id, *entry->unit_name ? entry->unit_name : entry->unit_code,
           out->line->line, ranking_line_name(out->line),
           wording_clause(cli->arena, out->line->clause));
    for (size_t i = 0; i < entry->n_values; i++)
        print_value(cli, out->line, i, entry->values[i]);
    if (entry->apart)
        print_apart(cli, entry);
    else
        print_ranked(cli, out);
    printf(_("As of %s (number %llu of the log), plan %s, version %u. %s\n"),
           wording_date(cli->arena, out->day), (unsigned long long)out->log_seq, out->plan_id,
           out->plan_version, plan_text_of(&(struct plan_text){out->basis_vi, out->basis_en}));
    return TD_OK;
}

enum td_code rank_explain(struct cli *cli, const char *nominee_id)
{
    static const char *const OTHERS[] = {"line", "csv"};
    Pb__RankingExplainRequest in = PB__RANKING_EXPLAIN_REQUEST__INIT;
    const Pb__RankingExplainResponse *out;
    for (size_t i = 0; i < 2; i++)
        if (cli_text(cli, OTHERS[i]))
            return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_TOGETHER, "option",
                           "--explain", "other", i ? "--csv" : "--line", TD_END);
    in.round_id = (char *)cli->args[0];
    in.nominee_id = (char *)nominee_id;
    in.provisional = cli_flag(cli, "provisional");
    enum td_code code = CALL(cli, ranking_service, explain, &in, &out);
    if (code != TD_OK)
        return code;
    return cli->json ? json_print_message(stdout, &out->base) : print_story(cli, out);
}
