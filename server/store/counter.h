/* Numbers given out one after another, each once, never again. */
#ifndef SERVER_STORE_COUNTER_H
#define SERVER_STORE_COUNTER_H

#include "err.h"

#include <stdint.h>

struct db;

/* The next id of `what` ("dossier", "initiative") in a year, as human_id makes it: the first is
 * 1. RESOURCE_EXHAUSTED when the year has no more. */
enum td_code counter_next_id(struct db *db, const char *what, uint32_t year, int64_t *ret_id);
/* The same without a counter, for a table that is added to all day and whose rows stay: newest_sql
 * (a literal) asks for the greatest id from ?1 to ?2. Saves two statements and a page a
 * transaction. */
enum td_code counter_next_id_after(struct db *db, const char *newest_sql, uint32_t year,
                                   int64_t *ret_id);

#endif
