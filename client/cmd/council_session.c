/* thidua council convene, roll, end, list, show: sessions of the council. */
#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "council_view.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

static enum td_code convene(struct cli *cli)
{
    Pb__CouncilConveneRequest in = PB__COUNCIL_CONVENE_REQUEST__INIT;
    const Pb__CouncilConveneResponse *out;
    in.round_id = (char *)cli->args[0];
    in.starts_utc_ms = cli_number(cli, "at", 0);
    in.place = cli_field(cli, "place");
    in.chair = cli_field(cli, "chair");
    in.secretary = cli_field(cli, "secretary");
    enum td_code code = CALL(cli, council_service, convene, &in, &out);
    return code == TD_OK ? council_print_session(cli, &out->base, out->session) : code;
}

/* -- the roll -- */

struct roll {
    Pb__CouncilRollEntry **entries;
    size_t n;
};

static bool roll_add(struct cli *cli, struct roll *roll, const char *login,
                     Pb__CouncilAttendance attendance, const char *reason)
{
    Pb__CouncilRollEntry entry = PB__COUNCIL_ROLL_ENTRY__INIT;
    entry.login = (char *)login;
    entry.attendance = attendance;
    entry.reason = (char *)reason;
    roll->entries[roll->n] = td_arena_copy(cli->arena, &entry, sizeof entry);
    return roll->entries[roll->n++] != NULL;
}

/* "LOGIN=reason" */
static enum td_code excused_add(struct cli *cli, struct roll *roll, const char *text)
{
    char *login = td_arena_strdup(cli->arena, text);
    char *sign = login ? strchr(login, '=') : NULL;
    if (login && !sign)
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "--excused", "", TD_KEY_TEXT_FORM,
                       "expected", "LOGIN=REASON", TD_END);
    if (sign)
        *sign = '\0';
    return login && roll_add(cli, roll, login, PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_EXCUSED,
                             sign + 1)
               ? TD_OK
               : TD_RESOURCE_EXHAUSTED;
}

static enum td_code logins_add(struct cli *cli, struct roll *roll, const char *option,
                               Pb__CouncilAttendance attendance)
{
    size_t n;
    const char *const *logins = cli_texts(cli, option, &n);
    for (size_t i = 0; i < n; i++)
        if (!roll_add(cli, roll, logins[i], attendance, ""))
            return TD_RESOURCE_EXHAUSTED;
    return TD_OK;
}

static enum td_code roll_take(struct cli *cli, struct roll *ret)
{
    size_t present, absent, excused;
    const char *const *texts = cli_texts(cli, "excused", &excused);
    cli_texts(cli, "present", &present);
    cli_texts(cli, "absent", &absent);
    ret->entries =
        td_arena_alloc(cli->arena, (present + absent + excused + 1) * sizeof *ret->entries);
    if (!ret->entries)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        logins_add(cli, ret, "present", PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_PRESENT);
    if (code == TD_OK)
        code = logins_add(cli, ret, "absent", PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_ABSENT);
    for (size_t i = 0; code == TD_OK && i < excused; i++)
        code = excused_add(cli, ret, texts[i]);
    return code;
}

static enum td_code call_roll(struct cli *cli)
{
    Pb__CouncilRollRequest in = PB__COUNCIL_ROLL_REQUEST__INIT;
    const Pb__CouncilRollResponse *out;
    struct roll roll = {0};
    enum td_code code = roll_take(cli, &roll);
    if (code != TD_OK)
        return code;
    in.session_id = (char *)cli->args[0];
    in.entries = roll.entries;
    in.n_entries = roll.n;
    code = CALL(cli, council_service, roll, &in, &out);
    return code == TD_OK ? council_print_session(cli, &out->base, out->session) : code;
}

/* -- end, list, show -- */

static enum td_code end_session(struct cli *cli)
{
    Pb__CouncilEndRequest in = PB__COUNCIL_END_REQUEST__INIT;
    const Pb__CouncilEndResponse *out;
    in.session_id = (char *)cli->args[0];
    in.conclusion = cli_field(cli, "conclusion");
    if (!cli_confirm(cli, _("After this the minutes change no more. End the session?")))
        return cli->err.code;
    enum td_code code = CALL(cli, council_service, end, &in, &out);
    return code == TD_OK ? council_print_session(cli, &out->base, out->session) : code;
}

static enum td_code list_sessions(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("SESSION"), 0}, {N_("ROUND"), 0},
                                                  {N_("BEGINS"), 0},  {N_("PLACE"), TABLE_WRAP},
                                                  {N_("PRESENT"), 0}, {N_("BALLOTS"), TABLE_RIGHT},
                                                  {N_("STATE"), 0}};
    Pb__CouncilListRequest in = PB__COUNCIL_LIST_REQUEST__INIT;
    const Pb__CouncilListResponse *out;
    in.round_id = cli_field(cli, "round");
    enum td_code code = CALL_ALL(cli, council_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 7, true);
    for (size_t i = 0; i < out->n_sessions; i++) {
        const Pb__CouncilSession *session = out->sessions[i];
        TABLE_ROW(
            table, session->id, session->round_id, wording_time(cli->arena, session->starts_utc_ms),
            session->place,
            td_arena_printf(cli->arena, "%u/%u", session->present, session->members),
            td_dec(cli->arena, session->ballots),
            wording_enum(cli->arena, &pb__council_session_state__descriptor, (int)session->state));
    }
    if (table_rows(table) == 0)
        puts(_("There are no sessions."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

static enum td_code show(struct cli *cli)
{
    Pb__CouncilShowRequest in = PB__COUNCIL_SHOW_REQUEST__INIT;
    const Pb__CouncilShowResponse *out;
    in.id = (char *)cli->args[0];
    enum td_code code = CALL(cli, council_service, show, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->session)
        return TD_UNKNOWN;
    bool whole = !strchr(in.id, '/');
    if (whole)
        council_show_session(cli, out->session);
    for (size_t i = 0; i < out->n_ballots; i++) {
        if (whole || i > 0)
            puts("");
        council_show_ballot(cli, out->ballots[i]);
    }
    return TD_OK;
}

static const struct command_option CONVENE_OPTIONS[] = {
    {.name = "at",
     .field = "starts_utc_ms",
     .kind = OPTION_TIME,
     .value_name = N_("TIME"),
     .help = N_("when it begins"),
     .required = true},
    {.name = "place",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("where"),
     .required = true},
    {.name = "chair",
     .kind = OPTION_TEXT,
     .value_name = N_("LOGIN"),
     .help = N_("the member who presides"),
     .required = true},
    {.name = "secretary",
     .kind = OPTION_TEXT,
     .value_name = N_("LOGIN"),
     .help = N_("the officer who keeps the minutes"),
     .required = true},
    {0},
};

static const struct command_option ROLL_OPTIONS[] = {
    {.name = "present",
     .kind = OPTION_TEXT,
     .value_name = N_("LOGIN"),
     .help = N_("these are present"),
     .repeats = true},
    {.name = "absent",
     .kind = OPTION_TEXT,
     .value_name = N_("LOGIN"),
     .help = N_("these are absent, without a reason given"),
     .repeats = true},
    {.name = "excused",
     .kind = OPTION_TEXT,
     .value_name = N_("LOGIN=REASON"),
     .help = N_("this one is absent with a reason"),
     .repeats = true,
     .whole = true},
    {0},
};

static const struct command_option END_OPTIONS[] = {
    {.name = "conclusion",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("what the minutes are to end with")},
    {0},
};

static const struct command_option LIST_OPTIONS[] = {
    {.name = "round", .kind = OPTION_TEXT, .value_name = N_("ROUND"), .help = N_("of this round")},
    OPTION_AS_OF,
    OPTION_CSV,
    {0},
};

static const struct command_option SHOW_OPTIONS[] = {OPTION_AS_OF, {0}};

const struct command council_session_commands[] = {
    {.group = "council",
     .name = "convene",
     .arguments = "ROUND",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Convene a session of the council on a round"),
     .details = N_("The round must be closed for dossiers. Everybody who is a member on that day "
                   "has a seat, and all seats together are the base of every vote."),
     .example = "thidua council convene 2022-annual --at 2022-12-20T08:00 --place \"Phòng họp số "
                "1\" --chair bcd.truong --secretary bcd.thuky",
     .failure = N_("The session was not convened"),
     .options = CONVENE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = convene},
    {.group = "council",
     .name = "roll",
     .arguments = "SESSION",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Call the roll: who is present, who is absent"),
     .details = N_("May be repeated; the last word about a member counts. Only who is present "
                   "votes from their device."),
     .example = "thidua council roll BCD-2022-0001 --present bcd.truong,bcd.thuky --excused "
                "\"p1.chutich=Đi công tác\"",
     .failure = N_("The roll was not entered"),
     .options = ROLL_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = call_roll},
    {.group = "council",
     .name = "end",
     .arguments = "SESSION",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("End a session; its minutes change no more"),
     .example = "thidua council end BCD-2022-0001 --conclusion \"Thống nhất trình Chủ tịch\"",
     .failure = N_("The session was not ended"),
     .options = END_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = end_session},
    {.group = "council",
     .name = "list",
     .arguments = "",
     .summary = N_("List the sessions of the council"),
     .example = "thidua council list --round 2022-annual",
     .failure = N_("The sessions could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list_sessions},
    {.group = "council",
     .name = "show",
     .arguments = "SESSION|BALLOT",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show a session with its roll and ballots, or one ballot"),
     .details = N_("Says who has voted, never how: a running ballot shows no result to anybody."),
     .example = "thidua council show BCD-2022-0001/1",
     .failure = N_("It could not be shown"),
     .options = SHOW_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = show},
    {0},
};
