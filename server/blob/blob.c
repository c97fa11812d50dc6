/* The evidence store as others see it: opening, offering, appending, reading, verifying. */
#include "blob.h"

#include "durable.h"
#include "filekind.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCANNER_TIMEOUT_MS 60000

/* -- open and close -- */

static struct blob_store *store_new(const char *folder)
{
    struct blob_store *store = calloc(1, sizeof *store);
    if (!store)
        return NULL;
    (void)pthread_mutex_init(&store->lock, NULL);
    store->partial_fd = store->files_fd = store->held_fd = -1;
    store->folder = strdup(folder);
    if (store->folder)
        return store;
    blob_store_close(store);
    return NULL;
}

static bool open_folders(struct blob_store *store, bool create)
{
    if (create && td_folder_make(store->folder) != TD_OK)
        return false;
    int folder_fd = blob_folder_open(AT_FDCWD, store->folder, false);
    if (folder_fd < 0)
        return false;
    store->partial_fd = blob_folder_open(folder_fd, "partial", create);
    store->files_fd = blob_folder_open(folder_fd, "files", create);
    store->held_fd = blob_folder_open(folder_fd, "held", create);
    (void)close(folder_fd);
    /* A backup need not hold unfinished uploads. */
    return (store->partial_fd >= 0 || !create) && store->files_fd >= 0 && store->held_fd >= 0;
}

enum td_code blob_store_open(const struct blob_options *options, struct blob_store **ret,
                             const char **ret_problem)
{
    struct blob_store *store = store_new(options->folder);
    if (!store)
        goto no_memory;
    store->max_file_bytes = options->max_file_bytes;
    store->max_partial_bytes_per_unit = options->max_partial_bytes_per_unit;
    store->scanner_timeout_ms =
        options->scanner_timeout_ms ? options->scanner_timeout_ms : SCANNER_TIMEOUT_MS;
    if (options->scanner_command && *options->scanner_command) {
        store->scanner_command = strdup(options->scanner_command);
        if (!store->scanner_command)
            goto no_memory;
    }
    if (!open_folders(store, true)) {
        *ret_problem = N_("the evidence folder cannot be made or opened");
        blob_store_close(store);
        return TD_INTERNAL;
    }
    if (!uploads_load(store))
        goto no_memory;
    *ret = store;
    return TD_OK;
no_memory:
    *ret_problem = N_("there is not enough memory");
    blob_store_close(store);
    return TD_INTERNAL;
}

enum td_code blob_store_open_readonly(const char *folder, struct blob_store **ret,
                                      const char **ret_problem)
{
    struct blob_store *store = store_new(folder);
    if (!store || !open_folders(store, false)) {
        *ret_problem = N_("the evidence folder cannot be opened");
        blob_store_close(store);
        return TD_INTERNAL;
    }
    *ret = store;
    return TD_OK;
}

void blob_store_close(struct blob_store *store)
{
    if (!store)
        return;
    uploads_deinit(store);
    const int folders[] = {store->partial_fd, store->files_fd, store->held_fd};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (folders[i] >= 0)
            (void)close(folders[i]);
    (void)pthread_mutex_destroy(&store->lock);
    free(store->scanner_command);
    free(store->folder);
    free(store);
}

/* -- upload -- */

/* Errors carry the digest as the name: the store knows no other. */
static enum td_code check_file(const struct blob_store *store, const char *unit_code,
                               const uint8_t sha256[32], uint64_t size_bytes, struct td_err *err)
{
    char name[TD_HEX_SIZE], max[24];
    td_hex(sha256, TD_SHA256_SIZE, name);
    if (!blob_unit_valid(unit_code))
        return td_fail(err, TD_INVALID_ARGUMENT, "unit_code", "", TD_KEY_TEXT_FORM, "expected",
                       "A-Z 0-9, 1-16", TD_END);
    if (size_bytes == 0)
        return td_fail(err, TD_INVALID_ARGUMENT, "size_bytes", "", TD_KEY_FILE_EMPTY, "name", name,
                       TD_END);
    if (size_bytes <= store->max_file_bytes)
        return TD_OK;
    (void)snprintf(max, sizeof max, "%llu", (unsigned long long)store->max_file_bytes);
    return td_fail(err, TD_INVALID_ARGUMENT, "size_bytes", "", TD_KEY_FILE_SIZE, "name", name,
                   "max", max, TD_END);
}

static enum td_code offer_locked(struct blob_store *store, const char *unit_code,
                                 const uint8_t sha256[32], uint64_t size_bytes, bool *ret_complete,
                                 uint64_t *ret_durable_bytes, struct td_err *err)
{
    struct upload *upload;
    bool complete = file_held(store, unit_code, sha256, size_bytes, true);
    uint64_t durable_bytes = complete ? size_bytes : upload_size(store, unit_code, sha256);
    enum td_code code = TD_OK;
    if (durable_bytes > size_bytes) {
        /* Another size was announced before; these bytes can never become this file. */
        (void)upload_remove(store, unit_code, sha256);
        durable_bytes = 0;
    } else if (!complete && durable_bytes == size_bytes) {
        code = upload_open(store, unit_code, sha256, &upload, err);
        if (code == TD_OK)
            code = upload_complete(store, upload, err);
        complete = code == TD_OK;
    }
    if (code != TD_OK)
        return code;
    *ret_complete = complete;
    *ret_durable_bytes = durable_bytes;
    return TD_OK;
}

enum td_code blob_offer(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
                        uint64_t size_bytes, bool *ret_complete, uint64_t *ret_durable_bytes,
                        struct td_err *err)
{
    enum td_code code = check_file(store, unit_code, sha256, size_bytes, err);
    if (code != TD_OK)
        return code;
    (void)pthread_mutex_lock(&store->lock);
    code = offer_locked(store, unit_code, sha256, size_bytes, ret_complete, ret_durable_bytes, err);
    (void)pthread_mutex_unlock(&store->lock);
    return code;
}

static enum td_code check_offset(const struct upload *upload, uint64_t size_bytes, uint64_t offset,
                                 size_t len, struct td_err *err)
{
    char durable[24], left[24];
    (void)snprintf(durable, sizeof durable, "%llu", (unsigned long long)upload->durable_bytes);
    if (offset != upload->durable_bytes)
        return td_fail(err, TD_ABORTED, "offset", "", TD_KEY_FILE_OFFSET, "durable_bytes", durable,
                       TD_END);
    if (len > 0 && len <= size_bytes - offset)
        return TD_OK;
    (void)snprintf(left, sizeof left, "%llu", (unsigned long long)(size_bytes - offset));
    return td_fail(err, TD_INVALID_ARGUMENT, "data", "", TD_KEY_NUMBER_RANGE, "min", "1", "max",
                   left, TD_END);
}

/* As soon as enough has come to tell the kind, so that nobody stores 20 MB of something else. */
static bool reached_kind(uint64_t before, uint64_t after)
{
    return before < TD_FILE_KIND_BYTES && after >= TD_FILE_KIND_BYTES;
}

static enum td_code append_locked(struct blob_store *store, const char *unit_code,
                                  const uint8_t sha256[32], uint64_t size_bytes, uint64_t offset,
                                  const uint8_t *data, size_t len, uint64_t *ret_durable_bytes,
                                  bool *ret_complete, struct td_err *err)
{
    struct upload *upload;
    enum td_code code = upload_open(store, unit_code, sha256, &upload, err);
    if (code == TD_OK && upload->durable_bytes > size_bytes) {
        upload_discard(store, upload);
        code = upload_open(store, unit_code, sha256, &upload, err);
    }
    if (code != TD_OK)
        return code;
    if (upload->durable_bytes < size_bytes) {
        uint64_t before = upload->durable_bytes;
        code = check_offset(upload, size_bytes, offset, len, err);
        if (code == TD_OK)
            code = upload_write(store, upload, data, len, err);
        if (code == TD_OK && reached_kind(before, upload->durable_bytes))
            code = upload_check_kind(store, upload, err);
        if (code != TD_OK)
            return code;
    }
    uint64_t durable_bytes = upload->durable_bytes;
    if (durable_bytes == size_bytes) {
        code = upload_complete(store, upload, err);
        if (code != TD_OK)
            return code;
    }
    *ret_durable_bytes = durable_bytes;
    *ret_complete = durable_bytes == size_bytes;
    return TD_OK;
}

enum td_code blob_append(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
                         uint64_t size_bytes, uint64_t offset, const uint8_t *data, size_t len,
                         uint64_t *ret_durable_bytes, bool *ret_complete, struct td_err *err)
{
    enum td_code code = check_file(store, unit_code, sha256, size_bytes, err);
    if (code != TD_OK)
        return code;
    (void)pthread_mutex_lock(&store->lock);
    if (file_held(store, unit_code, sha256, size_bytes, true)) {
        *ret_durable_bytes = size_bytes;
        *ret_complete = true;
    } else {
        code = append_locked(store, unit_code, sha256, size_bytes, offset, data, len,
                             ret_durable_bytes, ret_complete, err);
        /* An upload that got nowhere leaves no empty file behind: those would cost no quota. */
        if (code != TD_OK && upload_size(store, unit_code, sha256) == 0)
            (void)upload_remove(store, unit_code, sha256);
    }
    (void)pthread_mutex_unlock(&store->lock);
    return code;
}

/* -- whole files -- */

bool blob_held(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
               uint64_t size_bytes)
{
    return blob_unit_valid(unit_code) && file_held(store, unit_code, sha256, size_bytes, false);
}

static enum td_code open_whole(struct blob_store *store, const uint8_t sha256[32], int *ret_fd,
                               uint64_t *ret_size_bytes)
{
    struct stat status;
    int fd = blob_file_open(store->files_fd, sha256);
    if (fd < 0)
        return errno == ENOENT ? TD_NOT_FOUND : TD_DATA_LOSS;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        (void)close(fd);
        return TD_DATA_LOSS;
    }
    *ret_fd = fd;
    *ret_size_bytes = (uint64_t)status.st_size;
    return TD_OK;
}

/* Fills the buffer unless the file ends before; -1 when it cannot be read. */
static ssize_t read_at(int fd, uint64_t offset, uint8_t *ret_bytes, size_t capacity)
{
    size_t used = 0;
    while (used < capacity) {
        ssize_t n = pread(fd, ret_bytes + used, capacity - used, (off_t)(offset + used));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        used += (size_t)n;
    }
    return (ssize_t)used;
}

enum td_code blob_read(struct blob_store *store, const uint8_t sha256[32], uint64_t offset,
                       size_t capacity, uint8_t *ret_bytes, size_t *ret_len,
                       uint64_t *ret_size_bytes)
{
    int fd;
    uint64_t size_bytes;
    enum td_code code = open_whole(store, sha256, &fd, &size_bytes);
    if (code != TD_OK)
        return code;
    ssize_t len = offset < size_bytes ? read_at(fd, offset, ret_bytes, capacity) : 0;
    (void)close(fd);
    if (len < 0)
        return TD_DATA_LOSS;
    *ret_len = (size_t)len;
    *ret_size_bytes = size_bytes;
    return TD_OK;
}

enum td_code blob_verify(struct blob_store *store, const uint8_t sha256[32])
{
    int fd;
    uint64_t size_bytes, offset = 0;
    uint8_t buffer[65536], digest[TD_SHA256_SIZE];
    enum td_code code = open_whole(store, sha256, &fd, &size_bytes);
    if (code != TD_OK)
        return code;
    struct td_sha256 *hash = td_sha256_new();
    ssize_t n = hash ? 1 : -1;
    while (n > 0) {
        n = read_at(fd, offset, buffer, sizeof buffer);
        if (n > 0)
            td_sha256_update(hash, buffer, (size_t)n);
        offset += n > 0 ? (uint64_t)n : 0;
    }
    if (hash)
        td_sha256_peek(hash, digest);
    code = !hash ? TD_INTERNAL
                 : (n == 0 && memcmp(digest, sha256, sizeof digest) == 0 ? TD_OK : TD_DATA_LOSS);
    td_sha256_free(hash);
    (void)close(fd);
    return code;
}
