/* Frames out of a byte stream, however it is torn. */
#include "cmocka_all.h"

#include "arena.h"
#include "envelope.pb-c.h"
#include "frame.h"

/* Three frames: "a", 300 bytes, "zz". */
enum { STREAM_LEN = 5 + 304 + 6 };

static void stream_fill(uint8_t *stream)
{
    memcpy(stream, "\0\0\0\1a\0\0\1\x2C", 9);
    for (size_t i = 0; i < 300; i++)
        stream[9 + i] = (uint8_t)i;
    memcpy(stream + 309, "\0\0\0\2zz", 6);
}

static void assert_frame(int number, const uint8_t *frame, size_t len)
{
    static const size_t lens[] = {1, 300, 2};
    assert_int_equal(len, lens[number]);
    assert_int_equal(frame[len - 1], number == 0 ? 'a' : number == 1 ? 43 : 'z');
}

/* The caller's bytes come in pieces, each in memory of its own that is gone afterwards. */
static void feed_in_pieces(size_t piece)
{
    uint8_t stream[STREAM_LEN];
    stream_fill(stream);
    struct td_framer framer;
    td_framer_init(&framer, 300);
    int frames = 0;
    for (size_t at = 0; at < STREAM_LEN; at += piece) {
        size_t len = STREAM_LEN - at < piece ? STREAM_LEN - at : piece;
        uint8_t *copy = malloc(len);
        memcpy(copy, stream + at, len);
        const uint8_t *bytes = copy, *frame;
        for (size_t frame_len;;) {
            assert_int_equal(td_framer_next(&framer, &bytes, &len, &frame, &frame_len), TD_OK);
            if (!frame)
                break;
            assert_frame(frames++, frame, frame_len);
        }
        assert_int_equal(len, 0);
        free(copy);
    }
    assert_int_equal(frames, 3);
    td_framer_deinit(&framer);
}

static void next__torn_at_every_place__same_frames(void **state)
{
    (void)state;
    for (size_t piece = 1; piece <= STREAM_LEN; piece++)
        feed_in_pieces(piece);
}

static void next__whole_frame__not_copied(void **state)
{
    (void)state;
    uint8_t stream[STREAM_LEN];
    stream_fill(stream);
    struct td_framer framer;
    td_framer_init(&framer, 300);
    const uint8_t *bytes = stream, *frame = NULL;
    size_t len = STREAM_LEN, frame_len = 0;
    assert_int_equal(td_framer_next(&framer, &bytes, &len, &frame, &frame_len), TD_OK);
    assert_ptr_equal(frame, stream + 4);
    assert_null(framer.buffer);
    td_framer_deinit(&framer);
}

/* In one piece and byte by byte: refused as soon as the header is there, and from then on. */
static void assert_refused(const char *header, size_t max)
{
    for (size_t piece = 1; piece <= 4; piece += 3) {
        struct td_framer framer;
        td_framer_init(&framer, max);
        const uint8_t *bytes = (const uint8_t *)header, *frame = NULL;
        size_t frame_len = 77;
        enum td_code code = TD_OK;
        for (size_t at = 0; at < 4; at += piece) {
            assert_int_equal(code, TD_OK);
            size_t len = piece;
            code = td_framer_next(&framer, &bytes, &len, &frame, &frame_len);
        }
        assert_int_equal(code, TD_RESOURCE_EXHAUSTED);
        size_t none = 0;
        if (piece == 1)
            assert_int_equal(td_framer_next(&framer, &bytes, &none, &frame, &frame_len),
                             TD_RESOURCE_EXHAUSTED);
        td_framer_deinit(&framer);
    }
}

static void next__too_long_or_empty__refused_at_the_header(void **state)
{
    (void)state;
    assert_refused("\0\0\0\0", 300);
    assert_refused("\0\0\1\x2D", 300); /* 301 */
    assert_refused("\xFF\xFF\xFF\xFF", TD_FRAME_MAX_BYTES);
    assert_refused("\0\x10\0\1", TD_FRAME_MAX_BYTES); /* 1 MiB + 1 */
}

static void next__much_announced_little_sent__little_held(void **state)
{
    (void)state;
    struct td_framer framer;
    td_framer_init(&framer, TD_FRAME_MAX_BYTES);
    uint8_t part[104] = {0, 0x10, 0, 0};
    const uint8_t *bytes = part, *frame = NULL;
    size_t len = sizeof(part), frame_len;
    assert_int_equal(td_framer_next(&framer, &bytes, &len, &frame, &frame_len), TD_OK);
    assert_null(frame);
    assert_int_equal(framer.used, 104);
    assert_true(framer.capacity <= 4096);
    td_framer_deinit(&framer);
}

static void next__after_a_large_frame__memory_given_back(void **state)
{
    (void)state;
    struct td_framer framer;
    td_framer_init(&framer, TD_FRAME_MAX_BYTES);
    uint8_t *large = calloc(1, 4 + 200000);
    td_frame_header(200000, large);
    const uint8_t *bytes = large, *frame = NULL;
    size_t len = 100000, frame_len;
    assert_int_equal(td_framer_next(&framer, &bytes, &len, &frame, &frame_len), TD_OK);
    assert_null(frame);
    len = 100004;
    assert_int_equal(td_framer_next(&framer, &bytes, &len, &frame, &frame_len), TD_OK);
    assert_int_equal(frame_len, 200000);
    assert_non_null(frame);
    assert_int_equal(td_framer_next(&framer, &bytes, &len, &frame, &frame_len), TD_OK);
    assert_null(frame);
    assert_int_equal(framer.capacity, 0);
    free(large);
    td_framer_deinit(&framer);
}

static void header__length__big_endian(void **state)
{
    (void)state;
    uint8_t header[TD_FRAME_HEADER_SIZE];
    td_frame_header(0x01020304, header);
    assert_memory_equal(header, "\1\2\3\4", 4);
}

static void pack__ping__header_then_message(void **state)
{
    (void)state;
    Pb__Ping ping = PB__PING__INIT;
    ping.opaque = 5;
    Pb__Frame frame = PB__FRAME__INIT;
    frame.kind_case = PB__FRAME__KIND_PING;
    frame.ping = &ping;
    struct td_arena *arena = td_arena_new(64);
    size_t len = 0;
    uint8_t *bytes = td_frame_pack(&frame.base, arena, &len);
    assert_int_equal(len, 8);
    assert_memory_equal(bytes, "\0\0\0\4\x32\2\x08\5", 8);
    td_arena_free(arena);
    arena = td_arena_new(0);
    assert_null(td_frame_pack(&frame.base, arena, &len));
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next__torn_at_every_place__same_frames),
        cmocka_unit_test(next__whole_frame__not_copied),
        cmocka_unit_test(next__too_long_or_empty__refused_at_the_header),
        cmocka_unit_test(next__much_announced_little_sent__little_held),
        cmocka_unit_test(next__after_a_large_frame__memory_given_back),
        cmocka_unit_test(header__length__big_endian),
        cmocka_unit_test(pack__ping__header_then_message),
    };
    return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
