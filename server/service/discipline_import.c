/* DisciplineService/Import: a register kept before, brought in row by row (I.2.e). */
#include "check.h"
#include "discipline_case.h"
#include "import_rows.h"
#include "message.h"
#include "timefmt.h"

#define STATE(name) PB__DISCIPLINE_STATE__DISCIPLINE_STATE_##name
#define EVENT(name) PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_##name

/* -- what a row says -- */

/* Does it say anything of a measure? Then it must say all of it. */
static bool has_measure(const Pb__DisciplineImportRow *row)
{
    return *row->measure || *row->from_on || *row->until_on || *row->decision_document ||
           *row->decision_dated_on;
}

/* Borrows the row's strings. */
static struct discipline_case facts_of(const Pb__DisciplineImportRow *row)
{
    return (struct discipline_case){
        .kind = row->kind,
        .name = row->name,
        .staff_code = row->staff_code,
        .citizen_id = row->citizen_id,
        .unit_code = row->unit_code,
        .state = STATE(UNSPECIFIED),
        .opened_on = *row->opened_on ? row->opened_on : row->opening_dated_on,
        .measure = row->measure,
        .from_on = row->from_on,
        .until_on = row->until_on,
        .closed_on = "",
        .opening = {row->opening_document, row->opening_dated_on},
        .decision = {row->decision_document, row->decision_dated_on},
    };
}

static enum td_code row_check(struct call *call, const char *path, size_t i, void *in)
{
    const Pb__DisciplineImportRow *row = ((const Pb__DisciplineImportRequest *)in)->cases[i];
    const struct discipline_case facts = facts_of(row);
    struct td_arena *arena = call->arena;
    const char *opened_field = td_path(arena, path, "opened_on");
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    discipline_check_subject(call, path, &facts);
    discipline_check_document(call, td_path(arena, path, "opening_document"),
                              td_path(arena, path, "opening_dated_on"), &facts.opening);
    check_date(call, opened_field, row->opened_on, true);
    check_date_past(call, opened_field, row->opened_on, today);
    discipline_check_note(call, path, row->note);
    if (has_measure(row)) {
        discipline_check_measure(call, path, &facts);
        check_date_from(call, td_path(arena, path, "from_on"), facts.from_on, facts.opened_on);
        discipline_check_document(call, td_path(arena, path, "decision_document"),
                                  td_path(arena, path, "decision_dated_on"), &facts.decision);
    }
    return *row->unit_code ? discipline_check_unit(call, path, row->unit_code) : TD_OK;
}

/* -- a case that is there -- */

struct comparing {
    struct td_err *err; /* where differences go */
    const char *path;
    const struct discipline_row *known;
    const struct discipline_event_row *events;
    size_t n_events;
};

static void compare(const struct comparing *c, const char *field, const char *row,
                    const char *recorded, bool is_day)
{
    if (strcmp(row, recorded) == 0)
        return;
    td_fail(c->err, TD_ALREADY_EXISTS, td_path(c->err->arena, c->path, field), "",
            is_day && *recorded ? TD_KEY_DISCIPLINE_DIFFERS_DAY : TD_KEY_DISCIPLINE_DIFFERS, "case",
            c->known->facts.number, is_day && *recorded ? "recorded_on" : "recorded", recorded,
            TD_END);
}

/* Was it imposed so at any time? A decision may have replaced it since. */
static bool was_imposed(const struct comparing *c, const struct discipline_case *facts)
{
    for (size_t i = 0; i < c->n_events; i++) {
        const struct discipline_event_row *event = &c->events[i];
        if (event->event == EVENT(IMPOSE) && strcmp(event->measure, facts->measure) == 0 &&
            strcmp(event->from_on, facts->from_on) == 0 &&
            strcmp(event->until_on, facts->until_on) == 0 &&
            strcmp(event->document, facts->decision.number) == 0 &&
            strcmp(event->dated_on, facts->decision.dated_on) == 0)
            return true;
    }
    return false;
}

static void compare_measure(const struct comparing *c, const struct discipline_case *facts)
{
    const struct discipline_case *known = &c->known->facts;
    if (was_imposed(c, facts))
        return;
    if (!*known->measure) {
        td_fail(c->err, TD_ALREADY_EXISTS, td_path(c->err->arena, c->path, "measure"), "",
                TD_KEY_DISCIPLINE_NOT_IMPOSED, "case", known->number, TD_END);
        return;
    }
    compare(c, "measure", facts->measure, known->measure, false);
    compare(c, "from_on", facts->from_on, known->from_on, true);
    compare(c, "until_on", facts->until_on, known->until_on, true);
    compare(c, "decision_document", facts->decision.number, known->decision.number, false);
    compare(c, "decision_dated_on", facts->decision.dated_on, known->decision.dated_on, true);
}

/* Every column that says something else than the register. The note is the first event's. */
static void compare_all(const struct comparing *c, const Pb__DisciplineImportRow *row)
{
    const struct discipline_case facts = facts_of(row), *known = &c->known->facts;
    compare(c, "unit_code", facts.unit_code, known->unit_code, false);
    compare(c, "name", facts.name, known->name, false);
    compare(c, "staff_code", facts.staff_code, known->staff_code, false);
    compare(c, "citizen_id", facts.citizen_id, known->citizen_id, false);
    compare(c, "opening_dated_on", facts.opening.dated_on, known->opening.dated_on, true);
    compare(c, "opened_on", facts.opened_on, known->opened_on, true);
    if (*row->note && c->n_events > 0)
        compare(c, "note", row->note, c->events[0].note, false);
    if (has_measure(row))
        compare_measure(c, &facts);
}

static enum td_code known_check(struct call *call, const char *path,
                                const Pb__DisciplineImportRow *row,
                                const struct discipline_row *known)
{
    struct discipline_event_row *events;
    struct td_err differences;
    struct comparing c = {.err = call->err, .path = path, .known = known};
    enum td_code code =
        disciplines_events(call->db, known->id, INT64_MAX, call->arena, &events, &c.n_events);
    if (code != TD_OK)
        return code;
    /* A case of this very import has no number that anybody knows. */
    bool of_this_import = c.n_events > 0 && events[0].log_seq == call->log_seq;
    td_err_init(&differences, call->arena);
    if (of_this_import)
        c.err = &differences;
    c.events = events;
    compare_all(&c, row);
    if (differences.code != TD_OK)
        td_fail(call->err, TD_ALREADY_EXISTS, path, "", TD_KEY_ROW_TWICE, TD_END);
    return TD_OK;
}

/* -- a new case -- */

static bool state_check(struct call *call, const char *path, const Pb__DisciplineImportRow *row)
{
    char name[TD_ENUM_NAME_SIZE] = "";
    Pb__DisciplineState expected = has_measure(row) ? STATE(IMPOSED) : STATE(UNDER_CONSIDERATION);
    const char *field = td_path(call->arena, path, "state");
    if (row->state == STATE(UNSPECIFIED) || row->state == expected)
        return true;
    if (!check_choice(call, field, &pb__discipline_state__descriptor, (int)row->state))
        return false;
    td_enum_name(&pb__discipline_state__descriptor, (int)row->state, name);
    td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DISCIPLINE_IMPORT_STATE, "state",
            name, TD_END);
    return false;
}

static enum td_code case_add(struct call *call, const Pb__DisciplineImportRow *row)
{
    struct discipline_row added = {.facts = facts_of(row)};
    Pb__DisciplineState *state = &added.facts.state;
    enum td_code code = discipline_next(*state, EVENT(OPEN), call->who.roles, state, call->err);
    if (code == TD_OK)
        code = discipline_store_opening(call, &added, row->note);
    if (code != TD_OK || !has_measure(row))
        return code;
    code = discipline_next(*state, EVENT(IMPOSE), call->who.roles, state, call->err);
    return code == TD_OK ? discipline_store_measure(call, &added, "") : code;
}

static enum td_code row_put(struct call *call, const char *path, size_t i, void *in,
                            bool *ret_added)
{
    const Pb__DisciplineImportRow *row = ((const Pb__DisciplineImportRequest *)in)->cases[i];
    const struct discipline_case facts = facts_of(row);
    struct discipline_row known;
    enum td_code code = disciplines_find_same(call->db, &facts, call->arena, &known);
    if (code == TD_OK)
        return known_check(call, path, row, &known);
    if (code != TD_NOT_FOUND)
        return code;
    *ret_added = true;
    return state_check(call, path, row) ? case_add(call, row) : TD_OK;
}

enum td_code discipline_import(struct call *call, const Pb__DisciplineImportRequest *in,
                               Pb__DisciplineImportResponse *out)
{
    static const struct import_steps STEPS = {"cases", "discipline", row_check, row_put};
    return import_rows(call, &STEPS, in->n_cases, (void *)in, &out->added, &out->unchanged);
}
