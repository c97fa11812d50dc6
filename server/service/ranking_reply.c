/* From what was computed to what is sent. */
#include "ranking_reply.h"

#include "reply.h"

#define PLACE(name) PB__RANKING_PLACE__RANKING_PLACE_##name

/* -- nominees -- */

static void value_fill(const struct ranking_term *term, const struct ranking_value *value,
                       Pb__RankingValue *out)
{
    out->component = (char *)term->id;
    out->known = value->known;
    out->raw = value->raw;
    out->level = (char *)value->level;
    out->score_micro = (uint32_t)value->score_micro;
    out->weighted_e10 = value->weighted_e10;
    out->facts = value->facts;
    out->n_facts = value->n_facts;
}

static void entry_fill(const struct ranking_line *line, const struct ranking_nominee *nominee,
                       Pb__RankingEntry *out)
{
    const struct ranking_entry *entry = &nominee->entry;
    bool component = entry->tie_break == PB__RANKING_TIE_BREAK__RANKING_TIE_BREAK_COMPONENT;
    out->nominee_id = (char *)nominee->nominee_id;
    out->name = (char *)nominee->row.name;
    out->unit_code = (char *)nominee->row.unit_code;
    out->unit_name = (char *)nominee->unit_name;
    out->kind = nominee->row.kind;
    out->state = nominee->row.state;
    out->rank = entry->rank;
    out->equals = entry->equals;
    out->place = entry->place;
    out->tied_at_line = entry->place == PLACE(TIED);
    out->reserve_order = entry->reserve_order;
    out->total_e10 = entry->total_e10;
    out->tie_break = entry->tie_break;
    out->tie_break_component =
        (char *)(component ? line->terms->terms[entry->tie_break_component].id : "");
    out->preferred = entry->preferred;
    out->basis_decides = entry->basis_decides;
    out->apart = nominee->apart;
    out->apart_reason = (char *)(nominee->apart ? nominee->row.reason : "");
}

Pb__RankingEntry *ranking_entry_reply(struct call *call, const struct ranking_line *line,
                                      const struct ranking_nominee *nominee)
{
    Pb__RankingEntry *out = reply_message(call, &pb__ranking_entry__descriptor);
    size_t n = nominee->values ? line->terms->n_terms : 0;
    if (!out)
        return NULL;
    entry_fill(line, nominee, out);
    out->values = reply_list(call, &pb__ranking_value__descriptor, n);
    if (!out->values)
        return NULL;
    out->n_values = n;
    for (size_t i = 0; i < n; i++)
        value_fill(&line->terms->terms[i], &nominee->values[i], out->values[i]);
    return out;
}

/* -- lines -- */

static void component_fill(const struct ranking_term *term, Pb__RankingComponent *out)
{
    out->id = (char *)term->id;
    out->clause = (char *)term->clause;
    out->vi = (char *)term->text->vi;
    out->en = (char *)term->text->en;
    out->measure = ranking_source_info(term->source)->measure;
    out->full = term->component->full;
    out->weight_centi = term->weight;
}

static bool head_lists(struct call *call, const struct ranking_line_terms *terms,
                       Pb__RankingLine *out)
{
    out->components = reply_list(call, &pb__ranking_component__descriptor, terms->n_terms);
    out->tie_breaks =
        td_arena_alloc(call->arena, (terms->n_tie_breaks + 1) * sizeof *out->tie_breaks);
    if (!out->components || !out->tie_breaks)
        return false;
    out->n_components = terms->n_terms;
    for (size_t i = 0; i < terms->n_terms; i++)
        component_fill(&terms->terms[i], out->components[i]);
    out->n_tie_breaks = terms->n_tie_breaks;
    for (size_t i = 0; i < terms->n_tie_breaks; i++)
        out->tie_breaks[i] = (char *)terms->terms[terms->tie_breaks[i]].id;
    return true;
}

Pb__RankingLine *ranking_line_head(struct call *call, const struct ranking_line *line)
{
    const struct ranking_line_terms *terms = line->terms;
    Pb__RankingLine *out = reply_message(call, &pb__ranking_line__descriptor);
    if (!out || !head_lists(call, terms, out))
        return NULL;
    out->line = (char *)terms->line->id;
    out->clause = (char *)terms->line->clause;
    out->vi = (char *)terms->line->text.vi;
    out->en = (char *)terms->line->text.en;
    out->quota = terms->quota;
    out->reserve = terms->reserve;
    out->floor_points = terms->floor;
    if (line->preference) {
        out->women_percent = line->preference->women_percent;
        out->preference = (char *)line->preference->text;
    }
    out->has_last_in = line->margin.has_last_in;
    out->last_in_e10 = line->margin.last_in_e10;
    out->has_first_out = line->margin.has_first_out;
    out->first_out_e10 = line->margin.first_out_e10;
    return out;
}

static enum td_code line_reply(struct call *call, const struct ranking_line *line,
                               Pb__RankingLine **ret)
{
    Pb__RankingLine *out = ranking_line_head(call, line);
    Pb__RankingEntry **entries =
        td_arena_alloc(call->arena, (line->n + 1) * sizeof(Pb__RankingEntry *));
    if (!out || !entries)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < line->n; i++) {
        entries[i] = ranking_entry_reply(call, line, &line->nominees[i]);
        if (!entries[i])
            return TD_RESOURCE_EXHAUSTED;
    }
    out->entries = entries;
    out->n_entries = line->n_ranked;
    out->apart = entries + line->n_ranked;
    out->n_apart = line->n - line->n_ranked;
    *ret = out;
    return TD_OK;
}

enum td_code ranking_lines_reply(struct call *call, const struct ranking_result *result,
                                 Pb__RankingLine ***ret, size_t *ret_n)
{
    Pb__RankingLine **list =
        td_arena_alloc(call->arena, (result->n_lines + 1) * sizeof(Pb__RankingLine *));
    enum td_code code = list ? TD_OK : TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < result->n_lines; i++)
        code = line_reply(call, &result->lines[i], &list[i]);
    if (code != TD_OK)
        return code;
    *ret = list;
    *ret_n = result->n_lines;
    return TD_OK;
}

enum td_code ranking_terms_reply(struct call *call, const struct ranking_terms *terms,
                                 Pb__RankingTerm ***ret, size_t *ret_n)
{
    Pb__RankingTerm **list = reply_list(call, &pb__ranking_term__descriptor, terms->n_keys);
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < terms->n_keys; i++) {
        list[i]->key = (char *)terms->keys[i].key;
        list[i]->value = terms->keys[i].value;
        list[i]->plan_value = terms->keys[i].plan_value;
        list[i]->max = terms->keys[i].max;
    }
    *ret = list;
    *ret_n = terms->n_keys;
    return TD_OK;
}

/* -- before and after -- */

static void change_fill(const struct ranking_line *line, const struct ranking_nominee *before,
                        const struct ranking_nominee *after, Pb__RankingChange *out)
{
    out->line = (char *)line->terms->line->id;
    out->nominee_id = (char *)after->nominee_id;
    out->name = (char *)after->row.name;
    out->unit_code = (char *)after->row.unit_code;
    out->rank_before = before->entry.rank;
    out->rank_after = after->entry.rank;
    out->place_before = before->entry.place;
    out->place_after = after->entry.place;
    out->enters = before->entry.place != PLACE(IN) && after->entry.place == PLACE(IN);
    out->leaves = before->entry.place == PLACE(IN) && after->entry.place != PLACE(IN);
    out->total_before_e10 = before->entry.total_e10;
    out->total_after_e10 = after->entry.total_e10;
}

static bool stands_elsewhere(const struct ranking_nominee *before,
                             const struct ranking_nominee *after)
{
    return before &&
           (before->entry.rank != after->entry.rank || before->entry.place != after->entry.place ||
            before->entry.reserve_order != after->entry.reserve_order);
}

enum td_code ranking_changes_reply(struct call *call, const struct ranking_result *before,
                                   const struct ranking_result *after, Pb__RankingChange ***ret,
                                   size_t *ret_n)
{
    size_t most = 0, used = 0;
    for (size_t l = 0; l < after->n_lines; l++)
        most += after->lines[l].n;
    Pb__RankingChange **list = reply_list(call, &pb__ranking_change__descriptor, most);
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t l = 0; l < after->n_lines; l++)
        for (size_t i = 0; i < after->lines[l].n; i++) {
            const struct ranking_nominee *nominee = &after->lines[l].nominees[i];
            const struct ranking_nominee *same =
                ranking_find(before, nominee->row.dossier_id, nominee->row.ordinal, NULL);
            if (stands_elsewhere(same, nominee))
                change_fill(&after->lines[l], same, nominee, list[used++]);
        }
    *ret = list;
    *ret_n = used;
    return TD_OK;
}
