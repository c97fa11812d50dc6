/* Plan files (docs/plans/NAME.yaml): YAML, read by schema into struct plan. */
#ifndef TD_PLANFILE_H
#define TD_PLANFILE_H

#include "arena.h"
#include "err.h"
#include "plan.h"

#define PLANFILE_MAX_BYTES (256 * 1024)
/* Enough arena for any plan file within that size. */
#define PLANFILE_ARENA_BYTES (8 * 1024 * 1024)

/* Read a plan file and check that it makes sense: keys, types, texts (UTF-8, NFC), dates,
 * duplicate ids, references to lines and clauses, quotas for each line, weights that add up.
 *
 * yaml: borrowed, len bytes. file_name: for messages only. arena: the plan lives there, and so
 * does some scratch memory; give it an arena of its own with a budget of PLANFILE_ARENA_BYTES.
 * Returns OK and *ret_plan; INVALID_ARGUMENT with one PLAN_FILE violation for each mistake
 * {file, line, at: path and value, problem: a msgid, allowed: perhaps a msgid};
 * RESOURCE_EXHAUSTED: arena used up. *ret_plan is untouched on failure. Any thread. */
enum td_code planfile_parse(const void *yaml, size_t len, const char *file_name,
                            struct td_arena *arena, const struct plan **ret_plan,
                            struct td_err *err);

/* The same of a version that was stored when the format had fewer keys: council, head_criteria,
 * effectiveness, ranking_basis, rankings and preferences may be missing. Ask plan_has before what
 * needs them. */
enum td_code planfile_parse_stored(const void *yaml, size_t len, const char *file_name,
                                   struct td_arena *arena, const struct plan **ret_plan,
                                   struct td_err *err);

#endif
