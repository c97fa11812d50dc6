/* What a ranking may be made of: the components that a plan file can name, how each is measured,
 * and for whom. How much each counts is the plan's. Pure; any thread. Source: Plan 50/KH-UBND
 * II.3.a, III.1–4, IV.3.a. */
#ifndef TD_DOMAIN_RANKING_SOURCE_H
#define TD_DOMAIN_RANKING_SOURCE_H

#include "plan.h"

enum ranking_source {
    /* Collectives. */
    RANKING_ASSESSMENT,  /* IV.3.a, of this round: stands for its sides, weighted as the plan has it
                          */
    RANKING_INDEX,       /* II.3.a: published result; of several years the mean */
    RANKING_INDEX_TREND, /* the last published year against the first of the period */
    RANKING_COMPLETION,  /* III.4: tasks done on time in the period */
    /* Individuals. */
    RANKING_RECOGNITION,  /* of the initiative that the nomination points to */
    RANKING_EFFECT,       /* as Home Affairs assessed it */
    RANKING_SHARE,        /* the nominee's part in it */
    RANKING_CONTRIBUTION, /* III.1, III.4: the collective's result: its index or its assessment */
    /* Both. */
    RANKING_AWARDS,      /* yearly awards in the period, not revoked */
    RANKING_INITIATIVES, /* recognised initiatives of the period */
    RANKING_ADOPTIONS,   /* other units that took them over (I.1.c) */
    RANKING_N_SOURCES
};

struct ranking_source_info {
    const char *id; /* in the plan file */
    bool collective, individual;
    Pb__RankingMeasure measure;
    const char *const *levels; /* LEVEL: the words that the plan puts points to; ends with NULL */
    const char *rank_by;       /* a line that is ranked by this has it; NULL: any line */
};

const struct ranking_source_info *ranking_source_info(enum ranking_source source);
/* RANKING_N_SOURCES when there is none of that id. */
enum ranking_source ranking_source_find(const char *id);
bool ranking_source_fits(const struct ranking_source_info *info, Pb__NomineeKind kind);

/* A raw value as a score: of hundredths of a percent, a number, hundredths of a percentage point.
 * full: how many (or how many whole percentage points) are full marks; > 0 for COUNT and CHANGE. */
int32_t ranking_score_of(Pb__RankingMeasure measure, int64_t raw, uint32_t full);
/* LEVEL: what the plan gives for this word; 0 when it does not name it. */
int32_t ranking_score_of_level(const struct plan_component *component, const char *level);

#endif
