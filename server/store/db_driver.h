/* What the store's own files (executor, migrate) and its opener need beyond the port: a
 * connection's life, transactions, and the few things that differ from database to database. */
#ifndef SERVER_STORE_DB_DRIVER_H
#define SERVER_STORE_DB_DRIVER_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

/* A connection for one thread at a time. readonly: queries only; the file must exist. Otherwise
 * it is created when missing, for its owner only (0600). Opens with WAL, synchronous=FULL,
 * foreign_keys; nothing checkpoints but db_checkpoint and the last close. INTERNAL or DATA_LOSS
 * with *ret_problem (static msgid). */
enum td_code db_open(const char *path, bool readonly, struct db **ret, const char **ret_problem);
void db_close(struct db *db); /* NULL is fine */

/* Any open transaction's end also ends rows left open, and forgets the fault. */
enum td_code db_begin(struct db *db, bool write);
/* With a fault: rolls back and returns it. So does a commit that fails. */
enum td_code db_commit(struct db *db);
void db_rollback(struct db *db);

/* SQLite may have rolled it back by itself. */
bool db_in_transaction(const struct db *db);

/* Rows changed by all statements of this connection since it was opened. */
int64_t db_changes_ever(const struct db *db);

enum td_code db_savepoint(struct db *db);
enum td_code db_savepoint_release(struct db *db);
/* A fault of one statement (a broken CHECK, a type) is undone and forgotten with it. One of the
 * storage (disk full, I/O, damage) stays, and so does the loss of the whole transaction: then
 * db_fault is still set, and nothing but db_rollback is left to do. */
void db_savepoint_rollback(struct db *db);

/* Run the statements of a whole SQL file. The fault, if any, sticks as with db_exec. */
enum td_code db_script(struct db *db, const char *sql);
/* The number of the newest schema file applied; 0 for a new database. */
enum td_code db_schema_version(struct db *db, int *ret_version);
enum td_code db_set_schema_version(struct db *db, int version);
/* Foreign keys are not enforced while tables are being rebuilt. Outside transactions only. */
enum td_code db_enforce_references(struct db *db, bool enforce);
/* DATA_LOSS when a row refers to one that is not there. */
enum td_code db_check_references(struct db *db);
/* A consistent copy as a new file (0600), on disk when this returns. Outside transactions only;
 * replaces path. */
enum td_code db_copy_to(struct db *db, const char *path);

/* Length of the write-ahead log after this connection's last commit, in pages. */
size_t db_wal_pages(const struct db *db);
/* Move pages from the write-ahead log to the file. restart: also wait (shortly) for readers
 * and make the next write start the log from its beginning; otherwise never in anyone's way.
 * OK even when readers leave something to do. */
enum td_code db_checkpoint(struct db *db, bool restart);

#endif
