/* The CCHC index (II.3.a) as arithmetic: a unit's total, the rescaling of one without a survey,
 * ranks with ties, change over the years. Points are integers in hundredths, percentages in
 * hundredths of a percent; every division rounds half up (0.005 points become 0.01). Pure; any
 * thread. */
#ifndef TD_DOMAIN_INDEX_SCORE_H
#define TD_DOMAIN_INDEX_SCORE_H

#include "types.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INDEX_ITEM_MAX_CENTI 100000 /* one criterion: 1000 points */
/* All of a set (INDEX_ITEMS_MAX of them): every product below stays far within 63 bits. */
#define INDEX_SET_MAX_CENTI 30000000

/* One criterion as one unit has it: what counts is the appraised or the survey score. */
struct index_mark {
    Pb__IndexMethod method;
    int64_t max_centi;
    bool scored;
    int64_t score_centi; /* 0 to max_centi, when scored */
};

/* What it comes to. */
struct index_total {
    int64_t raw_centi;         /* the sum of what is scored */
    int64_t covered_max_centi; /* the maximum of what counts: all but unscored survey criteria */
    int64_t max_centi;         /* of the whole set */
    int64_t total_centi;       /* raw, rescaled to max_centi where the survey is missing */
    int64_t percent_centi;     /* total of max, in hundredths of a percent */
    bool rescaled;             /* covered_max_centi < max_centi */
    size_t n_scored;
    size_t n_not_appraised; /* self-appraised criteria without an appraised score; they count 0 */
};

/* A unit's total. A unit without a survey is measured by its appraised part alone, rescaled to the
 * whole maximum; where only some survey criteria have a score, only the others are left out.
 * A set in which nothing counts (covered_max_centi 0) totals 0. */
struct index_total index_total_of(const struct index_mark *marks, size_t n);

/* raw of covered_max as points of max: raw * max / covered_max, half up. 0 <= raw <= covered_max,
 * 0 < covered_max <= max <= INDEX_SET_MAX_CENTI. */
int64_t index_rescale(int64_t raw_centi, int64_t covered_max_centi, int64_t max_centi);

/* points of max in hundredths of a percent, half up; 0 for a max of 0. */
int64_t index_percent(int64_t points_centi, int64_t max_centi);

/* Ranks by falling total: 1 + how many have more. Equal totals have the same rank and the next
 * one is skipped (1, 1, 1, 4); no tie is ever broken here. ret_ranks: n places. */
void index_rank(const int64_t *totals_centi, size_t n, uint32_t *ret_ranks);

/* One year of a unit, for comparing years. Maxima differ from year to year, hence percent. */
struct index_year {
    uint32_t year;
    int64_t percent_centi;
    uint32_t rank;
};

struct index_change {
    uint32_t from_year;    /* 0: there is no earlier year */
    int64_t percent_centi; /* in hundredths of a percentage point */
    int64_t places;        /* up is positive: from rank 4 to rank 1 is 3 */
};

/* Each year against the one before it in the list (years rising, perhaps with gaps). */
void index_trend(const struct index_year *years, size_t n, struct index_change *ret_changes);

/* Which set a kind of unit belongs to; UNSPECIFIED for a kind this build does not know. II.1. */
Pb__IndexLevel index_level_of(Pb__UnitKind kind);

/* Must an appraisal say why? When it differs from the self-score, and when there is none to agree
 * with. */
bool index_reason_needed(bool self_scored, int64_t self_centi, int64_t appraised_centi);

#endif
