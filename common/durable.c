/* Whole-file writes that are on disk when they return. */
#include "durable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

bool td_write_all(int fd, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    while (len > 0) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

enum td_code td_folder_make(const char *path)
{
    enum td_code code = TD_INTERNAL;
    if (mkdir(path, 0700) != 0)
        return errno == EEXIST ? TD_OK : TD_INTERNAL;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int parent_fd = fd >= 0 ? openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (parent_fd >= 0 && fsync(parent_fd) == 0)
        code = TD_OK;
    int problem = errno;
    if (parent_fd >= 0)
        (void)close(parent_fd);
    if (fd >= 0)
        (void)close(fd);
    errno = problem;
    return code;
}

static bool write_new(int folder_fd, const char *name, const void *bytes, size_t len)
{
    int fd = openat(folder_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool written = fchmod(fd, 0600) == 0 && td_write_all(fd, bytes, len) && fsync(fd) == 0;
    int problem = errno;
    if (close(fd) != 0 && written)
        return false;
    errno = problem;
    return written;
}

enum td_code td_durable_write(const char *folder, const char *name, const void *bytes, size_t len)
{
    enum td_code code = TD_OK;
    char temporary[NAME_MAX + 1];
    int n = snprintf(temporary, sizeof temporary, "%s.new", name);
    if (n < 0 || (size_t)n >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return TD_INTERNAL;
    }
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_fd < 0)
        return TD_INTERNAL;
    bool written = write_new(folder_fd, temporary, bytes, len) &&
                   renameat(folder_fd, temporary, folder_fd, name) == 0 && fsync(folder_fd) == 0;
    int problem = errno;
    if (!written) {
        code = problem == ENOSPC || problem == EDQUOT ? TD_RESOURCE_EXHAUSTED : TD_INTERNAL;
        (void)unlinkat(folder_fd, temporary, 0);
    }
    (void)close(folder_fd);
    errno = problem;
    return code;
}

/* Up to max_bytes of a regular file; -1 with errno. */
static ssize_t read_whole(int fd, uint8_t *ret_bytes, size_t max_bytes)
{
    size_t used = 0;
    while (used < max_bytes) {
        ssize_t n = read(fd, ret_bytes + used, max_bytes - used);
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

enum td_code td_file_read(const char *folder, const char *name, size_t max_bytes,
                          uint8_t **ret_bytes, size_t *ret_len)
{
    enum td_code code = TD_INTERNAL;
    char path[PATH_MAX];
    uint8_t *bytes = NULL;
    struct stat status;
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof path)
        return TD_INTERNAL;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? TD_NOT_FOUND : TD_INTERNAL;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        goto out;
    if ((uint64_t)status.st_size > max_bytes) {
        code = TD_RESOURCE_EXHAUSTED;
        goto out;
    }
    bytes = malloc((size_t)status.st_size + 1);
    ssize_t len = bytes ? read_whole(fd, bytes, (size_t)status.st_size) : -1;
    if (len < 0)
        goto out;
    bytes[len] = '\0';
    *ret_bytes = bytes;
    *ret_len = (size_t)len;
    bytes = NULL;
    code = TD_OK;
out:
    free(bytes);
    (void)close(fd);
    return code;
}
