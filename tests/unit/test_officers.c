/* Officers, enrolment codes, devices and certificates: OfficerService and EnrollmentService with
 * a real database and CA. */
#include "service_fixture.h"

#include "csr.h"
#include "enroll_code.h"
#include "enrollment.pb-c.h"
#include "identity.h"
#include "names.h"
#include "officer.pb-c.h"

#define LIFETIME_MS (90 * DAY_MS)

static int officers_setup(void **state)
{
    town_setup(state);
    struct town *town = *state;
    town->services.certificate_lifetime_ms = LIFETIME_MS;
    town_add_unit(town, "P1", "Phường 1", PB__UNIT_KIND__UNIT_WARD);
    town_add_unit(town, "PNV", "Phòng Nội vụ", PB__UNIT_KIND__UNIT_DEPARTMENT);
    return 0;
}

/* -- OfficerService -- */

static enum td_code add(struct town *town, const char *login, const char *unit_code,
                        Pb__OfficerAddResponse *out)
{
    Pb__Role roles[] = {PB__ROLE__ROLE_UNIT_HEAD, PB__ROLE__ROLE_UNIT_CLERK};
    Pb__OfficerAddRequest in = PB__OFFICER_ADD_REQUEST__INIT;
    in.login = (char *)login;
    in.full_name = (char *)"Nguyễn Thị Thử";
    in.unit_code = (char *)unit_code;
    in.staff_code = (char *)"NN-077";
    in.n_roles = 2;
    in.roles = roles;
    return town_call(town, ADMIN, &officer_service, "Add", &in, out);
}

static void add__complete__read_back_with_roles(void **state)
{
    struct town *town = *state;
    Pb__OfficerAddResponse out;
    assert_done(town, add(town, "p1.moi", "P1", &out));
    assert_string_equal(out.officer->login, "p1.moi");
    assert_string_equal(out.officer->full_name, "Nguyễn Thị Thử");
    assert_string_equal(out.officer->unit_code, "P1");
    assert_string_equal(out.officer->staff_code, "NN-077");
    assert_int_equal(out.officer->n_roles, 2);
    assert_int_equal(out.officer->roles[0], PB__ROLE__ROLE_UNIT_CLERK);
    assert_int_equal(out.officer->roles[1], PB__ROLE__ROLE_UNIT_HEAD);
    assert_int_equal(out.officer->added_utc_ms, TOWN_NOW);
    assert_int_equal(out.officer->disabled_utc_ms, 0);
    assert_int_equal(out.officer->n_devices, 0);
    assert_string_equal(town->call.note.subject, "officer p1.moi");
}

static void add__login_taken__refused(void **state)
{
    struct town *town = *state;
    Pb__OfficerAddResponse out;
    assert_refused(town, add(town, "p1.vanthu", "P1", &out), TD_ALREADY_EXISTS, "login",
                   TD_KEY_OFFICER_EXISTS);
}

static void add__unit_not_there__refused(void **state)
{
    struct town *town = *state;
    Pb__OfficerAddResponse out;
    assert_refused(town, add(town, "x.y", "P9", &out), TD_NOT_FOUND, "unit_code",
                   TD_KEY_UNIT_UNKNOWN);
    assert_refused(town, add(town, "x.y", "../P1", &out), TD_INVALID_ARGUMENT, "unit_code",
                   TD_KEY_TEXT_FORM);
    town->now_utc_ms = INT64_C(1577836800000); /* 2020: before the unit exists */
    assert_refused(town, add(town, "x.y", "P1", &out), TD_FAILED_PRECONDITION, "unit_code",
                   TD_KEY_UNIT_NOT_VALID);
}

static void add__everything_wrong__all_said_at_once(void **state)
{
    struct town *town = *state;
    Pb__Role roles[] = {PB__ROLE__ROLE_AUDITOR, (Pb__Role)99};
    Pb__OfficerAddRequest in = PB__OFFICER_ADD_REQUEST__INIT;
    Pb__OfficerAddResponse out;
    in.login = (char *)"Hoa Mai";
    in.staff_code = (char *)"mã 7";
    in.n_roles = 2;
    in.roles = roles;
    assert_refused(town, town_call(town, ADMIN, &officer_service, "Add", &in, &out),
                   TD_INVALID_ARGUMENT, "login", TD_KEY_TEXT_FORM);
    assert_non_null(violation_find(&town->err, "full_name", TD_KEY_REQUIRED));
    assert_non_null(violation_find(&town->err, "unit_code", TD_KEY_REQUIRED));
    assert_non_null(violation_find(&town->err, "roles[1]", TD_KEY_CHOICE));
    assert_non_null(violation_find(&town->err, "staff_code", TD_KEY_TEXT_FORM));
    in.n_roles = 0;
    assert_refused(town, town_call(town, ADMIN, &officer_service, "Add", &in, &out),
                   TD_INVALID_ARGUMENT, "roles", TD_KEY_REQUIRED);
}

static void login__forms__taken_or_refused(void **state)
{
    (void)state;
    static const char *const good[] = {"ab", "p1.vanthu", "x-1",
                                       "abcdefghijabcdefghijabcdefghijabcdefghij"};
    static const char *const bad[] = {"",
                                      "a",
                                      "A.b",
                                      "a b",
                                      ".ab",
                                      "ab-",
                                      "a/b",
                                      "văn",
                                      "a\n",
                                      "abcdefghijabcdefghijabcdefghij"
                                      "abcdefghijk"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(login_check(good[i], "login", NULL), TD_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(login_check(bad[i], "login", NULL), TD_INVALID_ARGUMENT);
}

static void label__forms__taken_or_refused(void **state)
{
    (void)state;
    assert_int_equal(label_check("Máy Một", 7, "name", NULL), TD_OK);
    assert_int_equal(label_check("Máy Một", 6, "name", NULL), TD_INVALID_ARGUMENT);
    assert_int_equal(label_check(" \t", 6, "name", NULL), TD_INVALID_ARGUMENT);
    assert_int_equal(label_check("a\nb", 6, "name", NULL), TD_INVALID_ARGUMENT);
    assert_int_equal(label_check("", 6, "name", NULL), TD_INVALID_ARGUMENT);
}

static enum td_code issue_code(struct town *town, const char *login, uint32_t valid_hours,
                               Pb__IssueCodeResponse *out)
{
    Pb__IssueCodeRequest in = PB__ISSUE_CODE_REQUEST__INIT;
    in.login = (char *)login;
    in.valid_hours = valid_hours;
    return town_call(town, ADMIN, &officer_service, "IssueCode", &in, out);
}

/* A good code for an officer, taken apart. */
static struct td_enroll_code code_for(struct town *town, const char *login)
{
    Pb__IssueCodeResponse out;
    struct td_enroll_code code;
    assert_done(town, issue_code(town, login, 0, &out));
    assert_int_equal(td_enroll_code_parse(out.code, "code", &code, NULL), TD_OK);
    return code;
}

static void issue_code__active_officer__says_where_and_whose_ca(void **state)
{
    struct town *town = *state;
    Pb__IssueCodeResponse out;
    struct td_enroll_code code;
    uint8_t ca[32];
    assert_done(town, issue_code(town, "p1.vanthu", 0, &out));
    assert_int_equal(out.expires_utc_ms, TOWN_NOW + 72 * HOUR_MS);
    assert_int_equal(td_enroll_code_parse(out.code, "code", &code, NULL), TD_OK);
    assert_string_equal(code.host, "127.0.0.1");
    assert_int_equal(code.port, 7443);
    pki_ca_fingerprint(town->services.pki, ca);
    assert_memory_equal(code.ca_sha256, ca, 32);
    assert_done(town, issue_code(town, "p1.vanthu", 720, &out));
    assert_int_equal(out.expires_utc_ms, TOWN_NOW + 720 * HOUR_MS);
}

static void issue_code__database__has_the_digest_only(void **state)
{
    struct town *town = *state;
    struct td_enroll_code code = code_for(town, "p1.vanthu");
    uint8_t digest[32];
    td_sha256(code.secret, sizeof code.secret, digest);
    assert_int_equal(store_number(town->db,
                                  "SELECT COUNT(*) FROM enrolment_code WHERE secret_sha256 = ?1",
                                  db_blob(digest, sizeof digest)),
                     1);
    const struct method *method =
        officer_service.methods[town_method(&officer_service, "IssueCode")];
    assert_true(method->secret_answer);
}

static void issue_code__wrong_requests__refused(void **state)
{
    struct town *town = *state;
    Pb__IssueCodeResponse out;
    assert_refused(town, issue_code(town, "nobody", 0, &out), TD_NOT_FOUND, "login",
                   TD_KEY_OFFICER_UNKNOWN);
    assert_refused(town, issue_code(town, "p1.vanthu", 721, &out), TD_INVALID_ARGUMENT,
                   "valid_hours", TD_KEY_NUMBER_RANGE);
}

static enum td_code disable(struct town *town, const char *login, const char *reason)
{
    Pb__OfficerDisableRequest in = PB__OFFICER_DISABLE_REQUEST__INIT;
    Pb__OfficerDisableResponse out;
    in.login = (char *)login;
    in.reason = (char *)reason;
    return town_call(town, ADMIN, &officer_service, "Disable", &in, &out);
}

static void disable__active_officer__recorded_and_sessions_end(void **state)
{
    struct town *town = *state;
    Pb__IssueCodeResponse code;
    assert_done(town, disable(town, "p1.vanthu", "Chuyển công tác"));
    assert_int_equal(town->call.end_sessions_of_officer, CLERK + 1);
    assert_string_equal(town->call.note.detail, "Chuyển công tác");
    assert_refused(town, disable(town, "p1.vanthu", "Lần nữa"), TD_FAILED_PRECONDITION, "login",
                   TD_KEY_OFFICER_DISABLED);
    assert_refused(town, issue_code(town, "p1.vanthu", 0, &code), TD_FAILED_PRECONDITION, "login",
                   TD_KEY_OFFICER_DISABLED);
}

static void disable__oneself_or_nobody_or_without_reason__refused(void **state)
{
    struct town *town = *state;
    assert_refused(town, disable(town, "admin", "Nghỉ"), TD_FAILED_PRECONDITION, "login",
                   TD_KEY_OFFICER_SELF);
    assert_int_equal(town->call.end_sessions_of_officer, 0);
    assert_refused(town, disable(town, "nobody", "Nghỉ"), TD_NOT_FOUND, "login",
                   TD_KEY_OFFICER_UNKNOWN);
    assert_refused(town, disable(town, "p1.vanthu", " "), TD_INVALID_ARGUMENT, "reason",
                   TD_KEY_REQUIRED);
}

/* -- EnrollmentService -- */

/* A request with a new device's key. The bytes live until the test ends. */
static Pb__EnrollRequest enroll_request(struct town *town, const struct td_enroll_code *code)
{
    Pb__EnrollRequest in = PB__ENROLL_REQUEST__INIT;
    char *key_pem;
    uint8_t *csr;
    assert_int_equal(td_device_key_new(&key_pem), TD_OK);
    assert_int_equal(td_device_csr(key_pem, &csr, &in.csr_der.len), TD_OK);
    in.csr_der.data = td_arena_copy(town->arena, csr, in.csr_der.len);
    in.secret.data = td_arena_copy(town->arena, code->secret, sizeof code->secret);
    in.secret.len = sizeof code->secret;
    in.device_name = (char *)"Máy văn thư";
    free(csr);
    td_key_free(key_pem);
    return in;
}

static enum td_code enroll(struct town *town, const Pb__EnrollRequest *in, Pb__EnrollResponse *out)
{
    return town_call(town, CLERK, &enrollment_service, "Enroll", in, out);
}

static enum td_code identify(struct town *town, const ProtobufCBinaryData *certificate,
                             struct identity *ret)
{
    uint8_t fingerprint[32];
    td_sha256(certificate->data, certificate->len, fingerprint);
    td_err_init(&town->err, town->arena);
    return identity_find(town->db, fingerprint, town->now_utc_ms, town->arena, ret, &town->err);
}

static void enroll__good_code__device_is_the_officers(void **state)
{
    struct town *town = *state;
    struct td_enroll_code code = code_for(town, "p1.vanthu");
    Pb__EnrollRequest in = enroll_request(town, &code);
    Pb__EnrollResponse out;
    struct identity who;
    uint8_t key[32];
    assert_done(town, enroll(town, &in, &out));
    assert_string_equal(out.officer, "p1.vanthu");
    assert_string_equal(out.unit_code, "P1");
    assert_int_equal(out.not_after_utc_ms, TOWN_NOW + LIFETIME_MS);
    pki_receipt_key(town->services.pki, key);
    assert_int_equal(out.receipt_key.len, 32);
    assert_memory_equal(out.receipt_key.data, key, 32);
    assert_int_equal(identify(town, &out.certificate_der, &who), TD_OK);
    assert_int_equal(who.officer_id, CLERK + 1);
    assert_true(who.device_id > 0);
    town->now_utc_ms = out.not_after_utc_ms;
    assert_refused(town, identify(town, &out.certificate_der, &who), TD_UNAUTHENTICATED, "",
                   TD_KEY_CERTIFICATE_EXPIRED);
}

static void enroll__code_used_before__refused(void **state)
{
    struct town *town = *state;
    struct td_enroll_code code = code_for(town, "p1.vanthu");
    Pb__EnrollRequest in = enroll_request(town, &code);
    Pb__EnrollResponse out;
    assert_done(town, enroll(town, &in, &out));
    assert_refused(town, enroll(town, &in, &out), TD_UNAUTHENTICATED, "secret", TD_KEY_CODE_USED);
}

static void enroll__code_expired__refused_from_that_instant_on(void **state)
{
    struct town *town = *state;
    struct td_enroll_code code = code_for(town, "p1.vanthu");
    Pb__EnrollRequest in = enroll_request(town, &code);
    Pb__EnrollResponse out;
    town->now_utc_ms = TOWN_NOW + 72 * HOUR_MS;
    assert_refused(town, enroll(town, &in, &out), TD_UNAUTHENTICATED, "secret",
                   TD_KEY_CODE_EXPIRED);
    town->now_utc_ms--;
    assert_done(town, enroll(town, &in, &out));
}

static void enroll__guessed_secret__refused(void **state)
{
    struct town *town = *state;
    struct td_enroll_code code = code_for(town, "p1.vanthu");
    Pb__EnrollRequest in = enroll_request(town, &code);
    Pb__EnrollResponse out;
    in.secret.data[0] ^= 1;
    assert_refused(town, enroll(town, &in, &out), TD_UNAUTHENTICATED, "secret",
                   TD_KEY_CODE_UNKNOWN);
    in.secret.len = 15;
    assert_refused(town, enroll(town, &in, &out), TD_INVALID_ARGUMENT, "secret",
                   TD_KEY_BYTES_LENGTH);
}

static void enroll__officer_disabled_meanwhile__refused(void **state)
{
    struct town *town = *state;
    struct td_enroll_code code = code_for(town, "p1.vanthu");
    Pb__EnrollRequest in = enroll_request(town, &code);
    Pb__EnrollResponse out;
    assert_done(town, disable(town, "p1.vanthu", "Nghỉ hưu"));
    assert_refused(town, enroll(town, &in, &out), TD_UNAUTHENTICATED, "secret",
                   TD_KEY_OFFICER_DISABLED);
}

static void enroll__bad_request__does_not_spend_the_code(void **state)
{
    struct town *town = *state;
    struct td_enroll_code code = code_for(town, "p1.vanthu");
    Pb__EnrollRequest in = enroll_request(town, &code);
    Pb__EnrollResponse out;
    in.csr_der.data[in.csr_der.len - 1] ^= 1;
    assert_refused(town, enroll(town, &in, &out), TD_INVALID_ARGUMENT, "csr_der", TD_KEY_CSR);
    in.csr_der.data[in.csr_der.len - 1] ^= 1;
    in.device_name = (char *)"";
    assert_refused(town, enroll(town, &in, &out), TD_INVALID_ARGUMENT, "device_name",
                   TD_KEY_REQUIRED);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM device"), 0);
    in.device_name = (char *)"Máy văn thư";
    assert_done(town, enroll(town, &in, &out));
}

static void renew__enrolled_device__old_and_new_certificate_are_good(void **state)
{
    struct town *town = *state;
    struct td_enroll_code code = {.port = 1};
    Pb__EnrollRequest device = enroll_request(town, &code);
    Pb__RenewRequest in = PB__RENEW_REQUEST__INIT;
    Pb__RenewResponse first, second;
    struct identity who;
    /* The fixture's callers have device 0. */
    assert_int_equal(db_exec(town->db, "INSERT INTO device (id, officer_id, name, enrolled_utc_ms)"
                                       " VALUES (0, 1, 'pc', 1)"),
                     TD_OK);
    in.csr_der = device.csr_der;
    assert_done(town, town_call(town, CLERK, &enrollment_service, "Renew", &in, &first));
    town->now_utc_ms += DAY_MS;
    assert_done(town, town_call(town, CLERK, &enrollment_service, "Renew", &in, &second));
    assert_int_equal(second.not_after_utc_ms, first.not_after_utc_ms + DAY_MS);
    assert_int_equal(identify(town, &first.certificate_der, &who), TD_OK);
    assert_int_equal(identify(town, &second.certificate_der, &who), TD_OK);
    assert_int_equal(who.officer_id, CLERK + 1);
    in.csr_der.len--;
    assert_refused(town, town_call(town, CLERK, &enrollment_service, "Renew", &in, &first),
                   TD_INVALID_ARGUMENT, "csr_der", TD_KEY_CSR);
}

static void disabled__certificate_still_valid__no_longer_comes_in(void **state)
{
    struct town *town = *state;
    struct td_enroll_code code = code_for(town, "p1.vanthu");
    Pb__EnrollRequest in = enroll_request(town, &code);
    Pb__EnrollResponse out;
    struct identity who;
    assert_done(town, enroll(town, &in, &out));
    assert_done(town, disable(town, "p1.vanthu", "Nghỉ hưu"));
    assert_refused(town, identify(town, &out.certificate_der, &who), TD_UNAUTHENTICATED, "",
                   TD_KEY_OFFICER_DISABLED);
}

/* -- List, WhoAmI -- */

static void list__devices_and_disabled__each_with_their_officer(void **state)
{
    struct town *town = *state;
    Pb__OfficerListRequest in = PB__OFFICER_LIST_REQUEST__INIT;
    Pb__OfficerListResponse out;
    Pb__EnrollResponse enrolled;
    for (int i = 0; i < 3; i++) {
        struct td_enroll_code code = code_for(town, i == 1 ? "p2.vanthu" : "p1.vanthu");
        Pb__EnrollRequest device = enroll_request(town, &code);
        assert_done(town, enroll(town, &device, &enrolled));
    }
    assert_done(town, disable(town, "thanhtra", "Nghỉ hưu"));
    assert_done(town, town_call(town, ADMIN, &officer_service, "List", &in, &out));
    assert_int_equal(out.n_officers, N_OFFICERS - 1);
    in.include_disabled = true;
    assert_done(town, town_call(town, ADMIN, &officer_service, "List", &in, &out));
    assert_int_equal(out.n_officers, N_OFFICERS);
    for (size_t i = 0; i < out.n_officers; i++) {
        const Pb__Officer *officer = out.officers[i];
        size_t devices = strcmp(officer->login, "p1.vanthu") == 0   ? 2
                         : strcmp(officer->login, "p2.vanthu") == 0 ? 1
                                                                    : 0;
        bool disabled = strcmp(officer->login, "thanhtra") == 0;
        assert_int_equal(officer->n_devices, devices);
        assert_int_equal(officer->disabled_utc_ms, disabled ? TOWN_NOW : 0);
        assert_string_equal(officer->disabled_reason, disabled ? "Nghỉ hưu" : "");
        if (devices)
            assert_int_equal(officer->devices[0]->not_after_utc_ms, TOWN_NOW + LIFETIME_MS);
    }
}

static void who_am_i__unit_known_or_ended__answers(void **state)
{
    struct town *town = *state;
    Pb__WhoAmIRequest in = PB__WHO_AM_IREQUEST__INIT;
    Pb__WhoAmIResponse out;
    assert_done(town, town_call(town, CLERK, &officer_service, "WhoAmI", &in, &out));
    assert_string_equal(out.officer->login, "p1.vanthu");
    assert_string_equal(out.unit_name, "Phường 1");
    assert_string_equal(out.server_software, "thiduad/test");
    assert_int_equal(out.server_time_utc_ms, TOWN_NOW);
    assert_done(town, town_call(town, OTHER_CLERK, &officer_service, "WhoAmI", &in, &out));
    assert_string_equal(out.unit_name, "");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, officers_setup, town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(add__complete__read_back_with_roles),
        CASE(add__login_taken__refused),
        CASE(add__unit_not_there__refused),
        CASE(add__everything_wrong__all_said_at_once),
        cmocka_unit_test(login__forms__taken_or_refused),
        cmocka_unit_test(label__forms__taken_or_refused),
        CASE(issue_code__active_officer__says_where_and_whose_ca),
        CASE(issue_code__database__has_the_digest_only),
        CASE(issue_code__wrong_requests__refused),
        CASE(disable__active_officer__recorded_and_sessions_end),
        CASE(disable__oneself_or_nobody_or_without_reason__refused),
        CASE(enroll__good_code__device_is_the_officers),
        CASE(enroll__code_used_before__refused),
        CASE(enroll__code_expired__refused_from_that_instant_on),
        CASE(enroll__guessed_secret__refused),
        CASE(enroll__officer_disabled_meanwhile__refused),
        CASE(enroll__bad_request__does_not_spend_the_code),
        CASE(renew__enrolled_device__old_and_new_certificate_are_good),
        CASE(disabled__certificate_still_valid__no_longer_comes_in),
        CASE(list__devices_and_disabled__each_with_their_officer),
        CASE(who_am_i__unit_known_or_ended__answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
