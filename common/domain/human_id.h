/* Readable numbers such as "HS-2022-0007": what it is, its year, its number within the year. As
 * an integer year * 10^8 + number, so that a row needs no further column and no index for it.
 * Pure; any thread. */
#ifndef TD_DOMAIN_HUMAN_ID_H
#define TD_DOMAIN_HUMAN_ID_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

#define HUMAN_ID_MAX_ORDINAL 99999999

int64_t human_id(uint32_t year, int64_t ordinal);
uint32_t human_id_year(int64_t id);

/* prefix: "HS". In the arena; NULL: used up. */
const char *human_id_text(struct td_arena *arena, const char *prefix, int64_t id);
/* And back: exactly that form ("HS-2022-0007", not "HS-2022-7"). */
bool human_id_parse(const char *prefix, const char *text, int64_t *ret_id);

#endif
