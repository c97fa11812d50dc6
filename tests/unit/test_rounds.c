/* RoundService: opening under a plan, deadlines as live data, closing. */
#include "service_fixture.h"

#define OPENS (TOWN_NOW + DAY_MS)
#define CLOSES (TOWN_NOW + 30 * DAY_MS)

static Pb__RoundOpenRequest annual(void)
{
    Pb__RoundOpenRequest in = PB__ROUND_OPEN_REQUEST__INIT;
    in.year = 2022;
    in.kind = PB__ROUND_KIND__ROUND_ANNUAL;
    in.opens_utc_ms = OPENS;
    in.closes_utc_ms = CLOSES;
    return in;
}

static enum td_code open_round(struct town *town, Pb__RoundOpenRequest in,
                               Pb__RoundOpenResponse *out)
{
    return town_call(town, SPECIALIST, &round_service, "Open", &in, out);
}

static enum td_code show(struct town *town, enum officer who, const char *id,
                         Pb__RoundShowResponse *out)
{
    Pb__RoundShowRequest in = PB__ROUND_SHOW_REQUEST__INIT;
    in.round_id = (char *)id;
    return town_call(town, who, &round_service, "Show", &in, out);
}

static enum td_code extend(struct town *town, const char *unit, int64_t until_utc_ms,
                           Pb__RoundExtendResponse *out)
{
    Pb__RoundExtendRequest in = PB__ROUND_EXTEND_REQUEST__INIT;
    in.round_id = (char *)"2022-annual";
    in.unit_code = (char *)unit;
    in.until_utc_ms = until_utc_ms;
    in.reason = (char *)"Lũ lụt";
    return town_call(town, SPECIALIST, &round_service, "Extend", &in, out);
}

static enum td_code close_round(struct town *town, const char *reason, Pb__RoundCloseResponse *out)
{
    Pb__RoundCloseRequest in = PB__ROUND_CLOSE_REQUEST__INIT;
    in.round_id = (char *)"2022-annual";
    in.reason = (char *)reason;
    return town_call(town, HOME_HEAD, &round_service, "Close", &in, out);
}

static void open__annual_2022__has_the_lines_of_III_1(void **state)
{
    struct town *town = *state;
    static const struct {
        const char *line;
        Pb__NomineeKind kind;
        uint32_t quota;
    } lines[] = {{"department", PB__NOMINEE_KIND__NOMINEE_COLLECTIVE, 1},
                 {"commune_ward", PB__NOMINEE_KIND__NOMINEE_COLLECTIVE, 2},
                 {"individual", PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL, 3}};
    Pb__RoundOpenResponse out;
    town_load_plan(town);
    assert_done(town, open_round(town, annual(), &out));
    assert_string_equal(out.round->id, "2022-annual");
    assert_int_equal(out.round->state, PB__ROUND_STATE__ROUND_STATE_PLANNED);
    assert_string_equal(out.round->plan_id, "50/KH-UBND");
    assert_int_equal(out.round->plan_version, 1);
    assert_string_equal(out.round->opened_by, "nv.cv");
    assert_int_equal(out.round->n_lines, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(out.round->lines[i]->line, lines[i].line);
        assert_int_equal(out.round->lines[i]->kind, lines[i].kind);
        assert_int_equal(out.round->lines[i]->quota, lines[i].quota);
        assert_string_equal(out.round->lines[i]->clause, "III.1");
    }
    assert_string_equal(town->call.note.subject, "round 2022-annual");
}

static void open__other_kinds__are_named_after_year_and_kind(void **state)
{
    struct town *town = *state;
    Pb__RoundOpenRequest in = annual();
    Pb__RoundOpenResponse out;
    town_load_plan(town);
    in.year = 2025;
    in.kind = PB__ROUND_KIND__ROUND_INTERIM;
    assert_done(town, open_round(town, in, &out));
    assert_string_equal(out.round->id, "2025-interim");
    in.year = 2030;
    in.kind = PB__ROUND_KIND__ROUND_FINAL;
    assert_done(town, open_round(town, in, &out));
    assert_string_equal(out.round->id, "2030-final");
    assert_int_equal(out.round->lines[2]->quota, 10); /* III.3 */
}

static void open__twice__exists(void **state)
{
    struct town *town = *state;
    Pb__RoundOpenResponse out;
    town_load_plan(town);
    assert_done(town, open_round(town, annual(), &out));
    assert_refused(town, open_round(town, annual(), &out), TD_ALREADY_EXISTS, "",
                   TD_KEY_ROUND_EXISTS);
}

static void open__wrong_values__each_has_its_reason(void **state)
{
    struct town *town = *state;
    Pb__RoundOpenResponse out;
    Pb__RoundOpenRequest in = annual();
    assert_refused(town, open_round(town, in, &out), TD_FAILED_PRECONDITION, "plan_id",
                   TD_KEY_PLAN_NONE);
    town_load_plan(town);
    in.plan_id = (char *)"99/KH";
    assert_refused(town, open_round(town, in, &out), TD_NOT_FOUND, "plan_id", TD_KEY_PLAN_UNKNOWN);
    in = annual();
    in.year = 2031;
    assert_refused(town, open_round(town, in, &out), TD_INVALID_ARGUMENT, "year",
                   TD_KEY_ROUND_YEAR);
    assert_string_equal(violation_param(&town->err.violations[0], "to"), "2030");
    in = annual();
    in.kind = (Pb__RoundKind)9;
    in.opens_utc_ms = 0;
    in.closes_utc_ms = INT64_MAX;
    enum td_code code = open_round(town, in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "kind", TD_KEY_CHOICE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "opens_utc_ms", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "closes_utc_ms", TD_KEY_NUMBER_RANGE);
    in = annual();
    in.closes_utc_ms = in.opens_utc_ms;
    assert_refused(town, open_round(town, in, &out), TD_INVALID_ARGUMENT, "closes_utc_ms",
                   TD_KEY_TIME_ORDER);
}

static void open__plan_loaded_again_later__round_keeps_its_version(void **state)
{
    struct town *town = *state;
    Pb__PlanLoadRequest load = PB__PLAN_LOAD_REQUEST__INIT;
    Pb__PlanLoadResponse loaded;
    Pb__RoundShowResponse out;
    size_t len;
    town_open_round(town);
    load.yaml.data =
        (uint8_t *)td_arena_printf(town->arena, "%s\n# sửa\n", plan_50_text(town->arena, &len));
    load.yaml.len = strlen((char *)load.yaml.data);
    assert_done(town, town_call(town, HOME_HEAD, &plan_service, "Load", &load, &loaded));
    assert_int_equal(loaded.plan->version, 2);
    assert_done(town, show(town, CLERK, "2022-annual", &out));
    assert_int_equal(out.round->plan_version, 1);
}

static void show__clock_moves__state_follows(void **state)
{
    struct town *town = *state;
    Pb__RoundOpenResponse opened;
    Pb__RoundShowResponse out;
    town_load_plan(town);
    assert_done(town, open_round(town, annual(), &opened));
    town->now_utc_ms = OPENS;
    assert_done(town, show(town, CLERK, "2022-annual", &out));
    assert_int_equal(out.round->state, PB__ROUND_STATE__ROUND_STATE_OPEN);
    assert_refused(town, show(town, CLERK, "2023-annual", &out), TD_NOT_FOUND, "round_id",
                   TD_KEY_ROUND_UNKNOWN);
}

static void extend__own_unit__moves_only_its_deadline(void **state)
{
    struct town *town = *state;
    Pb__RoundExtendResponse extended;
    Pb__RoundShowResponse out;
    town_open_round(town);
    assert_done(town, extend(town, "P1", CLOSES + DAY_MS, &extended));
    assert_string_equal(town->call.note.detail, "P1: Lũ lụt");
    assert_done(town, show(town, CLERK, "2022-annual", &out));
    assert_int_equal(out.round->your_deadline_utc_ms, CLOSES + DAY_MS);
    assert_int_equal(out.round->closes_utc_ms, CLOSES);
    assert_done(town, show(town, OTHER_CLERK, "2022-annual", &out));
    assert_int_equal(out.round->your_deadline_utc_ms, CLOSES);
}

static void extend__shorter_later__counts_and_both_are_kept(void **state)
{
    struct town *town = *state;
    Pb__RoundExtendResponse extended;
    Pb__RoundShowResponse out;
    Pb__RoundListRequest list = PB__ROUND_LIST_REQUEST__INIT;
    Pb__RoundListResponse listed;
    town_open_round(town);
    assert_done(town, extend(town, "P1", CLOSES + 9 * DAY_MS, &extended));
    assert_done(town, extend(town, "P1", CLOSES + DAY_MS, &extended));
    assert_done(town, show(town, CLERK, "2022-annual", &out));
    assert_int_equal(out.round->your_deadline_utc_ms, CLOSES + DAY_MS);
    assert_int_equal(out.round->n_extensions, 2);
    assert_int_equal(out.round->extensions[0]->until_utc_ms, CLOSES + 9 * DAY_MS);
    assert_string_equal(out.round->extensions[1]->granted_by, "nv.cv");
    assert_done(town, town_call(town, CLERK, &round_service, "List", &list, &listed));
    assert_int_equal(listed.n_rounds, 1);
    assert_int_equal(listed.rounds[0]->n_extensions, 0);
    assert_int_equal(listed.rounds[0]->your_deadline_utc_ms, CLOSES + DAY_MS);
}

static void extend__wrong_values__each_has_its_reason(void **state)
{
    struct town *town = *state;
    Pb__RoundExtendResponse out;
    Pb__RoundExtendRequest in = PB__ROUND_EXTEND_REQUEST__INIT;
    town_open_round(town);
    assert_refused(town, extend(town, "P9", CLOSES + DAY_MS, &out), TD_NOT_FOUND, "unit_code",
                   TD_KEY_UNIT_UNKNOWN);
    assert_refused(town, extend(town, "P1", TOWN_NOW, &out), TD_INVALID_ARGUMENT, "until_utc_ms",
                   TD_KEY_TIME_ORDER);
    in.round_id = (char *)"2023-annual";
    enum td_code code = town_call(town, SPECIALIST, &round_service, "Extend", &in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "reason", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "until_utc_ms", TD_KEY_REQUIRED);
    in.reason = (char *)"Lũ lụt";
    in.until_utc_ms = CLOSES;
    assert_refused(town, town_call(town, SPECIALIST, &round_service, "Extend", &in, &out),
                   TD_NOT_FOUND, "round_id", TD_KEY_ROUND_UNKNOWN);
}

static void close__open_round__is_reviewing_and_stays_so(void **state)
{
    struct town *town = *state;
    Pb__RoundCloseResponse out;
    Pb__RoundExtendResponse extended;
    town_open_round(town);
    town->now_utc_ms = CLOSES + DAY_MS; /* past the deadline: closing is still possible */
    assert_refused(town, close_round(town, "", &out), TD_INVALID_ARGUMENT, "reason",
                   TD_KEY_REQUIRED);
    assert_done(town, close_round(town, "Hết hạn", &out));
    assert_int_equal(out.round->state, PB__ROUND_STATE__ROUND_STATE_REVIEWING);
    assert_refused(town, close_round(town, "Lần nữa", &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_ROUND_NOT_OPEN);
    assert_refused(town, extend(town, "P1", town->now_utc_ms + DAY_MS, &extended),
                   TD_FAILED_PRECONDITION, "", TD_KEY_ROUND_NOT_OPEN);
}

static void close__planned_round__is_refused(void **state)
{
    struct town *town = *state;
    Pb__RoundOpenResponse opened;
    Pb__RoundCloseResponse out;
    town_load_plan(town);
    assert_done(town, open_round(town, annual(), &opened));
    assert_refused(town, close_round(town, "Nhầm", &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_ROUND_PLANNED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, town_setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(open__annual_2022__has_the_lines_of_III_1),
        TEST(open__other_kinds__are_named_after_year_and_kind),
        TEST(open__twice__exists),
        TEST(open__wrong_values__each_has_its_reason),
        TEST(open__plan_loaded_again_later__round_keeps_its_version),
        TEST(show__clock_moves__state_follows),
        TEST(extend__own_unit__moves_only_its_deadline),
        TEST(extend__shorter_later__counts_and_both_are_kept),
        TEST(extend__wrong_values__each_has_its_reason),
        TEST(close__open_round__is_reviewing_and_stays_so),
        TEST(close__planned_round__is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
