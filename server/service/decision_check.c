/* What a list must fulfil, be it drafted, approved, submitted or signed. */
#include "appraisal.h"
#include "check.h"
#include "council.h"
#include "decision.h"
#include "decision_rules.h"
#include "human_id.h"
#include "quota.h"
#include "timefmt.h"

#include <string.h>

/* A list beside its nominees as they are now. */
struct check {
    struct call *call;
    const struct decision_case *list;
    struct nominee_row *nominees;
    size_t n_nominees;
};

static const struct nominee_row *nominee_of(const struct check *check,
                                            const struct decision_entry_row *entry)
{
    for (size_t i = 0; i < check->n_nominees; i++)
        if (check->nominees[i].dossier_id == entry->dossier_id &&
            check->nominees[i].ordinal == entry->ordinal)
            return &check->nominees[i];
    return NULL;
}

static const struct decision_entry_row *entry_of(const struct check *check, int64_t dossier_id,
                                                 uint32_t ordinal)
{
    for (size_t i = 0; i < check->list->n_entries; i++)
        if (check->list->entries[i].dossier_id == dossier_id &&
            check->list->entries[i].ordinal == ordinal)
            return &check->list->entries[i];
    return NULL;
}

static const char *id_of(const struct check *check, int64_t dossier_id, uint32_t ordinal)
{
    const char *id = nominee_id_format(check->call->arena, dossier_id, ordinal);
    return id ? id : "";
}

/* -- is it still about what there is? -- */

static void stale(const struct check *check, int64_t dossier_id, uint32_t ordinal, const char *name)
{
    td_fail(check->call->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_DECISION_STALE, "nominee",
            id_of(check, dossier_id, ordinal), "name", name, "version",
            td_dec(check->call->arena, check->list->version.version), "round",
            check->list->round.id, TD_END);
}

static void stale_check(const struct check *check)
{
    for (size_t i = 0; i < check->list->n_entries; i++) {
        const struct decision_entry_row *entry = &check->list->entries[i];
        const struct nominee_row *now = nominee_of(check, entry);
        if (!now || now->version != entry->nominee_version || now->state != entry->council ||
            now->state_log_seq != entry->state_log_seq)
            stale(check, entry->dossier_id, entry->ordinal, entry->name);
    }
    for (size_t i = 0; i < check->n_nominees; i++) {
        const struct nominee_row *nominee = &check->nominees[i];
        if (!entry_of(check, nominee->dossier_id, nominee->ordinal))
            stale(check, nominee->dossier_id, nominee->ordinal, nominee->name);
    }
}

/* -- each nominee -- */

static bool is_told(const struct check *check, const char *id)
{
    for (size_t i = 0; i < check->call->err->n_violations; i++)
        if (strcmp(check->call->err->violations[i].field, id) == 0)
            return true;
    return false;
}

/* Of whom a tie was told no more is to be said. */
static void choices_check(const struct check *check)
{
    for (size_t i = 0; i < check->list->n_entries; i++) {
        const struct decision_entry_row *entry = &check->list->entries[i];
        const char *id = id_of(check, entry->dossier_id, entry->ordinal);
        if (is_told(check, id))
            continue;
        const struct decision_choice choice = {id, entry->name, entry->council, entry->awarded,
                                               entry->reason};
        decision_check_choice(&choice, id, check->call->err);
    }
}

/* I.2.e on the day of the paper, and now: what came to light since counts, too. */
static enum td_code eligible_check(const struct check *check, const struct nominee_row *nominee,
                                   const char *day)
{
    char today[TD_DATE_SIZE];
    td_date_of(check->call->now_utc_ms, today);
    size_t first = check->call->err->n_violations;
    enum td_code code = nominee_check_eligible(check->call, nominee, day);
    if (code == TD_OK && strcmp(day, today) != 0)
        code = nominee_check_eligible(check->call, nominee, today);
    const char *id = id_of(check, nominee->dossier_id, nominee->ordinal);
    for (size_t i = first; i < check->call->err->n_violations; i++)
        check->call->err->violations[i].field = id;
    return code == TD_FAILED_PRECONDITION ? TD_OK : code;
}

/* The number in the log of the outcome that holds; 0: none is on record. */
static enum td_code found_eligible_seq(struct call *call, const struct nominee_row *nominee,
                                       uint64_t *ret)
{
    struct nominee_event_row *events;
    size_t n = 0;
    enum td_code code = nominees_events(call->db, nominee->dossier_id, nominee->ordinal,
                                        NOMINEES_NOW, call->arena, &events, &n);
    *ret = 0;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        if (events[i].event == PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_ELIGIBLE)
            *ret = events[i].log_seq;
    return code;
}

/* III.4: a verdict that came after the outcome may speak against it. What was known then was judged
 * with it. */
static enum td_code verdicts_check(const struct check *check, const struct nominee_row *nominee)
{
    struct call *call = check->call;
    struct appraisal_records records;
    struct appraisal_verdicts verdicts;
    uint64_t found_seq = 0;
    enum td_code code =
        appraisal_records_load(call, nominee->dossier_id, "", NOMINEES_NOW, &records);
    if (code == TD_OK)
        code = appraisal_verdicts_of(call, &records, nominee, &verdicts);
    if (code == TD_OK)
        code = found_eligible_seq(call, nominee, &found_seq);
    for (size_t i = 0; code == TD_OK && i < verdicts.n; i++) {
        const struct verdict_row *row = verdicts.rows[i];
        if (row->log_seq <= found_seq || row->verdict == PB__VERDICT__VERDICT_MET ||
            appraisal_is_superseded(verdicts.rules, verdicts.n, i))
            continue;
        const char *id = id_of(check, nominee->dossier_id, nominee->ordinal);
        const struct plan_criterion *criterion =
            plan_criterion_find(check->list->plan, row->criterion);
        td_fail(call->err, TD_FAILED_PRECONDITION, id, "III.4", TD_KEY_DECISION_VERDICT, "nominee",
                id, "name", nominee->name, "criterion", row->criterion, "title_vi",
                criterion ? criterion->text.vi : "", "title_en",
                criterion ? criterion->text.en : "", "officer", row->login, TD_END);
    }
    return code;
}

static enum td_code awards_check(const struct check *check, const char *day)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < check->list->n_entries; i++) {
        const struct decision_entry_row *entry = &check->list->entries[i];
        const struct nominee_row *nominee = nominee_of(check, entry);
        if (entry->awarded && nominee)
            code = eligible_check(check, nominee, day);
        if (code == TD_OK && entry->awarded && nominee)
            code = verdicts_check(check, nominee);
    }
    return code;
}

static enum td_code places_check(const struct check *check)
{
    const struct decision_case *list = check->list;
    size_t n = 0;
    const char **lines = td_arena_alloc(check->call->arena, (list->n_entries + 1) * sizeof *lines);
    if (!lines)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < list->n_entries; i++)
        if (list->entries[i].awarded)
            lines[n++] = list->entries[i].award_line;
    quota_check(list->plan, list->round.kind, lines, n, "", check->call->err);
    return TD_OK;
}

/* -- has the council finished? -- */

/* What the newest ballot on a line left open. */
static enum td_code ballot_check(const struct check *check, const struct plan_line *line,
                                 const struct council_ballot_row *ballot)
{
    struct call *call = check->call;
    struct council_candidate_row *candidates = NULL;
    size_t n = 0;
    const char *number = council_ballot_number(call, ballot->id);
    if (!number)
        return TD_RESOURCE_EXHAUSTED;
    if (ballot->state == PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_VOTING) {
        td_fail(call->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_DECISION_VOTING, "ballot", number,
                "title_vi", line->text.vi, "title_en", line->text.en, TD_END);
        return TD_OK;
    }
    enum td_code code =
        council_candidates(call->db, ballot->id, NOMINEES_NOW, call->arena, &candidates, &n);
    for (size_t i = 0; code == TD_OK && i < n; i++)
        if (candidates[i].outcome == PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_UNDECIDED) {
            const char *id = id_of(check, candidates[i].dossier_id, candidates[i].ordinal);
            td_fail(call->err, TD_FAILED_PRECONDITION, id, "", TD_KEY_DECISION_TIE, "nominee", id,
                    "name", candidates[i].name, "ballot", number, TD_END);
        }
    return code;
}

static enum td_code ballots_check(const struct check *check)
{
    const struct decision_case *list = check->list;
    enum td_code code = TD_OK;
    for (unsigned i = 0; code == TD_OK && i < list->plan->n_lines; i++) {
        const struct plan_line *line = &list->plan->lines[i];
        struct council_ballot_row ballot;
        code = council_ballots_of_line(check->call->db, list->round.id, line->id, NOMINEES_NOW,
                                       check->call->arena, &ballot);
        code = code == TD_NOT_FOUND ? TD_OK
               : code == TD_OK      ? ballot_check(check, line, &ballot)
                                    : code;
    }
    return code;
}

/* -- one achievement, one reward -- */

/* By this list, or by a decision before it. */
static bool is_awarded(const struct check *check, const struct nominee_row *nominee)
{
    const struct decision_entry_row *entry = entry_of(check, nominee->dossier_id, nominee->ordinal);
    return entry ? entry->awarded : nominee->state == PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED;
}

static void alert_check(const struct check *check, const struct duplicate_alert *alert)
{
    const struct nominee_row *first = alert->first, *second = alert->second;
    const char *id = id_of(check, first->dossier_id, first->ordinal);
    const char *other = id_of(check, second->dossier_id, second->ordinal);
    if (!is_awarded(check, first) || !is_awarded(check, second))
        return;
    if (!alert->decision)
        td_fail(check->call->err, TD_FAILED_PRECONDITION, id, "", TD_KEY_DUPLICATE_OPEN, "name",
                first->name, "nominee", id, "other", other, TD_END);
    else if (alert->decision->verdict == PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_SAME)
        td_fail(check->call->err, TD_FAILED_PRECONDITION, id, "", TD_KEY_DUPLICATE_SAME, "name",
                first->name, "other", other, "state", "awarded", TD_END);
}

static enum td_code duplicates_check(const struct check *check)
{
    struct duplicate_alert *alerts;
    size_t n = 0;
    enum td_code code =
        appraisal_duplicates(check->call, check->list->round.id, NULL, NOMINEES_NOW, &alerts, &n);
    for (size_t i = 0; code == TD_OK && i < n; i++)
        alert_check(check, &alerts[i]);
    return code;
}

/* -- all of it -- */

enum td_code decision_check(struct call *call, const struct decision_case *list, const char *day)
{
    struct check check = {.call = call, .list = list};
    enum td_code code = nominees_of_round(call->db, list->round.id, NOMINEES_NOW, call->arena,
                                          &check.nominees, &check.n_nominees);
    if (code != TD_OK)
        return code;
    stale_check(&check);
    code = ballots_check(&check);
    choices_check(&check);
    if (code == TD_OK)
        code = places_check(&check);
    if (code == TD_OK)
        code = awards_check(&check, day);
    if (code == TD_OK)
        code = duplicates_check(&check);
    return code == TD_OK ? check_outcome(call) : code;
}

enum td_code decision_check_not_self(struct call *call, const struct decision_case *list)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < list->n_entries; i++) {
        const struct decision_entry_row *entry = &list->entries[i];
        const struct nominee_row nominee = {.kind = entry->kind,
                                            .unit_code = entry->unit_code,
                                            .name = entry->name,
                                            .staff_code = entry->staff_code};
        enum conflict conflict = CONFLICT_NONE;
        if (decision_differs(entry->council, entry->awarded))
            code = nominee_conflict(call, call->who.officer_id, &nominee, &conflict);
        if (code == TD_OK && conflict == CONFLICT_SELF)
            code = td_fail(call->err, TD_PERMISSION_DENIED, "", "", TD_KEY_DECISION_SELF, "nominee",
                           nominee_id_format(call->arena, entry->dossier_id, entry->ordinal),
                           "officer", call->who.login, TD_END);
    }
    return code;
}
