/* EvidenceService: files come in by content and go out only through a dossier, or through the
 * subject whose evidence they are. */
#include "as_of.h"
#include "services.h"

#include "attachment.h"
#include "blob.h"
#include "completeness.h"
#include "digest.h"
#include "dossier.h"
#include "evidence.pb-c.h"
#include "reply.h"

/* All that one dossier may have: letter, minutes, a report each, attachments. */
#define OFFER_MAX_FILES (2 + DOSSIER_MAX_NOMINEES + DOSSIER_MAX_ATTACHMENTS)
/* Who may bring evidence: units for what they do, Home Affairs for what it finds, the Chairman's
 * office with its answers, the Radio Station for what it broadcast (IV.2). */
#define EVIDENCE_SENDERS                                                                     \
    (OWN_UNIT_READERS | ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) |                                \
     ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD) | ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE) | \
     ROLE_BIT(PB__ROLE__ROLE_RADIO))
static enum td_code check_digest(struct call *call, const ProtobufCBinaryData *digest,
                                 const char *field)
{
    if (digest->len == TD_SHA256_SIZE)
        return TD_OK;
    return td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_BYTES_LENGTH, "expected",
                   td_dec(call->arena, TD_SHA256_SIZE), TD_END);
}

/* -- Offer -- */

static enum td_code check_offer(struct call *call, const Pb__OfferRequest *in)
{
    if (in->n_files > OFFER_MAX_FILES)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "files", "", TD_KEY_LIST_LONG, "max",
                       td_dec(call->arena, OFFER_MAX_FILES), TD_END);
    for (size_t i = 0; i < in->n_files; i++)
        (void)check_digest(call, &in->files[i]->sha256,
                           td_path(call->arena, td_path_index(call->arena, "files", i), "sha256"));
    return call->err->code;
}

static enum td_code offer_one(struct call *call, const Pb__OfferedFile *file,
                              Pb__OfferedState *state)
{
    bool complete = false;
    enum td_code code = blob_offer(call->services->blobs, call->who.unit_code, file->sha256.data,
                                   file->size_bytes, &complete, &state->durable_bytes, call->err);
    state->sha256 = file->sha256;
    state->complete = complete;
    return code;
}

static enum td_code evidence_offer(struct call *call, const Pb__OfferRequest *in,
                                   Pb__OfferResponse *out)
{
    enum td_code code = check_offer(call, in);
    if (code != TD_OK)
        return code;
    out->files = td_arena_alloc(call->arena, (in->n_files + 1) * sizeof *out->files);
    if (!out->files)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < in->n_files; i++) {
        Pb__OfferedState *state = td_arena_alloc(call->arena, sizeof *state);
        if (!state)
            return TD_RESOURCE_EXHAUSTED;
        pb__offered_state__init(state);
        code = offer_one(call, in->files[i], state);
        if (code != TD_OK)
            return code;
        out->files[out->n_files++] = state;
    }
    return TD_OK;
}

/* -- Append -- */

static enum td_code evidence_append(struct call *call, const Pb__AppendRequest *in,
                                    Pb__AppendResponse *out)
{
    bool complete = false;
    enum td_code code = check_digest(call, &in->sha256, "sha256");
    if (code != TD_OK)
        return code;
    if (in->data.len > call->services->max_chunk_bytes)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "data", "", TD_KEY_NUMBER_RANGE, "min", "1",
                       "max", td_dec(call->arena, call->services->max_chunk_bytes), TD_END);
    code = blob_append(call->services->blobs, call->who.unit_code, in->sha256.data, in->size_bytes,
                       in->offset, in->data.data, in->data.len, &out->durable_bytes, &complete,
                       call->err);
    out->complete = complete;
    return code;
}

/* -- Read, List: any officer may ask; the dossier or the subject decides what they may see -- */

static enum td_code check_of_subject(struct call *call, const Pb__ReadRequest *in)
{
    bool refers = false;
    enum td_code code = attachment_visible(call, in->subject, INT64_MAX);
    if (code == TD_OK)
        code = attachments_refers(call->db, in->subject, in->sha256.data, &refers);
    if (code == TD_OK && !refers)
        return td_fail(call->err, TD_NOT_FOUND, "sha256", "", TD_KEY_FILE_UNKNOWN, TD_END);
    return code;
}

/* The file belongs to a dossier that the caller may read; a dossier of another unit is not told
 * apart from one that is not there. */
static enum td_code check_of_dossier(struct call *call, const Pb__ReadRequest *in)
{
    int64_t id;
    const char *unit_code = "";
    bool refers = false;
    enum td_code code = TD_NOT_FOUND;
    if (dossier_number_parse(in->dossier_id, &id))
        code = dossiers_file_find(call->db, id, in->version, in->sha256.data, call->arena,
                                  &unit_code, &refers);
    if (code != TD_OK && code != TD_NOT_FOUND)
        return code;
    if (code == TD_NOT_FOUND || !dossier_visible(call, unit_code))
        return dossier_unknown(call, in->dossier_id);
    if (!refers)
        return td_fail(call->err, TD_NOT_FOUND, "sha256", "", TD_KEY_FILE_UNKNOWN, TD_END);
    return TD_OK;
}

static enum td_code evidence_read(struct call *call, const Pb__ReadRequest *in,
                                  Pb__ReadResponse *out)
{
    uint32_t capacity = in->length;
    enum td_code code = check_digest(call, &in->sha256, "sha256");
    if (code == TD_OK)
        code = *in->subject ? check_of_subject(call, in) : check_of_dossier(call, in);
    if (code != TD_OK)
        return code;
    if (capacity == 0 || capacity > call->services->max_chunk_bytes)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "length", "", TD_KEY_NUMBER_RANGE, "min",
                       "1", "max", td_dec(call->arena, call->services->max_chunk_bytes), TD_END);
    out->data.data = td_arena_alloc(call->arena, capacity);
    if (!out->data.data)
        return TD_RESOURCE_EXHAUSTED;
    code = blob_read(call->services->blobs, in->sha256.data, in->offset, capacity, out->data.data,
                     &out->data.len, &out->size_bytes);
    /* A row promises the file: that it is not there is a loss, not a wrong question. */
    return code == TD_NOT_FOUND ? TD_DATA_LOSS : code;
}

static enum td_code evidence_list(struct call *call, const Pb__AttachmentListRequest *in,
                                  Pb__AttachmentListResponse *out)
{
    struct attachment_row *rows;
    struct as_of as_of;
    size_t n = 0;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = attachment_visible(call, in->subject, (int64_t)as_of.log_seq);
    if (code == TD_OK)
        code = attachments_list(call->db, in->subject, 0, as_of.log_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->attachments = reply_list(call, &pb__attachment__descriptor, n);
    if (!out->attachments)
        return TD_RESOURCE_EXHAUSTED;
    out->n_attachments = n;
    for (size_t i = 0; i < n; i++) {
        out->attachments[i]->file = attachment_ref(call, &rows[i]);
        if (!out->attachments[i]->file)
            return TD_RESOURCE_EXHAUSTED;
        out->attachments[i]->at_utc_ms = rows[i].at_utc_ms;
        out->attachments[i]->officer = (char *)rows[i].login;
        out->attachments[i]->log_seq = rows[i].log_seq;
    }
    return TD_OK;
}

METHOD(evidence__offer, Pb__OfferRequest, Pb__OfferResponse, METHOD_FILE, EVIDENCE_SENDERS,
       evidence_offer)
METHOD(evidence__append, Pb__AppendRequest, Pb__AppendResponse, METHOD_FILE, EVIDENCE_SENDERS,
       evidence_append)
METHOD(evidence__read, Pb__ReadRequest, Pb__ReadResponse, METHOD_FILE, ANY_OFFICER, evidence_read)
METHOD(evidence__list, Pb__AttachmentListRequest, Pb__AttachmentListResponse, METHOD_READ,
       ANY_OFFICER, evidence_list)
SERVICE(evidence_service, PB__EVIDENCE_SERVICE__INIT, evidence__)
