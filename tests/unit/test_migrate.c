/* Creating and upgrading: what is applied, what is copied before, and what is refused. */
#include "store_fixture.h"

#include "initiative.pb-c.h"
#include "message.h"

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

/* A database as the files before this number made it; with an officer of id 1. */
static struct db *made_before(struct scratch *scratch, int number)
{
    int version = 0;
    size_t before = 0;
    while (before < schema_file_count && schema_files[before].number < number)
        before++;
    assert_int_equal(to_files(scratch, schema_files, before, &version), TD_OK);
    struct db *db = store_open(scratch, false);
    assert_int_equal(db_script(db,
                               "INSERT INTO officer (id, login, full_name, unit_code, added_utc_ms)"
                               " VALUES (1, 'mau', 'Nguyễn Văn Mẫu', 'PNV', 1);"),
                     TD_OK);
    return db;
}

/* Closes it. */
static struct db *upgraded(struct scratch *scratch, struct db *db)
{
    const char *problem = NULL;
    int version = 0, known = 0;
    db_close(db);
    assert_int_equal(migrate(scratch_path(scratch, "test.db"), &version, &known, &problem), TD_OK);
    return store_open(scratch, true);
}

/* 013 moves the events of cases into a table with a wider key. */
static void migrate__events_of_cases__are_kept(void **state)
{
    struct db *db = made_before(*state, 13);
    assert_int_equal(
        db_script(db, "INSERT INTO discipline_case (id, kind, unit_code, name, name_folded,"
                      " staff_code, citizen_id, opened_on, opening_document, opening_dated_on,"
                      " state, last_on, changed_utc_ms) VALUES (202200000001, 2, 'P1', 'a', 'a',"
                      " 'X', '', '2022-01-01', '1/TB', '2022-01-01', 1, '9999-12-31', 1);"
                      "INSERT INTO discipline_event VALUES (202200000001, 7, 1, 1, 1, '1/TB',"
                      " '2022-01-01', '', '2022-01-01', '', 'ghi chú');"),
        TD_OK);
    db = upgraded(*state, db);
    assert_int_equal(store_number(db, "SELECT log_seq FROM discipline_event WHERE case_id ="
                                      " 202200000001 AND event = 1 AND note = 'ghi chú'"),
                     7);
    db_close(db);
}

/* 021: a dossier as its newest event left it, returned twice. */
static void migrate__dossiers__their_events_say_the_state(void **state)
{
    struct db *db = made_before(*state, 21);
    assert_int_equal(
        db_script(
            db,
            "INSERT INTO plan_version VALUES ('50', 1, 't', '2022-05-23', x'00', x'00', 1, 1, 1);"
            "INSERT INTO round (id, year, kind, state, opens_utc_ms, closes_utc_ms, plan_id,"
            " plan_version, opened_utc_ms, opened_by) VALUES ('2022-annual', 2022, 1, 2, 1, 2, "
            "'50',"
            " 1, 1, 1);"
            "INSERT INTO audit_event VALUES (2, 5, 1, 1, 'mau', 'RoundService/Open',"
            " 'round 2022-annual', 0, '', x'00', x'00');"
            "INSERT INTO dossier VALUES (202200000001, '2022-annual', 'P1', x'01', 2, 5, 3, 9, 77,"
            " 'thiếu bản chính');"
            "INSERT INTO dossier_event VALUES (202200000001, 3, 1, 1, 6, 1, 0, ''),"
            " (202200000001, 4, 1, 4, 7, 1, 0, 'thiếu biên bản'),"
            " (202200000001, 5, 2, 1, 8, 1, 0, ''),"
            " (202200000001, 6, 2, 4, 9, 1, 0, 'thiếu bản chính');"),
        TD_OK);
    db = upgraded(*state, db);
#define EVENT(column, seq) \
    store_number(db, "SELECT " column " FROM dossier_event WHERE log_seq = ?1", db_int(seq))
    assert_int_equal(EVENT("state", 3), PB__DOSSIER_STATE__DOSSIER_SUBMITTED);
    assert_int_equal(EVENT("state", 6), PB__DOSSIER_STATE__DOSSIER_RETURNED);
    assert_int_equal(EVENT("return_due_utc_ms", 6), 77);
    assert_int_equal(EVENT("return_due_utc_ms", 4), 0);
    assert_int_equal(store_number(db, "SELECT log_seq FROM round"), 2);
    assert_int_equal(store_number(db, "SELECT COUNT(*) FROM dossier WHERE draft_id = x'01'"), 1);
    db_close(db);
}

/* An initiative of a version whose title and description are long or short. */
static void version_add(struct db *db, struct td_arena *arena, int64_t version, size_t title_len,
                        size_t description_len)
{
    Pb__InitiativeContent content = PB__INITIATIVE_CONTENT__INIT;
    size_t len;
    content.kind = PB__INITIATIVE_KIND__INITIATIVE_MODEL;
    content.title = td_arena_zalloc(arena, title_len + 1);
    memset(content.title, 't', title_len);
    content.description = td_arena_zalloc(arena, description_len + 1);
    memset(content.description, 'd', description_len);
    content.field = (char *)"organisation";
    content.effect = (char *)"e";
    const uint8_t *bytes = td_message_pack(&content.base, arena, &len);
    assert_int_equal(db_exec(db, "INSERT INTO initiative_version VALUES (202200000001, ?1, ?2)",
                             db_int(version), db_blob(bytes, len)),
                     TD_OK);
    assert_int_equal(db_exec(db,
                             "INSERT INTO initiative_event VALUES (202200000001, ?1, ?2, ?1, 0, '',"
                             " 1, 1)",
                             db_int(version), db_int(version == 1 ? 1 : 2)),
                     TD_OK);
}

/* 021: what lists search by comes out of the stored message of every version, whatever its length.
 */
static void migrate__initiatives__each_version_has_its_kind_title_and_field(void **state)
{
    static const size_t LENGTHS[] = {1, 127, 128, 129, 900, 12000};
    struct td_arena *arena = td_arena_new(1 << 20);
    struct db *db = made_before(*state, 21);
    assert_int_equal(db_script(db,
                               "INSERT INTO initiative (id, unit_code, state, version, kind,"
                               " title, field, registered_utc_ms, changed_utc_ms) VALUES"
                               " (202200000001, 'P1', 1, 37, 2, 't', 'f', 1, 1);"
                               "INSERT INTO initiative_version VALUES (202200000001, 37, x'');"),
                     TD_OK);
    for (size_t i = 0; i < 36; i++)
        version_add(db, arena, (int64_t)i + 1, LENGTHS[i / 6], LENGTHS[i % 6]);
    db = upgraded(*state, db);
    for (size_t i = 0; i < 36; i++)
        assert_int_equal(store_number(db,
                                      "SELECT LENGTH(title) FROM initiative_version"
                                      " WHERE version = ?1 AND kind = 2 AND field = 'organisation'"
                                      " AND title NOT LIKE '%d%'",
                                      db_int((int64_t)i + 1)),
                         LENGTHS[i / 6]);
    assert_int_equal(store_number(db, "SELECT SUM(state) FROM initiative_event"), 36);
    assert_int_equal(store_number(db, "SELECT COUNT(*) FROM initiative_version WHERE version = 37"
                                      " AND kind = 2 AND title = 't' AND field = 'f'"),
                     1); /* of the newest its row knew */
    db_close(db);
    td_arena_free(arena);
}

/* 021: who and what was there, by the log; a unit of one period that was added twice got its last
 * day the second time. */
static void migrate__registers__know_their_number_of_the_log(void **state)
{
    struct db *db = made_before(*state, 21);
    assert_int_equal(
        db_script(db,
                  "INSERT INTO unit VALUES ('P1', '2021-01-01', '2022-06-30', 'Phường 1', 5),"
                  " ('PNV', '2021-01-01', '', 'Phòng Nội vụ', 1),"
                  " ('XTL', '2021-01-01', '2022-06-30', 'Xã Tân Long', 4);"
                  "UPDATE officer SET disabled_utc_ms = 9, disabled_reason = 'nghỉ';"
                  "INSERT INTO device VALUES (1, 1, 'laptop', 4), (11, 1, 'pc', 4);"
                  "INSERT INTO certificate VALUES (x'01', 1, 0, 9, 4), (x'02', 1, 0, 19, 5);"
                  "INSERT INTO audit_event (seq, at_utc_ms, officer_id, device_id, login, method,"
                  " subject, version, detail, request_sha256, head) VALUES"
                  " (1, 1, 1, 1, 'a', 'OfficerService/Add', 'officer mau', 0, '', x'', x''),"
                  " (2, 2, 1, 1, 'a', 'UnitService/Add', 'unit P1', 0, '', x'', x''),"
                  " (3, 2, 1, 1, 'a', 'UnitService/Add', 'unit P1', 0, 'unchanged', x'', x''),"
                  " (4, 4, 0, 0, '', 'EnrollmentService/Enroll', 'officer mau', 0,"
                  "  'device 1: laptop', x'', x''),"
                  " (5, 5, 1, 1, 'mau', 'EnrollmentService/Renew', 'officer mau', 0,"
                  "  'device 1 renewed', x'', x''),"
                  " (6, 6, 1, 1, 'a', 'UnitService/Add', 'unit P1', 0, '', x'', x''),"
                  " (7, 9, 1, 1, 'a', 'OfficerService/Disable', 'officer mau', 0, 'nghỉ', x'',"
                  "  x''), (8, 9, 1, 1, 'a', 'UnitService/Import', 'units', 0, '', x'', x''),"
                  " (9, 9, 1, 1, 'a', 'UnitService/Add', 'unit XTL', 0, '', x'', x'');"),
        TD_OK);
    db = upgraded(*state, db);
    assert_int_equal(store_number(db, "SELECT log_seq FROM unit WHERE code = 'P1'"), 2);
    assert_int_equal(store_number(db, "SELECT ended_log_seq FROM unit WHERE code = 'P1'"), 6);
    assert_int_equal(store_number(db, "SELECT log_seq FROM unit WHERE code = 'PNV'"), 0);
    /* Imported, and ended by its only own entry. */
    assert_int_equal(store_number(db, "SELECT log_seq FROM unit WHERE code = 'XTL'"), 0);
    assert_int_equal(store_number(db, "SELECT ended_log_seq FROM unit WHERE code = 'XTL'"), 9);
    assert_int_equal(store_number(db, "SELECT log_seq FROM officer"), 1);
    assert_int_equal(store_number(db, "SELECT disabled_log_seq FROM officer"), 7);
    assert_int_equal(store_number(db, "SELECT log_seq FROM device WHERE id = 1"), 4);
    assert_int_equal(store_number(db, "SELECT log_seq FROM device WHERE id = 11"), 0);
    assert_int_equal(store_number(db, "SELECT log_seq FROM certificate WHERE fingerprint = x'01'"),
                     4);
    assert_int_equal(store_number(db, "SELECT log_seq FROM certificate WHERE fingerprint = x'02'"),
                     5);
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
        CASE(migrate__dossiers__their_events_say_the_state),
        CASE(migrate__initiatives__each_version_has_its_kind_title_and_field),
        CASE(migrate__registers__know_their_number_of_the_log),
        CASE(migrate__newer_file__refused_untouched),
        CASE(migrate__wrong_statement__nothing_is_applied),
        CASE(migrate__dangling_reference__nothing_is_applied),
        CASE(migrate__copy_impossible__not_upgraded),
        CASE(migrate__another_programs_database__refused),
        CASE(migrate__not_a_database__data_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
