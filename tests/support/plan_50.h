/* For tests: the real docs/plans/50-kh-ubnd.yaml, as text and as a plan; and its very first
 * version, which towns may have stored: never changed. */
#ifndef TD_TEST_PLAN_50_H
#define TD_TEST_PLAN_50_H

#include "planfile.h"
#include "violations.h"

#define PLAN_50_FILE TD_SOURCE_DIR "/docs/plans/50-kh-ubnd.yaml"
#define PLAN_50_FIRST_FILE TD_SOURCE_DIR "/tests/support/plans/50-kh-ubnd-first.yaml"

static inline char *plan_file_text(struct td_arena *arena, const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = td_arena_alloc(arena, PLANFILE_MAX_BYTES);
    assert_non_null(text);
    *ret_len = fread(text, 1, PLANFILE_MAX_BYTES - 1, file);
    text[*ret_len] = '\0';
    fclose(file);
    return text;
}

static inline char *plan_50_text(struct td_arena *arena, size_t *ret_len)
{
    return plan_file_text(arena, PLAN_50_FILE, ret_len);
}

static inline const struct plan *plan_50(struct td_arena *arena)
{
    size_t len;
    char *text = plan_50_text(arena, &len);
    const struct plan *plan = NULL;
    struct td_err err;
    td_err_init(&err, arena);
    enum td_code code = planfile_parse(text, len, "50-kh-ubnd.yaml", arena, &plan, &err);
    violations_print(&err);
    assert_int_equal(code, TD_OK);
    return plan;
}

#endif
