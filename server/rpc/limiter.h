/* How often one address may try something: counts in memory, bounded, forgotten on restart. */
#ifndef SERVER_RPC_LIMITER_H
#define SERVER_RPC_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

#define LIMITER_SLOTS 512
#define LIMITER_WINDOW_MS 60000

/* Caller's memory; all zero is empty. When all slots are taken the one unused longest goes, so
 * an attacker needs LIMITER_SLOTS addresses to be forgotten. */
struct limiter {
    struct limiter_slot {
        char address[72];
        unsigned count;
        uint64_t window_ms; /* when its count began; 0: free */
        uint64_t used_ms;
    } slots[LIMITER_SLOTS];
};

/* Count one attempt. now_ms: monotonic, not 0. false: `most` were made within the window;
 * *ret_wait_s is how many seconds remain of it, at least 1. One thread. */
bool limiter_allow(struct limiter *limiter, const char *address, unsigned most, uint64_t now_ms,
                   unsigned *ret_wait_s);

#endif
