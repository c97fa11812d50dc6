/* OfficerService: who may come in, and as what. */
#include "services.h"

#include "as_of.h"
#include "domain/names.h"
#include "enrolment_code.h"
#include "message.h"
#include "officer.pb-c.h"
#include "officers.h"
#include "timefmt.h"
#include "unit.h"
#include "units.h"

#define FULL_NAME_MAX_CHARS 100
#define REASON_MAX_CHARS 500
#define HOUR_MS ((int64_t)3600 * 1000)

/* -- rows to messages -- */

static bool fill_roles(struct call *call, role_set roles, Pb__Officer *officer)
{
    officer->roles = td_arena_alloc(call->arena, 32 * sizeof *officer->roles);
    if (!officer->roles)
        return false;
    for (int role = 1; role < 32; role++)
        if (roles & ROLE_BIT(role))
            officer->roles[officer->n_roles++] = (Pb__Role)role;
    return true;
}

/* The first of `n` devices that are this officer's, one after another. */
static bool fill_devices(struct call *call, const struct device_row *devices, size_t n,
                         Pb__Officer *officer)
{
    officer->devices = td_arena_alloc(call->arena, (n + 1) * sizeof *officer->devices);
    if (!officer->devices)
        return false;
    for (size_t i = 0; i < n; i++) {
        Pb__Device *device = td_arena_alloc(call->arena, sizeof *device);
        if (!device)
            return false;
        pb__device__init(device);
        device->name = (char *)devices[i].name;
        device->enrolled_utc_ms = devices[i].enrolled_utc_ms;
        device->not_after_utc_ms = devices[i].not_after_utc_ms;
        officer->devices[officer->n_devices++] = device;
    }
    return true;
}

/* NULL when the arena is used up. */
static Pb__Officer *officer_message(struct call *call, const struct officer_row *row,
                                    const struct device_row *devices, size_t n_devices)
{
    Pb__Officer *officer = td_arena_alloc(call->arena, sizeof *officer);
    if (!officer)
        return NULL;
    pb__officer__init(officer);
    officer->login = (char *)row->login;
    officer->full_name = (char *)row->full_name;
    officer->unit_code = (char *)row->unit_code;
    officer->added_utc_ms = row->added_utc_ms;
    officer->disabled_utc_ms = row->disabled_utc_ms;
    officer->disabled_reason = (char *)row->disabled_reason;
    officer->staff_code = (char *)row->staff_code;
    bool filled =
        fill_roles(call, row->roles, officer) && fill_devices(call, devices, n_devices, officer);
    return filled ? officer : NULL;
}

/* An officer as stored now, with devices. */
static enum td_code read_back(struct call *call, int64_t officer_id, Pb__Officer **ret)
{
    struct officer_row row;
    struct device_row *devices = NULL;
    size_t n_devices = 0;
    enum td_code code = officers_find_id(call->db, officer_id, call->arena, &row);
    if (code == TD_OK)
        code = devices_list(call->db, officer_id, INT64_MAX, call->arena, &devices, &n_devices);
    if (code != TD_OK)
        return code;
    *ret = officer_message(call, &row, devices, n_devices);
    return *ret ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static void note_officer(struct call *call, const char *login, const char *detail)
{
    call->note.subject = td_arena_printf(call->arena, "officer %s", login);
    call->note.detail = detail;
}

static enum td_code find_active(struct call *call, const char *login, struct officer_row *ret)
{
    enum td_code code = officers_find(call->db, login, call->arena, ret);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "login", "", TD_KEY_OFFICER_UNKNOWN, "login", login,
                       TD_END);
    if (code == TD_OK && ret->disabled_utc_ms)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "login", "", TD_KEY_OFFICER_DISABLED,
                       "login", login, "at_utc_ms", td_dec(call->arena, ret->disabled_utc_ms),
                       TD_END);
    return code;
}

/* -- WhoAmI -- */

static enum td_code officer_who_am_i(struct call *call, const Pb__WhoAmIRequest *in,
                                     Pb__WhoAmIResponse *out)
{
    (void)in;
    char today[TD_DATE_SIZE];
    struct unit_row unit = {.name = ""};
    td_date_of(call->now_utc_ms, today);
    enum td_code code = read_back(call, call->who.officer_id, &out->officer);
    if (code == TD_OK)
        code = units_find(call->db, call->who.unit_code, today, INT64_MAX, call->arena, &unit);
    if (code != TD_OK && code != TD_NOT_FOUND)
        return code;
    /* The unit may have ended (merged) while its officers still come in. */
    out->unit_name = unit.name ? (char *)unit.name : (char *)"";
    out->server_time_utc_ms = call->now_utc_ms;
    out->server_software = (char *)call->services->software;
    return TD_OK;
}

/* -- Add -- */

static enum td_code check_roles(struct call *call, const Pb__OfficerAddRequest *in,
                                role_set *ret_roles)
{
    role_set roles = 0;
    if (in->n_roles == 0)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "roles", "", TD_KEY_REQUIRED, TD_END);
    for (size_t i = 0; i < in->n_roles; i++) {
        int role = (int)in->roles[i];
        if (role <= 0 || !protobuf_c_enum_descriptor_get_value(&pb__role__descriptor, role))
            return td_fail(call->err, TD_INVALID_ARGUMENT, td_path_index(call->arena, "roles", i),
                           "", TD_KEY_CHOICE, "value", td_dec(call->arena, role), "allowed",
                           td_enum_names(&pb__role__descriptor, call->arena), TD_END);
        roles |= ROLE_BIT(role);
    }
    *ret_roles = roles;
    return TD_OK;
}

static enum td_code check_unit(struct call *call, const char *unit_code)
{
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    enum td_code code = unit_code_check(unit_code, "unit_code", call->err);
    return code == TD_OK ? unit_known_on(call, "unit_code", unit_code, today) : code;
}

static enum td_code officer_add(struct call *call, const Pb__OfficerAddRequest *in,
                                Pb__OfficerAddResponse *out)
{
    struct officer_row row = {.login = in->login,
                              .full_name = in->full_name,
                              .unit_code = in->unit_code,
                              .staff_code = in->staff_code,
                              .added_utc_ms = call->now_utc_ms,
                              .added_by = call->who.officer_id,
                              .log_seq = call->log_seq};
    (void)login_check(in->login, "login", call->err);
    (void)label_check(in->full_name, FULL_NAME_MAX_CHARS, "full_name", call->err);
    (void)check_roles(call, in, &row.roles);
    if (!is_staff_code(in->staff_code))
        td_fail(call->err, TD_INVALID_ARGUMENT, "staff_code", "", TD_KEY_TEXT_FORM, "expected",
                STAFF_CODE_FORM, TD_END);
    enum td_code code = check_unit(call, in->unit_code);
    if (call->err->code != TD_OK)
        return call->err->code;
    if (code == TD_OK)
        code = officers_add(call->db, &row, &row.id);
    if (code == TD_ALREADY_EXISTS)
        return td_fail(call->err, code, "login", "", TD_KEY_OFFICER_EXISTS, "login", in->login,
                       TD_END);
    if (code != TD_OK)
        return code;
    note_officer(call, in->login, "");
    return read_back(call, row.id, &out->officer);
}

/* -- IssueCode -- */

static enum td_code officer_issue_code(struct call *call, const Pb__IssueCodeRequest *in,
                                       Pb__IssueCodeResponse *out)
{
    struct officer_row row;
    uint32_t hours = in->valid_hours ? in->valid_hours : ENROLMENT_CODE_HOURS;
    if (hours > ENROLMENT_CODE_MAX_HOURS)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "valid_hours", "", TD_KEY_NUMBER_RANGE,
                       "min", "1", "max", td_dec(call->arena, ENROLMENT_CODE_MAX_HOURS), TD_END);
    enum td_code code = find_active(call, in->login, &row);
    if (code != TD_OK)
        return code;
    out->code = td_arena_alloc(call->arena, TD_ENROLL_CODE_SIZE);
    if (!out->code)
        return TD_RESOURCE_EXHAUSTED;
    out->expires_utc_ms = call->now_utc_ms + (int64_t)hours * HOUR_MS;
    note_officer(call, row.login, "");
    return enrolment_code_issue(
        call->db,
        &(struct enrolment_code_request){.pki = call->services->pki,
                                         .public_address = call->services->public_address,
                                         .officer_id = row.id,
                                         .now_utc_ms = call->now_utc_ms,
                                         .expires_utc_ms = out->expires_utc_ms},
        out->code);
}

/* -- Disable -- */

static enum td_code officer_disable(struct call *call, const Pb__OfficerDisableRequest *in,
                                    Pb__OfficerDisableResponse *out)
{
    struct officer_row row;
    enum td_code code = label_check(in->reason, REASON_MAX_CHARS, "reason", call->err);
    if (code == TD_OK)
        code = find_active(call, in->login, &row);
    if (code != TD_OK)
        return code;
    /* So that there is always an administrator left. */
    if (row.id == call->who.officer_id)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "login", "", TD_KEY_OFFICER_SELF, TD_END);
    code = officers_disable(call->db, row.id, call->now_utc_ms, call->log_seq, in->reason);
    if (code != TD_OK)
        return code;
    call->end_sessions_of_officer = row.id;
    note_officer(call, row.login, in->reason);
    return read_back(call, row.id, &out->officer);
}

/* -- List -- */

/* How many of the devices from `from` on, sorted by officer, are this officer's; *ret_first is
 * where they begin. */
static size_t devices_of(const struct device_row *devices, size_t n, int64_t officer_id,
                         size_t *ret_first)
{
    size_t first = 0, end;
    while (first < n && devices[first].officer_id < officer_id)
        first++;
    for (end = first; end < n && devices[end].officer_id == officer_id; end++)
        ;
    *ret_first = first;
    return end - first;
}

static enum td_code officer_list(struct call *call, const Pb__OfficerListRequest *in,
                                 Pb__OfficerListResponse *out)
{
    struct officer_row *rows;
    struct device_row *devices;
    struct as_of as_of;
    size_t n = 0, n_devices = 0;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    const int64_t seq = code == TD_OK ? (int64_t)as_of.log_seq : 0;
    if (code == TD_OK)
        code = officers_list(call->db, in->include_disabled, seq, call->arena, &rows, &n);
    if (code == TD_OK)
        code = devices_list(call->db, 0, seq, call->arena, &devices, &n_devices);
    if (code != TD_OK)
        return code;
    out->officers = td_arena_alloc(call->arena, (n + 1) * sizeof *out->officers);
    if (!out->officers)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        size_t first, count = devices_of(devices, n_devices, rows[i].id, &first);
        Pb__Officer *officer = officer_message(call, &rows[i], devices + first, count);
        if (!officer)
            return TD_RESOURCE_EXHAUSTED;
        out->officers[out->n_officers++] = officer;
    }
    return TD_OK;
}

#define ADMINISTRATOR ROLE_BIT(PB__ROLE__ROLE_ADMINISTRATOR)
#define OFFICER_READERS                                 \
    (ADMINISTRATOR | ROLE_BIT(PB__ROLE__ROLE_AUDITOR) | \
     ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD) | ROLE_BIT(PB__ROLE__ROLE_SPECIALIST))

METHOD(officer__who_am_i, Pb__WhoAmIRequest, Pb__WhoAmIResponse, METHOD_READ, ANY_OFFICER,
       officer_who_am_i)
METHOD(officer__add, Pb__OfficerAddRequest, Pb__OfficerAddResponse, METHOD_WRITE, ADMINISTRATOR,
       officer_add)
/* The answer holds the secret of which only the digest may be stored. */
METHOD_SECRET(officer__issue_code, Pb__IssueCodeRequest, Pb__IssueCodeResponse, ADMINISTRATOR,
              officer_issue_code)
METHOD(officer__disable, Pb__OfficerDisableRequest, Pb__OfficerDisableResponse, METHOD_WRITE,
       ADMINISTRATOR, officer_disable)
METHOD(officer__list, Pb__OfficerListRequest, Pb__OfficerListResponse, METHOD_READ, OFFICER_READERS,
       officer_list)
SERVICE(officer_service, PB__OFFICER_SERVICE__INIT, officer__)
