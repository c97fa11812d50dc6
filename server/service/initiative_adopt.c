/* InitiativeService: units adopt what others found, and replication is counted (I.1.c). */
#include "as_of.h"
#include "attachment.h"
#include "check.h"
#include "day.h"
#include "human_id.h"
#include "initiative.h"
#include "initiative_rules.h"
#include "paging.h"
#include "reply.h"
#include "timefmt.h"

#define HOW_MAX_CHARS 2000

void adoption_fill(const struct adoption_row *row, Pb__Adoption *out)
{
    out->unit_code = (char *)row->unit_code;
    out->since_on = (char *)row->since_on;
    out->how = (char *)row->how;
    out->recorded_utc_ms = row->at_utc_ms;
    out->recorded_by = (char *)row->login;
    out->ended_on = (char *)row->ended_on;
    out->end_reason = (char *)row->end_reason;
}

/* The caller's unit's adoption as it is now, with the files that came with it. */
static enum td_code adoption_now(struct call *call, const struct initiative_row *row,
                                 Pb__Adoption **ret)
{
    struct adoption_row adoption;
    Pb__Adoption *out = reply_message(call, &pb__adoption__descriptor);
    if (!out)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        adoptions_find(call->db, row->id, call->who.unit_code, call->arena, &adoption);
    if (code == TD_OK)
        code = attachment_reply(call, initiative_subject(call, row), adoption.log_seq,
                                &out->evidence, &out->n_evidence);
    if (code != TD_OK)
        return code;
    adoption_fill(&adoption, out);
    *ret = out;
    return TD_OK;
}

/* Both answers end alike: initiative and adoption as they are now, and a note of what was said. */
static enum td_code adoption_done(struct call *call, const struct initiative_row *row,
                                  const char *said, Pb__Initiative **ret_initiative,
                                  Pb__Adoption **ret_adoption)
{
    enum td_code code = adoption_now(call, row, ret_adoption);
    if (code == TD_OK)
        code = initiative_reply_now(call, row->id, ret_initiative);
    if (code != TD_OK)
        return code;
    return reply_note(call, initiative_number(call, row), 0,
                      td_arena_printf(call->arena, "%s: %s", call->who.unit_code, said));
}

/* What the caller's unit said before; *ret_adopted false: nothing. */
static enum td_code adoption_before(struct call *call, const struct initiative_row *row,
                                    struct adoption_row *ret, bool *ret_adopted)
{
    enum td_code code = adoptions_find(call->db, row->id, call->who.unit_code, call->arena, ret);
    *ret_adopted = code == TD_OK;
    return code == TD_NOT_FOUND ? TD_OK : code;
}

static enum td_code adopt_check(struct call *call, const Pb__InitiativeAdoptRequest *in,
                                struct initiative_row *row)
{
    struct adoption_row before;
    char today[TD_DATE_SIZE];
    bool adopted;
    td_date_of(call->now_utc_ms, today);
    check_text(call, "how", in->how, HOW_MAX_CHARS);
    attachment_check(call, "evidence", in->evidence, in->n_evidence);
    enum td_code code = initiative_get(call, in->initiative_id, INT64_MAX, row);
    if (code == TD_OK)
        code = adoption_before(call, row, &before, &adopted);
    if (code != TD_OK)
        return code;
    adoption_check(row->unit_code, call->who.unit_code, in->since_on, today,
                   adopted ? before.since_on : "", call->err);
    if (check_outcome(call) == TD_OK)
        adoption_check_public(row->state, call->err);
    return check_outcome(call);
}

enum td_code initiative_adopt(struct call *call, const Pb__InitiativeAdoptRequest *in,
                              Pb__InitiativeAdoptResponse *out)
{
    struct initiative_row row;
    enum td_code code = adopt_check(call, in, &row);
    if (code != TD_OK)
        return code;
    const struct adoption_row adoption = {.unit_code = call->who.unit_code,
                                          .since_on = in->since_on,
                                          .how = in->how,
                                          .log_seq = call->log_seq,
                                          .at_utc_ms = call->now_utc_ms};
    code = adoptions_add(call->db, row.id, &adoption, call->who.officer_id);
    if (code == TD_OK)
        code = attachment_add(call, initiative_subject(call, &row), in->evidence, in->n_evidence);
    return code == TD_OK ? adoption_done(call, &row, in->how, &out->initiative, &out->adoption)
                         : code;
}

enum td_code initiative_end_adoption(struct call *call, const Pb__InitiativeEndAdoptionRequest *in,
                                     Pb__InitiativeEndAdoptionResponse *out)
{
    struct initiative_row row;
    struct adoption_row adoption;
    bool adopted;
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    check_text(call, "reason", in->reason, HOW_MAX_CHARS);
    enum td_code code = initiative_get(call, in->initiative_id, INT64_MAX, &row);
    if (code == TD_OK)
        code = adoption_before(call, &row, &adoption, &adopted);
    if (code != TD_OK)
        return code;
    if (!adopted)
        return td_fail(call->err, TD_NOT_FOUND, "initiative_id", "", TD_KEY_ADOPTION_NONE, TD_END);
    adoption_check_end(adoption.since_on, adoption.ended_on, in->ended_on, today, call->err);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    adoption.ended_on = in->ended_on;
    adoption.end_reason = in->reason;
    code = adoptions_end(call->db, row.id, &adoption, call->log_seq, call->now_utc_ms,
                         call->who.officer_id);
    return code == TD_OK ? adoption_done(call, &row, in->reason, &out->initiative, &out->adoption)
                         : code;
}

/* -- counting -- */

static enum td_code count_filter(struct call *call, const Pb__AdoptionCountRequest *in,
                                 struct page *page, struct adoption_count_filter *ret)
{
    struct initiative_row row = {0};
    struct as_of as_of;
    page_begin(call, in->page_size, in->page_token, 0, 2, page);
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK && *in->initiative_id)
        code = initiative_get(call, in->initiative_id, (int64_t)as_of.log_seq, &row);
    if (code != TD_OK)
        return code;
    *ret = (struct adoption_count_filter){.year = in->year,
                                          .initiative_id = row.id,
                                          .after_id = page_key_int(page, 0),
                                          .after_year = (uint32_t)page_key_int(page, 1),
                                          .limit = page->limit,
                                          .as_of_seq = (int64_t)as_of.log_seq};
    return check_outcome(call);
}

static bool count_fill(struct call *call, const struct adoption_count_row *row,
                       Pb__AdoptionCount *out)
{
    out->initiative_id = (char *)human_id_text(call->arena, INITIATIVE_PREFIX, row->initiative_id);
    out->year = row->year;
    out->title = (char *)row->title;
    out->unit_code = (char *)row->unit_code;
    out->begun = row->begun;
    out->ended = row->ended;
    out->in_force = row->in_force;
    return out->initiative_id != NULL;
}

enum td_code initiative_count_adoptions(struct call *call, const Pb__AdoptionCountRequest *in,
                                        Pb__AdoptionCountResponse *out)
{
    struct adoption_count_filter filter;
    struct adoption_count_row *rows;
    struct page page;
    size_t found;
    enum td_code code = count_filter(call, in, &page, &filter);
    if (code == TD_OK)
        code = adoptions_count(call->db, &filter, call->arena, &rows, &found);
    if (code != TD_OK)
        return code;
    size_t n = page_cut(&page, found);
    out->counts = reply_list(call, &pb__adoption_count__descriptor, n);
    if (!out->counts)
        return TD_RESOURCE_EXHAUSTED;
    out->n_counts = n;
    for (size_t i = 0; i < n; i++)
        if (!count_fill(call, &rows[i], out->counts[i]))
            return TD_RESOURCE_EXHAUSTED;
    if (page_is_full(&page, found))
        out->next_page_token =
            page_token(call, &page, td_dec(call->arena, rows[n - 1].initiative_id),
                       td_dec(call->arena, rows[n - 1].year), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}
