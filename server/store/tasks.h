/* Tasks: what was assigned, and the events that say what became of it. Every question is asked
 * about a moment: events behind `as_of_seq` in the log are not seen (INT64_MAX: all are). */
#ifndef SERVER_STORE_TASKS_H
#define SERVER_STORE_TASKS_H

#include "arena.h"
#include "err.h"
#include "task_rules.h"

struct db;

struct task_row {
    const char *code, *unit_code, *field, *title, *assigned_on, *source;
    const char *plan_id; /* whose fields */
    uint32_t plan_version;
    struct task_facts facts;  /* after the last event; this and the rest: when reading */
    const char *first_due_on; /* as assigned */
    int64_t changed_utc_ms;
};

struct task_event_row {
    uint64_t log_seq;
    Pb__TaskEvent event;
    struct task_facts after;
    int64_t at_utc_ms;
    int64_t officer_id;
    const char *login, *full_name; /* when reading */
    const char *note, *document;
};

/* Which tasks: "" and 0 are all. */
struct task_filter {
    int64_t as_of_seq;
    const char *unit_code, *field;
    Pb__TaskState state;
    const char *due_from, *due_to; /* the due date in force; both or none */
    const char *overdue_on; /* only those overdue on this day: not reported, and due before */
    bool by_due;            /* sorted by due date, then code; otherwise by code */
    bool follows;           /* only behind this place in that order */
    const char *after_due, *after_code;
    int64_t limit;
};

/* ALREADY_EXISTS when there is a task of this code. Its first event must follow. */
enum td_code tasks_add(struct db *db, const struct task_row *task);
enum td_code tasks_event_add(struct db *db, const char *code, const struct task_event_row *event);

/* NOT_FOUND when there was none at that moment. */
enum td_code tasks_find(struct db *db, const char *code, int64_t as_of_seq, struct td_arena *arena,
                        struct task_row *ret);
enum td_code tasks_list(struct db *db, const struct task_filter *filter, struct td_arena *arena,
                        struct task_row **ret, size_t *ret_n);
/* Oldest first. */
enum td_code tasks_events(struct db *db, const char *code, int64_t as_of_seq,
                          struct td_arena *arena, struct task_event_row **ret, size_t *ret_n);

#endif
