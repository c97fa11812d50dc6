/* The steps after submission: confirm, receive, return, withdraw. Each is about one version that
 * the caller has seen. */
#include "commands.h"
#include "connection.h"
#include "dossier_common.h"
#include "i18n.h"
#include "json.h"
#include "violation_pb.h"
#include "wording.h"

static void print_missing(Pb__Violation *const *missing, size_t n, struct cli *cli)
{
    struct td_violation *found;
    if (n == 0 || td_violations_from_pb(missing, n, cli->arena, &found) != TD_OK)
        return;
    printf("%s\n", _("It is confirmed although these parts are missing; Home Affairs will not "
                     "receive it so:"));
    wording_print_violations(stdout, found, n);
}

static enum td_code dossier_confirm(struct cli *cli)
{
    const Pb__DossierShowResponse *shown;
    const Pb__DossierContent *content;
    enum td_code code =
        dossier_load(cli, cli->args[0], (uint32_t)cli_number(cli, "version", 0), &shown, &content);
    if (code != TD_OK)
        return code;
    FILE *out = cli->json ? stderr : stdout;
    fprintf(out, _("Dossier %s, version %u:\n"), shown->dossier->id, shown->shown->version);
    dossier_print_content(out, cli->arena, content);
    fputc('\n', out);
    const char *question = td_arena_printf(
        cli->arena, _("Confirm version %u of %s and its achievement reports (III.5.a)?"),
        shown->shown->version, shown->dossier->id);
    if (!cli_confirm(cli, question))
        return cli->err.code;
    const Pb__ConfirmResponse *answer;
    code = dossier_confirm_version(cli, shown->dossier->id, shown->shown->version,
                                   &shown->shown->content_sha256, &answer);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &answer->base);
    printf(_("Confirmed dossier %s, version %u.\n"), shown->dossier->id, shown->shown->version);
    print_missing(answer->missing, answer->n_missing, cli);
    return TD_OK;
}

/* The version a step is about: the one given, or the newest. */
static enum td_code step_version(struct cli *cli, uint32_t *ret_version)
{
    int64_t version = cli_number(cli, "version", 0);
    const Pb__DossierSummary *summary;
    enum td_code code = TD_OK;
    if (version == 0) {
        code = dossier_status(cli, cli->args[0], &summary);
        if (code == TD_OK)
            version = summary->version;
    }
    if (code == TD_OK)
        *ret_version = (uint32_t)version;
    return code;
}

static enum td_code dossier_receive(struct cli *cli)
{
    Pb__ReceiveRequest in = PB__RECEIVE_REQUEST__INIT;
    in.dossier_id = (char *)cli->args[0];
    in.originals = (uint32_t)cli_number(cli, "originals", 0);
    enum td_code code = step_version(cli, &in.version);
    const Pb__ReceiveResponse *out;
    if (code == TD_OK)
        code = CALL(cli, dossier_service, receive, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(_("Received dossier %s, version %u, with %u original sets.\n"), in.dossier_id,
           in.version, in.originals);
    return TD_OK;
}

static enum td_code dossier_return(struct cli *cli)
{
    Pb__ReturnRequest in = PB__RETURN_REQUEST__INIT;
    in.dossier_id = (char *)cli->args[0];
    in.missing = (char *)cli_text(cli, "missing");
    in.due_utc_ms = cli_number(cli, "due", 0);
    enum td_code code = step_version(cli, &in.version);
    const Pb__ReturnResponse *out;
    if (code == TD_OK)
        code = CALL(cli, dossier_service, return_for_supplement, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(_("Returned dossier %s, version %u"
             ", for supplement. The unit has time until %s.\n"),
           in.dossier_id, in.version,
           wording_time(cli->arena, out->dossier ? out->dossier->deadline_utc_ms : in.due_utc_ms));
    return TD_OK;
}

static enum td_code dossier_withdraw(struct cli *cli)
{
    Pb__WithdrawRequest in = PB__WITHDRAW_REQUEST__INIT;
    in.dossier_id = (char *)cli->args[0];
    in.reason = (char *)cli_text(cli, "reason");
    const char *question = td_arena_printf(
        cli->arena, _("Withdraw dossier %s? It cannot be submitted again"), in.dossier_id);
    if (!cli_confirm(cli, question))
        return cli->err.code;
    const Pb__WithdrawResponse *out;
    enum td_code code = CALL(cli, dossier_service, withdraw, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(_("Withdrew dossier %s.\n"), in.dossier_id);
    return TD_OK;
}

static const struct command_option confirm_options[] = {DOSSIER_OPTION_VERSION, {0}};

static const struct command_option receive_options[] = {
    {.name = "originals",
     .kind = OPTION_NUMBER,
     .value_name = N_("N"),
     .min = 0,
     .max = 100,
     .required = true,
     .help = N_("original sets counted on paper (III.5.b)")},
    DOSSIER_OPTION_VERSION,
    {0}};

static const struct command_option return_options[] = {
    {.name = "missing",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .required = true,
     .help = N_("what the unit is to supply, in words")},
    {.name = "due",
     .kind = OPTION_TIME,
     .value_name = N_("TIME"),
     .required = true,
     .help = N_("until when; a date alone means its first instant")},
    DOSSIER_OPTION_VERSION,
    {0}};

static const struct command_option withdraw_options[] = {{.name = "reason",
                                                          .kind = OPTION_TEXT,
                                                          .value_name = N_("TEXT"),
                                                          .required = true,
                                                          .help = N_("why, for the record")},
                                                         {0}};

const struct command dossier_step_commands[] = {
    {.group = "dossier",
     .name = "confirm",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Confirm a version, as head of the unit (III.5.a)"),
     .details = N_("Shows what is being confirmed and asks. The confirmation is bound to exactly "
                   "these bytes."),
     .example = "thidua dossier confirm HS-2022-0007",
     .failure = N_("The dossier was not confirmed"),
     .options = confirm_options,
     .needs = NEEDS_CONNECTION,
     .run = dossier_confirm},
    {.group = "dossier",
     .name = "receive",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Receive a confirmed dossier with its original sets, at Home Affairs (III.5.b)"),
     .example = "thidua dossier receive HS-2022-0007 --originals 2",
     .failure = N_("The dossier was not received"),
     .options = receive_options,
     .needs = NEEDS_CONNECTION,
     .run = dossier_receive},
    {.group = "dossier",
     .name = "return",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Return a dossier to its unit for supplement, with a due time"),
     .example = "thidua dossier return HS-2022-0007 --missing \"biên bản họp xét chưa có chữ ký\" "
                "--due 2022-12-20T17:00",
     .failure = N_("The dossier was not returned"),
     .options = return_options,
     .needs = NEEDS_CONNECTION,
     .run = dossier_return},
    {.group = "dossier",
     .name = "withdraw",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Withdraw a dossier"),
     .example = "thidua dossier withdraw HS-2022-0007 --reason \"nộp nhầm đợt\"",
     .failure = N_("The dossier was not withdrawn"),
     .options = withdraw_options,
     .needs = NEEDS_CONNECTION,
     .run = dossier_withdraw},
    {0}};
