/* Who may use a data folder: its owner alone, and one daemon at a time. */
#include "data_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool path_join(char ret[PATH_MAX], const char *folder, const char *name)
{
    return snprintf(ret, PATH_MAX, "%s/%s", folder, name) < PATH_MAX;
}

bool data_folder_paths(const char *path, struct data_folder *ret)
{
    ret->lock_fd = -1;
    return path_join(ret->database, path, "thidua.db") &&
           path_join(ret->evidence, path, "evidence") && path_join(ret->pki, path, "pki") &&
           path_join(ret->ballots, path, "ballots");
}

static const char *folder_problem(const char *path, const struct data_folder *folder)
{
    struct stat facts;
    if (stat(path, &facts) != 0)
        return errno == ENOENT ? N_("does not exist; make it with: thiduad init --data DIR")
                               : N_("cannot be reached");
    if (!S_ISDIR(facts.st_mode))
        return N_("is not a folder");
    if (facts.st_uid != geteuid())
        return N_("belongs to another user; run thiduad as its owner");
    if ((facts.st_mode & 077) != 0)
        return N_("is open to other users; close it with: chmod 700 DIR");
    if (access(folder->database, F_OK) != 0 || access(folder->pki, F_OK) != 0)
        return N_("holds no town; make one with: thiduad init --data DIR");
    return NULL;
}

static enum td_code folder_lock(const char *path, struct data_folder *folder,
                                const char **ret_problem)
{
    char name[PATH_MAX];
    int fd = path_join(name, path, "lock")
                 ? open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)
                 : -1;
    if (fd < 0) {
        *ret_problem = N_("the lock file cannot be made; is the disk full or read-only?");
        return TD_INTERNAL;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        *ret_problem = N_("is in use by another daemon");
        return TD_FAILED_PRECONDITION;
    }
    folder->lock_fd = fd;
    return TD_OK;
}

enum td_code data_folder_open(const char *path, bool lock, struct data_folder *ret,
                              const char **ret_problem)
{
    const char *problem =
        data_folder_paths(path, ret) ? folder_problem(path, ret) : N_("the path is too long");
    if (problem) {
        *ret_problem = problem;
        return TD_FAILED_PRECONDITION;
    }
    return lock ? folder_lock(path, ret, ret_problem) : TD_OK;
}

void data_folder_close(struct data_folder *folder)
{
    if (folder->lock_fd >= 0)
        close(folder->lock_fd);
    folder->lock_fd = -1;
}
