/* thidua enroll CODE: a key made on this device becomes an officer's. Survives a lost reply: the
 * key and the idempotency key stay in the profile's folder until all is stored, and running the
 * same command again goes on where it stopped. */
#include "arena.h"
#include "commands.h"
#include "connection.h"
#include "csr.h"
#include "digest.h"
#include "durable.h"
#include "enroll_code.h"
#include "enrollment.pb-c.h"
#include "files.h"
#include "i18n.h"
#include "json.h"
#include "profile.h"
#include "table.h"
#include "tls.h"
#include "wording.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define PENDING                                                                       \
    "pending" /* lines: hash of the code, idempotency key (hex), device; then the key \
               */
#define MAX_PENDING_BYTES (16 * 1024)
#define MAX_DEVICE_CHARS 64

struct enrolment {
    struct td_enroll_code code;
    char code_hex[TD_HEX_SIZE]; /* SHA-256 of the secret: which code a pending file is of */
    uint8_t key[CLIENT_KEY_SIZE];
    const char *device, *key_pem;
};

static enum td_code make_folder(struct cli *cli, const char *path)
{
    char *copy = td_arena_strdup(cli->arena, path);
    for (char *slash = copy; slash && (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        (void)mkdir(copy, 0700); /* what exists is fine; the last one tells */
        *slash = '/';
    }
    if (copy && (mkdir(path, 0700) == 0 || errno == EEXIST))
        return TD_OK;
    return td_fail(&cli->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_FILE_WRITE, "name", path,
                   "reason", strerror(errno), TD_END);
}

static const char *device_name(struct cli *cli)
{
    const char *given = cli_text(cli, "device");
    char host[MAX_DEVICE_CHARS + 1] = "";
    if (given)
        return given;
    if (gethostname(host, sizeof host - 1) != 0 || !*host)
        return "device";
    return td_arena_strdup(cli->arena, host);
}

/* True when an earlier attempt with this very code was cut off. */
static bool read_pending(struct cli *cli, const char *folder, struct enrolment *enrolment)
{
    uint8_t *bytes;
    size_t len;
    if (td_file_read(folder, PENDING, MAX_PENDING_BYTES, &bytes, &len) != TD_OK)
        return false;
    char *rest = td_arena_copy(cli->arena, bytes, len + 1);
    free(bytes);
    const char *code_hex = strsep(&rest, "\n"), *key = strsep(&rest, "\n");
    const char *device = strsep(&rest, "\n");
    if (!device || !rest || strcmp(code_hex, enrolment->code_hex) != 0 ||
        !td_unhex(key, enrolment->key, sizeof enrolment->key))
        return false;
    enrolment->device = device;
    enrolment->key_pem = rest;
    return true;
}

static enum td_code write_pending(struct cli *cli, const char *folder, struct enrolment *enrolment)
{
    char *key_pem, key[2 * CLIENT_KEY_SIZE + 1];
    enum td_code code = td_device_key_new(&key_pem);
    if (code != TD_OK)
        return code;
    td_random(enrolment->key, sizeof enrolment->key);
    td_hex(enrolment->key, sizeof enrolment->key, key);
    enrolment->key_pem = td_arena_strdup(cli->arena, key_pem);
    td_key_free(key_pem);
    enrolment->device = device_name(cli);
    const char *path = td_arena_printf(cli->arena, "%s/" PENDING, folder);
    const char *text = td_arena_printf(cli->arena, "%s\n%s\n%s\n%s", enrolment->code_hex, key,
                                       enrolment->device, enrolment->key_pem);
    if (!text || !path)
        return TD_RESOURCE_EXHAUSTED;
    return files_write(path, text, strlen(text), &cli->err);
}

/* The code's own line to the server: no certificate yet, the CA is pinned. */
static enum td_code connect_stranger(struct cli *cli, const struct enrolment *enrolment)
{
    struct td_tls_context *tls;
    const char *problem;
    enum td_code code =
        td_tls_context_client(NULL, NULL, NULL, enrolment->code.ca_sha256, &tls, &problem);
    if (code != TD_OK)
        return code;
    const struct client_options options = {.host = enrolment->code.host,
                                           .port = enrolment->code.port,
                                           .tls = tls,
                                           .timeout_ms = cli->timeout_ms,
                                           .arena = cli->arena,
                                           .err = &cli->err};
    cli->client = client_new(&options);
    return cli->client ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code ask(struct cli *cli, const struct enrolment *enrolment,
                        const Pb__EnrollResponse **ret)
{
    Pb__EnrollRequest in = PB__ENROLL_REQUEST__INIT;
    enum td_code code = connect_stranger(cli, enrolment);
    if (code == TD_OK)
        code = td_device_csr(enrolment->key_pem, &in.csr_der.data, &in.csr_der.len);
    if (code != TD_OK)
        return code;
    in.secret =
        (ProtobufCBinaryData){sizeof enrolment->code.secret, (uint8_t *)enrolment->code.secret};
    in.device_name = (char *)enrolment->device;
    code = CALL_KEY(cli, enrollment_service, enroll, enrolment->key, &in, ret);
    free(in.csr_der.data);
    return code;
}

/* A CA other than the pinned one must never be stored. */
static enum td_code check_answer(const struct enrolment *enrolment, const Pb__EnrollResponse *out)
{
    uint8_t sha256[TD_SHA256_SIZE];
    td_sha256(out->ca_der.data, out->ca_der.len, sha256);
    bool pinned = memcmp(sha256, enrolment->code.ca_sha256, sizeof sha256) == 0;
    return pinned && out->receipt_key.len == sizeof((struct profile *)0)->receipt_key &&
                   *out->officer
               ? TD_OK
               : TD_UNKNOWN;
}

static enum td_code store(struct cli *cli, const struct enrolment *enrolment,
                          const Pb__EnrollResponse *out, struct profile *profile)
{
    char *cert_pem = NULL, *ca_pem = NULL;
    enum td_code code = check_answer(enrolment, out);
    if (code == TD_OK)
        code = td_certificate_pem(out->certificate_der.data, out->certificate_der.len, &cert_pem);
    if (code == TD_OK)
        code = td_certificate_pem(out->ca_der.data, out->ca_der.len, &ca_pem);
    if (code == TD_OK) {
        profile->key_pem = enrolment->key_pem;
        profile->cert_pem = cert_pem;
        profile->ca_pem = ca_pem;
        profile->host = enrolment->code.host;
        profile->port = enrolment->code.port;
        profile->officer = out->officer;
        profile->unit_code = out->unit_code;
        profile->lang = cli->lang ? cli->lang : "";
        memcpy(profile->receipt_key, out->receipt_key.data, sizeof profile->receipt_key);
        code = profile_save(cli->arena, profile, &cli->err);
    }
    if (code == TD_OK)
        (void)unlink(td_arena_printf(cli->arena, "%s/" PENDING, profile->folder));
    free(cert_pem);
    free(ca_pem);
    profile->cert_pem = profile->ca_pem = NULL;
    return code;
}

/* A profile that works is not overwritten by accident. */
static enum td_code check_free(struct cli *cli)
{
    struct profile present;
    enum td_code code = profile_load(cli->arena, cli->profile_name, &present, NULL);
    if (code != TD_OK || cli_flag(cli, "replace"))
        return TD_OK;
    return td_fail(&cli->err, TD_ALREADY_EXISTS, "", "", TD_KEY_PROFILE_EXISTS, "profile",
                   cli->profile_name, "officer", present.officer, TD_END);
}

/* The idempotency key, the device key: as begun before, or new ones. */
static enum td_code prepare(struct cli *cli, struct enrolment *enrolment, struct profile *profile)
{
    enum td_code code = td_enroll_code_parse(cli->args[0], "", &enrolment->code, &cli->err);
    if (code != TD_OK)
        return code;
    uint8_t sha256[TD_SHA256_SIZE];
    td_sha256(enrolment->code.secret, sizeof enrolment->code.secret, sha256);
    td_hex(sha256, sizeof sha256, enrolment->code_hex);
    profile->name = cli->profile_name;
    profile->folder = profile_folder(cli->arena, cli->profile_name);
    if (!profile->folder)
        return td_fail(&cli->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_FILE_WRITE, "name",
                       "$XDG_CONFIG_HOME", "reason", strerror(ENOENT), TD_END);
    if (read_pending(cli, profile->folder, enrolment))
        return TD_OK;
    code = check_free(cli);
    if (code == TD_OK)
        code = make_folder(cli, profile->folder);
    return code == TD_OK ? write_pending(cli, profile->folder, enrolment) : code;
}

static enum td_code enroll(struct cli *cli)
{
    struct enrolment enrolment = {0};
    struct profile profile = {0};
    const Pb__EnrollResponse *out;
    enum td_code code = prepare(cli, &enrolment, &profile);
    if (code == TD_OK)
        code = ask(cli, &enrolment, &out);
    if (code == TD_OK)
        code = store(cli, &enrolment, out, &profile);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(_("This device is now %s of unit %s (profile “%s”).\n"), out->officer, out->unit_code,
           profile.name);
    printf(_("Its certificate is valid until %s and renews by itself.\n"),
           wording_time(cli->arena, out->not_after_utc_ms));
    printf(_("Next: thidua whoami\n"));
    return TD_OK;
}

static const struct command_option ENROLL_OPTIONS[] = {
    {.name = "device",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("name of this device in officer lists (the machine's name)")},
    {.name = "replace", .kind = OPTION_FLAG, .help = N_("replace the profile of that name")},
    {0},
};

const struct command enroll_commands[] = {
    {.group = "",
     .name = "enroll",
     .arguments = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Make this device an officer's, with a one-time code from Home Affairs"),
     .details = N_("The key is made on this device and never leaves it. If the connection breaks, "
                   "run the same command again. A language given with --lang is remembered."),
     .example = "thidua enroll thidua1-example.vn:7443-abc…-1a2b --profile phuong1",
     .failure = N_("This device was not enrolled"),
     .options = ENROLL_OPTIONS,
     .run = enroll},
    {0},
};
