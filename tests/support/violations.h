/* For tests: look into a td_err. */
#ifndef TD_TEST_VIOLATIONS_H
#define TD_TEST_VIOLATIONS_H

#include "cmocka_all.h"
#include "err.h"

static inline const char *violation_param(const struct td_violation *violation, const char *name)
{
    for (size_t i = 0; i < violation->n_params; i++)
        if (strcmp(violation->params[i].name, name) == 0)
            return violation->params[i].value;
    return NULL;
}

/* The violation with that field and key, or NULL. */
static inline const struct td_violation *violation_find(const struct td_err *err, const char *field,
                                                        enum td_key key)
{
    for (size_t i = 0; i < err->n_violations; i++)
        if (strcmp(err->violations[i].field, field) == 0 &&
            strcmp(err->violations[i].key, td_key_name(key)) == 0)
            return &err->violations[i];
    return NULL;
}

/* The violation of a file (PLAN_FILE, YAML_FILE) at that path, or NULL. */
static inline const struct td_violation *violation_find_at(const struct td_err *err,
                                                           const char *path)
{
    size_t len = strlen(path);
    for (size_t i = 0; i < err->n_violations; i++) {
        const char *at = violation_param(&err->violations[i], "at");
        if (at && strncmp(at, path, len) == 0 && (!at[len] || at[len] == ':'))
            return &err->violations[i];
    }
    return NULL;
}

/* All of them on stderr: what a failing test wants to show. */
static inline void violations_print(const struct td_err *err)
{
    for (size_t i = 0; i < err->n_violations; i++) {
        const struct td_violation *violation = &err->violations[i];
        print_error("  %s %s [%s]", violation->key, violation->field, violation->clause);
        for (size_t p = 0; p < violation->n_params; p++)
            print_error(" %s=%s", violation->params[p].name, violation->params[p].value);
        print_error("\n");
    }
}

#endif
