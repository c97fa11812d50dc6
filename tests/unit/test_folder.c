/* The dossier's folder: its state file, and that nothing outside it is ever read through it. */
#include "cmocka_all.h"

#include "folder.h"
#include "scratch.h"

#include <errno.h>
#include <sys/stat.h>

#define PDF "%PDF-1.4\nxin chào\n%%EOF\n"

struct fixture {
    struct scratch scratch;
    struct td_arena *arena;
    struct td_err err;
    struct folder folder;
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    scratch_init(&fixture->scratch);
    fixture->arena = td_arena_new((size_t)4 * 1024 * 1024);
    td_err_init(&fixture->err, fixture->arena);
    assert_int_equal(
        folder_create(scratch_path(&fixture->scratch, "hs"), &fixture->folder, &fixture->err),
        TD_OK);
    scratch_write(&fixture->scratch, "hs/dossier.yaml", "", 0);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    folder_close(&fixture->folder);
    scratch_deinit(&fixture->scratch);
    td_arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static enum td_code scan(struct fixture *fixture, const char *path, struct folder_file *ret)
{
    td_err_init(&fixture->err, fixture->arena);
    return folder_file_scan(&fixture->folder, path, "letter.file", 1000, ret, &fixture->err);
}

static void assert_refused(struct fixture *fixture, const char *path, enum td_code code,
                           enum td_key key)
{
    struct folder_file file;
    assert_int_equal(scan(fixture, path, &file), code);
    assert_int_equal(fixture->err.n_violations, 1);
    assert_string_equal(fixture->err.violations[0].key, td_key_name(key));
    assert_string_equal(fixture->err.violations[0].field, "letter.file");
}

static void create__something_is_there__leaves_it(void **state)
{
    struct fixture *fixture = *state;
    struct folder other;
    assert_int_equal(folder_create(fixture->folder.path, &other, &fixture->err), TD_ALREADY_EXISTS);
    assert_string_equal(fixture->err.violations[0].key, "folder.used");
}

static void open__any_other_folder__is_not_a_dossier(void **state)
{
    struct fixture *fixture = *state;
    struct folder other;
    assert_int_equal(folder_open(fixture->scratch.path, &other, &fixture->err), TD_NOT_FOUND);
    assert_int_equal(folder_open("/no/such", &other, &fixture->err), TD_NOT_FOUND);
    assert_int_equal(folder_open(fixture->folder.path, &other, &fixture->err), TD_OK);
    folder_close(&other);
}

static void state__written_and_read__is_the_same(void **state)
{
    struct fixture *fixture = *state;
    struct folder_state in = {.unit_code = "P1",
                              .unit_kind = PB__UNIT_KIND__UNIT_WARD,
                              .dossier_id = "HS-2022-0007",
                              .version = 3};
    memset(in.draft_id, 0xab, sizeof in.draft_id);
    memset(in.content_sha256, 0xcd, sizeof in.content_sha256);
    struct folder_state out = {0};
    assert_int_equal(folder_state_write(&fixture->folder, &in, &fixture->err), TD_OK);
    assert_int_equal(folder_state_read(&fixture->folder, fixture->arena, &out, &fixture->err),
                     TD_OK);
    assert_memory_equal(&in, &out, sizeof in);
}

static void state__damaged__names_what_is_wrong(void **state)
{
    static const struct {
        const char *text, *problem;
    } cases[] = {
        {"{\"format\": 2}", "format"},
        {"{\"format\": 1, \"draft_id\": \"12\"}", "draft_id"},
        {"{\"format\": 1, \"draft_id\": \"000102030405060708090a0b0c0d0e0f\","
         " \"unit_code\": \"MUCH-TOO-LONG-A-CODE\"}",
         "unit_code"},
        {"{\"format\": 1, \"draft_id\": \"000102030405060708090a0b0c0d0e0f\","
         " \"unit_code\": \"P1\", \"unit_kind\": \"ward\", \"dossier_id\": \"\","
         " \"version\": -1}",
         "version"},
        {"{", NULL},
        {"", NULL},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct folder_state out;
        scratch_write(&fixture->scratch, "hs/.thidua/state.json", cases[i].text,
                      strlen(cases[i].text));
        td_err_init(&fixture->err, fixture->arena);
        assert_int_equal(folder_state_read(&fixture->folder, fixture->arena, &out, &fixture->err),
                         TD_FAILED_PRECONDITION);
        assert_string_equal(fixture->err.violations[0].key, "folder.state");
        if (cases[i].problem)
            assert_string_equal(fixture->err.violations[0].params[1].value, cases[i].problem);
    }
}

static void round__written_and_read__is_the_same(void **state)
{
    struct fixture *fixture = *state;
    Pb__Round in = PB__ROUND__INIT;
    in.id = (char *)"2022-annual";
    in.closes_utc_ms = 1671012000000;
    assert_int_equal(folder_round_write(&fixture->folder, &in, "id: x\n", 6, &fixture->err), TD_OK);
    Pb__Round *out;
    char *yaml;
    size_t len;
    assert_int_equal(
        folder_round_read(&fixture->folder, fixture->arena, &out, &yaml, &len, &fixture->err),
        TD_OK);
    assert_string_equal(out->id, "2022-annual");
    assert_int_equal(out->closes_utc_ms, 1671012000000);
    assert_string_equal(yaml, "id: x\n");
}

static void file__a_pdf__is_hashed(void **state)
{
    struct fixture *fixture = *state;
    struct folder_file file;
    uint8_t digest[TD_SHA256_SIZE];
    scratch_write(&fixture->scratch, "hs/letter/to-trinh.pdf", PDF, sizeof PDF - 1);
    assert_int_equal(scan(fixture, "letter/to-trinh.pdf", &file), TD_OK);
    td_sha256(PDF, sizeof PDF - 1, digest);
    assert_string_equal(file.name, "to-trinh.pdf");
    assert_int_equal(file.size_bytes, sizeof PDF - 1);
    assert_int_equal(file.kind, TD_FILE_PDF);
    assert_memory_equal(file.sha256, digest, sizeof digest);
}

static void file__name_on_disk_is_nfd__is_found_by_its_nfc_name(void **state)
{
    struct fixture *fixture = *state;
    struct folder_file file;
    scratch_write(&fixture->scratch, "hs/letter/to\xcc\x9b\xcc\x80.pdf", PDF, sizeof PDF - 1);
    assert_int_equal(scan(fixture, "letter/t\xe1\xbb\x9d.pdf", &file), TD_OK);
    assert_string_equal(file.name, "t\xe1\xbb\x9d.pdf");
}

static void file__path_that_leads_out__is_refused(void **state)
{
    struct fixture *fixture = *state;
    scratch_write(&fixture->scratch, "secret.pdf", PDF, sizeof PDF - 1);
    assert_return_code(
        symlink("../../secret.pdf", scratch_path(&fixture->scratch, "hs/letter/link.pdf")), errno);
    assert_return_code(symlink("..", scratch_path(&fixture->scratch, "hs/up")), errno);
    assert_refused(fixture, "../secret.pdf", TD_INVALID_ARGUMENT, TD_KEY_FILE_OUTSIDE);
    assert_refused(fixture, "letter/../../secret.pdf", TD_INVALID_ARGUMENT, TD_KEY_FILE_OUTSIDE);
    assert_refused(fixture, "/etc/hostname", TD_INVALID_ARGUMENT, TD_KEY_FILE_OUTSIDE);
    assert_refused(fixture, "letter/link.pdf", TD_INVALID_ARGUMENT, TD_KEY_FILE_OUTSIDE);
    assert_refused(fixture, "up/secret.pdf", TD_INVALID_ARGUMENT, TD_KEY_FILE_OUTSIDE);
    assert_refused(fixture, ".thidua/state.json", TD_INVALID_ARGUMENT, TD_KEY_FILE_NAME);
    assert_refused(fixture, "letter//a.pdf", TD_INVALID_ARGUMENT, TD_KEY_FILE_NAME);
}

static void file__that_cannot_be_evidence__says_why(void **state)
{
    struct fixture *fixture = *state;
    char large[1001] = PDF;
    scratch_write(&fixture->scratch, "hs/letter/empty.pdf", "", 0);
    scratch_write(&fixture->scratch, "hs/letter/large.pdf", large, sizeof large);
    scratch_write(&fixture->scratch, "hs/letter/text.pdf", "not a PDF", 9);
    scratch_write(&fixture->scratch, "hs/letter/wrong.docx", PDF, sizeof PDF - 1);
    assert_return_code(mkfifo(scratch_path(&fixture->scratch, "hs/letter/pipe.pdf"), 0600), errno);
    assert_refused(fixture, "letter/none.pdf", TD_FAILED_PRECONDITION, TD_KEY_FILE_READ);
    assert_refused(fixture, "letter", TD_FAILED_PRECONDITION, TD_KEY_FILE_READ);
    assert_refused(fixture, "letter/pipe.pdf", TD_FAILED_PRECONDITION, TD_KEY_FILE_READ);
    assert_refused(fixture, "letter/empty.pdf", TD_INVALID_ARGUMENT, TD_KEY_FILE_EMPTY);
    assert_refused(fixture, "letter/large.pdf", TD_INVALID_ARGUMENT, TD_KEY_FILE_SIZE);
    assert_refused(fixture, "letter/text.pdf", TD_INVALID_ARGUMENT, TD_KEY_FILE_KIND);
    assert_refused(fixture, "letter/wrong.docx", TD_INVALID_ARGUMENT, TD_KEY_FILE_KIND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(create__something_is_there__leaves_it, setup, teardown),
        cmocka_unit_test_setup_teardown(open__any_other_folder__is_not_a_dossier, setup, teardown),
        cmocka_unit_test_setup_teardown(state__written_and_read__is_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(state__damaged__names_what_is_wrong, setup, teardown),
        cmocka_unit_test_setup_teardown(round__written_and_read__is_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(file__a_pdf__is_hashed, setup, teardown),
        cmocka_unit_test_setup_teardown(file__name_on_disk_is_nfd__is_found_by_its_nfc_name, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(file__path_that_leads_out__is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(file__that_cannot_be_evidence__says_why, setup, teardown),
    };
    return cmocka_run_group_tests_name("folder", tests, NULL, NULL);
}
