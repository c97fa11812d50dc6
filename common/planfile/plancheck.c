/* What a schema cannot say about a plan file: ids that occur twice, references that lead nowhere,
 * dates, ranges. Tables over the tree, so that each mistake has its line. */
#include "planschema.h"

#include "timefmt.h"

#define EACH(i, table) (size_t i = 0; i < sizeof(table) / sizeof *(table); i++)

/* ---- what must be unique within its list ------------------------------------------------- */

static const char *const UNIQUE[] = {
    "clauses[].id",  "fields[].id",          "contents[].id", "unit_kinds[].kind",
    "lines[].id",    "lines[].unit_kinds[]", "rounds[].kind", "rounds[].quotas[].line",
    "criteria[].id", "parts[].id",           "weights[].id",  "recipients[].id",
};

/* The entry of the nearest list around a scalar: itself, or the mapping it belongs to. */
static const struct yamlfile_node *entry_of(const struct yamlfile_node *node)
{
    return node->key ? node->parent : node;
}

static void unique_visit(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    (void)context;
    const struct yamlfile_node *entry = entry_of(node);
    for (const struct yamlfile_node *other = entry->parent->first; other != entry;
         other = other->next) {
        const struct yamlfile_node *value = node->key ? yamlfile_member(other, node->key) : other;
        if (strcmp(value->text, node->text) == 0) {
            yamlfile_fail(file, node, NULL, N_("stands in this list twice"), node->text,
                          N_("once each"));
            return;
        }
    }
}

/* ---- what must be named elsewhere in the file, or known to the program --------------------- */

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
    {"parts[].id", NULL, PARTS, N_("not a part this program knows")},
};

/* The texts that a selector matches, as a list that ends with NULL. */
struct names {
    const char **list;
    size_t n;
};

static void names_count(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    (void)file;
    (void)node;
    ++*(size_t *)context;
}

static void names_add(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    (void)file;
    struct names *names = context;
    names->list[names->n++] = node->text;
}

static const char *const *names_of(struct yamlfile *file, const struct reference *reference)
{
    if (!reference->to)
        return reference->names;
    size_t n = 0;
    yamlfile_each(file, reference->to, names_count, &n);
    struct names names = {.list = td_arena_zalloc(file->arena, (n + 1) * sizeof *names.list)};
    if (names.list)
        yamlfile_each(file, reference->to, names_add, &names);
    return names.list;
}

struct lookup {
    const struct reference *reference;
    const char *const *names;
};

static void reference_visit(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    const struct lookup *lookup = context;
    for (const char *const *name = lookup->names; *name; name++)
        if (strcmp(*name, node->text) == 0)
            return;
    yamlfile_fail(file, node, NULL, lookup->reference->problem, node->text,
                  yamlfile_choices(file->arena, node->text, lookup->names));
}

static void reference_check(struct yamlfile *file, const struct reference *reference)
{
    struct lookup lookup = {reference, names_of(file, reference)};
    if (lookup.names)
        yamlfile_each(file, reference->from, reference_visit, &lookup);
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
    {"rounds[].quotas[].places", 1, 1000},
    {"weights[].percent", 1, 100},
};

static void range_visit(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    const struct range *range = context;
    unsigned long value = strtoul(node->text, NULL, 10);
    if (value < range->min || value > range->max)
        yamlfile_fail(file, node, NULL, N_("the number is out of range"), node->text,
                      td_arena_printf(file->arena, "%u – %u", range->min, range->max));
}

static void sums_check(struct yamlfile *file, const struct plan *plan)
{
    if (plan->year_from > plan->year_to)
        yamlfile_fail(file, yamlfile_member(file->root, "year_to"), NULL,
                      N_("the last year is before the first"),
                      td_dec(file->arena, (int64_t)plan->year_to),
                      td_arena_printf(file->arena, ">= %u", plan->year_from));
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
    yamlfile_each(file, UNIQUE[i], unique_visit, NULL);
    for
        EACH(i, REFERENCES)
    reference_check(file, &REFERENCES[i]);
    for
        EACH(i, DATES)
    yamlfile_each(file, DATES[i], date_visit, NULL);
    for
        EACH(i, RANGES)
    yamlfile_each(file, RANGES[i].selector, range_visit, (void *)(uintptr_t)&RANGES[i]);
    sums_check(file, plan);
}
