/* A dossier folder turned into what is submitted, and judged offline by the rules the server
 * will apply (III.5, III.4, II.2). No network here. */
#ifndef CLIENT_DRAFT_H
#define CLIENT_DRAFT_H

#include "dossier.pb-c.h"
#include "dossierfile.h"
#include "folder.h"

/* The server's own cap may be lower; it has the last word. */
#define DRAFT_MAX_FILE_BYTES ((uint64_t)50 * 1024 * 1024)
#define DRAFT_KEY_SIZE 16
/* Enough for dossier.yaml, plan and content of the largest dossier. */
#define DRAFT_ARENA_BYTES ((size_t)64 * 1024 * 1024)

struct draft {
    struct folder_state state;
    const Pb__Round *round;
    const struct plan *plan;
    const struct dossierfile *file; /* where its lines are */
    Pb__DossierContent *content;
    uint8_t *packed; /* content's serialization: what is sent, confirmed and receipted */
    size_t packed_len;
    uint8_t content_sha256[TD_SHA256_SIZE];
    struct folder_file *files; /* each digest once */
    size_t n_files;
};

/* Read folder, plan, dossier.yaml and every file it names. Everything lives in the arena.
 * wrong: collects all that makes the dossier unfit to be sent (texts, dates, lines, files, the
 * folder's own round and unit); missing: what III.5, III.4 and II.2 still ask for, which a
 * submission may leave open when told to. Returns OK when both are empty; INVALID_ARGUMENT when
 * `wrong` has something, else FAILED_PRECONDITION, with *ret filled in both cases; other codes
 * (and *ret untouched) when folder or YAML cannot be read: the reasons are in `wrong`. */
enum td_code draft_read(const struct folder *folder, uint64_t max_file_bytes,
                        struct td_arena *arena, struct draft *ret, struct td_err *wrong,
                        struct td_err *missing);

/* Could the draft be read at all, whatever is wrong with it? */
bool draft_was_read(const struct draft *draft);

/* The idempotency key of a submission: the same folder, base and flag always give the same one,
 * so that running `submit` again after a cut line asks for the first answer. */
void draft_submit_key(const struct draft *draft, uint32_t base_version, bool accept_incomplete,
                      uint8_t ret_key[DRAFT_KEY_SIZE]);

#endif
