/* HistoryService: awards, refusals and local awards of a person or a unit, over all rounds and the
 * years before. Awards are public once their round is published; refusals and local awards are told
 * to those who see all units, and to the unit. */
#include "history.pb-c.h"

#include "as_of.h"
#include "check.h"
#include "decisions.h"
#include "dossier.h"
#include "human_id.h"
#include "local_awards.h"
#include "nominee.h"
#include "paging.h"
#include "past_awards.h"
#include "reply.h"
#include "rounds.h"
#include "services.h"
#include "text.h"
#include "workflow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ABOUT_MAX_CHARS 200

struct line {
    Pb__HistoryEntry *entry;
    const char *key; /* sorts as text; unique */
};

struct search {
    struct call *call;
    const char *about, *folded;
    int64_t as_of_seq;
    bool see_all;
    const struct page *page;
    struct line *lines;
    size_t n;
};

/* A number finds people of other units only for those who see all: nobody learns whose it is by
 * trying. */
static bool is_about(const struct search *search, const char *unit_code, const char *name_folded,
                     const char *staff_code, const char *citizen_id)
{
    bool numbers = search->see_all || dossier_visible(search->call, unit_code);
    return strcasecmp(unit_code, search->about) == 0 ||
           (numbers && *staff_code && strcasecmp(staff_code, search->about) == 0) ||
           (numbers && *citizen_id && strcmp(citizen_id, search->about) == 0) ||
           strstr(name_folded, search->folded) != NULL;
}

/* Room for one more that comes behind the page before. */
static enum td_code line_add(struct search *search, const char *key, Pb__HistoryEntry **ret)
{
    *ret = NULL;
    if (!key)
        return TD_RESOURCE_EXHAUSTED;
    if (search->page->follows && strcmp(key, search->page->keys[0]) <= 0)
        return TD_OK;
    Pb__HistoryEntry *entry = reply_message(search->call, &pb__history_entry__descriptor);
    if (!entry)
        return TD_RESOURCE_EXHAUSTED;
    search->lines[search->n++] = (struct line){entry, key};
    *ret = entry;
    return TD_OK;
}

/* -- the town's rounds -- */

static enum td_code outcome_add(struct search *search, const struct decision_entry_row *row)
{
    struct call *call = search->call;
    Pb__HistoryEntry *out;
    bool own = dossier_visible(call, row->unit_code);
    const char *id = nominee_id_format(call->arena, row->dossier_id, row->ordinal);
    if (!id)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        line_add(search, td_arena_printf(call->arena, "%s %s", row->signed_on, id), &out);
    if (code != TD_OK || !out)
        return code;
    out->kind = row->awarded ? PB__HISTORY_KIND__HISTORY_KIND_AWARD
                             : PB__HISTORY_KIND__HISTORY_KIND_REFUSAL;
    out->recipient = row->kind;
    out->name = (char *)row->name;
    out->unit_code = (char *)row->unit_code;
    out->number = (char *)row->number;
    out->dated_on = (char *)row->signed_on;
    out->golden_book = row->golden_book;
    out->round_id = (char *)row->round_id;
    out->nominee_id = (char *)id;
    out->award_line = (char *)row->award_line;
    if (search->see_all && !row->awarded)
        out->reason = (char *)(*row->reason ? row->reason : row->council_reason);
    out->revoked_by = (char *)row->revoked_document;
    out->revoked_on = (char *)row->revoked_on;
    if (search->see_all || own)
        out->revoked_reason = (char *)row->revoked_reason;
    return TD_OK;
}

/* May the caller know how that round ended, as of then? */
static enum td_code round_told(const struct search *search, const char *round_id, bool *ret)
{
    Pb__RoundState state;
    enum td_code code = rounds_state(search->call->db, round_id, search->as_of_seq, &state);
    *ret = code == TD_OK && nominee_outcome_visible(search->call, state);
    return code;
}

static enum td_code outcomes_add(struct search *search, const struct decision_entry_row *rows,
                                 size_t n)
{
    enum td_code code = TD_OK;
    bool told = false;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        const struct decision_entry_row *row = &rows[i];
        if (i == 0 || strcmp(row->round_id, rows[i - 1].round_id) != 0)
            code = round_told(search, row->round_id, &told);
        bool visible = row->awarded || dossier_visible(search->call, row->unit_code);
        if (code == TD_OK && told && visible &&
            is_about(search, row->unit_code, row->name_folded, row->staff_code, row->citizen_id))
            code = outcome_add(search, row);
    }
    return code;
}

/* -- local awards -- */

static enum td_code local_add(struct search *search, const struct local_award_row *row)
{
    const struct local_award *award = &row->award;
    struct call *call = search->call;
    Pb__HistoryEntry *out;
    const char *folded = td_text_fold(call->arena, award->recipient);
    if (!folded)
        return TD_RESOURCE_EXHAUSTED;
    if (!is_about(search, award->unit_code, folded, award->staff_code, ""))
        return TD_OK;
    enum td_code code = line_add(search,
                                 td_arena_printf(call->arena, "%s %s %s %05u", award->granted_on,
                                                 award->unit_code, award->number, award->ordinal),
                                 &out);
    if (code != TD_OK || !out)
        return code;
    out->kind = PB__HISTORY_KIND__HISTORY_KIND_LOCAL_AWARD;
    out->recipient = award->kind;
    out->name = (char *)award->recipient;
    out->unit_code = (char *)award->unit_code;
    out->number = (char *)award->number;
    out->dated_on = (char *)award->granted_on;
    out->golden_book = award->ordinal;
    out->achievement = (char *)award->achievement;
    return TD_OK;
}

/* -- awards from before the software: public, as they were granted -- */

static enum td_code past_add(struct search *search, const struct past_award_row *row)
{
    struct call *call = search->call;
    const struct past_award *past = &row->award;
    const struct local_award *award = &past->award;
    Pb__HistoryEntry *out;
    if (!is_about(search, award->unit_code, row->recipient_folded, award->staff_code,
                  past->citizen_id))
        return TD_OK;
    enum td_code code = line_add(search,
                                 td_arena_printf(call->arena, "%s %s %05u", award->granted_on,
                                                 award->number, award->ordinal),
                                 &out);
    if (code != TD_OK || !out)
        return code;
    out->kind = PB__HISTORY_KIND__HISTORY_KIND_AWARD;
    out->recipient = award->kind;
    out->name = (char *)award->recipient;
    out->unit_code = (char *)award->unit_code;
    out->number = (char *)award->number;
    out->dated_on = (char *)award->granted_on;
    out->golden_book = award->ordinal;
    out->round_id = (char *)round_id_text(call->arena, past->year, past->round);
    out->achievement = (char *)award->achievement;
    out->revoked_by = (char *)past->revoked_by;
    out->revoked_on = (char *)past->revoked_on;
    if (*past->revoked_by && (search->see_all || dossier_visible(call, award->unit_code)))
        out->revoked_reason = (char *)row->reason;
    return out->round_id ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- all -- */

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct line *)a)->key, ((const struct line *)b)->key);
}

static enum td_code search_run(struct search *search)
{
    struct call *call = search->call;
    struct decision_entry_row *outcomes;
    struct local_award_row *locals;
    struct past_award_row *pasts;
    size_t n_outcomes, n_locals = 0, n_pasts = 0;
    const struct local_award_filter filter = {
        .unit_code = search->see_all ? "" : call->who.unit_code,
        .recipient = "",
        .after = {.unit_code = "", .number = "", .granted_on = ""},
        .limit = UINT32_MAX,
        .as_of_seq = search->as_of_seq,
    };
    enum td_code code =
        decisions_outcomes(call->db, "", search->as_of_seq, call->arena, &outcomes, &n_outcomes);
    if (code == TD_OK)
        code = local_awards_list(call->db, &filter, call->arena, &locals, &n_locals);
    if (code == TD_OK)
        code = past_awards_all(call->db, search->as_of_seq, call->arena, &pasts, &n_pasts);
    if (code != TD_OK)
        return code;
    search->lines =
        td_arena_alloc(call->arena, (n_outcomes + n_locals + n_pasts + 1) * sizeof *search->lines);
    if (!search->lines)
        return TD_RESOURCE_EXHAUSTED;
    code = outcomes_add(search, outcomes, n_outcomes);
    for (size_t i = 0; code == TD_OK && i < n_locals; i++)
        code = local_add(search, &locals[i]);
    for (size_t i = 0; code == TD_OK && i < n_pasts; i++)
        code = past_add(search, &pasts[i]);
    if (code == TD_OK && search->n > 0)
        qsort(search->lines, search->n, sizeof *search->lines, by_key);
    return code;
}

static enum td_code history_show(struct call *call, const Pb__HistoryShowRequest *in,
                                 Pb__HistoryShowResponse *out)
{
    struct as_of as_of;
    struct page page;
    struct search search = {
        .call = call, .about = in->about, .see_all = dossier_sees_all(call), .page = &page};
    check_text(call, "about", in->about, ABOUT_MAX_CHARS);
    page_begin(call, in->page_size, in->page_token, 0, 1, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code != TD_OK)
        return code;
    search.folded = td_text_fold(call->arena, in->about);
    search.as_of_seq = (int64_t)as_of.log_seq;
    code = search.folded ? search_run(&search) : TD_RESOURCE_EXHAUSTED;
    if (code != TD_OK)
        return code;
    out->n_entries = page_cut(&page, search.n);
    out->entries = td_arena_alloc(call->arena, (out->n_entries + 1) * sizeof *out->entries);
    if (!out->entries)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < out->n_entries; i++)
        out->entries[i] = search.lines[i].entry;
    if (!page_is_full(&page, search.n))
        return TD_OK;
    out->next_page_token = page_token(call, &page, search.lines[page.size - 1].key, NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

METHOD(history__show, Pb__HistoryShowRequest, Pb__HistoryShowResponse, METHOD_READ, ANY_OFFICER,
       history_show)
SERVICE(history_service, PB__HISTORY_SERVICE__INIT, history__)
