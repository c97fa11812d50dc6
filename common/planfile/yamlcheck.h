/* What a schema cannot say about a YAML file, as checks over the tree, so that each mistake has its
 * line. The tree fits its schema. Internal to this folder. */
#ifndef TD_YAMLCHECK_H
#define TD_YAMLCHECK_H

#include "yamlfile.h"

/* The scalars of a selector such as "lines[].id" occur once each within their list. */
void yamlcheck_unique(struct yamlfile *file, const char *selector);

/* They lie within these bounds. */
void yamlcheck_range(struct yamlfile *file, const char *selector, unsigned min, unsigned max);

/* They are among these names (ends with NULL). problem: a msgid. */
void yamlcheck_names(struct yamlfile *file, const char *selector, const char *const *names,
                     const char *problem);

/* All texts that a selector matches, as a list that ends with NULL, in the arena; NULL when it is
 * used up. */
const char *const *yamlcheck_texts(struct yamlfile *file, const char *selector);

#endif
