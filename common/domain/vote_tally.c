/* Counting the council's votes. Pure: integers only. */
#include "vote_tally.h"

#define OUTCOME(name) PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_##name

static uint32_t divide_up(uint64_t number, uint32_t by)
{
    return (uint32_t)((number + by - 1) / by);
}

uint32_t council_quorum_needs(struct council_quorum quorum, uint32_t members)
{
    return divide_up((uint64_t)members * quorum.part, quorum.of);
}

bool council_has_quorum(struct council_quorum quorum, uint32_t present, uint32_t members)
{
    return members > 0 && present >= council_quorum_needs(quorum, members);
}

uint32_t council_votes_needed(uint32_t threshold_percent, uint32_t members)
{
    return divide_up((uint64_t)members * threshold_percent, 100);
}

bool council_reaches(uint32_t yes, uint32_t members, uint32_t threshold_percent)
{
    return members > 0 && (uint64_t)yes * 100 >= (uint64_t)members * threshold_percent;
}

/* > 0: a goes before b; 0: equal in everything that counts. */
static int compare(const struct council_rule *rule, const struct council_candidate *a,
                   const struct council_candidate *b)
{
    if (a->rank != b->rank)
        return b->rank == 0 || (a->rank != 0 && a->rank < b->rank) ? 1 : -1;
    for (size_t i = 0; i < rule->n_ballots; i++)
        if (a->yes[i] != b->yes[i])
            return a->yes[i] > b->yes[i] ? 1 : -1;
    return 0;
}

/* How many of those that reached the threshold go before one, and how many are equal to it, with
 * itself. */
static void standing(const struct council_rule *rule, const struct council_candidate *candidates,
                     size_t n, const struct council_candidate *of, uint32_t *ret_before,
                     uint32_t *ret_equal)
{
    *ret_before = *ret_equal = 0;
    for (size_t i = 0; i < n; i++) {
        int order = candidates[i].reached ? compare(rule, &candidates[i], of) : -1;
        *ret_before += order > 0;
        *ret_equal += order == 0;
    }
}

size_t council_places(const struct council_rule *rule, struct council_candidate *candidates,
                      size_t n, uint32_t *ret_places_left)
{
    size_t undecided = 0;
    *ret_places_left = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t yes = rule->n_ballots > 0 ? candidates[i].yes[0] : 0;
        candidates[i].reached = council_reaches(yes, rule->members, rule->threshold_percent);
    }
    for (size_t i = 0; i < n; i++) {
        struct council_candidate *candidate = &candidates[i];
        uint32_t before, equal;
        candidate->outcome = OUTCOME(NOT_RECOMMENDED);
        candidate->reserve_order = 0;
        if (!candidate->reached)
            continue;
        standing(rule, candidates, n, candidate, &before, &equal);
        if (before + equal <= rule->quota) {
            candidate->outcome = OUTCOME(RECOMMENDED);
        } else if (before < rule->quota) {
            candidate->outcome = OUTCOME(UNDECIDED);
            *ret_places_left = rule->quota - before;
            undecided++;
        } else {
            candidate->outcome = OUTCOME(RESERVE);
            candidate->reserve_order = before - rule->quota + 1;
        }
    }
    return undecided;
}
