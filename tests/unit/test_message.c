/* Messages by reflection: unpacking within a budget, the check of all text, enum names. */
#include "cmocka_all.h"

#include "arena.h"
#include "dossier.pb-c.h"
#include "envelope.pb-c.h"
#include "message.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A dossier with every shape of field: text, list of text, message, list of messages, bytes. */
struct sample {
    Pb__DossierContent content;
    Pb__Letter letter;
    Pb__FileRef file;
    Pb__Nominee nominees[2], *nominee_list[2];
    Pb__Claim claim, *claims[1];
    char *contents[2];
};

static void sample_init(struct sample *sample)
{
    *sample = (struct sample){.content = PB__DOSSIER_CONTENT__INIT,
                              .letter = PB__LETTER__INIT,
                              .file = PB__FILE_REF__INIT,
                              .nominees = {PB__NOMINEE__INIT, PB__NOMINEE__INIT},
                              .claim = PB__CLAIM__INIT,
                              .contents = {"II.2.a", "II.2.b"}};
    sample->content.round_id = "2022-annual";
    sample->content.letter = &sample->letter;
    sample->letter.number = "12/TTr-UBND";
    sample->letter.file = &sample->file;
    sample->file.name = "tờ trình.pdf";
    sample->file.sha256 = (ProtobufCBinaryData){4, (uint8_t *)"\xFF\0\xFF\1"};
    for (size_t i = 0; i < 2; i++)
        sample->nominee_list[i] = &sample->nominees[i];
    sample->content.nominees = sample->nominee_list;
    sample->content.n_nominees = 2;
    sample->nominees[0].name = "UBND Phường 1";
    sample->nominees[1].name = "Nguyễn Văn Mẫu";
    sample->nominees[1].contents = sample->contents;
    sample->nominees[1].n_contents = 2;
    sample->claim.statement = "Sáng kiến";
    sample->claims[0] = &sample->claim;
    sample->nominees[1].criteria = sample->claims;
    sample->nominees[1].n_criteria = 1;
}

struct fixture {
    struct sample sample;
    struct td_arena *arena;
    struct td_err err;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    sample_init(&fixture->sample);
    fixture->arena = td_arena_new(1024 * 1024);
    td_err_init(&fixture->err, fixture->arena);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    td_arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static enum td_code check(struct fixture *fixture, const char *parent)
{
    return td_message_check(&fixture->sample.content.base, parent, &fixture->err);
}

static void assert_violation(const struct fixture *fixture, size_t i, const char *field,
                             const char *key)
{
    assert_true(i < fixture->err.n_violations);
    assert_string_equal(fixture->err.violations[i].field, field);
    assert_string_equal(fixture->err.violations[i].key, key);
}

static void check__all_fine__ok_and_nothing_allocated(void **state)
{
    struct fixture *fixture = *state;
    struct td_arena *empty = td_arena_new(0);
    td_err_init(&fixture->err, empty);
    assert_int_equal(check(fixture, NULL), TD_OK);
    assert_int_equal(fixture->err.code, TD_OK);
    assert_int_equal(fixture->err.n_violations, 0);
    td_arena_free(empty);
}

static void check__faults_at_every_depth__all_told_with_paths(void **state)
{
    struct fixture *fixture = *state;
    struct sample *sample = &fixture->sample;
    sample->content.unit_code = "P1\x7F";
    sample->file.name = "a\xFF";
    sample->nominees[1].name = "Nguye\u0302\u0303n";
    sample->contents[1] = "\u202E";
    sample->claim.statement = "\xC0\x80";
    assert_int_equal(check(fixture, "content"), TD_INVALID_ARGUMENT);
    assert_int_equal(fixture->err.n_violations, 5);
    assert_violation(fixture, 0, "content.unit_code", "text.control");
    assert_violation(fixture, 1, "content.letter.file.name", "text.utf8");
    assert_violation(fixture, 2, "content.nominees[1].name", "text.nfc");
    assert_violation(fixture, 3, "content.nominees[1].contents[1]", "text.control");
    assert_violation(fixture, 4, "content.nominees[1].criteria[0].statement", "text.utf8");
}

static void check__no_parent__path_from_the_message(void **state)
{
    struct fixture *fixture = *state;
    fixture->sample.letter.number = "\n\r";
    assert_int_equal(check(fixture, NULL), TD_INVALID_ARGUMENT);
    assert_violation(fixture, 0, "letter.number", "text.control");
}

static void check__text_at_and_over_the_limit__code_points_count(void **state)
{
    struct fixture *fixture = *state;
    char text[2 * TD_TEXT_MAX_CHARS + 3] = "";
    for (size_t i = 0; i < TD_TEXT_MAX_CHARS; i++)
        memcpy(text + 2 * i, "đ", 2);
    fixture->sample.nominees[0].summary = text;
    assert_int_equal(check(fixture, NULL), TD_OK);
    text[sizeof(text) - 3] = 'd';
    assert_int_equal(check(fixture, NULL), TD_INVALID_ARGUMENT);
    assert_violation(fixture, 0, "nominees[0].summary", "text.long");
    assert_string_equal(fixture->err.violations[0].params[0].name, "max");
    assert_string_equal(fixture->err.violations[0].params[0].value, "8000");
}

static void check__list_over_the_limit__one_violation_and_no_descent(void **state)
{
    struct fixture *fixture = *state;
    char *contents[TD_LIST_MAX + 1];
    for (size_t i = 0; i < COUNT(contents); i++)
        contents[i] = "\xFF";
    fixture->sample.nominees[1].contents = contents;
    fixture->sample.nominees[1].n_contents = COUNT(contents);
    assert_int_equal(check(fixture, NULL), TD_INVALID_ARGUMENT);
    assert_int_equal(fixture->err.n_violations, 1);
    assert_violation(fixture, 0, "nominees[1].contents", "list.long");
}

static void check__nobody_asks_why__just_the_code(void **state)
{
    struct fixture *fixture = *state;
    fixture->sample.claim.statement = "\xFF";
    assert_int_equal(td_message_check(&fixture->sample.content.base, NULL, NULL),
                     TD_INVALID_ARGUMENT);
}

/* Only the member of a oneof that is set is looked at. */
static void check__oneof__only_the_chosen_member(void **state)
{
    struct fixture *fixture = *state;
    Pb__Hello hello = PB__HELLO__INIT;
    hello.software = "thidua\x1B";
    Pb__Frame frame = PB__FRAME__INIT;
    frame.kind_case = PB__FRAME__KIND_HELLO;
    frame.hello = &hello;
    assert_int_equal(td_message_check(&frame.base, NULL, &fixture->err), TD_INVALID_ARGUMENT);
    assert_int_equal(fixture->err.n_violations, 1);
    assert_violation(fixture, 0, "hello.software", "text.control");
    frame.kind_case = PB__FRAME__KIND__NOT_SET;
    assert_int_equal(td_message_check(&frame.base, NULL, &fixture->err), TD_OK);
}

static void check__any_budget_for_reasons__always_refused(void **state)
{
    struct fixture *fixture = *state;
    fixture->sample.claim.statement = "\xFF";
    for (size_t budget = 0; budget < 1024; budget += 16) {
        struct td_arena *arena = td_arena_new(budget);
        td_err_init(&fixture->err, arena);
        assert_int_equal(check(fixture, "content"), TD_INVALID_ARGUMENT);
        td_arena_free(arena);
    }
}

static void pack__and_unpack__same_message_and_canonical(void **state)
{
    struct fixture *fixture = *state;
    size_t len = 0;
    uint8_t *bytes = td_message_pack(&fixture->sample.content.base, fixture->arena, &len);
    assert_non_null(bytes);
    Pb__DossierContent *content = (Pb__DossierContent *)td_message_unpack(
        &pb__dossier_content__descriptor, fixture->arena, bytes, len);
    assert_non_null(content);
    assert_string_equal(content->nominees[1]->name, "Nguyễn Văn Mẫu");
    assert_string_equal(content->nominees[1]->criteria[0]->statement, "Sáng kiến");
    assert_int_equal(content->letter->file->sha256.len, 4);
    assert_true(td_message_is_canonical(&content->base, fixture->arena, bytes, len));
}

/* From no memory at all up to enough: never a crash, never half a message. */
static void unpack__any_budget__whole_or_null(void **state)
{
    struct fixture *fixture = *state;
    size_t len = 0, enough = 0;
    uint8_t *bytes = td_message_pack(&fixture->sample.content.base, fixture->arena, &len);
    for (size_t budget = 0; budget < 8192; budget += 16) {
        struct td_arena *arena = td_arena_new(budget);
        Pb__DossierContent *content = (Pb__DossierContent *)td_message_unpack(
            &pb__dossier_content__descriptor, arena, bytes, len);
        assert_true(content || !enough);
        if (content && !enough) {
            enough = budget;
            assert_string_equal(content->nominees[1]->criteria[0]->statement, "Sáng kiến");
        }
        td_arena_free(arena);
    }
    assert_true(enough > len);
}

static void unpack__cut_or_altered__null_or_a_checked_message(void **state)
{
    struct fixture *fixture = *state;
    size_t len = 0;
    uint8_t *bytes = td_message_pack(&fixture->sample.content.base, fixture->arena, &len);
    struct td_arena *arena = td_arena_new(16384);
    for (size_t at = 0; at < len; at++) {
        uint8_t *copy = malloc(len);
        memcpy(copy, bytes, len);
        copy[at] ^= (uint8_t)(1 + at * 37 % 255);
        ProtobufCMessage *altered =
            td_message_unpack(&pb__dossier_content__descriptor, arena, copy, len);
        if (altered)
            td_message_check(altered, NULL, NULL);
        td_arena_reset(arena);
        td_message_unpack(&pb__dossier_content__descriptor, arena, copy, at);
        td_arena_reset(arena);
        free(copy);
    }
    assert_null(td_message_unpack(&pb__dossier_content__descriptor, arena, bytes, len - 1));
    td_arena_free(arena);
}

/* A few bytes that ask for much: the arena says no. */
static void unpack__small_frame_that_expands__null(void **state)
{
    (void)state;
    enum { NOMINEES = 50000 };
    uint8_t *bytes = malloc(2 * NOMINEES);
    for (size_t i = 0; i < NOMINEES; i++)
        memcpy(bytes + 2 * i, "\x2A\0", 2); /* nominees: an empty one */
    struct td_arena *arena = td_arena_new(1024 * 1024);
    assert_null(td_message_unpack(&pb__dossier_content__descriptor, arena, bytes, 2 * NOMINEES));
    td_arena_free(arena);
    free(bytes);
}

static void canonical__other_spellings_of_the_same__refused(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *what, *bytes;
        size_t len;
        bool canonical;
    } cases[] = {
        {"as it should be", "\x0A\2ab\x12\1c", 7, true},
        {"NUL in a text", "\x0A\3a\0b", 5, false},
        {"sent twice", "\x0A\1a\x0A\1b", 6, false},
        {"default value sent", "\x0A\0", 2, false},
        {"length not minimal", "\x0A\x81\0a", 4, false},
        {"fields in another order", "\x12\1c\x0A\2ab", 7, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const uint8_t *bytes = (const uint8_t *)cases[i].bytes;
        ProtobufCMessage *content = td_message_unpack(&pb__dossier_content__descriptor,
                                                      fixture->arena, bytes, cases[i].len);
        if (!content || td_message_is_canonical(content, fixture->arena, bytes, cases[i].len) !=
                            cases[i].canonical)
            fail_msg("%s", cases[i].what);
    }
}

static void enum__names__without_the_common_prefix(void **state)
{
    (void)state;
    static const struct {
        const ProtobufCEnumDescriptor *type;
        int value;
        const char *name;
    } cases[] = {
        {&pb__role__descriptor, PB__ROLE__ROLE_UNIT_CLERK, "unit_clerk"},
        {&pb__role__descriptor, PB__ROLE__ROLE_HOME_AFFAIRS_HEAD, "home_affairs_head"},
        {&pb__unit_kind__descriptor, PB__UNIT_KIND__UNIT_WARD, "ward"},
        {&pb__round_kind__descriptor, PB__ROUND_KIND__ROUND_ANNUAL, "annual"},
        {&pb__round_state__descriptor, PB__ROUND_STATE__ROUND_STATE_OPEN, "open"},
        {&pb__nominee_kind__descriptor, PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL, "individual"},
        {&pb__dossier_state__descriptor, PB__DOSSIER_STATE__DOSSIER_SUBMITTED, "submitted"},
        {&pb__dossier_state__descriptor, PB__DOSSIER_STATE__DOSSIER_IN_APPRAISAL, "in_appraisal"},
        {&pb__dossier_event__descriptor, PB__DOSSIER_EVENT__DOSSIER_EVENT_SUBMIT, "submit"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char name[TD_ENUM_NAME_SIZE];
        int value = -1;
        assert_ptr_equal(td_enum_name(cases[i].type, cases[i].value, name), name);
        assert_string_equal(name, cases[i].name);
        assert_true(td_enum_value(cases[i].type, cases[i].name, &value));
        assert_int_equal(value, cases[i].value);
    }
}

static void enum__unknown__null_or_false(void **state)
{
    (void)state;
    static const char *const names[] = {
        "", "unit", "unit_clerks", "UNIT_CLERK", "role_unit_clerk", "unspecified"};
    char name[TD_ENUM_NAME_SIZE];
    assert_null(td_enum_name(&pb__role__descriptor, 99, name));
    assert_null(td_enum_name(&pb__role__descriptor, -1, name));
    for (size_t i = 0; i < COUNT(names); i++) {
        int value = 42;
        assert_false(td_enum_value(&pb__role__descriptor, names[i], &value));
        assert_int_equal(value, 42);
    }
}

static void enum__all_names__without_unspecified(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(td_enum_names(&pb__round_kind__descriptor, fixture->arena),
                        "annual, interim, final");
    struct td_arena *arena = td_arena_new(16);
    assert_string_equal(td_enum_names(&pb__round_kind__descriptor, arena), "");
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__all_fine__ok_and_nothing_allocated),
        cmocka_unit_test(check__faults_at_every_depth__all_told_with_paths),
        cmocka_unit_test(check__no_parent__path_from_the_message),
        cmocka_unit_test(check__text_at_and_over_the_limit__code_points_count),
        cmocka_unit_test(check__list_over_the_limit__one_violation_and_no_descent),
        cmocka_unit_test(check__nobody_asks_why__just_the_code),
        cmocka_unit_test(check__oneof__only_the_chosen_member),
        cmocka_unit_test(check__any_budget_for_reasons__always_refused),
        cmocka_unit_test(pack__and_unpack__same_message_and_canonical),
        cmocka_unit_test(unpack__any_budget__whole_or_null),
        cmocka_unit_test(unpack__cut_or_altered__null_or_a_checked_message),
        cmocka_unit_test(unpack__small_frame_that_expands__null),
        cmocka_unit_test(canonical__other_spellings_of_the_same__refused),
        cmocka_unit_test(enum__names__without_the_common_prefix),
        cmocka_unit_test(enum__unknown__null_or_false),
        cmocka_unit_test(enum__all_names__without_unspecified),
    };
    struct CMUnitTest each[COUNT(tests)];
    for (size_t i = 0; i < COUNT(tests); i++) {
        each[i] = tests[i];
        each[i].setup_func = set_up;
        each[i].teardown_func = tear_down;
    }
    return cmocka_run_group_tests_name("message", each, NULL, NULL);
}
