/* The town's own virus scanner, run once for every whole file. For this folder only. */
#ifndef SERVER_BLOB_SCANNER_H
#define SERVER_BLOB_SCANNER_H

#include <stdint.h>

enum scan_verdict { SCAN_ACCEPTED, SCAN_REFUSED, SCAN_FAILED };

/* Runs `command path` without a shell; command is cut at blanks into at most 15 words. Exit 0
 * accepts, 1 refuses; anything else, or taking longer than timeout_ms (it is then killed with
 * its children), is a failure. Blocks. Any thread. */
enum scan_verdict scanner_run(const char *command, const char *path, uint32_t timeout_ms);

#endif
