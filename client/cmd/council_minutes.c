/* thidua council minutes: a session as text in the order of the printed form (Decree 30/2020, Annex
 * I: minutes, "BB"), and with --json as the data for it. */
#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "council_view.h"
#include "i18n.h"
#include "json.h"
#include "plan_words.h"
#include "wording.h"

static const char *in_language(const char *vi, const char *en)
{
    return plan_text_of(&(struct plan_text){vi, en});
}

/* -- head -- */

static void print_head(struct cli *cli, const Pb__CouncilMinutesResponse *minutes)
{
    const Pb__CouncilSession *session = minutes->session;
    printf("%s\n%s\n", minutes->issuer, _("Steering Committee for administrative reform"));
    printf(_("No. …/BB-BCĐ\n\nMINUTES\nof the session %s on: %s\n\n"), session->id,
           in_language(minutes->round_title_vi, minutes->round_title_en));
    printf(_("Plan %s, version %u: %s\n"), minutes->plan_id, minutes->plan_version,
           in_language(minutes->plan_title_vi, minutes->plan_title_en));
    printf(_("Beginning: %s\n"), wording_time(cli->arena, session->starts_utc_ms));
    printf(_("Place: %s\n"), session->place);
    printf(_("Chair: %s\n"), session->chair_name);
    printf(_("Secretary: %s\n"), session->secretary_name);
}

/* -- who was there -- */

static void print_attendance(struct cli *cli, const Pb__CouncilSession *session,
                             Pb__CouncilAttendance attendance, const char *heading)
{
    unsigned n = 0;
    for (size_t i = 0; i < session->n_seats; i++) {
        const Pb__CouncilSeat *seat = session->seats[i];
        if (seat->attendance != attendance)
            continue;
        if (n++ == 0)
            puts(heading);
        printf("  %u. %s (%s), %s%s%s\n", n, seat->full_name, seat->unit_code,
               wording_enum(cli->arena, &pb__council_position__descriptor, (int)seat->position),
               *seat->reason ? ": " : "", seat->reason);
    }
}

static void print_members(struct cli *cli, const Pb__CouncilMinutesResponse *minutes)
{
    const Pb__CouncilSession *session = minutes->session;
    printf(_("\nI. WHO TOOK PART\nMembers on that day: %u; present: %u; needed for a quorum: %u "
             "(%u/%u; %s)\n"),
           session->members, session->present, session->quorum, minutes->quorum_part,
           minutes->quorum_of, in_language(minutes->quorum_basis_vi, minutes->quorum_basis_en));
    print_attendance(cli, session, PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_PRESENT,
                     _("Present:"));
    print_attendance(cli, session, PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_EXCUSED,
                     _("Absent with a reason:"));
    print_attendance(cli, session, PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_ABSENT, _("Absent:"));
    print_attendance(cli, session, PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_UNSPECIFIED,
                     _("Not called:"));
}

/* -- ballots -- */

static const char *line_title(const Pb__CouncilMinutesResponse *minutes, const char *line)
{
    for (size_t i = 0; i < minutes->n_lines; i++)
        if (strcmp(minutes->lines[i]->line, line) == 0)
            return in_language(minutes->lines[i]->title_vi, minutes->lines[i]->title_en);
    return line;
}

static void print_opinions(struct cli *cli, const Pb__CouncilBallot *ballot)
{
    for (size_t i = 0; i < ballot->n_voters; i++) {
        const Pb__CouncilVoter *voter = ballot->voters[i];
        if (voter->way == PB__COUNCIL_VOTE_WAY__COUNCIL_VOTE_WAY_OPINION)
            printf(_("Written opinion of %s: %s of %s\n"), voter->full_name, voter->document,
                   wording_date(cli->arena, voter->dated_on));
    }
}

/* "for: A, B": who chose so. */
static void print_choice(const Pb__CouncilTallyEntry *entry, Pb__CouncilChoice choice,
                         const char *heading)
{
    size_t n = 0;
    for (size_t i = 0; i < entry->n_votes; i++)
        if (entry->votes[i]->choice == choice)
            printf("%s%s", n++ ? ", " : heading, entry->votes[i]->full_name);
    if (n > 0)
        puts("");
}

/* An open ballot is one by name. */
static void print_votes(struct cli *cli, const Pb__CouncilTally *tally)
{
    for (size_t i = 0; i < tally->n_entries; i++) {
        const Pb__CouncilTallyEntry *entry = tally->entries[i];
        if (entry->n_votes == 0 || !entry->candidate)
            continue;
        printf("\n%s  %s\n", entry->candidate->nominee_id, council_name(cli, entry->candidate));
        print_choice(entry, PB__COUNCIL_CHOICE__COUNCIL_CHOICE_YES, _("  In favour: "));
        print_choice(entry, PB__COUNCIL_CHOICE__COUNCIL_CHOICE_NO, _("  Against: "));
        print_choice(entry, PB__COUNCIL_CHOICE__COUNCIL_CHOICE_BLANK, _("  Blank: "));
    }
}

static void print_ballot(struct cli *cli, const Pb__CouncilMinutesResponse *minutes,
                         const Pb__CouncilTally *tally)
{
    const Pb__CouncilBallot *ballot = tally->ballot;
    printf(_("\nBallot %s (%s): %s\n"), ballot->id,
           wording_enum(cli->arena, &pb__council_ballot_kind__descriptor, (int)ballot->kind),
           line_title(minutes, ballot->line));
    if (*ballot->follows)
        printf(_("One more ballot between those whom %s left undecided.\n"), ballot->follows);
    if (ballot->state == PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_ANNULLED) {
        printf(_("Annulled: %s\n"), ballot->reason);
        return;
    }
    printf(_("Places: %u; voted: %u of %u members\n"), ballot->places, ballot->voted,
           ballot->members);
    if (!*ballot->follows)
        printf(_("Threshold: %u votes in favour; of all members %u %% (%s)\n"),
               ballot->votes_needed, ballot->threshold_percent,
               in_language(minutes->vote_basis_vi, minutes->vote_basis_en));
    if (*ballot->reason)
        printf(_("Closed before all who were present had voted: %s\n"), ballot->reason);
    print_opinions(cli, ballot);
    council_show_conflicts(cli, ballot);
    puts("");
    council_show_tally(cli, tally);
    print_votes(cli, tally);
}

/* -- results -- */

static bool is_final(const Pb__CouncilTally *tally)
{
    return tally->ballot->state == PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_CLOSED;
}

static void print_outcome(struct cli *cli, const Pb__CouncilMinutesResponse *minutes,
                          Pb__CouncilOutcome outcome, const char *heading)
{
    bool headed = false;
    for (size_t i = 0; i < minutes->n_ballots; i++) {
        const Pb__CouncilTally *tally = minutes->ballots[i];
        for (size_t k = 0; is_final(tally) && k < tally->n_entries; k++) {
            const Pb__CouncilTallyEntry *entry = tally->entries[k];
            if (entry->outcome != outcome || !entry->candidate)
                continue;
            if (!headed)
                puts(heading);
            headed = true;
            printf("  - %s  %s; %s\n", entry->candidate->nominee_id,
                   council_name(cli, entry->candidate), line_title(minutes, tally->ballot->line));
        }
    }
}

static void print_end(struct cli *cli, const Pb__CouncilMinutesResponse *minutes)
{
    const Pb__CouncilSession *session = minutes->session;
    puts(_("\nIII. RESULT"));
    print_outcome(cli, minutes, PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_RECOMMENDED,
                  _("Recommended to the Chairman of the People's Committee:"));
    print_outcome(cli, minutes, PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_RESERVE, _("In reserve:"));
    print_outcome(cli, minutes, PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_NOT_RECOMMENDED,
                  _("Not recommended:"));
    print_outcome(cli, minutes, PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_UNDECIDED,
                  _("Undecided when counted:"));
    if (*session->conclusion)
        printf(_("Conclusion: %s\n"), session->conclusion);
    if (session->ended_utc_ms)
        printf(_("The session ended at %s.\n"), wording_time(cli->arena, session->ended_utc_ms));
    else
        puts(_("The session goes on; these minutes are not final."));
    printf("\n%-40s%s\n\n\n%-40s%s\n", _("SECRETARY"), _("CHAIR"), session->secretary_name,
           session->chair_name);
}

static enum td_code minutes(struct cli *cli)
{
    Pb__CouncilMinutesRequest in = PB__COUNCIL_MINUTES_REQUEST__INIT;
    const Pb__CouncilMinutesResponse *out;
    in.session_id = (char *)cli->args[0];
    enum td_code code = CALL(cli, council_service, minutes, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    if (!out->session)
        return TD_UNKNOWN;
    print_head(cli, out);
    print_members(cli, out);
    puts(_("\nII. VOTES"));
    for (size_t i = 0; i < out->n_ballots; i++)
        if (out->ballots[i]->ballot)
            print_ballot(cli, out, out->ballots[i]);
    print_end(cli, out);
    return TD_OK;
}

static const struct command_option MINUTES_OPTIONS[] = {OPTION_AS_OF, {0}};

const struct command council_minutes_commands[] = {
    {.group = "council",
     .name = "minutes",
     .arguments = "SESSION",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Show the minutes of a session"),
     .details = N_("In the order of the printed form (Decree 30/2020); --json gives all of it as "
                   "data: members, attendance, conflicts of interest, votes per nominee, result."),
     .example = "thidua council minutes BCD-2022-0001",
     .failure = N_("The minutes could not be shown"),
     .options = MINUTES_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = minutes},
    {0},
};
