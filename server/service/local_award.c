/* LocalAwardService: the certificates that communes and wards grant themselves (II.3.a). A unit
 * records and sees its own; Home Affairs all. They never touch the town's quota. */
#include "as_of.h"
#include "check.h"
#include "import_rows.h"
#include "local_award.pb-c.h"
#include "local_awards.h"
#include "message.h"
#include "paging.h"
#include "reply.h"
#include "services.h"
#include "timefmt.h"
#include "unit.h"
#include "units.h"

#define REASON_MAX_CHARS 1000
#define N_PAGE_KEYS 4
#define UNIT_OFFICERS (ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD))
#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD))
#define ALL_READERS                                                                        \
    (HOME_AFFAIRS | ROLE_BIT(PB__ROLE__ROLE_COUNCIL_MEMBER) |                              \
     ROLE_BIT(PB__ROLE__ROLE_COUNCIL_SECRETARY) | ROLE_BIT(PB__ROLE__ROLE_COUNCIL_CHAIR) | \
     ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE) | ROLE_BIT(PB__ROLE__ROLE_AUDITOR))

/* -- replies -- */

static Pb__LocalAwardVersion *version_reply(struct call *call, const struct local_award_row *row)
{
    Pb__LocalAwardVersion *out = reply_message(call, &pb__local_award_version__descriptor);
    Pb__LocalAward *award = reply_message(call, &pb__local_award__descriptor);
    if (!out || !award)
        return NULL;
    award->unit_code = (char *)row->award.unit_code;
    award->number = (char *)row->award.number;
    award->ordinal = row->award.ordinal;
    award->granted_on = (char *)row->award.granted_on;
    award->kind = row->award.kind;
    award->recipient = (char *)row->award.recipient;
    award->staff_code = (char *)row->award.staff_code;
    award->achievement = (char *)row->award.achievement;
    out->award = award;
    out->year = local_award_year(row->award.granted_on);
    out->version = row->version;
    out->withdrawn = row->withdrawn;
    out->reason = (char *)row->reason;
    out->recorded_by = (char *)row->login;
    out->recorded_utc_ms = row->recorded_utc_ms;
    out->log_seq = row->log_seq;
    return out;
}

static enum td_code versions_reply(struct call *call, const struct local_award_row *rows, size_t n,
                                   Pb__LocalAwardVersion ***ret, size_t *ret_n)
{
    Pb__LocalAwardVersion **list = td_arena_alloc(call->arena, (n + 1) * sizeof *list);
    for (size_t i = 0; list && i < n; i++)
        if (!(list[i] = version_reply(call, &rows[i])))
            return TD_RESOURCE_EXHAUSTED;
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    *ret = list;
    *ret_n = n;
    return TD_OK;
}

/* "P1 2022 45/QĐ-UBND 1". */
static const char *award_name(struct call *call, const char *unit_code, uint32_t year,
                              const char *number, uint32_t ordinal)
{
    const char *name =
        td_arena_printf(call->arena, "%s %u %s %u", unit_code, year, number, ordinal);
    return name ? name : "";
}

static enum td_code award_note(struct call *call, const struct local_award_row *row)
{
    const char *name =
        award_name(call, row->award.unit_code, local_award_year(row->award.granted_on),
                   row->award.number, row->award.ordinal);
    return reply_note(call, td_arena_printf(call->arena, "local-award %s", name), row->version,
                      row->reason);
}

static enum td_code award_unknown(struct call *call, const char *field, const char *name)
{
    return td_fail(call->err, TD_NOT_FOUND, field, "", TD_KEY_LOCAL_AWARD_UNKNOWN, "award", name,
                   TD_END);
}

/* -- whose -- */

/* The unit meant: the caller's own when none is named by one without a role in for_all. false:
 * another one's, which is none of the caller's business. */
static bool unit_meant(const struct call *call, role_set for_all, const char *asked,
                       const char **ret)
{
    bool all = (call->who.roles & for_all) != 0;
    *ret = *asked || all ? asked : call->who.unit_code;
    return all || strcmp(*ret, call->who.unit_code) == 0;
}

static bool take_award(struct call *call, const char *path, const Pb__LocalAward *in,
                       struct local_award *ret)
{
    char today[TD_DATE_SIZE];
    const char *unit_path = td_path(call->arena, path, "unit_code");
    td_date_of(call->now_utc_ms, today);
    *ret = (struct local_award){
        .number = in->number,
        .ordinal = in->ordinal ? in->ordinal : 1,
        .granted_on = in->granted_on,
        .kind = in->kind,
        .recipient = in->recipient,
        .staff_code = in->staff_code,
        .achievement = in->achievement,
    };
    if (!unit_meant(call, HOME_AFFAIRS, in->unit_code, &ret->unit_code))
        td_fail(call->err, TD_PERMISSION_DENIED, unit_path, "", TD_KEY_UNIT_OTHER, "yours",
                call->who.unit_code, TD_END);
    else if (!*ret->unit_code)
        td_fail(call->err, TD_INVALID_ARGUMENT, unit_path, "", TD_KEY_REQUIRED, TD_END);
    return local_award_check(ret, today, path, call->err) == TD_OK;
}

/* It exists on that day, and grants certificates of its own. Faults only; refusals are collected.
 */
static enum td_code check_unit(struct call *call, const char *path, const struct local_award *award)
{
    struct unit_row unit;
    const char *field = td_path(call->arena, path, "unit_code");
    enum td_code code =
        units_find(call->db, award->unit_code, award->granted_on, INT64_MAX, call->arena, &unit);
    if (code == TD_OK)
        local_award_check_unit(unit.code, unit.kind, field, call->err);
    else if (code == TD_NOT_FOUND)
        td_fail(call->err, TD_FAILED_PRECONDITION, field, "", TD_KEY_UNIT_NOT_VALID, "unit",
                award->unit_code, "day_on", award->granted_on, TD_END);
    return code == TD_NOT_FOUND ? TD_OK : code;
}

/* -- writing -- */

static enum td_code award_add(struct call *call, const struct local_award *award, uint32_t version,
                              const char *reason, bool withdrawn, struct local_award_row *ret)
{
    *ret = (struct local_award_row){.award = *award,
                                    .version = version,
                                    .withdrawn = withdrawn,
                                    .reason = reason,
                                    .recorded_utc_ms = call->now_utc_ms,
                                    .recorded_by = call->who.officer_id,
                                    .login = call->who.login,
                                    .log_seq = call->log_seq};
    return local_awards_add(call->db, ret, call->arena);
}

static enum td_code award_newest(struct call *call, const struct local_award *award,
                                 struct local_award_row **ret, size_t *ret_n)
{
    return local_awards_versions(call->db, award->unit_code, local_award_year(award->granted_on),
                                 award->number, award->ordinal, INT64_MAX, call->arena, ret, ret_n);
}

/* A first version, or the one that says the same already (*ret_added false). Other data under the
 * same number is a refusal, collected at path; *ret is then not set. */
static enum td_code award_put(struct call *call, const char *path, const struct local_award *award,
                              struct local_award_row *ret, bool *ret_added)
{
    struct local_award_row *rows;
    size_t n;
    enum td_code code = award_newest(call, award, &rows, &n);
    if (code != TD_OK)
        return code;
    *ret_added = n == 0;
    if (n == 0)
        return award_add(call, award, 1, "", false, ret);
    if (!rows->withdrawn && local_award_same(&rows->award, award)) {
        *ret = *rows;
        return TD_OK;
    }
    td_fail(call->err, TD_ALREADY_EXISTS, path, "", TD_KEY_LOCAL_AWARD_EXISTS, "award",
            award_name(call, award->unit_code, local_award_year(award->granted_on), award->number,
                       award->ordinal),
            TD_END);
    return TD_OK;
}

static enum td_code local_award_record(struct call *call, const Pb__LocalAwardRecordRequest *in,
                                       Pb__LocalAwardRecordResponse *out)
{
    struct local_award award;
    struct local_award_row row;
    bool added = false;
    if (!in->award)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "award", "", TD_KEY_REQUIRED, TD_END);
    take_award(call, "award", in->award, &award);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    enum td_code code = check_unit(call, "award", &award);
    if (code == TD_OK && check_outcome(call) == TD_OK)
        code = award_put(call, "award", &award, &row, &added);
    if (code != TD_OK || check_outcome(call) != TD_OK)
        return code != TD_OK ? code : check_outcome(call);
    out->recorded = version_reply(call, &row);
    out->unchanged = !added;
    return out->recorded ? award_note(call, &row) : TD_RESOURCE_EXHAUSTED;
}

static enum td_code check_correction(struct call *call, const Pb__LocalAwardCorrectRequest *in,
                                     const struct local_award *award,
                                     const struct local_award_row *newest)
{
    if (in->base_version != newest->version)
        return td_fail(call->err, TD_ABORTED, "base_version", "", TD_KEY_LOCAL_AWARD_STALE,
                       "version", td_dec(call->arena, newest->version), TD_END);
    if (local_award_same(award, &newest->award) && in->withdraw == newest->withdrawn)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "award", "", TD_KEY_LOCAL_AWARD_SAME,
                       TD_END);
    return TD_OK;
}

static enum td_code local_award_correct(struct call *call, const Pb__LocalAwardCorrectRequest *in,
                                        Pb__LocalAwardCorrectResponse *out)
{
    struct local_award award;
    struct local_award_row *rows, row;
    size_t n = 0;
    if (!in->award)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "award", "", TD_KEY_REQUIRED, TD_END);
    check_text(call, "reason", in->reason, REASON_MAX_CHARS);
    take_award(call, "award", in->award, &award);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    enum td_code code = check_unit(call, "award", &award);
    if (code == TD_OK)
        code = check_outcome(call);
    if (code == TD_OK)
        code = award_newest(call, &award, &rows, &n);
    if (code == TD_OK && n == 0)
        return award_unknown(call, "award",
                             award_name(call, award.unit_code, local_award_year(award.granted_on),
                                        award.number, award.ordinal));
    if (code == TD_OK)
        code = check_correction(call, in, &award, rows);
    if (code == TD_OK)
        code = award_add(call, &award, rows->version + 1, in->reason, in->withdraw, &row);
    if (code != TD_OK)
        return code;
    out->recorded = version_reply(call, &row);
    return out->recorded ? award_note(call, &row) : TD_RESOURCE_EXHAUSTED;
}

struct awards {
    const Pb__LocalAwardImportRequest *in;
    struct local_award *taken;
};

static enum td_code import_check(struct call *call, const char *path, size_t i, void *rows)
{
    struct awards *awards = rows;
    take_award(call, path, awards->in->awards[i], &awards->taken[i]);
    return TD_OK;
}

static enum td_code import_put(struct call *call, const char *path, size_t i, void *rows,
                               bool *ret_added)
{
    const struct awards *awards = rows;
    struct local_award_row row;
    enum td_code code = check_unit(call, path, &awards->taken[i]);
    return code == TD_OK ? award_put(call, path, &awards->taken[i], &row, ret_added) : code;
}

static enum td_code local_award_import(struct call *call, const Pb__LocalAwardImportRequest *in,
                                       Pb__LocalAwardImportResponse *out)
{
    static const struct import_steps STEPS = {"awards", "local-awards", import_check, import_put};
    struct awards awards = {
        in, td_arena_zalloc(call->arena, (in->n_awards + 1) * sizeof *awards.taken)};
    if (!awards.taken)
        return TD_RESOURCE_EXHAUSTED;
    return import_rows(call, &STEPS, in->n_awards, &awards, &out->added, &out->unchanged);
}

/* -- reading -- */

/* false: nothing that the caller may see. */
static bool list_filter(struct call *call, const Pb__LocalAwardListRequest *in,
                        const struct page *page, struct local_award_filter *ret)
{
    *ret = (struct local_award_filter){
        .unit_code = in->unit_code,
        .year = in->year,
        .recipient = in->recipient,
        .kind = in->kind,
        .include_withdrawn = in->include_withdrawn,
        .by_unit = in->sort == PB__LOCAL_AWARD_SORT__LOCAL_AWARD_SORT_UNIT,
        .follows = page->follows,
        .after = {.granted_on = page->keys[0],
                  .unit_code = page->keys[1],
                  .number = page->keys[2],
                  .ordinal = (uint32_t)page_key_int(page, 3)},
        .limit = page->limit,
    };
    if (in->kind != PB__NOMINEE_KIND__NOMINEE_UNSPECIFIED)
        check_choice(call, "kind", &pb__nominee_kind__descriptor, (int)in->kind);
    if (in->sort != PB__LOCAL_AWARD_SORT__LOCAL_AWARD_SORT_UNSPECIFIED)
        check_choice(call, "sort", &pb__local_award_sort__descriptor, (int)in->sort);
    return unit_meant(call, ALL_READERS, in->unit_code, &ret->unit_code);
}

static enum td_code local_award_list(struct call *call, const Pb__LocalAwardListRequest *in,
                                     Pb__LocalAwardListResponse *out)
{
    struct local_award_filter filter;
    struct local_award_row *rows;
    struct page page;
    size_t n;
    page_begin(call, in->page_size, in->page_token,
               in->sort == PB__LOCAL_AWARD_SORT__LOCAL_AWARD_SORT_UNIT, N_PAGE_KEYS, &page);
    bool any = list_filter(call, in, &page, &filter);
    struct as_of as_of;
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code != TD_OK || !any)
        return code;
    filter.as_of_seq = (int64_t)as_of.log_seq;
    code = local_awards_list(call->db, &filter, call->arena, &rows, &n);
    if (code == TD_OK)
        code = versions_reply(call, rows, page_cut(&page, n), &out->awards, &out->n_awards);
    if (code != TD_OK || !page_is_full(&page, n))
        return code;
    const struct local_award *last = &rows[page.size - 1].award;
    out->next_page_token = page_token(call, &page, last->granted_on, last->unit_code, last->number,
                                      td_dec(call->arena, last->ordinal), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static void count_fill(const struct local_award_count_row *row, Pb__LocalAwardCount *out)
{
    out->year = row->year;
    out->unit_code = (char *)row->unit_code;
    out->decisions = row->decisions;
    out->collectives = row->collectives;
    out->individuals = row->individuals;
}

static enum td_code local_award_count(struct call *call, const Pb__LocalAwardCountRequest *in,
                                      Pb__LocalAwardCountResponse *out)
{
    struct local_award_count_row *rows;
    const char *unit_code;
    struct page page;
    size_t found;
    struct as_of as_of;
    page_begin(call, in->page_size, in->page_token, 0, 2, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code != TD_OK || !unit_meant(call, ALL_READERS, in->unit_code, &unit_code))
        return code;
    code = local_awards_count(call->db, unit_code, in->year, (uint32_t)page_key_int(&page, 0),
                              page.keys[1], page.limit, (int64_t)as_of.log_seq, call->arena, &rows,
                              &found);
    if (code != TD_OK)
        return code;
    size_t n = page_cut(&page, found);
    out->counts = reply_list(call, &pb__local_award_count__descriptor, n);
    if (!out->counts)
        return TD_RESOURCE_EXHAUSTED;
    out->n_counts = n;
    for (size_t i = 0; i < n; i++)
        count_fill(&rows[i], out->counts[i]);
    if (page_is_full(&page, found))
        out->next_page_token = page_token(call, &page, td_dec(call->arena, rows[n - 1].year),
                                          rows[n - 1].unit_code, NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code local_award_show(struct call *call, const Pb__LocalAwardShowRequest *in,
                                     Pb__LocalAwardShowResponse *out)
{
    const Pb__LocalAwardKey *key = in->key;
    struct local_award_row *rows;
    const char *unit_code;
    size_t n = 0;
    if (!key)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "key", "", TD_KEY_REQUIRED, TD_END);
    uint32_t ordinal = key->ordinal ? key->ordinal : 1;
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK && unit_meant(call, ALL_READERS, key->unit_code, &unit_code))
        code = local_awards_versions(call->db, unit_code, key->year, key->number, ordinal,
                                     (int64_t)as_of.log_seq, call->arena, &rows, &n);
    if (code == TD_OK && n == 0)
        return award_unknown(call, "key",
                             award_name(call, unit_code, key->year, key->number, ordinal));
    return code == TD_OK ? versions_reply(call, rows, n, &out->versions, &out->n_versions) : code;
}

METHOD(local_award__record, Pb__LocalAwardRecordRequest, Pb__LocalAwardRecordResponse, METHOD_WRITE,
       UNIT_OFFICERS | HOME_AFFAIRS, local_award_record)
METHOD(local_award__correct, Pb__LocalAwardCorrectRequest, Pb__LocalAwardCorrectResponse,
       METHOD_WRITE, UNIT_OFFICERS | HOME_AFFAIRS, local_award_correct)
METHOD(local_award__import, Pb__LocalAwardImportRequest, Pb__LocalAwardImportResponse, METHOD_WRITE,
       UNIT_OFFICERS | HOME_AFFAIRS, local_award_import)
METHOD(local_award__list, Pb__LocalAwardListRequest, Pb__LocalAwardListResponse, METHOD_READ,
       UNIT_OFFICERS | ALL_READERS, local_award_list)
METHOD(local_award__count, Pb__LocalAwardCountRequest, Pb__LocalAwardCountResponse, METHOD_READ,
       UNIT_OFFICERS | ALL_READERS, local_award_count)
METHOD(local_award__show, Pb__LocalAwardShowRequest, Pb__LocalAwardShowResponse, METHOD_READ,
       UNIT_OFFICERS | ALL_READERS, local_award_show)
SERVICE(local_award_service, PB__LOCAL_AWARD_SERVICE__INIT, local_award__)
