/* The decision on a real database: from draft to signature, what it refuses, what it leaves behind.
 * What a signature must fulfil is test_decision_sign.c's. */
#include "decision_fixture.h"
#include "discipline_fixture.h"

#define R DECIDED_ROUND

/* -- helpers -- */

static uint64_t newest(struct town *town)
{
    return (uint64_t)store_number(town->db, "SELECT MAX(seq) FROM audit_event");
}

static const Pb__Decision *shown(struct town *town)
{
    Pb__DecisionShowResponse *out = td_arena_alloc(town->arena, sizeof *out);
    assert_done(town, decision_show_as(town, AUDITOR, 0, out));
    return out->decision;
}

static enum td_code award_revoke_by(struct town *town, const char *nominee_id, const char *document,
                                    const char *dated_on)
{
    Pb__DecisionRevokeRequest in = PB__DECISION_REVOKE_REQUEST__INIT;
    Pb__DecisionRevokeResponse out;
    in.nominee_id = (char *)nominee_id;
    in.reason = (char *)"Khai sai số liệu";
    in.document = (char *)document;
    in.dated_on = (char *)dated_on;
    return town_call(town, CHAIRMAN, &decision_service, "Revoke", &in, &out);
}

static enum td_code award_revoke(struct town *town, const char *nominee_id, const char *dated_on)
{
    return award_revoke_by(town, nominee_id, "31/QĐ-UBND", dated_on);
}

/* -- the way it should go -- */

static void sign__as_the_council_says__everybody_is_answered(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    static const Pb__NomineeState AFTER[N_DECISION_SAMPLE] = {
        PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED,     PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED,
        PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED,     PB__NOMINEE_STATE__NOMINEE_STATE_NOT_AWARDED,
        PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED,     PB__NOMINEE_STATE__NOMINEE_STATE_NOT_AWARDED,
        PB__NOMINEE_STATE__NOMINEE_STATE_NOT_AWARDED,
    };
    decision_sample_sign(town, &of);
    for (int i = 0; i < N_DECISION_SAMPLE; i++)
        assert_int_equal(decided_state(town, of.ids[i]), AFTER[i]);
    const Pb__Decision *decision = shown(town);
    assert_int_equal(decision->state, PB__DECISION_STATE__DECISION_STATE_SIGNED);
    assert_string_equal(decision->number, "05/QĐ-UBND");
    assert_string_equal(decision->signed_on, "2022-12-27");
    assert_string_equal(decision->issuer, "Ủy ban nhân dân thị xã Ngã Năm");
    assert_string_equal(decision->superior, "Ủy ban nhân dân tỉnh Sóc Trăng");
    assert_string_equal(decision->signer_title, "Chủ tịch Ủy ban nhân dân thị xã Ngã Năm");
    assert_string_equal(decision->submission_number, "12/TTr-PNV");
    /* In December 2022: the law of 2003, decree 91/2017 and both plans. */
    assert_int_equal(decision->n_bases, 4);
    assert_non_null(strstr(decision->bases[1], "91/2017"));
    assert_non_null(strstr(decision->achievement, "năm 2022"));
    assert_int_equal(decision->n_history, 4);
    /* The golden book goes by line, then by name. */
    assert_int_equal(decision->n_lines, 3);
    assert_int_equal(decision->lines[1]->places, 2);
    assert_int_equal(decision->lines[1]->awarded, 2);
    assert_int_equal(decision_entry_of(decision, of.ids[DEPARTMENT])->golden_book, 1);
    assert_int_equal(decision_entry_of(decision, of.ids[WARD_1])->golden_book, 2);
    assert_int_equal(decision_entry_of(decision, of.ids[WARD_2])->golden_book, 3);
    assert_int_equal(decision_entry_of(decision, of.ids[PERSON_1])->golden_book, 4);
    /* The refused know why: what the council, or the appraisal, said. */
    const Pb__DecisionEntry *refused = decision_entry_of(decision, of.ids[PERSON_3]);
    assert_false(refused->awarded);
    assert_false(refused->differs);
    assert_int_equal(refused->council_result, PB__NOMINEE_STATE__NOMINEE_STATE_INELIGIBLE);
    assert_string_equal(refused->council_reason, "III.4");
    assert_int_equal(refused->golden_book, 0);
    assert_int_equal(store_number(town->db, "SELECT state FROM round WHERE id = '2022-annual'"),
                     PB__ROUND_STATE__ROUND_STATE_DECIDED);
}

static void draft__differs_with_reasons__stored_and_shown(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionSignResponse out;
    decision_sample_add(town, &of);
    const struct change_of changes[] = {{of.ids[WARD_2], false, "Chậm báo cáo quý IV"},
                                        {of.ids[WARD_3], true, "Thay Phường 2"},
                                        {of.ids[PERSON_2], false, "Chưa đủ thời gian công tác"}};
    decision_drafted(town, changes, 3);
    decision_bring(town, 1);
    assert_done(town, decision_sign_of(town, decision_sign_request(1), &out));
    const Pb__DecisionEntry *entry = decision_entry_of(out.decision, of.ids[WARD_3]);
    assert_true(entry->awarded && entry->differs);
    assert_string_equal(entry->reason, "Thay Phường 2");
    assert_int_equal(entry->council_result, PB__NOMINEE_STATE__NOMINEE_STATE_RESERVE);
    assert_int_equal(entry->state, PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED);
    entry = decision_entry_of(out.decision, of.ids[WARD_2]);
    assert_true(!entry->awarded && entry->differs);
    entry = decision_entry_of(out.decision, of.ids[PERSON_2]);
    assert_true(!entry->awarded && !entry->differs);
    assert_string_equal(entry->reason, "Chưa đủ thời gian công tác");
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM nominee_event"
                                            " WHERE reason = 'Chậm báo cáo quý IV' AND event = 7"),
                     1);
}

/* -- what a list refuses -- */

static void draft__without_reasons_or_wrong__each_told_at_once(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionDraftResponse out;
    decision_sample_add(town, &of);
    const struct change_of changes[] = {
        {of.ids[WARD_1], false, ""},          {of.ids[WARD_2], true, "Vì"},
        {of.ids[WARD_3], true, "Vì"},         {of.ids[WARD_3], false, "Vì"},
        {"HS-2022-0999/1", true, "Không có"}, {"gì đó", true, "Không có"}};
    assert_int_equal(decision_draft_of(town, changes, 6, &out), TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&town->err, "changes[0].reason", TD_KEY_REQUIRED));
    assert_non_null(violation_find(&town->err, "changes[1]", TD_KEY_DECISION_SAME));
    assert_non_null(violation_find(&town->err, "changes[3]", TD_KEY_DECISION_TWICE));
    assert_non_null(violation_find(&town->err, "changes[4]", TD_KEY_NOMINEE_ROUND));
    assert_non_null(violation_find(&town->err, "changes[5]", TD_KEY_NOMINEE_ROUND));
    /* Three wards for two places, and one that I.2.e or III.4 excludes. */
    const struct change_of beyond[] = {{of.ids[WARD_3], true, "Vì"},
                                       {of.ids[PERSON_3], true, "Vì"}};
    assert_refused(town, decision_draft_of(town, beyond, 2, &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_QUOTA_EXCEEDED);
    assert_non_null(violation_find(&town->err, of.ids[PERSON_3], TD_KEY_NOMINEE_STATE));
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM decision_version"), 0);
}

static void draft__appraisal_or_vote_unfinished__refused(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionDraftResponse out;
    decision_sample_add(town, &of);
    const char *open = nominee_add(
        town, 120, (struct nominee_of){.unit = "P3", .line = "individual", .name = "chua xong"});
    assert_refused(town, decision_draft_of(town, NULL, 0, &out), TD_FAILED_PRECONDITION, open,
                   TD_KEY_DECISION_UNFINISHED);
    nominee_state_set(town, open, PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE);
    assert_refused(town, decision_draft_of(town, NULL, 0, &out), TD_FAILED_PRECONDITION, open,
                   TD_KEY_DECISION_NO_BALLOT);
    const struct change_of award = {open, true, "Vì"}, omit = {open, false, "Dưới mức điểm sàn"};
    assert_refused(town, decision_draft_of(town, &award, 1, &out), TD_FAILED_PRECONDITION, open,
                   TD_KEY_NOMINEE_STATE);
    assert_done(town, decision_draft_of(town, &omit, 1, &out));
}

/* The council's first ballot on the wards, with this one among its candidates. */
static void ballot_add(struct town *town, const char *nominee_id)
{
    int64_t session = human_id(2022, 1), ballot = session * 1000 + 1, dossier;
    uint32_t ordinal;
    assert_true(nominee_id_parse(nominee_id, &dossier, &ordinal));
    row_add(town,
            "INSERT INTO council_session (id, round_id, starts_utc_ms, place, chair_id,"
            " secretary_id, log_seq, at_utc_ms, officer_id) VALUES (?1, ?2, 0, '', 1, 1, ?3, 0, 1)",
            db_int(session), db_text(R), db_int(log_next(town)));
    row_add(town,
            "INSERT INTO council_ballot (id, session_id, line, kind, places, members,"
            " threshold_percent, ranking_log_seq) VALUES (?1, ?2, 'commune_ward', 1, 2, 5, 80, 1)",
            db_int(ballot), db_int(session));
    row_add(town,
            "INSERT INTO council_candidate (ballot_id, dossier_id, ordinal, version, rank)"
            " VALUES (?1, ?2, ?3, 1, 1)",
            db_int(ballot), db_int(dossier), db_int(ordinal));
}

static void ballot_event(struct town *town, Pb__CouncilBallotEvent event,
                         Pb__CouncilBallotState state)
{
    row_add(town,
            "INSERT INTO council_ballot_event (ballot_id, log_seq, event, state, reason,"
            " papers_sha256, at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, '', ?5, 0, 1)",
            db_int(human_id(2022, 1) * 1000 + 1), db_int(log_next(town)), db_int((int64_t)event),
            db_int((int64_t)state), db_blob("x", 1));
}

static void draft__council_votes_or_left_equals__refused(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionDraftResponse out;
    decision_sample_add(town, &of);
    ballot_add(town, of.ids[WARD_3]);
    ballot_event(town, PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_OPEN,
                 PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_VOTING);
    assert_refused(town, decision_draft_of(town, NULL, 0, &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_DECISION_VOTING);
    row_add(town,
            "INSERT INTO council_result (ballot_id, dossier_id, ordinal, yes, no, blank, outcome,"
            " reserve_order) SELECT ballot_id, dossier_id, ordinal, 4, 1, 0, ?1, 0"
            " FROM council_candidate",
            db_int(PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_UNDECIDED));
    ballot_event(town, PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_CLOSE,
                 PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_CLOSED);
    assert_refused(town, decision_draft_of(town, NULL, 0, &out), TD_FAILED_PRECONDITION,
                   of.ids[WARD_3], TD_KEY_DECISION_TIE);
    const struct td_violation *told =
        violation_find(&town->err, of.ids[WARD_3], TD_KEY_DECISION_TIE);
    assert_string_equal(violation_param(told, "ballot"), "BCD-2022-0001/1");
    ballot_event(town, PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_ANNUL,
                 PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_ANNULLED);
    assert_done(town, decision_draft_of(town, NULL, 0, &out));
}

static void draft__before_review_or_with_the_chairman__refused(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionDraftResponse out;
    assert_refused(town, decision_draft_of(town, NULL, 0, &out), TD_FAILED_PRECONDITION, "round_id",
                   TD_KEY_ROUND_STATE);
    assert_refused(town, decision_draft_as(town, SPECIALIST, "1999-annual", NULL, 0, &out),
                   TD_NOT_FOUND, "round_id", TD_KEY_ROUND_UNKNOWN);
    decision_sample_add(town, &of);
    assert_refused(town, decision_approve_of(town, R, 1), TD_FAILED_PRECONDITION, "",
                   TD_KEY_DECISION_STATE);
    decision_drafted(town, NULL, 0);
    assert_refused(town, decision_submit_of(town, R, "12/TTr-PNV", "2022-12-20"),
                   TD_FAILED_PRECONDITION, "", TD_KEY_DECISION_STATE);
    decision_bring(town, 1);
    assert_refused(town, decision_draft_of(town, NULL, 0, &out), TD_FAILED_PRECONDITION, "round_id",
                   TD_KEY_ROUND_STATE);
}

static void approve__own_draft_or_another_version__refused(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    decision_sample_add(town, &of);
    decision_drafted(town, NULL, 0);
    decision_drafted(town, NULL, 0);
    assert_refused(town, decision_approve_of(town, R, 0), TD_INVALID_ARGUMENT, "version",
                   TD_KEY_NUMBER_RANGE);
    assert_refused(town, decision_approve_of(town, R, 1), TD_ABORTED, "version",
                   TD_KEY_RECORD_STALE);
    /* The head had drafted it, as a specialist: persons are compared. */
    row_add(town, "UPDATE decision_version SET officer_id = ?1", db_int(HOME_HEAD + 1));
    assert_refused(town, decision_approve_of(town, R, 2), TD_PERMISSION_DENIED, "version",
                   TD_KEY_DECISION_OWN);
    row_add(town, "UPDATE decision_version SET officer_id = ?1", db_int(SPECIALIST + 1));
    assert_done(town, decision_approve_of(town, R, 2));
    /* A new version is to be approved again. */
    decision_drafted(town, NULL, 0);
    assert_refused(town, decision_submit_of(town, R, "12/TTr-PNV", "2022-12-20"),
                   TD_FAILED_PRECONDITION, "", TD_KEY_DECISION_STATE);
}

static void draft__differs_on_oneself__refused(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionDraftResponse out;
    decision_sample_add(town, &of);
    row_add(town, "UPDATE officer SET staff_code = 'NN-102' WHERE id = ?1", db_int(SPECIALIST + 1));
    const struct change_of change = {of.ids[PERSON_2], true, "Xứng đáng"};
    assert_refused(town, decision_draft_of(town, &change, 1, &out), TD_PERMISSION_DENIED, "",
                   TD_KEY_DECISION_SELF);
    assert_done(town, decision_draft_of(town, NULL, 0, &out));
    row_add(town, "UPDATE officer SET staff_code = '' WHERE id = ?1", db_int(SPECIALIST + 1));
    assert_done(town, decision_draft_of(town, &change, 1, &out));
    /* Nor does the head approve it. */
    row_add(town, "UPDATE officer SET staff_code = 'NN-102' WHERE id = ?1", db_int(HOME_HEAD + 1));
    assert_refused(town, decision_approve_of(town, R, 2), TD_PERMISSION_DENIED, "",
                   TD_KEY_DECISION_SELF);
}

static void approve__something_changed_since__refused_as_stale(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    decision_sample_add(town, &of);
    decision_drafted(town, NULL, 0);
    nominee_state_set(town, of.ids[PERSON_2], PB__NOMINEE_STATE__NOMINEE_STATE_RECOMMENDED);
    assert_refused(town, decision_approve_of(town, R, 1), TD_FAILED_PRECONDITION, "",
                   TD_KEY_DECISION_STALE);
    decision_drafted(town, NULL, 0);
    assert_done(town, decision_approve_of(town, R, 2));
    judged_add(
        town, 130,
        (struct nominee_of){.unit = "P3", .line = "individual", .name = "den sau", .state = 3});
    assert_refused(town, decision_submit_of(town, R, "12/TTr-PNV", "2022-12-20"),
                   TD_FAILED_PRECONDITION, "", TD_KEY_DECISION_STALE);
}

static void submit__number_and_date__as_they_must_be(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    static const struct {
        const char *number, *dated_on, *field;
        enum td_key key;
    } cases[] = {
        {"", "2022-12-20", "number", TD_KEY_REQUIRED},
        {"12/QĐ-UBND", "2022-12-20", "number", TD_KEY_TEXT_FORM},
        {"12/TTr-PNV", "", "dated_on", TD_KEY_REQUIRED},
        {"12/TTr-PNV", "2022-02-30", "dated_on", TD_KEY_DATE_FORM},
        {"12/TTr-PNV", "2022-12-29", "dated_on", TD_KEY_DATE_FUTURE},
        {"12/TTr-PNV", "2021-12-31", "dated_on", TD_KEY_DATE_ORDER},
    };
    decision_sample_add(town, &of);
    decision_drafted(town, NULL, 0);
    assert_done(town, decision_approve_of(town, R, 1));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(town, decision_submit_of(town, R, cases[i].number, cases[i].dated_on),
                       TD_INVALID_ARGUMENT, cases[i].field, cases[i].key);
    assert_done(town, decision_submit_of(town, R, "9/TTr-PNV", "2022-12-20"));
    assert_string_equal(shown(town)->submission_number, "09/TTr-PNV");
}

static void send_back__with_a_reason__drafted_anew(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionSignResponse out;
    decision_sample_add(town, &of);
    decision_drafted(town, NULL, 0);
    decision_bring(town, 1);
    assert_refused(town, decision_send_back_of(town, ""), TD_INVALID_ARGUMENT, "reason",
                   TD_KEY_REQUIRED);
    assert_done(town, decision_send_back_of(town, "Xem lại tập thể"));
    assert_int_equal(store_number(town->db, "SELECT state FROM round WHERE id = '2022-annual'"),
                     PB__ROUND_STATE__ROUND_STATE_REVIEWING);
    assert_refused(town, decision_sign_of(town, decision_sign_request(1), &out),
                   TD_FAILED_PRECONDITION, "", TD_KEY_DECISION_STATE);
    assert_refused(town, decision_approve_of(town, R, 1), TD_FAILED_PRECONDITION, "",
                   TD_KEY_DECISION_STATE);
    decision_drafted(town, NULL, 0);
    decision_bring(town, 2);
    assert_done(town, decision_sign_of(town, decision_sign_request(2), &out));
    assert_int_equal(out.decision->n_history, 8);
    assert_string_equal(out.decision->history[3]->note, "Xem lại tập thể");
}

/* -- revocation -- */

static void revoke__false_declaration__keeps_everything_and_shows(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    decision_sample_sign(town, &of);
    uint64_t before = newest(town);
    assert_refused(town, award_revoke(town, of.ids[WARD_3], "2022-12-28"), TD_FAILED_PRECONDITION,
                   "", TD_KEY_NOMINEE_STATE);
    assert_refused(town, award_revoke(town, of.ids[WARD_1], "2022-12-26"), TD_INVALID_ARGUMENT,
                   "dated_on", TD_KEY_DATE_ORDER);
    assert_refused(town, award_revoke(town, of.ids[WARD_1], "2022-12-29"), TD_INVALID_ARGUMENT,
                   "dated_on", TD_KEY_DATE_FUTURE);
    assert_done(town, award_revoke(town, of.ids[WARD_1], "2022-12-28"));
    assert_refused(town, award_revoke(town, of.ids[WARD_1], "2022-12-28"), TD_FAILED_PRECONDITION,
                   "", TD_KEY_NOMINEE_STATE);
    assert_done(town, award_revoke(town, of.ids[PERSON_1], "2022-12-28"));
    const Pb__DecisionEntry *entry = decision_entry_of(shown(town), of.ids[WARD_1]);
    assert_true(entry->awarded);
    assert_int_equal(entry->golden_book, 2);
    assert_int_equal(entry->state, PB__NOMINEE_STATE__NOMINEE_STATE_REVOKED);
    assert_string_equal(entry->revocation->document, "31/QĐ-UBND");
    assert_string_equal(entry->revocation->reason, "Khai sai số liệu");
    assert_string_equal(entry->revocation->officer, officers[CHAIRMAN].login);
    Pb__DecisionShowResponse then;
    assert_done(town, decision_show_as(town, AUDITOR, before, &then));
    entry = decision_entry_of(then.decision, of.ids[WARD_1]);
    assert_null(entry->revocation);
    assert_int_equal(entry->state, PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED);
}

/* A number names one document a year, but one document may revoke several awards. */
static void revoke__number_of_another_document__refused(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    decision_sample_sign(town, &of);
    row_add(town,
            "INSERT INTO initiative_decision (issuer, year, number, decided_on, log_seq)"
            " VALUES ('Ủy ban nhân dân thị xã Ngã Năm', 2022, '101/QĐ-UBND', '2022-03-01', 1)");
    static const char *const TAKEN[] = {"05/QĐ-UBND", "5/qđ-UBND", "101/QĐ-UBND"};
    for (size_t i = 0; i < 3; i++)
        assert_refused(town, award_revoke_by(town, of.ids[WARD_1], TAKEN[i], "2022-12-27"),
                       TD_ALREADY_EXISTS, "document", TD_KEY_DECISION_NUMBER);
    assert_done(town, award_revoke_by(town, of.ids[WARD_1], "31/QĐ-UBND", "2022-12-27"));
    assert_refused(town, award_revoke_by(town, of.ids[WARD_2], "31/QĐ-UBND", "2022-12-28"),
                   TD_ALREADY_EXISTS, "document", TD_KEY_DECISION_NUMBER);
    assert_done(town, award_revoke_by(town, of.ids[WARD_2], "31/QĐ-UBND", "2022-12-27"));
}

/* -- reading -- */

static void show__as_of__each_version_and_state(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionShowResponse out;
    decision_sample_add(town, &of);
    assert_refused(town, decision_show_as(town, SPECIALIST, 0, &out), TD_NOT_FOUND, "round_id",
                   TD_KEY_DECISION_UNKNOWN);
    const struct change_of change = {of.ids[PERSON_1], false, "Xem thêm"};
    decision_drafted(town, &change, 1);
    uint64_t first = newest(town);
    decision_drafted(town, NULL, 0);
    decision_bring(town, 2);
    Pb__DecisionSignResponse signed_out;
    assert_done(town, decision_sign_of(town, decision_sign_request(2), &signed_out));
    assert_done(town, decision_show_as(town, AUDITOR, first, &out));
    assert_int_equal(out.decision->state, PB__DECISION_STATE__DECISION_STATE_DRAFTED);
    assert_int_equal(out.decision->version, 1);
    assert_string_equal(out.decision->number, "");
    assert_false(decision_entry_of(out.decision, of.ids[PERSON_1])->awarded);
    /* The old version, now: no paper is about it. */
    Pb__DecisionShowRequest in = PB__DECISION_SHOW_REQUEST__INIT;
    in.round_id = (char *)R;
    in.version = 1;
    assert_done(town, town_call(town, AUDITOR, &decision_service, "Show", &in, &out));
    assert_int_equal(out.decision->version, 1);
    assert_string_equal(out.decision->number, "");
    assert_int_equal(decision_entry_of(out.decision, of.ids[WARD_1])->golden_book, 0);
    in.version = 3;
    assert_refused(town, town_call(town, AUDITOR, &decision_service, "Show", &in, &out),
                   TD_NOT_FOUND, "version", TD_KEY_DECISION_UNKNOWN);
}

static void show__units__nothing_before_publication_and_their_own_after(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionShowResponse out;
    Pb__DecisionListRequest list = PB__DECISION_LIST_REQUEST__INIT;
    Pb__DecisionListResponse listed;
    decision_sample_sign(town, &of);
    uint64_t before = newest(town);
    assert_refused(town, decision_show_as(town, CLERK, 0, &out), TD_NOT_FOUND, "round_id",
                   TD_KEY_DECISION_UNKNOWN);
    assert_done(town, town_call(town, CLERK, &decision_service, "List", &list, &listed));
    assert_int_equal(listed.n_decisions, 0);
    decision_publish_row(town);
    assert_done(town, decision_show_as(town, CLERK, 0, &out));
    assert_string_equal(out.decision->number, "05/QĐ-UBND");
    assert_int_equal(out.decision->n_history, 0);
    assert_string_equal(out.decision->submission_number, "");
    /* Awards of all; refusals of one's own, with why. */
    const Pb__DecisionEntry *other = decision_entry_of(out.decision, of.ids[WARD_2]);
    assert_true(other->awarded);
    assert_string_equal(other->council_reason, "");
    assert_string_equal(other->certificate_code, "");
    assert_null(decision_entry_of(out.decision, of.ids[PERSON_3]));
    assert_null(decision_entry_of(out.decision, of.ids[WARD_3]));
    const Pb__DecisionEntry *own = decision_entry_of(out.decision, of.ids[PERSON_2]);
    assert_string_equal(own->council_reason, "III.4");
    assert_string_not_equal(decision_entry_of(out.decision, of.ids[WARD_1])->certificate_code, "");
    /* As of before, still nothing. */
    assert_refused(town, decision_show_as(town, CLERK, before, &out), TD_NOT_FOUND, "round_id",
                   TD_KEY_DECISION_UNKNOWN);
}

static void list__each_round__its_state_and_numbers(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionListRequest in = PB__DECISION_LIST_REQUEST__INIT;
    Pb__DecisionListResponse out;
    decision_sample_sign(town, &of);
    assert_done(town, award_revoke(town, of.ids[WARD_1], "2022-12-28"));
    assert_done(town, town_call(town, AUDITOR, &decision_service, "List", &in, &out));
    assert_int_equal(out.n_decisions, 1);
    assert_string_equal(out.decisions[0]->round_id, R);
    assert_int_equal(out.decisions[0]->awarded, 4);
    assert_int_equal(out.decisions[0]->refused, 3);
    assert_int_equal(out.decisions[0]->revoked, 1);
    assert_string_equal(out.decisions[0]->number, "05/QĐ-UBND");
    in.year = 2023;
    assert_done(town, town_call(town, AUDITOR, &decision_service, "List", &in, &out));
    assert_int_equal(out.n_decisions, 0);
    in.year = 0;
    in.state = PB__DECISION_STATE__DECISION_STATE_DRAFTED;
    assert_done(town, town_call(town, AUDITOR, &decision_service, "List", &in, &out));
    assert_int_equal(out.n_decisions, 0);
    in.state = (Pb__DecisionState)99;
    assert_refused(town, town_call(town, AUDITOR, &decision_service, "List", &in, &out),
                   TD_INVALID_ARGUMENT, "state", TD_KEY_CHOICE);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, decision_setup, town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(sign__as_the_council_says__everybody_is_answered),
        CASE(draft__differs_with_reasons__stored_and_shown),
        CASE(draft__without_reasons_or_wrong__each_told_at_once),
        CASE(draft__appraisal_or_vote_unfinished__refused),
        CASE(draft__council_votes_or_left_equals__refused),
        CASE(draft__before_review_or_with_the_chairman__refused),
        CASE(approve__own_draft_or_another_version__refused),
        CASE(draft__differs_on_oneself__refused),
        CASE(approve__something_changed_since__refused_as_stale),
        CASE(submit__number_and_date__as_they_must_be),
        CASE(send_back__with_a_reason__drafted_anew),
        CASE(revoke__false_declaration__keeps_everything_and_shows),
        CASE(revoke__number_of_another_document__refused),
        CASE(show__as_of__each_version_and_state),
        CASE(show__units__nothing_before_publication_and_their_own_after),
        CASE(list__each_round__its_state_and_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
