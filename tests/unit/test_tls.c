/* Two pumps against each other, with certificates made here and thrown away. */
#include "cmocka_all.h"

#include "tls.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define YEAR_S 31536000L

/* -- throwaway certificates -- */

struct identity {
    EVP_PKEY *key;
    X509 *certificate;
    char *key_pem, *chain_pem;
};

static struct town {
    struct identity ca, other_ca, twin_ca, server, client, expired, future, stranger, twin;
} town;

static char *pem_text(X509 *certificate, EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    if (certificate)
        assert_int_equal(PEM_write_bio_X509(bio, certificate), 1);
    else
        assert_int_equal(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), 1);
    char *bytes;
    long len = BIO_get_mem_data(bio, &bytes);
    char *text = strndup(bytes, (size_t)len);
    BIO_free(bio);
    return text;
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    assert_non_null(extension);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/* purpose: an extended key usage, or NULL for a CA. issuer NULL: signs itself. */
static struct identity identity_make(const char *name, const char *purpose,
                                     const struct identity *issuer, long from_s, long to_s)
{
    static long serial = 1;
    struct identity made = {.key = EVP_EC_gen("P-256"), .certificate = X509_new()};
    X509 *certificate = made.certificate;
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), from_s);
    X509_gmtime_adj(X509_getm_notAfter(certificate), to_s);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               (const unsigned char *)name, -1, -1, 0);
    const struct identity *signer = issuer ? issuer : &made;
    X509_set_issuer_name(certificate, X509_get_subject_name(signer->certificate));
    X509_set_pubkey(certificate, made.key);
    add_extension(certificate, NID_basic_constraints, purpose ? "CA:FALSE" : "critical,CA:TRUE");
    if (purpose)
        add_extension(certificate, NID_ext_key_usage, purpose);
    assert_true(X509_sign(certificate, signer->key, EVP_sha256()) > 0);
    made.key_pem = pem_text(NULL, made.key);
    made.chain_pem = pem_text(certificate, NULL);
    return made;
}

static void identity_free(struct identity *identity)
{
    EVP_PKEY_free(identity->key);
    X509_free(identity->certificate);
    free(identity->key_pem);
    free(identity->chain_pem);
}

static int town_build(void **state)
{
    (void)state;
    town.ca = identity_make("Town CA", NULL, NULL, -YEAR_S, YEAR_S);
    town.other_ca = identity_make("Another CA", NULL, NULL, -YEAR_S, YEAR_S);
    town.twin_ca = identity_make("Town CA", NULL, NULL, -YEAR_S, YEAR_S);
    town.server = identity_make("thiduad", "serverAuth", &town.ca, -60, YEAR_S);
    town.client = identity_make("p1.vanthu", "clientAuth", &town.ca, -60, YEAR_S);
    town.expired = identity_make("p2.vanthu", "clientAuth", &town.ca, -YEAR_S, -60);
    town.future = identity_make("p3.vanthu", "clientAuth", &town.ca, YEAR_S / 2, YEAR_S);
    town.twin = identity_make("p1.vanthu", "clientAuth", &town.twin_ca, -60, YEAR_S);
    town.stranger = identity_make("p1.vanthu", "clientAuth", &town.other_ca, -60, YEAR_S);
    return 0;
}

static int town_tear_down(void **state)
{
    (void)state;
    struct identity *all = (struct identity *)&town;
    for (size_t i = 0; i < sizeof(town) / sizeof(*all); i++)
        identity_free(&all[i]);
    return 0;
}

/* -- two ends -- */

static struct td_tls *server_new(const struct identity *identity)
{
    struct td_tls_context *context = NULL;
    const char *problem = NULL;
    assert_int_equal(td_tls_context_server(identity->chain_pem, identity->key_pem,
                                           town.ca.chain_pem, &context, &problem),
                     TD_OK);
    struct td_tls *tls = td_tls_new(context);
    td_tls_context_unref(context); /* the connection keeps it */
    return tls;
}

/* identity NULL: shows no certificate. pin NULL: trusts the town's CA. */
static struct td_tls *client_new(const struct identity *identity, const uint8_t *pin)
{
    struct td_tls_context *context = NULL;
    const char *problem = NULL;
    assert_int_equal(td_tls_context_client(identity ? identity->chain_pem : NULL,
                                           identity ? identity->key_pem : NULL,
                                           pin ? NULL : town.ca.chain_pem, pin, &context, &problem),
                     TD_OK);
    struct td_tls *tls = td_tls_new(context);
    td_tls_context_unref(context);
    return tls;
}

/* Carries what is pending at most `part` bytes at a time. Returns whether anything moved. */
static bool carry(struct td_tls *from, struct td_tls *to, size_t part)
{
    const uint8_t *bytes;
    size_t pending = td_tls_pending(from, &bytes);
    for (size_t left = pending; left > 0; left = td_tls_pending(from, &bytes)) {
        size_t n = left < part ? left : part;
        td_tls_feed(to, bytes, n);
        td_tls_drained(from, n);
    }
    return pending > 0;
}

static void pump(struct td_tls *a, struct td_tls *b, size_t part)
{
    while (carry(a, b, part) || carry(b, a, part))
        ;
}

static void assert_problem(const struct td_tls *tls, const char *part)
{
    assert_int_equal(td_tls_state(tls), TD_TLS_FAILED);
    assert_non_null(td_tls_problem(tls));
    if (!strstr(td_tls_problem(tls), part))
        fail_msg("problem is “%s”, not “%s”", td_tls_problem(tls), part);
}

static void fingerprint(const struct identity *identity, uint8_t ret[32])
{
    assert_int_equal(X509_digest(identity->certificate, EVP_sha256(), ret, NULL), 1);
}

/* -- cases -- */

static void handshake__one_byte_at_a_time__both_open_and_talk(void **state)
{
    (void)state;
    struct td_tls *server = server_new(&town.server), *client = client_new(&town.client, NULL);
    pump(client, server, 1);
    assert_int_equal(td_tls_state(server), TD_TLS_OPEN);
    assert_int_equal(td_tls_state(client), TD_TLS_OPEN);

    uint8_t got[64];
    assert_int_equal(td_tls_write(client, (const uint8_t *)"xin chao", 8), TD_OK);
    carry(client, server, 1);
    assert_int_equal(td_tls_read(server, got, 3), 3);
    assert_int_equal(td_tls_read(server, got + 3, sizeof(got)), 5);
    assert_memory_equal(got, "xin chao", 8);
    assert_int_equal(td_tls_read(server, got, sizeof(got)), 0);
    assert_int_equal(ERR_peek_error(), 0);
    td_tls_free(client);
    td_tls_free(server);
}

static void handshake__client_certificate__server_knows_its_fingerprint(void **state)
{
    (void)state;
    struct td_tls *server = server_new(&town.server), *client = client_new(&town.client, NULL);
    uint8_t expected[32], got[32];
    assert_false(td_tls_peer_fingerprint(server, got));
    pump(client, server, SIZE_MAX);
    fingerprint(&town.client, expected);
    assert_true(td_tls_peer_fingerprint(server, got));
    assert_memory_equal(got, expected, 32);
    td_tls_free(client);
    td_tls_free(server);
}

static void handshake__no_client_certificate__opens_without_fingerprint(void **state)
{
    (void)state;
    struct td_tls *server = server_new(&town.server), *client = client_new(NULL, NULL);
    pump(client, server, SIZE_MAX);
    uint8_t got[32];
    assert_int_equal(td_tls_state(server), TD_TLS_OPEN);
    assert_int_equal(td_tls_state(client), TD_TLS_OPEN);
    assert_false(td_tls_peer_fingerprint(server, got));
    td_tls_free(client);
    td_tls_free(server);
}

static void handshake__expired_client__reaches_the_application(void **state)
{
    (void)state;
    struct td_tls *server = server_new(&town.server), *client = client_new(&town.expired, NULL);
    pump(client, server, SIZE_MAX);
    uint8_t expected[32], got[32];
    fingerprint(&town.expired, expected);
    assert_int_equal(td_tls_state(server), TD_TLS_OPEN);
    assert_true(td_tls_peer_fingerprint(server, got));
    assert_memory_equal(got, expected, 32);
    td_tls_free(client);
    td_tls_free(server);
}

static void handshake__expired_client_of_another_ca__refused(void **state)
{
    (void)state;
    struct identity both = identity_make("p1.vanthu", "clientAuth", &town.other_ca, -YEAR_S, -60);
    struct td_tls *server = server_new(&town.server), *client = client_new(&both, NULL);
    pump(client, server, SIZE_MAX);
    assert_problem(server, "wrong certificate authority");
    td_tls_free(client);
    td_tls_free(server);
    identity_free(&both);
}

/* Client certificates the server must refuse; the client learns it while reading. */
static void handshake__bad_client_certificate__both_sides_say_why(void **state)
{
    (void)state;
    const struct {
        const struct identity *identity;
        const char *server_says, *client_says;
    } cases[] = {
        {&town.stranger, "wrong certificate authority", "refuses our certificate"},
        {&town.twin, "wrong certificate authority", "refuses our certificate"},
        {&town.future, "not yet valid", "refuses our certificate"},
        {&town.server, "not one for this side", "refuses our certificate"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct td_tls *server = server_new(&town.server);
        struct td_tls *client = client_new(cases[i].identity, NULL);
        pump(client, server, 7);
        assert_problem(server, cases[i].server_says);
        uint8_t got[8];
        assert_int_equal(td_tls_read(client, got, sizeof(got)), 0);
        assert_problem(client, cases[i].client_says);
        assert_int_equal(ERR_peek_error(), 0);
        td_tls_free(client);
        td_tls_free(server);
    }
}

static void handshake__bad_server_certificate__client_says_why(void **state)
{
    (void)state;
    struct identity expired = identity_make("thiduad", "serverAuth", &town.ca, -YEAR_S, -60);
    struct identity other = identity_make("thiduad", "serverAuth", &town.other_ca, -60, YEAR_S);
    struct identity twin = identity_make("thiduad", "serverAuth", &town.twin_ca, -60, YEAR_S);
    const struct {
        const struct identity *identity;
        const char *client_says;
    } cases[] = {
        {&other, "wrong certificate authority"},
        {&twin, "wrong certificate authority"},
        {&expired, "certificate expired"},
        {&town.client, "not one for this side"}, /* an officer posing as the server */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct td_tls *server = server_new(cases[i].identity);
        struct td_tls *client = client_new(&town.client, NULL);
        pump(client, server, SIZE_MAX);
        assert_problem(client, cases[i].client_says);
        assert_problem(server, "refuses our certificate");
        td_tls_free(client);
        td_tls_free(server);
    }
    identity_free(&expired);
    identity_free(&other);
    identity_free(&twin);
}

static void pin__ca_of_the_code__opens(void **state)
{
    (void)state;
    uint8_t pin[32];
    fingerprint(&town.ca, pin);
    struct td_tls *server = server_new(&town.server), *client = client_new(NULL, pin);
    pump(client, server, 1);
    assert_int_equal(td_tls_state(client), TD_TLS_OPEN);
    assert_int_equal(td_tls_state(server), TD_TLS_OPEN);
    td_tls_free(client);
    td_tls_free(server);
}

static void pin__another_ca__refused(void **state)
{
    (void)state;
    uint8_t pin[32];
    fingerprint(&town.other_ca, pin);
    struct td_tls *server = server_new(&town.server), *client = client_new(NULL, pin);
    pump(client, server, SIZE_MAX);
    assert_problem(client, "wrong certificate authority");
    td_tls_free(client);
    td_tls_free(server);
}

/* The right CA in the chain, but the leaf is not signed by it. */
static void pin__ca_presented_by_an_impostor__refused(void **state)
{
    (void)state;
    uint8_t pin[32];
    fingerprint(&town.ca, pin);
    struct identity impostor = identity_make("thiduad", "serverAuth", &town.twin_ca, -60, YEAR_S);
    struct td_tls *server = server_new(&impostor), *client = client_new(NULL, pin);
    pump(client, server, SIZE_MAX);
    assert_problem(client, "wrong certificate authority");
    td_tls_free(client);
    td_tls_free(server);
    identity_free(&impostor);
}

static void pin__purpose_still_counts__client_certificate_refused(void **state)
{
    (void)state;
    uint8_t pin[32];
    fingerprint(&town.ca, pin);
    struct td_tls *server = server_new(&town.client), *client = client_new(NULL, pin);
    pump(client, server, SIZE_MAX);
    assert_problem(client, "not one for this side");
    td_tls_free(client);
    td_tls_free(server);
}

/* -- peers that are not ours -- */

/* A plain OpenSSL client with other settings; its bytes for the server. */
static size_t foreign_hello(int version, const char *alpn, uint8_t *ret, size_t capacity)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context, version);
    if (alpn)
        SSL_CTX_set_alpn_protos(context, (const unsigned char *)alpn, (unsigned)strlen(alpn));
    SSL *ssl = SSL_new(context);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_connect(ssl);
    int len = BIO_read(SSL_get_wbio(ssl), ret, (int)capacity);
    SSL_free(ssl);
    SSL_CTX_free(context);
    ERR_clear_error();
    return (size_t)len;
}

static void server__peer_that_is_not_ours__fails_with_its_own_reason(void **state)
{
    (void)state;
    uint8_t tls12[4096], http2[4096];
    size_t tls12_len = foreign_hello(TLS1_2_VERSION, "\x08thidua/1", tls12, sizeof(tls12));
    size_t http2_len = foreign_hello(TLS1_3_VERSION, "\x02h2", http2, sizeof(http2));
    const struct {
        const uint8_t *bytes;
        size_t len;
        const char *says;
    } cases[] = {
        {(const uint8_t *)"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27, "does not speak TLS"},
        {(const uint8_t *)"\0\0\0\x10garbage, not TLS", 21, "does not speak TLS"},
        {(const uint8_t *)"SSH-2.0-OpenSSH_9.2\r\n", 21, "does not speak TLS"},
        {tls12, tls12_len, "does not speak TLS 1.3"},
        {http2, http2_len, "no common protocol"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct td_tls *server = server_new(&town.server);
        assert_int_equal(td_tls_feed(server, cases[i].bytes, cases[i].len), TD_UNAVAILABLE);
        assert_problem(server, cases[i].says);
        assert_int_equal(td_tls_feed(server, cases[i].bytes, cases[i].len), TD_UNAVAILABLE);
        assert_int_equal(ERR_peek_error(), 0);
        td_tls_free(server);
    }
}

/* The other half of a foreign handshake: SSL against a pump. */
static void foreign_pump(SSL *ssl, struct td_tls *tls)
{
    for (bool moved = true; moved;) {
        uint8_t bytes[4096];
        const uint8_t *pending;
        ERR_clear_error();
        SSL_do_handshake(ssl);
        int len = BIO_read(SSL_get_wbio(ssl), bytes, sizeof(bytes));
        if (len > 0)
            td_tls_feed(tls, bytes, (size_t)len);
        size_t n = td_tls_pending(tls, &pending);
        BIO_write(SSL_get_rbio(ssl), pending, (int)n);
        td_tls_drained(tls, n);
        moved = len > 0 || n > 0;
    }
    ERR_clear_error();
}

static void server__client_without_alpn__no_common_protocol(void **state)
{
    (void)state;
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(context);
    SSL_set_connect_state(ssl);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    struct td_tls *server = server_new(&town.server);
    foreign_pump(ssl, server);
    assert_problem(server, "no common protocol");
    td_tls_free(server);
    SSL_free(ssl);
    SSL_CTX_free(context);
}

static void client__server_that_is_not_ours__fails_with_its_own_reason(void **state)
{
    (void)state;
    const struct {
        int version;
        const char *says;
    } cases[] = {
        {TLS1_2_VERSION, "does not speak TLS 1.3"},
        {TLS1_3_VERSION, "no common protocol"}, /* ignores ALPN, as a web server may */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        SSL_CTX *context = SSL_CTX_new(TLS_server_method());
        SSL_CTX_set_max_proto_version(context, cases[i].version);
        SSL_CTX_use_certificate(context, town.server.certificate);
        SSL_CTX_use_PrivateKey(context, town.server.key);
        SSL *ssl = SSL_new(context);
        SSL_set_accept_state(ssl);
        SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        struct td_tls *client = client_new(&town.client, NULL);
        foreign_pump(ssl, client);
        assert_problem(client, cases[i].says);
        td_tls_free(client);
        SSL_free(ssl);
        SSL_CTX_free(context);
    }
}

static void client__server_that_speaks_plain_text__not_tls(void **state)
{
    (void)state;
    struct td_tls *client = client_new(NULL, NULL);
    assert_int_equal(td_tls_feed(client, (const uint8_t *)"220 mail ready\r\n", 16),
                     TD_UNAVAILABLE);
    assert_problem(client, "does not speak TLS");
    td_tls_free(client);
}

/* -- bytes -- */

static void write__a_mebibyte__arrives_whole_and_in_order(void **state)
{
    (void)state;
    enum { SIZE = 1024 * 1024 };
    struct td_tls *server = server_new(&town.server), *client = client_new(&town.client, NULL);
    pump(client, server, SIZE_MAX);
    uint8_t *sent = malloc(SIZE), *got = malloc(SIZE);
    for (size_t i = 0; i < SIZE; i++)
        sent[i] = (uint8_t)(i * 31 + i / 257);
    assert_int_equal(td_tls_write(client, sent, SIZE), TD_OK);
    size_t total = 0;
    const uint8_t *bytes;
    for (size_t n; (n = td_tls_pending(client, &bytes)) > 0;) {
        size_t part = n < 5000 ? n : 5000;
        assert_int_equal(td_tls_feed(server, bytes, part), TD_OK);
        td_tls_drained(client, part);
        total += td_tls_read(server, got + total, SIZE - total);
    }
    assert_int_equal(total, SIZE);
    assert_memory_equal(got, sent, SIZE);
    free(sent);
    free(got);
    td_tls_free(client);
    td_tls_free(server);
}

static void write__before_the_handshake__refused(void **state)
{
    (void)state;
    struct td_tls *client = client_new(NULL, NULL);
    assert_int_equal(td_tls_write(client, (const uint8_t *)"x", 1), TD_FAILED_PRECONDITION);
    td_tls_free(client);
}

static void feed__one_bit_flipped__connection_fails(void **state)
{
    (void)state;
    struct td_tls *server = server_new(&town.server), *client = client_new(&town.client, NULL);
    pump(client, server, SIZE_MAX);
    td_tls_write(client, (const uint8_t *)"xin chao", 8);
    const uint8_t *bytes;
    uint8_t altered[256], got[8];
    size_t n = td_tls_pending(client, &bytes);
    memcpy(altered, bytes, n);
    altered[n - 1] ^= 1;
    td_tls_feed(server, altered, n);
    assert_int_equal(td_tls_read(server, got, sizeof(got)), 0);
    assert_problem(server, "altered on the way");
    td_tls_free(client);
    td_tls_free(server);
}

static void close__after_data__peer_reads_all_then_sees_the_end(void **state)
{
    (void)state;
    struct td_tls *server = server_new(&town.server), *client = client_new(&town.client, NULL);
    pump(client, server, SIZE_MAX);
    td_tls_write(server, (const uint8_t *)"bye", 3);
    td_tls_close(server);
    carry(server, client, SIZE_MAX);
    uint8_t got[8];
    assert_int_equal(td_tls_read(client, got, sizeof(got)), 3);
    assert_int_equal(td_tls_state(client), TD_TLS_PEER_CLOSED);
    assert_null(td_tls_problem(client));
    assert_int_equal(td_tls_feed(client, (const uint8_t *)"more", 4), TD_OK);
    td_tls_free(client);
    td_tls_free(server);
}

static void context__unusable_material__names_the_problem(void **state)
{
    (void)state;
    const char *ca = town.ca.chain_pem, *chain = town.server.chain_pem;
    const char *key = town.server.key_pem;
    const struct {
        const char *chain, *key, *ca, *says;
    } cases[] = {
        {"nonsense", key, ca, "the certificate cannot be read"},
        {chain, "nonsense", ca, "private key"},
        {chain, town.client.key_pem, ca, "private key"},
        {chain, key, "", "certificate authority"},
        {chain, NULL, ca, "private key"},
        {NULL, key, ca, "the certificate cannot be read"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct td_tls_context *untouched = (struct td_tls_context *)&town;
        struct td_tls_context *context = untouched;
        const char *problem = NULL;
        assert_int_equal(
            td_tls_context_server(cases[i].chain, cases[i].key, cases[i].ca, &context, &problem),
            TD_INVALID_ARGUMENT);
        assert_non_null(strstr(problem, cases[i].says));
        assert_int_equal(td_tls_context_client(cases[i].chain, cases[i].key, cases[i].ca, NULL,
                                               &context, &problem),
                         TD_INVALID_ARGUMENT);
        assert_non_null(strstr(problem, cases[i].says));
        assert_ptr_equal(context, untouched);
        assert_int_equal(ERR_peek_error(), 0);
    }
}

static void client__neither_ca_nor_pin__invalid(void **state)
{
    (void)state;
    struct td_tls_context *context = NULL;
    const char *problem = NULL;
    assert_int_equal(td_tls_context_client(NULL, NULL, NULL, NULL, &context, &problem),
                     TD_INVALID_ARGUMENT);
    assert_non_null(strstr(problem, "certificate authority"));
    td_tls_context_unref(NULL);
    td_tls_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handshake__one_byte_at_a_time__both_open_and_talk),
        cmocka_unit_test(handshake__client_certificate__server_knows_its_fingerprint),
        cmocka_unit_test(handshake__no_client_certificate__opens_without_fingerprint),
        cmocka_unit_test(handshake__expired_client__reaches_the_application),
        cmocka_unit_test(handshake__expired_client_of_another_ca__refused),
        cmocka_unit_test(handshake__bad_client_certificate__both_sides_say_why),
        cmocka_unit_test(handshake__bad_server_certificate__client_says_why),
        cmocka_unit_test(pin__ca_of_the_code__opens),
        cmocka_unit_test(pin__another_ca__refused),
        cmocka_unit_test(pin__ca_presented_by_an_impostor__refused),
        cmocka_unit_test(pin__purpose_still_counts__client_certificate_refused),
        cmocka_unit_test(server__peer_that_is_not_ours__fails_with_its_own_reason),
        cmocka_unit_test(server__client_without_alpn__no_common_protocol),
        cmocka_unit_test(client__server_that_is_not_ours__fails_with_its_own_reason),
        cmocka_unit_test(client__server_that_speaks_plain_text__not_tls),
        cmocka_unit_test(write__a_mebibyte__arrives_whole_and_in_order),
        cmocka_unit_test(write__before_the_handshake__refused),
        cmocka_unit_test(feed__one_bit_flipped__connection_fails),
        cmocka_unit_test(close__after_data__peer_reads_all_then_sees_the_end),
        cmocka_unit_test(context__unusable_material__names_the_problem),
        cmocka_unit_test(client__neither_ca_nor_pin__invalid),
    };
    return cmocka_run_group_tests_name("tls", tests, town_build, town_tear_down);
}
