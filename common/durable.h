/* Small files that must survive a power cut: keys, certificates, profiles, receipts. */
#ifndef TD_COMMON_DURABLE_H
#define TD_COMMON_DURABLE_H

#include "err.h"

#include <stddef.h>
#include <stdint.h>

/* Write folder/name as a whole, mode 0600: a new file, fsync, rename over the old one, fsync of
 * the folder. Readers see the old or the new content, never a half. Returns OK;
 * RESOURCE_EXHAUSTED: the disk is full; INTERNAL otherwise; errno then says why. Any thread, one
 * writer per name. */
enum td_code td_durable_write(const char *folder, const char *name, const void *bytes, size_t len);

/* Read folder/name whole, ended by an extra NUL, to be freed with free(). Symbolic links are not
 * followed. Returns OK; NOT_FOUND; RESOURCE_EXHAUSTED: larger than max_bytes; INTERNAL. */
enum td_code td_file_read(const char *folder, const char *name, size_t max_bytes,
                          uint8_t **ret_bytes, size_t *ret_len);

/* A folder for its owner only (0700), made durably if it is missing; its parent must exist. OK also
 * when it is there, with whatever mode. INTERNAL: errno says why. */
enum td_code td_folder_make(const char *path);

/* All bytes to a descriptor, continuing after interruptions. false: errno says why. */
bool td_write_all(int fd, const void *bytes, size_t len);

#endif
