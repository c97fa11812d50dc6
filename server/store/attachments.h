/* Files kept as evidence of a subject: which files which event brought. And, over dossiers and
 * subjects alike, whether anything refers to a file. */
#ifndef SERVER_STORE_ATTACHMENTS_H
#define SERVER_STORE_ATTACHMENTS_H

#include "arena.h"
#include "err.h"

struct db;

struct attachment_row {
    const uint8_t *sha256; /* 32 bytes */
    const char *name;
    uint64_t size_bytes;
    uint64_t log_seq;  /* this and the rest: when reading */
    int64_t at_utc_ms; /* of that event */
    const char *login; /* who brought it */
};

/* Only ever added to. log_seq: the event they belong to, which has none yet. */
enum td_code attachments_add(struct db *db, const char *subject, uint64_t log_seq,
                             const struct attachment_row *files, size_t n);
/* That events from first_seq to last_seq brought, both included, oldest first; strings and digests
 * in the arena. */
enum td_code attachments_list(struct db *db, const char *subject, uint64_t first_seq,
                              uint64_t last_seq, struct td_arena *arena,
                              struct attachment_row **ret, size_t *ret_n);
/* Is the file evidence of this subject? */
enum td_code attachments_refers(struct db *db, const char *subject, const uint8_t sha256[32],
                                bool *ret_refers);

/* Does any version of any dossier, or any subject, refer to the file? */
enum td_code attachments_any_refers(struct db *db, const uint8_t sha256[32], bool *ret_refers);
/* Walk all files that anything refers to, each once: the first digest above `after` (32 zeros to
 * begin). NOT_FOUND: that was the last. */
enum td_code attachments_any_next(struct db *db, const uint8_t after[32], uint8_t ret_sha256[32]);

#endif
