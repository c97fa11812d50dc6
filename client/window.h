/* A few requests of one kind in flight, answered in order: the pipeline of uploads and
 * downloads. */
#ifndef CLIENT_WINDOW_H
#define CLIENT_WINDOW_H

#include "connection.h"

#define WINDOW_MAX ((size_t)4)

/* Zero-initialised is empty. */
struct window {
    uint64_t tickets[WINDOW_MAX];
    size_t first, n; /* a ring, oldest first; n <= WINDOW_MAX */
};

/* Send one more; there must be room. Outcomes as client_start. */
enum td_code window_start(struct window *window, struct client *client,
                          const struct client_request *request);
/* The oldest answer; there must be one. answers: reset first, *ret_out lives in it. Outcomes as
 * client_await. */
enum td_code window_await(struct window *window, struct client *client, struct td_arena *answers,
                          const ProtobufCMessage **ret_out);
/* Take all that are left and forget them. They fail as the first one did, whose reasons in err
 * (the client's) are kept. */
void window_drain(struct window *window, struct client *client, struct td_arena *answers,
                  struct td_err *err);

#endif
