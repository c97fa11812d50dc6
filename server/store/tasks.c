/* The SQL of tasks. There is no stored state: a task is as its last event before a moment left it.
 */
#include "tasks.h"

#include "db.h"
#include "take.h"

/* ?1 is the moment. */
#define TASK_SELECT                                                                      \
    "SELECT t.code, t.unit_code, t.field, t.title, t.assigned_on, t.source, t.plan_id, " \
    "t.plan_version, e.state,"                                                           \
    " e.due_on, e.completed_on, e.at_utc_ms,"                                            \
    " (SELECT f.due_on FROM task_event f WHERE f.task_code = t.code"                     \
    " ORDER BY f.log_seq LIMIT 1)"                                                       \
    " FROM task t JOIN task_event e ON e.task_code = t.code AND e.log_seq ="             \
    " (SELECT MAX(l.log_seq) FROM task_event l WHERE l.task_code = t.code"               \
    " AND l.log_seq <= ?1)"

/* The same for both orders; overdue as task_standing has it. */
#define TASK_WHERE                                                              \
    " WHERE (?2 = '' OR t.unit_code = ?2) AND (?3 = '' OR t.field = ?3)"        \
    " AND (?4 = 0 OR e.state = ?4) AND (?5 = '' OR e.due_on BETWEEN ?5 AND ?6)" \
    " AND (?7 = '' OR (e.due_on < ?7 AND e.state IN (?8, ?9)))"

static void task_read(struct take *take, void *ret_item)
{
    struct task_row *task = ret_item;
    task->code = take_text(take);
    task->unit_code = take_text(take);
    task->field = take_text(take);
    task->title = take_text(take);
    task->assigned_on = take_text(take);
    task->source = take_text(take);
    task->plan_id = take_text(take);
    task->plan_version = (uint32_t)take_int(take);
    task->facts.state = (Pb__TaskState)take_int(take);
    task->facts.due_on = take_text(take);
    task->facts.completed_on = take_text(take);
    task->changed_utc_ms = take_int(take);
    task->first_due_on = take_text(take);
}

enum td_code tasks_add(struct db *db, const struct task_row *task)
{
    return db_exec(db,
                   "INSERT INTO task (code, unit_code, field, title, assigned_on, source, plan_id,"
                   " plan_version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   db_text(task->code), db_text(task->unit_code), db_text(task->field),
                   db_text(task->title), db_text(task->assigned_on), db_text(task->source),
                   db_text(task->plan_id), db_int(task->plan_version));
}

enum td_code tasks_event_add(struct db *db, const char *code, const struct task_event_row *event)
{
    return db_exec(db,
                   "INSERT INTO task_event (task_code, log_seq, event, state, due_on, completed_on,"
                   " at_utc_ms, officer_id, note, document)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                   db_text(code), db_int((int64_t)event->log_seq), db_int((int64_t)event->event),
                   db_int((int64_t)event->after.state), db_text(event->after.due_on),
                   db_text(event->after.completed_on), db_int(event->at_utc_ms),
                   db_int(event->officer_id), db_text(event->note), db_text(event->document));
}

enum td_code tasks_find(struct db *db, const char *code, int64_t as_of_seq, struct td_arena *arena,
                        struct task_row *ret)
{
    struct rows *rows =
        db_query(db, TASK_SELECT " WHERE t.code = ?2", db_int(as_of_seq), db_text(code));
    return take_one(db, rows, arena, task_read, sizeof *ret, ret);
}

static struct rows *list_query(struct db *db, const struct task_filter *filter)
{
    static const char by_code[] =
        TASK_SELECT TASK_WHERE " AND (?10 = 0 OR (?11 = '' AND t.code > ?12))"
                               " ORDER BY t.code LIMIT ?13";
    static const char by_due[] = TASK_SELECT TASK_WHERE
        " AND (?10 = 0 OR e.due_on > ?11 OR (e.due_on = ?11 AND t.code > ?12))"
        " ORDER BY e.due_on, t.code LIMIT ?13";
    return db_query(db, filter->by_due ? by_due : by_code, db_int(filter->as_of_seq),
                    db_text(filter->unit_code), db_text(filter->field),
                    db_int((int64_t)filter->state), db_text(filter->due_from),
                    db_text(filter->due_to), db_text(filter->overdue_on),
                    db_int(PB__TASK_STATE__TASK_ASSIGNED), db_int(PB__TASK_STATE__TASK_SENT_BACK),
                    db_int(filter->follows), db_text(filter->after_due),
                    db_text(filter->after_code), db_int(filter->limit));
}

enum td_code tasks_list(struct db *db, const struct task_filter *filter, struct td_arena *arena,
                        struct task_row **ret, size_t *ret_n)
{
    void *items = NULL;
    enum td_code code =
        take_all(db, list_query(db, filter), arena, task_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void event_read(struct take *take, void *ret_item)
{
    struct task_event_row *event = ret_item;
    event->log_seq = (uint64_t)take_int(take);
    event->event = (Pb__TaskEvent)take_int(take);
    event->after.state = (Pb__TaskState)take_int(take);
    event->after.due_on = take_text(take);
    event->after.completed_on = take_text(take);
    event->at_utc_ms = take_int(take);
    event->officer_id = take_int(take);
    event->login = take_text(take);
    event->full_name = take_text(take);
    event->note = take_text(take);
    event->document = take_text(take);
}

enum td_code tasks_events(struct db *db, const char *code, int64_t as_of_seq,
                          struct td_arena *arena, struct task_event_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.log_seq, e.event, e.state, e.due_on, e.completed_on, e.at_utc_ms,"
                 " e.officer_id, o.login, o.full_name, e.note, e.document FROM task_event e"
                 " JOIN officer o ON o.id = e.officer_id"
                 " WHERE e.task_code = ?1 AND e.log_seq <= ?2 ORDER BY e.log_seq",
                 db_text(code), db_int(as_of_seq));
    enum td_code found = take_all(db, rows, arena, event_read, sizeof **ret, &items, ret_n);
    if (found == TD_OK)
        *ret = items;
    return found;
}
