/* Initiatives as they stood: state, assessed effect and adoptions as of a number of the log. */
#ifndef SERVER_STORE_INITIATIVE_STANDINGS_H
#define SERVER_STORE_INITIATIVE_STANDINGS_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

struct db;

/* Strings in the arena. */
struct initiative_standing {
    int64_t id; /* human_id, "SK" */
    const char *unit_code, *title;
    Pb__InitiativeState state;
    uint32_t version;            /* the newest by then */
    Pb__InitiativeEffect effect; /* of that version, as last assessed; UNSPECIFIED: not yet */
    uint32_t adoptions;          /* other units in which it was in force */
    const uint8_t *content;      /* that version: a serialized InitiativeContent */
    size_t content_len;
};

/* NOT_FOUND when it was not registered by then. */
enum td_code initiative_standing_find(struct db *db, int64_t id, int64_t as_of_seq,
                                      struct td_arena *arena, struct initiative_standing *ret);
/* Those of these years (both included) that were recognised by then, by id. */
enum td_code initiative_standings_recognised(struct db *db, uint32_t year_from, uint32_t year_to,
                                             int64_t as_of_seq, struct td_arena *arena,
                                             struct initiative_standing **ret, size_t *ret_n);

#endif
