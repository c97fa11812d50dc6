/* InitiativeService: who sees what, and what is asked. */
#include "adoptions.h"
#include "as_of.h"
#include "attachment.h"
#include "check.h"
#include "dossier.h"
#include "human_id.h"
#include "initiative.h"
#include "initiative_rules.h"
#include "message.h"
#include "paging.h"
#include "reply.h"
#include "text.h"
#include "unit.h"

#include <string.h>

#define TITLE_MAX_CHARS 200
#define TITLE_SCRATCH_BYTES ((size_t)1 << 16)

/* -- who sees what -- */

bool initiative_is_insider(const struct call *call, const char *owner_unit)
{
    return dossier_visible(call, owner_unit);
}

enum td_code initiative_get(struct call *call, const char *number, int64_t as_of_seq,
                            struct initiative_row *ret)
{
    int64_t id;
    enum td_code code = TD_NOT_FOUND;
    if (human_id_parse(INITIATIVE_PREFIX, number, &id))
        code = initiatives_find(call->db, id, as_of_seq, call->arena, ret);
    if (code == TD_OK && !initiative_is_public(ret->state) &&
        !initiative_is_insider(call, ret->unit_code))
        code = TD_NOT_FOUND;
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "initiative_id", "", TD_KEY_INITIATIVE_UNKNOWN,
                       "initiative", number, TD_END);
    return code;
}

enum td_code initiative_see(struct call *call, const char *number, int64_t as_of_seq,
                            bool *ret_visible)
{
    struct initiative_row row;
    int64_t id;
    if (!human_id_parse(INITIATIVE_PREFIX, number, &id))
        return TD_NOT_FOUND;
    enum td_code code = initiatives_find(call->db, id, as_of_seq, call->arena, &row);
    if (code == TD_OK)
        *ret_visible =
            initiative_is_public(row.state) || initiative_is_insider(call, row.unit_code);
    return code;
}

enum td_code initiative_check_nominee(struct call *call, const Pb__Nominee *nominee,
                                      const char *unit_code, const char *path)
{
    int64_t id;
    const char *owner_unit;
    const uint8_t *bytes;
    size_t len;
    if (!human_id_parse(INITIATIVE_PREFIX, nominee->initiative, &id))
        return TD_OK; /* the form is judged elsewhere */
    enum td_code code = initiatives_newest(call->db, id, call->arena, &owner_unit, &bytes, &len);
    if (code != TD_OK && code != TD_NOT_FOUND)
        return code;
    const ProtobufCMessage *content = NULL;
    if (code == TD_OK) {
        content = td_message_unpack(&pb__initiative_content__descriptor, call->arena, bytes, len);
        if (!content)
            return TD_RESOURCE_EXHAUSTED;
    }
    if (content &&
        initiative_fits_nominee(nominee->kind, unit_code, nominee->staff_code, nominee->name,
                                owner_unit, (const Pb__InitiativeContent *)content, call->arena))
        return TD_OK;
    td_fail(call->err, TD_FAILED_PRECONDITION, path, "III.4", TD_KEY_NOMINEE_INITIATIVE, "nominee",
            nominee->name, "initiative", nominee->initiative, TD_END);
    return TD_OK;
}

/* -- replies -- */

const char *initiative_number(struct call *call, const struct initiative_row *row)
{
    return human_id_text(call->arena, INITIATIVE_PREFIX, row->id);
}

const char *initiative_subject(struct call *call, const struct initiative_row *row)
{
    const char *number = initiative_number(call, row);
    return number ? td_arena_printf(call->arena, "initiative %s", number) : NULL;
}

static bool initiative_fill(struct call *call, const struct initiative_row *row,
                            Pb__Initiative *out)
{
    out->id = (char *)initiative_number(call, row);
    out->year = human_id_year(row->id);
    out->unit_code = (char *)row->unit_code;
    out->state = row->state;
    out->version = row->version;
    out->kind = row->kind;
    out->title = (char *)row->title;
    out->field = (char *)row->field;
    out->assessed_effect = row->effect;
    out->decision_issuer = (char *)row->decision_issuer;
    out->decision_number = (char *)row->decision_number;
    out->decided_on = (char *)row->decided_on;
    out->adoptions = row->adoptions;
    out->adoptions_in_force = row->adoptions_in_force;
    out->registered_utc_ms = row->registered_utc_ms;
    out->changed_utc_ms = row->changed_utc_ms;
    return out->id != NULL;
}

Pb__Initiative *initiative_reply(struct call *call, const struct initiative_row *row)
{
    Pb__Initiative *out = reply_message(call, &pb__initiative__descriptor);
    return out && initiative_fill(call, row, out) ? out : NULL;
}

enum td_code initiative_reply_now(struct call *call, int64_t id, Pb__Initiative **ret)
{
    struct initiative_row row;
    enum td_code code = initiatives_find(call->db, id, INT64_MAX, call->arena, &row);
    if (code != TD_OK)
        return code;
    *ret = initiative_reply(call, &row);
    return *ret ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- list -- */

/* The longest content there can be is some 100 KB, and a frame 1 MiB. */
#define DETAILED_PAGE_SIZE 8

static enum td_code details_fill(struct call *call, const struct initiative_row *row,
                                 Pb__Initiative *out)
{
    const uint8_t *bytes;
    size_t len;
    Pb__InitiativeDetails *details = reply_message(call, &pb__initiative_details__descriptor);
    enum td_code code =
        initiatives_content(call->db, row->id, row->version, call->arena, &bytes, &len);
    if (code != TD_OK)
        return code;
    Pb__InitiativeContent *content = (Pb__InitiativeContent *)td_message_unpack(
        &pb__initiative_content__descriptor, call->arena, bytes, len);
    if (!details || !content)
        return TD_RESOURCE_EXHAUSTED;
    details->description = content->description;
    details->effect = content->effect;
    details->n_figures = content->n_figures;
    details->figures = content->figures;
    details->n_authors = content->n_authors;
    details->authors = content->authors;
    out->details = details;
    return TD_OK;
}

static enum td_code list_filter(struct call *call, const Pb__InitiativeListRequest *in,
                                struct page *page, struct initiative_filter *ret)
{
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code != TD_OK)
        return code;
    bool by_adoptions = in->sort == PB__INITIATIVE_SORT__INITIATIVE_SORT_ADOPTIONS;
    page_begin(call, in->page_size, in->page_token, by_adoptions, 2, page);
    if (in->with_details)
        page_shorten(page, DETAILED_PAGE_SIZE);
    *ret = (struct initiative_filter){
        .year = in->year,
        .unit_code = in->unit_code,
        .field = in->field,
        .kind = in->kind,
        .state = in->state,
        .most_adopted_first = by_adoptions,
        .after_adoptions = (uint32_t)page_key_int(page, 0),
        .after_id = page_key_int(page, 1),
        .limit = page->limit,
        .as_of_seq = (int64_t)as_of.log_seq,
    };
    if (in->kind)
        check_choice(call, "kind", &pb__initiative_kind__descriptor, (int)in->kind);
    if (in->state)
        check_choice(call, "state", &pb__initiative_state__descriptor, (int)in->state);
    if (in->sort)
        check_choice(call, "sort", &pb__initiative_sort__descriptor, (int)in->sort);
    if (!dossier_sees_all(call)) /* without a role in the unit: what is published only */
        ret->seen_by_unit = call->who.roles & OWN_UNIT_READERS ? call->who.unit_code : "";
    if (*in->title && check_text(call, "title", in->title, TITLE_MAX_CHARS))
        ret->limit = INT32_MAX;
    return check_outcome(call);
}

/* Titles are compared as people type them, which SQL cannot: all are read, and the others left out.
 */
static enum td_code titles_keep(struct call *call, const char *title, const struct page *page,
                                struct initiative_row *rows, size_t *n)
{
    struct td_arena *scratch = td_arena_new(TITLE_SCRATCH_BYTES);
    const char *part = td_text_fold(call->arena, title);
    size_t kept = 0;
    for (size_t i = 0; scratch && part && i < *n && kept < page->limit; i++) {
        td_arena_reset(scratch);
        const char *folded = td_text_fold(scratch, rows[i].title);
        if (!folded)
            part = NULL;
        else if (strstr(folded, part))
            rows[kept++] = rows[i];
    }
    td_arena_free(scratch);
    *n = kept;
    return scratch && part ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code initiative_list(struct call *call, const Pb__InitiativeListRequest *in,
                             Pb__InitiativeListResponse *out)
{
    struct initiative_filter filter;
    struct initiative_row *rows;
    struct page page;
    size_t found;
    enum td_code code = list_filter(call, in, &page, &filter);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code == TD_OK)
        code = initiatives_list(call->db, &filter, call->arena, &rows, &found);
    if (code == TD_OK && *in->title)
        code = titles_keep(call, in->title, &page, rows, &found);
    if (code != TD_OK)
        return code;
    size_t n = page_cut(&page, found);
    out->initiatives = reply_list(call, &pb__initiative__descriptor, n);
    if (!out->initiatives)
        return TD_RESOURCE_EXHAUSTED;
    out->n_initiatives = n;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        if (!initiative_fill(call, &rows[i], out->initiatives[i]))
            return TD_RESOURCE_EXHAUSTED;
        if (in->with_details)
            code = details_fill(call, &rows[i], out->initiatives[i]);
    }
    if (code != TD_OK)
        return code;
    if (page_is_full(&page, found))
        out->next_page_token = page_token(call, &page, td_dec(call->arena, rows[n - 1].adoptions),
                                          td_dec(call->arena, rows[n - 1].id), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- show -- */

struct showing {
    struct initiative_row row;
    bool insider;
    struct as_of as_of;
    struct attachment_row *files;
    size_t n_files;
};

/* The files that came with one event. */
static enum td_code files_of(struct call *call, const struct showing *showing, uint64_t log_seq,
                             Pb__FileRef ***ret, size_t *ret_n)
{
    Pb__FileRef **list =
        td_arena_alloc(call->arena, (showing->n_files + 1) * sizeof(Pb__FileRef *));
    size_t n = 0;
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < showing->n_files; i++) {
        if (showing->files[i].log_seq != log_seq)
            continue;
        list[n] = attachment_ref(call, &showing->files[i]);
        if (!list[n++])
            return TD_RESOURCE_EXHAUSTED;
    }
    *ret = list;
    *ret_n = n;
    return TD_OK;
}

/* How it was judged is between the unit and Home Affairs. */
static bool step_is_public(const struct initiative_event_row *event)
{
    return event->event != PB__INITIATIVE_EVENT__INITIATIVE_EVENT_ASSESS &&
           event->event != PB__INITIATIVE_EVENT__INITIATIVE_EVENT_REFUSE;
}

static enum td_code steps_reply(struct call *call, const struct showing *showing,
                                Pb__InitiativeShowResponse *out)
{
    struct initiative_event_row *events;
    size_t n;
    enum td_code code = initiatives_events(
        call->db, showing->row.id, (int64_t)showing->as_of.log_seq, call->arena, &events, &n);
    if (code != TD_OK)
        return code;
    out->steps = reply_list(call, &pb__initiative_step__descriptor, n);
    if (!out->steps)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        if (!showing->insider && !step_is_public(&events[i]))
            continue;
        Pb__InitiativeStep *step = out->steps[out->n_steps++];
        step->at_utc_ms = events[i].at_utc_ms;
        step->event = events[i].event;
        step->version = events[i].version;
        step->effect = events[i].effect;
        step->note = (char *)events[i].note;
        step->officer = (char *)events[i].login;
        step->officer_name = (char *)events[i].full_name;
        step->log_seq = events[i].log_seq;
        code = files_of(call, showing, step->log_seq, &step->evidence, &step->n_evidence);
    }
    return code;
}

static enum td_code adoptions_reply(struct call *call, const struct showing *showing,
                                    Pb__InitiativeShowResponse *out)
{
    struct adoption_row *rows;
    size_t n;
    enum td_code code = adoptions_list(call->db, showing->row.id, (int64_t)showing->as_of.log_seq,
                                       call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->adoptions = reply_list(call, &pb__adoption__descriptor, n);
    if (!out->adoptions)
        return TD_RESOURCE_EXHAUSTED;
    out->n_adoptions = n;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        Pb__Adoption *adoption = out->adoptions[i];
        adoption_fill(&rows[i], adoption);
        code = files_of(call, showing, rows[i].log_seq, &adoption->evidence, &adoption->n_evidence);
    }
    return code;
}

static enum td_code version_unknown(struct call *call, const struct showing *showing)
{
    uint32_t newest = showing->row.version;
    return td_fail(call->err, TD_NOT_FOUND, "version", "", TD_KEY_NUMBER_RANGE, "min",
                   td_dec(call->arena, showing->insider ? 1 : newest), "max",
                   td_dec(call->arena, newest), TD_END);
}

/* Earlier versions, with what had to be corrected, are not for the catalogue. */
static enum td_code content_reply(struct call *call, const struct showing *showing,
                                  uint32_t version, Pb__InitiativeShowResponse *out)
{
    const uint8_t *bytes;
    size_t len;
    out->version = version ? version : showing->row.version;
    if (out->version != showing->row.version && !showing->insider)
        return version_unknown(call, showing);
    enum td_code code = out->version > showing->row.version ? TD_NOT_FOUND : TD_OK;
    if (code == TD_OK)
        code =
            initiatives_content(call->db, showing->row.id, out->version, call->arena, &bytes, &len);
    if (code == TD_NOT_FOUND)
        return version_unknown(call, showing);
    if (code != TD_OK)
        return code;
    out->content = (Pb__InitiativeContent *)td_message_unpack(&pb__initiative_content__descriptor,
                                                              call->arena, bytes, len);
    return out->content ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code initiative_show(struct call *call, const Pb__InitiativeShowRequest *in,
                             Pb__InitiativeShowResponse *out)
{
    struct showing showing = {0};
    enum td_code code = as_of_resolve(call, in->as_of, &showing.as_of);
    if (code == TD_OK)
        code =
            initiative_get(call, in->initiative_id, (int64_t)showing.as_of.log_seq, &showing.row);
    if (code != TD_OK)
        return code;
    showing.insider = initiative_is_insider(call, showing.row.unit_code);
    const char *subject = initiative_subject(call, &showing.row);
    if (!subject)
        return TD_RESOURCE_EXHAUSTED;
    code = attachments_list(call->db, subject, 0, showing.as_of.log_seq, call->arena,
                            &showing.files, &showing.n_files);
    if (code == TD_OK)
        code = content_reply(call, &showing, in->version, out);
    if (code == TD_OK)
        code = steps_reply(call, &showing, out);
    if (code == TD_OK)
        code = adoptions_reply(call, &showing, out);
    if (code != TD_OK)
        return code;
    out->initiative = initiative_reply(call, &showing.row);
    return out->initiative ? TD_OK : TD_RESOURCE_EXHAUSTED;
}
