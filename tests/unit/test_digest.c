/* Digests and spellings against published vectors. */
#include "cmocka_all.h"

#include "digest.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* FIPS 180-4 examples. */
static const struct {
    const char *text, *hex;
} sha256_cases[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void sha256__published_examples__match(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sha256_cases); i++) {
        uint8_t digest[TD_SHA256_SIZE];
        char hex[TD_HEX_SIZE];
        td_sha256(sha256_cases[i].text, strlen(sha256_cases[i].text), digest);
        td_hex(digest, sizeof(digest), hex);
        assert_string_equal(hex, sha256_cases[i].hex);
    }
}

static void sha256__peek_between_parts__does_not_disturb(void **state)
{
    (void)state;
    struct td_sha256 *hash = td_sha256_new();
    uint8_t digest[TD_SHA256_SIZE];
    char hex[TD_HEX_SIZE];
    td_sha256_peek(hash, digest);
    td_hex(digest, sizeof(digest), hex);
    assert_string_equal(hex, sha256_cases[0].hex);
    td_sha256_update(hash, "a", 1);
    td_sha256_peek(hash, digest);
    td_sha256_update(hash, "bc", 2);
    td_sha256_peek(hash, digest);
    td_hex(digest, sizeof(digest), hex);
    assert_string_equal(hex, sha256_cases[1].hex);
    td_sha256_free(hash);
    td_sha256_free(NULL);
}

static void unhex__either_case__bytes(void **state)
{
    (void)state;
    uint8_t bytes[3];
    assert_true(td_unhex("00fFa9", bytes, 3));
    assert_memory_equal(bytes, "\x00\xff\xa9", 3);
}

static void unhex__wrong_length_or_digit__refused_and_untouched(void **state)
{
    (void)state;
    static const char *const cases[] = {"", "00ffa", "00ffa9a", "00ffa9a9", "00ffg9", "00ff 9"};
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t bytes[3] = {1, 2, 3};
        assert_false(td_unhex(cases[i], bytes, 3));
        assert_memory_equal(bytes, "\1\2\3", 3);
    }
}

/* RFC 4648 section 10, lower case, padding left out. */
static void base32__published_examples__both_ways(void **state)
{
    (void)state;
    static const struct {
        const char *plain, *text;
    } cases[] = {
        {"", ""},
        {"f", "my"},
        {"fo", "mzxq"},
        {"foo", "mzxw6"},
        {"foob", "mzxw6yq"},
        {"fooba", "mzxw6ytb"},
        {"foobar", "mzxw6ytboi"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = strlen(cases[i].plain);
        char text[16];
        uint8_t bytes[8] = {0};
        td_base32((const uint8_t *)cases[i].plain, len, text);
        assert_string_equal(text, cases[i].text);
        assert_true(td_unbase32(text, strlen(text), bytes, len));
        assert_memory_equal(bytes, cases[i].plain, len);
    }
}

static void unbase32__not_the_one_spelling__refused(void **state)
{
    (void)state;
    uint8_t bytes[2] = {1, 2};
    assert_false(td_unbase32("mzx", 3, bytes, 2));   /* too short */
    assert_false(td_unbase32("mzxqa", 5, bytes, 2)); /* too long */
    assert_false(td_unbase32("mzx1", 4, bytes, 2));  /* no such digit */
    assert_false(td_unbase32("mzxr", 4, bytes, 2));  /* a bit beyond the last byte */
    assert_memory_equal(bytes, "\1\2", 2);
    assert_true(td_unbase32("MZXQ", 4, bytes, 2));
    assert_memory_equal(bytes, "fo", 2);
}

static void random__twice__differs(void **state)
{
    (void)state;
    uint8_t a[5000] = {0}, b[5000] = {0};
    td_random(a, sizeof(a));
    td_random(b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
    assert_memory_not_equal(a + 4900, b + 4900, 100);
}

/* RFC 8032 section 7.1, test 3. */
static void ed25519__published_example__verifies_and_altered_does_not(void **state)
{
    (void)state;
    uint8_t key[32], signature[64], message[2] = {0xaf, 0x82};
    assert_true(
        td_unhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", key, 32));
    assert_true(td_unhex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                         "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
                         signature, 64));
    assert_true(td_ed25519_verify(key, message, 2, signature));
    assert_false(td_ed25519_verify(key, message, 1, signature));
    signature[63] ^= 1;
    assert_false(td_ed25519_verify(key, message, 2, signature));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256__published_examples__match),
        cmocka_unit_test(sha256__peek_between_parts__does_not_disturb),
        cmocka_unit_test(unhex__either_case__bytes),
        cmocka_unit_test(unhex__wrong_length_or_digit__refused_and_untouched),
        cmocka_unit_test(base32__published_examples__both_ways),
        cmocka_unit_test(unbase32__not_the_one_spelling__refused),
        cmocka_unit_test(random__twice__differs),
        cmocka_unit_test(ed25519__published_example__verifies_and_altered_does_not),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
