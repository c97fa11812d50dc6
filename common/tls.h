/* TLS 1.3 as a byte pump: encrypted bytes in, plain bytes out, and back. It owns no socket and
 * never blocks; the daemon pumps it from libuv, the client from poll(). One thread at a time.
 * Mutual TLS, ALPN "thidua/1". Source: RFC 8446, RFC 7301. */
#ifndef TD_COMMON_TLS_H
#define TD_COMMON_TLS_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TD_ALPN "thidua/1"

struct td_tls_context; /* keys and trust, shared by connections, reference counted */
struct td_tls;         /* one connection */

/* Server: certificate chain and key (PEM), clients are verified against ca_pem when they show
 * a certificate; showing none is allowed (they reach enrolment only). An expired one is let
 * through, so that the server can answer CERTIFICATE_EXPIRED instead of an alert: whoever uses the
 * fingerprint must look at the dates (identity_find does). The CA is always sent along.
 * Client: the server's chain is verified against ca_pem and must be a server certificate; cert/key
 * may be NULL (not enrolled yet). The host name is not compared: this CA issues exactly one server
 * identity, and a town's address may change. pin_sha256: instead of ca_pem, accept the CA whose DER
 * has this digest (first contact by enrolment code). Returns INVALID_ARGUMENT with *ret_problem set
 * to a short static text (a msgid) when the material is unusable. */
enum td_code td_tls_context_server(const char *chain_pem, const char *key_pem, const char *ca_pem,
                                   struct td_tls_context **ret, const char **ret_problem);
enum td_code td_tls_context_client(const char *chain_pem, const char *key_pem, const char *ca_pem,
                                   const uint8_t *pin_sha256, struct td_tls_context **ret,
                                   const char **ret_problem);
void td_tls_context_ref(struct td_tls_context *context);
void td_tls_context_unref(struct td_tls_context *context); /* NULL is fine */

/* A connection keeps its context alive. A client's first bytes are pending at once. NULL when
 * memory is short. */
struct td_tls *td_tls_new(struct td_tls_context *context);
void td_tls_free(struct td_tls *tls);

enum td_tls_state { TD_TLS_HANDSHAKING, TD_TLS_OPEN, TD_TLS_PEER_CLOSED, TD_TLS_FAILED };
enum td_tls_state td_tls_state(const struct td_tls *tls);
/* Why it failed, a short static text ("certificate expired"; a msgid), or NULL. */
const char *td_tls_problem(const struct td_tls *tls);

/* Encrypted bytes from the peer. Takes all of them (copies). The handshake moves on by itself.
 * UNAVAILABLE: the connection has failed, see td_tls_problem; an alert for the peer may be pending.
 * In TLS 1.3 a client is OPEN before the server has judged its certificate: a refusal shows up in
 * a later read. */
enum td_code td_tls_feed(struct td_tls *tls, const uint8_t *bytes, size_t len);
/* Decrypted bytes; 0 when there are none now (look at the state, too). */
size_t td_tls_read(struct td_tls *tls, uint8_t *ret_bytes, size_t capacity);
/* Plain bytes to the peer; all are taken (kept as ciphertext until drained). FAILED_PRECONDITION:
 * not open yet; UNAVAILABLE: failed, or memory is short. Not after td_tls_close. */
enum td_code td_tls_write(struct td_tls *tls, const uint8_t *bytes, size_t len);
/* Say goodbye (close_notify). */
void td_tls_close(struct td_tls *tls);
/* Ciphertext waiting to be sent: *ret_bytes points into the pump, valid until the next call on
 * it; after sending n of them call td_tls_drained(n). */
size_t td_tls_pending(struct td_tls *tls, const uint8_t **ret_bytes);
void td_tls_drained(struct td_tls *tls, size_t n);

/* SHA-256 of the peer's certificate (DER); false when it showed none. Valid once OPEN. */
bool td_tls_peer_fingerprint(const struct td_tls *tls, uint8_t ret_sha256[32]);

#endif
