/* Reading an index definition: its schema, what must hold beyond it, and the flat list of what is
 * scored. */
#include "indexfile.h"

#include "decimal.h"
#include "index_score.h"
#include "yamlcheck.h"

#define COUNT(table) ((uint32_t)(sizeof(table) / sizeof *(table)))
#define INDEX_FORMAT 1
#define ID_BYTES 24
#define NAME_BYTES 1000
#define LIST_ENTRIES 100
#define ID_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

/* The file as the schema fills it. */
struct raw_sub {
    const char *id, *name, *max;
    Pb__IndexMethod method;
};

struct raw_criterion {
    struct raw_sub self;
    struct raw_sub *subs;
    unsigned n_subs;
};

struct raw_field {
    const char *id;
    struct raw_criterion *criteria;
    unsigned n_criteria;
};

struct raw {
    uint32_t format, year;
    Pb__IndexLevel level;
    struct plan_text title;
    struct raw_field *fields;
    unsigned n_fields;
};

/* Names as in proto/types.proto. */
static const cyaml_strval_t LEVELS[] = {
    {"department", PB__INDEX_LEVEL__INDEX_LEVEL_DEPARTMENT},
    {"commune_ward", PB__INDEX_LEVEL__INDEX_LEVEL_COMMUNE_WARD},
};
static const cyaml_strval_t METHODS[] = {
    {"self_appraised", PB__INDEX_METHOD__INDEX_METHOD_SELF_APPRAISED},
    {"survey", PB__INDEX_METHOD__INDEX_METHOD_SURVEY},
};

#define TEXT(key, type, member, bytes) \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_DEFAULT, type, member, 1, bytes)
#define LIST(key, flags, type, member, entry, min)                                          \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | (flags), type, member, n_##member, \
                               &(entry), min, LIST_ENTRIES)
#define CHOICE(key, flags, type, member, names) \
    CYAML_FIELD_ENUM(key, CYAML_FLAG_STRICT | (flags), type, member, names, COUNT(names))
#define ENTRY(name, type, fields) \
    static const cyaml_schema_value_t name = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, type, fields)}

static const cyaml_schema_field_t TITLE[] = {
    TEXT("vi", struct plan_text, vi, NAME_BYTES),
    TEXT("en", struct plan_text, en, NAME_BYTES),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t SUB[] = {
    TEXT("id", struct raw_sub, id, ID_BYTES),
    TEXT("name", struct raw_sub, name, NAME_BYTES),
    TEXT("max", struct raw_sub, max, ID_BYTES),
    CHOICE("method", CYAML_FLAG_DEFAULT, struct raw_sub, method, METHODS),
    CYAML_FIELD_END,
};
ENTRY(SUB_ENTRY, struct raw_sub, SUB);

static const cyaml_schema_field_t CRITERION[] = {
    TEXT("id", struct raw_criterion, self.id, ID_BYTES),
    TEXT("name", struct raw_criterion, self.name, NAME_BYTES),
    TEXT("max", struct raw_criterion, self.max, ID_BYTES),
    CHOICE("method", CYAML_FLAG_OPTIONAL, struct raw_criterion, self.method, METHODS),
    CYAML_FIELD_SEQUENCE_COUNT("sub_criteria", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
                               struct raw_criterion, subs, n_subs, &SUB_ENTRY, 1, LIST_ENTRIES),
    CYAML_FIELD_END,
};
ENTRY(CRITERION_ENTRY, struct raw_criterion, CRITERION);

static const cyaml_schema_field_t FIELD[] = {
    TEXT("id", struct raw_field, id, NAME_BYTES),
    LIST("criteria", CYAML_FLAG_DEFAULT, struct raw_field, criteria, CRITERION_ENTRY, 1),
    CYAML_FIELD_END,
};
ENTRY(FIELD_ENTRY, struct raw_field, FIELD);

static const cyaml_schema_field_t DEFINITION[] = {
    CYAML_FIELD_UINT("format", CYAML_FLAG_DEFAULT, struct raw, format),
    CYAML_FIELD_UINT("year", CYAML_FLAG_DEFAULT, struct raw, year),
    CHOICE("level", CYAML_FLAG_DEFAULT, struct raw, level, LEVELS),
    CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct raw, title, TITLE),
    LIST("fields", CYAML_FLAG_DEFAULT, struct raw, fields, FIELD_ENTRY, 1),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t DEFINITION_SCHEMA = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw, DEFINITION)};

/* ---- what must hold beyond the schema ----------------------------------------------------- */

/* Texts of the same kind that came before. */
struct seen {
    const struct yamlfile_node *nodes[INDEX_ITEMS_MAX];
    size_t n;
};

static bool is_new(struct seen *seen, const struct yamlfile_node *node)
{
    for (size_t i = 0; i < seen->n; i++)
        if (strcmp(seen->nodes[i]->text, node->text) == 0)
            return false;
    if (seen->n < INDEX_ITEMS_MAX)
        seen->nodes[seen->n++] = node;
    return true;
}

static void id_visit(struct yamlfile *file, const struct yamlfile_node *node, void *context)
{
    size_t len = strspn(node->text, ID_LETTERS);
    if (node->text[len])
        yamlfile_fail(file, node, NULL, N_("not an identifier"), node->text, "A-Z a-z 0-9 . _ -");
    else if (!is_new(context, node))
        yamlfile_fail(file, node, NULL, N_("stands in this file twice"), node->text,
                      N_("once each"));
}

static void name_check(struct yamlfile *file, struct seen *seen, const struct yamlfile_node *node)
{
    if (!is_new(seen, node))
        yamlfile_fail(file, node, NULL, N_("stands in this field twice"), node->text,
                      N_("once each"));
}

/* The maximum of a criterion or sub-criterion; 0 when it is none. */
static int64_t max_check(struct yamlfile *file, const struct yamlfile_node *criterion)
{
    const struct yamlfile_node *node = yamlfile_member(criterion, "max");
    int64_t centi = 0;
    if (td_centi_parse(node->text, &centi) && centi > 0 && centi <= INDEX_ITEM_MAX_CENTI)
        return centi;
    yamlfile_fail(file, node, NULL, N_("points are needed, in hundredths at most"), node->text,
                  "0.01 – 1000.00");
    return 0;
}

static void subs_check(struct yamlfile *file, struct seen *names,
                       const struct yamlfile_node *criterion, const struct yamlfile_node *subs)
{
    int64_t max_centi = max_check(file, criterion), sum_centi = 0;
    for (const struct yamlfile_node *sub = subs->first; sub; sub = sub->next) {
        sum_centi += max_check(file, sub);
        name_check(file, names, yamlfile_member(sub, "name"));
    }
    if (sum_centi != max_centi)
        yamlfile_fail(file, yamlfile_member(criterion, "max"), NULL,
                      N_("the sub-criteria do not add up to this"),
                      td_centi_text(file->arena, max_centi), td_centi_text(file->arena, sum_centi));
}

static void field_visit(struct yamlfile *file, const struct yamlfile_node *criteria, void *context)
{
    (void)context;
    struct seen names = {.n = 0};
    for (const struct yamlfile_node *node = criteria->first; node; node = node->next) {
        const struct yamlfile_node *subs = yamlfile_member(node, "sub_criteria");
        const struct yamlfile_node *method = yamlfile_member(node, "method");
        if (subs && method)
            yamlfile_fail(file, method, NULL,
                          N_("a criterion with sub-criteria has no method of its own"),
                          method->text, N_("the method of each sub-criterion"));
        else if (!subs && !method)
            yamlfile_fail(file, node, "method", N_("this key is missing"), NULL,
                          "self_appraised, survey");
        if (subs) {
            subs_check(file, &names, node, subs);
        } else {
            max_check(file, node);
            name_check(file, &names, yamlfile_member(node, "name"));
        }
    }
}

static const char *const *field_names(struct yamlfile *file, const struct plan *plan)
{
    const char **names = td_arena_zalloc(file->arena, (plan->n_fields + 2) * sizeof *names);
    for (unsigned i = 0; names && i < plan->n_fields; i++)
        names[i] = plan->fields[i].id;
    if (names)
        names[plan->n_fields] = INDEX_FIELD_IMPACT;
    return names;
}

static enum td_code definition_check(struct yamlfile *file, const struct plan *plan)
{
    struct seen ids = {.n = 0};
    const char *const *names = field_names(file, plan);
    if (!names)
        return yamlfile_exhausted(file);
    yamlcheck_range(file, "format", INDEX_FORMAT, INDEX_FORMAT);
    yamlcheck_range(file, "year", plan->year_from, plan->year_to);
    yamlcheck_unique(file, "fields[].id");
    yamlcheck_names(file, "fields[].id", names, N_("no such field in the plan"));
    yamlfile_each(file, "fields[].criteria[].id", id_visit, &ids);
    yamlfile_each(file, "fields[].criteria[].sub_criteria[].id", id_visit, &ids);
    yamlfile_each(file, "fields[].criteria", field_visit, NULL);
    return file->code;
}

/* ---- the flat list ------------------------------------------------------------------------- */

static size_t items_count(const struct raw *raw)
{
    size_t n = 0;
    for (unsigned f = 0; f < raw->n_fields; f++)
        for (unsigned c = 0; c < raw->fields[f].n_criteria; c++)
            n += raw->fields[f].criteria[c].n_subs ? raw->fields[f].criteria[c].n_subs : 1;
    return n;
}

static void item_add(struct index_definition *definition, const struct raw_field *field,
                     const struct raw_criterion *criterion, const struct raw_sub *scored)
{
    struct index_item *item = &definition->items[definition->n_items++];
    *item = (struct index_item){
        .field = field->id,
        .criterion = criterion->self.id,
        .criterion_name = criterion->self.name,
        .id = scored->id,
        .name = scored->name,
        .method = scored->method,
    };
    (void)td_centi_parse(scored->max, &item->max_centi); /* it was checked */
}

static void items_fill(struct index_definition *definition, const struct raw *raw)
{
    for (unsigned f = 0; f < raw->n_fields; f++) {
        const struct raw_field *field = &raw->fields[f];
        for (unsigned c = 0; c < field->n_criteria; c++) {
            const struct raw_criterion *criterion = &field->criteria[c];
            if (criterion->n_subs == 0)
                item_add(definition, field, criterion, &criterion->self);
            for (unsigned s = 0; s < criterion->n_subs; s++)
                item_add(definition, field, criterion, &criterion->subs[s]);
        }
    }
}

enum td_code indexfile_parse(const void *yaml, size_t len, const char *file_name,
                             const struct plan *plan, struct td_arena *arena,
                             const struct index_definition **ret, struct td_err *err)
{
    struct yamlfile file = {
        .name = file_name,
        .key = TD_KEY_YAML_FILE,
        .max_bytes = INDEXFILE_MAX_BYTES,
        .arena = arena,
        .err = err,
    };
    void *data = NULL;
    enum td_code code = yamlfile_read(&file, yaml, len, &DEFINITION_SCHEMA, &data);
    if (code == TD_OK)
        code = definition_check(&file, plan);
    if (code != TD_OK)
        return code;
    const struct raw *raw = data;
    size_t n = items_count(raw);
    if (n > INDEX_ITEMS_MAX)
        return yamlfile_fail(&file, yamlfile_member(file.root, "fields"), NULL,
                             N_("too many entries"), td_dec(arena, (int64_t)n),
                             td_arena_printf(arena, "<= %d", INDEX_ITEMS_MAX));
    struct index_definition *definition = td_arena_zalloc(arena, sizeof *definition);
    if (definition)
        definition->items = td_arena_zalloc(arena, n * sizeof *definition->items);
    if (!definition || !definition->items)
        return yamlfile_exhausted(&file);
    definition->year = raw->year;
    definition->level = raw->level;
    definition->title = raw->title;
    items_fill(definition, raw);
    *ret = definition;
    return TD_OK;
}
