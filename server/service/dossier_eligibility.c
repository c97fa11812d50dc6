/* Where nominations meet the register of discipline (I.2.e): what the unit is told, which is next
 * to nothing, and what Home Affairs sees. */
#include "disciplines.h"
#include "dossier.h"
#include "eligibility.h"
#include "reply.h"
#include "timefmt.h"
#include "violation_pb.h"

static enum td_code register_of_unit(struct call *call, const char *unit_code, const char *day,
                                     struct discipline_register *ret)
{
    struct discipline_case *cases;
    size_t n;
    enum td_code code = disciplines_in_force(call->db, unit_code, day, call->arena, &cases, &n);
    if (code == TD_OK)
        *ret = (struct discipline_register){cases, n};
    return code;
}

enum td_code dossier_discipline_register(struct call *call, const char *day, int64_t as_of_seq,
                                         struct discipline_register *ret)
{
    struct discipline_case *cases;
    size_t n;
    enum td_code code =
        disciplines_in_force_as_of(call->db, day, as_of_seq, call->arena, &cases, &n);
    if (code == TD_OK)
        *ret = (struct discipline_register){cases, n};
    return code;
}

enum td_code dossier_check_eligible(struct call *call, const struct dossier *facts,
                                    enum dossier_audience audience)
{
    struct discipline_register discipline;
    char day[TD_DATE_SIZE];
    bool unit = audience == DOSSIER_FOR_UNIT;
    td_date_of(call->now_utc_ms, day);
    enum td_code code = unit ? register_of_unit(call, facts->unit_code, day, &discipline)
                             : dossier_discipline_register(call, day, INT64_MAX, &discipline);
    if (code != TD_OK || discipline.n_cases == 0)
        return code;
    if (unit)
        return eligibility_check(facts, &discipline, day, call->err);
    for (size_t i = 0; i < facts->n_nominees; i++) {
        enum td_code found = eligibility_facts(facts, i, &discipline, day, call->err);
        code = found == TD_OK ? code : found;
    }
    return code;
}

enum td_code dossier_nominee_eligibility(struct call *call, const struct dossier *facts, size_t i,
                                         const struct discipline_register *discipline,
                                         const char *day, Pb__NomineeEligibility *out)
{
    struct td_err found, hints;
    td_err_init(&found, call->arena);
    td_err_init(&hints, call->arena);
    out->nominee = (char *)facts->nominees[i].name;
    out->eligible = eligibility_facts(facts, i, discipline, day, &found) == TD_OK;
    if (!(call->who.roles & DISCIPLINE_READERS))
        return TD_OK;
    eligibility_hints(facts, i, discipline, day, &hints);
    enum td_code code =
        td_violations_to_pb(found.violations, found.n_violations, call->arena, &out->facts);
    if (code == TD_OK)
        code = td_violations_to_pb(hints.violations, hints.n_violations, call->arena, &out->hints);
    if (code != TD_OK)
        return code;
    out->n_facts = found.n_violations;
    out->n_hints = hints.n_violations;
    return TD_OK;
}

enum td_code dossier_eligibility(struct call *call, const struct dossier *facts, const char *day,
                                 int64_t as_of_seq, Pb__NomineeEligibility ***ret, size_t *ret_n)
{
    struct discipline_register discipline;
    if (!(call->who.roles & DISCIPLINE_READERS))
        return TD_OK;
    enum td_code code = dossier_discipline_register(call, day, as_of_seq, &discipline);
    if (code != TD_OK)
        return code;
    Pb__NomineeEligibility **list =
        reply_list(call, &pb__nominee_eligibility__descriptor, facts->n_nominees);
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < facts->n_nominees; i++)
        code = dossier_nominee_eligibility(call, facts, i, &discipline, day, list[i]);
    if (code == TD_OK) {
        *ret = list;
        *ret_n = facts->n_nominees;
    }
    return code;
}
