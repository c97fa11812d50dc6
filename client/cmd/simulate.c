/* thidua simulate: who would stand where under other terms. Writes nothing. */
#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "i18n.h"
#include "json.h"
#include "ranking.pb-c.h"
#include "ranking_words.h"
#include "table.h"
#include "wording.h"

/* -- what is asked -- */

/* "quota.commune_ward=3" */
static enum td_code setting_parse(struct cli *cli, const char *text, Pb__RankingSetting *ret)
{
    const char *equals = strchr(text, '=');
    const char *digits = equals ? equals + 1 + (equals[1] == '-') : "";
    size_t n = strspn(digits, "0123456789");
    if (!equals || equals == text || n == 0 || n > 9 || digits[n])
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "--set", "", TD_KEY_SETTING_FORM, "value",
                       text, TD_END);
    pb__ranking_setting__init(ret);
    ret->key = td_arena_printf(cli->arena, "%.*s", (int)(equals - text), text);
    ret->value = strtoll(equals + 1, NULL, 10);
    return ret->key ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code settings_take(struct cli *cli, Pb__RankingSimulateRequest *in)
{
    size_t n;
    const char *const *texts = cli_texts(cli, "set", &n);
    in->settings = td_arena_alloc(cli->arena, (n + 1) * sizeof(Pb__RankingSetting *));
    enum td_code code = in->settings ? TD_OK : TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        Pb__RankingSetting *setting = td_arena_alloc(cli->arena, sizeof *setting);
        in->settings[in->n_settings++] = setting;
        code = setting ? setting_parse(cli, texts[i], setting) : TD_RESOURCE_EXHAUSTED;
    }
    return code;
}

/* -- what would be -- */

static bool is_set(const Pb__RankingTerm *term)
{
    return term->value != term->plan_value;
}

/* All that can be set, or what was. */
static void print_terms(struct cli *cli, const Pb__RankingSimulateResponse *out, bool all)
{
    static const struct table_column COLUMNS[] = {{N_("Setting"), 0},
                                                  {N_("In the plan"), TABLE_RIGHT},
                                                  {N_("Tried"), TABLE_RIGHT},
                                                  {N_("At most"), TABLE_RIGHT}};
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t i = 0; i < out->n_terms; i++) {
        const Pb__RankingTerm *term = out->terms[i];
        if (all || is_set(term))
            TABLE_ROW(table, term->key, td_dec(cli->arena, term->plan_value),
                      td_dec(cli->arena, term->value), td_dec(cli->arena, term->max));
    }
    table_print(table, stdout);
    table_free(table);
}

static const char *standing(struct cli *cli, uint32_t rank, Pb__RankingPlace place,
                            uint32_t reserve_order)
{
    const char *text =
        rank ? td_arena_printf(cli->arena, "%u, %s", rank, ranking_place(cli, place, reserve_order))
             : NULL;
    return text ? text : "";
}

static uint32_t reserve_order(const Pb__RankingLine *line, const char *nominee_id)
{
    for (size_t i = 0; i < line->n_entries; i++)
        if (strcmp(line->entries[i]->nominee_id, nominee_id) == 0)
            return line->entries[i]->reserve_order;
    return 0;
}

static void print_changes(struct cli *cli, const Pb__RankingSimulateResponse *out,
                          const Pb__RankingLine *now, const Pb__RankingLine *then)
{
    static const struct table_column COLUMNS[] = {
        {N_("Number"), 0}, {N_("Nominee"), TABLE_WRAP}, {N_("Now"), 0},
        {N_("Then"), 0},   {N_("Total"), TABLE_RIGHT},  {"", 0}};
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < out->n_changes; i++) {
        const Pb__RankingChange *change = out->changes[i];
        if (strcmp(change->line, then->line) != 0)
            continue;
        TABLE_ROW(table, change->nominee_id,
                  td_arena_printf(cli->arena, "%s (%s)", change->name, change->unit_code),
                  standing(cli, change->rank_before, change->place_before,
                           reserve_order(now, change->nominee_id)),
                  standing(cli, change->rank_after, change->place_after,
                           reserve_order(then, change->nominee_id)),
                  td_arena_printf(cli->arena, "%s → %s",
                                  ranking_points(cli, change->total_before_e10, 2),
                                  ranking_points(cli, change->total_after_e10, 2)),
                  change->enters   ? _("enters")
                  : change->leaves ? _("leaves")
                                   : "");
    }
    if (table_rows(table) == 0)
        puts(_("Nobody's rank or place would change."));
    table_print(table, stdout);
    table_free(table);
}

static void print_reserves(const Pb__RankingLine *line)
{
    bool any = false;
    for (size_t i = 0; i < line->n_entries; i++) {
        const Pb__RankingEntry *entry = line->entries[i];
        if (entry->place != PB__RANKING_PLACE__RANKING_PLACE_RESERVE)
            continue;
        printf("%s%u. %s (%s)", any ? "; " : _("Reserve order: "), entry->reserve_order,
               entry->name, entry->unit_code);
        any = true;
    }
    if (any)
        puts(".");
}

static void print_lines(struct cli *cli, const Pb__RankingSimulateResponse *out)
{
    for (size_t i = 0; i < out->n_lines && i < out->n_lines_now; i++) {
        const Pb__RankingLine *now = out->lines_now[i], *then = out->lines[i];
        printf("\n%s — %s\n", then->line, ranking_line_name(then));
        if (now->quota != then->quota)
            printf(_("Places: %u → %u\n"), now->quota, then->quota);
        print_changes(cli, out, now, then);
        ranking_print_margin(cli, then);
        print_reserves(then);
    }
}

static const char *outcome(struct cli *cli, Pb__CouncilOutcome outcome, uint32_t order)
{
    const char *word = wording_enum(cli->arena, &pb__council_outcome__descriptor, (int)outcome);
    return order ? td_arena_printf(cli->arena, "%s %u", word, order) : word;
}

/* What the council's counted votes would come to: places and threshold are the tried ones. */
static void print_votes(struct cli *cli, const Pb__RankingSimulateResponse *out)
{
    static const struct table_column COLUMNS[] = {{N_("Ballot"), 0},
                                                  {N_("Nominee"), TABLE_WRAP},
                                                  {N_("In favour"), TABLE_RIGHT},
                                                  {N_("Now"), 0},
                                                  {N_("Then"), 0}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < out->n_votes; i++) {
        const Pb__RankingVote *vote = out->votes[i];
        if (vote->outcome_before == vote->outcome_after &&
            vote->reserve_order_before == vote->reserve_order_after)
            continue;
        TABLE_ROW(table, vote->ballot_id,
                  td_arena_printf(cli->arena, "%s (%s)", vote->name, vote->unit_code),
                  td_arena_printf(cli->arena, "%u/%u", vote->yes, vote->members),
                  outcome(cli, vote->outcome_before, vote->reserve_order_before),
                  outcome(cli, vote->outcome_after, vote->reserve_order_after));
    }
    if (out->n_votes > 0)
        printf("\n%s\n", table_rows(table) > 0 ? _("The council's counted votes")
                                               : _("The council's counted votes would come to the "
                                                   "same."));
    table_print(table, stdout);
    table_free(table);
}

static enum td_code simulate(struct cli *cli)
{
    Pb__RankingSimulateRequest in = PB__RANKING_SIMULATE_REQUEST__INIT;
    const Pb__RankingSimulateResponse *out;
    in.round_id = (char *)cli->args[0];
    in.provisional = cli_flag(cli, "provisional");
    enum td_code code = settings_take(cli, &in);
    if (code == TD_OK)
        code = CALL(cli, ranking_service, simulate, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (in.n_settings == 0)
        puts(_("Nothing was set. These can be: --set SETTING=NUMBER"));
    print_terms(cli, out, in.n_settings == 0);
    if (in.n_settings > 0) {
        print_lines(cli, out);
        print_votes(cli, out);
    }
    puts(_("Only tried: nothing was written."));
    return TD_OK;
}

static const struct command_option OPTIONS[] = {
    {.name = "set",
     .field = "settings",
     .kind = OPTION_TEXT,
     .value_name = N_("SETTING=NUMBER"),
     .help = N_("for example quota.commune_ward=3 or weight.completion=60; without it: what can "
                "be set"),
     .repeats = true},
    {.name = "provisional",
     .kind = OPTION_FLAG,
     .help = N_("rank those that are not appraised yet, too")},
    OPTION_AS_OF,
    {0}};

const struct command simulate_commands[] = {
    {.group = "",
     .name = "simulate",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Try other quotas, weights, floors or votes: who enters, who leaves"),
     .details = N_("Writes nothing. Weights of a line, and those of the assessment, must be 100 "
                   "together; a line may be named by its beginning. Places and vote.threshold are "
                   "tried on the council's counted votes, too."),
     .example = "thidua simulate 2022-annual --set quota.commune_ward=3",
     .failure = N_("Nothing was tried"),
     .options = OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = simulate},
    {0},
};
