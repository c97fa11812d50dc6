/* The SQL of difficulties. */
#include "difficulties.h"

#include "counter.h"
#include "db.h"
#include "human_id.h"
#include "take.h"

/* As of ?1. */
#define DIFFICULTY_SELECT                                                                    \
    "SELECT * FROM (SELECT d.id AS id, d.unit_code AS unit_code, d.head_name, d.title,"      \
    " d.description, d.proposal, e.state AS state, (SELECT w.due_on FROM difficulty_event w" \
    " WHERE w.difficulty_id = d.id AND w.log_seq <= ?1 AND w.due_on <> ''"                   \
    " ORDER BY w.log_seq DESC LIMIT 1) AS due_on, d.reported_utc_ms, e.at_utc_ms"            \
    " FROM difficulty d JOIN difficulty_event e ON e.difficulty_id = d.id AND e.log_seq ="   \
    " (SELECT MAX(l.log_seq) FROM difficulty_event l WHERE l.difficulty_id = d.id"           \
    " AND l.log_seq <= ?1)) AS d"

static void difficulty_read(struct take *take, void *ret_item)
{
    struct difficulty_row *row = ret_item;
    row->id = take_int(take);
    row->number = human_id_text(take->arena, DIFFICULTY_PREFIX, row->id);
    row->unit_code = take_text(take);
    row->head_name = take_text(take);
    row->title = take_text(take);
    row->description = take_text(take);
    row->proposal = take_text(take);
    row->state = (Pb__DifficultyState)take_int(take);
    row->due_on = take_text(take);
    row->reported_utc_ms = take_int(take);
    row->changed_utc_ms = take_int(take);
    if (!row->number)
        take->arena_exhausted = true;
}

enum td_code difficulties_add(struct db *db, uint32_t year, struct difficulty_row *row,
                              struct td_arena *arena)
{
    enum td_code code = counter_next_id(db, "difficulty", year, &row->id);
    if (code != TD_OK)
        return code;
    row->number = human_id_text(arena, DIFFICULTY_PREFIX, row->id);
    if (!row->number)
        return TD_RESOURCE_EXHAUSTED;
    return db_exec(db,
                   "INSERT INTO difficulty (id, unit_code, head_name, title, description, proposal,"
                   " reported_utc_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   db_int(row->id), db_text(row->unit_code), db_text(row->head_name),
                   db_text(row->title), db_text(row->description), db_text(row->proposal),
                   db_int(row->reported_utc_ms));
}

enum td_code difficulties_known(struct db *db, const struct difficulty_row *row, bool *ret_known)
{
    int64_t n = 0;
    struct rows *rows = db_query(db,
                                 "SELECT COUNT(*) FROM difficulty WHERE unit_code = ?1"
                                 " AND title = ?2 AND description = ?3 AND proposal = ?4",
                                 db_text(row->unit_code), db_text(row->title),
                                 db_text(row->description), db_text(row->proposal));
    enum td_code code = take_number(db, rows, 0, &n);
    *ret_known = n > 0;
    return code;
}

enum td_code difficulties_event_add(struct db *db, int64_t id,
                                    const struct difficulty_event_row *event)
{
    return db_exec(db,
                   "INSERT INTO difficulty_event (difficulty_id, log_seq, event, state, at_utc_ms,"
                   " officer_id, due_on, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   db_int(id), db_int((int64_t)event->log_seq), db_int((int64_t)event->event),
                   db_int((int64_t)event->state), db_int(event->at_utc_ms),
                   db_int(event->officer_id), db_text(event->due_on), db_text(event->text));
}

enum td_code difficulties_find(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                               struct difficulty_row *ret)
{
    struct rows *rows =
        db_query(db, DIFFICULTY_SELECT " WHERE d.id = ?2", db_int(as_of_seq), db_int(id));
    return take_one(db, rows, arena, difficulty_read, sizeof *ret, ret);
}

/* ?5, ?6: the ids of a year; 0 and the largest number for all years. */
#define LIST_WHERE                                                      \
    " WHERE (?2 = '' OR d.unit_code = ?2) AND (?3 = 0 OR d.state = ?3)" \
    " AND (?4 = '' OR (d.due_on < ?4 AND d.state IN (1, 2))) AND d.id BETWEEN ?5 AND ?6"
_Static_assert(PB__DIFFICULTY_STATE__DIFFICULTY_STATE_REPORTED == 1 &&
                   PB__DIFFICULTY_STATE__DIFFICULTY_STATE_FORWARDED == 2,
               "those that wait for an answer, as LIST_WHERE has them");

enum td_code difficulties_list(struct db *db, const struct difficulty_filter *filter,
                               struct td_arena *arena, struct difficulty_row **ret, size_t *ret_n)
{
    void *items = NULL;
    const struct db_value values[] = {
        db_int(filter->as_of_seq),
        db_text(filter->unit_code),
        db_int((int64_t)filter->state),
        db_text(filter->overdue_on),
        db_int(filter->year ? human_id(filter->year, 0) : 0),
        db_int(filter->year ? human_id(filter->year, HUMAN_ID_MAX_ORDINAL) : INT64_MAX),
        db_int(filter->follows),
        db_int(filter->after_id),
        db_int(filter->limit),
        db_text(filter->after_due_on),
    };
    struct rows *rows = filter->by_due
                            ? db_query_values(db,
                                              DIFFICULTY_SELECT LIST_WHERE
                                              " AND (?7 = 0 OR (d.due_on, d.id) > (?10, ?8))"
                                              " ORDER BY d.due_on, d.id LIMIT ?9",
                                              values, 10)
                            : db_query_values(db,
                                              DIFFICULTY_SELECT LIST_WHERE
                                              " AND (?7 = 0 OR d.id > ?8) ORDER BY d.id LIMIT ?9",
                                              values, 9);
    enum td_code code = take_all(db, rows, arena, difficulty_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void event_read(struct take *take, void *ret_item)
{
    struct difficulty_event_row *event = ret_item;
    event->log_seq = (uint64_t)take_int(take);
    event->event = (Pb__DifficultyEvent)take_int(take);
    event->at_utc_ms = take_int(take);
    event->officer_id = take_int(take);
    event->login = take_text(take);
    event->full_name = take_text(take);
    event->due_on = take_text(take);
    event->text = take_text(take);
}

enum td_code difficulties_events(struct db *db, int64_t id, int64_t as_of_seq,
                                 struct td_arena *arena, struct difficulty_event_row **ret,
                                 size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.log_seq, e.event, e.at_utc_ms, o.id, o.login, o.full_name, e.due_on,"
                 " e.text FROM difficulty_event e JOIN officer o ON o.id = e.officer_id"
                 " WHERE e.difficulty_id = ?1 AND e.log_seq <= ?2 ORDER BY e.log_seq",
                 db_int(id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, event_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
