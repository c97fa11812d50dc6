/* The terms a round is ranked under: the plan's quotas, weights and floors, or the same with some
 * of them set otherwise to see what would be. Pure; any thread. Source: Plan 50/KH-UBND III.1–3;
 * the shared design's domain.md, rule 6.
 *
 * Settings, by key (LINE: an award line of the round, or the beginning of one that no other has):
 *   quota.LINE               places, 0 to 1000
 *   reserve.LINE             how many behind the line are told as reserve, 0 to 1000
 *   floor.LINE               points of 100 below which nobody gets a place, 0 to 100
 *   weight.LINE.COMPONENT    percent; the components of a line are 100 together
 *   vote.threshold           percent of all council members that must vote in favour, 0 to 100
 *   weight.COMPONENT         the same where only one line has it; a side of the assessment: its
 *                            weight there (the sides are 100 together) */
#ifndef TD_DOMAIN_RANKING_TERMS_H
#define TD_DOMAIN_RANKING_TERMS_H

#include "err.h"
#include "ranking_source.h"

#define RANKING_MAX_SETTINGS 50

struct ranking_setting {
    const char *key;
    int64_t value;
};

struct ranking_term { /* a component with what it counts */
    const char *id, *clause;
    const struct plan_text *text;
    enum ranking_source source;
    const struct plan_component *component;
    int side;        /* of the assessment: which of the plan's weights; -1: the source as it is */
    uint32_t weight; /* hundredths of a percent */
};

struct ranking_line_terms {
    const struct plan_line *line;
    const struct plan_ranking *ranking;
    uint32_t quota, reserve, floor;
    struct ranking_term *terms;
    size_t n_terms;
    size_t *tie_breaks; /* places in terms */
    size_t n_tie_breaks;
};

/* What can be set, and how it stands. */
struct ranking_key {
    const char *key; /* in full: "weight.individual.effect"; a side: "weight.completion" */
    const char *kind, *line, *component; /* its parts; "" where it has none */
    uint32_t value, plan_value, max;
    bool set;
};

struct ranking_terms {
    const struct plan *plan;
    struct ranking_line_terms *lines; /* in the order of the plan's quotas */
    size_t n_lines;
    const uint32_t *side_percents; /* of the assessment, by the plan's weights */
    uint32_t vote_threshold;       /* percent of all members */
    struct ranking_key *keys;
    size_t n_keys;
};

/* Everything in the arena; borrows the plan. settings: each key once. All that is wrong is told at
 * once, at settings[i].key or .value: CHOICE with the keys that there are, NUMBER_RANGE,
 * SETTING_TWICE, SETTING_AMBIGUOUS, or at "settings": WEIGHTS_SUM. Returns OK, INVALID_ARGUMENT, or
 * RESOURCE_EXHAUSTED. */
enum td_code ranking_terms_make(const struct plan *plan, Pb__RoundKind kind,
                                const struct ranking_setting *settings, size_t n_settings,
                                struct td_arena *arena, struct td_err *err,
                                struct ranking_terms *ret);

/* NULL when the round has no such line. */
const struct ranking_line_terms *ranking_terms_line(const struct ranking_terms *terms,
                                                    const char *line);

#endif
