/* thidua certificate: the register of certificates, and whether a paper is genuine. */
#include "certificate.pb-c.h"

#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "decision_view.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

#include <stdlib.h>

#define ENUM(cli, type, value) wording_enum((cli)->arena, &pb__##type##__descriptor, (int)(value))

/* -- one paper -- */

static void print_certificate(struct cli *cli, const Pb__Certificate *certificate)
{
    struct table *facts = facts_new();
    facts_add(facts, _("Round"), certificate->round_id);
    facts_add(facts, _("Golden book"), td_dec(cli->arena, certificate->golden_book));
    facts_add(facts, _("Decision"),
              decision_paper(cli, certificate->number, certificate->signed_on));
    facts_add(facts, _("Issuer"), certificate->issuer);
    facts_add(facts, _("Nominee"), certificate->nominee_id);
    facts_add(facts, _("Name"), certificate->name);
    facts_add(facts, _("Position"), certificate->position);
    facts_add(facts, _("Unit"), certificate->unit_name);
    facts_add(facts, _("Achievement"), certificate->achievement);
    facts_add(facts, _("Code"), certificate->code);
    facts_add(facts, _("State"), ENUM(cli, certificate_state, certificate->state));
    facts_add(facts, _("Paper"), td_dec(cli->arena, certificate->version));
    facts_add(facts, _("Reissued because"), ENUM(cli, reissue_cause, certificate->cause));
    facts_add(facts, _("Reason"), certificate->reason);
    facts_add(facts, _("Made"), wording_time(cli->arena, certificate->made_utc_ms));
    facts_add(facts, _("By"), certificate->officer);
    facts_add(facts, _("Replaced"), wording_time(cli->arena, certificate->replaced_utc_ms));
    facts_add(facts, _("By code"), certificate->replaced_by);
    facts_add(facts, _("Revoked by"),
              decision_paper(cli, certificate->revoked_by, certificate->revoked_on));
    facts_add(facts, _("Revoked because"), certificate->revoked_reason);
    table_print(facts, stdout);
    table_free(facts);
}

/* The entry that the command line names: ROUND NUMBER. */
static enum td_code load(struct cli *cli, const Pb__CertificateShowResponse **ret)
{
    Pb__CertificateShowRequest in = PB__CERTIFICATE_SHOW_REQUEST__INIT;
    char *end;
    unsigned long number = strtoul(cli->args[1], &end, 10);
    if (*end || number == 0 || number > UINT32_MAX)
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "NUMBER", "", TD_KEY_NUMBER_FORM, "value",
                       cli->args[1], TD_END);
    in.round_id = (char *)cli->args[0];
    in.golden_book = (uint32_t)number;
    enum td_code code = CALL(cli, certificate_service, show, &in, ret);
    if (code == TD_OK && (*ret)->n_versions == 0)
        code = td_fail(&cli->err, TD_UNKNOWN, "versions", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    return code;
}

static enum td_code show(struct cli *cli)
{
    const Pb__CertificateShowResponse *out;
    enum td_code code = load(cli, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    for (size_t i = 0; i < out->n_versions; i++) {
        if (i > 0)
            putchar('\n');
        print_certificate(cli, out->versions[i]);
    }
    return TD_OK;
}

static enum td_code reissue(struct cli *cli)
{
    Pb__CertificateReissueRequest in = PB__CERTIFICATE_REISSUE_REQUEST__INIT;
    const Pb__CertificateReissueResponse *out;
    const Pb__CertificateShowResponse *shown;
    enum td_code code = load(cli, &shown);
    if (code != TD_OK)
        return code;
    in.round_id = shown->versions[0]->round_id;
    in.golden_book = shown->versions[0]->golden_book;
    in.base_version = shown->versions[0]->version;
    in.cause = (Pb__ReissueCause)cli_number(cli, "cause", 0);
    in.reason = cli_field(cli, "reason");
    in.name = cli_field(cli, "name");
    in.dry_run = cli_flag(cli, "dry-run");
    code = CALL(cli, certificate_service, reissue, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->certificate)
        return TD_UNKNOWN;
    print_certificate(cli, out->certificate);
    printf("\n%s\n", in.dry_run ? _("Only tried (--dry-run): nothing was kept.")
                                : _("A new certificate can be printed; the code on the old one now "
                                    "answers “replaced”."));
    return TD_OK;
}

/* -- verify -- */

static const char *replaced_text(struct cli *cli, const Pb__CertificateVerifyResponse *out)
{
    if (!out->replaced_utc_ms)
        return "";
    return td_arena_printf(cli->arena, _("%s, by paper %u of this award"),
                           wording_time(cli->arena, out->replaced_utc_ms), out->newest_version);
}

static enum td_code verify(struct cli *cli)
{
    Pb__CertificateVerifyRequest in = PB__CERTIFICATE_VERIFY_REQUEST__INIT;
    const Pb__CertificateVerifyResponse *out;
    in.code = (char *)cli->args[0];
    enum td_code code = CALL(cli, certificate_service, verify, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    struct table *facts = facts_new();
    facts_add(facts, _("State"), ENUM(cli, certificate_state, out->state));
    facts_add(facts, _("Name"), out->name);
    facts_add(facts, _("Decision"), decision_paper(cli, out->number, out->signed_on));
    facts_add(facts, _("Issuer"), out->issuer);
    facts_add(facts, _("Golden book"), td_dec(cli->arena, out->golden_book));
    facts_add(facts, _("Replaced"), replaced_text(cli, out));
    facts_add(facts, _("Revoked by"), decision_paper(cli, out->revoked_by, out->revoked_on));
    table_print(facts, stdout);
    table_free(facts);
    return TD_OK;
}

/* -- list -- */

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {
        {N_("ROUND"), 0},          {N_("GOLDEN BOOK"), TABLE_RIGHT},
        {N_("NAME"), TABLE_WRAP},  {N_("UNIT"), TABLE_WRAP},
        {N_("DECISION"), 0},       {N_("CODE"), 0},
        {N_("STATE"), TABLE_WRAP},
    };
    Pb__CertificateListRequest in = PB__CERTIFICATE_LIST_REQUEST__INIT;
    const Pb__CertificateListResponse *out;
    in.round_id = cli_field(cli, "round");
    in.unit_code = cli_field(cli, "unit");
    in.name = cli_field(cli, "name");
    in.revoked = cli_flag(cli, "revoked");
    enum td_code code = CALL_ALL(cli, certificate_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 7, true);
    for (size_t i = 0; i < out->n_certificates; i++) {
        const Pb__Certificate *row = out->certificates[i];
        TABLE_ROW(table, row->round_id, td_dec(cli->arena, row->golden_book), row->name,
                  row->unit_name, decision_paper(cli, row->number, row->signed_on), row->code,
                  ENUM(cli, certificate_state, row->state));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such certificates."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

/* -- the table -- */

static const struct command_option LIST_OPTIONS[] = {
    {.name = "round", .kind = OPTION_TEXT, .value_name = N_("ROUND"), .help = N_("of this round")},
    {.name = "unit", .kind = OPTION_TEXT, .value_name = N_("UNIT"), .help = N_("of this unit")},
    {.name = "name",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("part of the name; accents do not matter")},
    {.name = "revoked", .kind = OPTION_FLAG, .help = N_("only of awards that were revoked")},
    OPTION_AS_OF,
    OPTION_CSV,
    {0},
};

static const struct command_option SHOW_OPTIONS[] = {OPTION_AS_OF, {0}};

static const struct command_option REISSUE_OPTIONS[] = {
    {.name = "cause",
     .kind = OPTION_CHOICE,
     .value_name = N_("CAUSE"),
     .help = N_("what is wrong with the old one"),
     .required = true,
     .choices = &pb__reissue_cause__descriptor},
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; it is kept with the version"),
     .required = true},
    {.name = "name",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("the right name, when it was misspelt")},
    OPTION_DRY_RUN,
    {0},
};

const struct command certificate_commands[] = {
    {.group = "certificate",
     .name = "list",
     .arguments = "",
     .summary = N_("List the certificates by decision and golden-book number"),
     .details = N_("The newest paper of each award. Units see their own, once the decision is "
                   "published."),
     .example = "thidua certificate list --round 2022-annual --csv giay-khen.csv",
     .failure = N_("The certificates could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "certificate",
     .name = "show",
     .arguments = "ROUND NUMBER",
     .min_args = 2,
     .max_args = 2,
     .summary = N_("Show a certificate with all papers that were made for it"),
     .details = N_("NUMBER is that in the golden book: the place in the decision."),
     .example = "thidua certificate show 2022-annual 3",
     .failure = N_("The certificate could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {.group = "certificate",
     .name = "verify",
     .arguments = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Ask by its code whether a certificate is genuine"),
     .details = N_("Every officer may ask. The answer tells the name, the decision and whether the "
                   "paper is genuine, replaced or revoked, and nothing else. Capitals, blanks and "
                   "hyphens do not matter."),
     .example = "thidua certificate verify Y147N-3SH4E",
     .failure = N_("The certificate was not confirmed"),
     .needs = NEEDS_CONNECTION,
     .run = verify},
    {.group = "certificate",
     .name = "reissue",
     .arguments = "ROUND NUMBER",
     .min_args = 2,
     .max_args = 2,
     .summary = N_("Make a new certificate for one that is lost, damaged or misspelt"),
     .details = N_("It gets a code of its own; the old code answers “replaced”. Everything stays "
                   "on record."),
     .example = "thidua certificate reissue 2022-annual 3 --cause misspelt --name \"Trần Thị Ví "
                "Dụ\" --reason \"Sai chữ đệm\"",
     .failure = N_("No new certificate was made"),
     .options = REISSUE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = reissue},
    {0},
};
