/* Language from the command line, the environment or a profile, with or without that locale
 * installed: gettext takes the language from LANGUAGE as soon as the locale is not plain "C". */
#include "i18n.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <unistd.h>

#define DOMAIN "thidua"
#define FALLBACK_LOCALE "C.UTF-8" /* in glibc itself since 2.35: always there */

static const char *const LANGUAGES[] = {"vi", "en"};

bool i18n_known(const char *lang)
{
    for (size_t i = 0; i < sizeof LANGUAGES / sizeof *LANGUAGES; i++)
        if (strcmp(lang, LANGUAGES[i]) == 0)
            return true;
    return false;
}

/* "vi_VN.UTF-8", "vi:en" → "vi"; anything else → "en". */
static const char *language_of(const char *locale)
{
    size_t len = strcspn(locale, "_.@:-");
    for (size_t i = 0; i < sizeof LANGUAGES / sizeof *LANGUAGES; i++)
        if (strlen(LANGUAGES[i]) == len && strncmp(locale, LANGUAGES[i], len) == 0)
            return LANGUAGES[i];
    return "en";
}

/* As gettext(3) has it: LC_ALL, LC_MESSAGES, LANG name the locale, and LANGUAGE goes before
 * them unless the locale is "C". */
static const char *environment_language(void)
{
    static const char *const NAMES[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *locale = NULL;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !locale; i++) {
        const char *value = getenv(NAMES[i]);
        locale = value && *value ? value : NULL;
    }
    if (!locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return "en";
    const char *list = getenv("LANGUAGE");
    return language_of(list && *list ? list : locale);
}

/* Folder of this program with `below` added; false when it does not fit or is not there. */
static bool beside_program(const char *below, char ret_path[PATH_MAX])
{
    char program[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    if (len <= 0)
        return false;
    program[len] = '\0';
    char *slash = strrchr(program, '/');
    if (!slash)
        return false;
    *slash = '\0';
    int n = snprintf(ret_path, PATH_MAX, "%s/%s", program, below);
    return n > 0 && n < PATH_MAX && access(ret_path, R_OK) == 0;
}

static void bind_catalogue(void)
{
    char path[PATH_MAX];
    if (beside_program("../share/locale/vi/LC_MESSAGES/" DOMAIN ".mo", path) ||
        beside_program("../locale/vi/LC_MESSAGES/" DOMAIN ".mo", path)) {
        path[strlen(path) - strlen("/vi/LC_MESSAGES/" DOMAIN ".mo")] = '\0';
        bindtextdomain(DOMAIN, path);
    }
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
}

void i18n_init(const char *lang)
{
    const char *wanted = lang && i18n_known(lang) ? lang : environment_language();
    bool installed = setlocale(LC_ALL, "") != NULL;
    if (!installed || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_ALL, FALLBACK_LOCALE);
    /* Some installed locales are in another language than the one asked for: LANGUAGE decides
     * for gettext. Sorting and numbers in files must not depend on the machine. */
    setlocale(LC_NUMERIC, "C");
    setlocale(LC_COLLATE, "C");
    setenv("LANGUAGE", wanted, 1);
    bind_catalogue();
}
