/* Creating and upgrading the database: which schema files are pending, a copy before, all of
 * them in one transaction. */
#include "migrate.h"
#include "db.h"

#include <inttypes.h>

/* A database that is not new but has no number of ours was made by something else. */
static bool is_foreign(struct db *db, int version)
{
    struct rows *rows;
    bool has_tables;

    if (version > 0)
        return false;
    rows = db_query(db, "SELECT 1 FROM sqlite_schema LIMIT 1");
    has_tables = rows_next(rows);
    rows_end(rows);
    return version < 0 || has_tables;
}

static enum td_code backup(struct db *db, const char *path, int next_number)
{
    enum td_code code = TD_INTERNAL;
    char *copy = NULL;

    if (asprintf(&copy, "%s.before-%03d", path, next_number) < 0)
        return TD_INTERNAL;
    code = db_copy_to(db, copy);
    free(copy);
    return code;
}

/* Inside the transaction. */
static enum td_code apply(struct db *db, const struct schema_file *files, size_t n_files,
                          int version)
{
    enum td_code code = TD_OK;

    for (size_t i = 0; i < n_files && code == TD_OK; i++)
        if (files[i].number > version) {
            code = db_script(db, files[i].sql);
            if (code != TD_OK)
                fprintf(stderr, "thiduad: storage: schema file %03d was not applied\n",
                        files[i].number);
        }
    if (code == TD_OK)
        code = db_check_references(db);
    if (code == TD_OK)
        code = db_set_schema_version(db, files[n_files - 1].number);
    return code;
}

static enum td_code upgrade(struct db *db, const struct schema_file *files, size_t n_files,
                            int version)
{
    enum td_code code = db_enforce_references(db, false);

    if (code == TD_OK)
        code = db_begin(db, true);
    if (code != TD_OK)
        return code;
    code = apply(db, files, n_files, version);
    if (code == TD_OK)
        return db_commit(db);
    db_rollback(db);
    return code;
}

enum td_code migrate_files(const char *path, const struct schema_file *files, size_t n_files,
                           int *ret_version, const char **ret_problem)
{
    const int known = files[n_files - 1].number;
    struct db *db = NULL;
    int version = 0;
    enum td_code code = db_open(path, false, &db, ret_problem);

    if (code != TD_OK)
        return code;
    *ret_problem = N_("the database cannot be read");
    code = db_schema_version(db, &version);
    if (code != TD_OK)
        goto out;
    *ret_version = version;
    if (is_foreign(db, version)) {
        *ret_problem = N_("the file is a database of another program");
        code = TD_FAILED_PRECONDITION;
    } else if (version > known) {
        *ret_problem = N_("the database was written by a newer version of thiduad");
        code = TD_FAILED_PRECONDITION;
    } else if (version < known) {
        *ret_problem = N_("the backup copy before the upgrade cannot be made");
        if (version > 0)
            code = backup(db, path, version + 1);
        if (code != TD_OK)
            goto out;
        *ret_problem = N_("the database cannot be upgraded; it is as it was");
        code = upgrade(db, files, n_files, version);
        if (code == TD_OK)
            *ret_version = known;
    }
out:
    db_close(db);
    return code;
}

enum td_code migrate(const char *path, int *ret_version, int *ret_known, const char **ret_problem)
{
    *ret_known = schema_files[schema_file_count - 1].number;
    return migrate_files(path, schema_files, schema_file_count, ret_version, ret_problem);
}
