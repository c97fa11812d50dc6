/* The SQL of the register of discipline. */
#include "disciplines.h"

#include "counter.h"
#include "db.h"
#include "human_id.h"
#include "like.h"
#include "take.h"
#include "text.h"

#include <stdlib.h>

#define CASE_COLUMNS                                                                      \
    "c.id, c.kind, c.unit_code, c.name, c.staff_code, c.citizen_id, c.opened_on,"         \
    " c.opening_document, c.opening_dated_on, c.state, c.measure, c.from_on, c.until_on," \
    " c.decision_document, c.decision_dated_on, c.closed_on, c.changed_utc_ms"
#define CASE_SELECT "SELECT " CASE_COLUMNS " FROM discipline_case c"

static void case_read(struct take *take, void *ret_item)
{
    struct discipline_row *row = ret_item;
    struct discipline_case *facts = &row->facts;
    row->id = take_int(take);
    facts->number = human_id_text(take->arena, DISCIPLINE_PREFIX, row->id);
    facts->kind = (Pb__NomineeKind)take_int(take);
    facts->unit_code = take_text(take);
    facts->name = take_text(take);
    facts->staff_code = take_text(take);
    facts->citizen_id = take_text(take);
    facts->opened_on = take_text(take);
    facts->opening.number = take_text(take);
    facts->opening.dated_on = take_text(take);
    facts->state = (Pb__DisciplineState)take_int(take);
    facts->measure = take_text(take);
    facts->from_on = take_text(take);
    facts->until_on = take_text(take);
    facts->decision.number = take_text(take);
    facts->decision.dated_on = take_text(take);
    facts->closed_on = take_text(take);
    row->changed_utc_ms = take_int(take);
    if (!facts->number)
        take->arena_exhausted = true;
}

enum td_code disciplines_add(struct db *db, struct discipline_row *row, struct td_arena *arena)
{
    struct discipline_case *facts = &row->facts;
    const char *folded = td_text_fold(arena, facts->name);
    uint32_t year = (uint32_t)strtoul(facts->opened_on, NULL, 10);
    if (!folded)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = counter_next_id(db, "discipline", year, &row->id);
    if (code != TD_OK)
        return code;
    facts->number = human_id_text(arena, DISCIPLINE_PREFIX, row->id);
    if (!facts->number)
        return TD_RESOURCE_EXHAUSTED;
    return db_exec(db,
                   "INSERT INTO discipline_case (id, kind, unit_code, name, name_folded,"
                   " staff_code, citizen_id, opened_on, opening_document, opening_dated_on, state,"
                   " last_on, changed_utc_ms)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                   db_int(row->id), db_int((int64_t)facts->kind), db_text(facts->unit_code),
                   db_text(facts->name), db_text(folded), db_text(facts->staff_code),
                   db_text(facts->citizen_id), db_text(facts->opened_on),
                   db_text(facts->opening.number), db_text(facts->opening.dated_on),
                   db_int((int64_t)facts->state), db_text(discipline_last_day(facts)),
                   db_int(row->changed_utc_ms));
}

enum td_code disciplines_update(struct db *db, const struct discipline_row *row)
{
    const struct discipline_case *facts = &row->facts;
    return db_exec(db,
                   "UPDATE discipline_case SET state = ?2, measure = ?3, from_on = ?4,"
                   " until_on = ?5, decision_document = ?6, decision_dated_on = ?7,"
                   " closed_on = ?8, last_on = ?9, changed_utc_ms = ?10 WHERE id = ?1",
                   db_int(row->id), db_int((int64_t)facts->state), db_text(facts->measure),
                   db_text(facts->from_on), db_text(facts->until_on),
                   db_text(facts->decision.number), db_text(facts->decision.dated_on),
                   db_text(facts->closed_on), db_text(discipline_last_day(facts)),
                   db_int(row->changed_utc_ms));
}

enum td_code disciplines_event_add(struct db *db, int64_t id,
                                   const struct discipline_event_row *event)
{
    return db_exec(db,
                   "INSERT INTO discipline_event (case_id, log_seq, event, at_utc_ms, officer_id,"
                   " document, dated_on, measure, from_on, until_on, note)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                   db_int(id), db_int((int64_t)event->log_seq), db_int((int64_t)event->event),
                   db_int(event->at_utc_ms), db_int(event->officer_id), db_text(event->document),
                   db_text(event->dated_on), db_text(event->measure), db_text(event->from_on),
                   db_text(event->until_on), db_text(event->note));
}

enum td_code disciplines_find(struct db *db, int64_t id, struct td_arena *arena,
                              struct discipline_row *ret)
{
    struct rows *rows = db_query(db, CASE_SELECT " WHERE c.id = ?1", db_int(id));
    return take_one(db, rows, arena, case_read, sizeof *ret, ret);
}

enum td_code disciplines_find_same(struct db *db, const struct discipline_case *facts,
                                   struct td_arena *arena, struct discipline_row *ret)
{
    const char *folded = td_text_fold(arena, facts->name);
    if (!folded)
        return TD_RESOURCE_EXHAUSTED;
    struct rows *rows =
        db_query(db,
                 CASE_SELECT " WHERE c.opening_document = ?1 AND c.kind = ?2"
                             " AND substr(c.opening_dated_on, 1, 4) = substr(?3, 1, 4)"
                             " AND ((?4 <> '' AND lower(c.staff_code) = lower(?4))"
                             " OR (?5 <> '' AND c.citizen_id = ?5)"
                             " OR (?4 = '' AND ?5 = '' AND c.staff_code = ''"
                             " AND c.citizen_id = '' AND c.unit_code = ?6"
                             " AND c.name_folded = ?7)) ORDER BY c.id LIMIT 1",
                 db_text(facts->opening.number), db_int((int64_t)facts->kind),
                 db_text(facts->opening.dated_on), db_text(facts->staff_code),
                 db_text(facts->citizen_id), db_text(facts->unit_code), db_text(folded));
    return take_one(db, rows, arena, case_read, sizeof *ret, ret);
}

#define LIST_WHERE                                                                               \
    " WHERE (?1 = '' OR c.unit_code = ?1) AND (?2 = 0 OR c.kind = ?2)"                           \
    " AND (?3 = 0 OR c.state = ?3) AND (?4 = '' OR (c.opened_on <= ?4 AND c.last_on >= ?4"       \
    " AND NOT (c.state = 4 AND c.closed_on <= ?4)))" /* dismissed: its last day is a free one */ \
    " AND (?5 = '' OR lower(c.staff_code) = lower(?5) OR c.citizen_id = ?5"                      \
    " OR (?6 <> '' AND c.name_folded LIKE ?6 ESCAPE '\\'))"
_Static_assert(PB__DISCIPLINE_STATE__DISCIPLINE_STATE_DISMISSED == 4, "as LIST_WHERE has it");

enum td_code disciplines_list(struct db *db, const struct discipline_filter *filter,
                              struct td_arena *arena, struct discipline_row **ret, size_t *ret_n)
{
    void *items = NULL;
    const char *part = like_part(arena, filter->find);
    if (!part)
        return TD_RESOURCE_EXHAUSTED;
    const struct db_value values[] = {
        db_text(filter->unit_code),   db_int((int64_t)filter->kind), db_int((int64_t)filter->state),
        db_text(filter->in_force_on), db_text(filter->find),         db_text(part),
        db_int(filter->follows),      db_int(filter->after_id),      db_int(filter->limit),
        db_text(filter->after_key),
    };
    static const struct {
        const char *sql;
        size_t n_values;
    } ORDERS[] = {
        [DISCIPLINES_BY_NUMBER] = {CASE_SELECT LIST_WHERE
                                   " AND (?7 = 0 OR c.id > ?8) ORDER BY c.id LIMIT ?9",
                                   9},
        [DISCIPLINES_BY_LAST_DAY] = {CASE_SELECT LIST_WHERE
                                     " AND (?7 = 0 OR (c.last_on, c.id) > (?10, ?8))"
                                     " ORDER BY c.last_on, c.id LIMIT ?9",
                                     10},
        [DISCIPLINES_BY_UNIT] = {CASE_SELECT LIST_WHERE
                                 " AND (?7 = 0 OR (c.unit_code, c.id) > (?10, ?8))"
                                 " ORDER BY c.unit_code, c.id LIMIT ?9",
                                 10},
    };
    struct rows *rows =
        db_query_values(db, ORDERS[filter->order].sql, values, ORDERS[filter->order].n_values);
    enum td_code code = take_all(db, rows, arena, case_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void event_read(struct take *take, void *ret_item)
{
    struct discipline_event_row *event = ret_item;
    event->log_seq = (uint64_t)take_int(take);
    event->event = (Pb__DisciplineEvent)take_int(take);
    event->at_utc_ms = take_int(take);
    event->officer_id = take_int(take);
    event->login = take_text(take);
    event->full_name = take_text(take);
    event->document = take_text(take);
    event->dated_on = take_text(take);
    event->measure = take_text(take);
    event->from_on = take_text(take);
    event->until_on = take_text(take);
    event->note = take_text(take);
}

enum td_code disciplines_events(struct db *db, int64_t id, struct td_arena *arena,
                                struct discipline_event_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.log_seq, e.event, e.at_utc_ms, o.id, o.login, o.full_name, e.document,"
                 " e.dated_on, e.measure, e.from_on, e.until_on, e.note FROM discipline_event e"
                 " JOIN officer o ON o.id = e.officer_id WHERE e.case_id = ?1"
                 " ORDER BY e.log_seq, e.event",
                 db_int(id));
    enum td_code code = take_all(db, rows, arena, event_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void facts_read(struct take *take, void *ret_item)
{
    struct discipline_row row;
    case_read(take, &row);
    *(struct discipline_case *)ret_item = row.facts;
}

enum td_code disciplines_in_force(struct db *db, const char *unit_code, const char *day,
                                  struct td_arena *arena, struct discipline_case **ret,
                                  size_t *ret_n)
{
    void *items = NULL;
    /* Two statements, so that the one for a unit can use the index. */
    struct rows *rows =
        unit_code
            ? db_query(db,
                       CASE_SELECT " WHERE c.unit_code = ?1 AND c.last_on >= ?2"
                                   " AND c.opened_on <= ?2 ORDER BY c.id",
                       db_text(unit_code), db_text(day))
            : db_query(db, CASE_SELECT " WHERE c.last_on >= ?1 AND c.opened_on <= ?1 ORDER BY c.id",
                       db_text(day));
    enum td_code code = take_all(db, rows, arena, facts_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
