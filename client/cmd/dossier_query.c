/* thidua dossier list|show|diff. */
#include "commands.h"
#include "connection.h"
#include "dossier_common.h"
#include "dossier_diff.h"
#include "dossier_diff_view.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "message.h"
#include "table.h"
#include "timeline.h"
#include "wording.h"

static void print_summaries(FILE *out, struct td_arena *arena, Pb__DossierSummary *const *dossiers,
                            size_t n_dossiers)
{
    static const struct table_column columns[] = {{N_("DOSSIER"), 0},
                                                  {N_("UNIT"), 0},
                                                  {N_("ROUND"), 0},
                                                  {N_("VERSION"), TABLE_RIGHT},
                                                  {N_("NOMINEES"), TABLE_RIGHT},
                                                  {N_("STATE"), TABLE_WRAP},
                                                  {N_("CHANGED"), 0},
                                                  {N_("DEADLINE"), 0}};
    struct table *table = table_new(columns, sizeof columns / sizeof *columns, true);
    for (size_t i = 0; i < n_dossiers; i++) {
        const Pb__DossierSummary *dossier = dossiers[i];
        TABLE_ROW(table, dossier->id, dossier->unit_code, dossier->round_id,
                  td_dec(arena, dossier->version), td_dec(arena, dossier->nominees),
                  wording_enum(arena, &pb__dossier_state__descriptor, (int)dossier->state),
                  wording_time(arena, dossier->changed_utc_ms),
                  wording_time(arena, dossier->deadline_utc_ms));
    }
    table_print(table, out);
    table_free(table);
}

static enum td_code list_command(struct cli *cli)
{
    Pb__DossierListRequest in = PB__DOSSIER_LIST_REQUEST__INIT;
    if (cli_text(cli, "round"))
        in.round_id = (char *)cli_text(cli, "round");
    if (cli_text(cli, "unit"))
        in.unit_code = (char *)cli_text(cli, "unit");
    in.state = (Pb__DossierState)cli_number(cli, "state", 0);
    const Pb__DossierListResponse *all;
    enum td_code code = CALL_ALL(cli, dossier_service, list, &in, &all);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &all->base);
    if (all->n_dossiers == 0)
        printf("%s\n", _("There are no such dossiers."));
    print_summaries(stdout, cli->arena, all->dossiers, all->n_dossiers);
    return TD_OK;
}

/* -- show -- */

static void print_head(struct td_arena *arena, const Pb__DossierShowResponse *shown)
{
    const Pb__DossierSummary *dossier = shown->dossier;
    struct table *facts = facts_new();
    facts_add(facts, _("Dossier"), dossier->id);
    facts_add(facts, _("State"),
              wording_enum(arena, &pb__dossier_state__descriptor, (int)dossier->state));
    facts_add(facts, _("Next"), dossier_next_step(arena, dossier));
    table_print(facts, stdout);
    table_free(facts);
}

static void heading(const char *text)
{
    printf("\n%s\n", text);
}

static enum td_code show_json(const Pb__DossierShowResponse *shown,
                              const Pb__DossierContent *content)
{
    json_t *root = json_message(&shown->base);
    json_object_set_new(root, "content", json_message(&content->base));
    return json_print(stdout, root);
}

static enum td_code show_command(struct cli *cli)
{
    const Pb__DossierShowResponse *shown;
    const Pb__DossierContent *content;
    enum td_code code =
        dossier_load(cli, cli->args[0], (uint32_t)cli_number(cli, "version", 0), &shown, &content);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return show_json(shown, content);
    print_head(cli->arena, shown);
    printf(_("\nContent of version %u\n"), shown->shown->version);
    dossier_print_content(stdout, cli->arena, content);
    heading(_("Parts of the dossier (III.5)"));
    checklist_print(stdout, cli->arena, shown->checklist, shown->n_checklist);
    if (shown->n_eligibility > 0) {
        heading(cli->as_of ? _("Eligibility on that day (I.2.e)") : _("Eligibility today (I.2.e)"));
        eligibility_print(stdout, cli->arena, shown->eligibility, shown->n_eligibility);
    }
    heading(_("Versions"));
    versions_print(stdout, cli->arena, shown->versions, shown->n_versions, shown->shown->version);
    heading(_("Timeline"));
    timeline_print(stdout, cli->arena, shown->timeline, shown->n_timeline);
    return TD_OK;
}

/* -- diff -- */

/* "2" or "v2". */
static bool parse_version(const char *text, uint32_t *ret)
{
    char *end;
    if (*text == 'v')
        text++;
    if (*text < '0' || *text > '9')
        return false;
    unsigned long number = strtoul(text, &end, 10);
    if (*end || number == 0 || number > UINT32_MAX)
        return false;
    *ret = (uint32_t)number;
    return true;
}

static enum td_code load_version(struct cli *cli, const char *text, const Pb__DossierContent **ret)
{
    uint32_t version;
    const Pb__DossierShowResponse *shown;
    if (!parse_version(text, &version))
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, text, "", TD_KEY_TEXT_FORM, "expected",
                       _("a version number such as 2 or v2"), TD_END);
    return dossier_load(cli, cli->args[0], version, &shown, ret);
}

static enum td_code diff_command(struct cli *cli)
{
    const Pb__DossierContent *before, *after;
    struct diff diff;
    enum td_code code = load_version(cli, cli->args[1], &before);
    if (code == TD_OK)
        code = load_version(cli, cli->args[2], &after);
    if (code == TD_OK)
        code = dossier_diff(before, after, cli->arena, &diff);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print(stdout, dossier_diff_json(&diff));
    dossier_diff_print(stdout, cli->arena, &diff);
    return TD_OK;
}

static const struct command_option list_options[] = {
    {.name = "round", .kind = OPTION_TEXT, .value_name = N_("ROUND"), .help = N_("of this round")},
    {.name = "unit", .kind = OPTION_TEXT, .value_name = N_("UNIT"), .help = N_("of this unit")},
    {.name = "state",
     .kind = OPTION_CHOICE,
     .value_name = N_("STATE"),
     .choices = &pb__dossier_state__descriptor,
     .help = N_("in this state")},
    OPTION_AS_OF,
    OPTION_CSV,
    {0}};

static const struct command_option show_options[] = {DOSSIER_OPTION_VERSION, OPTION_AS_OF, {0}};

static const struct command_option diff_options[] = {OPTION_AS_OF, {0}};

const struct command dossier_query_commands[] = {
    {.group = "dossier",
     .name = "list",
     .arguments = "",
     .summary = N_("List the dossiers that you may see"),
     .example = "thidua dossier list --round 2022-annual --state confirmed",
     .failure = N_("The dossiers cannot be listed"),
     .options = list_options,
     .needs = NEEDS_CONNECTION,
     .run = list_command},
    {.group = "dossier",
     .name = "show",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show a dossier: content, checklist, versions, timeline"),
     .details = N_("With --json, \"content\" is the decoded DossierContent of the version shown."),
     .example = "thidua dossier show HS-2022-0007 --version 1",
     .failure = N_("The dossier cannot be shown"),
     .options = show_options,
     .needs = NEEDS_CONNECTION,
     .run = show_command},
    {.group = "dossier",
     .name = "diff",
     .arguments = "ID V1 V2",
     .min_args = 3,
     .max_args = 3,
     .summary = N_("Compare two versions of a dossier, field by field"),
     .example = "thidua dossier diff HS-2022-0007 v1 v2",
     .failure = N_("The versions cannot be compared"),
     .options = diff_options,
     .needs = NEEDS_CONNECTION,
     .run = diff_command},
    {0}};
