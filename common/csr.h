/* A device's key and its certificate request (PKCS#10), and certificates as PEM, over OpenSSL.
 * The key never leaves the device; the request goes to EnrollmentService. */
#ifndef TD_COMMON_CSR_H
#define TD_COMMON_CSR_H

#include "err.h"

#include <stddef.h>
#include <stdint.h>

/* A new Ed25519 private key as PEM (PKCS#8), ended by NUL. Store it 0600 before the request is
 * sent: a retry must use the same key. Free with td_key_free. Returns OK or INTERNAL.
 * Any thread. Source: RFC 8410. */
enum td_code td_device_key_new(char **ret_key_pem);
/* Wipes and frees; NULL is fine. */
void td_key_free(char *key_pem);

/* The certificate request for a private key, DER, to be freed with free(). Ed25519 signatures
 * are deterministic, so the same key always yields the same bytes and an interrupted Enroll or
 * Renew can be repeated under its idempotency key. The subject is a placeholder: the server
 * ignores it. Returns OK; INVALID_ARGUMENT: not a PEM key; INTERNAL. Any thread. RFC 2986. */
enum td_code td_device_csr(const char *key_pem, uint8_t **ret_der, size_t *ret_len);

/* A certificate from DER to PEM text, to be freed with free(). INVALID_ARGUMENT: not one
 * certificate and nothing else. */
enum td_code td_certificate_pem(const uint8_t *der, size_t len, char **ret_pem);
/* When the first certificate in a PEM text begins and ceases to be valid. INVALID_ARGUMENT:
 * there is none. */
enum td_code td_certificate_validity(const char *pem, int64_t *ret_from_utc_ms,
                                     int64_t *ret_until_utc_ms);
enum td_code td_certificate_not_after(const char *pem, int64_t *ret_utc_ms);

#endif
