/* The register of discipline (I.2.e): one row a case with the outcome of its events, and events. */
#ifndef SERVER_STORE_DISCIPLINES_H
#define SERVER_STORE_DISCIPLINES_H

#include "arena.h"
#include "discipline.h"
#include "err.h"

struct db;

#define DISCIPLINE_PREFIX "KL" /* of case numbers: kỷ luật */

struct discipline_row {
    int64_t id;
    struct discipline_case facts; /* facts.number when reading */
    int64_t changed_utc_ms;
};

struct discipline_event_row {
    uint64_t log_seq;
    Pb__DisciplineEvent event;
    int64_t at_utc_ms;
    int64_t officer_id;            /* when storing */
    const char *login, *full_name; /* when reading */
    const char *document, *dated_on, *measure, *from_on, *until_on, *note;
};

enum disciplines_order {
    DISCIPLINES_BY_NUMBER,
    DISCIPLINES_BY_LAST_DAY, /* then by number, as the next */
    DISCIPLINES_BY_UNIT,
};

/* Which cases, in what order; "" or 0 is all. */
struct discipline_filter {
    int64_t as_of_seq; /* cases as their events up to this one left them */
    const char *unit_code;
    Pb__NomineeKind kind;
    Pb__DisciplineState state;
    const char *in_force_on; /* those that may exclude on this day (discipline_on decides) */
    const char *find;        /* staff code, citizen number, or part of a name */
    enum disciplines_order order;
    bool follows;          /* only what comes after these: */
    const char *after_key; /* last day or unit; by number: nothing */
    int64_t after_id;
    uint32_t limit;
};

/* Give a new case the next number of the year it was opened in and store it. Sets row->id and
 * row->facts.number. */
enum td_code disciplines_add(struct db *db, struct discipline_row *row, struct td_arena *arena);
/* Store what an event changed: state, measure, days, decision. */
enum td_code disciplines_update(struct db *db, const struct discipline_row *row);
enum td_code disciplines_event_add(struct db *db, int64_t id,
                                   const struct discipline_event_row *event);

/* As its events up to as_of_seq left it. Strings in the arena. NOT_FOUND. */
enum td_code disciplines_find(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                              struct discipline_row *ret);
/* The case about the same person (either number) or collective (unit and folded name), opened by a
 * document of the same number and year. NOT_FOUND. */
enum td_code disciplines_find_same(struct db *db, const struct discipline_case *facts,
                                   struct td_arena *arena, struct discipline_row *ret);
/* arena: also scratch. */
enum td_code disciplines_list(struct db *db, const struct discipline_filter *filter,
                              struct td_arena *arena, struct discipline_row **ret, size_t *ret_n);
/* Oldest first. */
enum td_code disciplines_events(struct db *db, int64_t id, int64_t as_of_seq,
                                struct td_arena *arena, struct discipline_event_row **ret,
                                size_t *ret_n);

/* The cases of a unit that may exclude somebody on this day. One look-up in an index. */
enum td_code disciplines_in_force(struct db *db, const char *unit_code, const char *day,
                                  struct td_arena *arena, struct discipline_case **ret,
                                  size_t *ret_n);
/* Those of all units, as the events up to as_of_seq left them. */
enum td_code disciplines_in_force_as_of(struct db *db, const char *day, int64_t as_of_seq,
                                        struct td_arena *arena, struct discipline_case **ret,
                                        size_t *ret_n);

#endif
