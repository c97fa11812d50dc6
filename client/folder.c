/* Layout of a dossier's folder, and reading the files in it without ever leaving it. The state
 * file is in folder_state.c. */
#include "folder.h"

#include "files.h"
#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES ((size_t)64 * 1024)

#define MAX_DEPTH 4
#define MAX_FILES ((size_t)2000) /* more than any dossier may refer to */

/* The first four hold what dossier.yaml names. */
static const char *const folder_places[] = {"letter",      "minutes",  "reports",
                                            "attachments", "receipts", ".thidua"};
#define N_FILE_PLACES ((size_t)4)

static enum td_code fail_write(struct td_err *err, const char *name)
{
    return td_fail(err, TD_FAILED_PRECONDITION, "", "", TD_KEY_FILE_WRITE, "name", name, "reason",
                   strerror(errno), TD_END);
}

enum td_code folder_open(const char *path, struct folder *ret, struct td_err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || faccessat(fd, FOLDER_DOSSIER, F_OK, 0) != 0 ||
        faccessat(fd, ".thidua", F_OK, 0) != 0) {
        if (fd >= 0)
            close(fd);
        return td_fail(err, TD_NOT_FOUND, "", "", TD_KEY_FOLDER_NONE, "folder", path, TD_END);
    }
    ret->path = strdup(path);
    ret->dir_fd = fd;
    return TD_OK;
}

static bool folder_is_empty(int dir_fd)
{
    int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    bool empty = true;
    for (struct dirent *entry; empty && (entry = readdir(dir));)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    closedir(dir);
    return empty;
}

enum td_code folder_make_empty(const char *path, struct folder *ret, struct td_err *err)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return fail_write(err, path);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail_write(err, path);
    if (!folder_is_empty(fd)) {
        close(fd);
        return td_fail(err, TD_ALREADY_EXISTS, "", "", TD_KEY_FOLDER_USED, "folder", path, TD_END);
    }
    ret->path = strdup(path);
    ret->dir_fd = fd;
    return TD_OK;
}

enum td_code folder_create(const char *path, struct folder *ret, struct td_err *err)
{
    struct folder folder;
    enum td_code code = folder_make_empty(path, &folder, err);
    if (code != TD_OK)
        return code;
    for (size_t i = 0; i < sizeof folder_places / sizeof *folder_places; i++) {
        if (mkdirat(folder.dir_fd, folder_places[i], 0777) != 0) {
            code = fail_write(err, folder_places[i]);
            folder_close(&folder);
            return code;
        }
    }
    *ret = folder;
    return TD_OK;
}

void folder_close(struct folder *folder)
{
    if (folder->path)
        close(folder->dir_fd);
    free(folder->path);
    folder->path = NULL;
}

enum td_code folder_read(const struct folder *folder, const char *name, size_t max_bytes,
                         struct td_arena *arena, uint8_t **ret_bytes, size_t *ret_len,
                         struct td_err *err)
{
    const char *path = td_arena_printf(arena, "%s/%s", folder->path, name);
    return path ? files_read(path, max_bytes, arena, ret_bytes, ret_len, err)
                : TD_RESOURCE_EXHAUSTED;
}

enum td_code folder_write(const struct folder *folder, const char *name, const void *bytes,
                          size_t len, struct td_err *err)
{
    const char *path = td_arena_printf(err->arena, "%s/%s", folder->path, name);
    return path ? files_write(path, bytes, len, err) : TD_RESOURCE_EXHAUSTED;
}

/* -- one file below the folder -- */

static enum td_code fail_outside(struct td_err *err, const char *field, const char *path)
{
    return td_fail(err, TD_INVALID_ARGUMENT, field, "III.5.a", TD_KEY_FILE_OUTSIDE, "name", path,
                   TD_END);
}

static enum td_code fail_open(struct td_err *err, const char *field, const char *path, int error)
{
    return td_fail(err, TD_FAILED_PRECONDITION, field, "III.5.a", TD_KEY_FILE_READ, "name", path,
                   "reason", strerror(error), TD_END);
}

/* A name as it stands on disk, when it differs from the one asked for in normalisation only. */
static char *name_on_disk(int dir_fd, const char *name, struct td_arena *arena)
{
    int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    char *found = NULL;
    for (struct dirent *entry; !found && (entry = readdir(dir));) {
        char *composed = td_text_nfc(arena, entry->d_name);
        if (composed && strcmp(composed, name) == 0)
            found = td_arena_strdup(arena, entry->d_name);
    }
    closedir(dir);
    return found;
}

static bool is_link(int dir_fd, const char *name)
{
    struct stat info;
    return fstatat(dir_fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(info.st_mode);
}

/* Open one part of a path. -1: errno, ELOOP for a link. */
static int open_part(int dir_fd, const char *name, bool last, struct td_arena *arena)
{
    int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (last ? 0 : O_DIRECTORY);
    int fd = openat(dir_fd, name, flags);
    if (fd < 0 && errno == ENOENT) {
        const char *other = name_on_disk(dir_fd, name, arena);
        fd = other ? openat(dir_fd, other, flags) : -1;
        if (!other)
            errno = ENOENT;
    }
    if (fd < 0 && errno == ENOTDIR && is_link(dir_fd, name))
        errno = ELOOP;
    return fd;
}

/* Is every part a plain name? Refuses "", "/x", "a//b", "..", and names with a leading dot. */
static enum td_code path_check(char *path, const char *whole, const char *field, struct td_err *err)
{
    if (*path == '/')
        return fail_outside(err, field, whole);
    for (char *part = path; part;) {
        char *slash = strchr(part, '/');
        if (slash)
            *slash = '\0';
        if (strcmp(part, "..") == 0)
            return fail_outside(err, field, whole);
        if (!td_text_is_file_name(part))
            return td_fail(err, TD_INVALID_ARGUMENT, field, "III.5.a", TD_KEY_FILE_NAME, "name",
                           whole, TD_END);
        if (slash)
            *slash = '/';
        part = slash ? slash + 1 : NULL;
    }
    return TD_OK;
}

/* Open a path part by part; it is taken apart and put together again. -1: errno. */
static int open_parts(int dir_fd, char *path, struct td_arena *arena,
                      int (*open_one)(int, const char *, bool, struct td_arena *))
{
    int fd = dup(dir_fd);
    for (char *part = path; part && fd >= 0;) {
        char *slash = strchr(part, '/');
        if (slash)
            *slash = '\0';
        int next = open_one(fd, part, !slash, arena);
        int error = errno;
        close(fd);
        errno = error;
        fd = next;
        if (slash)
            *slash = '/';
        part = slash ? slash + 1 : NULL;
    }
    return fd;
}

enum td_code folder_file_open(const struct folder *folder, const char *path, const char *field,
                              int *ret_fd, struct td_err *err)
{
    char *copy = td_arena_strdup(err->arena, path);
    if (!copy)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = path_check(copy, path, field, err);
    if (code != TD_OK)
        return code;
    int fd = open_parts(folder->dir_fd, copy, err->arena, open_part);
    if (fd < 0)
        return errno == ELOOP ? fail_outside(err, field, path) : fail_open(err, field, path, errno);
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        close(fd);
        return fail_open(err, field, path, S_ISDIR(info.st_mode) ? EISDIR : EINVAL);
    }
    *ret_fd = fd;
    return TD_OK;
}

/* A folder on the way, made if need be, or the new file at its end. -1: errno. */
static int create_part(int dir_fd, const char *name, bool last, struct td_arena *arena)
{
    (void)arena;
    if (last)
        return openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (mkdirat(dir_fd, name, 0777) != 0 && errno != EEXIST)
        return -1;
    return openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

enum td_code folder_file_create(const struct folder *folder, const char *path, int *ret_fd,
                                struct td_err *err)
{
    char *copy = td_arena_strdup(err->arena, path);
    if (!copy)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = path_check(copy, path, "", err);
    if (code != TD_OK)
        return code;
    int fd = open_parts(folder->dir_fd, copy, err->arena, create_part);
    if (fd < 0)
        return fail_write(err, path);
    *ret_fd = fd;
    return TD_OK;
}

/* Hash all of it. false: errno. */
static bool scan_bytes(int fd, struct folder_file *ret)
{
    struct td_sha256 *hash = td_sha256_new();
    uint8_t *buffer = malloc(READ_BYTES);
    uint64_t total = 0;
    ssize_t n = -1;
    errno = ENOMEM;
    while (hash && buffer && (n = read(fd, buffer, READ_BYTES)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        if (total == 0) /* regular files give TD_FILE_KIND_BYTES at once, if they have them */
            ret->kind = td_file_kind(buffer, (size_t)n < TD_FILE_KIND_BYTES ? (size_t)n
                                                                            : TD_FILE_KIND_BYTES);
        td_sha256_update(hash, buffer, (size_t)n);
        total += (uint64_t)n;
    }
    if (n == 0) {
        td_sha256_peek(hash, ret->sha256);
        ret->size_bytes = total;
    }
    td_sha256_free(hash);
    free(buffer);
    return n == 0;
}

static enum td_code scan_open(int fd, const char *path, const char *field, uint64_t max_bytes,
                              struct folder_file *ret, struct td_err *err)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return fail_open(err, field, path, errno);
    if ((uint64_t)info.st_size > max_bytes)
        return td_fail(err, TD_INVALID_ARGUMENT, field, "III.5.a", TD_KEY_FILE_SIZE, "name",
                       ret->name, "max", td_dec(err->arena, (int64_t)max_bytes), TD_END);
    if (!scan_bytes(fd, ret))
        return fail_open(err, field, path, errno);
    if (ret->size_bytes == 0)
        return td_fail(err, TD_INVALID_ARGUMENT, field, "III.5.a", TD_KEY_FILE_EMPTY, "name",
                       ret->name, TD_END);
    if (ret->kind == TD_FILE_OTHER || !td_file_kind_fits(ret->kind, ret->name))
        return td_fail(err, TD_INVALID_ARGUMENT, field, "III.5.a", TD_KEY_FILE_KIND, "name",
                       ret->name, TD_END);
    return TD_OK;
}

enum td_code folder_file_scan(const struct folder *folder, const char *path, const char *field,
                              uint64_t max_bytes, struct folder_file *ret, struct td_err *err)
{
    int fd;
    enum td_code code = folder_file_open(folder, path, field, &fd, err);
    if (code != TD_OK)
        return code;
    const char *slash = strrchr(path, '/');
    struct folder_file file = {.path = path, .name = slash ? slash + 1 : path};
    code = scan_open(fd, path, field, max_bytes, &file, err);
    close(fd);
    if (code == TD_OK)
        *ret = file;
    return code;
}

struct walk {
    const struct folder *folder;
    struct td_arena *arena;
    struct folder_file *found; /* MAX_FILES */
    size_t n;
};

static void walk_folder(struct walk *walk, const char *place, unsigned depth);

/* A name in a place: a file to keep, or a folder to look into. */
static void walk_entry(struct walk *walk, const char *place, int dir_fd, const char *entry,
                       unsigned depth)
{
    struct stat info;
    struct td_err ignored;
    const char *name = td_text_nfc(walk->arena, entry);
    const char *path = name ? td_arena_printf(walk->arena, "%s/%s", place, name) : NULL;
    if (!path || !td_text_is_file_name(name) ||
        fstatat(dir_fd, entry, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return;
    td_err_init(&ignored, walk->arena);
    if (S_ISDIR(info.st_mode))
        walk_folder(walk, path, depth + 1);
    else if (folder_file_scan(walk->folder, path, "", UINT64_MAX, &walk->found[walk->n],
                              &ignored) == TD_OK)
        walk->n++;
}

static void walk_folder(struct walk *walk, const char *place, unsigned depth)
{
    int fd = depth < MAX_DEPTH ? openat(walk->folder->dir_fd, place,
                                        O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                               : -1;
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *entry; walk->n < MAX_FILES && (entry = readdir(dir));)
        walk_entry(walk, place, fd, entry->d_name, depth);
    closedir(dir);
}

enum td_code folder_files(const struct folder *folder, struct td_arena *arena,
                          struct folder_file **ret, size_t *ret_n)
{
    struct walk walk = {.folder = folder, .arena = arena};
    walk.found = td_arena_zalloc(arena, MAX_FILES * sizeof *walk.found);
    if (!walk.found)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < N_FILE_PLACES; i++)
        walk_folder(&walk, folder_places[i], 0);
    *ret = walk.found;
    *ret_n = walk.n;
    return TD_OK;
}
