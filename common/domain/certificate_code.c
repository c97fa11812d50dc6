/* Codes of certificates. */
#include "certificate_code.h"

#include <stddef.h>
#include <string.h>

#define N_RANDOM 9
#define N_ALL 10
#define HALF 5 /* characters before the hyphen */

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Times x in GF(32), modulo x^5 + x^2 + 1. */
static unsigned times_x(unsigned value)
{
    value <<= 1;
    return value & 32 ? value ^ 37 : value;
}

static unsigned check_of(const uint8_t values[N_RANDOM])
{
    unsigned check = 0;
    for (size_t i = 0; i < N_RANDOM; i++)
        check = times_x(check ^ values[i]);
    return check;
}

static void code_write(const uint8_t values[N_RANDOM], char ret_code[CERTIFICATE_CODE_SIZE])
{
    char *at = ret_code;
    for (size_t i = 0; i < N_RANDOM; i++) {
        if (i == HALF)
            *at++ = '-';
        *at++ = ALPHABET[values[i]];
    }
    *at++ = ALPHABET[check_of(values)];
    *at = '\0';
}

void certificate_code_make(const uint8_t random[CERTIFICATE_CODE_RANDOM],
                           char ret_code[CERTIFICATE_CODE_SIZE])
{
    uint8_t values[N_RANDOM];
    uint64_t bits = 0;
    for (size_t i = 0; i < CERTIFICATE_CODE_RANDOM; i++)
        bits = bits << 8 | random[i];
    for (size_t i = 0; i < N_RANDOM; i++, bits >>= 5)
        values[i] = bits & 31;
    code_write(values, ret_code);
}

/* 0 to 31; 32: no character of a code. */
static unsigned value_of(char character)
{
    if (character >= 'a' && character <= 'z')
        character = (char)(character - 'a' + 'A');
    if (character == 'O')
        character = '0';
    if (character == 'I' || character == 'L')
        character = '1';
    const char *found = character ? strchr(ALPHABET, character) : NULL;
    return found ? (unsigned)(found - ALPHABET) : 32;
}

bool certificate_code_parse(const char *text, char ret_code[CERTIFICATE_CODE_SIZE])
{
    uint8_t values[N_ALL];
    size_t n = 0;
    for (; *text; text++) {
        if (*text == ' ' || *text == '-')
            continue;
        unsigned value = value_of(*text);
        if (value > 31 || n == N_ALL)
            return false;
        values[n++] = (uint8_t)value;
    }
    if (n != N_ALL || values[N_RANDOM] != check_of(values))
        return false;
    code_write(values, ret_code);
    return true;
}
