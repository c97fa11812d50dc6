/* Evidence files named on the command line (--evidence FILE): checked, uploaded, and made into
 * what a request refers to. */
#ifndef CLIENT_ATTACH_H
#define CLIENT_ATTACH_H

#include "command.h"
#include "evidence.pb-c.h"

/* For a command's table of options; commas belong to file names. */
#define OPTION_EVIDENCE                                                                    \
    {                                                                                      \
        .name = "evidence", .kind = OPTION_TEXT, .value_name = N_("FILE"),                 \
        .help = N_("a file that proves it (PDF, DOCX, XLSX, PNG, JPEG)"), .repeats = true, \
        .whole = true                                                                      \
    }

/* Upload the files of --evidence (there may be none) and refer to them:
 *
 *     code = attach_evidence(cli, &in.evidence, &in.n_evidence);
 *
 * What cannot be sent is found before anything is: FILE_READ (FAILED_PRECONDITION), FILE_NAME,
 * FILE_EMPTY, FILE_SIZE, FILE_KIND (INVALID_ARGUMENT), each at "--evidence". Links are followed.
 * The list lives in cli->arena. Otherwise outcomes as upload_files. */
enum td_code attach_evidence(struct cli *cli, Pb__FileRef ***ret, size_t *ret_n);

/* "a.pdf, b.xlsx": the names of files that came back with an answer, in the arena; NULL: used up.
 */
const char *attach_names(struct td_arena *arena, Pb__FileRef *const *files, size_t n);

#endif
