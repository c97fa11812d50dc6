/* Reads a YAML file into C structs by a libcyaml schema, with errors good enough for the person
 * who typed the file: every mistake at once, each with its line, path and what is allowed.
 * libyaml gives the positions, libcyaml the conversion. Internal to this folder. */
#ifndef TD_YAMLFILE_H
#define TD_YAMLFILE_H

#include "arena.h"
#include "err.h"

#include <cyaml/cyaml.h>
#include <stdbool.h>

#define YAMLFILE_MAX_DEPTH 16
#define YAMLFILE_MAX_NODES 50000

enum yamlfile_kind { YAMLFILE_SCALAR, YAMLFILE_MAPPING, YAMLFILE_SEQUENCE };

/* One value of the file. */
struct yamlfile_node {
    enum yamlfile_kind kind;
    unsigned line;    /* from 1; of the key where there is one */
    bool plain;       /* a scalar without quotes: an empty one is null */
    const char *key;  /* in a mapping, else NULL */
    unsigned index;   /* in a sequence or mapping */
    const char *text; /* of a scalar */
    unsigned n_children;
    struct yamlfile_node *parent, *first, *last, *next;
};

/* A file being read. Set the first five, zero the rest. */
struct yamlfile {
    const char *name; /* for messages */
    enum td_key key;  /* PLAN_FILE or YAML_FILE */
    size_t max_bytes;
    struct td_arena *arena; /* everything lives here */
    struct td_err *err;     /* may be NULL */
    struct yamlfile_node *root;
    unsigned n_nodes, n_mistakes;
    enum td_code code; /* of the first mistake, else OK */
};

/* Read len bytes by the schema (its top level a CYAML_FLAG_POINTER mapping). A byte order mark
 * and CRLF line ends are accepted; aliases, anchors and tags are not. Returns OK and *ret_data;
 * INVALID_ARGUMENT with every mistake in file->err; RESOURCE_EXHAUSTED: arena used up. */
enum td_code yamlfile_read(struct yamlfile *file, const void *bytes, size_t len,
                           const cyaml_schema_value_t *schema, void **ret_data);

/* Report a mistake at a node (NULL: the file as a whole). member: a key below the node that is
 * meant, or NULL. problem: a msgid. value: what stands there, or NULL. allowed: what may. */
enum td_code yamlfile_fail(struct yamlfile *file, const struct yamlfile_node *node,
                           const char *member, const char *problem, const char *value,
                           const char *allowed);

/* For the whole file, by line only (before there are nodes). at: what is meant there. */
enum td_code yamlfile_fail_line(struct yamlfile *file, unsigned line, const char *at,
                                const char *problem, const char *allowed);

/* The member of a mapping, or NULL. */
const struct yamlfile_node *yamlfile_member(const struct yamlfile_node *mapping, const char *key);

/* The node of a path such as "nominees[2].name", or the nearest one around it that exists. */
const struct yamlfile_node *yamlfile_nearest(const struct yamlfile_node *root, const char *path);

/* Call `visit` for every node that a selector such as "rounds[].quotas[].line" matches. */
typedef void yamlfile_visit(struct yamlfile *file, const struct yamlfile_node *node, void *context);
void yamlfile_each(struct yamlfile *file, const char *selector, yamlfile_visit *visit,
                   void *context);

/* "a, b, c" in the arena, the one nearest to `word` first (word may be NULL). names ends with
 * NULL. "" when the arena is used up. */
const char *yamlfile_choices(struct td_arena *arena, const char *word, const char *const *names);

/* The arena is used up. */
enum td_code yamlfile_exhausted(struct yamlfile *file);

/* Steps of yamlfile_read: bytes → file->root; root against the schema. */
enum td_code yamlfile_build_tree(struct yamlfile *file, const char *text, size_t len);
enum td_code yamlfile_check_schema(struct yamlfile *file, const cyaml_schema_value_t *schema);

#endif
