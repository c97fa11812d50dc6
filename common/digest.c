/* Hashes and their spellings. The low-level SHA-256 calls are used on purpose: they need no
 * provider look-up and cannot fail, which is what every request's hashing wants; OpenSSL marks
 * them deprecated in favour of the slower generic ones. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "digest.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

struct td_sha256 {
    SHA256_CTX state;
};

struct td_sha256 *td_sha256_new(void)
{
    struct td_sha256 *hash = malloc(sizeof(*hash));
    if (hash)
        SHA256_Init(&hash->state);
    return hash;
}

void td_sha256_free(struct td_sha256 *hash)
{
    free(hash);
}

void td_sha256_update(struct td_sha256 *hash, const void *bytes, size_t len)
{
    SHA256_Update(&hash->state, bytes, len);
}

void td_sha256_peek(struct td_sha256 *hash, uint8_t ret_digest[TD_SHA256_SIZE])
{
    SHA256_CTX copy = hash->state;
    SHA256_Final(ret_digest, &copy);
}

void td_sha256(const void *bytes, size_t len, uint8_t ret_digest[TD_SHA256_SIZE])
{
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, bytes, len);
    SHA256_Final(ret_digest, &state);
}

void td_hex(const uint8_t *bytes, size_t len, char *ret_text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        ret_text[2 * i] = digits[bytes[i] >> 4];
        ret_text[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret_text[2 * len] = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool td_unhex(const char *text, uint8_t *ret_bytes, size_t len)
{
    if (strlen(text) != 2 * len)
        return false;
    for (size_t i = 0; i < 2 * len; i++)
        if (hex_digit(text[i]) < 0)
            return false;
    for (size_t i = 0; i < len; i++)
        ret_bytes[i] = (uint8_t)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
    return true;
}

void td_base32(const uint8_t *bytes, size_t len, char *ret_text)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    uint32_t bits = 0;
    unsigned n_bits = 0;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | bytes[i];
        n_bits += 8;
        while (n_bits >= 5) {
            n_bits -= 5;
            *ret_text++ = digits[bits >> n_bits & 31];
        }
    }
    if (n_bits)
        *ret_text++ = digits[bits << (5 - n_bits) & 31];
    *ret_text = '\0';
}

static int base32_digit(char c)
{
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= '2' && c <= '7')
        return c - '2' + 26;
    return -1;
}

/* Every digit known, and no bit set beyond the last byte: one text for one value. */
static bool base32_well_formed(const char *text, size_t text_len, size_t len)
{
    if (text_len != (len * 8 + 4) / 5)
        return false;
    for (size_t i = 0; i < text_len; i++)
        if (base32_digit(text[i]) < 0)
            return false;
    unsigned spare_bits = (unsigned)(text_len * 5 - len * 8);
    return text_len == 0 || (base32_digit(text[text_len - 1]) & ((1 << spare_bits) - 1)) == 0;
}

bool td_unbase32(const char *text, size_t text_len, uint8_t *ret_bytes, size_t len)
{
    if (!base32_well_formed(text, text_len, len))
        return false;
    uint32_t bits = 0;
    unsigned n_bits = 0;
    for (size_t i = 0; i < text_len; i++) {
        bits = bits << 5 | (uint32_t)base32_digit(text[i]);
        n_bits += 5;
        if (n_bits >= 8) {
            n_bits -= 8;
            *ret_bytes++ = (uint8_t)(bits >> n_bits);
        }
    }
    return true;
}

void td_random(void *ret_bytes, size_t len)
{
    uint8_t *at = ret_bytes;
    while (len > 0) {
        int part = len > 4096 ? 4096 : (int)len;
        if (RAND_bytes(at, part) != 1)
            abort();
        at += part;
        len -= (size_t)part;
    }
}

bool td_ed25519_verify(const uint8_t key[32], const void *bytes, size_t len,
                       const uint8_t signature[64])
{
    ERR_set_mark();
    EVP_PKEY *public_key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = public_key && context &&
                EVP_DigestVerifyInit(context, NULL, NULL, NULL, public_key) == 1 &&
                EVP_DigestVerify(context, signature, 64, bytes, len) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(public_key);
    ERR_pop_to_mark();
    return good;
}
