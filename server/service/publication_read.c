/* PublicationService: what was published, and the announcements of the Radio Station. */
#include "publication.h"

#include "check.h"
#include "decision.h"
#include "dossier.h"
#include "paging.h"
#include "publication_rules.h"
#include "reply.h"

#include <stdlib.h>
#include <string.h>

enum td_code publication_get(struct call *call, const char *round_id, int64_t as_of_seq,
                             struct round_row *ret_round, struct publication_row *ret)
{
    struct publication_row *versions;
    size_t n = 0;
    enum td_code code = round_find(call, round_id, ret_round);
    if (code == TD_OK)
        code = publications_versions(call->db, round_id, as_of_seq, call->arena, &versions, &n);
    if (code == TD_OK && n == 0)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "round_id", "", TD_KEY_PUBLICATION_NONE,
                       "round", round_id, TD_END);
    if (code == TD_OK)
        *ret = versions[0];
    return code;
}

const char *announcement_subject(struct call *call, const char *round_id)
{
    return td_arena_printf(call->arena, "announcement %s", round_id);
}

enum td_code announcement_see(struct call *call, const char *round_id, int64_t as_of_seq,
                              bool *ret_visible)
{
    struct publication_row *versions;
    size_t n = 0;
    enum td_code code =
        publications_versions(call->db, round_id, as_of_seq, call->arena, &versions, &n);
    *ret_visible = n > 0;
    return code == TD_OK && n == 0 ? TD_NOT_FOUND : code;
}

/* -- the parts of a reply -- */

struct reply {
    struct call *call;
    const struct round_row *round;
    const struct as_of *as_of;
    const struct plan *plan;
    Pb__Publication *out;
};

static enum td_code versions_reply(const struct reply *reply)
{
    struct publication_row *rows;
    size_t n;
    struct call *call = reply->call;
    Pb__Publication *out = reply->out;
    enum td_code code = publications_versions(
        call->db, reply->round->id, (int64_t)reply->as_of->log_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->versions = reply_list(call, &pb__publication_version__descriptor, n);
    if (!out->versions)
        return TD_RESOURCE_EXHAUSTED;
    out->n_versions = n;
    for (size_t i = 0; i < n; i++) {
        out->versions[i]->version = rows[i].version;
        out->versions[i]->reason = (char *)rows[i].reason;
        out->versions[i]->broadcast_due_on = (char *)rows[i].due_on;
        out->versions[i]->officer = (char *)rows[i].by.login;
        out->versions[i]->officer_name = (char *)rows[i].by.full_name;
        out->versions[i]->at_utc_ms = rows[i].by.at_utc_ms;
        out->versions[i]->log_seq = rows[i].by.log_seq;
    }
    out->version = n ? rows->version : 0;
    return TD_OK;
}

/* Was an award revoked after the newest version? */
static enum td_code decision_fill(const struct reply *reply)
{
    struct decision_case list;
    struct call *call = reply->call;
    Pb__Publication *out = reply->out;
    int64_t seq = (int64_t)reply->as_of->log_seq;
    enum td_code code = decision_case_load(call, reply->round->id, 0, seq, &list);
    for (size_t i = 0; code == TD_OK && i < list.n_entries; i++)
        out->outdated =
            out->outdated || list.entries[i].revoked_log_seq > out->versions[0]->log_seq;
    return code == TD_OK ? decision_reply(call, &list, dossier_sees_all(call), seq, &out->decision)
                         : code;
}

/* How many sendings went to the recipient; those are told to who sees all units. */
static enum td_code recipient_fill(const struct reply *reply, const struct plan_named *recipient,
                                   const struct publication_sending_row *rows, size_t n,
                                   Pb__PublicationRecipient *out)
{
    out->id = (char *)recipient->id;
    out->vi = (char *)recipient->text.vi;
    out->en = (char *)recipient->text.en;
    if (!dossier_sees_all(reply->call))
        return TD_OK;
    out->sendings = reply_list(reply->call, &pb__publication_sending__descriptor, n);
    if (!out->sendings)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i].recipient, recipient->id) != 0)
            continue;
        Pb__PublicationSending *sending = out->sendings[out->n_sendings++];
        sending->version = rows[i].version;
        sending->document = (char *)rows[i].document;
        sending->sent_on = (char *)rows[i].sent_on;
        sending->note = (char *)rows[i].note;
        sending->officer = (char *)rows[i].by.login;
        sending->at_utc_ms = rows[i].by.at_utc_ms;
    }
    return TD_OK;
}

static enum td_code recipients_reply(const struct reply *reply)
{
    struct publication_sending_row *rows;
    size_t n;
    struct call *call = reply->call;
    Pb__Publication *out = reply->out;
    enum td_code code = publications_sendings(
        call->db, reply->round->id, (int64_t)reply->as_of->log_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->recipients =
        reply_list(call, &pb__publication_recipient__descriptor, reply->plan->n_recipients);
    if (!out->recipients)
        return TD_RESOURCE_EXHAUSTED;
    out->n_recipients = reply->plan->n_recipients;
    for (size_t i = 0; code == TD_OK && i < out->n_recipients; i++)
        code = recipient_fill(reply, &reply->plan->recipients[i], rows, n, out->recipients[i]);
    return code;
}

static enum td_code receipts_reply(const struct reply *reply)
{
    struct publication_receipt_row *rows;
    size_t n;
    struct call *call = reply->call;
    Pb__Publication *out = reply->out;
    enum td_code code =
        publications_receipts(call->db, reply->round->id, out->version,
                              (int64_t)reply->as_of->log_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->receipts = reply_list(call, &pb__publication_receipt__descriptor, n);
    if (!out->receipts)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        bool own = strcmp(rows[i].unit_code, call->who.unit_code) == 0;
        out->acknowledged = out->acknowledged || own;
        if (!own && !dossier_sees_all(call))
            continue;
        Pb__PublicationReceipt *receipt = out->receipts[out->n_receipts++];
        receipt->version = rows[i].version;
        receipt->unit_code = (char *)rows[i].unit_code;
        receipt->officer = (char *)rows[i].by.login;
        receipt->officer_name = (char *)rows[i].by.full_name;
        receipt->at_utc_ms = rows[i].by.at_utc_ms;
    }
    return TD_OK;
}

static enum td_code broadcasts_reply(const struct reply *reply)
{
    struct broadcast_row *rows;
    size_t n;
    bool is_broadcast = false;
    struct call *call = reply->call;
    Pb__Publication *out = reply->out;
    const char *subject = announcement_subject(call, reply->round->id);
    enum td_code code = broadcasts_list(call->db, reply->round->id, (int64_t)reply->as_of->log_seq,
                                        call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->broadcasts = reply_list(call, &pb__broadcast__descriptor, n);
    if (!out->broadcasts)
        return TD_RESOURCE_EXHAUSTED;
    out->n_broadcasts = n;
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        Pb__Broadcast *broadcast = out->broadcasts[i];
        broadcast->version = rows[i].version;
        broadcast->broadcast_utc_ms = rows[i].broadcast_utc_ms;
        broadcast->programme = (char *)rows[i].programme;
        broadcast->officer = (char *)rows[i].by.login;
        broadcast->officer_name = (char *)rows[i].by.full_name;
        broadcast->at_utc_ms = rows[i].by.at_utc_ms;
        is_broadcast = is_broadcast || rows[i].version == out->version;
        code = attachment_reply(call, subject, rows[i].by.log_seq, &broadcast->evidence,
                                &broadcast->n_evidence);
    }
    out->broadcast_overdue =
        announcement_overdue(out->versions[0]->broadcast_due_on, is_broadcast, reply->as_of->day);
    return code;
}

enum td_code publication_reply(struct call *call, const struct round_row *round,
                               const struct as_of *as_of, Pb__Publication **ret)
{
    struct reply reply = {.call = call, .round = round, .as_of = as_of};
    reply.out = reply_message(call, &pb__publication__descriptor);
    enum td_code code = reply.out ? round_plan(call, round, &reply.plan) : TD_RESOURCE_EXHAUSTED;
    if (code != TD_OK)
        return code;
    const struct plan_round *rules = plan_round_find(reply.plan, round->kind);
    reply.out->round_id = (char *)round->id;
    reply.out->title_vi = (char *)(rules ? rules->text.vi : "");
    reply.out->title_en = (char *)(rules ? rules->text.en : "");
    reply.out->log_seq = as_of->log_seq;
    enum td_code (*const PARTS[])(const struct reply *) = {
        versions_reply, decision_fill, recipients_reply, receipts_reply, broadcasts_reply};
    for (size_t i = 0; code == TD_OK && i < sizeof PARTS / sizeof *PARTS; i++)
        code = PARTS[i](&reply);
    *ret = reply.out;
    return code;
}

enum td_code publication_write_end(struct call *call, const struct round_row *round,
                                   uint32_t version, const char *detail, Pb__Publication **ret)
{
    struct as_of now;
    enum td_code code = as_of_resolve(call, NULL, &now);
    if (code == TD_OK)
        code = publication_reply(call, round, &now, ret);
    return code == TD_OK
               ? reply_note(call, td_arena_printf(call->arena, "publication %s", round->id),
                            version, detail)
               : code;
}

enum td_code publication_show(struct call *call, const Pb__PublicationShowRequest *in,
                              Pb__PublicationShowResponse *out)
{
    struct as_of as_of;
    struct round_row round;
    struct publication_row newest;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = publication_get(call, in->round_id, (int64_t)as_of.log_seq, &round, &newest);
    return code == TD_OK ? publication_reply(call, &round, &as_of, &out->publication) : code;
}

/* -- announcements -- */

struct line {
    Pb__Announcement *announcement;
    const char *key; /* sorts as text; unique */
};

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct line *)a)->key, ((const struct line *)b)->key);
}

/* NULL: arena used up. */
static Pb__Announcement *announcement_reply(struct call *call, const struct announcement_row *row,
                                            const char *day)
{
    Pb__Announcement *out = reply_message(call, &pb__announcement__descriptor);
    if (!out)
        return NULL;
    out->round_id = (char *)row->round_id;
    out->version = row->version;
    out->decision_number = (char *)row->number;
    out->signed_on = (char *)row->signed_on;
    out->due_on = (char *)row->due_on;
    out->overdue = announcement_overdue(row->due_on, row->broadcasts > 0, day);
    out->published_utc_ms = row->published_utc_ms;
    out->broadcasts = row->broadcasts;
    out->last_broadcast_utc_ms = row->last_broadcast_utc_ms;
    return out;
}

static bool is_asked(const Pb__AnnouncementListRequest *in, const Pb__Announcement *announcement)
{
    return (!in->open || announcement->broadcasts == 0) && (!in->overdue || announcement->overdue);
}

static enum td_code lines_fill(struct call *call, const Pb__AnnouncementListRequest *in,
                               const struct as_of *as_of, const struct page *page,
                               struct line **ret, size_t *ret_n)
{
    struct announcement_row *rows;
    size_t n;
    bool by_round = in->sort == PB__ANNOUNCEMENT_SORT__ANNOUNCEMENT_SORT_ROUND;
    enum td_code code =
        announcements_list(call->db, (int64_t)as_of->log_seq, call->arena, &rows, &n);
    struct line *lines =
        code == TD_OK ? td_arena_alloc(call->arena, (n + 1) * sizeof *lines) : NULL;
    if (!lines)
        return code == TD_OK ? TD_RESOURCE_EXHAUSTED : code;
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        struct line *line = &lines[*ret_n];
        line->announcement = announcement_reply(call, &rows[i], as_of->day);
        line->key = by_round
                        ? rows[i].round_id
                        : td_arena_printf(call->arena, "%s %s", rows[i].due_on, rows[i].round_id);
        if (!line->announcement || !line->key)
            return TD_RESOURCE_EXHAUSTED;
        if (is_asked(in, line->announcement) &&
            (!page->follows || strcmp(line->key, page->keys[0]) > 0))
            ++*ret_n;
    }
    if (*ret_n > 0)
        qsort(lines, *ret_n, sizeof *lines, by_key);
    *ret = lines;
    return TD_OK;
}

enum td_code publication_announcements(struct call *call, const Pb__AnnouncementListRequest *in,
                                       Pb__AnnouncementListResponse *out)
{
    struct as_of as_of;
    struct page page;
    struct line *lines;
    size_t n;
    if (in->sort)
        check_choice(call, "sort", &pb__announcement_sort__descriptor, (int)in->sort);
    page_begin(call, in->page_size, in->page_token,
               in->sort == PB__ANNOUNCEMENT_SORT__ANNOUNCEMENT_SORT_ROUND, 1, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = lines_fill(call, in, &as_of, &page, &lines, &n);
    if (code != TD_OK)
        return code;
    out->n_announcements = page_cut(&page, n);
    out->announcements =
        td_arena_alloc(call->arena, (out->n_announcements + 1) * sizeof *out->announcements);
    if (!out->announcements)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < out->n_announcements; i++)
        out->announcements[i] = lines[i].announcement;
    if (!page_is_full(&page, n))
        return TD_OK;
    out->next_page_token = page_token(call, &page, lines[page.size - 1].key, NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}
