/* The option table: precedence, forms of values, wrong words, reload. */
#include "cmocka_all.h"
#include "scratch.h"

#include "config.h"
#include "log.h"

#define MAX_ARGUMENTS 12

struct loaded {
    enum td_code code;
    struct config_state state;
    char *problems;
};

/* arguments and environment end with NULL; either may be NULL. */
static struct loaded load(const char *const *arguments, const char *const *environment)
{
    static const char *const nothing[] = {NULL};
    const char *argv[MAX_ARGUMENTS + 1] = {"run"};
    struct loaded loaded = {0};
    size_t size;
    int argc = 1;
    for (; arguments && arguments[argc - 1]; argc++)
        argv[argc] = arguments[argc - 1];
    FILE *problems = open_memstream(&loaded.problems, &size);
    loaded.code =
        config_load(argc, argv, environment ? environment : nothing, problems, &loaded.state);
    fclose(problems);
    return loaded;
}

static void unload(struct loaded *loaded)
{
    config_deinit(&loaded->state);
    free(loaded->problems);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static void load__public_address_without_port__refused(void **state)
{
    (void)state;
    struct loaded loaded = load(LIST("--data", "/d", "--public-address", "thidua.example"), NULL);
    assert_int_equal(loaded.code, TD_INVALID_ARGUMENT);
    assert_non_null(strstr(loaded.problems, "--public-address"));
    unload(&loaded);
    loaded = load(LIST("--data", "/d", "--public-address", "thidua.example:7443"), NULL);
    assert_int_equal(loaded.code, TD_OK);
    unload(&loaded);
}

static void load__only_data__defaults(void **state)
{
    (void)state;
    struct loaded loaded = load(LIST("--data", "/d"), NULL);
    assert_string_equal(loaded.problems, "");
    assert_int_equal(loaded.code, TD_OK);
    assert_string_equal(loaded.state.values.data, "/d");
    assert_string_equal(loaded.state.values.listen, "127.0.0.1");
    assert_int_equal(loaded.state.values.port, 7443);
    assert_int_equal(loaded.state.values.log_level, LOG_LEVEL_INFO);
    assert_int_equal(loaded.state.values.keepalive_ms, 30000);
    assert_int_equal(loaded.state.values.max_file_bytes, 50 * 1024 * 1024);
    unload(&loaded);
}

static void load__every_source__flag_over_environment_over_file_over_default(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_init(&scratch);
    static const char text[] = "# a comment\n\n port = 1 \nreaders=3\nkeepalive = 5 s\n";
    scratch_write(&scratch, "c.conf", text, sizeof text - 1);
    struct loaded loaded =
        load(LIST("--data=/d", "--config", scratch_path(&scratch, "c.conf"), "--port", "3"),
             LIST("THIDUAD_PORT=2", "THIDUAD_READERS=4", "THIDUAD_LANG=vi", "PATH=/bin"));
    assert_string_equal(loaded.problems, "");
    assert_int_equal(loaded.code, TD_OK);
    assert_int_equal(loaded.state.values.port, 3);
    assert_int_equal(loaded.state.values.readers, 4);
    assert_int_equal(loaded.state.values.keepalive_ms, 5000);
    assert_int_equal(loaded.state.values.batch_limit, 256);
    unload(&loaded);
    scratch_deinit(&scratch);
}

static void load__wrong__says_where_and_what_is_right(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_init(&scratch);
    static const char text[] = "prot = 1\nnonsense\nport = 70000\nconfig = other\n";
    scratch_write(&scratch, "c.conf", text, sizeof text - 1);
    char *file = strdup(scratch_path(&scratch, "c.conf"));
    const struct {
        const char *const *arguments, *const *environment;
        const char *expected;
    } cases[] = {
        {NULL, NULL, "--data is missing"},
        {LIST("--data", "/d", "--prot", "1"), NULL, "did you mean “port”?"},
        {LIST("--data", "/d", "--zzzzzzzzzz", "1"), NULL, "see thiduad run --help"},
        {LIST("--data", "/d", "stray"), NULL, "“stray” is not an option"},
        {LIST("--data"), NULL, "--data"},
        {LIST("--data", "/d"), LIST("THIDUAD_PROT=1"), "THIDUAD_PROT: there is no option “prot”"},
        {LIST("--data", "/d", "--port", "65536"), NULL, "--port: “65536” is not a value from 0 to"},
        {LIST("--data", "/d", "--port", "-1"), NULL, "“-1”"},
        {LIST("--data", "/d", "--port", "7x"), NULL, "“7x”"},
        {LIST("--data", "/d", "--port", ""), NULL, "“”"},
        {LIST("--data", "/d", "--max-file", "99999999999999999999"), NULL, "from 1KiB to 4GiB"},
        {LIST("--data", "/d", "--max-file", "18446744073709551615GiB"), NULL, "from 1KiB to 4GiB"},
        {LIST("--data", "/d", "--keepalive", "5 parsecs"), NULL, "from 100ms to 1h"},
        {LIST("--data", "/d", "--log-level", "loud"), NULL, "error, warning, info, debug"},
        {LIST("--data", "/d", "--config", "/does/not/exist"), NULL,
         "/does/not/exist: No such file"},
        {LIST("--data", "/d", "--config", file), NULL, "c.conf:1: there is no option “prot”"},
        {LIST("--data", "/d", "--config", file), NULL, "c.conf:2: expected “name = value”"},
        {LIST("--data", "/d", "--config", file), NULL, "c.conf:4: there is no option “config”"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded loaded = load(cases[i].arguments, cases[i].environment);
        assert_int_equal(loaded.code, TD_INVALID_ARGUMENT);
        if (!strstr(loaded.problems, cases[i].expected))
            fail_msg("case %zu: “%s” lacks “%s”", i, loaded.problems, cases[i].expected);
        unload(&loaded);
    }
    free(file);
    scratch_deinit(&scratch);
}

static void load__forms_of_values__exact(void **state)
{
    (void)state;
    static const struct {
        const char *flag, *text;
        uint64_t expected;
        size_t offset;
    } cases[] = {
        {"--keepalive", "250", 250, offsetof(struct config, keepalive_ms)},
        {"--keepalive", "250ms", 250, offsetof(struct config, keepalive_ms)},
        {"--keepalive", "2min", 120000, offsetof(struct config, keepalive_ms)},
        {"--keepalive", "1 h", 3600000, offsetof(struct config, keepalive_ms)},
        {"--collect-after", "2d", 172800000, offsetof(struct config, collect_after_ms)},
        {"--max-file", "2048", 2048, offsetof(struct config, max_file_bytes)},
        {"--max-file", "3mib", 3 << 20, offsetof(struct config, max_file_bytes)},
        {"--log-level", "debug", LOG_LEVEL_DEBUG, offsetof(struct config, log_level)},
        {"--port", "0", 0, offsetof(struct config, port)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded loaded = load(LIST("--data", "/d", cases[i].flag, cases[i].text), NULL);
        uint64_t found;
        memcpy(&found, (char *)&loaded.state.values + cases[i].offset, sizeof found);
        assert_string_equal(loaded.problems, "");
        assert_int_equal(found, cases[i].expected);
        unload(&loaded);
    }
}

/* The help shows defaults and bounds by config_format: they must read back as the same. */
static void table__each_option__default_in_range_and_formats_read_back(void **state)
{
    (void)state;
    for (const struct config_option *option = config_options; option->name; option++) {
        if (option->type == CONFIG_TEXT)
            continue;
        const uint64_t values[] = {option->min, option->max};
        for (size_t i = 0; i < 2; i++) {
            char text[CONFIG_VALUE_SIZE], flag[80];
            uint64_t found;
            config_format(option, values[i], text);
            snprintf(flag, sizeof flag, "--%s=%s", option->name, text);
            struct loaded loaded = load(LIST("--data", "/d", flag), NULL);
            assert_string_equal(loaded.problems, "");
            memcpy(&found, (char *)&loaded.state.values + option->offset, sizeof found);
            assert_true(found == values[i]);
            unload(&loaded);
        }
    }
}

static void reload__reloadable_and_not__taken_and_counted(void **state)
{
    (void)state;
    struct loaded before = load(LIST("--data", "/d", "--keepalive", "1s", "--port", "1"), NULL);
    struct loaded after = load(LIST("--data", "/other", "--keepalive", "2s", "--port", "2"), NULL);
    assert_int_equal(config_apply_reload(&before.state.values, &after.state.values), 2);
    assert_int_equal(before.state.values.keepalive_ms, 2000);
    assert_int_equal(before.state.values.port, 1);
    assert_string_equal(before.state.values.data, "/d");
    unload(&before);
    unload(&after);
}

static void print__help_and_table__name_every_option(void **state)
{
    (void)state;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    config_print_help(out);
    config_print_table(out);
    fclose(out);
    for (const struct config_option *option = config_options; option->name; option++) {
        char env[CONFIG_ENV_SIZE], flag[80];
        config_env_name(option, env);
        snprintf(flag, sizeof flag, "--%s", option->name);
        assert_non_null(strstr(text, env));
        assert_non_null(strstr(text, flag));
    }
    free(text);
}

static void print__values__with_their_source(void **state)
{
    (void)state;
    struct loaded loaded = load(LIST("--data", "/d"), LIST("THIDUAD_PORT=99"));
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    config_print_values(&loaded.state, out);
    fclose(out);
    const char *port = strstr(text, "\nport ");
    assert_non_null(port);
    assert_non_null(strstr(port, "99"));
    assert_non_null(strstr(port, "environment"));
    free(text);
    unload(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(load__only_data__defaults),
        cmocka_unit_test(load__public_address_without_port__refused),
        cmocka_unit_test(load__every_source__flag_over_environment_over_file_over_default),
        cmocka_unit_test(load__wrong__says_where_and_what_is_right),
        cmocka_unit_test(load__forms_of_values__exact),
        cmocka_unit_test(table__each_option__default_in_range_and_formats_read_back),
        cmocka_unit_test(reload__reloadable_and_not__taken_and_counted),
        cmocka_unit_test(print__help_and_table__name_every_option),
        cmocka_unit_test(print__values__with_their_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
