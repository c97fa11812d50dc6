/* Submit: what is stored, what is refused and why, and that nothing is ever doubled. */
#include "dossier_fixture.h"

#include "dossier.h"

#define CLOSES (TOWN_NOW + 30 * DAY_MS)

static int setup(void **state)
{
    int failed = town_setup(state);
    if (!failed)
        town_open_round(*state);
    return failed;
}

static int setup_preparing(void **state)
{
    int failed = setup(state);
    if (!failed)
        ((struct town *)*state)->prepares = true;
    return failed;
}

/* -- what is stored -- */

static void submit__complete__is_stored_as_version_1(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    uint8_t digest[32];
    sample_init(town, &sample, "P1", 1);
    Pb__SubmitRequest in = sample_request(town, &sample);
    td_sha256(in.content.data, in.content.len, digest);
    assert_done(town, submit(town, CLERK, &sample, &out));
    assert_string_equal(out.dossier_id, "HS-2022-0001");
    assert_int_equal(out.version, 1);
    assert_memory_equal(out.content_sha256.data, digest, 32);
    assert_int_equal(out.submitted_utc_ms, TOWN_NOW);
    assert_int_equal(out.deadline_utc_ms, CLOSES);
    assert_int_equal(out.n_missing, 0);
    assert_int_equal(out.log_seq, town->call.log_seq);
    assert_string_equal(town->call.note.subject, "HS-2022-0001");
    assert_int_equal(town->call.note.version, 1);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM nominee"), 3);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM dossier_file"), 5);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM nominee"
                                            " WHERE name_folded = 'tran thi vi du'"),
                     1);
}

static void prepare__content__only_when_nothing_is_wrong_with_it(void **state)
{
    struct town *town = *state;
    static uint8_t not_utf8[] = {0x0a, 0x01, 0xff};
    struct sample sample;
    sample_init(town, &sample, "P1", 1);
    Pb__SubmitRequest in = sample_request(town, &sample);
    assert_non_null(dossier_submit_prepare(&in, town->arena));
    in.content.len--;
    assert_null(dossier_submit_prepare(&in, town->arena));
    in.content = (ProtobufCBinaryData){sizeof not_utf8, not_utf8};
    assert_null(dossier_submit_prepare(&in, town->arena));
}

static void submit__two_drafts__have_numbers_in_a_row(void **state)
{
    struct town *town = *state;
    struct sample first, second;
    Pb__SubmitResponse out;
    sample_init(town, &first, "P1", 1);
    sample_init(town, &second, "P2", 2);
    assert_done(town, submit(town, CLERK, &first, &out));
    assert_done(town, submit(town, OTHER_CLERK, &second, &out));
    assert_string_equal(out.dossier_id, "HS-2022-0002");
}

static void submit__refused__uses_up_no_number(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    sample.content.minutes = NULL;
    assert_int_equal(submit(town, CLERK, &sample, &out), TD_FAILED_PRECONDITION);
    sample.content.minutes = &sample.minutes;
    assert_done(town, submit(town, CLERK, &sample, &out));
    assert_string_equal(out.dossier_id, "HS-2022-0001");
}

/* -- versions -- */

static void submit__changed_content_on_newest__is_version_2(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &sample, &out));
    sample.base_version = 1;
    sample.content.n_nominees = 2;
    assert_done(town, submit(town, CLERK, &sample, &out));
    assert_string_equal(out.dossier_id, "HS-2022-0001");
    assert_int_equal(out.version, 2);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM dossier"), 1);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM dossier_version"), 2);
}

static void submit__same_bytes_again__is_the_first_answer(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse first, again;
    sample_init(town, &sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &sample, &first));
    for (uint32_t base = 0; base <= 1; base++) {
        town->now_utc_ms = CLOSES + base; /* even too late: it is not a new submission */
        sample.base_version = base;
        assert_done(town, submit(town, CLERK, &sample, &again));
        assert_string_equal(again.dossier_id, first.dossier_id);
        assert_int_equal(again.version, 1);
        assert_int_equal(again.log_seq, first.log_seq);
        assert_int_equal(again.submitted_utc_ms, first.submitted_utc_ms);
        assert_memory_equal(again.content_sha256.data, first.content_sha256.data, 32);
    }
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM dossier_version"), 1);
}

static void submit__other_bytes_on_an_old_base__is_aborted(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &sample, &out));
    sample.content.n_nominees = 2;
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_ABORTED, "base_version",
                   TD_KEY_DRAFT_SUBMITTED);
    assert_string_equal(violation_param(&town->err.violations[0], "dossier"), "HS-2022-0001");
    sample.base_version = 1;
    assert_done(town, submit(town, CLERK, &sample, &out));
    sample.content.n_nominees = 1;
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_ABORTED, "base_version",
                   TD_KEY_VERSION_STALE);
    sample.base_version = 9;
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_INVALID_ARGUMENT, "base_version",
                   TD_KEY_NUMBER_RANGE);
}

static void submit__another_round_for_the_same_draft__is_refused(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    Pb__RoundOpenRequest round = PB__ROUND_OPEN_REQUEST__INIT;
    Pb__RoundOpenResponse opened;
    round.year = 2023;
    round.kind = PB__ROUND_KIND__ROUND_ANNUAL;
    round.opens_utc_ms = TOWN_NOW;
    round.closes_utc_ms = CLOSES;
    assert_done(town, town_call(town, SPECIALIST, &round_service, "Open", &round, &opened));
    sample_init(town, &sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &sample, &out));
    sample.base_version = 1;
    sample.content.round_id = (char *)"2023-annual";
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_FAILED_PRECONDITION,
                   "content.round_id", TD_KEY_ROUND_CHANGED);
}

static void submit__somebody_elses_draft__is_denied(void **state)
{
    struct town *town = *state;
    struct sample mine, theirs;
    Pb__SubmitResponse out;
    sample_init(town, &mine, "P1", 1);
    sample_init(town, &theirs, "P2", 1);
    assert_done(town, submit(town, CLERK, &mine, &out));
    assert_refused(town, submit(town, OTHER_CLERK, &theirs, &out), TD_PERMISSION_DENIED, "draft_id",
                   TD_KEY_DRAFT_OTHER_UNIT);
}

/* -- whose, when -- */

static void submit__for_another_unit__is_denied(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    assert_refused(town, submit(town, OTHER_CLERK, &sample, &out), TD_PERMISSION_DENIED,
                   "content.unit_code", TD_KEY_UNIT_OTHER);
}

static void submit__unit_that_has_ended__is_refused(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    assert_int_equal(db_exec(town->db, "UPDATE unit SET valid_to = '2022-10-31' WHERE code = 'P1'"),
                     TD_OK);
    sample_init(town, &sample, "P1", 1);
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_FAILED_PRECONDITION,
                   "content.unit_code", TD_KEY_UNIT_NOT_VALID);
}

static void submit__unknown_round__is_not_found(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    sample.content.round_id = (char *)"2029-annual";
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_NOT_FOUND, "content.round_id",
                   TD_KEY_ROUND_UNKNOWN);
}

static void submit__at_the_deadline__is_late_unless_extended(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    Pb__RoundExtendRequest extend = PB__ROUND_EXTEND_REQUEST__INIT;
    Pb__RoundExtendResponse extended;
    sample_init(town, &sample, "P1", 1);
    town->now_utc_ms = TOWN_NOW - 1;
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_ROUND_PLANNED);
    town->now_utc_ms = CLOSES;
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_DEADLINE_PASSED);
    extend.round_id = (char *)"2022-annual";
    extend.unit_code = (char *)"P1";
    extend.until_utc_ms = CLOSES + DAY_MS;
    extend.reason = (char *)"Lũ lụt";
    assert_done(town, town_call(town, SPECIALIST, &round_service, "Extend", &extend, &extended));
    assert_done(town, submit(town, CLERK, &sample, &out));
    assert_int_equal(out.deadline_utc_ms, CLOSES + DAY_MS);
}

/* -- the message -- */

static enum td_code submit_bytes(struct town *town, const void *bytes, size_t len, size_t draft_len)
{
    static uint8_t draft[32];
    Pb__SubmitRequest in = PB__SUBMIT_REQUEST__INIT;
    Pb__SubmitResponse out;
    in.draft_id = (ProtobufCBinaryData){draft_len, draft};
    in.content = (ProtobufCBinaryData){len, (uint8_t *)bytes};
    return town_call(town, CLERK, &dossier_service, "Submit", &in, &out);
}

static void submit__bytes_that_are_no_content__each_has_its_reason(void **state)
{
    struct town *town = *state;
    /* field 1 (round_id), announced longer than it is; with a NUL; with a two-byte length of 1 */
    static const uint8_t lies[] = {0x0a, 0x20, 'x'}, nul[] = {0x0a, 0x03, 'a', 0, 'b'},
                         long_form[] = {0x0a, 0x81, 0x00, 'x'}, not_utf8[] = {0x0a, 0x01, 0xff};
    enum td_code code = submit_bytes(town, "", 0, 3);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "content", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "draft_id", TD_KEY_BYTES_LENGTH);
    assert_refused(town, submit_bytes(town, lies, sizeof lies, 16), TD_INVALID_ARGUMENT, "content",
                   TD_KEY_MESSAGE_MALFORMED);
    assert_refused(town, submit_bytes(town, nul, sizeof nul, 16), TD_INVALID_ARGUMENT, "content",
                   TD_KEY_CONTENT_NOT_CANONICAL);
    assert_refused(town, submit_bytes(town, long_form, sizeof long_form, 16), TD_INVALID_ARGUMENT,
                   "content", TD_KEY_CONTENT_NOT_CANONICAL);
    assert_refused(town, submit_bytes(town, not_utf8, sizeof not_utf8, 16), TD_INVALID_ARGUMENT,
                   "content.round_id", TD_KEY_TEXT_UTF8);
}

static void submit__decomposed_vietnamese__is_refused_at_the_field(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    sample.nominees[1].name = (char *)"Nguye\u0302\u0303n Va\u0306n Ma\u0302\u0303u";
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_INVALID_ARGUMENT,
                   "content.nominees[1].name", TD_KEY_TEXT_NFC);
}

/* -- rules and files -- */

static void submit__several_parts_missing__all_are_told(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    sample.content.minutes = NULL;
    sample.nominees[1].report = NULL;
    sample.nominees[2].n_criteria = 1;
    enum td_code code = submit(town, CLERK, &sample, &out);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.minutes", TD_KEY_MISSING_MINUTES);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.nominees[1].report",
                   TD_KEY_MISSING_REPORT);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.nominees[2].criteria",
                   TD_KEY_MISSING_CRITERION);
    assert_int_equal(town->err.n_violations, 3);
}

static void submit__incomplete_but_accepted__says_what_is_missing(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    sample.content.minutes = NULL;
    sample.accept_incomplete = true;
    assert_done(town, submit(town, CLERK, &sample, &out));
    assert_int_equal(out.n_missing, 1);
    assert_string_equal(out.missing[0]->key, "missing.minutes");
    assert_string_equal(out.missing[0]->clause, "III.5.a.3");
    assert_string_equal(out.missing[0]->field, "content.minutes");
    assert_string_equal(town->call.note.detail, "3 nominees, 1 parts missing");
}

static void submit__wrong_form__is_refused_even_when_incomplete_is_accepted(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    sample.accept_incomplete = true;
    sample.nominees[0].award_line = (char *)"department"; /* not for wards, III.1 */
    sample.nominees[2].staff_code = sample.nominees[1].staff_code;
    enum td_code code = submit(town, CLERK, &sample, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "content.nominees[0].award_line",
                   TD_KEY_LINE_UNIT);
    assert_int_equal(town->err.n_violations, 2); /* and one proposed twice */
}

static void submit__files_not_held__are_told_one_by_one(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    Pb__FileRef other = *sample_file(town, "P2", "cua-phuong-2.pdf");
    Pb__FileRef short_digest = *sample_file(town, "P1", "phu-luc.pdf"), nameless = short_digest;
    Pb__FileRef *attachments[] = {&other, &short_digest, &nameless};
    sample_init(town, &sample, "P1", 1);
    sample.letter.file->size_bytes++; /* not the file that is held */
    short_digest.sha256.len = 31;
    nameless.name = (char *)"";
    sample.content.attachments = attachments;
    sample.content.n_attachments = 3;
    enum td_code code = submit(town, CLERK, &sample, &out);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.letter.file",
                   TD_KEY_FILE_NOT_UPLOADED);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.attachments[0]",
                   TD_KEY_FILE_NOT_UPLOADED);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.attachments[1].sha256",
                   TD_KEY_BYTES_LENGTH);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.attachments[2].name",
                   TD_KEY_REQUIRED);
}

static void submit__plan_lost__is_no_fault_of_the_sender(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    plan_cache_free(town->services.plans);
    town->services.plans = plan_cache_new();
    assert_int_equal(db_exec(town->db, "UPDATE plan_version SET yaml = ?1", db_blob("x", 1)),
                     TD_OK);
    assert_int_equal(submit(town, CLERK, &sample, &out), TD_DATA_LOSS);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM dossier"), 0);
}

static void submit__arena_used_up__is_an_answer_and_stores_nothing(void **state)
{
    struct town *town = *state;
    struct sample sample;
    struct td_arena *plenty = town->arena;
    sample_init(town, &sample, "P1", 1);
    Pb__SubmitRequest in = sample_request(town, &sample);
    Pb__SubmitResponse out;
    enum td_code code = TD_RESOURCE_EXHAUSTED;
    size_t refused = 0;
    for (size_t budget = 512; code != TD_OK && budget < (1 << 20); budget += 256) {
        town->arena = td_arena_new(budget);
        code = town_call(town, CLERK, &dossier_service, "Submit", &in, &out);
        if (code != TD_OK) {
            refused++;
            assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM dossier"), 0);
        }
        td_arena_free(town->arena);
    }
    town->arena = plenty;
    assert_int_equal(code, TD_OK);
    assert_true(refused > 0);
}

int main(void)
{
/* Each twice: whether the content was prepared must make no difference. */
#define TEST(name)                                                      \
    cmocka_unit_test_setup_teardown(name, setup, town_teardown),        \
    {                                                                   \
#name " (prepared)", name, setup_preparing, town_teardown, NULL \
    }
    const struct CMUnitTest tests[] = {
        TEST(submit__complete__is_stored_as_version_1),
        TEST(prepare__content__only_when_nothing_is_wrong_with_it),
        TEST(submit__two_drafts__have_numbers_in_a_row),
        TEST(submit__refused__uses_up_no_number),
        TEST(submit__changed_content_on_newest__is_version_2),
        TEST(submit__same_bytes_again__is_the_first_answer),
        TEST(submit__other_bytes_on_an_old_base__is_aborted),
        TEST(submit__another_round_for_the_same_draft__is_refused),
        TEST(submit__somebody_elses_draft__is_denied),
        TEST(submit__for_another_unit__is_denied),
        TEST(submit__unit_that_has_ended__is_refused),
        TEST(submit__unknown_round__is_not_found),
        TEST(submit__at_the_deadline__is_late_unless_extended),
        TEST(submit__bytes_that_are_no_content__each_has_its_reason),
        TEST(submit__decomposed_vietnamese__is_refused_at_the_field),
        TEST(submit__several_parts_missing__all_are_told),
        TEST(submit__incomplete_but_accepted__says_what_is_missing),
        TEST(submit__wrong_form__is_refused_even_when_incomplete_is_accepted),
        TEST(submit__files_not_held__are_told_one_by_one),
        TEST(submit__plan_lost__is_no_fault_of_the_sender),
        TEST(submit__arena_used_up__is_an_answer_and_stores_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
