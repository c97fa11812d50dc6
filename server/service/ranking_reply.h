/* A ranking as messages. For ranking_service.c. */
#ifndef SERVER_SERVICE_RANKING_REPLY_H
#define SERVER_SERVICE_RANKING_REPLY_H

#include "ranking.h"

/* NULL: arena used up. */
Pb__RankingEntry *ranking_entry_reply(struct call *call, const struct ranking_line *line,
                                      const struct ranking_nominee *nominee);
/* A line without its entries. */
Pb__RankingLine *ranking_line_head(struct call *call, const struct ranking_line *line);
enum td_code ranking_lines_reply(struct call *call, const struct ranking_result *result,
                                 Pb__RankingLine ***ret, size_t *ret_n);
enum td_code ranking_terms_reply(struct call *call, const struct ranking_terms *terms,
                                 Pb__RankingTerm ***ret, size_t *ret_n);
/* Whose place or rank differs; the results are of the same round and moment. */
enum td_code ranking_changes_reply(struct call *call, const struct ranking_result *before,
                                   const struct ranking_result *after, Pb__RankingChange ***ret,
                                   size_t *ret_n);

#endif
