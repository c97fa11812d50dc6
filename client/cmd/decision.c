/* thidua decision: the list of a round from draft to signed decision (III.1–3). */
#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "decision_view.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "wording.h"

#include <string.h>

/* What every step ends with. decision: NULL only from a server that answers nonsense. */
static enum td_code answer(struct cli *cli, const ProtobufCMessage *out,
                           const Pb__Decision *decision, const char *done)
{
    if (cli->json)
        return json_print_message(stdout, out);
    if (!decision)
        return TD_UNKNOWN;
    decision_print(cli, decision);
    printf("\n%s\n",
           cli_flag(cli, "dry-run") ? _("Only tried (--dry-run): nothing was kept.") : done);
    return TD_OK;
}

/* -- draft -- */

/* "HS-2022-0001/1=Reason" */
static enum td_code change_take(struct cli *cli, const char *text, bool award,
                                Pb__DecisionDraftRequest *in)
{
    Pb__DecisionChange *change = td_arena_alloc(cli->arena, sizeof *change);
    const char *equals = strchr(text, '=');
    if (!change)
        return TD_RESOURCE_EXHAUSTED;
    if (!equals || equals == text || !equals[1])
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, award ? "--award" : "--omit", "",
                       TD_KEY_TEXT_FORM, "expected", _("HS-2022-0001/1=REASON"), TD_END);
    pb__decision_change__init(change);
    change->nominee_id = td_arena_printf(cli->arena, "%.*s", (int)(equals - text), text);
    change->reason = (char *)equals + 1;
    change->award = award;
    in->changes[in->n_changes++] = change;
    return change->nominee_id ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code changes_take(struct cli *cli, Pb__DecisionDraftRequest *in)
{
    size_t n_award, n_omit;
    const char *const *award = cli_texts(cli, "award", &n_award);
    const char *const *omit = cli_texts(cli, "omit", &n_omit);
    enum td_code code = TD_OK;
    in->changes = td_arena_alloc(cli->arena, (n_award + n_omit + 1) * sizeof(void *));
    if (!in->changes)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n_award; i++)
        code = change_take(cli, award[i], true, in);
    for (size_t i = 0; code == TD_OK && i < n_omit; i++)
        code = change_take(cli, omit[i], false, in);
    return code;
}

static enum td_code draft(struct cli *cli)
{
    Pb__DecisionDraftRequest in = PB__DECISION_DRAFT_REQUEST__INIT;
    const Pb__DecisionDraftResponse *out;
    in.round_id = (char *)cli->args[0];
    in.achievement = cli_field(cli, "achievement");
    in.note = cli_field(cli, "note");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = changes_take(cli, &in);
    if (code == TD_OK)
        code = CALL(cli, decision_service, draft, &in, &out);
    return code == TD_OK ? answer(cli, &out->base, out->decision,
                                  _("Drafted. Next: the head of Home Affairs approves this "
                                    "version (thidua decision approve)."))
                         : code;
}

/* -- steps -- */

static enum td_code approve(struct cli *cli)
{
    Pb__DecisionApproveRequest in = PB__DECISION_APPROVE_REQUEST__INIT;
    const Pb__DecisionApproveResponse *out;
    in.round_id = (char *)cli->args[0];
    in.version = (uint32_t)cli_number(cli, "version", 0);
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = CALL(cli, decision_service, approve, &in, &out);
    return code == TD_OK ? answer(cli, &out->base, out->decision,
                                  _("Approved. Next: Home Affairs submits it with number and date "
                                    "(thidua decision submit)."))
                         : code;
}

static enum td_code submit(struct cli *cli)
{
    Pb__DecisionSubmitRequest in = PB__DECISION_SUBMIT_REQUEST__INIT;
    const Pb__DecisionSubmitResponse *out;
    in.round_id = (char *)cli->args[0];
    in.number = cli_field(cli, "number");
    in.dated_on = cli_field(cli, "date");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = CALL(cli, decision_service, submit, &in, &out);
    return code == TD_OK ? answer(cli, &out->base, out->decision,
                                  _("Submitted. Next: the Chairman's office enters the signed "
                                    "decision (thidua decision sign), or sends it back."))
                         : code;
}

static enum td_code send_back(struct cli *cli)
{
    Pb__DecisionSendBackRequest in = PB__DECISION_SEND_BACK_REQUEST__INIT;
    const Pb__DecisionSendBackResponse *out;
    in.round_id = (char *)cli->args[0];
    in.reason = cli_field(cli, "reason");
    in.dry_run = cli_flag(cli, "dry-run");
    enum td_code code = CALL(cli, decision_service, send_back, &in, &out);
    return code == TD_OK ? answer(cli, &out->base, out->decision,
                                  _("Sent back. Next: Home Affairs drafts a new version (thidua "
                                    "decision draft)."))
                         : code;
}

static void bases_take(struct cli *cli, Pb__DecisionSignRequest *in)
{
    in->bases = (char **)cli_texts(cli, "basis", &in->n_bases);
}

static enum td_code sign(struct cli *cli)
{
    Pb__DecisionSignRequest in = PB__DECISION_SIGN_REQUEST__INIT;
    const Pb__DecisionSignResponse *out;
    in.round_id = (char *)cli->args[0];
    in.version = (uint32_t)cli_number(cli, "version", 0);
    in.number = cli_field(cli, "number");
    in.signed_on = cli_field(cli, "date");
    in.signer_name = cli_field(cli, "signer");
    in.signer_title = cli_field(cli, "title");
    in.issuer = cli_field(cli, "issuer");
    in.dry_run = cli_flag(cli, "dry-run");
    bases_take(cli, &in);
    const char *question = td_arena_printf(
        cli->arena, _("Enter decision %s of %s on version %u of %s? It cannot be changed later."),
        in.number, wording_date(cli->arena, in.signed_on), in.version, in.round_id);
    if (!in.dry_run && !cli_confirm(cli, question ? question : ""))
        return cli->err.code;
    enum td_code code = CALL(cli, decision_service, sign, &in, &out);
    return code == TD_OK ? answer(cli, &out->base, out->decision,
                                  _("The decision is entered, and the list is frozen. Next: Home "
                                    "Affairs publishes it; the certificates: thidua certificate "
                                    "list."))
                         : code;
}

static enum td_code revoke_award(struct cli *cli)
{
    Pb__DecisionRevokeRequest in = PB__DECISION_REVOKE_REQUEST__INIT;
    const Pb__DecisionRevokeResponse *out;
    in.nominee_id = (char *)cli->args[0];
    in.reason = cli_field(cli, "reason");
    in.document = cli_field(cli, "document");
    in.dated_on = cli_field(cli, "date");
    in.dry_run = cli_flag(cli, "dry-run");
    const char *question = td_arena_printf(
        cli->arena, _("Revoke the award of %s? It cannot be granted again."), in.nominee_id);
    if (!in.dry_run && !cli_confirm(cli, question ? question : ""))
        return cli->err.code;
    enum td_code code = CALL(cli, decision_service, revoke, &in, &out);
    return code == TD_OK ? answer(cli, &out->base, out->decision,
                                  _("The award is revoked. Nothing is deleted: it stays on record "
                                    "with the reason."))
                         : code;
}

/* -- reading -- */

static enum td_code show(struct cli *cli)
{
    Pb__DecisionShowRequest in = PB__DECISION_SHOW_REQUEST__INIT;
    const Pb__DecisionShowResponse *out;
    in.round_id = (char *)cli->args[0];
    in.version = (uint32_t)cli_number(cli, "version", 0);
    enum td_code code = CALL(cli, decision_service, show, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->decision)
        return TD_UNKNOWN;
    decision_print(cli, out->decision);
    return TD_OK;
}

static enum td_code list(struct cli *cli)
{
    Pb__DecisionListRequest in = PB__DECISION_LIST_REQUEST__INIT;
    const Pb__DecisionListResponse *out;
    in.year = (uint32_t)cli_number(cli, "year", 0);
    in.state = (Pb__DecisionState)cli_number(cli, "state", 0);
    enum td_code code = CALL(cli, decision_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    decision_print_list(cli, out);
    return TD_OK;
}

/* -- the table -- */

#define OPTION_REASON                                                    \
    {                                                                    \
        .name = "reason", .kind = OPTION_TEXT, .value_name = N_("TEXT"), \
        .help = N_("why; it is kept"), .required = true                  \
    }
#define OPTION_DATE_OF(of_request, text)                                                      \
    {                                                                                         \
        .name = "date", .field = (of_request), .kind = OPTION_DATE, .value_name = N_("DATE"), \
        .help = (text), .required = true                                                      \
    }
#define OPTION_VERSION(text, is_required)                                                          \
    {                                                                                              \
        .name = "version", .kind = OPTION_NUMBER, .value_name = N_("N"), .help = (text), .min = 1, \
        .max = 1000000, .required = (is_required)                                                  \
    }

static const struct command_option DRAFT_OPTIONS[] = {
    {.name = "award",
     .kind = OPTION_TEXT,
     .value_name = N_("NOMINEE=REASON"),
     .help = N_("award somebody whom the council did not recommend"),
     .repeats = true,
     .whole = true},
    {.name = "omit",
     .kind = OPTION_TEXT,
     .value_name = N_("NOMINEE=REASON"),
     .help = N_("do not award somebody whom the council recommended; or give another refusal its "
                "reason"),
     .repeats = true,
     .whole = true},
    {.name = "achievement",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("what the certificates say (made from the plan's title and the year)")},
    {.name = "note", .kind = OPTION_TEXT, .value_name = N_("TEXT"), .help = N_("for who approves")},
    OPTION_DRY_RUN,
    {0},
};

static const struct command_option APPROVE_OPTIONS[] = {
    OPTION_VERSION(N_("which version you looked at (thidua decision show)"), true),
    OPTION_DRY_RUN,
    {0},
};

static const struct command_option SUBMIT_OPTIONS[] = {
    {.name = "number",
     .kind = OPTION_TEXT,
     .value_name = N_("NUMBER"),
     .help = N_("of the submission: 12/TTr-PNV"),
     .required = true},
    OPTION_DATE_OF("dated_on", N_("of the submission")),
    OPTION_DRY_RUN,
    {0},
};

static const struct command_option SEND_BACK_OPTIONS[] = {OPTION_REASON, OPTION_DRY_RUN, {0}};

static const struct command_option SIGN_OPTIONS[] = {
    OPTION_VERSION(N_("which version was signed (thidua decision show)"), true),
    {.name = "number",
     .kind = OPTION_TEXT,
     .value_name = N_("NUMBER"),
     .help = N_("of the decision: 05/QĐ-UBND"),
     .required = true},
    OPTION_DATE_OF("signed_on", N_("of the decision")),
    {.name = "signer",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("who signed"),
     .required = true},
    {.name = "title",
     .field = "signer_title",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("the signer's title (the plan's of that day)")},
    {.name = "issuer",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("who issued it, where the plan names nobody for that day")},
    {.name = "basis",
     .field = "bases",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("a legal basis (those of the plan that are in force on that day)"),
     .repeats = true,
     .whole = true},
    OPTION_DRY_RUN,
    {0},
};

static const struct command_option REVOKE_OPTIONS[] = {
    OPTION_REASON,
    {.name = "document",
     .kind = OPTION_TEXT,
     .value_name = N_("NUMBER"),
     .help = N_("number of the decision that revokes it: 31/QĐ-UBND"),
     .required = true},
    OPTION_DATE_OF("dated_on", N_("of that decision")),
    OPTION_DRY_RUN,
    {0},
};

static const struct command_option SHOW_OPTIONS[] = {
    OPTION_VERSION(N_("an older version of the list"), false),
    OPTION_AS_OF,
    {0},
};

static const struct command_option LIST_OPTIONS[] = {
    {.name = "year",
     .kind = OPTION_NUMBER,
     .value_name = N_("YEAR"),
     .help = N_("of rounds of this year"),
     .min = 2021,
     .max = 2100},
    {.name = "state",
     .kind = OPTION_CHOICE,
     .value_name = N_("STATE"),
     .help = N_("in this state"),
     .choices = &pb__decision_state__descriptor},
    OPTION_AS_OF,
    OPTION_CSV,
    {0},
};

#define STEP(name_, function, summary_, details_, example_, failure_, options_)                    \
    {                                                                                              \
        .group = "decision", .name = (name_), .arguments = "ROUND", .min_args = 1, .max_args = 1,  \
        .summary = (summary_), .details = (details_), .example = (example_),                       \
        .failure = (failure_), .options = (options_), .needs = NEEDS_CONNECTION, .run = (function) \
    }

const struct command decision_commands[] = {
    STEP("draft", draft, N_("Draft the list of a round (specialist of Home Affairs)"),
         N_("Whom the council recommended is awarded, all others are refused. What differs from "
            "that needs a reason; a refusal without one says what the council, or the appraisal, "
            "said. Each draft is a new version; the older ones stay."),
         "thidua decision draft 2022-annual --omit \"HS-2022-0001/2=Đang nghỉ việc\"",
         N_("The list was not drafted"), DRAFT_OPTIONS),
    STEP("approve", approve, N_("Approve a version of the list (head of Home Affairs)"),
         N_("Not by whoever drafted it, and exactly that version: a newer one must be approved "
            "anew."),
         "thidua decision approve 2022-annual --version 1", N_("The list was not approved"),
         APPROVE_OPTIONS),
    STEP("submit", submit, N_("Submit the approved list to the Chairman"), NULL,
         "thidua decision submit 2022-annual --number 12/TTr-PNV --date 2022-12-20",
         N_("The list was not submitted"), SUBMIT_OPTIONS),
    STEP("send-back", send_back, N_("Send the submitted list back (Chairman's office)"), NULL,
         "thidua decision send-back 2022-annual --reason \"Xem lại tập thể\"",
         N_("The list was not sent back"), SEND_BACK_OPTIONS),
    STEP("sign", sign, N_("Enter the signed decision (Chairman's office)"),
         N_("Quota, discipline (I.2.e) on the day of the decision and today, and one achievement, "
            "one reward are checked again. Then the list is frozen, every nominee gets its "
            "outcome, and every award its number in the golden book and a certificate with a "
            "code."),
         "thidua decision sign 2022-annual --version 1 --number 05/QĐ-UBND --date 2022-12-27 "
         "--signer \"Nguyễn Văn Mẫu\"",
         N_("The decision was not entered"), SIGN_OPTIONS),
    {.group = "decision",
     .name = "revoke",
     .arguments = "NOMINEE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Revoke an award for false declaration (Chairman's office)"),
     .details = N_("Nothing is deleted: the award stays on record, and its certificates answer "
                   "“revoked”."),
     .example = "thidua decision revoke HS-2022-0001/2 --document 31/QĐ-UBND --date 2023-05-04 "
                "--reason \"Khai sai số liệu\"",
     .failure = N_("The award was not revoked"),
     .options = REVOKE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = revoke_award},
    STEP("show", show, N_("Show the list or the decision of a round"),
         N_("The list by award line with the council's result beside, differences and refusals "
            "with their reasons, numbers, dates, signer, bases. Units see it once it is "
            "published: all awards, and what became of their own nominees."),
         "thidua decision show 2022-annual --as-of 2022-12-20", N_("The list could not be shown"),
         SHOW_OPTIONS),
    {.group = "decision",
     .name = "list",
     .arguments = "",
     .summary = N_("List the lists and decisions of all rounds"),
     .example = "thidua decision list --year 2022",
     .failure = N_("The lists could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {0},
};
