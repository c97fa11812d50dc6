/* InitiativeService: the steps from registration to the catalogue, and the method table. */
#include "initiative.h"

#include "attachment.h"
#include "check.h"
#include "day.h"
#include "decisions.h"
#include "dossier.h"
#include "human_id.h"
#include "initiative_rules.h"
#include "message.h"
#include "names.h"
#include "plan_newest.h"
#include "reply.h"
#include "services.h"
#include "timefmt.h"
#include "units.h"

#define NOTE_MAX_CHARS 2000
#define ISSUER_MAX_CHARS 200
#define NUMBER_MAX_CHARS 50
#define FIRST_YEAR 2000
#define EVENT(name) PB__INITIATIVE_EVENT__INITIATIVE_EVENT_##name

/* -- what is said -- */

static enum td_code author_units_check(struct call *call, const char *path,
                                       const Pb__InitiativeContent *content)
{
    enum td_code code = TD_OK;
    const char *list = td_path(call->arena, path, "authors");
    for (size_t i = 0; code == TD_OK && i < content->n_authors; i++) {
        const char *unit = content->authors[i]->unit_code;
        bool known = true;
        if (*unit)
            code = units_known(call->db, unit, &known);
        if (code == TD_OK && !known)
            td_fail(call->err, TD_INVALID_ARGUMENT,
                    td_path(call->arena, td_path_index(call->arena, list, i), "unit_code"), "",
                    TD_KEY_UNIT_UNKNOWN, "unit", unit, TD_END);
    }
    return code;
}

enum td_code initiative_content_check(struct call *call, const struct plan *plan, const char *path,
                                      const Pb__InitiativeContent *content)
{
    initiative_check_content(plan, content, path, call->err);
    return content && content->n_authors <= INITIATIVE_MAX_AUTHORS
               ? author_units_check(call, path, content)
               : TD_OK;
}

/* Everything that is wrong with what the unit says, at once. */
static enum td_code content_check(struct call *call, const Pb__InitiativeContent *content,
                                  Pb__FileRef *const *evidence, size_t n_evidence)
{
    struct plan_row plan_row;
    const struct plan *plan;
    enum td_code code = plan_newest_if_any(call, &plan_row, &plan);
    if (code == TD_OK)
        code = initiative_content_check(call, plan, "content", content);
    attachment_check(call, "evidence", evidence, n_evidence);
    return code == TD_OK ? check_outcome(call) : code;
}

/* -- steps -- */

/* Who wrote the newest version does not judge it: persons are compared, not roles. */
static enum td_code four_eyes_check(struct call *call, const struct initiative_row *row)
{
    struct initiative_event_row *events;
    size_t n;
    int64_t writer = 0;
    enum td_code code = initiatives_events(call->db, row->id, INT64_MAX, call->arena, &events, &n);
    for (size_t i = 0; code == TD_OK && i < n; i++)
        if (events[i].event == EVENT(REGISTER) || events[i].event == EVENT(CORRECT))
            writer = events[i].officer_id;
    if (code != TD_OK || writer != call->who.officer_id)
        return code;
    return td_fail(call->err, TD_PERMISSION_DENIED, "", "", TD_KEY_FOUR_EYES, TD_END);
}

/* Find what the step is about: to be seen, at the version the caller knows (0 where the step names
 * none), in a state that lets the step be taken, which becomes its next. */
static enum td_code step_begin(struct call *call, const char *number, uint32_t version,
                               Pb__InitiativeEvent event, struct initiative_row *row)
{
    enum td_code code = initiative_get(call, number, INT64_MAX, row);
    if (code == TD_OK && version != row->version && event != EVENT(PUBLISH))
        return td_fail(call->err, TD_ABORTED, "version", "", TD_KEY_RECORD_STALE, "id", number,
                       "version", td_dec(call->arena, row->version), TD_END);
    if (code == TD_OK)
        code = initiative_next(row->state, event, call->who.roles, &row->state, call->err);
    return code == TD_OK && event != EVENT(CORRECT) ? four_eyes_check(call, row) : code;
}

static enum td_code event_store(struct call *call, const struct initiative_row *row,
                                Pb__InitiativeEvent event, const char *note)
{
    struct initiative_event_row event_row = {
        .log_seq = call->log_seq,
        .event = event,
        .state = row->state,
        .version = row->version,
        .effect = event == EVENT(ASSESS) ? row->effect : 0,
        .note = note,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
    };
    enum td_code code = initiatives_event_add(call->db, row->id, &event_row);
    return code == TD_OK ? reply_note(call, initiative_number(call, row), row->version, note)
                         : code;
}

/* Store the step, which leads to the row's state, and answer what came of it. */
static enum td_code step_end(struct call *call, struct initiative_row *row,
                             Pb__InitiativeEvent event, const char *note, Pb__Initiative **ret)
{
    if (!note)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = event_store(call, row, event, note);
    return code == TD_OK ? initiative_reply_now(call, row->id, ret) : code;
}

/* -- register, correct -- */

static void row_take(struct initiative_row *row, const Pb__InitiativeContent *content)
{
    row->kind = content->kind;
    row->title = content->title;
    row->field = content->field;
}

static enum td_code version_store(struct call *call, const struct initiative_row *row,
                                  const Pb__InitiativeContent *content)
{
    size_t len;
    const uint8_t *bytes = td_message_pack(&content->base, call->arena, &len);
    return bytes ? initiatives_version_add(call->db, row, bytes, len) : TD_RESOURCE_EXHAUSTED;
}

/* Whose results it belongs to when nobody says: this year's. */
static uint32_t this_year(const struct call *call)
{
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    return (uint32_t)strtoul(today, NULL, 10);
}

bool initiative_year_check(struct call *call, const char *field, uint32_t year)
{
    return check_range(call, field, year, FIRST_YEAR, this_year(call));
}

enum td_code initiative_store(struct call *call, uint32_t year,
                              const Pb__InitiativeContent *content, struct initiative_row *ret)
{
    *ret = (struct initiative_row){
        .unit_code = call->who.unit_code, .version = 1, .registered_utc_ms = call->now_utc_ms};
    enum td_code code =
        initiative_next(ret->state, EVENT(REGISTER), call->who.roles, &ret->state, call->err);
    if (code != TD_OK)
        return code;
    row_take(ret, content);
    code = initiatives_add(call->db, year, ret);
    if (code == TD_OK)
        code = version_store(call, ret, content);
    return code == TD_OK ? event_store(call, ret, EVENT(REGISTER), "") : code;
}

static enum td_code initiative_register(struct call *call, const Pb__InitiativeRegisterRequest *in,
                                        Pb__InitiativeRegisterResponse *out)
{
    struct initiative_row row;
    uint32_t year = in->year ? in->year : this_year(call);
    initiative_year_check(call, "year", year);
    enum td_code code = content_check(call, in->content, in->evidence, in->n_evidence);
    if (code == TD_OK)
        code = initiative_store(call, year, in->content, &row);
    if (code == TD_OK)
        code = attachment_add(call, initiative_subject(call, &row), in->evidence, in->n_evidence);
    return code == TD_OK ? initiative_reply_now(call, row.id, &out->initiative) : code;
}

static enum td_code initiative_correct(struct call *call, const Pb__InitiativeCorrectRequest *in,
                                       Pb__InitiativeCorrectResponse *out)
{
    struct initiative_row row;
    check_text(call, "reason", in->reason, NOTE_MAX_CHARS);
    enum td_code code = content_check(call, in->content, in->evidence, in->n_evidence);
    if (code == TD_OK)
        code = initiative_get(call, in->initiative_id, INT64_MAX, &row);
    if (code == TD_OK && strcmp(row.unit_code, call->who.unit_code) != 0)
        return td_fail(call->err, TD_PERMISSION_DENIED, "initiative_id", "", TD_KEY_UNIT_OTHER,
                       "yours", call->who.unit_code, TD_END);
    if (code == TD_OK)
        code = step_begin(call, in->initiative_id, in->base_version, EVENT(CORRECT), &row);
    if (code != TD_OK)
        return code;
    row.version++;
    row.effect = 0; /* what was assessed is another version */
    row_take(&row, in->content);
    code = version_store(call, &row, in->content);
    if (code == TD_OK)
        code = attachment_add(call, initiative_subject(call, &row), in->evidence, in->n_evidence);
    return code == TD_OK ? step_end(call, &row, EVENT(CORRECT), in->reason, &out->initiative)
                         : code;
}

/* -- Home Affairs -- */

static enum td_code initiative_assess(struct call *call, const Pb__InitiativeAssessRequest *in,
                                      Pb__InitiativeAssessResponse *out)
{
    struct initiative_row row;
    check_choice(call, "effect", &pb__initiative_effect__descriptor, (int)in->effect);
    check_text(call, "note", in->note, NOTE_MAX_CHARS);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = step_begin(call, in->initiative_id, in->version, EVENT(ASSESS), &row);
    if (code != TD_OK)
        return code;
    row.effect = in->effect;
    return step_end(call, &row, EVENT(ASSESS), in->note, &out->initiative);
}

/* Who issued it: as given, or the plan's issuer of that day. */
static enum td_code issuer_of(struct call *call, const Pb__InitiativeRecogniseRequest *in,
                              const char **ret)
{
    struct plan_row plan_row;
    const struct plan *plan;
    *ret = in->decision_issuer;
    if (**ret)
        return label_check(*ret, ISSUER_MAX_CHARS, "decision_issuer", call->err);
    enum td_code code = plan_newest_if_any(call, &plan_row, &plan);
    if (code != TD_OK)
        return code;
    const struct plan_dated *issuer =
        plan ? plan_dated_on(plan->issuers, plan->n_issuers, in->decided_on) : NULL;
    if (issuer) {
        *ret = issuer->text;
        return TD_OK;
    }
    return td_fail(call->err, TD_INVALID_ARGUMENT, "decision_issuer", "", TD_KEY_REQUIRED, TD_END);
}

/* A number names one decision per issuer and year; a decision may recognise several, but not reward
 * anybody, too. */
static enum td_code decision_check(struct call *call, const struct initiative_row *row)
{
    const char *taken_on = "";
    uint32_t year = (uint32_t)strtoul(row->decided_on, NULL, 10);
    enum td_code code = decisions_number_taken(call->db, row->decision_issuer, row->decided_on,
                                               row->decision_number, DECISION_NUMBER_INITIATIVE,
                                               call->arena, &taken_on);
    if (code == TD_OK && *taken_on)
        return td_fail(call->err, TD_ALREADY_EXISTS, "decision_number", "", TD_KEY_DECISION_NUMBER,
                       "issuer", row->decision_issuer, "number", row->decision_number, "other_on",
                       taken_on, TD_END);
    return code == TD_OK
               ? initiatives_decision(call->db, row->decision_issuer, year, row->decision_number,
                                      row->decided_on, call->log_seq)
               : code;
}

static enum td_code initiative_recognise(struct call *call,
                                         const Pb__InitiativeRecogniseRequest *in,
                                         Pb__InitiativeRecogniseResponse *out)
{
    struct initiative_row row;
    const char *issuer;
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    label_check(in->decision_number, NUMBER_MAX_CHARS, "decision_number", call->err);
    enum td_code code = day_check_past(in->decided_on, "decided_on", "", today, call->err);
    if (code == TD_OK)
        code = issuer_of(call, in, &issuer);
    if (code == TD_OK)
        code = check_outcome(call);
    if (code == TD_OK)
        code = step_begin(call, in->initiative_id, in->version, EVENT(RECOGNISE), &row);
    if (code == TD_OK)
        code = initiative_check_effect(row.effect, call->err);
    if (code != TD_OK)
        return code;
    row.decision_issuer = issuer;
    row.decision_number = in->decision_number;
    row.decided_on = in->decided_on;
    code = decision_check(call, &row);
    if (code == TD_OK)
        code = initiatives_recognise(call->db, &row);
    const char *note = td_arena_printf(call->arena, "%s, %s, %s", row.decision_number,
                                       row.decided_on, row.decision_issuer);
    return code == TD_OK ? step_end(call, &row, EVENT(RECOGNISE), note, &out->initiative) : code;
}

static enum td_code initiative_refuse(struct call *call, const Pb__InitiativeRefuseRequest *in,
                                      Pb__InitiativeRefuseResponse *out)
{
    struct initiative_row row;
    if (!check_text(call, "reason", in->reason, NOTE_MAX_CHARS))
        return check_outcome(call);
    enum td_code code = step_begin(call, in->initiative_id, in->version, EVENT(REFUSE), &row);
    return code == TD_OK ? step_end(call, &row, EVENT(REFUSE), in->reason, &out->initiative) : code;
}

static enum td_code initiative_publish(struct call *call, const Pb__InitiativePublishRequest *in,
                                       Pb__InitiativePublishResponse *out)
{
    struct initiative_row row;
    enum td_code code = step_begin(call, in->initiative_id, 0, EVENT(PUBLISH), &row);
    return code == TD_OK ? step_end(call, &row, EVENT(PUBLISH), "", &out->initiative) : code;
}

/* -- the table -- */

#define UNITS OWN_UNIT_READERS
#define HEAD ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define HOME_AFFAIRS (HEAD | ROLE_BIT(PB__ROLE__ROLE_SPECIALIST))

METHOD(initiative__register_initiative, Pb__InitiativeRegisterRequest,
       Pb__InitiativeRegisterResponse, METHOD_WRITE, UNITS, initiative_register)
METHOD(initiative__import, Pb__InitiativeImportRequest, Pb__InitiativeImportResponse, METHOD_WRITE,
       UNITS, initiative_import)
METHOD(initiative__correct, Pb__InitiativeCorrectRequest, Pb__InitiativeCorrectResponse,
       METHOD_WRITE, UNITS, initiative_correct)
METHOD(initiative__assess, Pb__InitiativeAssessRequest, Pb__InitiativeAssessResponse, METHOD_WRITE,
       HOME_AFFAIRS, initiative_assess)
METHOD(initiative__recognise, Pb__InitiativeRecogniseRequest, Pb__InitiativeRecogniseResponse,
       METHOD_WRITE, HEAD, initiative_recognise)
METHOD(initiative__refuse, Pb__InitiativeRefuseRequest, Pb__InitiativeRefuseResponse, METHOD_WRITE,
       HEAD, initiative_refuse)
METHOD(initiative__publish, Pb__InitiativePublishRequest, Pb__InitiativePublishResponse,
       METHOD_WRITE, HEAD, initiative_publish)
METHOD(initiative__adopt, Pb__InitiativeAdoptRequest, Pb__InitiativeAdoptResponse, METHOD_WRITE,
       UNITS, initiative_adopt)
METHOD(initiative__end_adoption, Pb__InitiativeEndAdoptionRequest,
       Pb__InitiativeEndAdoptionResponse, METHOD_WRITE, UNITS, initiative_end_adoption)
METHOD(initiative__list, Pb__InitiativeListRequest, Pb__InitiativeListResponse, METHOD_READ,
       ANY_OFFICER, initiative_list)
METHOD(initiative__show, Pb__InitiativeShowRequest, Pb__InitiativeShowResponse, METHOD_READ,
       ANY_OFFICER, initiative_show)
METHOD(initiative__count_adoptions, Pb__AdoptionCountRequest, Pb__AdoptionCountResponse,
       METHOD_READ, ANY_OFFICER, initiative_count_adoptions)
SERVICE(initiative_service, PB__INITIATIVE_SERVICE__INIT, initiative__)
