/* Checks over the tree that plan files and index definitions share. */
#include "yamlcheck.h"

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
        if (value && strcmp(value->text, node->text) == 0) {
            yamlfile_fail(file, node, NULL, N_("stands in this list twice"), node->text,
                          N_("once each"));
            return;
        }
    }
}

void yamlcheck_unique(struct yamlfile *file, const char *selector)
{
    yamlfile_each(file, selector, unique_visit, NULL);
}

struct range {
    unsigned min, max;
};

static void range_visit(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    const struct range *range = context;
    unsigned long value = strtoul(node->text, NULL, 10);
    if (value < range->min || value > range->max)
        yamlfile_fail(file, node, NULL, N_("the number is out of range"), node->text,
                      td_arena_printf(file->arena, "%u – %u", range->min, range->max));
}

void yamlcheck_range(struct yamlfile *file, const char *selector, unsigned min, unsigned max)
{
    struct range range = {min, max};
    yamlfile_each(file, selector, range_visit, &range);
}

struct lookup {
    const char *const *names;
    const char *problem;
};

static void name_visit(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    const struct lookup *lookup = context;
    for (const char *const *name = lookup->names; *name; name++)
        if (strcmp(*name, node->text) == 0)
            return;
    yamlfile_fail(file, node, NULL, lookup->problem, node->text,
                  yamlfile_choices(file->arena, node->text, lookup->names));
}

void yamlcheck_names(struct yamlfile *file, const char *selector, const char *const *names,
                     const char *problem)
{
    struct lookup lookup = {names, problem};
    yamlfile_each(file, selector, name_visit, &lookup);
}

/* A list that ends with NULL. */
struct texts {
    const char **list;
    size_t n;
};

static void text_count(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    (void)file;
    (void)node;
    ++*(size_t *)context;
}

static void text_add(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    (void)file;
    struct texts *texts = context;
    texts->list[texts->n++] = node->text;
}

const char *const *yamlcheck_texts(struct yamlfile *file, const char *selector)
{
    size_t n = 0;
    yamlfile_each(file, selector, text_count, &n);
    struct texts texts = {.list = td_arena_zalloc(file->arena, (n + 1) * sizeof *texts.list)};
    if (texts.list)
        yamlfile_each(file, selector, text_add, &texts);
    return texts.list;
}
