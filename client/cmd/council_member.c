/* thidua council appoint, release, import, members: who is in the council, from when to when. */
#include "council.pb-c.h"

#include "commands.h"
#include "connection.h"
#include "csv_import.h"
#include "i18n.h"
#include "json.h"
#include "list.h"
#include "names.h"
#include "table.h"
#include "wording.h"

static void print_members(struct cli *cli, Pb__CouncilMember *const *members, size_t n)
{
    static const struct table_column COLUMNS[] = {
        {N_("MEMBER"), 0},         {N_("NAME"), TABLE_WRAP}, {N_("UNIT"), 0},
        {N_("POSITION"), 0},       {N_("FROM"), 0},          {N_("TO"), 0},
        {N_("REASON"), TABLE_WRAP}};
    struct table *table = table_new(COLUMNS, 7, true);
    for (size_t i = 0; i < n; i++) {
        const Pb__CouncilMember *member = members[i];
        TABLE_ROW(
            table, member->login, member->full_name, member->unit_code,
            wording_enum(cli->arena, &pb__council_position__descriptor, (int)member->position),
            wording_date(cli->arena, member->from_on), wording_date(cli->arena, member->to_on),
            member->end_reason);
    }
    if (table_rows(table) == 0)
        puts(_("There are no council members."));
    table_print(table, stdout);
    table_free(table);
}

static enum td_code appoint(struct cli *cli)
{
    Pb__CouncilAppointRequest in = PB__COUNCIL_APPOINT_REQUEST__INIT;
    Pb__CouncilAppointment appointment = PB__COUNCIL_APPOINTMENT__INIT;
    const Pb__CouncilAppointResponse *out;
    appointment.login = (char *)cli->args[0];
    appointment.position = (Pb__CouncilPosition)cli_number(cli, "position", 0);
    appointment.from_on = cli_field(cli, "from");
    appointment.to_on = cli_field(cli, "to");
    in.appointment = &appointment;
    enum td_code code = CALL(cli, council_service, appoint, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    print_members(cli, &out->member, out->member ? 1 : 0);
    return TD_OK;
}

static enum td_code release(struct cli *cli)
{
    Pb__CouncilReleaseRequest in = PB__COUNCIL_RELEASE_REQUEST__INIT;
    const Pb__CouncilReleaseResponse *out;
    in.login = (char *)cli->args[0];
    in.to_on = cli_field(cli, "to");
    in.reason = cli_field(cli, "reason");
    enum td_code code = CALL(cli, council_service, release, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    print_members(cli, &out->member, out->member ? 1 : 0);
    return TD_OK;
}

static enum td_code import(struct cli *cli)
{
    static const struct csv_column COLUMNS[] = {
        {.field = "login",
         .aliases = "tài khoản|tên đăng nhập",
         .required = true,
         .check = login_check},
        {.field = "position", .aliases = "chức danh|chức vụ", .required = true},
        {.field = "from_on", .aliases = "from|từ ngày", .required = true},
        {.field = "to_on", .aliases = "to|đến ngày|đến hết ngày"},
        {0}};
    static const struct csv_import MEMBERS = {"members", &pb__council_appointment__descriptor,
                                              COLUMNS};
    Pb__CouncilImportRequest in = PB__COUNCIL_IMPORT_REQUEST__INIT;
    const Pb__CouncilImportResponse *out;
    enum td_code code = CSV_IMPORT(cli, &MEMBERS, council_service, import, &in, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    printf(in.dry_run
               ? _("Only tried (--dry-run). Members that would be added: %u; there already: %u.\n")
               : _("Members added: %u; there already: %u.\n"),
           out->added, out->unchanged);
    return TD_OK;
}

static enum td_code list_members(struct cli *cli)
{
    Pb__CouncilMembersRequest in = PB__COUNCIL_MEMBERS_REQUEST__INIT;
    const Pb__CouncilMembersResponse *out;
    in.on = cli_field(cli, "on");
    enum td_code code = CALL(cli, council_service, members, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    print_members(cli, out->members, out->n_members);
    return TD_OK;
}

static const struct command_option APPOINT_OPTIONS[] = {
    {.name = "position",
     .kind = OPTION_CHOICE,
     .value_name = N_("POSITION"),
     .help = N_("chair, deputy or member"),
     .required = true,
     .choices = &pb__council_position__descriptor},
    {.name = "from",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("first day"),
     .required = true},
    {.name = "to",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("last day (until further notice)")},
    {0},
};

static const struct command_option RELEASE_OPTIONS[] = {
    {.name = "to",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("last day"),
     .required = true},
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why"),
     .required = true},
    {0},
};

static const struct command_option IMPORT_OPTIONS[] = {OPTION_DRY_RUN, {0}};

static const struct command_option MEMBERS_OPTIONS[] = {
    {.name = "on",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("who was a member on this day (everybody there ever was)")},
    OPTION_AS_OF,
    OPTION_CSV,
    {0},
};

const struct command council_member_commands[] = {
    {.group = "council",
     .name = "appoint",
     .arguments = "LOGIN",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Enter a member of the council"),
     .details = N_("The officer needs one of the roles council member, council secretary and "
                   "council chair. Whoever is a member on the day of a session has a vote in it."),
     .example = "thidua council appoint p1.chutich --position member --from 2022-06-01",
     .failure = N_("The member was not entered"),
     .options = APPOINT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = appoint},
    {.group = "council",
     .name = "release",
     .arguments = "LOGIN",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Enter the last day of a member"),
     .example = "thidua council release p1.chutich --to 2022-11-30 --reason \"Nghỉ hưu\"",
     .failure = N_("The last day was not entered"),
     .options = RELEASE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = release},
    {.group = "council",
     .name = "import",
     .arguments = "FILE.csv",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Enter members from a CSV file, all or none"),
     .details = N_("Columns login, position (chair, deputy, member), from_on, to_on in any order."),
     .example = "thidua council import council-2022.csv --dry-run",
     .failure = N_("No member was entered"),
     .options = IMPORT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = import},
    {.group = "council",
     .name = "members",
     .arguments = "",
     .summary = N_("List the members of the council"),
     .example = "thidua council members --on 2022-12-20",
     .failure = N_("The members could not be listed"),
     .options = MEMBERS_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list_members},
    {0},
};
