/* Names and folders of the evidence store. */
#include "paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool blob_unit_valid(const char *unit_code)
{
    size_t len = strspn(unit_code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    return len > 0 && len < BLOB_UNIT_SIZE && unit_code[len] == '\0';
}

void blob_partial_name(const char *unit_code, const uint8_t sha256[32],
                       char ret_name[BLOB_PARTIAL_SIZE])
{
    char hex[TD_HEX_SIZE];
    td_hex(sha256, TD_SHA256_SIZE, hex);
    (void)snprintf(ret_name, BLOB_PARTIAL_SIZE, "%.16s-%s", unit_code, hex);
}

bool blob_partial_parse(const char *name, char ret_unit[BLOB_UNIT_SIZE], uint8_t ret_sha256[32])
{
    char unit[BLOB_UNIT_SIZE];
    const char *dash = strchr(name, '-');
    if (!dash || dash - name >= BLOB_UNIT_SIZE || strlen(dash + 1) != TD_HEX_SIZE - 1)
        return false;
    memcpy(unit, name, (size_t)(dash - name));
    unit[dash - name] = '\0';
    if (!blob_unit_valid(unit) || !td_unhex(dash + 1, ret_sha256, TD_SHA256_SIZE))
        return false;
    memcpy(ret_unit, unit, sizeof unit);
    return true;
}

int blob_folder_open(int parent_fd, const char *name, bool create)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(parent_fd, name, flags);
    if (fd >= 0 || errno != ENOENT || !create)
        return fd;
    if (mkdirat(parent_fd, name, 0700) != 0 && errno != EEXIST)
        return -1;
    if (fsync(parent_fd) != 0)
        return -1;
    return openat(parent_fd, name, flags);
}

int blob_shard_open(int files_fd, const char hex[TD_HEX_SIZE], bool create)
{
    const char shard[] = {hex[0], hex[1], '\0'};
    return blob_folder_open(files_fd, shard, create);
}

int blob_file_open(int files_fd, const uint8_t sha256[32])
{
    char hex[TD_HEX_SIZE];
    td_hex(sha256, TD_SHA256_SIZE, hex);
    int shard_fd = blob_shard_open(files_fd, hex, false);
    if (shard_fd < 0)
        return -1;
    int fd = openat(shard_fd, hex, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    int problem = errno;
    (void)close(shard_fd);
    errno = problem;
    return fd;
}

void blob_folder_each(int folder_fd, void (*visit)(void *data, const char *name), void *data)
{
    int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (!folder) {
        if (fd >= 0)
            (void)close(fd);
        return;
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            visit(data, entry->d_name);
    (void)closedir(folder);
}
