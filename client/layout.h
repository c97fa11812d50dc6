/* A version back as a folder: which path each of its files gets, and its dossier.yaml. Pure. */
#ifndef CLIENT_LAYOUT_H
#define CLIENT_LAYOUT_H

#include "arena.h"
#include "dossier.pb-c.h"
#include "dossierfile.h"

struct layout_file {
    const Pb__FileRef *ref;
    const char *path; /* "reports/an.pdf"; each path once */
};

struct layout {
    struct layout_file *files;
    size_t n_files;
    const struct dossierfile *dossier; /* for dossierfile_write */
};

/* Two different files of one name in one place get different paths ("reports/2/an.pdf"); the same
 * bytes under the same name get one.
 * Everything lives in the arena, texts are borrowed from content. INVALID_ARGUMENT (FILE_NAME): a
 * file's name is not a plain one, so nothing may be written by it. */
enum td_code layout_make(const Pb__DossierContent *content, struct td_arena *arena,
                         struct layout *ret, struct td_err *err);

#endif
