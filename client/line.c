/* A non-blocking socket under the TLS pump of common/tls.h. */
#include "line.h"

#include "frame.h"
#include "i18n.h"
#include "timefmt.h"
#include "tls.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES (64 * 1024)
/* The largest answer taken: the server's own cap is 1 MiB, a later one may know larger pages. */
#define MAX_ANSWER_BYTES (8 * 1024 * 1024)

struct line {
    int fd;
    struct td_tls *tls;
    struct td_framer framer;
    uint64_t sent_bytes;
};

static bool fault(struct line_fault *ret, enum td_key key, bool final, const char *reason)
{
    *ret = (struct line_fault){.key = key, .final = final};
    snprintf(ret->reason, sizeof ret->reason, "%s", reason ? reason : "");
    return false;
}

static const char *reason_of(int error_number)
{
    switch (error_number) {
    case ECONNREFUSED:
        return _("nobody listens there; is the server running?");
    case ETIMEDOUT:
        return _("no answer");
    case ENETUNREACH:
    case EHOSTUNREACH:
        return _("no way there; is this machine online?");
    case ECONNRESET:
    case EPIPE:
        return _("the other side hung up");
    default:
        return strerror(error_number);
    }
}

static int left_ms(uint64_t deadline_ms)
{
    uint64_t now_ms = td_monotonic_ms();
    return deadline_ms > now_ms ? (int)(deadline_ms - now_ms) : 0;
}

/* A connected socket, or -1 with errno. */
static int connect_address(const struct addrinfo *address, uint64_t deadline_ms)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    int problem = 0, one = 1;
    socklen_t size = sizeof problem;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0 && errno != EINPROGRESS) {
        problem = errno;
    } else {
        struct pollfd wait = {.fd = fd, .events = POLLOUT};
        int ready;
        do {
            ready = poll(&wait, 1, left_ms(deadline_ms));
        } while (ready < 0 && errno == EINTR);
        if (ready == 0)
            problem = ETIMEDOUT;
        else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size) != 0)
            problem = errno;
    }
    if (problem == 0)
        return fd;
    (void)close(fd);
    errno = problem;
    return -1;
}

static int connect_host(const char *host, uint16_t port, uint64_t deadline_ms,
                        struct line_fault *ret_fault)
{
    char service[8];
    snprintf(service, sizeof service, "%u", port);
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *addresses;
    int problem = getaddrinfo(host, service, &hints, &addresses);
    if (problem != 0) {
        bool unknown = problem == EAI_NONAME;
        fault(ret_fault, TD_KEY_CONNECT, unknown,
              unknown ? _("no machine has this name") : gai_strerror(problem));
        return -1;
    }
    int fd = -1;
    for (const struct addrinfo *at = addresses; at && fd < 0; at = at->ai_next)
        fd = connect_address(at, deadline_ms);
    if (fd < 0)
        fault(ret_fault, TD_KEY_CONNECT, false, reason_of(errno));
    freeaddrinfo(addresses);
    return fd;
}

/* As much as the socket takes now; false with errno when it is broken. */
static bool send_pending(struct line *line)
{
    const uint8_t *bytes;
    size_t len;
    while ((len = td_tls_pending(line->tls, &bytes)) > 0) {
        ssize_t n = send(line->fd, bytes, len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK;
        td_tls_drained(line->tls, (size_t)n);
        line->sent_bytes += (uint64_t)n;
    }
    return true;
}

static bool tls_fault(const struct line *line, struct line_fault *ret_fault)
{
    const char *problem = td_tls_problem(line->tls);
    return fault(ret_fault, TD_KEY_LINE_TLS, true, problem ? _(problem) : "");
}

/* 1: bytes came; 0: none now; -1: the end, or broken (*ret_fault). */
static int receive(struct line *line, struct line_fault *ret_fault)
{
    uint8_t bytes[READ_BYTES];
    ssize_t n = recv(line->fd, bytes, sizeof bytes, 0);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return 0;
    if (n <= 0) {
        fault(ret_fault, TD_KEY_LINE_LOST, false, reason_of(n == 0 ? ECONNRESET : errno));
        return -1;
    }
    if (td_tls_feed(line->tls, bytes, (size_t)n) == TD_OK)
        return 1;
    tls_fault(line, ret_fault);
    return -1;
}

/* Pump the handshake until it is done: requests need an open line. Plain bytes that came with
 * its end stay in the pump. */
static bool shake_hands(struct line *line, uint64_t deadline_ms, struct line_fault *ret_fault)
{
    while (td_tls_state(line->tls) == TD_TLS_HANDSHAKING) {
        if (!send_pending(line))
            return fault(ret_fault, TD_KEY_LINE_LOST, false, reason_of(errno));
        struct pollfd wait = {.fd = line->fd, .events = POLLIN};
        int ready = poll(&wait, 1, left_ms(deadline_ms));
        if (ready == 0)
            return fault(ret_fault, TD_KEY_CONNECT, false, reason_of(ETIMEDOUT));
        if (ready > 0 && receive(line, ret_fault) < 0) {
            (void)send_pending(line); /* the alert that says why we go */
            return false;
        }
    }
    return send_pending(line) || fault(ret_fault, TD_KEY_LINE_LOST, false, reason_of(errno));
}

bool line_open(const char *host, uint16_t port, struct td_tls_context *tls, uint64_t deadline_ms,
               struct line **ret, struct line_fault *ret_fault)
{
    int fd = connect_host(host, port, deadline_ms, ret_fault);
    if (fd < 0)
        return false;
    struct line *line = calloc(1, sizeof *line);
    struct td_tls *pump = line ? td_tls_new(tls) : NULL;
    if (!pump) {
        free(line);
        (void)close(fd);
        return fault(ret_fault, TD_KEY_CONNECT, true, strerror(ENOMEM));
    }
    line->fd = fd;
    line->tls = pump;
    td_framer_init(&line->framer, MAX_ANSWER_BYTES);
    if (!shake_hands(line, deadline_ms, ret_fault)) {
        line_close(line);
        return false;
    }
    *ret = line;
    return true;
}

void line_close(struct line *line)
{
    if (!line)
        return;
    td_tls_close(line->tls);
    (void)send_pending(line);
    td_tls_free(line->tls);
    td_framer_deinit(&line->framer);
    (void)close(line->fd);
    free(line);
}

bool line_send(struct line *line, const uint8_t *frame, size_t len)
{
    uint8_t header[TD_FRAME_HEADER_SIZE];
    td_frame_header(len, header);
    return td_tls_write(line->tls, header, sizeof header) == TD_OK &&
           td_tls_write(line->tls, frame, len) == TD_OK;
}

/* Everything decrypted so far, as frames. */
static bool take_frames(struct line *line,
                        void (*on_frame)(void *data, const uint8_t *frame, size_t len), void *data,
                        bool *ret_any, struct line_fault *ret_fault)
{
    uint8_t plain[16 * 1024];
    size_t n;
    while ((n = td_tls_read(line->tls, plain, sizeof plain)) > 0) {
        const uint8_t *at = plain, *frame;
        size_t frame_len;
        while (n > 0) {
            if (td_framer_next(&line->framer, &at, &n, &frame, &frame_len) != TD_OK)
                return fault(ret_fault, TD_KEY_LINE_PROTOCOL, true, "");
            if (!frame)
                continue;
            on_frame(data, frame, frame_len);
            *ret_any = true;
        }
    }
    return td_tls_state(line->tls) != TD_TLS_FAILED || tls_fault(line, ret_fault);
}

bool line_pump(struct line *line, int timeout_ms,
               void (*on_frame)(void *data, const uint8_t *frame, size_t len), void *data,
               struct line_fault *ret_fault)
{
    const uint8_t *unused;
    bool any = false;
    if (!take_frames(line, on_frame, data, &any, ret_fault)) /* what came with the handshake */
        return false;
    short out = td_tls_pending(line->tls, &unused) > 0 ? POLLOUT : 0;
    struct pollfd wait = {.fd = line->fd, .events = (short)(POLLIN | out)};
    int ready = poll(&wait, 1, any ? 0 : timeout_ms);
    if (ready < 0 && errno != EINTR)
        return fault(ret_fault, TD_KEY_LINE_LOST, false, strerror(errno));
    if (ready <= 0)
        return true;
    /* Receive even when sending failed: the server's last word is why it hung up. */
    bool sent = send_pending(line);
    int problem = errno, received;
    do {
        received = receive(line, ret_fault);
        struct line_fault later;
        if (!take_frames(line, on_frame, data, &any, received < 0 ? &later : ret_fault))
            return false;
    } while (received > 0);
    if (received < 0)
        return false;
    if (td_tls_state(line->tls) == TD_TLS_PEER_CLOSED)
        return fault(ret_fault, TD_KEY_LINE_LOST, false, reason_of(ECONNRESET));
    sent = sent && send_pending(line);
    return sent || fault(ret_fault, TD_KEY_LINE_LOST, false, reason_of(problem));
}

uint64_t line_sent(const struct line *line)
{
    return line->sent_bytes;
}
