/* A folder turned into content, judged, and a content turned back into a folder's files. */
#include "cmocka_all.h"

#include "draft.h"
#include "files.h"
#include "layout.h"
#include "message.h"
#include "scratch.h"

#define TEXT(literal) ((char *)(literal))
#define MAX_FILE_BYTES ((uint64_t)1024 * 1024)

struct fixture {
    struct scratch scratch;
    struct td_arena *arena;
    struct td_err wrong, missing;
    struct folder folder;
    struct draft draft;
};

static const char *const example_files[] = {FOLDER_DOSSIER, "letter/to-trinh.pdf",
                                            "minutes/bien-ban.pdf", "reports/bao-cao-tap-the.pdf",
                                            "reports/bao-cao-nguyen-van-mau.pdf"};

static uint8_t *source_file(struct fixture *fixture, const char *name, size_t *ret_len)
{
    uint8_t *bytes;
    const char *path = td_arena_printf(fixture->arena, "%s/%s", TD_SOURCE_DIR, name);
    assert_int_equal(
        files_read(path, FOLDER_YAML_MAX_BYTES, fixture->arena, &bytes, ret_len, &fixture->wrong),
        TD_OK);
    return bytes;
}

/* Ward 1's example as a folder for the 2022 round. */
static void make_folder(struct fixture *fixture)
{
    size_t len;
    assert_int_equal(
        folder_create(scratch_path(&fixture->scratch, "p1"), &fixture->folder, &fixture->wrong),
        TD_OK);
    for (size_t i = 0; i < sizeof example_files / sizeof *example_files; i++) {
        const char *from = td_arena_printf(fixture->arena, "docs/examples/p1/%s", example_files[i]);
        const uint8_t *bytes = source_file(fixture, from, &len);
        scratch_write(&fixture->scratch, td_arena_printf(fixture->arena, "p1/%s", example_files[i]),
                      bytes, len);
    }
    Pb__Round round = PB__ROUND__INIT;
    round.id = TEXT("2022-annual");
    round.year = 2022;
    round.kind = PB__ROUND_KIND__ROUND_ANNUAL;
    const uint8_t *plan = source_file(fixture, "docs/plans/50-kh-ubnd.yaml", &len);
    assert_int_equal(folder_round_write(&fixture->folder, &round, plan, len, &fixture->wrong),
                     TD_OK);
    const struct folder_state state = {.unit_code = "P1", .unit_kind = PB__UNIT_KIND__UNIT_WARD};
    assert_int_equal(folder_state_write(&fixture->folder, &state, &fixture->wrong), TD_OK);
}

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    scratch_init(&fixture->scratch);
    fixture->arena = td_arena_new(DRAFT_ARENA_BYTES);
    td_err_init(&fixture->wrong, fixture->arena);
    td_err_init(&fixture->missing, fixture->arena);
    make_folder(fixture);
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

static enum td_code read_draft(struct fixture *fixture)
{
    td_err_init(&fixture->wrong, fixture->arena);
    td_err_init(&fixture->missing, fixture->arena);
    memset(&fixture->draft, 0, sizeof fixture->draft);
    return draft_read(&fixture->folder, MAX_FILE_BYTES, fixture->arena, &fixture->draft,
                      &fixture->wrong, &fixture->missing);
}

/* Replace a text of dossier.yaml. */
static void edit(struct fixture *fixture, const char *from, const char *to)
{
    uint8_t *bytes;
    size_t len;
    assert_int_equal(folder_read(&fixture->folder, FOLDER_DOSSIER, FOLDER_YAML_MAX_BYTES,
                                 fixture->arena, &bytes, &len, &fixture->wrong),
                     TD_OK);
    char *at = strstr((char *)bytes, from);
    assert_non_null(at);
    const char *edited = td_arena_printf(fixture->arena, "%.*s%s%s", (int)(at - (char *)bytes),
                                         (char *)bytes, to, at + strlen(from));
    scratch_write(&fixture->scratch, "p1/dossier.yaml", edited, strlen(edited));
}

static void read__example__is_complete(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read_draft(fixture), TD_OK);
    assert_int_equal(fixture->draft.content->n_nominees, 2);
    assert_int_equal(fixture->draft.n_files, 4);
    assert_string_equal(fixture->draft.content->letter->number, "12/TTr-UBND");
    assert_true(draft_was_read(&fixture->draft));
}

static void read__one_file_named_twice__is_one_upload(void **state)
{
    struct fixture *fixture = *state;
    edit(fixture, "attachments: []", "attachments: [letter/to-trinh.pdf]");
    assert_int_equal(read_draft(fixture), TD_OK);
    assert_int_equal(fixture->draft.content->n_attachments, 1);
    assert_int_equal(fixture->draft.n_files, 4);
}

/* A file that is named but cannot be read is told once, not as a missing part as well. */
static void read__named_file_is_not_there__is_told_once(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(unlink(scratch_path(&fixture->scratch, "p1/minutes/bien-ban.pdf")), 0);
    assert_int_equal(read_draft(fixture), TD_INVALID_ARGUMENT);
    assert_int_equal(fixture->wrong.n_violations, 1);
    assert_string_equal(fixture->wrong.violations[0].field, "minutes.file");
    assert_int_equal(fixture->missing.n_violations, 0);
}

static void read__parts_left_open__are_missing_not_wrong(void **state)
{
    struct fixture *fixture = *state;
    edit(fixture, "file: minutes/bien-ban.pdf", "file: \"\"");
    assert_int_equal(read_draft(fixture), TD_FAILED_PRECONDITION);
    assert_int_equal(fixture->wrong.n_violations, 0);
    assert_int_equal(fixture->missing.n_violations, 1);
    assert_string_equal(fixture->missing.violations[0].clause, "III.5.a.3");
}

static void read__other_round_or_unit_than_the_folders__is_wrong(void **state)
{
    struct fixture *fixture = *state;
    edit(fixture, "round_id: 2022-annual", "round_id: 2023-annual");
    edit(fixture, "unit_code: P1", "unit_code: P2");
    assert_int_equal(read_draft(fixture), TD_INVALID_ARGUMENT);
    assert_int_equal(fixture->wrong.n_violations, 2);
    assert_string_equal(fixture->wrong.violations[0].field, "round_id");
    assert_string_equal(fixture->wrong.violations[1].key, "unit.other");
}

static void read__not_yaml__leaves_the_draft_unread(void **state)
{
    struct fixture *fixture = *state;
    edit(fixture, "nominees:", "nominees: [");
    assert_int_equal(read_draft(fixture), TD_INVALID_ARGUMENT);
    assert_false(draft_was_read(&fixture->draft));
    assert_true(fixture->wrong.n_violations > 0);
}

static void key__same_folder__is_the_same(void **state)
{
    struct fixture *fixture = *state;
    uint8_t first[DRAFT_KEY_SIZE], again[DRAFT_KEY_SIZE];
    assert_int_equal(read_draft(fixture), TD_OK);
    draft_submit_key(&fixture->draft, 0, false, first);
    assert_int_equal(read_draft(fixture), TD_OK);
    draft_submit_key(&fixture->draft, 0, false, again);
    assert_memory_equal(first, again, sizeof first);
}

static void key__anything_else__is_another(void **state)
{
    struct fixture *fixture = *state;
    uint8_t first[DRAFT_KEY_SIZE], other[DRAFT_KEY_SIZE];
    assert_int_equal(read_draft(fixture), TD_OK);
    draft_submit_key(&fixture->draft, 0, false, first);
    draft_submit_key(&fixture->draft, 1, false, other);
    assert_memory_not_equal(first, other, sizeof first);
    draft_submit_key(&fixture->draft, 0, true, other);
    assert_memory_not_equal(first, other, sizeof first);
    edit(fixture, "12/TTr-UBND", "13/TTr-UBND");
    assert_int_equal(read_draft(fixture), TD_OK);
    draft_submit_key(&fixture->draft, 0, false, other);
    assert_memory_not_equal(first, other, sizeof first);
}

/* Fetching a version and submitting it unchanged must name the same digest. */
static void layout__written_and_read_again__is_the_same_content(void **state)
{
    struct fixture *fixture = *state;
    struct layout layout;
    uint8_t digest[TD_SHA256_SIZE];
    assert_int_equal(read_draft(fixture), TD_OK);
    memcpy(digest, fixture->draft.content_sha256, sizeof digest);
    assert_int_equal(layout_make(fixture->draft.content, fixture->arena, &layout, &fixture->wrong),
                     TD_OK);
    assert_int_equal(layout.n_files, 4);
    const char *yaml = dossierfile_write(layout.dossier, fixture->draft.plan, fixture->arena);
    assert_non_null(yaml);
    scratch_write(&fixture->scratch, "p1/dossier.yaml", yaml, strlen(yaml));
    assert_int_equal(read_draft(fixture), TD_OK);
    assert_memory_equal(fixture->draft.content_sha256, digest, sizeof digest);
}

static void layout__two_files_of_one_name__keep_it_in_two_folders(void **state)
{
    struct fixture *fixture = *state;
    struct layout layout;
    uint8_t digests[2][TD_SHA256_SIZE] = {{1}, {2}};
    Pb__FileRef refs[3], *list[3];
    for (size_t i = 0; i < 3; i++) {
        pb__file_ref__init(&refs[i]);
        refs[i].name = TEXT("bao-cao.pdf");
        refs[i].sha256 = (ProtobufCBinaryData){TD_SHA256_SIZE, digests[i % 2]};
        list[i] = &refs[i];
    }
    Pb__DossierContent content = PB__DOSSIER_CONTENT__INIT;
    content.attachments = list;
    content.n_attachments = 3;
    assert_int_equal(layout_make(&content, fixture->arena, &layout, &fixture->wrong), TD_OK);
    assert_int_equal(layout.n_files, 2);
    assert_string_equal(layout.files[0].path, "attachments/bao-cao.pdf");
    assert_string_equal(layout.files[1].path, "attachments/2/bao-cao.pdf");
    assert_string_equal(layout.dossier->attachments[2], "attachments/bao-cao.pdf");
}

/* A server gone bad must not choose where files go. */
static void layout__name_with_a_path__is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct layout layout;
    uint8_t digest[TD_SHA256_SIZE] = {1};
    Pb__FileRef ref = PB__FILE_REF__INIT, *list[] = {&ref};
    ref.name = TEXT("../../.bashrc");
    ref.sha256 = (ProtobufCBinaryData){TD_SHA256_SIZE, digest};
    Pb__DossierContent content = PB__DOSSIER_CONTENT__INIT;
    content.attachments = list;
    content.n_attachments = 1;
    assert_int_equal(layout_make(&content, fixture->arena, &layout, &fixture->wrong),
                     TD_INVALID_ARGUMENT);
    assert_string_equal(fixture->wrong.violations[0].key, "file.name");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(read__example__is_complete),
        CASE(read__one_file_named_twice__is_one_upload),
        CASE(read__named_file_is_not_there__is_told_once),
        CASE(read__parts_left_open__are_missing_not_wrong),
        CASE(read__other_round_or_unit_than_the_folders__is_wrong),
        CASE(read__not_yaml__leaves_the_draft_unread),
        CASE(key__same_folder__is_the_same),
        CASE(key__anything_else__is_another),
        CASE(layout__written_and_read_again__is_the_same_content),
        CASE(layout__two_files_of_one_name__keep_it_in_two_folders),
        CASE(layout__name_with_a_path__is_refused),
    };
    return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}
