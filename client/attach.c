/* From the paths people type to uploaded files: each is its own folder with one file in it. */
#include "attach.h"

#include "draft.h"
#include "text.h"
#include "upload.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define FIELD "--evidence"

struct attached {
    struct folder folder; /* where the file is; path NULL: not opened */
    struct folder_file file;
};

static enum td_code fail_read(struct cli *cli, const char *path)
{
    return td_fail(&cli->err, TD_FAILED_PRECONDITION, FIELD, "", TD_KEY_FILE_READ, "name", path,
                   "reason", strerror(errno), TD_END);
}

/* The folder of an absolute path without links; *ret_name is the file's part of it, as NFC. */
static enum td_code open_folder(struct cli *cli, const char *path, struct folder *ret,
                                const char **ret_name)
{
    char *real = realpath(path, NULL);
    if (!real)
        return fail_read(cli, path);
    char *slash = strrchr(real, '/');
    *ret_name = td_text_nfc(cli->arena, slash + 1);
    *slash = '\0';
    int fd = open(*real ? real : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum td_code code = fd < 0 ? fail_read(cli, path) : TD_OK;
    if (code == TD_OK && !*ret_name) {
        close(fd);
        code = td_fail(&cli->err, TD_INVALID_ARGUMENT, FIELD, "", TD_KEY_TEXT_UTF8, TD_END);
    }
    if (code == TD_OK)
        *ret = (struct folder){.path = real, .dir_fd = fd};
    else
        free(real);
    return code;
}

static void scan_one(struct cli *cli, const char *path, uint64_t max_bytes, struct attached *file)
{
    const char *name = "";
    size_t first = cli->err.n_violations;
    if (open_folder(cli, path, &file->folder, &name) == TD_OK)
        (void)folder_file_scan(&file->folder, name, FIELD, max_bytes, &file->file, &cli->err);
    /* The clause that scanning names is that of a dossier's files. */
    for (size_t i = first; i < cli->err.n_violations; i++)
        cli->err.violations[i].clause = "";
}

static enum td_code send_all(struct cli *cli, const struct attached *files, size_t n)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; i < n && code == TD_OK; i++)
        code = upload_files(cli, &files[i].folder, &files[i].file, 1);
    return code;
}

static enum td_code make_refs(struct cli *cli, const struct attached *files, size_t n,
                              Pb__FileRef ***ret)
{
    Pb__FileRef **refs = td_arena_alloc(cli->arena, (n + 1) * sizeof(Pb__FileRef *));
    for (size_t i = 0; refs && i < n; i++) {
        uint8_t *digest = td_arena_copy(cli->arena, files[i].file.sha256, TD_SHA256_SIZE);
        refs[i] = td_arena_alloc(cli->arena, sizeof *refs[i]);
        if (!refs[i] || !digest)
            return TD_RESOURCE_EXHAUSTED;
        pb__file_ref__init(refs[i]);
        refs[i]->name = (char *)files[i].file.name; /* in the arena: open_folder */
        refs[i]->sha256 = (ProtobufCBinaryData){TD_SHA256_SIZE, digest};
        refs[i]->size_bytes = files[i].file.size_bytes;
    }
    *ret = refs;
    return refs ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code attach_evidence(struct cli *cli, Pb__FileRef ***ret, size_t *ret_n)
{
    size_t n;
    const char *const *paths = cli_texts(cli, "evidence", &n);
    struct attached *files = td_arena_zalloc(cli->arena, (n + 1) * sizeof *files);
    if (!files)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        scan_one(cli, paths[i], DRAFT_MAX_FILE_BYTES, &files[i]);
    enum td_code code = cli->err.code;
    if (code == TD_OK)
        code = send_all(cli, files, n);
    if (code == TD_OK)
        code = make_refs(cli, files, n, ret);
    for (size_t i = 0; i < n; i++)
        folder_close(&files[i].folder);
    if (code == TD_OK)
        *ret_n = n;
    return code;
}

const char *attach_names(struct td_arena *arena, Pb__FileRef *const *files, size_t n)
{
    const char *names = "";
    for (size_t i = 0; names && i < n; i++)
        names = td_arena_printf(arena, "%s%s%s", names, *names ? ", " : "", files[i]->name);
    return names;
}
