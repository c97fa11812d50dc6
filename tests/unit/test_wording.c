/* Sentences for people, in both languages. */
#include "cmocka_all.h"

#include "arena.h"
#include "certificate.pb-c.h"
#include "decision.pb-c.h"
#include "i18n.h"
#include "types.pb-c.h"
#include "wording.h"

static struct td_arena *arena;

static int begin(void **state)
{
    (void)state;
    i18n_init("en");
    arena = td_arena_new(1 << 20);
    return arena ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    td_arena_free(arena);
    return 0;
}

static void violation__table_of_cases__sentences(void **state)
{
    (void)state;
    static struct td_param report[] = {{"nominee", "Trần Thị Ví Dụ"}};
    static struct td_param deadline[] = {{"deadline_utc_ms", "1669802400000"}};
    static struct td_param day[] = {{"unit", "P9"}, {"day_on", "2022-11-30"}};
    static struct td_param roles[] = {{"roles", "unit_clerk, unit_head, time_lord"}};
    static struct td_param later[] = {{"a", "1"}, {"b_on", "2022-01-05"}};
    static struct td_param round[] = {{"round", "x"}};
    const struct {
        struct td_violation violation;
        const char *en, *vi;
    } cases[] = {
        {{"content.nominees[2].report", "III.5.a", "missing.report", report, 1},
         "nominees[2].report: the achievement report of Trần Thị Ví Dụ is missing (clause III.5.a)",
         "nominees[2].report: thiếu báo cáo thành tích của Trần Thị Ví Dụ (mục III.5.a)"},
        {{"", "", "deadline.passed", deadline, 1},
         "the deadline was 17:00 30/11/2022; the draft and all uploads are kept. Ask Home Affairs "
         "for an extension",
         "thời hạn là 17:00 30/11/2022; bản nháp và mọi tệp đã tải lên vẫn được giữ. Hãy xin Phòng "
         "Nội vụ gia hạn"},
        {{"", "", "unit.not_valid", day, 2},
         "the unit P9 does not exist on 30/11/2022",
         "đơn vị P9 không tồn tại vào ngày 30/11/2022"},
        {{"", "", "role", roles, 1},
         "this needs one of the roles: unit clerk, head of unit, time_lord",
         "việc này cần một trong các vai trò: văn thư đơn vị, thủ trưởng đơn vị, time_lord"},
        {{"", "", "from.the.future", later, 2},
         "from.the.future: a = 1, b_on = 05/01/2022",
         "from.the.future: a = 1, b_on = 05/01/2022"},
        {{"", "", "missing.report", NULL, 0},
         "the achievement report of {nominee} is missing",
         "thiếu báo cáo thành tích của {nominee}"},
        {{"full_name", "", "required", NULL, 0}, "full_name: is missing", "full_name: còn thiếu"},
        {{"round_id", "", "round.unknown", round, 1}, "there is no round x", "không có đợt x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        i18n_init("en");
        assert_string_equal(wording_violation(arena, &cases[i].violation), cases[i].en);
        i18n_init("vi");
        assert_string_equal(wording_violation(arena, &cases[i].violation), cases[i].vi);
    }
}

static void enums__every_value__has_a_word(void **state)
{
    (void)state;
    /* One a line, so that many can add theirs. */
    /* clang-format off */
    static const ProtobufCEnumDescriptor *const TYPES[] = {
        &pb__role__descriptor,
        &pb__decision_state__descriptor,
        &pb__decision_event__descriptor,
        &pb__certificate_state__descriptor,
        &pb__reissue_cause__descriptor,
        &pb__unit_kind__descriptor,
        &pb__round_kind__descriptor,
        &pb__round_state__descriptor,
        &pb__nominee_kind__descriptor,
        &pb__gender__descriptor,
        &pb__dossier_state__descriptor,
        &pb__dossier_event__descriptor,
        &pb__index_level__descriptor,
        &pb__index_method__descriptor,
        &pb__index_score_kind__descriptor,
        &pb__discipline_state__descriptor,
        &pb__discipline_event__descriptor,
        &pb__difficulty_state__descriptor,
        &pb__difficulty_event__descriptor,
        &pb__task_state__descriptor,
        &pb__task_event__descriptor,
        &pb__task_standing__descriptor,
        &pb__criterion_answer__descriptor,
        &pb__task_sort__descriptor,
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        for (unsigned k = 0; k < TYPES[i]->n_values; k++) {
            int value = TYPES[i]->values[k].value;
            assert_true((wording_enum_msgid(TYPES[i], value) != NULL) == (value != 0));
        }
}

static void enum__unknown_or_unset__shown_as_such(void **state)
{
    (void)state;
    assert_string_equal(wording_enum(arena, &pb__role__descriptor, 99), "?99");
    assert_string_equal(wording_enum(arena, &pb__role__descriptor, 0), "");
}

static void enums__several__joined(void **state)
{
    (void)state;
    static const int ROLES[] = {PB__ROLE__ROLE_UNIT_CLERK, PB__ROLE__ROLE_UNIT_HEAD};
    assert_string_equal(wording_enums(arena, &pb__role__descriptor, ROLES, 2),
                        "unit clerk, head of unit");
}

static void times__unset__empty(void **state)
{
    (void)state;
    assert_string_equal(wording_time(arena, 0), "");
    assert_string_equal(wording_date(arena, ""), "");
    assert_string_equal(wording_date(arena, "2022-11-30"), "30/11/2022");
}

static void err__printed__what_why_and_next(void **state)
{
    (void)state;
    struct td_err err;
    char text[1024] = "";
    td_err_init(&err, arena);
    td_fail(&err, TD_FAILED_PRECONDITION, "nominees[0].report", "III.5.a", TD_KEY_MISSING_REPORT,
            "nominee", "Nguyễn Văn Mẫu", TD_END);
    i18n_init("vi");
    FILE *out = fmemopen(text, sizeof text, "w");
    wording_print_err(out, "Không nộp được hồ sơ", &err);
    fclose(out);
    assert_string_equal(text, "Không nộp được hồ sơ: Quy tắc hiện không cho phép.\n"
                              "  • nominees[0].report: thiếu báo cáo thành tích của Nguyễn Văn Mẫu "
                              "(mục III.5.a)\n");
}

static void err__unavailable__says_that_repeating_is_safe(void **state)
{
    (void)state;
    struct td_err err;
    char text[1024] = "";
    td_err_init(&err, arena);
    err.code = TD_UNAVAILABLE;
    FILE *out = fmemopen(text, sizeof text, "w");
    wording_print_err(out, NULL, &err);
    fclose(out);
    assert_non_null(strstr(text, "run the same command again"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(violation__table_of_cases__sentences, begin, end),
        cmocka_unit_test_setup_teardown(enums__every_value__has_a_word, begin, end),
        cmocka_unit_test_setup_teardown(enum__unknown_or_unset__shown_as_such, begin, end),
        cmocka_unit_test_setup_teardown(enums__several__joined, begin, end),
        cmocka_unit_test_setup_teardown(times__unset__empty, begin, end),
        cmocka_unit_test_setup_teardown(err__printed__what_why_and_next, begin, end),
        cmocka_unit_test_setup_teardown(err__unavailable__says_that_repeating_is_safe, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
