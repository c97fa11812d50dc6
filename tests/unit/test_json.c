/* Messages as JSON: one rule for each type. */
#include "cmocka_all.h"

#include "arena.h"
#include "dossier.pb-c.h"
#include "envelope.pb-c.h"
#include "json.h"
#include "officer.pb-c.h"
#include "round.pb-c.h"

static void assert_json(json_t *value, const char *expected)
{
    json_error_t error;
    json_t *wanted = json_loads(expected, 0, &error);
    assert_non_null(wanted);
    if (!json_equal(value, wanted)) {
        char *text = json_dumps(value, JSON_INDENT(1));
        print_error("%s\n", text);
        free(text);
    }
    assert_true(json_equal(value, wanted));
    json_decref(wanted);
    json_decref(value);
}

static void message__every_field__is_there_even_when_empty(void **state)
{
    (void)state;
    Pb__Officer officer = PB__OFFICER__INIT;
    assert_json(json_message(&officer.base),
                "{\"login\":\"\",\"full_name\":\"\",\"unit_code\":\"\",\"roles\":[],"
                "\"added_utc_ms\":0,\"disabled_utc_ms\":0,\"disabled_reason\":\"\","
                "\"devices\":[],\"staff_code\":\"\"}");
}

static void message__nested_and_enums__by_name(void **state)
{
    (void)state;
    Pb__AwardLine line = PB__AWARD_LINE__INIT, *lines[] = {&line};
    Pb__Round round = PB__ROUND__INIT;
    Pb__RoundShowResponse show = PB__ROUND_SHOW_RESPONSE__INIT;
    line.line = (char *)"commune_ward";
    line.kind = PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    line.quota = 2;
    round.id = (char *)"2022-annual";
    round.kind = (Pb__RoundKind)77; /* of a later version */
    round.closes_utc_ms = 1671098400000;
    round.lines = lines;
    round.n_lines = 1;
    show.round = &round;
    json_t *json = json_message(&show.base);
    json_t *inner = json_object_get(json, "round");
    assert_int_equal(json_integer_value(json_object_get(inner, "kind")), 77);
    assert_true(json_integer_value(json_object_get(inner, "closes_utc_ms")) == 1671098400000);
    json_t *first = json_array_get(json_object_get(inner, "lines"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "kind")), "collective");
    assert_int_equal(json_integer_value(json_object_get(first, "quota")), 2);
    json_decref(json);
}

static void message__bytes__hex(void **state)
{
    (void)state;
    static uint8_t digest[] = {0x00, 0xAB, 0xff};
    Pb__FileRef file = PB__FILE_REF__INIT;
    file.name = (char *)"Tờ trình.pdf";
    file.sha256 = (ProtobufCBinaryData){sizeof digest, digest};
    file.size_bytes = 5000000000;
    assert_json(json_message(&file.base),
                "{\"name\":\"Tờ trình.pdf\",\"sha256\":\"00abff\",\"size_bytes\":5000000000}");
}

static void message__unset_submessage__null(void **state)
{
    (void)state;
    Pb__RoundShowResponse show = PB__ROUND_SHOW_RESPONSE__INIT;
    assert_json(json_message(&show.base), "{\"round\":null}");
}

static void message__oneof__only_what_is_set(void **state)
{
    (void)state;
    Pb__Frame frame = PB__FRAME__INIT;
    Pb__Ping ping = PB__PING__INIT;
    ping.opaque = 7;
    frame.kind_case = PB__FRAME__KIND_PING;
    frame.ping = &ping;
    assert_json(json_message(&frame.base), "{\"ping\":{\"opaque\":7}}");
}

static void message__text_not_utf8__no_json(void **state)
{
    (void)state;
    Pb__RoundShowRequest show = PB__ROUND_SHOW_REQUEST__INIT;
    show.round_id = (char *)"\xff";
    assert_null(json_message(&show.base));
}

static void print__no_value__internal(void **state)
{
    (void)state;
    assert_int_equal(json_print(stdout, NULL), TD_INTERNAL);
}

static void err__code_and_violations__as_data(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 16);
    struct td_err err;
    td_err_init(&err, arena);
    td_fail(&err, TD_FAILED_PRECONDITION, "nominees[2].report", "III.5.a", TD_KEY_MISSING_REPORT,
            "nominee", "Trần Thị Ví Dụ", TD_END);
    assert_json(json_err(&err),
                "{\"code\":\"FAILED_PRECONDITION\",\"violations\":[{\"field\":"
                "\"nominees[2].report\",\"clause\":\"III.5.a\",\"key\":"
                "\"missing.report\",\"params\":{\"nominee\":\"Trần Thị Ví Dụ\"}}]}");
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(message__every_field__is_there_even_when_empty),
        cmocka_unit_test(message__nested_and_enums__by_name),
        cmocka_unit_test(message__bytes__hex),
        cmocka_unit_test(message__unset_submessage__null),
        cmocka_unit_test(message__oneof__only_what_is_set),
        cmocka_unit_test(message__text_not_utf8__no_json),
        cmocka_unit_test(print__no_value__internal),
        cmocka_unit_test(err__code_and_violations__as_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
