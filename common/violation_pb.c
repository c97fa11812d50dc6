/* The conversion of violations to and from the wire. Strings are shared, never copied. */
#include "violation_pb.h"

static Pb__Violation *violation_to_pb(const struct td_violation *from, struct td_arena *arena)
{
    Pb__Violation *to = td_arena_alloc(arena, sizeof *to);
    Pb__Param *params = td_arena_alloc(arena, (from->n_params + 1) * sizeof *params);
    Pb__Param **list = td_arena_alloc(arena, (from->n_params + 1) * sizeof *list);
    if (!to || !params || !list)
        return NULL;
    pb__violation__init(to);
    to->field = (char *)from->field;
    to->clause = (char *)from->clause;
    to->key = (char *)from->key;
    for (size_t i = 0; i < from->n_params; i++) {
        pb__param__init(&params[i]);
        params[i].name = (char *)from->params[i].name;
        params[i].value = (char *)from->params[i].value;
        list[i] = &params[i];
    }
    to->params = list;
    to->n_params = from->n_params;
    return to;
}

enum td_code td_violations_to_pb(const struct td_violation *violations, size_t n,
                                 struct td_arena *arena, Pb__Violation ***ret)
{
    if (n == 0) {
        *ret = NULL;
        return TD_OK;
    }
    Pb__Violation **list = td_arena_alloc(arena, n * sizeof *list);
    for (size_t i = 0; list && i < n; i++)
        if (!(list[i] = violation_to_pb(&violations[i], arena)))
            return TD_RESOURCE_EXHAUSTED;
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    *ret = list;
    return TD_OK;
}

enum td_code td_violations_from_pb(Pb__Violation *const *violations, size_t n,
                                   struct td_arena *arena, struct td_violation **ret)
{
    if (n == 0) {
        *ret = NULL;
        return TD_OK;
    }
    struct td_violation *list = td_arena_alloc(arena, n * sizeof *list);
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        const Pb__Violation *from = violations[i];
        struct td_param *params = td_arena_alloc(arena, (from->n_params + 1) * sizeof *params);
        if (!params)
            return TD_RESOURCE_EXHAUSTED;
        for (size_t p = 0; p < from->n_params; p++)
            params[p] = (struct td_param){from->params[p]->name, from->params[p]->value};
        list[i] =
            (struct td_violation){from->field, from->clause, from->key, params, from->n_params};
    }
    *ret = list;
    return TD_OK;
}
