/* The run of a request on a store thread; see dispatch.h for the order of its steps. */
#include "dispatch.h"

#include "audit.h"
#include "db.h"
#include "digest.h"
#include "frame.h"
#include "idempotency.h"
#include "message.h"
#include "timefmt.h"

#include <stdio.h>

struct answer {
    uint8_t *payload;
    size_t len;
};

const struct method *dispatch_find(const struct service *const *services, const char *name,
                                   const ProtobufCMethodDescriptor **ret_descriptor)
{
    const char *slash = strchr(name, '/');
    size_t service_len = slash ? (size_t)(slash - name) : 0;
    for (; slash && *services; services++) {
        const ProtobufCServiceDescriptor *service = (*services)->base.descriptor;
        if (strlen(service->short_name) != service_len ||
            memcmp(service->short_name, name, service_len) != 0)
            continue;
        const ProtobufCMethodDescriptor *found =
            protobuf_c_service_descriptor_get_method_by_name(service, slash + 1);
        if (!found)
            return NULL;
        *ret_descriptor = found;
        return (*services)->methods[found - service->methods];
    }
    return NULL;
}

enum job_kind dispatch_job_kind(enum method_kind kind)
{
    static const enum job_kind kinds[] = {
        [METHOD_READ] = JOB_READ, [METHOD_WRITE] = JOB_WRITE, [METHOD_FILE] = JOB_FILE};
    return kinds[kind];
}

enum td_code dispatch_authorize(const struct method *method, const struct identity *who,
                                struct td_err *err)
{
    if (dispatch_open_to_strangers(method))
        return TD_OK;
    if (who->officer_id == 0)
        return td_fail(err, TD_UNAUTHENTICATED, "", "", TD_KEY_NOT_ENROLLED, TD_END);
    if (method->roles == ANY_OFFICER || (who->roles & method->roles) != 0)
        return TD_OK;
    return td_fail(err, TD_PERMISSION_DENIED, "", "", TD_KEY_ROLE, "roles",
                   err ? role_set_names(method->roles, err->arena) : "", TD_END);
}

/* A method open to strangers sees a stranger, whoever calls: an officer whose certificate has
 * expired enrols like anybody. */
static enum td_code call_identify(struct rpc_call *rpc, struct call *call)
{
    call->who = (struct identity){.login = "", .full_name = "", .unit_code = ""};
    if (!rpc->enrolled || dispatch_open_to_strangers(rpc->method))
        return TD_OK;
    enum td_code code = identity_find(call->db, rpc->fingerprint, call->now_utc_ms, call->arena,
                                      &call->who, call->err);
    if (code != TD_OK)
        return code;
    rpc->officer_id = call->who.officer_id;
    snprintf(rpc->login, sizeof rpc->login, "%s", call->who.login);
    return TD_OK;
}

/* What stands for the request in the log and the idempotency record. false: arena used up. */
static bool request_digest(const struct rpc_call *rpc, const ProtobufCMessage *in,
                           struct td_arena *arena, uint8_t ret_sha256[TD_SHA256_SIZE])
{
    const ProtobufCBinaryData *payload = &rpc->request->payload;
    const uint8_t *bytes = payload->data;
    size_t len = payload->len;
    if (rpc->method->public_part) {
        const ProtobufCMessage *part = rpc->method->public_part(in, arena);
        bytes = part ? td_message_pack(part, arena, &len) : NULL;
        if (!bytes)
            return false;
    }
    td_sha256(bytes, len, ret_sha256);
    return true;
}

void dispatch_prepare(struct rpc_call *call, struct td_arena *arena)
{
    const ProtobufCBinaryData *payload = &call->request->payload;
    call->prepared = (struct prepared){0};
    if (payload->len > DISPATCH_PREPARE_MAX_BYTES)
        return;
    const ProtobufCMessage *in =
        td_message_unpack(call->descriptor->input, arena, payload->data, payload->len);
    if (!in || td_message_check(in, NULL, NULL) != TD_OK)
        return;
    if (!request_digest(call, in, arena, call->prepared.request_sha256))
        return;
    call->prepared.in = in;
    if (call->method->prepare)
        call->prepared.by_method = call->method->prepare(in, arena);
}

static enum td_code call_unpack(const struct rpc_call *rpc, struct call *call,
                                const ProtobufCMessage **ret_in)
{
    const ProtobufCBinaryData *payload = &rpc->request->payload;
    if (rpc->prepared.in) {
        call->prepared = rpc->prepared.by_method;
        *ret_in = rpc->prepared.in;
        return TD_OK;
    }
    ProtobufCMessage *in =
        td_message_unpack(rpc->descriptor->input, call->arena, payload->data, payload->len);
    if (!in)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    *ret_in = in;
    return td_message_check(in, NULL, call->err);
}

static enum td_code call_handle(const struct rpc_call *rpc, struct call *call,
                                const ProtobufCMessage *in, struct answer *ret)
{
    const ProtobufCMessageDescriptor *type = rpc->descriptor->output;
    ProtobufCMessage *out = td_arena_alloc(call->arena, type->sizeof_message);
    if (!out)
        return TD_RESOURCE_EXHAUSTED;
    protobuf_c_message_init(type, out);
    enum td_code code = rpc->method->handle(call, in, out);
    if (code == TD_OK)
        code = db_fault(call->db);
    if (code != TD_OK)
        return code;
    ret->payload = td_message_pack(out, call->arena, &ret->len);
    return ret->payload ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code call_log(const struct rpc_call *rpc, struct call *call,
                             const struct idempotency_key *key)
{
    struct audit_event event = {
        .seq = call->log_seq,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
        .device_id = call->who.device_id,
        .login = call->who.login,
        .method = rpc->request->method,
        .subject = call->note.subject ? call->note.subject : "",
        .version = call->note.version,
        .detail = call->note.detail ? call->note.detail : "",
    };
    memcpy(event.request_sha256, key->request_sha256, sizeof event.request_sha256);
    return audit_append(call->db, &event);
}

static enum td_code call_key(const struct rpc_call *rpc, const struct call *call,
                             const ProtobufCMessage *in, struct idempotency_key *ret)
{
    const ProtobufCBinaryData *sent = &rpc->request->idempotency_key;
    if (sent->len != IDEMPOTENCY_KEY_SIZE)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_IDEMPOTENCY_KEY, TD_END);
    ret->officer_id = call->who.officer_id;
    ret->method = rpc->request->method;
    memcpy(ret->key, sent->data, IDEMPOTENCY_KEY_SIZE);
    if (rpc->prepared.in)
        memcpy(ret->request_sha256, rpc->prepared.request_sha256, sizeof ret->request_sha256);
    else if (!request_digest(rpc, in, call->arena, ret->request_sha256))
        return TD_RESOURCE_EXHAUSTED;
    return TD_OK;
}

/* Does this write ask to be only tried? */
static bool asks_for_dry_run(const ProtobufCMessage *in)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(in->descriptor, "dry_run");
    return field && field->type == PROTOBUF_C_TYPE_BOOL &&
           *(const protobuf_c_boolean *)((const uint8_t *)in + field->offset);
}

static enum td_code call_try(struct rpc_call *rpc, struct call *call, const ProtobufCMessage *in,
                             struct answer *ret)
{
    rpc->job.discard = call->dry_run = true;
    enum td_code code = audit_next_seq(call->db, &call->log_seq);
    return code == TD_OK ? call_handle(rpc, call, in, ret) : code;
}

static enum td_code call_write(struct rpc_call *rpc, struct call *call, const ProtobufCMessage *in,
                               struct answer *ret)
{
    struct idempotency_key key;
    enum td_code code = call_key(rpc, call, in, &key);
    if (code != TD_OK)
        return code;
    if (asks_for_dry_run(in))
        return call_try(rpc, call, in, ret);
    code = idempotency_find(call->db, &key, call->arena, &rpc->replayed, &ret->payload, &ret->len);
    if (code == TD_ALREADY_EXISTS)
        return td_fail(call->err, code, "", "", TD_KEY_IDEMPOTENCY_REUSED, TD_END);
    if (code != TD_OK || rpc->replayed)
        return code;
    code = audit_next_seq(call->db, &call->log_seq);
    if (code == TD_OK)
        code = call_handle(rpc, call, in, ret);
    if (code == TD_OK)
        code = call_log(rpc, call, &key);
    if (code == TD_OK && !rpc->method->secret_answer)
        code = idempotency_record(call->db, &key, ret->payload, ret->len, call->now_utc_ms);
    return code;
}

static enum td_code call_perform(struct rpc_call *rpc, struct call *call, struct answer *ret)
{
    if (td_monotonic_ms() >= rpc->deadline_monotonic_ms)
        return TD_DEADLINE_EXCEEDED;
    const ProtobufCMessage *in = NULL;
    enum td_code code = call_identify(rpc, call);
    if (code == TD_OK)
        code = dispatch_authorize(rpc->method, &call->who, call->err);
    if (code == TD_OK)
        code = call_unpack(rpc, call, &in);
    if (code != TD_OK)
        return code;
    return rpc->method->kind == METHOD_WRITE ? call_write(rpc, call, in, ret)
                                             : call_handle(rpc, call, in, ret);
}

static enum td_code call_pack_answer(struct rpc_call *rpc, struct call *call,
                                     const struct answer *answer)
{
    Pb__Response response = PB__RESPONSE__INIT;
    response.id = rpc->request->id;
    response.replayed = rpc->replayed;
    response.payload.data = answer->payload;
    response.payload.len = answer->len;
    Pb__Frame frame = PB__FRAME__INIT;
    frame.kind_case = PB__FRAME__KIND_RESPONSE;
    frame.response = &response;
    rpc->reply = td_frame_pack(&frame.base, call->arena, &rpc->reply_len);
    if (!rpc->reply)
        return TD_RESOURCE_EXHAUSTED;
    if (rpc->reply_len > TD_FRAME_HEADER_SIZE + TD_FRAME_MAX_BYTES)
        return td_fail(call->err, TD_RESOURCE_EXHAUSTED, "", "", TD_KEY_FRAME_SIZE, "max",
                       td_dec(call->arena, TD_FRAME_MAX_BYTES), TD_END);
    return TD_OK;
}

/* The call's memory is used up; what is in it is not needed any more. */
static void tell_too_large(const struct rpc_call *rpc, struct td_err *err)
{
    td_arena_reset(rpc->arena);
    td_err_init(err, rpc->arena);
    td_fail(err, TD_RESOURCE_EXHAUSTED, "", "", TD_KEY_REQUEST_LARGE, TD_END);
}

enum td_code dispatch_run(struct job *job, struct db *db)
{
    struct rpc_call *rpc = (struct rpc_call *)job;
    rpc->officer_id = rpc->end_sessions_of_officer = 0;
    rpc->after = (struct after_commit){0};
    rpc->login[0] = '\0';
    rpc->replayed = false;
    rpc->reply = NULL;
    rpc->why = NULL;
    td_arena_reset(rpc->arena);
    struct td_err err;
    td_err_init(&err, rpc->arena);
    struct call call = {.arena = rpc->arena,
                        .db = db,
                        .now_utc_ms = td_now_utc_ms(),
                        .err = &err,
                        .services = rpc->services};
    struct answer answer = {0};
    enum td_code code = call_perform(rpc, &call, &answer);
    if (code == TD_OK)
        code = call_pack_answer(rpc, &call, &answer);
    if (code == TD_RESOURCE_EXHAUSTED && db_fault(db) == code)
        td_fail(&err, code, "", "", TD_KEY_STORAGE_FULL, TD_END);
    else if (code == TD_RESOURCE_EXHAUSTED && err.n_violations == 0)
        tell_too_large(rpc, &err);
    if (code == TD_OK && !call.dry_run) {
        rpc->end_sessions_of_officer = call.end_sessions_of_officer;
        rpc->after = call.after;
    }
    if (code != TD_OK)
        rpc->reply = dispatch_refusal(rpc->request->id, code, &err, rpc->arena, &rpc->reply_len);
    rpc->reply_code = code;
    if (err.n_violations > 0)
        rpc->why = err.violations[0].key;
    return code;
}
