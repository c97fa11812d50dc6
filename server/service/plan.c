/* PlanService: plan files as immutable versions. A file is read whole before it is stored. */
#include "as_of.h"
#include "check.h"
#include "digest.h"
#include "plan.pb-c.h"
#include "planfile.h"
#include "plans.h"
#include "reply.h"
#include "services.h"

#define FILE_NAME_MAX_CHARS 120
#define HOME_AFFAIRS_HEAD ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)

static enum td_code plan_version_reply(struct call *call, const struct plan_row *row,
                                       Pb__PlanVersion *out)
{
    out->plan_id = (char *)row->plan_id;
    out->version = row->version;
    out->title = (char *)row->title;
    out->issued_on = (char *)row->issued_on;
    out->sha256 = reply_bytes(call, row->sha256, sizeof row->sha256);
    out->loaded_utc_ms = row->loaded_utc_ms;
    out->loaded_by = (char *)row->loaded_by_login;
    return out->sha256.data ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* Does the file make sense? Sets the row's id, title and date from it. */
static enum td_code plan_read(struct call *call, const Pb__PlanLoadRequest *in,
                              struct plan_row *row)
{
    const struct plan *plan;
    struct td_arena *arena = td_arena_new(PLANFILE_ARENA_BYTES);
    if (!arena)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        planfile_parse(in->yaml.data, in->yaml.len, *in->file_name ? in->file_name : "plan.yaml",
                       arena, &plan, call->err);
    if (code == TD_OK) {
        row->plan_id = td_arena_strdup(call->arena, plan->id);
        row->title = td_arena_strdup(call->arena, plan->title.vi);
        row->issued_on = td_arena_strdup(call->arena, plan->issued_on);
        if (!row->plan_id || !row->title || !row->issued_on)
            code = TD_RESOURCE_EXHAUSTED;
    }
    td_arena_free(arena);
    return code;
}

/* Store the file as the next version of its plan, unless the newest one has these very bytes. */
static enum td_code plan_store(struct call *call, const Pb__PlanLoadRequest *in,
                               struct plan_row *row, bool *ret_unchanged)
{
    struct plan_row newest;
    td_sha256(in->yaml.data, in->yaml.len, row->sha256);
    enum td_code code = plans_find(call->db, row->plan_id, 0, INT64_MAX, call->arena, &newest);
    if (code != TD_OK && code != TD_NOT_FOUND)
        return code;
    if (code == TD_OK && memcmp(newest.sha256, row->sha256, sizeof row->sha256) == 0) {
        *row = newest;
        *ret_unchanged = true;
        return TD_OK;
    }
    row->version = code == TD_OK ? newest.version + 1 : 1;
    row->loaded_utc_ms = call->now_utc_ms;
    row->loaded_by = call->who.officer_id;
    row->loaded_by_login = call->who.login;
    row->log_seq = call->log_seq;
    return plans_add(call->db, row, in->yaml.data, in->yaml.len);
}

static enum td_code plan_load(struct call *call, const Pb__PlanLoadRequest *in,
                              Pb__PlanLoadResponse *out)
{
    struct plan_row row = {0};
    bool unchanged = false;
    if (in->yaml.len == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "yaml", "", TD_KEY_REQUIRED, TD_END);
    if (in->yaml.len > PLANFILE_MAX_BYTES)
        td_fail(call->err, TD_INVALID_ARGUMENT, "yaml", "", TD_KEY_FILE_SIZE, "name", in->file_name,
                "max", td_dec(call->arena, PLANFILE_MAX_BYTES), TD_END);
    if (*in->file_name)
        check_text(call, "file_name", in->file_name, FILE_NAME_MAX_CHARS);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = plan_read(call, in, &row);
    if (code == TD_OK)
        code = plan_store(call, in, &row, &unchanged);
    if (code != TD_OK)
        return code;
    out->unchanged = unchanged;
    out->plan = reply_message(call, &pb__plan_version__descriptor);
    code = out->plan ? plan_version_reply(call, &row, out->plan) : TD_RESOURCE_EXHAUSTED;
    return code != TD_OK ? code
                         : reply_note(call, td_arena_printf(call->arena, "plan %s", row.plan_id),
                                      row.version, unchanged ? "unchanged" : in->file_name);
}

static enum td_code plan_list(struct call *call, const Pb__PlanListRequest *in,
                              Pb__PlanListResponse *out)
{
    struct plan_row *rows;
    struct as_of as_of;
    size_t n;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = plans_list(call->db, (int64_t)as_of.log_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->plans = reply_list(call, &pb__plan_version__descriptor, n);
    if (!out->plans)
        return TD_RESOURCE_EXHAUSTED;
    out->n_plans = n;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = plan_version_reply(call, &rows[i], out->plans[i]);
    return code;
}

static enum td_code plan_show(struct call *call, const Pb__PlanShowRequest *in,
                              Pb__PlanShowResponse *out)
{
    struct plan_row row;
    const uint8_t *yaml;
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = plans_find(call->db, in->plan_id, in->version, (int64_t)as_of.log_seq, call->arena,
                          &row);
    if (code == TD_NOT_FOUND && !*in->plan_id)
        return td_fail(call->err, code, "", "", TD_KEY_PLAN_NONE, TD_END);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "plan_id", "", TD_KEY_PLAN_UNKNOWN, "plan", in->plan_id,
                       TD_END);
    if (code == TD_OK)
        code = plans_yaml(call->db, row.plan_id, row.version, call->arena, &yaml, &out->yaml.len);
    if (code != TD_OK)
        return code;
    out->yaml.data = (uint8_t *)yaml;
    out->plan = reply_message(call, &pb__plan_version__descriptor);
    return out->plan ? plan_version_reply(call, &row, out->plan) : TD_RESOURCE_EXHAUSTED;
}

METHOD(plan__load, Pb__PlanLoadRequest, Pb__PlanLoadResponse, METHOD_WRITE, HOME_AFFAIRS_HEAD,
       plan_load)
METHOD(plan__list, Pb__PlanListRequest, Pb__PlanListResponse, METHOD_READ, ANY_OFFICER, plan_list)
METHOD(plan__show, Pb__PlanShowRequest, Pb__PlanShowResponse, METHOD_READ, ANY_OFFICER, plan_show)
SERVICE(plan_service, PB__PLAN_SERVICE__INIT, plan__)
