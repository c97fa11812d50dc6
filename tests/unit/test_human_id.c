/* Readable numbers: one way to write each, and back. */
#include "cmocka_all.h"

#include "human_id.h"

static void human_id__there_and_back__same(void **state)
{
    (void)state;
    static const struct {
        const char *prefix, *text;
        uint32_t year;
        int64_t ordinal;
    } cases[] = {{"HS", "HS-2022-0007", 2022, 7},
                 {"SK", "SK-2030-9999", 2030, 9999},
                 {"KL", "KL-2022-10000", 2022, 10000},
                 {"TT", "TT-2022-99999999", 2022, HUMAN_ID_MAX_ORDINAL}};
    struct td_arena *arena = td_arena_new(1 << 14);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t id = 0;
        assert_true(human_id_parse(cases[i].prefix, cases[i].text, &id));
        assert_int_equal(id, human_id(cases[i].year, cases[i].ordinal));
        assert_int_equal(human_id_year(id), cases[i].year);
        assert_string_equal(human_id_text(arena, cases[i].prefix, id), cases[i].text);
    }
    td_arena_free(arena);
}

static void human_id__any_other_form__is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "SK",
                                        "SK-2022",
                                        "SK-2022-7",
                                        "SK-22-0007",
                                        "sk-2022-0007",
                                        "HS-2022-0007",
                                        " SK-2022-0007",
                                        "SK-2022-00000",
                                        "SK-2022-0000",
                                        "SK-2022-0007 ",
                                        "SK-2022-+007",
                                        "SK--022-0007",
                                        "SK-2022-123456789",
                                        "SK2022-0007"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t id = 77;
        if (human_id_parse("SK", wrong[i], &id))
            fail_msg("\"%s\" was taken", wrong[i]);
        assert_int_equal(id, 77);
    }
}

static void nominee_id__there_and_back__same(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t year, ordinal;
        int64_t dossier;
    } cases[] = {{"HS-2022-0007/1", 2022, 1, 7},
                 {"HS-2022-0001/200", 2022, 200, 1},
                 {"HS-2030-99999999/9999", 2030, NOMINEE_ID_MAX_ORDINAL, HUMAN_ID_MAX_ORDINAL}};
    struct td_arena *arena = td_arena_new(1 << 14);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t id = 0;
        uint32_t ordinal = 0;
        assert_true(nominee_id_parse(cases[i].text, &id, &ordinal));
        assert_int_equal(id, human_id(cases[i].year, cases[i].dossier));
        assert_int_equal(ordinal, cases[i].ordinal);
        assert_string_equal(nominee_id_format(arena, id, ordinal), cases[i].text);
    }
    td_arena_free(arena);
}

static void nominee_id__any_other_form__is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "/",
        "/1",
        "HS-2022-0007",
        "HS-2022-0007/",
        "HS-2022-0007/0",
        "HS-2022-0007/01",
        "HS-2022-0007/+1",
        "HS-2022-0007/-1",
        "HS-2022-0007/ 1",
        "HS-2022-0007/1 ",
        "HS-2022-0007/1/1",
        "HS-2022-0007/10000",
        "HS-2022-0007/99999999999999999999",
        "HS-2022-7/1",
        "SK-2022-0007/1",
        "HS-2022-00000000000000000000000000000000000000000000000000007/1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t id = 77;
        uint32_t ordinal = 77;
        if (nominee_id_parse(wrong[i], &id, &ordinal))
            fail_msg("\"%s\" was taken", wrong[i]);
        assert_int_equal(id, 77);
        assert_int_equal(ordinal, 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(human_id__there_and_back__same),
        cmocka_unit_test(human_id__any_other_form__is_refused),
        cmocka_unit_test(nominee_id__there_and_back__same),
        cmocka_unit_test(nominee_id__any_other_form__is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
