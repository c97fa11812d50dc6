/* The database port over SQLite: values, conflicts, faults that stick, savepoints, damage. */
#include "store_fixture.h"

#define INSERT "INSERT INTO thing (id, name, content, parent) VALUES (?1, ?2, ?3, ?4)"
#define COUNT "SELECT COUNT(*) FROM thing"
#define NOTHING db_blob(NULL, 0)

static int thing_setup(void **state)
{
    struct store_fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    scratch_init(&fixture->scratch);
    fixture->db = store_open(&fixture->scratch, false);
    assert_int_equal(db_script(fixture->db,
                               "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE,"
                               " content BLOB CHECK (length(content) <> 13),"
                               " parent INTEGER REFERENCES thing (id))"),
                     TD_OK);
    *state = fixture;
    return 0;
}

static enum td_code thing_add(struct db *db, int64_t id, const char *name)
{
    return db_exec(db, INSERT, db_int(id), db_text(name), NOTHING, NOTHING);
}

/* Breaks the CHECK. */
static enum td_code thing_add_wrong(struct db *db, int64_t id)
{
    return db_exec(db, INSERT, db_int(id), NOTHING, db_blob("thirteenbytes", 13), NOTHING);
}

static void values__of_each_type__come_back(void **state)
{
    struct db *db = ((struct store_fixture *)*state)->db;
    struct rows *rows;
    size_t len;

    assert_int_equal(db_exec(db, INSERT, db_int(INT64_MIN), db_text("Phường 1"),
                             db_blob("\0a\0", 3), db_int(INT64_MIN)),
                     TD_OK);
    assert_int_equal(db_changes(db), 1);
    rows = db_query(db, "SELECT id, name, content, parent FROM thing");
    assert_true(rows_next(rows));
    assert_true(rows_int(rows, 0) == INT64_MIN);
    assert_string_equal(rows_text(rows, 1), "Phường 1");
    assert_memory_equal(rows_blob(rows, 2, &len), "\0a\0", 3);
    assert_int_equal(len, 3);
    assert_false(rows_null(rows, 3));
    assert_false(rows_next(rows));
    assert_false(rows_next(rows));
}

static void values__null__read_as_empty(void **state)
{
    struct db *db = ((struct store_fixture *)*state)->db;
    struct rows *rows;
    size_t len = 7;

    assert_int_equal(thing_add(db, 1, NULL), TD_OK);
    rows = db_query(db, "SELECT name, content FROM thing");
    assert_true(rows_next(rows));
    assert_true(rows_null(rows, 0));
    assert_string_equal(rows_text(rows, 0), "");
    assert_non_null(rows_blob(rows, 1, &len));
    assert_int_equal(len, 0);
    rows_end(rows);
    rows_end(rows);
}

static void query__same_literal_again__takes_new_values(void **state)
{
    struct db *db = ((struct store_fixture *)*state)->db;
    static const char SQL[] = "SELECT name FROM thing WHERE id = ?1";

    thing_add(db, 1, "a");
    thing_add(db, 2, "b");
    for (int64_t id = 1; id <= 2; id++) {
        struct rows *rows = db_query(db, SQL, db_int(id));

        assert_true(rows_next(rows));
        assert_string_equal(rows_text(rows, 0), id == 1 ? "a" : "b");
        rows_end(rows);
    }
}

static void exec__key_or_reference_conflict__already_exists_and_no_fault(void **state)
{
    struct db *db = ((struct store_fixture *)*state)->db;

    assert_int_equal(db_begin(db, true), TD_OK);
    assert_int_equal(thing_add(db, 1, "a"), TD_OK);
    assert_int_equal(thing_add(db, 1, "b"), TD_ALREADY_EXISTS);
    assert_int_equal(thing_add(db, 2, "a"), TD_ALREADY_EXISTS);
    assert_int_equal(db_exec(db, INSERT, db_int(3), NOTHING, NOTHING, db_int(99)),
                     TD_ALREADY_EXISTS);
    assert_int_equal(db_fault(db), TD_OK);
    assert_int_equal(db_commit(db), TD_OK);
    assert_int_equal(store_number(db, COUNT), 1);
}

static void exec__broken_check__sticks_and_nothing_is_committed(void **state)
{
    struct db *db = ((struct store_fixture *)*state)->db;

    assert_int_equal(db_begin(db, true), TD_OK);
    assert_int_equal(thing_add(db, 1, "a"), TD_OK);
    assert_int_equal(thing_add_wrong(db, 2), TD_INTERNAL);
    assert_int_equal(thing_add(db, 3, "c"), TD_INTERNAL); /* not run any more */
    assert_int_equal(db_fault(db), TD_INTERNAL);
    assert_int_equal(db_commit(db), TD_INTERNAL);
    assert_int_equal(db_fault(db), TD_OK);
    assert_int_equal(store_number(db, COUNT), 0);
}

static void query__wrong_sql__no_rows_and_a_fault(void **state)
{
    struct db *db = ((struct store_fixture *)*state)->db;
    struct rows *rows = db_query(db, "SELECT nothing FROM nowhere");

    assert_non_null(rows);
    assert_false(rows_next(rows));
    rows_end(rows);
    assert_int_equal(db_fault(db), TD_INTERNAL);
}

static void rows__left_open__end_with_the_transaction(void **state)
{
    struct db *db = ((struct store_fixture *)*state)->db;
    static const char SQL[] = "SELECT id FROM thing ORDER BY id";

    thing_add(db, 1, "a");
    thing_add(db, 2, "b");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(db_begin(db, false), TD_OK);
        struct rows *rows = db_query(db, SQL);
        assert_true(rows_next(rows));
        assert_int_equal(rows_int(rows, 0), 1);
        assert_int_equal(db_commit(db), TD_OK);
        assert_false(rows_next(rows));
    }
}

static void savepoint__fault_of_a_statement__is_undone_alone(void **state)
{
    struct db *db = ((struct store_fixture *)*state)->db;

    assert_int_equal(db_begin(db, true), TD_OK);
    assert_int_equal(db_savepoint(db), TD_OK);
    assert_int_equal(thing_add(db, 1, "a"), TD_OK);
    assert_int_equal(db_savepoint_release(db), TD_OK);
    assert_int_equal(db_savepoint(db), TD_OK);
    assert_int_equal(thing_add(db, 2, "b"), TD_OK);
    assert_int_equal(thing_add_wrong(db, 3), TD_INTERNAL);
    db_savepoint_rollback(db);
    assert_int_equal(db_fault(db), TD_OK);
    assert_int_equal(db_commit(db), TD_OK);
    assert_int_equal(store_number(db, "SELECT MAX(id) FROM thing"), 1);
}

static void savepoint__full_disk__stays_a_fault(void **state)
{
    static uint8_t bulk[1 << 20];
    struct db *db = ((struct store_fixture *)*state)->db;

    assert_int_equal(db_script(db, "PRAGMA max_page_count = 20"), TD_OK);
    assert_int_equal(db_begin(db, true), TD_OK);
    assert_int_equal(db_savepoint(db), TD_OK);
    assert_int_equal(db_exec(db, INSERT, db_int(1), NOTHING, db_blob(bulk, sizeof bulk), NOTHING),
                     TD_RESOURCE_EXHAUSTED);
    db_savepoint_rollback(db);
    assert_int_equal(db_fault(db), TD_RESOURCE_EXHAUSTED);
    assert_int_equal(db_commit(db), TD_RESOURCE_EXHAUSTED);
    assert_int_equal(thing_add(db, 2, "small"), TD_OK);
}

static void reader__uncommitted_and_later__sees_its_own_state(void **state)
{
    struct store_fixture *fixture = *state;
    struct db *reader = store_open(&fixture->scratch, true);

    assert_int_equal(db_begin(fixture->db, true), TD_OK);
    thing_add(fixture->db, 1, "a");
    assert_int_equal(db_begin(reader, false), TD_OK);
    assert_int_equal(store_number(reader, COUNT), 0);
    assert_int_equal(db_commit(fixture->db), TD_OK);
    assert_int_equal(store_number(reader, COUNT), 0);
    db_rollback(reader);
    assert_int_equal(store_number(reader, COUNT), 1);
    assert_int_equal(thing_add(reader, 2, "b"), TD_INTERNAL);
    db_close(reader);
}

static void open__new_file__is_for_its_owner_only(void **state)
{
    struct store_fixture *fixture = *state;

    assert_int_equal(scratch_mode(&fixture->scratch, "test.db"), 0600);
    assert_int_equal(scratch_mode(&fixture->scratch, "test.db-wal"), 0600);
}

static void open__no_file_or_no_folder__says_so(void **state)
{
    struct store_fixture *fixture = *state;
    const char *problem = NULL;
    struct db *db = NULL;

    assert_int_equal(db_open(scratch_path(&fixture->scratch, "none.db"), true, &db, &problem),
                     TD_INTERNAL);
    assert_non_null(problem);
    assert_int_equal(db_open(scratch_path(&fixture->scratch, "no/no.db"), false, &db, &problem),
                     TD_INTERNAL);
    assert_null(db);
}

static void open__something_else__data_loss(void **state)
{
    struct store_fixture *fixture = *state;
    const char *problem = NULL;
    char text[4096];
    struct db *db = NULL;

    memset(text, 'x', sizeof text);
    scratch_write(&fixture->scratch, "text.db", text, sizeof text);
    assert_int_equal(db_open(scratch_path(&fixture->scratch, "text.db"), false, &db, &problem),
                     TD_DATA_LOSS);
    assert_null(db);
}

static void query__damaged_page__data_loss(void **state)
{
    struct store_fixture *fixture = *state;
    char noise[4 * 4096];
    int fd;

    assert_int_equal(db_begin(fixture->db, true), TD_OK);
    for (int64_t id = 1; id <= 2000; id++)
        thing_add(fixture->db, id, NULL);
    assert_int_equal(db_commit(fixture->db), TD_OK);
    db_close(fixture->db);
    memset(noise, 0xA5, sizeof noise);
    fd = open(scratch_path(&fixture->scratch, "test.db"), O_WRONLY);
    assert_int_equal(pwrite(fd, noise, sizeof noise, 2 * 4096), sizeof noise);
    close(fd);
    fixture->db = store_open(&fixture->scratch, false);
    struct rows *rows = db_query(fixture->db, "SELECT id FROM thing");
    while (rows_next(rows))
        ;
    assert_int_equal(db_fault(fixture->db), TD_DATA_LOSS);
}

static void checkpoint__restart__log_is_used_from_its_beginning(void **state)
{
    struct db *db = ((struct store_fixture *)*state)->db;

    for (int64_t id = 1; id <= 50; id++)
        thing_add(db, id, NULL);
    assert_true(db_wal_pages(db) >= 50);
    assert_int_equal(db_checkpoint(db, false), TD_OK);
    assert_int_equal(db_checkpoint(db, true), TD_OK);
    thing_add(db, 51, NULL);
    assert_true(db_wal_pages(db) < 10);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, thing_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(values__of_each_type__come_back),
        CASE(values__null__read_as_empty),
        CASE(query__same_literal_again__takes_new_values),
        CASE(exec__key_or_reference_conflict__already_exists_and_no_fault),
        CASE(exec__broken_check__sticks_and_nothing_is_committed),
        CASE(query__wrong_sql__no_rows_and_a_fault),
        CASE(rows__left_open__end_with_the_transaction),
        CASE(savepoint__fault_of_a_statement__is_undone_alone),
        CASE(savepoint__full_disk__stays_a_fault),
        CASE(reader__uncommitted_and_later__sees_its_own_state),
        CASE(open__new_file__is_for_its_owner_only),
        CASE(open__no_file_or_no_folder__says_so),
        CASE(open__something_else__data_loss),
        CASE(query__damaged_page__data_loss),
        CASE(checkpoint__restart__log_is_used_from_its_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
