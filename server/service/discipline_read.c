/* DisciplineService: one case, the list, and who sees the evidence. */
#include "discipline_case.h"

#include "as_of.h"
#include "attachment.h"
#include "check.h"
#include "dossier.h"
#include "human_id.h"
#include "paging.h"
#include "reply.h"
#include "timefmt.h"
#include "unit.h"

/* -- one case -- */

enum td_code discipline_get(struct call *call, const char *number, int64_t as_of_seq,
                            struct discipline_row *ret)
{
    int64_t id;
    enum td_code code = TD_NOT_FOUND;
    if (human_id_parse(DISCIPLINE_PREFIX, number, &id))
        code = disciplines_find(call->db, id, as_of_seq, call->arena, ret);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "case_id", "", TD_KEY_DISCIPLINE_UNKNOWN, "case", number,
                       TD_END);
    return code;
}

const char *discipline_subject(struct call *call, const struct discipline_row *row)
{
    return td_arena_printf(call->arena, "discipline %s", row->facts.number);
}

enum td_code discipline_see(struct call *call, const char *number, int64_t as_of_seq,
                            bool *ret_visible)
{
    struct discipline_row row;
    int64_t id;
    if (!human_id_parse(DISCIPLINE_PREFIX, number, &id))
        return TD_NOT_FOUND;
    *ret_visible = (call->who.roles & DISCIPLINE_READERS) != 0;
    return *ret_visible ? disciplines_find(call->db, id, as_of_seq, call->arena, &row)
                        : TD_NOT_FOUND;
}

Pb__DisciplineCase *discipline_reply(struct call *call, const struct discipline_row *row,
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

/* -- list, show -- */

static enum disciplines_order order_of(Pb__DisciplineSort sort)
{
    if (sort == PB__DISCIPLINE_SORT__DISCIPLINE_SORT_LAST_DAY)
        return DISCIPLINES_BY_LAST_DAY;
    return sort == PB__DISCIPLINE_SORT__DISCIPLINE_SORT_UNIT ? DISCIPLINES_BY_UNIT
                                                             : DISCIPLINES_BY_NUMBER;
}

static struct discipline_filter filter_of(struct call *call, const Pb__DisciplineListRequest *in,
                                          struct page *page)
{
    if (in->sort != PB__DISCIPLINE_SORT__DISCIPLINE_SORT_UNSPECIFIED)
        check_choice(call, "sort", &pb__discipline_sort__descriptor, (int)in->sort);
    if (in->kind != PB__NOMINEE_KIND__NOMINEE_UNSPECIFIED)
        check_choice(call, "kind", &pb__nominee_kind__descriptor, (int)in->kind);
    if (in->state != PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNSPECIFIED)
        check_choice(call, "state", &pb__discipline_state__descriptor, (int)in->state);
    check_date(call, "in_force_on", in->in_force_on, true);
    page_begin(call, in->page_size, in->page_token, order_of(in->sort), 2, page);
    return (struct discipline_filter){
        .unit_code = in->unit_code,
        .kind = in->kind,
        .state = in->state,
        .in_force_on = in->in_force_on,
        .find = in->find,
        .order = order_of(in->sort),
        .follows = page->follows,
        .after_key = page->keys[0],
        .after_id = page_key_int(page, 1),
        .limit = page->limit,
    };
}

/* What a page ends with, before the number. */
static const char *page_key(enum disciplines_order order, const struct discipline_case *facts)
{
    if (order == DISCIPLINES_BY_LAST_DAY)
        return discipline_last_day(facts);
    return order == DISCIPLINES_BY_UNIT ? facts->unit_code : "";
}

enum td_code discipline_list(struct call *call, const Pb__DisciplineListRequest *in,
                             Pb__DisciplineListResponse *out)
{
    struct discipline_row *rows;
    struct page page;
    struct as_of as_of;
    size_t n;
    struct discipline_filter filter = filter_of(call, in, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    filter.as_of_seq = code == TD_OK ? (int64_t)as_of.log_seq : 0;
    if (code == TD_OK)
        code = disciplines_list(call->db, &filter, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    bool more = page_is_full(&page, n);
    n = page_cut(&page, n);
    out->cases = td_arena_alloc(call->arena, (n + 1) * sizeof *out->cases);
    if (!out->cases)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        if (!(out->cases[i] =
                  discipline_reply(call, &rows[i], *in->in_force_on ? in->in_force_on : as_of.day)))
            return TD_RESOURCE_EXHAUSTED;
    out->n_cases = n;
    if (more)
        out->next_page_token = page_token(call, &page, page_key(filter.order, &rows[n - 1].facts),
                                          td_dec(call->arena, rows[n - 1].id), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code discipline_show(struct call *call, const Pb__DisciplineShowRequest *in,
                             Pb__DisciplineShowResponse *out)
{
    struct discipline_row row;
    struct discipline_event_row *events;
    struct as_of as_of;
    size_t n;
    if (!check_date(call, "on", in->on, true))
        return check_outcome(call);
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    int64_t seq = code == TD_OK ? (int64_t)as_of.log_seq : 0;
    if (code == TD_OK)
        code = discipline_get(call, in->case_id, seq, &row);
    if (code == TD_OK)
        code = disciplines_events(call->db, row.id, seq, call->arena, &events, &n);
    if (code != TD_OK)
        return code;
    out->discipline = discipline_reply(call, &row, *in->on ? in->on : as_of.day);
    out->history = reply_list(call, &pb__discipline_entry__descriptor, n);
    if (!out->discipline || !out->history)
        return TD_RESOURCE_EXHAUSTED;
    out->n_history = n;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        Pb__DisciplineEntry *entry = out->history[i];
        entry_fill(&events[i], entry);
        code = attachment_reply(call, discipline_subject(call, &row), entry->log_seq,
                                &entry->evidence, &entry->n_evidence);
    }
    return code;
}
