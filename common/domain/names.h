/* The forms of the names people give to officers, devices and units. Pure; any thread. */
#ifndef TD_DOMAIN_NAMES_H
#define TD_DOMAIN_NAMES_H

#include "err.h"

/* What tells one person from another; "" (none) fits both. */
#define STAFF_CODE_FORM "A–Z a–z 0–9 . / - (1–30)"
#define CITIZEN_ID_FORM "012345678901 (12)"
bool is_staff_code(const char *code);
bool is_citizen_id(const char *id);

/* Each returns OK, or INVALID_ARGUMENT with REQUIRED, TEXT_FORM or TEXT_LONG at `field`. */

/* a-z 0-9 . -, 2 to 40, letter or digit at both ends: "p1.vanthu". */
enum td_code login_check(const char *login, const char *field, struct td_err *err);
/* A-Z 0-9, 1 to 16: "PNV". */
enum td_code unit_code_check(const char *unit_code, const char *field, struct td_err *err);
/* A line of text that people chose: 1 to max_chars code points, not only blanks, no line break.
 * The text is valid UTF-8 (td_message_check). */
enum td_code label_check(const char *text, size_t max_chars, const char *field, struct td_err *err);

#endif
