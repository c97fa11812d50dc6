/* Nominees of received dossiers on a real database: who stands in a round, in what state, and as of
 * when; rounds step by step; moments. */
#include "dossier_fixture.h"

#include "as_of.h"
#include "nominee.h"
#include "round.h"
#include "rounds.h"

#define ROUND "2022-annual"

static int setup(void **state)
{
    int failed = town_setup(state);
    if (!failed)
        town_open_round(*state);
    return failed;
}

static size_t standing(struct town *town, int64_t as_of_seq)
{
    struct nominee_row *rows;
    size_t n;
    assert_int_equal(nominees_of_round(town->db, ROUND, as_of_seq, town->arena, &rows, &n), TD_OK);
    return n;
}

/* The number of the log after the last write. */
static int64_t newest(struct town *town)
{
    return store_number(town->db, "SELECT MAX(seq) FROM audit_event");
}

/* A write of no method, so that steps have a number of the log. */
static enum td_code step(struct town *town, enum officer who, const char *id,
                         Pb__NomineeEvent event, const char *reason)
{
    struct nominee_row row;
    td_err_init(&town->err, town->arena);
    town->call.err = &town->err;
    town->call.now_utc_ms = town->now_utc_ms;
    town->call.who = (struct identity){.officer_id = who + 1,
                                       .login = officers[who].login,
                                       .full_name = officers[who].full_name,
                                       .unit_code = officers[who].unit_code,
                                       .roles = officers[who].roles};
    assert_int_equal(db_begin(town->db, true), TD_OK);
    assert_int_equal(audit_next_seq(town->db, &town->call.log_seq), TD_OK);
    enum td_code code = nominee_get(&town->call, id, NOMINEES_NOW, &row);
    if (code == TD_OK)
        code = nominee_step(&town->call, &row, event, reason);
    town->call.note = (struct audit_note){.subject = id, .detail = reason};
    if (code == TD_OK)
        town_audit(town, "Test/Step");
    assert_int_equal(code == TD_OK ? db_commit(town->db) : TD_OK, TD_OK);
    if (code != TD_OK)
        db_rollback(town->db);
    return code;
}

static void of_round__only_received_dossiers__with_all_that_is_known(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse first, second;
    struct sample sample;
    struct nominee_row *rows;
    size_t n;
    receive_sample(town, 1, &first);
    sample_init(town, &sample, "P2", 2);
    assert_done(town, submit(town, OTHER_CLERK, &sample, &second));
    assert_int_equal(nominees_of_round(town->db, ROUND, NOMINEES_NOW, town->arena, &rows, &n),
                     TD_OK);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].ordinal, i + 1);
        assert_int_equal(rows[i].version, 1);
        assert_string_equal(rows[i].unit_code, "P1");
        assert_string_equal(rows[i].round_id, ROUND);
        assert_int_equal(rows[i].state, PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED);
        assert_int_equal(rows[i].state_log_seq, 0);
    }
    assert_string_equal(rows[0].name, "UBND phường");
    assert_int_equal(rows[0].kind, PB__NOMINEE_KIND__NOMINEE_COLLECTIVE);
    assert_int_equal(rows[0].women_percent, 40);
    assert_string_equal(rows[0].award_line, "commune_ward");
    assert_string_equal(rows[1].staff_code, "NN-001");
    assert_string_equal(rows[1].position, "Công chức Văn phòng – Thống kê");
    assert_int_equal(rows[1].gender, PB__GENDER__GENDER_FEMALE);
    assert_string_equal(rows[1].name_folded, "nguyen van mau");
    assert_int_equal(
        nominees_of_round(town->db, "2023-annual", NOMINEES_NOW, town->arena, &rows, &n), TD_OK);
    assert_int_equal(n, 0);
}

static void of_round__as_of__follows_the_log(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__WithdrawResponse out;
    receive_sample(town, 1, &submitted);
    int64_t received = newest(town);
    assert_done(town, withdraw(town, HEAD, submitted.dossier_id, &out));
    assert_int_equal(standing(town, received - 1), 0);
    assert_int_equal(standing(town, received), 3);
    assert_int_equal(standing(town, newest(town)), 0);
    assert_int_equal(standing(town, NOMINEES_NOW), 0);
}

static void of_round__new_version__begins_anew(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse submitted;
    Pb__ReturnResponse back;
    Pb__ConfirmResponse confirmed;
    Pb__ReceiveResponse received;
    struct nominee_row row;
    receive_sample(town, 1, &submitted);
    assert_done(town, step(town, SPECIALIST, "HS-2022-0001/2",
                           PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_INELIGIBLE, "III.4"));
    int64_t before = newest(town);
    assert_done(town, give_back(town, submitted.dossier_id, 1, town->now_utc_ms + DAY_MS, &back));
    assert_int_equal(standing(town, NOMINEES_NOW), 0);
    sample_init(town, &sample, "P1", 1);
    sample.base_version = 1;
    sample.nominee_list[1] = &sample.nominees[2]; /* another in the same place */
    sample.content.n_nominees = 2;
    assert_done(town, submit(town, CLERK, &sample, &submitted));
    assert_done(town, confirm(town, HEAD, &submitted, &confirmed));
    assert_done(town, receive(town, submitted.dossier_id, 2, 2, &received));
    assert_done(town, nominee_get(&town->call, "HS-2022-0001/2", NOMINEES_NOW, &row));
    assert_string_equal(row.name, "Trần Thị Ví Dụ");
    assert_int_equal(row.state, PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED);
    assert_done(town, nominee_get(&town->call, "HS-2022-0001/2", before, &row));
    assert_string_equal(row.name, "Nguyễn Văn Mẫu");
    assert_int_equal(row.state, PB__NOMINEE_STATE__NOMINEE_STATE_INELIGIBLE);
}

static void step__state_then_event__is_the_newest_and_all_stay(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    struct nominee_row row;
    struct nominee_event_row *events;
    size_t n;
    receive_sample(town, 1, &submitted);
    assert_done(town, step(town, SPECIALIST, "HS-2022-0001/1",
                           PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_ELIGIBLE, ""));
    int64_t eligible = newest(town);
    assert_done(town, step(town, SPECIALIST, "HS-2022-0001/1",
                           PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_INELIGIBLE, "đang kỷ luật"));
    assert_refused(town,
                   step(town, SPECIALIST, "HS-2022-0001/1",
                        PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_ELIGIBLE, ""),
                   TD_FAILED_PRECONDITION, "", TD_KEY_NOMINEE_STATE);
    assert_refused(
        town, step(town, SPECIALIST, "HS-2022-0001/1", PB__NOMINEE_EVENT__NOMINEE_EVENT_REOPEN, ""),
        TD_PERMISSION_DENIED, "", TD_KEY_ROLE);
    assert_done(town, nominee_get(&town->call, "HS-2022-0001/1", NOMINEES_NOW, &row));
    assert_int_equal(row.state, PB__NOMINEE_STATE__NOMINEE_STATE_INELIGIBLE);
    assert_string_equal(row.reason, "đang kỷ luật");
    assert_int_equal(row.state_officer_id, SPECIALIST + 1);
    assert_done(town, nominee_get(&town->call, "HS-2022-0001/1", eligible, &row));
    assert_int_equal(row.state, PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE);
    assert_int_equal(
        nominees_events(town->db, row.dossier_id, 1, NOMINEES_NOW, town->arena, &events, &n),
        TD_OK);
    assert_int_equal(n, 2);
    assert_int_equal(events[0].event, PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_ELIGIBLE);
    assert_string_equal(events[1].login, "nv.cv");
}

static void get__unknown_foreign_or_not_received__is_one_answer(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    struct sample sample;
    static const struct {
        enum officer who;
        const char *id;
    } cases[] = {{SPECIALIST, "HS-2022-0001/4"}, {SPECIALIST, "HS-2022-0009/1"},
                 {SPECIALIST, "HS-2022-0001"},   {SPECIALIST, ""},
                 {SPECIALIST, "HS-2022-0002/1"}, /* not received */
                 {OTHER_CLERK, "HS-2022-0001/1"}};
    receive_sample(town, 1, &submitted);
    sample_init(town, &sample, "P1", 2);
    assert_done(town, submit(town, CLERK, &sample, &submitted));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(town,
                       step(town, cases[i].who, cases[i].id,
                            PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_ELIGIBLE, ""),
                       TD_NOT_FOUND, "nominee_id", TD_KEY_NOMINEE_UNKNOWN);
}

static void withdraw_and_return__council_has_spoken__are_refused(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__WithdrawResponse out;
    Pb__ReturnResponse back;
    receive_sample(town, 1, &submitted);
    assert_done(town, step(town, SPECIALIST, "HS-2022-0001/3",
                           PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_ELIGIBLE, ""));
    struct nominee_event_row spoken = {.log_seq = (uint64_t)newest(town) + 1,
                                       .ordinal = 3,
                                       .version = 1,
                                       .event = PB__NOMINEE_EVENT__NOMINEE_EVENT_RESERVE,
                                       .state = PB__NOMINEE_STATE__NOMINEE_STATE_RESERVE,
                                       .reason = "",
                                       .officer_id = 1};
    assert_int_equal(nominees_event_add(town->db, INT64_C(202200000001), &spoken), TD_OK);
    assert_refused(town, withdraw(town, HEAD, submitted.dossier_id, &out), TD_FAILED_PRECONDITION,
                   "", TD_KEY_DOSSIER_IN_COUNCIL);
    assert_refused(town, give_back(town, submitted.dossier_id, 1, town->now_utc_ms + DAY_MS, &back),
                   TD_FAILED_PRECONDITION, "", TD_KEY_DOSSIER_IN_COUNCIL);
}

static void round__each_step__is_kept_with_its_moment(void **state)
{
    struct town *town = *state;
    Pb__RoundCloseRequest in = PB__ROUND_CLOSE_REQUEST__INIT;
    Pb__RoundCloseResponse out;
    struct round_event_row *events;
    struct round_row round;
    Pb__RoundState was;
    size_t n;
    int64_t open = newest(town);
    in.round_id = (char *)ROUND;
    in.reason = (char *)"Hết hạn nộp";
    assert_done(town, town_call(town, SPECIALIST, &round_service, "Close", &in, &out));
    assert_int_equal(out.round->state, PB__ROUND_STATE__ROUND_STATE_REVIEWING);
    assert_done(town, round_find(&town->call, ROUND, &round));
    assert_int_equal(round_step(&town->call, &round, PB__ROUND_EVENT__ROUND_EVENT_DECIDE, ""),
                     TD_FAILED_PRECONDITION);
    assert_int_equal(round.times.stored, PB__ROUND_STATE__ROUND_STATE_REVIEWING);
    td_err_init(&town->err, town->arena);
    town->call.log_seq++;
    assert_done(town,
                round_step(&town->call, &round, PB__ROUND_EVENT__ROUND_EVENT_SUBMIT, "12/TTr-PNV"));
    assert_int_equal(round.times.stored, PB__ROUND_STATE__ROUND_STATE_SUBMITTED);
    assert_int_equal(rounds_events(town->db, ROUND, INT64_MAX, town->arena, &events, &n), TD_OK);
    assert_int_equal(n, 2);
    assert_int_equal(events[0].event, PB__ROUND_EVENT__ROUND_EVENT_REVIEW);
    assert_string_equal(events[0].note, "Hết hạn nộp");
    assert_string_equal(events[1].note, "12/TTr-PNV");
    assert_int_equal(rounds_state(town->db, ROUND, open, &was), TD_OK);
    assert_int_equal(was, PB__ROUND_STATE__ROUND_STATE_OPEN);
    assert_int_equal(rounds_state(town->db, ROUND, (int64_t)events[0].log_seq, &was), TD_OK);
    assert_int_equal(was, PB__ROUND_STATE__ROUND_STATE_REVIEWING);
    struct round_event_row late = events[0];
    assert_int_equal(rounds_advance(town->db, ROUND, PB__ROUND_STATE__ROUND_STATE_OPEN, &late),
                     TD_NOT_FOUND);
}

static void outcome__before_publication__is_not_for_units(void **state)
{
    struct town *town = *state;
    static const struct {
        role_set roles;
        Pb__RoundState round;
        bool visible;
    } cases[] = {
        {ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD), PB__ROUND_STATE__ROUND_STATE_DECIDED, false},
        {ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD), PB__ROUND_STATE__ROUND_STATE_PUBLISHED, true},
        {ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK), PB__ROUND_STATE__ROUND_STATE_CLOSED, true},
        {ROLE_BIT(PB__ROLE__ROLE_SPECIALIST), PB__ROUND_STATE__ROUND_STATE_OPEN, true},
        {ROLE_BIT(PB__ROLE__ROLE_AUDITOR), PB__ROUND_STATE__ROUND_STATE_REVIEWING, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        town->call.who.roles = cases[i].roles;
        assert_int_equal(nominee_outcome_visible(&town->call, cases[i].round), cases[i].visible);
    }
}

/* -- moments -- */

static void event_at(struct town *town, int64_t at_utc_ms)
{
    struct audit_event event = {
        .at_utc_ms = at_utc_ms, .login = "", .method = "", .subject = "", .detail = ""};
    assert_int_equal(audit_next_seq(town->db, &event.seq), TD_OK);
    assert_int_equal(audit_append(town->db, &event), TD_OK);
}

/* The log of the town (all on 2022-11-01), then one event on each of the next three days. */
static void as_of__each_way_to_ask__is_a_number_of_the_log(void **state)
{
    struct town *town = *state;
    int64_t first = newest(town);
    for (int day = 1; day <= 3; day++)
        event_at(town, TOWN_NOW + day * DAY_MS);
    event_at(town, TOWN_NOW + 4 * DAY_MS - 1); /* the last moment of the third day */
    static const struct {
        const char *on;
        int64_t seq, want; /* after `first`; seq 0: not asked by number */
        const char *day;
    } cases[] = {{"", 0, 4, "2022-11-05"},           {"2022-11-05", 0, 4, "2022-11-05"},
                 {"2022-11-04", 0, 4, "2022-11-04"}, {"2022-11-03", 0, 2, "2022-11-03"},
                 {"2022-11-01", 0, 0, "2022-11-01"}, {"2022-10-31", 0, -1, "2022-10-31"},
                 {"", 2, 2, "2022-11-03"},           {"", 4, 4, "2022-11-04"}};
    town->call.now_utc_ms = TOWN_NOW + 4 * DAY_MS;
    town->call.log_seq = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pb__AsOf asked = PB__AS_OF__INIT;
        struct as_of got;
        asked.on = (char *)cases[i].on;
        asked.log_seq = cases[i].seq ? (uint64_t)(first + cases[i].seq) : 0;
        assert_done(town, as_of_resolve(&town->call, &asked, &got));
        assert_int_equal(got.log_seq, cases[i].want < 0 ? 0 : first + cases[i].want);
        assert_string_equal(got.day, cases[i].day);
        assert_int_equal(got.now, !*cases[i].on && !cases[i].seq);
    }
    struct as_of now;
    town->call.log_seq = 77; /* a write sees its own rows */
    assert_done(town, as_of_resolve(&town->call, NULL, &now));
    assert_int_equal(now.log_seq, 77);
    assert_true(now.before_utc_ms == INT64_MAX);
}

static void as_of__wrong__says_what_is_accepted(void **state)
{
    struct town *town = *state;
    static const struct {
        const char *on;
        uint64_t seq;
        const char *field;
        enum td_key key;
    } cases[] = {{"2022-11-01", 1, "as_of", TD_KEY_AS_OF_BOTH},
                 {"2022-11-02", 0, "as_of.on", TD_KEY_DATE_AFTER},
                 {"1/11/2022", 0, "as_of.on", TD_KEY_DATE_FORM},
                 {"2022-02-30", 0, "as_of.on", TD_KEY_DATE_FORM},
                 {"", 1000000, "as_of.log_seq", TD_KEY_NUMBER_RANGE},
                 {"", UINT64_MAX, "as_of.log_seq", TD_KEY_NUMBER_RANGE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pb__AsOf asked = PB__AS_OF__INIT;
        struct as_of got;
        asked.on = (char *)cases[i].on;
        asked.log_seq = cases[i].seq;
        td_err_init(&town->err, town->arena);
        assert_refused(town, as_of_resolve(&town->call, &asked, &got), TD_INVALID_ARGUMENT,
                       cases[i].field, cases[i].key);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(of_round__only_received_dossiers__with_all_that_is_known),
        TEST(of_round__as_of__follows_the_log),
        TEST(of_round__new_version__begins_anew),
        TEST(step__state_then_event__is_the_newest_and_all_stay),
        TEST(get__unknown_foreign_or_not_received__is_one_answer),
        TEST(withdraw_and_return__council_has_spoken__are_refused),
        TEST(round__each_step__is_kept_with_its_moment),
        TEST(outcome__before_publication__is_not_for_units),
        TEST(as_of__each_way_to_ask__is_a_number_of_the_log),
        TEST(as_of__wrong__says_what_is_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
