/* A folder of one's own for a test that needs files; removed with all that is in it. */
#ifndef TEST_SCRATCH_H
#define TEST_SCRATCH_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct scratch {
    char path[64];
};

static inline void scratch_init(struct scratch *scratch)
{
    snprintf(scratch->path, sizeof scratch->path, "/tmp/thidua-unit-XXXXXX");
    if (!mkdtemp(scratch->path))
        abort();
}

static inline int scratch_remove_one(const char *path, const struct stat *info, int type,
                                     struct FTW *walk)
{
    (void)info, (void)type, (void)walk;
    return remove(path);
}

static inline void scratch_deinit(struct scratch *scratch)
{
    nftw(scratch->path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Path of a name in it; valid until the next call. */
static inline const char *scratch_path(const struct scratch *scratch, const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", scratch->path, name);
    return path;
}

static inline void scratch_write(const struct scratch *scratch, const char *name, const void *bytes,
                                 size_t len)
{
    int fd = open(scratch_path(scratch, name), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
        abort();
    close(fd);
}

/* -1: there is no such file. */
static inline long long scratch_size(const struct scratch *scratch, const char *name)
{
    struct stat info;
    return stat(scratch_path(scratch, name), &info) == 0 ? (long long)info.st_size : -1;
}

/* Permission bits; 0: there is no such file. */
static inline unsigned scratch_mode(const struct scratch *scratch, const char *name)
{
    struct stat info;
    return stat(scratch_path(scratch, name), &info) == 0 ? info.st_mode & 07777 : 0;
}

#endif
