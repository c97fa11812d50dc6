/* One person or two, and what ties an officer to a nominee. */
#include "cmocka_all.h"

#include "conflict.h"

static void match__codes_before_names__as_rule_8_says(void **state)
{
    (void)state;
    static const struct {
        struct person a, b;
        enum person_match want;
    } cases[] = {
        /* the same code is the same person, whatever else differs */
        {{"NN-1", "", "Nguyễn Văn An"}, {"nn-1", "", "Nguyễn Văn Bình"}, PERSON_SAME_STAFF_CODE},
        {{"NN-1", "012345678901", "A"}, {"NN-1", "012345678902", "A"}, PERSON_SAME_STAFF_CODE},
        {{"NN-1", "012345678901", "A"}, {"NN-2", "012345678901", "A"}, PERSON_SAME_CITIZEN_ID},
        {{"", "012345678901", "A"}, {"NN-2", "012345678901", "B"}, PERSON_SAME_CITIZEN_ID},
        /* another code is another person, whatever the name */
        {{"NN-1", "", "Trần Thị Ví Dụ"}, {"NN-2", "", "Trần Thị Ví Dụ"}, PERSON_OTHER},
        {{"", "012345678901", "A"}, {"", "012345678902", "A"}, PERSON_OTHER},
        /* no code that both have: the folded name suggests it */
        {{"NN-1", "", "Trần Thị Ví Dụ"}, {"", "012345678901", "TRAN THI VI DU"}, PERSON_NAMESAKE},
        {{"", "", "Đỗ Đức"}, {"", "", "do duc"}, PERSON_NAMESAKE},
        {{"", "", "Đỗ Đức"}, {"", "", "Đỗ Đạt"}, PERSON_OTHER},
        {{"", "", ""}, {"", "", ""}, PERSON_OTHER},
    };
    struct td_arena *arena = td_arena_new(1 << 14);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(person_match(&cases[i].a, &cases[i].b, arena), cases[i].want);
        assert_int_equal(person_match(&cases[i].b, &cases[i].a, arena), cases[i].want);
    }
    td_arena_free(arena);
}

#define IND PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL
#define COL PB__NOMINEE_KIND__NOMINEE_COLLECTIVE

static void conflict__officer_and_nominee__self_unit_or_none(void **state)
{
    (void)state;
    static const struct {
        struct conflict_officer officer;
        struct conflict_nominee nominee;
        enum conflict want;
    } cases[] = {
        {{"PNV", "Lê Văn Mẫu", "NV-1"}, {IND, "PNV", "Lê Văn Mẫu", "NV-1"}, CONFLICT_SELF},
        {{"PNV", "Lê Văn Mẫu", "NV-1"}, {IND, "P1", "Lê V. Mẫu", "nv-1"}, CONFLICT_SELF},
        /* without a code the name within the unit is enough, outside it is not */
        {{"PNV", "Lê Văn Mẫu", ""}, {IND, "PNV", "le van mau", "NV-1"}, CONFLICT_SELF},
        {{"PNV", "Lê Văn Mẫu", ""}, {IND, "P1", "Lê Văn Mẫu", "NV-1"}, CONFLICT_NONE},
        {{"PNV", "Lê Văn Mẫu", "NV-1"}, {IND, "PNV", "Lê Văn Mẫu", "NV-2"}, CONFLICT_UNIT},
        {{"PNV", "Lê Văn Mẫu", "NV-1"}, {COL, "PNV", "Phòng Nội vụ", ""}, CONFLICT_UNIT},
        {{"PNV", "Phòng Nội vụ", ""}, {COL, "PNV", "Phòng Nội vụ", ""}, CONFLICT_UNIT},
        {{"PNV", "Lê Văn Mẫu", "NV-1"}, {COL, "P1", "UBND phường", ""}, CONFLICT_NONE},
    };
    struct td_arena *arena = td_arena_new(1 << 14);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(conflict_of(&cases[i].officer, &cases[i].nominee, arena), cases[i].want);
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(match__codes_before_names__as_rule_8_says),
        cmocka_unit_test(conflict__officer_and_nominee__self_unit_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
