/* Creating and upgrading the database file: numbered SQL files (schema/NNN_*.sql, embedded) are
 * applied in one transaction, after a backup copy of what was there (thidua.db.before-NNN, NNN
 * being the first file applied). */
#ifndef SERVER_STORE_MIGRATE_H
#define SERVER_STORE_MIGRATE_H

#include "db_driver.h"
#include "err.h"

/* Create or upgrade. *ret_version and *ret_known are set whatever it returns, as far as known:
 * the number the file has then, and the newest this build knows.
 * FAILED_PRECONDITION: the file was written by a newer version, or by another program.
 * INTERNAL, DATA_LOSS, RESOURCE_EXHAUSTED: the file is as it was. *ret_problem: static msgid,
 * set unless OK. */
enum td_code migrate(const char *path, int *ret_version, int *ret_known, const char **ret_problem);

/* Likewise with another list of files, in ascending order of number (for tests). */
struct schema_file {
    int number;
    const char *sql;
};
enum td_code migrate_files(const char *path, const struct schema_file *files, size_t n_files,
                           int *ret_version, const char **ret_problem);

/* The embedded files, made by cmake/Embed.cmake. */
extern const struct schema_file schema_files[];
extern const size_t schema_file_count;

#endif
