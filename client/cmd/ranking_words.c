/* Words and numbers of rankings. */
#include "ranking_words.h"

#include "i18n.h"
#include "plan_words.h"
#include "wording.h"
#include "words.h"

#define DECIMALS 10 /* of 10^-10 points */

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

static int64_t power_of_ten(unsigned exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

static int64_t rounded(int64_t e10, unsigned decimals)
{
    int64_t unit = power_of_ten(DECIMALS - decimals);
    return (e10 + (decimals < DECIMALS ? unit / 2 : 0)) / unit;
}

const char *ranking_points(struct cli *cli, int64_t e10, unsigned decimals)
{
    int64_t value = rounded(e10 < 0 ? -e10 : e10, decimals), one = power_of_ten(decimals);
    return text_or_empty(td_arena_printf(cli->arena, "%s%lld%s%0*lld", e10 < 0 ? "-" : "",
                                         (long long)(value / one),
                                         /* TRANSLATORS: the decimal separator. */
                                         _("."), (int)decimals, (long long)(value % one)));
}

unsigned ranking_decimals(const Pb__RankingLine *line)
{
    unsigned decimals = 2;
    for (size_t i = 1; i < line->n_entries; i++) {
        int64_t a = line->entries[i - 1]->total_e10, b = line->entries[i]->total_e10;
        while (a != b && decimals < DECIMALS && rounded(a, decimals) == rounded(b, decimals))
            decimals++;
    }
    return decimals;
}

const char *ranking_weight(struct cli *cli, uint32_t weight_centi)
{
    const char *number = weight_centi % 100 ? wording_centi(cli->arena, weight_centi)
                                            : td_dec(cli->arena, weight_centi / 100);
    return text_or_empty(td_arena_printf(cli->arena, "%s %%", number));
}

const char *ranking_level(struct cli *cli, const char *level)
{
    const ProtobufCEnumDescriptor *const types[] = {&pb__initiative_state__descriptor,
                                                    &pb__initiative_effect__descriptor};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const char *word = words_of_name(types[i], level);
        if (word)
            return word;
    }
    return *level ? text_or_empty(td_arena_strdup(cli->arena, level)) : _("none");
}

const char *ranking_raw(struct cli *cli, const Pb__RankingComponent *component,
                        const Pb__RankingValue *value)
{
    const char *number = wording_centi(cli->arena, value->raw);
    if (!value->known)
        return _("no basis");
    switch (component->measure) {
    case PB__RANKING_MEASURE__RANKING_MEASURE_PERCENT:
        return text_or_empty(td_arena_printf(cli->arena, "%s %%", number));
    case PB__RANKING_MEASURE__RANKING_MEASURE_CHANGE:
        return text_or_empty(td_arena_printf(cli->arena, _("%s%s percentage points"),
                                             value->raw > 0 ? "+" : "", number));
    case PB__RANKING_MEASURE__RANKING_MEASURE_COUNT:
        return td_dec(cli->arena, value->raw);
    case PB__RANKING_MEASURE__RANKING_MEASURE_LEVEL:
        return ranking_level(cli, value->level);
    default:
        return td_dec(cli->arena, value->raw);
    }
}

const char *ranking_place(struct cli *cli, Pb__RankingPlace place, uint32_t reserve_order)
{
    const char *word = wording_enum(cli->arena, &pb__ranking_place__descriptor, (int)place);
    return place == PB__RANKING_PLACE__RANKING_PLACE_RESERVE
               ? text_or_empty(td_arena_printf(cli->arena, "%s %u", word, reserve_order))
               : word;
}

const char *ranking_tie_break(struct cli *cli, const Pb__RankingLine *line,
                              const Pb__RankingEntry *entry)
{
    if (entry->tie_break == PB__RANKING_TIE_BREAK__RANKING_TIE_BREAK_COMPONENT)
        return ranking_component(line, entry->tie_break_component);
    return wording_enum(cli->arena, &pb__ranking_tie_break__descriptor, (int)entry->tie_break);
}

static const char *text_of(const char *vi, const char *en)
{
    return plan_text_of(&(struct plan_text){vi, en});
}

const char *ranking_component(const Pb__RankingLine *line, const char *id)
{
    for (size_t i = 0; i < line->n_components; i++)
        if (strcmp(line->components[i]->id, id) == 0)
            return text_of(line->components[i]->vi, line->components[i]->en);
    return id;
}

const char *ranking_line_name(const Pb__RankingLine *line)
{
    return text_of(line->vi, line->en);
}

const char *ranking_difference(struct cli *cli, int64_t more_e10, int64_t less_e10,
                               unsigned decimals)
{
    int64_t less = rounded(less_e10, decimals), more = rounded(more_e10, decimals);
    return ranking_points(cli, (more - less) * power_of_ten(DECIMALS - decimals), decimals);
}

void ranking_print_margin(struct cli *cli, const Pb__RankingLine *line)
{
    unsigned decimals = ranking_decimals(line);
    if (line->has_last_in && line->has_first_out)
        printf(_("At the line: lowest with a place (or tied for one) %s, highest without %s, "
                 "margin %s points.\n"),
               ranking_points(cli, line->last_in_e10, decimals),
               ranking_points(cli, line->first_out_e10, decimals),
               ranking_difference(cli, line->last_in_e10, line->first_out_e10, decimals));
    else if (line->has_last_in)
        printf(_("At the line: lowest with a place (or tied for one) %s points; nobody is behind "
                 "it.\n"),
               ranking_points(cli, line->last_in_e10, decimals));
}
