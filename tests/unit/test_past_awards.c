/* PastAwardService on a real database: entered, corrected, seen, and what counts of it elsewhere.
 */
#include "decision_fixture.h"

#include "awards_won.h"
#include "history.pb-c.h"
#include "past_award.pb-c.h"

static int setup(void **state)
{
    int failed = town_setup(state);
    if (failed)
        return failed;
    town_load_plan(*state);
    town_add_unit(*state, "P1", "Phường 1", PB__UNIT_KIND__UNIT_WARD);
    town_add_unit(*state, "P2", "Phường 2", PB__UNIT_KIND__UNIT_WARD);
    return 0;
}

static Pb__PastAward award_of(uint32_t ordinal, const char *unit, const char *recipient,
                              const char *staff_code)
{
    Pb__PastAward award = PB__PAST_AWARD__INIT;
    award.round = PB__ROUND_KIND__ROUND_ANNUAL;
    award.year = 2021;
    award.number = (char *)"31/QĐ-UBND";
    award.ordinal = ordinal;
    award.granted_on = (char *)"2022-01-14";
    award.unit_code = (char *)unit;
    award.kind =
        *staff_code ? PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL : PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    award.recipient = (char *)recipient;
    award.staff_code = (char *)staff_code;
    award.achievement = (char *)"Chỉ số cao";
    return award;
}

#define WARD award_of(1, "P1", "Phường 1", "")
#define PERSON award_of(2, "P2", "Nguyễn Văn Mẫu", "NN-001")

static enum td_code import(struct town *town, enum officer who, const Pb__PastAward *awards,
                           size_t n, Pb__PastAwardImportResponse *out)
{
    Pb__PastAwardImportRequest in = PB__PAST_AWARD_IMPORT_REQUEST__INIT;
    Pb__PastAward *rows[8];
    for (size_t i = 0; i < n; i++)
        rows[i] = (Pb__PastAward *)&awards[i];
    in.awards = rows;
    in.n_awards = n;
    return town_call(town, who, &past_award_service, "Import", &in, out);
}

static void enter_both(struct town *town)
{
    const Pb__PastAward awards[] = {WARD, PERSON};
    Pb__PastAwardImportResponse out;
    assert_done(town, import(town, SPECIALIST, awards, 2, &out));
    assert_int_equal(out.added, 2);
}

static enum td_code correct(struct town *town, enum officer who, Pb__PastAward award,
                            uint32_t base_version, const char *reason, bool withdraw)
{
    Pb__PastAwardCorrectRequest in = PB__PAST_AWARD_CORRECT_REQUEST__INIT;
    Pb__PastAwardCorrectResponse out;
    in.award = &award;
    in.base_version = base_version;
    in.reason = (char *)reason;
    in.withdraw = withdraw;
    return town_call(town, who, &past_award_service, "Correct", &in, &out);
}

static size_t listed(struct town *town, enum officer who, Pb__PastAwardListRequest in)
{
    Pb__PastAwardListResponse out;
    assert_done(town, town_call(town, who, &past_award_service, "List", &in, &out));
    return out.n_awards;
}

static enum td_code show(struct town *town, enum officer who, const char *number, uint32_t ordinal,
                         Pb__PastAwardShowResponse *out)
{
    Pb__PastAwardShowRequest in = PB__PAST_AWARD_SHOW_REQUEST__INIT;
    Pb__PastAwardKey key = PB__PAST_AWARD_KEY__INIT;
    key.signed_year = 2022;
    key.number = (char *)number;
    key.ordinal = ordinal;
    in.key = &key;
    return town_call(town, who, &past_award_service, "Show", &in, out);
}

static size_t won(struct town *town, const char *unit_code, const char *staff_code)
{
    struct award_winner winner = {unit_code, staff_code, ""};
    struct award_won *awards;
    size_t n;
    assert_int_equal(awards_won(town->db, &winner, 2021, 2025, INT64_MAX, town->arena, &awards, &n),
                     TD_OK);
    return n;
}

static const Pb__PastAwardListRequest everything = PB__PAST_AWARD_LIST_REQUEST__INIT;

static void import__twice__added_once(void **state)
{
    struct town *town = *state;
    Pb__PastAward awards[] = {WARD, PERSON};
    Pb__PastAwardImportResponse out;
    enter_both(town);
    assert_string_equal(town->call.note.subject, "past-awards");
    awards[0].number = (char *)"031 / qđ-UBND"; /* one number, spelt otherwise */
    assert_done(town, import(town, HOME_HEAD, awards, 2, &out));
    assert_int_equal(out.added, 0);
    assert_int_equal(out.unchanged, 2);
    assert_int_equal(listed(town, AUDITOR, everything), 2);
}

static void import__wrong_rows__all_named_and_none_kept(void **state)
{
    struct town *town = *state;
    Pb__PastAward awards[] = {WARD, PERSON, PERSON, PERSON, PERSON};
    Pb__PastAwardImportResponse out;
    awards[1].unit_code = (char *)"P9";
    awards[2].ordinal = 3;
    awards[2].granted_on = (char *)"2022-01-15";
    awards[3].ordinal = 1; /* of the ward, with other data */
    awards[4].ordinal = 4;
    awards[4].year = 2022; /* the same decision for another round */
    enum td_code code = import(town, SPECIALIST, awards, 5, &out);
    assert_refused(town, code, TD_NOT_FOUND, "awards[1].unit_code", TD_KEY_UNIT_UNKNOWN);
    assert_refused(town, code, TD_NOT_FOUND, "awards[2]", TD_KEY_PAST_AWARD_DECISION);
    assert_refused(town, code, TD_NOT_FOUND, "awards[3]", TD_KEY_PAST_AWARD_EXISTS);
    assert_refused(town, code, TD_NOT_FOUND, "awards[4]", TD_KEY_PAST_AWARD_DECISION);
    assert_int_equal(listed(town, AUDITOR, everything), 0);
    awards[0].unit_code = (char *)"";
    awards[0].number = (char *)"quyết định 5";
    code = import(town, SPECIALIST, awards, 1, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "awards[0].unit_code", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "awards[0].number", TD_KEY_TEXT_FORM);
    assert_refused(town, import(town, SPECIALIST, awards, 0, &out), TD_INVALID_ARGUMENT, "awards",
                   TD_KEY_REQUIRED);
}

/* A round is decided on paper or in the software, never in both: nothing counts twice. */
static void import__a_round_of_the_software__refused_and_the_other_way_round(void **state)
{
    struct town *town = *state;
    Pb__RoundOpenRequest in = PB__ROUND_OPEN_REQUEST__INIT;
    Pb__RoundOpenResponse opened;
    Pb__PastAwardImportResponse out;
    Pb__PastAward award = WARD;
    in.year = 2021;
    in.kind = PB__ROUND_KIND__ROUND_ANNUAL;
    in.opens_utc_ms = town->now_utc_ms;
    in.closes_utc_ms = town->now_utc_ms + 86400000;
    enter_both(town);
    assert_refused(town, town_call(town, HOME_HEAD, &round_service, "Open", &in, &opened),
                   TD_FAILED_PRECONDITION, "year", TD_KEY_ROUND_PAST);
    in.year = 2022;
    assert_done(town, town_call(town, HOME_HEAD, &round_service, "Open", &in, &opened));
    award.number = (char *)"32/QĐ-UBND";
    award.year = 2022;
    assert_refused(town, import(town, SPECIALIST, &award, 1, &out), TD_FAILED_PRECONDITION,
                   "awards[0].round", TD_KEY_PAST_AWARD_ROUND);
    assert_done(town, correct(town, SPECIALIST, WARD, 1, "Nhập nhầm", true));
    assert_done(town, correct(town, SPECIALIST, PERSON, 1, "Nhập nhầm", true));
    in.year = 2021;
    assert_done(town, town_call(town, HOME_HEAD, &round_service, "Open", &in, &opened));
    assert_refused(town, correct(town, SPECIALIST, WARD, 2, "Vẫn đúng", false),
                   TD_FAILED_PRECONDITION, "award.round", TD_KEY_PAST_AWARD_ROUND);
}

/* A number names one decision a year, on paper or in the software. */
static void import__the_number_of_a_signed_decision__refused_and_the_other_way_round(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__DecisionDraftResponse drafted;
    Pb__DecisionSignResponse signed_out;
    Pb__PastAwardImportResponse out;
    Pb__PastAward award = WARD;
    town_open_round(town);
    decision_sample_add(town, &of);
    assert_done(town, decision_draft_of(town, NULL, 0, &drafted));
    decision_bring(town, 1);
    Pb__DecisionSignRequest sign = decision_sign_request(1);
    award.number = sign.number;
    award.granted_on = (char *)"2022-03-01";
    assert_done(town, import(town, SPECIALIST, &award, 1, &out));
    assert_refused(town, decision_sign_of(town, sign, &signed_out), TD_ALREADY_EXISTS, "number",
                   TD_KEY_DECISION_NUMBER);
    assert_done(town, correct(town, SPECIALIST, award, 1, "Sai số", true));
    assert_done(town, decision_sign_of(town, sign, &signed_out));
    assert_refused(town, correct(town, SPECIALIST, award, 2, "Vẫn đúng", false), TD_ALREADY_EXISTS,
                   "award.number", TD_KEY_DECISION_NUMBER);
}

static void correct__versions_are_kept(void **state)
{
    struct town *town = *state;
    Pb__PastAwardShowResponse out;
    Pb__PastAward award = PERSON;
    enter_both(town);
    assert_refused(town, correct(town, SPECIALIST, award, 1, "Như cũ", false),
                   TD_FAILED_PRECONDITION, "award", TD_KEY_LOCAL_AWARD_SAME);
    award.recipient = (char *)"Nguyễn Văn Mẫu Hai";
    assert_refused(town, correct(town, SPECIALIST, award, 0, "Sai tên", false), TD_ABORTED,
                   "base_version", TD_KEY_PAST_AWARD_STALE);
    assert_refused(town, correct(town, SPECIALIST, award, 1, "", false), TD_INVALID_ARGUMENT,
                   "reason", TD_KEY_REQUIRED);
    assert_done(town, correct(town, SPECIALIST, award, 1, "Sai tên", false));
    assert_string_equal(town->call.note.subject, "past-award 2022 31/QĐ-UBND 2");
    assert_done(town, show(town, AUDITOR, "31 / qđ-ubnd", 2, &out));
    assert_int_equal(out.n_versions, 2);
    assert_string_equal(out.versions[0]->award->recipient, "Nguyễn Văn Mẫu Hai");
    assert_string_equal(out.versions[0]->reason, "Sai tên");
    assert_string_equal(out.versions[1]->award->recipient, "Nguyễn Văn Mẫu");
    award.ordinal = 9;
    assert_refused(town, correct(town, SPECIALIST, award, 1, "Sai", false), TD_NOT_FOUND, "award",
                   TD_KEY_PAST_AWARD_UNKNOWN);
}

/* Day and round are the decision's, whichever of its awards is corrected. */
static void correct__day_of_the_decision__the_others_follow(void **state)
{
    struct town *town = *state;
    Pb__PastAwardShowResponse out;
    Pb__PastAward award = WARD;
    enter_both(town);
    award.granted_on = (char *)"2022-01-15";
    assert_done(town, correct(town, SPECIALIST, award, 1, "Nhầm ngày", false));
    assert_done(town, show(town, AUDITOR, "31/QĐ-UBND", 2, &out));
    assert_int_equal(out.n_versions, 2);
    assert_string_equal(out.versions[0]->award->granted_on, "2022-01-15");
    assert_string_equal(out.versions[0]->reason, "Nhầm ngày");
    /* One that comes back must agree with what stands. */
    assert_done(town, correct(town, SPECIALIST, award, 2, "Nhập nhầm", true));
    assert_refused(town, correct(town, SPECIALIST, WARD, 3, "Vẫn đúng", false),
                   TD_FAILED_PRECONDITION, "award", TD_KEY_PAST_AWARD_DECISION);
    assert_done(town, correct(town, SPECIALIST, award, 3, "Vẫn đúng", false));
}

static void correct__round_of_the_decision__the_others_follow(void **state)
{
    struct town *town = *state;
    Pb__PastAwardShowResponse out;
    Pb__PastAward award = PERSON;
    enter_both(town);
    award.round = PB__ROUND_KIND__ROUND_INTERIM;
    row_add(town, "UPDATE unit SET valid_from = '2022-02-01' WHERE code = 'P1'"); /* since then */
    assert_done(town, correct(town, SPECIALIST, award, 1, "Nhầm đợt", false));
    assert_string_equal(town->call.note.detail, "Nhầm đợt (+ 1)");
    assert_done(town, show(town, AUDITOR, "31/QĐ-UBND", 1, &out));
    assert_int_equal(out.n_versions, 2);
    assert_int_equal(out.versions[0]->award->round, PB__ROUND_KIND__ROUND_INTERIM);
}

/* However many there are, and whatever else bears a number of that year. */
static void correct__day_of_a_large_decision__all_follow(void **state)
{
    struct town *town = *state;
    Pb__PastAwardCorrectRequest in = PB__PAST_AWARD_CORRECT_REQUEST__INIT;
    Pb__PastAwardCorrectResponse out;
    Pb__PastAward award = WARD;
    enter_both(town);
    for (int i = 3; i <= 400; i++)
        row_add(town,
                "INSERT INTO past_award SELECT signed_year, number_key, ?1, 1, number, issuer,"
                " round_kind, year, granted_on, unit_code, kind, recipient, recipient_folded,"
                " staff_code, citizen_id, achievement, revoked_by, revoked_on, withdrawn, reason,"
                " recorded_utc_ms, recorded_by, log_seq FROM past_award WHERE ordinal = 1",
                db_int(i));
    for (int i = 0; i < 400; i++)
        row_add(town,
                "INSERT INTO initiative_decision (issuer, year, number, decided_on, log_seq)"
                " VALUES ('Ủy ban nhân dân thị xã Ngã Năm', 2022, (1000 + ?1) || '/QĐ-UBND',"
                " '2022-01-10', 1)",
                db_int(i));
    struct td_arena *whole = town->arena;
    town->arena = td_arena_new(4 << 20); /* as a request gets it */
    award.granted_on = (char *)"2022-01-15";
    in.award = &award;
    in.base_version = 1;
    in.reason = (char *)"Nhầm ngày";
    assert_done(town, town_call(town, SPECIALIST, &past_award_service, "Correct", &in, &out));
    assert_int_equal(out.n_others, 399);
    assert_string_equal(town->call.note.detail, "Nhầm ngày (+ 399)");
    td_arena_free(town->arena);
    town->arena = whole;
}

/* What another award says of itself must fit the day that it would get. */
static void correct__day_that_does_not_fit_another_award__nothing_changes(void **state)
{
    struct town *town = *state;
    Pb__PastAwardShowResponse out;
    Pb__PastAward award = WARD, person = PERSON;
    enter_both(town);
    person.revoked_by = (char *)"90/QĐ-UBND";
    person.revoked_on = (char *)"2022-01-20";
    assert_done(town, correct(town, SPECIALIST, person, 1, "Khai không đúng", false));
    award.granted_on = (char *)"2022-02-14";
    assert_refused(town, correct(town, SPECIALIST, award, 1, "Nhầm ngày", false),
                   TD_FAILED_PRECONDITION, "award.granted_on", TD_KEY_PAST_AWARD_OTHER);
    assert_int_equal(town->err.n_violations, 1);
    row_add(town, "UPDATE past_award SET revoked_by = '', revoked_on = ''");
    assert_done(town, correct(town, SPECIALIST, award, 1, "Nhầm ngày", false));
    row_add(town, "UPDATE unit SET valid_from = '2022-02-01' WHERE code = 'P2'");
    award.granted_on = (char *)"2022-01-31"; /* the other one's unit was not there yet */
    assert_refused(town, correct(town, SPECIALIST, award, 2, "Nhầm ngày", false),
                   TD_FAILED_PRECONDITION, "award.granted_on", TD_KEY_PAST_AWARD_OTHER);
    assert_done(town, show(town, AUDITOR, "31/QĐ-UBND", 1, &out));
    assert_int_equal(out.n_versions, 2);
}

static void import__withdrawn_before__says_how_to_bring_it_back(void **state)
{
    struct town *town = *state;
    Pb__PastAward award = WARD;
    Pb__PastAwardImportResponse out;
    enter_both(town);
    assert_done(town, correct(town, SPECIALIST, award, 1, "Nhập nhầm", true));
    assert_refused(town, import(town, SPECIALIST, &award, 1, &out), TD_ALREADY_EXISTS, "awards[0]",
                   TD_KEY_PAST_AWARD_WITHDRAWN);
    assert_done(town, correct(town, SPECIALIST, award, 2, "Vẫn đúng", false));
    assert_int_equal(won(town, "P1", ""), 1);
}

static void import__number_of_an_initiatives_decision__refused(void **state)
{
    struct town *town = *state;
    Pb__PastAward award = WARD;
    Pb__PastAwardImportResponse out;
    static const char *const SPELT[] = {"31/QĐ-ubnd", "31/qđ-UBND", "31 / QĐ-UBND", "031/QĐ-UBND"};
    row_add(town, "INSERT INTO initiative_decision (issuer, year, number, decided_on, log_seq)"
                  " VALUES ('Ủy ban nhân dân thị xã Ngã Năm', 2022, '', '2022-01-10', 1)");
    for (size_t i = 0; i < sizeof SPELT / sizeof *SPELT; i++) {
        row_add(town, "UPDATE initiative_decision SET number = ?1", db_text(SPELT[i]));
        assert_refused(town, import(town, SPECIALIST, &award, 1, &out), TD_ALREADY_EXISTS,
                       "awards[0].number", TD_KEY_DECISION_NUMBER);
    }
    row_add(town, "UPDATE initiative_decision SET number = '131/QĐ-UBND'");
    assert_done(town, import(town, SPECIALIST, &award, 1, &out));
}

/* Who issued it is in the plan. */
static void import__no_plan_loaded__says_so(void **state)
{
    struct town *town = *state;
    Pb__PastAward award = WARD;
    Pb__PastAwardImportResponse out;
    town_add_unit(town, "P1", "Phường 1", PB__UNIT_KIND__UNIT_WARD);
    assert_refused(town, import(town, SPECIALIST, &award, 1, &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_PLAN_NONE);
    assert_refused(town, correct(town, SPECIALIST, award, 1, "Sai", false), TD_FAILED_PRECONDITION,
                   "", TD_KEY_PLAN_NONE);
}

static void list_and_show__units__only_their_own(void **state)
{
    struct town *town = *state;
    Pb__PastAwardShowResponse out;
    Pb__PastAwardListRequest in = everything;
    enter_both(town);
    assert_int_equal(listed(town, CLERK, everything), 1); /* of P1 */
    in.unit_code = (char *)"P2";
    assert_int_equal(listed(town, CLERK, in), 0);
    assert_int_equal(listed(town, AUDITOR, in), 1);
    in.unit_code = (char *)"";
    in.recipient = (char *)"nguyen van";
    assert_int_equal(listed(town, AUDITOR, in), 1);
    in.recipient = (char *)"";
    in.year = 2022;
    assert_int_equal(listed(town, AUDITOR, in), 0); /* the round's year, not the decision's */
    assert_refused(town, show(town, CLERK, "31/QĐ-UBND", 2, &out), TD_NOT_FOUND, "key",
                   TD_KEY_PAST_AWARD_UNKNOWN);
    assert_done(town, show(town, CLERK, "31/QĐ-UBND", 1, &out));
}

static void list__page_by_page__each_once(void **state)
{
    struct town *town = *state;
    Pb__PastAwardListResponse out;
    Pb__PastAwardListRequest in = everything;
    enter_both(town);
    in.page_size = 1;
    for (uint32_t ordinal = 1; ordinal <= 2; ordinal++) {
        assert_done(town, town_call(town, AUDITOR, &past_award_service, "List", &in, &out));
        assert_int_equal(out.n_awards, 1);
        assert_int_equal(out.awards[0]->award->ordinal, ordinal);
        in.page_token = out.next_page_token;
    }
    assert_string_equal(in.page_token, "");
}

static void list__by_unit__then_by_round_and_decision(void **state)
{
    struct town *town = *state;
    Pb__PastAwardListRequest in = everything;
    Pb__PastAwardListResponse out;
    Pb__PastAwardImportResponse imported;
    Pb__PastAward earlier = award_of(1, "P2", "Phường 2", "");
    earlier.number = (char *)"12/QĐ-UBND";
    earlier.granted_on = (char *)"2022-01-04";
    enter_both(town);
    assert_done(town, import(town, SPECIALIST, &earlier, 1, &imported));
    static const char *const IN_ORDER[] = {"Phường 1", "Phường 2", "Nguyễn Văn Mẫu"};
    in.sort = PB__PAST_AWARD_SORT__PAST_AWARD_SORT_UNIT;
    in.page_size = 1;
    for (size_t i = 0; i < 3; i++) {
        assert_done(town, town_call(town, AUDITOR, &past_award_service, "List", &in, &out));
        assert_int_equal(out.n_awards, 1);
        assert_string_equal(out.awards[0]->award->recipient, IN_ORDER[i]);
        in.page_token = out.next_page_token;
    }
    assert_string_equal(in.page_token, "");
    in.page_size = 1;
    assert_done(town, town_call(town, AUDITOR, &past_award_service, "List", &in, &out));
    in.page_token = out.next_page_token; /* a place in that order, not in another */
    in.sort = PB__PAST_AWARD_SORT__PAST_AWARD_SORT_ROUND;
    assert_refused(town, town_call(town, AUDITOR, &past_award_service, "List", &in, &out),
                   TD_INVALID_ARGUMENT, "page_token", TD_KEY_TEXT_FORM);
}

/* III.2, III.3: yearly awards won. */
static void awards_won__those_in_force(void **state)
{
    struct town *town = *state;
    Pb__PastAward interim = WARD, person = PERSON;
    Pb__PastAwardImportResponse out;
    enter_both(town);
    interim.number = (char *)"90/QĐ-UBND";
    interim.round = PB__ROUND_KIND__ROUND_INTERIM; /* no yearly award */
    assert_done(town, import(town, SPECIALIST, &interim, 1, &out));
    assert_int_equal(won(town, "P1", ""), 1);
    assert_int_equal(won(town, "P2", ""), 0); /* the person's is not the unit's */
    assert_int_equal(won(town, NULL, "nn-001"), 1);
    person.revoked_by = (char *)"40/QĐ-UBND";
    person.revoked_on = (char *)"2022-05-01";
    assert_done(town, correct(town, SPECIALIST, person, 1, "Khai không đúng", false));
    assert_int_equal(won(town, NULL, "NN-001"), 0);
    assert_done(town, correct(town, SPECIALIST, WARD, 1, "Nhập nhầm", true));
    assert_int_equal(won(town, "P1", ""), 0);
}

static void history__shows_them_to_everybody__reasons_to_some(void **state)
{
    struct town *town = *state;
    Pb__PastAward person = PERSON;
    Pb__HistoryShowRequest in = PB__HISTORY_SHOW_REQUEST__INIT;
    Pb__HistoryShowResponse out;
    enter_both(town);
    person.revoked_by = (char *)"40/QĐ-UBND";
    person.revoked_on = (char *)"2022-05-01";
    assert_done(town, correct(town, SPECIALIST, person, 1, "Khai không đúng", false));
    in.about = (char *)"nguyen van mau";
    assert_done(town, town_call(town, CLERK, &history_service, "Show", &in, &out));
    assert_int_equal(out.n_entries, 1);
    assert_int_equal(out.entries[0]->kind, PB__HISTORY_KIND__HISTORY_KIND_AWARD);
    assert_string_equal(out.entries[0]->round_id, "2021-annual");
    assert_int_equal(out.entries[0]->golden_book, 2);
    assert_string_equal(out.entries[0]->nominee_id, "");
    assert_string_equal(out.entries[0]->revoked_by, "40/QĐ-UBND");
    assert_string_equal(out.entries[0]->revoked_reason, "");
    assert_done(town, town_call(town, AUDITOR, &history_service, "Show", &in, &out));
    assert_string_equal(out.entries[0]->revoked_reason, "Khai không đúng");
    person.achievement = (char *)"Chỉ số rất cao"; /* a later correction is no reason of it */
    assert_done(town, correct(town, SPECIALIST, person, 2, "Sửa lỗi chính tả", false));
    person.revoked_on = (char *)"2022-05-02"; /* nor is one of what it says of the revocation */
    assert_done(town, correct(town, SPECIALIST, person, 3, "Gõ nhầm ngày", false));
    assert_done(town, town_call(town, AUDITOR, &history_service, "Show", &in, &out));
    assert_string_equal(out.entries[0]->revoked_reason, "Khai không đúng");
    in.about = (char *)"NN-001"; /* a number finds other units' people only for some */
    assert_done(town, town_call(town, CLERK, &history_service, "Show", &in, &out));
    assert_int_equal(out.n_entries, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(import__twice__added_once),
        CASE(import__wrong_rows__all_named_and_none_kept),
        CASE(import__a_round_of_the_software__refused_and_the_other_way_round),
        CASE(import__the_number_of_a_signed_decision__refused_and_the_other_way_round),
        CASE(correct__versions_are_kept),
        CASE(correct__day_of_the_decision__the_others_follow),
        CASE(import__withdrawn_before__says_how_to_bring_it_back),
        CASE(import__number_of_an_initiatives_decision__refused),
        cmocka_unit_test_setup_teardown(import__no_plan_loaded__says_so, town_setup, town_teardown),
        CASE(correct__round_of_the_decision__the_others_follow),
        CASE(correct__day_of_a_large_decision__all_follow),
        CASE(correct__day_that_does_not_fit_another_award__nothing_changes),
        CASE(list_and_show__units__only_their_own),
        CASE(list__page_by_page__each_once),
        CASE(list__by_unit__then_by_round_and_decision),
        CASE(awards_won__those_in_force),
        CASE(history__shows_them_to_everybody__reasons_to_some),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
