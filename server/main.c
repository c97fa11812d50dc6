/* thiduad: the town's daemon. */
#include "admin.h"
#include "app.h"
#include "i18n.h"

#include "err.h"

#include <string.h>

static const struct admin_command commands[] = {
    {"init", N_("Make a town: keys, database, first administrator"), admin_init},
    {"run", N_("Run the daemon in the foreground"), app_run},
    {"check-config", N_("Check the configuration and show what holds"), app_check_config},
    {"verify", N_("Check the log chain and every evidence file"), admin_verify},
    {"admin-code", N_("A new enrolment code for an administrator who lost theirs"), admin_code},
    {0},
};

/* --lang VALUE or --lang=VALUE holds for every command: take it out of the arguments. NULL when
 * it is not there. */
static const char *take_lang(int *argc, const char **argv)
{
    for (int i = 1; i < *argc; i++) {
        bool separate = strcmp(argv[i], "--lang") == 0 && i + 1 < *argc;
        if (!separate && strncmp(argv[i], "--lang=", 7) != 0)
            continue;
        const char *lang = separate ? argv[i + 1] : argv[i] + 7;
        int used = separate ? 2 : 1;
        memmove(&argv[i], &argv[i + used], (size_t)(*argc - i - used + 1) * sizeof *argv);
        *argc -= used;
        return lang;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    const char **arguments = (const char **)argv;
    const char *lang = take_lang(&argc, arguments);
    if (!lang)
        lang = getenv("THIDUAD_LANG");
    if (lang && *lang && !i18n_known(lang)) {
        fprintf(stderr, "thiduad: --lang: “%s” is not one of: vi, en\n", lang);
        return ADMIN_EXIT_USAGE;
    }
    i18n_init(lang && *lang ? lang : NULL);
    return admin_dispatch(commands, argc, arguments);
}
