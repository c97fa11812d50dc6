/* The code on a certificate, by which its paper is known to be genuine: "Y147N-3SH4E", nine random
 * characters and a check character. The alphabet is Crockford's base 32, which has no I, L, O and
 * U. The check is the remainder of the nine as a polynomial over GF(32): it finds every wrong
 * character and every two that changed places. Pure; any thread. */
#ifndef TD_DOMAIN_CERTIFICATE_CODE_H
#define TD_DOMAIN_CERTIFICATE_CODE_H

#include <stdbool.h>
#include <stdint.h>

#define CERTIFICATE_CODE_RANDOM 6 /* bytes, of which 45 bits are used */
#define CERTIFICATE_CODE_SIZE 12  /* with the hyphen and NUL */

/* random: from td_random. */
void certificate_code_make(const uint8_t random[CERTIFICATE_CODE_RANDOM],
                           char ret_code[CERTIFICATE_CODE_SIZE]);

/* As people type it: blanks, hyphens and case do not matter, O is 0, I and L are 1. false: not ten
 * characters of the alphabet, or the check character does not fit; *ret_code is untouched. */
bool certificate_code_parse(const char *text, char ret_code[CERTIFICATE_CODE_SIZE]);

#endif
