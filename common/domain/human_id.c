/* Numbers that people can read out on the telephone. */
#include "human_id.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NUMBERS_A_YEAR (HUMAN_ID_MAX_ORDINAL + INT64_C(1))
#define TEXT_SIZE 32

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
    unsigned year, ordinal;
    char again[TEXT_SIZE];
    size_t len = strlen(prefix);
    if (strncmp(text, prefix, len) != 0 || sscanf(text + len, "-%4u-%8u", &year, &ordinal) != 2 ||
        ordinal == 0)
        return false;
    snprintf(again, sizeof again, "%s-%04u-%04u", prefix, year, ordinal);
    if (strcmp(again, text) != 0)
        return false;
    *ret_id = human_id(year, ordinal);
    return true;
}
