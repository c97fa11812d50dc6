/* Keys and trust: what both sides present and whom they believe. TLS 1.3, ALPN and the purposes
 * of certificates are decided here; bytes move in tls.c. */
#include "tls_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

/* Two certificates of this CA take some 1.5 KiB; more is not worth parsing from a stranger. */
#define PEER_CHAIN_MAX_BYTES (16 * 1024)

static const unsigned char alpn_list[] = "\x08" TD_ALPN;
#define ALPN_LIST_LEN (sizeof(alpn_list) - 1)
_Static_assert(sizeof(TD_ALPN) - 1 == 8, "the length byte in alpn_list");

bool td_tls_certificate_sha256(const X509 *certificate, uint8_t ret_sha256[32])
{
    return X509_digest(certificate, EVP_sha256(), ret_sha256, NULL) == 1;
}

/* -- PEM -- */

/* Keys are files with tight permissions, not passwords: never ask on a terminal. */
static int no_password(char *buffer, int size, int writing, void *data)
{
    (void)buffer;
    (void)size;
    (void)writing;
    (void)data;
    return -1;
}

static BIO *pem_open(const char *pem)
{
    return pem ? BIO_new_mem_buf(pem, -1) : NULL;
}

static X509 *pem_next_certificate(BIO *pem)
{
    return pem ? PEM_read_bio_X509(pem, NULL, no_password, NULL) : NULL;
}

/* The leaf, then whatever else the chain holds. */
static bool use_chain(SSL_CTX *ssl, const char *chain_pem)
{
    BIO *pem = pem_open(chain_pem);
    X509 *certificate = pem_next_certificate(pem);
    bool good = certificate && SSL_CTX_use_certificate(ssl, certificate) == 1;
    X509_free(certificate);
    while (good && (certificate = pem_next_certificate(pem))) {
        good = SSL_CTX_add1_chain_cert(ssl, certificate) == 1;
        X509_free(certificate);
    }
    BIO_free(pem);
    return good;
}

static bool use_key(SSL_CTX *ssl, const char *key_pem)
{
    BIO *pem = pem_open(key_pem);
    EVP_PKEY *key = pem ? PEM_read_bio_PrivateKey(pem, NULL, no_password, NULL) : NULL;
    bool good = key && SSL_CTX_use_PrivateKey(ssl, key) == 1;
    EVP_PKEY_free(key);
    BIO_free(pem);
    return good;
}

/* A client that pins a CA sees it only if the server sends it along. */
static bool present_ca(SSL_CTX *ssl, X509 *ca)
{
    STACK_OF(X509) *chain = NULL;
    SSL_CTX_get0_chain_certs(ssl, &chain);
    for (int i = 0; i < sk_X509_num(chain); i++)
        if (X509_cmp(sk_X509_value(chain, i), ca) == 0)
            return true;
    return SSL_CTX_add1_chain_cert(ssl, ca) == 1;
}

static bool trust_ca(SSL_CTX *ssl, const char *ca_pem, bool is_server)
{
    BIO *pem = pem_open(ca_pem);
    X509 *ca = pem_next_certificate(pem);
    bool good = ca && X509_STORE_add_cert(SSL_CTX_get_cert_store(ssl), ca) == 1;
    if (good && is_server)
        good = SSL_CTX_add_client_CA(ssl, ca) == 1 && present_ca(ssl, ca);
    X509_free(ca);
    BIO_free(pem);
    return good;
}

static const char *use_identity(SSL_CTX *ssl, const char *chain_pem, const char *key_pem)
{
    if (!use_chain(ssl, chain_pem))
        return N_("the certificate cannot be read");
    if (!use_key(ssl, key_pem))
        return N_("the private key cannot be read, or does not belong to the certificate");
    if (SSL_CTX_check_private_key(ssl) != 1)
        return N_("the private key does not belong to the certificate");
    return NULL;
}

/* -- whom to believe -- */

/* An expired client certificate passes here, because the server can then say in a sentence what
 * happened and what to do (identity_find refuses it at every request); an alert could not. */
static int server_verify(int good, X509_STORE_CTX *store)
{
    bool leaf_expired = X509_STORE_CTX_get_error(store) == X509_V_ERR_CERT_HAS_EXPIRED &&
                        X509_STORE_CTX_get_error_depth(store) == 0;
    if (good || !leaf_expired)
        return good;
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
}

static X509 *find_pinned(STACK_OF(X509) * presented, const uint8_t pin_sha256[32])
{
    for (int i = 0; i < sk_X509_num(presented); i++) {
        uint8_t digest[32];
        X509 *certificate = sk_X509_value(presented, i);
        if (td_tls_certificate_sha256(certificate, digest) && memcmp(digest, pin_sha256, 32) == 0)
            return certificate;
    }
    return NULL;
}

/* The presented certificate with the pinned digest, and no other, becomes the trusted root. */
static int pinned_verify(X509_STORE_CTX *store, void *data)
{
    const struct td_tls_context *context = data;
    X509 *ca = find_pinned(X509_STORE_CTX_get0_untrusted(store), context->pin_sha256);
    STACK_OF(X509) *trusted = ca ? sk_X509_new_null() : NULL;
    if (!trusted || sk_X509_push(trusted, ca) <= 0) {
        sk_X509_free(trusted);
        X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED);
        return 0;
    }
    X509_STORE_CTX_set0_trusted_stack(store, trusted);
    int good = X509_verify_cert(store);
    X509_STORE_CTX_set0_trusted_stack(store, NULL);
    sk_X509_free(trusted);
    return good;
}

static int select_alpn(SSL *ssl, const unsigned char **ret, unsigned char *ret_len,
                       const unsigned char *offered, unsigned offered_len, void *data)
{
    (void)ssl;
    (void)data;
    unsigned char *chosen = NULL;
    if (SSL_select_next_proto(&chosen, ret_len, alpn_list, ALPN_LIST_LEN, offered, offered_len) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *ret = chosen;
    return SSL_TLSEXT_ERR_OK;
}

/* -- making one -- */

static bool set_up(struct td_tls_context *context)
{
    SSL_CTX *ssl = context->ssl;
    if (SSL_CTX_set_min_proto_version(ssl, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(ssl, TLS1_3_VERSION) != 1)
        return false;
    SSL_CTX_set_mode(ssl, SSL_MODE_NO_AUTO_CHAIN); /* what is sent is fixed once, not looked up */
    SSL_CTX_set_read_ahead(ssl, 1);
    SSL_CTX_set_max_cert_list(ssl, PEER_CHAIN_MAX_BYTES);
    /* No resumption: every connection proves its certificate anew. */
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    if (context->is_server) {
        SSL_CTX_set_alpn_select_cb(ssl, select_alpn, NULL);
        SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, server_verify);
        return SSL_CTX_set_num_tickets(ssl, 0) == 1;
    }
    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    if (context->pinned)
        SSL_CTX_set_cert_verify_callback(ssl, pinned_verify, context);
    return SSL_CTX_set_alpn_protos(ssl, alpn_list, ALPN_LIST_LEN) == 0;
}

static struct td_tls_context *context_new(bool is_server, const uint8_t *pin_sha256)
{
    struct td_tls_context *context = calloc(1, sizeof(*context));
    if (!context)
        return NULL;
    atomic_init(&context->references, 1);
    context->is_server = is_server;
    context->pinned = pin_sha256 != NULL;
    if (pin_sha256)
        memcpy(context->pin_sha256, pin_sha256, sizeof(context->pin_sha256));
    context->ssl = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
    context->pump = td_tls_pump_method_new();
    if (context->ssl && context->pump && set_up(context))
        return context;
    td_tls_context_unref(context);
    return NULL;
}

static enum td_code finish(struct td_tls_context *context, const char *problem,
                           struct td_tls_context **ret, const char **ret_problem)
{
    ERR_clear_error();
    if (!problem) {
        *ret = context;
        return TD_OK;
    }
    td_tls_context_unref(context);
    *ret_problem = problem;
    return TD_INVALID_ARGUMENT;
}

static const char *const no_memory = N_("not enough memory");
static const char *const no_ca = N_("the certificate of the certificate authority cannot be read");

enum td_code td_tls_context_server(const char *chain_pem, const char *key_pem, const char *ca_pem,
                                   struct td_tls_context **ret, const char **ret_problem)
{
    struct td_tls_context *context = context_new(true, NULL);
    if (!context)
        return finish(NULL, no_memory, ret, ret_problem);
    const char *problem = use_identity(context->ssl, chain_pem, key_pem);
    if (!problem && !trust_ca(context->ssl, ca_pem, true))
        problem = no_ca;
    return finish(context, problem, ret, ret_problem);
}

enum td_code td_tls_context_client(const char *chain_pem, const char *key_pem, const char *ca_pem,
                                   const uint8_t *pin_sha256, struct td_tls_context **ret,
                                   const char **ret_problem)
{
    struct td_tls_context *context = context_new(false, pin_sha256);
    if (!context)
        return finish(NULL, no_memory, ret, ret_problem);
    const char *problem = NULL;
    if (chain_pem || key_pem)
        problem = use_identity(context->ssl, chain_pem, key_pem);
    if (!problem && !pin_sha256 && !trust_ca(context->ssl, ca_pem, false))
        problem = no_ca;
    return finish(context, problem, ret, ret_problem);
}

void td_tls_context_ref(struct td_tls_context *context)
{
    atomic_fetch_add(&context->references, 1);
}

void td_tls_context_unref(struct td_tls_context *context)
{
    if (!context || atomic_fetch_sub(&context->references, 1) > 1)
        return;
    SSL_CTX_free(context->ssl);
    BIO_meth_free(context->pump);
    free(context);
}
