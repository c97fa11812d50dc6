/* IndexService: a unit's own scores, and their appraisal by Home Affairs. Each score is an event;
 * the newest of its kind counts. */
#include "index.h"

#include "attachment.h"
#include "check.h"
#include "message.h"
#include "reply.h"

#define SELF PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_SELF
#define APPRAISED PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_APPRAISED
#define SURVEY PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_SURVEY

/* -- what every score goes through -- */

const struct index_item *index_item_get(struct call *call, const char *path,
                                        const struct index_set *set, const char *field,
                                        const char *id_or_name)
{
    const struct index_item *item = index_item_meant(set->items, set->n_items, field, id_or_name);
    if (item)
        return item;
    const char *allowed = "";
    for (size_t i = 0; allowed && i < set->n_items; i++)
        if (!field || strcmp(set->items[i].field, field) == 0)
            allowed = td_arena_printf(call->arena, "%s%s%s (%s)", allowed, *allowed ? ", " : "",
                                      set->items[i].id, set->items[i].name);
    td_fail(call->err, TD_NOT_FOUND, path, "II.3.a", TD_KEY_INDEX_CRITERION_UNKNOWN, "criterion",
            id_or_name, "set", set->row.set_id, "allowed", allowed ? allowed : "", TD_END);
    return NULL;
}

static const char *enum_text(struct call *call, const ProtobufCEnumDescriptor *type, int value)
{
    char name[TD_ENUM_NAME_SIZE];
    const char *text = td_enum_name(type, value, name) ? td_arena_strdup(call->arena, name) : NULL;
    return text ? text : "";
}

bool index_entry_check(struct call *call, const struct index_entry *entry)
{
    const struct index_item *item = entry->item;
    bool survey = item->method == PB__INDEX_METHOD__INDEX_METHOD_SURVEY;
    bool fine = true;
    if (survey != (entry->kind == SURVEY)) {
        fine = false;
        td_fail(call->err, TD_INVALID_ARGUMENT, entry->path, "II.3.a", TD_KEY_INDEX_METHOD,
                "criterion", item->id, "kind",
                enum_text(call, &pb__index_score_kind__descriptor, (int)entry->kind), "method",
                enum_text(call, &pb__index_method__descriptor, (int)item->method), TD_END);
    }
    if (entry->score_centi < 0 || entry->score_centi > item->max_centi) {
        fine = false;
        td_fail(call->err, TD_INVALID_ARGUMENT, entry->path, "II.3.a", TD_KEY_INDEX_SCORE_RANGE,
                "criterion", item->id, "score_centi", td_dec(call->arena, entry->score_centi),
                "max_centi", td_dec(call->arena, item->max_centi), TD_END);
    }
    return fine;
}

enum td_code index_entry_find(struct call *call, const struct index_entry *entry,
                              Pb__IndexScoreKind kind, struct index_score_row *ret, bool *ret_found)
{
    enum td_code code = index_scores_find(call->db, entry->set->row.set_id, entry->unit_code,
                                          entry->item->id, kind, call->arena, ret);
    if (code != TD_OK && code != TD_NOT_FOUND)
        return code;
    *ret_found = code == TD_OK;
    return TD_OK;
}

enum td_code index_entry_add(struct call *call, const struct index_entry *entry)
{
    const struct index_score_row row = {
        .unit_code = entry->unit_code,
        .item_id = entry->item->id,
        .kind = entry->kind,
        .score_centi = entry->score_centi,
        .reason = entry->reason,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
        .log_seq = call->log_seq,
    };
    return index_scores_add(call->db, entry->set->row.set_id, &row);
}

void index_entry_check_reason(struct call *call, const struct index_entry *entry, bool self_scored,
                              int64_t self_centi)
{
    if (*entry->reason || !index_reason_needed(self_scored, self_centi, entry->score_centi))
        return;
    td_fail(call->err, TD_FAILED_PRECONDITION, entry->path, "II.3.a",
            self_scored ? TD_KEY_INDEX_REASON : TD_KEY_INDEX_REASON_ALONE, "unit", entry->unit_code,
            "criterion", entry->item->id, "score_centi", td_dec(call->arena, entry->score_centi),
            "self_centi", td_dec(call->arena, self_centi), TD_END);
}

/* -- the two requests -- */

/* What self-scoring and appraising have in common. */
struct scoring {
    struct call *call;
    struct index_set set;
    const char *unit_code;
    Pb__IndexScoreKind kind;
    Pb__IndexEntry *const *entries;
    size_t n_entries;
    Pb__FileRef *const *evidence;
    size_t n_evidence;
    enum td_code (*check)(const struct scoring *scoring, const struct index_entry *entry);
    Pb__IndexScoreResponse *out;
};

static void scoring_check(const struct scoring *scoring)
{
    struct call *call = scoring->call;
    if (scoring->n_entries == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "entries", "", TD_KEY_REQUIRED, TD_END);
    for (size_t i = 0; i < scoring->n_entries; i++)
        if (*scoring->entries[i]->reason)
            check_text(call,
                       td_path(call->arena, td_path_index(call->arena, "entries", i), "reason"),
                       scoring->entries[i]->reason, INDEX_REASON_MAX_CHARS);
    if (scoring->n_evidence > 0 && scoring->n_entries > 1)
        td_fail(call->err, TD_INVALID_ARGUMENT, "evidence", "", TD_KEY_INDEX_EVIDENCE, TD_END);
    attachment_check(call, "evidence", scoring->evidence, scoring->n_evidence);
}

/* A score that is the newest one already, for the same reason, is no new version. */
static enum td_code scoring_record(const struct scoring *scoring, const struct index_entry *entry)
{
    struct index_score_row current;
    bool found = false;
    enum td_code code = index_entry_find(scoring->call, entry, entry->kind, &current, &found);
    if (code != TD_OK)
        return code;
    if (found && current.score_centi == entry->score_centi &&
        (!*entry->reason || strcmp(current.reason, entry->reason) == 0)) {
        scoring->out->unchanged++;
        return TD_OK;
    }
    code = scoring->check(scoring, entry);
    if (code == TD_OK && check_outcome(scoring->call) == TD_OK)
        code = index_entry_add(scoring->call, entry);
    scoring->out->recorded++;
    return code;
}

static bool is_twice(const struct index_item *const *seen, size_t n, const struct index_item *item)
{
    for (size_t i = 0; i < n; i++)
        if (seen[i] == item)
            return true;
    return false;
}

static enum td_code scoring_entries(const struct scoring *scoring)
{
    struct call *call = scoring->call;
    const struct index_item **seen =
        td_arena_zalloc(call->arena, (scoring->n_entries + 1) * sizeof *seen);
    enum td_code code = seen ? TD_OK : TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < scoring->n_entries; i++) {
        const Pb__IndexEntry *asked = scoring->entries[i];
        const char *path = td_path_index(call->arena, "entries", i);
        struct index_entry entry = {
            .set = &scoring->set,
            .unit_code = scoring->unit_code,
            .item = index_item_get(call, td_path(call->arena, path, "criterion"), &scoring->set,
                                   NULL, asked->criterion),
            .kind = scoring->kind,
            .score_centi = asked->score_centi,
            .reason = asked->reason,
            .path = td_path(call->arena, path, "score_centi"),
        };
        if (!entry.item)
            continue;
        if (is_twice(seen, i, entry.item)) {
            td_fail(call->err, TD_INVALID_ARGUMENT, td_path(call->arena, path, "criterion"), "",
                    TD_KEY_INDEX_CRITERION_TWICE, "criterion", entry.item->id, "unit",
                    entry.unit_code, TD_END);
            continue;
        }
        seen[i] = entry.item;
        if (index_entry_check(call, &entry))
            code = scoring_record(scoring, &entry);
    }
    return code != TD_OK ? code : check_outcome(call);
}

static enum td_code scoring_evidence(const struct scoring *scoring)
{
    if (scoring->n_evidence == 0)
        return TD_OK;
    const struct index_item *item = index_item_meant(scoring->set.items, scoring->set.n_items, NULL,
                                                     scoring->entries[0]->criterion);
    return attachment_add(scoring->call,
                          index_evidence_subject(scoring->call, scoring->set.row.set_id,
                                                 scoring->unit_code, item->id),
                          scoring->evidence, scoring->n_evidence);
}

static enum td_code scoring_answer(const struct scoring *scoring, const char *unit_name)
{
    struct call *call = scoring->call;
    struct index_standing standing;
    enum td_code code = index_standing_of(call, &scoring->set, scoring->unit_code, 0, &standing);
    if (code != TD_OK)
        return code;
    struct index_result_row row = index_standing_result(&standing, unit_name);
    Pb__IndexResult *result = index_result_reply(call, &row);
    if (!result)
        return TD_RESOURCE_EXHAUSTED;
    result->scored = (uint32_t)standing.total.n_scored;
    result->not_appraised = (uint32_t)standing.total.n_not_appraised;
    scoring->out->result = result;
    return reply_note(
        call,
        td_arena_printf(call->arena, "index %s/%s", scoring->set.row.set_id, scoring->unit_code), 0,
        td_arena_printf(call->arena, "%u recorded, %u unchanged", scoring->out->recorded,
                        scoring->out->unchanged));
}

static enum td_code scoring_run(struct scoring *scoring, const char *set_id, const char *unit_field)
{
    struct call *call = scoring->call;
    struct unit_row unit;
    scoring_check(scoring);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = index_set_get(call, "set_id", set_id, 0, 0, &scoring->set);
    if (code == TD_OK)
        code = index_unit_get(call, unit_field, scoring->unit_code, &scoring->set, 0, &unit);
    if (code == TD_OK)
        code = scoring_entries(scoring);
    if (code == TD_OK)
        code = scoring_evidence(scoring);
    return code == TD_OK ? scoring_answer(scoring, unit.name) : code;
}

/* After an appraisal or publication the unit's own scores stay as they are: what was appraised is
 * what was claimed. */
static enum td_code self_score_check(const struct scoring *scoring, const struct index_entry *entry)
{
    struct index_score_row appraised;
    bool found = false;
    const struct index_definition_row *set = &scoring->set.row;
    if (set->publication > 0)
        return td_fail(scoring->call->err, TD_FAILED_PRECONDITION, "set_id", "II.3.a",
                       TD_KEY_INDEX_PUBLISHED, "set", set->set_id, "version",
                       td_dec(scoring->call->arena, set->publication), TD_END);
    enum td_code code = index_entry_find(scoring->call, entry, APPRAISED, &appraised, &found);
    if (code == TD_OK && found)
        td_fail(scoring->call->err, TD_FAILED_PRECONDITION, entry->path, "II.3.a",
                TD_KEY_INDEX_APPRAISED, "criterion", entry->item->id, "score_centi",
                td_dec(scoring->call->arena, appraised.score_centi), TD_END);
    return code;
}

enum td_code index_self_score(struct call *call, const Pb__IndexSelfScoreRequest *in,
                              Pb__IndexScoreResponse *out)
{
    struct scoring scoring = {
        .call = call,
        .unit_code = call->who.unit_code,
        .kind = SELF,
        .entries = in->entries,
        .n_entries = in->n_entries,
        .evidence = in->evidence,
        .n_evidence = in->n_evidence,
        .check = self_score_check,
        .out = out,
    };
    return scoring_run(&scoring, in->set_id, "");
}

/* A reason for each difference from the self-score; and for every correction of what is published.
 */
static enum td_code appraise_check(const struct scoring *scoring, const struct index_entry *entry)
{
    struct index_score_row self;
    bool self_scored = false;
    enum td_code code = index_entry_find(scoring->call, entry, SELF, &self, &self_scored);
    if (code != TD_OK)
        return code;
    /* Persons are compared, not roles: a unit scores itself, somebody else appraises. */
    if (self_scored && strcmp(self.login, scoring->call->who.login) == 0)
        return td_fail(scoring->call->err, TD_PERMISSION_DENIED, entry->path, "II.3.a",
                       TD_KEY_INDEX_FOUR_EYES, "unit", entry->unit_code, "criterion",
                       entry->item->id, TD_END);
    if (scoring->set.row.publication > 0 && !*entry->reason)
        return td_fail(scoring->call->err, TD_FAILED_PRECONDITION, entry->path, "II.3.a",
                       TD_KEY_INDEX_REASON_CORRECTION, "set", scoring->set.row.set_id, TD_END);
    index_entry_check_reason(scoring->call, entry, self_scored, self_scored ? self.score_centi : 0);
    return TD_OK;
}

enum td_code index_appraise(struct call *call, const Pb__IndexAppraiseRequest *in,
                            Pb__IndexScoreResponse *out)
{
    struct scoring scoring = {
        .call = call,
        .unit_code = in->unit_code,
        .kind = APPRAISED,
        .entries = in->entries,
        .n_entries = in->n_entries,
        .evidence = in->evidence,
        .n_evidence = in->n_evidence,
        .check = appraise_check,
        .out = out,
    };
    return scoring_run(&scoring, in->set_id, "unit_code");
}
