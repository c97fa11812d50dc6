/* Pages of lists that walk by rising id: page_size 1 to 500 (0: 100), the token names the last
 * row. */
#ifndef SERVER_SERVICE_PAGE_H
#define SERVER_SERVICE_PAGE_H

#include "call.h"

#define PAGE_DEFAULT 100
#define PAGE_MAX 500

/* Rows for a page, one more than are to be answered: that one tells whether there are others.
 * Checks page_size. */
uint32_t page_limit(struct call *call, uint32_t page_size);
/* How many of n rows to answer; *ret_more: there are others behind them. */
size_t page_cut(uint32_t limit, size_t n, bool *ret_more);
/* A token that is not one of ours. */
void page_token_wrong(struct call *call);

/* Tokens of two numbers: "3.202200000007". */
const char *page_token_pair(struct call *call, uint64_t first, uint64_t second);
/* "" gives zeros. Adds a violation when it is not of that form. */
void page_token_read(struct call *call, const char *token, uint64_t *ret_first,
                     uint64_t *ret_second);

#endif
