/* Evidence files on disk, named by SHA-256: files/ab/<hex>, staged per unit while they arrive.
 *
 *   partial/UNIT-<hex>  grows by append, each append fsynced
 *   files/ab/<hex>      whole, hash and magic bytes checked: fsync, rename, fsync of the folder
 *   held/UNIT/<hex>     an empty marker: this unit has shown that it has the whole file
 *
 * A unit may refer only to files it holds, so that knowing a digest gives no access. Calls on
 * one store may come from several threads (it has its own lock); offers and appends from one at
 * a time (the file thread). Unit codes and digests are checked before they become names. */
#ifndef SERVER_BLOB_BLOB_H
#define SERVER_BLOB_BLOB_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob_store;

struct blob_options {
    const char *folder; /* made 0700 if missing; its parent must exist */
    uint64_t max_file_bytes;
    uint64_t max_partial_bytes_per_unit; /* of all unfinished uploads of one unit, each counted in
                                            whole blocks of 4 KiB */
    const char *scanner_command;         /* a program and arguments, cut at blanks, no shell; run
                                            as: command FILE; exit 0 accepts, 1 refuses, anything
                                            else is a failure. "" or NULL: none */
    uint32_t scanner_timeout_ms;         /* 0: 60 000 */
};

enum td_code blob_store_open(const struct blob_options *options, struct blob_store **ret,
                             const char **ret_problem);
/* For `thiduad verify` beside a running daemon: nothing is made or changed; only blob_held,
 * blob_read and blob_verify may be called. */
enum td_code blob_store_open_readonly(const char *folder, struct blob_store **ret,
                                      const char **ret_problem);
void blob_store_close(struct blob_store *store);

/* Complete for this unit, or how many bytes are durable. An upload whose last byte had arrived
 * when the daemon ended is completed here. A file told to be complete is safe from collection
 * for another grace period. INVALID_ARGUMENT: FILE_EMPTY, FILE_SIZE. */
enum td_code blob_offer(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
                        uint64_t size_bytes, bool *ret_complete, uint64_t *ret_durable_bytes,
                        struct td_err *err);
/* Write at offset, which must be where the file ends now (else ABORTED, FILE_OFFSET). On OK the
 * bytes are on disk. The kind is checked as soon as 4 KiB are there; the last byte completes
 * the file: hash and kind are checked. A file that fails is discarded (FAILED_PRECONDITION:
 * FILE_HASH, FILE_REFUSED, FILE_SCANNER). Appending to a file this unit holds is OK and changes
 * nothing. RESOURCE_EXHAUSTED: STORAGE_FULL (disk; what was durable stays) or UPLOAD_QUOTA.
 * UNAVAILABLE: the scanner could not be run; the upload waits, offer it again. */
enum td_code blob_append(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
                         uint64_t size_bytes, uint64_t offset, const uint8_t *data, size_t len,
                         uint64_t *ret_durable_bytes, bool *ret_complete, struct td_err *err);
/* Does the unit hold this file, of this size? Any thread. */
bool blob_held(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
               uint64_t size_bytes);
/* Up to capacity bytes from offset (none at or past the end). OK, NOT_FOUND or DATA_LOSS (the
 * disk cannot read it). Any thread. */
enum td_code blob_read(struct blob_store *store, const uint8_t sha256[32], uint64_t offset,
                       size_t capacity, uint8_t *ret_bytes, size_t *ret_len,
                       uint64_t *ret_size_bytes);
/* Full check of one file against its name. OK, NOT_FOUND or DATA_LOSS. Any thread. */
enum td_code blob_verify(struct blob_store *store, const uint8_t sha256[32]);
/* Remove partial uploads and files last touched before older_than_utc_ms that `referenced`
 * denies (now minus a grace period of days). Returns how many were removed.
 * Run it inside a JOB_WRITE job of the executor and let `referenced` ask that job's db: then no
 * dossier can begin to refer to a file between the question and the removal. */
size_t blob_collect(struct blob_store *store, int64_t older_than_utc_ms,
                    bool (*referenced)(void *data, const uint8_t sha256[32]), void *data);

/* Is this the beginning of a PDF, DOCX, XLSX, PNG or JPEG? Lives in common/filekind.h, so that
 * the client answers alike. */

#endif
