/* thidua council ballot, override, close, annul, tally: what the secretary and the chair do with
 * ballots, and what comes of them. */
#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "council_view.h"
#include "i18n.h"
#include "json.h"

static enum td_code open_ballot(struct cli *cli)
{
    Pb__CouncilOpenBallotRequest in = PB__COUNCIL_OPEN_BALLOT_REQUEST__INIT;
    const Pb__CouncilOpenBallotResponse *out;
    in.session_id = (char *)cli->args[0];
    in.line = cli_field(cli, "line");
    in.follows = cli_field(cli, "follows");
    in.kind = (Pb__CouncilBallotKind)cli_number(cli, "kind", 0);
    in.nominee_ids = (char **)cli_texts(cli, "nominee", &in.n_nominee_ids);
    enum td_code code = CALL(cli, council_service, open_ballot, &in, &out);
    return code == TD_OK ? council_print_ballot(cli, &out->base, out->ballot) : code;
}

static enum td_code override(struct cli *cli)
{
    Pb__CouncilOverrideRequest in = PB__COUNCIL_OVERRIDE_REQUEST__INIT;
    const Pb__CouncilOverrideResponse *out;
    in.ballot_id = (char *)cli->args[0];
    in.login = (char *)cli->args[1];
    in.nominee_id = (char *)cli->args[2];
    in.reason = cli_field(cli, "reason");
    enum td_code code = CALL(cli, council_service, override, &in, &out);
    return code == TD_OK ? council_print_ballot(cli, &out->base, out->ballot) : code;
}

static enum td_code annul(struct cli *cli)
{
    Pb__CouncilAnnulRequest in = PB__COUNCIL_ANNUL_REQUEST__INIT;
    const Pb__CouncilAnnulResponse *out;
    in.ballot_id = (char *)cli->args[0];
    in.reason = cli_field(cli, "reason");
    if (!cli_confirm(cli, _("All votes in it count for nothing then. Annul the ballot?")))
        return cli->err.code;
    enum td_code code = CALL(cli, council_service, annul, &in, &out);
    return code == TD_OK ? council_print_ballot(cli, &out->base, out->ballot) : code;
}

static enum td_code tally_print(struct cli *cli, const ProtobufCMessage *message,
                                const Pb__CouncilTally *tally, bool papers)
{
    if (cli->json)
        return json_print_message(stdout, message);
    if (!tally || !tally->ballot)
        return TD_UNKNOWN;
    council_show_ballot(cli, tally->ballot);
    puts("");
    council_show_tally(cli, tally);
    if (papers)
        council_show_papers(cli, tally);
    return TD_OK;
}

static enum td_code close_ballot(struct cli *cli)
{
    Pb__CouncilCloseBallotRequest in = PB__COUNCIL_CLOSE_BALLOT_REQUEST__INIT;
    const Pb__CouncilCloseBallotResponse *out;
    in.ballot_id = (char *)cli->args[0];
    in.reason = cli_field(cli, "reason");
    if (!cli_confirm(cli, _("Nobody can vote after this. Close the ballot and count?")))
        return cli->err.code;
    enum td_code code = CALL(cli, council_service, close_ballot, &in, &out);
    return code == TD_OK ? tally_print(cli, &out->base, out->tally, false) : code;
}

static enum td_code tally(struct cli *cli)
{
    Pb__CouncilTallyRequest in = PB__COUNCIL_TALLY_REQUEST__INIT;
    const Pb__CouncilTallyResponse *out;
    in.ballot_id = (char *)cli->args[0];
    enum td_code code = CALL(cli, council_service, tally, &in, &out);
    return code == TD_OK ? tally_print(cli, &out->base, out->tally, cli_flag(cli, "papers")) : code;
}

static const struct command_option BALLOT_OPTIONS[] = {
    {.name = "line",
     .kind = OPTION_TEXT,
     .value_name = N_("LINE"),
     .help = N_("the award line, an id of the plan file")},
    {.name = "kind",
     .kind = OPTION_CHOICE,
     .value_name = N_("KIND"),
     .help = N_("secret or open"),
     .required = true,
     .choices = &pb__council_ballot_kind__descriptor},
    {.name = "nominee",
     .kind = OPTION_TEXT,
     .value_name = N_("NOMINEE"),
     .help = N_("only these (all of the line that may be recommended)"),
     .repeats = true},
    {.name = "follows",
     .kind = OPTION_TEXT,
     .value_name = N_("BALLOT"),
     .help = N_("one more ballot, between those whom that one left undecided")},
    {0},
};

#define OPTION_REASON(need, text)                                                      \
    {                                                                                  \
        .name = "reason", .kind = OPTION_TEXT, .value_name = N_("TEXT"), .help = text, \
        .required = need                                                               \
    }

static const struct command_option OVERRIDE_OPTIONS[] = {
    OPTION_REASON(true, N_("why they may vote all the same; it stands in the minutes")), {0}};
static const struct command_option ANNUL_OPTIONS[] = {OPTION_REASON(true, N_("why")), {0}};
static const struct command_option CLOSE_OPTIONS[] = {
    OPTION_REASON(false, N_("why before all who are present have voted")), {0}};

static const struct command_option TALLY_OPTIONS[] = {
    {.name = "papers",
     .kind = OPTION_FLAG,
     .help = N_("every paper with its code, or every vote of an open ballot")},
    OPTION_AS_OF,
    {0},
};

const struct command council_ballot_commands[] = {
    {.group = "council",
     .name = "ballot",
     .arguments = "SESSION",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Open a ballot on the nominees of an award line"),
     .details =
         N_("Needs a quorum. On it are all nominees of the line that were found eligible and have "
            "the points that the plan asks for at least, by rank. Conflicts of interest (own unit, "
            "themselves) are found now, and these members do not vote on these nominees."),
     .example = "thidua council ballot BCD-2022-0001 --line commune_ward --kind secret",
     .failure = N_("The ballot was not opened"),
     .options = BALLOT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = open_ballot},
    {.group = "council",
     .name = "override",
     .arguments = "BALLOT LOGIN NOMINEE",
     .min_args = 3,
     .max_args = 3,
     .summary = N_("Let a member vote in spite of a conflict of interest"),
     .example = "thidua council override BCD-2022-0001/1 p1.chutich HS-2022-0001/1 --reason \"Đã "
                "chuyển công tác\"",
     .failure = N_("The conflict of interest stands"),
     .options = OVERRIDE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = override},
    {.group = "council",
     .name = "close",
     .arguments = "BALLOT",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Close a ballot, count it and give the nominees their result"),
     .details = N_("Of those that reached the threshold the best ranked get the places, the others "
                   "are in reserve. Of a secret ballot the key is destroyed then."),
     .example = "thidua council close BCD-2022-0001/1",
     .failure = N_("The ballot was not closed"),
     .options = CLOSE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = close_ballot},
    {.group = "council",
     .name = "annul",
     .arguments = "BALLOT",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Annul a ballot; what its count made of the nominees is taken back"),
     .example = "thidua council annul BCD-2022-0001/1 --reason \"Nhầm chỉ tiêu\"",
     .failure = N_("The ballot was not annulled"),
     .options = ANNUL_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = annul},
    {.group = "council",
     .name = "tally",
     .arguments = "BALLOT",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show the count of a closed ballot, counted again"),
     .details = N_("With --papers everybody can count for themselves, and a member finds their own "
                   "papers by the codes that their device showed."),
     .example = "thidua council tally BCD-2022-0001/1 --papers",
     .failure = N_("There is no count to show"),
     .options = TALLY_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = tally},
    {0},
};
