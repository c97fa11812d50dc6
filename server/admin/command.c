/* From the word on the command line to the subcommand. */
#include "admin.h"

#include "i18n.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

#define MAX_COMMANDS 32

static void print_help(const struct admin_command *commands)
{
    printf("%s", _("Usage: thiduad COMMAND [OPTION...]\n\n"
                   "The daemon of a town's emulation movement: keeps the nominations for reward "
                   "under Plan 50/KH-UBND.\n\n"
                   "Commands:\n"));
    for (; commands->name; commands++)
        printf("  %-14s %s\n", commands->name, _(commands->summary));
    printf("%s", _("\nEvery command answers --help. Everywhere: --lang vi|en, --version.\n\n"
                   "Example: thiduad init --data /var/lib/thidua --town \"Thị xã Ngã Năm\" "
                   "--login admin --name \"Nguyễn Văn Mẫu\"\n"));
}

static int unknown_command(const struct admin_command *commands, const char *word)
{
    const char *names[MAX_COMMANDS + 1] = {NULL};
    for (size_t i = 0; commands[i].name && i < MAX_COMMANDS; i++)
        names[i] = commands[i].name;
    const char *nearest = td_text_nearest(word, names);
    fprintf(stderr, _("thiduad: there is no command “%s”"), word);
    if (nearest)
        fprintf(stderr, _("; did you mean “%s”?\n"), nearest);
    else
        fprintf(stderr, "%s", _("; see thiduad --help\n"));
    return ADMIN_EXIT_USAGE;
}

int admin_dispatch(const struct admin_command *commands, int argc, const char **argv)
{
    if (argc < 2) {
        print_help(commands);
        return ADMIN_EXIT_USAGE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        print_help(commands);
        return 0;
    }
    if (strcmp(word, "--version") == 0) {
        printf("thiduad %s\n", TD_VERSION);
        return 0;
    }
    for (const struct admin_command *command = commands; command->name; command++)
        if (strcmp(word, command->name) == 0)
            return command->run(argc - 1, argv + 1);
    return unknown_command(commands, word);
}
