/* The log: numbers without gaps, the published formula of the heads, and every way to tamper. */
#include "store_fixture.h"

#include "audit.h"
#include "digest.h"

static struct audit_event event_of(uint64_t seq)
{
    return (struct audit_event){
        .seq = seq,
        .at_utc_ms = 1669852800000 + (int64_t)seq,
        .officer_id = 3,
        .device_id = 4,
        .login = "p1.vanthu",
        .method = "DossierService/Submit",
        .subject = "HS-2022-0007",
        .version = 2,
        .detail = "Phường 1",
        .request_sha256 = {1, 2, 3},
    };
}

static void append(struct db *db, uint64_t n)
{
    for (uint64_t seq = 1; seq <= n; seq++) {
        struct audit_event event = event_of(seq);
        assert_int_equal(audit_append(db, &event), TD_OK);
    }
}

static void next_seq__empty_and_after_two__one_and_three(void **state)
{
    struct store_fixture *fixture = *state;
    uint64_t seq = 0;

    assert_int_equal(audit_next_seq(fixture->db, &seq), TD_OK);
    assert_int_equal(seq, 1);
    append(fixture->db, 2);
    assert_int_equal(audit_next_seq(fixture->db, &seq), TD_OK);
    assert_int_equal(seq, 3);
}

/* The formula of audit.h, written down as bytes. */
static void append__first_event__head_is_the_published_formula(void **state)
{
    static const uint8_t PREFIX[] = "thidua log 1\n"
                                    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                    "\0\0\0\x08\0\0\0\0\0\0\0\x01"
                                    "\0\0\0\x08\0\0\0\0\0\0\0\x05"
                                    "\0\0\0\x08\0\0\0\0\0\0\0\x06"
                                    "\0\0\0\x08\0\0\0\0\0\0\0\x07"
                                    "\0\0\0\x02lo\0\0\0\x01m\0\0\0\0"
                                    "\0\0\0\x08\0\0\0\0\0\0\0\x09"
                                    "\0\0\0\x01"
                                    "d\0\0\0\x20";
    struct store_fixture *fixture = *state;
    struct audit_event event = {.seq = 1,
                                .at_utc_ms = 5,
                                .officer_id = 6,
                                .device_id = 7,
                                .login = "lo",
                                .method = "m",
                                .subject = "",
                                .version = 9,
                                .detail = "d"};
    uint8_t bytes[sizeof PREFIX - 1 + 32], expected[32];

    memcpy(bytes, PREFIX, sizeof PREFIX - 1);
    memset(event.request_sha256, 0xEE, 32);
    memset(bytes + sizeof PREFIX - 1, 0xEE, 32);
    td_sha256(bytes, sizeof bytes, expected);
    assert_int_equal(audit_append(fixture->db, &event), TD_OK);
    assert_memory_equal(event.head, expected, 32);
}

static void append__wrong_number__refused(void **state)
{
    struct store_fixture *fixture = *state;
    struct audit_event gap = event_of(4), again = event_of(2), none = event_of(0);

    assert_int_equal(audit_append(fixture->db, &gap), TD_INTERNAL);
    append(fixture->db, 2);
    assert_int_equal(audit_append(fixture->db, &gap), TD_INTERNAL);
    assert_int_equal(audit_append(fixture->db, &again), TD_INTERNAL);
    assert_int_equal(audit_append(fixture->db, &none), TD_INTERNAL);
}

static void find__appended__same_event(void **state)
{
    struct store_fixture *fixture = *state;
    struct audit_event written = event_of(1), read = {0};

    assert_int_equal(audit_append(fixture->db, &written), TD_OK);
    assert_int_equal(audit_find(fixture->db, 1, fixture->arena, &read), TD_OK);
    assert_int_equal(read.seq, 1);
    assert_int_equal(read.at_utc_ms, written.at_utc_ms);
    assert_int_equal(read.officer_id, 3);
    assert_int_equal(read.device_id, 4);
    assert_string_equal(read.login, written.login);
    assert_string_equal(read.method, written.method);
    assert_string_equal(read.subject, written.subject);
    assert_int_equal(read.version, 2);
    assert_string_equal(read.detail, written.detail);
    assert_memory_equal(read.request_sha256, written.request_sha256, 32);
    assert_memory_equal(read.head, written.head, 32);
    assert_int_equal(audit_find(fixture->db, 2, fixture->arena, &read), TD_NOT_FOUND);
}

static void find__arena_used_up__resource_exhausted(void **state)
{
    struct store_fixture *fixture = *state;
    struct td_arena *small = td_arena_new(1);
    struct audit_event event = {0};

    append(fixture->db, 1);
    assert_int_equal(audit_find(fixture->db, 1, small, &event), TD_RESOURCE_EXHAUSTED);
    assert_int_equal(event.seq, 0);
    td_arena_free(small);
}

static void verify__sound_chain__counts_it(void **state)
{
    struct store_fixture *fixture = *state;
    uint64_t count = 99;

    assert_int_equal(audit_verify(fixture->db, &count), TD_OK);
    assert_int_equal(count, 0);
    append(fixture->db, 5);
    assert_int_equal(audit_verify(fixture->db, &count), TD_OK);
    assert_int_equal(count, 5);
}

/* Whatever is done to event 3 of 5 behind the daemon's back is found, and named. */
static void verify__tampered__names_the_first_bad_event(void **state)
{
    static const char *const TAMPERINGS[] = {
        "UPDATE audit_event SET at_utc_ms = at_utc_ms + 1 WHERE seq = 3",
        "UPDATE audit_event SET officer_id = 9 WHERE seq = 3",
        "UPDATE audit_event SET device_id = 9 WHERE seq = 3",
        "UPDATE audit_event SET login = 'p2.vanthu' WHERE seq = 3",
        "UPDATE audit_event SET method = 'DossierService/Withdraw' WHERE seq = 3",
        "UPDATE audit_event SET subject = 'HS-2022-0008' WHERE seq = 3",
        "UPDATE audit_event SET version = 3 WHERE seq = 3",
        "UPDATE audit_event SET version = 4294967298 WHERE seq = 3",
        "UPDATE audit_event SET detail = '' WHERE seq = 3",
        "UPDATE audit_event SET request_sha256 = zeroblob(32) WHERE seq = 3",
        "UPDATE audit_event SET request_sha256 = x'00' WHERE seq = 3",
        "UPDATE audit_event SET head = zeroblob(32) WHERE seq = 3",
        "UPDATE audit_event SET head = (SELECT head FROM audit_event WHERE seq = 2) WHERE seq = 3",
        "DELETE FROM audit_event WHERE seq = 3",
        /* what a bound moved between two fields would hide, if lengths were not hashed */
        "UPDATE audit_event SET login = login || substr(method, 1, 1),"
        " method = substr(method, 2) WHERE seq = 3",
    };
    struct store_fixture *fixture = *state;

    append(fixture->db, 5);
    for (size_t i = 0; i < sizeof TAMPERINGS / sizeof TAMPERINGS[0]; i++) {
        uint64_t count = 0;

        assert_int_equal(db_begin(fixture->db, true), TD_OK);
        assert_int_equal(db_script(fixture->db, TAMPERINGS[i]), TD_OK);
        if (audit_verify(fixture->db, &count) != TD_DATA_LOSS || count != 3)
            fail_msg("not found: %s", TAMPERINGS[i]);
        db_rollback(fixture->db);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(next_seq__empty_and_after_two__one_and_three),
        CASE(append__first_event__head_is_the_published_formula),
        CASE(append__wrong_number__refused),
        CASE(find__appended__same_event),
        CASE(find__arena_used_up__resource_exhausted),
        CASE(verify__sound_chain__counts_it),
        CASE(verify__tampered__names_the_first_bad_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
