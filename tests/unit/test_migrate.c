/* Creating and upgrading: what is applied, what is copied before, and what is refused. */
#include "store_fixture.h"

#include <sys/stat.h>

static int folder_setup(void **state)
{
    struct scratch *scratch = calloc(1, sizeof *scratch);

    assert_non_null(scratch);
    scratch_init(scratch);
    *state = scratch;
    return 0;
}

static int folder_teardown(void **state)
{
    scratch_deinit(*state);
    free(*state);
    return 0;
}

static const struct schema_file FIRST = {1, "CREATE TABLE a (id INTEGER PRIMARY KEY);"};
static const struct schema_file GROWING[] = {
    {1, "CREATE TABLE a (id INTEGER PRIMARY KEY);"},
    {2, "CREATE TABLE b (id INTEGER PRIMARY KEY);"},
    {3, "CREATE TABLE c (id INTEGER PRIMARY KEY); INSERT INTO c VALUES (1);"},
};

static enum td_code to_files(struct scratch *scratch, const struct schema_file *files, size_t n,
                             int *ret_version)
{
    const char *problem = NULL;
    enum td_code code =
        migrate_files(scratch_path(scratch, "test.db"), files, n, ret_version, &problem);

    assert_true(code == TD_OK || problem);
    return code;
}

static int64_t tables(struct scratch *scratch, const char *name)
{
    const char *problem = NULL;
    struct db *db = NULL;
    int64_t n;

    assert_int_equal(db_open(scratch_path(scratch, name), true, &db, &problem), TD_OK);
    n = store_number(db, "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table'");
    db_close(db);
    return n;
}

static void migrate__no_file__creates_it_without_a_copy(void **state)
{
    const char *problem = NULL;
    int version = 0, known = 0;

    assert_int_equal(migrate(scratch_path(*state, "test.db"), &version, &known, &problem), TD_OK);
    assert_int_equal(version, known);
    assert_int_equal(known, schema_files[schema_file_count - 1].number);
    assert_int_equal(scratch_mode(*state, "test.db"), 0600);
    assert_int_equal(scratch_size(*state, "test.db.before-001"), -1);
}

static void migrate__up_to_date__changes_nothing(void **state)
{
    int version = 0;

    assert_int_equal(to_files(*state, GROWING, 3, &version), TD_OK);
    assert_int_equal(to_files(*state, GROWING, 3, &version), TD_OK);
    assert_int_equal(version, 3);
    assert_int_equal(tables(*state, "test.db"), 3);
    assert_int_equal(scratch_size(*state, "test.db.before-004"), -1);
}

static void migrate__made_by_the_first_version__keeps_rows_and_leaves_a_copy(void **state)
{
    const char *problem = NULL;
    int version = 0, known = 0;
    struct db *db;

    assert_true(schema_file_count > 1);
    assert_int_equal(to_files(*state, schema_files, 1, &version), TD_OK);
    db = store_open(*state, false);
    assert_int_equal(db_exec(db, "INSERT INTO officer (login, full_name, unit_code, added_utc_ms)"
                                 " VALUES ('mau', 'Nguyễn Văn Mẫu', 'PNV', 1)"),
                     TD_OK);
    db_close(db);

    assert_int_equal(migrate(scratch_path(*state, "test.db"), &version, &known, &problem), TD_OK);
    assert_int_equal(version, known);
    db = store_open(*state, true);
    assert_int_equal(store_number(db, "SELECT COUNT(*) FROM officer"), 1);
    db_close(db);

    assert_int_equal(scratch_mode(*state, "test.db.before-002"), 0600);
    assert_int_equal(db_open(scratch_path(*state, "test.db.before-002"), true, &db, &problem),
                     TD_OK);
    assert_int_equal(store_number(db, "PRAGMA user_version"), 1);
    assert_int_equal(store_number(db, "SELECT COUNT(*) FROM officer"), 1);
    db_close(db);
    assert_int_equal(scratch_size(*state, "test.db.before-002.part"), -1);
}

/* 013 moves the events of cases into a table with a wider key. */
static void migrate__events_of_cases__are_kept(void **state)
{
    const char *problem = NULL;
    int version = 0, known = 0;
    size_t before = 0;
    while (before < schema_file_count && schema_files[before].number < 13)
        before++;
    assert_int_equal(to_files(*state, schema_files, before, &version), TD_OK);
    struct db *db = store_open(*state, false);
    assert_int_equal(
        db_script(db, "INSERT INTO officer (id, login, full_name, unit_code, added_utc_ms)"
                      " VALUES (1, 'mau', 'Nguyễn Văn Mẫu', 'PNV', 1);"
                      "INSERT INTO discipline_case (id, kind, unit_code, name, name_folded,"
                      " staff_code, citizen_id, opened_on, opening_document, opening_dated_on,"
                      " state, last_on, changed_utc_ms) VALUES (202200000001, 2, 'P1', 'a', 'a',"
                      " 'X', '', '2022-01-01', '1/TB', '2022-01-01', 1, '9999-12-31', 1);"
                      "INSERT INTO discipline_event VALUES (202200000001, 7, 1, 1, 1, '1/TB',"
                      " '2022-01-01', '', '2022-01-01', '', 'ghi chú');"),
        TD_OK);
    db_close(db);
    assert_int_equal(migrate(scratch_path(*state, "test.db"), &version, &known, &problem), TD_OK);
    db = store_open(*state, true);
    assert_int_equal(store_number(db, "SELECT log_seq FROM discipline_event WHERE case_id ="
                                      " 202200000001 AND event = 1 AND note = 'ghi chú'"),
                     7);
    db_close(db);
}

static void migrate__newer_file__refused_untouched(void **state)
{
    int version = 0;

    assert_int_equal(to_files(*state, GROWING, 3, &version), TD_OK);
    assert_int_equal(to_files(*state, GROWING, 2, &version), TD_FAILED_PRECONDITION);
    assert_int_equal(version, 3);
    assert_int_equal(tables(*state, "test.db"), 3);
}

static void migrate__wrong_statement__nothing_is_applied(void **state)
{
    const struct schema_file files[] = {FIRST, GROWING[1], {3, "CREATE TABEL c (id);"}};
    int version = 0;

    assert_int_equal(to_files(*state, files, 1, &version), TD_OK);
    assert_int_equal(to_files(*state, files, 3, &version), TD_INTERNAL);
    assert_int_equal(version, 1);
    assert_int_equal(tables(*state, "test.db"), 1);
    assert_int_equal(to_files(*state, GROWING, 3, &version), TD_OK); /* a better build */
    assert_int_equal(version, 3);
}

static void migrate__dangling_reference__nothing_is_applied(void **state)
{
    const struct schema_file files[] = {
        FIRST, {2, "CREATE TABLE b (a INTEGER REFERENCES a (id)); INSERT INTO b VALUES (7);"}};
    int version = 0;

    assert_int_equal(to_files(*state, files, 1, &version), TD_OK);
    assert_int_equal(to_files(*state, files, 2, &version), TD_DATA_LOSS);
    assert_int_equal(version, 1);
    assert_int_equal(tables(*state, "test.db"), 1);
}

static void migrate__copy_impossible__not_upgraded(void **state)
{
    int version = 0;

    assert_int_equal(to_files(*state, GROWING, 1, &version), TD_OK);
    assert_int_equal(mkdir(scratch_path(*state, "test.db.before-002.part"), 0700), 0);
    assert_int_equal(to_files(*state, GROWING, 3, &version), TD_INTERNAL);
    assert_int_equal(version, 1);
    assert_int_equal(tables(*state, "test.db"), 1);
}

static void migrate__another_programs_database__refused(void **state)
{
    struct db *db = store_open(*state, false);
    int version = 0;

    assert_int_equal(db_script(db, "CREATE TABLE bookmarks (url)"), TD_OK);
    db_close(db);
    assert_int_equal(to_files(*state, GROWING, 3, &version), TD_FAILED_PRECONDITION);
    assert_int_equal(tables(*state, "test.db"), 1);
}

static void migrate__not_a_database__data_loss(void **state)
{
    char text[1000];
    int version = 0;

    memset(text, 'x', sizeof text);
    scratch_write(*state, "test.db", text, sizeof text);
    assert_int_equal(to_files(*state, GROWING, 3, &version), TD_DATA_LOSS);
    assert_int_equal(scratch_size(*state, "test.db"), sizeof text);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(migrate__no_file__creates_it_without_a_copy),
        CASE(migrate__up_to_date__changes_nothing),
        CASE(migrate__made_by_the_first_version__keeps_rows_and_leaves_a_copy),
        CASE(migrate__events_of_cases__are_kept),
        CASE(migrate__newer_file__refused_untouched),
        CASE(migrate__wrong_statement__nothing_is_applied),
        CASE(migrate__dangling_reference__nothing_is_applied),
        CASE(migrate__copy_impossible__not_upgraded),
        CASE(migrate__another_programs_database__refused),
        CASE(migrate__not_a_database__data_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
