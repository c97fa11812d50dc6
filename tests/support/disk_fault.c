/* A disk that fails on request: preloaded into thiduad, it counts what changes the files below
 * one folder, kills the process at the n-th such call, or lets calls from the n-th on fail.
 * tests/support/disk_fault.py steers it through a shared file of numbers. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct control {
    _Atomic uint64_t calls;     /* so far, by every process that had this file */
    _Atomic uint64_t kill_at;   /* SIGKILL instead of this call; 0: never */
    _Atomic uint64_t fail_from; /* from this call on, what needs room fails; 0: nothing does */
    _Atomic uint64_t error;     /* errno then; EIO: syncs fail as well */
};

static struct control *control;
static const char *folder;

__attribute__((constructor)) static void disk_fault_init(void)
{
    const char *path = getenv("TD_FAULT_CONTROL");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *shared = MAP_FAILED;
    if (fd >= 0) {
        shared = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        close(fd);
    }
    if (shared == MAP_FAILED)
        return;
    folder = getenv("TD_FAULT_FOLDER");
    control = shared;
}

static bool path_below(const char *path)
{
    size_t len = strlen(folder);
    return strncmp(path, folder, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

static bool fd_below(int fd)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0)
        return false;
    path[n] = '\0';
    return path_below(path);
}

static bool at_below(int folder_fd, const char *path)
{
    return folder_fd == AT_FDCWD || *path == '/' ? path_below(path) : fd_below(folder_fd);
}

/* One more call; perhaps the last. true: it must fail, errno is set. */
static bool step(bool needs_room)
{
    uint64_t number = atomic_fetch_add(&control->calls, 1) + 1;
    if (number == atomic_load(&control->kill_at)) {
        kill(getpid(), SIGKILL);
        for (;;)
            pause();
    }
    uint64_t fail_from = atomic_load(&control->fail_from);
    int error = (int)atomic_load(&control->error);
    if (fail_from == 0 || number < fail_from || (!needs_room && error != EIO))
        return false;
    errno = error;
    return true;
}

/* The function of this name that would have been called without this library. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WRAP(type, name, needs_room, parameters, below, ...)                          \
    type name parameters                                                              \
    {                                                                                 \
        return control && (below) && step(needs_room) ? -1 : REAL(name)(__VA_ARGS__); \
    }

WRAP(ssize_t, write, true, (int fd, const void *bytes, size_t n), fd_below(fd), fd, bytes, n)
WRAP(ssize_t, pwrite, true, (int fd, const void *bytes, size_t n, off_t at), fd_below(fd), fd,
     bytes, n, at)
WRAP(ssize_t, pwrite64, true, (int fd, const void *bytes, size_t n, off64_t at), fd_below(fd), fd,
     bytes, n, at)
WRAP(int, mkdir, true, (const char *path, mode_t mode), path_below(path), path, mode)
WRAP(int, mkdirat, true, (int folder_fd, const char *path, mode_t mode), at_below(folder_fd, path),
     folder_fd, path, mode)
WRAP(int, ftruncate, false, (int fd, off_t len), fd_below(fd), fd, len)
WRAP(int, ftruncate64, false, (int fd, off64_t len), fd_below(fd), fd, len)
WRAP(int, fsync, false, (int fd), fd_below(fd), fd)
WRAP(int, fdatasync, false, (int fd), fd_below(fd), fd)
WRAP(int, rename, false, (const char *from, const char *to), path_below(to), from, to)
WRAP(int, renameat, false, (int from_fd, const char *from, int to_fd, const char *to),
     at_below(to_fd, to), from_fd, from, to_fd, to)
WRAP(int, unlink, false, (const char *path), path_below(path), path)
WRAP(int, unlinkat, false, (int folder_fd, const char *path, int flags), at_below(folder_fd, path),
     folder_fd, path, flags)
