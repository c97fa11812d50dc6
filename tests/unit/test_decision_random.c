/* Decisions taken at random on a real database: whatever the council's results, the drafts and the
 * discipline that comes in between, no ineligible nominee is ever awarded and the quota is never
 * exceeded (III.1–3, I.2.e). What was refused leaves nothing behind. */
#include "decision_fixture.h"
#include "discipline_fixture.h"

#include "nominees.h"
#include "plan.h"

enum { N_ROUNDS = 80, MAX_NOMINEES = 14, N_TRIES = 3 };

static const char *const UNITS[] = {"PNV", "P1", "P2"};

static int setup(void **state)
{
    int failed = town_setup(state);
    if (failed)
        return failed;
    town_open_round(*state);
    ((struct town *)*state)->now_utc_ms = DECISION_NOW;
    return 0;
}

/* A small generator, so that a failure can be had again by its seed. */
static uint32_t seed;

static uint32_t below(uint32_t n)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % n;
}

struct game {
    const char *round;
    uint32_t number; /* of the round */
    size_t n;
    const char *ids[MAX_NOMINEES];
    bool disciplined[MAX_NOMINEES];
    Pb__NomineeState council[MAX_NOMINEES];
};

static void nominees_deal(struct town *town, struct game *game)
{
    static const char *const LINES[] = {"department", "commune_ward", "individual"};
    /* Not often anything but what the council says, or most drafts would be refused. */
    static const int STATES[] = {4, 4, 4, 4, 5, 5, 6, 6, 3, 3, 2, 1};
    game->n = 2 + below(MAX_NOMINEES - 2);
    for (size_t i = 0; i < game->n; i++) {
        uint32_t line = below(3);
        int64_t number = game->number * 100 + (int64_t)i + 1;
        game->council[i] = (Pb__NomineeState)STATES[below(below(3) ? 10 : 12)];
        game->disciplined[i] = false;
        game->ids[i] = nominee_add(
            town, number,
            (struct nominee_of){
                .round = game->round,
                .unit = UNITS[line == 0 ? 0 : 1 + below(2)],
                .line = LINES[line],
                .name = td_arena_printf(town->arena, "nguoi thu %lld", (long long)number),
                .staff_code =
                    line == 2 ? td_arena_printf(town->arena, "R-%lld", (long long)number) : NULL});
        if (game->council[i] != PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED)
            nominee_state_set(town, game->ids[i], game->council[i]);
    }
}

/* A case about one of the individuals, at any time. */
static void discipline_strikes(struct town *town, struct game *game)
{
    size_t i = below((uint32_t)game->n);
    int64_t id;
    uint32_t ordinal;
    struct nominee_row row;
    assert_true(nominee_id_parse(game->ids[i], &id, &ordinal));
    assert_int_equal(nominees_find(town->db, id, ordinal, NOMINEES_NOW, town->arena, &row), TD_OK);
    if (!*row.staff_code || game->disciplined[i])
        return;
    Pb__DisciplineOpenRequest in = case_request();
    Pb__DisciplineOpenResponse out;
    in.unit_code = (char *)row.unit_code;
    in.name = (char *)row.name;
    in.staff_code = (char *)row.staff_code;
    in.document = td_arena_printf(town->arena, "%s-%zu/TB", game->round, i);
    in.dated_on = (char *)"2022-12-01";
    assert_done(town, case_open(town, in, &out));
    game->disciplined[i] = true;
}

/* Every step may be refused; then it is tried otherwise, or not at all. */
static bool decided(struct town *town, struct game *game)
{
    struct change_of changes[MAX_NOMINEES];
    Pb__DecisionDraftResponse drafted;
    uint32_t version = 0;
    for (int t = 0; t < N_TRIES && version == 0; t++) {
        size_t n = 0;
        for (size_t i = 0; i < game->n; i++)
            if (below(3) == 0 || game->council[i] == PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE)
                changes[n++] = (struct change_of){game->ids[i], below(2) == 0, "Vì"};
        if (decision_draft_as(town, SPECIALIST, game->round, changes, n, &drafted) == TD_OK)
            version = drafted.decision->version;
        else if (below(2))
            discipline_strikes(town, game);
    }
    if (version == 0)
        return false;
    if (below(4) == 0)
        discipline_strikes(town, game);
    if (decision_approve_of(town, game->round, version) != TD_OK)
        return false;
    if (decision_submit_of(town, game->round, "7/TTr-PNV", "2022-12-20") != TD_OK)
        return false;
    if (below(3) == 0)
        discipline_strikes(town, game);
    Pb__DecisionSignRequest in = decision_sign_request(version);
    Pb__DecisionSignResponse out;
    in.round_id = (char *)game->round;
    in.number = td_arena_printf(town->arena, "%u/QĐ-UBND", game->number);
    return decision_sign_of(town, in, &out) == TD_OK;
}

/* -- what must hold -- */

static uint32_t awards_of_line(struct town *town, const struct nominee_row *rows, size_t n,
                               const char *line)
{
    uint32_t count = 0;
    (void)town;
    for (size_t i = 0; i < n; i++)
        count += rows[i].state == PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED &&
                 strcmp(rows[i].award_line, line) == 0;
    return count;
}

static void game_check(struct town *town, const struct game *game, bool signed_now)
{
    struct nominee_row *rows;
    size_t n;
    assert_int_equal(nominees_of_round(town->db, game->round, NOMINEES_NOW, town->arena, &rows, &n),
                     TD_OK);
    assert_int_equal(n, game->n);
    assert_true(awards_of_line(town, rows, n, "department") <= 1);
    assert_true(awards_of_line(town, rows, n, "commune_ward") <= 2);
    assert_true(awards_of_line(town, rows, n, "individual") <= 3);
    for (size_t i = 0; i < n; i++) {
        bool awarded = rows[i].state == PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED;
        bool refused = rows[i].state == PB__NOMINEE_STATE__NOMINEE_STATE_NOT_AWARDED;
        assert_int_equal(awarded || refused, signed_now);
        if (!signed_now)
            assert_int_equal(rows[i].state, game->council[i]);
        if (awarded) {
            assert_false(game->disciplined[i]);
            assert_in_range(game->council[i], PB__NOMINEE_STATE__NOMINEE_STATE_RECOMMENDED,
                            PB__NOMINEE_STATE__NOMINEE_STATE_NOT_RECOMMENDED);
        }
        if (refused)
            assert_string_not_equal(rows[i].reason, "");
    }
}

static void decide__at_random__the_plan_holds(void **state)
{
    struct town *town = *state;
    size_t n_signed = 0;
    seed = 20221228;
    for (uint32_t r = 1; r <= N_ROUNDS; r++) {
        char round[24];
        struct game game = {.number = r};
        (void)snprintf(round, sizeof round, "game-%u", r);
        game.round = round;
        td_arena_reset(town->arena);
        round_add(town, round, 2022, PB__ROUND_KIND__ROUND_ANNUAL);
        nominees_deal(town, &game);
        bool signed_now = decided(town, &game);
        n_signed += signed_now;
        game_check(town, &game, signed_now);
    }
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM decision"), n_signed);
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM award_certificate"),
                     store_number(town->db, "SELECT COUNT(*) FROM nominee_event WHERE event = 6"));
    /* Both must occur, or the game shows nothing. */
    assert_in_range(n_signed, 10, N_ROUNDS - 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(decide__at_random__the_plan_holds, setup, town_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
