/* HistoryService: awards, refusals and local awards of a person or a unit, over all rounds and the
 * years before. Awards are public once their round is published; refusals and local awards are told
 * to those who see all units, and to the unit. */
#include "history.pb-c.h"

#include "as_of.h"
#include "check.h"
#include "decision.h"
#include "dossier.h"
#include "human_id.h"
#include "local_awards.h"
#include "nominee.h"
#include "paging.h"
#include "past_awards.h"
#include "reply.h"
#include "services.h"
#include "text.h"
#include "units.h"
#include "workflow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ABOUT_MAX_CHARS 200
#define N_PAGE_KEYS 4

/* Sorts by its day, then by what tells apart those of a day; unique. */
struct key {
    const char *day, *first, *second;
    uint32_t ordinal;
};

struct line {
    Pb__HistoryEntry *entry;
    struct key key;
};

struct search {
    struct call *call;
    const char *about, *folded;
    const char *units; /* ",P1,P2,": those of that code or name */
    int64_t as_of_seq;
    bool see_all;
    const struct page *page;
    struct key after; /* the last line of the page before */
    struct line *lines;
    size_t n;
    /* Of the round at hand: what its decision tells a unit. NULL: not asked yet. */
    const Pb__Decision *told;
};

static int key_compare(const struct key *a, const struct key *b)
{
    int order = strcmp(a->day, b->day);
    order = order ? order : strcmp(a->first, b->first);
    order = order ? order : strcmp(a->second, b->second);
    return order ? order : (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

/* -- who is meant -- */

/* Is it the name, or at least two whole words of it? One word of a place is many persons' name. */
static bool is_unit_named(const char *name, const char *folded)
{
    size_t len = strlen(folded);
    if (strcmp(name, folded) == 0)
        return true;
    for (const char *at = strchr(folded, ' ') ? strstr(name, folded) : NULL; at;
         at = strstr(at + 1, folded))
        if ((at == name || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
            return true;
    return false;
}

/* By code, or by name without accents. */
static enum td_code units_find_about(struct search *search)
{
    struct call *call = search->call;
    struct unit_row *units;
    size_t n;
    enum td_code code = units_all(call->db, search->as_of_seq, call->arena, &units, &n);
    search->units = ",";
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        const char *name = td_text_fold(call->arena, units[i].name);
        if (!name)
            return TD_RESOURCE_EXHAUSTED;
        if (strcasecmp(units[i].code, search->about) == 0 || is_unit_named(name, search->folded))
            search->units = td_arena_printf(call->arena, "%s%s,", search->units, units[i].code);
        if (!search->units)
            return TD_RESOURCE_EXHAUSTED;
    }
    return code;
}

static bool is_of_units(const struct search *search, const char *unit_code)
{
    size_t len = strlen(unit_code);
    for (const char *at = strstr(search->units, unit_code); at; at = strstr(at + 1, unit_code))
        if (at > search->units && at[-1] == ',' && at[len] == ',')
            return true;
    return false;
}

static bool has_part(const struct search *search, const char *name_folded)
{
    return *search->folded && strstr(name_folded, search->folded);
}

/* A number finds people of other units only for those who see all: nobody learns whose it is by
 * trying. */
static bool has_number(const struct search *search, const char *unit_code, const char *staff_code,
                       const char *citizen_id)
{
    if (!search->see_all && !dossier_visible(search->call, unit_code))
        return false;
    return (*staff_code && strcasecmp(staff_code, search->about) == 0) ||
           (*citizen_id && strcmp(citizen_id, search->about) == 0);
}

/* Room for one more that comes behind the page before. */
static enum td_code line_add(struct search *search, struct key key, Pb__HistoryEntry **ret)
{
    *ret = NULL;
    if (!key.first || !key.second)
        return TD_RESOURCE_EXHAUSTED;
    if (search->page->follows && key_compare(&key, &search->after) <= 0)
        return TD_OK;
    Pb__HistoryEntry *entry = reply_message(search->call, &pb__history_entry__descriptor);
    if (!entry)
        return TD_RESOURCE_EXHAUSTED;
    search->lines[search->n++] = (struct line){entry, key};
    *ret = entry;
    return TD_OK;
}

/* -- the town's rounds -- */

/* What the unit is told of its own refused nominee, I.2.e masked (decision_reply). */
static enum td_code own_reason(struct search *search, const char *round_id, const char *nominee_id,
                               const char **ret)
{
    if (!search->told) {
        struct decision_case list;
        Pb__Decision *told = NULL;
        enum td_code code = decision_case_load(search->call, round_id, 0, search->as_of_seq, &list);
        if (code == TD_OK)
            code = decision_reply(search->call, &list, false, search->as_of_seq, &told);
        if (code != TD_OK)
            return code;
        search->told = told;
    }
    for (size_t l = 0; l < search->told->n_lines; l++)
        for (size_t i = 0; i < search->told->lines[l]->n_entries; i++) {
            const Pb__DecisionEntry *entry = search->told->lines[l]->entries[i];
            if (strcmp(entry->nominee_id, nominee_id) == 0)
                *ret = *entry->reason ? entry->reason : entry->council_reason;
        }
    return TD_OK;
}

static enum td_code outcome_add(struct search *search, const struct decision_entry_row *row)
{
    struct call *call = search->call;
    Pb__HistoryEntry *out;
    bool own = dossier_visible(call, row->unit_code);
    const char *id = nominee_id_format(call->arena, row->dossier_id, row->ordinal), *reason = "";
    enum td_code code = line_add(search, (struct key){row->signed_on, id, "", 0}, &out);
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
    if (!row->awarded && search->see_all)
        reason = *row->reason ? row->reason : row->council_reason;
    else if (!row->awarded)
        code = own_reason(search, row->round_id, id, &reason);
    out->reason = (char *)reason;
    out->revoked_by = (char *)row->revoked_document;
    out->revoked_on = (char *)row->revoked_on;
    if (search->see_all || own)
        out->revoked_reason = (char *)row->revoked_reason;
    return code;
}

/* May the caller know how that round ended, as of then? */
static enum td_code round_told(const struct search *search, const char *round_id, bool *ret)
{
    Pb__RoundState state;
    enum td_code code = rounds_state(search->call->db, round_id, search->as_of_seq, &state);
    *ret = code == TD_OK && nominee_outcome_visible(search->call, state);
    return code;
}

static bool is_outcome_meant(const struct search *search, const struct decision_entry_row *row)
{
    return is_of_units(search, row->unit_code) || has_part(search, row->name_folded) ||
           has_part(search, row->printed_folded) ||
           has_number(search, row->unit_code, row->staff_code, row->citizen_id);
}

static enum td_code outcomes_add(struct search *search, const struct decision_entry_row *rows,
                                 size_t n)
{
    enum td_code code = TD_OK;
    bool told = false;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        const struct decision_entry_row *row = &rows[i];
        if (i == 0 || strcmp(row->round_id, rows[i - 1].round_id) != 0) {
            code = round_told(search, row->round_id, &told);
            search->told = NULL;
        }
        bool visible = row->awarded || dossier_visible(search->call, row->unit_code);
        if (code == TD_OK && told && visible && is_outcome_meant(search, row))
            code = outcome_add(search, row);
    }
    return code;
}

/* -- local awards -- */

static enum td_code locals_find(const struct search *search, struct local_award_row **ret,
                                size_t *ret_n)
{
    struct call *call = search->call;
    const char *own = call->who.unit_code;
    const struct local_award_search asked = {
        .about = search->about,
        .folded = search->folded,
        .units = search->units,
        .unit_code = search->see_all ? "" : own,
        .after = {.granted_on = search->after.day,
                  .unit_code = search->after.first,
                  .number = search->after.second,
                  .ordinal = search->after.ordinal},
        .limit = search->page->limit,
        .as_of_seq = search->as_of_seq,
    };
    *ret_n = 0;
    if (!search->see_all && !dossier_visible(call, own))
        return TD_OK;
    return local_awards_about(call->db, &asked, call->arena, ret, ret_n);
}

static void as_on_paper(const struct local_award *award, Pb__HistoryKind kind,
                        Pb__HistoryEntry *out)
{
    out->kind = kind;
    out->recipient = award->kind;
    out->name = (char *)award->recipient;
    out->unit_code = (char *)award->unit_code;
    out->number = (char *)award->number;
    out->dated_on = (char *)award->granted_on;
    out->golden_book = award->ordinal;
    out->achievement = (char *)award->achievement;
}

static enum td_code local_add(struct search *search, const struct local_award_row *row)
{
    const struct local_award *award = &row->award;
    Pb__HistoryEntry *out;
    const struct key key = {award->granted_on, award->unit_code, award->number, award->ordinal};
    enum td_code code = line_add(search, key, &out);
    if (code != TD_OK || !out)
        return code;
    as_on_paper(award, PB__HISTORY_KIND__HISTORY_KIND_LOCAL_AWARD, out);
    return TD_OK;
}

/* -- awards from before the software: public, as they were granted -- */

static enum td_code past_add(struct search *search, const struct past_award_row *row)
{
    struct call *call = search->call;
    const struct past_award *past = &row->award;
    const struct local_award *award = &past->award;
    Pb__HistoryEntry *out;
    if (!is_of_units(search, award->unit_code) && !has_part(search, row->recipient_folded) &&
        !has_number(search, award->unit_code, award->staff_code, past->citizen_id))
        return TD_OK;
    const struct key key = {award->granted_on, award->number, "", award->ordinal};
    enum td_code code = line_add(search, key, &out);
    if (code != TD_OK || !out)
        return code;
    as_on_paper(award, PB__HISTORY_KIND__HISTORY_KIND_AWARD, out);
    out->round_id = (char *)round_id_text(call->arena, past->year, past->round);
    out->revoked_by = (char *)past->revoked_by;
    out->revoked_on = (char *)past->revoked_on;
    if (*past->revoked_by && (search->see_all || dossier_visible(call, award->unit_code)))
        out->revoked_reason = (char *)row->revoked_reason;
    return out->round_id ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- all -- */

static int by_key(const void *a, const void *b)
{
    return key_compare(&((const struct line *)a)->key, &((const struct line *)b)->key);
}

static enum td_code search_run(struct search *search)
{
    struct call *call = search->call;
    struct decision_entry_row *outcomes;
    struct local_award_row *locals = NULL;
    struct past_award_row *pasts;
    size_t n_outcomes, n_locals = 0, n_pasts = 0;
    enum td_code code = units_find_about(search);
    if (code == TD_OK)
        code = decisions_outcomes(call->db, "", search->as_of_seq, call->arena, &outcomes,
                                  &n_outcomes);
    if (code == TD_OK)
        code = locals_find(search, &locals, &n_locals);
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
    page_begin(call, in->page_size, in->page_token, 0, N_PAGE_KEYS, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code != TD_OK)
        return code;
    search.folded = td_text_fold(call->arena, in->about);
    search.as_of_seq = (int64_t)as_of.log_seq;
    search.after =
        (struct key){page.keys[0], page.keys[1], page.keys[2], (uint32_t)page_key_int(&page, 3)};
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
    const struct key *last = &search.lines[page.size - 1].key;
    out->next_page_token = page_token(call, &page, last->day, last->first, last->second,
                                      td_dec(call->arena, last->ordinal), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

METHOD(history__show, Pb__HistoryShowRequest, Pb__HistoryShowResponse, METHOD_READ, ANY_OFFICER,
       history_show)
SERVICE(history_service, PB__HISTORY_SERVICE__INIT, history__)
