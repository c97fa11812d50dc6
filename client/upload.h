/* Getting a dossier's files to the server: offer all digests, then append what it lacks from
 * where it stands, several chunks in flight. Source: docs/protocol.md, EvidenceService. */
#ifndef CLIENT_UPLOAD_H
#define CLIENT_UPLOAD_H

#include "command.h"
#include "folder.h"

/* Files are read again from the folder; one that changed since it was hashed is refused by the
 * server (FILE_HASH). A broken line is mended by the connection; what is durable is never sent
 * again, neither then nor by a later run. Shows progress on stderr. Outcomes as client_call;
 * reasons in cli->err. */
enum td_code upload_files(struct cli *cli, const struct folder *folder,
                          const struct folder_file *files, size_t n_files);

#endif
