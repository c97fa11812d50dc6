/* Receipts without a network: parse, verify, compare, keep. */
#include "receipt.h"

#include "digest.h"
#include "dossier_content.h"
#include "message.h"
#include "text.h"

static const char signing_domain[] = "thidua receipt 1\n"; /* proto/dossier.proto, Receipt */

static enum td_code fail_form(struct td_err *err)
{
    return td_fail(err, TD_DATA_LOSS, "", "", TD_KEY_RECEIPT_FORM, TD_END);
}

enum td_code receipt_body(const Pb__Receipt *receipt, struct td_arena *arena,
                          const Pb__ReceiptBody **ret, struct td_err *err)
{
    const ProtobufCMessage *message = td_message_unpack(&pb__receipt_body__descriptor, arena,
                                                        receipt->body.data, receipt->body.len);
    const Pb__ReceiptBody *body = (const Pb__ReceiptBody *)message;
    struct td_err texts; /* a receipt with control characters in a text is none of ours */
    td_err_init(&texts, arena);
    if (!body || !td_text_is_file_name(body->dossier_id) ||
        body->content_sha256.len != TD_SHA256_SIZE ||
        td_message_check(message, NULL, &texts) != TD_OK)
        return fail_form(err);
    for (size_t i = 0; i < body->n_files; i++) {
        if (body->files[i]->sha256.len != TD_SHA256_SIZE)
            return fail_form(err);
    }
    *ret = body;
    return TD_OK;
}

enum td_code receipt_parse(const uint8_t *bytes, size_t len, struct td_arena *arena,
                           const Pb__Receipt **ret, const Pb__ReceiptBody **ret_body,
                           struct td_err *err)
{
    const Pb__Receipt *receipt =
        (const Pb__Receipt *)td_message_unpack(&pb__receipt__descriptor, arena, bytes, len);
    if (!receipt || receipt->signature.len != 64 || receipt->key.len != RECEIPT_KEY_SIZE)
        return fail_form(err);
    enum td_code code = receipt_body(receipt, arena, ret_body, err);
    if (code == TD_OK)
        *ret = receipt;
    return code;
}

enum td_code receipt_verify(const Pb__Receipt *receipt, const uint8_t key[RECEIPT_KEY_SIZE],
                            struct td_err *err)
{
    if (receipt->key.len != RECEIPT_KEY_SIZE || receipt->signature.len != 64)
        return fail_form(err);
    if (memcmp(receipt->key.data, key, RECEIPT_KEY_SIZE) != 0) {
        char theirs[2 * RECEIPT_KEY_SIZE + 1], ours[2 * RECEIPT_KEY_SIZE + 1];
        td_hex(receipt->key.data, RECEIPT_KEY_SIZE, theirs);
        td_hex(key, RECEIPT_KEY_SIZE, ours);
        return td_fail(err, TD_DATA_LOSS, "key", "", TD_KEY_RECEIPT_KEY, "key", theirs, "expected",
                       ours, TD_END);
    }
    size_t domain_len = sizeof signing_domain - 1;
    uint8_t *signed_bytes = malloc(domain_len + receipt->body.len);
    if (!signed_bytes)
        return TD_RESOURCE_EXHAUSTED;
    memcpy(signed_bytes, signing_domain, domain_len);
    if (receipt->body.len > 0)
        memcpy(signed_bytes + domain_len, receipt->body.data, receipt->body.len);
    bool fits = td_ed25519_verify(key, signed_bytes, domain_len + receipt->body.len,
                                  receipt->signature.data);
    free(signed_bytes);
    if (!fits)
        return td_fail(err, TD_DATA_LOSS, "signature", "", TD_KEY_RECEIPT_SIGNATURE, TD_END);
    return TD_OK;
}

/* -- comparing -- */

static void other(struct td_err *err, const char *what, const char *value, const char *expected)
{
    td_fail(err, TD_DATA_LOSS, what, "", TD_KEY_RECEIPT_OTHER, "what", what, "value", value,
            "expected", expected, TD_END);
}

static void compare_text(struct td_err *err, const char *what, const char *value,
                         const char *expected)
{
    if (strcmp(value, expected) != 0)
        other(err, what, value, expected);
}

static void compare_digest(struct td_err *err, const char *what, const uint8_t *value,
                           const uint8_t *expected)
{
    char value_hex[TD_HEX_SIZE], expected_hex[TD_HEX_SIZE];
    td_hex(value, TD_SHA256_SIZE, value_hex);
    td_hex(expected, TD_SHA256_SIZE, expected_hex);
    compare_text(err, what, value_hex, expected_hex);
}

static bool lists_file(const Pb__ReceiptBody *body, const Pb__FileRef *file)
{
    for (size_t i = 0; i < body->n_files; i++) {
        const Pb__FileRef *listed = body->files[i];
        if (listed->size_bytes == file->size_bytes &&
            memcmp(listed->sha256.data, file->sha256.data, TD_SHA256_SIZE) == 0)
            return true;
    }
    return false;
}

enum td_code receipt_matches(const Pb__ReceiptBody *body, const struct receipt_expected *expected,
                             struct td_arena *arena, struct td_err *err)
{
    Pb__FileRef **files;
    size_t n_files;
    enum td_code code = dossier_content_files(expected->content, arena, &files, &n_files);
    if (code != TD_OK)
        return code;
    compare_text(err, "dossier_id", body->dossier_id, expected->dossier_id);
    compare_text(err, "version", td_dec(arena, body->version), td_dec(arena, expected->version));
    compare_text(err, "unit_code", body->unit_code, expected->content->unit_code);
    compare_text(err, "round_id", body->round_id, expected->content->round_id);
    compare_digest(err, "content_sha256", body->content_sha256.data, expected->content_sha256);
    compare_text(err, "files", td_dec(arena, (int64_t)body->n_files),
                 td_dec(arena, (int64_t)n_files));
    for (size_t i = 0; i < n_files; i++) {
        if (!lists_file(body, files[i]))
            other(err, td_path_index(arena, "files", i), "", files[i]->name);
    }
    return err->code;
}

enum td_code receipt_compare_folder(const Pb__ReceiptBody *body, const struct folder *folder,
                                    struct td_arena *arena, struct td_err *err)
{
    struct folder_file *found;
    size_t n_found;
    enum td_code code = folder_files(folder, arena, &found, &n_found);
    if (code != TD_OK)
        return code;
    for (size_t i = 0; i < body->n_files; i++) {
        const Pb__FileRef *listed = body->files[i];
        bool same = false;
        const struct folder_file *namesake = NULL;
        for (size_t j = 0; j < n_found && !same; j++) {
            same = memcmp(found[j].sha256, listed->sha256.data, TD_SHA256_SIZE) == 0;
            if (strcmp(found[j].name, listed->name) == 0)
                namesake = &found[j];
        }
        char actual[TD_HEX_SIZE] = "", wanted[TD_HEX_SIZE];
        if (namesake)
            td_hex(namesake->sha256, TD_SHA256_SIZE, actual);
        td_hex(listed->sha256.data, TD_SHA256_SIZE, wanted);
        if (!same)
            other(err, listed->name, namesake ? actual : "—", wanted);
    }
    return err->code;
}

/* -- keeping -- */

enum td_code receipt_save(const struct folder *folder, const Pb__Receipt *receipt,
                          const Pb__ReceiptBody *body, const char *text, struct td_arena *arena,
                          const char **ret_path, struct td_err *err)
{
    const char *stem = td_arena_printf(arena, "receipts/%s-v%u", body->dossier_id, body->version);
    const char *name = td_arena_printf(arena, "%s.receipt", stem ? stem : "");
    const char *text_name = td_arena_printf(arena, "%s.txt", stem ? stem : "");
    const char *path = td_arena_printf(arena, "%s/%s", folder->path, name ? name : "");
    size_t len;
    const uint8_t *bytes = td_message_pack(&receipt->base, arena, &len);
    if (!stem || !name || !text_name || !path || !bytes)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = folder_write(folder, text_name, text, strlen(text), err);
    if (code == TD_OK)
        code = folder_write(folder, name, bytes, len, err);
    if (code == TD_OK)
        *ret_path = path;
    return code;
}
