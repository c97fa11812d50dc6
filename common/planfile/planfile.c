/* Plan files: schema, then meaning. */
#include "planfile.h"

#include "planschema.h"

enum td_code planfile_parse(const void *yaml, size_t len, const char *file_name,
                            struct td_arena *arena, const struct plan **ret_plan,
                            struct td_err *err)
{
    struct yamlfile file = {
        .name = file_name,
        .key = TD_KEY_PLAN_FILE,
        .max_bytes = PLANFILE_MAX_BYTES,
        .arena = arena,
        .err = err,
    };
    void *plan = NULL;
    enum td_code code = yamlfile_read(&file, yaml, len, &PLAN_SCHEMA, &plan);
    if (code != TD_OK)
        return code;
    plan_check(&file, plan);
    if (file.code != TD_OK)
        return file.code;
    *ret_plan = plan;
    return TD_OK;
}
