/* A disk that fails on request: preloaded into thiduad, it counts what changes the files below
 * one folder, kills the process at the n-th such call, or lets writes fail. tests/support/
 * disk_fault.py steers it through a shared file of three numbers. */
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
    _Atomic uint64_t calls;   /* so far, by every process that had this file */
    _Atomic uint64_t kill_at; /* SIGKILL instead of this call; 0: never */
    _Atomic uint64_t error;   /* errno of every write; 0: they work */
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

/* One more call; perhaps the last. */
static void count(bool below)
{
    if (!control || !below)
        return;
    uint64_t number = atomic_fetch_add(&control->calls, 1) + 1;
    if (number != atomic_load(&control->kill_at))
        return;
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static bool fails(bool below)
{
    uint64_t error = control && below ? atomic_load(&control->error) : 0;
    if (error)
        errno = (int)error;
    return error != 0;
}

/* The function of this name that would have been called without this library. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WRAP(type, name, parameters, below, ...) \
    type name parameters                         \
    {                                            \
        bool is_below = control && (below);      \
        count(is_below);                         \
        return REAL(name)(__VA_ARGS__);          \
    }
#define WRAP_GROWING(type, name, parameters, below, ...)       \
    type name parameters                                       \
    {                                                          \
        bool is_below = control && (below);                    \
        count(is_below);                                       \
        return fails(is_below) ? -1 : REAL(name)(__VA_ARGS__); \
    }

WRAP_GROWING(ssize_t, write, (int fd, const void *bytes, size_t n), fd_below(fd), fd, bytes, n)
WRAP_GROWING(ssize_t, pwrite, (int fd, const void *bytes, size_t n, off_t at), fd_below(fd), fd,
             bytes, n, at)
WRAP_GROWING(ssize_t, pwrite64, (int fd, const void *bytes, size_t n, off64_t at), fd_below(fd), fd,
             bytes, n, at)
WRAP_GROWING(int, mkdir, (const char *path, mode_t mode), path_below(path), path, mode)
WRAP_GROWING(int, mkdirat, (int folder_fd, const char *path, mode_t mode),
             at_below(folder_fd, path), folder_fd, path, mode)
WRAP(int, ftruncate, (int fd, off_t len), fd_below(fd), fd, len)
WRAP(int, ftruncate64, (int fd, off64_t len), fd_below(fd), fd, len)
WRAP(int, fsync, (int fd), fd_below(fd), fd)
WRAP(int, fdatasync, (int fd), fd_below(fd), fd)
WRAP(int, rename, (const char *from, const char *to), path_below(to), from, to)
WRAP(int, renameat, (int from_fd, const char *from, int to_fd, const char *to), at_below(to_fd, to),
     from_fd, from, to_fd, to)
WRAP(int, unlink, (const char *path), path_below(path), path)
WRAP(int, unlinkat, (int folder_fd, const char *path, int flags), at_below(folder_fd, path),
     folder_fd, path, flags)
