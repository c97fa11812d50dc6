/* DisciplineService: the register of discipline (I.2.e), seen by Home Affairs and the auditor
 * only. What it means for nominations is in dossier_eligibility.c. */
#include "check.h"
#include "discipline.pb-c.h"
#include "disciplines.h"
#include "dossier.h"
#include "human_id.h"
#include "names.h"
#include "paging.h"
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

/* -- replies -- */

/* NULL: arena used up. The row is borrowed. */
static Pb__DisciplineCase *case_reply(struct call *call, const struct discipline_row *row,
                                      const char *day)
{
    const struct discipline_case *facts = &row->facts;
    Pb__DisciplineCase *out = reply_message(call, &pb__discipline_case__descriptor);
    if (!out)
        return NULL;
    out->id = (char *)facts->number;
    out->kind = facts->kind;
    out->unit_code = (char *)facts->unit_code;
    out->name = (char *)facts->name;
    out->staff_code = (char *)facts->staff_code;
    out->citizen_id = (char *)facts->citizen_id;
    out->state = facts->state;
    out->opened_on = (char *)facts->opened_on;
    out->opening_document = (char *)facts->opening.number;
    out->opening_dated_on = (char *)facts->opening.dated_on;
    out->measure = (char *)facts->measure;
    out->from_on = (char *)facts->from_on;
    out->until_on = (char *)facts->until_on;
    out->decision_document = (char *)facts->decision.number;
    out->decision_dated_on = (char *)facts->decision.dated_on;
    out->closed_on = (char *)facts->closed_on;
    out->in_force = discipline_on(facts, day) != DISCIPLINE_NONE;
    out->changed_utc_ms = row->changed_utc_ms;
    return out;
}

static void entry_fill(const struct discipline_event_row *event, Pb__DisciplineEntry *out)
{
    out->at_utc_ms = event->at_utc_ms;
    out->event = event->event;
    out->document = (char *)event->document;
    out->dated_on = (char *)event->dated_on;
    out->measure = (char *)event->measure;
    out->from_on = (char *)event->from_on;
    out->until_on = (char *)event->until_on;
    out->note = (char *)event->note;
    out->officer = (char *)event->login;
    out->officer_name = (char *)event->full_name;
    out->log_seq = event->log_seq;
}

/* -- what the writes share -- */

struct step {
    struct discipline_row row; /* as it was, then as it becomes */
    char today[TD_DATE_SIZE];
};

static enum td_code case_get(struct call *call, const char *number, struct discipline_row *ret)
{
    int64_t id;
    enum td_code code = TD_NOT_FOUND;
    if (human_id_parse(DISCIPLINE_PREFIX, number, &id))
        code = disciplines_find(call->db, id, call->arena, ret);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "case_id", "", TD_KEY_DISCIPLINE_UNKNOWN, "case", number,
                       TD_END);
    return code;
}

/* A document of a day gone by. */
static void document_check(struct call *call, const char *document, const char *dated_on,
                           const char *today)
{
    check_text(call, "document", document, DOCUMENT_MAX_CHARS);
    check_date(call, "dated_on", dated_on, false);
    check_date_past(call, "dated_on", dated_on, today);
}

static void note_check(struct call *call, const char *note)
{
    if (*note)
        check_text(call, "note", note, NOTE_MAX_CHARS);
}

/* The case, moved by the event (whose content the caller has checked). */
static enum td_code step_begin(struct call *call, const char *number, Pb__DisciplineEvent event,
                               struct step *s)
{
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    enum td_code code = case_get(call, number, &s->row);
    if (code == TD_OK)
        code = discipline_next(s->row.facts.state, event, call->who.roles, &s->row.facts.state,
                               call->err);
    return code;
}

/* Store event and outcome; the answer and the note for the log, which names nobody. */
static enum td_code step_store(struct call *call, struct step *s, struct discipline_event_row event,
                               Pb__DisciplineCase **ret)
{
    enum td_code code = check_outcome(call);
    event.log_seq = call->log_seq;
    event.at_utc_ms = call->now_utc_ms;
    event.officer_id = call->who.officer_id;
    s->row.changed_utc_ms = call->now_utc_ms;
    if (code == TD_OK && event.event == PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_OPEN)
        code = disciplines_add(call->db, &s->row, call->arena);
    else if (code == TD_OK)
        code = disciplines_update(call->db, &s->row);
    if (code == TD_OK)
        code = disciplines_event_add(call->db, s->row.id, &event);
    if (code != TD_OK)
        return code;
    *ret = case_reply(call, &s->row, s->today);
    return *ret ? reply_note(call, s->row.facts.number, 0, event.document) : TD_RESOURCE_EXHAUSTED;
}

/* -- open -- */

/* Whom it is about: a person by number, or a unit, or a part of it by name. */
static void subject_check(struct call *call, const Pb__DisciplineOpenRequest *in)
{
    bool person = in->kind == PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL;
    check_choice(call, "kind", &pb__nominee_kind__descriptor, (int)in->kind);
    unit_code_check(in->unit_code, "unit_code", call->err);
    if (person || *in->name)
        label_check(in->name, NAME_MAX_CHARS, "name", call->err);
    if (!person && (*in->staff_code || *in->citizen_id))
        td_fail(call->err, TD_INVALID_ARGUMENT, *in->staff_code ? "staff_code" : "citizen_id", "",
                TD_KEY_DISCIPLINE_COLLECTIVE, TD_END);
    if (person && !*in->staff_code && !*in->citizen_id)
        td_fail(call->err, TD_INVALID_ARGUMENT, "staff_code", "", TD_KEY_DISCIPLINE_IDENTITY,
                TD_END);
    if (!is_staff_code(in->staff_code))
        td_fail(call->err, TD_INVALID_ARGUMENT, "staff_code", "", TD_KEY_TEXT_FORM, "expected",
                STAFF_CODE_FORM, TD_END);
    if (!is_citizen_id(in->citizen_id))
        td_fail(call->err, TD_INVALID_ARGUMENT, "citizen_id", "", TD_KEY_TEXT_FORM, "expected",
                CITIZEN_ID_FORM, TD_END);
}

/* A unit that exists, and no case of the same document about the same. */
static enum td_code opening_check(struct call *call, const struct discipline_case *facts)
{
    bool known = false;
    struct discipline_row same;
    enum td_code code = units_known(call->db, facts->unit_code, &known);
    if (code == TD_OK && !known)
        return td_fail(call->err, TD_NOT_FOUND, "unit_code", "", TD_KEY_UNIT_UNKNOWN, "unit",
                       facts->unit_code, TD_END);
    if (code == TD_OK)
        code = disciplines_find_same(call->db, facts, call->arena, &same);
    if (code == TD_OK)
        return td_fail(call->err, TD_ALREADY_EXISTS, "document", "", TD_KEY_DISCIPLINE_EXISTS,
                       "case", same.facts.number, TD_END);
    return code == TD_NOT_FOUND ? TD_OK : code;
}

static enum td_code discipline_open(struct call *call, const Pb__DisciplineOpenRequest *in,
                                    Pb__DisciplineOpenResponse *out)
{
    struct step s = {0};
    const char *opened_on = *in->opened_on ? in->opened_on : in->dated_on;
    td_date_of(call->now_utc_ms, s.today);
    subject_check(call, in);
    document_check(call, in->document, in->dated_on, s.today);
    check_date(call, "opened_on", in->opened_on, true);
    check_date_past(call, "opened_on", in->opened_on, s.today);
    note_check(call, in->note);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    s.row.facts = (struct discipline_case){
        .kind = in->kind,
        .name = in->name,
        .staff_code = in->staff_code,
        .citizen_id = in->citizen_id,
        .unit_code = in->unit_code,
        .opened_on = opened_on,
        .measure = "",
        .from_on = "",
        .until_on = "",
        .closed_on = "",
        .opening = {in->document, in->dated_on},
        .decision = {"", ""},
    };
    enum td_code code = discipline_next(PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNSPECIFIED,
                                        PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_OPEN,
                                        call->who.roles, &s.row.facts.state, call->err);
    if (code == TD_OK)
        code = opening_check(call, &s.row.facts);
    if (code != TD_OK)
        return code;
    struct discipline_event_row event = {
        .event = PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_OPEN,
        .document = in->document,
        .dated_on = in->dated_on,
        .measure = "",
        .from_on = opened_on,
        .until_on = "",
        .note = in->note,
    };
    return step_store(call, &s, event, &out->discipline);
}

/* -- impose, dismiss, end -- */

static enum td_code discipline_impose(struct call *call, const Pb__DisciplineImposeRequest *in,
                                      Pb__DisciplineImposeResponse *out)
{
    struct step s = {0};
    td_date_of(call->now_utc_ms, s.today);
    document_check(call, in->document, in->dated_on, s.today);
    label_check(in->measure, MEASURE_MAX_CHARS, "measure", call->err);
    check_date(call, "from_on", in->from_on, false);
    check_date(call, "until_on", in->until_on, false);
    check_date_from(call, "until_on", in->until_on, in->from_on);
    note_check(call, in->note);
    enum td_code code =
        step_begin(call, in->case_id, PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_IMPOSE, &s);
    if (code != TD_OK)
        return code;
    struct discipline_case *facts = &s.row.facts;
    check_date_from(call, "from_on", in->from_on, facts->opened_on);
    facts->measure = in->measure;
    facts->from_on = in->from_on;
    facts->until_on = in->until_on;
    facts->decision = (struct discipline_document){in->document, in->dated_on};
    struct discipline_event_row event = {
        .event = PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_IMPOSE,
        .document = in->document,
        .dated_on = in->dated_on,
        .measure = in->measure,
        .from_on = in->from_on,
        .until_on = in->until_on,
        .note = in->note,
    };
    return step_store(call, &s, event, &out->discipline);
}

static enum td_code discipline_dismiss(struct call *call, const Pb__DisciplineDismissRequest *in,
                                       Pb__DisciplineDismissResponse *out)
{
    struct step s = {0};
    const char *free_on = *in->free_on ? in->free_on : in->dated_on;
    td_date_of(call->now_utc_ms, s.today);
    document_check(call, in->document, in->dated_on, s.today);
    check_date(call, "free_on", in->free_on, true);
    check_date_past(call, "free_on", in->free_on, s.today);
    check_text(call, "note", in->note, NOTE_MAX_CHARS);
    enum td_code code =
        step_begin(call, in->case_id, PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_DISMISS, &s);
    if (code != TD_OK)
        return code;
    check_date_from(call, *in->free_on ? "free_on" : "dated_on", free_on, s.row.facts.opened_on);
    s.row.facts.closed_on = free_on;
    struct discipline_event_row event = {
        .event = PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_DISMISS,
        .document = in->document,
        .dated_on = in->dated_on,
        .measure = "",
        .from_on = free_on,
        .until_on = "",
        .note = in->note,
    };
    return step_store(call, &s, event, &out->discipline);
}

/* On its last day by itself, or before by a document. */
static enum td_code discipline_end(struct call *call, const Pb__DisciplineEndRequest *in,
                                   Pb__DisciplineEndResponse *out)
{
    struct step s = {0};
    td_date_of(call->now_utc_ms, s.today);
    if (*in->document || *in->dated_on)
        document_check(call, in->document, in->dated_on, s.today);
    check_date(call, "last_on", in->last_on, true);
    note_check(call, in->note);
    enum td_code code =
        step_begin(call, in->case_id, PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_END, &s);
    if (code != TD_OK)
        return code;
    struct discipline_case *facts = &s.row.facts;
    const char *last_on = *in->last_on ? in->last_on : facts->until_on;
    check_date_past(call, "last_on", last_on, s.today);
    check_date_from(call, "last_on", last_on, facts->from_on);
    check_date_until(call, "last_on", last_on, facts->until_on);
    if (strcmp(last_on, facts->until_on) < 0 && !*in->document)
        td_fail(call->err, TD_INVALID_ARGUMENT, "document", "", TD_KEY_REQUIRED, TD_END);
    facts->closed_on = last_on;
    struct discipline_event_row event = {
        .event = PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_END,
        .document = in->document,
        .dated_on = in->dated_on,
        .measure = "",
        .from_on = "",
        .until_on = last_on,
        .note = in->note,
    };
    return step_store(call, &s, event, &out->discipline);
}

/* -- list, show -- */

static struct discipline_filter filter_of(struct call *call, const Pb__DisciplineListRequest *in,
                                          struct page *page)
{
    bool by_last_day = in->sort == PB__DISCIPLINE_SORT__DISCIPLINE_SORT_LAST_DAY;
    if (in->sort != PB__DISCIPLINE_SORT__DISCIPLINE_SORT_NUMBER)
        check_choice(call, "sort", &pb__discipline_sort__descriptor, (int)in->sort);
    if (in->kind != PB__NOMINEE_KIND__NOMINEE_UNSPECIFIED)
        check_choice(call, "kind", &pb__nominee_kind__descriptor, (int)in->kind);
    if (in->state != PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNSPECIFIED)
        check_choice(call, "state", &pb__discipline_state__descriptor, (int)in->state);
    check_date(call, "in_force_on", in->in_force_on, true);
    page_begin(call, in->page_size, in->page_token, in->sort, 2, page);
    return (struct discipline_filter){
        .unit_code = in->unit_code,
        .kind = in->kind,
        .state = in->state,
        .in_force_on = in->in_force_on,
        .find = in->find,
        .by_last_day = by_last_day,
        .follows = page->follows,
        .after_last_on = page->keys[0],
        .after_id = page_key_int(page, 1),
        .limit = page->limit,
    };
}

static enum td_code discipline_list(struct call *call, const Pb__DisciplineListRequest *in,
                                    Pb__DisciplineListResponse *out)
{
    struct discipline_row *rows;
    struct page page;
    char today[TD_DATE_SIZE];
    size_t n;
    struct discipline_filter filter = filter_of(call, in, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = disciplines_list(call->db, &filter, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    td_date_of(call->now_utc_ms, today);
    bool more = page_is_full(&page, n);
    n = page_cut(&page, n);
    out->cases = td_arena_alloc(call->arena, (n + 1) * sizeof *out->cases);
    if (!out->cases)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        if (!(out->cases[i] =
                  case_reply(call, &rows[i], *in->in_force_on ? in->in_force_on : today)))
            return TD_RESOURCE_EXHAUSTED;
    out->n_cases = n;
    if (more)
        out->next_page_token = page_token(call, &page, discipline_last_day(&rows[n - 1].facts),
                                          td_dec(call->arena, rows[n - 1].id), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code discipline_show(struct call *call, const Pb__DisciplineShowRequest *in,
                                    Pb__DisciplineShowResponse *out)
{
    struct discipline_row row;
    struct discipline_event_row *events;
    char today[TD_DATE_SIZE];
    size_t n;
    enum td_code code = case_get(call, in->case_id, &row);
    if (code == TD_OK)
        code = disciplines_events(call->db, row.id, call->arena, &events, &n);
    if (code != TD_OK)
        return code;
    td_date_of(call->now_utc_ms, today);
    out->discipline = case_reply(call, &row, today);
    out->history = reply_list(call, &pb__discipline_entry__descriptor, n);
    if (!out->discipline || !out->history)
        return TD_RESOURCE_EXHAUSTED;
    out->n_history = n;
    for (size_t i = 0; i < n; i++)
        entry_fill(&events[i], out->history[i]);
    return TD_OK;
}

METHOD(discipline__open, Pb__DisciplineOpenRequest, Pb__DisciplineOpenResponse, METHOD_WRITE,
       HOME_AFFAIRS, discipline_open)
METHOD(discipline__impose, Pb__DisciplineImposeRequest, Pb__DisciplineImposeResponse, METHOD_WRITE,
       HOME_AFFAIRS, discipline_impose)
METHOD(discipline__dismiss, Pb__DisciplineDismissRequest, Pb__DisciplineDismissResponse,
       METHOD_WRITE, HOME_AFFAIRS, discipline_dismiss)
METHOD(discipline__end, Pb__DisciplineEndRequest, Pb__DisciplineEndResponse, METHOD_WRITE,
       HOME_AFFAIRS, discipline_end)
METHOD(discipline__list, Pb__DisciplineListRequest, Pb__DisciplineListResponse, METHOD_READ,
       DISCIPLINE_READERS, discipline_list)
METHOD(discipline__show, Pb__DisciplineShowRequest, Pb__DisciplineShowResponse, METHOD_READ,
       DISCIPLINE_READERS, discipline_show)
SERVICE(discipline_service, PB__DISCIPLINE_SERVICE__INIT, discipline__)
