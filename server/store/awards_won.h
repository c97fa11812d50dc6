/* Yearly awards won, as of a number of the log: what the interim and final reviews draw on (III.2,
 * III.3), those from before the software among them. An award that was revoked by then does not
 * count. */
#ifndef SERVER_STORE_AWARDS_WON_H
#define SERVER_STORE_AWARDS_WON_H

#include "arena.h"
#include "err.h"

struct db;

/* Whose: a unit's collectives, or a person by staff code or citizen number ("" for none; both "":
 * nobody). */
struct award_winner {
    const char *unit_code; /* NULL: a person */
    const char *staff_code, *citizen_id;
};

struct award_won {
    uint32_t year;
    const char *source; /* "2022-annual" */
    const char *name;   /* as it was nominated */
};

/* By year; of years from to to, both included. Strings in the arena. */
enum td_code awards_won(struct db *db, const struct award_winner *winner, uint32_t year_from,
                        uint32_t year_to, int64_t as_of_seq, struct td_arena *arena,
                        struct award_won **ret, size_t *ret_n);

#endif
