/* Evidence files on a real disk: arriving in parts, resumed, refused, held per unit, damaged,
 * collected. */
#include "blob_fixture.h"

#include "timefmt.h"

#include <signal.h>
#include <sys/resource.h>
#include <utime.h>

static void append__in_parts__durable_each_time_and_whole_at_the_end(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(10000, 1);
    assert_int_equal(append(fixture, "P1", &file, 0, 3000), TD_OK);
    assert_int_equal(fixture->durable_bytes, 3000);
    assert_false(fixture->complete);
    assert_int_equal(scratch_size(&fixture->scratch, partial_path("P1", &file)), 3000);
    assert_int_equal(append(fixture, "P1", &file, 3000, 6000), TD_OK);
    assert_false(blob_held(fixture->store, "P1", file.sha256, file.len));
    assert_int_equal(append(fixture, "P1", &file, 9000, 1000), TD_OK);
    assert_true(fixture->complete);
    assert_true(blob_held(fixture->store, "P1", file.sha256, file.len));
    assert_int_equal(scratch_size(&fixture->scratch, whole_path(&file)), 10000);
    assert_int_equal(scratch_size(&fixture->scratch, partial_path("P1", &file)), -1);
    assert_int_equal(blob_verify(fixture->store, file.sha256), TD_OK);
    sample_free(&file);
}

static void append__store_reopened_midway__goes_on_where_it_was(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(200 * KIB, 2);
    assert_int_equal(append(fixture, "P1", &file, 0, 150 * KIB), TD_OK);
    blob_fixture_reopen(fixture);
    assert_int_equal(offer(fixture, "P1", &file), TD_OK);
    assert_false(fixture->complete);
    assert_int_equal(fixture->durable_bytes, 150 * KIB);
    assert_int_equal(append(fixture, "P1", &file, 150 * KIB, 50 * KIB), TD_OK);
    assert_true(fixture->complete);
    sample_free(&file);
}

static void append__more_uploads_than_are_kept_open__all_finish(void **state)
{
    struct blob_fixture *fixture = *state;
    enum { FILES = 40 };
    struct sample_file files[FILES];
    for (unsigned i = 0; i < FILES; i++)
        files[i] = sample_pdf(6000, 100 + i);
    for (size_t offset = 0; offset < 6000; offset += 2000)
        for (size_t i = 0; i < FILES; i++)
            assert_int_equal(append(fixture, "P1", &files[i], offset, 2000), TD_OK);
    for (size_t i = 0; i < FILES; i++) {
        assert_true(blob_held(fixture->store, "P1", files[i].sha256, 6000));
        sample_free(&files[i]);
    }
}

static void append__wrong_offset__told_where_to_go_on(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(10000, 3);
    static const size_t wrong[] = {1, 4999, 5001, 9999};
    assert_int_equal(append(fixture, "P1", &file, 0, 5000), TD_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(append(fixture, "P1", &file, wrong[i], 1), TD_ABORTED);
        const struct td_violation *reason =
            violation_find(&fixture->err, "offset", TD_KEY_FILE_OFFSET);
        assert_non_null(reason);
        assert_string_equal(violation_param(reason, "durable_bytes"), "5000");
    }
    assert_int_equal(append(fixture, "P1", &file, 5000, 5000), TD_OK);
    sample_free(&file);
}

static void append__last_part_again__is_complete_again(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(5000, 4);
    upload(fixture, "P1", &file);
    fixture->complete = false;
    assert_int_equal(append(fixture, "P1", &file, 4000, 1000), TD_OK);
    assert_true(fixture->complete);
    assert_int_equal(fixture->durable_bytes, 5000);
    sample_free(&file);
}

static void append__past_the_announced_size__refused_and_nothing_kept(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(5000, 5);
    file.len = 4000;
    assert_int_equal(append(fixture, "P1", &file, 0, 4001), TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&fixture->err, "data", TD_KEY_NUMBER_RANGE));
    assert_int_equal(append(fixture, "P1", &file, 0, 0), TD_INVALID_ARGUMENT);
    assert_int_equal(append(fixture, "P1", &file, 10, 10), TD_ABORTED);
    assert_int_equal(scratch_size(&fixture->scratch, partial_path("P1", &file)), -1);
    sample_free(&file);
}

static void append__other_bytes_than_announced__discarded(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(9000, 6);
    file.bytes[8999] ^= 1;
    assert_int_equal(append(fixture, "P1", &file, 0, 9000), TD_FAILED_PRECONDITION);
    assert_non_null(violation_find(&fixture->err, "sha256", TD_KEY_FILE_HASH));
    assert_int_equal(scratch_size(&fixture->scratch, partial_path("P1", &file)), -1);
    assert_int_equal(scratch_size(&fixture->scratch, whole_path(&file)), -1);
    file.bytes[8999] ^= 1;
    upload(fixture, "P1", &file);
    sample_free(&file);
}

static void append__a_program__refused_with_its_first_4_kib(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_file("MZ\x90", 100 * KIB, 7);
    assert_int_equal(append(fixture, "P1", &file, 0, 4095), TD_OK);
    assert_int_equal(append(fixture, "P1", &file, 4095, 1), TD_FAILED_PRECONDITION);
    assert_non_null(violation_find(&fixture->err, "sha256", TD_KEY_FILE_REFUSED));
    assert_int_equal(scratch_size(&fixture->scratch, partial_path("P1", &file)), -1);
    sample_free(&file);
}

static void append__small_file_of_no_known_kind__refused_at_its_end(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_file("hello", 5, 8);
    assert_int_equal(append(fixture, "P1", &file, 0, 5), TD_FAILED_PRECONDITION);
    assert_non_null(violation_find(&fixture->err, "sha256", TD_KEY_FILE_REFUSED));
    assert_false(blob_held(fixture->store, "P1", file.sha256, 5));
    sample_free(&file);
}

static void offer__sizes_that_cannot_be__refused(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(10, 9);
    file.len = 0;
    assert_int_equal(offer(fixture, "P1", &file), TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&fixture->err, "size_bytes", TD_KEY_FILE_EMPTY));
    file.len = 1024 * KIB + 1;
    assert_int_equal(offer(fixture, "P1", &file), TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&fixture->err, "size_bytes", TD_KEY_FILE_SIZE));
    sample_free(&file);
}

static void offer__last_byte_came_before_the_daemon_ended__completes(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(5000, 10);
    blob_store_close(fixture->store);
    scratch_write(&fixture->scratch, partial_path("P1", &file), file.bytes, file.len);
    blob_fixture_open(fixture);
    assert_int_equal(offer(fixture, "P1", &file), TD_OK);
    assert_true(fixture->complete);
    assert_true(blob_held(fixture->store, "P1", file.sha256, 5000));
    sample_free(&file);
}

static void offer__other_size_than_before__starts_anew(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(9000, 11);
    assert_int_equal(append(fixture, "P1", &file, 0, 8000), TD_OK);
    file.len = 5000;
    assert_int_equal(offer(fixture, "P1", &file), TD_OK);
    assert_int_equal(fixture->durable_bytes, 0);
    assert_int_equal(scratch_size(&fixture->scratch, partial_path("P1", &file)), -1);
    sample_free(&file);
}

static void held__another_units_file__gives_no_access(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(9000, 12);
    upload(fixture, "P1", &file);
    assert_false(blob_held(fixture->store, "P2", file.sha256, 9000));
    assert_int_equal(offer(fixture, "P2", &file), TD_OK);
    assert_false(fixture->complete);
    assert_int_equal(fixture->durable_bytes, 0);
    upload(fixture, "P2", &file);
    assert_true(blob_held(fixture->store, "P2", file.sha256, 9000));
    assert_true(blob_held(fixture->store, "P1", file.sha256, 9000));
    assert_false(blob_held(fixture->store, "P1", file.sha256, 8999));
    sample_free(&file);
}

static void unit_code__path_tricks__never_reach_the_disk(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(5000, 13);
    static const char *const tricks[] = {
        "..", "../P1", "/etc", "P1/..",  "",  "P1-AB", ".",
        "p1", "P 1",   "P1\n", "PHƯỜNG", "~", "P1\\",  "ABCDEFGHIJKLMNOPQ"};
    for (size_t i = 0; i < sizeof tricks / sizeof *tricks; i++) {
        assert_int_equal(append(fixture, tricks[i], &file, 0, 5000), TD_INVALID_ARGUMENT);
        assert_non_null(violation_find(&fixture->err, "unit_code", TD_KEY_TEXT_FORM));
        assert_int_equal(offer(fixture, tricks[i], &file), TD_INVALID_ARGUMENT);
        assert_false(blob_held(fixture->store, tricks[i], file.sha256, 5000));
    }
    assert_int_equal(append(fixture, "ABCDEFGHIJKLMNOP", &file, 0, 5000), TD_OK);
    sample_free(&file);
}

static void append__link_in_place_of_the_upload__not_followed(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(5000, 14);
    char target[128], link[256];
    (void)snprintf(target, sizeof target, "%s/outside", fixture->scratch.path);
    scratch_write(&fixture->scratch, "outside", "untouched", 9);
    (void)snprintf(link, sizeof link, "%s/%s", fixture->scratch.path, partial_path("P1", &file));
    assert_int_equal(symlink(target, link), 0);
    assert_int_equal(append(fixture, "P1", &file, 0, 5000), TD_INTERNAL);
    assert_int_equal(scratch_size(&fixture->scratch, "outside"), 9);
    sample_free(&file);
}

static void quota__of_unfinished_uploads__per_unit_and_given_back(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file a = sample_pdf(250 * KIB, 15), b = sample_pdf(250 * KIB, 16);
    assert_int_equal(append(fixture, "P1", &a, 0, 200 * KIB), TD_OK);
    assert_int_equal(append(fixture, "P1", &b, 0, 57 * KIB), TD_RESOURCE_EXHAUSTED);
    assert_non_null(violation_find(&fixture->err, "data", TD_KEY_UPLOAD_QUOTA));
    assert_int_equal(scratch_size(&fixture->scratch, partial_path("P1", &b)), -1);
    assert_int_equal(append(fixture, "P2", &b, 0, 57 * KIB), TD_OK);
    blob_fixture_reopen(fixture);
    assert_int_equal(append(fixture, "P1", &b, 0, 57 * KIB), TD_RESOURCE_EXHAUSTED);
    assert_int_equal(append(fixture, "P1", &a, 200 * KIB, 50 * KIB), TD_OK);
    assert_true(fixture->complete);
    assert_int_equal(append(fixture, "P1", &b, 0, 250 * KIB), TD_OK);
    sample_free(&a);
    sample_free(&b);
}

static void quota__many_tiny_uploads__count_as_whole_blocks(void **state)
{
    struct blob_fixture *fixture = *state;
    enum td_code code = TD_OK;
    unsigned n = 0;
    while (code == TD_OK && n < 100) {
        struct sample_file file = sample_pdf(100, 1000 + n);
        code = append(fixture, "P1", &file, 0, 10);
        n += code == TD_OK;
        sample_free(&file);
    }
    assert_int_equal(code, TD_RESOURCE_EXHAUSTED);
    assert_int_equal(n, 64); /* 256 KiB in blocks of 4 KiB */
}

/* RLIMIT_FSIZE stands in for a full disk: a write fails halfway. */
static void append__no_room__what_was_durable_stays(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(200 * KIB, 17);
    struct rlimit before, small = {100 * KIB, RLIM_INFINITY};
    assert_int_equal(append(fixture, "P1", &file, 0, 80 * KIB), TD_OK);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum td_code code = append(fixture, "P1", &file, 80 * KIB, 50 * KIB);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, handler);
    assert_int_equal(code, TD_RESOURCE_EXHAUSTED);
    assert_non_null(violation_find(&fixture->err, "", TD_KEY_STORAGE_FULL));
    assert_int_equal(scratch_size(&fixture->scratch, partial_path("P1", &file)), 80 * KIB);
    assert_int_equal(append(fixture, "P1", &file, 80 * KIB, 120 * KIB), TD_OK);
    assert_true(fixture->complete);
    sample_free(&file);
}

static void read__any_place__those_bytes(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(10000, 18);
    uint8_t bytes[4096];
    size_t len;
    uint64_t size_bytes;
    upload(fixture, "P1", &file);
    assert_int_equal(
        blob_read(fixture->store, file.sha256, 9000, sizeof bytes, bytes, &len, &size_bytes),
        TD_OK);
    assert_int_equal(len, 1000);
    assert_int_equal(size_bytes, 10000);
    assert_memory_equal(bytes, file.bytes + 9000, 1000);
    assert_int_equal(
        blob_read(fixture->store, file.sha256, UINT64_MAX, sizeof bytes, bytes, &len, &size_bytes),
        TD_OK);
    assert_int_equal(len, 0);
    file.sha256[0] ^= 1;
    assert_int_equal(
        blob_read(fixture->store, file.sha256, 0, sizeof bytes, bytes, &len, &size_bytes),
        TD_NOT_FOUND);
    sample_free(&file);
}

static void verify__one_bit_or_the_end_changed__data_loss(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(70000, 19);
    upload(fixture, "P1", &file);
    file.bytes[69999] ^= 1;
    scratch_write(&fixture->scratch, whole_path(&file), file.bytes, file.len);
    assert_int_equal(blob_verify(fixture->store, file.sha256), TD_DATA_LOSS);
    file.bytes[69999] ^= 1;
    scratch_write(&fixture->scratch, whole_path(&file), file.bytes, file.len - 1);
    assert_int_equal(blob_verify(fixture->store, file.sha256), TD_DATA_LOSS);
    scratch_write(&fixture->scratch, whole_path(&file), file.bytes, file.len);
    assert_int_equal(blob_verify(fixture->store, file.sha256), TD_OK);
    assert_int_equal(unlink(scratch_path(&fixture->scratch, whole_path(&file))), 0);
    assert_int_equal(blob_verify(fixture->store, file.sha256), TD_NOT_FOUND);
    assert_false(blob_held(fixture->store, "P1", file.sha256, file.len));
    sample_free(&file);
}

static void readonly__while_the_store_is_open__verifies(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(5000, 20);
    struct blob_store *reader = NULL;
    const char *problem = NULL;
    upload(fixture, "P1", &file);
    assert_int_equal(blob_store_open_readonly(fixture->folder, &reader, &problem), TD_OK);
    assert_int_equal(blob_verify(reader, file.sha256), TD_OK);
    blob_store_close(reader);
    reader = NULL;
    assert_int_equal(
        blob_store_open_readonly(scratch_path(&fixture->scratch, "none"), &reader, &problem),
        TD_INTERNAL);
    assert_null(reader);
    sample_free(&file);
}

static void readonly__backup_without_unfinished_uploads__verifies(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(5000, 21);
    struct blob_store *reader = NULL;
    const char *problem = NULL;
    char partial[PATH_MAX];
    upload(fixture, "P1", &file);
    (void)snprintf(partial, sizeof partial, "%s/partial", fixture->folder);
    assert_int_equal(rmdir(partial), 0);
    assert_int_equal(blob_store_open_readonly(fixture->folder, &reader, &problem), TD_OK);
    assert_int_equal(blob_verify(reader, file.sha256), TD_OK);
    blob_store_close(reader);
    sample_free(&file);
}

/* -- scanner -- */

static void use_scanner(struct blob_fixture *fixture, const char *script)
{
    static char command[160];
    scratch_write(&fixture->scratch, "scanner", script, strlen(script));
    (void)snprintf(command, sizeof command, "/bin/sh %s/scanner --quiet", fixture->scratch.path);
    fixture->options.scanner_command = command;
    fixture->options.scanner_timeout_ms = 20000;
    blob_fixture_reopen(fixture);
}

static void scanner__accepts__gets_the_whole_file_as_last_word(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(5000, 21);
    use_scanner(fixture, "[ \"$1\" = --quiet ] && [ $(wc -c <\"$2\") = 5000 ]");
    upload(fixture, "P1", &file);
    sample_free(&file);
}

static void scanner__refuses__discarded(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(5000, 22);
    use_scanner(fixture, "exit 1");
    assert_int_equal(append(fixture, "P1", &file, 0, 5000), TD_FAILED_PRECONDITION);
    assert_non_null(violation_find(&fixture->err, "sha256", TD_KEY_FILE_SCANNER));
    assert_int_equal(scratch_size(&fixture->scratch, partial_path("P1", &file)), -1);
    sample_free(&file);
}

static void assert_scanner_fails_then_works(struct blob_fixture *fixture, unsigned seed)
{
    struct sample_file file = sample_pdf(5000, seed);
    assert_int_equal(append(fixture, "P1", &file, 0, 5000), TD_UNAVAILABLE);
    assert_non_null(violation_find(&fixture->err, "sha256", TD_KEY_SCANNER_FAILED));
    assert_false(blob_held(fixture->store, "P1", file.sha256, 5000));
    use_scanner(fixture, "exit 0");
    assert_int_equal(offer(fixture, "P1", &file), TD_OK);
    assert_true(fixture->complete);
    sample_free(&file);
}

static void scanner__broken__upload_waits_until_it_works(void **state)
{
    struct blob_fixture *fixture = *state;
    use_scanner(fixture, "exit 2");
    assert_scanner_fails_then_works(fixture, 23);
}

static void scanner__not_there__upload_waits_until_it_is(void **state)
{
    struct blob_fixture *fixture = *state;
    fixture->options.scanner_command = "/nonexistent/scanner";
    blob_fixture_reopen(fixture);
    assert_scanner_fails_then_works(fixture, 24);
}

static void scanner__hangs__killed_with_its_children(void **state)
{
    struct blob_fixture *fixture = *state;
    use_scanner(fixture, "sleep 600 & wait");
    fixture->options.scanner_timeout_ms = 300;
    blob_fixture_reopen(fixture);
    uint64_t before_ms = td_monotonic_ms();
    assert_scanner_fails_then_works(fixture, 25);
    assert_true(td_monotonic_ms() - before_ms < 100000);
}

/* -- collection -- */

static bool is_referenced(void *data, const uint8_t sha256[32])
{
    return data && memcmp(data, sha256, 32) == 0;
}

static void make_old(struct blob_fixture *fixture, const char *path)
{
    const struct utimbuf long_ago = {1000, 1000};
    assert_int_equal(utime(scratch_path(&fixture->scratch, path), &long_ago), 0);
}

static void collect__old_and_unreferenced__only_those_go(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file kept = sample_pdf(5000, 26), old = sample_pdf(5000, 27),
                       fresh = sample_pdf(5000, 28), half = sample_pdf(5000, 29);
    upload(fixture, "P1", &kept);
    upload(fixture, "P1", &old);
    upload(fixture, "P1", &fresh);
    assert_int_equal(append(fixture, "P1", &half, 0, 100), TD_OK);
    make_old(fixture, whole_path(&kept));
    make_old(fixture, whole_path(&old));
    make_old(fixture, partial_path("P1", &half));
    assert_int_equal(blob_collect(fixture->store, 2000000, is_referenced, kept.sha256), 2);
    assert_true(blob_held(fixture->store, "P1", kept.sha256, 5000));
    assert_true(blob_held(fixture->store, "P1", fresh.sha256, 5000));
    assert_int_equal(blob_verify(fixture->store, old.sha256), TD_NOT_FOUND);
    assert_int_equal(scratch_size(&fixture->scratch, partial_path("P1", &half)), -1);
    upload(fixture, "P1", &half);
    upload(fixture, "P1", &old);
    sample_free(&kept);
    sample_free(&old);
    sample_free(&fresh);
    sample_free(&half);
}

static void collect__file_offered_again__gets_another_grace_period(void **state)
{
    struct blob_fixture *fixture = *state;
    struct sample_file file = sample_pdf(5000, 30);
    upload(fixture, "P1", &file);
    make_old(fixture, whole_path(&file));
    assert_int_equal(offer(fixture, "P1", &file), TD_OK);
    assert_true(fixture->complete);
    assert_int_equal(blob_collect(fixture->store, 2000000, is_referenced, NULL), 0);
    assert_true(blob_held(fixture->store, "P1", file.sha256, 5000));
    sample_free(&file);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, blob_setup, blob_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(append__in_parts__durable_each_time_and_whole_at_the_end),
        CASE(append__store_reopened_midway__goes_on_where_it_was),
        CASE(append__more_uploads_than_are_kept_open__all_finish),
        CASE(append__wrong_offset__told_where_to_go_on),
        CASE(append__last_part_again__is_complete_again),
        CASE(append__past_the_announced_size__refused_and_nothing_kept),
        CASE(append__other_bytes_than_announced__discarded),
        CASE(append__a_program__refused_with_its_first_4_kib),
        CASE(append__small_file_of_no_known_kind__refused_at_its_end),
        CASE(offer__sizes_that_cannot_be__refused),
        CASE(offer__last_byte_came_before_the_daemon_ended__completes),
        CASE(offer__other_size_than_before__starts_anew),
        CASE(held__another_units_file__gives_no_access),
        CASE(unit_code__path_tricks__never_reach_the_disk),
        CASE(append__link_in_place_of_the_upload__not_followed),
        CASE(quota__of_unfinished_uploads__per_unit_and_given_back),
        CASE(quota__many_tiny_uploads__count_as_whole_blocks),
        CASE(append__no_room__what_was_durable_stays),
        CASE(read__any_place__those_bytes),
        CASE(verify__one_bit_or_the_end_changed__data_loss),
        CASE(readonly__while_the_store_is_open__verifies),
        CASE(readonly__backup_without_unfinished_uploads__verifies),
        CASE(scanner__accepts__gets_the_whole_file_as_last_word),
        CASE(scanner__refuses__discarded),
        CASE(scanner__broken__upload_waits_until_it_works),
        CASE(scanner__not_there__upload_waits_until_it_is),
        CASE(scanner__hangs__killed_with_its_children),
        CASE(collect__old_and_unreferenced__only_those_go),
        CASE(collect__file_offered_again__gets_another_grace_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
