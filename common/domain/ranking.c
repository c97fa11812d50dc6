/* Ranking by counting: an entry's rank is one more than how many go before it, so that nothing
 * depends on the order in which they come. */
#include "ranking.h"

#define PLACE(name) PB__RANKING_PLACE__RANKING_PLACE_##name
#define TIE_BREAK(name) PB__RANKING_TIE_BREAK__RANKING_TIE_BREAK_##name

int32_t ranking_score(int64_t part, int64_t whole)
{
    if (part <= 0)
        return 0;
    if (part >= whole)
        return RANKING_SCORE_FULL;
    return (int32_t)((2 * part * RANKING_SCORE_FULL + whole) / (2 * whole));
}

int64_t ranking_weighted(const struct ranking_mark *mark, uint32_t weight)
{
    return mark->known ? (int64_t)mark->score_micro * weight : 0;
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Decree 98/2023, Article 4: a woman; a collective of which that share or more are women. */
static bool is_preferred(const struct ranking_rule *rule, const struct ranking_entry *entry)
{
    if (rule->women_percent == 0)
        return false;
    return entry->kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE
               ? entry->women_percent >= rule->women_percent
               : entry->gender == PB__GENDER__GENDER_FEMALE;
}

static int32_t score_of(const struct ranking_entry *entry, size_t component)
{
    const struct ranking_mark *mark = &entry->marks[component];
    return mark->known ? mark->score_micro : 0;
}

int ranking_compare(const struct ranking_rule *rule, const struct ranking_entry *a,
                    const struct ranking_entry *b, size_t *ret_step)
{
    int order = compare_numbers(a->total_e10, b->total_e10);
    size_t step = 0;
    for (; order == 0 && step < rule->n_tie_breaks; step++)
        order = compare_numbers(score_of(a, rule->tie_breaks[step]),
                                score_of(b, rule->tie_breaks[step]));
    if (order == 0) {
        step++;
        order = (int)a->preferred - (int)b->preferred;
        step += order == 0;
    }
    *ret_step = step;
    return order;
}

/* Sets what does not depend on others. Returns whether it can be ranked at all. */
static bool entry_total(const struct ranking_rule *rule, struct ranking_entry *entry)
{
    bool known = false;
    entry->total_e10 = 0;
    for (size_t i = 0; i < rule->n_components; i++) {
        entry->total_e10 += ranking_weighted(&entry->marks[i], rule->weights[i]);
        known |= entry->marks[i].known;
    }
    entry->preferred = is_preferred(rule, entry);
    entry->rank = known;
    entry->equals = 0;
    entry->place = PLACE(UNSPECIFIED);
    entry->reserve_order = 0;
    entry->tie_break = TIE_BREAK(UNSPECIFIED);
    entry->tie_break_component = 0;
    entry->at_most_e10 = entry->total_e10;
    for (size_t i = 0; i < rule->n_components; i++)
        if (!entry->marks[i].known)
            entry->at_most_e10 += (int64_t)RANKING_SCORE_FULL * rule->weights[i];
    entry->basis_decides = false;
    return known;
}

static void tie_break_note(const struct ranking_rule *rule, struct ranking_entry *entry,
                           size_t step)
{
    if (step == 0)
        return;
    bool component = step <= rule->n_tie_breaks;
    entry->tie_break = component                        ? TIE_BREAK(COMPONENT)
                       : step == rule->n_tie_breaks + 1 ? TIE_BREAK(PREFERENCE)
                                                        : TIE_BREAK(NONE);
    entry->tie_break_component = component ? rule->tie_breaks[step - 1] : 0;
}

static void entry_rank(const struct ranking_rule *rule, const struct ranking_entry *entries,
                       size_t n, struct ranking_entry *entry)
{
    size_t step, last_step = 0;
    for (size_t i = 0; i < n; i++) {
        if (entries[i].rank == 0)
            continue;
        int order = ranking_compare(rule, &entries[i], entry, &step);
        entry->rank += order > 0;
        entry->equals += order == 0;
        if (&entries[i] != entry && step > last_step)
            last_step = step;
    }
    tie_break_note(rule, entry, last_step);
}

/* Whoever is below the floor comes behind all that are not: the places count the others only. */
static void entry_place(const struct ranking_rule *rule, struct ranking_entry *entry)
{
    uint64_t before = entry->rank - 1;
    if (entry->total_e10 < rule->floor_e10) {
        entry->place = PLACE(OUT);
    } else if (before + entry->equals <= rule->quota) {
        entry->place = PLACE(IN);
    } else if (before < rule->quota) {
        entry->place = PLACE(TIED);
    } else if (before < (uint64_t)rule->quota + rule->reserve) {
        entry->place = PLACE(RESERVE);
        entry->reserve_order = entry->rank - rule->quota;
    } else {
        entry->place = PLACE(OUT);
    }
}

/* Would full marks for the unknown put it among the first, or level with them? */
static bool could_enter(const struct ranking_rule *rule, const struct ranking_entry *entries,
                        size_t n, const struct ranking_entry *entry)
{
    int64_t at_most = entry->at_most_e10;
    size_t before = 0;
    if (entry->place == PLACE(IN) || at_most == entry->total_e10 || at_most < rule->floor_e10)
        return false;
    for (size_t i = 0; i < n; i++)
        before += entries[i].rank > 0 && &entries[i] != entry && entries[i].total_e10 > at_most;
    return before < rule->quota;
}

static void margin_note(struct ranking_margin *margin, const struct ranking_entry *entry)
{
    bool in = entry->place == PLACE(IN) || entry->place == PLACE(TIED);
    if (in && (!margin->has_last_in || entry->total_e10 < margin->last_in_e10))
        margin->last_in_e10 = entry->total_e10;
    if (!in && (!margin->has_first_out || entry->total_e10 > margin->first_out_e10))
        margin->first_out_e10 = entry->total_e10;
    margin->has_last_in |= in;
    margin->has_first_out |= !in;
}

void ranking_rank(const struct ranking_rule *rule, struct ranking_entry *entries, size_t n,
                  struct ranking_margin *ret_margin)
{
    struct ranking_margin margin = {0};
    for (size_t i = 0; i < n; i++)
        entry_total(rule, &entries[i]);
    for (size_t i = 0; i < n; i++)
        if (entries[i].rank > 0)
            entry_rank(rule, entries, n, &entries[i]);
    for (size_t i = 0; i < n; i++) {
        if (entries[i].rank == 0)
            continue;
        entry_place(rule, &entries[i]);
        margin_note(&margin, &entries[i]);
    }
    for (size_t i = 0; i < n; i++)
        entries[i].basis_decides = could_enter(rule, entries, n, &entries[i]);
    if (ret_margin)
        *ret_margin = margin;
}
