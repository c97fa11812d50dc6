/* The two walks over an import's rows. */
#include "import_rows.h"

#include "check.h"
#include "reply.h"

enum td_code import_rows(struct call *call, const struct import_steps *steps, size_t n, void *rows,
                         uint32_t *ret_added, uint32_t *ret_unchanged)
{
    enum td_code code = TD_OK;
    uint32_t added = 0;
    if (n == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, steps->list, "", TD_KEY_REQUIRED, TD_END);
    for (size_t i = 0; steps->check && code == TD_OK && i < n; i++)
        code = steps->check(call, td_path_index(call->arena, steps->list, i), i, rows);
    if (code != TD_OK || check_outcome(call) != TD_OK)
        return code != TD_OK ? code : check_outcome(call);
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        bool is_new = false;
        code = steps->put(call, td_path_index(call->arena, steps->list, i), i, rows, &is_new);
        added += is_new;
    }
    if (code != TD_OK || check_outcome(call) != TD_OK)
        return code != TD_OK ? code : check_outcome(call);
    *ret_added = added;
    *ret_unchanged = (uint32_t)n - added;
    return reply_note(
        call, steps->subject, 0,
        td_arena_printf(call->arena, "%u added, %u unchanged", added, *ret_unchanged));
}
