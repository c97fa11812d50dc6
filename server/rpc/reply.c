/* Replies as frames: packing, within the frame limit, and refusals. */
#include "dispatch.h"

#include "frame.h"
#include "violation_pb.h"

uint8_t *dispatch_refusal(uint64_t id, enum td_code code, const struct td_err *err,
                          struct td_arena *arena, size_t *ret_len)
{
    Pb__Response response = PB__RESPONSE__INIT;
    response.id = id;
    response.code = (uint32_t)code;
    if (err && td_violations_to_pb(err->violations, err->n_violations, arena,
                                   &response.violations) == TD_OK)
        response.n_violations = err->n_violations;
    Pb__Frame frame = PB__FRAME__INIT;
    frame.kind_case = PB__FRAME__KIND_RESPONSE;
    frame.response = &response;
    return td_frame_pack(&frame.base, arena, ret_len);
}

const uint8_t *dispatch_reply(struct rpc_call *call, size_t *ret_len)
{
    if (call->reply && call->reply_code == call->job.code) {
        *ret_len = call->reply_len;
        return call->reply;
    }
    td_arena_reset(call->arena);
    call->why = NULL;
    call->reply = NULL;
    struct td_err err;
    td_err_init(&err, call->arena);
    if (call->job.code == TD_RESOURCE_EXHAUSTED) { /* only storage overrides with this */
        td_fail(&err, call->job.code, "", "", TD_KEY_STORAGE_FULL, TD_END);
        call->why = td_key_name(TD_KEY_STORAGE_FULL);
    }
    return dispatch_refusal(call->request->id, call->job.code, &err, call->arena, ret_len);
}
