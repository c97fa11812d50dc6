/* The SQLite driver of the database port: with vfs_gather.c the only file that knows
 * SQLite. Statements are kept per connection by the address of their literal; SQLite's codes end
 * here. */
#include "db.h"
#include "db_driver.h"
#include "vfs_gather.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUCKETS 256 /* about as many statements as the daemon has: one step to find one */
#define BUSY_TIMEOUT_MS 10000
#define RESTART_TIMEOUT_MS 100 /* for one long reader not every writer shall wait */

/* A prepared statement and, while it runs, its rows. */
struct rows {
    struct db *db;
    const char *sql;
    sqlite3_stmt *statement; /* NULL: could not be prepared */
    bool running;
    struct rows *next; /* in the bucket */
};

struct db {
    sqlite3 *handle;
    enum td_code fault;
    bool fault_of_storage; /* not of one statement only: the transaction cannot go on */
    size_t n_running;
    size_t wal_pages;
    struct rows none; /* what a failed query returns */
    struct rows *buckets[BUCKETS];
};

/* ---- Faults ------------------------------------------------------------------------------ */

static bool disk_is_full(int extended_code, int os_error)
{
    return (extended_code & 0xff) == SQLITE_FULL ||
           ((extended_code & 0xff) == SQLITE_IOERR && (os_error == ENOSPC || os_error == EDQUOT));
}

static enum td_code fault_code(int extended_code, int os_error)
{
    if (disk_is_full(extended_code, os_error))
        return TD_RESOURCE_EXHAUSTED;
    switch (extended_code) {
    case SQLITE_IOERR_CORRUPTFS:
    case SQLITE_IOERR_DATA:
        return TD_DATA_LOSS;
    }
    switch (extended_code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return TD_DATA_LOSS;
    default:
        return TD_INTERNAL;
    }
}

/* Codes that mean: this statement was wrong, the rest of the transaction is sound. */
static bool is_of_statement(int extended_code)
{
    switch (extended_code & 0xff) {
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
    case SQLITE_READONLY:
        return true;
    default:
        return false;
    }
}

/* Log a failure where it happened and make it stick. */
static enum td_code db_fail(struct db *db, const char *what)
{
    int code = sqlite3_extended_errcode(db->handle);
    int os_error = sqlite3_system_errno(db->handle);

    fprintf(stderr, "thiduad: storage: %s (SQLite code %d, system error %d) in: %s\n",
            sqlite3_errmsg(db->handle), code, os_error, what);
    if (db->fault == TD_OK)
        db->fault = fault_code(code, os_error);
    if (!is_of_statement(code))
        db->fault_of_storage = true;
    return db->fault;
}

enum td_code db_fault(const struct db *db)
{
    return db->fault;
}

static void fault_forget(struct db *db)
{
    db->fault = TD_OK;
    db->fault_of_storage = false;
}

/* ---- Statements -------------------------------------------------------------------------- */

static size_t bucket_of(const char *sql)
{
    uint64_t hash = (uint64_t)(uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(hash >> 56);
}
_Static_assert(BUCKETS == 256, "bucket_of keeps 8 bits");

/* The kept statement of a literal, made at first use; NULL on a fault. */
static struct rows *statement_of(struct db *db, const char *sql)
{
    struct rows **bucket = &db->buckets[bucket_of(sql)];
    struct rows *rows;

    for (rows = *bucket; rows; rows = rows->next)
        if (rows->sql == sql) {
            assert(strcmp(sqlite3_sql(rows->statement), sql) == 0); /* a literal, not a buffer */
            return rows;
        }
    rows = calloc(1, sizeof *rows);
    if (!rows) {
        db->fault = TD_INTERNAL;
        return NULL;
    }
    if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &rows->statement,
                           NULL) != SQLITE_OK) {
        db_fail(db, sql);
        free(rows);
        return NULL;
    }
    *rows = (struct rows){.db = db, .sql = sql, .statement = rows->statement, .next = *bucket};
    *bucket = rows;
    return rows;
}

static int value_bind(sqlite3_stmt *statement, int index, const struct db_value *value)
{
    switch (value->type) {
    case DB_VALUE_INT:
        return sqlite3_bind_int64(statement, index, value->number);
    case DB_VALUE_TEXT:
        return sqlite3_bind_text64(statement, index, value->bytes, value->len, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DB_VALUE_BLOB:
        return sqlite3_bind_blob64(statement, index, value->bytes, value->len, SQLITE_STATIC);
    case DB_VALUE_NULL:
        break;
    }
    return sqlite3_bind_null(statement, index);
}

/* The statement with its values, ready to step; NULL on a fault, also on an earlier one: once
 * SQLite has rolled a transaction back, a statement would commit on its own. */
static struct rows *statement_bind(struct db *db, const char *sql, const struct db_value *values,
                                   size_t n)
{
    struct rows *rows = db->fault == TD_OK ? statement_of(db, sql) : NULL;

    if (!rows)
        return NULL;
    assert(!rows->running);
    assert(sqlite3_bind_parameter_count(rows->statement) == (int)n);
    for (size_t i = 0; i < n; i++)
        if (value_bind(rows->statement, (int)i + 1, &values[i]) != SQLITE_OK) {
            db_fail(db, sql);
            return NULL;
        }
    return rows;
}

static bool is_conflict(int extended_code)
{
    return extended_code == SQLITE_CONSTRAINT_UNIQUE ||
           extended_code == SQLITE_CONSTRAINT_PRIMARYKEY ||
           extended_code == SQLITE_CONSTRAINT_ROWID ||
           extended_code == SQLITE_CONSTRAINT_FOREIGNKEY;
}

/* Run to the end, whatever it yields. */
static enum td_code statement_run(struct rows *rows)
{
    struct db *db = rows->db;
    enum td_code code = TD_OK;
    int step;

    do
        step = sqlite3_step(rows->statement);
    while (step == SQLITE_ROW);
    if (step != SQLITE_DONE)
        code = is_conflict(sqlite3_extended_errcode(db->handle)) ? TD_ALREADY_EXISTS
                                                                 : db_fail(db, rows->sql);
    sqlite3_reset(rows->statement);
    return code;
}

/* ---- The port ---------------------------------------------------------------------------- */

struct db_value db_int(int64_t number)
{
    return (struct db_value){.type = DB_VALUE_INT, .number = number};
}

struct db_value db_text(const char *text)
{
    if (!text)
        return (struct db_value){.type = DB_VALUE_NULL};
    return (struct db_value){.type = DB_VALUE_TEXT, .bytes = text, .len = strlen(text)};
}

struct db_value db_blob(const void *bytes, size_t len)
{
    if (!bytes)
        return (struct db_value){.type = DB_VALUE_NULL};
    return (struct db_value){.type = DB_VALUE_BLOB, .bytes = bytes, .len = len};
}

enum td_code db_exec_values(struct db *db, const char *sql, const struct db_value *values, size_t n)
{
    struct rows *rows = statement_bind(db, sql, values, n);
    return rows ? statement_run(rows) : db->fault;
}

int64_t db_changes(struct db *db)
{
    return sqlite3_changes64(db->handle);
}

struct rows *db_query_values(struct db *db, const char *sql, const struct db_value *values,
                             size_t n)
{
    struct rows *rows = statement_bind(db, sql, values, n);

    if (!rows)
        return &db->none;
    rows->running = true;
    db->n_running++;
    return rows;
}

bool rows_next(struct rows *rows)
{
    if (!rows->running)
        return false;
    int step = sqlite3_step(rows->statement);
    if (step == SQLITE_ROW)
        return true;
    if (step != SQLITE_DONE)
        db_fail(rows->db, rows->sql);
    rows_end(rows);
    return false;
}

void rows_end(struct rows *rows)
{
    if (!rows->running)
        return;
    sqlite3_reset(rows->statement);
    rows->running = false;
    rows->db->n_running--;
}

int64_t rows_int(struct rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

const char *rows_text(struct rows *rows, int column)
{
    const char *text = (const char *)sqlite3_column_text(rows->statement, column);
    return text ? text : "";
}

const void *rows_blob(struct rows *rows, int column, size_t *ret_len)
{
    const void *bytes = sqlite3_column_blob(rows->statement, column);

    *ret_len = (size_t)sqlite3_column_bytes(rows->statement, column);
    return bytes ? bytes : "";
}

bool rows_null(struct rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL;
}

/* ---- Transactions ------------------------------------------------------------------------ */

static void rows_end_all(struct db *db)
{
    for (size_t i = 0; i < BUCKETS && db->n_running > 0; i++)
        for (struct rows *rows = db->buckets[i]; rows; rows = rows->next)
            rows_end(rows);
}

/* A statement of transaction control: runs in spite of a fault. */
static enum td_code control(struct db *db, const char *sql)
{
    struct rows *rows = statement_of(db, sql);

    rows_end_all(db);
    return rows ? statement_run(rows) : TD_INTERNAL;
}

enum td_code db_begin(struct db *db, bool write)
{
    fault_forget(db);
    return write ? control(db, "BEGIN IMMEDIATE") : control(db, "BEGIN");
}

enum td_code db_commit(struct db *db)
{
    if (db->fault == TD_OK && control(db, "COMMIT") == TD_OK)
        return TD_OK;
    /* A deferred reference that leads nowhere is a conflict that did not stick. */
    enum td_code code = db->fault == TD_OK ? TD_ALREADY_EXISTS : db->fault;
    db_rollback(db);
    return code;
}

void db_rollback(struct db *db)
{
    sqlite3_file *log = NULL;

    rows_end_all(db);
    if (db_in_transaction(db))
        control(db, "ROLLBACK");
    if (sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK)
        vfs_gather_forget(log);
    fault_forget(db);
}

bool db_in_transaction(const struct db *db)
{
    return !sqlite3_get_autocommit(db->handle);
}

int64_t db_changes_ever(const struct db *db)
{
    return sqlite3_total_changes64(db->handle);
}

enum td_code db_savepoint(struct db *db)
{
    return control(db, "SAVEPOINT job");
}

enum td_code db_savepoint_release(struct db *db)
{
    return control(db, "RELEASE job");
}

void db_savepoint_rollback(struct db *db)
{
    if (db->fault_of_storage || !db_in_transaction(db)) {
        if (db->fault == TD_OK)
            db->fault = TD_INTERNAL;
        return;
    }
    if (control(db, "ROLLBACK TO job") == TD_OK && control(db, "RELEASE job") == TD_OK)
        fault_forget(db);
    else
        db->fault_of_storage = true;
}

/* ---- Opening ----------------------------------------------------------------------------- */

static int wal_grew(void *context, sqlite3 *handle, const char *schema, int pages)
{
    struct db *db = context;

    (void)handle;
    (void)schema;
    db->wal_pages = (size_t)pages;
    return SQLITE_OK;
}

/* Only when there is none: closing a descriptor of a database in use would drop its locks. */
static bool file_create(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return errno == EEXIST;
    close(fd);
    return true;
}

/* The writer's cache is small: after rebalancing a tree, SQLite walks all of it at the commit. */
static const char SETTINGS_WRITER[] = "PRAGMA journal_mode=WAL;"
                                      "PRAGMA synchronous=FULL;" /* vfs_gather needs it */
                                      "PRAGMA foreign_keys=ON;"
                                      "PRAGMA temp_store=MEMORY;"
                                      "PRAGMA trusted_schema=OFF;"
                                      "PRAGMA cache_size=-8192;";
static const char SETTINGS_READER[] = "PRAGMA query_only=ON;"
                                      "PRAGMA temp_store=MEMORY;"
                                      "PRAGMA trusted_schema=OFF;"
                                      "PRAGMA cache_size=-16384;"
                                      "PRAGMA mmap_size=268435456;";

enum td_code db_open(const char *path, bool readonly, struct db **ret, const char **ret_problem)
{
    const char *problem = N_("there is not enough memory");
    struct db *db = calloc(1, sizeof *db);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    enum td_code code = TD_INTERNAL;

    if (!db)
        goto fail;
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* or every malloc of every thread takes one lock */
    db->none.db = db;
    problem = N_("the database file cannot be opened");
    if (!readonly && !file_create(path)) {
        fprintf(stderr, "thiduad: storage: cannot create %s: %s\n", path, strerror(errno));
        goto fail;
    }
    if (sqlite3_open_v2(path, &db->handle, flags, vfs_gather()) != SQLITE_OK) {
        code = db_fail(db, path);
        goto fail;
    }
    sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    code = db_script(db, readonly ? SETTINGS_READER : SETTINGS_WRITER);
    if (code != TD_OK)
        goto fail;
    sqlite3_wal_hook(db->handle, wal_grew, db); /* in place of the checkpoint after a commit */
    *ret = db;
    return TD_OK;
fail:
    db_close(db);
    *ret_problem = code == TD_DATA_LOSS            ? N_("the database file is damaged")
                   : code == TD_RESOURCE_EXHAUSTED ? N_("the disk is full; make room first")
                                                   : problem;
    return code;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    if (db->handle && db_in_transaction(db))
        db_rollback(db);
    for (size_t i = 0; i < BUCKETS; i++)
        while (db->buckets[i]) {
            struct rows *rows = db->buckets[i];

            db->buckets[i] = rows->next;
            sqlite3_finalize(rows->statement);
            free(rows);
        }
    sqlite3_close(db->handle);
    free(db);
}

/* ---- Schema, copy, checkpoint ------------------------------------------------------------ */

enum td_code db_script(struct db *db, const char *sql)
{
    if (db->fault != TD_OK)
        return db->fault;
    if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return db_fail(db, "a script");
    return TD_OK;
}

enum td_code db_schema_version(struct db *db, int *ret_version)
{
    struct rows *rows = db_query(db, "PRAGMA user_version");

    if (!rows_next(rows))
        return db->fault;
    *ret_version = (int)rows_int(rows, 0);
    rows_end(rows);
    return TD_OK;
}

enum td_code db_set_schema_version(struct db *db, int version)
{
    char sql[64];

    snprintf(sql, sizeof sql, "PRAGMA user_version=%d", version); /* takes no parameters */
    return db_script(db, sql);
}

enum td_code db_enforce_references(struct db *db, bool enforce)
{
    return db_script(db, enforce ? "PRAGMA foreign_keys=ON" : "PRAGMA foreign_keys=OFF");
}

enum td_code db_check_references(struct db *db)
{
    struct rows *rows = db_query(db, "PRAGMA foreign_key_check");

    if (!rows_next(rows))
        return db->fault;
    fprintf(stderr, "thiduad: storage: a row of %s refers to a row of %s that is not there\n",
            rows_text(rows, 0), rows_text(rows, 2));
    rows_end(rows);
    return TD_DATA_LOSS;
}

static enum td_code copy_pages(struct db *from, sqlite3 *to)
{
    sqlite3_backup *backup;
    int step;

    /* Durable by the fsync afterwards; a journal for a file nobody has yet is of no use. */
    if (sqlite3_exec(to, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;", NULL, NULL, NULL) !=
        SQLITE_OK)
        return TD_INTERNAL;
    backup = sqlite3_backup_init(to, "main", from->handle, "main");
    if (!backup)
        return TD_INTERNAL;
    step = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    return step == SQLITE_DONE ? TD_OK : fault_code(step, sqlite3_system_errno(to));
}

static bool file_sync(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return synced;
}

static bool folder_sync(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    bool synced = folder && file_sync(folder, O_RDONLY | O_DIRECTORY);

    free(folder);
    return synced;
}

enum td_code db_copy_to(struct db *db, const char *path)
{
    enum td_code code = TD_INTERNAL;
    sqlite3 *to = NULL;
    char *part = sqlite3_mprintf("%s.part", path);

    if (!part || (unlink(part) != 0 && errno != ENOENT) || !file_create(part))
        goto out;
    if (sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
        code = copy_pages(db, to);
    if (code != TD_OK)
        fprintf(stderr, "thiduad: storage: %s: %s\n", part, sqlite3_errmsg(to));
    sqlite3_close(to);
    if (code == TD_OK &&
        (!file_sync(part, O_RDWR) || rename(part, path) != 0 || !folder_sync(path))) {
        code = errno == ENOSPC || errno == EDQUOT ? TD_RESOURCE_EXHAUSTED : TD_INTERNAL;
        fprintf(stderr, "thiduad: storage: %s: %s\n", path, strerror(errno));
    }
    if (code != TD_OK)
        unlink(part);
out:
    sqlite3_free(part);
    return code;
}

size_t db_wal_pages(const struct db *db)
{
    return db->wal_pages;
}

enum td_code db_checkpoint(struct db *db, bool restart)
{
    int mode = restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
    enum td_code code = TD_OK;
    int result;

    sqlite3_busy_timeout(db->handle, RESTART_TIMEOUT_MS);
    result = sqlite3_wal_checkpoint_v2(db->handle, NULL, mode, NULL, NULL);
    sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
    if (result != SQLITE_OK && (result & 0xff) != SQLITE_BUSY) {
        code = db_fail(db, "a checkpoint");
        fault_forget(db);
    }
    return code;
}
