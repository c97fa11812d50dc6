/* A scratch folder with a migrated database "test.db" and one writing connection to it. */
#ifndef TD_TESTS_STORE_FIXTURE_H
#define TD_TESTS_STORE_FIXTURE_H

#include "cmocka_all.h"
#include "scratch.h"

#include "arena.h"
#include "db.h"
#include "migrate.h"

struct store_fixture {
    struct scratch scratch;
    struct db *db;
    struct td_arena *arena;
};

static inline struct db *store_open(struct scratch *scratch, bool readonly)
{
    const char *problem = NULL;
    struct db *db = NULL;

    assert_int_equal(db_open(scratch_path(scratch, "test.db"), readonly, &db, &problem), TD_OK);
    return db;
}

static inline int store_setup(void **state)
{
    struct store_fixture *fixture = calloc(1, sizeof *fixture);
    const char *problem = NULL;
    int version = 0, known = 0;

    assert_non_null(fixture);
    scratch_init(&fixture->scratch);
    assert_int_equal(
        migrate(scratch_path(&fixture->scratch, "test.db"), &version, &known, &problem), TD_OK);
    fixture->db = store_open(&fixture->scratch, false);
    fixture->arena = td_arena_new(1 << 20);
    *state = fixture;
    return 0;
}

static inline int store_teardown(void **state)
{
    struct store_fixture *fixture = *state;

    db_close(fixture->db);
    td_arena_free(fixture->arena);
    scratch_deinit(&fixture->scratch);
    free(fixture);
    return 0;
}

/* The only number that a query yields. A macro, because statements are kept by literal. */
#define store_number(db, sql, ...) store_number_of(db_query((db), sql, ##__VA_ARGS__))

static inline int64_t store_number_of(struct rows *rows)
{
    int64_t number;

    assert_true(rows_next(rows));
    number = rows_int(rows, 0);
    rows_end(rows);
    return number;
}

#endif
