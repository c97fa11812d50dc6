/* thidua receipt verify|show: receipts offline. */
#include "receipt.h"

#include "commands.h"
#include "files.h"
#include "i18n.h"
#include "json.h"
#include "profile.h"
#include "receipt_text.h"
#include "wording.h"

struct loaded {
    const Pb__Receipt *receipt;
    const Pb__ReceiptBody *body;
};

static enum td_code load(struct cli *cli, struct loaded *ret)
{
    uint8_t *bytes;
    size_t len;
    enum td_code code =
        files_read(cli->args[0], RECEIPT_MAX_BYTES, cli->arena, &bytes, &len, &cli->err);
    if (code != TD_OK)
        return code;
    return receipt_parse(bytes, len, cli->arena, &ret->receipt, &ret->body, &cli->err);
}

/* The key to trust: --key, or the one that this device pinned when it enrolled. */
static enum td_code trusted_key(struct cli *cli, uint8_t ret_key[RECEIPT_KEY_SIZE])
{
    const char *hex = cli_text(cli, "key");
    if (hex && !td_unhex(hex, ret_key, RECEIPT_KEY_SIZE))
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "--key", "", TD_KEY_TEXT_FORM, "expected",
                       _("64 hexadecimal digits"), TD_END);
    if (hex)
        return TD_OK;
    struct profile profile;
    enum td_code code = profile_load(cli->arena, cli->profile_name, &profile, &cli->err);
    if (code == TD_OK)
        memcpy(ret_key, profile.receipt_key, RECEIPT_KEY_SIZE);
    return code;
}

static enum td_code compare_folder(struct cli *cli, const Pb__ReceiptBody *body)
{
    struct folder folder;
    if (!cli_text(cli, "folder"))
        return TD_OK;
    enum td_code code = folder_open(cli_text(cli, "folder"), &folder, &cli->err);
    if (code != TD_OK)
        return code;
    code = receipt_compare_folder(body, &folder, cli->arena, &cli->err);
    folder_close(&folder);
    return code;
}

static enum td_code receipt_verify_command(struct cli *cli)
{
    struct loaded loaded;
    uint8_t key[RECEIPT_KEY_SIZE];
    enum td_code code = trusted_key(cli, key);
    if (code == TD_OK)
        code = load(cli, &loaded);
    if (code == TD_OK)
        code = receipt_verify(loaded.receipt, key, &cli->err);
    if (code == TD_OK)
        code = compare_folder(cli, loaded.body);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &loaded.body->base);
    printf(_("The receipt is genuine: %s received dossier %s, version %u"
             ", of unit %s at %s with %zu files.\n"),
           loaded.body->town, loaded.body->dossier_id, loaded.body->version, loaded.body->unit_code,
           wording_time(cli->arena, loaded.body->submitted_utc_ms), loaded.body->n_files);
    if (cli_text(cli, "folder"))
        printf(_("All of these files stand unchanged in %s.\n"), cli_text(cli, "folder"));
    return TD_OK;
}

static enum td_code receipt_show(struct cli *cli)
{
    struct loaded loaded;
    enum td_code code = load(cli, &loaded);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &loaded.body->base);
    const char *text = receipt_text(loaded.receipt, loaded.body, cli->arena);
    if (!text)
        return TD_RESOURCE_EXHAUSTED;
    fputs(text, stdout);
    return TD_OK;
}

static const struct command_option verify_options[] = {
    {.name = "key",
     .kind = OPTION_TEXT,
     .value_name = N_("HEX"),
     .help = N_("the public key to trust instead of the enrolled one, 64 hexadecimal digits")},
    {.name = "folder",
     .kind = OPTION_TEXT,
     .value_name = N_("DIR"),
     .help = N_("also compare the files in this dossier folder with the receipt")},
    {0}};

const struct command receipt_commands[] = {
    {.group = "receipt",
     .name = "verify",
     .arguments = "FILE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Verify a receipt's signature, without a network"),
     .details = N_("Exit code 0 only for a receipt signed by the key that this device pinned when "
                   "it enrolled (or the one given)."),
     .example = "thidua receipt verify phuong-1/receipts/HS-2022-0007-v1.receipt",
     .failure = N_("The receipt is not to be trusted"),
     .options = verify_options,
     .run = receipt_verify_command},
    {.group = "receipt",
     .name = "show",
     .arguments = "FILE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show what a receipt says, without verifying it"),
     .example = "thidua receipt show phuong-1/receipts/HS-2022-0007-v1.receipt",
     .failure = N_("The receipt cannot be read"),
     .run = receipt_show},
    {0}};
