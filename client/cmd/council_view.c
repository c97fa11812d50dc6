/* Tables and sentences about sessions, ballots and counts. */
#include "council_view.h"

#include "digest.h"
#include "i18n.h"
#include "json.h"
#include "table.h"
#include "wording.h"

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

static const char *word(struct cli *cli, const ProtobufCEnumDescriptor *type, int value)
{
    return value ? wording_enum(cli->arena, type, value) : "";
}

const char *council_name(struct cli *cli, const Pb__CouncilCandidate *candidate)
{
    bool same = strcmp(candidate->name, candidate->unit_name) == 0;
    return text_or_empty(td_arena_printf(cli->arena, "%s (%s)", candidate->name,
                                         same || !*candidate->unit_name ? candidate->unit_code
                                                                        : candidate->unit_name));
}

const char *council_code(struct cli *cli, const ProtobufCBinaryData *code)
{
    char *text = td_arena_alloc(cli->arena, 2 * code->len + 1);
    if (!text)
        return "";
    td_hex(code->data, code->len, text);
    return text;
}

/* -- sessions -- */

static void print_seats(struct cli *cli, const Pb__CouncilSession *session)
{
    static const struct table_column COLUMNS[] = {
        {N_("MEMBER"), 0},   {N_("NAME"), TABLE_WRAP}, {N_("UNIT"), 0},
        {N_("POSITION"), 0}, {N_("ATTENDANCE"), 0},    {N_("REASON"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < session->n_seats; i++) {
        const Pb__CouncilSeat *seat = session->seats[i];
        TABLE_ROW(table, seat->login, seat->full_name, seat->unit_code,
                  word(cli, &pb__council_position__descriptor, (int)seat->position),
                  seat->attendance
                      ? word(cli, &pb__council_attendance__descriptor, (int)seat->attendance)
                      : _("not called yet"),
                  seat->reason);
    }
    if (table_rows(table) > 0)
        puts("");
    table_print(table, stdout);
    table_free(table);
}

void council_show_session(struct cli *cli, const Pb__CouncilSession *session)
{
    struct table *facts = facts_new();
    facts_add(facts, _("Session"), session->id);
    facts_add(facts, _("Round"), session->round_id);
    facts_add(facts, _("State"),
              word(cli, &pb__council_session_state__descriptor, (int)session->state));
    facts_add(facts, _("Begins"), wording_time(cli->arena, session->starts_utc_ms));
    facts_add(facts, _("Place"), session->place);
    facts_add(facts, _("Chair"), session->chair_name);
    facts_add(facts, _("Secretary"), session->secretary_name);
    facts_add(facts, _("Quorum"),
              td_arena_printf(cli->arena,
                              session->has_quorum ? _("%u of %u members are present: enough (%u)")
                                                  : _("%u of %u members are present: too few (%u)"),
                              session->present, session->members, session->quorum));
    if (session->ended_utc_ms)
        facts_add(facts, _("Ended at"), wording_time(cli->arena, session->ended_utc_ms));
    facts_add(facts, _("Conclusion"), session->conclusion);
    table_print(facts, stdout);
    table_free(facts);
    print_seats(cli, session);
}

enum td_code council_print_session(struct cli *cli, const ProtobufCMessage *message,
                                   const Pb__CouncilSession *session)
{
    if (cli->json)
        return json_print_message(stdout, message);
    if (!session)
        return TD_UNKNOWN;
    council_show_session(cli, session);
    return TD_OK;
}

/* -- ballots -- */

static void print_ballot_facts(struct cli *cli, const Pb__CouncilBallot *ballot)
{
    struct table *facts = facts_new();
    facts_add(facts, _("Ballot"), ballot->id);
    facts_add(facts, _("Award line"), ballot->line);
    facts_add(facts, _("Kind"), word(cli, &pb__council_ballot_kind__descriptor, (int)ballot->kind));
    facts_add(facts, _("State"),
              word(cli, &pb__council_ballot_state__descriptor, (int)ballot->state));
    facts_add(facts, _("Follows"), ballot->follows);
    facts_add(facts, _("Places"), td_dec(cli->arena, ballot->places));
    if (!*ballot->follows)
        facts_add(facts, _("Threshold"),
                  td_arena_printf(cli->arena, _("%u of all %u members (%u %%)"),
                                  ballot->votes_needed, ballot->members,
                                  ballot->threshold_percent));
    facts_add(facts, _("Voted"),
              td_arena_printf(cli->arena, _("%u of %u members"), ballot->voted, ballot->members));
    if (ballot->closed_utc_ms)
        facts_add(facts, _("Closed"), wording_time(cli->arena, ballot->closed_utc_ms));
    facts_add(facts, _("Reason"), ballot->reason);
    table_print(facts, stdout);
    table_free(facts);
}

static void print_candidates(struct cli *cli, const Pb__CouncilBallot *ballot)
{
    static const struct table_column COLUMNS[] = {
        {N_("NOMINEE"), 0}, {N_("NAME"), TABLE_WRAP}, {N_("RANK"), TABLE_RIGHT}};
    struct table *table = table_new(COLUMNS, 3, true);
    for (size_t i = 0; i < ballot->n_candidates; i++) {
        const Pb__CouncilCandidate *candidate = ballot->candidates[i];
        TABLE_ROW(table, candidate->nominee_id, council_name(cli, candidate),
                  candidate->rank ? td_dec(cli->arena, candidate->rank) : _("no basis"));
    }
    if (table_rows(table) > 0)
        puts("");
    table_print(table, stdout);
    table_free(table);
}

static const char *voted_cell(struct cli *cli, const Pb__CouncilVoter *voter)
{
    const char *way = word(cli, &pb__council_vote_way__descriptor, (int)voter->way);
    if (!voter->voted)
        return voter->may_vote ? _("not yet") : _("does not vote");
    if (!*voter->document)
        return way;
    return text_or_empty(td_arena_printf(cli->arena, _("%s %s of %s"), way, voter->document,
                                         wording_date(cli->arena, voter->dated_on)));
}

static void print_voters(struct cli *cli, const Pb__CouncilBallot *ballot)
{
    static const struct table_column COLUMNS[] = {{N_("MEMBER"), 0},
                                                  {N_("NAME"), TABLE_WRAP},
                                                  {N_("ATTENDANCE"), 0},
                                                  {N_("VOTED"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t i = 0; i < ballot->n_voters; i++) {
        const Pb__CouncilVoter *voter = ballot->voters[i];
        TABLE_ROW(table, voter->login, voter->full_name,
                  word(cli, &pb__council_attendance__descriptor, (int)voter->attendance),
                  voted_cell(cli, voter));
    }
    if (table_rows(table) > 0)
        puts("");
    table_print(table, stdout);
    table_free(table);
}

void council_show_conflicts(struct cli *cli, const Pb__CouncilBallot *ballot)
{
    for (size_t i = 0; i < ballot->n_conflicts; i++) {
        const Pb__CouncilConflictEntry *entry = ballot->conflicts[i];
        const char *why = word(cli, &pb__council_conflict__descriptor, (int)entry->conflict);
        if (i == 0)
            printf("\n%s\n", _("Conflicts of interest:"));
        if (entry->overridden)
            printf(_("  %s votes on %s (%s) all the same (%s), allowed by %s: %s\n"),
                   entry->full_name, entry->nominee_name, entry->nominee_id, why,
                   entry->override_by, entry->override_reason);
        else
            printf(_("  %s does not vote on %s (%s): %s\n"), entry->full_name, entry->nominee_name,
                   entry->nominee_id, why);
    }
}

void council_show_ballot(struct cli *cli, const Pb__CouncilBallot *ballot)
{
    print_ballot_facts(cli, ballot);
    print_candidates(cli, ballot);
    print_voters(cli, ballot);
    council_show_conflicts(cli, ballot);
}

enum td_code council_print_ballot(struct cli *cli, const ProtobufCMessage *message,
                                  const Pb__CouncilBallot *ballot)
{
    if (cli->json)
        return json_print_message(stdout, message);
    if (!ballot)
        return TD_UNKNOWN;
    council_show_ballot(cli, ballot);
    return TD_OK;
}

/* -- counts -- */

static const char *outcome_cell(struct cli *cli, const Pb__CouncilTallyEntry *entry)
{
    const char *outcome = word(cli, &pb__council_outcome__descriptor, (int)entry->outcome);
    return entry->reserve_order
               ? text_or_empty(td_arena_printf(cli->arena, "%s %u", outcome, entry->reserve_order))
               : outcome;
}

static void entry_row(struct cli *cli, struct table *table, const Pb__CouncilTallyEntry *entry)
{
    const Pb__CouncilCandidate *candidate = entry->candidate;
    const Pb__CouncilCount *count = entry->count;
    if (!candidate || !count)
        return;
    TABLE_ROW(table, candidate->nominee_id, council_name(cli, candidate),
              candidate->rank ? td_dec(cli->arena, candidate->rank) : _("no basis"),
              td_dec(cli->arena, count->yes), td_dec(cli->arena, count->no),
              td_dec(cli->arena, count->blank),
              td_arena_printf(cli->arena, "%s %%", wording_centi(cli->arena, entry->percent_centi)),
              outcome_cell(cli, entry));
}

static void print_undecided(const Pb__CouncilTally *tally)
{
    if (tally->n_undecided == 0)
        return;
    printf(_("\nUndecided, for places left: %u. One more ballot between these: thidua council "
             "ballot %s --follows %s\n"),
           tally->places_left, tally->ballot->session_id, tally->ballot->id);
}

void council_show_tally(struct cli *cli, const Pb__CouncilTally *tally)
{
    static const struct table_column COLUMNS[] = {
        {N_("NOMINEE"), 0},           {N_("NAME"), TABLE_WRAP},
        {N_("RANK"), TABLE_RIGHT},    {N_("IN FAVOUR"), TABLE_RIGHT},
        {N_("AGAINST"), TABLE_RIGHT}, {N_("BLANK"), TABLE_RIGHT},
        {N_("OF ALL"), TABLE_RIGHT},  {N_("RESULT"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 8, true);
    for (size_t i = 0; i < tally->n_entries; i++)
        entry_row(cli, table, tally->entries[i]);
    table_print(table, stdout);
    table_free(table);
    if (tally->n_entries == 0 || !tally->ballot)
        return;
    print_undecided(tally);
    puts(tally->agrees ? _("Counted again just now from the papers: the same result.")
                       : _("COUNTED AGAIN JUST NOW, AND THE RESULT IS NOT THE SAME: what is stored "
                           "was altered after the count. Compare with the digest in the log."));
    printf(_("Digest of the papers: %s\n"), council_code(cli, &tally->papers_sha256));
}

void council_show_papers(struct cli *cli, const Pb__CouncilTally *tally)
{
    static const struct table_column COLUMNS[] = {
        {N_("NOMINEE"), 0}, {N_("CODE"), 0}, {N_("MEMBER"), 0}, {N_("ANSWER"), 0}};
    struct table *table = table_new(COLUMNS, 4, true);
    const ProtobufCEnumDescriptor *choices = &pb__council_choice__descriptor;
    for (size_t i = 0; i < tally->n_entries; i++) {
        const Pb__CouncilTallyEntry *entry = tally->entries[i];
        const char *id = entry->candidate ? entry->candidate->nominee_id : "";
        for (size_t k = 0; k < entry->n_papers; k++)
            TABLE_ROW(table, id, council_code(cli, &entry->papers[k]->code), "",
                      word(cli, choices, (int)entry->papers[k]->choice));
        for (size_t k = 0; k < entry->n_votes; k++)
            TABLE_ROW(table, id, "", entry->votes[k]->full_name,
                      word(cli, choices, (int)entry->votes[k]->choice));
    }
    if (table_rows(table) > 0)
        puts("");
    table_print(table, stdout);
    table_free(table);
}
