/* Nominees by their id, and their steps. */
#include "nominee.h"

#include "dossier.h"
#include "human_id.h"
#include "officers.h"

static enum td_code nominee_unknown(struct call *call, const char *nominee_id)
{
    return td_fail(call->err, TD_NOT_FOUND, "nominee_id", "", TD_KEY_NOMINEE_UNKNOWN, "nominee",
                   nominee_id, TD_END);
}

enum td_code nominee_get(struct call *call, const char *nominee_id, int64_t as_of_seq,
                         struct nominee_row *ret)
{
    int64_t dossier_id;
    uint32_t ordinal;
    if (!nominee_id_parse(nominee_id, &dossier_id, &ordinal))
        return nominee_unknown(call, nominee_id);
    enum td_code code = nominees_find(call->db, dossier_id, ordinal, as_of_seq, call->arena, ret);
    if (code == TD_NOT_FOUND || (code == TD_OK && !dossier_visible(call, ret->unit_code)))
        return nominee_unknown(call, nominee_id);
    return code;
}

enum td_code nominee_step(struct call *call, struct nominee_row *nominee, Pb__NomineeEvent event,
                          const char *reason)
{
    Pb__NomineeState to;
    enum td_code code = nominee_next(nominee->state, event, call->who.roles, &to, call->err);
    if (code != TD_OK)
        return code;
    struct nominee_event_row row = {
        .log_seq = call->log_seq,
        .ordinal = nominee->ordinal,
        .version = nominee->version,
        .event = event,
        .state = to,
        .reason = reason,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
    };
    code = nominees_event_add(call->db, nominee->dossier_id, &row);
    if (code != TD_OK)
        return code;
    nominee->state = to;
    nominee->reason = reason;
    nominee->state_log_seq = row.log_seq;
    nominee->state_at_utc_ms = row.at_utc_ms;
    nominee->state_officer_id = row.officer_id;
    return TD_OK;
}

/* As the rules of dossiers know it. */
static struct dossier_nominee facts_of(const struct nominee_row *nominee)
{
    return (struct dossier_nominee){.kind = nominee->kind,
                                    .name = nominee->name,
                                    .staff_code = nominee->staff_code,
                                    .citizen_id = nominee->citizen_id};
}

static enum td_code eligible_check(const struct nominee_row *nominee,
                                   const struct discipline_register *discipline, const char *day,
                                   struct td_err *err)
{
    const struct dossier_nominee facts = facts_of(nominee);
    const struct dossier alone = {
        .unit_code = nominee->unit_code, .nominees = &facts, .n_nominees = 1};
    size_t first = err->n_violations;
    enum td_code code = eligibility_facts(&alone, 0, discipline, day, err);
    for (size_t i = first; i < err->n_violations; i++)
        err->violations[i].field = "nominee_id";
    return code;
}

enum td_code nominee_check_eligible(struct call *call, const struct nominee_row *nominee,
                                    const char *day)
{
    struct discipline_register discipline;
    enum td_code code = dossier_discipline_register(call, day, INT64_MAX, &discipline);
    if (code != TD_OK)
        return code;
    if (call->who.roles & DISCIPLINE_READERS)
        return eligible_check(nominee, &discipline, day, call->err);
    if (!nominee_is_excluded(call, nominee, &discipline, day))
        return TD_OK;
    return td_fail(call->err, TD_FAILED_PRECONDITION, "nominee_id", "I.2.e",
                   TD_KEY_NOMINEE_INELIGIBLE, "nominee", nominee->name, TD_END);
}

bool nominee_is_excluded(struct call *call, const struct nominee_row *nominee,
                         const struct discipline_register *discipline, const char *day)
{
    struct td_err facts;
    td_err_init(&facts, call->arena);
    return eligible_check(nominee, discipline, day, &facts) != TD_OK;
}

enum td_code nominee_conflict(struct call *call, int64_t officer_id,
                              const struct nominee_row *nominee, enum conflict *ret)
{
    struct officer_row row;
    enum td_code code = officers_find_id(call->db, officer_id, call->arena, &row);
    if (code != TD_OK)
        return code;
    const struct conflict_officer officer = {row.unit_code, row.full_name, row.staff_code};
    const struct conflict_nominee about = {nominee->kind, nominee->unit_code, nominee->name,
                                           nominee->staff_code};
    *ret = conflict_of(&officer, &about, call->arena);
    return TD_OK;
}

bool nominee_outcome_visible(const struct call *call, Pb__RoundState round_state)
{
    return dossier_sees_all(call) || round_state == PB__ROUND_STATE__ROUND_STATE_PUBLISHED ||
           round_state == PB__ROUND_STATE__ROUND_STATE_CLOSED;
}
