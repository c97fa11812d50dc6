/* One run of thidua: language, command line, profile, connection, the command, its outcome. */
#include "command.h"

#include "as_of.h"
#include "cmdline.h"
#include "connection.h"
#include "csr.h"
#include "help.h"
#include "i18n.h"
#include "json.h"
#include "option_name.h"
#include "profile.h"
#include "renew.h"
#include "tls.h"
#include "wording.h"

#include <errno.h>
#include <unistd.h>

#define ARENA_BYTES ((size_t)128 * 1024 * 1024)
#define TIMEOUT_S 30
#define EXIT_USAGE 2

bool cli_confirm(struct cli *cli, const char *question)
{
    char answer[16] = "";
    if (cli->yes)
        return true;
    if (!isatty(STDIN_FILENO)) {
        td_fail(&cli->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_CONFIRM, TD_END);
        return false;
    }
    fprintf(stderr, "%s %s ", question, _("[y/N]"));
    fflush(stderr);
    if (!fgets(answer, sizeof answer, stdin))
        answer[0] = '\0';
    answer[strcspn(answer, "\n")] = '\0';
    static const char *const YES[] = {"y", "Y", "yes", "c", "C", "có", "co"};
    for (size_t i = 0; i < sizeof YES / sizeof *YES; i++)
        if (strcmp(answer, YES[i]) == 0)
            return true;
    td_fail(&cli->err, TD_CANCELLED, "", "", TD_KEY_DECLINED, TD_END);
    return false;
}

/* Language before anything is said: --lang, THIDUA_LANG, the profile, the locale. */
static enum td_code choose_language(struct cli *cli, const struct command_words *words)
{
    const char *env_profile = getenv("THIDUA_PROFILE");
    cli->profile_name = words->profile                ? words->profile
                        : env_profile && *env_profile ? env_profile
                                                      : PROFILE_DEFAULT;
    const char *lang = words->lang ? words->lang : getenv("THIDUA_LANG");
    bool known = lang && i18n_known(lang), named = profile_name_valid(cli->profile_name);
    cli->lang = known ? lang : NULL;
    i18n_init(known ? lang : named ? profile_lang(cli->arena, cli->profile_name) : NULL);
    if (words->lang && !known)
        td_fail(&cli->err, TD_INVALID_ARGUMENT, "--lang", "", TD_KEY_CHOICE, "value", words->lang,
                "allowed", "vi, en", TD_END);
    if (!named)
        td_fail(&cli->err, TD_INVALID_ARGUMENT, "--profile", "", TD_KEY_TEXT_FORM, "expected",
                "a-z 0-9 . - _", TD_END);
    return cli->err.code;
}

/* A wrong command line: what is wrong, and where help is. */
static int usage_exit(const struct cli *cli, bool json)
{
    if (json) {
        (void)json_print(stderr, json_err(&cli->err));
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < cli->err.n_violations; i++)
        fprintf(stderr, "thidua: %s\n", wording_violation(cli->arena, &cli->err.violations[i]));
    fputs(_("Help: "), stderr);
    if (cli->command)
        fprintf(stderr, "thidua %s%s%s --help\n", cli->command->group,
                *cli->command->group ? " " : "", cli->command->name);
    else
        fputs("thidua --help\n", stderr);
    return EXIT_USAGE;
}

/* No command is named. Returns the exit code. */
static int without_command(struct cli *cli, const struct command_words *words,
                           const struct command *const *tables, const struct command_group *groups)
{
    const char *first = words->words[0];
    FILE *out = words->help ? stdout : stderr;
    if (words->version && !first) {
        printf("thidua %s\n", TD_VERSION);
        return EXIT_SUCCESS;
    }
    if (first && (!cmdline_is_group(tables, first) || words->words[1])) {
        cmdline_unknown_word(tables, words, &cli->err);
        return usage_exit(cli, words->json);
    }
    if (first)
        help_group(out, tables, groups, first);
    else
        help_program(out, tables, groups);
    return words->help ? EXIT_SUCCESS : EXIT_USAGE;
}

static enum td_code make_client(struct cli *cli)
{
    const struct profile *profile = cli->profile;
    struct td_tls_context *tls;
    const char *problem;
    enum td_code code = td_tls_context_client(profile->cert_pem, profile->key_pem, profile->ca_pem,
                                              NULL, &tls, &problem);
    if (code != TD_OK)
        return td_fail(&cli->err, TD_DATA_LOSS, "", "", TD_KEY_PROFILE_DAMAGED, "path",
                       profile->folder, TD_END);
    struct client_options options = {.host = profile->host,
                                     .port = profile->port,
                                     .tls = tls,
                                     .timeout_ms = cli->timeout_ms,
                                     .arena = cli->arena,
                                     .err = &cli->err};
    (void)td_certificate_not_after(profile->cert_pem, &options.certificate_end_utc_ms);
    cli->client = client_new(&options);
    if (!cli->client)
        cli->err.code = TD_RESOURCE_EXHAUSTED;
    return cli->err.code;
}

static enum td_code run_command(struct cli *cli)
{
    struct profile profile;
    enum td_code code = TD_OK;
    if (cli->command->needs & NEEDS_PROFILE) {
        code = profile_load(cli->arena, cli->profile_name, &profile, &cli->err);
        cli->profile = &profile;
    }
    if (code == TD_OK && cli->command->needs == NEEDS_CONNECTION)
        code = make_client(cli);
    if (code == TD_OK)
        code = as_of_take(cli);
    if (code == TD_OK)
        code = cli->command->run(cli);
    if (cli->client && cli->profile && code != TD_UNAUTHENTICATED) /* and not while enrolling */
        renew_if_due(cli);
    client_free(cli->client);
    cli->client = NULL;
    cli->profile = NULL;
    return code;
}

/* Results that nobody got are no success. */
static enum td_code flush_results(struct cli *cli, enum td_code code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    return td_fail(&cli->err, TD_INTERNAL, "", "", TD_KEY_FILE_WRITE, "name", "stdout", "reason",
                   strerror(errno), TD_END);
}

static int report(struct cli *cli, enum td_code code)
{
    if (code == TD_OK)
        return EXIT_SUCCESS;
    cli->err.code = code;
    if (cli->json) {
        (void)json_print(stderr, json_err(&cli->err));
        return td_code_exit(code);
    }
    option_names_put(cli);
    wording_print_err(stderr, cli->command->failure ? _(cli->command->failure) : NULL, &cli->err);
    return td_code_exit(code);
}

static int run(struct cli *cli, int argc, char **argv, const struct command *const *tables,
               const struct command_group *groups)
{
    struct command_words words;
    size_t depth;
    cmdline_scan(argc, argv, &words);
    if (choose_language(cli, &words) != TD_OK)
        return usage_exit(cli, words.json);
    cli->command = cmdline_find(tables, &words, &depth);
    if (!cli->command)
        return without_command(cli, &words, tables, groups);
    if (words.help) {
        help_command(stdout, cli->command);
        return EXIT_SUCCESS;
    }
    if (cmdline_parse(cli, depth, argc, argv) != TD_OK)
        return usage_exit(cli, words.json);
    cli->json = cli_flag(cli, "json");
    cli->yes = cli_flag(cli, "yes");
    cli->timeout_ms = (uint32_t)cli_number(cli, "timeout", TIMEOUT_S) * 1000;
    return report(cli, flush_results(cli, run_command(cli)));
}

int command_main(int argc, char **argv, const struct command *const *tables,
                 const struct command_group *groups)
{
    struct cli cli = {.arena = td_arena_new(ARENA_BYTES)};
    if (!cli.arena) {
        fputs("thidua: out of memory\n", stderr);
        return td_code_exit(TD_RESOURCE_EXHAUSTED);
    }
    td_err_init(&cli.err, cli.arena);
    int exit_code = run(&cli, argc, argv, tables, groups);
    td_arena_free(cli.arena);
    return exit_code;
}
