/* A comparison of two versions for people. */
#ifndef CLIENT_CMD_DOSSIER_DIFF_VIEW_H
#define CLIENT_CMD_DOSSIER_DIFF_VIEW_H

#include "dossier_diff.h"

#include <jansson.h>
#include <stdio.h>

/* One row per field; says so when nothing differs. */
void dossier_diff_print(FILE *out, struct td_arena *arena, const struct diff *diff);
/* [{"change", "field", "subject", "before", "after"}]; a new reference. */
json_t *dossier_diff_json(const struct diff *diff);

#endif
