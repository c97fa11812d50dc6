/* A window of attempts per address in a fixed table; the linear search is short beside the TLS
 * handshake that every attempt costs. */
#include "limiter.h"

#include <stdio.h>
#include <string.h>

static struct limiter_slot *limiter_slot_of(struct limiter *limiter, const char *address)
{
    struct limiter_slot *oldest = &limiter->slots[0];
    for (size_t i = 0; i < LIMITER_SLOTS; i++) {
        struct limiter_slot *slot = &limiter->slots[i];
        if (slot->window_ms != 0 && strcmp(slot->address, address) == 0)
            return slot;
        if (slot->used_ms < oldest->used_ms)
            oldest = slot;
    }
    *oldest = (struct limiter_slot){0};
    snprintf(oldest->address, sizeof oldest->address, "%s", address);
    return oldest;
}

bool limiter_allow(struct limiter *limiter, const char *address, unsigned most, uint64_t now_ms,
                   unsigned *ret_wait_s)
{
    struct limiter_slot *slot = limiter_slot_of(limiter, address);
    slot->used_ms = now_ms;
    if (slot->window_ms == 0 || now_ms - slot->window_ms >= LIMITER_WINDOW_MS) {
        slot->window_ms = now_ms;
        slot->count = 0;
    }
    if (slot->count >= most) {
        *ret_wait_s = (unsigned)((slot->window_ms + LIMITER_WINDOW_MS - now_ms + 999) / 1000);
        return false;
    }
    slot->count++;
    return true;
}
