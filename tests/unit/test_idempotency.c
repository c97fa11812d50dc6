/* The first answer to a write: kept, given again, and never to another request. */
#include "store_fixture.h"

#include "idempotency.h"

static const struct idempotency_key KEY = {
    .officer_id = 7,
    .key = {0xAB, 0, 1},
    .method = "DossierService/Submit",
    .request_sha256 = {9, 9, 9},
};

static void find__never_seen__not_found(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t *response = NULL;
    bool found = true;
    size_t len = 0;

    assert_int_equal(idempotency_find(fixture->db, &KEY, fixture->arena, &found, &response, &len),
                     TD_OK);
    assert_false(found);
}

static void find__recorded__first_answer_again(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } ANSWERS[] = {{"\0an\0swer", 8}, {NULL, 0}};

    for (size_t i = 0; i < sizeof ANSWERS / sizeof ANSWERS[0]; i++) {
        struct store_fixture *fixture = *state;
        struct idempotency_key key = KEY;
        uint8_t *response = NULL;
        bool found = false;
        size_t len = 99;

        key.key[15] = (uint8_t)i;
        assert_int_equal(idempotency_record(fixture->db, &key, (const uint8_t *)ANSWERS[i].bytes,
                                            ANSWERS[i].len, 5),
                         TD_OK);
        assert_int_equal(
            idempotency_find(fixture->db, &key, fixture->arena, &found, &response, &len), TD_OK);
        assert_true(found);
        assert_int_equal(len, ANSWERS[i].len);
        assert_non_null(response);
        if (len > 0)
            assert_memory_equal(response, ANSWERS[i].bytes, len);
    }
}

static void find__same_key_other_request__already_exists(void **state)
{
    struct store_fixture *fixture = *state;
    struct idempotency_key method = KEY, bytes = KEY;
    uint8_t *response = NULL;
    bool found = false;
    size_t len = 0;

    idempotency_record(fixture->db, &KEY, (const uint8_t *)"a", 1, 5);
    method.method = "DossierService/Withdraw";
    bytes.request_sha256[31] = 1;
    assert_int_equal(
        idempotency_find(fixture->db, &method, fixture->arena, &found, &response, &len),
        TD_ALREADY_EXISTS);
    assert_int_equal(idempotency_find(fixture->db, &bytes, fixture->arena, &found, &response, &len),
                     TD_ALREADY_EXISTS);
    assert_false(found);
    assert_null(response);
}

static void find__same_key_of_another_officer__not_found(void **state)
{
    struct store_fixture *fixture = *state;
    struct idempotency_key other = KEY;
    uint8_t *response = NULL;
    bool found = true;
    size_t len = 0;

    idempotency_record(fixture->db, &KEY, (const uint8_t *)"a", 1, 5);
    other.officer_id = 8;
    assert_int_equal(idempotency_find(fixture->db, &other, fixture->arena, &found, &response, &len),
                     TD_OK);
    assert_false(found);
}

static void find__arena_used_up__resource_exhausted(void **state)
{
    struct store_fixture *fixture = *state;
    struct td_arena *small = td_arena_new(1);
    uint8_t *response = NULL;
    bool found = false;
    size_t len = 0;

    idempotency_record(fixture->db, &KEY, (const uint8_t *)"answer", 6, 5);
    assert_int_equal(idempotency_find(fixture->db, &KEY, small, &found, &response, &len),
                     TD_RESOURCE_EXHAUSTED);
    assert_false(found);
    td_arena_free(small);
}

static void record__twice__already_exists(void **state)
{
    struct store_fixture *fixture = *state;

    assert_int_equal(idempotency_record(fixture->db, &KEY, (const uint8_t *)"a", 1, 5), TD_OK);
    assert_int_equal(idempotency_record(fixture->db, &KEY, (const uint8_t *)"b", 1, 6),
                     TD_ALREADY_EXISTS);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(find__never_seen__not_found),
        CASE(find__recorded__first_answer_again),
        CASE(find__same_key_other_request__already_exists),
        CASE(find__same_key_of_another_officer__not_found),
        CASE(find__arena_used_up__resource_exhausted),
        CASE(record__twice__already_exists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
