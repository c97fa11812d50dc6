/* DisciplineService: the register of discipline, its events and lists. */
#include "discipline_fixture.h"

static int setup(void **state)
{
    int failed = town_setup(state);
    if (!failed)
        town_open_round(*state);
    return failed;
}

static enum td_code show(struct town *town, const char *id, Pb__DisciplineShowResponse *out)
{
    Pb__DisciplineShowRequest in = PB__DISCIPLINE_SHOW_REQUEST__INIT;
    in.case_id = (char *)id;
    return town_call(town, AUDITOR, &discipline_service, "Show", &in, out);
}

static enum td_code list(struct town *town, Pb__DisciplineListRequest in,
                         Pb__DisciplineListResponse *out)
{
    return town_call(town, AUDITOR, &discipline_service, "List", &in, out);
}

static const char *open_one(struct town *town, const char *staff_code, const char *name,
                            const char *dated_on)
{
    Pb__DisciplineOpenRequest in = case_request();
    Pb__DisciplineOpenResponse out;
    in.staff_code = (char *)staff_code;
    in.name = (char *)name;
    in.dated_on = (char *)dated_on;
    assert_done(town, case_open(town, in, &out));
    return out.discipline->id;
}

static void open__person__is_under_consideration_since_the_document(void **state)
{
    struct town *town = *state;
    Pb__DisciplineOpenResponse out;
    assert_done(town, case_open(town, case_request(), &out));
    assert_string_equal(out.discipline->id, "KL-2022-0001");
    assert_int_equal(out.discipline->state,
                     PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNDER_CONSIDERATION);
    assert_string_equal(out.discipline->opened_on, "2022-10-20");
    assert_true(out.discipline->in_force);
    /* The log says which case and by what document, not whom it is about. */
    assert_string_equal(town->call.note.subject, "KL-2022-0001");
    assert_string_equal(town->call.note.detail, "07/TB-UBND");
}

static void open__number__counts_within_the_year_of_opening(void **state)
{
    struct town *town = *state;
    assert_string_equal(open_one(town, "NN-001", "Nguyễn Văn Mẫu", "2021-12-31"), "KL-2021-0001");
    assert_string_equal(open_one(town, "NN-002", "Trần Thị Ví Dụ", "2022-01-01"), "KL-2022-0001");
    assert_string_equal(open_one(town, "NN-003", "Lê Văn Mẫu", "2022-01-01"), "KL-2022-0002");
}

static void open__collective__whole_unit_or_part(void **state)
{
    struct town *town = *state;
    Pb__DisciplineOpenRequest in = case_request();
    Pb__DisciplineOpenResponse out;
    in.kind = PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    in.staff_code = (char *)"";
    in.name = (char *)"";
    assert_done(town, case_open(town, in, &out));
    in.name = (char *)"Bộ phận Một cửa";
    assert_done(town, case_open(town, in, &out));
    assert_string_equal(out.discipline->name, "Bộ phận Một cửa");
    in.citizen_id = (char *)"012345678901";
    assert_refused(town, case_open(town, in, &out), TD_INVALID_ARGUMENT, "citizen_id",
                   TD_KEY_DISCIPLINE_COLLECTIVE);
}

static void open__same_document_again__exists(void **state)
{
    struct town *town = *state;
    Pb__DisciplineOpenRequest in = case_request();
    Pb__DisciplineOpenResponse out;
    assert_done(town, case_open(town, in, &out));
    assert_refused(town, case_open(town, in, &out), TD_ALREADY_EXISTS, "document",
                   TD_KEY_DISCIPLINE_EXISTS);
    assert_string_equal(violation_param(&town->err.violations[0], "case"), "KL-2022-0001");
    in.document = (char *)"08/TB-UBND"; /* another matter */
    assert_done(town, case_open(town, in, &out));
}

static void open__wrong_values__each_has_its_reason(void **state)
{
    struct town *town = *state;
    static const struct {
        size_t offset; /* of the field in the request */
        const char *value, *field;
        enum td_key key;
    } cases[] = {
#define FIELD(name) offsetof(Pb__DisciplineOpenRequest, name)
        {FIELD(unit_code), "", "unit_code", TD_KEY_REQUIRED},
        {FIELD(unit_code), "p 1", "unit_code", TD_KEY_TEXT_FORM},
        {FIELD(name), "", "name", TD_KEY_REQUIRED},
        {FIELD(staff_code), "", "staff_code", TD_KEY_DISCIPLINE_IDENTITY},
        {FIELD(staff_code), "NN 002", "staff_code", TD_KEY_TEXT_FORM},
        {FIELD(citizen_id), "12345", "citizen_id", TD_KEY_TEXT_FORM},
        {FIELD(document), "", "document", TD_KEY_REQUIRED},
        {FIELD(dated_on), "", "dated_on", TD_KEY_REQUIRED},
        {FIELD(dated_on), "2022-02-30", "dated_on", TD_KEY_DATE_FORM},
        {FIELD(dated_on), "2022-11-02", "dated_on", TD_KEY_DATE_FUTURE},
        {FIELD(opened_on), "2022-11-02", "opened_on", TD_KEY_DATE_FUTURE},
        {FIELD(opened_on), "hôm qua", "opened_on", TD_KEY_DATE_FORM},
#undef FIELD
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pb__DisciplineOpenRequest in = case_request();
        Pb__DisciplineOpenResponse out;
        *(char **)((char *)&in + cases[i].offset) = (char *)cases[i].value;
        assert_refused(town, case_open(town, in, &out), TD_INVALID_ARGUMENT, cases[i].field,
                       cases[i].key);
    }
    Pb__DisciplineOpenRequest in = case_request();
    Pb__DisciplineOpenResponse out;
    in.kind = (Pb__NomineeKind)9;
    assert_refused(town, case_open(town, in, &out), TD_INVALID_ARGUMENT, "kind", TD_KEY_CHOICE);
    in = case_request();
    in.unit_code = (char *)"P9";
    assert_refused(town, case_open(town, in, &out), TD_INVALID_ARGUMENT, "unit_code",
                   TD_KEY_UNIT_UNKNOWN);
}

static void history__open_impose_replace_end__keeps_every_event(void **state)
{
    struct town *town = *state;
    Pb__DisciplineImposeResponse imposed;
    Pb__DisciplineEndResponse ended;
    Pb__DisciplineShowResponse out;
    const char *id = open_one(town, "NN-002", "Trần Thị Ví Dụ", "2022-10-20");
    assert_done(town, case_impose(town, id, "2022-10-31", "2023-10-30", &imposed));
    assert_int_equal(imposed.discipline->state, PB__DISCIPLINE_STATE__DISCIPLINE_STATE_IMPOSED);
    assert_done(town, case_impose(town, id, "2022-10-31", "2023-04-30", &imposed));
    assert_string_equal(imposed.discipline->until_on, "2023-04-30");
    assert_done(town, case_end(town, id, "21/QĐ-UBND", "2022-11-01", &ended));
    assert_string_equal(ended.discipline->closed_on, "2022-11-01");
    assert_true(ended.discipline->in_force); /* its last day */
    town->now_utc_ms += DAY_MS;
    assert_done(town, show(town, id, &out));
    assert_false(out.discipline->in_force);
    assert_int_equal(out.n_history, 4);
    assert_string_equal(out.history[1]->until_on, "2023-10-30"); /* as it was imposed first */
    assert_string_equal(out.history[2]->until_on, "2023-04-30");
    assert_string_equal(out.history[2]->officer, "nv.tp");
    assert_int_equal(out.history[3]->event, PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_END);
}

static void dismiss__considered__is_free_from_that_day(void **state)
{
    struct town *town = *state;
    Pb__DisciplineDismissResponse out;
    Pb__DisciplineEndResponse ended;
    const char *id = open_one(town, "NN-002", "Trần Thị Ví Dụ", "2022-10-20");
    assert_refused(town, case_dismiss(town, id, "2022-10-19", &out), TD_INVALID_ARGUMENT, "free_on",
                   TD_KEY_DATE_ORDER);
    assert_refused(town, case_dismiss(town, id, "2022-11-02", &out), TD_INVALID_ARGUMENT, "free_on",
                   TD_KEY_DATE_FUTURE);
    assert_done(town, case_dismiss(town, id, "", &out));
    assert_string_equal(out.discipline->closed_on, "2022-11-01");
    assert_false(out.discipline->in_force);
    assert_refused(town, case_end(town, id, "", "", &ended), TD_FAILED_PRECONDITION, "",
                   TD_KEY_DISCIPLINE_STATE);
    assert_refused(town, case_dismiss(town, "KL-2022-0009", "", &out), TD_NOT_FOUND, "case_id",
                   TD_KEY_DISCIPLINE_UNKNOWN);
    assert_refused(town, case_dismiss(town, "HS-2022-0001", "", &out), TD_NOT_FOUND, "case_id",
                   TD_KEY_DISCIPLINE_UNKNOWN);
}

static void impose__wrong_days__are_refused(void **state)
{
    struct town *town = *state;
    Pb__DisciplineImposeResponse out;
    const char *id = open_one(town, "NN-002", "Trần Thị Ví Dụ", "2022-10-20");
    assert_refused(town, case_impose(town, id, "2022-11-01", "2022-10-31", &out),
                   TD_INVALID_ARGUMENT, "until_on", TD_KEY_DATE_ORDER);
    assert_refused(town, case_impose(town, id, "2022-10-19", "2023-10-18", &out),
                   TD_INVALID_ARGUMENT, "from_on", TD_KEY_DATE_ORDER);
    assert_refused(town, case_impose(town, id, "2022-11-01", "", &out), TD_INVALID_ARGUMENT,
                   "until_on", TD_KEY_REQUIRED);
    assert_done(town, case_impose(town, id, "2022-11-01", "2022-11-01", &out)); /* one day */
}

static void end__by_itself_or_early__as_the_days_allow(void **state)
{
    struct town *town = *state;
    Pb__DisciplineImposeResponse imposed;
    Pb__DisciplineEndResponse out;
    const char *id = open_one(town, "NN-002", "Trần Thị Ví Dụ", "2022-10-20");
    assert_refused(town, case_end(town, id, "", "", &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_DISCIPLINE_STATE);
    assert_done(town, case_impose(town, id, "2022-10-31", "2022-11-30", &imposed));
    assert_refused(town, case_end(town, id, "", "", &out), TD_INVALID_ARGUMENT, "last_on",
                   TD_KEY_DATE_FUTURE);
    assert_refused(town, case_end(town, id, "", "2022-11-01", &out), TD_INVALID_ARGUMENT,
                   "document", TD_KEY_DISCIPLINE_EARLY_END); /* early, and nobody said so */
    assert_refused(town, case_end(town, id, "21/QĐ-UBND", "2022-10-30", &out), TD_INVALID_ARGUMENT,
                   "last_on", TD_KEY_DATE_ORDER);
    town->now_utc_ms += 40 * DAY_MS;
    assert_refused(town, case_end(town, id, "21/QĐ-UBND", "2022-12-01", &out), TD_INVALID_ARGUMENT,
                   "last_on", TD_KEY_DATE_AFTER);
    assert_done(town, case_end(town, id, "", "", &out));
    assert_string_equal(out.discipline->closed_on, "2022-11-30");
}

static void show__on_a_day__says_whether_it_excludes_then(void **state)
{
    struct town *town = *state;
    Pb__DisciplineImposeResponse imposed;
    static const struct {
        const char *on;
        bool in_force;
    } cases[] = {
        {"2022-10-19", false}, /* before it was considered */
        {"2022-10-20", true},  {"2022-11-30", true}, {"2022-12-01", false}, {"", true},
    };
    Pb__DisciplineShowRequest in = PB__DISCIPLINE_SHOW_REQUEST__INIT;
    Pb__DisciplineShowResponse out;
    in.case_id = (char *)open_one(town, "NN-002", "Trần Thị Ví Dụ", "2022-10-20");
    assert_done(town, case_impose(town, in.case_id, "2022-10-31", "2022-11-30", &imposed));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        in.on = (char *)cases[i].on;
        assert_done(town, town_call(town, AUDITOR, &discipline_service, "Show", &in, &out));
        assert_int_equal(out.discipline->in_force, cases[i].in_force);
    }
    in.on = (char *)"hôm qua";
    assert_refused(town, town_call(town, AUDITOR, &discipline_service, "Show", &in, &out),
                   TD_INVALID_ARGUMENT, "on", TD_KEY_DATE_FORM);
}

static void list__filters__each_narrows(void **state)
{
    struct town *town = *state;
    Pb__DisciplineDismissResponse dismissed;
    Pb__DisciplineImposeResponse imposed;
    Pb__DisciplineListResponse out;
    Pb__DisciplineOpenRequest unit = case_request();
    Pb__DisciplineOpenResponse opened;
    open_one(town, "NN-001", "Nguyễn Văn Mẫu", "2022-03-01");
    open_one(town, "NN-002", "Trần Thị Ví Dụ", "2022-04-01");
    unit.kind = PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    unit.unit_code = (char *)"P2";
    unit.staff_code = unit.name = (char *)"";
    assert_done(town, case_open(town, unit, &opened));
    assert_done(town, case_dismiss(town, "KL-2022-0001", "", &dismissed));
    assert_done(town, case_impose(town, "KL-2022-0002", "2022-10-31", "2022-12-31", &imposed));
    static const struct {
        const char *ids; /* last digits */
        const char *unit_code, *find, *in_force_on;
        Pb__NomineeKind kind;
        Pb__DisciplineState state;
        Pb__DisciplineSort sort;
    } cases[] = {
        {.ids = "123"},
        {.ids = "3", .kind = PB__NOMINEE_KIND__NOMINEE_COLLECTIVE},
        {.ids = "2", .state = PB__DISCIPLINE_STATE__DISCIPLINE_STATE_IMPOSED},
        {.ids = "12", .unit_code = "P1"},
        {.ids = "2", .find = "nn-002"},
        {.ids = "2", .find = "vi du"},
        {.ids = "1", .find = "Mẫu"},
        {.ids = "", .find = "nobody"},
        {.ids = "", .find = "%"},
        {.ids = "", .find = "vi_du"},
        {.ids = "", .in_force_on = "2022-02-28"},
        {.ids = "12", .in_force_on = "2022-10-19"},
        {.ids = "123", .in_force_on = "2022-10-31"},
        {.ids = "23", .in_force_on = "2022-11-01"}, /* the first is free this day */
        {.ids = "3", .in_force_on = "2023-01-01"},
        {.ids = "123", .sort = PB__DISCIPLINE_SORT__DISCIPLINE_SORT_LAST_DAY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pb__DisciplineListRequest in = PB__DISCIPLINE_LIST_REQUEST__INIT;
        char ids[8] = "";
        in.unit_code = (char *)(cases[i].unit_code ? cases[i].unit_code : "");
        in.find = (char *)(cases[i].find ? cases[i].find : "");
        in.in_force_on = (char *)(cases[i].in_force_on ? cases[i].in_force_on : "");
        in.kind = cases[i].kind;
        in.state = cases[i].state;
        in.sort = cases[i].sort;
        assert_done(town, list(town, in, &out));
        for (size_t k = 0; k < out.n_cases && k < sizeof ids - 1; k++)
            ids[k] = out.cases[k]->id[strlen(out.cases[k]->id) - 1];
        if (strcmp(ids, cases[i].ids) != 0)
            fail_msg("filter %zu: %s", i, ids);
    }
}

static void list__pages__in_either_order_lose_nothing(void **state)
{
    struct town *town = *state;
    Pb__DisciplineImposeResponse imposed;
    Pb__DisciplineOpenResponse opened;
    for (int i = 0; i < 5; i++) {
        Pb__DisciplineOpenRequest each = case_request();
        each.staff_code = td_arena_printf(town->arena, "NN-10%d", i);
        each.unit_code = (char *)(i % 2 == 0 ? "P2" : "P1");
        assert_done(town, case_open(town, each, &opened));
    }
    assert_done(town, case_impose(town, "KL-2022-0004", "2022-10-31", "2022-12-31", &imposed));
    static const char *const orders[] = {
        [PB__DISCIPLINE_SORT__DISCIPLINE_SORT_UNSPECIFIED] = "12345",
        [PB__DISCIPLINE_SORT__DISCIPLINE_SORT_LAST_DAY] = "41235", /* without an end last */
        [PB__DISCIPLINE_SORT__DISCIPLINE_SORT_NUMBER] = "12345",
        [PB__DISCIPLINE_SORT__DISCIPLINE_SORT_UNIT] = "24135",
    };
    for (size_t sort = 0; sort < sizeof orders / sizeof *orders; sort++) {
        Pb__DisciplineListRequest in = PB__DISCIPLINE_LIST_REQUEST__INIT;
        Pb__DisciplineListResponse out;
        char ids[8] = "";
        size_t n = 0;
        in.sort = (Pb__DisciplineSort)sort;
        in.page_size = 2;
        do {
            assert_done(town, list(town, in, &out));
            for (size_t k = 0; k < out.n_cases; k++)
                ids[n++] = out.cases[k]->id[strlen(out.cases[k]->id) - 1];
            in.page_token = out.next_page_token;
        } while (*in.page_token && n < 6);
        assert_string_equal(ids, orders[sort]);
    }
}

static void list__wrong_values__each_has_its_reason(void **state)
{
    struct town *town = *state;
    Pb__DisciplineListRequest in = PB__DISCIPLINE_LIST_REQUEST__INIT;
    Pb__DisciplineListResponse out;
    in.sort = (Pb__DisciplineSort)7;
    in.kind = (Pb__NomineeKind)7;
    in.state = (Pb__DisciplineState)7;
    in.in_force_on = (char *)"today";
    in.page_size = 501;
    enum td_code code = list(town, in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "sort", TD_KEY_CHOICE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "kind", TD_KEY_CHOICE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "state", TD_KEY_CHOICE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "in_force_on", TD_KEY_DATE_FORM);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "page_size", TD_KEY_NUMBER_RANGE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(open__person__is_under_consideration_since_the_document),
        TEST(open__number__counts_within_the_year_of_opening),
        TEST(open__collective__whole_unit_or_part),
        TEST(open__same_document_again__exists),
        TEST(open__wrong_values__each_has_its_reason),
        TEST(history__open_impose_replace_end__keeps_every_event),
        TEST(dismiss__considered__is_free_from_that_day),
        TEST(impose__wrong_days__are_refused),
        TEST(end__by_itself_or_early__as_the_days_allow),
        TEST(show__on_a_day__says_whether_it_excludes_then),
        TEST(list__filters__each_narrows),
        TEST(list__pages__in_either_order_lose_nothing),
        TEST(list__wrong_values__each_has_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
