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

/* Something within it by its number, from 1: "BCD-2022-0001/2" is number 2 of BCD-2022-0001. In the
 * arena; NULL: used up. And back, exactly that form: no zero, no leading zeros, at most `max`. */
const char *human_id_part_text(struct td_arena *arena, const char *prefix, int64_t id,
                               uint32_t ordinal);
bool human_id_part_parse(const char *prefix, const char *text, uint32_t max, int64_t *ret_id,
                         uint32_t *ret_ordinal);

/* A nominee within a dossier: "HS-2022-0007/1" is number 1 of HS-2022-0007. */
#define NOMINEE_ID_MAX_ORDINAL 9999
const char *nominee_id_format(struct td_arena *arena, int64_t dossier_id, uint32_t ordinal);
bool nominee_id_parse(const char *text, int64_t *ret_dossier_id, uint32_t *ret_ordinal);

#endif
