/* What a dossier folder is made of besides the clerk's own words: unit, round and plan as the
 * server has them. */
#ifndef CLIENT_CMD_MATERIAL_H
#define CLIENT_CMD_MATERIAL_H

#include "command.h"
#include "folder.h"
#include "plan.pb-c.h"
#include "unit.pb-c.h"

struct material {
    const Pb__Unit *unit;
    const Pb__Round *round;
    const Pb__PlanShowResponse *plan; /* the version that the round is held under */
};

/* unit_code: NULL for the officer's own. NOT_FOUND (UNIT_UNKNOWN, ROUND_UNKNOWN). */
enum td_code material_gather(struct cli *cli, const char *unit_code, const char *round_id,
                             struct material *ret);

/* Write round, plan, state and, last, dossier.yaml, with which it is a dossier folder. */
enum td_code material_write(const struct material *material, const struct folder *folder,
                            const struct folder_state *state, const char *yaml, struct td_err *err);

#endif
