/* Index definition files (docs/examples/index-2022-commune_ward.yaml): what the CCHC index of a
 * year and level measures, as YAML read by schema. */
#ifndef TD_INDEXFILE_H
#define TD_INDEXFILE_H

#include "arena.h"
#include "err.h"
#include "index_definition.h"

#define INDEXFILE_MAX_BYTES (128 * 1024)
#define INDEXFILE_ARENA_BYTES (8 * 1024 * 1024)

/* Read a definition and check that it makes sense: keys, types, fields of the plan, ids and names
 * that occur twice, maxima as decimals, sub-criteria that add up, a method for whatever is scored.
 *
 * plan: borrowed; its fields and years are what the file may use; *ret points into it. Otherwise
 * arguments and outcomes as planfile_parse; violations are YAML_FILE. Any thread. */
enum td_code indexfile_parse(const void *yaml, size_t len, const char *file_name,
                             const struct plan *plan, struct td_arena *arena,
                             const struct index_definition **ret, struct td_err *err);

#endif
