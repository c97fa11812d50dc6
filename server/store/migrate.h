/* Opening the database file: numbered SQL files (schema/NNN_*.sql, embedded) are applied in one
 * transaction, after a backup copy of what was there (thidua.db.before-NNN). */
#ifndef SERVER_STORE_MIGRATE_H
#define SERVER_STORE_MIGRATE_H

#include "err.h"

struct db;

/* A connection for one thread. readonly: queries only. Opens with WAL, synchronous=FULL,
 * foreign_keys. INTERNAL or DATA_LOSS with *ret_problem (static text). */
enum td_code db_open(const char *path, bool readonly, struct db **ret, const char **ret_problem);
void db_close(struct db *db);
enum td_code db_begin(struct db *db, bool write);
enum td_code db_commit(struct db *db);
void db_rollback(struct db *db);
enum td_code db_savepoint(struct db *db);
enum td_code db_savepoint_release(struct db *db);
void db_savepoint_rollback(struct db *db);

/* Create or upgrade. FAILED_PRECONDITION: the file was written by a newer version
 * (*ret_version is its number, *ret_known what this build knows). */
enum td_code migrate(const char *path, int *ret_version, int *ret_known, const char **ret_problem);

#endif
