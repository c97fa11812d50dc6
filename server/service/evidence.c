/* EvidenceService: files come in by content and go out only through a dossier. */
#include "services.h"

#include "blob.h"
#include "digest.h"
#include "dossier.h"
#include "evidence.pb-c.h"

#define OFFER_MAX_FILES 200

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

/* -- Read -- */

/* The file belongs to a dossier that the caller may read; a dossier of another unit is not told
 * apart from one that is not there. */
static enum td_code check_readable(struct call *call, const Pb__ReadRequest *in)
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
        code = check_readable(call, in);
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

METHOD(evidence__offer, Pb__OfferRequest, Pb__OfferResponse, METHOD_FILE, OWN_UNIT_READERS,
       evidence_offer)
METHOD(evidence__append, Pb__AppendRequest, Pb__AppendResponse, METHOD_FILE, OWN_UNIT_READERS,
       evidence_append)
METHOD(evidence__read, Pb__ReadRequest, Pb__ReadResponse, METHOD_FILE, DOSSIER_READERS,
       evidence_read)
SERVICE(evidence_service, PB__EVIDENCE_SERVICE__INIT, evidence__)
