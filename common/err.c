/* The two catalogues as tables, and the collector of violations. No sentences, no I/O. */
#include "err.h"

#include "arena.h"

#include <inttypes.h>
#include <stdarg.h>

struct status_row {
    const char *name, *text;
    int exit_code;
};

static const struct status_row statuses[] = {
#define TD_STATUS(name, number, exit_code, text) [number] = {#name, text, exit_code},
#include "status.def"
#undef TD_STATUS
};

struct key_row {
    const char *name, *text;
};

static const struct key_row keys[TD_KEY_COUNT] = {
#define TD_VIOLATION(name, key, text) {key, text},
#include "violation.def"
#undef TD_VIOLATION
};

static const struct status_row *status_find(enum td_code code)
{
    size_t n = sizeof(statuses) / sizeof(statuses[0]);
    return (size_t)code < n && statuses[code].name ? &statuses[code] : NULL;
}

const char *td_code_name(enum td_code code)
{
    const struct status_row *row = status_find(code);
    return row ? row->name : NULL;
}

const char *td_code_text(enum td_code code)
{
    const struct status_row *row = status_find(code);
    return row ? row->text : NULL;
}

int td_code_exit(enum td_code code)
{
    const struct status_row *row = status_find(code);
    return row ? row->exit_code : statuses[TD_UNKNOWN].exit_code;
}

const char *td_key_name(enum td_key key)
{
    return (size_t)key < TD_KEY_COUNT ? keys[key].name : NULL;
}

const char *td_key_text(const char *key_name)
{
    for (size_t i = 0; i < TD_KEY_COUNT; i++)
        if (strcmp(keys[i].name, key_name) == 0)
            return keys[i].text;
    return NULL;
}

void td_err_init(struct td_err *err, struct td_arena *arena)
{
    *err = (struct td_err){.arena = arena, .code = TD_OK};
}

/* Room for one more violation; the old list stays behind in the arena. */
static bool violations_grow(struct td_err *err)
{
    if (err->n_violations < err->capacity)
        return true;
    size_t capacity = err->capacity ? 2 * err->capacity : 4;
    struct td_violation *list = td_arena_alloc(err->arena, capacity * sizeof(*list));
    if (!list)
        return false;
    if (err->n_violations)
        memcpy(list, err->violations, err->n_violations * sizeof(*list));
    err->violations = list;
    err->capacity = capacity;
    return true;
}

static size_t params_count(va_list args)
{
    size_t n = 0;
    while (va_arg(args, const char *)) {
        (void)va_arg(args, const char *);
        n++;
    }
    return n;
}

static bool params_copy(struct td_arena *arena, struct td_param *params, size_t n, va_list args)
{
    for (size_t i = 0; i < n; i++) {
        const char *name = va_arg(args, const char *);
        const char *value = va_arg(args, const char *);
        params[i].name = td_arena_strdup(arena, name);
        params[i].value = td_arena_strdup(arena, value ? value : "");
        if (!params[i].name || !params[i].value)
            return false;
    }
    return true;
}

enum td_code td_fail(struct td_err *err, enum td_code code, const char *field, const char *clause,
                     enum td_key key, ...)
{
    if (!err)
        return code;
    if (err->code == TD_OK)
        err->code = code;
    if (err->n_violations >= TD_ERR_MAX_VIOLATIONS)
        return code;

    va_list args;
    va_start(args, key);
    size_t n_params = params_count(args);
    va_end(args);
    struct td_violation violation = {
        .field = td_arena_strdup(err->arena, field ? field : ""),
        .clause = td_arena_strdup(err->arena, clause ? clause : ""),
        .key = td_key_name(key),
        .params = td_arena_alloc(err->arena, n_params * sizeof(struct td_param)),
        .n_params = n_params,
    };
    va_start(args, key);
    bool whole = violation.field && violation.clause && violation.key && violation.params &&
                 params_copy(err->arena, violation.params, n_params, args);
    va_end(args);
    /* Short of memory the reason is lost, but never the refusal itself. */
    if (whole && violations_grow(err))
        err->violations[err->n_violations++] = violation;
    return code;
}

/* false: out of memory. */
static bool violation_copy(struct td_arena *arena, const struct td_violation *from,
                           struct td_violation *ret)
{
    struct td_param *params = td_arena_alloc(arena, from->n_params * sizeof *params);
    bool whole = params;
    for (size_t i = 0; whole && i < from->n_params; i++) {
        params[i].name = td_arena_strdup(arena, from->params[i].name);
        params[i].value = td_arena_strdup(arena, from->params[i].value);
        whole = params[i].name && params[i].value;
    }
    *ret = (struct td_violation){.field = td_arena_strdup(arena, from->field),
                                 .clause = td_arena_strdup(arena, from->clause),
                                 .key = from->key, /* static, as td_key_name has it */
                                 .params = params,
                                 .n_params = from->n_params};
    return whole && ret->field && ret->clause;
}

void td_err_append(struct td_err *err, const struct td_err *from)
{
    if (err->code == TD_OK)
        err->code = from->code;
    for (size_t i = 0; i < from->n_violations && err->n_violations < TD_ERR_MAX_VIOLATIONS; i++) {
        struct td_violation copy;
        if (!violation_copy(err->arena, &from->violations[i], &copy) || !violations_grow(err))
            return; /* the refusal stays */
        err->violations[err->n_violations++] = copy;
    }
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

const char *td_path(struct td_arena *arena, const char *parent, const char *name)
{
    size_t parent_len = strlen(or_empty(parent)), name_len = strlen(name);
    size_t dot = parent_len > 0 ? 1 : 0;
    char *path = td_arena_alloc(arena, parent_len + dot + name_len + 1);
    if (!path)
        return "";
    if (dot) {
        memcpy(path, parent, parent_len);
        path[parent_len] = '.';
    }
    memcpy(path + parent_len + dot, name, name_len + 1);
    return path;
}

const char *td_path_index(struct td_arena *arena, const char *parent, size_t index)
{
    return or_empty(td_arena_printf(arena, "%s[%zu]", or_empty(parent), index));
}

const char *td_dec(struct td_arena *arena, int64_t value)
{
    return or_empty(td_arena_printf(arena, "%" PRId64, value));
}
