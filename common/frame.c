/* Length-prefixed frames out of a byte stream. A frame that lies whole in the caller's bytes is
 * not copied; only a torn one is gathered. */
#include "frame.h"

#include "arena.h"

/* A buffer grown beyond this by one large frame is given back before the next. */
#define KEEP_BYTES ((size_t)64 * 1024)
#define FIRST_CAPACITY ((size_t)1024)

void td_framer_init(struct td_framer *framer, size_t max_frame_bytes)
{
    *framer = (struct td_framer){.max_frame_bytes = max_frame_bytes};
}

void td_framer_deinit(struct td_framer *framer)
{
    free(framer->buffer);
    *framer = (struct td_framer){0};
}

static size_t header_len(const uint8_t *header)
{
    return (size_t)header[0] << 24 | (size_t)header[1] << 16 | (size_t)header[2] << 8 | header[3];
}

static enum td_code header_check(const struct td_framer *framer, const uint8_t *header)
{
    size_t len = header_len(header);
    return len == 0 || len > framer->max_frame_bytes ? TD_RESOURCE_EXHAUSTED : TD_OK;
}

/* The frame given out by the last call is over. */
static void forget_whole_frame(struct td_framer *framer)
{
    if (framer->used < TD_FRAME_HEADER_SIZE || header_check(framer, framer->buffer) != TD_OK ||
        framer->used < TD_FRAME_HEADER_SIZE + header_len(framer->buffer))
        return;
    framer->used = 0;
    if (framer->capacity > KEEP_BYTES) {
        free(framer->buffer);
        framer->buffer = NULL;
        framer->capacity = 0;
    }
}

/* Room for `more` bytes, at most doubling what has really arrived. */
static bool framer_grow(struct td_framer *framer, size_t more)
{
    size_t needed = framer->used + more;
    if (needed <= framer->capacity)
        return true;
    size_t capacity = framer->capacity ? 2 * framer->capacity : FIRST_CAPACITY;
    if (capacity < needed)
        capacity = needed;
    uint8_t *buffer = realloc(framer->buffer, capacity);
    if (!buffer)
        return false;
    framer->buffer = buffer;
    framer->capacity = capacity;
    return true;
}

/* Gather until `wanted` bytes are held or the input runs out. */
static enum td_code gather(struct td_framer *framer, size_t wanted, const uint8_t **bytes,
                           size_t *len)
{
    size_t missing = wanted - framer->used;
    size_t part = missing < *len ? missing : *len;
    if (part == 0)
        return TD_OK;
    if (!framer_grow(framer, part))
        return TD_RESOURCE_EXHAUSTED;
    memcpy(framer->buffer + framer->used, *bytes, part);
    framer->used += part;
    *bytes += part;
    *len -= part;
    return TD_OK;
}

/* A frame that needs no gathering: NULL when it is not whole. */
static const uint8_t *frame_in_place(const struct td_framer *framer, const uint8_t *bytes,
                                     size_t len)
{
    bool whole = framer->used == 0 && len >= TD_FRAME_HEADER_SIZE &&
                 len - TD_FRAME_HEADER_SIZE >= header_len(bytes);
    return whole ? bytes + TD_FRAME_HEADER_SIZE : NULL;
}

enum td_code td_framer_next(struct td_framer *framer, const uint8_t **bytes, size_t *len,
                            const uint8_t **ret_frame, size_t *ret_frame_len)
{
    forget_whole_frame(framer);
    const uint8_t *frame = frame_in_place(framer, *bytes, *len);
    if (frame) {
        size_t frame_len = header_len(*bytes);
        if (header_check(framer, *bytes) != TD_OK)
            return TD_RESOURCE_EXHAUSTED;
        *bytes = frame + frame_len;
        *len -= TD_FRAME_HEADER_SIZE + frame_len;
        *ret_frame = frame;
        *ret_frame_len = frame_len;
        return TD_OK;
    }

    enum td_code code = TD_OK;
    if (framer->used < TD_FRAME_HEADER_SIZE)
        code = gather(framer, TD_FRAME_HEADER_SIZE, bytes, len);
    bool has_header = framer->used >= TD_FRAME_HEADER_SIZE;
    if (code == TD_OK && has_header)
        code = header_check(framer, framer->buffer);
    size_t frame_len = code == TD_OK && has_header ? header_len(framer->buffer) : 0;
    if (frame_len)
        code = gather(framer, TD_FRAME_HEADER_SIZE + frame_len, bytes, len);
    if (code != TD_OK)
        return code;
    bool whole = frame_len && framer->used == TD_FRAME_HEADER_SIZE + frame_len;
    *ret_frame = whole ? framer->buffer + TD_FRAME_HEADER_SIZE : NULL;
    *ret_frame_len = frame_len;
    return TD_OK;
}

void td_frame_header(size_t frame_len, uint8_t ret_header[TD_FRAME_HEADER_SIZE])
{
    for (size_t i = 0; i < TD_FRAME_HEADER_SIZE; i++)
        ret_header[i] = (uint8_t)(frame_len >> (8 * (TD_FRAME_HEADER_SIZE - 1 - i)));
}

uint8_t *td_frame_pack(const ProtobufCMessage *frame, struct td_arena *arena, size_t *ret_len)
{
    size_t frame_len = protobuf_c_message_get_packed_size(frame);
    uint8_t *bytes = td_arena_alloc(arena, TD_FRAME_HEADER_SIZE + frame_len);
    if (!bytes)
        return NULL;
    td_frame_header(frame_len, bytes);
    protobuf_c_message_pack(frame, bytes + TD_FRAME_HEADER_SIZE);
    *ret_len = TD_FRAME_HEADER_SIZE + frame_len;
    return bytes;
}
