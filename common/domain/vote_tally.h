/* The council's votes on the nominees of one award line: quorum, threshold, and who takes the
 * places. Pure; any thread. Source: Plan 50/KH-UBND III.1–3 (places); the shared design's
 * domain.md, rule 7: the base is all members, present or not, and the threshold is the plan file's;
 * there is no national one for a giấy khen, both are local policy.
 *
 * Who reached the threshold is ordered by rank, then, where that is equal, by yes votes: those of
 * the ballot on the line, then those of each further ballot that was held between equals. The first
 * of them fill the places. Who is equal to another across the line by all of these stays undecided,
 * until one more ballot tells them apart. */
#ifndef TD_DOMAIN_VOTE_TALLY_H
#define TD_DOMAIN_VOTE_TALLY_H

#include "types.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The share of the members that must be present: at least part / of. */
struct council_quorum {
    uint32_t part, of;
};

bool council_has_quorum(struct council_quorum quorum, uint32_t present, uint32_t members);
/* How many members make a quorum, and how many votes reach a threshold. */
uint32_t council_quorum_needs(struct council_quorum quorum, uint32_t members);
uint32_t council_votes_needed(uint32_t threshold_percent, uint32_t members);
/* yes of all members, exactly: no rounding. Nobody reaches anything where there are no members. */
bool council_reaches(uint32_t yes, uint32_t members, uint32_t threshold_percent);

struct council_rule {
    uint32_t quota;   /* III.1–3 */
    uint32_t members; /* all, on the day of the session */
    uint32_t threshold_percent;
    size_t n_ballots; /* the one on the line, and those between equals after it */
};

/* 0 as rank: nothing is known of it to rank it by ("no basis"); it goes behind all that are. */
struct council_candidate {
    uint32_t rank;
    const uint32_t *yes; /* n_ballots; 0 where it was not on the ballot */

    /* What council_places makes of it. */
    bool reached;
    Pb__CouncilOutcome outcome;
    uint32_t reserve_order; /* RESERVE: from 1, equal ones the same */
};

/* Fill the lower half of every candidate, whatever their order. RECOMMENDED never exceeds the
 * quota. Returns how many are UNDECIDED, and how many places they compete for. */
size_t council_places(const struct council_rule *rule, struct council_candidate *candidates,
                      size_t n, uint32_t *ret_places_left);

#endif
