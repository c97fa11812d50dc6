/* thidua dossier submit: check, upload, submit once, keep the receipt. Cut anywhere, running it
 * again goes on where it stopped: uploads resume, and the same folder sends the same idempotency
 * key (draft_submit_key), to which the server gives its first answer. */
#include "commands.h"
#include "connection.h"
#include "dossier_common.h"
#include "dossier_diff.h"
#include "dossier_diff_view.h"
#include "i18n.h"
#include "json.h"
#include "profile.h"
#include "receipt.h"
#include "receipt_text.h"
#include "upload.h"
#include "violation_pb.h"
#include "wording.h"

struct submission {
    struct cli *cli;
    struct folder folder;
    struct draft draft;
    bool incomplete; /* --incomplete */
    uint32_t base;   /* base_version to send */
    const Pb__SubmitResponse *answer;
    const char *receipt_path;
    const Pb__ConfirmResponse *confirmed; /* NULL: not asked for */
};

static enum td_code check(struct submission *submission)
{
    struct cli *cli = submission->cli;
    struct td_err missing;
    td_err_init(&missing, cli->arena);
    enum td_code code = draft_read(&submission->folder, DRAFT_MAX_FILE_BYTES, cli->arena,
                                   &submission->draft, &cli->err, &missing);
    if (code == TD_FAILED_PRECONDITION && draft_was_read(&submission->draft)) {
        if (submission->incomplete)
            return TD_OK;
        cli->err = missing;
    }
    return code;
}

/* A version that Home Affairs returned, and not a byte changed since: it may be sent again as it
 * is (the paper alone was wanting, III.5.b), but hardly by mistake. */
static enum td_code ask_unchanged(struct cli *cli, const Pb__DossierSummary *summary)
{
    fprintf(stderr, _("Nothing has changed since version %u, which Home Affairs returned: %s\n"),
            summary->version, summary->return_note);
    const char *question = td_arena_printf(
        cli->arena, _("Submit the same content again as version %u?"), summary->version + 1);
    return cli_confirm(cli, question) ? TD_OK : cli->err.code;
}

/* Which version this one follows. When nothing changed since version N was acknowledged, it is
 * that same submission once more (it followed N - 1), unless a new one is meant. */
static enum td_code choose_base(struct submission *submission)
{
    struct cli *cli = submission->cli;
    const struct folder_state *state = &submission->draft.state;
    const Pb__DossierSummary *summary;
    submission->base = state->version;
    if (state->version == 0 ||
        memcmp(state->content_sha256, submission->draft.content_sha256, TD_SHA256_SIZE) != 0)
        return TD_OK;
    enum td_code code = dossier_status(cli, state->dossier_id, &summary);
    if (code != TD_OK || summary->version != state->version)
        return code;
    if (summary->state == PB__DOSSIER_STATE__DOSSIER_RETURNED)
        return ask_unchanged(cli, summary);
    if (summary->state != PB__DOSSIER_STATE__DOSSIER_WITHDRAWN)
        submission->base = state->version - 1;
    return TD_OK;
}

static enum td_code send_request(struct submission *submission)
{
    struct draft *draft = &submission->draft;
    uint8_t key[DRAFT_KEY_SIZE];
    Pb__SubmitRequest in = PB__SUBMIT_REQUEST__INIT;
    in.draft_id = (ProtobufCBinaryData){FOLDER_DRAFT_ID_SIZE, draft->state.draft_id};
    in.base_version = submission->base;
    in.content = (ProtobufCBinaryData){draft->packed_len, draft->packed};
    in.accept_incomplete = submission->incomplete;
    draft_submit_key(draft, submission->base, submission->incomplete, key);
    return CALL_KEY(submission->cli, dossier_service, submit, key, &in, &submission->answer);
}

/* The dossier and version that a refusal names; NULL when it is another refusal. */
static const char *newer_dossier(const struct cli *cli)
{
    const struct td_err *err = &cli->err;
    for (size_t i = 0; i < err->n_violations; i++) {
        const struct td_violation *violation = &err->violations[i];
        if (strcmp(violation->key, td_key_name(TD_KEY_DRAFT_SUBMITTED)) != 0 &&
            strcmp(violation->key, td_key_name(TD_KEY_VERSION_STALE)) != 0)
            continue;
        for (size_t j = 0; j < violation->n_params; j++) {
            if (strcmp(violation->params[j].name, "dossier") == 0)
                return violation->params[j].value;
        }
    }
    return NULL;
}

static enum td_code fail_changed(struct submission *submission, const char *dossier_id,
                                 uint32_t version)
{
    struct cli *cli = submission->cli;
    return td_fail(&cli->err, TD_ABORTED, "", "", TD_KEY_DRAFT_CHANGED, "dossier", dossier_id,
                   "version", td_dec(cli->arena, version), "folder", submission->folder.path,
                   TD_END);
}

/* Somebody (or this folder, before a reply was lost) sent another version: show what differs and
 * let the user say that this folder is to follow it. */
static enum td_code adopt_newest(struct submission *submission, const char *dossier_id)
{
    struct cli *cli = submission->cli;
    const Pb__DossierShowResponse *shown;
    const Pb__DossierContent *theirs;
    struct diff diff;
    td_err_init(&cli->err, cli->arena);
    enum td_code code = dossier_load(cli, dossier_id, 0, &shown, &theirs);
    if (code != TD_OK)
        return code;
    uint32_t newest = shown->dossier->version;
    if (!cli_flag(cli, "update"))
        return fail_changed(submission, dossier_id, newest);
    code = dossier_diff(theirs, submission->draft.content, cli->arena, &diff);
    if (code != TD_OK)
        return code;
    fprintf(stderr, _("%s, version %u, sent %s by %s, and this folder differ in:\n"), dossier_id,
            newest, wording_time(cli->arena, shown->shown->submitted_utc_ms),
            shown->shown->submitted_by);
    dossier_diff_print(stderr, cli->arena, &diff);
    const char *question = td_arena_printf(cli->arena, _("Send this folder as version %u of %s?"),
                                           newest + 1, dossier_id);
    if (!cli_confirm(cli, question))
        return cli->err.code;
    submission->base = newest;
    return send_request(submission);
}

static enum td_code submit(struct submission *submission)
{
    enum td_code code = send_request(submission);
    const char *dossier_id = code == TD_ABORTED ? newer_dossier(submission->cli) : NULL;
    if (dossier_id)
        code = adopt_newest(submission, dossier_id);
    return code;
}

/* Remember what the server acknowledged, before anything else can go wrong. */
static enum td_code remember(struct submission *submission)
{
    struct cli *cli = submission->cli;
    const Pb__SubmitResponse *answer = submission->answer;
    struct folder_state *state = &submission->draft.state;
    if (answer->content_sha256.len != TD_SHA256_SIZE ||
        memcmp(answer->content_sha256.data, submission->draft.content_sha256, TD_SHA256_SIZE) !=
            0 ||
        strlen(answer->dossier_id) >= sizeof state->dossier_id)
        return td_fail(&cli->err, TD_DATA_LOSS, "content", "", TD_KEY_DIGEST_OTHER, TD_END);
    memcpy(state->dossier_id, answer->dossier_id, strlen(answer->dossier_id) + 1);
    state->version = answer->version;
    memcpy(state->content_sha256, submission->draft.content_sha256, TD_SHA256_SIZE);
    return folder_state_write(&submission->folder, state, &cli->err);
}

static enum td_code keep_receipt(struct submission *submission)
{
    struct cli *cli = submission->cli;
    const struct receipt_expected expected = {.dossier_id = submission->answer->dossier_id,
                                              .version = submission->answer->version,
                                              .content_sha256 = submission->draft.content_sha256,
                                              .content = submission->draft.content};
    Pb__GetReceiptRequest in = PB__GET_RECEIPT_REQUEST__INIT;
    in.dossier_id = submission->answer->dossier_id;
    in.version = submission->answer->version;
    const Pb__GetReceiptResponse *out;
    const Pb__ReceiptBody *body;
    enum td_code code = CALL(cli, dossier_service, get_receipt, &in, &out);
    if (code == TD_OK && !out->receipt)
        code = td_fail(&cli->err, TD_DATA_LOSS, "receipt", "", TD_KEY_RECEIPT_FORM, TD_END);
    if (code == TD_OK)
        code = receipt_verify(out->receipt, cli->profile->receipt_key, &cli->err);
    if (code == TD_OK)
        code = receipt_body(out->receipt, cli->arena, &body, &cli->err);
    if (code == TD_OK)
        code = receipt_matches(body, &expected, cli->arena, &cli->err);
    if (code != TD_OK)
        return code;
    const char *text = receipt_text(out->receipt, body, cli->arena);
    if (!text)
        return TD_RESOURCE_EXHAUSTED;
    return receipt_save(&submission->folder, out->receipt, body, text, cli->arena,
                        &submission->receipt_path, &cli->err);
}

static enum td_code confirm(struct submission *submission)
{
    if (!cli_flag(submission->cli, "confirm"))
        return TD_OK;
    return dossier_confirm_version(submission->cli, submission->answer->dossier_id,
                                   submission->answer->version, &submission->answer->content_sha256,
                                   &submission->confirmed);
}

static enum td_code print_json(const struct submission *submission)
{
    json_t *root = json_message(&submission->answer->base);
    json_object_set_new(root, "receipt_file", json_string(submission->receipt_path));
    json_object_set_new(root, "confirmed", json_boolean(submission->confirmed != NULL));
    return json_print(stdout, root);
}

static enum td_code print_result(const struct submission *submission)
{
    struct cli *cli = submission->cli;
    const Pb__SubmitResponse *answer = submission->answer;
    if (cli->json)
        return print_json(submission);
    printf(_("Submitted dossier %s, version %u, at %s.\n"), answer->dossier_id, answer->version,
           wording_time(cli->arena, answer->submitted_utc_ms));
    if (submission->confirmed)
        printf("%s\n", _("The head of the unit confirmed it at once."));
    else
        printf(_("The head of the unit must confirm it before %s: thidua dossier confirm %s\n"),
               wording_time(cli->arena, answer->deadline_utc_ms), answer->dossier_id);
    printf(_("Receipt: %s\n"), submission->receipt_path);
    struct td_violation *missing;
    if (answer->n_missing == 0)
        return TD_OK;
    printf("%s\n", _("These parts are still missing; Home Affairs will not receive it so:"));
    enum td_code code =
        td_violations_from_pb(answer->missing, answer->n_missing, cli->arena, &missing);
    if (code == TD_OK)
        wording_print_violations(stdout, missing, answer->n_missing);
    return code;
}

static enum td_code run_steps(struct submission *submission)
{
    static enum td_code (*const steps[])(struct submission *) = {submit, remember, keep_receipt,
                                                                 confirm};
    enum td_code code = check(submission);
    if (code != TD_OK)
        return code;
    code = choose_base(submission);
    if (code == TD_OK)
        code = upload_files(submission->cli, &submission->folder, submission->draft.files,
                            submission->draft.n_files);
    for (size_t i = 0; i < sizeof steps / sizeof *steps && code == TD_OK; i++)
        code = steps[i](submission);
    return code == TD_OK ? print_result(submission) : code;
}

static enum td_code dossier_submit(struct cli *cli)
{
    struct submission submission = {.cli = cli, .incomplete = cli_flag(cli, "incomplete")};
    enum td_code code = folder_open(cli->args[0], &submission.folder, &cli->err);
    if (code != TD_OK)
        return code;
    code = run_steps(&submission);
    folder_close(&submission.folder);
    return code;
}

static const struct command_option submit_options[] = {
    {.name = "incomplete",
     .kind = OPTION_FLAG,
     .help = N_("send although parts of III.5 or III.4 are still missing")},
    {.name = "confirm",
     .kind = OPTION_FLAG,
     .help = N_("confirm at once, for an officer who is clerk and head of the unit")},
    {.name = "update",
     .kind = OPTION_FLAG,
     .help = N_("follow the newest version at Home Affairs with this folder, after showing what "
                "differs")},
    {0}};

const struct command dossier_submit_commands[] = {
    {.group = "dossier",
     .name = "submit",
     .arguments = "DIR",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Submit a dossier folder and keep the signed receipt"),
     .details = N_("Checks, uploads what Home Affairs lacks, submits once, and saves the receipt "
                   "in DIR/receipts. When the line is cut, run the same command again: it goes on "
                   "where it stopped and never makes a second dossier."),
     .example = "thidua dossier submit phuong-1",
     .failure = N_("The dossier was not submitted"),
     .options = submit_options,
     .needs = NEEDS_CONNECTION,
     .run = dossier_submit},
    {0}};
