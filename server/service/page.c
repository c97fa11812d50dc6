/* Page sizes and tokens. */
#include "page.h"

#include "check.h"

#include <inttypes.h>

uint32_t page_limit(struct call *call, uint32_t page_size)
{
    check_range(call, "page_size", page_size, 0, PAGE_MAX);
    return (page_size ? page_size : PAGE_DEFAULT) + 1;
}

size_t page_cut(uint32_t limit, size_t n, bool *ret_more)
{
    *ret_more = n >= limit;
    return *ret_more ? limit - 1 : n;
}

void page_token_wrong(struct call *call)
{
    td_fail(call->err, TD_INVALID_ARGUMENT, "page_token", "", TD_KEY_TEXT_FORM, "expected",
            "next_page_token", TD_END);
}

const char *page_token_pair(struct call *call, uint64_t first, uint64_t second)
{
    return td_arena_printf(call->arena, "%" PRIu64 ".%" PRIu64, first, second);
}

void page_token_read(struct call *call, const char *token, uint64_t *ret_first,
                     uint64_t *ret_second)
{
    uint64_t first, second;
    *ret_first = *ret_second = 0;
    if (!*token)
        return;
    bool two = sscanf(token, "%18" SCNu64 ".%18" SCNu64, &first, &second) == 2;
    const char *again = two ? page_token_pair(call, first, second) : NULL;
    if (!again || strcmp(again, token) != 0) {
        page_token_wrong(call);
        return;
    }
    *ret_first = first;
    *ret_second = second;
}
