/* Vietnamese text: what passes, what is refused, folding and nearest words. */
#include "cmocka_all.h"

#include "arena.h"
#include "text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct check_case {
    const char *what, *text;
    size_t len; /* 0: strlen */
    enum td_text_fault fault;
    size_t chars;
};

static const struct check_case check_cases[] = {
    {"empty", "", 0, TD_TEXT_FINE, 0},
    {"ASCII with newline and tab", "a\n\tb", 0, TD_TEXT_FINE, 4},
    {"Vietnamese, composed", "Nguyễn Thị Đào – “Ngã Năm”…", 0, TD_TEXT_FINE, 27},
    {"every tone of ơ", "ớờởỡợƠ", 0, TD_TEXT_FINE, 6},
    {"Chinese", "阮文模", 0, TD_TEXT_FINE, 3},
    {"emoji", "\U0001F600", 0, TD_TEXT_FINE, 1},
    {"a mark that composes with nothing", "x\u0323y", 0, TD_TEXT_FINE, 3},
    {"30 marks",
     "x\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323"
     "\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323"
     "\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323",
     0, TD_TEXT_FINE, 31},
    {"31 marks",
     "x\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323"
     "\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323"
     "\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323\u0323",
     0, TD_TEXT_NOT_NFC, 0},
    {"NFD", "Nguye\u0302\u0303n", 0, TD_TEXT_NOT_NFC, 0},
    {"half composed", "\u1EB9\u0302", 0, TD_TEXT_NOT_NFC, 0},
    {"marks in the wrong order", "q\u0302\u0323", 0, TD_TEXT_NOT_NFC, 0},
    {"a singleton (Angstrom sign)", "\u212B", 0, TD_TEXT_NOT_NFC, 0},
    {"Hangul jamo that compose", "\u1100\u1161", 0, TD_TEXT_NOT_NFC, 0},
    {"NUL", "a\0b", 3, TD_TEXT_HAS_CONTROL, 0},
    {"escape", "\x1B[2J", 0, TD_TEXT_HAS_CONTROL, 0},
    {"carriage return", "a\r\n", 0, TD_TEXT_HAS_CONTROL, 0},
    {"delete", "\x7F", 0, TD_TEXT_HAS_CONTROL, 0},
    {"C1", "\xC2\x85", 0, TD_TEXT_HAS_CONTROL, 0},
    {"soft hyphen", "a\u00ADb", 0, TD_TEXT_HAS_CONTROL, 0},
    {"zero width space", "a\u200Bb", 0, TD_TEXT_HAS_CONTROL, 0},
    {"bidi override", "\u202Efdp.exe", 0, TD_TEXT_HAS_CONTROL, 0},
    {"bidi isolate", "\u2066x", 0, TD_TEXT_HAS_CONTROL, 0},
    {"byte order mark", "\uFEFFx", 0, TD_TEXT_HAS_CONTROL, 0},
    {"tag", "\U000E0041", 0, TD_TEXT_HAS_CONTROL, 0},
    {"lone continuation", "\x80", 0, TD_TEXT_NOT_UTF8, 0},
    {"cut off", "\xE1\xBB", 0, TD_TEXT_NOT_UTF8, 0},
    {"cut off by a letter", "\xE1\xBBn", 0, TD_TEXT_NOT_UTF8, 0},
    {"overlong slash, 2 bytes", "\xC0\xAF", 0, TD_TEXT_NOT_UTF8, 0},
    {"overlong slash, 3 bytes", "\xE0\x80\xAF", 0, TD_TEXT_NOT_UTF8, 0},
    {"overlong, 4 bytes", "\xF0\x80\x80\xAF", 0, TD_TEXT_NOT_UTF8, 0},
    {"surrogate", "\xED\xA0\x80", 0, TD_TEXT_NOT_UTF8, 0},
    {"beyond Unicode", "\xF4\x90\x80\x80", 0, TD_TEXT_NOT_UTF8, 0},
    {"no such lead", "\xFF", 0, TD_TEXT_NOT_UTF8, 0},
    {"Latin-1", "Ng\xE3 N", 0, TD_TEXT_NOT_UTF8, 0},
};

static void check__table__fault_and_count(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(check_cases); i++) {
        const struct check_case *row = &check_cases[i];
        size_t len = row->len ? row->len : strlen(row->text), chars = 99;
        char *copy = malloc(len ? len : 1); /* no NUL behind: a sanitizer sees a byte too far */
        memcpy(copy, row->text, len);
        enum td_text_fault fault = td_text_check(copy, len, &chars);
        free(copy);
        size_t expected = row->fault == TD_TEXT_FINE ? row->chars : 99;
        if (fault != row->fault || chars != expected)
            fail_msg("%s: fault %d, %zu chars", row->what, (int)fault, chars);
    }
}

static void check__marks_by_the_ten_thousand__refused_at_once(void **state)
{
    (void)state;
    enum { PAIRS = 100000 };
    char *text = malloc(PAIRS * 4);
    for (size_t i = 0; i < PAIRS; i++)
        memcpy(text + 4 * i, "\u0302\u0323", 4);
    assert_int_equal(td_text_check(text, PAIRS * 4, NULL), TD_TEXT_NOT_NFC);
    free(text);
}

static void fold__table__plain_letters(void **state)
{
    (void)state;
    static const struct {
        const char *text, *folded;
    } cases[] = {
        {"Nguyễn Thị Đào", "nguyen thi dao"},
        {"NGUYỄN THỊ ĐÀO", "nguyen thi dao"},
        {"Nguye\u0302\u0303n Thi\u0323 Đào", "nguyen thi dao"},
        {"  Trần \t\n Văn\u00A0 Mẫu  ", "tran van mau"},
        {"ƯƠNG ươỡ", "uong uoo"},
        {"ẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ", "aaaaaaaaaaaaaaaaaaaaaaaa"},
        {"ẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊị", "eeeeeeeeeeeeeeeeiiii"},
        {"ỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ", "oooooooooooooooooooooooo"},
        {"ỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ", "uuuuuuuuuuuuuuyyyyyyyy"},
        {"\u1E9E\u1EFAz", "ss\u1EFBz"}, /* the neighbours of the Vietnamese block */
        {"@AZ[`az{", "@az[`az{"},
        {"", ""},
        {"   ", ""},
        {"Phường 1", "phuong 1"},
        {"Straße", "strasse"},
        {"a\xFFz", "az"},
        {"x \u0301 y", "x y"},
    };
    struct td_arena *arena = td_arena_new(65536);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(td_text_fold(arena, cases[i].text), cases[i].folded);
    td_arena_free(arena);
}

static void fold__arena_used_up__null(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(16);
    assert_non_null(td_text_fold(arena, "Nguyễn"));
    assert_null(td_text_fold(arena, "Nguyễn"));
    td_arena_free(arena);
}

static void nfc__decomposed__composed(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(64);
    assert_string_equal(td_text_nfc(arena, "Nguye\u0302\u0303n"), "Nguyễn");
    assert_null(td_text_nfc(arena, "\xFF"));
    assert_null(td_text_nfc(arena, "0123456789012345678901234567890123456789012345678901234567"));
    td_arena_free(arena);
}

static void nearest__mistyped__candidate_or_none(void **state)
{
    (void)state;
    static const char *const commands[] = {"enroll",  "whoami", "plan",    "unit", "round",
                                           "dossier", "status", "receipt", "ls",   NULL};
    static const struct {
        const char *word, *nearest;
    } cases[] = {
        {"dosier", "dossier"},  {"dossire", "dossier"}, {"Status", "status"}, {"statsu", "status"},
        {"pln", "plan"},        {"rond", "round"},      {"unti", "unit"},     {"enrol", "enroll"},
        {"recipet", "receipt"}, {"frobnicate", NULL},   {"", NULL},           {"x", NULL},
        {"zz", NULL},           {"dossier", "dossier"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *nearest = td_text_nearest(cases[i].word, commands);
        if (cases[i].nearest ? !nearest || strcmp(nearest, cases[i].nearest) != 0 : nearest != NULL)
            fail_msg("%s: %s", cases[i].word, nearest ? nearest : "none");
    }
}

static void nearest__endless_word__none(void **state)
{
    (void)state;
    char word[2000];
    memset(word, 'a', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    const char *const itself[] = {word, NULL};
    assert_null(td_text_nearest(word, itself));
    assert_null(td_text_nearest("aaa", itself));
}

static void file_name__table__plain_or_not(void **state)
{
    (void)state;
    char long_name[122];
    memset(long_name, 'a', sizeof(long_name));
    long_name[121] = '\0';
    const struct {
        const char *name;
        bool plain;
    } cases[] = {
        {"Báo cáo thành tích.pdf", true},
        {"a", true},
        {long_name + 1, true}, /* 120 */
        {long_name, false},    /* 121 */
        {"", false},
        {".", false},
        {"..", false},
        {".htaccess", false},
        {"../etc/passwd", false},
        {"a/b.pdf", false},
        {"a\\b.pdf", false},
        {"C:autoexec.bat", false},
        {"a\nb.pdf", false},
        {"a\tb.pdf", false},
        {"a.pdf ", false},
        {"a\x01.pdf", false},
        {"\u202Efdp.exe", false},
        {"Ba\u0301o ca\u0301o.pdf", false},
        {"\xFF.pdf", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (td_text_is_file_name(cases[i].name) != cases[i].plain)
            fail_msg("%s", cases[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__table__fault_and_count),
        cmocka_unit_test(check__marks_by_the_ten_thousand__refused_at_once),
        cmocka_unit_test(fold__table__plain_letters),
        cmocka_unit_test(fold__arena_used_up__null),
        cmocka_unit_test(nfc__decomposed__composed),
        cmocka_unit_test(nearest__mistyped__candidate_or_none),
        cmocka_unit_test(nearest__endless_word__none),
        cmocka_unit_test(file_name__table__plain_or_not),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
