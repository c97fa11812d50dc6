/* SHA-256, hex, base32, random bytes and Ed25519, over OpenSSL. */
#ifndef TD_COMMON_DIGEST_H
#define TD_COMMON_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TD_SHA256_SIZE 32
#define TD_HEX_SIZE (2 * TD_SHA256_SIZE + 1)

struct td_sha256; /* a running hash */

struct td_sha256 *td_sha256_new(void); /* NULL when memory is short */
void td_sha256_free(struct td_sha256 *hash);
void td_sha256_update(struct td_sha256 *hash, const void *bytes, size_t len);
/* Digest of all so far; the hash can go on. */
void td_sha256_peek(struct td_sha256 *hash, uint8_t ret_digest[TD_SHA256_SIZE]);
void td_sha256(const void *bytes, size_t len, uint8_t ret_digest[TD_SHA256_SIZE]);

void td_hex(const uint8_t *bytes, size_t len, char *ret_text); /* 2 * len + 1 chars */
/* Back, either case; false: not exactly len bytes, ret_bytes untouched. */
bool td_unhex(const char *text, uint8_t *ret_bytes, size_t len);
/* RFC 4648 base32, lower case, no padding. ret_text: (len * 8 + 4) / 5 + 1 chars. */
void td_base32(const uint8_t *bytes, size_t len, char *ret_text);
/* Back, either case; false: not the one spelling of exactly len bytes, ret_bytes untouched. */
bool td_unbase32(const char *text, size_t text_len, uint8_t *ret_bytes, size_t len);

/* From the system's generator; aborts when there is none. */
void td_random(void *ret_bytes, size_t len);

bool td_ed25519_verify(const uint8_t key[32], const void *bytes, size_t len,
                       const uint8_t signature[64]);

#endif
