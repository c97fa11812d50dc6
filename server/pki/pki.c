/* The town's keys on disk and in use. Making certificates is certificate.c's part. */
#include "pki.h"

#include "arena.h"
#include "certificate.h"
#include "digest.h"
#include "durable.h"
#include "timefmt.h"
#include "tls.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <pthread.h>

#define DAY_MS ((int64_t)24 * 3600 * 1000)
#define CA_LIFETIME_MS (7305 * DAY_MS) /* 20 years */
/* Wards' clocks run behind the daemon's: certificates they check begin earlier. */
#define CLOCK_SKEW_MS DAY_MS
#define FILE_MAX_BYTES 65536

#define CA_KEY "ca.key"
#define CA_CERTIFICATE "ca.pem"
#define SERVER_KEY "server.key"
#define SERVER_CERTIFICATE "server.pem"
#define RECEIPT_KEY "receipt.key"

struct pki {
    char *folder;
    unsigned char *town;
    EVP_PKEY *ca_key, *server_key, *receipt_key;
    X509 *ca;
    unsigned char *ca_der;
    size_t ca_der_len;
    uint8_t receipt_public[32];
    pthread_mutex_t server_lock; /* the stored server certificate */
};

static int no_passphrase(char *ret, int size, int writing, void *data)
{
    (void)ret, (void)size, (void)writing, (void)data;
    return -1;
}

static enum td_code fail(const char **ret_problem, const char *problem)
{
    *ret_problem = problem;
    ERR_clear_error();
    return TD_INTERNAL;
}

/* -- PEM files -- */

/* A new memory BIO with the file's content, or NULL. */
static BIO *open_pem(const char *folder, const char *name)
{
    uint8_t *bytes;
    size_t len;
    BIO *bio = NULL;
    if (td_file_read(folder, name, FILE_MAX_BYTES, &bytes, &len) != TD_OK)
        return NULL;
    bio = BIO_new(BIO_s_mem());
    if (bio && BIO_write(bio, bytes, (int)len) != (int)len) {
        BIO_free(bio);
        bio = NULL;
    }
    explicit_bzero(bytes, len);
    free(bytes);
    return bio;
}

static EVP_PKEY *load_key(const char *folder, const char *name)
{
    BIO *bio = open_pem(folder, name);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
    BIO_free(bio);
    return key;
}

static X509 *load_certificate(const char *folder, const char *name)
{
    BIO *bio = open_pem(folder, name);
    X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, no_passphrase, NULL) : NULL;
    BIO_free(bio);
    return certificate;
}

static bool save_pem(const char *folder, const char *name, BIO *bio)
{
    char *bytes = NULL;
    long len = BIO_get_mem_data(bio, &bytes);
    return len > 0 && td_durable_write(folder, name, bytes, (size_t)len) == TD_OK;
}

static bool save_key(const char *folder, const char *name, EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_secmem());
    bool saved = bio && PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) &&
                 save_pem(folder, name, bio);
    BIO_free(bio);
    return saved;
}

static bool save_certificate(const char *folder, const char *name, X509 *certificate)
{
    BIO *bio = BIO_new(BIO_s_mem());
    bool saved = bio && PEM_write_bio_X509(bio, certificate) && save_pem(folder, name, bio);
    BIO_free(bio);
    return saved;
}

/* -- create -- */

static X509 *new_ca(const char *town, EVP_PKEY *key)
{
    int64_t now_utc_ms = td_now_utc_ms();
    return certificate_ca(
        &(struct certificate_request){.common_name = "thidua CA",
                                      .organization = town,
                                      .public_key = key,
                                      .not_before_utc_ms = now_utc_ms - CLOCK_SKEW_MS,
                                      .not_after_utc_ms = now_utc_ms + CA_LIFETIME_MS},
        key);
}

enum td_code pki_create(const char *folder, const char *town, const char **ret_problem)
{
    enum td_code code = TD_OK;
    EVP_PKEY *ca_key = NULL, *server_key = NULL, *receipt_key = NULL;
    X509 *ca = NULL;
    if (td_folder_make(folder) != TD_OK)
        return fail(ret_problem, N_("the pki folder cannot be made"));
    X509 *present = load_certificate(folder, CA_CERTIFICATE);
    if (present) {
        X509_free(present);
        *ret_problem = N_("there is a CA already");
        return TD_ALREADY_EXISTS;
    }
    ca_key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    server_key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    receipt_key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    ca = ca_key ? new_ca(town, ca_key) : NULL;
    if (!server_key || !receipt_key || !ca)
        code = fail(ret_problem,
                    N_("keys or CA cannot be made (is the town's name over 64 letters?)"));
    /* The CA certificate last: while it is missing, the folder counts as empty. */
    else if (!save_key(folder, CA_KEY, ca_key) || !save_key(folder, SERVER_KEY, server_key) ||
             !save_key(folder, RECEIPT_KEY, receipt_key) ||
             !save_certificate(folder, CA_CERTIFICATE, ca))
        code = fail(ret_problem, N_("the key files cannot be written"));
    X509_free(ca);
    EVP_PKEY_free(receipt_key);
    EVP_PKEY_free(server_key);
    EVP_PKEY_free(ca_key);
    return code;
}

/* -- open -- */

/* The keys belong together and are of the right kinds. */
static const char *check_material(struct pki *pki)
{
    size_t len = sizeof pki->receipt_public;
    if (!pki->ca || !pki->ca_key)
        return N_("the CA (ca.key, ca.pem) is missing or unreadable");
    if (!X509_check_private_key(pki->ca, pki->ca_key))
        return N_("ca.key does not belong to ca.pem");
    if (!pki->server_key)
        return N_("the daemon's key (server.key) is missing or unreadable");
    if (!pki->receipt_key || !EVP_PKEY_is_a(pki->receipt_key, "ED25519") ||
        !EVP_PKEY_get_raw_public_key(pki->receipt_key, pki->receipt_public, &len) ||
        len != sizeof pki->receipt_public)
        return N_("the receipt key (receipt.key) is missing or unreadable");
    int der_len = i2d_X509(pki->ca, &pki->ca_der);
    if (der_len <= 0)
        return N_("the CA certificate cannot be encoded");
    pki->ca_der_len = (size_t)der_len;
    const X509_NAME *subject = X509_get_subject_name(pki->ca);
    const X509_NAME_ENTRY *town =
        X509_NAME_get_entry(subject, X509_NAME_get_index_by_NID(subject, NID_organizationName, -1));
    if (!town || ASN1_STRING_to_UTF8(&pki->town, X509_NAME_ENTRY_get_data(town)) < 0)
        return N_("the CA does not name its town");
    return NULL;
}

enum td_code pki_open(const char *folder, struct pki **ret, const char **ret_problem)
{
    struct pki *pki = calloc(1, sizeof *pki);
    if (!pki)
        return fail(ret_problem, N_("there is not enough memory"));
    (void)pthread_mutex_init(&pki->server_lock, NULL);
    pki->folder = strdup(folder);
    pki->ca = load_certificate(folder, CA_CERTIFICATE);
    pki->ca_key = load_key(folder, CA_KEY);
    pki->server_key = load_key(folder, SERVER_KEY);
    pki->receipt_key = load_key(folder, RECEIPT_KEY);
    const char *problem = pki->folder ? check_material(pki) : N_("there is not enough memory");
    if (problem) {
        pki_close(pki);
        return fail(ret_problem, problem);
    }
    *ret = pki;
    return TD_OK;
}

void pki_close(struct pki *pki)
{
    if (!pki)
        return;
    OPENSSL_free(pki->town);
    OPENSSL_free(pki->ca_der);
    X509_free(pki->ca);
    EVP_PKEY_free(pki->receipt_key);
    EVP_PKEY_free(pki->server_key);
    EVP_PKEY_free(pki->ca_key);
    (void)pthread_mutex_destroy(&pki->server_lock);
    free(pki->folder);
    free(pki);
}

const char *pki_town(const struct pki *pki)
{
    return (const char *)pki->town;
}

void pki_ca_fingerprint(const struct pki *pki, uint8_t ret_sha256[32])
{
    td_sha256(pki->ca_der, pki->ca_der_len, ret_sha256);
}

const uint8_t *pki_ca_der(const struct pki *pki, size_t *ret_len)
{
    *ret_len = pki->ca_der_len;
    return pki->ca_der;
}

void pki_receipt_key(const struct pki *pki, uint8_t ret_key[32])
{
    memcpy(ret_key, pki->receipt_public, sizeof pki->receipt_public);
}

/* -- the daemon's certificate -- */

/* Ours, by this CA, with more than a third of the lifetime left. */
static bool server_certificate_good(const struct pki *pki, X509 *certificate, int64_t now_utc_ms,
                                    int64_t lifetime_ms)
{
    time_t now = (time_t)(now_utc_ms / 1000);
    time_t enough = (time_t)((now_utc_ms + lifetime_ms / 3) / 1000);
    return certificate && X509_check_private_key(certificate, pki->server_key) &&
           X509_verify(certificate, pki->ca_key) > 0 &&
           X509_cmp_time(X509_get0_notBefore(certificate), &now) < 0 &&
           X509_cmp_time(X509_get0_notAfter(certificate), &enough) > 0;
}

static X509 *server_certificate(struct pki *pki, int64_t now_utc_ms, int64_t lifetime_ms)
{
    X509 *certificate = load_certificate(pki->folder, SERVER_CERTIFICATE);
    if (server_certificate_good(pki, certificate, now_utc_ms, lifetime_ms))
        return certificate;
    X509_free(certificate);
    certificate = certificate_server(
        &(struct certificate_request){.common_name = "thiduad",
                                      .public_key = pki->server_key,
                                      .not_before_utc_ms = now_utc_ms - CLOCK_SKEW_MS,
                                      .not_after_utc_ms = now_utc_ms + lifetime_ms},
        pki->ca, pki->ca_key);
    if (certificate && save_certificate(pki->folder, SERVER_CERTIFICATE, certificate))
        return certificate;
    X509_free(certificate);
    return NULL;
}

/* The BIO's content as a C string that the BIO owns; NULL when memory is short. */
static const char *bio_string(BIO *bio)
{
    char *text = NULL;
    return BIO_write(bio, "", 1) == 1 && BIO_get_mem_data(bio, &text) > 0 ? text : NULL;
}

enum td_code pki_server_tls(struct pki *pki, int64_t now_utc_ms, int64_t lifetime_ms,
                            struct td_tls_context **ret, const char **ret_problem)
{
    enum td_code code;
    BIO *chain = BIO_new(BIO_s_mem()), *key = BIO_new(BIO_s_secmem()), *ca = BIO_new(BIO_s_mem());
    (void)pthread_mutex_lock(&pki->server_lock);
    X509 *certificate = server_certificate(pki, now_utc_ms, lifetime_ms);
    (void)pthread_mutex_unlock(&pki->server_lock);
    /* The CA goes along, so that a device can compare it with its enrolment code. */
    if (!certificate || !chain || !key || !ca || !PEM_write_bio_X509(chain, certificate) ||
        !PEM_write_bio_X509(chain, pki->ca) || !PEM_write_bio_X509(ca, pki->ca) ||
        !PEM_write_bio_PKCS8PrivateKey(key, pki->server_key, NULL, NULL, 0, NULL, NULL)) {
        code = fail(ret_problem, N_("the daemon's certificate cannot be made or written"));
        goto out;
    }
    const char *chain_pem = bio_string(chain), *key_pem = bio_string(key), *ca_pem = bio_string(ca);
    if (chain_pem && key_pem && ca_pem)
        code = td_tls_context_server(chain_pem, key_pem, ca_pem, ret, ret_problem);
    else
        code = fail(ret_problem, N_("there is not enough memory"));
out:
    X509_free(certificate);
    BIO_free(ca);
    BIO_free(key);
    BIO_free(chain);
    ERR_clear_error();
    return code;
}

/* -- devices and receipts -- */

/* The request's key, if the request is whole, of a kind we take, and signed by that key. */
static EVP_PKEY *request_key(const uint8_t *csr_der, size_t csr_len, X509_REQ **ret_request)
{
    const unsigned char *at = csr_der;
    X509_REQ *request = d2i_X509_REQ(NULL, &at, (long)csr_len);
    EVP_PKEY *key = request && at == csr_der + csr_len ? X509_REQ_get0_pubkey(request) : NULL;
    if (key && certificate_key_allowed(key) && X509_REQ_verify(request, key) > 0) {
        *ret_request = request;
        return key;
    }
    X509_REQ_free(request);
    return NULL;
}

enum td_code pki_issue(struct pki *pki, const uint8_t *csr_der, size_t csr_len,
                       const char *common_name, int64_t not_before_utc_ms, int64_t not_after_utc_ms,
                       struct td_arena *arena, uint8_t **ret_der, size_t *ret_len)
{
    enum td_code code = TD_INTERNAL;
    unsigned char *der = NULL;
    X509_REQ *request = NULL;
    X509 *certificate = NULL;
    EVP_PKEY *key = csr_len <= FILE_MAX_BYTES ? request_key(csr_der, csr_len, &request) : NULL;
    if (!key) {
        code = TD_INVALID_ARGUMENT;
        goto out;
    }
    certificate =
        certificate_device(&(struct certificate_request){.common_name = common_name,
                                                         .public_key = key,
                                                         .not_before_utc_ms = not_before_utc_ms,
                                                         .not_after_utc_ms = not_after_utc_ms},
                           pki->ca, pki->ca_key);
    int len = certificate ? i2d_X509(certificate, &der) : 0;
    uint8_t *copy = len > 0 ? td_arena_copy(arena, der, (size_t)len) : NULL;
    if (!copy)
        goto out;
    *ret_der = copy;
    *ret_len = (size_t)len;
    code = TD_OK;
out:
    OPENSSL_free(der);
    X509_free(certificate);
    X509_REQ_free(request);
    ERR_clear_error();
    return code;
}

void pki_sign(const struct pki *pki, const void *bytes, size_t len, uint8_t ret_signature[64])
{
    size_t signature_len = 64;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context || EVP_DigestSignInit(context, NULL, NULL, NULL, pki->receipt_key) <= 0 ||
        EVP_DigestSign(context, ret_signature, &signature_len, bytes, len) <= 0 ||
        signature_len != 64)
        abort(); /* out of memory: Ed25519 with a checked key cannot fail otherwise */
    EVP_MD_CTX_free(context);
}
