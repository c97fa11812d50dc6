/* A published round for people, and the text that the Radio Station reads out. */
#include "publication_view.h"

#include "attach.h"
#include "decision_view.h"
#include "i18n.h"
#include "plan_words.h"
#include "table.h"
#include "wording.h"

static const char *text_of(const char *vi, const char *en)
{
    const struct plan_text text = {vi, en};
    return plan_text_of(&text);
}

static const char *who(struct cli *cli, const char *name, const char *login)
{
    return td_arena_printf(cli->arena, "%s (%s)", name, login);
}

static void print_head(struct cli *cli, const Pb__Publication *publication)
{
    const Pb__Decision *decision = publication->decision;
    struct table *facts = facts_new();
    facts_add(facts, _("Round"), publication->round_id);
    facts_add(facts, _("Title"), text_of(publication->title_vi, publication->title_en));
    if (decision)
        facts_add(facts, _("Decision"), decision_paper(cli, decision->number, decision->signed_on));
    facts_add(facts, _("Version"), td_dec(cli->arena, publication->version));
    if (publication->n_versions > 0)
        facts_add(facts, _("Published"),
                  wording_time(cli->arena, publication->versions[0]->at_utc_ms));
    facts_add(facts, _("Your unit"),
              publication->acknowledged
                  ? _("has taken note")
                  : _("has not taken note yet: thidua publication acknowledge"));
    table_print(facts, stdout);
    table_free(facts);
    if (publication->outdated)
        puts(_(
            "An award was revoked after this version; Home Affairs has to publish a correction."));
}

/* -- results -- */

static void print_awards(struct cli *cli, const Pb__DecisionLine *line)
{
    static const struct table_column COLUMNS[] = {{N_("Golden book"), TABLE_RIGHT},
                                                  {N_("Name"), TABLE_WRAP},
                                                  {N_("Unit"), 0},
                                                  {N_("Remark"), 0}};
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t i = 0; i < line->n_entries; i++) {
        const Pb__DecisionEntry *entry = line->entries[i];
        if (!entry->awarded)
            continue;
        TABLE_ROW(table, td_dec(cli->arena, entry->golden_book), entry->name, entry->unit_code,
                  entry->revocation
                      ? td_arena_printf(cli->arena, _("revoked by %s"),
                                        decision_paper(cli, entry->revocation->document,
                                                       entry->revocation->dated_on))
                      : "");
    }
    if (table_rows(table) == 0)
        puts(_("Nobody was awarded in this line."));
    table_print(table, stdout);
    table_free(table);
}

/* A unit is told the reasons of its own nominees; others see all. */
static void print_refusals(struct cli *cli, const Pb__Decision *decision)
{
    static const struct table_column COLUMNS[] = {
        {N_("Nominee"), 0}, {N_("Name"), TABLE_WRAP}, {N_("Unit"), 0}, {N_("Reason"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t l = 0; l < decision->n_lines; l++)
        for (size_t i = 0; i < decision->lines[l]->n_entries; i++) {
            const Pb__DecisionEntry *entry = decision->lines[l]->entries[i];
            if (entry->awarded)
                continue;
            TABLE_ROW(table, entry->nominee_id, entry->name, entry->unit_code,
                      decision_refusal(cli, entry));
        }
    if (table_rows(table) > 0)
        printf("\n%s\n", _("Not awarded"));
    table_print(table, stdout);
    table_free(table);
}

static void print_results(struct cli *cli, const Pb__Decision *decision)
{
    for (size_t l = 0; l < decision->n_lines; l++) {
        printf("\n%s\n", text_of(decision->lines[l]->text_vi, decision->lines[l]->text_en));
        print_awards(cli, decision->lines[l]);
    }
    print_refusals(cli, decision);
}

/* -- who was told -- */

static void print_recipients(struct cli *cli, const Pb__Publication *publication)
{
    static const struct table_column COLUMNS[] = {{N_("To whom"), 0},
                                                  {N_("Name"), TABLE_WRAP},
                                                  {N_("Document"), 0},
                                                  {N_("Sent on"), 0},
                                                  {N_("Note"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < publication->n_recipients; i++) {
        const Pb__PublicationRecipient *recipient = publication->recipients[i];
        const char *name = text_of(recipient->vi, recipient->en);
        if (recipient->n_sendings == 0)
            TABLE_ROW(table, recipient->id, name, "", "", "");
        for (size_t s = 0; s < recipient->n_sendings; s++)
            TABLE_ROW(table, recipient->id, name, recipient->sendings[s]->document,
                      wording_date(cli->arena, recipient->sendings[s]->sent_on),
                      recipient->sendings[s]->note);
    }
    if (table_rows(table) > 0)
        printf("\n%s\n", _("Recipients"));
    table_print(table, stdout);
    table_free(table);
}

static void print_receipts(struct cli *cli, const Pb__Publication *publication)
{
    static const struct table_column COLUMNS[] = {
        {N_("Unit"), 0}, {N_("Taken note"), 0}, {N_("By"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 3, true);
    for (size_t i = 0; i < publication->n_receipts; i++) {
        const Pb__PublicationReceipt *receipt = publication->receipts[i];
        TABLE_ROW(table, receipt->unit_code, wording_time(cli->arena, receipt->at_utc_ms),
                  who(cli, receipt->officer_name, receipt->officer));
    }
    if (table_rows(table) > 0)
        printf("\n%s\n", _("Units that have taken note"));
    table_print(table, stdout);
    table_free(table);
}

static void print_broadcasts(struct cli *cli, const Pb__Publication *publication)
{
    static const struct table_column COLUMNS[] = {{N_("On the air"), 0},
                                                  {N_("Version"), TABLE_RIGHT},
                                                  {N_("Programme"), TABLE_WRAP},
                                                  {N_("Told by"), TABLE_WRAP},
                                                  {N_("Files"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < publication->n_broadcasts; i++) {
        const Pb__Broadcast *broadcast = publication->broadcasts[i];
        TABLE_ROW(table, wording_time(cli->arena, broadcast->broadcast_utc_ms),
                  td_dec(cli->arena, broadcast->version), broadcast->programme,
                  who(cli, broadcast->officer_name, broadcast->officer),
                  attach_names(cli->arena, broadcast->evidence, broadcast->n_evidence));
    }
    printf("\n%s\n", _("Radio Station (IV.2)"));
    if (publication->n_versions > 0)
        printf(publication->broadcast_overdue ? _("To be broadcast by %s: overdue.\n")
                                              : _("To be broadcast by %s.\n"),
               wording_date(cli->arena, publication->versions[0]->broadcast_due_on));
    table_print(table, stdout);
    table_free(table);
}

static void print_versions(struct cli *cli, const Pb__Publication *publication)
{
    static const struct table_column COLUMNS[] = {{N_("Version"), TABLE_RIGHT},
                                                  {N_("Published"), 0},
                                                  {N_("By"), TABLE_WRAP},
                                                  {N_("Reason"), TABLE_WRAP}};
    if (publication->n_versions < 2)
        return;
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t i = 0; i < publication->n_versions; i++) {
        const Pb__PublicationVersion *version = publication->versions[i];
        TABLE_ROW(table, td_dec(cli->arena, version->version),
                  wording_time(cli->arena, version->at_utc_ms),
                  who(cli, version->officer_name, version->officer), version->reason);
    }
    printf("\n%s\n", _("Versions"));
    table_print(table, stdout);
    table_free(table);
}

void publication_print(struct cli *cli, const Pb__Publication *publication)
{
    print_head(cli, publication);
    if (publication->decision)
        print_results(cli, publication->decision);
    print_recipients(cli, publication);
    print_receipts(cli, publication);
    print_broadcasts(cli, publication);
    print_versions(cli, publication);
}

/* -- read out -- */

static void announce_line(struct cli *cli, const Pb__DecisionLine *line)
{
    unsigned n = 0;
    for (size_t i = 0; i < line->n_entries; i++) {
        const Pb__DecisionEntry *entry = line->entries[i];
        if (!entry->awarded || entry->revocation)
            continue;
        if (n++ == 0)
            printf("\n%s:\n", text_of(line->text_vi, line->text_en));
        printf("  %u. %s%s%s\n", n, entry->name, *entry->position ? ", " : "", entry->position);
    }
    (void)cli;
}

void announcement_print(struct cli *cli, const Pb__Publication *publication)
{
    const Pb__Decision *decision = publication->decision;
    if (!decision)
        return;
    puts(_("ANNOUNCEMENT"));
    printf(_("of the rewards in the emulation movement on administrative reform: %s\n"),
           text_of(publication->title_vi, publication->title_en));
    printf(_("\nBy decision %s of %s, these collectives and individuals of the town receive a "
             "certificate of merit:\n"),
           decision_paper(cli, decision->number, decision->signed_on), decision->issuer);
    for (size_t l = 0; l < decision->n_lines; l++)
        announce_line(cli, decision->lines[l]);
    if (*decision->achievement)
        printf(_("\nFor: %s\n"), decision->achievement);
    if (publication->n_versions > 0)
        printf(
            _("\nTo be broadcast by %s. Afterwards: thidua announcement acknowledge %s --at TIME "
              "--programme NAME\n"),
            wording_date(cli->arena, publication->versions[0]->broadcast_due_on),
            publication->round_id);
}
