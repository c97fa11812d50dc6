/* Parsing by popt, from our own table of options; checks and messages are ours, so that they
 * are in the reader's language and name the nearest right word. */
#include "cmdline.h"

#include "i18n.h"
#include "message.h"
#include "text.h"
#include "timefmt.h"

#include <assert.h>
#include <errno.h>
#include <popt.h>

#define MAX_OPTIONS 48 /* of one command, with the global ones */
#define MAX_WORDS 128  /* commands, as candidates for the nearest */

struct cli_value {
    const struct command_option *option;
    const char **texts;
    int64_t *numbers; /* of NUMBER, CHOICE and TIME */
    size_t n;
    bool given; /* though perhaps wrong */
};

const struct command_option global_options[] = {
    {.name = "lang",
     .kind = OPTION_TEXT,
     .value_name = "vi|en",
     .help = N_("language of all texts")},
    {.name = "json",
     .kind = OPTION_FLAG,
     .help = N_("print results and errors as JSON, for programs")},
    {.name = "profile",
     .letter = 'p',
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("which profile of this device to use")},
    {.name = "timeout",
     .kind = OPTION_NUMBER,
     .value_name = N_("SECONDS"),
     .min = 1,
     .max = 3600,
     .help = N_("how long to wait while nothing moves (30)")},
    {.name = "yes", .letter = 'y', .kind = OPTION_FLAG, .help = N_("do not ask, do it")},
    {.name = "help", .letter = 'h', .kind = OPTION_FLAG, .help = N_("this help")},
    {.name = "version", .kind = OPTION_FLAG, .help = N_("the version of the program")},
    {0},
};

/* -- before the command is known -- */

const struct command_option *cmdline_option_find(const struct command_option *options,
                                                 const char *name, size_t len)
{
    for (; options && options->name; options++)
        if (strlen(options->name) == len && strncmp(options->name, name, len) == 0)
            return options;
    return NULL;
}

/* The value of "--name VALUE" or "--name=VALUE" of a global option; *index moves over it. */
static const char *scan_value(int argc, char **argv, int *index)
{
    const char *equals = strchr(argv[*index], '=');
    if (equals)
        return equals + 1;
    return *index + 1 < argc ? argv[++*index] : NULL;
}

static void scan_option(int argc, char **argv, int *index, struct command_words *ret)
{
    const char *word = argv[*index];
    if (strcmp(word, "-p") == 0) {
        ret->profile = scan_value(argc, argv, index);
        return;
    }
    ret->help = ret->help || strcmp(word, "-h") == 0;
    const struct command_option *option =
        strncmp(word, "--", 2) == 0
            ? cmdline_option_find(global_options, word + 2, strcspn(word + 2, "="))
            : NULL;
    if (!option)
        return;
    const char *value = option->kind == OPTION_FLAG ? NULL : scan_value(argc, argv, index);
    if (strcmp(option->name, "lang") == 0)
        ret->lang = value;
    else if (strcmp(option->name, "profile") == 0)
        ret->profile = value;
    ret->json = ret->json || strcmp(option->name, "json") == 0;
    ret->help = ret->help || strcmp(option->name, "help") == 0;
    ret->version = ret->version || strcmp(option->name, "version") == 0;
}

void cmdline_scan(int argc, char **argv, struct command_words *ret)
{
    *ret = (struct command_words){0};
    size_t n = 0;
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-' && argv[i][1])
            scan_option(argc, argv, &i, ret);
        else if (n == 0 && strcmp(argv[i], "help") == 0)
            ret->help = true; /* "thidua help round open" */
        else if (n < 2)
            ret->words[n++] = argv[i];
    }
}

const struct command *cmdline_find(const struct command *const *tables,
                                   const struct command_words *words, size_t *ret_depth)
{
    for (; *tables; tables++)
        for (const struct command *row = *tables; row->name; row++) {
            bool alone = !*row->group;
            const char *first = alone ? row->name : row->group;
            if (!words->words[0] || strcmp(words->words[0], first) != 0)
                continue;
            if (!alone && (!words->words[1] || strcmp(words->words[1], row->name) != 0))
                continue;
            *ret_depth = alone ? 1 : 2;
            return row;
        }
    return NULL;
}

bool cmdline_is_group(const struct command *const *tables, const char *word)
{
    for (; *tables; tables++)
        for (const struct command *row = *tables; row->name; row++)
            if (*row->group && strcmp(row->group, word) == 0)
                return true;
    return false;
}

/* Words that could stand there: commands of a group, or (group NULL) all first words. */
static void candidates(const struct command *const *tables, const char *group,
                       const char *ret_words[MAX_WORDS + 1])
{
    size_t n = 0;
    for (; *tables; tables++)
        for (const struct command *row = *tables; row->name && n < MAX_WORDS; row++) {
            if (group && strcmp(row->group, group) == 0)
                ret_words[n++] = row->name;
            else if (!group)
                ret_words[n++] = *row->group ? row->group : row->name;
        }
    ret_words[n] = NULL;
}

/* "dossier submit" for somebody who typed only "submit", or nearly; NULL: nothing like it. */
static const char *in_some_group(const struct command *const *tables, const char *word,
                                 struct td_arena *arena)
{
    for (; *tables; tables++)
        for (const struct command *row = *tables; row->name; row++) {
            const char *const names[] = {row->name, NULL};
            if (*row->group && td_text_nearest(word, names))
                return td_arena_printf(arena, "%s %s", row->group, row->name);
        }
    return NULL;
}

enum td_code cmdline_unknown_word(const struct command *const *tables,
                                  const struct command_words *words, struct td_err *err)
{
    const char *near[MAX_WORDS + 1];
    const char *group = cmdline_is_group(tables, words->words[0]) ? words->words[0] : NULL;
    const char *word = group ? words->words[1] : words->words[0];
    candidates(tables, group, near);
    const char *nearest = td_text_nearest(word, near);
    if (!nearest && !group)
        nearest = in_some_group(tables, word, err->arena);
    if (!nearest)
        return td_fail(err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_WORD, "word", word, TD_END);
    return td_fail(err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_WORD_NEAR, "word", word,
                   "nearest", nearest, TD_END);
}

/* -- values -- */

static const char *dashed(struct cli *cli, const char *name)
{
    return td_arena_printf(cli->arena, "--%s", name);
}

static enum td_code check_number(struct cli *cli, const struct command_option *option,
                                 const char *text, int64_t *ret)
{
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (*text && !*end && errno == 0 && number >= option->min && number <= option->max) {
        *ret = number;
        return TD_OK;
    }
    return td_fail(&cli->err, TD_INVALID_ARGUMENT, dashed(cli, option->name), "",
                   TD_KEY_NUMBER_RANGE, "min", td_dec(cli->arena, option->min), "max",
                   td_dec(cli->arena, option->max), TD_END);
}

static enum td_code check_choice(struct cli *cli, const struct command_option *option,
                                 const char *text, int64_t *ret)
{
    int value;
    char *name = td_arena_strdup(cli->arena, text);
    for (char *at = name; at && *at; at++) /* "not-met" as well as "not_met" */
        *at = *at == '-' ? '_' : *at;
    if (name && td_enum_value(option->choices, name, &value) && value != 0) {
        *ret = value;
        return TD_OK;
    }
    return td_fail(&cli->err, TD_INVALID_ARGUMENT, dashed(cli, option->name), "", TD_KEY_CHOICE,
                   "value", text, "allowed", td_enum_names(option->choices, cli->arena), TD_END);
}

/* *ret: of a number, choice or time. *ret_text: the value in the one form that requests have. */
static enum td_code check_value(struct cli *cli, const struct command_option *option,
                                const char *text, int64_t *ret, const char **ret_text)
{
    char date[TD_DATE_SIZE];
    const char *field = dashed(cli, option->name);
    *ret_text = text;
    switch (option->kind) {
    case OPTION_NUMBER:
        return check_number(cli, option, text, ret);
    case OPTION_CHOICE:
        return check_choice(cli, option, text, ret);
    case OPTION_DATE:
        if (!td_date_parse(text, date))
            return td_fail(&cli->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DATE_FORM, TD_END);
        *ret_text = td_arena_strdup(cli->arena, date);
        break;
    case OPTION_TIME:
        if (!td_time_parse(text, ret))
            return td_fail(&cli->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_TEXT_FORM, "expected",
                           "2022-12-15T17:00, 2022-12-15", TD_END);
        break;
    case OPTION_TEXT:
    case OPTION_FLAG:
        break;
    }
    return TD_OK;
}

static enum td_code append_value(struct cli *cli, struct cli_value *value, const char *text)
{
    int64_t number = 0;
    enum td_code code = check_value(cli, value->option, text, &number, &text);
    if (code != TD_OK)
        return code;
    const char **texts = td_arena_alloc(cli->arena, (value->n + 1) * sizeof *texts);
    int64_t *numbers = td_arena_alloc(cli->arena, (value->n + 1) * sizeof *numbers);
    if (!text || !texts || !numbers)
        return cli->err.code = TD_RESOURCE_EXHAUSTED;
    if (value->n > 0) {
        memcpy(texts, value->texts, value->n * sizeof *texts);
        memcpy(numbers, value->numbers, value->n * sizeof *numbers);
    }
    texts[value->n] = text;
    numbers[value->n++] = number;
    value->texts = texts;
    value->numbers = numbers;
    return TD_OK;
}

/* One occurrence of an option; "a,b" of a repeating one is two values, unless it takes whole ones.
 */
static enum td_code add_value(struct cli *cli, struct cli_value *value, const char *text)
{
    value->given = true;
    if (!value->option->repeats) {
        if (value->n > 0 && value->option->kind != OPTION_FLAG)
            return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_TWICE, "option",
                           dashed(cli, value->option->name), TD_END);
        return append_value(cli, value, text);
    }
    if (value->option->whole)
        return append_value(cli, value, text);
    enum td_code code = TD_OK;
    char *rest = td_arena_strdup(cli->arena, text), *part;
    while (rest && code == TD_OK && (part = strsep(&rest, ",")))
        if (*part)
            code = append_value(cli, value, part);
    return code;
}

/* -- popt -- */

struct option_set {
    struct poptOption popt[MAX_OPTIONS + 1];
    struct cli_value *values; /* values[i] of popt[i]; val is i + 1 */
    size_t n;
};

/* Those that are not in `hidden_by`. */
static void add_options(struct option_set *set, const struct command_option *options,
                        const struct command_option *hidden_by)
{
    for (; options && options->name; options++) {
        if (cmdline_option_find(hidden_by, options->name, strlen(options->name)))
            continue;
        assert(set->n < MAX_OPTIONS);
        unsigned type =
            options->kind == OPTION_FLAG ? (unsigned)POPT_ARG_NONE : (unsigned)POPT_ARG_STRING;
        set->values[set->n].option = options;
        set->popt[set->n] = (struct poptOption){
            options->name, options->letter, type, NULL, (int)set->n + 1, NULL, NULL};
        set->n++;
    }
    set->popt[set->n] = (struct poptOption)POPT_TABLEEND;
}

static enum td_code unknown_option(struct cli *cli, const struct option_set *set, const char *word)
{
    const char *names[MAX_OPTIONS + 1], *bare = word + strspn(word, "-");
    const char *name = td_arena_printf(cli->arena, "%.*s", (int)strcspn(bare, "="), bare);
    for (size_t i = 0; i < set->n; i++)
        names[i] = set->values[i].option->name;
    names[set->n] = NULL;
    const char *nearest = name && strlen(name) > 1 ? td_text_nearest(name, names) : NULL;
    if (!nearest)
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_OPTION, "option", word,
                       TD_END);
    return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_OPTION_NEAR, "option", word,
                   "nearest", dashed(cli, nearest), TD_END);
}

static enum td_code popt_problem(struct cli *cli, const struct option_set *set, poptContext context,
                                 int problem)
{
    const char *word = poptBadOption(context, POPT_BADOPTION_NOALIAS);
    if (problem == POPT_ERROR_BADOPT)
        return unknown_option(cli, set, word);
    return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "",
                   problem == POPT_ERROR_NOARG ? TD_KEY_USAGE_VALUE : TD_KEY_USAGE_NO_VALUE,
                   "option", word, TD_END);
}

static enum td_code take_options(struct cli *cli, struct option_set *set, poptContext context)
{
    int found;
    while ((found = poptGetNextOpt(context)) > 0) {
        char *given = poptGetOptArg(context);
        const char *text = given ? td_arena_strdup(cli->arena, given) : "";
        free(given);
        if (!text)
            return cli->err.code = TD_RESOURCE_EXHAUSTED;
        (void)add_value(cli, &set->values[found - 1], text); /* all mistakes at once, in err */
    }
    if (found < -1)
        (void)popt_problem(cli, set, context, found);
    for (size_t i = 0; i < set->n && found >= -1; i++)
        if (set->values[i].option->required && !set->values[i].given)
            (void)td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_REQUIRED, "option",
                          dashed(cli, set->values[i].option->name), TD_END);
    return cli->err.code;
}

/* What is left when options and the command's own words are gone. */
static enum td_code take_arguments(struct cli *cli, size_t depth, poptContext context)
{
    const char **left = poptGetArgs(context);
    size_t n = 0, skip = depth;
    while (left && left[n])
        n++;
    if (n > 0 && strcmp(left[0], "help") == 0)
        skip++;
    const char **args = td_arena_zalloc(cli->arena, (n + 1) * sizeof *args);
    if (!args)
        return cli->err.code = TD_RESOURCE_EXHAUSTED;
    cli->n_args = n > skip ? n - skip : 0;
    for (size_t i = 0; i < cli->n_args; i++)
        args[i] = td_arena_strdup(cli->arena, left[skip + i]);
    cli->args = args;
    const struct command *command = cli->command;
    if (cli->n_args < command->min_args || cli->n_args > command->max_args)
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_ARGUMENTS, "expected",
                       *command->arguments ? command->arguments : _("none"), TD_END);
    return TD_OK;
}

enum td_code cmdline_parse(struct cli *cli, size_t depth, int argc, char **argv)
{
    struct option_set set = {.n = 0};
    set.values = td_arena_zalloc(cli->arena, (MAX_OPTIONS + 1) * sizeof *set.values);
    if (!set.values)
        return cli->err.code = TD_RESOURCE_EXHAUSTED;
    cli->values = set.values;
    add_options(&set, global_options, cli->command->options);
    add_options(&set, cli->command->options, NULL);
    poptContext context = poptGetContext("thidua", argc, (const char **)argv, set.popt, 0);
    if (!context)
        return cli->err.code = TD_RESOURCE_EXHAUSTED;
    enum td_code code = take_options(cli, &set, context);
    if (code == TD_OK)
        code = take_arguments(cli, depth, context);
    poptFreeContext(context);
    return code;
}

/* -- what commands ask -- */

static const struct cli_value *value_of(const struct cli *cli, const char *name)
{
    const struct cli_value *value = cli->values;
    while (value->option && strcmp(value->option->name, name) != 0)
        value++;
    assert(value->option);
    return value;
}

bool cli_flag(const struct cli *cli, const char *name)
{
    return value_of(cli, name)->n > 0;
}

const char *cli_text(const struct cli *cli, const char *name)
{
    const struct cli_value *value = value_of(cli, name);
    return value->n > 0 ? value->texts[0] : NULL;
}

void cli_text_into(const struct cli *cli, const char *name, char **field)
{
    const char *given = cli_text(cli, name);
    if (given)
        *field = (char *)given;
}

char *cli_field(const struct cli *cli, const char *name)
{
    const char *text = cli_text(cli, name);
    return (char *)(text ? text : "");
}

int64_t cli_number(const struct cli *cli, const char *name, int64_t fallback)
{
    const struct cli_value *value = value_of(cli, name);
    return value->n > 0 ? value->numbers[0] : fallback;
}

const char *const *cli_texts(const struct cli *cli, const char *name, size_t *ret_n)
{
    const struct cli_value *value = value_of(cli, name);
    *ret_n = value->n;
    return (const char *const *)value->texts;
}

const int64_t *cli_numbers(const struct cli *cli, const char *name, size_t *ret_n)
{
    const struct cli_value *value = value_of(cli, name);
    *ret_n = value->n;
    return value->numbers;
}
