/* What thidua decision prints. */
#include "decision_view.h"

#include "i18n.h"
#include "plan_words.h"
#include "table.h"
#include "wording.h"

#include <stdio.h>
#include <string.h>

#define ENUM(cli, type, value) wording_enum((cli)->arena, &pb__##type##__descriptor, (int)(value))

const char *decision_paper(struct cli *cli, const char *number, const char *dated_on)
{
    if (!*number)
        return "";
    const char *text =
        td_arena_printf(cli->arena, _("%s of %s"), number, wording_date(cli->arena, dated_on));
    return text ? text : "";
}

const char *decision_reason_words(struct cli *cli, const char *reason)
{
    unsigned yes, members;
    int len = 0;
    size_t ballot = strcspn(reason, ":");
    if (strcmp(reason, "I.2.e") == 0)
        return _("I.2.e: no reward while a disciplinary measure is served or discipline is under "
                 "consideration");
    if (strncmp(reason, "BCD-", 4) == 0 &&
        sscanf(reason + ballot, ": %9u/%9u%n", &yes, &members, &len) == 2 &&
        reason[ballot + (size_t)len] == '\0')
        return td_arena_printf(cli->arena, _("%u of %u votes in favour (%.*s)"), yes, members,
                               (int)ballot, reason);
    return reason;
}

const char *decision_refusal(struct cli *cli, const Pb__DecisionEntry *entry)
{
    const char *state = ENUM(cli, nominee_state, entry->council_result);
    if (*entry->reason) /* somebody has said why */
        return decision_reason_words(cli, entry->reason);
    if (entry->council_result == PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE)
        return _("no vote on it");
    return *entry->council_reason
               ? td_arena_printf(cli->arena, "%s: %s", state,
                                 decision_reason_words(cli, entry->council_reason))
               : state;
}

static const char *person(struct cli *cli, const char *name, const char *login)
{
    return *login ? td_arena_printf(cli->arena, "%s (%s)", name, login) : "";
}

/* -- papers -- */

static void print_facts(struct cli *cli, const Pb__Decision *decision)
{
    struct table *facts = facts_new();
    facts_add(facts, _("Round"), decision->round_id);
    facts_add(facts, _("State"), ENUM(cli, decision_state, decision->state));
    facts_add(facts, _("List, version"), td_dec(cli->arena, decision->version));
    facts_add(facts, _("Drafted"), wording_time(cli->arena, decision->drafted_utc_ms));
    facts_add(facts, _("By"), person(cli, decision->drafted_by_name, decision->drafted_by));
    facts_add(facts, _("Note"), decision->note);
    facts_add(facts, _("Submission"),
              decision_paper(cli, decision->submission_number, decision->submitted_on));
    facts_add(facts, _("Decision"), decision_paper(cli, decision->number, decision->signed_on));
    facts_add(facts, _("Issuer"), decision->issuer);
    facts_add(facts, _("Superior"), decision->superior);
    facts_add(facts, _("Signer"),
              *decision->signer_name ? td_arena_printf(cli->arena, "%s, %s", decision->signer_name,
                                                       decision->signer_title)
                                     : "");
    facts_add(facts, _("Achievement"), decision->achievement);
    table_print(facts, stdout);
    table_free(facts);
    if (decision->n_bases > 0)
        printf("\n%s\n", _("Bases"));
    for (size_t i = 0; i < decision->n_bases; i++)
        printf("  – %s\n", decision->bases[i]);
}

/* -- lines -- */

static const char *council_cell(struct cli *cli, const Pb__DecisionEntry *entry)
{
    if (entry->council_result == PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE)
        return _("no vote on it");
    const char *result = ENUM(cli, nominee_state, entry->council_result);
    return *entry->council_reason
               ? td_arena_printf(cli->arena, "%s: %s", result,
                                 decision_reason_words(cli, entry->council_reason))
               : result;
}

static const char *result_cell(struct cli *cli, const Pb__DecisionEntry *entry)
{
    const char *result = entry->awarded ? _("award") : _("no award");
    if (entry->revocation)
        return td_arena_printf(
            cli->arena, _("award, revoked by %s"),
            decision_paper(cli, entry->revocation->document, entry->revocation->dated_on));
    return entry->differs ? td_arena_printf(cli->arena, "%s *", result) : result;
}

static const char *reason_cell(struct cli *cli, const Pb__DecisionEntry *entry)
{
    if (entry->revocation && *entry->revocation->reason)
        return *entry->reason
                   ? td_arena_printf(cli->arena, "%s; %s", entry->reason, entry->revocation->reason)
                   : entry->revocation->reason;
    return entry->reason;
}

/* Before the signature nobody has a number. */
static bool is_numbered(const Pb__DecisionLine *line)
{
    for (size_t i = 0; i < line->n_entries; i++)
        if (line->entries[i]->golden_book)
            return true;
    return false;
}

static void print_entries(struct cli *cli, const Pb__DecisionLine *line)
{
    static const struct table_column COLUMNS[] = {
        {N_("GOLDEN BOOK"), TABLE_RIGHT}, {N_("NOMINEE"), 0},  {N_("NAME"), TABLE_WRAP},
        {N_("COUNCIL"), TABLE_WRAP},      {N_("DECISION"), 0}, {N_("REASON"), TABLE_WRAP},
    };
    size_t skip = is_numbered(line) ? 0 : 1;
    struct table *table = table_new(COLUMNS + skip, 6 - skip, true);
    for (size_t i = 0; i < line->n_entries; i++) {
        const Pb__DecisionEntry *entry = line->entries[i];
        const char *const cells[] = {
            entry->golden_book ? td_dec(cli->arena, entry->golden_book) : "",
            entry->nominee_id,
            td_arena_printf(cli->arena, "%s (%s)", entry->name, entry->unit_code),
            council_cell(cli, entry),
            result_cell(cli, entry),
            reason_cell(cli, entry),
        };
        table_row(table, cells + skip);
    }
    table_print(table, stdout);
    table_free(table);
}

static void print_lines(struct cli *cli, const Pb__Decision *decision)
{
    bool differs = false;
    for (size_t l = 0; l < decision->n_lines; l++) {
        const Pb__DecisionLine *line = decision->lines[l];
        const struct plan_text text = {line->text_vi, line->text_en};
        printf("\n%s\n", plan_text_of(&text));
        printf(_("Places: %u; awards: %u.\n"), line->places, line->awarded);
        print_entries(cli, line);
        for (size_t i = 0; i < line->n_entries; i++)
            differs |= line->entries[i]->differs;
    }
    if (differs)
        printf("\n%s\n", _("* differs from the council's result"));
}

/* -- history -- */

static void print_history(struct cli *cli, const Pb__Decision *decision)
{
    static const struct table_column COLUMNS[] = {{N_("TIME"), 0},
                                                  {N_("EVENT"), TABLE_WRAP},
                                                  {N_("VERSION"), TABLE_RIGHT},
                                                  {N_("BY"), TABLE_WRAP},
                                                  {N_("NOTE"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < decision->n_history; i++) {
        const Pb__DecisionHistoryEntry *entry = decision->history[i];
        const char *paper = decision_paper(cli, entry->number, entry->dated_on);
        TABLE_ROW(table, wording_time(cli->arena, entry->at_utc_ms),
                  ENUM(cli, decision_event, entry->event), td_dec(cli->arena, entry->version),
                  person(cli, entry->officer_name, entry->officer),
                  *paper && *entry->note ? td_arena_printf(cli->arena, "%s; %s", paper, entry->note)
                                         : (*paper ? paper : entry->note));
    }
    if (table_rows(table) > 0)
        printf("\n%s\n", _("History"));
    table_print(table, stdout);
    table_free(table);
}

void decision_print(struct cli *cli, const Pb__Decision *decision)
{
    print_facts(cli, decision);
    print_lines(cli, decision);
    print_history(cli, decision);
}

/* -- all rounds -- */

void decision_print_list(struct cli *cli, const Pb__DecisionListResponse *list)
{
    static const struct table_column COLUMNS[] = {
        {N_("ROUND"), 0},
        {N_("STATE"), TABLE_WRAP},
        {N_("VERSION"), TABLE_RIGHT},
        {N_("AWARDS"), TABLE_RIGHT},
        {N_("REFUSED"), TABLE_RIGHT},
        {N_("REVOKED"), TABLE_RIGHT},
        {N_("DECISION"), 0},
        {N_("SIGNER"), TABLE_WRAP},
    };
    struct table *table = table_new(COLUMNS, 8, true);
    for (size_t i = 0; i < list->n_decisions; i++) {
        const Pb__DecisionSummary *row = list->decisions[i];
        TABLE_ROW(table, row->round_id, ENUM(cli, decision_state, row->state),
                  td_dec(cli->arena, row->version), td_dec(cli->arena, row->awarded),
                  td_dec(cli->arena, row->refused), td_dec(cli->arena, row->revoked),
                  decision_paper(cli, row->number, row->signed_on), row->signer_name);
    }
    if (table_rows(table) == 0)
        puts(_("There are no such lists."));
    table_print(table, stdout);
    table_free(table);
}
