/* A dossier's timeline, checklist, versions and nominees as tables. */
#include "timeline.h"

#include "digest.h"
#include "i18n.h"
#include "table.h"
#include "violation_pb.h"
#include "wording.h"

/* The parts that ChecklistItem.part names (proto/dossier.proto); III.5. */
static const struct {
    const char *part, *words;
} part_words[] = {
    {"letter", N_("request letter")},
    {"list", N_("list of nominees")},
    {"report", N_("achievement report")},
    {"minutes", N_("minutes of the review meeting")},
    {"confirmation", N_("confirmation by the head of the unit")},
    {"originals", N_("original sets")},
};

static const char *part_text(const char *part)
{
    for (size_t i = 0; i < sizeof part_words / sizeof *part_words; i++) {
        if (strcmp(part_words[i].part, part) == 0)
            return _(part_words[i].words);
    }
    return part;
}

/* The note of a reception is the number of sets counted (III.5.b). */
static const char *note_text(struct td_arena *arena, const Pb__TimelineEntry *entry)
{
    if (entry->event == PB__DOSSIER_EVENT__DOSSIER_EVENT_RECEIVE)
        return td_arena_printf(arena, _("%s original sets"), entry->note);
    return entry->note;
}

void timeline_print(FILE *out, struct td_arena *arena, Pb__TimelineEntry *const *entries,
                    size_t n_entries)
{
    static const struct table_column columns[] = {{N_("TIME"), 0},
                                                  {N_("WHAT"), 0},
                                                  {N_("VERSION"), TABLE_RIGHT},
                                                  {N_("BY"), 0},
                                                  {N_("NOTE"), TABLE_WRAP}};
    struct table *table = table_new(columns, sizeof columns / sizeof *columns, true);
    for (size_t i = 0; i < n_entries; i++) {
        const Pb__TimelineEntry *entry = entries[i];
        TABLE_ROW(table, wording_time(arena, entry->at_utc_ms),
                  wording_enum(arena, &pb__dossier_event__descriptor, (int)entry->event),
                  td_dec(arena, entry->version),
                  td_arena_printf(arena, "%s (%s)", entry->officer_name, entry->officer),
                  note_text(arena, entry));
    }
    table_print(table, out);
    table_free(table);
}

void checklist_print(FILE *out, struct td_arena *arena, Pb__ChecklistItem *const *items,
                     size_t n_items)
{
    static const struct table_column columns[] = {
        {"", 0}, {N_("CLAUSE"), 0}, {N_("PART"), 0}, {N_("OF"), TABLE_WRAP}};
    (void)arena;
    struct table *table = table_new(columns, sizeof columns / sizeof *columns, true);
    for (size_t i = 0; i < n_items; i++)
        TABLE_ROW(table, items[i]->present ? _("there") : _("missing"), items[i]->clause,
                  part_text(items[i]->part), items[i]->of);
    table_print(table, out);
    table_free(table);
}

static void eligibility_rows(struct table *table, struct td_arena *arena, const char *what,
                             Pb__Violation *const *violations, size_t n)
{
    struct td_violation *found;
    if (n == 0 || td_violations_from_pb(violations, n, arena, &found) != TD_OK)
        return;
    for (size_t i = 0; i < n; i++)
        TABLE_ROW(table, what, wording_sentence(arena, &found[i]));
}

void eligibility_print(FILE *out, struct td_arena *arena, Pb__NomineeEligibility *const *entries,
                       size_t n_entries)
{
    static const struct table_column columns[] = {{"", 0}, {N_("NOMINEE"), TABLE_WRAP}};
    struct table *table = table_new(columns, sizeof columns / sizeof *columns, true);
    for (size_t i = 0; i < n_entries; i++) {
        const Pb__NomineeEligibility *entry = entries[i];
        if (entry->eligible)
            TABLE_ROW(table, _("eligible"), entry->nominee);
        eligibility_rows(table, arena, _("ineligible"), entry->facts, entry->n_facts);
        eligibility_rows(table, arena, _("look at it"), entry->hints, entry->n_hints);
    }
    table_print(table, out);
    table_free(table);
}

void versions_print(FILE *out, struct td_arena *arena, Pb__VersionInfo *const *versions,
                    size_t n_versions, uint32_t shown)
{
    static const struct table_column columns[] = {
        {N_("VERSION"), TABLE_RIGHT}, {N_("SUBMITTED"), 0}, {N_("BY"), 0},
        {N_("CONFIRMED"), 0},         {N_("BY"), 0},        {N_("DIGEST"), 0}};
    struct table *table = table_new(columns, sizeof columns / sizeof *columns, true);
    for (size_t i = 0; i < n_versions; i++) {
        const Pb__VersionInfo *version = versions[i];
        char hex[TD_HEX_SIZE] = "";
        if (version->content_sha256.len == TD_SHA256_SIZE)
            td_hex(version->content_sha256.data, TD_SHA256_SIZE, hex);
        TABLE_ROW(
            table,
            td_arena_printf(arena, "%s%u", version->version == shown ? "→ " : "", version->version),
            wording_time(arena, version->submitted_utc_ms), version->submitted_by,
            wording_time(arena, version->confirmed_utc_ms), version->confirmed_by,
            td_arena_printf(arena, "%.12s…", hex));
    }
    table_print(table, out);
    table_free(table);
}

void nominees_print(FILE *out, struct td_arena *arena, const Pb__DossierContent *content)
{
    static const struct table_column columns[] = {
        {N_("NO."), TABLE_RIGHT}, {N_("NOMINEE"), TABLE_WRAP},  {N_("KIND"), 0},
        {N_("AWARD LINE"), 0},    {N_("POSITION"), TABLE_WRAP}, {N_("REPORT"), 0},
        {N_("INITIATIVE"), 0}};
    struct table *table = table_new(columns, sizeof columns / sizeof *columns, true);
    for (size_t i = 0; i < content->n_nominees; i++) {
        const Pb__Nominee *nominee = content->nominees[i];
        TABLE_ROW(table, td_dec(arena, (int64_t)i + 1), nominee->name,
                  wording_enum(arena, &pb__nominee_kind__descriptor, (int)nominee->kind),
                  nominee->award_line, nominee->position,
                  nominee->report ? nominee->report->name : _("missing"), nominee->initiative);
    }
    table_print(table, out);
    table_free(table);
}
