/* The database port: all SQL in this folder goes through these few functions; db_sqlite.c is
 * the only file that knows SQLite. One connection belongs to one thread at a time.
 * SQL stays in the subset that PostgreSQL also runs (no rowid tricks). */
#ifndef SERVER_STORE_DB_H
#define SERVER_STORE_DB_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;   /* a connection with its prepared statements */
struct rows; /* a running query */

struct db_value {
    enum { DB_VALUE_NULL, DB_VALUE_INT, DB_VALUE_TEXT, DB_VALUE_BLOB } type;
    int64_t number;
    const void *bytes;
    size_t len;
};

/* Values to bind, in the order of ?1 ?2 …; bytes are borrowed until the call returns
 * (db_exec) or the rows end (db_query). NULL text or blob binds NULL. */
struct db_value db_int(int64_t number);
struct db_value db_text(const char *text);
struct db_value db_blob(const void *bytes, size_t len);

#define DB_VALUES_(...) ((const struct db_value[]){{0}, ##__VA_ARGS__})
#define DB_COUNT_(...) (sizeof DB_VALUES_(__VA_ARGS__) / sizeof(struct db_value) - 1)

/* Run a statement that yields no rows. sql: a string literal (statements are kept by its
 * address). Returns OK; ALREADY_EXISTS on a unique or foreign key conflict; RESOURCE_EXHAUSTED
 * when the disk is full; DATA_LOSS when the file is damaged; INTERNAL otherwise. A code other
 * than OK and ALREADY_EXISTS also sticks to the connection (db_fault) until its transaction
 * ends, so that no half-done work can be committed. */
#define db_exec(db, sql, ...) \
    db_exec_values((db), (sql), DB_VALUES_(__VA_ARGS__) + 1, DB_COUNT_(__VA_ARGS__))
enum td_code db_exec_values(struct db *db, const char *sql, const struct db_value *values,
                            size_t n);
/* Rows changed by the last db_exec. */
int64_t db_changes(struct db *db);

/* Start a query. Never NULL: a failed one yields no rows and sets db_fault. The same literal
 * must not be queried again before its rows ended. */
#define db_query(db, sql, ...) \
    db_query_values((db), (sql), DB_VALUES_(__VA_ARGS__) + 1, DB_COUNT_(__VA_ARGS__))
struct rows *db_query_values(struct db *db, const char *sql, const struct db_value *values,
                             size_t n);
/* Next row; false at the end or on a fault, and the rows have then ended. */
bool rows_next(struct rows *rows);
/* End early. Harmless after the end. */
void rows_end(struct rows *rows);

/* Columns of the present row, from 0. Text and blobs are valid until the next rows_next or
 * rows_end: copy them into the call's arena. NULL text reads as "". */
int64_t rows_int(struct rows *rows, int column);
const char *rows_text(struct rows *rows, int column);
const void *rows_blob(struct rows *rows, int column, size_t *ret_len);
bool rows_null(struct rows *rows, int column);

/* The first fault since the transaction began; OK when none. */
enum td_code db_fault(const struct db *db);

#endif
