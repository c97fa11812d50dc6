/* thidua appraise NOMINEE: the sheet, verdicts and the outcome of one nominee. */
#include "appraise_view.h"
#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "human_id.h"
#include "i18n.h"
#include "json.h"
#include "wording.h"

static enum td_code show(struct cli *cli, char *nominee_id)
{
    Pb__AppraisalShowRequest in = PB__APPRAISAL_SHOW_REQUEST__INIT;
    const Pb__AppraisalShowResponse *out;
    in.nominee_id = nominee_id;
    enum td_code code = CALL(cli, appraisal_service, show, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->nominee)
        return TD_UNKNOWN;
    appraise_print_sheet(cli, out);
    return TD_OK;
}

static void tried(bool dry_run)
{
    if (dry_run)
        puts(_("Only tried (--dry-run): nothing was kept."));
}

static enum td_code judge(struct cli *cli, char *nominee_id)
{
    Pb__AppraisalJudgeRequest in = PB__APPRAISAL_JUDGE_REQUEST__INIT;
    const Pb__AppraisalJudgeResponse *out;
    in.nominee_id = nominee_id;
    in.criterion = cli_field(cli, "criterion");
    in.verdict = (Pb__Verdict)cli_number(cli, "verdict", 0);
    in.note = cli_field(cli, "note");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = CALL(cli, appraisal_service, judge, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->criterion)
        return TD_UNKNOWN;
    tried(in.dry_run);
    printf(
        _("%s, %s: %s.\n\n"), in.nominee_id, out->criterion->criterion,
        wording_enum(cli->arena, &pb__verdict_standing__descriptor, (int)out->criterion->standing));
    appraise_print_verdicts(cli, (Pb__AppraisedCriterion *const[]){out->criterion}, 1);
    if (out->state == PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED)
        return TD_OK;
    printf(_("\nThe outcome stays as it was: %s.\n"),
           wording_enum(cli->arena, &pb__nominee_state__descriptor, (int)out->state));
    if (in.verdict == PB__VERDICT__VERDICT_MET ||
        out->state == PB__NOMINEE_STATE__NOMINEE_STATE_INELIGIBLE)
        return TD_OK;
    puts(out->state == PB__NOMINEE_STATE__NOMINEE_STATE_RECOMMENDED
             ? _("The decision will be refused until this verdict is looked at again.")
             : _("A decision that awards it will be refused until this verdict is looked at "
                 "again."));
    return TD_OK;
}

/* nominee: NULL only from a server that answers nonsense. */
static enum td_code print_outcome(struct cli *cli, bool dry_run, const Pb__NomineeInfo *nominee,
                                  Pb__DossierState dossier)
{
    if (!nominee)
        return TD_UNKNOWN;
    tried(dry_run);
    printf(_("%s is now: %s. The dossier: %s.\n"), appraise_who(cli, nominee),
           wording_enum(cli->arena, &pb__nominee_state__descriptor, (int)nominee->state),
           wording_enum(cli->arena, &pb__dossier_state__descriptor, (int)dossier));
    return TD_OK;
}

static enum td_code conclude(struct cli *cli, char *nominee_id, bool eligible)
{
    Pb__AppraisalConcludeRequest in = PB__APPRAISAL_CONCLUDE_REQUEST__INIT;
    const Pb__AppraisalConcludeResponse *out;
    in.nominee_id = nominee_id;
    in.eligible = eligible;
    in.reason = cli_field(cli, "reason");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = CALL(cli, appraisal_service, conclude, &in, &out);
    if (code != TD_OK)
        return code;
    return cli->json ? json_print_message(stdout, &out->base)
                     : print_outcome(cli, in.dry_run, out->nominee, out->dossier);
}

static enum td_code reopen(struct cli *cli, char *nominee_id)
{
    Pb__AppraisalReopenRequest in = PB__APPRAISAL_REOPEN_REQUEST__INIT;
    const Pb__AppraisalReopenResponse *out;
    in.nominee_id = nominee_id;
    in.reason = cli_field(cli, "reason");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = CALL(cli, appraisal_service, reopen, &in, &out);
    if (code != TD_OK)
        return code;
    return cli->json ? json_print_message(stdout, &out->base)
                     : print_outcome(cli, in.dry_run, out->nominee, out->dossier);
}

static bool given(const struct cli *cli, const char *option)
{
    static const char *const FLAGS[] = {"eligible", "ineligible", "reopen"};
    for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++)
        if (strcmp(FLAGS[i], option) == 0)
            return cli_flag(cli, option);
    return strcmp(option, "verdict") == 0 ? cli_number(cli, option, 0) != 0
                                          : cli_text(cli, option) != NULL;
}

static enum td_code usage(struct cli *cli, enum td_key key, const char *option, const char *other)
{
    const char *dashed = td_arena_printf(cli->arena, "--%s", option);
    const char *dashed_other = td_arena_printf(cli->arena, "--%s", other);
    return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", key, "option", dashed, "other",
                   dashed_other, TD_END);
}

/* One thing at a time, and each with what belongs to it. */
static enum td_code options_check(struct cli *cli)
{
    static const char *const ACTIONS[] = {"verdict", "eligible", "ineligible", "reopen"};
    const char *action = NULL;
    for (size_t i = 0; i < sizeof ACTIONS / sizeof *ACTIONS; i++) {
        if (!given(cli, ACTIONS[i]))
            continue;
        if (action)
            return usage(cli, TD_KEY_USAGE_TOGETHER, action, ACTIONS[i]);
        action = ACTIONS[i];
    }
    if (action && given(cli, "as-of"))
        return usage(cli, TD_KEY_USAGE_TOGETHER, action, "as-of");
    bool judges = given(cli, "verdict");
    if (judges != given(cli, "criterion"))
        return usage(cli, TD_KEY_USAGE_REQUIRED, judges ? "criterion" : "verdict", "");
    if (!judges && given(cli, "note"))
        return usage(cli, TD_KEY_USAGE_REQUIRED, "verdict", "");
    return TD_OK;
}

static enum td_code appraise(struct cli *cli)
{
    int64_t dossier_id;
    uint32_t ordinal;
    char *nominee_id = (char *)cli->args[0];
    if (!nominee_id_parse(nominee_id, &dossier_id, &ordinal))
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "NOMINEE", "", TD_KEY_TEXT_FORM, "expected",
                       "HS-2022-0001/1", TD_END);
    enum td_code code = options_check(cli);
    if (code != TD_OK)
        return code;
    if (given(cli, "verdict"))
        return judge(cli, nominee_id);
    if (given(cli, "reopen"))
        return reopen(cli, nominee_id);
    if (given(cli, "eligible") || given(cli, "ineligible"))
        return conclude(cli, nominee_id, given(cli, "eligible"));
    return show(cli, nominee_id);
}

static const struct command_option OPTIONS[] = {
    {.name = "criterion",
     .kind = OPTION_TEXT,
     .value_name = N_("CRITERION"),
     .help = N_("the criterion of III.4 that the verdict is on, e.g. III.4.c1")},
    {.name = "verdict",
     .kind = OPTION_CHOICE,
     .value_name = N_("VERDICT"),
     .help = N_("your verdict on that criterion"),
     .choices = &pb__verdict__descriptor},
    {.name = "note",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; needed unless it is met and no record says otherwise")},
    {.name = "eligible", .kind = OPTION_FLAG, .help = N_("the outcome: eligible")},
    {.name = "ineligible", .kind = OPTION_FLAG, .help = N_("the outcome: ineligible")},
    {.name = "reopen",
     .kind = OPTION_FLAG,
     .help = N_("take an outcome of somebody else back (head of Home Affairs)")},
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; needed for ineligible, for reopening, and where a verdict is unclear or "
                "differs")},
    OPTION_AS_OF,
    OPTION_DRY_RUN,
    {0},
};

const struct command appraise_commands[] = {
    {.group = "",
     .name = "appraise",
     .arguments = "NOMINEE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show a nominee's sheet; judge a criterion; find eligible or ineligible"),
     .details =
         N_("NOMINEE is the dossier and the place in its list: HS-2022-0001/1. Without "
            "options the sheet is shown: what the unit claims and what was found of each "
            "criterion of III.4, beside the tasks, the index, the initiative, discipline and "
            "earlier awards. Verdicts are only added to; of each appraiser the newest "
            "counts. Nobody appraises themselves. Also: thidua appraise list, assign, "
            "differences, duplicates, decide."),
     .example = "thidua appraise HS-2022-0001/1 --criterion III.4.c2 --verdict met",
     .failure = N_("The nominee was not appraised"),
     .options = OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = appraise},
    {0},
};
