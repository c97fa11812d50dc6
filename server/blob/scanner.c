/* Running the scanner: posix_spawn in a process group of its own, with a time limit. */
#include "scanner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_WORDS 15

extern char **environ;

/* Cuts `words` (changed in place) into argv, path last. false: no word, or too many. */
static bool split(char *words, char *path, char *ret_argv[MAX_WORDS + 2])
{
    size_t n = 0;
    char *rest = words, *word;
    while ((word = strsep(&rest, " \t")) != NULL) {
        if (*word == '\0')
            continue;
        if (n == MAX_WORDS)
            return false;
        ret_argv[n++] = word;
    }
    ret_argv[n] = path;
    ret_argv[n + 1] = NULL;
    return n > 0;
}

/* Its own group (so that its children can be killed too), default signals, no input or output. */
static int spawn(char *const argv[], pid_t *ret_pid)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigset_t none, all;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSIGDEF);
    (void)posix_spawnattr_setpgroup(&attributes, 0);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &all);
    (void)posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void)posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    int problem = posix_spawnp(ret_pid, argv[0], &actions, &attributes, argv, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    return problem;
}

static bool ended_in_time(pid_t pid, uint32_t timeout_ms)
{
    int fd = pidfd_open(pid, 0);
    if (fd < 0)
        return false;
    struct pollfd wait_for = {.fd = fd, .events = POLLIN};
    int n;
    do
        n = poll(&wait_for, 1, (int)timeout_ms);
    while (n < 0 && errno == EINTR);
    (void)close(fd);
    return n > 0;
}

enum scan_verdict scanner_run(const char *command, const char *path, uint32_t timeout_ms)
{
    enum scan_verdict verdict = SCAN_FAILED;
    char *argv[MAX_WORDS + 2];
    pid_t pid = 0;
    int status = 0;
    char *words = strdup(command), *file = strdup(path);
    if (!words || !file || !split(words, file, argv) || spawn(argv, &pid) != 0)
        goto out;
    bool in_time = ended_in_time(pid, timeout_ms);
    if (!in_time)
        (void)kill(-pid, SIGKILL);
    pid_t waited;
    do
        waited = waitpid(pid, &status, 0);
    while (waited < 0 && errno == EINTR);
    if (in_time && waited == pid && WIFEXITED(status) && WEXITSTATUS(status) <= 1)
        verdict = WEXITSTATUS(status) == 0 ? SCAN_ACCEPTED : SCAN_REFUSED;
out:
    free(file);
    free(words);
    return verdict;
}
