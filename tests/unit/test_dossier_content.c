/* From the wire's message to the rules' facts, and the files a dossier refers to. */
#include "arena.h"
#include "cmocka_all.h"
#include "dossier_content.h"

static void from_content__empty_message__has_no_null_strings(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(65536);
    Pb__DossierContent content = PB__DOSSIER_CONTENT__INIT;
    struct dossier dossier;
    assert_int_equal(dossier_from_content(&content, PB__ROUND_KIND__ROUND_ANNUAL,
                                          PB__UNIT_KIND__UNIT_WARD, arena, &dossier),
                     TD_OK);
    assert_string_equal(dossier.letter_number, "");
    assert_string_equal(dossier.letter_dated_on, "");
    assert_string_equal(dossier.minutes_held_on, "");
    assert_string_equal(dossier.letter.name, "");
    assert_int_equal(dossier.n_nominees, 0);
    assert_int_equal(dossier.unit_kind, PB__UNIT_KIND__UNIT_WARD);
    td_arena_free(arena);
}

static void from_content__nominee__keeps_every_fact(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(65536);
    Pb__Claim claim = PB__CLAIM__INIT;
    claim.criterion = (char *)"III.4.i1";
    claim.statement = (char *)"Đạt.";
    Pb__Claim *claims[] = {&claim};
    char content_id[] = "II.2.e";
    char *contents[] = {content_id};
    Pb__FileRef report = PB__FILE_REF__INIT;
    report.name = (char *)"bc.pdf";
    report.size_bytes = 7;
    Pb__Nominee nominee = PB__NOMINEE__INIT;
    nominee.kind = PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL;
    nominee.award_line = (char *)"individual";
    nominee.name = (char *)"Trần Thị Ví Dụ";
    nominee.position = (char *)"Công chức";
    nominee.staff_code = (char *)"NN-1";
    nominee.citizen_id = (char *)"094000000001";
    nominee.summary = (char *)"Tóm tắt";
    nominee.initiative = (char *)"SK-2022-0001";
    nominee.gender = PB__GENDER__GENDER_FEMALE;
    nominee.women_percent = 5;
    nominee.n_contents = nominee.n_criteria = 1;
    nominee.contents = contents;
    nominee.criteria = claims;
    nominee.report = &report;
    Pb__Nominee *nominees[] = {&nominee};
    Pb__DossierContent content = PB__DOSSIER_CONTENT__INIT;
    content.n_nominees = 1;
    content.nominees = nominees;
    struct dossier dossier;
    assert_int_equal(dossier_from_content(&content, PB__ROUND_KIND__ROUND_ANNUAL,
                                          PB__UNIT_KIND__UNIT_WARD, arena, &dossier),
                     TD_OK);
    const struct dossier_nominee *got = &dossier.nominees[0];
    assert_int_equal(got->kind, nominee.kind);
    assert_string_equal(got->award_line, "individual");
    assert_string_equal(got->name, nominee.name);
    assert_string_equal(got->position, nominee.position);
    assert_string_equal(got->staff_code, "NN-1");
    assert_string_equal(got->citizen_id, "094000000001");
    assert_string_equal(got->summary, "Tóm tắt");
    assert_string_equal(got->initiative, "SK-2022-0001");
    assert_int_equal(got->gender, PB__GENDER__GENDER_FEMALE);
    assert_int_equal(got->women_percent, 5);
    assert_int_equal(got->n_contents, 1);
    assert_string_equal(got->contents[0], "II.2.e");
    assert_int_equal(got->n_claims, 1);
    assert_string_equal(got->claims[0].criterion, "III.4.i1");
    assert_string_equal(got->claims[0].statement, "Đạt.");
    assert_string_equal(got->report.name, "bc.pdf");
    assert_int_equal(got->report.size_bytes, 7);
    td_arena_free(arena);
}

static void from_content__arena_used_up__is_an_answer(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1);
    Pb__DossierContent content = PB__DOSSIER_CONTENT__INIT;
    struct dossier dossier = {.unit_code = "untouched"};
    assert_int_equal(dossier_from_content(&content, 0, 0, arena, &dossier), TD_RESOURCE_EXHAUSTED);
    assert_string_equal(dossier.unit_code, "untouched");
    td_arena_free(arena);
}

static void files__same_digest_twice__is_listed_once_in_order(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(65536);
    uint8_t digests[3][32] = {{1}, {2}, {3}};
    Pb__FileRef refs[3];
    for (size_t i = 0; i < 3; i++) {
        pb__file_ref__init(&refs[i]);
        refs[i].sha256 = (ProtobufCBinaryData){32, digests[i]};
    }
    Pb__FileRef again = refs[0]; /* the letter once more, under another name */
    again.name = (char *)"copy.pdf";
    Pb__Letter letter = PB__LETTER__INIT;
    letter.file = &refs[0];
    Pb__Minutes minutes = PB__MINUTES__INIT; /* without a file */
    Pb__Nominee nominee = PB__NOMINEE__INIT;
    nominee.report = &refs[1];
    Pb__Nominee *nominees[] = {&nominee};
    Pb__FileRef *attachments[] = {&again, &refs[2]};
    Pb__DossierContent content = PB__DOSSIER_CONTENT__INIT;
    content.letter = &letter;
    content.minutes = &minutes;
    content.n_nominees = 1;
    content.nominees = nominees;
    content.n_attachments = 2;
    content.attachments = attachments;
    Pb__FileRef **files;
    size_t n;
    assert_int_equal(dossier_content_files(&content, arena, &files, &n), TD_OK);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < 3; i++)
        assert_ptr_equal(files[i], &refs[i]);
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_content__empty_message__has_no_null_strings),
        cmocka_unit_test(from_content__nominee__keeps_every_fact),
        cmocka_unit_test(from_content__arena_used_up__is_an_answer),
        cmocka_unit_test(files__same_digest_twice__is_listed_once_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
