/* Who is behind a certificate: active, disabled, expired, unknown, with which roles. */
#include "store_fixture.h"

#include "identity.h"

#define NOW INT64_C(1669852800000)

static const uint8_t KNOWN[32] = {1}, EXPIRED[32] = {2}, DISABLED[32] = {3}, NO_ROLES[32] = {4},
                     NEVER_ISSUED[32] = {5};

static int people_setup(void **state)
{
    store_setup(state);
    assert_int_equal(db_script(((struct store_fixture *)*state)->db,
                               "INSERT INTO officer (id, login, full_name, unit_code, added_utc_ms,"
                               " disabled_utc_ms) VALUES"
                               " (1, 'mau', 'Nguyễn Văn Mẫu', 'P1', 1, NULL),"
                               " (2, 'cu', 'Trần Thị Ví Dụ', 'P2', 1, 1234),"
                               " (3, 'moi', 'Lê Văn Thử', 'P3', 1, NULL);"
                               "INSERT INTO officer_role VALUES (1, 1), (1, 2), (1, 4000), (2, 1);"
                               "INSERT INTO device (id, officer_id, name, enrolled_utc_ms)"
                               " VALUES (10, 1, 'laptop', 1), (11, 1, 'old', 1),"
                               " (12, 2, 'pc', 1), (13, 3, 'pc', 1);"
                               "INSERT INTO certificate (fingerprint, device_id,"
                               " not_before_utc_ms, not_after_utc_ms, issued_utc_ms) VALUES"
                               " (x'01' || zeroblob(31), 10, 0, 1669852800001, 0),"
                               " (x'02' || zeroblob(31), 11, 0, 1669852800000, 0),"
                               " (x'03' || zeroblob(31), 12, 0, 1669852800001, 0),"
                               " (x'04' || zeroblob(31), 13, 0, 1669852800001, 0);"
                               /* || makes text of two blobs */
                               "UPDATE certificate SET fingerprint = CAST(fingerprint AS BLOB);"),
                     TD_OK);
    return 0;
}

static void find__active_officer__person_device_and_all_roles(void **state)
{
    struct store_fixture *fixture = *state;
    struct identity who = {0};
    struct td_err err;

    td_err_init(&err, fixture->arena);
    assert_int_equal(identity_find(fixture->db, KNOWN, NOW, fixture->arena, &who, &err), TD_OK);
    assert_int_equal(who.officer_id, 1);
    assert_int_equal(who.device_id, 10);
    assert_string_equal(who.login, "mau");
    assert_string_equal(who.full_name, "Nguyễn Văn Mẫu");
    assert_string_equal(who.unit_code, "P1");
    assert_int_equal(who.roles, ROLE_BIT(1) | ROLE_BIT(2));
    assert_int_equal(err.n_violations, 0);
}

static void find__officer_without_roles__none(void **state)
{
    struct store_fixture *fixture = *state;
    struct identity who = {.roles = 7};

    assert_int_equal(identity_find(fixture->db, NO_ROLES, NOW, fixture->arena, &who, NULL), TD_OK);
    assert_int_equal(who.officer_id, 3);
    assert_int_equal(who.roles, 0);
}

static void find__not_entitled__unauthenticated_with_the_reason(void **state)
{
    static const struct {
        const uint8_t *fingerprint;
        const char *key, *at_utc_ms;
    } CASES[] = {
        {NEVER_ISSUED, "not_enrolled", NULL},
        {EXPIRED, "certificate.expired", "1669852800000"},
        {DISABLED, "officer.disabled", "1234"},
    };
    struct store_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct identity who = {.officer_id = 77};
        struct td_err err;

        td_err_init(&err, fixture->arena);
        assert_int_equal(
            identity_find(fixture->db, CASES[i].fingerprint, NOW, fixture->arena, &who, &err),
            TD_UNAUTHENTICATED);
        assert_int_equal(who.officer_id, 77);
        assert_int_equal(err.code, TD_UNAUTHENTICATED);
        assert_int_equal(err.n_violations, 1);
        assert_string_equal(err.violations[0].key, CASES[i].key);
        if (!CASES[i].at_utc_ms)
            continue;
        const struct td_violation *violation = &err.violations[0];
        const struct td_param *last = &violation->params[violation->n_params - 1];
        assert_string_equal(last->name, "at_utc_ms");
        assert_string_equal(last->value, CASES[i].at_utc_ms);
    }
}

static void find__arena_used_up__resource_exhausted(void **state)
{
    struct store_fixture *fixture = *state;
    struct td_arena *small = td_arena_new(1);
    struct identity who = {.officer_id = 77};

    assert_int_equal(identity_find(fixture->db, KNOWN, NOW, small, &who, NULL),
                     TD_RESOURCE_EXHAUSTED);
    assert_int_equal(who.officer_id, 77);
    td_arena_free(small);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, people_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(find__active_officer__person_device_and_all_roles),
        CASE(find__officer_without_roles__none),
        CASE(find__not_entitled__unauthenticated_with_the_reason),
        CASE(find__arena_used_up__resource_exhausted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
