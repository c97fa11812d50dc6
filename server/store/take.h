/* Rows into plain structs: one column after another, text and blobs copied into an arena. */
#ifndef SERVER_STORE_TAKE_H
#define SERVER_STORE_TAKE_H

#include "arena.h"
#include "db.h"

struct take {
    struct rows *rows; /* borrowed, on a row */
    struct td_arena *arena;
    int column;           /* the next one */
    bool arena_exhausted; /* some copy failed; what was taken is unusable */
};

int64_t take_int(struct take *take);
/* Never NULL: "" for NULL, and when the arena is used up. */
const char *take_text(struct take *take);
/* NULL for NULL or empty. ret_len may be NULL. */
const uint8_t *take_blob(struct take *take, size_t *ret_len);
/* Into a place of exactly `size` bytes; zeros when the column has another length. */
void take_bytes(struct take *take, void *ret_bytes, size_t size);

/* Fills one item from a row. */
typedef void take_read(struct take *take, void *ret_item);

/* Every row of a query as an array of items in the arena (*ret NULL when there are none). Ends
 * the rows. Returns OK, the connection's fault, or RESOURCE_EXHAUSTED: arena used up. */
enum td_code take_all(struct db *db, struct rows *rows, struct td_arena *arena, take_read *read,
                      size_t item_size, void **ret, size_t *ret_n);
/* The first row, into *ret_item, which is zeroed when it fails. As above, or NOT_FOUND. */
enum td_code take_one(struct db *db, struct rows *rows, struct td_arena *arena, take_read *read,
                      size_t item_size, void *ret_item);
/* For single numbers: the first column of the first row, or `otherwise` when there is none. */
enum td_code take_number(struct db *db, struct rows *rows, int64_t otherwise, int64_t *ret);

#endif
