/* Names and folders of the evidence store. Nothing that came from a peer becomes part of a path
 * before it was checked here. For this folder only. */
#ifndef SERVER_BLOB_PATHS_H
#define SERVER_BLOB_PATHS_H

#include "digest.h"

#include <stdbool.h>
#include <stdint.h>

#define BLOB_UNIT_SIZE 17 /* A-Z 0-9, 1 to 16, and NUL (proto/unit.proto) */
#define BLOB_PARTIAL_SIZE (BLOB_UNIT_SIZE + TD_HEX_SIZE)

bool blob_unit_valid(const char *unit_code);

/* "UNIT-<hex>"; the unit must be valid. */
void blob_partial_name(const char *unit_code, const uint8_t sha256[32],
                       char ret_name[BLOB_PARTIAL_SIZE]);
/* And back; false for any other name. */
bool blob_partial_parse(const char *name, char ret_unit[BLOB_UNIT_SIZE], uint8_t ret_sha256[32]);

/* A folder below another; links are not followed. create: made 0700 if missing, durably.
 * -1 with errno. */
int blob_folder_open(int parent_fd, const char *name, bool create);
/* The folder files/ab of a digest. */
int blob_shard_open(int files_fd, const char hex[TD_HEX_SIZE], bool create);
/* A whole file for reading; -1 with errno. */
int blob_file_open(int files_fd, const uint8_t sha256[32]);

/* Call visit for each entry's name but "." and ".."; the folder's descriptor stays open. Entries
 * may be removed meanwhile. */
void blob_folder_each(int folder_fd, void (*visit)(void *data, const char *name), void *data);

#endif
