/* Small files of the client by path, over common/durable: what goes wrong becomes a violation
 * with the file's name and the system's reason. */
#ifndef CLIENT_FILES_H
#define CLIENT_FILES_H

#include "arena.h"
#include "err.h"

#include <stddef.h>
#include <stdint.h>

/* Read a regular file of at most max_bytes; links are not followed. *ret_bytes lives in the
 * arena and has a NUL after its last byte.
 * NOT_FOUND or FAILED_PRECONDITION: FILE_READ with the system's reason; INVALID_ARGUMENT:
 * FILE_SIZE; RESOURCE_EXHAUSTED: arena used up. */
enum td_code files_read(const char *path, size_t max_bytes, struct td_arena *arena,
                        uint8_t **ret_bytes, size_t *ret_len, struct td_err *err);

/* Write atomically and durably, mode 0600. FAILED_PRECONDITION: the system refused (FILE_WRITE
 * with its reason); the old file is whole. */
enum td_code files_write(const char *path, const void *bytes, size_t len, struct td_err *err);

#endif
