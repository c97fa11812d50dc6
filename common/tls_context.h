/* Inside common/tls only: what a connection needs to see of its context. */
#ifndef TD_COMMON_TLS_CONTEXT_H
#define TD_COMMON_TLS_CONTEXT_H

#include "tls.h"

#include <openssl/ssl.h>
#include <stdatomic.h>

struct td_tls_context {
    atomic_int references;
    SSL_CTX *ssl;
    BIO_METHOD *pump; /* how OpenSSL reaches a connection's two byte queues */
    bool is_server;
    bool pinned;
    uint8_t pin_sha256[32];
};

/* The BIO of struct td_tls (tls.c). NULL when memory is short. */
BIO_METHOD *td_tls_pump_method_new(void);

/* SHA-256 of a certificate's DER; false when memory is short. */
bool td_tls_certificate_sha256(const X509 *certificate, uint8_t ret_sha256[32]);

#endif
