/* AppraisalService: verdicts, outcomes and assignments (IV.3.a), and the method table. */
#include "appraisal.h"

#include "check.h"
#include "dossier.h"
#include "message.h"
#include "officers.h"
#include "reply.h"
#include "services.h"

#include <string.h>

#define SPECIALIST ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)
#define APPRAISAL_HEAD ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)

/* -- shared -- */

/* A nominee at hand, with its dossier and its round. */
struct subject {
    struct nominee_row nominee;
    struct dossier_row dossier;
    struct appraisal_scope scope;
};

/* Appraisal ends when the list goes to the Chairman; if it comes back, it goes on. */
static enum td_code round_check(struct call *call, const struct round_row *round)
{
    char state[TD_ENUM_NAME_SIZE];
    if (round->times.stored <= PB__ROUND_STATE__ROUND_STATE_REVIEWING)
        return TD_OK;
    return td_fail(call->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_ROUND_STATE, "state",
                   td_enum_name(&pb__round_state__descriptor, (int)round->times.stored, state),
                   TD_END);
}

static enum td_code subject_find(struct call *call, const char *nominee_id, struct subject *ret)
{
    enum td_code code = nominee_get(call, nominee_id, NOMINEES_NOW, &ret->nominee);
    if (code == TD_OK)
        code =
            dossiers_find(call->db, ret->nominee.dossier_id, INT64_MAX, call->arena, &ret->dossier);
    if (code == TD_OK)
        code = appraisal_scope_of(call, ret->nominee.round_id, NULL, &ret->scope);
    if (code == TD_OK)
        code = round_check(call, &ret->scope.round);
    return code;
}

static enum td_code note_nominee(struct call *call, const struct nominee_row *nominee,
                                 const char *detail)
{
    return reply_note(call, appraisal_nominee_id(call, nominee), nominee->version, detail);
}

static enum td_code dossier_move(struct call *call, struct dossier_row *dossier,
                                 Pb__DossierEvent event, const char *note)
{
    enum td_code code =
        dossier_next(dossier->state, event, call->who.roles, &dossier->state, call->err);
    struct dossier_event_row row = {.event = event, .note = note};
    return code == TD_OK ? dossier_step_store(call, dossier, row) : code;
}

/* A dossier is in appraisal from the first verdict on, and appraised with the last outcome. */
static enum td_code dossier_follow(struct call *call, struct dossier_row *dossier)
{
    struct nominee_row *all;
    size_t n, done = 0;
    enum td_code code =
        nominees_of_dossier(call->db, dossier->id, NOMINEES_NOW, call->arena, &all, &n);
    if (code != TD_OK)
        return code;
    for (size_t i = 0; i < n; i++)
        done += nominee_has_outcome(all[i].state);
    if (done == n && dossier->state != PB__DOSSIER_STATE__DOSSIER_APPRAISED)
        return dossier_move(call, dossier, PB__DOSSIER_EVENT__DOSSIER_EVENT_APPRAISED, "");
    if (dossier->state == PB__DOSSIER_STATE__DOSSIER_RECEIVED)
        return dossier_move(call, dossier, PB__DOSSIER_EVENT__DOSSIER_EVENT_APPRAISE, "");
    return TD_OK;
}

static enum td_code verdicts_find(struct call *call, const struct nominee_row *nominee,
                                  struct appraisal_verdicts *ret)
{
    struct appraisal_records records;
    enum td_code code =
        appraisal_records_load(call, nominee->dossier_id, "", NOMINEES_NOW, &records);
    return code == TD_OK ? appraisal_verdicts_of(call, &records, nominee, ret) : code;
}

/* -- judge -- */

static enum td_code criterion_find(struct call *call, const struct subject *subject, const char *id,
                                   const struct plan_criterion **ret)
{
    const struct plan *plan = subject->scope.plan;
    const char *allowed = "";
    for (unsigned i = 0; i < plan->n_criteria; i++) {
        const struct plan_criterion *criterion = &plan->criteria[i];
        if (criterion->kind != subject->nominee.kind)
            continue;
        if (strcmp(criterion->id, id) == 0) {
            *ret = criterion;
            return TD_OK;
        }
        allowed =
            td_arena_printf(call->arena, "%s%s%s", allowed, *allowed ? ", " : "", criterion->id);
        if (!allowed)
            return TD_RESOURCE_EXHAUSTED;
    }
    return td_fail(call->err, TD_INVALID_ARGUMENT, "criterion", "III.4", TD_KEY_CHOICE, "value", id,
                   "allowed", allowed, TD_END);
}

static enum td_code computed_find(struct call *call, const struct subject *subject,
                                  const struct plan_criterion *criterion, Pb__CriterionAnswer *ret)
{
    Pb__TaskUnitSummary *tasks;
    struct discipline_register discipline;
    const char *day = subject->scope.as_of.day;
    enum td_code code = appraisal_tasks(call, &subject->scope, subject->nominee.unit_code, &tasks);
    if (code == TD_OK)
        code = dossier_discipline_register(call, day, INT64_MAX, &discipline);
    if (code == TD_OK)
        *ret = appraisal_computed(criterion->id, tasks->criterion,
                                  nominee_is_excluded(call, &subject->nominee, &discipline, day));
    return code;
}

static enum td_code verdict_store(struct call *call, const Pb__AppraisalJudgeRequest *in,
                                  struct subject *subject)
{
    const struct nominee_row *nominee = &subject->nominee;
    const struct verdict_row row = {
        .nominee = {nominee->dossier_id, nominee->ordinal, nominee->version},
        .criterion = in->criterion,
        .verdict = in->verdict,
        .note = in->note,
        .log_seq = call->log_seq,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
    };
    enum td_code code = verdicts_add(call->db, &row);
    if (code == TD_OK && subject->dossier.state == PB__DOSSIER_STATE__DOSSIER_RECEIVED)
        code = dossier_move(call, &subject->dossier, PB__DOSSIER_EVENT__DOSSIER_EVENT_APPRAISE, "");
    return code;
}

static enum td_code judge(struct call *call, const Pb__AppraisalJudgeRequest *in,
                          Pb__AppraisalJudgeResponse *out)
{
    struct subject subject;
    const struct plan_criterion *criterion = NULL;
    struct appraisal_verdicts verdicts;
    Pb__CriterionAnswer computed;
    check_choice(call, "verdict", &pb__verdict__descriptor, (int)in->verdict);
    if (*in->note)
        check_text(call, "note", in->note, APPRAISAL_TEXT_MAX_CHARS);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = subject_find(call, in->nominee_id, &subject);
    if (code == TD_OK)
        code = appraisal_check_not_self(call, &subject.nominee);
    if (code == TD_OK)
        code = criterion_find(call, &subject, in->criterion, &criterion);
    if (code == TD_OK)
        code = computed_find(call, &subject, criterion, &computed);
    if (code == TD_OK)
        code = appraisal_check_note(in->criterion, in->verdict, computed, in->note, call->err);
    if (code == TD_OK)
        code = verdict_store(call, in, &subject);
    if (code == TD_OK)
        code = verdicts_find(call, &subject.nominee, &verdicts);
    if (code != TD_OK)
        return code;
    out->criterion = reply_message(call, &pb__appraised_criterion__descriptor);
    if (!out->criterion)
        return TD_RESOURCE_EXHAUSTED;
    out->state = subject.nominee.state;
    code = appraisal_criterion_reply(call, criterion, "", computed, &verdicts, out->criterion);
    return code == TD_OK ? note_nominee(call, &subject.nominee, in->criterion) : code;
}

/* -- conclude, reopen -- */

static enum td_code eligible_check(struct call *call, const struct subject *subject,
                                   const char *reason)
{
    struct appraisal_verdicts verdicts;
    enum td_code code = verdicts_find(call, &subject->nominee, &verdicts);
    if (code != TD_OK)
        return code;
    /* I.2.e cannot be argued with; all that stands against it is told at once. */
    enum td_code discipline =
        nominee_check_eligible(call, &subject->nominee, subject->scope.as_of.day);
    enum td_code criteria = appraisal_check_eligible(subject->scope.plan, subject->nominee.kind,
                                                     verdicts.rules, verdicts.n, reason, call->err);
    code = appraisal_check_duplicates(call, &subject->nominee);
    if (discipline != TD_OK)
        return discipline;
    return criteria != TD_OK ? criteria : code;
}

static enum td_code conclude(struct call *call, const Pb__AppraisalConcludeRequest *in,
                             Pb__AppraisalConcludeResponse *out)
{
    struct subject subject;
    Pb__NomineeEvent event = in->eligible ? PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_ELIGIBLE
                                          : PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_INELIGIBLE;
    Pb__NomineeState to;
    if (*in->reason || !in->eligible)
        check_text(call, "reason", in->reason, APPRAISAL_TEXT_MAX_CHARS);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = subject_find(call, in->nominee_id, &subject);
    if (code == TD_OK)
        code = appraisal_check_not_self(call, &subject.nominee);
    if (code == TD_OK) /* before what is asked of an outcome: is one possible? */
        code = nominee_next(subject.nominee.state, event, call->who.roles, &to, call->err);
    if (code == TD_OK && in->eligible)
        code = eligible_check(call, &subject, in->reason);
    if (code == TD_OK)
        code = nominee_step(call, &subject.nominee, event, in->reason);
    if (code == TD_OK)
        code = dossier_follow(call, &subject.dossier);
    if (code != TD_OK)
        return code;
    out->nominee = appraisal_nominee_reply(call, &subject.nominee);
    out->dossier = subject.dossier.state;
    return out->nominee ? note_nominee(call, &subject.nominee, in->reason) : TD_RESOURCE_EXHAUSTED;
}

/* Four eyes: what somebody found, somebody else opens again. */
static enum td_code other_eyes_check(struct call *call, const struct nominee_row *nominee)
{
    if (nominee->state_officer_id != call->who.officer_id)
        return TD_OK;
    return td_fail(call->err, TD_PERMISSION_DENIED, "nominee_id", "", TD_KEY_APPRAISAL_OWN, TD_END);
}

/* The council's result stands between: it is the council that takes it back. */
static enum td_code not_voted_check(struct call *call, const struct nominee_row *nominee)
{
    char state[TD_ENUM_NAME_SIZE];
    if (!nominee_is_past_appraisal(nominee->state))
        return TD_OK;
    return td_fail(
        call->err, TD_FAILED_PRECONDITION, "nominee_id", "", TD_KEY_NOMINEE_VOTED, "state",
        td_enum_name(&pb__nominee_state__descriptor, (int)nominee->state, state), TD_END);
}

static enum td_code reopen(struct call *call, const Pb__AppraisalReopenRequest *in,
                           Pb__AppraisalReopenResponse *out)
{
    struct subject subject;
    if (!check_text(call, "reason", in->reason, APPRAISAL_TEXT_MAX_CHARS))
        return check_outcome(call);
    enum td_code code = subject_find(call, in->nominee_id, &subject);
    if (code == TD_OK)
        code = appraisal_check_not_self(call, &subject.nominee);
    if (code == TD_OK)
        code = not_voted_check(call, &subject.nominee);
    if (code == TD_OK)
        code = other_eyes_check(call, &subject.nominee);
    if (code == TD_OK)
        code = nominee_step(call, &subject.nominee, PB__NOMINEE_EVENT__NOMINEE_EVENT_REOPEN,
                            in->reason);
    if (code == TD_OK && subject.dossier.state == PB__DOSSIER_STATE__DOSSIER_APPRAISED)
        code = dossier_move(call, &subject.dossier, PB__DOSSIER_EVENT__DOSSIER_EVENT_REOPEN,
                            in->reason);
    if (code != TD_OK)
        return code;
    out->nominee = appraisal_nominee_reply(call, &subject.nominee);
    out->dossier = subject.dossier.state;
    return out->nominee ? note_nominee(call, &subject.nominee, in->reason) : TD_RESOURCE_EXHAUSTED;
}

/* -- assign -- */

/* *ret_id 0: nobody. */
static enum td_code assignee_find(struct call *call, const char *login, int64_t *ret_id)
{
    struct officer_row officer;
    *ret_id = 0;
    if (!*login)
        return TD_OK;
    enum td_code code = officers_find(call->db, login, call->arena, &officer);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "login", "", TD_KEY_OFFICER_UNKNOWN, "login", login,
                       TD_END);
    if (code != TD_OK)
        return code;
    if (officer.disabled_utc_ms)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "login", "", TD_KEY_OFFICER_DISABLED,
                       "login", login, "at_utc_ms", td_dec(call->arena, officer.disabled_utc_ms),
                       TD_END);
    if (!(officer.roles & SPECIALIST))
        return td_fail(call->err, TD_FAILED_PRECONDITION, "login", "IV.3.a", TD_KEY_ASSIGNEE_ROLE,
                       "login", login, TD_END);
    *ret_id = officer.id;
    return TD_OK;
}

/* The nominees of a dossier, or the one that is named. */
static enum td_code targets_find(struct call *call, const Pb__AppraisalAssignRequest *in,
                                 struct nominee_row **ret, size_t *ret_n)
{
    struct dossier_row dossier;
    if (*in->nominee_id) {
        *ret = td_arena_alloc(call->arena, sizeof **ret);
        *ret_n = 1;
        return *ret ? nominee_get(call, in->nominee_id, NOMINEES_NOW, *ret) : TD_RESOURCE_EXHAUSTED;
    }
    enum td_code code = dossier_get(call, in->dossier_id, INT64_MAX, &dossier);
    if (code == TD_OK)
        code = nominees_of_dossier(call->db, dossier.id, NOMINEES_NOW, call->arena, ret, ret_n);
    if (code != TD_OK || *ret_n > 0)
        return code;
    char state[TD_ENUM_NAME_SIZE];
    return td_fail(call->err, TD_FAILED_PRECONDITION, "dossier_id", "", TD_KEY_STATE_ILLEGAL,
                   "state", td_enum_name(&pb__dossier_state__descriptor, (int)dossier.state, state),
                   TD_END);
}

static enum td_code targets_check(struct call *call, const char *login, int64_t assignee_id,
                                  const struct nominee_row *targets, size_t n)
{
    struct round_row round;
    enum td_code code = round_find(call, targets[0].round_id, &round);
    if (code == TD_OK)
        code = round_check(call, &round);
    for (size_t i = 0; code == TD_OK && assignee_id && i < n; i++) {
        enum conflict conflict;
        code = nominee_conflict(call, assignee_id, &targets[i], &conflict);
        if (code == TD_OK && conflict == CONFLICT_SELF)
            return td_fail(call->err, TD_FAILED_PRECONDITION, "login", "", TD_KEY_APPRAISAL_SELF,
                           "officer", login, TD_END);
    }
    return code;
}

static enum td_code assign_all(struct call *call, int64_t assignee_id,
                               const struct nominee_row *targets, size_t n,
                               Pb__AppraisalAssignResponse *out)
{
    enum td_code code = TD_OK;
    out->nominee_ids = td_arena_alloc(call->arena, (n + 1) * sizeof *out->nominee_ids);
    if (!out->nominee_ids)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        const struct assignment_row row = {
            .nominee = {targets[i].dossier_id, targets[i].ordinal, targets[i].version},
            .log_seq = call->log_seq,
            .assignee_id = assignee_id,
            .at_utc_ms = call->now_utc_ms,
            .officer_id = call->who.officer_id,
        };
        out->nominee_ids[i] = (char *)appraisal_nominee_id(call, &targets[i]);
        code = out->nominee_ids[i] ? assignments_add(call->db, &row) : TD_RESOURCE_EXHAUSTED;
    }
    out->n_nominee_ids = n;
    return code;
}

static enum td_code assign(struct call *call, const Pb__AppraisalAssignRequest *in,
                           Pb__AppraisalAssignResponse *out)
{
    struct nominee_row *targets = NULL;
    size_t n = 0;
    int64_t assignee_id = 0;
    enum td_code code = assignee_find(call, in->login, &assignee_id);
    if (code == TD_OK)
        code = targets_find(call, in, &targets, &n);
    if (code == TD_OK)
        code = targets_check(call, in->login, assignee_id, targets, n);
    if (code == TD_OK)
        code = assign_all(call, assignee_id, targets, n, out);
    if (code != TD_OK)
        return code;
    return reply_note(call, *in->nominee_id ? in->nominee_id : in->dossier_id, targets[0].version,
                      in->login);
}

METHOD(appraisal__show, Pb__AppraisalShowRequest, Pb__AppraisalShowResponse, METHOD_READ,
       ALL_UNITS_READERS, appraisal_show)
METHOD(appraisal__judge, Pb__AppraisalJudgeRequest, Pb__AppraisalJudgeResponse, METHOD_WRITE,
       SPECIALIST, judge)
METHOD(appraisal__conclude, Pb__AppraisalConcludeRequest, Pb__AppraisalConcludeResponse,
       METHOD_WRITE, SPECIALIST, conclude)
METHOD(appraisal__reopen, Pb__AppraisalReopenRequest, Pb__AppraisalReopenResponse, METHOD_WRITE,
       APPRAISAL_HEAD, reopen)
METHOD(appraisal__assign, Pb__AppraisalAssignRequest, Pb__AppraisalAssignResponse, METHOD_WRITE,
       SPECIALIST | APPRAISAL_HEAD, assign)
METHOD(appraisal__list, Pb__AppraisalListRequest, Pb__AppraisalListResponse, METHOD_READ,
       ALL_UNITS_READERS, appraisal_list)
METHOD(appraisal__list_differences, Pb__DifferenceListRequest, Pb__DifferenceListResponse,
       METHOD_READ, ALL_UNITS_READERS, appraisal_list_differences)
METHOD(appraisal__list_duplicates, Pb__DuplicateListRequest, Pb__DuplicateListResponse, METHOD_READ,
       ALL_UNITS_READERS, appraisal_list_duplicates)
METHOD(appraisal__decide_duplicate, Pb__DuplicateDecideRequest, Pb__DuplicateDecideResponse,
       METHOD_WRITE, SPECIALIST | APPRAISAL_HEAD, appraisal_decide_duplicate)
SERVICE(appraisal_service, PB__APPRAISAL_SERVICE__INIT, appraisal__)
