/* Unit, round and plan from the server into a folder. */
#include "material.h"

#include "connection.h"
#include "officer.pb-c.h"

static enum td_code find_unit(struct cli *cli, const char *unit_code, const Pb__Unit **ret)
{
    Pb__UnitListRequest list = PB__UNIT_LIST_REQUEST__INIT;
    const Pb__UnitListResponse *units;
    enum td_code code = CALL(cli, unit_service, list, &list, &units);
    if (code != TD_OK)
        return code;
    for (size_t i = 0; i < units->n_units; i++) {
        if (strcmp(units->units[i]->code, unit_code) == 0) {
            *ret = units->units[i];
            return TD_OK;
        }
    }
    return td_fail(&cli->err, TD_NOT_FOUND, "", "II.1", TD_KEY_UNIT_UNKNOWN, "unit", unit_code,
                   TD_END);
}

static enum td_code own_unit(struct cli *cli, const Pb__Unit **ret)
{
    Pb__WhoAmIRequest who = PB__WHO_AM_IREQUEST__INIT;
    const Pb__WhoAmIResponse *me;
    enum td_code code = CALL(cli, officer_service, who_am_i, &who, &me);
    if (code != TD_OK)
        return code;
    return find_unit(cli, me->officer ? me->officer->unit_code : "", ret);
}

enum td_code material_gather(struct cli *cli, const char *unit_code, const char *round_id,
                             struct material *ret)
{
    Pb__RoundShowRequest round_in = PB__ROUND_SHOW_REQUEST__INIT;
    Pb__PlanShowRequest plan_in = PB__PLAN_SHOW_REQUEST__INIT;
    const Pb__RoundShowResponse *round;
    struct material found;
    round_in.round_id = (char *)round_id;
    enum td_code code =
        unit_code ? find_unit(cli, unit_code, &found.unit) : own_unit(cli, &found.unit);
    if (code == TD_OK)
        code = CALL(cli, round_service, show, &round_in, &round);
    if (code == TD_OK && !round->round)
        code = td_fail(&cli->err, TD_UNKNOWN, "round", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    if (code != TD_OK)
        return code;
    found.round = round->round;
    plan_in.plan_id = round->round->plan_id;
    plan_in.version = round->round->plan_version;
    code = CALL(cli, plan_service, show, &plan_in, &found.plan);
    if (code == TD_OK)
        *ret = found;
    return code;
}

enum td_code material_write(const struct material *material, const struct folder *folder,
                            const struct folder_state *state, const char *yaml, struct td_err *err)
{
    enum td_code code = folder_round_write(folder, material->round, material->plan->yaml.data,
                                           material->plan->yaml.len, err);
    if (code == TD_OK)
        code = folder_state_write(folder, state, err);
    if (code == TD_OK)
        code = folder_write(folder, FOLDER_DOSSIER, yaml, strlen(yaml), err);
    return code;
}
