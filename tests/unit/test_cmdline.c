/* The command line against a command table: words, options, arguments, and every mistake. */
#include "cmocka_all.h"
#include "violations.h"

#include "cmdline.h"
#include "types.pb-c.h"

static enum td_code nothing(struct cli *cli)
{
    (void)cli;
    return TD_OK;
}

static const struct command_option OPTIONS[] = {
    {.name = "kind",
     .kind = OPTION_CHOICE,
     .value_name = "KIND",
     .help = "",
     .required = true,
     .choices = &pb__round_kind__descriptor},
    {.name = "role",
     .kind = OPTION_CHOICE,
     .value_name = "ROLE",
     .help = "",
     .repeats = true,
     .choices = &pb__role__descriptor},
    {.name = "hours", .letter = 'n', .kind = OPTION_NUMBER, .help = "", .min = 1, .max = 720},
    {.name = "from", .kind = OPTION_DATE, .help = ""},
    {.name = "closes", .kind = OPTION_TIME, .help = ""},
    {.name = "reason", .kind = OPTION_TEXT, .help = ""},
    {.name = "all", .kind = OPTION_FLAG, .help = ""},
    {.name = "version", .kind = OPTION_NUMBER, .help = "", .min = 1, .max = 9},
    {0},
};

static const struct command ROUND[] = {
    {.group = "round",
     .name = "open",
     .arguments = "YEAR [PLAN]",
     .min_args = 1,
     .max_args = 2,
     .options = OPTIONS,
     .run = nothing},
    {.group = "round", .name = "list", .arguments = "", .run = nothing},
    {0},
};
static const struct command ALONE[] = {
    {.group = "", .name = "whoami", .arguments = "", .run = nothing}, {0}};
static const struct command *const TABLES[] = {ROUND, ALONE, NULL};

#define MAX_WORDS 24

struct line {
    char text[512];
    char *argv[MAX_WORDS];
    int argc;
    struct command_words words;
    struct cli cli;
    enum td_code code;
};

/* Words are separated by blanks. */
static void parse(struct line *line, const char *text)
{
    size_t depth = 0;
    memset(line, 0, sizeof *line);
    snprintf(line->text, sizeof line->text, "thidua %s", text);
    char *rest = line->text, *word;
    while ((word = strsep(&rest, " ")) && line->argc < MAX_WORDS - 1)
        if (*word)
            line->argv[line->argc++] = word;
    line->cli.arena = td_arena_new(1 << 20);
    td_err_init(&line->cli.err, line->cli.arena);
    cmdline_scan(line->argc, line->argv, &line->words);
    line->cli.command = cmdline_find(TABLES, &line->words, &depth);
    if (line->cli.command)
        line->code = cmdline_parse(&line->cli, depth, line->argc, line->argv);
}

static void done(struct line *line)
{
    td_arena_free(line->cli.arena);
}

static void parse__everything_given__values(void **state)
{
    (void)state;
    struct line line;
    size_t n;
    parse(&line, "--json round open 2022 50/KH-UBND --kind annual --role unit_clerk,unit_head "
                 "--role=auditor -n 24 --closes 2022-12-15T17:00 --from 2022-06-01 --all "
                 "--profile p1 --lang vi");
    assert_int_equal(line.code, TD_OK);
    assert_int_equal(line.cli.n_args, 2);
    assert_string_equal(line.cli.args[0], "2022");
    assert_string_equal(line.cli.args[1], "50/KH-UBND");
    assert_int_equal(cli_number(&line.cli, "kind", 0), PB__ROUND_KIND__ROUND_ANNUAL);
    const int64_t *roles = cli_numbers(&line.cli, "role", &n);
    assert_int_equal(n, 3);
    assert_int_equal(roles[1], PB__ROLE__ROLE_UNIT_HEAD);
    assert_int_equal(roles[2], PB__ROLE__ROLE_AUDITOR);
    assert_string_equal(cli_texts(&line.cli, "role", &n)[2], "auditor");
    assert_int_equal(cli_number(&line.cli, "hours", 0), 24);
    assert_true(cli_number(&line.cli, "closes", 0) == 1671098400000);
    assert_string_equal(cli_text(&line.cli, "from"), "2022-06-01");
    assert_null(cli_text(&line.cli, "reason"));
    assert_int_equal(cli_number(&line.cli, "timeout", 30), 30);
    assert_true(cli_flag(&line.cli, "all") && cli_flag(&line.cli, "json"));
    assert_true(line.words.json);
    assert_string_equal(line.words.profile, "p1");
    assert_string_equal(line.words.lang, "vi");
    done(&line);
}

static void parse__own_option_named_as_a_global_one__goes_before(void **state)
{
    (void)state;
    struct line line;
    parse(&line, "round open 2022 --kind annual --version 3");
    assert_int_equal(line.code, TD_OK);
    assert_int_equal(line.cli.n_args, 1);
    assert_int_equal(cli_number(&line.cli, "version", 0), 3);
    done(&line);
    parse(&line, "whoami --version");
    assert_int_equal(line.code, TD_OK);
    assert_true(line.words.version);
    done(&line);
}

static void parse__mistakes__named_with_the_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *line, *field;
        enum td_key key;
        const char *param, *value;
    } CASES[] = {
        {"round open 2022 --kid annual", "", TD_KEY_USAGE_OPTION_NEAR, "nearest", "--kind"},
        {"round open 2022 --qqqqqqq", "", TD_KEY_USAGE_OPTION, "option", "--qqqqqqq"},
        {"round open 2022 -z", "", TD_KEY_USAGE_OPTION, "option", "-z"},
        {"round open 2022 --kind", "", TD_KEY_USAGE_VALUE, "option", "--kind"},
        {"round open 2022 --kind annual --all=x", "", TD_KEY_USAGE_NO_VALUE, "option", "--all=x"},
        {"round open 2022 --kind annual --kind final", "", TD_KEY_USAGE_TWICE, "option", "--kind"},
        {"round open 2022", "", TD_KEY_USAGE_REQUIRED, "option", "--kind"},
        {"round open --kind annual", "", TD_KEY_USAGE_ARGUMENTS, "expected", "YEAR [PLAN]"},
        {"round open 1 2 3 --kind annual", "", TD_KEY_USAGE_ARGUMENTS, "expected", "YEAR [PLAN]"},
        {"round list x", "", TD_KEY_USAGE_ARGUMENTS, "expected", "none"},
        {"round open 2022 --kind yearly", "--kind", TD_KEY_CHOICE, "allowed",
         "annual, interim, final"},
        {"round open 2022 --kind unspecified", "--kind", TD_KEY_CHOICE, "value", "unspecified"},
        {"round open 2022 --kind annual --hours 721", "--hours", TD_KEY_NUMBER_RANGE, "max", "720"},
        {"round open 2022 --kind annual --hours 5x", "--hours", TD_KEY_NUMBER_RANGE, "min", "1"},
        {"round open 2022 --kind annual --from 2022-02-30", "--from", TD_KEY_DATE_FORM, NULL, NULL},
        {"round open 2022 --kind annual --closes soon", "--closes", TD_KEY_TEXT_FORM, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct line line;
        parse(&line, CASES[i].line);
        assert_int_equal(line.code, TD_INVALID_ARGUMENT);
        const struct td_violation *violation =
            violation_find(&line.cli.err, CASES[i].field, CASES[i].key);
        if (!violation)
            violations_print(&line.cli.err);
        assert_non_null(violation);
        if (CASES[i].param)
            assert_string_equal(violation_param(violation, CASES[i].param), CASES[i].value);
        done(&line);
    }
}

static void parse__several_mistakes__all_at_once(void **state)
{
    (void)state;
    struct line line;
    parse(&line, "round open 2022 --kind x --hours 0 --from y");
    assert_int_equal(line.cli.err.n_violations, 3);
    done(&line);
}

static void find__words__row_and_depth(void **state)
{
    (void)state;
    static const struct {
        const char *line, *name, *nearest;
    } CASES[] = {
        {"whoami", "whoami", NULL},   {"--timeout 5 -p p1 round list", "list", NULL},
        {"whoam", NULL, "whoami"},    {"roudn", NULL, "round"},
        {"round lits", NULL, "list"}, {"lits", NULL, "round list"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct line line;
        parse(&line, CASES[i].line);
        assert_int_equal(line.cli.command != NULL, CASES[i].name != NULL);
        if (CASES[i].name)
            assert_string_equal(line.cli.command->name, CASES[i].name);
        if (CASES[i].nearest) {
            assert_int_equal(cmdline_unknown_word(TABLES, &line.words, &line.cli.err),
                             TD_INVALID_ARGUMENT);
            const struct td_violation *violation =
                violation_find(&line.cli.err, "", TD_KEY_USAGE_WORD_NEAR);
            assert_non_null(violation);
            assert_string_equal(violation_param(violation, "nearest"), CASES[i].nearest);
        }
        done(&line);
    }
}

static void find__far_from_everything__no_guess(void **state)
{
    (void)state;
    struct line line;
    parse(&line, "zzzzzzzzzz");
    assert_int_equal(cmdline_unknown_word(TABLES, &line.words, &line.cli.err), TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&line.cli.err, "", TD_KEY_USAGE_WORD));
    done(&line);
}

static void scan__help_word__means_the_option(void **state)
{
    (void)state;
    struct line line;
    parse(&line, "help round open");
    assert_true(line.words.help);
    assert_string_equal(line.cli.command->name, "open");
    done(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__everything_given__values),
        cmocka_unit_test(parse__own_option_named_as_a_global_one__goes_before),
        cmocka_unit_test(parse__mistakes__named_with_the_nearest),
        cmocka_unit_test(parse__several_mistakes__all_at_once),
        cmocka_unit_test(find__words__row_and_depth),
        cmocka_unit_test(find__far_from_everything__no_guess),
        cmocka_unit_test(scan__help_word__means_the_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
