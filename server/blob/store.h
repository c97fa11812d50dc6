/* What the parts of the evidence store share. For this folder only. */
#ifndef SERVER_BLOB_STORE_H
#define SERVER_BLOB_STORE_H

#include "blob.h"
#include "paths.h"

#include <pthread.h>

#define OPEN_UPLOADS 32 /* descriptors and running hashes kept; the least used goes first */

/* An upload being written: what is durable of it, and its hash so far. */
struct upload {
    char unit_code[BLOB_UNIT_SIZE]; /* "": a free place */
    uint8_t sha256[32];
    int fd;
    struct td_sha256 *hash;
    uint64_t durable_bytes;
    uint64_t used_at; /* a counter, for LRU */
};

struct unit_usage {
    char unit_code[BLOB_UNIT_SIZE];
    uint64_t bytes; /* of its unfinished uploads, in whole blocks */
};

struct blob_store {
    char *folder, *scanner_command;
    uint64_t max_file_bytes, max_partial_bytes_per_unit;
    uint32_t scanner_timeout_ms;
    int partial_fd, files_fd, held_fd;
    pthread_mutex_t lock; /* everything below, and moving or removing files */
    struct upload uploads[OPEN_UPLOADS];
    uint64_t used_counter;
    struct unit_usage *usage;
    size_t n_usage;
};

/* -- upload.c; the lock is held -- */

/* Count what lies in partial/. false: memory is short. */
bool uploads_load(struct blob_store *store);
void uploads_deinit(struct blob_store *store);

/* The size on disk of an unfinished upload; 0 when there is none. */
uint64_t upload_size(struct blob_store *store, const char *unit_code, const uint8_t sha256[32]);
/* Open, and rebuild the hash from what is there; made if missing. The upload stays in the table
 * until upload_close or others push it out. */
enum td_code upload_open(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
                         struct upload **ret, struct td_err *err);
/* Write after the durable end and sync. On failure the file is cut back to that end. */
enum td_code upload_write(struct blob_store *store, struct upload *upload, const uint8_t *data,
                          size_t len, struct td_err *err);
/* Forget it; the file stays. */
void upload_close(struct upload *upload);
/* Forget it and remove the file. */
void upload_discard(struct blob_store *store, struct upload *upload);
/* Remove the file of an upload that may be open or not. */
bool upload_remove(struct blob_store *store, const char *unit_code, const uint8_t sha256[32]);
/* The file has been moved away: it no longer counts. Closes it. */
void upload_moved(struct blob_store *store, struct upload *upload);

/* -- complete.c; the lock is held, and let go only while the scanner runs -- */

/* Is the beginning of an accepted kind? Call once enough bytes are there. Discards it if not
 * (FAILED_PRECONDITION, FILE_REFUSED). */
enum td_code upload_check_kind(struct blob_store *store, struct upload *upload, struct td_err *err);
/* All bytes are there: check, mark as held, move to its place. On a refusal it is discarded. */
enum td_code upload_complete(struct blob_store *store, struct upload *upload, struct td_err *err);
/* blob_held without checks of the arguments; touch: also restart the file's grace period. */
bool file_held(struct blob_store *store, const char *unit_code, const uint8_t sha256[32],
               uint64_t size_bytes, bool touch);

#endif
