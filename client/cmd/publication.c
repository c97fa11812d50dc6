/* thidua publish, publication, announcement: making a signed decision known (I.1.c, IV.2). */
#include "publication_view.h"

#include "as_of.h"
#include "attach.h"
#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "decision_view.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

/* -- publishing and telling -- */

/* What every command about one publication ends with. */
static enum td_code print_answer(struct cli *cli, const ProtobufCMessage *message,
                                 const char *sentence, const Pb__Publication *publication)
{
    if (cli->json)
        return json_print_message(stdout, message);
    if (!publication)
        return TD_UNKNOWN;
    printf("%s\n\n", sentence);
    publication_print(cli, publication);
    return TD_OK;
}

static enum td_code publish(struct cli *cli)
{
    Pb__PublicationPublishRequest in = PB__PUBLICATION_PUBLISH_REQUEST__INIT;
    const Pb__PublicationPublishResponse *out;
    in.round_id = (char *)cli->args[0];
    in.broadcast_due_on = cli_field(cli, "broadcast-by");
    in.reason = cli_field(cli, "reason");
    in.dry_run = cli_flag(cli, "dry-run");
    const char *question =
        td_arena_printf(cli->arena, _("Publish the results of %s to every unit?"), in.round_id);
    if (!in.dry_run && !cli_confirm(cli, question ? question : ""))
        return cli->err.code;
    enum td_code code = CALL(cli, publication_service, publish, &in, &out);
    return code == TD_OK
               ? print_answer(cli, &out->base,
                              in.dry_run ? _("Only tried (--dry-run); nothing was published.")
                                         : _("Published."),
                              out->publication)
               : code;
}

static enum td_code send(struct cli *cli)
{
    Pb__PublicationSendRequest in = PB__PUBLICATION_SEND_REQUEST__INIT;
    const Pb__PublicationSendResponse *out;
    in.round_id = (char *)cli->args[0];
    in.recipient = cli_field(cli, "recipient");
    in.document = cli_field(cli, "document");
    in.sent_on = cli_field(cli, "date");
    in.note = cli_field(cli, "note");
    enum td_code code = CALL(cli, publication_service, send, &in, &out);
    return code == TD_OK ? print_answer(cli, &out->base, _("Recorded as sent."), out->publication)
                         : code;
}

static enum td_code acknowledge(struct cli *cli)
{
    Pb__PublicationAcknowledgeRequest in = PB__PUBLICATION_ACKNOWLEDGE_REQUEST__INIT;
    const Pb__PublicationAcknowledgeResponse *out;
    in.round_id = (char *)cli->args[0];
    enum td_code code = CALL(cli, publication_service, acknowledge, &in, &out);
    return code == TD_OK ? print_answer(cli, &out->base,
                                        out->unchanged ? _("Your unit had taken note already.")
                                                       : _("Your unit has taken note."),
                                        out->publication)
                         : code;
}

static enum td_code load(struct cli *cli, const Pb__PublicationShowResponse **ret)
{
    Pb__PublicationShowRequest in = PB__PUBLICATION_SHOW_REQUEST__INIT;
    in.round_id = (char *)cli->args[0];
    enum td_code code = CALL(cli, publication_service, show, &in, ret);
    if (code == TD_OK && !(*ret)->publication)
        code = td_fail(&cli->err, TD_UNKNOWN, "publication", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    return code;
}

static enum td_code show(struct cli *cli)
{
    const Pb__PublicationShowResponse *out;
    enum td_code code = load(cli, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    publication_print(cli, out->publication);
    return TD_OK;
}

/* -- the Radio Station -- */

static enum td_code read_out(struct cli *cli)
{
    const Pb__PublicationShowResponse *out;
    enum td_code code = load(cli, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    announcement_print(cli, out->publication);
    return TD_OK;
}

static enum td_code broadcast(struct cli *cli)
{
    Pb__AnnouncementBroadcastRequest in = PB__ANNOUNCEMENT_BROADCAST_REQUEST__INIT;
    const Pb__AnnouncementBroadcastResponse *out;
    in.round_id = (char *)cli->args[0];
    in.version = (uint32_t)cli_number(cli, "version", 0);
    in.broadcast_utc_ms = cli_number(cli, "at", 0);
    in.programme = cli_field(cli, "programme");
    enum td_code code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, publication_service, broadcast, &in, &out);
    return code == TD_OK
               ? print_answer(cli, &out->base, _("The broadcast is recorded."), out->publication)
               : code;
}

static const char *due_of(struct cli *cli, const Pb__Announcement *row)
{
    const char *due = wording_date(cli->arena, row->due_on);
    return row->overdue ? td_arena_printf(cli->arena, _("%s, overdue"), due) : due;
}

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("Round"), 0},
                                                  {N_("Version"), TABLE_RIGHT},
                                                  {N_("Decision"), 0},
                                                  {N_("To be broadcast by"), 0},
                                                  {N_("Broadcasts"), TABLE_RIGHT},
                                                  {N_("Last broadcast"), 0}};
    Pb__AnnouncementListRequest in = PB__ANNOUNCEMENT_LIST_REQUEST__INIT;
    const Pb__AnnouncementListResponse *out;
    in.open = cli_flag(cli, "open");
    in.overdue = cli_flag(cli, "overdue");
    in.sort = (Pb__AnnouncementSort)cli_number(cli, "sort", 0);
    enum td_code code = CALL_ALL(cli, publication_service, list_announcements, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < out->n_announcements; i++) {
        const Pb__Announcement *row = out->announcements[i];
        TABLE_ROW(table, row->round_id, td_dec(cli->arena, row->version),
                  decision_paper(cli, row->decision_number, row->signed_on), due_of(cli, row),
                  td_dec(cli->arena, row->broadcasts),
                  wording_time(cli->arena, row->last_broadcast_utc_ms));
    }
    if (table_rows(table) == 0)
        puts(_("There are no such announcements."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

/* -- the table -- */

static const struct command_option PUBLISH_OPTIONS[] = {
    {.name = "broadcast-by",
     .field = "broadcast_due_on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("last day for the Radio Station's broadcast"),
     .required = true},
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why it is published again: a correction needs it")},
    OPTION_DRY_RUN,
    {0}};

static const struct command_option SEND_OPTIONS[] = {
    {.name = "recipient",
     .kind = OPTION_TEXT,
     .value_name = N_("RECIPIENT"),
     .help = N_("one of the Plan's recipients, for example provincial_home_affairs"),
     .required = true},
    {.name = "document",
     .kind = OPTION_TEXT,
     .value_name = N_("NUMBER"),
     .help = N_("number of the paper that was sent"),
     .required = true},
    {.name = "date",
     .field = "sent_on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("when it was sent"),
     .required = true},
    {.name = "note", .kind = OPTION_TEXT, .value_name = N_("TEXT"), .help = N_("a note")},
    {0}};

static const struct command_option SHOW_OPTIONS[] = {OPTION_AS_OF, {0}};

static const struct command_option BROADCAST_OPTIONS[] = {
    {.name = "at",
     .field = "broadcast_utc_ms",
     .kind = OPTION_TIME,
     .value_name = N_("TIME"),
     .help = N_("date and time when it was on the air"),
     .required = true},
    {.name = "programme",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("in which programme"),
     .required = true},
    {.name = "version",
     .kind = OPTION_NUMBER,
     .value_name = N_("N"),
     .help = N_("which version was read out (the newest)"),
     .min = 1,
     .max = 100000},
    OPTION_EVIDENCE,
    {0}};

static const struct command_option LIST_OPTIONS[] = {
    {.name = "open", .kind = OPTION_FLAG, .help = N_("only what was not broadcast yet")},
    {.name = "overdue", .kind = OPTION_FLAG, .help = N_("only what was not broadcast in time")},
    {.name = "sort",
     .kind = OPTION_CHOICE,
     .value_name = N_("ORDER"),
     .help = N_("what is due first, or by round"),
     .choices = &pb__announcement_sort__descriptor},
    OPTION_AS_OF,
    OPTION_CSV,
    {0}};

const struct command publication_commands[] = {
    {.group = "",
     .name = "publish",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Publish the signed decision of a round to every unit (I.1.c)"),
     .details = N_("Every unit then sees the awards, and the reasons of its own nominees who got "
                   "none; the Radio Station gets the announcement. Published once more, with a "
                   "reason, it is a correction, and the versions before it are kept. Also: thidua "
                   "publication, thidua announcement."),
     .example = "thidua publish 2022-annual --broadcast-by 2023-01-10",
     .failure = N_("Nothing was published"),
     .options = PUBLISH_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = publish},
    {.group = "publication",
     .name = "show",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show the published results of a round, and who was told"),
     .example = "thidua publication show 2022-annual",
     .failure = N_("The publication could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {.group = "publication",
     .name = "acknowledge",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Say that your unit has taken note of the results"),
     .example = "thidua publication acknowledge 2022-annual",
     .failure = N_("Nothing was recorded"),
     .needs = NEEDS_CONNECTION,
     .run = acknowledge},
    {.group = "publication",
     .name = "send",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record that the results were sent to one of the Plan's recipients"),
     .example =
         "thidua publication send 2022-annual --recipient provincial_home_affairs --document "
         "21/TB-PNV --date 2022-12-29",
     .failure = N_("Nothing was recorded"),
     .options = SEND_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = send},
    {.group = "announcement",
     .name = "list",
     .arguments = "",
     .summary = N_("List the announcements for the Radio Station, and what is overdue"),
     .example = "thidua announcement list --overdue",
     .failure = N_("The announcements could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "announcement",
     .name = "show",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show the text that the Radio Station reads out"),
     .example = "thidua announcement show 2022-annual",
     .failure = N_("The announcement could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = read_out},
    {.group = "announcement",
     .name = "acknowledge",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Record when it was broadcast, at the Radio Station (IV.2)"),
     .example = "thidua announcement acknowledge 2022-annual --at 2022-12-30T17:30 --programme "
                "\"Bản tin thị xã\"",
     .failure = N_("The broadcast was not recorded"),
     .options = BROADCAST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = broadcast},
    {0},
};
