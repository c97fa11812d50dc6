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

/* The cases as their events up to ?1 left them: what the rows say is that of all events. */
_Static_assert(PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_OPEN == 1 &&
                   PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_IMPOSE == 2 &&
                   PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_DISMISS == 3 &&
                   PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_END == 4 &&
                   PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNDER_CONSIDERATION == 1 &&
                   PB__DISCIPLINE_STATE__DISCIPLINE_STATE_IMPOSED == 2 &&
                   PB__DISCIPLINE_STATE__DISCIPLINE_STATE_ENDED == 3 &&
                   PB__DISCIPLINE_STATE__DISCIPLINE_STATE_DISMISSED == 4,
               "as CASES_AS_OF has them");
#define CASES_AS_OF                                                                         \
    "WITH c AS (SELECT d.id, d.kind, d.unit_code, d.name, d.name_folded, d.staff_code,"     \
    " d.citizen_id, d.opened_on, d.opening_document, d.opening_dated_on,"                   \
    " CASE last.event WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE last.event END AS state,"            \
    " COALESCE(m.measure, '') AS measure, COALESCE(m.from_on, '') AS from_on,"              \
    " COALESCE(m.until_on, '') AS until_on, COALESCE(m.document, '') AS decision_document," \
    " COALESCE(m.dated_on, '') AS decision_dated_on,"                                       \
    " CASE last.event WHEN 3 THEN last.from_on WHEN 4 THEN last.until_on ELSE ''"           \
    " END AS closed_on, CASE last.event WHEN 3 THEN last.from_on WHEN 4 THEN last.until_on" \
    " WHEN 2 THEN m.until_on ELSE '" DISCIPLINE_NO_LAST_DAY "' END AS last_on,"             \
    " last.at_utc_ms AS changed_utc_ms FROM discipline_case d"                              \
    " JOIN discipline_event last ON last.case_id = d.id AND last.log_seq ="                 \
    " (SELECT MAX(e.log_seq) FROM discipline_event e WHERE e.case_id = d.id"                \
    " AND e.log_seq <= ?1) AND last.event = (SELECT MAX(e.event) FROM discipline_event e"   \
    " WHERE e.case_id = d.id AND e.log_seq = last.log_seq)"                                 \
    " LEFT JOIN discipline_event m ON m.case_id = d.id AND m.event = 2 AND m.log_seq ="     \
    " (SELECT MAX(e.log_seq) FROM discipline_event e WHERE e.case_id = d.id"                \
    " AND e.event = 2 AND e.log_seq <= ?1)) SELECT " CASE_COLUMNS " FROM c"

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

enum td_code disciplines_find(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                              struct discipline_row *ret)
{
    struct rows *rows = db_query(db, CASES_AS_OF " WHERE c.id = ?2", db_int(as_of_seq), db_int(id));
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
    " WHERE (?2 = '' OR c.unit_code = ?2) AND (?3 = 0 OR c.kind = ?3)"                           \
    " AND (?4 = 0 OR c.state = ?4) AND (?5 = '' OR (c.opened_on <= ?5 AND c.last_on >= ?5"       \
    " AND NOT (c.state = 4 AND c.closed_on <= ?5)))" /* dismissed: its last day is a free one */ \
    " AND (?6 = '' OR lower(c.staff_code) = lower(?6) OR c.citizen_id = ?6"                      \
    " OR (?7 <> '' AND c.name_folded LIKE ?7 ESCAPE '\\'))"
_Static_assert(PB__DISCIPLINE_STATE__DISCIPLINE_STATE_DISMISSED == 4, "as LIST_WHERE has it");

enum td_code disciplines_list(struct db *db, const struct discipline_filter *filter,
                              struct td_arena *arena, struct discipline_row **ret, size_t *ret_n)
{
    void *items = NULL;
    const char *part = like_part(arena, filter->find);
    if (!part)
        return TD_RESOURCE_EXHAUSTED;
    const struct db_value values[] = {
        db_int(filter->as_of_seq),
        db_text(filter->unit_code),
        db_int((int64_t)filter->kind),
        db_int((int64_t)filter->state),
        db_text(filter->in_force_on),
        db_text(filter->find),
        db_text(part),
        db_int(filter->follows),
        db_int(filter->after_id),
        db_int(filter->limit),
        db_text(filter->after_key),
    };
    static const struct {
        const char *sql;
        size_t n_values;
    } ORDERS[] = {
        [DISCIPLINES_BY_NUMBER] = {CASES_AS_OF LIST_WHERE
                                   " AND (?8 = 0 OR c.id > ?9) ORDER BY c.id LIMIT ?10",
                                   10},
        [DISCIPLINES_BY_LAST_DAY] = {CASES_AS_OF LIST_WHERE
                                     " AND (?8 = 0 OR (c.last_on, c.id) > (?11, ?9))"
                                     " ORDER BY c.last_on, c.id LIMIT ?10",
                                     11},
        [DISCIPLINES_BY_UNIT] = {CASES_AS_OF LIST_WHERE
                                 " AND (?8 = 0 OR (c.unit_code, c.id) > (?11, ?9))"
                                 " ORDER BY c.unit_code, c.id LIMIT ?10",
                                 11},
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

enum td_code disciplines_events(struct db *db, int64_t id, int64_t as_of_seq,
                                struct td_arena *arena, struct discipline_event_row **ret,
                                size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.log_seq, e.event, e.at_utc_ms, o.id, o.login, o.full_name, e.document,"
                 " e.dated_on, e.measure, e.from_on, e.until_on, e.note FROM discipline_event e"
                 " JOIN officer o ON o.id = e.officer_id WHERE e.case_id = ?1"
                 " AND e.log_seq <= ?2 ORDER BY e.log_seq, e.event",
                 db_int(id), db_int(as_of_seq));
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
    struct rows *rows = db_query(db,
                                 CASE_SELECT " WHERE c.unit_code = ?1 AND c.last_on >= ?2"
                                             " AND c.opened_on <= ?2 ORDER BY c.id",
                                 db_text(unit_code), db_text(day));
    enum td_code code = take_all(db, rows, arena, facts_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code disciplines_in_force_as_of(struct db *db, const char *day, int64_t as_of_seq,
                                        struct td_arena *arena, struct discipline_case **ret,
                                        size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db, CASES_AS_OF " WHERE c.last_on >= ?2 AND c.opened_on <= ?2 ORDER BY c.id",
                 db_int(as_of_seq), db_text(day));
    enum td_code code = take_all(db, rows, arena, facts_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
