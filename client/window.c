/* A ring of tickets over client_start and client_await. */
#include "window.h"

enum td_code window_start(struct window *window, struct client *client,
                          const struct client_request *request)
{
    size_t slot = (window->first + window->n) % WINDOW_MAX;
    enum td_code code = client_start(client, request, &window->tickets[slot]);
    if (code == TD_OK)
        window->n++;
    return code;
}

enum td_code window_await(struct window *window, struct client *client, struct td_arena *answers,
                          const ProtobufCMessage **ret_out)
{
    uint64_t ticket = window->tickets[window->first];
    window->first = (window->first + 1) % WINDOW_MAX;
    window->n--;
    td_arena_reset(answers);
    return client_await(client, ticket, answers, ret_out);
}

void window_drain(struct window *window, struct client *client, struct td_arena *answers,
                  struct td_err *err)
{
    const ProtobufCMessage *ignored;
    const struct td_err first = *err;
    while (window->n > 0)
        (void)window_await(window, client, answers, &ignored);
    *err = first;
}
