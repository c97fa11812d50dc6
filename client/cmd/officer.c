/* thidua officer: who may come in, and as what. */
#include "officer.pb-c.h"

#include "commands.h"
#include "connection.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "table.h"
#include "wording.h"

static const char *roles_of(struct cli *cli, const Pb__Officer *officer)
{
    return wording_enums(cli->arena, &pb__role__descriptor, (const int *)officer->roles,
                         officer->n_roles);
}

static enum td_code add(struct cli *cli)
{
    Pb__OfficerAddRequest in = PB__OFFICER_ADD_REQUEST__INIT;
    const Pb__OfficerAddResponse *out;
    const int64_t *roles = cli_numbers(cli, "role", &in.n_roles);
    in.login = (char *)cli->args[0];
    in.full_name = (char *)cli_text(cli, "name");
    in.unit_code = (char *)cli_text(cli, "unit");
    cli_text_into(cli, "staff-code", &in.staff_code);
    in.roles = td_arena_alloc(cli->arena, in.n_roles * sizeof *in.roles);
    for (size_t i = 0; in.roles && i < in.n_roles; i++)
        in.roles[i] = (Pb__Role)roles[i];
    enum td_code code = CALL(cli, officer_service, add, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(_("Officer %s (%s) of unit %s was added: %s.\n"), out->officer->login,
           out->officer->full_name, out->officer->unit_code, roles_of(cli, out->officer));
    printf(_("Next, a code for the first device: thidua officer code %s\n"), out->officer->login);
    return TD_OK;
}

static enum td_code issue_code(struct cli *cli)
{
    Pb__IssueCodeRequest in = PB__ISSUE_CODE_REQUEST__INIT;
    const Pb__IssueCodeResponse *out;
    in.login = (char *)cli->args[0];
    in.valid_hours = (uint32_t)cli_number(cli, "hours", 0);
    enum td_code code = CALL(cli, officer_service, issue_code, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf("%s\n\n", out->code);
    printf(_("For %s only, once, until %s. On the officer's own machine: thidua enroll CODE\n"),
           in.login, wording_time(cli->arena, out->expires_utc_ms));
    return TD_OK;
}

static enum td_code disable(struct cli *cli)
{
    Pb__OfficerDisableRequest in = PB__OFFICER_DISABLE_REQUEST__INIT;
    const Pb__OfficerDisableResponse *out;
    in.login = (char *)cli->args[0];
    in.reason = (char *)cli_text(cli, "reason");
    const char *question =
        td_arena_printf(cli->arena, _("Disable officer %s and end their connections?"), in.login);
    if (!cli_confirm(cli, question ? question : ""))
        return cli->err.code;
    enum td_code code = CALL(cli, officer_service, disable, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(_("Officer %s was disabled at %s.\n"), out->officer->login,
           wording_time(cli->arena, out->officer->disabled_utc_ms));
    return TD_OK;
}

static const char *state_of(struct cli *cli, const Pb__Officer *officer)
{
    if (officer->disabled_utc_ms == 0)
        return officer->n_devices ? _("active") : _("no device yet");
    return td_arena_printf(cli->arena, _("disabled %s: %s"),
                           wording_time(cli->arena, officer->disabled_utc_ms),
                           officer->disabled_reason);
}

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {{N_("Officer"), 0},
                                                  {N_("Name"), 0},
                                                  {N_("Unit"), 0},
                                                  {N_("Roles"), TABLE_WRAP},
                                                  {N_("State"), TABLE_WRAP}};
    Pb__OfficerListRequest in = PB__OFFICER_LIST_REQUEST__INIT;
    const Pb__OfficerListResponse *out;
    in.include_disabled = cli_flag(cli, "all");
    enum td_code code = CALL_ALL(cli, officer_service, list, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, 5, true);
    for (size_t i = 0; i < out->n_officers; i++) {
        const Pb__Officer *officer = out->officers[i];
        TABLE_ROW(table, officer->login, officer->full_name, officer->unit_code,
                  roles_of(cli, officer), state_of(cli, officer));
    }
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

static const struct command_option ADD_OPTIONS[] = {
    {.name = "name",
     .field = "full_name",
     .kind = OPTION_TEXT,
     .value_name = N_("NAME"),
     .help = N_("full name"),
     .required = true},
    {.name = "unit",
     .kind = OPTION_TEXT,
     .value_name = N_("UNIT"),
     .help = N_("code of the officer's unit"),
     .required = true},
    {.name = "role",
     .kind = OPTION_CHOICE,
     .value_name = N_("ROLE"),
     .help = N_("what the officer may do"),
     .required = true,
     .repeats = true,
     .choices = &pb__role__descriptor},
    {.name = "staff-code",
     .kind = OPTION_TEXT,
     .value_name = N_("CODE"),
     .help = N_("their staff code, so that they do not appraise or vote on themselves")},
    {0},
};

static const struct command_option CODE_OPTIONS[] = {
    {.name = "hours",
     .field = "valid_hours",
     .kind = OPTION_NUMBER,
     .value_name = N_("HOURS"),
     .help = N_("how long the code is valid (72)"),
     .min = 1,
     .max = 720},
    {0},
};

static const struct command_option DISABLE_OPTIONS[] = {
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; it is kept in the log"),
     .required = true},
    {0},
};

static const struct command_option LIST_OPTIONS[] = {
    {.name = "all", .letter = 'a', .kind = OPTION_FLAG, .help = N_("disabled officers too")},
    OPTION_AS_OF,
    OPTION_CSV,
    {0},
};

const struct command officer_commands[] = {
    {.group = "officer",
     .name = "add",
     .arguments = "LOGIN",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Add an officer with their unit and roles"),
     .example =
         "thidua officer add p1.vanthu --name \"Nguyễn Văn Mẫu\" --unit P1 --role unit_clerk",
     .failure = N_("The officer was not added"),
     .options = ADD_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = add},
    {.group = "officer",
     .name = "code",
     .arguments = "LOGIN",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Make a one-time code that enrols a device of an officer"),
     .example = "thidua officer code p1.vanthu --hours 24",
     .failure = N_("No code was made"),
     .options = CODE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = issue_code},
    {.group = "officer",
     .name = "disable",
     .arguments = "LOGIN",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Shut an officer out at once; what they did stays"),
     .example = "thidua officer disable p1.vanthu --reason \"Chuyển công tác\" --yes",
     .failure = N_("The officer was not disabled"),
     .options = DISABLE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = disable},
    {.group = "officer",
     .name = "list",
     .arguments = "",
     .summary = N_("List officers with their roles"),
     .example = "thidua officer list --all",
     .failure = N_("The officers could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {0},
};
