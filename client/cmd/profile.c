/* thidua profile: the profiles of this device, for those who act for several units or towns. */
#include "profile.h"

#include "commands.h"
#include "csr.h"
#include "i18n.h"
#include "json.h"
#include "table.h"
#include "wording.h"

static enum td_code list_json(struct cli *cli, const char *const *names)
{
    json_t *list = json_array();
    for (; list && *names; names++) {
        struct profile profile;
        int64_t until_utc_ms = 0;
        if (profile_load(cli->arena, *names, &profile, NULL) != TD_OK)
            continue;
        (void)td_certificate_not_after(profile.cert_pem, &until_utc_ms);
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:s, s:i, s:I}", "name", *names, "officer",
                                        profile.officer, "unit_code", profile.unit_code, "host",
                                        profile.host, "port", (int)profile.port, "not_after_utc_ms",
                                        (json_int_t)until_utc_ms));
    }
    return json_print(stdout, list);
}

static enum td_code profiles(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("Profile"), 0},
                                                  {N_("Officer"), 0},
                                                  {N_("Unit"), 0},
                                                  {N_("Server"), 0},
                                                  {N_("Certificate until"), TABLE_WRAP}};
    const char *const *names = profile_list(cli->arena);
    if (!names)
        return TD_RESOURCE_EXHAUSTED;
    if (cli->json)
        return list_json(cli, names);
    if (!*names)
        puts(_("This device has no profile yet; ask Home Affairs for a code and run: thidua "
               "enroll CODE"));
    struct table *table = table_new(COLUMNS, 5, true);
    for (; *names; names++) {
        struct profile profile;
        int64_t until_utc_ms = 0;
        if (profile_load(cli->arena, *names, &profile, NULL) != TD_OK) {
            TABLE_ROW(table, *names, "?", "", "", _("damaged"));
            continue;
        }
        (void)td_certificate_not_after(profile.cert_pem, &until_utc_ms);
        TABLE_ROW(table, *names, profile.officer, profile.unit_code,
                  td_arena_printf(cli->arena, "%s:%u", profile.host, profile.port),
                  wording_time(cli->arena, until_utc_ms));
    }
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

/* --lang is the program's own option; with this command it is what the profile remembers. */
static enum td_code remember_language(struct cli *cli)
{
    const char *lang = cli->args[0];
    if (!i18n_known(lang))
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_CHOICE, "value", lang,
                       "allowed", "vi, en", TD_END);
    cli->profile->lang = lang;
    enum td_code code = profile_save(cli->arena, cli->profile, &cli->err);
    if (code != TD_OK)
        return code;
    i18n_init(lang);
    if (!cli->json)
        printf(_("The profile “%s” now speaks English.\n"), cli->profile->name);
    return TD_OK;
}

const struct command profile_commands[] = {
    {.group = "profile",
     .name = "list",
     .arguments = "",
     .summary = N_("List the profiles of this device"),
     .example = "thidua profile list",
     .failure = N_("The profiles could not be listed"),
     .run = profiles},
    {.group = "profile",
     .name = "lang",
     .arguments = "vi|en",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Choose the language of a profile"),
     .example = "thidua profile lang vi --profile default",
     .failure = N_("The language was not changed"),
     .needs = NEEDS_PROFILE,
     .run = remember_language},
    {0},
};
