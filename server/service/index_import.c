/* IndexService/Import: the yearly table of scores, all or nothing. Every row is checked before
 * anything is said, so that the person with the file is done in one go. */
#include "index.h"

#include "check.h"
#include "reply.h"

#define SELF PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_SELF
#define APPRAISED PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_APPRAISED
#define SURVEY PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_SURVEY
#define YEAR_MIN 1990
#define YEAR_MAX 2199

/* One set of the table, loaded once. */
struct import_set {
    struct index_set set;
    struct import_set *next;
};

/* The units of one year. */
struct import_year {
    uint32_t year;
    struct unit_row *units;
    size_t n_units;
    struct import_year *next;
};

/* Whom and what a row is about. */
struct import_target {
    const struct index_set *set;
    const struct index_item *item;
    const char *unit_code;
};

struct import {
    struct call *call;
    const Pb__IndexImportRequest *in;
    Pb__IndexImportResponse *out;
    struct import_set *sets;
    struct import_year *years;
    struct import_target *targets; /* of the rows so far; item NULL where a row is not clear */
};

static enum td_code import_year(struct import *import, uint32_t year,
                                const struct import_year **ret)
{
    for (struct import_year *known = import->years; known; known = known->next)
        if (known->year == year) {
            *ret = known;
            return TD_OK;
        }
    struct import_year *more = td_arena_zalloc(import->call->arena, sizeof *more);
    if (!more)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = units_of_year(import->call->db, year, INT64_MAX, import->call->arena,
                                      &more->units, &more->n_units);
    if (code != TD_OK)
        return code;
    more->year = year;
    more->next = import->years;
    *ret = import->years = more;
    return TD_OK;
}

/* *ret NULL: there is no such set, and that has been said. */
static enum td_code import_set(struct import *import, const char *path, uint32_t year,
                               Pb__IndexLevel level, const struct index_set **ret)
{
    struct call *call = import->call;
    *ret = NULL;
    for (struct import_set *known = import->sets; known; known = known->next)
        if (known->set.row.year == year && known->set.row.level == level) {
            *ret = &known->set;
            return TD_OK;
        }
    const char *set_id = index_set_id(call->arena, year, level);
    struct import_set *more = td_arena_zalloc(call->arena, sizeof *more);
    if (!set_id || !more)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        index_set_get(call, td_path(call->arena, path, "year"), set_id, 0, 0, &more->set);
    if (code == TD_NOT_FOUND)
        return TD_OK;
    if (code != TD_OK)
        return code;
    more->next = import->sets;
    import->sets = more;
    *ret = &more->set;
    return TD_OK;
}

/* *ret NULL: there is no such unit in that year, and that has been said. */
static enum td_code import_unit(struct import *import, const char *path, const char *unit_code,
                                uint32_t year, const struct unit_row **ret)
{
    const struct import_year *units = NULL;
    enum td_code code = import_year(import, year, &units);
    *ret = NULL;
    if (code != TD_OK)
        return code;
    for (size_t i = 0; i < units->n_units; i++)
        if (strcmp(units->units[i].code, unit_code) == 0)
            *ret = &units->units[i];
    if (!*ret)
        td_fail(import->call->err, TD_NOT_FOUND, td_path(import->call->arena, path, "unit_code"),
                "", *unit_code ? TD_KEY_UNIT_UNKNOWN : TD_KEY_REQUIRED, "unit", unit_code, TD_END);
    return TD_OK;
}

static bool has_field(const struct index_set *set, const char *field)
{
    for (size_t i = 0; i < set->n_items; i++)
        if (strcmp(set->items[i].field, field) == 0)
            return true;
    return false;
}

static void field_unknown(struct call *call, const char *path, const struct index_set *set,
                          const char *field)
{
    const char *allowed = "";
    for (size_t i = 0; allowed && i < set->n_items; i++)
        if (i == 0 || strcmp(set->items[i].field, set->items[i - 1].field) != 0)
            allowed = td_arena_printf(call->arena, "%s%s%s", allowed, *allowed ? ", " : "",
                                      set->items[i].field);
    td_fail(call->err, TD_INVALID_ARGUMENT, td_path(call->arena, path, "field"), "", TD_KEY_CHOICE,
            "value", field, "allowed", allowed ? allowed : "", TD_END);
}

/* The row's criterion, when it is one of the set's and says the same maximum. */
static const struct index_item *import_item(struct call *call, const char *path,
                                            const struct index_set *set,
                                            const Pb__IndexImportRow *row)
{
    if (!has_field(set, row->field)) {
        field_unknown(call, path, set, row->field);
        return NULL;
    }
    const struct index_item *item = index_item_get(call, td_path(call->arena, path, "criterion"),
                                                   set, row->field, row->criterion);
    if (item && item->max_centi != row->max_centi) {
        td_fail(call->err, TD_INVALID_ARGUMENT, td_path(call->arena, path, "max_centi"), "II.3.a",
                TD_KEY_INDEX_MAX, "criterion", item->id, "set", set->row.set_id, "max_centi",
                td_dec(call->arena, item->max_centi), "value_centi",
                td_dec(call->arena, row->max_centi), TD_END);
        return NULL;
    }
    return item;
}

/* A criterion of a unit in two rows: only the first is read on. */
static void import_check_twice(struct import *import, size_t at, const char *path)
{
    struct import_target *target = &import->targets[at];
    for (size_t i = 0; i < at; i++)
        if (import->targets[i].item == target->item &&
            strcmp(import->targets[i].unit_code, target->unit_code) == 0) {
            td_fail(import->call->err, TD_INVALID_ARGUMENT,
                    td_path(import->call->arena, path, "criterion"), "",
                    TD_KEY_INDEX_CRITERION_TWICE, "criterion", target->item->id, "unit",
                    target->unit_code, TD_END);
            target->item = NULL;
            return;
        }
}

/* Finds out what a row is about; targets[at].item stays NULL where it cannot. */
static enum td_code import_target(struct import *import, size_t at, const char *path)
{
    struct call *call = import->call;
    const Pb__IndexImportRow *row = import->in->rows[at];
    struct import_target *target = &import->targets[at];
    const struct unit_row *unit;
    if (!check_range(call, td_path(call->arena, path, "year"), row->year, YEAR_MIN, YEAR_MAX))
        return TD_OK;
    enum td_code code = import_unit(import, path, row->unit_code, row->year, &unit);
    if (code != TD_OK || !unit)
        return code;
    target->unit_code = unit->code;
    code = import_set(import, path, row->year, index_level_of(unit->kind), &target->set);
    if (code != TD_OK || !target->set)
        return code;
    target->item = import_item(call, path, target->set, row);
    if (target->item)
        import_check_twice(import, at, path);
    return TD_OK;
}

/* -- one score -- */

/* A score that differs from what is there is a correction: wanted, and with a reason. */
static void import_check_correction(struct import *import, const struct index_entry *entry,
                                    const struct index_score_row *current)
{
    struct call *call = import->call;
    if (!import->in->correct)
        td_fail(call->err, TD_ALREADY_EXISTS, entry->path, "II.3.a", TD_KEY_INDEX_CONFLICT, "unit",
                entry->unit_code, "criterion", entry->item->id, "score_centi",
                td_dec(call->arena, current->score_centi), TD_END);
    else if (!*entry->reason)
        td_fail(call->err, TD_FAILED_PRECONDITION, entry->path, "II.3.a",
                TD_KEY_INDEX_REASON_CORRECTION, "set", entry->set->row.set_id, TD_END);
}

/* An appraisal is held against the self-score, which its own row has recorded before. */
static enum td_code import_check_reason(struct import *import, const struct index_entry *entry)
{
    struct index_score_row self;
    bool found = false;
    if (entry->kind != APPRAISED)
        return TD_OK;
    enum td_code code = index_entry_find(import->call, entry, SELF, &self, &found);
    if (code == TD_OK)
        index_entry_check_reason(import->call, entry, found, found ? self.score_centi : 0);
    return code;
}

static enum td_code import_score(struct import *import, const struct index_entry *entry)
{
    struct index_score_row current;
    bool found = false;
    if (!index_entry_check(import->call, entry))
        return TD_OK;
    enum td_code code = index_entry_find(import->call, entry, entry->kind, &current, &found);
    if (code != TD_OK)
        return code;
    if (found && current.score_centi == entry->score_centi) {
        import->out->unchanged++;
        return TD_OK;
    }
    if (found)
        import_check_correction(import, entry, &current);
    code = import_check_reason(import, entry);
    if (code == TD_OK)
        code = index_entry_add(import->call, entry); /* a refusal takes it back */
    *(found ? &import->out->corrected : &import->out->recorded) += 1;
    return code;
}

static enum td_code import_row(struct import *import, size_t at)
{
    struct call *call = import->call;
    const Pb__IndexImportRow *row = import->in->rows[at];
    const char *path = td_path_index(call->arena, "rows", at);
    const struct {
        const char *name;
        Pb__IndexScoreKind kind;
        size_t n;
        const int64_t *scores;
    } GIVEN[] = {
        {"self_centi", SELF, row->n_self_centi, row->self_centi},
        {"appraised_centi", APPRAISED, row->n_appraised_centi, row->appraised_centi},
        {"survey_centi", SURVEY, row->n_survey_centi, row->survey_centi},
    };
    if (*row->reason)
        check_text(call, td_path(call->arena, path, "reason"), row->reason, INDEX_REASON_MAX_CHARS);
    enum td_code code = import_target(import, at, path);
    const struct import_target *target = &import->targets[at];
    for (size_t i = 0; code == TD_OK && target->item && i < sizeof GIVEN / sizeof *GIVEN; i++) {
        struct index_entry entry = {
            .set = target->set,
            .unit_code = target->unit_code,
            .item = target->item,
            .kind = GIVEN[i].kind,
            .reason = *row->reason ? row->reason : import->in->reason,
            .path = td_path(call->arena, path, GIVEN[i].name),
        };
        if (GIVEN[i].n > 1)
            td_fail(call->err, TD_INVALID_ARGUMENT, entry.path, "", TD_KEY_LIST_LONG, "max", "1",
                    TD_END);
        if (GIVEN[i].n != 1)
            continue;
        entry.score_centi = GIVEN[i].scores[0];
        code = import_score(import, &entry);
    }
    return code;
}

enum td_code index_import(struct call *call, const Pb__IndexImportRequest *in,
                          Pb__IndexImportResponse *out)
{
    struct import import = {.call = call, .in = in, .out = out};
    if (in->n_rows == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "rows", "", TD_KEY_REQUIRED, TD_END);
    if (*in->reason)
        check_text(call, "reason", in->reason, INDEX_REASON_MAX_CHARS);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    import.targets = td_arena_zalloc(call->arena, in->n_rows * sizeof *import.targets);
    enum td_code code = import.targets ? TD_OK : TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < in->n_rows; i++)
        code = import_row(&import, i);
    if (code == TD_OK)
        code = check_outcome(call);
    if (code != TD_OK)
        return code;
    return reply_note(call, "index", 0,
                      td_arena_printf(call->arena, "%u recorded, %u unchanged, %u corrected%s%s",
                                      out->recorded, out->unchanged, out->corrected,
                                      *in->reason ? ": " : "", in->reason));
}
