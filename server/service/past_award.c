/* PastAwardService: awards of the Chairman from before the software (II.3.a, II.3.b), which Home
 * Affairs enters from the decisions on paper. A round that the software keeps has its awards from
 * its own decision only. */
#include "past_award.pb-c.h"

#include "as_of.h"
#include "check.h"
#include "decisions.h"
#include "document_number.h"
#include "dossier.h"
#include "import_rows.h"
#include "message.h"
#include "paging.h"
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
#define N_PAGE_KEYS 5
#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD))

/* -- replies -- */

static Pb__PastAwardVersion *version_reply(struct call *call, const struct past_award_row *row)
{
    const struct past_award *past = &row->award;
    Pb__PastAwardVersion *out = reply_message(call, &pb__past_award_version__descriptor);
    Pb__PastAward *award = reply_message(call, &pb__past_award__descriptor);
    if (!out || !award)
        return NULL;
    award->round = past->round;
    award->year = past->year;
    award->number = (char *)past->award.number;
    award->ordinal = past->award.ordinal;
    award->granted_on = (char *)past->award.granted_on;
    award->unit_code = (char *)past->award.unit_code;
    award->kind = past->award.kind;
    award->recipient = (char *)past->award.recipient;
    award->staff_code = (char *)past->award.staff_code;
    award->citizen_id = (char *)past->citizen_id;
    award->achievement = (char *)past->award.achievement;
    award->revoked_by = (char *)past->revoked_by;
    award->revoked_on = (char *)past->revoked_on;
    out->award = award;
    out->version = row->version;
    out->withdrawn = row->withdrawn;
    out->reason = (char *)row->reason;
    out->recorded_by = (char *)row->login;
    out->recorded_utc_ms = row->recorded_utc_ms;
    out->log_seq = row->log_seq;
    return out;
}

static enum td_code versions_reply(struct call *call, const struct past_award_row *rows, size_t n,
                                   Pb__PastAwardVersion ***ret, size_t *ret_n)
{
    Pb__PastAwardVersion **list = td_arena_alloc(call->arena, (n + 1) * sizeof *list);
    for (size_t i = 0; list && i < n; i++)
        if (!(list[i] = version_reply(call, &rows[i])))
            return TD_RESOURCE_EXHAUSTED;
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    *ret = list;
    *ret_n = n;
    return TD_OK;
}

/* "2022 31/QĐ-UBND 1": never NULL. */
static const char *award_name(struct call *call, uint32_t signed_year, const char *number,
                              uint32_t ordinal)
{
    const char *name = td_arena_printf(call->arena, "%u %s %u", signed_year, number, ordinal);
    return name ? name : "";
}

static const char *name_of(struct call *call, const struct past_award *past)
{
    return award_name(call, local_award_year(past->award.granted_on), past->award.number,
                      past->award.ordinal);
}

static enum td_code award_unknown(struct call *call, const char *field, const char *name)
{
    return td_fail(call->err, TD_NOT_FOUND, field, "", TD_KEY_PAST_AWARD_UNKNOWN, "award", name,
                   TD_END);
}

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
                name_of(call, past), "reason", known->reason, TD_END);
    else if (!past_award_same(&known->award, past))
        td_fail(call->err, TD_ALREADY_EXISTS, path, "", TD_KEY_PAST_AWARD_EXISTS, "award",
                name_of(call, past), TD_END);
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

/* Another award of the decision under its corrected day and round. What it says of itself may not
 * fit them: told at the day, which is what the caller gave. */
static enum td_code check_other(struct call *call, const struct past_award *other,
                                const char *issuer)
{
    struct td_err *err = call->err, told;
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    td_err_init(&told, call->arena);
    call->err = &told;
    past_award_check(other, today, "", &told);
    enum td_code code = check_records(call, "", other, issuer);
    call->err = err;
    if (code == TD_OK && told.n_violations > 0)
        td_fail(err, TD_FAILED_PRECONDITION, "award.granted_on", "", TD_KEY_PAST_AWARD_OTHER,
                "ordinal", td_dec(call->arena, other->award.ordinal), "recipient",
                other->award.recipient, "unit", other->award.unit_code, TD_END);
    return code;
}

/* Day and round are the decision's: the other awards of it follow, each in a new version. The
 * ordinals of those go to the reply. */
static enum td_code others_follow(struct call *call, const struct past_award *past,
                                  const char *issuer, const char *reason,
                                  Pb__PastAwardCorrectResponse *out)
{
    struct past_award_row *others, row;
    size_t n = 0;
    enum td_code code = past_awards_beside(call->db, past, call->arena, &others, &n);
    if (code == TD_OK && !(out->others = td_arena_alloc(call->arena, (n + 1) * sizeof(uint32_t))))
        code = TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        struct past_award other = others[i].award;
        other.award.granted_on = past->award.granted_on;
        other.round = past->round;
        other.year = past->year;
        if (past_award_same(&other, &others[i].award))
            continue;
        code = check_other(call, &other, issuer);
        if (code == TD_OK)
            code = award_add(call, &other, issuer, others[i].version + 1, reason, false, &row);
        out->others[out->n_others++] = other.award.ordinal;
    }
    return code == TD_OK ? check_outcome(call) : code;
}

/* For the log: why, and which awards of the decision followed, "Sai ngày (+ 2, 3)". NULL: arena
 * used up. */
static const char *correction_note(struct call *call, const char *reason,
                                   const Pb__PastAwardCorrectResponse *out)
{
    const char *others = "";
    for (size_t i = 0; others && i < out->n_others; i++)
        others = td_arena_printf(call->arena, "%s%s%u", others, i ? ", " : " (+ ", out->others[i]);
    return others ? td_arena_printf(call->arena, "%s%s%s", reason, others, *others ? ")" : "")
                  : NULL;
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
        return award_unknown(call, "award", name_of(call, &past));
    if (code == TD_OK) {
        issuer = issuer_of(plan, &past);
        code = check_correction(call, in, &past, issuer, versions);
    }
    if (code == TD_OK)
        code =
            award_add(call, &past, issuer, versions->version + 1, in->reason, in->withdraw, &row);
    if (code == TD_OK && !in->withdraw)
        code = others_follow(call, &past, issuer, in->reason, out);
    if (code != TD_OK)
        return code;
    out->recorded = version_reply(call, &row);
    note = correction_note(call, in->reason, out);
    return out->recorded && note
               ? reply_note(call,
                            td_arena_printf(call->arena, "past-award %s", name_of(call, &past)),
                            row.version, note)
               : TD_RESOURCE_EXHAUSTED;
}

/* -- reading -- */

/* Units see what was awarded to theirs; everybody else sees it without numbers of persons in
 * HistoryService. */
static bool filter_of(struct call *call, const Pb__PastAwardListRequest *in,
                      const struct page *page, const struct as_of *as_of,
                      struct past_award_filter *ret)
{
    bool all = dossier_sees_all(call);
    *ret = (struct past_award_filter){
        .unit_code = *in->unit_code || all ? in->unit_code : call->who.unit_code,
        .year = in->year,
        .recipient = in->recipient,
        .include_withdrawn = in->include_withdrawn,
        .by_unit = in->sort == PB__PAST_AWARD_SORT__PAST_AWARD_SORT_UNIT,
        .follows = page->follows,
        .after = {.year = (uint32_t)page_key_int(page, 0),
                  .award = {.granted_on = page->keys[1],
                            .number = page->keys[2],
                            .ordinal = (uint32_t)page_key_int(page, 3),
                            .unit_code = page->keys[4]}},
        .limit = page->limit,
        .as_of_seq = (int64_t)as_of->log_seq,
    };
    return all || dossier_visible(call, ret->unit_code);
}

static enum td_code past_award_list(struct call *call, const Pb__PastAwardListRequest *in,
                                    Pb__PastAwardListResponse *out)
{
    struct past_award_filter filter;
    struct past_award_row *rows;
    struct as_of as_of;
    struct page page;
    size_t n = 0;
    page_begin(call, in->page_size, in->page_token,
               in->sort == PB__PAST_AWARD_SORT__PAST_AWARD_SORT_UNIT, N_PAGE_KEYS, &page);
    if (in->sort != PB__PAST_AWARD_SORT__PAST_AWARD_SORT_UNSPECIFIED)
        check_choice(call, "sort", &pb__past_award_sort__descriptor, (int)in->sort);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code != TD_OK || !filter_of(call, in, &page, &as_of, &filter))
        return code;
    code = past_awards_list(call->db, &filter, call->arena, &rows, &n);
    if (code == TD_OK)
        code = versions_reply(call, rows, page_cut(&page, n), &out->awards, &out->n_awards);
    if (code != TD_OK || !page_is_full(&page, n))
        return code;
    const struct past_award *last = &rows[page.size - 1].award;
    out->next_page_token = page_token(
        call, &page, td_dec(call->arena, last->year), last->award.granted_on, last->award.number,
        td_dec(call->arena, last->award.ordinal), last->award.unit_code, NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code past_award_show(struct call *call, const Pb__PastAwardShowRequest *in,
                                    Pb__PastAwardShowResponse *out)
{
    const Pb__PastAwardKey *key = in->key;
    struct past_award_row *rows;
    struct as_of as_of;
    size_t n = 0;
    if (!key)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "key", "", TD_KEY_REQUIRED, TD_END);
    uint32_t ordinal = key->ordinal ? key->ordinal : 1;
    const char *number = key->number; /* what is no number names none */
    struct td_err misspelt;
    td_err_init(&misspelt, call->arena);
    (void)document_number_normalise(key->number, "QĐ", "", call->arena, &number, &misspelt);
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = past_awards_versions(call->db, key->signed_year, number, ordinal,
                                    (int64_t)as_of.log_seq, call->arena, &rows, &n);
    if (code == TD_OK && n > 0 && !dossier_visible(call, rows->award.award.unit_code))
        n = 0;
    if (code == TD_OK && n == 0)
        return award_unknown(call, "key", award_name(call, key->signed_year, key->number, ordinal));
    return code == TD_OK ? versions_reply(call, rows, n, &out->versions, &out->n_versions) : code;
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
