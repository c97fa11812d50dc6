/* Getting a dossier's or a subject's file back, verified by its digest. Source: docs/protocol.md,
 * EvidenceService/Read. */
#ifndef CLIENT_DOWNLOAD_H
#define CLIENT_DOWNLOAD_H

#include "command.h"
#include "dossier.pb-c.h"
#include "folder.h"
#include "progress.h"

/* Whose file it is: a version of a dossier that the caller may read, or a subject whose evidence
 * it is. */
struct download_source {
    const char *dossier_id;
    uint32_t version;
    const char *subject; /* "task NV22-001"; NULL: of the dossier */
};

/* Read one file into folder/path, which must not exist yet. It stands there only when it is
 * whole and its SHA-256 is the one of ref; DATA_LOSS (FILE_DAMAGED) otherwise. */
enum td_code download_file(struct cli *cli, const struct download_source *source,
                           const Pb__FileRef *ref, const struct folder *folder, const char *path,
                           struct progress *progress);

#endif
