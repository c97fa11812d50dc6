/* The data folder: where its parts are, and whether it may be used at all. */
#ifndef SERVER_ADMIN_DATA_FOLDER_H
#define SERVER_ADMIN_DATA_FOLDER_H

#include "err.h"

#include <limits.h>
#include <stdbool.h>

struct data_folder {
    char database[PATH_MAX], evidence[PATH_MAX], pki[PATH_MAX], ballots[PATH_MAX];
    int lock_fd; /* -1: not locked */
};

/* lock: hold it as the running daemon does, until data_folder_close. Returns OK;
 * FAILED_PRECONDITION: missing, not made by init, open to others or another user's, or locked by
 * another daemon; INTERNAL: the lock file cannot be made. *ret_problem: static msgid, to be
 * shown after the path. */
enum td_code data_folder_open(const char *path, bool lock, struct data_folder *ret,
                              const char **ret_problem);
void data_folder_close(struct data_folder *folder);
/* The paths only, nothing is looked at (for init). false: the path is too long. */
bool data_folder_paths(const char *path, struct data_folder *ret);

#endif
