/* thidua status [ID], for the impatient: where one dossier stands, or what waits for whom. */
#include "commands.h"
#include "connection.h"
#include "dossier_common.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "officer.pb-c.h"
#include "publication.pb-c.h"
#include "round.pb-c.h"
#include "table.h"
#include "wording.h"

static const char *outcome_words(struct td_arena *arena, const Pb__DossierOutcome *outcome)
{
    if (!outcome->awarded)
        return _("not awarded");
    if (outcome->revoked)
        return _("awarded, revoked since");
    return td_arena_printf(arena, _("awarded, golden book no. %u"), outcome->golden_book);
}

static void print_outcomes(struct td_arena *arena, const Pb__StatusResponse *out)
{
    static const struct table_column COLUMNS[] = {
        {N_("NOMINEE"), 0}, {N_("NAME"), TABLE_WRAP}, {N_("RESULT"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, sizeof COLUMNS / sizeof *COLUMNS, true);
    for (size_t i = 0; i < out->n_outcomes; i++) {
        const Pb__DossierOutcome *outcome = out->outcomes[i];
        TABLE_ROW(table, outcome->nominee_id, outcome->name, outcome_words(arena, outcome));
    }
    fputc('\n', stdout);
    table_print(table, stdout);
    table_free(table);
}

static enum td_code status_one(struct cli *cli)
{
    Pb__StatusRequest in = PB__STATUS_REQUEST__INIT;
    const Pb__StatusResponse *out;
    in.dossier_id = (char *)cli->args[0];
    enum td_code code = CALL(cli, dossier_service, status, &in, &out);
    if (code == TD_OK && !out->dossier)
        code = td_fail(&cli->err, TD_UNKNOWN, "dossier", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    const Pb__DossierSummary *summary = out->dossier;
    printf(_("%s (%s, %s), version %u: %s since %s.\n"), summary->id, summary->unit_code,
           summary->round_id, summary->version,
           wording_enum(cli->arena, &pb__dossier_state__descriptor, (int)summary->state),
           wording_time(cli->arena, summary->changed_utc_ms));
    printf(_("Next: %s.\n"), dossier_next_step(cli->arena, summary));
    if (out->n_outcomes > 0)
        print_outcomes(cli->arena, out);
    return TD_OK;
}

/* -- without an ID -- */

struct overview {
    const Pb__Officer *officer;
    bool home_affairs; /* sees all units */
    bool radio;
    const Pb__DossierListResponse *dossiers; /* NULL: none of the officer's roles sees any */
    const Pb__RoundListResponse *rounds;
    const Pb__AnnouncementListResponse *announcements; /* to be broadcast; NULL: not asked for */
};

static bool has_role(const Pb__Officer *officer, Pb__Role role)
{
    for (size_t i = 0; i < officer->n_roles; i++) {
        if (officer->roles[i] == role)
            return true;
    }
    return false;
}

/* The Radio Station and administrators have nothing to do with dossiers. */
static bool sees_dossiers(const Pb__Officer *officer)
{
    for (size_t i = 0; i < officer->n_roles; i++)
        if (officer->roles[i] != PB__ROLE__ROLE_RADIO &&
            officer->roles[i] != PB__ROLE__ROLE_ADMINISTRATOR)
            return true;
    return false;
}

static enum td_code look_around(struct cli *cli, struct overview *ret)
{
    Pb__WhoAmIRequest who = PB__WHO_AM_IREQUEST__INIT;
    Pb__DossierListRequest list = PB__DOSSIER_LIST_REQUEST__INIT;
    Pb__RoundListRequest rounds = PB__ROUND_LIST_REQUEST__INIT;
    Pb__AnnouncementListRequest announcements = PB__ANNOUNCEMENT_LIST_REQUEST__INIT;
    const Pb__WhoAmIResponse *me;
    enum td_code code = CALL(cli, officer_service, who_am_i, &who, &me);
    if (code == TD_OK && !me->officer)
        code = td_fail(&cli->err, TD_UNKNOWN, "officer", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    if (code != TD_OK)
        return code;
    ret->officer = me->officer;
    ret->home_affairs = has_role(me->officer, PB__ROLE__ROLE_SPECIALIST) ||
                        has_role(me->officer, PB__ROLE__ROLE_HOME_AFFAIRS_HEAD);
    if (!ret->home_affairs)
        list.unit_code = me->officer->unit_code;
    ret->radio = has_role(me->officer, PB__ROLE__ROLE_RADIO);
    code = CALL(cli, round_service, list, &rounds, &ret->rounds);
    if (code == TD_OK && sees_dossiers(me->officer))
        code = CALL_ALL(cli, dossier_service, list, &list, &ret->dossiers);
    announcements.open = true;
    if (code == TD_OK && (ret->home_affairs || ret->radio))
        code = CALL_ALL(cli, publication_service, list_announcements, &announcements,
                        &ret->announcements);
    return code;
}

static bool waits_for_home_affairs(const Pb__DossierSummary *dossier)
{
    return dossier->next_role == PB__ROLE__ROLE_SPECIALIST ||
           dossier->next_role == PB__ROLE__ROLE_HOME_AFFAIRS_HEAD;
}

static void print_rows(struct td_arena *arena, const struct overview *overview, bool for_us)
{
    static const struct table_column columns[] = {{N_("DOSSIER"), 0},
                                                  {N_("UNIT"), 0},
                                                  {N_("STATE"), 0},
                                                  {N_("DEADLINE"), 0},
                                                  {N_("NEXT STEP"), TABLE_WRAP}};
    struct table *table = table_new(columns, sizeof columns / sizeof *columns, true);
    for (size_t i = 0; i < overview->dossiers->n_dossiers; i++) {
        const Pb__DossierSummary *dossier = overview->dossiers->dossiers[i];
        if (overview->home_affairs && waits_for_home_affairs(dossier) != for_us)
            continue;
        TABLE_ROW(table, dossier->id, dossier->unit_code,
                  wording_enum(arena, &pb__dossier_state__descriptor, (int)dossier->state),
                  wording_time(arena, dossier->deadline_utc_ms), dossier_next_step(arena, dossier));
    }
    if (table_rows(table) == 0)
        printf("%s\n", _("none"));
    table_print(table, stdout);
    table_free(table);
}

static bool has_dossier(const struct overview *overview, const char *round_id)
{
    for (size_t i = 0; i < overview->dossiers->n_dossiers; i++) {
        if (strcmp(overview->dossiers->dossiers[i]->round_id, round_id) == 0)
            return true;
    }
    return false;
}

/* Rounds that take dossiers, for a unit that has sent none. */
static void print_open_rounds(struct td_arena *arena, const struct overview *overview)
{
    for (size_t i = 0; i < overview->rounds->n_rounds; i++) {
        const Pb__Round *round = overview->rounds->rounds[i];
        if (round->state != PB__ROUND_STATE__ROUND_STATE_OPEN || has_dossier(overview, round->id))
            continue;
        printf(_("Nothing has been submitted for %s; the deadline is %s: "
                 "thidua dossier new DIR --round %s\n"),
               round->id, wording_time(arena, round->your_deadline_utc_ms), round->id);
    }
}

/* IV.2: what is overdue; to the Radio Station what is still to come, too. */
static void print_announcements(struct td_arena *arena, const struct overview *overview)
{
    for (size_t i = 0; overview->announcements && i < overview->announcements->n_announcements;
         i++) {
        const Pb__Announcement *announcement = overview->announcements->announcements[i];
        const char *due = wording_date(arena, announcement->due_on);
        const char *round_id = announcement->round_id;
        if (announcement->overdue)
            printf(_("Overdue since %s: the broadcast of the results of %s (IV.2): thidua "
                     "announcement show %s\n"),
                   due, round_id, round_id);
        else if (overview->radio)
            printf(_("By %s: the broadcast of the results of %s (IV.2): thidua announcement show "
                     "%s\n"),
                   due, round_id, round_id);
    }
    if (overview->radio && overview->announcements->n_announcements == 0)
        puts(_("Nothing is to be broadcast."));
}

static enum td_code overview_json(const struct overview *overview)
{
    static const Pb__DossierListResponse NO_DOSSIERS = PB__DOSSIER_LIST_RESPONSE__INIT;
    static const Pb__AnnouncementListResponse NOTHING = PB__ANNOUNCEMENT_LIST_RESPONSE__INIT;
    const Pb__DossierListResponse *dossiers =
        overview->dossiers ? overview->dossiers : &NO_DOSSIERS;
    const Pb__AnnouncementListResponse *announcements =
        overview->announcements ? overview->announcements : &NOTHING;
    return json_print(stdout, json_pack("{s:o, s:o, s:o, s:o}", "officer",
                                        json_message(&overview->officer->base), "rounds",
                                        json_message(&overview->rounds->base), "dossiers",
                                        json_message(&dossiers->base), "announcements",
                                        json_message(&announcements->base)));
}

static void print_dossiers(struct cli *cli, const struct overview *overview)
{
    if (overview->home_affairs) {
        printf("%s\n", _("Waiting for Home Affairs:"));
        print_rows(cli->arena, overview, true);
        printf("\n%s\n", _("With the units, or done:"));
        print_rows(cli->arena, overview, false);
        return;
    }
    printf(_("Dossiers of %s:\n"), overview->officer->unit_code);
    print_rows(cli->arena, overview, false);
    print_open_rounds(cli->arena, overview);
}

static enum td_code status_all(struct cli *cli)
{
    struct overview overview = {0};
    enum td_code code = look_around(cli, &overview);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return overview_json(&overview);
    if (overview.dossiers)
        print_dossiers(cli, &overview);
    print_announcements(cli->arena, &overview);
    if (!overview.dossiers && !overview.radio)
        puts(_("Nothing waits for you: your roles have no dossiers."));
    return TD_OK;
}

static enum td_code status(struct cli *cli)
{
    return cli->n_args > 0 ? status_one(cli) : status_all(cli);
}

static const struct command_option OPTIONS[] = {OPTION_AS_OF, {0}};

const struct command status_commands[] = {
    {.group = "",
     .name = "status",
     .arguments = "[ID]",
     .max_args = 1,
     .summary = N_("Where a dossier stands; without ID, what waits for you and your unit"),
     .example = "thidua status HS-2022-0007",
     .failure = N_("The status cannot be told"),
     .options = OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = status},
    {0}};
