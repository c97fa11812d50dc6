/* Unfinished uploads: a bounded table of open files with their running hashes, and how much of
 * its quota each unit uses. The truth is the folder partial/; all here is rebuilt from it. */
#include "store.h"

#include "arena.h"
#include "durable.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES 4096

/* What a file of this size takes from the quota. */
static uint64_t charge(uint64_t size_bytes)
{
    return (size_bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
}

/* -- quota -- */

static struct unit_usage *usage_of(struct blob_store *store, const char *unit_code)
{
    for (size_t i = 0; i < store->n_usage; i++)
        if (strcmp(store->usage[i].unit_code, unit_code) == 0)
            return &store->usage[i];
    struct unit_usage *grown = reallocarray(store->usage, store->n_usage + 1, sizeof *store->usage);
    if (!grown)
        return NULL;
    store->usage = grown;
    struct unit_usage *usage = &grown[store->n_usage++];
    *usage = (struct unit_usage){0};
    (void)snprintf(usage->unit_code, sizeof usage->unit_code, "%s", unit_code);
    return usage;
}

static void release(struct blob_store *store, const char *unit_code, uint64_t size_bytes)
{
    struct unit_usage *usage = usage_of(store, unit_code);
    uint64_t bytes = charge(size_bytes);
    if (usage)
        usage->bytes -= bytes < usage->bytes ? bytes : usage->bytes;
}

static enum td_code reserve(struct blob_store *store, const char *unit_code, uint64_t from_bytes,
                            uint64_t to_bytes, struct td_err *err)
{
    struct unit_usage *usage = usage_of(store, unit_code);
    uint64_t more = charge(to_bytes) - charge(from_bytes);
    if (!usage)
        return TD_INTERNAL;
    if (more > 0 && (usage->bytes > store->max_partial_bytes_per_unit ||
                     more > store->max_partial_bytes_per_unit - usage->bytes)) {
        char max[24];
        (void)snprintf(max, sizeof max, "%llu",
                       (unsigned long long)store->max_partial_bytes_per_unit);
        return td_fail(err, TD_RESOURCE_EXHAUSTED, "data", "", TD_KEY_UPLOAD_QUOTA, "max", max,
                       TD_END);
    }
    usage->bytes += more;
    return TD_OK;
}

struct load {
    struct blob_store *store;
    bool complete;
};

static void load_one(void *data, const char *name)
{
    struct load *load = data;
    char unit_code[BLOB_UNIT_SIZE];
    uint8_t sha256[32];
    if (!blob_partial_parse(name, unit_code, sha256))
        return;
    struct unit_usage *usage = usage_of(load->store, unit_code);
    if (usage)
        usage->bytes += charge(upload_size(load->store, unit_code, sha256));
    else
        load->complete = false;
}

bool uploads_load(struct blob_store *store)
{
    struct load load = {store, true};
    blob_folder_each(store->partial_fd, load_one, &load);
    return load.complete;
}

void uploads_deinit(struct blob_store *store)
{
    for (size_t i = 0; i < OPEN_UPLOADS; i++)
        upload_close(&store->uploads[i]);
    free(store->usage);
}

/* -- the table -- */

static struct upload *find(struct blob_store *store, const char *unit_code,
                           const uint8_t sha256[32])
{
    for (size_t i = 0; i < OPEN_UPLOADS; i++) {
        struct upload *upload = &store->uploads[i];
        if (strcmp(upload->unit_code, unit_code) == 0 && memcmp(upload->sha256, sha256, 32) == 0)
            return upload;
    }
    return NULL;
}

/* A free place, or the one longest unused, closed. */
static struct upload *take_place(struct blob_store *store)
{
    struct upload *oldest = &store->uploads[0];
    for (size_t i = 0; i < OPEN_UPLOADS; i++) {
        struct upload *upload = &store->uploads[i];
        if (!upload->unit_code[0])
            return upload;
        if (upload->used_at < oldest->used_at)
            oldest = upload;
    }
    upload_close(oldest);
    return oldest;
}

void upload_close(struct upload *upload)
{
    if (!upload->unit_code[0])
        return;
    (void)close(upload->fd);
    td_sha256_free(upload->hash);
    *upload = (struct upload){.fd = -1};
}

/* Feed the hash with what the file holds. */
static bool rehash(struct upload *upload)
{
    uint8_t buffer[65536];
    for (;;) {
        ssize_t n = pread(upload->fd, buffer, sizeof buffer, (off_t)upload->durable_bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0;
        td_sha256_update(upload->hash, buffer, (size_t)n);
        upload->durable_bytes += (uint64_t)n;
    }
}

/* The new name must survive a power cut before the first bytes are called durable. */
static int open_partial(struct blob_store *store, const char *name)
{
    const int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
    int fd = openat(store->partial_fd, name, flags);
    if (fd >= 0 || errno != ENOENT)
        return fd;
    fd = openat(store->partial_fd, name, flags | O_CREAT | O_EXCL, 0600);
    if (fd >= 0 && fsync(store->partial_fd) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static enum td_code storage_fault(int problem, struct td_err *err)
{
    if (problem == ENOSPC || problem == EDQUOT || problem == EFBIG)
        return td_fail(err, TD_RESOURCE_EXHAUSTED, "", "", TD_KEY_STORAGE_FULL, TD_END);
    return TD_INTERNAL;
}

enum td_code upload_open(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
                         struct upload **ret, struct td_err *err)
{
    struct upload *upload = find(store, unit_code, sha256);
    if (!upload) {
        char name[BLOB_PARTIAL_SIZE];
        blob_partial_name(unit_code, sha256, name);
        int fd = open_partial(store, name);
        if (fd < 0)
            return storage_fault(errno, err);
        upload = take_place(store);
        *upload = (struct upload){.fd = fd, .hash = td_sha256_new()};
        memcpy(upload->sha256, sha256, 32);
        (void)snprintf(upload->unit_code, sizeof upload->unit_code, "%s", unit_code);
        if (!upload->hash || !rehash(upload)) {
            upload_close(upload);
            return TD_INTERNAL;
        }
    }
    upload->used_at = ++store->used_counter;
    *ret = upload;
    return TD_OK;
}

uint64_t upload_size(struct blob_store *store, const char *unit_code, const uint8_t sha256[32])
{
    char name[BLOB_PARTIAL_SIZE];
    struct stat status;
    blob_partial_name(unit_code, sha256, name);
    bool there = fstatat(store->partial_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                 S_ISREG(status.st_mode);
    return there ? (uint64_t)status.st_size : 0;
}

enum td_code upload_write(struct blob_store *store, struct upload *upload, const uint8_t *data,
                          size_t len, struct td_err *err)
{
    uint64_t end = upload->durable_bytes + len;
    enum td_code code = reserve(store, upload->unit_code, upload->durable_bytes, end, err);
    if (code != TD_OK)
        return code;
    if (lseek(upload->fd, (off_t)upload->durable_bytes, SEEK_SET) < 0 ||
        !td_write_all(upload->fd, data, len) || fdatasync(upload->fd) != 0) {
        int problem = errno;
        /* Should the cut fail as well, the file is reopened and hashed as it is next time. */
        bool cut = ftruncate(upload->fd, (off_t)upload->durable_bytes) == 0;
        if (cut) {
            release(store, upload->unit_code, charge(end) - charge(upload->durable_bytes));
            (void)fdatasync(upload->fd);
        } else {
            upload_close(upload);
        }
        return storage_fault(problem, err);
    }
    td_sha256_update(upload->hash, data, len);
    upload->durable_bytes = end;
    return TD_OK;
}

/* -- the end of an upload -- */

void upload_moved(struct blob_store *store, struct upload *upload)
{
    release(store, upload->unit_code, upload->durable_bytes);
    upload_close(upload);
}

bool upload_remove(struct blob_store *store, const char *unit_code, const uint8_t sha256[32])
{
    char name[BLOB_PARTIAL_SIZE];
    struct upload *upload = find(store, unit_code, sha256);
    uint64_t size_bytes = upload_size(store, unit_code, sha256);
    blob_partial_name(unit_code, sha256, name);
    if (unlinkat(store->partial_fd, name, 0) != 0)
        return false;
    release(store, unit_code, size_bytes);
    if (upload)
        upload_close(upload);
    return true;
}

void upload_discard(struct blob_store *store, struct upload *upload)
{
    char unit_code[BLOB_UNIT_SIZE];
    uint8_t sha256[32];
    memcpy(unit_code, upload->unit_code, sizeof unit_code);
    memcpy(sha256, upload->sha256, sizeof sha256);
    (void)upload_remove(store, unit_code, sha256);
}
