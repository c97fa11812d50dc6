/* Device keys, certificate requests and PEM texts. No files and no network here. */
#include "csr.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <time.h>

/* Copies a memory BIO's bytes and a NUL. NULL when memory is short. */
static char *bio_text(BIO *bio)
{
    char *bytes = NULL;
    long len = BIO_get_mem_data(bio, &bytes);
    if (len < 0)
        return NULL;
    char *text = malloc((size_t)len + 1);
    if (!text)
        return NULL;
    memcpy(text, bytes, (size_t)len);
    text[len] = '\0';
    return text;
}

enum td_code td_device_key_new(char **ret_key_pem)
{
    enum td_code code = TD_INTERNAL;
    char *text = NULL;
    BIO *bio = BIO_new(BIO_s_secmem());
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    if (!bio || !key || !PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL))
        goto out;
    text = bio_text(bio);
    if (!text)
        goto out;
    *ret_key_pem = text;
    code = TD_OK;
out:
    EVP_PKEY_free(key);
    BIO_free(bio);
    ERR_clear_error();
    return code;
}

void td_key_free(char *key_pem)
{
    if (!key_pem)
        return;
    OPENSSL_cleanse(key_pem, strlen(key_pem));
    free(key_pem);
}

/* Never asks a person for a passphrase. */
static int no_passphrase(char *ret, int size, int writing, void *data)
{
    (void)ret, (void)size, (void)writing, (void)data;
    return -1;
}

static EVP_PKEY *read_key(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
    BIO_free(bio);
    return key;
}

static bool request_fill(X509_REQ *request, EVP_PKEY *key)
{
    X509_NAME *name = X509_REQ_get_subject_name(request);
    /* Ed25519 hashes by itself; every other kind of key needs a digest named. */
    const EVP_MD *digest = EVP_PKEY_is_a(key, "ED25519") ? NULL : EVP_sha256();
    return name &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"thidua", -1,
                                      -1, 0) &&
           X509_REQ_set_version(request, X509_REQ_VERSION_1) && X509_REQ_set_pubkey(request, key) &&
           X509_REQ_sign(request, key, digest) > 0;
}

enum td_code td_device_csr(const char *key_pem, uint8_t **ret_der, size_t *ret_len)
{
    enum td_code code = TD_INTERNAL;
    X509_REQ *request = NULL;
    unsigned char *der = NULL;
    EVP_PKEY *key = read_key(key_pem);
    if (!key) {
        code = TD_INVALID_ARGUMENT;
        goto out;
    }
    request = X509_REQ_new();
    if (!request || !request_fill(request, key))
        goto out;
    int len = i2d_X509_REQ(request, &der);
    if (len <= 0)
        goto out;
    uint8_t *copy = malloc((size_t)len);
    if (!copy)
        goto out;
    memcpy(copy, der, (size_t)len);
    *ret_der = copy;
    *ret_len = (size_t)len;
    code = TD_OK;
out:
    OPENSSL_free(der);
    X509_REQ_free(request);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return code;
}

enum td_code td_certificate_pem(const uint8_t *der, size_t len, char **ret_pem)
{
    enum td_code code = TD_INVALID_ARGUMENT;
    const unsigned char *at = der;
    BIO *bio = NULL;
    X509 *certificate = d2i_X509(NULL, &at, (long)len);
    if (!certificate || at != der + len)
        goto out;
    code = TD_INTERNAL;
    bio = BIO_new(BIO_s_mem());
    if (!bio || !PEM_write_bio_X509(bio, certificate))
        goto out;
    char *text = bio_text(bio);
    if (!text)
        goto out;
    *ret_pem = text;
    code = TD_OK;
out:
    BIO_free(bio);
    X509_free(certificate);
    ERR_clear_error();
    return code;
}

enum td_code td_certificate_validity(const char *pem, int64_t *ret_from_utc_ms,
                                     int64_t *ret_until_utc_ms)
{
    enum td_code code = TD_INVALID_ARGUMENT;
    struct tm start, end;
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, no_passphrase, NULL) : NULL;
    if (certificate && ASN1_TIME_to_tm(X509_get0_notBefore(certificate), &start) &&
        ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end)) {
        *ret_from_utc_ms = (int64_t)timegm(&start) * 1000;
        *ret_until_utc_ms = (int64_t)timegm(&end) * 1000;
        code = TD_OK;
    }
    X509_free(certificate);
    BIO_free(bio);
    ERR_clear_error();
    return code;
}

enum td_code td_certificate_not_after(const char *pem, int64_t *ret_utc_ms)
{
    int64_t from_utc_ms;
    return td_certificate_validity(pem, &from_utc_ms, ret_utc_ms);
}
