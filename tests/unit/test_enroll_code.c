/* Enrolment codes: what is written is read back, and no damaged paste is taken for a code. */
#include "violations.h"

#include "arena.h"
#include "enroll_code.h"

static struct td_enroll_code sample(const char *host, uint16_t port)
{
    struct td_enroll_code code = {.port = port};
    (void)snprintf(code.host, sizeof code.host, "%s", host);
    for (size_t i = 0; i < sizeof code.ca_sha256; i++)
        code.ca_sha256[i] = (uint8_t)(i * 7);
    for (size_t i = 0; i < sizeof code.secret; i++)
        code.secret[i] = (uint8_t)(255 - i);
    return code;
}

static void assert_same(const struct td_enroll_code *a, const struct td_enroll_code *b)
{
    assert_string_equal(a->host, b->host);
    assert_int_equal(a->port, b->port);
    assert_memory_equal(a->ca_sha256, b->ca_sha256, sizeof a->ca_sha256);
    assert_memory_equal(a->secret, b->secret, sizeof a->secret);
}

static void assert_round_trip(const char *host, uint16_t port)
{
    struct td_enroll_code code = sample(host, port), back;
    char text[TD_ENROLL_CODE_SIZE];
    assert_true(td_enroll_code_format(&code, text));
    assert_null(strpbrk(text, " \t\n"));
    assert_int_equal(strncmp(text, "thidua1-", 8), 0);
    assert_int_equal(td_enroll_code_parse(text, "code", &back, NULL), TD_OK);
    assert_same(&code, &back);
}

static void code__formatted__parses_back(void **state)
{
    (void)state;
    assert_round_trip("127.0.0.1", 65535);
    assert_round_trip("thidua.nga-nam.example", 7443);
    assert_round_trip("::1", 1);
    assert_round_trip("2001:db8::7", 7443);
}

static void code__longest_host__still_fits(void **state)
{
    (void)state;
    char host[TD_HOST_SIZE];
    memset(host, 'a', sizeof host);
    host[sizeof host - 1] = '\0';
    assert_round_trip(host, 65535);
}

static void code__broken_by_mail__parses(void **state)
{
    (void)state;
    struct td_enroll_code code = sample("daemon.example", 7443), back;
    char text[TD_ENROLL_CODE_SIZE], mailed[2 * TD_ENROLL_CODE_SIZE];
    assert_true(td_enroll_code_format(&code, text));
    size_t used = 0;
    mailed[used++] = ' ';
    for (size_t i = 0; text[i]; i++) {
        mailed[used++] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 32) : text[i];
        if (i % 60 == 59) {
            mailed[used++] = '\r';
            mailed[used++] = '\n';
        }
    }
    mailed[used] = '\0';
    assert_int_equal(td_enroll_code_parse(mailed, "code", &back, NULL), TD_OK);
    assert_same(&code, &back);
}

static void code__any_character_changed__is_refused(void **state)
{
    (void)state;
    struct td_enroll_code code = sample("127.0.0.1", 7443), back;
    char text[TD_ENROLL_CODE_SIZE];
    assert_true(td_enroll_code_format(&code, text));
    for (size_t i = 0; text[i]; i++) {
        char was = text[i];
        text[i] = was == 'a' ? 'b' : 'a';
        assert_int_equal(td_enroll_code_parse(text, "code", &back, NULL), TD_INVALID_ARGUMENT);
        text[i] = was;
    }
}

static void code__cut_anywhere__is_refused_with_the_reason(void **state)
{
    (void)state;
    struct td_enroll_code code = sample("127.0.0.1", 7443), back;
    struct td_arena *arena = td_arena_new(4096);
    char text[TD_ENROLL_CODE_SIZE];
    assert_true(td_enroll_code_format(&code, text));
    for (size_t len = strlen(text); len-- > 0;) {
        struct td_err err;
        td_arena_reset(arena);
        td_err_init(&err, arena);
        text[len] = '\0';
        assert_int_equal(td_enroll_code_parse(text, "code", &back, &err), TD_INVALID_ARGUMENT);
        assert_int_equal(err.n_violations, 1);
        assert_non_null(violation_find(&err, "code", TD_KEY_CODE_UNKNOWN));
    }
    td_arena_free(arena);
}

static void code__endless_text__is_refused(void **state)
{
    (void)state;
    struct td_enroll_code back;
    size_t len = 100000;
    char *text = malloc(len + 1);
    assert_non_null(text);
    memset(text, 'a', len);
    text[len] = '\0';
    assert_int_equal(td_enroll_code_parse(text, "code", &back, NULL), TD_INVALID_ARGUMENT);
    free(text);
}

static void format__host_that_is_none__is_refused(void **state)
{
    (void)state;
    static const char *const hosts[] = {"", "a b", "UPPER", "a/b", "đ", "a_b"};
    char text[TD_ENROLL_CODE_SIZE];
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        struct td_enroll_code code = sample(hosts[i], 7443);
        assert_false(td_enroll_code_format(&code, text));
    }
    struct td_enroll_code code = sample("host", 0);
    assert_false(td_enroll_code_format(&code, text));
}

static void address__forms__taken_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host;
        uint16_t port;
    } cases[] = {
        {"127.0.0.1:7443", "127.0.0.1", 7443},
        {"Home.Example:1", "home.example", 1},
        {"[::1]:65535", "::1", 65535},
        {"::1:7443", NULL, 0},
        {"[host]:7443", NULL, 0},
        {"host", NULL, 0},
        {"host:", NULL, 0},
        {":7443", NULL, 0},
        {"host:0", NULL, 0},
        {"host:65536", NULL, 0},
        {"host:99999999999999999999", NULL, 0},
        {"host:7443x", NULL, 0},
        {"host:+1", NULL, 0},
        {"", NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char host[TD_HOST_SIZE];
        uint16_t port = 0;
        assert_int_equal(td_address_parse(cases[i].text, host, &port), cases[i].host != NULL);
        if (cases[i].host)
            assert_string_equal(host, cases[i].host);
        assert_int_equal(port, cases[i].port);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code__formatted__parses_back),
        cmocka_unit_test(code__longest_host__still_fits),
        cmocka_unit_test(code__broken_by_mail__parses),
        cmocka_unit_test(code__any_character_changed__is_refused),
        cmocka_unit_test(code__cut_anywhere__is_refused_with_the_reason),
        cmocka_unit_test(code__endless_text__is_refused),
        cmocka_unit_test(format__host_that_is_none__is_refused),
        cmocka_unit_test(address__forms__taken_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
