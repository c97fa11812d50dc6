/* What rank and simulate say alike: points, raw values, places. Texts in cli->arena, never NULL. */
#ifndef CLIENT_CMD_RANKING_WORDS_H
#define CLIENT_CMD_RANKING_WORDS_H

#include "command.h"
#include "ranking.pb-c.h"

/* 10^-10 points with so many decimals (2 to 10), half up: "90.24". */
const char *ranking_points(struct cli *cli, int64_t e10, unsigned decimals);
/* How much more, as the two look beside it: so that the sum is right on paper. */
const char *ranking_difference(struct cli *cli, int64_t more_e10, int64_t less_e10,
                               unsigned decimals);
/* So many decimals that totals of the line that differ look different; at least 2. */
unsigned ranking_decimals(const Pb__RankingLine *line);
/* "50 %", "12.5 %". */
const char *ranking_weight(struct cli *cli, uint32_t weight_centi);
/* "90.24 %", "3 of 5", "+10.00 percentage points", a level's words; "no basis". */
const char *ranking_raw(struct cli *cli, const Pb__RankingComponent *component,
                        const Pb__RankingValue *value);
/* A level of an initiative's state or effect, for people. */
const char *ranking_level(struct cli *cli, const char *level);
/* "place", "reserve 1", "tied at the line", "out". */
const char *ranking_place(struct cli *cli, Pb__RankingPlace place, uint32_t reserve_order);
/* What told equal totals apart; "" where none was equal. */
const char *ranking_tie_break(struct cli *cli, const Pb__RankingLine *line,
                              const Pb__RankingEntry *entry);
/* In the reader's language; the id of one that the line does not have. */
const char *ranking_component(const Pb__RankingLine *line, const char *id);
const char *ranking_line_name(const Pb__RankingLine *line);
/* The lowest total with a place, the highest without, and what lies between. */
void ranking_print_margin(struct cli *cli, const Pb__RankingLine *line);

#endif
