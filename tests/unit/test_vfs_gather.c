/* The layer that gathers writes to the write-ahead log: what is in the file when, what is read,
 * what a failed write and a killed process leave; and databases over it. */
#include "store_fixture.h"
#include "vfs_gather.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define PAGE 4096
#define MORE_THAN_HELD (200 * 1024)

struct log_fixture {
    struct scratch scratch;
    sqlite3_filename name;
    sqlite3_file *file;
    uint8_t bytes[MORE_THAN_HELD], read[MORE_THAN_HELD];
};

static int log_setup(void **state)
{
    struct log_fixture *fixture = calloc(1, sizeof *fixture);
    sqlite3_vfs *layer = sqlite3_vfs_find(vfs_gather());
    char path[512], wal[sizeof path + 8];
    int flags;

    assert_non_null(fixture);
    assert_non_null(layer);
    scratch_init(&fixture->scratch);
    snprintf(path, sizeof path, "%s", scratch_path(&fixture->scratch, "test.db"));
    snprintf(wal, sizeof wal, "%s-wal", path);
    close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)); /* a log takes its mode from it */
    for (size_t i = 0; i < sizeof fixture->bytes; i++)
        fixture->bytes[i] = (uint8_t)(i * 7 + i / 251);
    fixture->name = sqlite3_create_filename(path, path, wal, 0, NULL);
    fixture->file = calloc(1, (size_t)layer->szOsFile);
    assert_non_null(fixture->file);
    assert_int_equal(layer->xOpen(layer, sqlite3_filename_wal(fixture->name), fixture->file,
                                  SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                  &flags),
                     SQLITE_OK);
    *state = fixture;
    return 0;
}

static int log_teardown(void **state)
{
    struct log_fixture *fixture = *state;

    if (fixture->file->pMethods)
        fixture->file->pMethods->xClose(fixture->file);
    free(fixture->file);
    sqlite3_free_filename(fixture->name);
    scratch_deinit(&fixture->scratch);
    free(fixture);
    return 0;
}

static int log_write(struct log_fixture *fixture, int from, int len, int at)
{
    return fixture->file->pMethods->xWrite(fixture->file, fixture->bytes + from, len, at);
}

static int log_sync(struct log_fixture *fixture)
{
    return fixture->file->pMethods->xSync(fixture->file, SQLITE_SYNC_NORMAL);
}

/* What others see. */
static size_t size_in_file(const struct log_fixture *fixture)
{
    struct stat info;

    assert_int_equal(stat(sqlite3_filename_wal(fixture->name), &info), 0);
    return (size_t)info.st_size;
}

static void assert_in_file(struct log_fixture *fixture, size_t at, int from, size_t len)
{
    int fd = open(sqlite3_filename_wal(fixture->name), O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(pread(fd, fixture->read, len, (off_t)at), len);
    close(fd);
    assert_memory_equal(fixture->read, fixture->bytes + from, len);
}

static void write__continued__in_the_file_at_the_sync(void **state)
{
    struct log_fixture *fixture = *state;

    assert_int_equal(log_write(fixture, 0, 24, 0), SQLITE_OK);
    assert_int_equal(log_write(fixture, 24, PAGE, 24), SQLITE_OK);
    assert_int_equal(size_in_file(fixture), 0);
    assert_int_equal(log_sync(fixture), SQLITE_OK);
    assert_int_equal(size_in_file(fixture), 24 + PAGE);
    assert_in_file(fixture, 0, 0, 24 + PAGE);
}

static void write__more_than_is_held__all_of_it_in_order(void **state)
{
    struct log_fixture *fixture = *state;

    for (int at = 0; at < MORE_THAN_HELD; at += PAGE)
        assert_int_equal(log_write(fixture, at, PAGE, at), SQLITE_OK);
    assert_int_not_equal(size_in_file(fixture), 0);
    assert_int_not_equal(size_in_file(fixture), MORE_THAN_HELD);
    assert_int_equal(log_sync(fixture), SQLITE_OK);
    assert_in_file(fixture, 0, 0, MORE_THAN_HELD);
}

static void write__over_what_is_held__the_later_one_stays(void **state)
{
    struct log_fixture *fixture = *state;

    assert_int_equal(log_write(fixture, 0, 3 * PAGE, 0), SQLITE_OK);
    assert_int_equal(log_write(fixture, 5 * PAGE, PAGE, PAGE), SQLITE_OK); /* in the middle */
    assert_int_equal(log_write(fixture, 7 * PAGE, PAGE, 3 * PAGE), SQLITE_OK);
    assert_int_equal(log_sync(fixture), SQLITE_OK);
    assert_int_equal(size_in_file(fixture), 4 * PAGE);
    assert_in_file(fixture, 0, 0, PAGE);
    assert_in_file(fixture, PAGE, 5 * PAGE, PAGE);
    assert_in_file(fixture, 2 * PAGE, 2 * PAGE, PAGE);
    assert_in_file(fixture, 3 * PAGE, 7 * PAGE, PAGE);
}

static void write__with_a_gap__both_sides_in_their_place(void **state)
{
    struct log_fixture *fixture = *state;

    assert_int_equal(log_write(fixture, 0, PAGE, 0), SQLITE_OK);
    assert_int_equal(log_write(fixture, PAGE, PAGE, 2 * PAGE), SQLITE_OK);
    assert_int_equal(log_sync(fixture), SQLITE_OK);
    assert_in_file(fixture, 0, 0, PAGE);
    assert_in_file(fixture, 2 * PAGE, PAGE, PAGE);
}

static void read__of_what_is_held__finds_it(void **state)
{
    struct log_fixture *fixture = *state;

    assert_int_equal(log_write(fixture, 0, 2 * PAGE, 0), SQLITE_OK);
    assert_int_equal(fixture->file->pMethods->xRead(fixture->file, fixture->read, PAGE, PAGE / 2),
                     SQLITE_OK);
    assert_memory_equal(fixture->read, fixture->bytes + PAGE / 2, PAGE);
}

static void size__with_something_held__counts_it(void **state)
{
    struct log_fixture *fixture = *state;
    sqlite3_int64 size = 0;

    assert_int_equal(log_write(fixture, 0, PAGE, 0), SQLITE_OK);
    assert_int_equal(fixture->file->pMethods->xFileSize(fixture->file, &size), SQLITE_OK);
    assert_int_equal(size, PAGE);
}

static void truncate__with_something_held__cuts_it(void **state)
{
    struct log_fixture *fixture = *state;

    assert_int_equal(log_write(fixture, 0, 2 * PAGE, 0), SQLITE_OK);
    assert_int_equal(fixture->file->pMethods->xTruncate(fixture->file, PAGE), SQLITE_OK);
    assert_int_equal(log_sync(fixture), SQLITE_OK);
    assert_int_equal(size_in_file(fixture), PAGE);
}

static void close__with_something_held__writes_it(void **state)
{
    struct log_fixture *fixture = *state;

    assert_int_equal(log_write(fixture, 0, PAGE, 0), SQLITE_OK);
    assert_int_equal(fixture->file->pMethods->xClose(fixture->file), SQLITE_OK);
    fixture->file->pMethods = NULL;
    assert_in_file(fixture, 0, 0, PAGE);
}

/* RLIMIT_FSIZE stands in for a full disk. The sync must say so, and once only: SQLite takes the
 * transaction back and writes the next one to the same place. */
static void sync__disk_full__an_error_then_a_fresh_start(void **state)
{
    struct log_fixture *fixture = *state;
    struct rlimit before, small;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){2 * PAGE, before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(log_write(fixture, 0, 4 * PAGE, 0), SQLITE_OK);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int failed = log_sync(fixture), again = log_sync(fixture);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, handler);
    assert_int_not_equal(failed, SQLITE_OK);
    assert_int_equal(again, SQLITE_OK); /* nothing is left to write */
    assert_int_equal(log_write(fixture, 8 * PAGE, 4 * PAGE, 0), SQLITE_OK);
    assert_int_equal(log_sync(fixture), SQLITE_OK);
    assert_in_file(fixture, 0, 8 * PAGE, 4 * PAGE);
}

/* ---- Databases --------------------------------------------------------------------------- */

#define THINGS 300 /* of 2 KiB: several times what is held */

static enum td_code things_add(struct db *db, int64_t from)
{
    enum td_code code = db_begin(db, true);

    for (int64_t id = from; code == TD_OK && id < from + THINGS; id++)
        code =
            db_exec(db, "INSERT INTO thing (id, content) VALUES (?1, zeroblob(2048))", db_int(id));
    return code == TD_OK ? db_commit(db) : code;
}

static void things_make(struct db *db)
{
    assert_int_equal(db_script(db, "CREATE TABLE thing (id INTEGER PRIMARY KEY, content BLOB)"),
                     TD_OK);
}

static int64_t things_count(struct db *db)
{
    return store_number(db, "SELECT COUNT(*) FROM thing WHERE length(content) = 2048");
}

static void commit__larger_than_what_is_held__another_connection_sees_it(void **state)
{
    struct store_fixture *fixture = *state;
    struct db *reader = store_open(&fixture->scratch, true);

    things_make(fixture->db);
    assert_int_equal(things_add(fixture->db, 0), TD_OK);
    assert_int_equal(things_count(reader), THINGS);
    db_close(reader);
}

/* A transaction larger than the page cache is written to the log before its end, read from it
 * again, and its frames' checksums are written anew. */
static void transaction__larger_than_the_cache__whole_or_not_at_all(void **state)
{
    struct store_fixture *fixture = *state;
    struct db *reader = store_open(&fixture->scratch, true);

    things_make(fixture->db);
    assert_int_equal(db_script(fixture->db, "PRAGMA cache_size=10"), TD_OK);
    assert_int_equal(things_add(fixture->db, 0), TD_OK);
    assert_int_equal(db_begin(fixture->db, true), TD_OK);
    db_exec(fixture->db, "UPDATE thing SET content = zeroblob(1024)");
    assert_int_equal(things_count(fixture->db), 0);
    assert_int_equal(things_count(reader), THINGS);
    db_rollback(fixture->db);
    assert_int_equal(things_count(fixture->db), THINGS);
    assert_int_equal(things_add(fixture->db, THINGS), TD_OK);
    assert_int_equal(things_count(reader), 2 * THINGS);
    db_close(reader);
}

/* `thiduad admin-code` writes beside a running daemon. */
static void rollback__of_more_than_the_cache__leaves_what_another_commits_next(void **state)
{
    struct store_fixture *fixture = *state;
    struct db *other = store_open(&fixture->scratch, false);

    things_make(fixture->db);
    assert_int_equal(db_script(fixture->db, "PRAGMA cache_size=10"), TD_OK);
    assert_int_equal(things_add(fixture->db, 0), TD_OK);
    assert_int_equal(db_checkpoint(fixture->db, true), TD_OK); /* reading is not from the log */
    assert_int_equal(db_begin(fixture->db, true), TD_OK);
    assert_int_equal(db_exec(fixture->db, "UPDATE thing SET content = randomblob(2048)"), TD_OK);
    db_rollback(fixture->db);
    assert_int_equal(db_begin(other, true), TD_OK);
    assert_int_equal(db_exec(other, "UPDATE thing SET content = zeroblob(1000 + id)"), TD_OK);
    assert_int_equal(db_commit(other), TD_OK);
    assert_int_equal(store_number(fixture->db, "SELECT COUNT(*) FROM thing"
                                               " WHERE content = zeroblob(1000 + id)"),
                     THINGS);
    db_close(other);
}

static void kill__after_a_commit_and_before_the_next__the_first_is_there(void **state)
{
    struct store_fixture *fixture = *state;
    int status = 0;

    things_make(fixture->db);
    db_close(fixture->db);
    pid_t child = fork();
    if (child == 0) {
        struct db *db = store_open(&fixture->scratch, false);
        bool added = things_add(db, 0) == TD_OK && db_begin(db, true) == TD_OK &&
                     db_exec(db, "DELETE FROM thing") == TD_OK;
        _exit(added ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    fixture->db = store_open(&fixture->scratch, false);
    assert_int_equal(things_count(fixture->db), THINGS);
}

int main(void)
{
#define LOG(test) cmocka_unit_test_setup_teardown(test, log_setup, log_teardown)
#define STORE(test) cmocka_unit_test_setup_teardown(test, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        LOG(write__continued__in_the_file_at_the_sync),
        LOG(write__more_than_is_held__all_of_it_in_order),
        LOG(write__over_what_is_held__the_later_one_stays),
        LOG(write__with_a_gap__both_sides_in_their_place),
        LOG(read__of_what_is_held__finds_it),
        LOG(size__with_something_held__counts_it),
        LOG(truncate__with_something_held__cuts_it),
        LOG(close__with_something_held__writes_it),
        LOG(sync__disk_full__an_error_then_a_fresh_start),
        STORE(commit__larger_than_what_is_held__another_connection_sees_it),
        STORE(transaction__larger_than_the_cache__whole_or_not_at_all),
        STORE(rollback__of_more_than_the_cache__leaves_what_another_commits_next),
        STORE(kill__after_a_commit_and_before_the_next__the_first_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
