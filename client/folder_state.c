/* .thidua in a dossier's folder: state.json, and the copies of round and plan. */
#include "folder.h"

#include "message.h"

#include <jansson.h>

#define STATE_FORMAT 1
#define STATE_MAX_BYTES ((size_t)64 * 1024)
#define ROUND_MAX_BYTES ((size_t)256 * 1024)

static enum td_code fail_state(struct td_err *err, const char *file, const char *problem)
{
    return td_fail(err, TD_FAILED_PRECONDITION, "", "", TD_KEY_FOLDER_STATE, "file", file,
                   "problem", problem, TD_END);
}

/* A string member that fits; false otherwise. */
static bool take_text(const json_t *root, const char *name, char *ret_text, size_t size)
{
    const char *text = json_string_value(json_object_get(root, name));
    if (!text || strlen(text) >= size)
        return false;
    memcpy(ret_text, text, strlen(text) + 1);
    return true;
}

static bool take_hex(const json_t *root, const char *name, uint8_t *ret_bytes, size_t len)
{
    const char *text = json_string_value(json_object_get(root, name));
    return text && td_unhex(text, ret_bytes, len);
}

static bool take_number(const json_t *root, const char *name, uint32_t *ret_number)
{
    const json_t *member = json_object_get(root, name);
    json_int_t number = json_integer_value(member);
    if (!json_is_integer(member) || number < 0 || number > UINT32_MAX)
        return false;
    *ret_number = (uint32_t)number;
    return true;
}

/* NULL when all is there, else the member that is wrong. */
static const char *state_parse(const json_t *root, struct folder_state *ret)
{
    uint32_t format;
    int kind = 0;
    if (!take_number(root, "format", &format) || format != STATE_FORMAT)
        return "format";
    if (!take_hex(root, "draft_id", ret->draft_id, sizeof ret->draft_id))
        return "draft_id";
    if (!take_text(root, "unit_code", ret->unit_code, sizeof ret->unit_code))
        return "unit_code";
    const char *kind_name = json_string_value(json_object_get(root, "unit_kind"));
    if (!kind_name || !td_enum_value(&pb__unit_kind__descriptor, kind_name, &kind))
        return "unit_kind";
    ret->unit_kind = (Pb__UnitKind)kind;
    if (!take_text(root, "dossier_id", ret->dossier_id, sizeof ret->dossier_id))
        return "dossier_id";
    if (!take_number(root, "version", &ret->version))
        return "version";
    if (!take_hex(root, "content_sha256", ret->content_sha256, sizeof ret->content_sha256))
        return "content_sha256";
    return NULL;
}

enum td_code folder_state_read(const struct folder *folder, struct td_arena *arena,
                               struct folder_state *ret, struct td_err *err)
{
    uint8_t *bytes;
    size_t len;
    enum td_code code =
        folder_read(folder, FOLDER_STATE, STATE_MAX_BYTES, arena, &bytes, &len, err);
    if (code != TD_OK)
        return code;
    json_error_t problem;
    json_t *root = json_loadb((const char *)bytes, len, JSON_REJECT_DUPLICATES, &problem);
    if (!root)
        return fail_state(err, FOLDER_STATE, problem.text);
    struct folder_state state = {0};
    const char *wrong = state_parse(root, &state);
    json_decref(root);
    if (wrong)
        return fail_state(err, FOLDER_STATE, wrong);
    *ret = state;
    return TD_OK;
}

enum td_code folder_state_write(const struct folder *folder, const struct folder_state *state,
                                struct td_err *err)
{
    char draft[2 * FOLDER_DRAFT_ID_SIZE + 1], digest[TD_HEX_SIZE];
    td_hex(state->draft_id, sizeof state->draft_id, draft);
    td_hex(state->content_sha256, sizeof state->content_sha256, digest);
    char name[TD_ENUM_NAME_SIZE];
    const char *kind = td_enum_name(&pb__unit_kind__descriptor, (int)state->unit_kind, name);
    json_t *root = json_pack("{s:i, s:s, s:s, s:s, s:s, s:I, s:s}", "format", STATE_FORMAT,
                             "draft_id", draft, "unit_code", state->unit_code, "unit_kind",
                             kind ? kind : "unspecified", "dossier_id", state->dossier_id,
                             "version", (json_int_t)state->version, "content_sha256", digest);
    char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    enum td_code code =
        text ? folder_write(folder, FOLDER_STATE, text, strlen(text), err) : TD_RESOURCE_EXHAUSTED;
    free(text);
    json_decref(root);
    return code;
}

enum td_code folder_round_read(const struct folder *folder, struct td_arena *arena,
                               Pb__Round **ret_round, char **ret_plan_yaml, size_t *ret_plan_len,
                               struct td_err *err)
{
    uint8_t *round_bytes, *plan_bytes;
    size_t round_len, plan_len;
    enum td_code code =
        folder_read(folder, FOLDER_ROUND, ROUND_MAX_BYTES, arena, &round_bytes, &round_len, err);
    if (code == TD_OK)
        code = folder_read(folder, FOLDER_PLAN, FOLDER_YAML_MAX_BYTES, arena, &plan_bytes,
                           &plan_len, err);
    if (code != TD_OK)
        return code;
    ProtobufCMessage *round =
        td_message_unpack(&pb__round__descriptor, arena, round_bytes, round_len);
    if (!round)
        return fail_state(err, FOLDER_ROUND, "round");
    *ret_round = (Pb__Round *)round;
    *ret_plan_yaml = (char *)plan_bytes;
    *ret_plan_len = plan_len;
    return TD_OK;
}

enum td_code folder_round_write(const struct folder *folder, const Pb__Round *round,
                                const void *plan_yaml, size_t plan_len, struct td_err *err)
{
    size_t len = protobuf_c_message_get_packed_size(&round->base);
    uint8_t *bytes = malloc(len + 1);
    if (!bytes)
        return TD_RESOURCE_EXHAUSTED;
    protobuf_c_message_pack(&round->base, bytes);
    enum td_code code = folder_write(folder, FOLDER_ROUND, bytes, len, err);
    free(bytes);
    if (code == TD_OK)
        code = folder_write(folder, FOLDER_PLAN, plan_yaml, plan_len, err);
    return code;
}
