/* DossierService: what is asked. Status is the hot one: a single statement, until there are
 * outcomes. */
#include "as_of.h"
#include "audit.h"
#include "check.h"
#include "decisions.h"
#include "digest.h"
#include "dossier.h"
#include "dossier_content.h"
#include "human_id.h"
#include "message.h"
#include "nominee.h"
#include "paging.h"
#include "pki.h"
#include "reply.h"
#include "round.h"
#include "unit.h"

#define RECEIPT_PREFIX "thidua receipt 1\n"

/* -- status, list -- */

static enum td_code outcomes_reply(struct call *call, const struct dossier_row *row,
                                   int64_t as_of_seq, Pb__StatusResponse *out)
{
    struct decision_entry_row *entries;
    size_t n;
    if (!nominee_outcome_visible(call, row->round.stored))
        return TD_OK;
    enum td_code code =
        decisions_outcomes(call->db, row->round_id, as_of_seq, call->arena, &entries, &n);
    if (code != TD_OK)
        return code;
    out->outcomes = reply_list(call, &pb__dossier_outcome__descriptor, n);
    if (!out->outcomes)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        const struct decision_entry_row *entry = &entries[i];
        if (entry->dossier_id != row->id)
            continue;
        Pb__DossierOutcome *outcome = out->outcomes[out->n_outcomes++];
        outcome->nominee_id =
            (char *)nominee_id_format(call->arena, entry->dossier_id, entry->ordinal);
        if (!outcome->nominee_id)
            return TD_RESOURCE_EXHAUSTED;
        outcome->name = (char *)entry->name;
        outcome->awarded = entry->awarded;
        outcome->revoked = entry->revoked_log_seq != 0;
        outcome->golden_book = entry->golden_book;
    }
    return TD_OK;
}

enum td_code dossier_status(struct call *call, const Pb__StatusRequest *in, Pb__StatusResponse *out)
{
    struct dossier_row row;
    /* Now needs no number of the log here, and no look for the newest. */
    struct as_of as_of = {.now = true, .log_seq = INT64_MAX};
    enum td_code code = in->as_of ? as_of_resolve(call, in->as_of, &as_of) : TD_OK;
    if (code == TD_OK)
        code = dossier_get(call, in->dossier_id, (int64_t)as_of.log_seq, &row);
    if (code != TD_OK)
        return code;
    out->dossier = dossier_summary(call, &row, as_of_instant(call, &as_of));
    return out->dossier ? outcomes_reply(call, &row, (int64_t)as_of.log_seq, out)
                        : TD_RESOURCE_EXHAUSTED;
}

/* What the caller asked for, narrowed to what the caller may see. false: that is nothing. */
static bool list_filter(struct call *call, const Pb__DossierListRequest *in,
                        const struct as_of *as_of, const struct page *page,
                        struct dossier_filter *ret)
{
    *ret = (struct dossier_filter){
        .round_id = in->round_id,
        .unit_code = in->unit_code,
        .state = in->state,
        .after_id = page_key_int(page, 0),
        .limit = page->limit,
        .as_of_seq = (int64_t)as_of->log_seq,
    };
    if (in->state != PB__DOSSIER_STATE__DOSSIER_STATE_UNSPECIFIED)
        check_choice(call, "state", &pb__dossier_state__descriptor, (int)in->state);
    if (dossier_sees_all(call))
        return true;
    if (*in->unit_code && strcmp(in->unit_code, call->who.unit_code) != 0)
        return false;
    ret->unit_code = call->who.unit_code;
    return true;
}

enum td_code dossier_list(struct call *call, const Pb__DossierListRequest *in,
                          Pb__DossierListResponse *out)
{
    struct dossier_filter filter;
    struct round_row round;
    struct dossier_row *rows;
    struct page page;
    struct as_of as_of;
    size_t n;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code != TD_OK)
        return code;
    page_begin(call, in->page_size, in->page_token, 0, 1, &page);
    bool any = list_filter(call, in, &as_of, &page, &filter);
    code = check_outcome(call);
    if (code == TD_OK && *in->round_id)
        code = round_find(call, in->round_id, &round);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code != TD_OK || !any)
        return code;
    code = dossiers_list(call->db, &filter, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    bool more = page_is_full(&page, n);
    n = page_cut(&page, n);
    out->dossiers = td_arena_alloc(call->arena, (n + 1) * sizeof *out->dossiers);
    for (size_t i = 0; out->dossiers && i < n; i++)
        if (!(out->dossiers[i] = dossier_summary(call, &rows[i], as_of_instant(call, &as_of))))
            return TD_RESOURCE_EXHAUSTED;
    if (!out->dossiers)
        return TD_RESOURCE_EXHAUSTED;
    out->n_dossiers = n;
    if (more)
        out->next_page_token = page_token(call, &page, td_dec(call->arena, rows[n - 1].id), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- show -- */

struct showing {
    struct as_of as_of;
    struct dossier_row row;
    uint32_t version;
    struct dossier_case stored;
    struct dossier_version_row *versions;
    size_t n_versions;
    struct dossier_event_row *events;
    size_t n_events;
};

static enum td_code version_unknown(struct call *call, const struct dossier_row *row)
{
    return td_fail(call->err, TD_NOT_FOUND, "version", "", TD_KEY_NUMBER_RANGE, "min", "1", "max",
                   td_dec(call->arena, row->version), TD_END);
}

static enum td_code version_reply(struct call *call, const struct dossier_version_row *row,
                                  Pb__VersionInfo *out)
{
    out->version = row->version;
    out->content_sha256 = reply_bytes(call, row->content_sha256, sizeof row->content_sha256);
    out->submitted_utc_ms = row->submitted_utc_ms;
    out->submitted_by = (char *)row->submitted_by;
    out->confirmed_utc_ms = row->confirmed_utc_ms;
    out->confirmed_by = (char *)row->confirmed_by;
    return out->content_sha256.data ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code versions_reply(struct call *call, const struct showing *showing,
                                   Pb__DossierShowResponse *out)
{
    enum td_code code = TD_OK;
    out->versions = reply_list(call, &pb__version_info__descriptor, showing->n_versions);
    if (!out->versions)
        return TD_RESOURCE_EXHAUSTED;
    out->n_versions = showing->n_versions;
    for (size_t i = 0; code == TD_OK && i < showing->n_versions; i++) {
        code = version_reply(call, &showing->versions[i], out->versions[i]);
        if (showing->versions[i].version == showing->version)
            out->shown = out->versions[i];
    }
    return code;
}

static enum td_code timeline_reply(struct call *call, const struct showing *showing,
                                   Pb__DossierShowResponse *out)
{
    out->timeline = reply_list(call, &pb__timeline_entry__descriptor, showing->n_events);
    if (!out->timeline)
        return TD_RESOURCE_EXHAUSTED;
    out->n_timeline = showing->n_events;
    for (size_t i = 0; i < showing->n_events; i++) {
        const struct dossier_event_row *event = &showing->events[i];
        Pb__TimelineEntry *entry = out->timeline[i];
        entry->at_utc_ms = event->at_utc_ms;
        entry->event = event->event;
        entry->version = event->version;
        entry->officer = (char *)event->login;
        entry->officer_name = (char *)event->full_name;
        entry->note = (char *)event->note;
        entry->log_seq = event->log_seq;
    }
    return TD_OK;
}

/* Sets counted when this version was received the last time; 0: it was not. */
static uint32_t originals_counted(const struct showing *showing)
{
    uint32_t originals = 0;
    for (size_t i = 0; i < showing->n_events; i++)
        if (showing->events[i].event == PB__DOSSIER_EVENT__DOSSIER_EVENT_RECEIVE &&
            showing->events[i].version == showing->version)
            originals = showing->events[i].originals;
    return originals;
}

static bool is_violated(const struct td_err *missing, enum td_key key, const char *field)
{
    for (size_t i = 0; i < missing->n_violations; i++)
        if (strcmp(missing->violations[i].key, td_key_name(key)) == 0 &&
            (!field || strcmp(missing->violations[i].field, field) == 0))
            return true;
    return false;
}

static const struct {
    const char *part; /* id in the plan file */
    enum td_key missing;
} part_keys[] = {
    {"letter", TD_KEY_MISSING_LETTER},
    {"list", TD_KEY_MISSING_LIST},
    {"minutes", TD_KEY_MISSING_MINUTES},
    {"originals", TD_KEY_MISSING_ORIGINALS},
};

static void checklist_add(Pb__DossierShowResponse *out, const struct plan_named *part,
                          const char *of, bool present)
{
    Pb__ChecklistItem *item = out->checklist[out->n_checklist++];
    item->part = (char *)part->id;
    item->clause = (char *)part->clause;
    item->of = (char *)of;
    item->present = present;
}

/* III.5, part by part as the plan lists them; the reports nominee by nominee. */
static enum td_code checklist_reply(struct call *call, const struct showing *showing,
                                    Pb__DossierShowResponse *out)
{
    const struct plan *plan = showing->stored.plan;
    const struct dossier *facts = &showing->stored.facts;
    struct td_err missing;
    td_err_init(&missing, call->arena);
    dossier_check_parts(plan, facts, &missing);
    dossier_check_reception(plan, true, originals_counted(showing), &missing);
    out->checklist =
        reply_list(call, &pb__checklist_item__descriptor, plan->n_parts + facts->n_nominees);
    if (!out->checklist)
        return TD_RESOURCE_EXHAUSTED;
    for (unsigned p = 0; p < plan->n_parts; p++) {
        const struct plan_named *part = &plan->parts[p];
        for (size_t k = 0; k < sizeof part_keys / sizeof part_keys[0]; k++)
            if (strcmp(part->id, part_keys[k].part) == 0)
                checklist_add(out, part, "", !is_violated(&missing, part_keys[k].missing, NULL));
        for (size_t i = 0; strcmp(part->id, "report") == 0 && i < facts->n_nominees; i++) {
            const char *at = td_path_index(call->arena, "nominees", i);
            checklist_add(
                out, part, facts->nominees[i].name,
                !is_violated(&missing, TD_KEY_MISSING_REPORT, td_path(call->arena, at, "report")));
        }
    }
    return TD_OK;
}

static enum td_code showing_read(struct call *call, const Pb__DossierShowRequest *in,
                                 struct showing *s, ProtobufCBinaryData *ret_content)
{
    enum td_code code = as_of_resolve(call, in->as_of, &s->as_of);
    const int64_t seq = code == TD_OK ? (int64_t)s->as_of.log_seq : 0;
    if (code == TD_OK)
        code = dossier_get(call, in->dossier_id, seq, &s->row);
    if (code != TD_OK)
        return code;
    s->version = in->version ? in->version : s->row.version;
    if (s->version > s->row.version)
        return version_unknown(call, &s->row);
    code = dossier_case_stored(call, &s->row, s->version, &s->stored, ret_content);
    if (code == TD_NOT_FOUND)
        return version_unknown(call, &s->row);
    if (code == TD_OK)
        code = dossiers_versions(call->db, s->row.id, 0, seq, call->arena, &s->versions,
                                 &s->n_versions);
    if (code == TD_OK)
        code = dossiers_events(call->db, s->row.id, seq, call->arena, &s->events, &s->n_events);
    return code;
}

enum td_code dossier_show(struct call *call, const Pb__DossierShowRequest *in,
                          Pb__DossierShowResponse *out)
{
    struct showing showing = {0};
    enum td_code code = showing_read(call, in, &showing, &out->content);
    if (code == TD_OK)
        code = versions_reply(call, &showing, out);
    if (code == TD_OK)
        code = timeline_reply(call, &showing, out);
    if (code == TD_OK)
        code = checklist_reply(call, &showing, out);
    if (code == TD_OK)
        code = dossier_eligibility(call, &showing.stored.facts, showing.as_of.day,
                                   (int64_t)showing.as_of.log_seq, &out->eligibility,
                                   &out->n_eligibility);
    if (code != TD_OK)
        return code;
    out->draft_id = reply_bytes(call, showing.row.draft_id, DRAFT_ID_SIZE);
    out->dossier = dossier_summary(call, &showing.row, as_of_instant(call, &showing.as_of));
    return out->draft_id.data && out->dossier ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- receipt -- */

/* Everything comes from rows that never change, so that asking again yields the same bytes. */
static enum td_code receipt_body(struct call *call, const struct dossier_row *row,
                                 const struct dossier_version_row *version,
                                 const Pb__DossierContent *content, ProtobufCBinaryData *ret)
{
    struct audit_event event;
    Pb__ReceiptBody body = PB__RECEIPT_BODY__INIT;
    enum td_code code = audit_find(call->db, version->log_seq, call->arena, &event);
    if (code == TD_OK)
        code = dossier_content_files(content, call->arena, &body.files, &body.n_files);
    if (code != TD_OK)
        return code == TD_NOT_FOUND ? TD_DATA_LOSS : code; /* each submission is in the log */
    body.town = (char *)call->services->town;
    body.dossier_id = (char *)dossier_number(call->arena, row->id);
    if (!body.dossier_id)
        return TD_RESOURCE_EXHAUSTED;
    body.version = version->version;
    body.unit_code = (char *)row->unit_code;
    body.round_id = (char *)row->round_id;
    body.content_sha256 =
        (ProtobufCBinaryData){sizeof version->content_sha256, (uint8_t *)version->content_sha256};
    body.submitted_utc_ms = version->submitted_utc_ms;
    body.log_seq = version->log_seq;
    body.log_head = (ProtobufCBinaryData){sizeof event.head, event.head};
    ret->data = td_message_pack(&body.base, call->arena, &ret->len);
    return ret->data ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code receipt_sign(struct call *call, Pb__Receipt *out)
{
    size_t prefix = strlen(RECEIPT_PREFIX);
    uint8_t *text = td_arena_alloc(call->arena, prefix + out->body.len);
    out->signature = (ProtobufCBinaryData){64, td_arena_zalloc(call->arena, 64)};
    out->key = (ProtobufCBinaryData){32, td_arena_zalloc(call->arena, 32)};
    if (!text || !out->signature.data || !out->key.data)
        return TD_RESOURCE_EXHAUSTED;
    memcpy(text, RECEIPT_PREFIX, prefix);
    memcpy(text + prefix, out->body.data, out->body.len);
    pki_sign(call->services->pki, text, prefix + out->body.len, out->signature.data);
    pki_receipt_key(call->services->pki, out->key.data);
    return TD_OK;
}

enum td_code dossier_get_receipt(struct call *call, const Pb__GetReceiptRequest *in,
                                 Pb__GetReceiptResponse *out)
{
    struct dossier_row row;
    struct dossier_case stored;
    struct dossier_version_row *versions;
    size_t n = 0;
    ProtobufCBinaryData content;
    enum td_code code = dossier_get(call, in->dossier_id, INT64_MAX, &row);
    if (code != TD_OK)
        return code;
    uint32_t version = in->version ? in->version : row.version;
    code = dossiers_versions(call->db, row.id, version, INT64_MAX, call->arena, &versions, &n);
    if (code == TD_OK && n == 0)
        return version_unknown(call, &row);
    if (code == TD_OK)
        code = dossier_case_stored(call, &row, version, &stored, &content);
    out->receipt = reply_message(call, &pb__receipt__descriptor);
    if (code == TD_OK && !out->receipt)
        code = TD_RESOURCE_EXHAUSTED;
    if (code == TD_OK)
        code = receipt_body(call, &row, &versions[0], stored.content, &out->receipt->body);
    return code == TD_OK ? receipt_sign(call, out->receipt) : code;
}
