/* Members of the council (Ban Chỉ đạo CCHC), each from a day to a day. */
#ifndef SERVER_STORE_COUNCIL_MEMBERS_H
#define SERVER_STORE_COUNCIL_MEMBERS_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

#include <stdbool.h>

struct db;

/* Strings in the arena. */
struct council_member_row {
    int64_t officer_id;
    Pb__CouncilPosition position;
    const char *from_on, *to_on;               /* to_on: last day; "" until further notice */
    const char *end_reason;                    /* "" */
    const char *login, *full_name, *unit_code; /* when reading */
};

/* OK with *ret_added: a new membership; OK without: it is there with the same data; ALREADY_EXISTS:
 * the officer is a member on some of these days already, with other data. */
enum td_code council_members_put(struct db *db, const struct council_member_row *member,
                                 uint64_t log_seq, bool *ret_added);
/* The newest membership of an officer. NOT_FOUND. */
enum td_code council_members_newest(struct db *db, int64_t officer_id, struct td_arena *arena,
                                    struct council_member_row *ret);
/* Its last day, once. NOT_FOUND: there is no such open membership. */
enum td_code council_members_end(struct db *db, const struct council_member_row *member,
                                 uint64_t log_seq);
/* Of a day ("": all there ever were), by position, then login. */
enum td_code council_members_list(struct db *db, const char *on, int64_t as_of_seq,
                                  struct td_arena *arena, struct council_member_row **ret,
                                  size_t *ret_n);

#endif
