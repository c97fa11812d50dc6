/* The two halves of reading a plan file: its schema and its meaning. Internal to this folder. */
#ifndef TD_PLANSCHEMA_H
#define TD_PLANSCHEMA_H

#include "plan.h"
#include "yamlfile.h"

extern const cyaml_schema_value_t PLAN_SCHEMA;
/* Of a version stored before: what the format gained since may be missing. */
extern const cyaml_schema_value_t STORED_PLAN_SCHEMA;

/* Do the values make sense together? Reports every mistake in file. The tree fits the schema,
 * and plan was made from it. */
void plan_check(struct yamlfile *file, const struct plan *plan);
/* Of the rankings, where there are any: each line of each round once, components that fit, weights
 * of 100 %. */
void ranking_check(struct yamlfile *file, const struct plan *plan);

#endif
