/* Parsed plan versions, read once and kept: they never change. Any thread. */
#ifndef SERVER_SERVICE_PLAN_CACHE_H
#define SERVER_SERVICE_PLAN_CACHE_H

#include "err.h"
#include "plan.h"

struct db;
struct plan_cache;

struct plan_cache *plan_cache_new(void); /* NULL when memory is short */
void plan_cache_free(struct plan_cache *cache);

/* The plan of a stored version; sha256 names its bytes, and it is found by that (a version seen
 * inside a transaction that is rolled back later can do no harm). *ret lives as long as the
 * cache. Returns OK; NOT_FOUND; DATA_LOSS: what is stored is no plan; a storage code. */
enum td_code plan_cache_get(struct plan_cache *cache, struct db *db, const char *plan_id,
                            uint32_t version, const uint8_t sha256[32], const struct plan **ret);

#endif
