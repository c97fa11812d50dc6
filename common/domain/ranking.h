/* The order of the nominees of one award line, and who takes its places: scores, weights, total,
 * tie-breaks, rank, place. Pure; any thread. Source: Plan 50/KH-UBND III.1–3, II.3.a; the shared
 * design's domain.md, rules 4 and 5; Decree 98/2023, Article 4.
 *
 * Integers only, and no rounding after the scores: a score is in millionths of a point (100 points
 * are full marks: fine enough that two different totals of the index stay different), a weight in
 * hundredths of a percent (together 10000), so that a total is exact in 10^-10 points.
 *
 * What decides, in this order: the total; the components that the plan names for equal totals; the
 * national preference, where the law in force has one. Nothing else ever does: not the id, not the
 * time of submission, not the order of the input. Who is equal by all of these has the same rank.
 */
#ifndef TD_DOMAIN_RANKING_H
#define TD_DOMAIN_RANKING_H

#include "types.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RANKING_SCORE_POINT 1000000                    /* one point, as a score */
#define RANKING_SCORE_FULL (100 * RANKING_SCORE_POINT) /* 100 points */
#define RANKING_WEIGHT_PERCENT 100                     /* one percent, as a weight */
#define RANKING_WEIGHT_FULL (100 * RANKING_WEIGHT_PERCENT)
#define RANKING_TOTAL_POINT INT64_C(10000000000) /* one point, as a total */

struct ranking_rule {
    uint32_t quota;    /* III.1–3 */
    uint32_t reserve;  /* how many behind the line are told as reserve */
    int64_t floor_e10; /* a total below it takes no place, even when places stay free */
    const uint32_t *weights;
    size_t n_components;
    const size_t *tie_breaks; /* components compared at equal totals, in this order */
    size_t n_tie_breaks;
    /* A woman, and a collective with at least so many percent women, go first at equal merit; 0: no
     * such preference is in force. */
    uint32_t women_percent;
};

/* What one component says of a nominee. Not known: there is nothing to judge ("no basis"); it
 * counts nothing, and is a question for the council. */
struct ranking_mark {
    bool known;
    int32_t score_micro;
};

struct ranking_entry {
    const struct ranking_mark *marks; /* n_components */
    Pb__NomineeKind kind;
    Pb__Gender gender;      /* of an individual */
    uint32_t women_percent; /* of a collective */

    /* What ranking_rank makes of it. */
    int64_t total_e10;
    bool preferred;         /* by the national preference */
    uint32_t rank;          /* from 1, equal ones the same; 0: not ranked, no mark is known */
    uint32_t equals;        /* how many have this rank, this one among them */
    Pb__RankingPlace place; /* TIED: equal across the line, the council decides */
    uint32_t reserve_order; /* from 1, equal ones the same; RESERVE only */
    /* What it took to tell it from those of the same total: the last rule that was needed; NONE:
     * one of them is equal by all rules. UNSPECIFIED: there is none of the same total. */
    Pb__RankingTieBreak tie_break;
    size_t tie_break_component; /* for COMPONENT */
    int64_t at_most_e10;        /* the total if what is not known were full marks */
    /* It has no place, and would or might have one then. */
    bool basis_decides;
};

/* Where the line lies. */
struct ranking_margin {
    bool has_last_in, has_first_out;
    int64_t last_in_e10;   /* the lowest total with a place, or tied for one */
    int64_t first_out_e10; /* the highest total without */
};

/* part of whole as a score, half up; 0 below 0, full marks above the whole. whole > 0; both at most
 * 10^10. */
int32_t ranking_score(int64_t part, int64_t whole);

/* What one component gives to the total. */
int64_t ranking_weighted(const struct ranking_mark *mark, uint32_t weight);

/* Fill the lower half of every entry. IN never exceeds the quota; those tied across the line are
 * TIED, all of them. *ret_margin may be NULL. */
void ranking_rank(const struct ranking_rule *rule, struct ranking_entry *entries, size_t n,
                  struct ranking_margin *ret_margin);

/* > 0: a goes before b; 0: equal. ret_step: what decided: 0 the total, then the components for
 * equal totals in their order, then the preference, then nothing. Totals must have been set. */
int ranking_compare(const struct ranking_rule *rule, const struct ranking_entry *a,
                    const struct ranking_entry *b, size_t *ret_step);

#endif
