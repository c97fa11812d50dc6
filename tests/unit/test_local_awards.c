/* LocalAwardService on a real database: whose, versions, import, lists. */
#include "service_fixture.h"

#include "local_award.pb-c.h"

static int awards_setup(void **state)
{
    town_setup(state);
    struct town *town = *state;
    town_add_unit(town, "P1", "Phường 1", PB__UNIT_KIND__UNIT_WARD);
    town_add_unit(town, "P2", "Phường 2", PB__UNIT_KIND__UNIT_WARD);
    town_add_unit(town, "PNV", "Phòng Nội vụ", PB__UNIT_KIND__UNIT_DEPARTMENT);
    return 0;
}

static Pb__LocalAward award_of(const char *unit, const char *number, uint32_t ordinal,
                               const char *day, const char *recipient)
{
    Pb__LocalAward award = PB__LOCAL_AWARD__INIT;
    award.unit_code = (char *)unit;
    award.number = (char *)number;
    award.ordinal = ordinal;
    award.granted_on = (char *)day;
    award.kind = PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL;
    award.recipient = (char *)recipient;
    award.achievement = (char *)"Một cửa không giấy";
    return award;
}

static enum td_code record(struct town *town, enum officer who, Pb__LocalAward award,
                           Pb__LocalAwardRecordResponse *out)
{
    Pb__LocalAwardRecordRequest in = PB__LOCAL_AWARD_RECORD_REQUEST__INIT;
    in.award = &award;
    return town_call(town, who, &local_award_service, "Record", &in, out);
}

static enum td_code correct(struct town *town, enum officer who, Pb__LocalAward award,
                            uint32_t base_version, const char *reason, bool withdraw)
{
    Pb__LocalAwardCorrectRequest in = PB__LOCAL_AWARD_CORRECT_REQUEST__INIT;
    Pb__LocalAwardCorrectResponse out;
    in.award = &award;
    in.base_version = base_version;
    in.reason = (char *)reason;
    in.withdraw = withdraw;
    return town_call(town, who, &local_award_service, "Correct", &in, &out);
}

static enum td_code import(struct town *town, enum officer who, const Pb__LocalAward *awards,
                           size_t n, Pb__LocalAwardImportResponse *out)
{
    Pb__LocalAwardImportRequest in = PB__LOCAL_AWARD_IMPORT_REQUEST__INIT;
    Pb__LocalAward *rows[16];
    for (size_t i = 0; i < n; i++)
        rows[i] = (Pb__LocalAward *)&awards[i];
    in.awards = rows;
    in.n_awards = n;
    return town_call(town, who, &local_award_service, "Import", &in, out);
}

static enum td_code show(struct town *town, enum officer who, const char *unit,
                         Pb__LocalAwardShowResponse *out)
{
    Pb__LocalAwardShowRequest in = PB__LOCAL_AWARD_SHOW_REQUEST__INIT;
    Pb__LocalAwardKey key = PB__LOCAL_AWARD_KEY__INIT;
    key.unit_code = (char *)unit;
    key.year = 2022;
    key.number = (char *)"45/QĐ-UBND";
    in.key = &key;
    return town_call(town, who, &local_award_service, "Show", &in, out);
}

static const Pb__LocalAwardListRequest everything = PB__LOCAL_AWARD_LIST_REQUEST__INIT;

static enum td_code list(struct town *town, enum officer who, Pb__LocalAwardListRequest in,
                         Pb__LocalAwardListResponse *out)
{
    return town_call(town, who, &local_award_service, "List", &in, out);
}

#define P1_AWARD award_of("P1", "45/QĐ-UBND", 0, "2022-10-10", "Trần Thị Ví Dụ")

static void record__by_the_units_own_clerk__kept_and_named(void **state)
{
    struct town *town = *state;
    Pb__LocalAwardRecordResponse out;
    Pb__LocalAward award = P1_AWARD;
    award.unit_code = (char *)""; /* their own */
    assert_done(town, record(town, CLERK, award, &out));
    assert_false(out.unchanged);
    assert_string_equal(out.recorded->award->unit_code, "P1");
    assert_int_equal(out.recorded->award->ordinal, 1);
    assert_int_equal(out.recorded->year, 2022);
    assert_int_equal(out.recorded->version, 1);
    assert_string_equal(out.recorded->recorded_by, "p1.vanthu");
    assert_int_equal(out.recorded->log_seq, town->call.log_seq);
    assert_string_equal(town->call.note.subject, "local-award P1 2022 45/QĐ-UBND 1");
    assert_done(town, record(town, HOME_HEAD, P1_AWARD, &out)); /* the same once more */
    assert_true(out.unchanged);
    assert_int_equal(out.recorded->version, 1);
}

static void record__wrongly__refused_with_the_reason(void **state)
{
    struct town *town = *state;
    Pb__LocalAwardRecordResponse out;
    Pb__LocalAward award = P1_AWARD;
    assert_refused(town, record(town, OTHER_CLERK, award, &out), TD_PERMISSION_DENIED,
                   "award.unit_code", TD_KEY_UNIT_OTHER);
    award.unit_code = (char *)"";
    assert_refused(town, record(town, SPECIALIST, award, &out), TD_INVALID_ARGUMENT,
                   "award.unit_code", TD_KEY_REQUIRED);
    award.unit_code = (char *)"PNV";
    assert_refused(town, record(town, SPECIALIST, award, &out), TD_FAILED_PRECONDITION,
                   "award.unit_code", TD_KEY_LOCAL_AWARD_UNIT);
    award.unit_code = (char *)"P9";
    assert_refused(town, record(town, SPECIALIST, award, &out), TD_FAILED_PRECONDITION,
                   "award.unit_code", TD_KEY_UNIT_NOT_VALID);
    award = award_of("P1", "", 0, "2022-11-02", "");
    enum td_code code = record(town, CLERK, award, &out); /* all mistakes at once; today: 11-01 */
    assert_refused(town, code, TD_INVALID_ARGUMENT, "award.number", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "award.granted_on", TD_KEY_DATE_FUTURE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "award.recipient", TD_KEY_REQUIRED);
    assert_done(town, record(town, CLERK, P1_AWARD, &out));
    award = P1_AWARD;
    award.achievement = (char *)"Khác";
    assert_refused(town, record(town, CLERK, award, &out), TD_ALREADY_EXISTS, "award",
                   TD_KEY_LOCAL_AWARD_EXISTS);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM local_award"), 1);
}

static void correct__with_a_reason__a_new_version_and_the_old_one_stays(void **state)
{
    struct town *town = *state;
    Pb__LocalAwardRecordResponse recorded;
    Pb__LocalAwardShowResponse shown;
    Pb__LocalAward award = P1_AWARD;
    assert_done(town, record(town, CLERK, award, &recorded));
    award.recipient = (char *)"Trần Thị Mẫu";
    assert_refused(town, correct(town, CLERK, award, 1, "", false), TD_INVALID_ARGUMENT, "reason",
                   TD_KEY_REQUIRED);
    assert_done(town, correct(town, HEAD, award, 1, "Sai họ tên", false));
    assert_refused(town, correct(town, CLERK, award, 1, "Lần nữa", true), TD_ABORTED,
                   "base_version", TD_KEY_LOCAL_AWARD_STALE);
    assert_refused(town, correct(town, CLERK, award, 2, "Lần nữa", false), TD_FAILED_PRECONDITION,
                   "award", TD_KEY_LOCAL_AWARD_SAME);
    assert_done(town, correct(town, SPECIALIST, award, 2, "Nhập nhầm", true));
    assert_done(town, show(town, CLERK, "", &shown));
    assert_int_equal(shown.n_versions, 3);
    assert_true(shown.versions[0]->withdrawn);
    assert_string_equal(shown.versions[0]->reason, "Nhập nhầm");
    assert_string_equal(shown.versions[0]->recorded_by, "nv.cv");
    assert_string_equal(shown.versions[1]->award->recipient, "Trần Thị Mẫu");
    assert_string_equal(shown.versions[2]->award->recipient, "Trần Thị Ví Dụ");
    assert_string_equal(shown.versions[2]->reason, "");
    award.granted_on = (char *)"2021-10-10"; /* another year: another award */
    assert_refused(town, correct(town, CLERK, award, 3, "Sai năm", false), TD_NOT_FOUND, "award",
                   TD_KEY_LOCAL_AWARD_UNKNOWN);
}

static void show__of_another_unit__not_found(void **state)
{
    struct town *town = *state;
    Pb__LocalAwardRecordResponse recorded;
    Pb__LocalAwardShowResponse shown;
    assert_done(town, record(town, CLERK, P1_AWARD, &recorded));
    assert_refused(town, show(town, OTHER_CLERK, "P1", &shown), TD_NOT_FOUND, "key",
                   TD_KEY_LOCAL_AWARD_UNKNOWN);
    assert_refused(town, show(town, OTHER_CLERK, "", &shown), TD_NOT_FOUND, "key",
                   TD_KEY_LOCAL_AWARD_UNKNOWN);
    assert_done(town, show(town, AUDITOR, "P1", &shown));
    assert_int_equal(shown.n_versions, 1);
}

static void import__twice__all_or_nothing_and_idempotent(void **state)
{
    struct town *town = *state;
    Pb__LocalAwardImportResponse out;
    Pb__LocalAward rows[] = {
        award_of("P1", "45/QĐ-UBND", 1, "2022-10-10", "Trần Thị Ví Dụ"),
        award_of("P1", "45/QĐ-UBND", 2, "2022-10-10", "Nguyễn Văn Mẫu"),
        award_of("P2", "45/QĐ-UBND", 0, "2022-10-10", "Lê Văn Mẫu"),
    };
    assert_done(town, import(town, SPECIALIST, rows, 3, &out));
    assert_int_equal(out.added, 3);
    assert_done(town, import(town, SPECIALIST, rows, 3, &out));
    assert_int_equal(out.added, 0);
    assert_int_equal(out.unchanged, 3);
    rows[0] = award_of("P1", "46/QĐ-UBND", 1, "2022-10-11", "Võ Thị Mẫu"); /* new, and fine */
    rows[1].recipient = (char *)"Nguyễn Văn Khác";
    rows[2].unit_code = (char *)"PNV";
    enum td_code code = import(town, SPECIALIST, rows, 3, &out);
    assert_refused(town, code, TD_ALREADY_EXISTS, "awards[1]", TD_KEY_LOCAL_AWARD_EXISTS);
    assert_refused(town, code, TD_ALREADY_EXISTS, "awards[2].unit_code", TD_KEY_LOCAL_AWARD_UNIT);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM local_award"), 3);
    assert_refused(town, import(town, CLERK, rows, 3, &out), TD_PERMISSION_DENIED,
                   "awards[2].unit_code", TD_KEY_UNIT_OTHER);
    assert_refused(town, import(town, CLERK, rows, 0, &out), TD_INVALID_ARGUMENT, "awards",
                   TD_KEY_REQUIRED);
}

static void list__filters__narrow_it(void **state)
{
    struct town *town = *state;
    Pb__LocalAwardImportResponse imported;
    Pb__LocalAwardListResponse out;
    Pb__LocalAward rows[] = {
        award_of("P1", "45/QĐ-UBND", 1, "2022-10-10", "Trần Thị Ví Dụ"),
        award_of("P1", "12/QĐ-UBND", 1, "2021-05-05", "Nguyễn Văn Mẫu"),
        award_of("P2", "7/QĐ-UBND", 1, "2022-10-09", "Tổ 100%_một cửa"),
        award_of("P2", "8/QĐ-UBND", 1, "2022-10-09", "Nhập nhầm"),
    };
    rows[2].kind = PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    assert_done(town, import(town, SPECIALIST, rows, 4, &imported));
    assert_done(town, correct(town, SPECIALIST, rows[3], 1, "Nhập nhầm", true));
    static const struct {
        enum officer who;
        const char *unit;
        uint32_t year;
        const char *recipient;
        Pb__NomineeKind kind;
        bool all;
        size_t want;
    } cases[] = {
        {SPECIALIST, "", 0, "", 0, false, 3},
        {SPECIALIST, "", 0, "", 0, true, 4},
        {SPECIALIST, "P1", 0, "", 0, false, 2},
        {SPECIALIST, "", 2022, "", 0, false, 2},
        {SPECIALIST, "", 0, "tran thi", 0, false, 1},
        {SPECIALIST, "", 0, "VĂN MẪU", 0, false, 1},
        {SPECIALIST, "", 0, "%", 0, false, 1}, /* not a wildcard */
        {SPECIALIST, "", 0, "_", 0, false, 1},
        {SPECIALIST, "", 0, "\\", 0, false, 0},
        {SPECIALIST, "", 0, "", PB__NOMINEE_KIND__NOMINEE_COLLECTIVE, false, 1},
        {AUDITOR, "", 0, "", 0, false, 3},
        {CLERK, "", 0, "", 0, false, 2},
        {CLERK, "P1", 0, "", 0, false, 2},
        {CLERK, "P2", 0, "", 0, false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pb__LocalAwardListRequest in = everything;
        in.unit_code = (char *)cases[i].unit;
        in.year = cases[i].year;
        in.recipient = (char *)cases[i].recipient;
        in.kind = cases[i].kind;
        in.include_withdrawn = cases[i].all;
        assert_done(town, list(town, cases[i].who, in, &out));
        if (out.n_awards != cases[i].want)
            fail_msg("case %zu: %zu", i, out.n_awards);
    }
}

/* Page by page, the numbers in their order. */
static const char *walk(struct town *town, Pb__LocalAwardSort sort)
{
    Pb__LocalAwardListResponse out;
    Pb__LocalAwardListRequest in = everything;
    const char *seen = "";
    in.sort = sort;
    in.page_size = 2;
    do {
        assert_done(town, list(town, SPECIALIST, in, &out));
        assert_in_range(out.n_awards, 1, 2);
        for (size_t i = 0; i < out.n_awards; i++)
            seen = td_arena_printf(town->arena, "%s %s%s.%u", seen, out.awards[i]->award->unit_code,
                                   out.awards[i]->award->number, out.awards[i]->award->ordinal);
        in.page_token = out.next_page_token;
    } while (*in.page_token);
    return seen;
}

static void list__page_by_page__each_once_in_either_order(void **state)
{
    struct town *town = *state;
    Pb__LocalAwardImportResponse imported;
    Pb__LocalAwardListResponse out;
    Pb__LocalAward rows[] = {
        award_of("P2", "a", 1, "2022-10-10", "x"), award_of("P1", "a", 1, "2022-10-10", "x"),
        award_of("P1", "a", 2, "2022-10-10", "x"), award_of("P1", "a", 10, "2022-10-10", "x"),
        award_of("P1", "b", 1, "2022-01-01", "x"),
    };
    assert_done(town, import(town, SPECIALIST, rows, 5, &imported));
    assert_string_equal(walk(town, 0), " P2a.1 P1a.10 P1a.2 P1a.1 P1b.1");
    assert_string_equal(walk(town, PB__LOCAL_AWARD_SORT__LOCAL_AWARD_SORT_UNIT),
                        " P1b.1 P1a.1 P1a.2 P1a.10 P2a.1");
    Pb__LocalAwardListRequest in = everything;
    in.page_size = 2;
    assert_done(town, list(town, SPECIALIST, in, &out));
    in.page_token = out.next_page_token;
    in.sort = PB__LOCAL_AWARD_SORT__LOCAL_AWARD_SORT_UNIT; /* another order than the token's */
    in.kind = (Pb__NomineeKind)9;
    enum td_code code = list(town, SPECIALIST, in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "page_token", TD_KEY_TEXT_FORM);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "kind", TD_KEY_CHOICE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, awards_setup, town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(record__by_the_units_own_clerk__kept_and_named),
        TEST(record__wrongly__refused_with_the_reason),
        TEST(correct__with_a_reason__a_new_version_and_the_old_one_stays),
        TEST(show__of_another_unit__not_found),
        TEST(import__twice__all_or_nothing_and_idempotent),
        TEST(list__filters__narrow_it),
        TEST(list__page_by_page__each_once_in_either_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
