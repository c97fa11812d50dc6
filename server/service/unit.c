/* UnitService: the town's units and the days from and to which each exists (II.1). */
#include "unit.h"

#include "as_of.h"
#include "check.h"
#include "import_rows.h"
#include "names.h"
#include "reply.h"
#include "services.h"
#include "timefmt.h"
#include "unit.pb-c.h"
#include "units.h"

#define NAME_MAX_CHARS 200
#define ADMINISTRATOR ROLE_BIT(PB__ROLE__ROLE_ADMINISTRATOR)

/* -- for other services -- */

enum td_code unit_known(struct call *call, const char *field, const char *unit_code)
{
    bool known = false;
    enum td_code code = units_known(call->db, unit_code, &known);
    if (code == TD_OK && !known)
        return td_fail(call->err, TD_NOT_FOUND, field, "", TD_KEY_UNIT_UNKNOWN, "unit", unit_code,
                       TD_END);
    return code;
}

enum td_code unit_filter_known(struct call *call, const char *unit_code)
{
    return *unit_code ? unit_known(call, "unit_code", unit_code) : TD_OK;
}

enum td_code unit_known_on(struct call *call, const char *field, const char *unit_code,
                           const char *day)
{
    struct unit_row unit;
    enum td_code code = units_find(call->db, unit_code, day, INT64_MAX, call->arena, &unit);
    if (code != TD_NOT_FOUND)
        return code;
    code = unit_known(call, field, unit_code);
    if (code == TD_OK)
        return td_fail(call->err, TD_FAILED_PRECONDITION, field, "", TD_KEY_UNIT_NOT_VALID, "unit",
                       unit_code, "day_on", day, TD_END);
    return code;
}

/* -- the register -- */

/* parent: the path of the unit in the request. */
static void unit_check(struct call *call, const char *parent, const Pb__Unit *unit)
{
    const char *to_path = td_path(call->arena, parent, "valid_to");
    unit_code_check(unit->code, td_path(call->arena, parent, "code"), call->err);
    label_check(unit->name, NAME_MAX_CHARS, td_path(call->arena, parent, "name"), call->err);
    check_choice(call, td_path(call->arena, parent, "kind"), &pb__unit_kind__descriptor,
                 (int)unit->kind);
    bool from_fine =
        check_date(call, td_path(call->arena, parent, "valid_from"), unit->valid_from, false);
    bool to_fine = check_date(call, to_path, unit->valid_to, true);
    if (from_fine && to_fine && *unit->valid_to && strcmp(unit->valid_to, unit->valid_from) < 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, to_path, "", TD_KEY_DATE_ORDER, "other_on",
                unit->valid_from, TD_END);
}

/* Put one checked unit; a conflict becomes a violation. */
static enum td_code unit_put(struct call *call, const char *path, const Pb__Unit *unit,
                             bool *ret_changed)
{
    struct unit_row row = {unit->code, unit->name, unit->kind, unit->valid_from, unit->valid_to};
    enum td_code code = units_put(call->db, &row, call->log_seq, ret_changed);
    if (code == TD_ALREADY_EXISTS)
        return td_fail(call->err, code, path, "", TD_KEY_UNIT_EXISTS, "unit", unit->code, TD_END);
    return code;
}

static enum td_code unit_add(struct call *call, const Pb__UnitAddRequest *in,
                             Pb__UnitAddResponse *out)
{
    bool changed;
    if (!in->unit)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "unit", "", TD_KEY_REQUIRED, TD_END);
    unit_check(call, "unit", in->unit);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = unit_put(call, "unit", in->unit, &changed);
    if (code != TD_OK)
        return code;
    out->unit = in->unit;
    return reply_note(call, td_arena_printf(call->arena, "unit %s", in->unit->code), 0,
                      changed ? "" : "unchanged");
}

static bool periods_overlap(const Pb__Unit *a, const Pb__Unit *b)
{
    return strcmp(a->code, b->code) == 0 &&
           (!*b->valid_to || strcmp(a->valid_from, b->valid_to) <= 0) &&
           (!*a->valid_to || strcmp(b->valid_from, a->valid_to) <= 0);
}

static void check_no_unit_twice(struct call *call, const Pb__UnitImportRequest *in)
{
    for (size_t i = 1; i < in->n_units; i++)
        for (size_t k = 0; k < i; k++)
            if (periods_overlap(in->units[i], in->units[k])) {
                td_fail(call->err, TD_INVALID_ARGUMENT, td_path_index(call->arena, "units", i), "",
                        TD_KEY_UNIT_DUPLICATE, "unit", in->units[i]->code, TD_END);
                break;
            }
}

static enum td_code import_check(struct call *call, const char *path, size_t i, void *in)
{
    unit_check(call, path, ((const Pb__UnitImportRequest *)in)->units[i]);
    return TD_OK;
}

static enum td_code import_put(struct call *call, const char *path, size_t i, void *in,
                               bool *ret_added)
{
    enum td_code code =
        unit_put(call, path, ((const Pb__UnitImportRequest *)in)->units[i], ret_added);
    return code == TD_ALREADY_EXISTS ? TD_OK : code; /* conflicts are told all at once */
}

static enum td_code unit_import(struct call *call, const Pb__UnitImportRequest *in,
                                Pb__UnitImportResponse *out)
{
    static const struct import_steps STEPS = {"units", "units", import_check, import_put};
    check_no_unit_twice(call, in);
    return import_rows(call, &STEPS, in->n_units, (void *)in, &out->added, &out->unchanged);
}

static enum td_code unit_list(struct call *call, const Pb__UnitListRequest *in,
                              Pb__UnitListResponse *out)
{
    struct as_of as_of;
    struct unit_row *rows;
    size_t n;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code != TD_OK || !check_date(call, "on", in->on, true))
        return code == TD_OK ? check_outcome(call) : code;
    code = units_list(call->db, *in->on ? in->on : as_of.day, (int64_t)as_of.log_seq, call->arena,
                      &rows, &n);
    if (code != TD_OK)
        return code;
    out->units = reply_list(call, &pb__unit__descriptor, n);
    if (!out->units)
        return TD_RESOURCE_EXHAUSTED;
    out->n_units = n;
    for (size_t i = 0; i < n; i++) {
        out->units[i]->code = (char *)rows[i].code;
        out->units[i]->name = (char *)rows[i].name;
        out->units[i]->kind = rows[i].kind;
        out->units[i]->valid_from = (char *)rows[i].valid_from;
        out->units[i]->valid_to = (char *)rows[i].valid_to;
    }
    return TD_OK;
}

METHOD(unit__add, Pb__UnitAddRequest, Pb__UnitAddResponse, METHOD_WRITE, ADMINISTRATOR, unit_add)
METHOD(unit__import, Pb__UnitImportRequest, Pb__UnitImportResponse, METHOD_WRITE, ADMINISTRATOR,
       unit_import)
METHOD(unit__list, Pb__UnitListRequest, Pb__UnitListResponse, METHOD_READ, ANY_OFFICER, unit_list)
SERVICE(unit_service, PB__UNIT_SERVICE__INIT, unit__)
