/* PastAwardService: awards of the Chairman from before the software (II.3.a, II.3.b), which Home
 * Affairs enters from the decisions on paper. A round that the software keeps has its awards from
 * its own decision only. Here what is written; what is read is in past_award_read.c. */
#include "past_award.pb-c.h"

#include "check.h"
#include "decisions.h"
#include "document_number.h"
#include "dossier.h"
#include "import_rows.h"
#include "message.h"
#include "past_award_reply.h"
#include "past_awards.h"
#include "plan_newest.h"
#include "reply.h"
#include "rounds.h"
#include "services.h"
#include "timefmt.h"
#include "unit.h"
#include "workflow.h"

#include <string.h>

#define REASON_MAX_CHARS 1000
#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD))

/* -- checking -- */

/* What is wrong becomes violations of the call. OK or RESOURCE_EXHAUSTED. */
static enum td_code take_award(struct call *call, const char *path, const Pb__PastAward *in,
                               struct past_award *ret)
{
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    *ret = (struct past_award){
        .award = {.unit_code = in->unit_code,
                  .number = in->number,
                  .ordinal = in->ordinal ? in->ordinal : 1,
                  .granted_on = in->granted_on,
                  .kind = in->kind,
                  .recipient = in->recipient,
                  .staff_code = in->staff_code,
                  .achievement = in->achievement},
        .round = in->round,
        .year = in->year,
        .citizen_id = in->citizen_id,
        .revoked_by = in->revoked_by,
        .revoked_on = in->revoked_on,
    };
    if (!*in->unit_code)
        td_fail(call->err, TD_INVALID_ARGUMENT, td_path(call->arena, path, "unit_code"), "",
                TD_KEY_REQUIRED, TD_END);
    past_award_check(ret, today, path, call->err);
    if (!in->number[strspn(in->number, " ")])
        return TD_OK; /* told as missing */
    enum td_code code =
        document_number_normalise(in->number, "QĐ", td_path(call->arena, path, "number"),
                                  call->arena, &ret->award.number, call->err);
    return code == TD_RESOURCE_EXHAUSTED ? code : TD_OK;
}

/* A number names one decision a year, on paper and in the software. */
static enum td_code check_number(struct call *call, const char *path, const struct past_award *past,
                                 const char *issuer)
{
    const char *field = td_path(call->arena, path, "number"), *taken_on = "";
    enum td_code code =
        decisions_number_taken(call->db, issuer, past->award.granted_on, past->award.number,
                               DECISION_NUMBER_PAST_AWARD, call->arena, &taken_on);
    if (code == TD_OK && *taken_on)
        td_fail(call->err, TD_ALREADY_EXISTS, field, "", TD_KEY_DECISION_NUMBER, "issuer", issuer,
                "number", past->award.number, "other_on", taken_on, TD_END);
    return code;
}

/* Of a round that the software keeps, nothing is entered by hand. */
static enum td_code check_round(struct call *call, const char *path, const struct past_award *past)
{
    struct round_row kept;
    const char *id = round_id_text(call->arena, past->year, past->round);
    if (!id)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = rounds_find(call->db, id, "", INT64_MAX, call->arena, &kept);
    if (code == TD_OK)
        td_fail(call->err, TD_FAILED_PRECONDITION, td_path(call->arena, path, "round"), "",
                TD_KEY_PAST_AWARD_ROUND, "round", id, TD_END);
    return code == TD_NOT_FOUND ? TD_OK : code;
}

/* What the records say of it. Faults only; refusals are collected. */
static enum td_code check_records(struct call *call, const char *path,
                                  const struct past_award *past, const char *issuer)
{
    enum td_code code = unit_known_on(call, td_path(call->arena, path, "unit_code"),
                                      past->award.unit_code, past->award.granted_on);
    if (code == TD_OK || code == TD_NOT_FOUND || code == TD_FAILED_PRECONDITION)
        code = check_round(call, path, past);
    return code == TD_OK ? check_number(call, path, past, issuer) : code;
}

/* As the plan names it for that day; "". */
static const char *issuer_of(const struct plan *plan, const struct past_award *past)
{
    const struct plan_dated *issuer =
        plan_dated_on(plan->issuers, plan->n_issuers, past->award.granted_on);
    return issuer ? issuer->text : "";
}

/* -- writing -- */

static enum td_code award_add(struct call *call, const struct past_award *past, const char *issuer,
                              uint32_t version, const char *reason, bool withdrawn,
                              struct past_award_row *ret)
{
    *ret = (struct past_award_row){.award = *past,
                                   .issuer = issuer,
                                   .version = version,
                                   .withdrawn = withdrawn,
                                   .reason = reason,
                                   .recorded_utc_ms = call->now_utc_ms,
                                   .recorded_by = call->who.officer_id,
                                   .login = call->who.login,
                                   .log_seq = call->log_seq};
    return past_awards_add(call->db, ret, call->arena);
}

static enum td_code award_versions(struct call *call, const struct past_award *past,
                                   struct past_award_row **ret, size_t *ret_n)
{
    return past_awards_versions(call->db, local_award_year(past->award.granted_on),
                                past->award.number, past->award.ordinal, INT64_MAX, call->arena,
                                ret, ret_n);
}

struct awards {
    Pb__PastAward *const *in;
    const struct plan *plan;
};

static enum td_code import_check(struct call *call, const char *path, size_t i, void *rows)
{
    const struct awards *awards = rows;
    struct past_award past;
    return take_award(call, path, awards->in[i], &past);
}

/* All awards of a decision say the same of its day and round. */
static enum td_code check_beside(struct call *call, const char *path, const struct past_award *past)
{
    struct past_award_row *others;
    size_t n = 0;
    enum td_code code = past_awards_beside(call->db, past, call->arena, &others, &n);
    if (code == TD_OK && n > 0)
        past_award_check_decision(past, &others[0].award, path, call->err);
    return code;
}

/* Other data under the same number is a refusal. */
static void refuse_known(struct call *call, const char *path, const struct past_award *past,
                         const struct past_award_row *known)
{
    if (known->withdrawn)
        td_fail(call->err, TD_ALREADY_EXISTS, path, "", TD_KEY_PAST_AWARD_WITHDRAWN, "award",
                past_award_name(call, past), "reason", known->reason, TD_END);
    else if (!past_award_same(&known->award, past))
        td_fail(call->err, TD_ALREADY_EXISTS, path, "", TD_KEY_PAST_AWARD_EXISTS, "award",
                past_award_name(call, past), TD_END);
}

/* A first version, or one that says the same already. */
static enum td_code import_put(struct call *call, const char *path, size_t i, void *rows,
                               bool *ret_added)
{
    const struct awards *awards = rows;
    struct past_award past;
    struct past_award_row *versions, row;
    size_t n = 0;
    enum td_code code = take_award(call, path, awards->in[i], &past);
    if (code == TD_OK)
        code = award_versions(call, &past, &versions, &n);
    if (code == TD_OK && n > 0)
        refuse_known(call, path, &past, versions);
    if (code != TD_OK || n > 0)
        return code;
    const char *issuer = issuer_of(awards->plan, &past);
    code = check_records(call, path, &past, issuer);
    if (code == TD_OK)
        code = check_beside(call, path, &past);
    if (code != TD_OK || check_outcome(call) != TD_OK)
        return code; /* OK: what is wrong has been told */
    *ret_added = true;
    return award_add(call, &past, issuer, 1, "", false, &row);
}

static enum td_code past_award_import(struct call *call, const Pb__PastAwardImportRequest *in,
                                      Pb__PastAwardImportResponse *out)
{
    static const struct import_steps STEPS = {"awards", "past-awards", import_check, import_put};
    struct awards awards = {.in = in->awards};
    struct plan_row row;
    enum td_code code = plan_newest(call, &row, &awards.plan);
    return code == TD_OK
               ? import_rows(call, &STEPS, in->n_awards, &awards, &out->added, &out->unchanged)
               : code;
}

static enum td_code check_correction(struct call *call, const Pb__PastAwardCorrectRequest *in,
                                     const struct past_award *past, const char *issuer,
                                     const struct past_award_row *newest)
{
    if (in->base_version != newest->version)
        return td_fail(call->err, TD_ABORTED, "base_version", "", TD_KEY_PAST_AWARD_STALE,
                       "version", td_dec(call->arena, newest->version), TD_END);
    if (past_award_same(past, &newest->award) && in->withdraw == newest->withdrawn)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "award", "", TD_KEY_LOCAL_AWARD_SAME,
                       TD_END);
    enum td_code code = in->withdraw ? TD_OK : check_records(call, "award", past, issuer);
    if (code == TD_OK && !in->withdraw && newest->withdrawn) /* it comes back to what they say */
        code = check_beside(call, "award", past);
    return code == TD_OK ? check_outcome(call) : code;
}

#define OTHER_BYTES ((size_t)64 * 1024) /* what checking one award may need */

/* Another award of the decision under its corrected day: its unit and its revocation may not fit.
 * Told at the day, which is what the caller gave. scratch: forgotten with the next. */
static enum td_code check_other(struct call *call, const struct past_award *other,
                                struct td_arena *scratch)
{
    struct td_err *err = call->err, told;
    struct td_arena *arena = call->arena;
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    td_arena_reset(scratch);
    td_err_init(&told, scratch);
    call->arena = scratch;
    call->err = &told;
    past_award_check(other, today, "", &told);
    enum td_code code = unit_known_on(call, "", other->award.unit_code, other->award.granted_on);
    call->arena = arena;
    call->err = err;
    if (code == TD_NOT_FOUND || code == TD_FAILED_PRECONDITION)
        code = TD_OK;
    if (code == TD_OK && told.n_violations > 0)
        td_fail(err, TD_FAILED_PRECONDITION, "award.granted_on", "", TD_KEY_PAST_AWARD_OTHER,
                "ordinal", td_dec(arena, other->award.ordinal), "recipient", other->award.recipient,
                "unit", other->award.unit_code, TD_END);
    return code;
}

/* Those awards of a decision that say otherwise than the corrected one. */
struct followers {
    struct past_award_row *others;
    size_t n;
    struct td_arena *scratch;
};

/* Day and round are the decision's: the other awards of it follow, each in a new version. The
 * ordinals of those go to the reply. */
static enum td_code followers_add(struct call *call, const struct followers *followers,
                                  const struct past_award_row *corrected,
                                  Pb__PastAwardCorrectResponse *out)
{
    const struct past_award *past = &corrected->award;
    struct past_award_row row;
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < followers->n; i++) {
        struct past_award other = followers->others[i].award;
        bool has_new_day = strcmp(other.award.granted_on, past->award.granted_on) != 0;
        other.award.granted_on = past->award.granted_on;
        other.round = past->round;
        other.year = past->year;
        if (past_award_same(&other, &followers->others[i].award))
            continue;
        if (has_new_day)
            code = check_other(call, &other, followers->scratch);
        if (code == TD_OK)
            code = award_add(call, &other, corrected->issuer, followers->others[i].version + 1,
                             corrected->reason, false, &row);
        out->others[out->n_others++] = other.award.ordinal;
    }
    return code == TD_OK ? check_outcome(call) : code;
}

static enum td_code others_follow(struct call *call, const struct past_award_row *corrected,
                                  Pb__PastAwardCorrectResponse *out)
{
    struct followers followers = {.n = 0};
    enum td_code code = past_awards_beside(call->db, &corrected->award, call->arena,
                                           &followers.others, &followers.n);
    if (code != TD_OK || followers.n == 0)
        return code;
    out->others = td_arena_alloc(call->arena, followers.n * sizeof *out->others);
    followers.scratch = td_arena_new(OTHER_BYTES);
    code = out->others && followers.scratch ? followers_add(call, &followers, corrected, out)
                                            : TD_RESOURCE_EXHAUSTED;
    td_arena_free(followers.scratch);
    return code;
}

/* For the log: why, and how many awards of the decision followed, "Sai ngày (+ 5)". NULL: arena
 * used up. */
static const char *correction_note(struct call *call, const char *reason,
                                   const Pb__PastAwardCorrectResponse *out)
{
    return out->n_others > 0 ? td_arena_printf(call->arena, "%s (+ %zu)", reason, out->n_others)
                             : reason;
}

static enum td_code past_award_correct(struct call *call, const Pb__PastAwardCorrectRequest *in,
                                       Pb__PastAwardCorrectResponse *out)
{
    struct past_award past;
    struct past_award_row *versions, row;
    struct plan_row plan_row;
    const struct plan *plan;
    const char *issuer = "", *note;
    size_t n = 0;
    if (!in->award)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "award", "", TD_KEY_REQUIRED, TD_END);
    check_text(call, "reason", in->reason, REASON_MAX_CHARS);
    enum td_code code = take_award(call, "award", in->award, &past);
    if (code == TD_OK)
        code = check_outcome(call);
    if (code == TD_OK)
        code = plan_newest(call, &plan_row, &plan);
    if (code == TD_OK)
        code = award_versions(call, &past, &versions, &n);
    if (code == TD_OK && n == 0)
        return past_award_unknown(call, "award", past_award_name(call, &past));
    if (code == TD_OK) {
        issuer = issuer_of(plan, &past);
        code = check_correction(call, in, &past, issuer, versions);
    }
    if (code == TD_OK)
        code =
            award_add(call, &past, issuer, versions->version + 1, in->reason, in->withdraw, &row);
    if (code == TD_OK && !in->withdraw)
        code = others_follow(call, &row, out);
    if (code != TD_OK)
        return code;
    out->recorded = past_award_reply(call, &row);
    note = correction_note(call, in->reason, out);
    return out->recorded && note ? reply_note(call,
                                              td_arena_printf(call->arena, "past-award %s",
                                                              past_award_name(call, &past)),
                                              row.version, note)
                                 : TD_RESOURCE_EXHAUSTED;
}

METHOD(past_award__import, Pb__PastAwardImportRequest, Pb__PastAwardImportResponse, METHOD_WRITE,
       HOME_AFFAIRS, past_award_import)
METHOD(past_award__correct, Pb__PastAwardCorrectRequest, Pb__PastAwardCorrectResponse, METHOD_WRITE,
       HOME_AFFAIRS, past_award_correct)
METHOD(past_award__list, Pb__PastAwardListRequest, Pb__PastAwardListResponse, METHOD_READ,
       DOSSIER_READERS, past_award_list)
METHOD(past_award__show, Pb__PastAwardShowRequest, Pb__PastAwardShowResponse, METHOD_READ,
       DOSSIER_READERS, past_award_show)
SERVICE(past_award_service, PB__PAST_AWARD_SERVICE__INIT, past_award__)
