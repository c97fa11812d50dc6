/* What a person or a unit was awarded, on a real database: whom it finds for whom, page by page. */
#include "decision_fixture.h"

#include "certificate.pb-c.h"
#include "history.pb-c.h"

static enum td_code show_page(struct town *town, enum officer who, const char *about,
                              uint32_t page_size, const char *token, Pb__HistoryShowResponse *out)
{
    Pb__HistoryShowRequest in = PB__HISTORY_SHOW_REQUEST__INIT;
    in.about = (char *)about;
    in.page_size = page_size;
    in.page_token = (char *)token;
    return town_call(town, who, &history_service, "Show", &in, out);
}

static size_t found(struct town *town, enum officer who, const char *about)
{
    Pb__HistoryShowResponse out;
    assert_done(town, show_page(town, who, about, 0, "", &out));
    return out.n_entries;
}

static void show__by_code_number_or_name__for_whom_it_is(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    decision_sample_sign(town, &of);
    assert_int_equal(found(town, CLERK, "P1"), 0); /* not published yet */
    assert_int_equal(found(town, AUDITOR, "P1"), 3);
    decision_publish_row(town);
    static const struct {
        enum officer who;
        const char *about;
        size_t n;
    } CASES[] = {
        {CLERK, "P1", 3},       {CLERK, "p1", 3},
        {CLERK, "P2", 1},                             /* the award, no refusal */
        {CLERK, "phuong 2", 1}, {CLERK, "phuong", 2}, /* no unit's name: the wards themselves */
        {CLERK, "P3", 0},       {CLERK, "Lê Văn Mẫu", 1},
        {CLERK, "le van", 1},   {CLERK, "mau", 1}, /* vo van mau of P2 was refused */
        {CLERK, "NN-102", 1},   {CLERK, "NN-103", 0},
        {AUDITOR, "nn-103", 1}, {AUDITOR, "mau", 2},
        {AUDITOR, "P3", 1},     {AUDITOR, "nobody", 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        if (found(town, CASES[i].who, CASES[i].about) != CASES[i].n)
            fail_msg("case %zu, “%s”", i, CASES[i].about);
}

static void show__page_by_page__each_entry_once(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__HistoryShowResponse out;
    const char *token = "", *last = "";
    decision_sample_sign(town, &of);
    for (size_t i = 0; i < 3; i++) {
        assert_done(town, show_page(town, AUDITOR, "P1", 1, token, &out));
        assert_int_equal(out.n_entries, 1);
        assert_true(strcmp(out.entries[0]->nominee_id, last) > 0);
        assert_int_equal(*out.next_page_token == '\0', i == 2);
        last = out.entries[0]->nominee_id;
        token = out.next_page_token;
    }
}

/* C.9: refusals to those entitled, with the reason. */
static void show__refusal__with_its_reason_to_the_unit_itself(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__HistoryShowResponse out;
    decision_sample_sign(town, &of);
    decision_publish_row(town);
    assert_done(town, show_page(town, CLERK, "tran thi vi du", 0, "", &out));
    assert_int_equal(out.n_entries, 1);
    assert_int_equal(out.entries[0]->kind, PB__HISTORY_KIND__HISTORY_KIND_REFUSAL);
    assert_string_equal(out.entries[0]->reason, "III.4");
}

static void locals_add(struct town *town, const char *unit, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        row_add(town,
                "INSERT INTO local_award (unit_code, year, number, ordinal, version, granted_on,"
                " kind, recipient, recipient_folded, staff_code, achievement, withdrawn, reason,"
                " recorded_utc_ms, recorded_by, log_seq) VALUES (?1, 2022, '7/QĐ-UBND', ?2, 1,"
                " '2022-10-10', 2, 'Đoàn Văn Đông', 'doan van dong', 'X', 'Một cửa', 0, '', 0, 1,"
                " 1)",
                db_text(unit), db_int(i + 1));
}

/* What is asked for is found in the store, page by page, however much there is. */
static void show__thousands_of_local_awards__page_by_page(void **state)
{
    struct town *town = *state;
    Pb__HistoryShowResponse out;
    const char *token = "";
    size_t n = 0;
    locals_add(town, "P1", 4000);
    locals_add(town, "P3", 2000);
    do {
        assert_done(town, show_page(town, AUDITOR, "dong", 500, token, &out));
        for (size_t i = 0; i < out.n_entries; i++)
            assert_int_equal(out.entries[i]->golden_book, n < 4000 ? n + i + 1 : n + i - 3999);
        n += out.n_entries;
        token = td_arena_strdup(town->arena, out.next_page_token);
    } while (*token);
    assert_int_equal(n, 6000);
}

/* Local awards are told to those who may list them. */
static void show__local_awards__to_the_unit_and_those_who_see_all(void **state)
{
    struct town *town = *state;
    locals_add(town, "P1", 1);
    assert_int_equal(found(town, CLERK, "P1"), 1);
    assert_int_equal(found(town, AUDITOR, "P1"), 1);
    assert_int_equal(found(town, OTHER_CLERK, "P1"), 0);
    assert_int_equal(found(town, NOBODY, "P1"), 0); /* of P1, without a role for it */
}

/* A unit by its name, or by at least two whole words of it. */
static void show__unit_by_words_of_its_name__what_is_of_it(void **state)
{
    struct town *town = *state;
    static const struct {
        const char *about;
        size_t n;
    } CASES[] = {
        {"phong noi vu", 2}, {"Nội vụ", 2}, {"phòng nội", 2}, {"noi", 0},
        {"oi vu", 0},        {"noi v", 0},  {"phuong 3", 1},  {"ong 3", 0},
    };
    locals_add(town, "PNV", 2);
    locals_add(town, "P3", 1);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        if (found(town, AUDITOR, CASES[i].about) != CASES[i].n)
            fail_msg("case %zu, “%s”", i, CASES[i].about);
}

/* A misspelt name is found by both spellings, and told as it is right. */
static void show__name_corrected_on_the_certificate__found(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__CertificateReissueRequest in = PB__CERTIFICATE_REISSUE_REQUEST__INIT;
    Pb__CertificateReissueResponse reissued;
    Pb__HistoryShowResponse out;
    static const char *const NAMES[] = {"le van mau", "le van man"};
    decision_sample_sign(town, &of);
    decision_publish_row(town);
    in.round_id = DECIDED_ROUND;
    in.golden_book = 4;
    in.base_version = 1;
    in.cause = PB__REISSUE_CAUSE__REISSUE_CAUSE_MISSPELT;
    in.reason = "Sai họ tên";
    in.name = "Lê Văn Mẫn";
    assert_done(town, town_call(town, HOME_HEAD, &certificate_service, "Reissue", &in, &reissued));
    for (size_t i = 0; i < 2; i++) {
        assert_done(town, show_page(town, CLERK, NAMES[i], 0, "", &out));
        assert_int_equal(out.n_entries, 1);
        assert_string_equal(out.entries[0]->name, "Lê Văn Mẫn");
    }
}

static void show__wrong_requests__are_refused(void **state)
{
    struct town *town = *state;
    Pb__HistoryShowResponse out;
    assert_refused(town, show_page(town, CLERK, "", 0, "", &out), TD_INVALID_ARGUMENT, "about",
                   TD_KEY_REQUIRED);
    assert_refused(town, show_page(town, CLERK, "P1", 501, "", &out), TD_INVALID_ARGUMENT,
                   "page_size", TD_KEY_NUMBER_RANGE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, decision_setup, town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(show__by_code_number_or_name__for_whom_it_is),
        CASE(show__page_by_page__each_entry_once),
        CASE(show__refusal__with_its_reason_to_the_unit_itself),
        CASE(show__thousands_of_local_awards__page_by_page),
        CASE(show__local_awards__to_the_unit_and_those_who_see_all),
        CASE(show__unit_by_words_of_its_name__what_is_of_it),
        CASE(show__name_corrected_on_the_certificate__found),
        CASE(show__wrong_requests__are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
