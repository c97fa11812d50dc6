/* Are two records about the same person? By staff code first, then by citizen number; names alone
 * only suggest it. Pure; any thread. Source: shared design domain.md, rule 8. */
#ifndef TD_DOMAIN_PERSON_H
#define TD_DOMAIN_PERSON_H

#include "arena.h"

#include <stdbool.h>

/* Borrowed; "" where nothing is known. */
struct person {
    const char *staff_code, *citizen_id, *name;
};

enum person_match {
    PERSON_OTHER,    /* a code of both differs, or nothing fits */
    PERSON_OPEN,     /* of person_match_ids: no code that both have; names may tell */
    PERSON_NAMESAKE, /* the same folded name and no code against it: for people to look at */
    PERSON_SAME_CITIZEN_ID,
    PERSON_SAME_STAFF_CODE,
};

/* By codes alone: one that is the same makes them one person, whatever the other says. */
enum person_match person_match_ids(const struct person *a, const struct person *b);
/* By codes, then by name; never OPEN. arena: scratch; where it is used up, names are compared
 * letter by letter. */
enum person_match person_match(const struct person *a, const struct person *b,
                               struct td_arena *arena);
/* Without regard to case, blanks and diacritics. */
bool person_same_name(const char *a, const char *b, struct td_arena *arena);

#endif
