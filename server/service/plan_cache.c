/* The cache of parsed plans: a short list, by digest, that only grows. */
#include "plan_cache.h"

#include "planfile.h"
#include "plans.h"

#include <pthread.h>

struct entry {
    uint8_t sha256[32];
    struct td_arena *arena; /* holds the plan */
    const struct plan *plan;
    struct entry *next;
};

struct plan_cache {
    pthread_mutex_t lock; /* guards first; entries never change once linked */
    struct entry *first;
};

struct plan_cache *plan_cache_new(void)
{
    struct plan_cache *cache = calloc(1, sizeof *cache);
    if (cache)
        pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

static void entry_free(struct entry *entry)
{
    if (entry)
        td_arena_free(entry->arena);
    free(entry);
}

void plan_cache_free(struct plan_cache *cache)
{
    if (!cache)
        return;
    while (cache->first) {
        struct entry *entry = cache->first;
        cache->first = entry->next;
        entry_free(entry);
    }
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

/* With the lock held. */
static const struct plan *find(const struct plan_cache *cache, const uint8_t sha256[32])
{
    for (const struct entry *entry = cache->first; entry; entry = entry->next)
        if (memcmp(entry->sha256, sha256, sizeof entry->sha256) == 0)
            return entry->plan;
    return NULL;
}

/* Read and parse one stored version. The arena takes the file and the plan. */
static enum td_code entry_load(struct db *db, const char *plan_id, uint32_t version,
                               struct entry *entry)
{
    const uint8_t *yaml;
    size_t len;
    struct td_err ignored;
    entry->arena = td_arena_new(PLANFILE_ARENA_BYTES + PLANFILE_MAX_BYTES);
    if (!entry->arena)
        return TD_RESOURCE_EXHAUSTED;
    td_err_init(&ignored, entry->arena);
    enum td_code code = plans_yaml(db, plan_id, version, entry->arena, &yaml, &len);
    if (code != TD_OK)
        return code;
    code = planfile_parse_stored(yaml, len, plan_id, entry->arena, &entry->plan, &ignored);
    return code == TD_INVALID_ARGUMENT ? TD_DATA_LOSS : code;
}

enum td_code plan_cache_get(struct plan_cache *cache, struct db *db, const char *plan_id,
                            uint32_t version, const uint8_t sha256[32], const struct plan **ret)
{
    pthread_mutex_lock(&cache->lock);
    const struct plan *plan = find(cache, sha256);
    pthread_mutex_unlock(&cache->lock);
    if (plan) {
        *ret = plan;
        return TD_OK;
    }
    struct entry *entry = calloc(1, sizeof *entry);
    enum td_code code = entry ? entry_load(db, plan_id, version, entry) : TD_RESOURCE_EXHAUSTED;
    if (code != TD_OK) {
        entry_free(entry);
        return code;
    }
    memcpy(entry->sha256, sha256, sizeof entry->sha256);
    /* Two threads may have read the same plan at once; the second copy goes. */
    pthread_mutex_lock(&cache->lock);
    plan = find(cache, sha256);
    if (!plan) {
        plan = entry->plan;
        entry->next = cache->first;
        cache->first = entry;
        entry = NULL;
    }
    pthread_mutex_unlock(&cache->lock);
    entry_free(entry);
    *ret = plan;
    return TD_OK;
}
