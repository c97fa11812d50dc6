/* The certificate's renewal, over the connection that the command has used. */
#include "renew.h"

#include "connection.h"
#include "csr.h"
#include "enrollment.pb-c.h"
#include "i18n.h"
#include "profile.h"
#include "wording.h"

bool renew_is_due(int64_t from_utc_ms, int64_t until_utc_ms, int64_t now_utc_ms)
{
    return until_utc_ms - now_utc_ms < (until_utc_ms - from_utc_ms) / 3;
}

static enum td_code certify(struct cli *cli, const char *key_pem, char **ret_cert_pem)
{
    uint8_t *csr;
    size_t csr_len;
    enum td_code code = td_device_csr(key_pem, &csr, &csr_len);
    if (code != TD_OK)
        return code;
    Pb__RenewRequest in = PB__RENEW_REQUEST__INIT;
    in.csr_der = (ProtobufCBinaryData){csr_len, csr};
    const Pb__RenewResponse *out;
    code = CALL(cli, enrollment_service, renew, &in, &out);
    free(csr);
    if (code != TD_OK)
        return code;
    return td_certificate_pem(out->certificate_der.data, out->certificate_der.len, ret_cert_pem);
}

static enum td_code renew(struct cli *cli)
{
    char *key_pem = NULL, *cert_pem = NULL;
    enum td_code code = td_device_key_new(&key_pem);
    if (code == TD_OK)
        code = certify(cli, key_pem, &cert_pem);
    if (code == TD_OK)
        code = profile_replace_key(cli->arena, cli->profile, key_pem, cert_pem, &cli->err);
    td_key_free(key_pem);
    free(cert_pem);
    return code;
}

void renew_if_due(struct cli *cli)
{
    const Pb__Hello *hello;
    int64_t from_utc_ms, until_utc_ms;
    if (!client_connected(cli->client) || client_hello(cli->client, &hello) != TD_OK ||
        td_certificate_validity(cli->profile->cert_pem, &from_utc_ms, &until_utc_ms) != TD_OK ||
        !renew_is_due(from_utc_ms, until_utc_ms, hello->server_time_utc_ms))
        return;
    struct td_err kept = cli->err; /* the command's own outcome */
    td_err_init(&cli->err, cli->arena);
    enum td_code code = renew(cli);
    if (code != TD_OK && !cli->json) {
        fprintf(stderr,
                _("The certificate of this device, valid until %s, could not be renewed.\n"),
                wording_time(cli->arena, until_utc_ms));
        wording_print_violations(stderr, cli->err.violations, cli->err.n_violations);
    }
    cli->err = kept;
}
