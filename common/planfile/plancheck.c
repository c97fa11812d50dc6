/* What a schema cannot say about a plan file: ids that occur twice, references that lead nowhere,
 * dates, ranges. Tables over the tree, so that each mistake has its line. */
#include "planschema.h"

#include "timefmt.h"
#include "yamlcheck.h"

#define EACH(i, table) (size_t i = 0; i < sizeof(table) / sizeof *(table); i++)

/* ---- what must be unique within its list ------------------------------------------------- */

static const char *const UNIQUE[] = {
    "clauses[].id",
    "fields[].id",
    "contents[].id",
    "unit_kinds[].kind",
    "lines[].id",
    "lines[].unit_kinds[]",
    "rounds[].kind",
    "rounds[].quotas[].line",
    "criteria[].id",
    "parts[].id",
    "weights[].id",
    "head_criteria[].id",
    "recipients[].id",
    "rankings[].components[].id",
    "rankings[].components[].levels[].id",
    "rankings[].rounds[]",
    "rankings[].tie_breaks[]",
};

/* ---- what must be named elsewhere in the file, or known to the program --------------------- */

static const char *const SIDES[] = {"completion", "head_responsibility", "effectiveness", NULL};
static const char *const RANKS[] = {"assessment", "index", "initiative", NULL};
static const char *const PARTS[] = {"letter", "list", "report", "minutes", "originals", NULL};

static const struct reference {
    const char *from;
    const char *to;           /* a selector, or NULL: see names */
    const char *const *names; /* ends with NULL */
    const char *problem;
} REFERENCES[] = {
    {"fields[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"contents[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"unit_kinds[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"lines[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"rounds[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"criteria[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"parts[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"weights[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"recipients[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"rounds[].quotas[].line", "lines[].id", NULL, N_("no such award line in this file")},
    {"lines[].unit_kinds[]", "unit_kinds[].kind", NULL, N_("no such kind of unit in this file")},
    {"lines[].rank_by", NULL, RANKS, N_("not a way of ranking")},
    {"rankings[].line", "lines[].id", NULL, N_("no such award line in this file")},
    {"rankings[].rounds[]", "rounds[].kind", NULL, N_("no such round in this file")},
    {"rankings[].components[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"weights[].id", NULL, SIDES, N_("not a side of the assessment")},
    {"head_criteria[].clause", "clauses[].id", NULL, N_("no such clause in this file")},
    {"parts[].id", NULL, PARTS, N_("not a part this program knows")},
};

static void reference_check(struct yamlfile *file, const struct reference *reference)
{
    const char *const *names =
        reference->to ? yamlcheck_texts(file, reference->to) : reference->names;
    if (names)
        yamlcheck_names(file, reference->from, names, reference->problem);
    else
        yamlfile_exhausted(file);
}

/* ---- dates and numbers ------------------------------------------------------------------- */

static const char *const DATES[] = {
    "issued_on",
    "superiors[].valid_from",
    "superiors[].valid_to",
    "issuers[].valid_from",
    "issuers[].valid_to",
    "signers[].valid_from",
    "signers[].valid_to",
    "legal_bases[].valid_from",
    "legal_bases[].valid_to",
    "preferences[].valid_from",
    "preferences[].valid_to",
};

static void date_visit(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    (void)context;
    if (!td_date_valid(node->text)) {
        yamlfile_fail(file, node, NULL, N_("not a date"), node->text, "YYYY-MM-DD");
        return;
    }
    const struct yamlfile_node *from = yamlfile_member(node->parent, "valid_from");
    if (strcmp(node->key, "valid_to") == 0 && strcmp(from->text, node->text) > 0)
        yamlfile_fail(file, node, NULL, N_("the last day is before the first"), node->text,
                      td_arena_printf(file->arena, ">= %s", from->text));
}

static const struct range {
    const char *selector;
    unsigned min, max;
} RANGES[] = {
    {"format", PLAN_FORMAT, PLAN_FORMAT},
    {"year_from", 1990, 2199},
    {"year_to", 1990, 2199},
    {"originals", 0, 20},
    {"vote_threshold_percent", 1, 100},
    {"council.quorum_part", 1, 100},
    {"council.quorum_of", 1, 100},
    {"rounds[].quotas[].places", 1, 1000},
    {"weights[].percent", 1, 100},
    {"head_criteria[].points", 1, 1000},
    {"effectiveness.change_percent", 0, 100},
    {"effectiveness.full_change", 1, 100},
    {"rankings[].floor", 0, 100},
    {"rankings[].reserve", 0, 1000},
    {"rankings[].components[].percent", 0, 100},
    {"rankings[].components[].full", 1, 1000},
    {"rankings[].components[].levels[].points", 0, 100},
    {"preferences[].women_percent", 1, 100},
};

static void sums_check(struct yamlfile *file, const struct plan *plan)
{
    if (plan->year_from > plan->year_to)
        yamlfile_fail(file, yamlfile_member(file->root, "year_to"), NULL,
                      N_("the last year is before the first"),
                      td_dec(file->arena, (int64_t)plan->year_to),
                      td_arena_printf(file->arena, ">= %u", plan->year_from));
    if (plan->council.quorum_part > plan->council.quorum_of)
        yamlfile_fail(file, yamlfile_member(yamlfile_member(file->root, "council"), "quorum_part"),
                      NULL, N_("more than all members cannot be asked for"),
                      td_dec(file->arena, plan->council.quorum_part),
                      td_arena_printf(file->arena, "<= %u", plan->council.quorum_of));
    uint32_t percent = 0;
    for (unsigned i = 0; i < plan->n_weights; i++)
        percent += plan->weights[i].percent;
    if (plan->n_weights && percent != 100)
        yamlfile_fail(file, yamlfile_member(file->root, "weights"), NULL,
                      N_("the weights do not add up"), td_dec(file->arena, (int64_t)percent),
                      "100");
}

void plan_check(struct yamlfile *file, const struct plan *plan)
{
    for
        EACH(i, UNIQUE)
    yamlcheck_unique(file, UNIQUE[i]);
    for
        EACH(i, REFERENCES)
    reference_check(file, &REFERENCES[i]);
    for
        EACH(i, DATES)
    yamlfile_each(file, DATES[i], date_visit, NULL);
    for
        EACH(i, RANGES)
    yamlcheck_range(file, RANGES[i].selector, RANGES[i].min, RANGES[i].max);
    sums_check(file, plan);
    ranking_check(file, plan);
}
