/* The town's CA, device certificates, receipts' key: made, reopened, and hostile requests. */
#include "cmocka_all.h"
#include "scratch.h"

#include "arena.h"
#include "csr.h"
#include "digest.h"
#include "durable.h"
#include "pki.h"
#include "timefmt.h"
#include "tls.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#define YEAR_MS ((int64_t)365 * 24 * 3600 * 1000)
#define NOW INT64_C(1669852800000)

struct fixture {
    struct scratch scratch;
    struct pki *pki;
    struct td_arena *arena;
    const char *problem;
    char folder[128];
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    scratch_init(&fixture->scratch);
    (void)snprintf(fixture->folder, sizeof fixture->folder, "%s/pki", fixture->scratch.path);
    fixture->arena = td_arena_new(1 << 20);
    assert_int_equal(pki_create(fixture->folder, "Thị xã Ngã Năm", &fixture->problem), TD_OK);
    assert_int_equal(pki_open(fixture->folder, &fixture->pki, &fixture->problem), TD_OK);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    pki_close(fixture->pki);
    td_arena_free(fixture->arena);
    scratch_deinit(&fixture->scratch);
    free(fixture);
    return 0;
}

static X509 *parse(const uint8_t *der, size_t len)
{
    const unsigned char *at = der;
    X509 *certificate = d2i_X509(NULL, &at, (long)len);
    assert_non_null(certificate);
    return certificate;
}

static X509 *ca_of(struct fixture *fixture)
{
    size_t len;
    const uint8_t *der = pki_ca_der(fixture->pki, &len);
    return parse(der, len);
}

static void create__files__only_the_owner_reads_keys(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(scratch_mode(&fixture->scratch, "pki"), 0700);
    assert_int_equal(scratch_mode(&fixture->scratch, "pki/ca.key"), 0600);
    assert_int_equal(scratch_mode(&fixture->scratch, "pki/server.key"), 0600);
    assert_int_equal(scratch_mode(&fixture->scratch, "pki/receipt.key"), 0600);
    assert_int_equal(scratch_mode(&fixture->scratch, "pki/ca.pem"), 0600);
}

static void create__where_a_ca_is__refused(void **state)
{
    struct fixture *fixture = *state;
    uint8_t before[32], after[32];
    pki_ca_fingerprint(fixture->pki, before);
    assert_int_equal(pki_create(fixture->folder, "Khác", &fixture->problem), TD_ALREADY_EXISTS);
    pki_close(fixture->pki);
    assert_int_equal(pki_open(fixture->folder, &fixture->pki, &fixture->problem), TD_OK);
    pki_ca_fingerprint(fixture->pki, after);
    assert_memory_equal(before, after, 32);
}

static void create__town_name_too_long_for_a_certificate__refused(void **state)
{
    struct fixture *fixture = *state;
    char town[80];
    memset(town, 'x', sizeof town);
    town[65] = '\0';
    fixture->problem = NULL;
    assert_int_equal(pki_create(scratch_path(&fixture->scratch, "other"), town, &fixture->problem),
                     TD_INTERNAL);
    assert_non_null(fixture->problem);
}

static void open__any_file_gone_or_foreign__refused(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {"ca.key", "ca.pem", "server.key", "receipt.key"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        uint8_t *bytes;
        size_t len;
        struct pki *pki = NULL;
        assert_int_equal(td_file_read(fixture->folder, names[i], 65536, &bytes, &len), TD_OK);
        assert_int_equal(td_durable_write(fixture->folder, names[i], "junk", 4), TD_OK);
        fixture->problem = NULL;
        assert_int_equal(pki_open(fixture->folder, &pki, &fixture->problem), TD_INTERNAL);
        assert_non_null(fixture->problem);
        assert_null(pki);
        assert_int_equal(td_durable_write(fixture->folder, names[i], bytes, len), TD_OK);
        free(bytes);
    }
}

static void open__key_of_another_ca__refused(void **state)
{
    struct fixture *fixture = *state;
    char other[128];
    uint8_t *bytes;
    size_t len;
    struct pki *pki = NULL;
    (void)snprintf(other, sizeof other, "%s/other", fixture->scratch.path);
    assert_int_equal(pki_create(other, "Khác", &fixture->problem), TD_OK);
    assert_int_equal(td_file_read(other, "ca.key", 65536, &bytes, &len), TD_OK);
    assert_int_equal(td_durable_write(fixture->folder, "ca.key", bytes, len), TD_OK);
    free(bytes);
    assert_int_equal(pki_open(fixture->folder, &pki, &fixture->problem), TD_INTERNAL);
}

static void ca__is_one__for_twenty_years(void **state)
{
    struct fixture *fixture = *state;
    X509 *ca = ca_of(fixture);
    time_t in_19_years = (time_t)((td_now_utc_ms() + 19 * YEAR_MS) / 1000);
    time_t in_21_years = (time_t)((td_now_utc_ms() + 21 * YEAR_MS) / 1000);
    assert_int_equal(X509_check_ca(ca), 1);
    assert_true(X509_cmp_time(X509_get0_notAfter(ca), &in_19_years) > 0);
    assert_true(X509_cmp_time(X509_get0_notAfter(ca), &in_21_years) < 0);
    X509_free(ca);
}

/* Issues for this key; the certificate's DER in the arena. */
static enum td_code issue(struct fixture *fixture, const char *key_pem, uint8_t **ret_der,
                          size_t *ret_len)
{
    uint8_t *csr;
    size_t csr_len;
    assert_int_equal(td_device_csr(key_pem, &csr, &csr_len), TD_OK);
    enum td_code code = pki_issue(fixture->pki, csr, csr_len, "p1.vanthu/7", NOW, NOW + YEAR_MS,
                                  fixture->arena, ret_der, ret_len);
    free(csr);
    return code;
}

static void issue__device_key__client_certificate_of_this_ca(void **state)
{
    struct fixture *fixture = *state;
    char *key_pem, *pem, name[80];
    uint8_t *der;
    size_t len;
    int64_t not_after_utc_ms;
    assert_int_equal(td_device_key_new(&key_pem), TD_OK);
    assert_int_equal(issue(fixture, key_pem, &der, &len), TD_OK);
    X509 *ca = ca_of(fixture), *certificate = parse(der, len);
    assert_int_equal(X509_verify(certificate, X509_get0_pubkey(ca)), 1);
    assert_int_equal(X509_check_issued(ca, certificate), X509_V_OK);
    assert_int_equal(X509_check_purpose(certificate, X509_PURPOSE_SSL_CLIENT, 0), 1);
    assert_int_equal(X509_check_purpose(certificate, X509_PURPOSE_SSL_SERVER, 0), 0);
    assert_int_equal(X509_check_ca(certificate), 0);
    assert_true(X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                                          sizeof name) > 0);
    assert_string_equal(name, "p1.vanthu/7");
    assert_int_equal(td_certificate_pem(der, len, &pem), TD_OK);
    assert_int_equal(td_certificate_not_after(pem, &not_after_utc_ms), TD_OK);
    assert_int_equal(not_after_utc_ms, NOW + YEAR_MS);
    free(pem);
    X509_free(certificate);
    X509_free(ca);
    td_key_free(key_pem);
}

static void issue__twice__other_serials(void **state)
{
    struct fixture *fixture = *state;
    char *key_pem;
    uint8_t *der[2];
    size_t len[2];
    X509 *certificate[2];
    assert_int_equal(td_device_key_new(&key_pem), TD_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(issue(fixture, key_pem, &der[i], &len[i]), TD_OK);
        certificate[i] = parse(der[i], len[i]);
    }
    assert_int_not_equal(ASN1_INTEGER_cmp(X509_get0_serialNumber(certificate[0]),
                                          X509_get0_serialNumber(certificate[1])),
                         0);
    X509_free(certificate[0]);
    X509_free(certificate[1]);
    td_key_free(key_pem);
}

static void csr__same_key__same_bytes(void **state)
{
    (void)state;
    char *key_pem;
    uint8_t *a, *b;
    size_t a_len, b_len;
    assert_int_equal(td_device_key_new(&key_pem), TD_OK);
    assert_int_equal(td_device_csr(key_pem, &a, &a_len), TD_OK);
    assert_int_equal(td_device_csr(key_pem, &b, &b_len), TD_OK);
    assert_int_equal(a_len, b_len);
    assert_memory_equal(a, b, a_len);
    assert_int_equal(td_device_csr("not a key", &a, &a_len), TD_INVALID_ARGUMENT);
    free(a);
    free(b);
    td_key_free(key_pem);
}

/* A correctly signed request with a key of our choice. */
static size_t request_der(EVP_PKEY *key, uint8_t *ret_der, size_t capacity)
{
    X509_REQ *request = X509_REQ_new();
    unsigned char *der = NULL;
    assert_int_equal(X509_REQ_set_pubkey(request, key), 1);
    assert_true(X509_REQ_sign(request, key, EVP_sha256()) > 0);
    int len = i2d_X509_REQ(request, &der);
    assert_true(len > 0 && (size_t)len <= capacity);
    memcpy(ret_der, der, (size_t)len);
    OPENSSL_free(der);
    X509_REQ_free(request);
    return (size_t)len;
}

static enum td_code issue_bytes(struct fixture *fixture, const uint8_t *csr, size_t len)
{
    uint8_t *der;
    size_t der_len;
    return pki_issue(fixture->pki, csr, len, "x/1", NOW, NOW + YEAR_MS, fixture->arena, &der,
                     &der_len);
}

static void issue__kinds_of_key__only_two_taken(void **state)
{
    struct fixture *fixture = *state;
    uint8_t csr[4096];
    EVP_PKEY *p256 = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    EVP_PKEY *p384 = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-384");
    EVP_PKEY *rsa = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
    assert_int_equal(issue_bytes(fixture, csr, request_der(p256, csr, sizeof csr)), TD_OK);
    assert_int_equal(issue_bytes(fixture, csr, request_der(p384, csr, sizeof csr)),
                     TD_INVALID_ARGUMENT);
    assert_int_equal(issue_bytes(fixture, csr, request_der(rsa, csr, sizeof csr)),
                     TD_INVALID_ARGUMENT);
    EVP_PKEY_free(p256);
    EVP_PKEY_free(p384);
    EVP_PKEY_free(rsa);
}

static void issue__damaged_request__refused(void **state)
{
    struct fixture *fixture = *state;
    uint8_t bytes[4096];
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    size_t len = request_der(key, bytes, sizeof bytes - 1);
    for (size_t i = 0; i < len; i++) {
        bytes[i] ^= 0x10;
        assert_int_equal(issue_bytes(fixture, bytes, len), TD_INVALID_ARGUMENT);
        bytes[i] ^= 0x10;
        assert_int_equal(issue_bytes(fixture, bytes, i), TD_INVALID_ARGUMENT);
    }
    bytes[len] = 0;
    assert_int_equal(issue_bytes(fixture, bytes, len + 1), TD_INVALID_ARGUMENT);
    EVP_PKEY_free(key);
}

static void sign__receipt__verifies_with_the_public_key_only_unchanged(void **state)
{
    struct fixture *fixture = *state;
    uint8_t key[32], signature[64], again[64];
    char text[] = "thidua receipt 1\nHS-2022-0001";
    pki_receipt_key(fixture->pki, key);
    pki_sign(fixture->pki, text, sizeof text, signature);
    pki_sign(fixture->pki, text, sizeof text, again);
    assert_memory_equal(signature, again, sizeof signature);
    assert_true(td_ed25519_verify(key, text, sizeof text, signature));
    text[20] ^= 1;
    assert_false(td_ed25519_verify(key, text, sizeof text, signature));
}

static void server_certificate_bytes(struct fixture *fixture, int64_t now_utc_ms, uint8_t **ret,
                                     size_t *ret_len)
{
    struct td_tls_context *tls = NULL;
    assert_int_equal(pki_server_tls(fixture->pki, now_utc_ms, YEAR_MS, &tls, &fixture->problem),
                     TD_OK);
    td_tls_context_unref(tls);
    assert_int_equal(td_file_read(fixture->folder, "server.pem", 65536, ret, ret_len), TD_OK);
}

static void server_tls__stored_certificate__kept_until_its_last_third(void **state)
{
    struct fixture *fixture = *state;
    uint8_t *first, *half, *late;
    size_t first_len, half_len, late_len;
    int64_t now_utc_ms = td_now_utc_ms();
    server_certificate_bytes(fixture, now_utc_ms, &first, &first_len);
    server_certificate_bytes(fixture, now_utc_ms + YEAR_MS / 2, &half, &half_len);
    assert_int_equal(first_len, half_len);
    assert_memory_equal(first, half, first_len);
    server_certificate_bytes(fixture, now_utc_ms + YEAR_MS * 3 / 4, &late, &late_len);
    assert_false(first_len == late_len && memcmp(first, late, late_len) == 0);
    free(first);
    free(half);
    free(late);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(create__files__only_the_owner_reads_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(create__where_a_ca_is__refused, setup, teardown),
        cmocka_unit_test_setup_teardown(create__town_name_too_long_for_a_certificate__refused,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(open__any_file_gone_or_foreign__refused, setup, teardown),
        cmocka_unit_test_setup_teardown(open__key_of_another_ca__refused, setup, teardown),
        cmocka_unit_test_setup_teardown(ca__is_one__for_twenty_years, setup, teardown),
        cmocka_unit_test_setup_teardown(issue__device_key__client_certificate_of_this_ca, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(issue__twice__other_serials, setup, teardown),
        cmocka_unit_test(csr__same_key__same_bytes),
        cmocka_unit_test_setup_teardown(issue__kinds_of_key__only_two_taken, setup, teardown),
        cmocka_unit_test_setup_teardown(issue__damaged_request__refused, setup, teardown),
        cmocka_unit_test_setup_teardown(sign__receipt__verifies_with_the_public_key_only_unchanged,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(server_tls__stored_certificate__kept_until_its_last_third,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
