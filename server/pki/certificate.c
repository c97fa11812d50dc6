/* X.509 certificates of the three kinds the town needs, told apart by a table of extensions. */
#include "certificate.h"

#include "digest.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

struct extension {
    int nid;
    const char *value;
};

#define MAX_EXTENSIONS 6

/* Source: RFC 5280, 4.2.1; RFC 8446, 4.4.2.2 and 4.4.2.3 (key usage of end entities). */
static const struct extension ca_extensions[MAX_EXTENSIONS] = {
    {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
};
static const struct extension server_extensions[MAX_EXTENSIONS] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_alt_name, "DNS:thiduad"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid"},
};
static const struct extension device_extensions[MAX_EXTENSIONS] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "clientAuth"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid"},
};

static bool set_serial(X509 *certificate)
{
    uint8_t bytes[16];
    td_random(bytes, sizeof bytes);
    bytes[0] &= 0x7F; /* positive */
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    bool set = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    return set;
}

static bool set_name(X509 *certificate, const struct certificate_request *request)
{
    X509_NAME *name = X509_get_subject_name(certificate);
    if (request->organization &&
        !X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
                                    (const unsigned char *)request->organization, -1, -1, 0))
        return false;
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                      (const unsigned char *)request->common_name, -1, -1, 0) != 0;
}

static bool set_times(X509 *certificate, const struct certificate_request *request)
{
    return ASN1_TIME_set(X509_getm_notBefore(certificate), request->not_before_utc_ms / 1000) &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), request->not_after_utc_ms / 1000);
}

static bool add_extensions(X509 *certificate, X509 *issuer, const struct extension *extensions)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    for (size_t i = 0; i < MAX_EXTENSIONS && extensions[i].value; i++) {
        X509_EXTENSION *extension =
            X509V3_EXT_conf_nid(NULL, &context, extensions[i].nid, extensions[i].value);
        bool added = extension && X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
        if (!added)
            return false;
    }
    return true;
}

/* issuer NULL: self-signed. */
static X509 *build(const struct certificate_request *request, X509 *issuer, EVP_PKEY *issuer_key,
                   const struct extension *extensions)
{
    X509 *certificate = X509_new();
    if (certificate && X509_set_version(certificate, X509_VERSION_3) && set_serial(certificate) &&
        set_name(certificate, request) && set_times(certificate, request) &&
        X509_set_issuer_name(certificate, X509_get_subject_name(issuer ? issuer : certificate)) &&
        X509_set_pubkey(certificate, request->public_key) &&
        add_extensions(certificate, issuer ? issuer : certificate, extensions) &&
        X509_sign(certificate, issuer_key, EVP_sha256()) > 0)
        return certificate;
    X509_free(certificate);
    return NULL;
}

X509 *certificate_ca(const struct certificate_request *request, EVP_PKEY *ca_key)
{
    return build(request, NULL, ca_key, ca_extensions);
}

X509 *certificate_server(const struct certificate_request *request, X509 *ca, EVP_PKEY *ca_key)
{
    return build(request, ca, ca_key, server_extensions);
}

X509 *certificate_device(const struct certificate_request *request, X509 *ca, EVP_PKEY *ca_key)
{
    return build(request, ca, ca_key, device_extensions);
}

bool certificate_key_allowed(EVP_PKEY *key)
{
    char group[64] = "";
    if (EVP_PKEY_is_a(key, "ED25519"))
        return true;
    return EVP_PKEY_is_a(key, "EC") &&
           EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group,
                                          NULL) &&
           OBJ_txt2nid(group) == NID_X9_62_prime256v1;
}
