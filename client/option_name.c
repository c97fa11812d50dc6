/* From fields of a request to options of the command line. */
#include "option_name.h"

#include <stdlib.h>
#include <string.h>

/* "--unit" fills "unit_code", "--due" "due_on": what a field's name has more. */
static const char *const ENDINGS[] = {"",      "_id",     "_ids",    "_on",     "_code",
                                      "_name", "_utc_ms", "_number", "_version"};

/* Does the part of a path, `len` long, name the option? */
static bool is_named(const struct command_option *option, const char *part, size_t len)
{
    const char *name = option->name;
    if (option->field && strlen(option->field) == len && strncmp(option->field, part, len) == 0)
        return true;
    size_t i = 0;
    for (; name[i] && i < len; i++)
        if (part[i] != (name[i] == '-' ? '_' : name[i]))
            return false;
    if (name[i])
        return false;
    for (size_t e = 0; e < sizeof ENDINGS / sizeof *ENDINGS; e++)
        if (strlen(ENDINGS[e]) == len - i && strncmp(ENDINGS[e], part + i, len - i) == 0)
            return true;
    return false;
}

static const struct command_option *option_of(const struct command *command, const char *part,
                                              size_t len)
{
    const struct command_option *option = command->options;
    for (; option && option->name; option++)
        if (is_named(option, part, len))
            return option;
    return NULL;
}

/* The value that "[3]" behind the first part means; NULL: none was typed there. */
static const char *value_at(const struct cli *cli, const struct command_option *option,
                            const char *behind)
{
    size_t n = 0;
    if (*behind != '[' || !option->repeats || option->kind != OPTION_TEXT)
        return NULL;
    const char *const *texts = cli_texts(cli, option->name, &n);
    size_t i = strtoul(behind + 1, NULL, 10);
    return i < n ? texts[i] : NULL;
}

/* The first part of a path, "settings[0].value", or the last one, "award.granted_on". */
static const char *typed(const struct cli *cli, const char *field)
{
    size_t len = strcspn(field, ".[:");
    const char *last = strrchr(field, '.');
    const struct command_option *option = option_of(cli->command, field, len);
    if (option) {
        const char *value = value_at(cli, option, field + len);
        return td_arena_printf(cli->arena, "--%s%s%s", option->name, value ? " " : "",
                               value ? value : "");
    }
    option = last ? option_of(cli->command, last + 1, strlen(last + 1)) : NULL;
    return option ? td_arena_printf(cli->arena, "--%s", option->name) : NULL;
}

void option_names_put(struct cli *cli)
{
    for (size_t i = 0; i < cli->err.n_violations; i++) {
        struct td_violation *violation = &cli->err.violations[i];
        const char *name = strchr(violation->field, ':') ? NULL : typed(cli, violation->field);
        if (name) /* a place in a file stays */
            violation->field = name;
    }
}
