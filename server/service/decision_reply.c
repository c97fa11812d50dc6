/* A list as a reply: by award line, beside what the council said, with what happened to it. */
#include "as_of.h"
#include "decision.h"
#include "decision_rules.h"
#include "dossier.h"
#include "human_id.h"
#include "reply.h"

#include <string.h>

struct reply {
    struct call *call;
    const struct decision_case *list;
    bool see_all;
    int64_t as_of_seq;
    struct nominee_row *nominees; /* as of then */
    size_t n_nominees;
    /* For units: the register on the day of the decision, as it was known when that was entered,
     * and as it was when the list was drafted. */
    struct discipline_register discipline, drafted;
    struct as_of draft;
};

/* -- entries -- */

/* NULL: its dossier was withdrawn since. */
static const struct nominee_row *nominee_of(const struct reply *reply,
                                            const struct decision_entry_row *entry)
{
    for (size_t i = 0; i < reply->n_nominees; i++)
        if (reply->nominees[i].dossier_id == entry->dossier_id &&
            reply->nominees[i].ordinal == entry->ordinal)
            return &reply->nominees[i];
    return NULL;
}

static Pb__NomineeState state_of(const struct reply *reply, const struct decision_entry_row *entry)
{
    const struct nominee_row *nominee = nominee_of(reply, entry);
    return nominee ? nominee->state : PB__NOMINEE_STATE__NOMINEE_STATE_UNSPECIFIED;
}

static enum td_code moment_of(struct call *call, uint64_t log_seq, struct as_of *ret)
{
    Pb__AsOf asked = PB__AS_OF__INIT;
    asked.log_seq = log_seq;
    return as_of_resolve(call, &asked, ret);
}

/* Did the register, as it was then, exclude the nominee when it was found ineligible? */
static enum td_code was_excluded(const struct reply *reply, const struct nominee_row *nominee,
                                 uint64_t found_log_seq, bool *ret)
{
    struct as_of then;
    struct discipline_register discipline;
    enum td_code code = moment_of(reply->call, found_log_seq, &then);
    if (code == TD_OK)
        code =
            dossier_discipline_register(reply->call, then.day, (int64_t)then.log_seq, &discipline);
    *ret = code == TD_OK && nominee_is_excluded(reply->call, nominee, &discipline, then.day);
    return code;
}

/* I.2.e: of discipline a unit learns the clause and nothing more, whatever somebody wrote. What was
 * written stays about discipline when the case is dismissed later, or was over by the signing. */
static enum td_code is_discipline(const struct reply *reply, const struct decision_entry_row *entry,
                                  bool *ret)
{
    const struct nominee_row *nominee = nominee_of(reply, entry);
    *ret = false;
    if (reply->see_all || !nominee || entry->awarded)
        return TD_OK;
    *ret = nominee_is_excluded(reply->call, nominee, &reply->discipline, entry->signed_on) ||
           nominee_is_excluded(reply->call, nominee, &reply->drafted, reply->draft.day);
    return *ret || entry->council != PB__NOMINEE_STATE__NOMINEE_STATE_INELIGIBLE
               ? TD_OK
               : was_excluded(reply, nominee, entry->state_log_seq, ret);
}

/* The registers by which reasons are told to units. */
static enum td_code registers_load(struct reply *reply)
{
    const struct decision_case *list = reply->list;
    if (reply->see_all || list->n_entries == 0)
        return TD_OK;
    struct decision_row signed_row;
    int64_t signed_seq = reply->as_of_seq;
    enum td_code code = decisions_signed(reply->call->db, list->round.id, reply->as_of_seq,
                                         reply->call->arena, &signed_row);
    if (code == TD_OK)
        signed_seq = (int64_t)signed_row.log_seq;
    if (code == TD_OK || code == TD_NOT_FOUND)
        code = dossier_discipline_register(reply->call, list->entries[0].signed_on, signed_seq,
                                           &reply->discipline);
    if (code == TD_OK)
        code = moment_of(reply->call, list->version.log_seq, &reply->draft);
    return code == TD_OK
               ? dossier_discipline_register(reply->call, reply->draft.day,
                                             (int64_t)reply->draft.log_seq, &reply->drafted)
               : code;
}

static bool is_own(const struct reply *reply, const struct decision_entry_row *entry)
{
    return strcmp(entry->unit_code, reply->call->who.unit_code) == 0;
}

static bool revocation_reply(const struct reply *reply, const struct decision_entry_row *entry,
                             Pb__DecisionEntry *out)
{
    if (!entry->revoked_log_seq)
        return true;
    Pb__AwardRevocation *revocation = reply_message(reply->call, &pb__award_revocation__descriptor);
    if (!revocation)
        return false;
    revocation->document = (char *)entry->revoked_document;
    revocation->dated_on = (char *)entry->revoked_on;
    revocation->at_utc_ms = entry->revoked_at_utc_ms;
    if (reply->see_all || is_own(reply, entry)) {
        revocation->reason = (char *)entry->revoked_reason;
        revocation->officer = (char *)entry->revoked_by;
        revocation->officer_name = (char *)entry->revoked_by_name;
        revocation->log_seq = entry->revoked_log_seq;
    }
    out->revocation = revocation;
    return true;
}

static enum td_code entry_reply(const struct reply *reply, const struct decision_entry_row *entry,
                                Pb__DecisionEntry *out)
{
    const char *id = nominee_id_format(reply->call->arena, entry->dossier_id, entry->ordinal);
    if (!id || !revocation_reply(reply, entry, out))
        return TD_RESOURCE_EXHAUSTED;
    out->nominee_id = (char *)id;
    out->unit_code = (char *)entry->unit_code;
    out->kind = entry->kind;
    out->award_line = (char *)entry->award_line;
    out->name = (char *)entry->name;
    out->position = (char *)entry->position;
    out->awarded = entry->awarded;
    out->state = state_of(reply, entry);
    out->golden_book = entry->golden_book;
    if (!reply->see_all && !is_own(reply, entry))
        return TD_OK;
    out->council_result = entry->council;
    out->differs = decision_differs(entry->council, entry->awarded);
    bool discipline;
    enum td_code code = is_discipline(reply, entry, &discipline);
    if (code != TD_OK)
        return code;
    if (discipline) {
        out->reason = (char *)"I.2.e";
    } else {
        out->council_reason = (char *)entry->council_reason;
        out->reason = (char *)entry->reason;
    }
    out->certificate_code = (char *)entry->code;
    return TD_OK;
}

/* -- lines -- */

/* A unit learns the awards of all, and what became of its own nominees. */
static bool is_told(const struct reply *reply, const struct decision_entry_row *entry)
{
    return reply->see_all || entry->awarded || is_own(reply, entry);
}

/* Of one line, awarded or refused. */
static enum td_code entries_reply(const struct reply *reply, bool awarded, Pb__DecisionLine *out)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < reply->list->n_entries; i++) {
        const struct decision_entry_row *entry = &reply->list->entries[i];
        if (entry->awarded == awarded && is_told(reply, entry) &&
            strcmp(entry->award_line, out->line) == 0)
            code = entry_reply(reply, entry, out->entries[out->n_entries++]);
    }
    return code;
}

static int by_golden_book(const void *left, const void *right)
{
    const Pb__DecisionEntry *a = *(Pb__DecisionEntry *const *)left;
    const Pb__DecisionEntry *b = *(Pb__DecisionEntry *const *)right;
    return (a->golden_book > b->golden_book) - (a->golden_book < b->golden_book);
}

static enum td_code line_reply(const struct reply *reply, const struct plan_line *line,
                               Pb__DecisionLine *out)
{
    const struct decision_case *list = reply->list;
    out->line = (char *)line->id;
    out->text_vi = (char *)line->text.vi;
    out->text_en = (char *)line->text.en;
    out->kind = line->kind;
    out->places = plan_places(list->plan, list->round.kind, line->id);
    out->entries = reply_list(reply->call, &pb__decision_entry__descriptor, list->n_entries);
    if (!out->entries)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = entries_reply(reply, true, out);
    out->awarded = (uint32_t)out->n_entries;
    if (out->n_entries > 0)
        qsort(out->entries, out->n_entries, sizeof(Pb__DecisionEntry *), by_golden_book);
    return code == TD_OK ? entries_reply(reply, false, out) : code;
}

static enum td_code lines_reply(const struct reply *reply, Pb__Decision *out)
{
    const struct plan *plan = reply->list->plan;
    enum td_code code = TD_OK;
    out->lines = reply_list(reply->call, &pb__decision_line__descriptor, plan->n_lines);
    if (!out->lines)
        return TD_RESOURCE_EXHAUSTED;
    for (unsigned i = 0; code == TD_OK && i < plan->n_lines; i++)
        if (plan_line_in_round(plan, reply->list->round.kind, plan->lines[i].id))
            code = line_reply(reply, &plan->lines[i], out->lines[out->n_lines++]);
    return code;
}

/* -- papers and history -- */

static enum td_code signed_reply(const struct reply *reply, Pb__Decision *out)
{
    struct decision_row row;
    const char **bases;
    struct call *call = reply->call;
    const char *round_id = reply->list->round.id;
    enum td_code code = decisions_signed(call->db, round_id, reply->as_of_seq, call->arena, &row);
    if (code == TD_NOT_FOUND || (code == TD_OK && row.version != reply->list->version.version))
        return TD_OK;
    if (code == TD_OK)
        code = decisions_bases(call->db, round_id, call->arena, &bases, &out->n_bases);
    if (code != TD_OK)
        return code;
    out->bases = (char **)bases;
    out->number = (char *)row.number;
    out->signed_on = (char *)row.signed_on;
    out->issuer = (char *)row.issuer;
    out->superior = (char *)row.superior;
    out->signer_title = (char *)row.signer_title;
    out->signer_name = (char *)row.signer_name;
    return TD_OK;
}

static void event_reply(const struct decision_event_row *event, Pb__DecisionHistoryEntry *out)
{
    out->event = event->event;
    out->state = event->state;
    out->version = event->version;
    out->note = (char *)event->note;
    out->number = (char *)event->number;
    out->dated_on = (char *)event->dated_on;
    out->at_utc_ms = event->at_utc_ms;
    out->officer = (char *)event->login;
    out->officer_name = (char *)event->full_name;
    out->log_seq = event->log_seq;
}

static enum td_code history_reply(const struct reply *reply, Pb__Decision *out)
{
    struct decision_event_row *events;
    size_t n;
    struct call *call = reply->call;
    enum td_code code = decisions_events(call->db, reply->list->round.id, reply->as_of_seq,
                                         call->arena, &events, &n);
    if (code != TD_OK)
        return code;
    out->history = reply_list(call, &pb__decision_history_entry__descriptor, n);
    if (!out->history)
        return TD_RESOURCE_EXHAUSTED;
    out->n_history = n;
    for (size_t i = 0; i < n; i++) {
        event_reply(&events[i], out->history[i]);
        if (events[i].event == PB__DECISION_EVENT__DECISION_EVENT_SUBMIT &&
            events[i].version == out->version) {
            out->submission_number = (char *)events[i].number;
            out->submitted_on = (char *)events[i].dated_on;
        }
    }
    return TD_OK;
}

/* -- all -- */

static void version_reply(const struct reply *reply, Pb__Decision *out)
{
    const struct decision_version_row *version = &reply->list->version;
    out->version = version->version;
    out->achievement = (char *)version->achievement;
    if (!reply->see_all)
        return;
    out->note = (char *)version->note;
    out->drafted_by = (char *)version->login;
    out->drafted_by_name = (char *)version->full_name;
    out->drafted_utc_ms = version->at_utc_ms;
}

enum td_code decision_reply(struct call *call, const struct decision_case *list, bool see_all,
                            int64_t as_of_seq, Pb__Decision **ret)
{
    struct reply reply = {.call = call, .list = list, .see_all = see_all, .as_of_seq = as_of_seq};
    Pb__Decision *out = reply_message(call, &pb__decision__descriptor);
    if (!out)
        return TD_RESOURCE_EXHAUSTED;
    out->round_id = (char *)list->round.id;
    out->state = list->last.state;
    enum td_code code = nominees_of_round(call->db, list->round.id, as_of_seq, call->arena,
                                          &reply.nominees, &reply.n_nominees);
    if (code == TD_OK)
        code = registers_load(&reply);
    if (code == TD_OK && list->last.version > 0)
        version_reply(&reply, out);
    if (code == TD_OK)
        code = lines_reply(&reply, out);
    if (code == TD_OK)
        code = signed_reply(&reply, out);
    if (code == TD_OK && see_all)
        code = history_reply(&reply, out);
    if (code == TD_OK)
        *ret = out;
    return code;
}
