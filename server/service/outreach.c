/* OutreachService: what units and the Radio Station did to make the Plan known. A unit's officers
 * and its radio officers see their own unit's records, the readers of everything all. */
#include "outreach.h"

#include "as_of.h"
#include "attachment.h"
#include "check.h"
#include "dossier.h"
#include "human_id.h"
#include "import_rows.h"
#include "outreach.pb-c.h"
#include "outreach_records.h"
#include "outreach_rules.h"
#include "paging.h"
#include "reply.h"
#include "services.h"
#include "timefmt.h"
#include "unit.h"

#define REASON_MAX_CHARS 1000
#define OUTREACH_SENDERS (OWN_UNIT_READERS | ROLE_BIT(PB__ROLE__ROLE_RADIO))
#define OUTREACH_READERS (ALL_UNITS_READERS | OUTREACH_SENDERS)

/* -- who sees what -- */

static bool is_own(const struct call *call, const char *unit_code)
{
    return (call->who.roles & OUTREACH_SENDERS) && strcmp(unit_code, call->who.unit_code) == 0;
}

static enum td_code outreach_get(struct call *call, const char *number, int64_t as_of_seq,
                                 struct outreach_row *ret)
{
    int64_t id;
    enum td_code code = TD_NOT_FOUND;
    if (human_id_parse(OUTREACH_PREFIX, number, &id))
        code = outreach_records_find(call->db, id, as_of_seq, call->arena, ret);
    if (code == TD_OK && !is_own(call, ret->unit_code) && !dossier_sees_all(call))
        code = TD_NOT_FOUND;
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "outreach_id", "", TD_KEY_OUTREACH_UNKNOWN, "outreach",
                       number, TD_END);
    return code;
}

enum td_code outreach_see(struct call *call, const char *number, int64_t as_of_seq,
                          bool *ret_visible)
{
    struct outreach_row row;
    int64_t id;
    if (!human_id_parse(OUTREACH_PREFIX, number, &id))
        return TD_NOT_FOUND;
    enum td_code code = outreach_records_find(call->db, id, as_of_seq, call->arena, &row);
    if (code == TD_OK)
        *ret_visible = is_own(call, row.unit_code) || dossier_sees_all(call);
    return code;
}

/* Whose records to list: narrowed to what the caller may see. false: that is nothing. */
static bool unit_filter(const struct call *call, const char *wanted, const char **ret)
{
    *ret = dossier_sees_all(call) ? wanted : call->who.unit_code;
    return dossier_sees_all(call) || !*wanted || strcmp(wanted, call->who.unit_code) == 0;
}

/* -- replies -- */

static const char *number_of(struct call *call, const struct outreach_row *row)
{
    return human_id_text(call->arena, OUTREACH_PREFIX, row->id);
}

static const char *subject_of(struct call *call, const struct outreach_row *row)
{
    const char *number = number_of(call, row);
    return number ? td_arena_printf(call->arena, "outreach %s", number) : NULL;
}

/* All but the evidence. */
static bool outreach_fill(struct call *call, const struct outreach_row *row, Pb__Outreach *out)
{
    Pb__OutreachContent *content = reply_message(call, &pb__outreach_content__descriptor);
    out->id = (char *)number_of(call, row);
    if (!content || !out->id)
        return false;
    content->clause = (char *)row->clause;
    content->what = (char *)row->what;
    content->done_on = (char *)row->done_on;
    content->audience = (char *)row->audience;
    content->channel = row->channel;
    content->reach = row->reach;
    out->content = content;
    out->unit_code = (char *)row->unit_code;
    out->version = row->version;
    out->recorded_by = (char *)row->login;
    out->recorded_utc_ms = row->at_utc_ms;
    out->reason = (char *)row->reason;
    return true;
}

/* The newest version with all evidence. */
static enum td_code outreach_reply(struct call *call, const struct outreach_row *row,
                                   Pb__Outreach **ret)
{
    Pb__Outreach *out = reply_message(call, &pb__outreach__descriptor);
    if (!out || !outreach_fill(call, row, out))
        return TD_RESOURCE_EXHAUSTED;
    *ret = out;
    return attachment_reply_until(call, subject_of(call, row), row->log_seq, &out->evidence,
                                  &out->n_evidence);
}

static enum td_code rows_reply(struct call *call, const struct outreach_row *rows, size_t n,
                               Pb__Outreach ***ret, size_t *ret_n)
{
    Pb__Outreach **list = reply_list(call, &pb__outreach__descriptor, n);
    for (size_t i = 0; list && i < n; i++)
        if (!outreach_fill(call, &rows[i], list[i]))
            list = NULL;
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    *ret = list;
    *ret_n = n;
    return TD_OK;
}

/* -- record, correct -- */

static enum td_code content_check(struct call *call, const Pb__OutreachContent *content,
                                  Pb__FileRef *const *evidence, size_t n_evidence)
{
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    outreach_check_content(content, "content", call->who.roles, today, call->err);
    attachment_check(call, "evidence", evidence, n_evidence);
    return check_outcome(call);
}

static void row_take(struct call *call, const Pb__OutreachContent *content, const char *reason,
                     struct outreach_row *row)
{
    row->clause = content->clause;
    row->what = content->what;
    row->done_on = content->done_on;
    row->audience = content->audience;
    row->channel = content->channel;
    row->reach = content->reach;
    row->reason = reason;
    row->log_seq = call->log_seq;
    row->at_utc_ms = call->now_utc_ms;
    row->login = call->who.login;
}

static enum td_code write_end(struct call *call, const struct outreach_row *row,
                              Pb__FileRef *const *evidence, size_t n_evidence, Pb__Outreach **ret)
{
    enum td_code code = attachment_add(call, subject_of(call, row), evidence, n_evidence);
    if (code == TD_OK)
        code = outreach_reply(call, row, ret);
    return code == TD_OK ? reply_note(call, number_of(call, row), row->version, row->reason) : code;
}

static enum td_code outreach_record(struct call *call, const Pb__OutreachRecordRequest *in,
                                    Pb__OutreachRecordResponse *out)
{
    struct outreach_row row = {.unit_code = call->who.unit_code, .version = 1};
    enum td_code code = content_check(call, in->content, in->evidence, in->n_evidence);
    if (code != TD_OK)
        return code;
    row_take(call, in->content, "", &row);
    code = outreach_records_add(call->db, outreach_year(row.done_on), &row, call->who.officer_id);
    return code == TD_OK ? write_end(call, &row, in->evidence, in->n_evidence, &out->outreach)
                         : code;
}

static enum td_code import_check(struct call *call, const char *path, size_t i, void *rows)
{
    const Pb__OutreachImportRequest *in = rows;
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    outreach_check_content(in->records[i], path, call->who.roles, today, call->err);
    return TD_OK;
}

static enum td_code import_put(struct call *call, const char *path, size_t i, void *rows,
                               bool *ret_added)
{
    (void)path;
    const Pb__OutreachImportRequest *in = rows;
    struct outreach_row row = {.unit_code = call->who.unit_code, .version = 1};
    bool known;
    row_take(call, in->records[i], "", &row);
    enum td_code code = outreach_records_known(call->db, &row, &known);
    if (code != TD_OK || known)
        return code;
    *ret_added = true;
    return outreach_records_add(call->db, outreach_year(row.done_on), &row, call->who.officer_id);
}

static enum td_code outreach_import(struct call *call, const Pb__OutreachImportRequest *in,
                                    Pb__OutreachImportResponse *out)
{
    static const struct import_steps STEPS = {"records", "outreach", import_check, import_put};
    return import_rows(call, &STEPS, in->n_records, (void *)in, &out->added, &out->unchanged);
}

/* The number says the year, so a correction cannot move it to another. */
static enum td_code correction_check(struct call *call, const Pb__OutreachCorrectRequest *in,
                                     const struct outreach_row *row)
{
    uint32_t year = human_id_year(row->id);
    if (!is_own(call, row->unit_code))
        return td_fail(call->err, TD_PERMISSION_DENIED, "outreach_id", "", TD_KEY_UNIT_OTHER,
                       "yours", call->who.unit_code, TD_END);
    if (in->base_version != row->version)
        return td_fail(call->err, TD_ABORTED, "base_version", "", TD_KEY_RECORD_STALE, "id",
                       in->outreach_id, "version", td_dec(call->arena, row->version), TD_END);
    if (outreach_year(in->content->done_on) != year)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "content.done_on", "", TD_KEY_OUTREACH_YEAR,
                       "year", td_dec(call->arena, year), TD_END);
    return TD_OK;
}

static enum td_code outreach_correct(struct call *call, const Pb__OutreachCorrectRequest *in,
                                     Pb__OutreachCorrectResponse *out)
{
    struct outreach_row row;
    check_text(call, "reason", in->reason, REASON_MAX_CHARS);
    enum td_code code = content_check(call, in->content, in->evidence, in->n_evidence);
    if (code == TD_OK)
        code = outreach_get(call, in->outreach_id, INT64_MAX, &row);
    if (code == TD_OK)
        code = correction_check(call, in, &row);
    if (code != TD_OK)
        return code;
    row.version++;
    row_take(call, in->content, in->reason, &row);
    code = outreach_records_version_add(call->db, &row, call->who.officer_id);
    return code == TD_OK ? write_end(call, &row, in->evidence, in->n_evidence, &out->outreach)
                         : code;
}

/* -- list, show, count -- */

static enum td_code outreach_list(struct call *call, const Pb__OutreachListRequest *in,
                                  Pb__OutreachListResponse *out)
{
    struct outreach_filter filter = {.year = in->year, .clause = in->clause};
    struct outreach_row *rows;
    struct page page;
    size_t found;
    bool any = unit_filter(call, in->unit_code, &filter.unit_code);
    struct as_of as_of;
    filter.by_day = in->sort == PB__OUTREACH_SORT__OUTREACH_SORT_DATE;
    page_begin(call, in->page_size, in->page_token, filter.by_day, 2, &page);
    filter.after_day = page.keys[0];
    filter.after_id = page_key_int(&page, 1);
    filter.limit = page.limit;
    if (in->sort)
        check_choice(call, "sort", &pb__outreach_sort__descriptor, (int)in->sort);
    if (*in->clause)
        outreach_check_clause(in->clause, "clause", call->err);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code != TD_OK || !any)
        return code;
    filter.as_of_seq = (int64_t)as_of.log_seq;
    code = outreach_records_list(call->db, &filter, call->arena, &rows, &found);
    if (code != TD_OK)
        return code;
    size_t n = page_cut(&page, found);
    code = rows_reply(call, rows, n, &out->records, &out->n_records);
    if (code == TD_OK && page_is_full(&page, found))
        out->next_page_token =
            page_token(call, &page, rows[n - 1].done_on, td_dec(call->arena, rows[n - 1].id), NULL);
    return code == TD_OK && !out->next_page_token ? TD_RESOURCE_EXHAUSTED : code;
}

static enum td_code outreach_show(struct call *call, const Pb__OutreachShowRequest *in,
                                  Pb__OutreachShowResponse *out)
{
    struct outreach_row row, *versions;
    size_t n;
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = outreach_get(call, in->outreach_id, (int64_t)as_of.log_seq, &row);
    if (code == TD_OK)
        code = outreach_records_versions(call->db, row.id, (int64_t)as_of.log_seq, call->arena,
                                         &versions, &n);
    if (code == TD_OK)
        code = rows_reply(call, versions, n, &out->versions, &out->n_versions);
    return code == TD_OK ? outreach_reply(call, &row, &out->outreach) : code;
}

static void count_fill(const struct outreach_count_row *row, Pb__OutreachCount *out)
{
    out->unit_code = (char *)row->unit_code;
    out->year = row->year;
    out->records = row->records;
    out->education = row->education;
    out->duty = row->duty;
    out->broadcast = row->broadcast;
    out->reach = row->reach;
}

static enum td_code outreach_count(struct call *call, const Pb__OutreachCountRequest *in,
                                   Pb__OutreachCountResponse *out)
{
    struct outreach_filter filter = {.year = in->year, .clause = ""};
    struct outreach_count_row *rows;
    struct page page;
    size_t found;
    bool any = unit_filter(call, in->unit_code, &filter.unit_code);
    struct as_of as_of;
    page_begin(call, in->page_size, in->page_token, 0, 2, &page);
    filter.limit = page.limit;
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code != TD_OK || !any)
        return code;
    filter.as_of_seq = (int64_t)as_of.log_seq;
    code = outreach_records_count(call->db, &filter, (uint32_t)page_key_int(&page, 0), page.keys[1],
                                  call->arena, &rows, &found);
    if (code != TD_OK)
        return code;
    size_t n = page_cut(&page, found);
    out->counts = reply_list(call, &pb__outreach_count__descriptor, n);
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

METHOD(outreach__record, Pb__OutreachRecordRequest, Pb__OutreachRecordResponse, METHOD_WRITE,
       OUTREACH_SENDERS, outreach_record)
METHOD(outreach__correct, Pb__OutreachCorrectRequest, Pb__OutreachCorrectResponse, METHOD_WRITE,
       OUTREACH_SENDERS, outreach_correct)
METHOD(outreach__import, Pb__OutreachImportRequest, Pb__OutreachImportResponse, METHOD_WRITE,
       OUTREACH_SENDERS, outreach_import)
METHOD(outreach__list, Pb__OutreachListRequest, Pb__OutreachListResponse, METHOD_READ,
       OUTREACH_READERS, outreach_list)
METHOD(outreach__show, Pb__OutreachShowRequest, Pb__OutreachShowResponse, METHOD_READ,
       OUTREACH_READERS, outreach_show)
METHOD(outreach__count, Pb__OutreachCountRequest, Pb__OutreachCountResponse, METHOD_READ,
       OUTREACH_READERS, outreach_count)
SERVICE(outreach_service, PB__OUTREACH_SERVICE__INIT, outreach__)
