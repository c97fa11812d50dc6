/* Tables of initiatives. */
#include "initiative_view.h"
#include "attach.h"

#include "i18n.h"
#include "json.h"
#include "table.h"
#include "wording.h"

static const char *decision_of(struct cli *cli, const Pb__Initiative *initiative)
{
    return td_arena_printf(cli->arena, _("decision %s of %s, %s"), initiative->decision_number,
                           wording_date(cli->arena, initiative->decided_on),
                           initiative->decision_issuer);
}

void initiative_print_facts(struct cli *cli, const Pb__Initiative *initiative)
{
    struct td_arena *arena = cli->arena;
    struct table *facts = facts_new();
    facts_add(facts, _("Number"), initiative->id);
    facts_add(facts, _("Title"), initiative->title);
    facts_add(facts, _("Kind"),
              wording_enum(arena, &pb__initiative_kind__descriptor, (int)initiative->kind));
    facts_add(facts, _("Field"), wording_field(initiative->field));
    facts_add(facts, _("Unit"), initiative->unit_code);
    facts_add(facts, _("State"),
              wording_enum(arena, &pb__initiative_state__descriptor, (int)initiative->state));
    facts_add(facts, _("Version"), td_dec(arena, initiative->version));
    facts_add(
        facts, _("Effect found"),
        wording_enum(arena, &pb__initiative_effect__descriptor, (int)initiative->assessed_effect));
    if (*initiative->decision_number)
        facts_add(facts, _("Recognised by"), decision_of(cli, initiative));
    if (initiative->adoptions)
        facts_add(facts, _("Adopted by other units"),
                  td_arena_printf(arena, _("%u; still in force in %u"), initiative->adoptions,
                                  initiative->adoptions_in_force));
    table_print(facts, stdout);
    table_free(facts);
}

static void print_figures(struct cli *cli, const Pb__InitiativeContent *content)
{
    static const struct table_column COLUMNS[] = {
        {N_("Figure"), TABLE_WRAP}, {N_("Before"), TABLE_RIGHT}, {N_("After"), TABLE_RIGHT}};
    struct table *table = table_new(COLUMNS, 3, true);
    (void)cli;
    for (size_t i = 0; i < content->n_figures; i++)
        TABLE_ROW(table, content->figures[i]->what, content->figures[i]->before,
                  content->figures[i]->after);
    table_print(table, stdout);
    table_free(table);
}

static void print_authors(struct cli *cli, const Pb__InitiativeContent *content)
{
    static const struct table_column COLUMNS[] = {{N_("Author"), TABLE_WRAP},
                                                  {N_("Unit"), 0},
                                                  {N_("Staff code"), 0},
                                                  {N_("Share (%)"), TABLE_RIGHT}};
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t i = 0; i < content->n_authors; i++) {
        const Pb__InitiativeAuthor *author = content->authors[i];
        TABLE_ROW(table, author->name, author->unit_code, author->staff_code,
                  td_dec(cli->arena, author->share_percent));
    }
    table_print(table, stdout);
    table_free(table);
}

void initiative_print_content(struct cli *cli, const Pb__InitiativeContent *content)
{
    struct table *facts = facts_new();
    facts_add(facts, _("Description"), content->description);
    facts_add(facts, _("Effect"), content->effect);
    table_print(facts, stdout);
    table_free(facts);
    puts("");
    print_figures(cli, content);
    puts("");
    print_authors(cli, content);
}

void initiative_print_steps(struct cli *cli, const Pb__InitiativeShowResponse *shown)
{
    static const struct table_column COLUMNS[] = {
        {N_("When"), 0},          {N_("What"), 0},           {N_("Version"), TABLE_RIGHT},
        {N_("Who"), TABLE_WRAP},  {N_("Found"), TABLE_WRAP}, {N_("Note"), TABLE_WRAP},
        {N_("Files"), TABLE_WRAP}};
    struct td_arena *arena = cli->arena;
    struct table *table = table_new(COLUMNS, 7, true);
    for (size_t i = 0; i < shown->n_steps; i++) {
        const Pb__InitiativeStep *step = shown->steps[i];
        bool recognised = step->event == PB__INITIATIVE_EVENT__INITIATIVE_EVENT_RECOGNISE;
        TABLE_ROW(table, wording_time(arena, step->at_utc_ms),
                  wording_enum(arena, &pb__initiative_event__descriptor, (int)step->event),
                  td_dec(arena, step->version),
                  td_arena_printf(arena, "%s (%s)", step->officer_name, step->officer),
                  wording_enum(arena, &pb__initiative_effect__descriptor, (int)step->effect),
                  recognised ? decision_of(cli, shown->initiative) : step->note,
                  attach_names(cli->arena, step->evidence, step->n_evidence));
    }
    table_print(table, stdout);
    table_free(table);
}

void initiative_print_adoptions(struct cli *cli, Pb__Adoption *const *adoptions, size_t n)
{
    static const struct table_column COLUMNS[] = {
        {N_("Adopted by"), 0},     {N_("Since"), 0}, {N_("How"), TABLE_WRAP},
        {N_("Files"), TABLE_WRAP}, {N_("Ended"), 0}, {N_("Why ended"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 6, true);
    for (size_t i = 0; i < n; i++)
        TABLE_ROW(table, adoptions[i]->unit_code, wording_date(cli->arena, adoptions[i]->since_on),
                  adoptions[i]->how,
                  attach_names(cli->arena, adoptions[i]->evidence, adoptions[i]->n_evidence),
                  wording_date(cli->arena, adoptions[i]->ended_on), adoptions[i]->end_reason);
    table_print(table, stdout);
    table_free(table);
}

enum td_code initiative_print_done(struct cli *cli, const ProtobufCMessage *message,
                                   const char *sentence, const Pb__Initiative *initiative)
{
    if (cli->json)
        return json_print_message(stdout, message);
    if (!initiative)
        return TD_UNKNOWN;
    printf("%s\n\n", sentence);
    initiative_print_facts(cli, initiative);
    return TD_OK;
}
