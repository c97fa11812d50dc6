/* Outcomes and their reasons, for every layer: one code, and a list of violations as data.
 * No sentences are made here; the client renders them (client/view/message.h). */
#ifndef TD_COMMON_ERR_H
#define TD_COMMON_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Marks a msgid for xgettext without translating it here. */
#ifndef N_
#define N_(text) text
#endif

struct td_arena;

enum td_code {
#define TD_STATUS(name, number, exit_code, text) TD_##name = number,
#include "status.def"
#undef TD_STATUS
};

enum td_key {
#define TD_VIOLATION(name, key, text) TD_KEY_##name,
#include "violation.def"
#undef TD_VIOLATION
    TD_KEY_COUNT
};

/* Static facts of the catalogues. A code or key this build does not know yields NULL
 * (td_code_exit: the exit code of UNKNOWN). Pure; any thread. */
const char *td_code_name(enum td_code code); /* "INVALID_ARGUMENT" */
const char *td_code_text(enum td_code code); /* msgid */
int td_code_exit(enum td_code code);
const char *td_key_name(enum td_key key);      /* "deadline.passed" */
const char *td_key_text(const char *key_name); /* msgid by wire key */

struct td_param {
    const char *name, *value;
};

struct td_violation {
    const char *field, *clause; /* "" where none; never NULL */
    const char *key;            /* wire key, never NULL */
    struct td_param *params;
    size_t n_params;
};

#define TD_ERR_MAX_VIOLATIONS 200 /* more are dropped, and a reply stays bounded */

/* An error being collected. Everything it points to lives in `arena`. */
struct td_err {
    struct td_arena *arena; /* borrowed */
    enum td_code code;
    struct td_violation *violations;
    size_t n_violations, capacity;
};

/* Start empty. arena: borrowed, must outlive the error. */
void td_err_init(struct td_err *err, struct td_arena *arena);

/* Add one violation and set err->code to `code` if it was OK. The parameters are pairs of
 * const char * (name, value), ended by TD_END. All strings are copied into the arena.
 * Returns `code`, so that a caller can write: return td_fail(...). err may be NULL. When the arena
 * is used up the code is still set, only the violation is lost. */
enum td_code td_fail(struct td_err *err, enum td_code code, const char *field, const char *clause,
                     enum td_key key, ...) __attribute__((sentinel));
#define TD_END ((const char *)0)

/* Add the violations of another error to those of err, copied; err->code becomes from->code if it
 * was OK. For errors collected in an arena that is soon forgotten. */
void td_err_append(struct td_err *err, const struct td_err *from);

/* Field paths: "nominees[2].name" in the arena; a NULL parent or "" is left out. These and td_dec
 * never return NULL: "" when the arena is used up. */
const char *td_path(struct td_arena *arena, const char *parent, const char *name);
const char *td_path_index(struct td_arena *arena, const char *parent, size_t index);

/* Decimal text of an integer, in the arena (for parameters). */
const char *td_dec(struct td_arena *arena, int64_t value);

#endif
