/* What each component of a ranking says of a nominee, read from what is known of units, initiatives
 * and awards. For ranking.c only. */
#ifndef SERVER_SERVICE_RANKING_VALUES_H
#define SERVER_SERVICE_RANKING_VALUES_H

#include "ranking.h"
#include "task_rules.h"
#include "units.h"

/* Recognised initiatives of the period, read when they are first needed. */
struct ranking_recognised;

/* The round that is looked at, and when. */
struct ranking_reader {
    struct call *call;     /* with memory of its own, emptied after every value */
    struct td_arena *keep; /* where results live */
    bool facts;            /* keep what values rest on */
    const struct round_row *round;
    const struct ranking_terms *terms;
    const struct as_of *as_of;
    struct task_period period;   /* that the round looks back on */
    uint32_t year_from, year_to; /* the same in years */
    struct ranking_recognised *recognised;
};

/* call: as above; the rest is borrowed. OK or RESOURCE_EXHAUSTED. */
enum td_code ranking_reader_init(struct ranking_reader *reader, struct call *call,
                                 struct td_arena *keep, const struct round_row *round,
                                 const struct ranking_terms *terms, const struct as_of *as_of);

/* One component of one nominee, with the facts it rests on. Everything but the weighted points. */
enum td_code ranking_value_read(const struct ranking_reader *reader,
                                const struct nominee_row *nominee, const struct ranking_term *term,
                                struct ranking_value *ret);

/* The nominee's unit as it was then, or at the end or the beginning of the period; NOT_FOUND. */
enum td_code ranking_unit_find(const struct ranking_reader *reader, const char *unit_code,
                               struct unit_row *ret);

#endif
