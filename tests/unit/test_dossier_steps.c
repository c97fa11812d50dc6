/* What happens to a dossier after submission: confirm, receive, return, withdraw. */
#include "dossier_fixture.h"

#define CLOSES (TOWN_NOW + 30 * DAY_MS)
#define ID "HS-2022-0001"

struct desk {
    struct sample sample;
    Pb__SubmitResponse submitted;
    Pb__ConfirmResponse confirmed;
    Pb__ReceiveResponse received;
    Pb__ReturnResponse returned;
    Pb__WithdrawResponse withdrawn;
    Pb__StatusResponse status;
};

static int setup(void **state)
{
    int failed = town_setup(state);
    if (!failed)
        town_open_round(*state);
    return failed;
}

/* One dossier of ward P1, submitted an hour ago. */
static void desk_init(struct town *town, struct desk *desk)
{
    memset(desk, 0, sizeof *desk);
    sample_init(town, &desk->sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &desk->sample, &desk->submitted));
    town->now_utc_ms += HOUR_MS;
}

static void resubmit_without_minutes(struct town *town, struct desk *desk)
{
    desk->sample.base_version = 1;
    desk->sample.content.minutes = NULL;
    desk->sample.accept_incomplete = true;
    assert_done(town, submit(town, CLERK, &desk->sample, &desk->submitted));
}

static void assert_state(struct town *town, Pb__DossierState want)
{
    Pb__StatusResponse out;
    assert_done(town, status(town, CLERK, ID, &out));
    assert_int_equal(out.dossier->state, want);
}

/* -- confirm -- */

static void confirm__exact_version__is_confirmed_and_next_is_home_affairs(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_done(town, confirm(town, HEAD, &desk.submitted, &desk.confirmed));
    const Pb__DossierSummary *dossier = desk.confirmed.dossier;
    assert_string_equal(dossier->id, ID);
    assert_int_equal(dossier->state, PB__DOSSIER_STATE__DOSSIER_CONFIRMED);
    assert_int_equal(dossier->next_role, PB__ROLE__ROLE_SPECIALIST);
    assert_int_equal(dossier->deadline_utc_ms, 0);
    assert_int_equal(dossier->changed_utc_ms, TOWN_NOW + HOUR_MS);
    assert_int_equal(dossier->nominees, 3);
    assert_int_equal(desk.confirmed.n_missing, 0);
    assert_state(town, PB__DOSSIER_STATE__DOSSIER_CONFIRMED);
}

static void confirm__incomplete__tells_the_head_what_is_missing(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    resubmit_without_minutes(town, &desk);
    assert_done(town, confirm(town, HEAD, &desk.submitted, &desk.confirmed));
    assert_int_equal(desk.confirmed.n_missing, 1);
    assert_string_equal(desk.confirmed.missing[0]->key, "missing.minutes");
}

static void confirm__other_version_or_digest__is_aborted(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    desk.submitted.version = 2;
    assert_refused(town, confirm(town, HEAD, &desk.submitted, &desk.confirmed), TD_ABORTED,
                   "version", TD_KEY_VERSION_STALE);
    desk.submitted.version = 1;
    desk.submitted.content_sha256.data[31] ^= 1;
    assert_refused(town, confirm(town, HEAD, &desk.submitted, &desk.confirmed), TD_ABORTED,
                   "content_sha256", TD_KEY_DIGEST_OTHER);
    desk.submitted.content_sha256.len = 31;
    assert_refused(town, confirm(town, HEAD, &desk.submitted, &desk.confirmed), TD_INVALID_ARGUMENT,
                   "content_sha256", TD_KEY_BYTES_LENGTH);
    assert_state(town, PB__DOSSIER_STATE__DOSSIER_SUBMITTED);
}

static void confirm__at_the_deadline__is_late(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    town->now_utc_ms = CLOSES;
    assert_refused(town, confirm(town, HEAD, &desk.submitted, &desk.confirmed),
                   TD_FAILED_PRECONDITION, "", TD_KEY_DEADLINE_PASSED);
    assert_state(town, PB__DOSSIER_STATE__DOSSIER_SUBMITTED);
}

static void confirm__clerk_only_or_twice__is_refused(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_refused(town, confirm(town, CLERK, &desk.submitted, &desk.confirmed),
                   TD_PERMISSION_DENIED, "", TD_KEY_ROLE);
    assert_done(town, confirm(town, BOTH, &desk.submitted, &desk.confirmed));
    assert_refused(town, confirm(town, HEAD, &desk.submitted, &desk.confirmed),
                   TD_FAILED_PRECONDITION, "", TD_KEY_STATE_ILLEGAL);
}

static void confirm__dossier_of_another_unit__is_unknown_or_denied(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_refused(town, confirm(town, OTHER_CLERK, &desk.submitted, &desk.confirmed), TD_NOT_FOUND,
                   "dossier_id", TD_KEY_DOSSIER_UNKNOWN);
    assert_refused(town, confirm(town, SPECIALIST, &desk.submitted, &desk.confirmed),
                   TD_PERMISSION_DENIED, "dossier_id", TD_KEY_UNIT_OTHER);
}

/* -- receive -- */

static void receive__confirmed_with_two_originals__is_received(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_done(town, confirm(town, HEAD, &desk.submitted, &desk.confirmed));
    assert_done(town, receive(town, ID, 1, 2, &desk.received));
    assert_int_equal(desk.received.dossier->state, PB__DOSSIER_STATE__DOSSIER_RECEIVED);
    assert_string_equal(town->call.note.detail, "2");
}

static void receive__not_confirmed_one_original_no_minutes__all_are_told(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    resubmit_without_minutes(town, &desk);
    enum td_code code = receive(town, ID, 2, 1, &desk.received);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.minutes", TD_KEY_MISSING_MINUTES);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "", TD_KEY_MISSING_CONFIRMATION);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "originals", TD_KEY_MISSING_ORIGINALS);
    assert_int_equal(town->err.n_violations, 3);
}

static void receive__wrong_version_count_or_state__is_refused(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_refused(town, receive(town, ID, 2, 2, &desk.received), TD_ABORTED, "version",
                   TD_KEY_VERSION_STALE);
    assert_refused(town, receive(town, ID, 1, 101, &desk.received), TD_INVALID_ARGUMENT,
                   "originals", TD_KEY_NUMBER_RANGE);
    assert_refused(town, receive(town, "HS-2022-0009", 1, 2, &desk.received), TD_NOT_FOUND,
                   "dossier_id", TD_KEY_DOSSIER_UNKNOWN);
    assert_done(town, give_back(town, ID, 1, CLOSES, &desk.returned));
    assert_refused(town, receive(town, ID, 1, 2, &desk.received), TD_FAILED_PRECONDITION, "",
                   TD_KEY_STATE_ILLEGAL);
}

/* -- return -- */

static void return__after_the_round_was_closed__is_refused_and_changes_nothing(void **state)
{
    struct town *town = *state;
    struct desk desk;
    Pb__RoundCloseRequest in = PB__ROUND_CLOSE_REQUEST__INIT;
    Pb__RoundCloseResponse closed;
    desk_init(town, &desk);
    in.round_id = (char *)"2022-annual";
    in.reason = (char *)"Hết hạn";
    assert_done(town, town_call(town, SPECIALIST, &round_service, "Close", &in, &closed));
    assert_refused(town, give_back(town, ID, 1, CLOSES, &desk.returned), TD_FAILED_PRECONDITION, "",
                   TD_KEY_ROUND_NOT_OPEN);
    assert_state(town, PB__DOSSIER_STATE__DOSSIER_SUBMITTED);
}

static void return__with_due_time__is_the_units_turn_until_then(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_done(town, give_back(town, ID, 1, CLOSES + 5 * DAY_MS, &desk.returned));
    const Pb__DossierSummary *dossier = desk.returned.dossier;
    assert_int_equal(dossier->state, PB__DOSSIER_STATE__DOSSIER_RETURNED);
    assert_int_equal(dossier->next_role, PB__ROLE__ROLE_UNIT_CLERK);
    assert_int_equal(dossier->deadline_utc_ms, CLOSES + 5 * DAY_MS);
    assert_string_equal(dossier->return_note, "Thiếu một bộ bản chính");
    assert_string_equal(town->call.note.detail, "Thiếu một bộ bản chính");
}

static void return__resubmitted_before_due__may_be_confirmed_after_the_round(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_done(town, give_back(town, ID, 1, CLOSES + 5 * DAY_MS, &desk.returned));
    town->now_utc_ms = CLOSES + DAY_MS;
    desk.sample.base_version = 1;
    desk.sample.content.n_nominees = 2;
    assert_done(town, submit(town, CLERK, &desk.sample, &desk.submitted));
    assert_int_equal(desk.submitted.version, 2);
    assert_done(town, status(town, CLERK, ID, &desk.status));
    assert_string_equal(desk.status.dossier->return_note, "");
    assert_done(town, confirm(town, HEAD, &desk.submitted, &desk.confirmed));
    assert_done(town, receive(town, ID, 2, 2, &desk.received));
}

static void return__paper_only__same_bytes_make_a_new_version(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_done(town, give_back(town, ID, 1, CLOSES, &desk.returned));
    desk.sample.base_version = 1;
    assert_done(town, submit(town, CLERK, &desk.sample, &desk.submitted));
    assert_int_equal(desk.submitted.version, 2);
    assert_done(town, submit(town, CLERK, &desk.sample, &desk.submitted)); /* and its retry */
    assert_int_equal(desk.submitted.version, 2);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM dossier_version"), 2);
    assert_state(town, PB__DOSSIER_STATE__DOSSIER_SUBMITTED);
}

static void return__after_due__is_late(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_done(town, give_back(town, ID, 1, CLOSES + DAY_MS, &desk.returned));
    town->now_utc_ms = CLOSES + DAY_MS;
    desk.sample.base_version = 1;
    assert_refused(town, submit(town, CLERK, &desk.sample, &desk.submitted), TD_FAILED_PRECONDITION,
                   "", TD_KEY_DEADLINE_PASSED);
}

static void return__wrong_values__each_has_its_reason(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    Pb__ReturnRequest in = PB__RETURN_REQUEST__INIT;
    in.dossier_id = (char *)ID;
    enum td_code code =
        town_call(town, SPECIALIST, &dossier_service, "ReturnForSupplement", &in, &desk.returned);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "missing", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "due_utc_ms", TD_KEY_REQUIRED);
    assert_refused(town, give_back(town, ID, 1, town->now_utc_ms, &desk.returned),
                   TD_INVALID_ARGUMENT, "due_utc_ms", TD_KEY_DUE_PAST);
    assert_refused(town, give_back(town, ID, 7, CLOSES, &desk.returned), TD_ABORTED, "version",
                   TD_KEY_VERSION_STALE);
}

/* -- withdraw -- */

static void withdraw__by_clerk_before_confirmation__ends_it(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_done(town, withdraw(town, CLERK, ID, &desk.withdrawn));
    assert_int_equal(desk.withdrawn.dossier->state, PB__DOSSIER_STATE__DOSSIER_WITHDRAWN);
    assert_int_equal(desk.withdrawn.dossier->next_role, PB__ROLE__ROLE_UNSPECIFIED);
    desk.sample.base_version = 1;
    assert_refused(town, submit(town, CLERK, &desk.sample, &desk.submitted), TD_FAILED_PRECONDITION,
                   "", TD_KEY_STATE_ILLEGAL);
}

static void withdraw__confirmed__only_by_the_head(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    assert_done(town, confirm(town, HEAD, &desk.submitted, &desk.confirmed));
    assert_refused(town, withdraw(town, CLERK, ID, &desk.withdrawn), TD_PERMISSION_DENIED, "",
                   TD_KEY_ROLE);
    assert_done(town, withdraw(town, HEAD, ID, &desk.withdrawn));
}

static void withdraw__by_others_or_without_reason__is_refused(void **state)
{
    struct town *town = *state;
    struct desk desk;
    desk_init(town, &desk);
    Pb__WithdrawRequest in = PB__WITHDRAW_REQUEST__INIT;
    in.dossier_id = (char *)ID;
    assert_refused(town, town_call(town, CLERK, &dossier_service, "Withdraw", &in, &desk.withdrawn),
                   TD_INVALID_ARGUMENT, "reason", TD_KEY_REQUIRED);
    assert_refused(town, withdraw(town, OTHER_CLERK, ID, &desk.withdrawn), TD_NOT_FOUND,
                   "dossier_id", TD_KEY_DOSSIER_UNKNOWN);
    assert_refused(town, withdraw(town, SPECIALIST, ID, &desk.withdrawn), TD_PERMISSION_DENIED,
                   "dossier_id", TD_KEY_UNIT_OTHER);
    assert_state(town, PB__DOSSIER_STATE__DOSSIER_SUBMITTED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(confirm__exact_version__is_confirmed_and_next_is_home_affairs),
        TEST(confirm__incomplete__tells_the_head_what_is_missing),
        TEST(confirm__other_version_or_digest__is_aborted),
        TEST(confirm__at_the_deadline__is_late),
        TEST(confirm__clerk_only_or_twice__is_refused),
        TEST(confirm__dossier_of_another_unit__is_unknown_or_denied),
        TEST(receive__confirmed_with_two_originals__is_received),
        TEST(receive__not_confirmed_one_original_no_minutes__all_are_told),
        TEST(receive__wrong_version_count_or_state__is_refused),
        TEST(return__with_due_time__is_the_units_turn_until_then),
        TEST(return__resubmitted_before_due__may_be_confirmed_after_the_round),
        TEST(return__paper_only__same_bytes_make_a_new_version),
        TEST(return__after_due__is_late),
        TEST(return__wrong_values__each_has_its_reason),
        TEST(return__after_the_round_was_closed__is_refused_and_changes_nothing),
        TEST(withdraw__by_clerk_before_confirmation__ends_it),
        TEST(withdraw__confirmed__only_by_the_head),
        TEST(withdraw__by_others_or_without_reason__is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
