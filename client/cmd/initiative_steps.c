/* thidua initiative assess|recognise|refuse|publish|adopt|end-adoption: what Home Affairs and the
 * other units do with an initiative. */
#include "attach.h"
#include "commands.h"
#include "connection.h"
#include "i18n.h"
#include "initiative_view.h"
#include "json.h"

/* The version a step is about: the one given, or the newest. */
static enum td_code step_version(struct cli *cli, uint32_t *ret_version)
{
    Pb__InitiativeShowRequest in = PB__INITIATIVE_SHOW_REQUEST__INIT;
    const Pb__InitiativeShowResponse *out;
    *ret_version = (uint32_t)cli_number(cli, "version", 0);
    if (*ret_version)
        return TD_OK;
    in.initiative_id = (char *)cli->args[0];
    enum td_code code = CALL(cli, initiative_service, show, &in, &out);
    if (code == TD_OK)
        *ret_version = out->version;
    return code;
}

static enum td_code assess(struct cli *cli)
{
    Pb__InitiativeAssessRequest in = PB__INITIATIVE_ASSESS_REQUEST__INIT;
    const Pb__InitiativeAssessResponse *out;
    in.initiative_id = (char *)cli->args[0];
    in.effect = (Pb__InitiativeEffect)cli_number(cli, "effect", 0);
    in.note = (char *)cli_text(cli, "note");
    enum td_code code = step_version(cli, &in.version);
    if (code == TD_OK)
        code = CALL(cli, initiative_service, assess, &in, &out);
    return code == TD_OK ? initiative_print_done(cli, &out->base, _("Assessed."), out->initiative)
                         : code;
}

static enum td_code recognise(struct cli *cli)
{
    Pb__InitiativeRecogniseRequest in = PB__INITIATIVE_RECOGNISE_REQUEST__INIT;
    const Pb__InitiativeRecogniseResponse *out;
    const char *issuer = cli_text(cli, "issuer");
    in.initiative_id = (char *)cli->args[0];
    in.decision_number = (char *)cli_text(cli, "decision");
    in.decided_on = (char *)cli_text(cli, "date");
    in.decision_issuer = issuer ? (char *)issuer : in.decision_issuer;
    enum td_code code = step_version(cli, &in.version);
    if (code == TD_OK)
        code = CALL(cli, initiative_service, recognise, &in, &out);
    return code == TD_OK ? initiative_print_done(cli, &out->base, _("Recognised."), out->initiative)
                         : code;
}

static enum td_code refuse(struct cli *cli)
{
    Pb__InitiativeRefuseRequest in = PB__INITIATIVE_REFUSE_REQUEST__INIT;
    const Pb__InitiativeRefuseResponse *out;
    in.initiative_id = (char *)cli->args[0];
    in.reason = (char *)cli_text(cli, "reason");
    enum td_code code = step_version(cli, &in.version);
    if (code == TD_OK)
        code = CALL(cli, initiative_service, refuse, &in, &out);
    return code == TD_OK
               ? initiative_print_done(cli, &out->base,
                                       _("Refused. The unit may correct it and so ask again."),
                                       out->initiative)
               : code;
}

static enum td_code publish(struct cli *cli)
{
    Pb__InitiativePublishRequest in = PB__INITIATIVE_PUBLISH_REQUEST__INIT;
    const Pb__InitiativePublishResponse *out;
    in.initiative_id = (char *)cli->args[0];
    const char *question =
        td_arena_printf(cli->arena, _("Publish %s to every officer of the town?"), cli->args[0]);
    if (!cli_confirm(cli, question ? question : ""))
        return cli->err.code;
    enum td_code code = CALL(cli, initiative_service, publish, &in, &out);
    return code == TD_OK ? initiative_print_done(cli, &out->base,
                                                 _("Published: it stands in the town's catalogue."),
                                                 out->initiative)
                         : code;
}

/* -- other units -- */

static enum td_code print_adoption(struct cli *cli, const ProtobufCMessage *message,
                                   const char *sentence, Pb__Adoption *adoption)
{
    if (cli->json)
        return json_print_message(stdout, message);
    if (!adoption)
        return TD_UNKNOWN;
    printf("%s\n\n", sentence);
    initiative_print_adoptions(cli, &adoption, 1);
    return TD_OK;
}

static enum td_code adopt(struct cli *cli)
{
    Pb__InitiativeAdoptRequest in = PB__INITIATIVE_ADOPT_REQUEST__INIT;
    const Pb__InitiativeAdoptResponse *out;
    in.initiative_id = (char *)cli->args[0];
    in.since_on = (char *)cli_text(cli, "since");
    in.how = (char *)cli_text(cli, "how");
    enum td_code code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, initiative_service, adopt, &in, &out);
    return code == TD_OK ? print_adoption(cli, &out->base, _("Recorded: your unit adopted it."),
                                          out->adoption)
                         : code;
}

static enum td_code end_adoption(struct cli *cli)
{
    Pb__InitiativeEndAdoptionRequest in = PB__INITIATIVE_END_ADOPTION_REQUEST__INIT;
    const Pb__InitiativeEndAdoptionResponse *out;
    in.initiative_id = (char *)cli->args[0];
    in.ended_on = (char *)cli_text(cli, "date");
    in.reason = (char *)cli_text(cli, "reason");
    enum td_code code = CALL(cli, initiative_service, end_adoption, &in, &out);
    return code == TD_OK
               ? print_adoption(cli, &out->base, _("Recorded: your unit does it no longer."),
                                out->adoption)
               : code;
}

#define VERSION_OPTION                                                             \
    {                                                                              \
        .name = "version", .kind = OPTION_NUMBER, .value_name = N_("N"), .min = 1, \
        .max = UINT32_MAX, .help = N_("which version; without it: the newest")     \
    }
#define REASON_OPTION                                                    \
    {                                                                    \
        .name = "reason", .kind = OPTION_TEXT, .value_name = N_("TEXT"), \
        .help = N_("why; it is kept in the log"), .required = true       \
    }

static const struct command_option ASSESS_OPTIONS[] = {
    {.name = "effect",
     .kind = OPTION_CHOICE,
     .value_name = N_("EFFECT"),
     .help = N_("what effect was found"),
     .required = true,
     .choices = &pb__initiative_effect__descriptor},
    {.name = "note",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("what was found, and how"),
     .required = true},
    VERSION_OPTION,
    {0},
};

static const struct command_option RECOGNISE_OPTIONS[] = {
    {.name = "decision",
     .kind = OPTION_TEXT,
     .value_name = N_("NUMBER"),
     .help = N_("number of the decision"),
     .required = true},
    {.name = "date",
     .field = "decided_on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("date of the decision"),
     .required = true},
    {.name = "issuer",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("who decided (the plan's issuer of that day)")},
    VERSION_OPTION,
    {0},
};

static const struct command_option REFUSE_OPTIONS[] = {REASON_OPTION, VERSION_OPTION, {0}};

static const struct command_option ADOPT_OPTIONS[] = {
    {.name = "since",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("first day"),
     .required = true},
    {.name = "how",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("how your unit applies it"),
     .required = true},
    OPTION_EVIDENCE,
    {0},
};

static const struct command_option END_OPTIONS[] = {
    {.name = "date",
     .field = "ended_on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("last day"),
     .required = true},
    REASON_OPTION,
    {0},
};

const struct command initiative_step_commands[] = {
    {.group = "initiative",
     .name = "assess",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record what effect Home Affairs found"),
     .example = "thidua initiative assess SK-2022-0001 --effect replicable --note \"Đối chiếu sổ "
                "theo dõi hồ sơ quý III\"",
     .failure = N_("The initiative was not assessed"),
     .options = ASSESS_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = assess},
    {.group = "initiative",
     .name = "recognise",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record the decision that recognises an initiative"),
     .details = N_("A number names one decision per issuer and year; one decision may recognise "
                   "several initiatives."),
     .example = "thidua initiative recognise SK-2022-0001 --decision 125/QĐ-UBND --date 2022-11-20",
     .failure = N_("The initiative was not recognised"),
     .options = RECOGNISE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = recognise},
    {.group = "initiative",
     .name = "refuse",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Refuse to recognise an initiative, with the reason"),
     .example = "thidua initiative refuse SK-2022-0002 --reason \"Trùng với SK-2021-0004\"",
     .failure = N_("The initiative was not refused"),
     .options = REFUSE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = refuse},
    {.group = "initiative",
     .name = "publish",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Put a recognised initiative into the town's catalogue (I.1.c)"),
     .example = "thidua initiative publish SK-2022-0001 --yes",
     .failure = N_("The initiative was not published"),
     .needs = NEEDS_CONNECTION,
     .run = publish},
    {.group = "initiative",
     .name = "adopt",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record that your unit adopted another unit's initiative"),
     .example = "thidua initiative adopt SK-2022-0001 --since 2022-12-01 --how \"Áp dụng tại bộ "
                "phận một cửa\" --evidence ke-hoach.pdf",
     .failure = N_("The adoption was not recorded"),
     .options = ADOPT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = adopt},
    {.group = "initiative",
     .name = "end-adoption",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record that your unit applies an adopted initiative no longer"),
     .example =
         "thidua initiative end-adoption SK-2022-0001 --date 2023-06-30 --reason \"Thay bằng "
         "quy trình của tỉnh\"",
     .failure = N_("The end of the adoption was not recorded"),
     .options = END_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = end_adoption},
    {0},
};
