/* The byte pump: one SSL object between two byte queues, reached through a BIO of our own
 * (OpenSSL's memory BIO never gives memory back). What went wrong is put into one plain sentence
 * here; OpenSSL's codes go no further. Keys and trust are in tls_context.c. */
#include "tls_context.h"

#include <openssl/err.h>

/* A queue that is empty and larger than this gives its memory back. */
#define QUEUE_KEEP_BYTES ((size_t)64 * 1024)
#define QUEUE_FIRST_BYTES ((size_t)4 * 1024)

struct queue {
    uint8_t *bytes;
    size_t start, end, capacity;
};

struct td_tls {
    struct td_tls_context *context; /* counted */
    SSL *ssl;
    struct queue in, out; /* ciphertext */
    enum td_tls_state state;
    const char *problem;
    bool has_peer;
    uint8_t peer_sha256[32];
};

/* -- queues -- */

static void queue_deinit(struct queue *queue)
{
    free(queue->bytes);
    *queue = (struct queue){0};
}

static bool queue_append(struct queue *queue, const void *bytes, size_t len)
{
    if (len > queue->capacity - queue->end && queue->start > 0) {
        memmove(queue->bytes, queue->bytes + queue->start, queue->end - queue->start);
        queue->end -= queue->start;
        queue->start = 0;
    }
    if (len > queue->capacity - queue->end) {
        size_t needed = queue->end + len;
        size_t capacity = queue->capacity ? 2 * queue->capacity : QUEUE_FIRST_BYTES;
        if (capacity < needed)
            capacity = needed;
        uint8_t *grown = realloc(queue->bytes, capacity);
        if (!grown)
            return false;
        queue->bytes = grown;
        queue->capacity = capacity;
    }
    memcpy(queue->bytes + queue->end, bytes, len);
    queue->end += len;
    return true;
}

static void queue_drop(struct queue *queue, size_t n)
{
    queue->start += n;
    if (queue->start < queue->end)
        return;
    queue->start = queue->end = 0;
    if (queue->capacity > QUEUE_KEEP_BYTES)
        queue_deinit(queue);
}

/* -- the BIO -- */

static int pump_write(BIO *bio, const char *bytes, int len)
{
    struct td_tls *tls = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    return len >= 0 && queue_append(&tls->out, bytes, (size_t)len) ? len : -1;
}

static int pump_read(BIO *bio, char *bytes, int capacity)
{
    struct queue *in = &((struct td_tls *)BIO_get_data(bio))->in;
    BIO_clear_retry_flags(bio);
    size_t n = in->end - in->start;
    if (n == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    if (n > (size_t)capacity)
        n = (size_t)capacity;
    memcpy(bytes, in->bytes + in->start, n);
    queue_drop(in, n);
    return (int)n;
}

static long pump_control(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD *td_tls_pump_method_new(void)
{
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "thidua pump");
    if (!method)
        return NULL;
    BIO_meth_set_write(method, pump_write);
    BIO_meth_set_read(method, pump_read);
    BIO_meth_set_ctrl(method, pump_control);
    return method;
}

/* -- problems -- */

struct cause {
    int reason;
    const char *problem;
};

#define NOT_TLS N_("the other side does not speak TLS")
#define OLD_TLS N_("the other side does not speak TLS 1.3")
#define REFUSED N_("the other side refuses our certificate")
#define NO_PROTOCOL N_("no common protocol: the other side does not speak thidua/1")

/* What OpenSSL found wrong, or the alert that the other side sent. */
static const struct cause causes[] = {
    {SSL_R_WRONG_VERSION_NUMBER, NOT_TLS},
    {SSL_R_HTTP_REQUEST, NOT_TLS},
    {SSL_R_HTTPS_PROXY_REQUEST, NOT_TLS},
    {SSL_R_BAD_RECORD_TYPE, NOT_TLS},
    {SSL_R_UNEXPECTED_MESSAGE, NOT_TLS},
    {SSL_R_UNSUPPORTED_PROTOCOL, OLD_TLS},
    {SSL_R_WRONG_SSL_VERSION, OLD_TLS},
    {SSL_R_VERSION_TOO_LOW, OLD_TLS},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, OLD_TLS},
    {SSL_R_NO_APPLICATION_PROTOCOL, NO_PROTOCOL},
    {SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL, NO_PROTOCOL},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA,
     N_("the other side refuses our certificate: wrong certificate authority")},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,
     N_("the other side refuses our certificate: it has expired")},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, REFUSED},
    {SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, REFUSED},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, REFUSED},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, REFUSED},
    {SSL_R_TLSV1_ALERT_DECRYPT_ERROR, REFUSED},
    {SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, N_("the encrypted data was altered on the way")},
    {ERR_R_MALLOC_FAILURE, N_("not enough memory")},
};

#define WRONG_CA N_("wrong certificate authority")

/* Why the other side's certificate was refused. */
static const struct cause verify_causes[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, N_("certificate expired")},
    {X509_V_ERR_CERT_NOT_YET_VALID,
     N_("certificate not yet valid; is the clock of this machine right?")},
    {X509_V_ERR_INVALID_PURPOSE, N_("the certificate is not one for this side of a connection")},
    {X509_V_ERR_CERT_UNTRUSTED, WRONG_CA},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, WRONG_CA},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, WRONG_CA},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, WRONG_CA},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, WRONG_CA},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, WRONG_CA},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, WRONG_CA},
};

static const char *cause_find(const struct cause *list, size_t n, long reason)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].reason == reason)
            return list[i].problem;
    return NULL;
}

/* The first reason that the TLS layer gave: below it may lie ones of the ciphers and of ASN.1. */
static int tls_reason(void)
{
    for (unsigned long error; (error = ERR_get_error()) != 0;)
        if (ERR_GET_LIB(error) == ERR_LIB_SSL || ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
            return ERR_GET_REASON(error);
    return 0;
}

static const char *problem_find(const SSL *ssl)
{
    int reason = tls_reason();
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        const char *problem =
            cause_find(verify_causes, sizeof(verify_causes) / sizeof(verify_causes[0]),
                       SSL_get_verify_result(ssl));
        return problem ? problem : N_("the certificate is not acceptable");
    }
    const char *problem = cause_find(causes, sizeof(causes) / sizeof(causes[0]), reason);
    return problem ? problem : N_("the TLS connection broke down");
}

/* Any alert for the peer is in the out queue already. */
static void fail(struct td_tls *tls, const char *problem)
{
    tls->state = TD_TLS_FAILED;
    tls->problem = problem;
    queue_deinit(&tls->in);
    ERR_clear_error();
}

/* After an SSL call that did not succeed: wait for more, over, or broken. */
static void settle(struct td_tls *tls, int result)
{
    int error = SSL_get_error(tls->ssl, result);
    if (error == SSL_ERROR_WANT_READ)
        ERR_clear_error();
    else if (error == SSL_ERROR_ZERO_RETURN)
        tls->state = TD_TLS_PEER_CLOSED;
    else
        fail(tls, problem_find(tls->ssl));
}

/* -- the handshake -- */

/* Keep what callers ask for about the peer. */
static bool remember_peer(struct td_tls *tls)
{
    X509 *certificate = SSL_get0_peer_certificate(tls->ssl);
    tls->has_peer = certificate != NULL;
    return !certificate || td_tls_certificate_sha256(certificate, tls->peer_sha256);
}

/* ALPN is not optional: a peer that did not negotiate ours speaks something else. */
static bool is_our_protocol(const SSL *ssl)
{
    const unsigned char *chosen = NULL;
    unsigned len = 0;
    SSL_get0_alpn_selected(ssl, &chosen, &len);
    return len == sizeof(TD_ALPN) - 1 && memcmp(chosen, TD_ALPN, len) == 0;
}

static void advance(struct td_tls *tls)
{
    if (tls->state != TD_TLS_HANDSHAKING)
        return;
    ERR_clear_error();
    int result = SSL_do_handshake(tls->ssl);
    if (result != 1) {
        settle(tls, result);
    } else if (!is_our_protocol(tls->ssl)) {
        SSL_shutdown(tls->ssl);
        fail(tls, NO_PROTOCOL);
    } else if (!remember_peer(tls)) {
        fail(tls, N_("not enough memory"));
    } else {
        tls->state = TD_TLS_OPEN;
    }
}

struct td_tls *td_tls_new(struct td_tls_context *context)
{
    struct td_tls *tls = calloc(1, sizeof(*tls));
    if (!tls)
        return NULL;
    td_tls_context_ref(context);
    tls->context = context;
    tls->ssl = SSL_new(context->ssl);
    BIO *bio = BIO_new(context->pump);
    if (!tls->ssl || !bio) {
        BIO_free(bio);
        td_tls_free(tls);
        ERR_clear_error();
        return NULL;
    }
    BIO_set_data(bio, tls);
    BIO_set_init(bio, 1);
    SSL_set_bio(tls->ssl, bio, bio); /* takes it */
    if (context->is_server)
        SSL_set_accept_state(tls->ssl);
    else
        SSL_set_connect_state(tls->ssl);
    advance(tls);
    return tls;
}

void td_tls_free(struct td_tls *tls)
{
    if (!tls)
        return;
    SSL_free(tls->ssl);
    td_tls_context_unref(tls->context);
    queue_deinit(&tls->in);
    queue_deinit(&tls->out);
    free(tls);
}

enum td_tls_state td_tls_state(const struct td_tls *tls)
{
    return tls->state;
}

const char *td_tls_problem(const struct td_tls *tls)
{
    return tls->problem;
}

/* -- bytes -- */

enum td_code td_tls_feed(struct td_tls *tls, const uint8_t *bytes, size_t len)
{
    if (tls->state == TD_TLS_PEER_CLOSED)
        return TD_OK; /* nothing may follow close_notify; what does is not looked at */
    if (tls->state != TD_TLS_FAILED && !queue_append(&tls->in, bytes, len))
        fail(tls, N_("not enough memory"));
    advance(tls);
    return tls->state == TD_TLS_FAILED ? TD_UNAVAILABLE : TD_OK;
}

/* Is it worth asking? Being told that there is nothing costs nearly as much as a record. */
static bool has_input(const struct td_tls *tls)
{
    return tls->in.end > tls->in.start || SSL_has_pending(tls->ssl);
}

size_t td_tls_read(struct td_tls *tls, uint8_t *ret_bytes, size_t capacity)
{
    size_t total = 0;
    while (total < capacity && tls->state == TD_TLS_OPEN && has_input(tls)) {
        size_t n = 0;
        ERR_clear_error();
        int result = SSL_read_ex(tls->ssl, ret_bytes + total, capacity - total, &n);
        if (result != 1) {
            settle(tls, result);
            break;
        }
        total += n;
    }
    return total;
}

enum td_code td_tls_write(struct td_tls *tls, const uint8_t *bytes, size_t len)
{
    if (tls->state == TD_TLS_FAILED)
        return TD_UNAVAILABLE;
    if (tls->state == TD_TLS_HANDSHAKING)
        return TD_FAILED_PRECONDITION;
    if (len == 0)
        return TD_OK;
    size_t n = 0;
    ERR_clear_error();
    /* Without partial writes enabled, success means that all was taken. */
    if (SSL_write_ex(tls->ssl, bytes, len, &n) == 1)
        return TD_OK;
    fail(tls, problem_find(tls->ssl));
    return TD_UNAVAILABLE;
}

void td_tls_close(struct td_tls *tls)
{
    if (tls->state != TD_TLS_OPEN && tls->state != TD_TLS_PEER_CLOSED)
        return;
    ERR_clear_error();
    SSL_shutdown(tls->ssl);
    ERR_clear_error();
}

size_t td_tls_pending(struct td_tls *tls, const uint8_t **ret_bytes)
{
    *ret_bytes = tls->out.bytes + tls->out.start;
    return tls->out.end - tls->out.start;
}

void td_tls_drained(struct td_tls *tls, size_t n)
{
    queue_drop(&tls->out, n);
}

bool td_tls_peer_fingerprint(const struct td_tls *tls, uint8_t ret_sha256[32])
{
    if (!tls->has_peer)
        return false;
    memcpy(ret_sha256, tls->peer_sha256, sizeof(tls->peer_sha256));
    return true;
}
