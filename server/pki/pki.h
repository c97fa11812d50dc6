/* The town's own CA, the daemon's certificate and the receipt key. Files below data/pki (0600).
 * OpenSSL stays inside this folder and common. Any thread, once opened. */
#ifndef SERVER_PKI_PKI_H
#define SERVER_PKI_PKI_H

#include "err.h"

#include <stddef.h>
#include <stdint.h>

struct pki;
struct td_arena;
struct td_tls_context;

/* Make CA (P-256, 20 years), server key and receipt key (Ed25519) in an empty folder. */
enum td_code pki_create(const char *folder, const char *town, const char **ret_problem);
enum td_code pki_open(const char *folder, struct pki **ret, const char **ret_problem);
void pki_close(struct pki *pki);

/* The town's name as the CA carries it; owned by pki. */
const char *pki_town(const struct pki *pki);
void pki_ca_fingerprint(const struct pki *pki, uint8_t ret_sha256[32]);
const uint8_t *pki_ca_der(const struct pki *pki, size_t *ret_len);
void pki_receipt_key(const struct pki *pki, uint8_t ret_key[32]);

/* A TLS context with a server certificate that lasts lifetime_ms from now (made anew by the CA
 * when the stored one is near its end). */
enum td_code pki_server_tls(struct pki *pki, int64_t now_utc_ms, int64_t lifetime_ms,
                            struct td_tls_context **ret, const char **ret_problem);

/* Sign a device's request. common_name: "login/device". INVALID_ARGUMENT: not an Ed25519 or
 * P-256 request, or its own signature is wrong. *ret_der lives in the arena. */
enum td_code pki_issue(struct pki *pki, const uint8_t *csr_der, size_t csr_len,
                       const char *common_name, int64_t not_before_utc_ms, int64_t not_after_utc_ms,
                       struct td_arena *arena, uint8_t **ret_der, size_t *ret_len);

void pki_sign(const struct pki *pki, const void *bytes, size_t len, uint8_t ret_signature[64]);

#endif
