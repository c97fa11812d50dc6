/* Conflicts of interest in the council: found when a ballot is opened, enforced when it is voted
 * in, and excepted by the chair with a reason (domain.md, rule 7). */
#include "check.h"
#include "conflict.h"
#include "council.h"
#include "council_rules.h"
#include "human_id.h"
#include "officers.h"

/* -- finding -- */

static Pb__CouncilConflict conflict_between(struct call *call, const struct officer_row *officer,
                                            const struct council_candidate_row *candidate)
{
    static const Pb__CouncilConflict TOLD[] = {
        [CONFLICT_NONE] = PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_UNSPECIFIED,
        [CONFLICT_UNIT] = PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_UNIT,
        [CONFLICT_SELF] = PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_SELF};
    const struct conflict_officer who = {officer->unit_code, officer->full_name,
                                         officer->staff_code};
    const struct conflict_nominee about = {candidate->kind, candidate->unit_code, candidate->name,
                                           candidate->staff_code};
    return TOLD[conflict_of(&who, &about, call->arena)];
}

enum td_code council_conflicts_find(struct call *call, int64_t session_id,
                                    const struct council_candidate_row *candidates, size_t n,
                                    struct council_conflicts *ret)
{
    struct council_seat_row *seats;
    size_t n_seats;
    enum td_code code =
        council_seats(call->db, session_id, COUNCIL_NOW, call->arena, &seats, &n_seats);
    if (code == TD_OK)
        ret->rows = td_arena_zalloc(call->arena, (n_seats * n + 1) * sizeof *ret->rows);
    if (code == TD_OK && !ret->rows)
        code = TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n_seats; i++) {
        struct officer_row officer;
        code = officers_find_id(call->db, seats[i].officer_id, call->arena, &officer);
        for (size_t k = 0; code == TD_OK && k < n; k++) {
            Pb__CouncilConflict conflict = conflict_between(call, &officer, &candidates[k]);
            if (conflict != PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_UNSPECIFIED)
                ret->rows[ret->n++] =
                    (struct council_conflict_row){.officer_id = officer.id,
                                                  .dossier_id = candidates[k].dossier_id,
                                                  .ordinal = candidates[k].ordinal,
                                                  .conflict = conflict};
        }
    }
    return code;
}

static size_t count_free(const struct council_conflicts *conflicts,
                         const struct council_candidate_row *candidate, uint32_t members)
{
    size_t kept = 0;
    for (size_t i = 0; i < conflicts->n; i++)
        kept += conflicts->rows[i].dossier_id == candidate->dossier_id &&
                conflicts->rows[i].ordinal == candidate->ordinal;
    return members - kept;
}

void council_secrecy_check(struct call *call, const struct council_conflicts *conflicts,
                           const struct council_candidate_row *candidates, size_t n,
                           uint32_t members)
{
    for (size_t i = 0; i < n; i++) {
        size_t voters = count_free(conflicts, &candidates[i], members);
        if (voters < COUNCIL_SECRET_MIN_VOTERS)
            td_fail(call->err, TD_FAILED_PRECONDITION, "kind", "", TD_KEY_COUNCIL_SECRET_FEW,
                    "nominee", council_nominee_id(call, &candidates[i]), "voters",
                    td_dec(call->arena, (int64_t)voters), "needed",
                    td_dec(call->arena, COUNCIL_SECRET_MIN_VOTERS), TD_END);
    }
}

/* -- override -- */

/* The conflict that the request names. */
static enum td_code conflict_find(struct call *call, const Pb__CouncilOverrideRequest *in,
                                  const struct council_case *ballot,
                                  struct council_conflict_row *ret)
{
    int64_t dossier_id = 0;
    uint32_t ordinal = 0;
    const struct council_seat_row *seat =
        council_seat_find(ballot->seats, ballot->n_seats, in->login);
    const struct council_candidate_row *candidate =
        nominee_id_parse(in->nominee_id, &dossier_id, &ordinal)
            ? council_candidate_find(ballot, dossier_id, ordinal)
            : NULL;
    if (!seat)
        td_fail(call->err, TD_NOT_FOUND, "login", "", TD_KEY_COUNCIL_SEAT, "login", in->login,
                TD_END);
    if (!candidate)
        td_fail(call->err, TD_NOT_FOUND, "nominee_id", "", TD_KEY_COUNCIL_CANDIDATE, "nominee",
                in->nominee_id, "ballot", ballot->number, TD_END);
    if (!seat || !candidate)
        return check_outcome(call);
    const struct council_conflict_row *found =
        council_hindrance(ballot, seat->officer_id, candidate);
    if (!found)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "nominee_id", "",
                       TD_KEY_COUNCIL_CONFLICT_NONE, "login", in->login, "nominee", in->nominee_id,
                       TD_END);
    *ret = *found;
    return TD_OK;
}

enum td_code council_override(struct call *call, const Pb__CouncilOverrideRequest *in,
                              Pb__CouncilOverrideResponse *out)
{
    const struct council_event_key key = council_key(call);
    struct council_case ballot;
    struct council_conflict_row conflict;
    if (!check_text(call, "reason", in->reason, COUNCIL_TEXT_MAX_CHARS))
        return check_outcome(call);
    enum td_code code = council_case_get(call, "ballot_id", in->ballot_id, COUNCIL_NOW, &ballot);
    if (code == TD_OK)
        code = council_case_voting(call, &ballot);
    if (code == TD_OK)
        code = conflict_find(call, in, &ballot, &conflict);
    if (code != TD_OK)
        return code;
    if (conflict.officer_id == call->who.officer_id)
        return td_fail(call->err, TD_PERMISSION_DENIED, "login", "", TD_KEY_COUNCIL_OVERRIDE_OWN,
                       TD_END);
    if (council_voter_of(&ballot, conflict.officer_id))
        return td_fail(call->err, TD_FAILED_PRECONDITION, "login", "", TD_KEY_COUNCIL_VOTED,
                       "login", in->login, "ballot", ballot.number, TD_END);
    conflict.override_reason = in->reason;
    code = council_conflicts_override(call->db, ballot.ballot.id, &conflict, &key);
    return code == TD_OK
               ? council_ballot_write_end(call, ballot.number,
                                          td_arena_printf(call->arena, "%s %s: %s", in->login,
                                                          in->nominee_id, in->reason),
                                          &out->ballot)
               : code;
}
