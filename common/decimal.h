/* Hundredths as decimals: "19.25" is 1925. Points and percentages are integers everywhere; these
 * two are where they meet text. Pure; any thread. */
#ifndef TD_COMMON_DECIMAL_H
#define TD_COMMON_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

struct td_arena;

/* "19", "19.5", "19.25", "19,25": digits, at most 15 before the point or comma and 1 or 2 after
 * it, nothing else. false: not of that form, *ret_centi untouched. */
bool td_centi_parse(const char *text, int64_t *ret_centi);

/* "19.25", "-0.05" in the arena; "" when it is used up. */
const char *td_centi_text(struct td_arena *arena, int64_t centi);

#endif
