/* Building X.509 certificates: the town's CA, the daemon's own, and the devices'. For this
 * folder only: OpenSSL types go no further. No files here. */
#ifndef SERVER_PKI_CERTIFICATE_H
#define SERVER_PKI_CERTIFICATE_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

struct certificate_request {
    const char *common_name;  /* UTF-8, 1 to 64 characters (RFC 5280, ub-common-name) */
    const char *organization; /* UTF-8, at most 64 characters; NULL: none */
    EVP_PKEY *public_key;     /* borrowed */
    int64_t not_before_utc_ms, not_after_utc_ms; /* cut to whole seconds */
};

/* NULL when OpenSSL fails (out of memory, a name too long). The caller frees. Serials are 127
 * random bits (RFC 5280, 4.1.2.2: positive, at most 20 octets). Any thread. */
X509 *certificate_ca(const struct certificate_request *request, EVP_PKEY *ca_key);
X509 *certificate_server(const struct certificate_request *request, X509 *ca, EVP_PKEY *ca_key);
X509 *certificate_device(const struct certificate_request *request, X509 *ca, EVP_PKEY *ca_key);

/* Ed25519, or an EC key on P-256. */
bool certificate_key_allowed(EVP_PKEY *key);

#endif
