/* Vietnamese text: UTF-8 and NFC checks, folding for search, nearest word, file names. */
#ifndef TD_COMMON_TEXT_H
#define TD_COMMON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct td_arena;

enum td_text_fault { TD_TEXT_FINE, TD_TEXT_NOT_UTF8, TD_TEXT_NOT_NFC, TD_TEXT_HAS_CONTROL };

/* What is wrong with len bytes; encoding and controls are told before NFC. Newline and tab are
 * allowed; other C0/C1 controls, and the invisible bidi and zero-width formatting characters that
 * can disguise text, count as control. More than 30 combining marks in a row are not NFC here
 * (UAX 15, stream-safe text); neither is rare text when memory is too short to compare it.
 * ret_chars (may be NULL): code points, set when fine. No allocation for text in Latin letters.
 * Any thread. */
enum td_text_fault td_text_check(const char *text, size_t len, size_t *ret_chars);

/* Lower case without diacritics (đ → d), runs of blanks as one: "Nguyễn Thị Đào" → "nguyen thi
 * dao". For matching and sorting only. NULL when the arena is used up. */
char *td_text_fold(struct td_arena *arena, const char *text);
/* The NFC form (for files people typed on a Mac). NULL: not UTF-8, or arena used up. */
char *td_text_nfc(struct td_arena *arena, const char *text);

/* The candidate nearest to a mistyped word (edit distance with swaps, case ignored, at most a third
 * of the word's length, at least 1), or NULL; the first of equals. candidates ends with NULL. */
const char *td_text_nearest(const char *word, const char *const *candidates);

/* A plain file name: 1 to 120 code points, no slash, backslash, colon, leading dot, control or
 * trailing blank. Pure. */
bool td_text_is_file_name(const char *name);

#endif
