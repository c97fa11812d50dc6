/* Imports of rows: all or nothing, all mistakes of all rows at once, and a row that is there
 * already is no change, so that the same file may come again.
 *
 *     static const struct import_steps STEPS = {"tasks", "tasks", task_row_check, task_row_put};
 *     return import_rows(call, &STEPS, in->n_tasks, &tasks, &out->added, &out->unchanged);
 */
#ifndef SERVER_SERVICE_IMPORT_ROWS_H
#define SERVER_SERVICE_IMPORT_ROWS_H

#include "call.h"

/* Both run on memory of their own (call->arena, call->err), which is forgotten behind each row: so
 * that a request's budget holds for the longest list. What they keep must live elsewhere.
 *
 * What is wrong with row i, at path "tasks[3]", becomes violations of the call. Both answer OK
 * whatever was told; another code is a fault that ends the import. */
typedef enum td_code import_row_check(struct call *call, const char *path, size_t i, void *rows);
/* Store the row, or find it there already (*ret_added stays false). What contradicts what is there
 * is a violation. */
typedef enum td_code import_row_put(struct call *call, const char *path, size_t i, void *rows,
                                    bool *ret_added);

struct import_steps {
    const char *list;        /* the repeated field of the request */
    const char *subject;     /* of the audit event, whose detail is how many */
    import_row_check *check; /* of every row before the first is put; NULL: nothing */
    import_row_put *put;
};

/* rows: for the two functions. No row at all is a mistake (REQUIRED at the list). Nothing is put
 * when the call has violations, those from before included; the counts count on OK only. */
enum td_code import_rows(struct call *call, const struct import_steps *steps, size_t n, void *rows,
                         uint32_t *ret_added, uint32_t *ret_unchanged);

#endif
