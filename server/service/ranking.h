/* Where the nominees of a round stand: the one function that Rank, Explain, Simulate, the council
 * and the decision use. The rule is common/domain/ranking.h, the terms are ranking_terms.h's. */
#ifndef SERVER_SERVICE_RANKING_H
#define SERVER_SERVICE_RANKING_H

#include "as_of.h"
#include "domain/ranking.h"
#include "nominees.h"
#include "ranking.pb-c.h"
#include "ranking_terms.h"
#include "rounds.h"

/* What one component says of one nominee. */
struct ranking_value {
    bool known;
    int64_t raw;       /* as the component is measured */
    const char *level; /* LEVEL: the word; "" otherwise */
    int32_t score_micro;
    int64_t weighted_e10;
    Pb__RankingFact **facts; /* when asked for */
    size_t n_facts;
};

struct ranking_nominee {
    struct nominee_row row;
    const char *nominee_id, *unit_name;
    struct ranking_value *values; /* one per term of the line */
    struct ranking_entry entry;   /* total, rank, place, reserve_order, tie_break … */
    Pb__RankingApart apart;       /* UNSPECIFIED: ranked */
};

struct ranking_line {
    const struct ranking_line_terms *terms;   /* line, quota, reserve, components */
    const struct plan_preference *preference; /* in force on the day, or NULL */
    struct ranking_nominee *nominees; /* the ranked ones by rank, then by id; then the rest */
    size_t n_ranked, n;
    struct ranking_margin margin;
};

/* Everything in the call's arena. */
struct ranking_result {
    struct ranking_terms terms;
    struct ranking_line *lines;
    size_t n_lines;
};

struct ranking_ask {
    const char *line; /* NULL or "": all */
    const struct ranking_setting *settings;
    size_t n_settings;
    bool provisional; /* rank those that are not appraised yet, too */
    bool facts;       /* tell what the values rest on */
};

/* ask: NULL for all lines under the plan's terms. as_of: as_of_resolve's. Ineligible nominees,
 * those not appraised yet and revoked ones are never ranked, but listed apart. The result depends
 * on nothing but what had happened by as_of. Returns OK; NOT_FOUND with LINE_UNKNOWN at "line";
 * FAILED_PRECONDITION with ROUND_LATER at "as_of", or PLAN_LACKS_RANKINGS at "round_id";
 * INVALID_ARGUMENT as ranking_terms_make; a storage code. */
enum td_code ranking_compute(struct call *call, const struct round_row *round,
                             const struct ranking_ask *ask, const struct as_of *as_of,
                             struct ranking_result *ret);

/* NULL when it is in none of the lines. ret_line may be NULL. */
const struct ranking_nominee *ranking_find(const struct ranking_result *result, int64_t dossier_id,
                                           uint32_t ordinal, const struct ranking_line **ret_line);

#endif
