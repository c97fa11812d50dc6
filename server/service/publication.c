/* PublicationService: publishing, telling the recipients, taking note, broadcasting. */
#include "publication.h"

#include "check.h"
#include "decisions.h"
#include "dossier.h"
#include "plan.h"
#include "publication_rules.h"
#include "reply.h"
#include "services.h"

#include <string.h>

#define REASON_MAX_CHARS 1000
#define DOCUMENT_MAX_CHARS 100
#define NOTE_MAX_CHARS 1000
#define PROGRAMME_MAX_CHARS 200
#define MINUTE_MS INT64_C(60000)

static struct publication_writer writer_of(const struct call *call)
{
    return (struct publication_writer){.log_seq = call->log_seq,
                                       .at_utc_ms = call->now_utc_ms,
                                       .officer_id = call->who.officer_id};
}

static void today_of(const struct call *call, char ret_today[TD_DATE_SIZE])
{
    td_date_of(call->now_utc_ms, ret_today);
}

/* -- publishing -- */

/* The next version: of what it is, and whether a correction has its reason. */
static enum td_code version_begin(struct call *call, const Pb__PublicationPublishRequest *in,
                                  const struct round_row *round, uint32_t *ret_version)
{
    struct publication_row *versions;
    enum publication_kind kind;
    size_t n;
    enum td_code code = publication_kind_of(round->times.stored, &kind, call->err);
    if (code != TD_OK)
        return code;
    if (kind == PUBLICATION_CORRECTION || *in->reason)
        check_text(call, "reason", in->reason, REASON_MAX_CHARS);
    code = publications_versions(call->db, round->id, INT64_MAX, call->arena, &versions, &n);
    if (code == TD_OK)
        *ret_version = n ? versions->version + 1 : 1;
    return code == TD_OK ? check_outcome(call) : code;
}

static enum td_code publication_publish(struct call *call, const Pb__PublicationPublishRequest *in,
                                        Pb__PublicationPublishResponse *out)
{
    struct round_row round;
    uint32_t version = 0;
    char today[TD_DATE_SIZE];
    today_of(call, today);
    enum td_code code = round_find(call, in->round_id, &round);
    if (code != TD_OK)
        return code;
    check_date(call, "broadcast_due_on", in->broadcast_due_on, false);
    check_date_from(call, "broadcast_due_on", in->broadcast_due_on, today);
    code = version_begin(call, in, &round, &version);
    if (code == TD_OK && version == 1)
        code = round_step(call, &round, PB__ROUND_EVENT__ROUND_EVENT_PUBLISH, "");
    const struct publication_row row = {.round_id = round.id,
                                        .version = version,
                                        .reason = in->reason,
                                        .due_on = in->broadcast_due_on,
                                        .by = writer_of(call)};
    if (code == TD_OK)
        code = publications_add(call->db, &row);
    return code == TD_OK
               ? publication_write_end(call, &round, version, in->reason, &out->publication)
               : code;
}

/* -- the plan's recipients -- */

static enum td_code recipient_check(struct call *call, const struct round_row *round,
                                    const char *recipient)
{
    const struct plan *plan;
    const char *allowed = "";
    enum td_code code = round_plan(call, round, &plan);
    if (code != TD_OK)
        return code;
    for (unsigned i = 0; i < plan->n_recipients; i++) {
        if (strcmp(plan->recipients[i].id, recipient) == 0)
            return TD_OK;
        allowed =
            td_arena_printf(call->arena, "%s%s%s", allowed, i ? ", " : "", plan->recipients[i].id);
        if (!allowed)
            return TD_RESOURCE_EXHAUSTED;
    }
    td_fail(call->err, TD_INVALID_ARGUMENT, "recipient", "recipients", TD_KEY_CHOICE, "value",
            recipient, "allowed", allowed, TD_END);
    return TD_OK;
}

static enum td_code publication_send(struct call *call, const Pb__PublicationSendRequest *in,
                                     Pb__PublicationSendResponse *out)
{
    struct round_row round;
    struct publication_row newest;
    struct decision_row decided;
    char today[TD_DATE_SIZE];
    today_of(call, today);
    enum td_code code = publication_get(call, in->round_id, INT64_MAX, &round, &newest);
    if (code == TD_OK) /* nobody is told of a decision before it is one */
        code = decisions_signed(call->db, round.id, INT64_MAX, call->arena, &decided);
    if (code == TD_OK)
        code = recipient_check(call, &round, in->recipient);
    if (code != TD_OK)
        return code;
    check_text(call, "document", in->document, DOCUMENT_MAX_CHARS);
    if (*in->document && !strchr(in->document, '/'))
        td_fail(call->err, TD_INVALID_ARGUMENT, "document", "", TD_KEY_TEXT_FORM, "expected",
                "21/UBND-NV", TD_END);
    check_date(call, "sent_on", in->sent_on, false);
    check_date_past(call, "sent_on", in->sent_on, today);
    check_date_from(call, "sent_on", in->sent_on, decided.signed_on);
    if (*in->note)
        check_text(call, "note", in->note, NOTE_MAX_CHARS);
    code = check_outcome(call);
    const struct publication_sending_row row = {.round_id = round.id,
                                                .version = newest.version,
                                                .recipient = in->recipient,
                                                .document = in->document,
                                                .sent_on = in->sent_on,
                                                .note = in->note,
                                                .by = writer_of(call)};
    if (code == TD_OK)
        code = publications_sending_add(call->db, &row);
    return code == TD_OK ? publication_write_end(call, &round, newest.version, in->recipient,
                                                 &out->publication)
                         : code;
}

/* -- units that take note -- */

static enum td_code receipt_find(struct call *call, const struct publication_row *newest,
                                 bool *ret_found)
{
    struct publication_receipt_row *rows;
    size_t n;
    enum td_code code = publications_receipts(call->db, newest->round_id, newest->version,
                                              INT64_MAX, call->arena, &rows, &n);
    *ret_found = false;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        *ret_found = *ret_found || strcmp(rows[i].unit_code, call->who.unit_code) == 0;
    return code;
}

static enum td_code publication_acknowledge(struct call *call,
                                            const Pb__PublicationAcknowledgeRequest *in,
                                            Pb__PublicationAcknowledgeResponse *out)
{
    struct round_row round;
    struct publication_row newest;
    bool found;
    enum td_code code = publication_get(call, in->round_id, INT64_MAX, &round, &newest);
    if (code == TD_OK)
        code = receipt_find(call, &newest, &found);
    if (code != TD_OK)
        return code;
    const struct publication_receipt_row row = {.round_id = round.id,
                                                .version = newest.version,
                                                .unit_code = call->who.unit_code,
                                                .by = writer_of(call)};
    out->unchanged = found;
    if (!found)
        code = publications_receipt_add(call->db, &row);
    return code == TD_OK ? publication_write_end(call, &round, newest.version, row.unit_code,
                                                 &out->publication)
                         : code;
}

/* -- the Radio Station -- */

/* The version that was read out, and when it can have been: after it was published, and not later
 * than now. */
static enum td_code broadcast_check(struct call *call, const Pb__AnnouncementBroadcastRequest *in,
                                    uint32_t version)
{
    struct publication_row *versions;
    size_t n;
    enum td_code code =
        publications_versions(call->db, in->round_id, INT64_MAX, call->arena, &versions, &n);
    if (code != TD_OK)
        return code;
    const struct publication_row *read_out = NULL;
    for (size_t i = 0; i < n; i++)
        if (versions[i].version == version)
            read_out = &versions[i];
    if (!read_out)
        check_range(call, "version", version, 1, (int64_t)n);
    else if (check_instant(call, "broadcast_utc_ms", in->broadcast_utc_ms)) {
        /* People tell minutes. */
        if (in->broadcast_utc_ms < read_out->by.at_utc_ms - read_out->by.at_utc_ms % MINUTE_MS)
            td_fail(call->err, TD_INVALID_ARGUMENT, "broadcast_utc_ms", "", TD_KEY_TIME_ORDER,
                    "other_utc_ms", td_dec(call->arena, read_out->by.at_utc_ms), TD_END);
        else if (in->broadcast_utc_ms > call->now_utc_ms)
            td_fail(call->err, TD_INVALID_ARGUMENT, "broadcast_utc_ms", "IV.2",
                    TD_KEY_BROADCAST_FUTURE, "now_utc_ms", td_dec(call->arena, call->now_utc_ms),
                    TD_END);
    }
    check_text(call, "programme", in->programme, PROGRAMME_MAX_CHARS);
    attachment_check(call, "evidence", in->evidence, in->n_evidence);
    return check_outcome(call);
}

static enum td_code publication_broadcast(struct call *call,
                                          const Pb__AnnouncementBroadcastRequest *in,
                                          Pb__AnnouncementBroadcastResponse *out)
{
    struct round_row round;
    struct publication_row newest;
    enum td_code code = publication_get(call, in->round_id, INT64_MAX, &round, &newest);
    if (code != TD_OK)
        return code;
    const struct broadcast_row row = {.round_id = round.id,
                                      .version = in->version ? in->version : newest.version,
                                      .broadcast_utc_ms = in->broadcast_utc_ms,
                                      .programme = in->programme,
                                      .by = writer_of(call)};
    code = broadcast_check(call, in, row.version);
    if (code == TD_OK)
        code = broadcasts_add(call->db, &row);
    if (code == TD_OK)
        code = attachment_add(call, announcement_subject(call, round.id), in->evidence,
                              in->n_evidence);
    return code == TD_OK
               ? publication_write_end(call, &round, row.version, in->programme, &out->publication)
               : code;
}

/* -- the table -- */

#define HEAD ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define HOME_AFFAIRS (HEAD | ROLE_BIT(PB__ROLE__ROLE_SPECIALIST))
#define RADIO ROLE_BIT(PB__ROLE__ROLE_RADIO)

METHOD(publication__publish, Pb__PublicationPublishRequest, Pb__PublicationPublishResponse,
       METHOD_WRITE, HEAD, publication_publish)
METHOD(publication__send, Pb__PublicationSendRequest, Pb__PublicationSendResponse, METHOD_WRITE,
       HOME_AFFAIRS, publication_send)
METHOD(publication__acknowledge, Pb__PublicationAcknowledgeRequest,
       Pb__PublicationAcknowledgeResponse, METHOD_WRITE, OWN_UNIT_READERS, publication_acknowledge)
METHOD(publication__show, Pb__PublicationShowRequest, Pb__PublicationShowResponse, METHOD_READ,
       ANY_OFFICER, publication_show)
METHOD(publication__list_announcements, Pb__AnnouncementListRequest, Pb__AnnouncementListResponse,
       METHOD_READ, ANY_OFFICER, publication_announcements)
METHOD(publication__broadcast, Pb__AnnouncementBroadcastRequest, Pb__AnnouncementBroadcastResponse,
       METHOD_WRITE, RADIO, publication_broadcast)
SERVICE(publication_service, PB__PUBLICATION_SERVICE__INIT, publication__)
