/* DifficultyService (closing clause of the Plan): a unit reports, Home Affairs answers or forwards,
 * the People's Committee (through the Chairman's office) answers, the unit or Home Affairs
 * closes. Difficulties are seen as dossiers are: a unit sees its own. */
#include "difficulty.h"

#include "as_of.h"
#include "check.h"
#include "difficulties.h"
#include "difficulty.pb-c.h"
#include "difficulty_rules.h"
#include "dossier.h"
#include "human_id.h"
#include "import_rows.h"
#include "names.h"
#include "paging.h"
#include "reply.h"
#include "services.h"
#include "timefmt.h"
#include "unit.h"

#define TITLE_MAX_CHARS 200
#define TEXT_MAX_CHARS 4000
#define NAME_MAX_CHARS 200
#define YEAR_MIN 2021
#define YEAR_MAX 2199
#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD))
#define COMMITTEE ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)

/* -- who sees what -- */

static enum td_code difficulty_get(struct call *call, const char *number, int64_t as_of_seq,
                                   struct difficulty_row *ret)
{
    int64_t id;
    enum td_code code = TD_NOT_FOUND;
    if (human_id_parse(DIFFICULTY_PREFIX, number, &id))
        code = difficulties_find(call->db, id, as_of_seq, call->arena, ret);
    if (code == TD_NOT_FOUND || (code == TD_OK && !dossier_visible(call, ret->unit_code)))
        return td_fail(call->err, TD_NOT_FOUND, "difficulty_id", "", TD_KEY_DIFFICULTY_UNKNOWN,
                       "difficulty", number, TD_END);
    return code;
}

enum td_code difficulty_see(struct call *call, const char *id, int64_t as_of_seq, bool *ret_visible)
{
    int64_t number;
    struct difficulty_row row;
    if (!human_id_parse(DIFFICULTY_PREFIX, id, &number))
        return TD_NOT_FOUND;
    enum td_code code = difficulties_find(call->db, number, as_of_seq, call->arena, &row);
    if (code == TD_OK)
        *ret_visible = (call->who.roles & DOSSIER_READERS) && dossier_visible(call, row.unit_code);
    return code;
}

/* Clerks and heads are so in their own unit only. */
static role_set roles_towards(const struct call *call, const char *unit_code)
{
    if (strcmp(unit_code, call->who.unit_code) == 0)
        return call->who.roles;
    return call->who.roles & ~OWN_UNIT_READERS;
}

/* -- replies -- */

static void today_of(const struct call *call, char ret_today[TD_DATE_SIZE])
{
    td_date_of(call->now_utc_ms, ret_today);
}

/* Overdue on the day. NULL: arena used up. */
static Pb__Difficulty *difficulty_reply(struct call *call, const struct difficulty_row *row,
                                        const char *day)
{
    Pb__Difficulty *out = reply_message(call, &pb__difficulty__descriptor);
    if (!out)
        return NULL;
    out->id = (char *)row->number;
    out->unit_code = (char *)row->unit_code;
    out->head_name = (char *)row->head_name;
    out->title = (char *)row->title;
    out->description = (char *)row->description;
    out->proposal = (char *)row->proposal;
    out->state = row->state;
    out->due_on = (char *)row->due_on;
    out->overdue = difficulty_overdue(row->state, row->due_on, day);
    out->next_role = difficulty_next_role(row->state);
    out->reported_utc_ms = row->reported_utc_ms;
    out->changed_utc_ms = row->changed_utc_ms;
    return out;
}

static const char *subject_of(struct call *call, const struct difficulty_row *row)
{
    return td_arena_printf(call->arena, "difficulty %s", row->number);
}

static enum td_code entry_reply(struct call *call, const char *subject,
                                const struct difficulty_event_row *event, Pb__DifficultyEntry *out)
{
    out->at_utc_ms = event->at_utc_ms;
    out->event = event->event;
    out->text = (char *)event->text;
    out->due_on = (char *)event->due_on;
    out->officer = (char *)event->login;
    out->officer_name = (char *)event->full_name;
    out->log_seq = event->log_seq;
    return attachment_reply(call, subject, event->log_seq, &out->evidence, &out->n_evidence);
}

/* -- what the writes share -- */

struct step {
    Pb__DifficultyEvent event;
    const char *due_on, *text; /* "" none */
    Pb__FileRef *const *evidence;
    size_t n_evidence;
};

/* Store the event, which leads to the row's state, and its files; the answer and the note for the
 * log. */
static enum td_code step_store(struct call *call, struct difficulty_row *row,
                               const struct step *step, Pb__Difficulty **ret)
{
    struct difficulty_event_row event = {
        .log_seq = call->log_seq,
        .event = step->event,
        .state = row->state,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
        .due_on = step->due_on,
        .text = step->text,
    };
    char today[TD_DATE_SIZE];
    today_of(call, today);
    row->changed_utc_ms = call->now_utc_ms;
    if (*step->due_on)
        row->due_on = step->due_on;
    enum td_code code = difficulties_event_add(call->db, row->id, &event);
    if (code == TD_OK)
        code = attachment_add(call, subject_of(call, row), step->evidence, step->n_evidence);
    if (code != TD_OK)
        return code;
    *ret = difficulty_reply(call, row, today);
    return *ret ? reply_note(call, subject_of(call, row), 0, *step->text ? step->text : row->title)
                : TD_RESOURCE_EXHAUSTED;
}

/* An event on a difficulty that the caller may see. */
static enum td_code step_take(struct call *call, const char *number, const struct step *step,
                              Pb__Difficulty **ret)
{
    struct difficulty_row row;
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    enum td_code code = difficulty_get(call, number, INT64_MAX, &row);
    if (code == TD_OK)
        code = difficulty_next(row.state, step->event, roles_towards(call, row.unit_code),
                               &row.state, call->err);
    return code == TD_OK ? step_store(call, &row, step, ret) : code;
}

static void due_check(struct call *call, const char *field, const char *due_on)
{
    char today[TD_DATE_SIZE];
    today_of(call, today);
    check_date(call, field, due_on, false);
    check_date_from(call, field, due_on, today);
}

static void optional_text_check(struct call *call, const char *field, const char *text)
{
    if (*text)
        check_text(call, field, text, TEXT_MAX_CHARS);
}

/* -- report -- */

/* What is reported, from Report or a row of Import; `path` "" or the row's. The head reports; a
 * clerk does so in the head's name. */
static struct difficulty_row reported_take(struct call *call, const char *path,
                                           const Pb__DifficultyImportRow *in)
{
    struct td_arena *arena = call->arena;
    struct difficulty_row row = {
        .unit_code = call->who.unit_code,
        .head_name = in->head_name,
        .title = in->title,
        .description = in->description,
        .proposal = in->proposal,
        .due_on = in->due_on,
        .reported_utc_ms = call->now_utc_ms,
        .changed_utc_ms = call->now_utc_ms,
    };
    if (!*in->head_name && call_has_role(call, PB__ROLE__ROLE_UNIT_HEAD))
        row.head_name = call->who.full_name;
    else
        label_check(in->head_name, NAME_MAX_CHARS, td_path(arena, path, "head_name"), call->err);
    label_check(in->title, TITLE_MAX_CHARS, td_path(arena, path, "title"), call->err);
    check_text(call, td_path(arena, path, "description"), in->description, TEXT_MAX_CHARS);
    optional_text_check(call, td_path(arena, path, "proposal"), in->proposal);
    return row;
}

static enum td_code reported_store(struct call *call, struct difficulty_row *row,
                                   const struct step *step, Pb__Difficulty **ret)
{
    char today[TD_DATE_SIZE];
    enum td_code code = difficulty_next(PB__DIFFICULTY_STATE__DIFFICULTY_STATE_UNSPECIFIED,
                                        step->event, call->who.roles, &row->state, call->err);
    today_of(call, today);
    if (code == TD_OK)
        code = difficulties_add(call->db, (uint32_t)strtoul(today, NULL, 10), row, call->arena);
    return code == TD_OK ? step_store(call, row, step, ret) : code;
}

static enum td_code difficulty_report(struct call *call, const Pb__DifficultyReportRequest *in,
                                      Pb__DifficultyReportResponse *out)
{
    Pb__DifficultyImportRow said = PB__DIFFICULTY_IMPORT_ROW__INIT;
    const struct step step = {PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_REPORT, in->due_on, "",
                              in->evidence, in->n_evidence};
    said.title = in->title;
    said.description = in->description;
    said.proposal = in->proposal;
    said.head_name = in->head_name;
    said.due_on = in->due_on;
    struct difficulty_row row = reported_take(call, "", &said);
    due_check(call, "due_on", in->due_on);
    attachment_check(call, "evidence", in->evidence, in->n_evidence);
    enum td_code code = check_outcome(call);
    return code == TD_OK ? reported_store(call, &row, &step, &out->difficulty) : code;
}

static enum td_code import_check(struct call *call, const char *path, size_t i, void *rows)
{
    const Pb__DifficultyImportRequest *in = rows;
    (void)reported_take(call, path, in->difficulties[i]);
    check_date(call, td_path(call->arena, path, "due_on"), in->difficulties[i]->due_on, false);
    return TD_OK;
}

/* That a due date has passed is no mistake of a row that is there already. */
static enum td_code import_put(struct call *call, const char *path, size_t i, void *rows,
                               bool *ret_added)
{
    const Pb__DifficultyImportRequest *in = rows;
    struct difficulty_row row = reported_take(call, path, in->difficulties[i]);
    const struct step step = {PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_REPORT, row.due_on, "", NULL,
                              0};
    Pb__Difficulty *reply;
    bool known;
    enum td_code code = difficulties_known(call->db, &row, &known);
    if (code != TD_OK || known)
        return code;
    due_check(call, td_path(call->arena, path, "due_on"), row.due_on);
    *ret_added = check_outcome(call) == TD_OK;
    return *ret_added ? reported_store(call, &row, &step, &reply) : TD_OK;
}

static enum td_code difficulty_import(struct call *call, const Pb__DifficultyImportRequest *in,
                                      Pb__DifficultyImportResponse *out)
{
    static const struct import_steps STEPS = {"difficulties", "difficulties", import_check,
                                              import_put};
    return import_rows(call, &STEPS, in->n_difficulties, (void *)in, &out->added, &out->unchanged);
}

/* -- answer, forward, close -- */

static enum td_code difficulty_answer(struct call *call, const Pb__DifficultyAnswerRequest *in,
                                      Pb__DifficultyAnswerResponse *out)
{
    struct step step = {PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_ANSWER, "", in->text, in->evidence,
                        in->n_evidence};
    check_text(call, "text", in->text, TEXT_MAX_CHARS);
    attachment_check(call, "evidence", in->evidence, in->n_evidence);
    return step_take(call, in->difficulty_id, &step, &out->difficulty);
}

static enum td_code difficulty_forward(struct call *call, const Pb__DifficultyForwardRequest *in,
                                       Pb__DifficultyForwardResponse *out)
{
    struct step step = {PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_FORWARD, in->due_on, in->text, NULL,
                        0};
    check_text(call, "text", in->text, TEXT_MAX_CHARS);
    due_check(call, "due_on", in->due_on);
    return step_take(call, in->difficulty_id, &step, &out->difficulty);
}

/* One that was answered closes without a word; one that was not needs a reason. */
static enum td_code difficulty_close(struct call *call, const Pb__DifficultyCloseRequest *in,
                                     Pb__DifficultyCloseResponse *out)
{
    struct difficulty_row row;
    struct step step = {PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_CLOSE, "", in->text, NULL, 0};
    optional_text_check(call, "text", in->text);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    enum td_code code = difficulty_get(call, in->difficulty_id, INT64_MAX, &row);
    if (code != TD_OK)
        return code;
    if (row.state != PB__DIFFICULTY_STATE__DIFFICULTY_STATE_ANSWERED &&
        row.state != PB__DIFFICULTY_STATE__DIFFICULTY_STATE_CLOSED)
        check_text(call, "text", in->text, TEXT_MAX_CHARS);
    return step_take(call, in->difficulty_id, &step, &out->difficulty);
}

/* -- list, show -- */

/* What the caller asked for, narrowed to what the caller may see. false: that is nothing. */
static bool list_filter(struct call *call, const Pb__DifficultyListRequest *in,
                        const struct as_of *as_of, struct page *page, struct difficulty_filter *ret)
{
    page_begin(call, in->page_size, in->page_token, in->sort, 2, page);
    if (in->sort != PB__DIFFICULTY_SORT__DIFFICULTY_SORT_NUMBER)
        check_choice(call, "sort", &pb__difficulty_sort__descriptor, (int)in->sort);
    if (in->state != PB__DIFFICULTY_STATE__DIFFICULTY_STATE_UNSPECIFIED)
        check_choice(call, "state", &pb__difficulty_state__descriptor, (int)in->state);
    if (in->year)
        check_range(call, "year", in->year, YEAR_MIN, YEAR_MAX);
    *ret = (struct difficulty_filter){
        .unit_code = in->unit_code,
        .state = in->state,
        .overdue_on = in->overdue ? as_of->day : "",
        .year = in->year,
        .by_due = in->sort == PB__DIFFICULTY_SORT__DIFFICULTY_SORT_DUE,
        .follows = page->follows,
        .after_due_on = page->keys[0],
        .after_id = page_key_int(page, 1),
        .limit = page->limit,
        .as_of_seq = (int64_t)as_of->log_seq,
    };
    if (dossier_sees_all(call))
        return true;
    if (*in->unit_code && strcmp(in->unit_code, call->who.unit_code) != 0)
        return false;
    ret->unit_code = call->who.unit_code;
    return true;
}

static enum td_code difficulty_list(struct call *call, const Pb__DifficultyListRequest *in,
                                    Pb__DifficultyListResponse *out)
{
    struct difficulty_filter filter;
    struct difficulty_row *rows;
    struct page page;
    struct as_of as_of;
    size_t n;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    bool any = code == TD_OK && list_filter(call, in, &as_of, &page, &filter);
    if (code == TD_OK)
        code = check_outcome(call);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code != TD_OK || !any)
        return code;
    code = difficulties_list(call->db, &filter, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    bool more = page_is_full(&page, n);
    n = page_cut(&page, n);
    out->difficulties = td_arena_alloc(call->arena, (n + 1) * sizeof *out->difficulties);
    for (size_t i = 0; out->difficulties && i < n; i++)
        if (!(out->difficulties[i] = difficulty_reply(call, &rows[i], as_of.day)))
            return TD_RESOURCE_EXHAUSTED;
    if (!out->difficulties)
        return TD_RESOURCE_EXHAUSTED;
    out->n_difficulties = n;
    if (more)
        out->next_page_token =
            page_token(call, &page, rows[n - 1].due_on, td_dec(call->arena, rows[n - 1].id), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code difficulty_show(struct call *call, const Pb__DifficultyShowRequest *in,
                                    Pb__DifficultyShowResponse *out)
{
    struct difficulty_row row;
    struct difficulty_event_row *events;
    struct as_of as_of;
    size_t n;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = difficulty_get(call, in->difficulty_id, (int64_t)as_of.log_seq, &row);
    if (code == TD_OK)
        code =
            difficulties_events(call->db, row.id, (int64_t)as_of.log_seq, call->arena, &events, &n);
    if (code != TD_OK)
        return code;
    out->difficulty = difficulty_reply(call, &row, as_of.day);
    out->history = reply_list(call, &pb__difficulty_entry__descriptor, n);
    if (!out->difficulty || !out->history)
        return TD_RESOURCE_EXHAUSTED;
    out->n_history = n;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = entry_reply(call, subject_of(call, &row), &events[i], out->history[i]);
    return code;
}

METHOD(difficulty__report, Pb__DifficultyReportRequest, Pb__DifficultyReportResponse, METHOD_WRITE,
       OWN_UNIT_READERS, difficulty_report)
METHOD(difficulty__import, Pb__DifficultyImportRequest, Pb__DifficultyImportResponse, METHOD_WRITE,
       OWN_UNIT_READERS, difficulty_import)
METHOD(difficulty__answer, Pb__DifficultyAnswerRequest, Pb__DifficultyAnswerResponse, METHOD_WRITE,
       HOME_AFFAIRS | COMMITTEE, difficulty_answer)
METHOD(difficulty__forward, Pb__DifficultyForwardRequest, Pb__DifficultyForwardResponse,
       METHOD_WRITE, HOME_AFFAIRS, difficulty_forward)
METHOD(difficulty__close, Pb__DifficultyCloseRequest, Pb__DifficultyCloseResponse, METHOD_WRITE,
       OWN_UNIT_READERS | HOME_AFFAIRS, difficulty_close)
METHOD(difficulty__list, Pb__DifficultyListRequest, Pb__DifficultyListResponse, METHOD_READ,
       DOSSIER_READERS, difficulty_list)
METHOD(difficulty__show, Pb__DifficultyShowRequest, Pb__DifficultyShowResponse, METHOD_READ,
       DOSSIER_READERS, difficulty_show)
SERVICE(difficulty_service, PB__DIFFICULTY_SERVICE__INIT, difficulty__)
