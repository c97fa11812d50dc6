/* A progress bar that redraws at most ten times a second, or lines for logs and pipes. */
#include "progress.h"

#include "timefmt.h"

#include <inttypes.h>
#include <unistd.h>

#define REDRAW_MS 100
#define BAR_CELLS 24
#define KIB 1024

void progress_init(struct progress *progress, FILE *out, const char *what, uint64_t total_bytes)
{
    *progress = (struct progress){
        .out = out, .what = what, .total_bytes = total_bytes, .is_terminal = isatty(fileno(out))};
}

static void draw(struct progress *progress, const char *name)
{
    uint64_t total = progress->total_bytes ? progress->total_bytes : 1;
    uint64_t done = progress->done_bytes < total ? progress->done_bytes : total;
    unsigned cells = (unsigned)(done * BAR_CELLS / total);
    fprintf(progress->out, "\r\033[K%s [", progress->what);
    for (unsigned i = 0; i < BAR_CELLS; i++)
        fputs(i < cells ? "█" : "·", progress->out);
    fprintf(progress->out, "] %3u%% %" PRIu64 "/%" PRIu64 " KiB  %s",
            (unsigned)(done * 100 / total), (done + KIB - 1) / KIB, (total + KIB - 1) / KIB, name);
    fflush(progress->out);
}

void progress_add(struct progress *progress, const char *name, uint64_t bytes)
{
    progress->done_bytes += bytes;
    uint64_t now_ms = td_monotonic_ms();
    if (!progress->is_terminal || now_ms - progress->shown_at_ms < REDRAW_MS)
        return;
    progress->shown_at_ms = now_ms;
    draw(progress, name);
}

void progress_file_done(struct progress *progress, const char *name)
{
    if (progress->is_terminal)
        draw(progress, name);
    else
        fprintf(progress->out, "%s: %s\n", progress->what, name);
}

void progress_end(struct progress *progress)
{
    if (progress->is_terminal)
        fputs("\r\033[K", progress->out);
    fflush(progress->out);
}
