/* Boxes of secret ballots: what is sealed, what is not read without the key, what is left. */
#include "cmocka_all.h"

#include "ballot_box.h"
#include "scratch.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define QUESTION "BCD-2022-0001/1 HS-2022-0001/1"

struct boxes {
    struct scratch scratch;
    char folder[512];
};

static int setup(void **state)
{
    struct boxes *boxes = calloc(1, sizeof *boxes);
    assert_non_null(boxes);
    scratch_init(&boxes->scratch);
    (void)snprintf(boxes->folder, sizeof boxes->folder, "%s",
                   scratch_path(&boxes->scratch, "ballots"));
    *state = boxes;
    return 0;
}

static int teardown(void **state)
{
    struct boxes *boxes = *state;
    scratch_deinit(&boxes->scratch);
    free(boxes);
    return 0;
}

static const uint8_t PAPER[5] = {1, 'c', 'o', 'd', 'e'};

static void seal__and_back__the_same_paper(void **state)
{
    const struct boxes *boxes = *state;
    uint8_t sealed[sizeof PAPER + BALLOT_SEAL_BYTES], again[sizeof sealed], paper[sizeof PAPER];
    assert_int_equal(ballot_box_make(boxes->folder, "a"), TD_OK);
    assert_int_equal(ballot_box_seal(boxes->folder, "a", QUESTION, PAPER, sizeof PAPER, sealed),
                     TD_OK);
    assert_int_equal(ballot_box_seal(boxes->folder, "a", QUESTION, PAPER, sizeof PAPER, again),
                     TD_OK);
    assert_memory_not_equal(sealed, again, sizeof sealed); /* equal papers do not look equal */
    assert_int_equal(ballot_box_unseal(boxes->folder, "a", QUESTION, sealed, paper, sizeof paper),
                     TD_OK);
    assert_memory_equal(paper, PAPER, sizeof PAPER);
}

static void make__twice__keeps_the_key(void **state)
{
    const struct boxes *boxes = *state;
    uint8_t sealed[sizeof PAPER + BALLOT_SEAL_BYTES], paper[sizeof PAPER];
    assert_int_equal(ballot_box_make(boxes->folder, "a"), TD_OK);
    assert_int_equal(ballot_box_seal(boxes->folder, "a", QUESTION, PAPER, sizeof PAPER, sealed),
                     TD_OK);
    assert_int_equal(ballot_box_make(boxes->folder, "a"), TD_OK);
    assert_int_equal(ballot_box_unseal(boxes->folder, "a", QUESTION, sealed, paper, sizeof paper),
                     TD_OK);
}

static void unseal__changed_or_moved__is_refused(void **state)
{
    const struct boxes *boxes = *state;
    uint8_t sealed[sizeof PAPER + BALLOT_SEAL_BYTES], paper[sizeof PAPER] = {7};
    assert_int_equal(ballot_box_make(boxes->folder, "a"), TD_OK);
    assert_int_equal(ballot_box_make(boxes->folder, "b"), TD_OK);
    assert_int_equal(ballot_box_seal(boxes->folder, "a", QUESTION, PAPER, sizeof PAPER, sealed),
                     TD_OK);
    assert_int_equal(ballot_box_unseal(boxes->folder, "b", QUESTION, sealed, paper, sizeof paper),
                     TD_DATA_LOSS);
    assert_int_equal(ballot_box_unseal(boxes->folder, "a", "another", sealed, paper, sizeof paper),
                     TD_DATA_LOSS);
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= 1;
        assert_int_equal(
            ballot_box_unseal(boxes->folder, "a", QUESTION, sealed, paper, sizeof paper),
            TD_DATA_LOSS);
        sealed[i] ^= 1;
    }
    assert_int_equal(paper[0], 7); /* no output is touched on failure */
}

static void destroy__no_paper_opens_any_more(void **state)
{
    const struct boxes *boxes = *state;
    uint8_t sealed[sizeof PAPER + BALLOT_SEAL_BYTES], paper[sizeof PAPER];
    assert_int_equal(ballot_box_make(boxes->folder, "a"), TD_OK);
    assert_int_equal(ballot_box_seal(boxes->folder, "a", QUESTION, PAPER, sizeof PAPER, sealed),
                     TD_OK);
    assert_int_equal(ballot_box_destroy(boxes->folder, "a"), TD_OK);
    assert_false(ballot_box_exists(boxes->folder, "a"));
    assert_int_equal(ballot_box_unseal(boxes->folder, "a", QUESTION, sealed, paper, sizeof paper),
                     TD_NOT_FOUND);
    assert_int_equal(ballot_box_seal(boxes->folder, "a", QUESTION, PAPER, sizeof PAPER, sealed),
                     TD_NOT_FOUND);
    assert_int_equal(ballot_box_destroy(boxes->folder, "a"), TD_OK); /* again: nothing to do */
    assert_int_equal(ballot_box_make(boxes->folder, "a"), TD_OK);    /* a new key */
    assert_int_equal(ballot_box_unseal(boxes->folder, "a", QUESTION, sealed, paper, sizeof paper),
                     TD_DATA_LOSS);
}

static void files__are_the_owners_only(void **state)
{
    const struct boxes *boxes = *state;
    struct stat status;
    char path[600];
    assert_int_equal(ballot_box_make(boxes->folder, "a"), TD_OK);
    assert_int_equal(stat(boxes->folder, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    (void)snprintf(path, sizeof path, "%s/a", boxes->folder);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static bool is_b(void *data, const char *box)
{
    (void)data;
    return strcmp(box, "b") == 0;
}

static void sweep__destroys_what_is_not_open(void **state)
{
    const struct boxes *boxes = *state;
    size_t n = 9;
    assert_int_equal(ballot_boxes_sweep(boxes->folder, is_b, NULL, &n), TD_OK); /* no folder yet */
    assert_int_equal(n, 0);
    assert_int_equal(ballot_box_destroy(boxes->folder, "a"), TD_OK);
    assert_int_equal(ballot_box_make(boxes->folder, "a"), TD_OK);
    assert_int_equal(ballot_box_make(boxes->folder, "b"), TD_OK);
    assert_int_equal(ballot_boxes_sweep(boxes->folder, is_b, NULL, &n), TD_OK);
    assert_int_equal(n, 1);
    assert_false(ballot_box_exists(boxes->folder, "a"));
    assert_true(ballot_box_exists(boxes->folder, "b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(seal__and_back__the_same_paper, setup, teardown),
        cmocka_unit_test_setup_teardown(make__twice__keeps_the_key, setup, teardown),
        cmocka_unit_test_setup_teardown(unseal__changed_or_moved__is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(destroy__no_paper_opens_any_more, setup, teardown),
        cmocka_unit_test_setup_teardown(files__are_the_owners_only, setup, teardown),
        cmocka_unit_test_setup_teardown(sweep__destroys_what_is_not_open, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
