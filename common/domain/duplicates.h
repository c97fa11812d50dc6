/* One achievement, one reward: nominations that may be of the same person or collective, across
 * dossiers and rounds. Suggested to people, never merged. Pure; any thread.
 * Source: shared design domain.md, rule 8. */
#ifndef TD_DOMAIN_DUPLICATES_H
#define TD_DOMAIN_DUPLICATES_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

struct duplicate_candidate {
    Pb__NomineeKind kind;
    const char *staff_code, *citizen_id;
    const char *name_folded;
    int64_t dossier_id; /* within one dossier nobody stands twice (dossier_twice.h) */
    bool here;          /* of the round that is asked about; of two at least one is */
};

struct duplicate_pair {
    size_t first, second; /* of the candidates, first < second */
    Pb__DuplicateMatch matched_by;
};

/* Are they suspected to be the same, and why? Staff code before citizen number before folded name.
 * Two citizen numbers make namesakes two persons; two staff codes do not, for people move between
 * units. Individuals and collectives are never the same; collectives, which have no codes, go by
 * name. UNSPECIFIED: no. */
Pb__DuplicateMatch duplicate_match(const struct duplicate_candidate *a,
                                   const struct duplicate_candidate *b);

/* All suspected pairs, each once, by first, then second. RESOURCE_EXHAUSTED: arena used up.
 * Sorts by each key, so that only candidates with one in common are compared. */
enum td_code duplicates_find(const struct duplicate_candidate *candidates, size_t n,
                             struct td_arena *arena, struct duplicate_pair **ret, size_t *ret_n);

#endif
