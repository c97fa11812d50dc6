/* Initiatives: a row each, immutable versions, events of which the newest says the state, and the
 * numbers of the decisions that recognised them. Adoptions are in adoptions.h. What is read is as
 * of a number of the log (as_of_seq; INT64_MAX: now). */
#ifndef SERVER_STORE_INITIATIVES_H
#define SERVER_STORE_INITIATIVES_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>

struct db;

/* Strings in the arena. */
struct initiative_row {
    int64_t id; /* human_id, "SK" */
    const char *unit_code;
    Pb__InitiativeState state;
    uint32_t version; /* the newest */
    Pb__InitiativeKind kind;
    const char *title, *field;
    Pb__InitiativeEffect effect;
    const char *decision_issuer, *decision_number, *decided_on; /* "": not recognised */
    int64_t registered_utc_ms, changed_utc_ms;
    uint32_t adoptions, adoptions_in_force; /* when reading */
};

struct initiative_event_row {
    uint64_t log_seq;
    Pb__InitiativeEvent event;
    Pb__InitiativeState state; /* after it; when storing */
    uint32_t version;
    Pb__InitiativeEffect effect;
    const char *note;
    int64_t at_utc_ms;
    int64_t officer_id;            /* when storing */
    const char *login, *full_name; /* when reading */
};

/* Which: "" or 0 is all. */
struct initiative_filter {
    uint32_t year;
    const char *unit_code, *field;
    Pb__InitiativeKind kind;
    Pb__InitiativeState state;
    /* Only published ones, and those of this unit ("" : of none); NULL: all. */
    const char *seen_by_unit;
    bool most_adopted_first; /* else by rising id */
    /* Only those after this one in that order; after_id 0: from the first. */
    int64_t after_id;
    uint32_t after_adoptions;
    uint32_t limit;
    int64_t as_of_seq;
};

/* NOT_FOUND when there is none. */
enum td_code initiatives_find(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                              struct initiative_row *ret);
enum td_code initiatives_list(struct db *db, const struct initiative_filter *filter,
                              struct td_arena *arena, struct initiative_row **ret, size_t *ret_n);
/* The bytes of a version, in the arena. NOT_FOUND. */
enum td_code initiatives_content(struct db *db, int64_t id, uint32_t version,
                                 struct td_arena *arena, const uint8_t **ret, size_t *ret_len);
/* Whose it is and its newest content now, in one statement. NOT_FOUND. */
enum td_code initiatives_newest(struct db *db, int64_t id, struct td_arena *arena,
                                const char **ret_unit_code, const uint8_t **ret, size_t *ret_len);
/* Oldest first. */
enum td_code initiatives_events(struct db *db, int64_t id, int64_t as_of_seq,
                                struct td_arena *arena, struct initiative_event_row **ret,
                                size_t *ret_n);

/* Give a new one the next number of its year and store whose it is; version and event follow. Sets
 * initiative->id. */
enum td_code initiatives_add(struct db *db, uint32_t year, struct initiative_row *initiative);
/* Store the decision that recognised it; there is no more than one. */
enum td_code initiatives_recognise(struct db *db, const struct initiative_row *initiative);
enum td_code initiatives_event_add(struct db *db, int64_t id,
                                   const struct initiative_event_row *event);
/* With what lists search and sort by: kind, title, field. */
enum td_code initiatives_version_add(struct db *db, const struct initiative_row *initiative,
                                     const void *content, size_t len);

/* Keep the decision's number; again and again, if it is on several initiatives. */
enum td_code initiatives_decision(struct db *db, const char *issuer, uint32_t year,
                                  const char *number, const char *decided_on, uint64_t log_seq);

#endif
