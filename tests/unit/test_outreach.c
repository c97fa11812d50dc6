/* Outreach: what a record must say, who records under which clause, who sees it, corrections as
 * versions, lists and counts. */
#include "dossier_fixture.h"

#include "evidence.pb-c.h"
#include "outreach.pb-c.h"
#include "outreach_rules.h"

#define OURS &outreach_service

static int setup(void **state)
{
    int failed = town_setup(state);
    if (failed)
        return failed;
    town_open_round(*state); /* the clock: 2022-11-01 */
    town_add_unit(*state, "DTT", "Đài Truyền thanh", PB__UNIT_KIND__UNIT_PUBLIC_SERVICE_UNIT);
    return 0;
}

static Pb__OutreachContent content(const char *clause, const char *done_on, uint32_t reach)
{
    Pb__OutreachContent what = PB__OUTREACH_CONTENT__INIT;
    what.clause = (char *)clause;
    what.what = (char *)"Hội nghị quán triệt Kế hoạch 50";
    what.done_on = (char *)done_on;
    what.audience = (char *)"cán bộ, công chức phường";
    what.channel = PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_MEETING;
    what.reach = reach;
    return what;
}

/* ---- the rules: II.2.d, IV.1, IV.2 ------------------------------------------------------- */

#define C ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK)
#define H ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD)
#define R ROLE_BIT(PB__ROLE__ROLE_RADIO)

static void clause__every_role__as_the_plan_says(void **state)
{
    struct town *town = *state;
    static const struct {
        const char *clause;
        role_set who;
    } CASES[] = {{"II.2.d", C | H | R}, {"IV.1", C | H | R}, {"IV.2", R}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        for (int role = 1; role < 13; role++) {
            Pb__OutreachContent record = content(CASES[i].clause, "2022-06-10", 45);
            td_err_init(&town->err, town->arena);
            enum td_code code = outreach_check_content(&record, "content", ROLE_BIT(role),
                                                       "2022-11-01", &town->err);
            assert_int_equal(code, CASES[i].who & ROLE_BIT(role) ? TD_OK : TD_PERMISSION_DENIED);
        }
}

#define SPOIL(name, ...)                          \
    static void name(Pb__OutreachContent *record) \
    {                                             \
        __VA_ARGS__;                              \
    }
SPOIL(clauseless, record->clause = (char *)"")
SPOIL(unknown_clause, record->clause = (char *)"IV.3")
SPOIL(of_the_radio, record->clause = (char *)"IV.2")
SPOIL(nothing_done, record->what = (char *)"")
SPOIL(undated, record->done_on = (char *)"")
SPOIL(no_date, record->done_on = (char *)"10/06/2022")
SPOIL(tomorrow, record->done_on = (char *)"2022-11-02")
SPOIL(for_nobody, record->audience = (char *)"")
SPOIL(no_channel, record->channel = 0)
SPOIL(unknown_channel, record->channel = (Pb__OutreachChannel)99)
SPOIL(whole_country, record->reach = 10000001)

static void content__one_mistake__is_told_at_its_place(void **state)
{
    static const struct {
        const char *situation;
        void (*spoil)(Pb__OutreachContent *record);
        const char *field;
        enum td_key key;
        enum td_code code;
    } CASES[] = {
        {"no clause", clauseless, "content.clause", TD_KEY_REQUIRED, TD_INVALID_ARGUMENT},
        {"another clause", unknown_clause, "content.clause", TD_KEY_CHOICE, TD_INVALID_ARGUMENT},
        {"the Radio's duty", of_the_radio, "content.clause", TD_KEY_OUTREACH_RADIO,
         TD_PERMISSION_DENIED},
        {"nothing", nothing_done, "content.what", TD_KEY_REQUIRED, TD_INVALID_ARGUMENT},
        {"no day", undated, "content.done_on", TD_KEY_REQUIRED, TD_INVALID_ARGUMENT},
        {"a day as people write it", no_date, "content.done_on", TD_KEY_DATE_FORM,
         TD_INVALID_ARGUMENT},
        {"tomorrow", tomorrow, "content.done_on", TD_KEY_DATE_FUTURE, TD_INVALID_ARGUMENT},
        {"for nobody", for_nobody, "content.audience", TD_KEY_REQUIRED, TD_INVALID_ARGUMENT},
        {"no channel", no_channel, "content.channel", TD_KEY_REQUIRED, TD_INVALID_ARGUMENT},
        {"a channel that is none", unknown_channel, "content.channel", TD_KEY_CHOICE,
         TD_INVALID_ARGUMENT},
        {"more than there are", whole_country, "content.reach", TD_KEY_NUMBER_RANGE,
         TD_INVALID_ARGUMENT},
    };
    struct town *town = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Pb__OutreachContent record = content("IV.1", "2022-06-10", 45);
        CASES[i].spoil(&record);
        td_err_init(&town->err, town->arena);
        enum td_code code = outreach_check_content(&record, "content", C, "2022-11-01", &town->err);
        if (town->err.n_violations != 1)
            print_error("%s\n", CASES[i].situation);
        assert_refused(town, code, CASES[i].code, CASES[i].field, CASES[i].key);
        assert_int_equal(town->err.n_violations, 1);
    }
    td_err_init(&town->err, town->arena);
    assert_refused(town, outreach_check_content(NULL, "content", C, "2022-11-01", &town->err),
                   TD_INVALID_ARGUMENT, "content", TD_KEY_REQUIRED);
}

/* ---- the service ------------------------------------------------------------------------- */

static enum td_code record(struct town *town, enum officer who, Pb__OutreachContent what,
                           Pb__OutreachRecordResponse *out)
{
    Pb__OutreachRecordRequest in = PB__OUTREACH_RECORD_REQUEST__INIT;
    Pb__FileRef *files[1] = {sample_file(town, officers[who].unit_code, "bien-ban.pdf")};
    in.content = &what;
    in.evidence = files;
    in.n_evidence = 1;
    return town_call(town, who, OURS, "Record", &in, out);
}

static const char *recorded(struct town *town, enum officer who, const char *clause,
                            const char *done_on, uint32_t reach)
{
    Pb__OutreachRecordResponse out;
    assert_done(town, record(town, who, content(clause, done_on, reach), &out));
    return out.outreach->id;
}

static enum td_code correct(struct town *town, enum officer who, const char *id, uint32_t base,
                            Pb__OutreachContent what, Pb__OutreachCorrectResponse *out)
{
    Pb__OutreachCorrectRequest in = PB__OUTREACH_CORRECT_REQUEST__INIT;
    in.outreach_id = (char *)id;
    in.base_version = base;
    in.content = &what;
    in.reason = (char *)"Đếm lại";
    return town_call(town, who, OURS, "Correct", &in, out);
}

static enum td_code show(struct town *town, enum officer who, const char *id,
                         Pb__OutreachShowResponse *out)
{
    Pb__OutreachShowRequest in = PB__OUTREACH_SHOW_REQUEST__INIT;
    in.outreach_id = (char *)id;
    return town_call(town, who, OURS, "Show", &in, out);
}

static void record__numbered_by_the_year_of_its_day(void **state)
{
    struct town *town = *state;
    Pb__OutreachRecordResponse out;
    assert_done(town, record(town, CLERK, content("IV.1", "2022-06-10", 45), &out));
    assert_string_equal(out.outreach->id, "TT-2022-0001");
    assert_string_equal(out.outreach->recorded_by, "p1.vanthu");
    assert_string_equal(out.outreach->evidence[0]->name, "bien-ban.pdf");
    assert_string_equal(town->call.note.subject, "TT-2022-0001");
    assert_string_equal(recorded(town, OTHER_CLERK, "II.2.d", "2021-12-31", 0), "TT-2021-0001");
    assert_string_equal(recorded(town, RADIO, "IV.2", "2022-11-01", 0), "TT-2022-0002");
    assert_refused(town, record(town, HEAD, content("IV.2", "2022-06-10", 1), &out),
                   TD_PERMISSION_DENIED, "content.clause", TD_KEY_OUTREACH_RADIO);
    assert_string_equal(violation_param(&town->err.violations[0], "allowed"), "II.2.d, IV.1");
}

static void correct__new_version__the_first_is_kept(void **state)
{
    struct town *town = *state;
    Pb__OutreachCorrectResponse out;
    Pb__OutreachShowResponse shown;
    const char *id = recorded(town, CLERK, "IV.1", "2022-06-10", 45);
    assert_done(town, correct(town, HEAD, id, 1, content("IV.1", "2022-06-11", 54), &out));
    assert_int_equal(out.outreach->version, 2);
    assert_done(town, show(town, CLERK, id, &shown));
    assert_int_equal(shown.n_versions, 2);
    assert_int_equal(shown.versions[0]->content->reach, 45);
    assert_int_equal(shown.outreach->content->reach, 54);
    assert_string_equal(shown.outreach->reason, "Đếm lại");
    assert_int_equal(shown.outreach->n_evidence, 1); /* of version 1: it stays */
}

static void correct__stale_other_year_or_others__is_refused(void **state)
{
    struct town *town = *state;
    Pb__OutreachCorrectResponse out;
    Pb__OutreachCorrectRequest in = PB__OUTREACH_CORRECT_REQUEST__INIT;
    const char *id = recorded(town, CLERK, "IV.1", "2022-06-10", 45);
    assert_refused(town, correct(town, CLERK, id, 0, content("IV.1", "2022-06-10", 1), &out),
                   TD_ABORTED, "base_version", TD_KEY_RECORD_STALE);
    assert_refused(town, correct(town, CLERK, id, 1, content("IV.1", "2021-06-10", 1), &out),
                   TD_INVALID_ARGUMENT, "content.done_on", TD_KEY_OUTREACH_YEAR);
    assert_refused(town, correct(town, OTHER_CLERK, id, 1, content("IV.1", "2022-06-10", 1), &out),
                   TD_NOT_FOUND, "outreach_id", TD_KEY_OUTREACH_UNKNOWN);
    in.outreach_id = (char *)id;
    in.base_version = 1;
    enum td_code code = town_call(town, CLERK, OURS, "Correct", &in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "reason", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "content", TD_KEY_REQUIRED);
}

static void show__own_unit_and_readers_of_everything__only(void **state)
{
    struct town *town = *state;
    static const struct {
        enum officer who;
        enum td_code code;
    } CASES[] = {{CLERK, TD_OK},
                 {HEAD, TD_OK},
                 {SPECIALIST, TD_OK},
                 {AUDITOR, TD_OK},
                 {OTHER_CLERK, TD_NOT_FOUND},
                 {RADIO, TD_NOT_FOUND},
                 {NOBODY, TD_NOT_FOUND}};
    Pb__OutreachShowResponse out;
    Pb__AttachmentListRequest files = PB__ATTACHMENT_LIST_REQUEST__INIT;
    Pb__AttachmentListResponse listed;
    const char *id = recorded(town, CLERK, "IV.1", "2022-06-10", 45);
    files.subject = td_arena_printf(town->arena, "outreach %s", id);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_int_equal(show(town, CASES[i].who, id, &out), CASES[i].code);
        assert_int_equal(town_call(town, CASES[i].who, &evidence_service, "List", &files, &listed),
                         CASES[i].code);
    }
}

static size_t list(struct town *town, enum officer who, Pb__OutreachListRequest in,
                   Pb__OutreachListResponse *out)
{
    assert_done(town, town_call(town, who, OURS, "List", &in, out));
    return out->n_records;
}

static void list__filters_and_pages__narrowed_to_what_is_seen(void **state)
{
    struct town *town = *state;
    Pb__OutreachListRequest in = PB__OUTREACH_LIST_REQUEST__INIT;
    Pb__OutreachListResponse out;
    recorded(town, CLERK, "IV.1", "2022-06-10", 45);
    recorded(town, CLERK, "II.2.d", "2021-06-10", 0);
    recorded(town, OTHER_CLERK, "IV.1", "2022-07-10", 30);
    recorded(town, RADIO, "IV.2", "2022-07-11", 0);
    assert_int_equal(list(town, SPECIALIST, in, &out), 4);
    assert_int_equal(list(town, CLERK, in, &out), 2);
    assert_int_equal(list(town, RADIO, in, &out), 1);
    in.unit_code = (char *)"P2";
    assert_int_equal(list(town, SPECIALIST, in, &out), 1);
    assert_int_equal(list(town, CLERK, in, &out), 0);
    in.unit_code = (char *)"";
    in.year = 2022;
    assert_int_equal(list(town, CLERK, in, &out), 1);
    in.clause = (char *)"IV.1";
    in.page_size = 1;
    assert_int_equal(list(town, AUDITOR, in, &out), 1);
    assert_string_equal(out.records[0]->unit_code, "P1");
    in.page_token = out.next_page_token;
    assert_int_equal(list(town, AUDITOR, in, &out), 1);
    assert_string_equal(out.records[0]->unit_code, "P2");
    assert_string_equal(out.next_page_token, "");
    in.clause = (char *)"IV.9";
    in.page_token = (char *)"x";
    in.page_size = 501;
    enum td_code code = town_call(town, AUDITOR, OURS, "List", &in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "clause", TD_KEY_CHOICE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "page_token", TD_KEY_TEXT_FORM);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "page_size", TD_KEY_NUMBER_RANGE);
}

static void count__per_unit_and_year__newest_versions(void **state)
{
    struct town *town = *state;
    Pb__OutreachCountRequest in = PB__OUTREACH_COUNT_REQUEST__INIT;
    Pb__OutreachCountResponse out;
    Pb__OutreachCorrectResponse corrected;
    const char *id = recorded(town, CLERK, "IV.1", "2022-06-10", 45);
    recorded(town, CLERK, "II.2.d", "2022-06-12", 10000000);
    recorded(town, OTHER_CLERK, "IV.1", "2021-07-10", 30);
    recorded(town, RADIO, "IV.2", "2022-07-11", 0);
    assert_done(town, correct(town, CLERK, id, 1, content("II.2.d", "2022-06-10", 54), &corrected));
    assert_done(town, town_call(town, SPECIALIST, OURS, "Count", &in, &out));
    static const struct {
        const char *unit;
        uint32_t year, records, education, duty, broadcast;
        uint64_t reach;
    } WANT[] = {{"P2", 2021, 1, 0, 1, 0, 30},
                {"DTT", 2022, 1, 0, 0, 1, 0},
                {"P1", 2022, 2, 2, 0, 0, 10000054}};
    assert_int_equal(out.n_counts, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(out.counts[i]->unit_code, WANT[i].unit);
        assert_int_equal(out.counts[i]->year, WANT[i].year);
        assert_int_equal(out.counts[i]->records, WANT[i].records);
        assert_int_equal(out.counts[i]->education, WANT[i].education);
        assert_int_equal(out.counts[i]->duty, WANT[i].duty);
        assert_int_equal(out.counts[i]->broadcast, WANT[i].broadcast);
        assert_int_equal(out.counts[i]->reach, WANT[i].reach);
    }
    in.page_size = 2;
    assert_done(town, town_call(town, SPECIALIST, OURS, "Count", &in, &out));
    assert_int_equal(out.n_counts, 2);
    in.page_token = out.next_page_token;
    assert_done(town, town_call(town, SPECIALIST, OURS, "Count", &in, &out));
    assert_string_equal(out.counts[0]->unit_code, "P1");
    in = (Pb__OutreachCountRequest)PB__OUTREACH_COUNT_REQUEST__INIT;
    in.year = 2021;
    assert_done(town, town_call(town, OTHER_CLERK, OURS, "Count", &in, &out));
    assert_int_equal(out.n_counts, 1);
    assert_done(town, town_call(town, CLERK, OURS, "Count", &in, &out));
    assert_int_equal(out.n_counts, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(clause__every_role__as_the_plan_says),
        TEST(content__one_mistake__is_told_at_its_place),
        TEST(record__numbered_by_the_year_of_its_day),
        TEST(correct__new_version__the_first_is_kept),
        TEST(correct__stale_other_year_or_others__is_refused),
        TEST(show__own_unit_and_readers_of_everything__only),
        TEST(list__filters_and_pages__narrowed_to_what_is_seen),
        TEST(count__per_unit_and_year__newest_versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
