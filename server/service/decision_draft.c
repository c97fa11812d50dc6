/* DecisionService/Draft: a version of the list. Whom the council recommends is awarded and all
 * others are refused, but for what the drafter says otherwise, each with a reason. */
#include "check.h"
#include "decision.h"
#include "decision_rules.h"
#include "human_id.h"
#include "reply.h"
#include "timefmt.h"

#define EVENT_DRAFT PB__DECISION_EVENT__DECISION_EVENT_DRAFT

/* -- entries -- */

static enum td_code entries_make(struct call *call, struct decision_case *list)
{
    struct nominee_row *rows;
    size_t n;
    enum td_code code =
        nominees_of_round(call->db, list->round.id, NOMINEES_NOW, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    list->entries = td_arena_zalloc(call->arena, (n + 1) * sizeof *list->entries);
    if (!list->entries)
        return TD_RESOURCE_EXHAUSTED;
    list->n_entries = n;
    for (size_t i = 0; i < n; i++)
        list->entries[i] = (struct decision_entry_row){
            .round_id = list->round.id,
            .dossier_id = rows[i].dossier_id,
            .ordinal = rows[i].ordinal,
            .nominee_version = rows[i].version,
            .council = rows[i].state,
            .council_reason = rows[i].reason,
            .state_log_seq = rows[i].state_log_seq,
            .awarded = decision_by_council(rows[i].state),
            .reason = "",
            .unit_code = rows[i].unit_code,
            .award_line = rows[i].award_line,
            .name = rows[i].name,
            .staff_code = rows[i].staff_code,
            .kind = rows[i].kind,
        };
    return TD_OK;
}

static struct decision_entry_row *entry_named(struct decision_case *list, const char *nominee_id)
{
    int64_t dossier_id;
    uint32_t ordinal;
    if (!nominee_id_parse(nominee_id, &dossier_id, &ordinal))
        return NULL;
    for (size_t i = 0; i < list->n_entries; i++)
        if (list->entries[i].dossier_id == dossier_id && list->entries[i].ordinal == ordinal)
            return &list->entries[i];
    return NULL;
}

/* A change has a reason, so that an entry with one has been changed before. Refusing whom the
 * council did not recommend gives the refusal its reason. */
static void change_apply(struct call *call, struct decision_case *list, size_t i,
                         const Pb__DecisionChange *change)
{
    const char *path = td_path_index(call->arena, "changes", i);
    struct decision_entry_row *entry = entry_named(list, change->nominee_id);
    check_text(call, td_path(call->arena, path, "reason"), change->reason, DECISION_TEXT_MAX_CHARS);
    if (!entry)
        td_fail(call->err, TD_NOT_FOUND, path, "", TD_KEY_NOMINEE_ROUND, "nominee",
                change->nominee_id, "round", list->round.id, TD_END);
    else if (*entry->reason)
        td_fail(call->err, TD_INVALID_ARGUMENT, path, "", TD_KEY_DECISION_TWICE, "nominee",
                change->nominee_id, TD_END);
    else if (change->award && entry->awarded)
        td_fail(call->err, TD_INVALID_ARGUMENT, path, "", TD_KEY_DECISION_SAME, "nominee",
                change->nominee_id, "name", entry->name, "state", "recommended", TD_END);
    else {
        entry->awarded = change->award;
        entry->reason = change->reason;
    }
}

/* -- what the certificates say -- */

/* "Đã có thành tích xuất sắc trong … năm 2022": papers are in Vietnamese. */
static const char *achievement_of(struct call *call, const struct decision_case *list)
{
    const struct plan_round *round = plan_round_find(list->plan, list->round.kind);
    const char *title = list->plan->title.vi;
    if (list->round.kind == PB__ROUND_KIND__ROUND_ANNUAL || !round)
        return td_arena_printf(call->arena, "Đã có thành tích xuất sắc trong %s, năm %u", title,
                               list->round.year);
    return td_arena_printf(call->arena, "Đã có thành tích xuất sắc trong %s (%s)", title,
                           round->text.vi);
}

/* -- the handler -- */

static enum td_code draft_store(struct call *call, struct decision_case *list)
{
    enum td_code code = decisions_version_add(call->db, &list->version);
    for (size_t i = 0; code == TD_OK && i < list->n_entries; i++)
        code = decisions_entry_add(call->db, list->version.version, &list->entries[i]);
    return code == TD_OK ? decision_step(call, list, EVENT_DRAFT,
                                         (struct decision_event_row){.note = list->version.note})
                         : code;
}

static enum td_code list_make(struct call *call, const Pb__DecisionDraftRequest *in,
                              struct decision_case *list)
{
    const char *achievement = *in->achievement ? in->achievement : achievement_of(call, list);
    if (!achievement)
        return TD_RESOURCE_EXHAUSTED;
    list->version = (struct decision_version_row){
        .round_id = list->round.id,
        .version = list->last.version + 1,
        .log_seq = call->log_seq,
        .achievement = achievement,
        .note = in->note,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
    };
    enum td_code code = entries_make(call, list);
    for (size_t i = 0; code == TD_OK && i < in->n_changes; i++)
        change_apply(call, list, i, in->changes[i]);
    return code == TD_OK ? check_outcome(call) : code;
}

enum td_code decision_draft(struct call *call, const Pb__DecisionDraftRequest *in,
                            Pb__DecisionDraftResponse *out)
{
    struct decision_case list;
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    if (*in->achievement)
        check_text(call, "achievement", in->achievement, DECISION_LINE_MAX_CHARS);
    if (*in->note)
        check_text(call, "note", in->note, DECISION_TEXT_MAX_CHARS);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = decision_case_load(call, in->round_id, 0, NOMINEES_NOW, &list);
    if (code == TD_OK)
        code = decision_may(call, &list, EVENT_DRAFT, 0);
    if (code == TD_OK)
        code = list_make(call, in, &list);
    if (code == TD_OK)
        code = decision_check_not_self(call, &list);
    if (code == TD_OK)
        code = decision_check(call, &list, today);
    if (code == TD_OK)
        code = draft_store(call, &list);
    return code == TD_OK ? decision_write_end(call, in->round_id, in->note, &out->decision) : code;
}
