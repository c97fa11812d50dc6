/* The language, whatever locales are installed. */
#include "cmocka_all.h"

#include "i18n.h"

#include <langinfo.h>
#include <locale.h>

#define TEXT "The request was cancelled"

static void set(const char *name, const char *value)
{
    if (value)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

static void init__table_of_environments__language(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *lc_all, *env_lang, *language, *expected;
    } CASES[] = {
        {"vi", NULL, NULL, NULL, "vi"},
        {"en", NULL, "vi_VN.UTF-8", "vi", "en"},
        {NULL, NULL, NULL, NULL, "en"},
        {NULL, NULL, "vi_VN.UTF-8", NULL, "vi"}, /* not installed here: C.UTF-8 and LANGUAGE */
        {NULL, NULL, "vi_VN", NULL, "vi"},
        {NULL, "vi_VN.UTF-8", "en_US.UTF-8", NULL, "vi"},
        {NULL, NULL, "C.UTF-8", "vi:en", "vi"},
        {NULL, NULL, "C", "vi", "en"}, /* gettext(3): LANGUAGE does not count in the C locale */
        {NULL, NULL, "fr_FR.UTF-8", NULL, "en"},
        {NULL, NULL, "vietnamese", NULL, "en"},
        {"xx", NULL, "vi_VN.UTF-8", NULL, "vi"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        set("LC_ALL", CASES[i].lc_all);
        set("LC_MESSAGES", NULL);
        set("LANG", CASES[i].env_lang);
        set("LANGUAGE", CASES[i].language);
        i18n_init(CASES[i].lang);
        bool translated = strcmp(_(TEXT), TEXT) != 0;
        assert_int_equal(translated, strcmp(CASES[i].expected, "vi") == 0);
        assert_string_equal(nl_langinfo(CODESET), "UTF-8");
    }
}

static void known__languages(void **state)
{
    (void)state;
    assert_true(i18n_known("vi") && i18n_known("en"));
    assert_false(i18n_known("") || i18n_known("fr") || i18n_known("vi_VN"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init__table_of_environments__language),
        cmocka_unit_test(known__languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
