/* What must hold of the rankings of a plan file beyond its schema: every line of every round is
 * ranked in one way, by components that this program can measure and that fit the nominees. */
#include "planschema.h"

#include "ranking_source.h"

static const struct yamlfile_node *node_of(struct yamlfile *file, const char *path)
{
    return yamlfile_nearest(file->root, path);
}

/* These never are NULL. */
static const char *ranking_path(struct yamlfile *file, unsigned ranking, const char *member)
{
    return td_path(file->arena, td_path_index(file->arena, "rankings", ranking), member);
}

static const char *component_path(struct yamlfile *file, unsigned ranking, unsigned component,
                                  const char *member)
{
    const char *path =
        td_path_index(file->arena, ranking_path(file, ranking, "components"), component);
    return *member ? td_path(file->arena, path, member) : path;
}

/* The ids that fit such nominees, as a list that ends with NULL. */
static void sources_of(Pb__NomineeKind kind, const char *ret_ids[RANKING_N_SOURCES + 1])
{
    unsigned n = 0;
    for (unsigned i = 0; i < RANKING_N_SOURCES; i++) {
        const struct ranking_source_info *info = ranking_source_info((enum ranking_source)i);
        if (ranking_source_fits(info, kind))
            ret_ids[n++] = info->id;
    }
    ret_ids[n] = NULL;
}

static void full_check(struct yamlfile *file, const struct plan_component *component,
                       Pb__RankingMeasure measure, const char *path)
{
    bool counted = measure == PB__RANKING_MEASURE__RANKING_MEASURE_COUNT ||
                   measure == PB__RANKING_MEASURE__RANKING_MEASURE_CHANGE;
    if (counted && component->full == 0)
        yamlfile_fail(file, node_of(file, path), "full", N_("this key is missing"), NULL, "full");
    if (!counted && component->full != 0)
        yamlfile_fail(file, node_of(file, path), "full", N_("this component is not counted"), NULL,
                      N_("without this key"));
}

static const char *level_path(struct yamlfile *file, const char *component, unsigned i)
{
    const char *levels = td_path(file->arena, component, "levels");
    return td_path(file->arena, td_path_index(file->arena, levels, i), "id");
}

static bool is_among(const char *id, const char *const *ids)
{
    while (*ids && strcmp(*ids, id) != 0)
        ids++;
    return *ids != NULL;
}

static void levels_check(struct yamlfile *file, const struct plan_component *component,
                         const char *const *levels, const char *path)
{
    if (levels && component->n_levels == 0)
        yamlfile_fail(file, node_of(file, path), "levels", N_("this key is missing"), NULL,
                      "levels");
    if (!levels && component->n_levels > 0)
        yamlfile_fail(file, node_of(file, path), "levels", N_("this component has no levels"), NULL,
                      N_("without this key"));
    for (unsigned i = 0; levels && i < component->n_levels; i++)
        if (!is_among(component->levels[i].id, levels))
            yamlfile_fail(file, node_of(file, level_path(file, path, i)), NULL,
                          N_("not a level of this component"), component->levels[i].id,
                          yamlfile_choices(file->arena, component->levels[i].id, levels));
}

static void component_check(struct yamlfile *file, const struct plan *plan, unsigned r, unsigned c)
{
    const struct plan_component *component = &plan->rankings[r].components[c];
    const struct plan_line *line = plan_line_find(plan, plan->rankings[r].line);
    enum ranking_source source = ranking_source_find(component->id);
    const char *path = component_path(file, r, c, ""), *ids[RANKING_N_SOURCES + 1];
    if (!line)
        return; /* told already */
    if (source == RANKING_N_SOURCES ||
        !ranking_source_fits(ranking_source_info(source), line->kind)) {
        sources_of(line->kind, ids);
        yamlfile_fail(file, node_of(file, component_path(file, r, c, "id")), NULL,
                      N_("not a component for nominees of this line"), component->id,
                      yamlfile_choices(file->arena, component->id, ids));
        return;
    }
    full_check(file, component, ranking_source_info(source)->measure, path);
    levels_check(file, component, ranking_source_info(source)->levels, path);
    if (source == RANKING_ASSESSMENT && plan->n_weights == 0)
        yamlfile_fail(file, node_of(file, path), "id", N_("the assessment has no weights"), NULL,
                      "weights");
}

/* Of the assessment its sides are compared, not their sum. */
static bool tie_break_known(const struct plan *plan, const struct plan_ranking *ranking,
                            const char *id)
{
    for (unsigned i = 0; i < ranking->n_components; i++) {
        const char *component = ranking->components[i].id;
        bool assessment = ranking_source_find(component) == RANKING_ASSESSMENT;
        if (!assessment && strcmp(component, id) == 0)
            return true;
        for (unsigned w = 0; assessment && w < plan->n_weights; w++)
            if (strcmp(plan->weights[w].id, id) == 0)
                return true;
    }
    return false;
}

static void tie_breaks_check(struct yamlfile *file, const struct plan *plan, unsigned r)
{
    const struct plan_ranking *ranking = &plan->rankings[r];
    for (unsigned i = 0; i < ranking->n_tie_breaks; i++)
        if (!tie_break_known(plan, ranking, ranking->tie_breaks[i]))
            yamlfile_fail(
                file,
                node_of(file, td_path_index(file->arena, ranking_path(file, r, "tie_breaks"), i)),
                NULL, N_("not a component of this ranking"), ranking->tie_breaks[i],
                N_("the id of a component here; of the assessment one of weights"));
}

/* A side of the assessment must not be called like another component beside it. */
static void sides_check(struct yamlfile *file, const struct plan *plan, unsigned r)
{
    const struct plan_ranking *ranking = &plan->rankings[r];
    bool assessed = false;
    for (unsigned i = 0; i < ranking->n_components; i++)
        assessed |= ranking_source_find(ranking->components[i].id) == RANKING_ASSESSMENT;
    for (unsigned i = 0; assessed && i < ranking->n_components; i++)
        for (unsigned w = 0; w < plan->n_weights; w++)
            if (strcmp(ranking->components[i].id, plan->weights[w].id) == 0)
                yamlfile_fail(file, node_of(file, component_path(file, r, i, "id")), NULL,
                              N_("the assessment counts this already"), plan->weights[w].id,
                              "assessment");
}

/* Percent add up, and what the line is said to be ranked by is among the components. */
static void sum_check(struct yamlfile *file, const struct plan *plan, unsigned r)
{
    const struct plan_ranking *ranking = &plan->rankings[r];
    const struct plan_line *line = plan_line_find(plan, ranking->line);
    const char *path = ranking_path(file, r, "components");
    uint32_t percent = 0;
    bool ranked_by = !line;
    for (unsigned i = 0; i < ranking->n_components; i++) {
        enum ranking_source source = ranking_source_find(ranking->components[i].id);
        const char *by = source < RANKING_N_SOURCES ? ranking_source_info(source)->rank_by : NULL;
        percent += ranking->components[i].percent;
        ranked_by |= by && strcmp(by, line ? line->rank_by : "") == 0;
    }
    if (percent != 100)
        yamlfile_fail(file, node_of(file, path), NULL, N_("the weights do not add up"),
                      td_dec(file->arena, percent), "100");
    if (!ranked_by)
        yamlfile_fail(file, node_of(file, path), NULL,
                      N_("what the line is ranked by is not among the components"), NULL,
                      line->rank_by);
}

/* How often a line of a round is ranked. */
static unsigned times_ranked(const struct plan *plan, Pb__RoundKind kind, const char *line)
{
    unsigned n = 0;
    for (unsigned r = 0; r < plan->n_rankings; r++)
        for (unsigned k = 0; k < plan->rankings[r].n_rounds; k++)
            n += plan->rankings[r].rounds[k] == kind && strcmp(plan->rankings[r].line, line) == 0;
    return n;
}

static void cover_check(struct yamlfile *file, const struct plan *plan, unsigned i, unsigned q)
{
    const char *line = plan->rounds[i].quotas[q].line;
    unsigned n = times_ranked(plan, plan->rounds[i].kind, line);
    if (n == 1 || !plan_line_find(plan, line))
        return;
    const char *quotas = td_path(file->arena, td_path_index(file->arena, "rounds", i), "quotas");
    const char *path = td_path(file->arena, td_path_index(file->arena, quotas, q), "line");
    yamlfile_fail(file, node_of(file, path), NULL,
                  n == 0 ? N_("nothing says how this line is ranked in such a round")
                         : N_("this line is ranked in two ways in such a round"),
                  line, N_("one entry of rankings for it"));
}

void ranking_check(struct yamlfile *file, const struct plan *plan)
{
    for (unsigned r = 0; r < plan->n_rankings; r++) {
        for (unsigned c = 0; c < plan->rankings[r].n_components; c++)
            component_check(file, plan, r, c);
        sides_check(file, plan, r);
        tie_breaks_check(file, plan, r);
        sum_check(file, plan, r);
    }
    for (unsigned i = 0; plan_has(plan, PLAN_RANKINGS) && i < plan->n_rounds; i++)
        for (unsigned q = 0; q < plan->rounds[i].n_quotas; q++)
            cover_check(file, plan, i, q);
}
