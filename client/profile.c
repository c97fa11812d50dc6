/* Profile folders: reading, writing, and replacing the key pair without a moment of neither. */
#include "profile.h"

#include "digest.h"
#include "durable.h"
#include "i18n.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE_BYTES (64 * 1024)
#define MAX_NAME_CHARS 40
#define NEXT ".next" /* of a pair being replaced */

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool profile_name_valid(const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < len; i++)
        if (!name_char(name[i]))
            return false;
    return len >= 1 && len <= MAX_NAME_CHARS && name[0] != '.';
}

/* The folder of all profiles. */
static const char *profiles_folder(struct td_arena *arena)
{
    const char *config = getenv("XDG_CONFIG_HOME");
    if (config && *config == '/') /* the XDG rule: relative paths are ignored */
        return td_arena_printf(arena, "%s/thidua/profiles", config);
    const char *home = getenv("HOME");
    return home && *home ? td_arena_printf(arena, "%s/.config/thidua/profiles", home) : NULL;
}

const char *profile_folder(struct td_arena *arena, const char *name)
{
    const char *all = profiles_folder(arena);
    return all ? td_arena_printf(arena, "%s/%s", all, name) : NULL;
}

static enum td_code damaged(struct td_err *err, struct td_arena *arena, const char *folder,
                            const char *file)
{
    return td_fail(err, TD_DATA_LOSS, "", "", TD_KEY_PROFILE_DAMAGED, "path",
                   td_arena_printf(arena, "%s/%s", folder, file), TD_END);
}

/* One file as text in the arena, or NULL. */
static const char *read_text(struct td_arena *arena, const char *folder, const char *name)
{
    uint8_t *bytes;
    size_t len;
    if (td_file_read(folder, name, MAX_FILE_BYTES, &bytes, &len) != TD_OK)
        return NULL;
    char *text = td_arena_copy(arena, bytes, len + 1);
    explicit_bzero(bytes, len);
    free(bytes);
    return text;
}

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t len = strlen(text);
    while (len > 0 && strchr(" \t\r", text[len - 1]))
        text[--len] = '\0';
    return text;
}

static void set_port(struct profile *profile, const char *value)
{
    char *end;
    long port = strtol(value, &end, 10);
    if (*value && !*end && port >= 1 && port <= UINT16_MAX)
        profile->port = (uint16_t)port;
}

static void set_value(struct profile *profile, const char *key, const char *value)
{
    if (strcmp(key, "host") == 0)
        profile->host = value;
    else if (strcmp(key, "port") == 0)
        set_port(profile, value);
    else if (strcmp(key, "officer") == 0)
        profile->officer = value;
    else if (strcmp(key, "unit") == 0)
        profile->unit_code = value;
    else if (strcmp(key, "lang") == 0)
        profile->lang = value;
}

/* "key = value" lines; "#" begins a comment line; keys of later versions are skipped. */
static void parse_conf(struct profile *profile, char *text)
{
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n"))) {
        line = trim(line);
        char *equals = strchr(line, '=');
        if (*line == '#' || !equals)
            continue;
        *equals = '\0';
        set_value(profile, trim(line), trim(equals + 1));
    }
}

static bool load_conf(struct td_arena *arena, struct profile *ret)
{
    ret->host = ret->officer = ret->unit_code = ret->lang = "";
    char *conf = (char *)read_text(arena, ret->folder, "profile.conf");
    if (!conf)
        return false;
    parse_conf(ret, conf);
    return true;
}

const char *profile_lang(struct td_arena *arena, const char *name)
{
    struct profile profile = {.name = name, .folder = profile_folder(arena, name)};
    if (!profile.folder || !load_conf(arena, &profile) || !i18n_known(profile.lang))
        return NULL;
    return profile.lang;
}

/* -1 when it cannot be had: then nobody else can replace anything here either. */
static int lock_folder(struct td_arena *arena, const char *folder)
{
    const char *path = td_arena_printf(arena, "%s/lock", folder);
    int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
    if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static void unlock_folder(int lock_fd)
{
    if (lock_fd >= 0)
        (void)close(lock_fd);
}

static bool move_in(const char *folder, const char *from, const char *to)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool moved = renameat(fd, from, fd, to) == 0 && fsync(fd) == 0;
    int problem = errno;
    (void)close(fd);
    errno = problem;
    return moved;
}

static bool is_there(struct td_arena *arena, const char *folder, const char *name)
{
    const char *path = td_arena_printf(arena, "%s/%s", folder, name);
    return path && access(path, F_OK) == 0;
}

/* A replacement writes key.next, cert.next, then renames the key, then the certificate. Both
 * "next" files, or the certificate's alone: it can be finished. The key's alone: it never came
 * that far, and the next replacement overwrites it. */
static void finish_replacement(struct td_arena *arena, const char *folder)
{
    if (!is_there(arena, folder, "cert.pem" NEXT))
        return;
    if (is_there(arena, folder, "key.pem" NEXT) && !move_in(folder, "key.pem" NEXT, "key.pem"))
        return;
    (void)move_in(folder, "cert.pem" NEXT, "cert.pem");
}

static enum td_code check_mode(struct td_arena *arena, const char *folder, struct td_err *err)
{
    static const char *const NAMES[] = {".", "key.pem"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct stat status;
        const char *path = td_arena_printf(arena, "%s/%s", folder, NAMES[i]);
        if (path && stat(path, &status) == 0 && (status.st_mode & 077) != 0)
            return td_fail(err, TD_PERMISSION_DENIED, "", "", TD_KEY_PROFILE_OPEN, "path", folder,
                           TD_END);
    }
    return TD_OK;
}

static enum td_code load_files(struct td_arena *arena, struct profile *ret, struct td_err *err)
{
    const char *const names[] = {"key.pem", "cert.pem", "ca.pem"};
    const char **texts[] = {&ret->key_pem, &ret->cert_pem, &ret->ca_pem};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        *texts[i] = read_text(arena, ret->folder, names[i]);
        if (!*texts[i])
            return damaged(err, arena, ret->folder, names[i]);
    }
    char *hex = (char *)read_text(arena, ret->folder, "receipt.key");
    if (!hex || !td_unhex(trim(strsep(&hex, "\n")), ret->receipt_key, sizeof ret->receipt_key))
        return damaged(err, arena, ret->folder, "receipt.key");
    return TD_OK;
}

enum td_code profile_load(struct td_arena *arena, const char *name, struct profile *ret,
                          struct td_err *err)
{
    struct profile profile = {.name = name, .folder = profile_folder(arena, name)};
    if (!profile.folder || !is_there(arena, profile.folder, "profile.conf"))
        return td_fail(err, TD_UNAUTHENTICATED, "", "", TD_KEY_PROFILE_NONE, "profile", name,
                       TD_END);
    int lock_fd = lock_folder(arena, profile.folder);
    finish_replacement(arena, profile.folder);
    enum td_code code = check_mode(arena, profile.folder, err);
    if (code == TD_OK &&
        (!load_conf(arena, &profile) || !*profile.host || !profile.port || !*profile.officer))
        code = damaged(err, arena, profile.folder, "profile.conf");
    if (code == TD_OK)
        code = load_files(arena, &profile, err);
    unlock_folder(lock_fd);
    if (code == TD_OK)
        *ret = profile;
    return code;
}

static enum td_code write_failed(struct td_err *err, struct td_arena *arena, const char *folder,
                                 const char *name)
{
    const char *reason = strerror(errno);
    return td_fail(err, TD_FAILED_PRECONDITION, "", "", TD_KEY_FILE_WRITE, "name",
                   td_arena_printf(arena, "%s/%s", folder, name), "reason", reason, TD_END);
}

static enum td_code write_text(struct td_err *err, struct td_arena *arena, const char *folder,
                               const char *name, const char *text)
{
    if (text && td_durable_write(folder, name, text, strlen(text)) == TD_OK)
        return TD_OK;
    return write_failed(err, arena, folder, name);
}

enum td_code profile_save(struct td_arena *arena, const struct profile *profile, struct td_err *err)
{
    char receipt_key[2 * sizeof profile->receipt_key + 1];
    td_hex(profile->receipt_key, sizeof profile->receipt_key, receipt_key);
    const struct {
        const char *name, *text;
    } files[] = {
        {"key.pem", profile->key_pem},
        {"cert.pem", profile->cert_pem},
        {"ca.pem", profile->ca_pem},
        {"receipt.key", td_arena_printf(arena, "%s\n", receipt_key)},
        {"profile.conf",
         td_arena_printf(arena,
                         "# thidua: who this device is, and which server it talks to\n"
                         "host = %s\nport = %u\nofficer = %s\nunit = %s\n"
                         "# vi, en, or empty: as the system's locale says\nlang = %s\n",
                         profile->host, profile->port, profile->officer, profile->unit_code,
                         profile->lang ? profile->lang : "")},
    };
    int lock_fd = lock_folder(arena, profile->folder);
    enum td_code code = TD_OK;
    for (size_t i = 0; i < sizeof files / sizeof *files && code == TD_OK; i++)
        code = write_text(err, arena, profile->folder, files[i].name, files[i].text);
    unlock_folder(lock_fd);
    return code;
}

enum td_code profile_replace_key(struct td_arena *arena, const struct profile *profile,
                                 const char *key_pem, const char *cert_pem, struct td_err *err)
{
    const char *folder = profile->folder;
    int lock_fd = lock_folder(arena, folder);
    finish_replacement(arena, folder);
    enum td_code code = write_text(err, arena, folder, "key.pem" NEXT, key_pem);
    if (code == TD_OK)
        code = write_text(err, arena, folder, "cert.pem" NEXT, cert_pem);
    if (code == TD_OK && !move_in(folder, "key.pem" NEXT, "key.pem"))
        code = write_failed(err, arena, folder, "key.pem");
    if (code == TD_OK && !move_in(folder, "cert.pem" NEXT, "cert.pem"))
        code = write_failed(err, arena, folder, "cert.pem");
    unlock_folder(lock_fd);
    return code;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

#define MAX_PROFILES 200

const char *const *profile_list(struct td_arena *arena)
{
    const char **names = td_arena_zalloc(arena, (MAX_PROFILES + 1) * sizeof *names);
    const char *all = profiles_folder(arena);
    DIR *folder = all ? opendir(all) : NULL;
    if (!folder || !names)
        goto out;
    size_t n = 0;
    const struct dirent *entry;
    while (n < MAX_PROFILES && (entry = readdir(folder))) {
        const char *path = profile_folder(arena, entry->d_name);
        if (profile_name_valid(entry->d_name) && path && is_there(arena, path, "profile.conf"))
            names[n++] = td_arena_strdup(arena, entry->d_name);
    }
    qsort(names, n, sizeof *names, compare_names);
out:
    if (folder)
        closedir(folder);
    return (const char *const *)names;
}
