/* The option table for people: help, documentation, effective values. */
#include "config.h"

#include "i18n.h"

#include <libsmartcols.h>

static const char *const type_words[] = {[CONFIG_TEXT] = N_("TEXT"),
                                         [CONFIG_NUMBER] = N_("NUMBER"),
                                         [CONFIG_DURATION] = N_("TIME"),
                                         [CONFIG_SIZE] = N_("SIZE"),
                                         [CONFIG_LEVEL] = N_("LEVEL")};

static const char *const source_words[] = {[CONFIG_DEFAULT] = N_("default"),
                                           [CONFIG_FILE] = N_("file"),
                                           [CONFIG_ENVIRONMENT] = N_("environment"),
                                           [CONFIG_FLAG] = N_("flag")};

#define RANGE_SIZE (2 * CONFIG_VALUE_SIZE + 40)

/* "1 to 16 threads"; "" for a text. */
static void option_range(const struct config_option *option, char ret_text[RANGE_SIZE])
{
    ret_text[0] = '\0';
    if (option->type == CONFIG_TEXT || option->type == CONFIG_LEVEL)
        return;
    char least[CONFIG_VALUE_SIZE], most[CONFIG_VALUE_SIZE];
    config_format(option, option->min, least);
    config_format(option, option->max, most);
    snprintf(ret_text, RANGE_SIZE, _("%s to %s"), least, most);
    if (*option->unit) {
        size_t len = strlen(ret_text);
        snprintf(ret_text + len, RANGE_SIZE - len, " %s", _(option->unit));
    }
}

static void option_print_help(const struct config_option *option, FILE *out)
{
    char range[RANGE_SIZE], env[CONFIG_ENV_SIZE];
    option_range(option, range);
    config_env_name(option, env);
    fprintf(out, "  --%s %s\n        %s\n        ", option->name, _(type_words[option->type]),
            _(option->help));
    if (*option->fallback)
        fprintf(out, _("default %s; "), option->fallback);
    if (*range)
        fprintf(out, "%s; ", range);
    if (option->reloadable)
        fprintf(out, "%s; ", _("SIGHUP reloads it"));
    fprintf(out, "%s\n", env);
}

void config_print_help(FILE *out)
{
    fprintf(
        out, "%s",
        _("Usage: thiduad run --data DIR [OPTION...]\n"
          "       thiduad check-config --data DIR [OPTION...]\n\n"
          "Runs the town's daemon in the foreground, or checks its configuration and shows it.\n"
          "A flag wins over the environment, that over the file, that over the default.\n"
          "TIME is a number with ms, s, min, h or d; SIZE a number with KiB, MiB or GiB.\n\n"
          "Example: thiduad run --data /var/lib/thidua --listen 0.0.0.0 "
          "--public-address thidua.example.vn:7443\n\n"
          "Options:\n"));
    for (const struct config_option *option = config_options; option->name; option++)
        option_print_help(option, out);
    fprintf(out, "  --options-table\n        %s\n", _("Print this list as a Markdown table"));
    fprintf(out, "  --lang vi|en\n        %s\n",
            _("Language of thiduad's own output; THIDUAD_LANG"));
}

void config_print_table(FILE *out)
{
    fprintf(out, "| name | flag | environment | type | default | range | SIGHUP | meaning |\n"
                 "|---|---|---|---|---|---|---|---|\n");
    for (const struct config_option *option = config_options; option->name; option++) {
        char range[RANGE_SIZE], env[CONFIG_ENV_SIZE];
        option_range(option, range);
        config_env_name(option, env);
        fprintf(out, "| `%s` | `--%s` | `%s` | %s | %s | %s | %s | %s |\n", option->name,
                option->name, env, _(type_words[option->type]), option->fallback, range,
                option->reloadable ? _("yes") : _("no"), _(option->help));
    }
}

static bool table_add_row(struct libscols_table *table, const char *name, const char *value,
                          const char *source)
{
    struct libscols_line *line = scols_table_new_line(table, NULL);
    return line && scols_line_set_data(line, 0, name) == 0 &&
           scols_line_set_data(line, 1, value) == 0 && scols_line_set_data(line, 2, source) == 0;
}

void config_print_values(const struct config_state *state, FILE *out)
{
    struct libscols_table *table = scols_new_table();
    bool made = table && scols_table_new_column(table, _("OPTION"), 0, 0) &&
                scols_table_new_column(table, _("VALUE"), 0, 0) &&
                scols_table_new_column(table, _("SOURCE"), 0, 0);
    for (size_t i = 0; made && config_options[i].name; i++)
        made = table_add_row(table, config_options[i].name, state->texts[i],
                             _(source_words[state->sources[i]]));
    if (made) {
        scols_table_set_stream(table, out);
        scols_print_table(table);
    }
    scols_unref_table(table);
}
