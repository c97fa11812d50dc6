/* Does a tree fit a libcyaml schema? Every mistake is reported, not just the first one, so
 * that the person who typed the file is done in one go. */
#include "yamlfile.h"

typedef void check_value(struct yamlfile *file, const struct yamlfile_node *node,
                         const cyaml_schema_value_t *schema);

static void value_check(struct yamlfile *file, const struct yamlfile_node *node,
                        const cyaml_schema_value_t *schema);

/* What stands at a node, for messages: a scalar's text, nothing for a collection. */
static const char *shown(const struct yamlfile_node *node)
{
    return node->kind == YAMLFILE_SCALAR ? node->text : NULL;
}

static const char *field_choices(struct yamlfile *file, const char *word,
                                 const cyaml_schema_field_t *fields)
{
    size_t n = 0;
    while (fields[n].key)
        n++;
    const char **names = td_arena_zalloc(file->arena, (n + 1) * sizeof *names);
    if (!names)
        return "";
    for (size_t i = 0; i < n; i++)
        names[i] = fields[i].key;
    return yamlfile_choices(file->arena, word, names);
}

static void string_check(struct yamlfile *file, const struct yamlfile_node *node,
                         const cyaml_schema_value_t *schema)
{
    if (node->kind != YAMLFILE_SCALAR) {
        yamlfile_fail(file, node, NULL, N_("a text is needed"), NULL, N_("one text"));
        return;
    }
    size_t len = strlen(node->text);
    if (len < schema->string.min)
        yamlfile_fail(file, node, NULL, N_("a text is missing"), NULL, N_("one text"));
    else if (len > schema->string.max)
        yamlfile_fail(file, node, NULL, N_("the text is too long (bytes)"), node->text,
                      td_dec(file->arena, (int64_t)schema->string.max));
}

static void uint_check(struct yamlfile *file, const struct yamlfile_node *node,
                       const cyaml_schema_value_t *schema)
{
    (void)schema;
    const char *text = node->kind == YAMLFILE_SCALAR ? node->text : "";
    size_t digits = strspn(text, "0123456789");
    /* libcyaml would read 010 as eight. */
    if (!digits || text[digits] || digits > 9 || (digits > 1 && text[0] == '0'))
        yamlfile_fail(file, node, NULL, N_("a whole number is needed"), shown(node),
                      "0 – 999999999");
}

static void enum_check(struct yamlfile *file, const struct yamlfile_node *node,
                       const cyaml_schema_value_t *schema)
{
    uint32_t n = schema->enumeration.count;
    const char **names = td_arena_zalloc(file->arena, (n + 1) * sizeof *names);
    if (!names)
        return;
    size_t used = 0;
    for (uint32_t i = 0; i < n; i++) {
        const char *name = schema->enumeration.strings[i].str;
        if (node->kind == YAMLFILE_SCALAR && strcmp(node->text, name) == 0)
            return;
        if (name[0])
            names[used++] = name;
    }
    yamlfile_fail(file, node, NULL, N_("not one of the possible values"), shown(node),
                  yamlfile_choices(file->arena, shown(node), names));
}

static const cyaml_schema_field_t *field_find(const cyaml_schema_field_t *fields, const char *key)
{
    for (; fields->key; fields++)
        if (strcmp(fields->key, key) == 0)
            return fields;
    return NULL;
}

static void mapping_check(struct yamlfile *file, const struct yamlfile_node *node,
                          const cyaml_schema_value_t *schema)
{
    const cyaml_schema_field_t *fields = schema->mapping.fields;
    if (node->kind != YAMLFILE_MAPPING) {
        yamlfile_fail(file, node, NULL, N_("keys with values are needed"), shown(node),
                      field_choices(file, NULL, fields));
        return;
    }
    for (const struct yamlfile_node *child = node->first; child; child = child->next) {
        const cyaml_schema_field_t *field = field_find(fields, child->key);
        if (!field)
            yamlfile_fail(file, child, NULL, N_("unknown key"), NULL,
                          field_choices(file, child->key, fields));
        else if (yamlfile_member(node, child->key) != child)
            yamlfile_fail(file, child, NULL, N_("this key stands here twice"), NULL,
                          N_("once each"));
        else
            value_check(file, child, &field->value);
    }
    for (; fields->key; fields++)
        if (!(fields->value.flags & CYAML_FLAG_OPTIONAL) && !yamlfile_member(node, fields->key))
            yamlfile_fail(file, node, fields->key, N_("this key is missing"), NULL, fields->key);
}

static void sequence_check(struct yamlfile *file, const struct yamlfile_node *node,
                           const cyaml_schema_value_t *schema)
{
    if (node->kind != YAMLFILE_SEQUENCE) {
        yamlfile_fail(file, node, NULL, N_("a list is needed"), shown(node), "- …");
        return;
    }
    if (node->n_children < schema->sequence.min) {
        yamlfile_fail(file, node, NULL, N_("too few entries"), NULL,
                      td_arena_printf(file->arena, ">= %u", schema->sequence.min));
        return;
    }
    if (node->n_children > schema->sequence.max) {
        yamlfile_fail(file, node, NULL, N_("too many entries"), NULL,
                      td_arena_printf(file->arena, "<= %u", schema->sequence.max));
        return;
    }
    for (const struct yamlfile_node *child = node->first; child; child = child->next)
        value_check(file, child, schema->sequence.entry);
}

/* The types of value our schemas use. */
static check_value *const CHECKS[CYAML__TYPE_COUNT] = {
    [CYAML_STRING] = string_check,   [CYAML_UINT] = uint_check,         [CYAML_ENUM] = enum_check,
    [CYAML_MAPPING] = mapping_check, [CYAML_SEQUENCE] = sequence_check,
};

static bool is_null(const struct yamlfile_node *node)
{
    return node->kind == YAMLFILE_SCALAR && node->plain && !node->text[0];
}

static void value_check(struct yamlfile *file, const struct yamlfile_node *node,
                        const cyaml_schema_value_t *schema)
{
    bool may_be_null = (schema->flags & CYAML_FLAG_POINTER_NULL) == CYAML_FLAG_POINTER_NULL;
    if (may_be_null && is_null(node))
        return;
    CHECKS[schema->type](file, node, schema);
}

enum td_code yamlfile_check_schema(struct yamlfile *file, const cyaml_schema_value_t *schema)
{
    value_check(file, file->root, schema);
    return file->code;
}
