/* One write(2) a line, so that lines of several threads never mix. */
#include "log.h"

#include "timefmt.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_SIZE 1100

static const struct {
    const char *name;
    int priority; /* syslog(3) */
} levels[] = {{"error", 3}, {"warning", 4}, {"info", 6}, {"debug", 7}};

void log_init(struct log *log, enum log_level level)
{
    log_set_level(log, level);
    log->journal = getenv("JOURNAL_STREAM") != NULL && !isatty(STDERR_FILENO);
}

void log_set_level(struct log *log, enum log_level level)
{
    atomic_store_explicit(&log->level, (int)level, memory_order_relaxed);
}

bool log_wants(struct log *log, enum log_level level)
{
    return (int)level <= atomic_load_explicit(&log->level, memory_order_relaxed);
}

static size_t log_prefix(const struct log *log, enum log_level level, char *line, size_t size)
{
    if (log->journal)
        return (size_t)snprintf(line, size, "<%d>", levels[level].priority);
    char now[TD_TIME_SIZE];
    td_time_iso(td_now_utc_ms(), now);
    return (size_t)snprintf(line, size, "%s %-7s ", now, levels[level].name);
}

void log_line(struct log *log, enum log_level level, const char *format, ...)
{
    if (!log_wants(log, level))
        return;
    char line[LINE_SIZE];
    size_t len = log_prefix(log, level, line, sizeof line);
    va_list arguments;
    va_start(arguments, format);
    int wanted = vsnprintf(line + len, sizeof line - len, format, arguments);
    va_end(arguments);
    if (wanted < 0)
        return;
    size_t room = sizeof line - len - 1;
    len += (size_t)wanted < room ? (size_t)wanted : room;
    line[len++] = '\n';
    /* A log that cannot be written must not stop the daemon. */
    ssize_t ignored = write(STDERR_FILENO, line, len);
    (void)ignored;
}
