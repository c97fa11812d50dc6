/* Framing: a 4-byte big-endian length, then that many bytes of a packed Frame. No I/O here. */
#ifndef TD_COMMON_FRAME_H
#define TD_COMMON_FRAME_H

#include "err.h"

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

#define TD_FRAME_HEADER_SIZE 4
#define TD_FRAME_MAX_BYTES (1024 * 1024)        /* default cap of an enrolled peer */
#define TD_FRAME_MAX_BYTES_STRANGER (16 * 1024) /* before enrolment */

/* Cuts a byte stream into frames. Holds at most one frame; its buffer grows only as bytes
 * arrive, so a peer that announces much and sends little costs little. */
struct td_framer {
    uint8_t *buffer;
    size_t used, capacity, max_frame_bytes;
};

void td_framer_init(struct td_framer *framer, size_t max_frame_bytes);
void td_framer_deinit(struct td_framer *framer);

/* Take bytes from *bytes (advancing it and *len) until one frame is whole or they run out.
 * Returns OK with *ret_frame set to the frame or NULL: more needed. The frame lies in the framer
 * or in the caller's own bytes: valid until the next call, and no longer than those.
 * RESOURCE_EXHAUSTED: the announced length is over the cap or zero, or memory is short; the stream
 * is unusable. */
enum td_code td_framer_next(struct td_framer *framer, const uint8_t **bytes, size_t *len,
                            const uint8_t **ret_frame, size_t *ret_frame_len);

void td_frame_header(size_t frame_len, uint8_t ret_header[TD_FRAME_HEADER_SIZE]);

/* A packed Frame behind its header, in the arena: what goes on the wire. NULL: budget used up. */
uint8_t *td_frame_pack(const ProtobufCMessage *frame, struct td_arena *arena, size_t *ret_len);

#endif
