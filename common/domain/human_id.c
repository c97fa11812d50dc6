/* Numbers that people can read out on the telephone. */
#include "human_id.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBERS_A_YEAR (HUMAN_ID_MAX_ORDINAL + INT64_C(1))
#define YEAR_MAX 9999
#define TEXT_SIZE 48

int64_t human_id(uint32_t year, int64_t ordinal)
{
    return year * NUMBERS_A_YEAR + ordinal;
}

uint32_t human_id_year(int64_t id)
{
    return (uint32_t)(id / NUMBERS_A_YEAR);
}

const char *human_id_text(struct td_arena *arena, const char *prefix, int64_t id)
{
    return td_arena_printf(arena, "%s-%04" PRId64 "-%04" PRId64, prefix, id / NUMBERS_A_YEAR,
                           id % NUMBERS_A_YEAR);
}

bool human_id_parse(const char *prefix, const char *text, int64_t *ret_id)
{
    char again[TEXT_SIZE], *end;
    size_t len = strlen(prefix);
    if (strncmp(text, prefix, len) != 0 || text[len] != '-')
        return false;
    unsigned long year = strtoul(text + len + 1, &end, 10);
    unsigned long ordinal = *end == '-' ? strtoul(end + 1, &end, 10) : 0;
    if (year > YEAR_MAX || ordinal == 0 || ordinal > HUMAN_ID_MAX_ORDINAL)
        return false;
    snprintf(again, sizeof again, "%s-%04lu-%04lu", prefix, year, ordinal);
    if (strcmp(again, text) != 0) /* no sign, no blank, no other number of digits */
        return false;
    *ret_id = human_id((uint32_t)year, (int64_t)ordinal);
    return true;
}

const char *human_id_part_text(struct td_arena *arena, const char *prefix, int64_t id,
                               uint32_t ordinal)
{
    const char *whole = human_id_text(arena, prefix, id);
    return whole ? td_arena_printf(arena, "%s/%u", whole, ordinal) : NULL;
}

bool human_id_part_parse(const char *prefix, const char *text, uint32_t max, int64_t *ret_id,
                         uint32_t *ret_ordinal)
{
    char whole[TEXT_SIZE], again[TEXT_SIZE];
    const char *slash = strchr(text, '/');
    size_t len = slash ? (size_t)(slash - text) : 0;
    if (len == 0 || len >= sizeof whole)
        return false;
    memcpy(whole, text, len);
    whole[len] = '\0';
    unsigned long ordinal = strtoul(slash + 1, NULL, 10);
    if (ordinal == 0 || ordinal > max)
        return false;
    snprintf(again, sizeof again, "%lu", ordinal);
    if (strcmp(again, slash + 1) != 0 || !human_id_parse(prefix, whole, ret_id))
        return false;
    *ret_ordinal = (uint32_t)ordinal;
    return true;
}

const char *nominee_id_format(struct td_arena *arena, int64_t dossier_id, uint32_t ordinal)
{
    return human_id_part_text(arena, "HS", dossier_id, ordinal);
}

bool nominee_id_parse(const char *text, int64_t *ret_dossier_id, uint32_t *ret_ordinal)
{
    return human_id_part_parse("HS", text, NOMINEE_ID_MAX_ORDINAL, ret_dossier_id, ret_ordinal);
}
