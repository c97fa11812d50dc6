/* thidua plan: the rules as immutable versions of a plan file. */
#include "plan.pb-c.h"

#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "files.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "plan_words.h"
#include "planfile.h"
#include "table.h"
#include "wording.h"

static enum td_code load(struct cli *cli)
{
    Pb__PlanLoadRequest in = PB__PLAN_LOAD_REQUEST__INIT;
    const Pb__PlanLoadResponse *out;
    const char *slash = strrchr(cli->args[0], '/');
    in.file_name = (char *)(slash ? slash + 1 : cli->args[0]);
    enum td_code code = files_read(cli->args[0], PLANFILE_MAX_BYTES, cli->arena, &in.yaml.data,
                                   &in.yaml.len, &cli->err);
    if (code == TD_OK)
        code = CALL(cli, plan_service, load, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(out->unchanged ? _("Plan %s was loaded already, as version %u: %s\n")
                          : _("Plan %s is loaded as version %u: %s\n"),
           out->plan->plan_id, out->plan->version, out->plan->title);
    return TD_OK;
}

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("Plan"), 0},   {N_("Version"), TABLE_RIGHT},
                                                  {N_("Issued"), 0}, {N_("Title"), TABLE_WRAP},
                                                  {N_("Loaded"), 0}, {N_("By"), 0}};
    Pb__PlanListRequest in = PB__PLAN_LIST_REQUEST__INIT;
    const Pb__PlanListResponse *out;
    enum td_code code = CALL_ALL(cli, plan_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < out->n_plans; i++) {
        const Pb__PlanVersion *plan = out->plans[i];
        TABLE_ROW(table, plan->plan_id, td_dec(cli->arena, plan->version),
                  wording_date(cli->arena, plan->issued_on), plan->title,
                  wording_time(cli->arena, plan->loaded_utc_ms), plan->loaded_by);
    }
    if (table_rows(table) == 0)
        puts(_("No plan has been loaded yet."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

static void print_criteria(struct cli *cli, const struct plan *plan)
{
    static const struct table_column COLUMNS[] = {
        {N_("Criterion"), 0}, {N_("Of"), 0}, {N_("Text"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 3, true);
    for (size_t i = 0; i < plan->n_criteria; i++)
        TABLE_ROW(
            table, plan->criteria[i].id,
            wording_enum(cli->arena, &pb__nominee_kind__descriptor, (int)plan->criteria[i].kind),
            plan_text_of(&plan->criteria[i].text));
    puts("");
    table_print(table, stdout);
    table_free(table);
}

static void print_quotas(struct cli *cli, const struct plan *plan)
{
    static const struct table_column COLUMNS[] = {{N_("Round"), 0},
                                                  {N_("Award line"), 0},
                                                  {N_("Places"), TABLE_RIGHT},
                                                  {N_("Clause"), 0},
                                                  {N_("Text"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < plan->n_rounds; i++)
        for (size_t k = 0; k < plan->rounds[i].n_quotas; k++) {
            const struct plan_quota *quota = &plan->rounds[i].quotas[k];
            const struct plan_line *line = plan_line_find(plan, quota->line);
            TABLE_ROW(
                table,
                wording_enum(cli->arena, &pb__round_kind__descriptor, (int)plan->rounds[i].kind),
                quota->line, td_dec(cli->arena, quota->places), plan->rounds[i].clause,
                line ? plan_text_of(&line->text) : "");
        }
    puts("");
    table_print(table, stdout);
    table_free(table);
}

static enum td_code print_plan(struct cli *cli, const Pb__PlanShowResponse *out)
{
    const struct plan *plan;
    struct td_arena *arena = td_arena_new(PLANFILE_ARENA_BYTES);
    enum td_code code = arena ? planfile_parse_stored(out->yaml.data, out->yaml.len,
                                                      out->plan->plan_id, arena, &plan, &cli->err)
                              : TD_RESOURCE_EXHAUSTED;
    if (code == TD_OK) {
        struct table *facts = facts_new();
        facts_add(facts, _("Plan"), plan->id);
        facts_add(facts, _("Title"), plan_text_of(&plan->title));
        facts_add(facts, _("Issued"), wording_date(cli->arena, plan->issued_on));
        facts_add(facts, _("Version"), td_dec(cli->arena, out->plan->version));
        facts_add(facts, _("Loaded"), wording_time(cli->arena, out->plan->loaded_utc_ms));
        facts_add(facts, _("Years"),
                  td_arena_printf(cli->arena, "%u–%u", plan->year_from, plan->year_to));
        facts_add(facts, _("Original sets"), td_dec(cli->arena, plan->originals));
        table_print(facts, stdout);
        table_free(facts);
        print_quotas(cli, plan);
        print_criteria(cli, plan);
    }
    td_arena_free(arena);
    return code;
}

static enum td_code show(struct cli *cli)
{
    Pb__PlanShowRequest in = PB__PLAN_SHOW_REQUEST__INIT;
    const Pb__PlanShowResponse *out;
    if (cli->n_args > 0)
        in.plan_id = (char *)cli->args[0];
    in.version = (uint32_t)cli_number(cli, "plan-version", 0);
    enum td_code code = CALL(cli, plan_service, show, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->plan)
        return TD_UNKNOWN;
    if (!cli_flag(cli, "file"))
        return print_plan(cli, out);
    return fwrite(out->yaml.data, 1, out->yaml.len, stdout) == out->yaml.len ? TD_OK : TD_INTERNAL;
}

static const struct command_option SHOW_OPTIONS[] = {
    {.name = "plan-version",
     .kind = OPTION_NUMBER,
     .value_name = N_("NUMBER"),
     .help = N_("an older version (the newest)"),
     .min = 1,
     .max = 100000},
    {.name = "file", .kind = OPTION_FLAG, .help = N_("the plan file itself, byte for byte")},
    OPTION_AS_OF,
    {0},
};

static const struct command_option LIST_OPTIONS[] = {
    OPTION_CSV,
    OPTION_AS_OF,
    {0},
};

const struct command plan_commands[] = {
    {.group = "plan",
     .name = "load",
     .arguments = "FILE.yaml",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Load a plan file as a new version"),
     .example = "thidua plan load docs/plans/50-kh-ubnd.yaml",
     .failure = N_("The plan was not loaded"),
     .needs = NEEDS_CONNECTION,
     .run = load},
    {.group = "plan",
     .name = "list",
     .arguments = "",
     .summary = N_("List the versions of all plans"),
     .example = "thidua plan list",
     .failure = N_("The plans could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "plan",
     .name = "show",
     .arguments = "[PLAN]",
     .max_args = 1,
     .summary = N_("Show a plan: award lines, places, criteria"),
     .example = "thidua plan show 50/KH-UBND --plan-version 1",
     .failure = N_("The plan could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {0},
};
