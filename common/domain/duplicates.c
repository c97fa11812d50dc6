/* Suspected duplicates, key by key. */
#include "duplicates.h"

#include "person.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MATCH(name) PB__DUPLICATE_MATCH__DUPLICATE_MATCH_##name

Pb__DuplicateMatch duplicate_match(const struct duplicate_candidate *a,
                                   const struct duplicate_candidate *b)
{
    if (a->kind != b->kind || a->dossier_id == b->dossier_id)
        return MATCH(UNSPECIFIED);
    const struct person one = {a->staff_code, a->citizen_id, ""};
    const struct person other = {b->staff_code, b->citizen_id, ""};
    switch (person_match_ids(&one, &other)) {
    case PERSON_SAME_STAFF_CODE:
        return MATCH(STAFF_CODE);
    case PERSON_SAME_CITIZEN_ID:
        return MATCH(CITIZEN_ID);
    case PERSON_OTHER: /* a staff code is of a post: who moves to another unit gets a new one */
        if (*a->citizen_id && *b->citizen_id)
            return MATCH(UNSPECIFIED);
        break;
    case PERSON_OPEN:
    case PERSON_NAMESAKE:
        break;
    }
    return *a->name_folded && strcmp(a->name_folded, b->name_folded) == 0 ? MATCH(NAME)
                                                                          : MATCH(UNSPECIFIED);
}

/* One candidate under one of its keys. */
struct entry {
    const char *key;
    size_t index;
};

static const char *key_of(const struct duplicate_candidate *candidate, Pb__DuplicateMatch by)
{
    return by == MATCH(STAFF_CODE)   ? candidate->staff_code
           : by == MATCH(CITIZEN_ID) ? candidate->citizen_id
                                     : candidate->name_folded;
}

static int by_key(const void *a, const void *b)
{
    const struct entry *one = a, *other = b;
    int order = strcasecmp(one->key, other->key);
    return order ? order : (one->index > other->index) - (one->index < other->index);
}

static int by_pair(const void *a, const void *b)
{
    const struct duplicate_pair *one = a, *other = b;
    if (one->first != other->first)
        return one->first < other->first ? -1 : 1;
    return (one->second > other->second) - (one->second < other->second);
}

struct pairs {
    struct td_arena *arena;
    struct duplicate_pair *list;
    size_t n, room;
};

static bool pairs_add(struct pairs *pairs, struct duplicate_pair pair)
{
    if (pairs->n == pairs->room) {
        size_t room = pairs->room ? 2 * pairs->room : 16;
        struct duplicate_pair *list = td_arena_alloc(pairs->arena, room * sizeof *list);
        if (!list)
            return false;
        if (pairs->n)
            memcpy(list, pairs->list, pairs->n * sizeof *list);
        pairs->list = list;
        pairs->room = room;
    }
    pairs->list[pairs->n++] = pair;
    return true;
}

/* Those that share one key. A pair is taken under its strongest reason only, and so once. */
static bool group_add(const struct duplicate_candidate *candidates, const struct entry *group,
                      size_t n, Pb__DuplicateMatch by, struct pairs *pairs)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            const struct duplicate_candidate *a = &candidates[group[i].index];
            const struct duplicate_candidate *b = &candidates[group[j].index];
            if ((a->here || b->here) && duplicate_match(a, b) == by &&
                !pairs_add(pairs, (struct duplicate_pair){group[i].index, group[j].index, by}))
                return false;
        }
    return true;
}

static bool pass(const struct duplicate_candidate *candidates, size_t n, Pb__DuplicateMatch by,
                 struct entry *entries, struct pairs *pairs)
{
    size_t n_entries = 0, end;
    for (size_t i = 0; i < n; i++)
        if (*key_of(&candidates[i], by))
            entries[n_entries++] = (struct entry){key_of(&candidates[i], by), i};
    qsort(entries, n_entries, sizeof *entries, by_key);
    for (size_t from = 0; from < n_entries; from = end) {
        for (end = from + 1;
             end < n_entries && strcasecmp(entries[from].key, entries[end].key) == 0; end++)
            ;
        if (!group_add(candidates, &entries[from], end - from, by, pairs))
            return false;
    }
    return true;
}

enum td_code duplicates_find(const struct duplicate_candidate *candidates, size_t n,
                             struct td_arena *arena, struct duplicate_pair **ret, size_t *ret_n)
{
    struct pairs pairs = {.arena = arena};
    struct entry *entries = td_arena_alloc(arena, (n + 1) * sizeof *entries);
    if (!entries || !pass(candidates, n, MATCH(STAFF_CODE), entries, &pairs) ||
        !pass(candidates, n, MATCH(CITIZEN_ID), entries, &pairs) ||
        !pass(candidates, n, MATCH(NAME), entries, &pairs))
        return TD_RESOURCE_EXHAUSTED;
    if (pairs.n)
        qsort(pairs.list, pairs.n, sizeof *pairs.list, by_pair);
    *ret = pairs.list;
    *ret_n = pairs.n;
    return TD_OK;
}
