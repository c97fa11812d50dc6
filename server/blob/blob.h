/* Evidence files on disk, named by SHA-256: files/ab/<hex>, staged per unit while they arrive.
 *
 *   partial/UNIT-<hex>  grows by append, each append fsynced
 *   files/ab/<hex>      whole, hash and magic bytes checked: fsync, rename, fsync of the folder
 *   held/UNIT/<hex>     an empty marker: this unit has shown that it has the whole file
 *
 * A unit may refer only to files it holds, so that knowing a digest gives no access. Calls on
 * one store may come from several threads (it has its own lock); appends from one at a time. */
#ifndef SERVER_BLOB_BLOB_H
#define SERVER_BLOB_BLOB_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob_store;

struct blob_options {
    const char *folder;            /* made 0700 if missing */
    uint64_t max_file_bytes;
    uint64_t max_partial_bytes_per_unit; /* of all unfinished uploads of one unit */
    const char *scanner_command;   /* run as: command FILE; exit 0 accepts. "" or NULL: none */
};

enum td_code blob_store_open(const struct blob_options *options, struct blob_store **ret,
                             const char **ret_problem);
void blob_store_close(struct blob_store *store);

/* Complete for this unit, or how many bytes are durable. */
enum td_code blob_offer(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
                        uint64_t size_bytes, bool *ret_complete, uint64_t *ret_durable_bytes,
                        struct td_err *err);
/* Write at offset, which must be where the file ends now (else ABORTED, FILE_OFFSET). On OK the
 * bytes are on disk. The last byte completes it: hash and kind are checked; a file that fails
 * is discarded (FAILED_PRECONDITION: FILE_HASH, FILE_REFUSED, FILE_SCANNER). */
enum td_code blob_append(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
                         uint64_t size_bytes, uint64_t offset, const uint8_t *data, size_t len,
                         uint64_t *ret_durable_bytes, bool *ret_complete, struct td_err *err);
bool blob_held(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
               uint64_t size_bytes);
enum td_code blob_read(struct blob_store *store, const uint8_t sha256[32], uint64_t offset,
                       size_t capacity, uint8_t *ret_bytes, size_t *ret_len,
                       uint64_t *ret_size_bytes);
/* Full check of one file against its name. OK, NOT_FOUND or DATA_LOSS. */
enum td_code blob_verify(struct blob_store *store, const uint8_t sha256[32]);
/* Remove partial uploads and files older than the grace period that `referenced` denies.
 * Returns how many were removed. */
size_t blob_collect(struct blob_store *store, int64_t older_than_utc_ms,
                    bool (*referenced)(void *data, const uint8_t sha256[32]), void *data);

/* Is this the beginning of a PDF, DOCX, XLSX, PNG or JPEG? Lives in common/filekind.h, so that
 * the client answers alike. */

#endif
