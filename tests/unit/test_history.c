/* What a person or a unit was awarded, on a real database: whom it finds for whom, page by page. */
#include "decision_fixture.h"

#include "history.pb-c.h"

static int setup(void **state)
{
    int failed = town_setup(state);
    if (failed)
        return failed;
    town_open_round(*state);
    town_add_unit(*state, "P3", "Phường 3", PB__UNIT_KIND__UNIT_WARD);
    return 0;
}

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
        {CLERK, "P2", 1}, /* the award, no refusal */
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

static void show__wrong_requests__are_refused(void **state)
{
    struct town *town = *state;
    Pb__HistoryShowResponse out;
    assert_refused(town, show_page(town, CLERK, "", 0, "", &out), TD_INVALID_ARGUMENT, "about",
                   TD_KEY_REQUIRED);
    assert_refused(town, show_page(town, CLERK, "P1", 501, "", &out), TD_INVALID_ARGUMENT,
                   "page_size", TD_KEY_NUMBER_RANGE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(show__by_code_number_or_name__for_whom_it_is),
        CASE(show__page_by_page__each_entry_once),
        CASE(show__wrong_requests__are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
