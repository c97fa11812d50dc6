/* Pages of a list by keyset: a page begins behind the last row of the page before, named by the
 * values that the list is sorted by, so that rows added meanwhile neither repeat nor hide others.
 *
 *     struct page page;
 *     enum { BY_DUE, BY_CODE };                       // what the request's `sort` says
 *     page_begin(call, in->page_size, in->page_token, in->sort, 2, &page);
 *     if (check_outcome(call) != TD_OK) return check_outcome(call);
 *     ... WHERE (?1 = 0 OR (due_on, code) > (?2, ?3)) ORDER BY due_on, code LIMIT ?4
 *         db_int(page.follows), db_text(page.keys[0]), db_text(page.keys[1]), db_int(page.limit)
 *     out->n_rows = page_cut(&page, n);
 *     if (page_is_full(&page, n))
 *         out->next_page_token = page_token(call, &page, last->due_on, last->code, NULL);
 */
#ifndef SERVER_SERVICE_PAGING_H
#define SERVER_SERVICE_PAGING_H

#include "call.h"

#define PAGE_SIZE_DEFAULT 100
#define PAGE_SIZE_MAX 500
#define PAGE_KEYS_MAX 5

struct page {
    uint32_t size;  /* rows the caller gets at most */
    uint32_t limit; /* rows to ask the store for: one more tells whether there is a next page */
    bool follows;   /* a page before ended with `keys` */
    unsigned order; /* what the list is sorted by; a token of another order is refused */
    size_t n_keys;
    const char *keys[PAGE_KEYS_MAX]; /* in the order of sorting; "" unless `follows` */
};

/* Check and take a request's page_size (0 to 500; 0: 100) and page_token. A mistake becomes a
 * violation of the call; *ret is then a first page. Returns whether all was well. */
bool page_begin(struct call *call, uint32_t page_size, const char *page_token, unsigned order,
                size_t n_keys, struct page *ret);

/* No more than `size` rows a page, whatever was asked for: where rows are large. */
static inline void page_shorten(struct page *page, uint32_t size)
{
    page->size = page->size > size ? size : page->size;
    page->limit = page->size + 1;
}

/* The key as a number; 0 unless `follows`. */
int64_t page_key_int(const struct page *page, size_t key);

/* n: how many rows the store gave for page->limit. */
static inline bool page_is_full(const struct page *page, size_t n)
{
    return n > page->size;
}
static inline size_t page_cut(const struct page *page, size_t n)
{
    return n > page->size ? page->size : n;
}

/* The token for the page behind a row: that row's n_keys values as text (numbers by td_dec), then
 * NULL. Opaque; text of letters and digits. NULL: arena used up. */
char *page_token(struct call *call, const struct page *page, ...) __attribute__((sentinel));

#endif
