/* The last steps of an upload: hash, kind, scanner, the unit's mark, and the move to its place. */
#include "store.h"

#include "filekind.h"
#include "scanner.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static enum td_code refuse(struct blob_store *store, struct upload *upload, enum td_key reason,
                           struct td_err *err)
{
    upload_discard(store, upload);
    return td_fail(err, TD_FAILED_PRECONDITION, "sha256", "", reason, TD_END);
}

enum td_code upload_check_kind(struct blob_store *store, struct upload *upload, struct td_err *err)
{
    uint8_t head[TD_FILE_KIND_BYTES];
    size_t used = 0;
    while (used < sizeof head) {
        ssize_t n = pread(upload->fd, head + used, sizeof head - used, (off_t)used);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return TD_INTERNAL;
        if (n == 0)
            break;
        used += (size_t)n;
    }
    if (td_file_kind(head, used) == TD_FILE_OTHER)
        return refuse(store, upload, TD_KEY_FILE_REFUSED, err);
    return TD_OK;
}

/* The upload is not touched meanwhile: offers and appends come from one thread, and a file just
 * written is too young to be collected. */
static enum td_code scan(struct blob_store *store, struct upload *upload, struct td_err *err)
{
    char name[BLOB_PARTIAL_SIZE], path[PATH_MAX];
    if (!store->scanner_command)
        return TD_OK;
    blob_partial_name(upload->unit_code, upload->sha256, name);
    int n = snprintf(path, sizeof path, "%s/partial/%s", store->folder, name);
    if (n < 0 || (size_t)n >= sizeof path)
        return TD_INTERNAL;
    (void)pthread_mutex_unlock(&store->lock);
    enum scan_verdict verdict =
        scanner_run(store->scanner_command, path, store->scanner_timeout_ms);
    (void)pthread_mutex_lock(&store->lock);
    if (verdict == SCAN_REFUSED)
        return refuse(store, upload, TD_KEY_FILE_SCANNER, err);
    if (verdict == SCAN_FAILED)
        return td_fail(err, TD_UNAVAILABLE, "sha256", "", TD_KEY_SCANNER_FAILED, TD_END);
    return TD_OK;
}

/* held/UNIT/<hex>, durable. Comes before the move: the unit has shown the whole file by now, and
 * a mark without its file means nothing, whereas a file without its mark would be sent again. */
static bool mark_held(struct blob_store *store, const char *unit_code, const char *hex)
{
    int folder_fd = blob_folder_open(store->held_fd, unit_code, true);
    if (folder_fd < 0)
        return false;
    int fd = openat(folder_fd, hex, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool marked = fd >= 0 && fsync(fd) == 0 && fsync(folder_fd) == 0;
    if (fd >= 0)
        (void)close(fd);
    (void)close(folder_fd);
    return marked;
}

/* A file of that name that is already there has the same content: replacing it does no harm. */
static bool move_to_place(struct blob_store *store, struct upload *upload, const char *hex)
{
    char name[BLOB_PARTIAL_SIZE];
    int shard_fd = blob_shard_open(store->files_fd, hex, true);
    if (shard_fd < 0)
        return false;
    blob_partial_name(upload->unit_code, upload->sha256, name);
    bool moved = fsync(upload->fd) == 0 && renameat(store->partial_fd, name, shard_fd, hex) == 0 &&
                 fsync(shard_fd) == 0;
    (void)close(shard_fd);
    return moved;
}

enum td_code upload_complete(struct blob_store *store, struct upload *upload, struct td_err *err)
{
    uint8_t digest[TD_SHA256_SIZE];
    char hex[TD_HEX_SIZE];
    td_sha256_peek(upload->hash, digest);
    if (memcmp(digest, upload->sha256, sizeof digest) != 0)
        return refuse(store, upload, TD_KEY_FILE_HASH, err);
    enum td_code code = upload_check_kind(store, upload, err);
    if (code == TD_OK)
        code = scan(store, upload, err);
    if (code != TD_OK)
        return code;
    td_hex(digest, sizeof digest, hex);
    if (!mark_held(store, upload->unit_code, hex) || !move_to_place(store, upload, hex)) {
        if (errno == ENOSPC || errno == EDQUOT)
            return td_fail(err, TD_RESOURCE_EXHAUSTED, "", "", TD_KEY_STORAGE_FULL, TD_END);
        return TD_INTERNAL;
    }
    upload_moved(store, upload);
    return TD_OK;
}

bool file_held(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
               uint64_t size_bytes, bool touch)
{
    char hex[TD_HEX_SIZE];
    struct stat status;
    bool held = false;
    td_hex(sha256, TD_SHA256_SIZE, hex);
    int folder_fd = blob_folder_open(store->held_fd, unit_code, false);
    if (folder_fd < 0)
        return false;
    bool marked = fstatat(folder_fd, hex, &status, AT_SYMLINK_NOFOLLOW) == 0;
    int fd = marked ? blob_file_open(store->files_fd, sha256) : -1;
    if (fd >= 0) {
        held = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
               (uint64_t)status.st_size == size_bytes;
        if (held && touch)
            (void)futimens(fd, NULL);
        (void)close(fd);
    }
    (void)close(folder_fd);
    return held;
}
