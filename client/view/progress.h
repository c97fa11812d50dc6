/* How far a transfer is: one moving line on a terminal, one plain line per file elsewhere. On
 * stderr, so that results on stdout stay clean. */
#ifndef CLIENT_VIEW_PROGRESS_H
#define CLIENT_VIEW_PROGRESS_H

#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *out;
    const char *what; /* translated: "Uploading" */
    uint64_t done_bytes, total_bytes;
    uint64_t shown_at_ms;
    int is_terminal;
};

/* total_bytes: of all files together. Nothing is shown yet. */
void progress_init(struct progress *progress, FILE *out, const char *what, uint64_t total_bytes);
/* So many more bytes of `name` are through. */
void progress_add(struct progress *progress, const char *name, uint64_t bytes);
/* `name` is complete. */
void progress_file_done(struct progress *progress, const char *name);
/* No more: clears the moving line. */
void progress_end(struct progress *progress);

#endif
