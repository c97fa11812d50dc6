/* Reading the options of a subcommand with popt. */
#include "options.h"

#include "admin.h"
#include "i18n.h"
#include "text.h"

#include <ctype.h>

#define MAX_OPTIONS 16

static size_t options_count(const struct admin_option *options)
{
    size_t n = 0;
    while (options[n].name)
        n++;
    return n;
}

static const char *from_environment(const char *name)
{
    char variable[64];
    (void)snprintf(variable, sizeof variable, "THIDUAD_%s", name);
    for (char *at = variable; *at; at++)
        *at = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
    return getenv(variable);
}

static void print_help(const struct admin_usage *usage)
{
    printf(_("Usage: thiduad %s [OPTION...]\n\n%s\n\nOptions:\n"), usage->command,
           _(usage->summary));
    for (const struct admin_option *option = usage->options; option->name; option++) {
        printf("  --%s %s\n        %s", option->name, _(option->value_name), _(option->help));
        if (!option->fallback)
            printf("%s\n", _("; required"));
        else if (*option->fallback)
            printf(_("; default: %s\n"), option->fallback);
        else
            printf("\n");
    }
    printf("  --lang vi|en\n        %s\n", _("Language of thiduad's own output; THIDUAD_LANG"));
    printf(_("\nExample: %s\n"), usage->example);
}

static int complain(const struct admin_usage *usage, const char *word, const char *problem)
{
    const char *names[MAX_OPTIONS + 2] = {"help"};
    for (size_t i = 0; i < MAX_OPTIONS && usage->options[i].name; i++)
        names[i + 1] = usage->options[i].name;
    fprintf(stderr, "thiduad %s: %s: %s", usage->command, word, problem);
    const char *nearest = strncmp(word, "--", 2) == 0 ? td_text_nearest(word + 2, names) : NULL;
    if (nearest && strcmp(nearest, word + 2) != 0)
        fprintf(stderr, _("; did you mean --%s?\n"), nearest);
    else
        fprintf(stderr, _("; see: thiduad %s --help\n"), usage->command);
    return ADMIN_EXIT_USAGE;
}

/* popt's table for these options; val - 1 is the index of the one that was met. */
static void popt_table(const struct admin_option *options,
                       struct poptOption ret_table[MAX_OPTIONS + 2])
{
    size_t n = options_count(options);
    memset(ret_table, 0, (MAX_OPTIONS + 2) * sizeof *ret_table);
    for (size_t i = 0; i < n && i < MAX_OPTIONS; i++)
        ret_table[i] = (struct poptOption){
            .longName = options[i].name, .argInfo = POPT_ARG_STRING, .val = (int)i + 1};
    ret_table[n < MAX_OPTIONS ? n : MAX_OPTIONS] =
        (struct poptOption){.longName = "help", .shortName = 'h', .val = 'h'};
}

/* What popt met last: 'h', -1 at the end, or its error. popt's copies are the caller's to free. */
static int take_flags(const struct admin_usage *usage, struct td_arena *arena, poptContext context)
{
    int met;
    while ((met = poptGetNextOpt(context)) > 0 && met != 'h') {
        char *given = poptGetOptArg(context);
        const char *kept = given && arena ? td_arena_strdup(arena, given) : NULL;
        free(given);
        if (!kept)
            return POPT_ERROR_MALLOC;
        *usage->options[met - 1].value = kept;
    }
    return met;
}

/* Values not given as flags. */
static bool fill_rest(const struct admin_usage *usage, int *ret_exit)
{
    for (const struct admin_option *option = usage->options; option->name; option++) {
        if (!*option->value)
            *option->value = from_environment(option->name);
        if (!*option->value)
            *option->value = option->fallback;
        if (!*option->value) {
            char word[64];
            (void)snprintf(word, sizeof word, "--%s", option->name);
            *ret_exit = complain(usage, word, _("this option is required"));
            return false;
        }
    }
    return true;
}

bool admin_options_read(const struct admin_usage *usage, struct td_arena *arena, int argc,
                        const char **argv, int *ret_exit)
{
    struct poptOption table[MAX_OPTIONS + 2];
    bool go_on = false;
    for (const struct admin_option *option = usage->options; option->name; option++)
        *option->value = NULL;
    popt_table(usage->options, table);
    poptContext context = poptGetContext("thiduad", argc, argv, table, 0);
    int met = take_flags(usage, arena, context);
    const char *extra = met == -1 ? poptGetArg(context) : NULL;
    if (met == 'h') {
        print_help(usage);
        *ret_exit = 0;
    } else if (met < -1) {
        *ret_exit =
            complain(usage, poptBadOption(context, POPT_BADOPTION_NOALIAS),
                     met == POPT_ERROR_BADOPT ? _("there is no such option") : poptStrerror(met));
    } else if (extra) {
        *ret_exit = complain(usage, extra, _("this word is one too many"));
    } else {
        go_on = fill_rest(usage, ret_exit);
    }
    poptFreeContext(context);
    return go_on;
}
