/* The catalogue of components. */
#include "ranking_source.h"

#include "ranking.h"

#include <string.h>

#define MEASURE(name) PB__RANKING_MEASURE__RANKING_MEASURE_##name

static const char *const RECOGNITION_LEVELS[] = {"registered", "assessed",  "refused",
                                                 "recognised", "published", NULL};
static const char *const EFFECT_LEVELS[] = {"not_shown", "in_unit", "replicable", NULL};

static const struct ranking_source_info SOURCES[RANKING_N_SOURCES] = {
    [RANKING_ASSESSMENT] = {"assessment", true, false, MEASURE(PERCENT), NULL, "assessment"},
    [RANKING_INDEX] = {"index", true, false, MEASURE(PERCENT), NULL, "index"},
    [RANKING_INDEX_TREND] = {"index_trend", true, false, MEASURE(CHANGE), NULL, NULL},
    [RANKING_COMPLETION] = {"completion", true, false, MEASURE(PERCENT), NULL, NULL},
    [RANKING_RECOGNITION] = {"recognition", false, true, MEASURE(LEVEL), RECOGNITION_LEVELS,
                             "initiative"},
    [RANKING_EFFECT] = {"effect", false, true, MEASURE(LEVEL), EFFECT_LEVELS, "initiative"},
    [RANKING_SHARE] = {"share", false, true, MEASURE(PERCENT), NULL, NULL},
    [RANKING_CONTRIBUTION] = {"contribution", false, true, MEASURE(PERCENT), NULL, NULL},
    [RANKING_AWARDS] = {"awards", true, true, MEASURE(COUNT), NULL, NULL},
    [RANKING_INITIATIVES] = {"initiatives", true, true, MEASURE(COUNT), NULL, "initiative"},
    [RANKING_ADOPTIONS] = {"adoptions", true, true, MEASURE(COUNT), NULL, "initiative"},
};

const struct ranking_source_info *ranking_source_info(enum ranking_source source)
{
    return &SOURCES[source];
}

enum ranking_source ranking_source_find(const char *id)
{
    unsigned i = 0;
    while (i < RANKING_N_SOURCES && strcmp(SOURCES[i].id, id) != 0)
        i++;
    return (enum ranking_source)i;
}

bool ranking_source_fits(const struct ranking_source_info *info, Pb__NomineeKind kind)
{
    return kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE ? info->collective : info->individual;
}

int32_t ranking_score_of(Pb__RankingMeasure measure, int64_t raw, uint32_t full)
{
    if (measure == MEASURE(PERCENT))
        return ranking_score(raw, 10000);
    if (measure == MEASURE(CHANGE))
        return ranking_score(raw, (int64_t)full * 100);
    return ranking_score(raw, full);
}

int32_t ranking_score_of_level(const struct plan_component *component, const char *level)
{
    for (unsigned i = 0; i < component->n_levels; i++)
        if (strcmp(component->levels[i].id, level) == 0)
            return (int32_t)component->levels[i].points * RANKING_SCORE_POINT;
    return 0;
}
