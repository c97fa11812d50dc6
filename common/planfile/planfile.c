/* Plan files: schema, then meaning. */
#include "planfile.h"

#include "planschema.h"

static enum td_code parse(const cyaml_schema_value_t *schema, const void *yaml, size_t len,
                          const char *file_name, struct td_arena *arena,
                          const struct plan **ret_plan, struct td_err *err)
{
    struct yamlfile file = {
        .name = file_name,
        .key = TD_KEY_PLAN_FILE,
        .max_bytes = PLANFILE_MAX_BYTES,
        .arena = arena,
        .err = err,
    };
    void *plan = NULL;
    enum td_code code = yamlfile_read(&file, yaml, len, schema, &plan);
    if (code != TD_OK)
        return code;
    plan_check(&file, plan);
    if (file.code != TD_OK)
        return file.code;
    *ret_plan = plan;
    return TD_OK;
}

enum td_code planfile_parse(const void *yaml, size_t len, const char *file_name,
                            struct td_arena *arena, const struct plan **ret_plan,
                            struct td_err *err)
{
    return parse(&PLAN_SCHEMA, yaml, len, file_name, arena, ret_plan, err);
}

enum td_code planfile_parse_stored(const void *yaml, size_t len, const char *file_name,
                                   struct td_arena *arena, const struct plan **ret_plan,
                                   struct td_err *err)
{
    return parse(&STORED_PLAN_SCHEMA, yaml, len, file_name, arena, ret_plan, err);
}
