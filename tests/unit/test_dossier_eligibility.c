/* I.2.e where dossiers move: Submit, Confirm, Receive and Show; and how little the unit learns. */
#include "discipline_fixture.h"
#include "dossier_fixture.h"
#include "eligibility.h"

static int setup(void **state)
{
    int failed = town_setup(state);
    if (!failed)
        town_open_round(*state);
    return failed;
}

static const char *open_case(struct town *town)
{
    Pb__DisciplineOpenResponse out;
    assert_done(town, case_open(town, case_request(), &out));
    return out.discipline->id;
}

static Pb__DossierShowResponse show(struct town *town, enum officer who, const char *id)
{
    Pb__DossierShowRequest in = PB__DOSSIER_SHOW_REQUEST__INIT;
    Pb__DossierShowResponse out;
    in.dossier_id = (char *)id;
    assert_done(town, town_call(town, who, &dossier_service, "Show", &in, &out));
    return out;
}

/* Nothing that the register knows is in what the unit gets. */
static void assert_tells_nothing(struct town *town, const char *field)
{
    static const char *const SECRETS[] = {"KL-",        "07/TB-UBND", "15/QĐ-UBND", "Khiển trách",
                                          "2022-10-20", "considered", "serving"};
    assert_int_equal(town->err.n_violations, 1);
    const struct td_violation *violation = &town->err.violations[0];
    assert_string_equal(violation->key, "nominee.ineligible");
    assert_string_equal(violation->field, field);
    assert_string_equal(violation->clause, "I.2.e");
    assert_int_equal(violation->n_params, 1);
    assert_string_equal(violation_param(violation, "nominee"), "Trần Thị Ví Dụ");
    for (size_t i = 0; i < sizeof SECRETS / sizeof *SECRETS; i++)
        assert_null(strstr(violation->params[0].value, SECRETS[i]));
}

static void submit__considered_or_serving__refused_alike(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    Pb__DisciplineImposeResponse imposed;
    const char *id = open_case(town);
    sample_init(town, &sample, "P1", 1);
    assert_int_equal(submit(town, CLERK, &sample, &out), TD_FAILED_PRECONDITION);
    assert_tells_nothing(town, "content.nominees[2]");
    sample.accept_incomplete = true; /* no way around */
    assert_int_equal(submit(town, CLERK, &sample, &out), TD_FAILED_PRECONDITION);
    assert_tells_nothing(town, "content.nominees[2]");
    assert_done(town, case_impose(town, id, "2022-11-01", "2022-11-02", &imposed));
    assert_int_equal(submit(town, CLERK, &sample, &out), TD_FAILED_PRECONDITION);
    assert_tells_nothing(town, "content.nominees[2]");
    town->now_utc_ms += DAY_MS; /* the last day */
    assert_int_equal(submit(town, CLERK, &sample, &out), TD_FAILED_PRECONDITION);
    town->now_utc_ms += DAY_MS;
    assert_done(town, submit(town, CLERK, &sample, &out));
}

static void submit__collective_under_discipline__refused(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    Pb__DisciplineOpenResponse opened;
    Pb__DisciplineOpenRequest in = case_request();
    in.kind = PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    in.name = in.staff_code = (char *)"";
    assert_done(town, case_open(town, in, &opened));
    sample_init(town, &sample, "P1", 1);
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_FAILED_PRECONDITION,
                   "content.nominees[0]", TD_KEY_NOMINEE_INELIGIBLE);
    sample_init(town, &sample, "P2", 2);
    assert_done(town, submit(town, OTHER_CLERK, &sample, &out));
}

static void confirm__opened_after_submission__refused_without_a_fact(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse submitted;
    Pb__ConfirmResponse out;
    sample_init(town, &sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &sample, &submitted));
    open_case(town);
    assert_int_equal(confirm(town, HEAD, &submitted, &out), TD_FAILED_PRECONDITION);
    assert_tells_nothing(town, "content.nominees[2]");
}

static void receive__opened_after_confirmation__refused_with_the_facts(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse submitted;
    Pb__ConfirmResponse confirmed;
    Pb__ReceiveResponse out;
    Pb__DisciplineDismissResponse dismissed;
    sample_init(town, &sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &sample, &submitted));
    assert_done(town, confirm(town, HEAD, &submitted, &confirmed));
    const char *id = open_case(town);
    enum td_code code = receive(town, submitted.dossier_id, 1, 2, &out);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.nominees[2]",
                   TD_KEY_NOMINEE_CONSIDERED);
    const struct td_violation *fact =
        violation_find(&town->err, "content.nominees[2]", TD_KEY_NOMINEE_CONSIDERED);
    assert_string_equal(violation_param(fact, "case"), id);
    assert_string_equal(violation_param(fact, "document"), "07/TB-UBND");
    assert_string_equal(violation_param(fact, "dated_on"), "2022-10-20");
    assert_done(town, case_dismiss(town, id, "", &dismissed));
    assert_done(town, receive(town, submitted.dossier_id, 1, 2, &out));
}

/* A clerk cannot ask about the people of another unit by nominating them; Home Affairs notices. */
static void submit__somebody_of_another_unit__tells_nothing_until_reception(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse with, without;
    Pb__ConfirmResponse confirmed;
    Pb__ReceiveResponse received;
    sample_init(town, &sample, "P2", 1);
    assert_done(town, submit(town, OTHER_CLERK, &sample, &without));
    open_case(town); /* of P1 */
    sample_init(town, &sample, "P2", 2);
    assert_done(town, submit(town, OTHER_CLERK, &sample, &with));
    assert_int_equal(with.n_missing, without.n_missing);
    sample_init(town, &sample, "P1", 3);
    sample.nominees[2].staff_code = (char *)"NN-009";
    assert_done(town, submit(town, CLERK, &sample, &with));
    /* The same person, now of P1, under a case of P2. */
    Pb__DisciplineOpenRequest in = case_request();
    Pb__DisciplineOpenResponse opened;
    in.unit_code = (char *)"P2";
    in.staff_code = (char *)"NN-009";
    assert_done(town, case_open(town, in, &opened));
    assert_done(town, confirm(town, HEAD, &with, &confirmed));
    assert_refused(town, receive(town, with.dossier_id, 1, 2, &received), TD_FAILED_PRECONDITION,
                   "content.nominees[2]", TD_KEY_NOMINEE_CONSIDERED);
}

static void submit__namesake__passes_and_is_shown_to_home_affairs(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    open_case(town);
    sample_init(town, &sample, "P1", 1);
    sample.nominees[2].staff_code = (char *)"";
    sample.nominees[2].citizen_id = (char *)"012345678901";
    assert_done(town, submit(town, CLERK, &sample, &out));
    Pb__DossierShowResponse shown = show(town, SPECIALIST, out.dossier_id);
    assert_int_equal(shown.n_eligibility, SAMPLE_NOMINEES);
    assert_true(shown.eligibility[2]->eligible);
    assert_int_equal(shown.eligibility[2]->n_facts, 0);
    assert_int_equal(shown.eligibility[2]->n_hints, 1);
    assert_string_equal(shown.eligibility[2]->hints[0]->key, "nominee.namesake");
    assert_int_equal(shown.eligibility[1]->n_hints, 0);
}

static void show__each_reader__only_home_affairs_and_auditor_see_eligibility(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &sample, &out));
    /* Empty for the unit whether or not there is a case. */
    for (int cases = 0; cases < 2; cases++) {
        static const enum officer READERS[] = {SPECIALIST, HOME_HEAD, AUDITOR};
        for (size_t i = 0; i < 3; i++) {
            Pb__DossierShowResponse shown = show(town, READERS[i], out.dossier_id);
            assert_int_equal(shown.n_eligibility, SAMPLE_NOMINEES);
            assert_int_equal(shown.eligibility[2]->eligible, cases == 0);
            assert_int_equal(shown.eligibility[2]->n_facts, cases);
            assert_true(shown.eligibility[1]->eligible);
        }
        assert_int_equal(show(town, CLERK, out.dossier_id).n_eligibility, 0);
        assert_int_equal(show(town, HEAD, out.dossier_id).n_eligibility, 0);
        assert_int_equal(show(town, CHAIRMAN, out.dossier_id).n_eligibility, 0);
        if (cases == 0)
            open_case(town);
    }
}

/* The unit's other answers are the same, byte for byte, with a case and without one. */
static void answers__with_and_without_a_case__are_the_same(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    uint8_t *before[3] = {NULL};
    size_t len[3] = {0};
    sample_init(town, &sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &sample, &out));
    for (int round = 0; round < 2; round++) {
        Pb__DossierShowResponse shown = show(town, CLERK, out.dossier_id);
        Pb__StatusResponse state_now;
        Pb__DossierListRequest in = PB__DOSSIER_LIST_REQUEST__INIT;
        Pb__DossierListResponse listed;
        assert_done(town, status(town, CLERK, out.dossier_id, &state_now));
        assert_done(town, town_call(town, CLERK, &dossier_service, "List", &in, &listed));
        const ProtobufCMessage *answers[] = {&shown.base, &state_now.base, &listed.base};
        for (size_t i = 0; i < 3; i++) {
            size_t n;
            uint8_t *bytes = td_message_pack(answers[i], town->arena, &n);
            assert_non_null(bytes);
            if (round == 0) {
                before[i] = bytes;
                len[i] = n;
                continue;
            }
            assert_int_equal(n, len[i]);
            assert_memory_equal(bytes, before[i], n);
        }
        if (round == 0)
            open_case(town);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(submit__considered_or_serving__refused_alike),
        TEST(submit__collective_under_discipline__refused),
        TEST(confirm__opened_after_submission__refused_without_a_fact),
        TEST(receive__opened_after_confirmation__refused_with_the_facts),
        TEST(submit__somebody_of_another_unit__tells_nothing_until_reception),
        TEST(submit__namesake__passes_and_is_shown_to_home_affairs),
        TEST(show__each_reader__only_home_affairs_and_auditor_see_eligibility),
        TEST(answers__with_and_without_a_case__are_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
