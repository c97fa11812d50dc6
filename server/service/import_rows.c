/* The two walks over an import's rows. */
#include "import_rows.h"

#include "check.h"
#include "reply.h"

#define ROW_BYTES ((size_t)2 * 1024 * 1024) /* what one row may need */

struct walk {
    struct call *call;
    const struct import_steps *steps;
    void *rows;
    struct td_arena *scratch;
    uint32_t added;
};

static enum td_code row_check(struct walk *walk, const char *path, size_t i)
{
    return walk->steps->check ? walk->steps->check(walk->call, path, i, walk->rows) : TD_OK;
}

static enum td_code row_put(struct walk *walk, const char *path, size_t i)
{
    bool is_new = false;
    enum td_code code = walk->steps->put(walk->call, path, i, walk->rows, &is_new);
    walk->added += is_new;
    return code;
}

/* One row on the scratch arena; its violations go over to the call's. */
static enum td_code row_walk(struct walk *walk, size_t i,
                             enum td_code (*step)(struct walk *, const char *, size_t))
{
    struct call *call = walk->call;
    struct td_arena *arena = call->arena;
    struct td_err *err = call->err, told;
    td_arena_reset(walk->scratch);
    td_err_init(&told, walk->scratch);
    call->arena = walk->scratch;
    call->err = &told;
    enum td_code code = step(walk, td_path_index(call->arena, walk->steps->list, i), i);
    call->arena = arena;
    call->err = err;
    call->note = (struct audit_note){0}; /* single rows are not told */
    td_err_append(err, &told);
    return code;
}

static enum td_code walk_all(struct walk *walk, size_t n,
                             enum td_code (*step)(struct walk *, const char *, size_t))
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = row_walk(walk, i, step);
    return code == TD_OK ? check_outcome(walk->call) : code;
}

enum td_code import_rows(struct call *call, const struct import_steps *steps, size_t n, void *rows,
                         uint32_t *ret_added, uint32_t *ret_unchanged)
{
    struct walk walk = {call, steps, rows, td_arena_new(ROW_BYTES), 0};
    if (!walk.scratch)
        return TD_RESOURCE_EXHAUSTED;
    if (n == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, steps->list, "", TD_KEY_REQUIRED, TD_END);
    enum td_code code = walk_all(&walk, n, row_check);
    if (code == TD_OK)
        code = walk_all(&walk, n, row_put);
    td_arena_free(walk.scratch);
    if (code != TD_OK)
        return code;
    *ret_added = walk.added;
    *ret_unchanged = (uint32_t)n - walk.added;
    return reply_note(
        call, steps->subject, 0,
        td_arena_printf(call->arena, "%u added, %u unchanged", walk.added, *ret_unchanged));
}
