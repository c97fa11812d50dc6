/* Awards from before the software as they are told: lists, versions. */
#include "past_award_reply.h"

#include "as_of.h"
#include "check.h"
#include "document_number.h"
#include "dossier.h"
#include "paging.h"
#include "reply.h"
#include "unit.h"

#include <string.h>

#define N_PAGE_KEYS 5

/* -- replies -- */

Pb__PastAwardVersion *past_award_reply(struct call *call, const struct past_award_row *row)
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
        if (!(list[i] = past_award_reply(call, &rows[i])))
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

const char *past_award_name(struct call *call, const struct past_award *past)
{
    return award_name(call, local_award_year(past->award.granted_on), past->award.number,
                      past->award.ordinal);
}

enum td_code past_award_unknown(struct call *call, const char *field, const char *name)
{
    return td_fail(call->err, TD_NOT_FOUND, field, "", TD_KEY_PAST_AWARD_UNKNOWN, "award", name,
                   TD_END);
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

enum td_code past_award_list(struct call *call, const Pb__PastAwardListRequest *in,
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

enum td_code past_award_show(struct call *call, const Pb__PastAwardShowRequest *in,
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
        return past_award_unknown(call, "key",
                                  award_name(call, key->signed_year, key->number, ordinal));
    return code == TD_OK ? versions_reply(call, rows, n, &out->versions, &out->n_versions) : code;
}
