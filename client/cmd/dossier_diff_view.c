/* Words for the fields of DossierContent, and the table and JSON of a diff. */
#include "dossier_diff_view.h"

#include "i18n.h"
#include "message.h"
#include "table.h"
#include "wording.h"

static const struct {
    const char *field, *words;
} field_words[] = {
    {"round_id", N_("round")},
    {"unit_code", N_("unit")},
    {"letter.number", N_("request letter: number")},
    {"letter.dated_on", N_("request letter: date")},
    {"letter.file", N_("request letter: file")},
    {"minutes.held_on", N_("minutes: date of the meeting")},
    {"minutes.file", N_("minutes: file")},
    {"attachments", N_("attachment")},
    {"nominees", N_("nominee")},
    {"nominees.order", N_("order of the list")},
    {"nominees.kind", N_("kind")},
    {"nominees.award_line", N_("award line")},
    {"nominees.name", N_("name")},
    {"nominees.position", N_("position")},
    {"nominees.staff_code", N_("staff code")},
    {"nominees.citizen_id", N_("citizen number")},
    {"nominees.gender", N_("gender")},
    {"nominees.women_percent", N_("share of women, percent")},
    {"nominees.contents", N_("emulation contents (II.2)")},
    {"nominees.summary", N_("achievement summary")},
    {"nominees.report", N_("achievement report")},
    {"nominees.initiative", N_("initiative or new model")},
};

static const char *const change_words[] = {
    [DIFF_ADDED] = N_("added"), [DIFF_REMOVED] = N_("removed"), [DIFF_CHANGED] = N_("changed")};

static const char *field_text(struct td_arena *arena, const char *field)
{
    static const char claims[] = "nominees.criteria[";
    for (size_t i = 0; i < sizeof field_words / sizeof *field_words; i++) {
        if (strcmp(field_words[i].field, field) == 0)
            return _(field_words[i].words);
    }
    if (strncmp(field, claims, sizeof claims - 1) != 0)
        return field;
    const char *criterion = field + sizeof claims - 1;
    return td_arena_printf(arena, "%s %.*s", _("criterion"), (int)strcspn(criterion, "]"),
                           criterion);
}

static const char *value_text(struct td_arena *arena, const struct diff_entry *entry,
                              const char *value)
{
    int number;
    if (entry->enum_type && td_enum_value(entry->enum_type, value, &number))
        return wording_enum(arena, entry->enum_type, number);
    return value;
}

void dossier_diff_print(FILE *out, struct td_arena *arena, const struct diff *diff)
{
    static const struct table_column columns[] = {{N_("CHANGE"), 0},
                                                  {N_("NOMINEE OR FILE"), TABLE_WRAP},
                                                  {N_("FIELD"), TABLE_WRAP},
                                                  {N_("BEFORE"), TABLE_WRAP},
                                                  {N_("AFTER"), TABLE_WRAP}};
    if (diff->n_entries == 0) {
        fprintf(out, "%s\n", _("No field differs."));
        return;
    }
    struct table *table = table_new(columns, sizeof columns / sizeof *columns, true);
    for (size_t i = 0; i < diff->n_entries; i++) {
        const struct diff_entry *entry = &diff->entries[i];
        TABLE_ROW(table, _(change_words[entry->change]), entry->subject,
                  field_text(arena, entry->field), value_text(arena, entry, entry->before),
                  value_text(arena, entry, entry->after));
    }
    table_print(table, out);
    table_free(table);
}

json_t *dossier_diff_json(const struct diff *diff)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diff->n_entries; i++) {
        const struct diff_entry *entry = &diff->entries[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "change",
                                              diff_change_name(entry->change), "field",
                                              entry->field, "subject", entry->subject, "before",
                                              entry->before, "after", entry->after));
    }
    return list;
}
