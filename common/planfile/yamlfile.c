/* Reading a YAML file by a schema: tree, schema, then libcyaml's conversion into the arena; and
 * reporting a mistake with its line and path. */
#include "yamlfile.h"

#include "text.h"

#define SHOWN_BYTES 60

/* ---- paths ------------------------------------------------------------------------------ */

static const char *node_path(struct td_arena *arena, const struct yamlfile_node *node)
{
    if (!node->parent)
        return "";
    const char *parent = node_path(arena, node->parent);
    return node->key ? td_path(arena, parent, node->key)
                     : td_path_index(arena, parent, node->index);
}

const struct yamlfile_node *yamlfile_member(const struct yamlfile_node *mapping, const char *key)
{
    if (mapping->kind != YAMLFILE_MAPPING)
        return NULL;
    for (const struct yamlfile_node *child = mapping->first; child; child = child->next)
        if (strcmp(child->key, key) == 0)
            return child;
    return NULL;
}

static const struct yamlfile_node *entry_at(const struct yamlfile_node *node, unsigned long index)
{
    if (node->kind != YAMLFILE_SEQUENCE)
        return NULL;
    const struct yamlfile_node *child = node->first;
    while (child && child->index != index)
        child = child->next;
    return child;
}

const struct yamlfile_node *yamlfile_nearest(const struct yamlfile_node *root, const char *path)
{
    const struct yamlfile_node *node = root;
    while (node && *path) {
        const struct yamlfile_node *below = NULL;
        if (*path == '[') {
            char *end;
            unsigned long index = strtoul(path + 1, &end, 10);
            bool closed = *end == ']';
            below = closed ? entry_at(node, index) : NULL;
            path = closed ? end + 1 : "";
        } else {
            char key[64];
            size_t len = strcspn(path, ".[");
            if (len < sizeof key) {
                memcpy(key, path, len);
                key[len] = '\0';
                below = yamlfile_member(node, key);
            }
            path += len;
        }
        path += *path == '.';
        if (!below)
            return node;
        node = below;
    }
    return node;
}

static void each_below(struct yamlfile *file, const struct yamlfile_node *node,
                       const char *selector, yamlfile_visit *visit, void *context)
{
    if (!node)
        return;
    selector += *selector == '.';
    if (!*selector) {
        visit(file, node, context);
        return;
    }
    if (*selector == '[') {
        for (const struct yamlfile_node *child = node->first; child; child = child->next)
            each_below(file, child, selector + 2, visit, context);
        return;
    }
    size_t len = strcspn(selector, ".[");
    for (const struct yamlfile_node *child = node->first; child; child = child->next)
        if (child->key && strncmp(child->key, selector, len) == 0 && !child->key[len])
            each_below(file, child, selector + len, visit, context);
}

void yamlfile_each(struct yamlfile *file, const char *selector, yamlfile_visit *visit,
                   void *context)
{
    each_below(file, file->root, selector, visit, context);
}

/* ---- mistakes --------------------------------------------------------------------------- */

/* The name that was probably meant: mistyped, or only its beginning ("unit" for "unit_code"). */
static const char *meant(const char *word, const char *const *names)
{
    if (!word || !*word)
        return NULL;
    const char *nearest = td_text_nearest(word, names);
    for (; !nearest && *names; names++)
        if (strncmp(*names, word, strlen(word)) == 0)
            nearest = *names;
    return nearest;
}

const char *yamlfile_choices(struct td_arena *arena, const char *word, const char *const *names)
{
    const char *nearest = meant(word, names);
    const char *list = nearest ? nearest : "";
    for (; *names && list; names++)
        if (*names != nearest)
            list = td_arena_printf(arena, "%s%s%s", list, *list ? ", " : "", *names);
    return list ? list : "";
}

static enum td_code report(struct yamlfile *file, unsigned line, const char *at,
                           const char *problem, const char *allowed)
{
    if (file->code == TD_OK)
        file->code = TD_INVALID_ARGUMENT;
    if (file->n_mistakes++ >= TD_ERR_MAX_VIOLATIONS)
        return TD_INVALID_ARGUMENT;
    return td_fail(file->err, TD_INVALID_ARGUMENT, "", "", file->key, "file", file->name, "line",
                   td_dec(file->arena, line), "at", at, "problem", problem, "allowed",
                   allowed ? allowed : "", TD_END);
}

/* "path: value", the value cut to a short line. */
static const char *place(struct td_arena *arena, const char *path, const char *value)
{
    if (!value || !*value)
        return path;
    size_t len = strcspn(value, "\n");
    bool cut = value[len] != '\0';
    if (len > SHOWN_BYTES) {
        len = SHOWN_BYTES;
        cut = true;
        while ((value[len] & 0xC0) == 0x80) /* not inside a letter */
            len--;
    }
    const char *text = td_arena_printf(arena, "%s%s%.*s%s", path, *path ? ": " : "", (int)len,
                                       value, cut ? "…" : "");
    return text ? text : path;
}

enum td_code yamlfile_fail(struct yamlfile *file, const struct yamlfile_node *node,
                           const char *member, const char *problem, const char *value,
                           const char *allowed)
{
    if (file->n_mistakes >= TD_ERR_MAX_VIOLATIONS)
        return TD_INVALID_ARGUMENT;
    const char *path = node ? node_path(file->arena, node) : "";
    if (member)
        path = td_path(file->arena, path, member);
    return report(file, node ? node->line : 1, place(file->arena, path, value), problem, allowed);
}

enum td_code yamlfile_fail_line(struct yamlfile *file, unsigned line, const char *at,
                                const char *problem, const char *allowed)
{
    return report(file, line, at, problem, allowed);
}

enum td_code yamlfile_exhausted(struct yamlfile *file)
{
    file->code = TD_RESOURCE_EXHAUSTED;
    return td_fail(file->err, TD_RESOURCE_EXHAUSTED, "", "", TD_KEY_FILE_SIZE, "name", file->name,
                   "max", td_dec(file->arena, (int64_t)file->max_bytes), TD_END);
}

/* ---- conversion ------------------------------------------------------------------------- */

/* What libcyaml takes from the arena, with its size in front: it frees nothing in earnest, and
 * grows lists one entry at a time, so that capacity doubles. */
struct block {
    size_t capacity;
    max_align_t bytes[];
};

static void *arena_realloc(void *context, void *old_bytes, size_t size)
{
    if (!size)
        return NULL;
    struct block *old =
        old_bytes ? (struct block *)(void *)((char *)old_bytes - offsetof(struct block, bytes))
                  : NULL;
    if (old && old->capacity >= size)
        return old_bytes;
    size_t capacity = old && size < 2 * old->capacity ? 2 * old->capacity : size;
    struct block *block = td_arena_zalloc(context, sizeof *block + capacity);
    if (!block)
        return NULL;
    block->capacity = capacity;
    if (old)
        memcpy(block->bytes, old->bytes, old->capacity);
    return block->bytes;
}

static enum td_code convert(struct yamlfile *file, const char *text, size_t len,
                            const cyaml_schema_value_t *schema, void **ret_data)
{
    const cyaml_config_t config = {
        .mem_fn = arena_realloc,
        .mem_ctx = file->arena,
        .flags = CYAML_CFG_NO_ALIAS,
    };
    cyaml_data_t *data = NULL;
    cyaml_err_t error = cyaml_load_data((const uint8_t *)text, len, &config, schema, &data, NULL);
    if (error == CYAML_ERR_OOM)
        return yamlfile_exhausted(file);
    if (error != CYAML_OK)
        return yamlfile_fail(file, NULL, NULL, N_("the file cannot be converted"),
                             cyaml_strerror(error), "");
    *ret_data = data;
    return TD_OK;
}

/* Without byte order mark, CRLF as LF: what Windows editors add and no one sees. */
static char *unix_text(struct td_arena *arena, const char *text, size_t len, size_t *ret_len)
{
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        len -= 3;
    }
    char *copy = td_arena_alloc(arena, len + 1);
    if (!copy)
        return NULL;
    size_t used = 0;
    for (size_t i = 0; i < len; i++)
        if (text[i] != '\r' || i + 1 == len || text[i + 1] != '\n')
            copy[used++] = text[i];
    copy[used] = '\0';
    *ret_len = used;
    return copy;
}

enum td_code yamlfile_read(struct yamlfile *file, const void *bytes, size_t len,
                           const cyaml_schema_value_t *schema, void **ret_data)
{
    if (len > file->max_bytes)
        return yamlfile_fail(file, NULL, NULL, N_("the file is too large (bytes)"),
                             td_dec(file->arena, (int64_t)len),
                             td_arena_printf(file->arena, "<= %zu", file->max_bytes));
    size_t text_len = 0;
    char *text = unix_text(file->arena, bytes, len, &text_len);
    if (!text)
        return yamlfile_exhausted(file);
    enum td_code code = yamlfile_build_tree(file, text, text_len);
    if (code == TD_OK)
        code = yamlfile_check_schema(file, schema);
    if (code == TD_OK)
        code = convert(file, text, text_len, schema, ret_data);
    return code;
}
