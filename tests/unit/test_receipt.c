/* Receipts offline: genuine, altered by any byte, signed by somebody else, for something else. */
#include "cmocka_all.h"

#include "digest.h"
#include "message.h"
#include "receipt.h"
#include "scratch.h"

#include <openssl/evp.h>

#define TEXT(literal) ((char *)(literal))

struct fixture {
    struct td_arena *arena;
    struct td_err err;
    EVP_PKEY *key_pair;
    uint8_t key[RECEIPT_KEY_SIZE], signature[64];
    uint8_t content_sha256[TD_SHA256_SIZE], file_sha256[TD_SHA256_SIZE];
    Pb__FileRef file, *files[1];
    Pb__Letter letter;
    Pb__DossierContent content;
    Pb__ReceiptBody body;
    Pb__Receipt receipt;
};

static void sign(struct fixture *fixture)
{
    static const char domain[] = "thidua receipt 1\n";
    size_t len, signature_len = sizeof fixture->signature;
    uint8_t *body = td_message_pack(&fixture->body.base, fixture->arena, &len);
    uint8_t *text = td_arena_alloc(fixture->arena, sizeof domain - 1 + len);
    memcpy(text, domain, sizeof domain - 1);
    memcpy(text + sizeof domain - 1, body, len);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestSignInit(context, NULL, NULL, NULL, fixture->key_pair), 1);
    assert_int_equal(
        EVP_DigestSign(context, fixture->signature, &signature_len, text, sizeof domain - 1 + len),
        1);
    EVP_MD_CTX_free(context);
    fixture->receipt.body = (ProtobufCBinaryData){len, body};
    fixture->receipt.signature = (ProtobufCBinaryData){64, fixture->signature};
    fixture->receipt.key = (ProtobufCBinaryData){RECEIPT_KEY_SIZE, fixture->key};
}

static void make_messages(struct fixture *fixture)
{
    pb__file_ref__init(&fixture->file);
    fixture->file.name = TEXT("to-trinh.pdf");
    fixture->file.size_bytes = 100;
    fixture->file.sha256 = (ProtobufCBinaryData){TD_SHA256_SIZE, fixture->file_sha256};
    fixture->files[0] = &fixture->file;
    pb__letter__init(&fixture->letter);
    fixture->letter.file = &fixture->file;
    pb__dossier_content__init(&fixture->content);
    fixture->content.round_id = TEXT("2022-annual");
    fixture->content.unit_code = TEXT("P1");
    fixture->content.letter = &fixture->letter;
    pb__receipt_body__init(&fixture->body);
    fixture->body.town = TEXT("Thị xã Ngã Năm");
    fixture->body.dossier_id = TEXT("HS-2022-0007");
    fixture->body.version = 1;
    fixture->body.unit_code = TEXT("P1");
    fixture->body.round_id = TEXT("2022-annual");
    fixture->body.content_sha256 = (ProtobufCBinaryData){TD_SHA256_SIZE, fixture->content_sha256};
    fixture->body.files = fixture->files;
    fixture->body.n_files = 1;
    pb__receipt__init(&fixture->receipt);
}

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    size_t key_len = RECEIPT_KEY_SIZE;
    assert_non_null(fixture);
    fixture->arena = td_arena_new((size_t)4 * 1024 * 1024);
    td_err_init(&fixture->err, fixture->arena);
    fixture->key_pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    assert_int_equal(EVP_PKEY_get_raw_public_key(fixture->key_pair, fixture->key, &key_len), 1);
    memset(fixture->content_sha256, 0x11, TD_SHA256_SIZE);
    memset(fixture->file_sha256, 0x22, TD_SHA256_SIZE);
    make_messages(fixture);
    sign(fixture);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    EVP_PKEY_free(fixture->key_pair);
    td_arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static enum td_code verify_bytes(struct fixture *fixture, const uint8_t *bytes, size_t len)
{
    const Pb__Receipt *receipt;
    const Pb__ReceiptBody *body;
    td_err_init(&fixture->err, fixture->arena);
    enum td_code code = receipt_parse(bytes, len, fixture->arena, &receipt, &body, &fixture->err);
    return code == TD_OK ? receipt_verify(receipt, fixture->key, &fixture->err) : code;
}

static void verify__as_signed__is_genuine(void **state)
{
    struct fixture *fixture = *state;
    size_t len;
    const uint8_t *bytes = td_message_pack(&fixture->receipt.base, fixture->arena, &len);
    assert_int_equal(verify_bytes(fixture, bytes, len), TD_OK);
}

/* Flip one bit anywhere: never genuine. */
static void verify__any_byte_altered__is_refused(void **state)
{
    struct fixture *fixture = *state;
    size_t len;
    uint8_t *bytes = td_message_pack(&fixture->receipt.base, fixture->arena, &len);
    for (size_t i = 0; i < len; i++) {
        struct td_arena *big = fixture->arena;
        fixture->arena = td_arena_new((size_t)256 * 1024);
        bytes[i] ^= 0x01;
        assert_int_equal(verify_bytes(fixture, bytes, len), TD_DATA_LOSS);
        bytes[i] ^= 0x01;
        td_arena_free(fixture->arena);
        fixture->arena = big;
    }
    td_err_init(&fixture->err, fixture->arena);
}

static void verify__cut_short_or_something_else__is_no_receipt(void **state)
{
    struct fixture *fixture = *state;
    size_t len;
    const uint8_t *bytes = td_message_pack(&fixture->receipt.base, fixture->arena, &len);
    assert_int_equal(verify_bytes(fixture, bytes, 0), TD_DATA_LOSS);
    assert_string_equal(fixture->err.violations[0].key, "receipt.form");
    assert_int_equal(verify_bytes(fixture, bytes, len - 1), TD_DATA_LOSS);
    assert_int_equal(verify_bytes(fixture, (const uint8_t *)"%PDF-1.4", 8), TD_DATA_LOSS);
    assert_string_equal(fixture->err.violations[0].key, "receipt.form");
}

static void verify__signed_by_another_key__names_both(void **state)
{
    struct fixture *fixture = *state;
    uint8_t pinned[RECEIPT_KEY_SIZE] = {1};
    assert_int_equal(receipt_verify(&fixture->receipt, pinned, &fixture->err), TD_DATA_LOSS);
    assert_string_equal(fixture->err.violations[0].key, "receipt.key");
}

/* A dossier id is part of a file's name: it must not lead anywhere. */
static void body__id_with_a_path__is_no_receipt(void **state)
{
    struct fixture *fixture = *state;
    const Pb__ReceiptBody *body;
    fixture->body.dossier_id = TEXT("../../HS-2022-0007");
    sign(fixture);
    assert_int_equal(receipt_body(&fixture->receipt, fixture->arena, &body, &fixture->err),
                     TD_DATA_LOSS);
}

static enum td_code matches(struct fixture *fixture, const char *id, uint32_t version,
                            const uint8_t *digest)
{
    const struct receipt_expected expected = {id, version, digest, &fixture->content};
    td_err_init(&fixture->err, fixture->arena);
    return receipt_matches(&fixture->body, &expected, fixture->arena, &fixture->err);
}

static void matches__what_was_sent__is_ok(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(matches(fixture, "HS-2022-0007", 1, fixture->content_sha256), TD_OK);
}

static void matches__anything_else__names_it(void **state)
{
    struct fixture *fixture = *state;
    const uint8_t other[TD_SHA256_SIZE] = {9};
    assert_int_equal(matches(fixture, "HS-2022-0008", 2, other), TD_DATA_LOSS);
    assert_int_equal(fixture->err.n_violations, 3);
    assert_string_equal(fixture->err.violations[0].field, "dossier_id");
    assert_string_equal(fixture->err.violations[1].field, "version");
    assert_string_equal(fixture->err.violations[2].field, "content_sha256");
}

static void matches__a_file_exchanged__names_it(void **state)
{
    struct fixture *fixture = *state;
    uint8_t exchanged[TD_SHA256_SIZE] = {7};
    Pb__FileRef sent = fixture->file;
    sent.sha256.data = exchanged;
    fixture->letter.file = &sent;
    assert_int_equal(matches(fixture, "HS-2022-0007", 1, fixture->content_sha256), TD_DATA_LOSS);
    assert_int_equal(fixture->err.n_violations, 1);
    assert_string_equal(fixture->err.violations[0].field, "files[0]");
}

static void save__then_read__verifies(void **state)
{
    struct fixture *fixture = *state;
    struct scratch scratch;
    struct folder folder;
    const char *path;
    uint8_t *bytes;
    size_t len;
    scratch_init(&scratch);
    assert_int_equal(folder_create(scratch_path(&scratch, "hs"), &folder, &fixture->err), TD_OK);
    assert_int_equal(receipt_save(&folder, &fixture->receipt, &fixture->body, "text\n",
                                  fixture->arena, &path, &fixture->err),
                     TD_OK);
    assert_string_equal(path, scratch_path(&scratch, "hs/receipts/HS-2022-0007-v1.receipt"));
    assert_int_equal(folder_read(&folder, "receipts/HS-2022-0007-v1.receipt", RECEIPT_MAX_BYTES,
                                 fixture->arena, &bytes, &len, &fixture->err),
                     TD_OK);
    assert_int_equal(verify_bytes(fixture, bytes, len), TD_OK);
    assert_int_equal(folder_read(&folder, "receipts/HS-2022-0007-v1.txt", 100, fixture->arena,
                                 &bytes, &len, &fixture->err),
                     TD_OK);
    assert_string_equal(bytes, "text\n");
    folder_close(&folder);
    scratch_deinit(&scratch);
}

static void compare_folder__file_altered_later__names_it(void **state)
{
    static const char pdf[] = "%PDF-1.4\nx\n%%EOF\n", altered[] = "%PDF-1.4\ny\n%%EOF\n";
    struct fixture *fixture = *state;
    struct scratch scratch;
    struct folder folder;
    scratch_init(&scratch);
    assert_int_equal(folder_create(scratch_path(&scratch, "hs"), &folder, &fixture->err), TD_OK);
    scratch_write(&scratch, "hs/letter/to-trinh.pdf", pdf, sizeof pdf - 1);
    td_sha256(pdf, sizeof pdf - 1, fixture->file_sha256);
    assert_int_equal(receipt_compare_folder(&fixture->body, &folder, fixture->arena, &fixture->err),
                     TD_OK);
    scratch_write(&scratch, "hs/letter/to-trinh.pdf", altered, sizeof altered - 1);
    assert_int_equal(receipt_compare_folder(&fixture->body, &folder, fixture->arena, &fixture->err),
                     TD_DATA_LOSS);
    assert_string_equal(fixture->err.violations[0].field, "to-trinh.pdf");
    folder_close(&folder);
    scratch_deinit(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(verify__as_signed__is_genuine, setup, teardown),
        cmocka_unit_test_setup_teardown(verify__any_byte_altered__is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(verify__cut_short_or_something_else__is_no_receipt, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(verify__signed_by_another_key__names_both, setup, teardown),
        cmocka_unit_test_setup_teardown(body__id_with_a_path__is_no_receipt, setup, teardown),
        cmocka_unit_test_setup_teardown(matches__what_was_sent__is_ok, setup, teardown),
        cmocka_unit_test_setup_teardown(matches__anything_else__names_it, setup, teardown),
        cmocka_unit_test_setup_teardown(matches__a_file_exchanged__names_it, setup, teardown),
        cmocka_unit_test_setup_teardown(save__then_read__verifies, setup, teardown),
        cmocka_unit_test_setup_teardown(compare_folder__file_altered_later__names_it, setup,
                                        teardown),
    };
    return cmocka_run_group_tests_name("receipt", tests, NULL, NULL);
}
