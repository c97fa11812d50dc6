/* Comparing two versions of a dossier. */
#include "cmocka_all.h"

#include "dossier_diff.h"

#define TEXT(literal) ((char *)(literal))

static Pb__Nominee nominee(const char *name, const char *staff_code, const char *summary)
{
    Pb__Nominee made = PB__NOMINEE__INIT;
    made.kind = PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL;
    made.name = TEXT(name);
    made.staff_code = TEXT(staff_code);
    made.summary = TEXT(summary);
    return made;
}

static Pb__DossierContent content_of(Pb__Nominee **nominees, size_t n)
{
    Pb__DossierContent made = PB__DOSSIER_CONTENT__INIT;
    made.round_id = TEXT("2022-annual");
    made.unit_code = TEXT("P1");
    made.nominees = nominees;
    made.n_nominees = n;
    return made;
}

static Pb__FileRef file_ref(const char *name, uint8_t *digest)
{
    Pb__FileRef made = PB__FILE_REF__INIT;
    made.name = TEXT(name);
    made.size_bytes = 100;
    made.sha256 = (ProtobufCBinaryData){32, digest};
    return made;
}

static struct td_arena *arena;

static struct diff diff_of(const Pb__DossierContent *before, const Pb__DossierContent *after)
{
    struct diff diff;
    assert_int_equal(dossier_diff(before, after, arena, &diff), TD_OK);
    return diff;
}

static void assert_entry(const struct diff_entry *entry, enum diff_change change, const char *field,
                         const char *subject, const char *before, const char *after)
{
    assert_string_equal(entry->field, field);
    assert_string_equal(entry->subject, subject);
    assert_string_equal(entry->before, before);
    assert_string_equal(entry->after, after);
    assert_int_equal(entry->change, change);
}

static void diff__the_same_content__is_empty(void **state)
{
    (void)state;
    Pb__Nominee an = nominee("Nguyễn Văn Mẫu", "CB01", "x");
    Pb__Nominee *list[] = {&an};
    Pb__DossierContent content = content_of(list, 1);
    assert_int_equal(diff_of(&content, &content).n_entries, 0);
}

static void diff__letter_appears__adds_each_field(void **state)
{
    (void)state;
    uint8_t digest[32] = {0x12, 0x34};
    Pb__DossierContent before = content_of(NULL, 0), after = before;
    Pb__FileRef file = file_ref("to-trinh.pdf", digest);
    Pb__Letter letter = PB__LETTER__INIT;
    letter.number = TEXT("12/TTr-UBND");
    letter.file = &file;
    after.letter = &letter;
    struct diff diff = diff_of(&before, &after);
    assert_int_equal(diff.n_entries, 2);
    assert_entry(&diff.entries[0], DIFF_ADDED, "letter.number", "", "", "12/TTr-UBND");
    assert_entry(&diff.entries[1], DIFF_ADDED, "letter.file", "", "",
                 "to-trinh.pdf (100 B, sha256 123400000000…)");
}

static void diff__file_with_other_bytes__is_changed(void **state)
{
    (void)state;
    uint8_t old_digest[32] = {1}, new_digest[32] = {2};
    Pb__DossierContent before = content_of(NULL, 0), after = before;
    Pb__FileRef old_file = file_ref("bb.pdf", old_digest),
                new_file = file_ref("bb.pdf", new_digest);
    Pb__FileRef *old_list[] = {&old_file}, *new_list[] = {&new_file};
    before.attachments = old_list;
    after.attachments = new_list;
    before.n_attachments = after.n_attachments = 1;
    struct diff diff = diff_of(&before, &after);
    assert_int_equal(diff.n_entries, 1);
    assert_string_equal(diff.entries[0].field, "attachments");
    assert_int_equal(diff.entries[0].change, DIFF_CHANGED);
}

static void diff__staff_code_stays__name_is_a_change(void **state)
{
    (void)state;
    Pb__Nominee old_one = nominee("Trần Thị Ví Dụ", "CB01", "x");
    Pb__Nominee new_one = nominee("Trần Thị Ví Dụ Hai", "CB01", "x");
    Pb__Nominee *old_list[] = {&old_one}, *new_list[] = {&new_one};
    Pb__DossierContent before = content_of(old_list, 1), after = content_of(new_list, 1);
    struct diff diff = diff_of(&before, &after);
    assert_int_equal(diff.n_entries, 1);
    assert_entry(&diff.entries[0], DIFF_CHANGED, "nominees.name", "Trần Thị Ví Dụ Hai",
                 "Trần Thị Ví Dụ", "Trần Thị Ví Dụ Hai");
}

static void diff__staff_code_given_later__matches_by_folded_name(void **state)
{
    (void)state;
    Pb__Nominee old_one = nominee("Trần  Thị Ví Dụ", "", "x");
    Pb__Nominee new_one = nominee("TRẦN THỊ VÍ DỤ", "CB01", "x");
    Pb__Nominee *old_list[] = {&old_one}, *new_list[] = {&new_one};
    Pb__DossierContent before = content_of(old_list, 1), after = content_of(new_list, 1);
    struct diff diff = diff_of(&before, &after);
    assert_int_equal(diff.n_entries, 2);
    assert_string_equal(diff.entries[0].field, "nominees.name");
    assert_entry(&diff.entries[1], DIFF_ADDED, "nominees.staff_code", "TRẦN THỊ VÍ DỤ", "", "CB01");
}

/* The same name in two persons: the numbers decide who is who. */
static void diff__namesakes_change_places__only_the_order_differs(void **state)
{
    (void)state;
    Pb__Nominee one = nominee("Lê Văn Thử", "CB01", "a"), two = nominee("Lê Văn Thử", "CB02", "b");
    Pb__Nominee three = nominee("Phạm Thị Thí Điểm", "CB03", "c");
    Pb__Nominee *old_list[] = {&one, &two, &three}, *new_list[] = {&three, &two, &one};
    Pb__DossierContent before = content_of(old_list, 3), after = content_of(new_list, 3);
    struct diff diff = diff_of(&before, &after);
    assert_int_equal(diff.n_entries, 1);
    assert_entry(&diff.entries[0], DIFF_CHANGED, "nominees.order", "",
                 "Lê Văn Thử, Lê Văn Thử, Phạm Thị Thí Điểm",
                 "Phạm Thị Thí Điểm, Lê Văn Thử, Lê Văn Thử");
}

static void diff__nominee_replaced__lists_both(void **state)
{
    (void)state;
    Pb__Nominee old_one = nominee("Nguyễn Văn Mẫu", "CB01", "");
    Pb__Nominee new_one = nominee("Trần Thị Ví Dụ", "CB02", "");
    Pb__Nominee *old_list[] = {&old_one}, *new_list[] = {&new_one};
    Pb__DossierContent before = content_of(old_list, 1), after = content_of(new_list, 1);
    struct diff diff = diff_of(&before, &after);
    assert_int_equal(diff.n_entries, 8); /* each: the nominee, kind, name, staff code */
    assert_entry(&diff.entries[0], DIFF_REMOVED, "nominees", "Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu",
                 "");
    assert_entry(&diff.entries[1], DIFF_REMOVED, "nominees.kind", "Nguyễn Văn Mẫu", "individual",
                 "");
    assert_ptr_equal(diff.entries[1].enum_type, &pb__nominee_kind__descriptor);
    assert_entry(&diff.entries[4], DIFF_ADDED, "nominees", "Trần Thị Ví Dụ", "", "Trần Thị Ví Dụ");
}

static void diff__claims__are_matched_by_criterion(void **state)
{
    (void)state;
    Pb__Claim first = PB__CLAIM__INIT, second = PB__CLAIM__INIT, changed = PB__CLAIM__INIT;
    first.criterion = TEXT("III.4.i1");
    first.statement = TEXT("a");
    second.criterion = TEXT("III.4.i2");
    second.statement = TEXT("b");
    changed.criterion = TEXT("III.4.i2");
    changed.statement = TEXT("c");
    Pb__Claim *old_claims[] = {&first, &second}, *new_claims[] = {&changed, &first};
    Pb__Nominee old_one = nominee("Nguyễn Văn Mẫu", "CB01", ""), new_one = old_one;
    old_one.criteria = old_claims;
    new_one.criteria = new_claims;
    old_one.n_criteria = new_one.n_criteria = 2;
    Pb__Nominee *old_list[] = {&old_one}, *new_list[] = {&new_one};
    Pb__DossierContent before = content_of(old_list, 1), after = content_of(new_list, 1);
    struct diff diff = diff_of(&before, &after);
    assert_int_equal(diff.n_entries, 1);
    assert_entry(&diff.entries[0], DIFF_CHANGED, "nominees.criteria[III.4.i2]", "Nguyễn Văn Mẫu",
                 "b", "c");
}

static void diff__arena_used_up__says_so(void **state)
{
    (void)state;
    Pb__Nominee an = nominee("Nguyễn Văn Mẫu", "CB01", "x");
    Pb__Nominee *list[] = {&an};
    Pb__DossierContent before = content_of(NULL, 0), after = content_of(list, 1);
    struct td_arena *small = td_arena_new(64);
    struct diff diff;
    assert_int_equal(dossier_diff(&before, &after, small, &diff), TD_RESOURCE_EXHAUSTED);
    td_arena_free(small);
}

static int setup(void **state)
{
    (void)state;
    arena = td_arena_new((size_t)1024 * 1024);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    td_arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diff__the_same_content__is_empty),
        cmocka_unit_test(diff__letter_appears__adds_each_field),
        cmocka_unit_test(diff__file_with_other_bytes__is_changed),
        cmocka_unit_test(diff__staff_code_stays__name_is_a_change),
        cmocka_unit_test(diff__staff_code_given_later__matches_by_folded_name),
        cmocka_unit_test(diff__namesakes_change_places__only_the_order_differs),
        cmocka_unit_test(diff__nominee_replaced__lists_both),
        cmocka_unit_test(diff__claims__are_matched_by_criterion),
        cmocka_unit_test(diff__arena_used_up__says_so),
    };
    return cmocka_run_group_tests_name("diff", tests, setup, teardown);
}
