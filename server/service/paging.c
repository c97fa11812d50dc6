/* Page tokens: order and keys, each "length:text", as hexadecimal digits, so that nobody takes
 * them for something to write by hand. They hold no more than the row that the caller has seen. */
#include "paging.h"

#include "check.h"
#include "digest.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#define TOKEN_MAX_BYTES 4096

/* One "length:text" at *at; *at moves behind it. NULL: not of that form, or arena used up. */
static const char *take_part(struct call *call, const char **at, const char *end)
{
    size_t len = 0;
    while (*at < end && **at >= '0' && **at <= '9' && len < TOKEN_MAX_BYTES)
        len = len * 10 + (size_t)(*(*at)++ - '0');
    if (*at == end || **at != ':' || len > (size_t)(end - *at - 1))
        return NULL;
    const char *text = *at + 1;
    *at = text + len;
    if (memchr(text, '\0', len))
        return NULL;
    return td_arena_printf(call->arena, "%.*s", (int)len, text);
}

static bool take_token(struct call *call, const char *token, struct page *page)
{
    size_t len = strlen(token) / 2;
    uint8_t *bytes = len <= TOKEN_MAX_BYTES ? td_arena_alloc(call->arena, len + 1) : NULL;
    if (!bytes || !td_unhex(token, bytes, len))
        return false;
    const char *at = (const char *)bytes, *end = at + len;
    const char *order = take_part(call, &at, end);
    if (!order || strcmp(order, td_dec(call->arena, page->order)) != 0)
        return false;
    for (size_t i = 0; i < page->n_keys; i++)
        if (!(page->keys[i] = take_part(call, &at, end)))
            return false;
    return at == end;
}

bool page_begin(struct call *call, uint32_t page_size, const char *token, unsigned order,
                size_t n_keys, struct page *ret)
{
    assert(n_keys <= PAGE_KEYS_MAX);
    struct page page = {.size = page_size ? page_size : PAGE_SIZE_DEFAULT,
                        .order = order,
                        .n_keys = n_keys,
                        .follows = *token != '\0'};
    bool fine = check_range(call, "page_size", page_size, 0, PAGE_SIZE_MAX);
    page.limit = page.size + 1;
    for (size_t i = 0; i < PAGE_KEYS_MAX; i++)
        page.keys[i] = "";
    *ret = page;
    if (!page.follows || take_token(call, token, ret))
        return fine;
    *ret = page; /* without half of a token's keys */
    td_fail(call->err, TD_INVALID_ARGUMENT, "page_token", "", TD_KEY_TEXT_FORM, "expected",
            "next_page_token", TD_END);
    return false;
}

int64_t page_key_int(const struct page *page, size_t key)
{
    return strtoll(page->keys[key], NULL, 10);
}

char *page_token(struct call *call, const struct page *page, ...)
{
    const char *order = td_dec(call->arena, page->order), *key;
    const char *text = td_arena_printf(call->arena, "%zu:%s", strlen(order), order);
    va_list keys;
    va_start(keys, page);
    while (text && (key = va_arg(keys, const char *)))
        text = td_arena_printf(call->arena, "%s%zu:%s", text, strlen(key), key);
    va_end(keys);
    char *token = text ? td_arena_alloc(call->arena, 2 * strlen(text) + 1) : NULL;
    if (token)
        td_hex((const uint8_t *)text, strlen(text), token);
    return token;
}
