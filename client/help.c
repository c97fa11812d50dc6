/* Help for the program, a group, a command: usage, summaries, options, and always an example. */
#include "help.h"

#include "arena.h"
#include "cmdline.h"
#include "i18n.h"
#include "message.h"
#include "table.h"

#define HELP_ARENA_BYTES (256 * 1024)

static const struct table_column TWO_COLUMNS[] = {{"", 0}, {"", TABLE_WRAP}};

static struct table *section(void)
{
    struct table *table = table_new(TWO_COLUMNS, 2, false);
    table_indent(table, 2);
    return table;
}

static void print_commands(FILE *out, const struct command *const *tables, const char *group)
{
    struct td_arena *arena = td_arena_new(HELP_ARENA_BYTES);
    struct table *table = section();
    for (; arena && *tables; tables++)
        for (const struct command *row = *tables; row->name; row++) {
            if (strcmp(row->group, group) != 0)
                continue;
            const char *words =
                td_arena_printf(arena, "%s%s%s%s%s", row->group, *row->group ? " " : "", row->name,
                                *row->arguments ? " " : "", row->arguments);
            TABLE_ROW(table, words, _(row->summary));
        }
    table_print(table, out);
    table_free(table);
    td_arena_free(arena);
}

/* "-p, --profile=NAME". */
static const char *option_form(struct td_arena *arena, const struct command_option *option)
{
    const char *letter = option->letter ? td_arena_printf(arena, "-%c, ", option->letter) : "    ";
    const char *value = option->value_name ? _(option->value_name) : "";
    return td_arena_printf(arena, "%s--%s%s%s", letter ? letter : "", option->name,
                           *value ? "=" : "", value);
}

static const char *option_text(struct td_arena *arena, const struct command_option *option)
{
    const char *text =
        td_arena_printf(arena, "%s%s%s", _(option->help), option->required ? _(" (required)") : "",
                        option->repeats ? _(" (may be repeated)") : "");
    if (option->kind == OPTION_CHOICE && text)
        text = td_arena_printf(arena, "%s: %s", text, td_enum_names(option->choices, arena));
    return text;
}

/* Those that are not in `hidden_by`. */
static void print_options(FILE *out, const char *heading, const struct command_option *options,
                          const struct command_option *hidden_by)
{
    if (!options || !options->name)
        return;
    struct td_arena *arena = td_arena_new(HELP_ARENA_BYTES);
    struct table *table = section();
    for (; arena && options->name; options++)
        if (!cmdline_option_find(hidden_by, options->name, strlen(options->name)))
            TABLE_ROW(table, option_form(arena, options), option_text(arena, options));
    fprintf(out, "\n%s\n", heading);
    table_print(table, out);
    table_free(table);
    td_arena_free(arena);
}

static void print_example(FILE *out, const char *example)
{
    fprintf(out, "\n%s\n  %s\n", _("Example:"), example);
}

void help_program(FILE *out, const struct command *const *tables,
                  const struct command_group *groups)
{
    fprintf(out, _("Usage: %s\n"), _("thidua COMMAND [ARGUMENTS] [OPTIONS]"));
    fprintf(out, "\n%s\n",
            _("Nominations for the administrative-reform emulation movement of the "
              "town (Plan 50/KH-UBND)."));
    fprintf(out, "\n%s\n", _("Commands:"));
    print_commands(out, tables, "");
    for (; groups->name; groups++) {
        fprintf(out, "\n%s:\n", _(groups->summary));
        print_commands(out, tables, groups->name);
    }
    print_options(out, _("Options of every command:"), global_options, NULL);
    print_example(out, "thidua dossier submit ho-so-2022");
    fprintf(out, "\n%s\n",
            _("More about a command: thidua COMMAND --help. Exit codes: 0 done, 2 "
              "wrong command line, others in docs/protocol.md."));
}

void help_group(FILE *out, const struct command *const *tables, const struct command_group *groups,
                const char *group)
{
    char usage[128];
    snprintf(usage, sizeof usage, "thidua %s …", group);
    fprintf(out, _("Usage: %s\n"), usage);
    while (groups->name && strcmp(groups->name, group) != 0)
        groups++;
    fprintf(out, "\n%s:\n", groups->name ? _(groups->summary) : group);
    print_commands(out, tables, group);
    for (; *tables; tables++)
        for (const struct command *row = *tables; row->name; row++)
            if (strcmp(row->group, group) == 0) {
                print_example(out, row->example);
                return;
            }
}

void help_command(FILE *out, const struct command *command)
{
    char usage[256];
    snprintf(usage, sizeof usage, "thidua %s%s%s%s%s", command->group, *command->group ? " " : "",
             command->name, *command->arguments ? " " : "", command->arguments);
    fprintf(out, _("Usage: %s\n"), usage);
    fprintf(out, "\n%s.\n", _(command->summary));
    if (command->details)
        fprintf(out, "\n%s\n", _(command->details));
    print_options(out, _("Options:"), command->options, NULL);
    print_options(out, _("Options of every command:"), global_options, command->options);
    print_example(out, command->example);
}
