/* From the plan and some settings to the terms of each line. */
#include "ranking_terms.h"

#include "arena.h"
#include "ranking.h"

#include <string.h>

#define MAX_PLACES 1000
#define PERCENT 100

/* What is at work while terms are made. */
struct making {
    struct ranking_terms *terms;
    Pb__RoundKind kind;
    struct td_arena *arena;
    struct td_err *err;
    enum td_code code;
};

static void fail_memory(struct making *making)
{
    making->code = TD_RESOURCE_EXHAUSTED;
}

static bool alive(const struct making *making)
{
    return making->code != TD_RESOURCE_EXHAUSTED;
}

/* -- the keys, as the plan has them -- */

static void key_add(struct making *making, const char *kind, const char *line,
                    const char *component, uint32_t value, uint32_t max)
{
    struct ranking_key *key = &making->terms->keys[making->terms->n_keys];
    bool both = *line && *component;
    *key = (struct ranking_key){.kind = kind,
                                .line = line,
                                .component = component,
                                .value = value,
                                .plan_value = value,
                                .max = max};
    key->key = td_arena_printf(making->arena, "%s.%s%s%s", kind, line, both ? "." : "", component);
    if (key->key)
        making->terms->n_keys++;
    else
        fail_memory(making);
}

static void keys_of_line(struct making *making, const char *line, uint32_t places)
{
    const struct plan_ranking *ranking = plan_ranking_find(making->terms->plan, making->kind, line);
    if (!ranking) {
        making->code = TD_DATA_LOSS; /* no plan that has rankings lacks one */
        return;
    }
    key_add(making, "quota", line, "", places, MAX_PLACES);
    key_add(making, "reserve", line, "", ranking->reserve, MAX_PLACES);
    key_add(making, "floor", line, "", ranking->floor, PERCENT);
    for (unsigned i = 0; i < ranking->n_components; i++)
        key_add(making, "weight", line, ranking->components[i].id, ranking->components[i].percent,
                PERCENT);
}

static size_t keys_at_most(const struct plan *plan, const struct plan_round *round)
{
    size_t n = plan->n_weights + 3 * (size_t)round->n_quotas + 1;
    for (unsigned i = 0; i < plan->n_rankings; i++)
        n += (size_t)plan->rankings[i].n_components;
    return n;
}

static void keys_make(struct making *making, const struct plan_round *round)
{
    const struct plan *plan = making->terms->plan;
    making->terms->keys = td_arena_zalloc(making->arena, (keys_at_most(plan, round) + 1) *
                                                             sizeof *making->terms->keys);
    if (!making->terms->keys)
        fail_memory(making);
    for (unsigned i = 0; making->code == TD_OK && i < round->n_quotas; i++)
        keys_of_line(making, round->quotas[i].line, round->quotas[i].places);
    for (unsigned i = 0; making->code == TD_OK && i < plan->n_weights; i++)
        key_add(making, "weight", "", plan->weights[i].id, plan->weights[i].percent, PERCENT);
    if (making->code == TD_OK)
        key_add(making, "vote", "", "threshold", plan->vote_threshold_percent, PERCENT);
}

static uint32_t value_of(const struct ranking_terms *terms, const char *kind, const char *line,
                         const char *component)
{
    for (size_t i = 0; i < terms->n_keys; i++) {
        const struct ranking_key *key = &terms->keys[i];
        if (strcmp(key->kind, kind) == 0 && strcmp(key->line, line) == 0 &&
            strcmp(key->component, component) == 0)
            return key->value;
    }
    return 0;
}

/* -- what is set otherwise -- */

/* "weight.individual.effect" → weight, individual, effect; "quota.commune" → quota, commune, "";
 * "weight.effect" → weight, "", effect. */
struct key_parts {
    const char *kind, *line, *component;
};

static bool key_split(struct making *making, const char *text, struct key_parts *ret)
{
    const char *dot = strchr(text, '.');
    *ret = (struct key_parts){text, "", ""};
    if (!dot)
        return true;
    char *rest = td_arena_strdup(making->arena, dot + 1);
    ret->kind = td_arena_printf(making->arena, "%.*s", (int)(dot - text), text);
    if (!rest || !ret->kind) {
        fail_memory(making);
        return false;
    }
    ret->line = rest;
    if (strcmp(ret->kind, "weight") != 0)
        return true;
    char *last = strrchr(rest, '.');
    ret->component = last ? last + 1 : rest;
    ret->line = last ? rest : "";
    if (last)
        *last = '\0';
    return true;
}

/* A line by its beginning; no line: any. */
static bool key_may_mean(const struct ranking_key *key, const struct key_parts *parts)
{
    bool weight = strcmp(key->kind, "weight") == 0;
    bool line = weight && !*parts->line
                    ? true
                    : *parts->line && strncmp(key->line, parts->line, strlen(parts->line)) == 0;
    return strcmp(key->kind, parts->kind) == 0 && line &&
           strcmp(key->component, parts->component) == 0;
}

static const char *joined(struct making *making, const char *list, const char *word)
{
    const char *both = td_arena_printf(making->arena, "%s%s%s", list, *list ? ", " : "", word);
    return both ? both : list;
}

/* Which keys such a text may mean: one that is exactly that, or all that loosely are. */
static struct ranking_key *key_find(struct making *making, const char *text, const char **ret_all)
{
    struct key_parts parts;
    struct ranking_key *found = NULL;
    *ret_all = "";
    for (size_t i = 0; i < making->terms->n_keys; i++)
        if (strcmp(making->terms->keys[i].key, text) == 0)
            return &making->terms->keys[i];
    if (!key_split(making, text, &parts))
        return NULL;
    for (size_t i = 0; i < making->terms->n_keys; i++) {
        struct ranking_key *key = &making->terms->keys[i];
        if (!key_may_mean(key, &parts))
            continue;
        found = key;
        *ret_all = joined(making, *ret_all, key->key);
    }
    return strchr(*ret_all, ',') ? NULL : found;
}

static void key_refuse(struct making *making, const char *path, const char *text, const char *all)
{
    bool ambiguous = *all;
    for (size_t i = 0; !ambiguous && i < making->terms->n_keys; i++)
        all = joined(making, all, making->terms->keys[i].key);
    making->code = td_fail(making->err, TD_INVALID_ARGUMENT, path, "",
                           ambiguous ? TD_KEY_SETTING_AMBIGUOUS : TD_KEY_CHOICE, "value", text,
                           "key", text, "allowed", all, TD_END);
}

static void setting_take(struct making *making, const struct ranking_setting *setting,
                         const char *path)
{
    const char *all, *at_key = td_path(making->arena, path, "key");
    struct ranking_key *key = key_find(making, setting->key, &all);
    if (!alive(making))
        return;
    if (!key) {
        key_refuse(making, at_key, setting->key, all);
        return;
    }
    if (key->set)
        making->code = td_fail(making->err, TD_INVALID_ARGUMENT, at_key, "", TD_KEY_SETTING_TWICE,
                               "key", key->key, TD_END);
    key->set = true;
    if (setting->value >= 0 && setting->value <= key->max)
        key->value = (uint32_t)setting->value;
    else
        making->code = td_fail(making->err, TD_INVALID_ARGUMENT,
                               td_path(making->arena, path, "value"), "", TD_KEY_NUMBER_RANGE,
                               "min", "0", "max", td_dec(making->arena, key->max), TD_END);
}

static void settings_take(struct making *making, const struct ranking_setting *settings, size_t n)
{
    if (n > RANKING_MAX_SETTINGS)
        making->code = td_fail(making->err, TD_INVALID_ARGUMENT, "settings", "", TD_KEY_LIST_LONG,
                               "max", td_dec(making->arena, RANKING_MAX_SETTINGS), TD_END);
    for (size_t i = 0; alive(making) && i < n && n <= RANKING_MAX_SETTINGS; i++)
        setting_take(making, &settings[i], td_path_index(making->arena, "settings", i));
}

/* The weights of a line ("": of the assessment) are 100 together. */
static void sum_check(struct making *making, const char *line)
{
    uint32_t sum = 0, n = 0;
    const char *weights = "";
    for (size_t i = 0; i < making->terms->n_keys; i++) {
        const struct ranking_key *key = &making->terms->keys[i];
        if (strcmp(key->kind, "weight") != 0 || strcmp(key->line, line) != 0)
            continue;
        const char *one = td_arena_printf(making->arena, "%s %u", key->component, key->value);
        weights = joined(making, weights, one ? one : "");
        sum += key->value;
        n++;
    }
    if (n > 0 && sum != PERCENT)
        making->code = td_fail(making->err, TD_INVALID_ARGUMENT, "settings", "", TD_KEY_WEIGHTS_SUM,
                               "group", *line ? line : "assessment", "sum",
                               td_dec(making->arena, sum), "weights", weights, TD_END);
}

/* -- the terms of a line -- */

/* Which side of the assessment, or the component itself: -1. */
static void term_add(struct making *making, struct ranking_line_terms *line,
                     const struct plan_component *component, int side)
{
    const struct ranking_terms *terms = making->terms;
    const struct plan_weight *weight = side < 0 ? NULL : &terms->plan->weights[side];
    uint32_t percent = value_of(terms, "weight", line->line->id, component->id);
    line->terms[line->n_terms++] = (struct ranking_term){
        .id = weight ? weight->id : component->id,
        .clause = weight ? weight->clause : component->clause,
        .text = weight ? &weight->text : &component->text,
        .source = ranking_source_find(component->id),
        .component = component,
        .side = side,
        .weight = percent * (weight ? terms->side_percents[side] : RANKING_WEIGHT_PERCENT),
    };
}

static void tie_breaks_make(struct ranking_line_terms *line)
{
    for (unsigned i = 0; i < line->ranking->n_tie_breaks; i++)
        for (size_t t = 0; t < line->n_terms; t++)
            if (strcmp(line->terms[t].id, line->ranking->tie_breaks[i]) == 0)
                line->tie_breaks[line->n_tie_breaks++] = t;
}

static void line_make(struct making *making, const char *id, struct ranking_line_terms *line)
{
    const struct plan *plan = making->terms->plan;
    *line = (struct ranking_line_terms){
        .line = plan_line_find(plan, id),
        .ranking = plan_ranking_find(plan, making->kind, id),
        .quota = value_of(making->terms, "quota", id, ""),
        .reserve = value_of(making->terms, "reserve", id, ""),
        .floor = value_of(making->terms, "floor", id, ""),
    };
    size_t most = (size_t)line->ranking->n_components + plan->n_weights;
    line->terms = td_arena_alloc(making->arena, (most + 1) * sizeof *line->terms);
    line->tie_breaks = td_arena_alloc(making->arena, (most + 1) * sizeof *line->tie_breaks);
    if (!line->terms || !line->tie_breaks) {
        fail_memory(making);
        return;
    }
    for (unsigned i = 0; i < line->ranking->n_components; i++) {
        const struct plan_component *component = &line->ranking->components[i];
        if (ranking_source_find(component->id) != RANKING_ASSESSMENT)
            term_add(making, line, component, -1);
        else
            for (unsigned w = 0; w < plan->n_weights; w++)
                term_add(making, line, component, (int)w);
    }
    tie_breaks_make(line);
}

static void lines_make(struct making *making, const struct plan_round *round)
{
    struct ranking_terms *terms = making->terms;
    uint32_t *sides = td_arena_alloc(making->arena, (terms->plan->n_weights + 1) * sizeof *sides);
    terms->lines = td_arena_alloc(making->arena, (round->n_quotas + 1) * sizeof *terms->lines);
    if (!sides || !terms->lines) {
        fail_memory(making);
        return;
    }
    for (unsigned i = 0; i < terms->plan->n_weights; i++)
        sides[i] = value_of(terms, "weight", "", terms->plan->weights[i].id);
    terms->side_percents = sides;
    terms->vote_threshold = value_of(terms, "vote", "", "threshold");
    for (unsigned i = 0; making->code == TD_OK && i < round->n_quotas; i++)
        line_make(making, round->quotas[i].line, &terms->lines[terms->n_lines++]);
}

enum td_code ranking_terms_make(const struct plan *plan, Pb__RoundKind kind,
                                const struct ranking_setting *settings, size_t n_settings,
                                struct td_arena *arena, struct td_err *err,
                                struct ranking_terms *ret)
{
    const struct plan_round *round = plan_round_find(plan, kind);
    struct making making = {.terms = ret, .kind = kind, .arena = arena, .err = err};
    *ret = (struct ranking_terms){.plan = plan};
    if (!round)
        return TD_DATA_LOSS; /* no round is opened without */
    keys_make(&making, round);
    if (making.code == TD_OK)
        settings_take(&making, settings, n_settings);
    for (unsigned i = 0; alive(&making) && i < round->n_quotas; i++)
        sum_check(&making, round->quotas[i].line);
    if (alive(&making))
        sum_check(&making, "");
    if (making.code == TD_OK)
        lines_make(&making, round);
    return making.code;
}

const struct ranking_line_terms *ranking_terms_line(const struct ranking_terms *terms,
                                                    const char *line)
{
    for (size_t i = 0; i < terms->n_lines; i++)
        if (strcmp(terms->lines[i].line->id, line) == 0)
            return &terms->lines[i];
    return NULL;
}
