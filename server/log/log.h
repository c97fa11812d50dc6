/* The daemon's log: one line an event on stderr, in English, for journald or a terminal. */
#ifndef SERVER_LOG_LOG_H
#define SERVER_LOG_LOG_H

#include <stdatomic.h>
#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

struct log {
    _Atomic int level;
    bool journal; /* lines begin with a priority (sd-daemon(3)) and journald adds the time */
};

/* journal is found out from the environment (JOURNAL_STREAM). */
void log_init(struct log *log, enum log_level level);
void log_set_level(struct log *log, enum log_level level);

/* Whether a line of this level would be written: spares the making of costly ones. */
bool log_wants(struct log *log, enum log_level level);
/* One line without its newline; longer than about 1000 bytes is cut. Any thread. */
void log_line(struct log *log, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
