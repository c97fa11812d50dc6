/* What must be true when the signed decision is entered, on a real database: its number and date,
 * its issuer, and whoever it awards. */
#include "decision_fixture.h"
#include "discipline_fixture.h"

#define R DECIDED_ROUND

static void sign__number_and_date__as_they_must_be(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionSignResponse out;
    static const struct {
        const char *number, *signed_on, *signer, *field;
        enum td_key key;
    } cases[] = {
        {"5", "2022-12-27", "A", "number", TD_KEY_TEXT_FORM},
        {"5/TTr-PNV", "2022-12-27", "A", "number", TD_KEY_TEXT_FORM},
        {"5/QĐ-UBND", "", "A", "signed_on", TD_KEY_REQUIRED},
        {"5/QĐ-UBND", "2022-12-32", "A", "signed_on", TD_KEY_DATE_FORM},
        {"5/QĐ-UBND", "2022-12-29", "A", "signed_on", TD_KEY_DATE_FUTURE},
        {"5/QĐ-UBND", "2022-12-19", "A", "signed_on",
         TD_KEY_DATE_ORDER}, /* before the submission */
        {"5/QĐ-UBND", "2022-12-20", "", "signer_name", TD_KEY_REQUIRED},
    };
    decision_sample_add(town, &of);
    decision_drafted(town, NULL, 0);
    decision_bring(town, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pb__DecisionSignRequest in = decision_sign_request(1);
        in.number = (char *)cases[i].number;
        in.signed_on = (char *)cases[i].signed_on;
        in.signer_name = (char *)cases[i].signer;
        assert_refused(town, decision_sign_of(town, in, &out), TD_INVALID_ARGUMENT, cases[i].field,
                       cases[i].key);
    }
    Pb__DecisionSignRequest in = decision_sign_request(2);
    assert_refused(town, decision_sign_of(town, in, &out), TD_NOT_FOUND, "version",
                   TD_KEY_DECISION_VERSION);
    in = decision_sign_request(1);
    in.issuer = (char *)"Ủy ban nhân dân khác";
    assert_refused(town, decision_sign_of(town, in, &out), TD_INVALID_ARGUMENT, "issuer",
                   TD_KEY_DECISION_ISSUER_OTHER);
    in = decision_sign_request(1);
    in.signer_title = (char *)"Phó Chủ tịch Ủy ban nhân dân thị xã Ngã Năm";
    in.bases = (char *[]){(char *)"Luật Thi đua, Khen thưởng"};
    in.n_bases = 1;
    assert_done(town, decision_sign_of(town, in, &out));
    assert_string_equal(out.decision->signer_title, in.signer_title);
    assert_int_equal(out.decision->n_bases, 1);
}

static void sign__day_without_an_issuer__must_be_given(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionSignResponse out;
    decision_sample_add(town, &of);
    decision_drafted(town, NULL, 0);
    decision_bring(town, 1);
    town->now_utc_ms = DECISION_NOW + 1000 * DAY_MS; /* September 2025: the town has ended */
    Pb__DecisionSignRequest in = decision_sign_request(1);
    in.signed_on = (char *)"2025-09-01";
    assert_refused(town, decision_sign_of(town, in, &out), TD_FAILED_PRECONDITION, "issuer",
                   TD_KEY_DECISION_ISSUER);
    assert_non_null(violation_find(&town->err, "signer_title", TD_KEY_DECISION_ISSUER));
    in.issuer = (char *)"Ủy ban nhân dân phường Ngã Năm";
    in.signer_title = (char *)"Chủ tịch Ủy ban nhân dân phường Ngã Năm";
    assert_done(town, decision_sign_of(town, in, &out));
    assert_string_equal(out.decision->superior, "");
    assert_non_null(strstr(out.decision->bases[0], "06/2022/QH15"));
}

static void sign__number_of_the_issuer_in_that_year__once(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionSignResponse out;
    decision_sample_add(town, &of);
    decision_drafted(town, NULL, 0);
    decision_bring(town, 1);
    /* A decision that recognised an initiative, with no zero before its number. */
    row_add(town, "INSERT INTO initiative_decision (issuer, year, number, decided_on, log_seq)"
                  " VALUES ('Ủy ban nhân dân thị xã Ngã Năm', 2022, '5/QĐ-UBND', '2022-03-01', 1)");
    assert_refused(town, decision_sign_of(town, decision_sign_request(1), &out), TD_ALREADY_EXISTS,
                   "number", TD_KEY_DECISION_NUMBER);
    Pb__DecisionSignRequest in = decision_sign_request(1);
    in.number = (char *)"6/QĐ-UBND";
    assert_done(town, decision_sign_of(town, in, &out));
    /* Another round, in the same year and in the next. */
    round_add(town, "2021-annual", 2021, PB__ROUND_KIND__ROUND_ANNUAL);
    Pb__DecisionDraftResponse drafted_out;
    assert_done(town, decision_draft_as(town, SPECIALIST, "2021-annual", NULL, 0, &drafted_out));
    assert_done(town, decision_approve_of(town, "2021-annual", 1));
    assert_done(town, decision_submit_of(town, "2021-annual", "13/TTr-PNV", "2022-12-20"));
    in.round_id = (char *)"2021-annual";
    in.number = (char *)"006/qd-ubnd";
    assert_refused(town, decision_sign_of(town, in, &out), TD_ALREADY_EXISTS, "number",
                   TD_KEY_DECISION_NUMBER);
    town->now_utc_ms += 5 * DAY_MS;
    in.signed_on = (char *)"2023-01-02";
    assert_done(town, decision_sign_of(town, in, &out));
}

/* And the other way round: no initiative is recognised by the number of an award's decision. */
static void recognise__number_of_an_award__refused(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__InitiativeRecogniseRequest in = PB__INITIATIVE_RECOGNISE_REQUEST__INIT;
    Pb__InitiativeRecogniseResponse out;
    decision_sample_sign(town, &of);
    in.initiative_id = (char *)initiative_add(
        town, 2022, 1,
        (struct initiative_of){.unit = "P1",
                               .title = "Một cửa",
                               .author = "Lê",
                               .share_percent = 100,
                               .effect = PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_REPLICABLE});
    in.version = 1;
    in.decision_number = (char *)"5/QĐ-UBND";
    in.decided_on = (char *)"2022-12-27";
    assert_refused(town, town_call(town, HOME_HEAD, &initiative_service, "Recognise", &in, &out),
                   TD_ALREADY_EXISTS, "decision_number", TD_KEY_DECISION_NUMBER);
    in.decision_number = (char *)"7/QĐ-UBND";
    assert_done(town, town_call(town, HOME_HEAD, &initiative_service, "Recognise", &in, &out));
}

static void sign__twice__one_decision(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionSignResponse out;
    decision_sample_sign(town, &of);
    Pb__DecisionSignRequest in = decision_sign_request(1);
    in.number = (char *)"6/QĐ-UBND";
    assert_refused(town, decision_sign_of(town, in, &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_DECISION_STATE);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM decision"), 1);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM award_certificate"), 4);
    assert_refused(town, decision_send_back_of(town, "Muộn rồi"), TD_FAILED_PRECONDITION, "",
                   TD_KEY_DECISION_STATE);
}

/* I.2.e as of the day on the paper, and now. */
static void sign__discipline_since_the_submission__refused(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionSignResponse out;
    decision_sample_add(town, &of);
    decision_drafted(town, NULL, 0);
    decision_bring(town, 1);
    case_considered(town, "NN-101", "2022-12-28"); /* after the day on the paper, but today */
    assert_refused(town, decision_sign_of(town, decision_sign_request(1), &out),
                   TD_FAILED_PRECONDITION, of.ids[PERSON_1], TD_KEY_NOMINEE_INELIGIBLE);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM decision"), 0);
    assert_int_equal(decided_state(town, of.ids[WARD_1]),
                     PB__NOMINEE_STATE__NOMINEE_STATE_RECOMMENDED);
}

static void verdict_add(struct town *town, const char *nominee_id, const char *criterion,
                        Pb__Verdict verdict, enum officer who)
{
    int64_t id;
    uint32_t ordinal;
    assert_true(nominee_id_parse(nominee_id, &id, &ordinal));
    row_add(town,
            "INSERT INTO appraisal_verdict (dossier_id, ordinal, log_seq, version, criterion,"
            " verdict, note, at_utc_ms, officer_id) VALUES (?1, ?2, ?3, 1, ?4, ?5, 'x', 0, ?6)",
            db_int(id), db_int(ordinal), db_int(log_next(town)), db_text(criterion),
            db_int((int64_t)verdict), db_int(who + 1));
}

/* III.4 is checked again at the signature, as I.2.e is. */
static void sign__verdict_since_the_outcome__refused_until_it_is_looked_at_again(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionSignResponse out;
    decision_sample_add(town, &of);
    /* Two appraisers differed; it was found eligible all the same, and recommended. */
    verdict_add(town, of.ids[WARD_1], "III.4.c3", PB__VERDICT__VERDICT_NOT_MET, HOME_BOTH);
    nominee_state_set(town, of.ids[WARD_1], PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE);
    nominee_state_set(town, of.ids[WARD_1], PB__NOMINEE_STATE__NOMINEE_STATE_RECOMMENDED);
    verdict_add(town, of.ids[WARD_1], "III.4.c1", PB__VERDICT__VERDICT_MET, SPECIALIST);
    decision_drafted(town, NULL, 0);
    decision_bring(town, 1);
    verdict_add(town, of.ids[WARD_1], "III.4.c4", PB__VERDICT__VERDICT_NOT_MET, SPECIALIST);
    assert_refused(town, decision_sign_of(town, decision_sign_request(1), &out),
                   TD_FAILED_PRECONDITION, of.ids[WARD_1], TD_KEY_DECISION_VERDICT);
    assert_int_equal(town->err.n_violations, 1);
    verdict_add(town, of.ids[WARD_1], "III.4.c4", PB__VERDICT__VERDICT_MET, SPECIALIST);
    assert_done(town, decision_sign_of(town, decision_sign_request(1), &out));
}

static void sign__discipline_over_by_now__counts_on_the_day_of_the_paper(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionSignResponse out;
    Pb__DisciplineDismissResponse dismissed;
    decision_sample_add(town, &of);
    decision_drafted(town, NULL, 0);
    decision_bring(town, 1);
    case_considered(town, "NN-101", "2022-12-22");
    town->now_utc_ms += 3 * DAY_MS;
    assert_done(town, case_dismiss(town, "KL-2022-0001", "2022-12-30", &dismissed));
    Pb__DecisionSignRequest in = decision_sign_request(1);
    assert_refused(town, decision_sign_of(town, in, &out), TD_FAILED_PRECONDITION, of.ids[PERSON_1],
                   TD_KEY_NOMINEE_INELIGIBLE);
    in.signed_on = (char *)"2022-12-31";
    assert_done(town, decision_sign_of(town, in, &out));
}

/* One achievement, one reward. */
static void sign__same_person_in_another_decision__refused(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionDraftResponse out;
    decision_sample_add(town, &of);
    round_add(town, "2021-annual", 2021, PB__ROUND_KIND__ROUND_ANNUAL);
    const char *before = judged_add(town, 90,
                                    (struct nominee_of){.round = "2021-annual",
                                                        .unit = "P1",
                                                        .line = "individual",
                                                        .name = "le van mau",
                                                        .staff_code = "NN-101",
                                                        .state = 7});
    assert_refused(town, decision_draft_of(town, NULL, 0, &out), TD_FAILED_PRECONDITION, before,
                   TD_KEY_DUPLICATE_OPEN);
    const struct {
        Pb__DuplicateVerdict verdict;
        enum td_code code;
    } verdicts[] = {{PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_SAME, TD_FAILED_PRECONDITION},
                    {PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_OTHER_ACHIEVEMENT, TD_OK},
                    {PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_DIFFERENT, TD_OK}};
    for (size_t i = 0; i < 3; i++) {
        row_add(town,
                "INSERT INTO duplicate_decision (first_dossier, first_ordinal, second_dossier,"
                " second_ordinal, log_seq, first_version, second_version, matched_by, verdict,"
                " reason, at_utc_ms, officer_id)"
                " VALUES (?1, 1, ?2, 1, ?3, 1, 1, 1, ?4, 'x', 0, 1)",
                db_int(human_id(2022, 90)), db_int(human_id(2022, 101 + PERSON_1)),
                db_int(log_next(town)), db_int((int64_t)verdicts[i].verdict));
        assert_int_equal(decision_draft_of(town, NULL, 0, &out), verdicts[i].code);
        if (verdicts[i].code != TD_OK)
            assert_non_null(violation_find(&town->err, before, TD_KEY_DUPLICATE_SAME));
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, decision_setup, town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(sign__number_and_date__as_they_must_be),
        CASE(sign__day_without_an_issuer__must_be_given),
        CASE(sign__number_of_the_issuer_in_that_year__once),
        CASE(recognise__number_of_an_award__refused),
        CASE(sign__twice__one_decision),
        CASE(sign__discipline_since_the_submission__refused),
        CASE(sign__verdict_since_the_outcome__refused_until_it_is_looked_at_again),
        CASE(sign__discipline_over_by_now__counts_on_the_day_of_the_paper),
        CASE(sign__same_person_in_another_decision__refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
