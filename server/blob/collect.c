/* Removing what nobody refers to any more: unfinished uploads left alone and whole files that
 * never became part of a dossier, once their grace period is over. */
#include "store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct collection {
    struct blob_store *store;
    int64_t older_than_utc_ms;
    bool (*referenced)(void *data, const uint8_t sha256[32]);
    void *data;
    size_t removed;
    int folder_fd; /* the shard or unit folder being walked */
};

static bool is_old(const struct collection *collection, int folder_fd, const char *name)
{
    struct stat status;
    return fstatat(folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           (int64_t)status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000 <
               collection->older_than_utc_ms;
}

static void visit_partial(void *data, const char *name)
{
    struct collection *collection = data;
    char unit_code[BLOB_UNIT_SIZE];
    uint8_t sha256[32];
    if (blob_partial_parse(name, unit_code, sha256) &&
        is_old(collection, collection->store->partial_fd, name) &&
        upload_remove(collection->store, unit_code, sha256))
        collection->removed++;
}

static void visit_file(void *data, const char *name)
{
    struct collection *collection = data;
    uint8_t sha256[32];
    if (strlen(name) == TD_HEX_SIZE - 1 && td_unhex(name, sha256, sizeof sha256) &&
        is_old(collection, collection->folder_fd, name) &&
        !collection->referenced(collection->data, sha256) &&
        unlinkat(collection->folder_fd, name, 0) == 0)
        collection->removed++;
}

/* A mark whose file is gone. */
static void visit_mark(void *data, const char *name)
{
    struct collection *collection = data;
    uint8_t sha256[32];
    if (strlen(name) != TD_HEX_SIZE - 1 || !td_unhex(name, sha256, sizeof sha256) ||
        !is_old(collection, collection->folder_fd, name))
        return;
    int fd = blob_file_open(collection->store->files_fd, sha256);
    if (fd >= 0)
        (void)close(fd);
    else
        (void)unlinkat(collection->folder_fd, name, 0);
}

/* Walk one folder below `parent_fd` with `visit`. */
static void walk(struct collection *collection, int parent_fd, const char *name,
                 void (*visit)(void *data, const char *name))
{
    collection->folder_fd = blob_folder_open(parent_fd, name, false);
    if (collection->folder_fd < 0)
        return;
    blob_folder_each(collection->folder_fd, visit, collection);
    (void)close(collection->folder_fd);
}

static void visit_shard(void *data, const char *name)
{
    struct collection *collection = data;
    walk(collection, collection->store->files_fd, name, visit_file);
}

static void visit_unit(void *data, const char *name)
{
    struct collection *collection = data;
    walk(collection, collection->store->held_fd, name, visit_mark);
}

size_t blob_collect(struct blob_store *store, int64_t older_than_utc_ms,
                    bool (*referenced)(void *data, const uint8_t sha256[32]), void *data)
{
    struct collection collection = {.store = store,
                                    .older_than_utc_ms = older_than_utc_ms,
                                    .referenced = referenced,
                                    .data = data,
                                    .folder_fd = -1};
    (void)pthread_mutex_lock(&store->lock);
    blob_folder_each(store->partial_fd, visit_partial, &collection);
    blob_folder_each(store->files_fd, visit_shard, &collection);
    blob_folder_each(store->held_fd, visit_unit, &collection);
    (void)pthread_mutex_unlock(&store->lock);
    return collection.removed;
}
