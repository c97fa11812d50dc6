/* From YAML text to a tree of nodes with lines: libyaml's events, with bounds on depth and
 * count. What the keys mean is yamlschema.c's business. */
#include "yamlfile.h"

#include "text.h"

#include <yaml.h>

struct builder {
    struct yamlfile *file;
    struct yamlfile_node *open; /* the mapping or sequence being filled */
    const char *key;            /* read, its value not yet */
    unsigned key_line, depth;
    bool done;
};

static const struct {
    enum td_text_fault fault;
    const char *problem, *allowed;
} TEXT_PROBLEMS[] = {
    {TD_TEXT_NOT_UTF8, N_("not valid UTF-8 text; save the file as UTF-8"), "UTF-8"},
    {TD_TEXT_NOT_NFC,
     N_("decomposed Vietnamese letters (NFD); type them as composed Unicode (NFC)"), "NFC"},
    {TD_TEXT_HAS_CONTROL, N_("control or invisible characters are not allowed"),
     N_("letters, digits, punctuation, line ends")},
};

static enum td_code text_fail(struct yamlfile *file, unsigned line, enum td_text_fault fault,
                              const char *at)
{
    for (size_t i = 0; i < sizeof TEXT_PROBLEMS / sizeof *TEXT_PROBLEMS; i++)
        if (TEXT_PROBLEMS[i].fault == fault)
            return yamlfile_fail_line(file, line, at, TEXT_PROBLEMS[i].problem,
                                      TEXT_PROBLEMS[i].allowed);
    return TD_OK;
}

/* The first line with a fault; the whole text includes comments, which are kept too. */
static enum td_code lines_check(struct yamlfile *file, const char *text, size_t len)
{
    unsigned line = 1;
    for (const char *at = text, *end = text + len; at < end; line++) {
        const char *eol = memchr(at, '\n', (size_t)(end - at));
        if (!eol)
            eol = end;
        enum td_text_fault fault = td_text_check(at, (size_t)(eol - at), NULL);
        if (fault != TD_TEXT_FINE)
            return text_fail(file, line, fault, "");
        at = eol + 1;
    }
    return TD_OK;
}

static struct yamlfile_node *node_add(struct builder *builder, enum yamlfile_kind kind,
                                      const yaml_event_t *event)
{
    struct yamlfile_node *node = td_arena_zalloc(builder->file->arena, sizeof *node);
    if (!node)
        return NULL;
    struct yamlfile_node *parent = builder->open;
    node->kind = kind;
    node->parent = parent;
    node->key = builder->key;
    node->line = builder->key ? builder->key_line : (unsigned)event->start_mark.line + 1;
    builder->key = NULL;
    if (!parent) {
        builder->file->root = node;
        return node;
    }
    node->index = parent->n_children++;
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    return node;
}

static enum td_code on_scalar(struct builder *builder, const yaml_event_t *event)
{
    struct yamlfile *file = builder->file;
    const char *text = (const char *)event->data.scalar.value;
    size_t len = event->data.scalar.length;
    unsigned line = (unsigned)event->start_mark.line + 1;
    /* Escapes such as "\0" or "\u0301" pass the check of the raw lines. */
    enum td_text_fault fault = td_text_check(text, len, NULL);
    if (fault != TD_TEXT_FINE)
        return text_fail(file, line, fault, builder->key ? builder->key : "");
    char *copy = td_arena_copy(file->arena, text, len + 1);
    if (!copy)
        return yamlfile_exhausted(file);
    if (builder->open && builder->open->kind == YAMLFILE_MAPPING && !builder->key) {
        builder->key = copy;
        builder->key_line = line;
        return TD_OK;
    }
    struct yamlfile_node *node = node_add(builder, YAMLFILE_SCALAR, event);
    if (!node)
        return yamlfile_exhausted(file);
    node->text = copy;
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return TD_OK;
}

static enum td_code on_open(struct builder *builder, enum yamlfile_kind kind,
                            const yaml_event_t *event)
{
    struct yamlfile *file = builder->file;
    unsigned line = (unsigned)event->start_mark.line + 1;
    if (++builder->depth > YAMLFILE_MAX_DEPTH)
        return yamlfile_fail_line(file, line, "", N_("too deeply nested"),
                                  td_dec(file->arena, YAMLFILE_MAX_DEPTH));
    if (builder->open && builder->open->kind == YAMLFILE_MAPPING && !builder->key)
        return yamlfile_fail_line(file, line, "", N_("a key must be a simple word"), "key: value");
    struct yamlfile_node *node = node_add(builder, kind, event);
    if (!node)
        return yamlfile_exhausted(file);
    builder->open = node;
    return TD_OK;
}

static void on_close(struct builder *builder)
{
    builder->depth--;
    builder->open = builder->open->parent;
}

/* Anchors, aliases (a few lines of them can stand for gigabytes) and tags. */
static bool has_trick(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return true;
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor || event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor || event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor || event->data.mapping_start.tag;
    default:
        return false;
    }
}

static enum td_code on_event(struct builder *builder, const yaml_event_t *event)
{
    struct yamlfile *file = builder->file;
    unsigned line = (unsigned)event->start_mark.line + 1;
    if (has_trick(event))
        return yamlfile_fail_line(file, line, "& * !", N_("anchors, aliases and tags are not read"),
                                  N_("plain values and texts in quotation marks"));
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return file->root
                   ? yamlfile_fail_line(file, line, "---", N_("a second document is not read"),
                                        N_("one document"))
                   : TD_OK;
    case YAML_STREAM_END_EVENT:
        builder->done = true;
        return TD_OK;
    case YAML_SCALAR_EVENT:
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        if (++file->n_nodes > YAMLFILE_MAX_NODES)
            return yamlfile_fail_line(file, line, "", N_("too many values"),
                                      td_dec(file->arena, YAMLFILE_MAX_NODES));
        if (event->type == YAML_SCALAR_EVENT)
            return on_scalar(builder, event);
        return on_open(
            builder, event->type == YAML_MAPPING_START_EVENT ? YAMLFILE_MAPPING : YAMLFILE_SEQUENCE,
            event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        on_close(builder);
        return TD_OK;
    default:
        return TD_OK;
    }
}

static enum td_code syntax_fail(struct yamlfile *file, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return yamlfile_exhausted(file);
    return yamlfile_fail_line(file, (unsigned)parser->problem_mark.line + 1,
                              parser->problem ? parser->problem : "",
                              N_("not valid YAML; look at indentation, colons and quotation marks"),
                              "key: value, - value, # …");
}

static enum td_code events_read(struct yamlfile *file, yaml_parser_t *parser)
{
    struct builder builder = {.file = file};
    enum td_code code = TD_OK;
    while (code == TD_OK && !builder.done) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return syntax_fail(file, parser);
        code = on_event(&builder, &event);
        yaml_event_delete(&event);
    }
    return code;
}

enum td_code yamlfile_build_tree(struct yamlfile *file, const char *text, size_t len)
{
    enum td_code code = lines_check(file, text, len);
    if (code != TD_OK)
        return code;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return yamlfile_exhausted(file);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    code = events_read(file, &parser);
    yaml_parser_delete(&parser);
    if (code == TD_OK && !file->root)
        return yamlfile_fail_line(file, 1, "", N_("the file is empty"), "key: value");
    return code;
}
