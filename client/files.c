/* Whole files by path, with their problems as violations. */
#include "files.h"

#include "durable.h"

#include <errno.h>

/* "a/b/c" → "a/b" and "c"; the folder lives in the arena. NULL: arena used up. */
static const char *split(const char *path, struct td_arena *arena, const char **ret_name)
{
    const char *slash = strrchr(path, '/');
    *ret_name = slash ? slash + 1 : path;
    if (!slash)
        return ".";
    if (slash == path)
        return "/";
    return td_arena_printf(arena, "%.*s", (int)(slash - path), path);
}

enum td_code files_read(const char *path, size_t max_bytes, struct td_arena *arena,
                        uint8_t **ret_bytes, size_t *ret_len, struct td_err *err)
{
    const char *name, *folder = split(path, arena, &name);
    if (!folder)
        return TD_RESOURCE_EXHAUSTED;
    uint8_t *bytes;
    size_t len;
    errno = EINVAL; /* not a regular file: the system itself has no complaint */
    enum td_code code = td_file_read(folder, name, max_bytes, &bytes, &len);
    if (code == TD_RESOURCE_EXHAUSTED)
        return td_fail(err, TD_INVALID_ARGUMENT, "", "", TD_KEY_FILE_SIZE, "name", path, "max",
                       err ? td_dec(err->arena, (int64_t)max_bytes) : "", TD_END);
    if (code != TD_OK)
        return td_fail(err, code == TD_NOT_FOUND ? code : TD_FAILED_PRECONDITION, "", "",
                       TD_KEY_FILE_READ, "name", path, "reason",
                       strerror(code == TD_NOT_FOUND ? ENOENT : errno), TD_END);
    uint8_t *copy = td_arena_copy(arena, bytes, len + 1);
    free(bytes);
    if (!copy)
        return TD_RESOURCE_EXHAUSTED;
    *ret_bytes = copy;
    *ret_len = len;
    return TD_OK;
}

enum td_code files_write(const char *path, const void *bytes, size_t len, struct td_err *err)
{
    const char *name, *folder = split(path, err->arena, &name);
    if (!folder)
        return TD_RESOURCE_EXHAUSTED;
    if (td_durable_write(folder, name, bytes, len) == TD_OK)
        return TD_OK;
    return td_fail(err, TD_FAILED_PRECONDITION, "", "", TD_KEY_FILE_WRITE, "name", path, "reason",
                   strerror(errno), TD_END);
}
