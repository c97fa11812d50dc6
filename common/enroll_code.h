/* The one-time enrolment code: where the daemon is, which CA it has, and a secret, as one string
 * that survives being pasted from a message:
 *
 *   thidua1-HOST:PORT-<base32: 32-byte CA fingerprint, 16-byte secret>-<check>
 *
 * base32 as in digest.h (52 and 26 characters); check: 4 hex digits, the first two bytes of
 * SHA-256 of everything before "-check". All lower case. Pure; any thread. */
#ifndef TD_COMMON_ENROLL_CODE_H
#define TD_COMMON_ENROLL_CODE_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TD_ENROLL_SECRET_SIZE 16
#define TD_HOST_SIZE 256        /* a DNS name or address, and NUL */
#define TD_ENROLL_CODE_SIZE 400 /* longest code, and NUL */

struct td_enroll_code {
    char host[TD_HOST_SIZE]; /* name, IPv4, or IPv6 without brackets */
    uint16_t port;
    uint8_t ca_sha256[32]; /* of the CA certificate's DER */
    uint8_t secret[TD_ENROLL_SECRET_SIZE];
};

/* "host:port" or "[v6]:port" into its parts; the host comes out in lower case. false: not of
 * that form (letters, digits, '.', '-' and, in brackets, ':'; port 1 to 65535). */
bool td_address_parse(const char *address, char ret_host[TD_HOST_SIZE], uint16_t *ret_port);

/* false: the host is not one that td_address_parse would yield. */
bool td_enroll_code_format(const struct td_enroll_code *code, char ret_text[TD_ENROLL_CODE_SIZE]);

/* Blanks and line breaks anywhere are skipped and capitals lowered (mail programs do both).
 * Returns OK; INVALID_ARGUMENT with CODE_UNKNOWN at `field`: not a whole, unharmed code. */
enum td_code td_enroll_code_parse(const char *text, const char *field, struct td_enroll_code *ret,
                                  struct td_err *err);

#endif
