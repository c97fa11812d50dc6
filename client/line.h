/* One TLS connection to the daemon: socket, poll and frames. No requests here, no retries. */
#ifndef CLIENT_LINE_H
#define CLIENT_LINE_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line;
struct td_tls_context;

/* Why a line could not be had, or broke. */
struct line_fault {
    enum td_key key;  /* CONNECT, LINE_LOST, LINE_TLS or LINE_PROTOCOL */
    bool final;       /* trying again cannot help */
    char reason[200]; /* for people, translated where it is common */
};

/* Connect (every address of the host in turn) and shake hands. False with
 * *ret_fault when nobody takes the connection before deadline_ms (td_monotonic_ms). */
bool line_open(const char *host, uint16_t port, struct td_tls_context *tls, uint64_t deadline_ms,
               struct line **ret, struct line_fault *ret_fault);
/* Say goodbye if there is time, close, free. NULL is fine. */
void line_close(struct line *line);

/* Queue one frame (header is added); it leaves in line_pump. */
bool line_send(struct line *line, const uint8_t *frame, size_t len);

/* Wait at most timeout_ms for the line to move, send and receive what can be, and hand every
 * whole frame to on_frame (borrowed while it runs). False with *ret_fault when it broke; frames
 * that came before were handed over. */
bool line_pump(struct line *line, int timeout_ms,
               void (*on_frame)(void *data, const uint8_t *frame, size_t len), void *data,
               struct line_fault *ret_fault);
/* Bytes sent so far: grows while a large request is still leaving. */
uint64_t line_sent(const struct line *line);

#endif
