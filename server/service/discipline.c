/* DisciplineService: the steps of a case in the register of discipline (I.2.e), and the method
 * table. What the register means for nominations is in dossier_eligibility.c. */
#include "discipline_case.h"

#include "attachment.h"
#include "check.h"
#include "dossier.h"
#include "names.h"
#include "reply.h"
#include "services.h"
#include "timefmt.h"
#include "units.h"

#define NAME_MAX_CHARS 200
#define DOCUMENT_MAX_CHARS 100
#define MEASURE_MAX_CHARS 200
#define NOTE_MAX_CHARS 2000
#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD))
#define EVENT(name) PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_##name

/* -- checks -- */

void discipline_check_subject(struct call *call, const char *path,
                              const struct discipline_case *facts)
{
    struct td_arena *arena = call->arena;
    bool person = facts->kind == PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL;
    const char *staff_field = td_path(arena, path, "staff_code");
    const char *citizen_field = td_path(arena, path, "citizen_id");
    check_choice(call, td_path(arena, path, "kind"), &pb__nominee_kind__descriptor,
                 (int)facts->kind);
    unit_code_check(facts->unit_code, td_path(arena, path, "unit_code"), call->err);
    if (person || *facts->name)
        label_check(facts->name, NAME_MAX_CHARS, td_path(arena, path, "name"), call->err);
    if (!person && (*facts->staff_code || *facts->citizen_id))
        td_fail(call->err, TD_INVALID_ARGUMENT, *facts->staff_code ? staff_field : citizen_field,
                "", TD_KEY_DISCIPLINE_COLLECTIVE, TD_END);
    if (person && !*facts->staff_code && !*facts->citizen_id)
        td_fail(call->err, TD_INVALID_ARGUMENT, staff_field, "", TD_KEY_DISCIPLINE_IDENTITY,
                TD_END);
    if (!is_staff_code(facts->staff_code))
        td_fail(call->err, TD_INVALID_ARGUMENT, staff_field, "", TD_KEY_TEXT_FORM, "expected",
                STAFF_CODE_FORM, TD_END);
    if (!is_citizen_id(facts->citizen_id))
        td_fail(call->err, TD_INVALID_ARGUMENT, citizen_field, "", TD_KEY_TEXT_FORM, "expected",
                CITIZEN_ID_FORM, TD_END);
}

enum td_code discipline_check_unit(struct call *call, const char *path, const char *unit_code)
{
    bool known = false;
    enum td_code code = units_known(call->db, unit_code, &known);
    if (code == TD_OK && !known)
        td_fail(call->err, TD_INVALID_ARGUMENT, td_path(call->arena, path, "unit_code"), "",
                TD_KEY_UNIT_UNKNOWN, "unit", unit_code, TD_END);
    return code;
}

void discipline_check_document(struct call *call, const char *number_field, const char *day_field,
                               const struct discipline_document *document)
{
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    check_text(call, number_field, document->number, DOCUMENT_MAX_CHARS);
    check_date(call, day_field, document->dated_on, false);
    check_date_past(call, day_field, document->dated_on, today);
}

void discipline_check_measure(struct call *call, const char *path,
                              const struct discipline_case *facts)
{
    const char *until_field = td_path(call->arena, path, "until_on");
    label_check(facts->measure, MEASURE_MAX_CHARS, td_path(call->arena, path, "measure"),
                call->err);
    check_date(call, td_path(call->arena, path, "from_on"), facts->from_on, false);
    check_date(call, until_field, facts->until_on, false);
    check_date_from(call, until_field, facts->until_on, facts->from_on);
}

void discipline_check_note(struct call *call, const char *path, const char *note)
{
    if (*note)
        check_text(call, td_path(call->arena, path, "note"), note, NOTE_MAX_CHARS);
}

/* -- what the steps share -- */

struct step {
    struct discipline_row row; /* as it was, then as it becomes */
    char today[TD_DATE_SIZE];
    struct discipline_document document;
    Pb__FileRef *const *evidence;
    size_t n_evidence;
};

/* Checks the document of the step and the files that come with it. */
static void step_check(struct call *call, struct step *s, bool has_document)
{
    td_date_of(call->now_utc_ms, s->today);
    if (has_document)
        discipline_check_document(call, "document", "dated_on", &s->document);
    attachment_check(call, "evidence", s->evidence, s->n_evidence);
}

/* The case, moved by the event (whose content the caller has checked). */
static enum td_code step_begin(struct call *call, const char *number, Pb__DisciplineEvent event,
                               struct step *s)
{
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    enum td_code code = discipline_get(call, number, INT64_MAX, &s->row);
    if (code == TD_OK)
        code = discipline_next(s->row.facts.state, event, call->who.roles, &s->row.facts.state,
                               call->err);
    return code;
}

static enum td_code event_store(struct call *call, struct discipline_row *row,
                                struct discipline_event_row event)
{
    event.log_seq = call->log_seq;
    event.at_utc_ms = call->now_utc_ms;
    event.officer_id = call->who.officer_id;
    row->changed_utc_ms = call->now_utc_ms;
    enum td_code code = event.event == EVENT(OPEN) ? disciplines_add(call->db, row, call->arena)
                                                   : disciplines_update(call->db, row);
    return code == TD_OK ? disciplines_event_add(call->db, row->id, &event) : code;
}

enum td_code discipline_store_opening(struct call *call, struct discipline_row *row,
                                      const char *note)
{
    const struct discipline_case *facts = &row->facts;
    return event_store(call, row,
                       (struct discipline_event_row){
                           .event = EVENT(OPEN),
                           .document = facts->opening.number,
                           .dated_on = facts->opening.dated_on,
                           .measure = "",
                           .from_on = facts->opened_on,
                           .until_on = "",
                           .note = note,
                       });
}

enum td_code discipline_store_measure(struct call *call, struct discipline_row *row,
                                      const char *note)
{
    const struct discipline_case *facts = &row->facts;
    return event_store(call, row,
                       (struct discipline_event_row){
                           .event = EVENT(IMPOSE),
                           .document = facts->decision.number,
                           .dated_on = facts->decision.dated_on,
                           .measure = facts->measure,
                           .from_on = facts->from_on,
                           .until_on = facts->until_on,
                           .note = note,
                       });
}

/* What comes behind the event: files, the answer, and the note for the log, which names nobody. */
static enum td_code step_end(struct call *call, struct step *s, Pb__DisciplineCase **ret)
{
    enum td_code code =
        attachment_add(call, discipline_subject(call, &s->row), s->evidence, s->n_evidence);
    if (code != TD_OK)
        return code;
    *ret = discipline_reply(call, &s->row, s->today);
    return *ret ? reply_note(call, s->row.facts.number, 0, s->document.number)
                : TD_RESOURCE_EXHAUSTED;
}

/* -- open -- */

/* A unit that exists, and no case of the same document about the same. */
static enum td_code opening_check(struct call *call, const struct discipline_case *facts)
{
    struct discipline_row same;
    enum td_code code = discipline_check_unit(call, "", facts->unit_code);
    if (code != TD_OK || check_outcome(call) != TD_OK)
        return code != TD_OK ? code : check_outcome(call);
    code = disciplines_find_same(call->db, facts, call->arena, &same);
    if (code == TD_OK)
        return td_fail(call->err, TD_ALREADY_EXISTS, "document", "", TD_KEY_DISCIPLINE_EXISTS,
                       "case", same.facts.number, TD_END);
    return code == TD_NOT_FOUND ? TD_OK : code;
}

static enum td_code discipline_open(struct call *call, const Pb__DisciplineOpenRequest *in,
                                    Pb__DisciplineOpenResponse *out)
{
    struct step s = {.document = {in->document, in->dated_on},
                     .evidence = in->evidence,
                     .n_evidence = in->n_evidence};
    s.row.facts = (struct discipline_case){
        .kind = in->kind,
        .name = in->name,
        .staff_code = in->staff_code,
        .citizen_id = in->citizen_id,
        .unit_code = in->unit_code,
        .opened_on = *in->opened_on ? in->opened_on : in->dated_on,
        .measure = "",
        .from_on = "",
        .until_on = "",
        .closed_on = "",
        .opening = s.document,
        .decision = {"", ""},
    };
    step_check(call, &s, true);
    discipline_check_subject(call, "", &s.row.facts);
    check_date(call, "opened_on", in->opened_on, true);
    check_date_past(call, "opened_on", in->opened_on, s.today);
    discipline_check_note(call, "", in->note);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = discipline_next(PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNSPECIFIED, EVENT(OPEN),
                               call->who.roles, &s.row.facts.state, call->err);
    if (code == TD_OK)
        code = opening_check(call, &s.row.facts);
    if (code == TD_OK)
        code = discipline_store_opening(call, &s.row, in->note);
    return code == TD_OK ? step_end(call, &s, &out->discipline) : code;
}

/* -- impose, dismiss, end -- */

static enum td_code discipline_impose(struct call *call, const Pb__DisciplineImposeRequest *in,
                                      Pb__DisciplineImposeResponse *out)
{
    struct step s = {.document = {in->document, in->dated_on},
                     .evidence = in->evidence,
                     .n_evidence = in->n_evidence};
    const struct discipline_case measure = {
        .measure = in->measure, .from_on = in->from_on, .until_on = in->until_on};
    step_check(call, &s, true);
    discipline_check_measure(call, "", &measure);
    discipline_check_note(call, "", in->note);
    enum td_code code = step_begin(call, in->case_id, EVENT(IMPOSE), &s);
    if (code != TD_OK)
        return code;
    struct discipline_case *facts = &s.row.facts;
    if (!check_date_from(call, "from_on", in->from_on, facts->opened_on))
        return check_outcome(call);
    facts->measure = in->measure;
    facts->from_on = in->from_on;
    facts->until_on = in->until_on;
    facts->decision = s.document;
    code = discipline_store_measure(call, &s.row, in->note);
    return code == TD_OK ? step_end(call, &s, &out->discipline) : code;
}

static enum td_code discipline_dismiss(struct call *call, const Pb__DisciplineDismissRequest *in,
                                       Pb__DisciplineDismissResponse *out)
{
    struct step s = {.document = {in->document, in->dated_on},
                     .evidence = in->evidence,
                     .n_evidence = in->n_evidence};
    const char *free_on = *in->free_on ? in->free_on : in->dated_on;
    step_check(call, &s, true);
    check_date(call, "free_on", in->free_on, true);
    check_date_past(call, "free_on", in->free_on, s.today);
    check_text(call, "note", in->note, NOTE_MAX_CHARS);
    enum td_code code = step_begin(call, in->case_id, EVENT(DISMISS), &s);
    if (code != TD_OK)
        return code;
    if (!check_date_from(call, *in->free_on ? "free_on" : "dated_on", free_on,
                         s.row.facts.opened_on))
        return check_outcome(call);
    s.row.facts.closed_on = free_on;
    code = event_store(call, &s.row,
                       (struct discipline_event_row){
                           .event = EVENT(DISMISS),
                           .document = in->document,
                           .dated_on = in->dated_on,
                           .measure = "",
                           .from_on = free_on,
                           .until_on = "",
                           .note = in->note,
                       });
    return code == TD_OK ? step_end(call, &s, &out->discipline) : code;
}

/* On its last day by itself, or before by a document. */
static enum td_code discipline_end(struct call *call, const Pb__DisciplineEndRequest *in,
                                   Pb__DisciplineEndResponse *out)
{
    struct step s = {.document = {in->document, in->dated_on},
                     .evidence = in->evidence,
                     .n_evidence = in->n_evidence};
    step_check(call, &s, *in->document || *in->dated_on);
    check_date(call, "last_on", in->last_on, true);
    discipline_check_note(call, "", in->note);
    enum td_code code = step_begin(call, in->case_id, EVENT(END), &s);
    if (code != TD_OK)
        return code;
    struct discipline_case *facts = &s.row.facts;
    const char *last_on = *in->last_on ? in->last_on : facts->until_on;
    check_date_past(call, "last_on", last_on, s.today);
    check_date_from(call, "last_on", last_on, facts->from_on);
    check_date_until(call, "last_on", last_on, facts->until_on);
    if (strcmp(last_on, facts->until_on) < 0 && !*in->document)
        td_fail(call->err, TD_INVALID_ARGUMENT, "document", "", TD_KEY_DISCIPLINE_EARLY_END,
                "until_on", facts->until_on, TD_END);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    facts->closed_on = last_on;
    code = event_store(call, &s.row,
                       (struct discipline_event_row){
                           .event = EVENT(END),
                           .document = in->document,
                           .dated_on = in->dated_on,
                           .measure = "",
                           .from_on = "",
                           .until_on = last_on,
                           .note = in->note,
                       });
    return code == TD_OK ? step_end(call, &s, &out->discipline) : code;
}

METHOD(discipline__open, Pb__DisciplineOpenRequest, Pb__DisciplineOpenResponse, METHOD_WRITE,
       HOME_AFFAIRS, discipline_open)
METHOD(discipline__impose, Pb__DisciplineImposeRequest, Pb__DisciplineImposeResponse, METHOD_WRITE,
       HOME_AFFAIRS, discipline_impose)
METHOD(discipline__dismiss, Pb__DisciplineDismissRequest, Pb__DisciplineDismissResponse,
       METHOD_WRITE, HOME_AFFAIRS, discipline_dismiss)
METHOD(discipline__end, Pb__DisciplineEndRequest, Pb__DisciplineEndResponse, METHOD_WRITE,
       HOME_AFFAIRS, discipline_end)
METHOD(discipline__import, Pb__DisciplineImportRequest, Pb__DisciplineImportResponse, METHOD_WRITE,
       HOME_AFFAIRS, discipline_import)
METHOD(discipline__list, Pb__DisciplineListRequest, Pb__DisciplineListResponse, METHOD_READ,
       DISCIPLINE_READERS, discipline_list)
METHOD(discipline__show, Pb__DisciplineShowRequest, Pb__DisciplineShowResponse, METHOD_READ,
       DISCIPLINE_READERS, discipline_show)
SERVICE(discipline_service, PB__DISCIPLINE_SERVICE__INIT, discipline__)
