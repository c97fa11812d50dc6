/* thidua whoami: which officer this device is, and what they may do. */
#include "commands.h"
#include "connection.h"
#include "i18n.h"
#include "json.h"
#include "officer.pb-c.h"
#include "profile.h"
#include "table.h"
#include "wording.h"

static enum td_code whoami(struct cli *cli)
{
    Pb__WhoAmIRequest in = PB__WHO_AM_IREQUEST__INIT;
    const Pb__WhoAmIResponse *out;
    enum td_code code = CALL(cli, officer_service, who_am_i, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    const Pb__Officer *officer = out->officer;
    if (!officer)
        return TD_UNKNOWN;
    struct table *facts = facts_new();
    facts_add(facts, _("Officer"), officer->login);
    facts_add(facts, _("Name"), officer->full_name);
    facts_add(facts, _("Unit"),
              td_arena_printf(cli->arena, "%s (%s)", out->unit_name, officer->unit_code));
    facts_add(facts, _("Roles"),
              wording_enums(cli->arena, &pb__role__descriptor, (const int *)officer->roles,
                            officer->n_roles));
    for (size_t i = 0; i < officer->n_devices; i++)
        facts_add(facts, _("Device"),
                  td_arena_printf(cli->arena, _("%s, certificate valid until %s"),
                                  officer->devices[i]->name,
                                  wording_time(cli->arena, officer->devices[i]->not_after_utc_ms)));
    facts_add(facts, _("Profile"), cli->profile->name);
    facts_add(facts, _("Server"),
              td_arena_printf(cli->arena, "%s:%u (%s)", cli->profile->host, cli->profile->port,
                              out->server_software));
    facts_add(facts, _("Server time"), wording_time(cli->arena, out->server_time_utc_ms));
    table_print(facts, stdout);
    table_free(facts);
    return TD_OK;
}

const struct command whoami_commands[] = {
    {.group = "",
     .name = "whoami",
     .arguments = "",
     .summary = N_("Show which officer this device is, with unit and roles"),
     .example = "thidua whoami",
     .failure = N_("Your identity could not be shown"),
     .needs = NEEDS_CONNECTION,
     .run = whoami},
    {0},
};
